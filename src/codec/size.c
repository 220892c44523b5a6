/*
 * Counting the bytes of a record without writing them. Everything that encoding checks is checked here too, but what is
 * wrong is only noted. The careful walk in encode.c then says what and where.
 */
#include "base/attributes.h"
#include "base/error.h"
#include "codec/careful.h"
#include "codec/texts.h"
#include "record/given.h"
#include "record/schema.h"
#include "record/spare.h"
#include "wire/skip.h"
#include "wire/utf8.h"
#include "wire/wire.h"

#include <phonenum/codec.h>

/* In registers, because only inlined functions take its address. */
struct counter {
    struct utf8_bits bits; /* of the texts */
    uint64_t wrong;        /* not 0 if something is wrong with the record */
};

/* Sizes are 64-bit numbers here. So the sizes in a record can be added up before they are checked. */

/* Of a field that is length-delimited. */
static ALWAYS_INLINE uint64_t size_of_field(uint64_t size)
{
    return LIKELY(size < 0x80) ? 2 + size : 1 + wire_varint_size(size) + size;
}

enum {
    /* Only the careful walk reads longer texts, because it knows before if they fit into a record. */
    TEXT_MOST = 1 << 20,
    SHORT_MOST = 64
};

/* The size of what is wrong with a record: more than a record can have. */
static const uint64_t too_large = UINT64_C(1) << 32;

static NEVER_INLINE uint64_t size_of_any_text(const phonenum_str *text)
{
    const uint8_t *data = (const uint8_t *)text->data;
    if (!data)
        return text->size == 0 ? 0 : too_large;
    /* This saves two calls for most texts. */
    if (text->size <= SHORT_MOST && phonenum_utf8_not_ascii(data, text->size) == 0)
        return 2 + text->size;
    return text->size <= TEXT_MOST && phonenum_is_text_utf8(text) ? size_of_field(text->size) : too_large;
}

static ALWAYS_INLINE uint64_t size_of_text(struct counter *counter, const phonenum_str *text, enum utf8_sizes usual)
{
    const uint8_t *data = (const uint8_t *)text->data;
    if (!data) {
        counter->wrong |= text->size;
        return 0;
    }
    if (LIKELY(utf8_has_size(text->size, usual)))
        utf8_take(&counter->bits, NULL, data, text->size, usual);
    else if (usual == UTF8_8_TO_16 && text->size < 8) /* the channel is often shorter */
        counter->bits.words |= utf8_short_high_bits(data, text->size);
    else
        return size_of_any_text(text);
    return 2 + text->size;
}

static ALWAYS_INLINE uint64_t size_of_enum(struct counter *counter, uint8_t has, uint32_t value, uint32_t last)
{
    counter->wrong |= has & (value > last);
    return 2 * (uint64_t)has;
}

static ALWAYS_INLINE uint64_t size_of_int64(uint8_t has, int64_t value)
{
    return has ? 1 + wire_varint_size((uint64_t)value) : 0;
}

static ALWAYS_INLINE uint64_t size_of_count(uint8_t has, int64_t value)
{
    return LIKELY((uint64_t)value < 0x80) ? 2 * (uint64_t)has : size_of_int64(has, value);
}

static ALWAYS_INLINE uint64_t size_of_time(uint8_t has, int64_t value)
{
    return LIKELY(wire_is_time((uint64_t)value) | !has) ? (1 + WIRE_TIME_SIZE) * (uint64_t)has
                                                        : size_of_int64(has, value);
}

/* Few messages have extra_json or unknown fields. `depth` is how many groups may be open at once. */
static NEVER_INLINE uint64_t size_of_any_rest(const phonenum_str *extra_json, const phonenum_bytes *unknown,
                                              size_t depth)
{
    size_t offset;
    bool are_fields = unknown->size == 0 || (unknown->data && unknown->size <= TEXT_MOST &&
                                             phonenum_are_fields(unknown->data, unknown->size, depth, &offset));
    return are_fields ? size_of_any_text(extra_json) + unknown->size : too_large;
}

static ALWAYS_INLINE uint64_t size_of_rest(const phonenum_str *extra_json, const phonenum_bytes *unknown, size_t depth)
{
    if (LIKELY(((uintptr_t)extra_json->data | extra_json->size | unknown->size) == 0))
        return 0;
    return size_of_any_rest(extra_json, unknown, depth);
}

static ALWAYS_INLINE uint64_t size_of_strategy(struct counter *counter, const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM) {
        counter->wrong |= !strategy->custom.data;
        return size_of_any_text(&strategy->custom);
    }
    counter->wrong |= (unsigned)strategy->kind > PHONENUM_STRATEGY_CUSTOM;
    return size_of_enum(counter, strategy->kind == PHONENUM_STRATEGY_KNOWN, strategy->known,
                        VERIFICATION_STRATEGY_LAST);
}

/* How each kind of row is counted, from the struct `from`. */
#define SIZE_TEXT(member, usual) size_of_text(counter, &from->member, UTF8_##usual)
#define SIZE_ENUM(member, enumeration) \
    size_of_enum(counter, is_set(&from->has_##member), from->member, enumeration##_LAST)
#define SIZE_BOOL(member, detail) 2 * (uint64_t)is_set(&from->has_##member)
#define SIZE_INT64(member, how) SIZE_INT64_##how(member)
#define SIZE_INT64_COUNT(member) size_of_count(is_set(&from->has_##member), from->member)
#define SIZE_INT64_TIME(member) size_of_time(is_set(&from->has_##member), from->member)
#define SIZE_INT64_FIRST_OF_GROUP(member) SIZE_INT64_TIME(member)
#define SIZE_INT64_OF_GROUP(member) SIZE_INT64_TIME(member)
#define SIZE_JSON(member, enclosing) size_of_rest(&from->member, &from->unknown, PHONENUM_DEPTH_MAX - (enclosing))
#define SIZE_STRATEGY(member, detail) size_of_strategy(counter, &from->strategy)
#define SIZE_CUSTOM_STRATEGY(member, detail) 0 /* size_of_strategy() counts either */
#define SIZE_OTP(member, detail) size_of_verification(counter, &from->verification)
#define SIZE_ADMIN(member, detail) 0
#define SIZE_LINKS(member, detail) size_of_links(counter, from->member, from->member##_count)
#define SIZE_CODES(member, usual) size_of_codes(counter, from->member, from->member##_count, UTF8_##usual)

#define ADD_SIZE(MESSAGE, KIND, FIELD, member, json_name, detail) +SIZE_##KIND(member, detail)

static ALWAYS_INLINE uint64_t size_of_verification(struct counter *counter, const phonenum_verification *from)
{
    if (from->kind == PHONENUM_VERIFICATION_NONE)
        return 0;
    counter->wrong |= ((unsigned)from->kind > PHONENUM_VERIFICATION_ADMIN) |
                      ((from->kind == PHONENUM_VERIFICATION_ADMIN) & has_otp_field(from)) | ALL_SPARE_BITS(from);
    return size_of_field(0 VERIFICATION_FIELDS(ADD_SIZE, ADD_SIZE));
}

static ALWAYS_INLINE uint64_t size_of_link(struct counter *counter, const phonenum_link *from)
{
    counter->wrong |= SPARE_BITS(from);
    return size_of_field(0 LINK_FIELDS(ADD_SIZE));
}

/* Each element takes at least two bytes. So a list that is too long is not read. */
static ALWAYS_INLINE bool is_list(const void *list, size_t count, size_t element_size)
{
    return list && count <= PHONENUM_ENCODED_SIZE_MAX / 2 && count <= SIZE_MAX / element_size;
}

static ALWAYS_INLINE uint64_t size_of_links(struct counter *counter, const phonenum_link *links, size_t count)
{
    uint64_t size = 0;
    if (count == 0)
        return 0;
    if (!LIKELY(is_list(links, count, sizeof *links))) {
        counter->wrong = 1;
        return 0;
    }
    for (const phonenum_link *link = links; link < links + count; link++)
        size += size_of_link(counter, link);
    return size;
}

static ALWAYS_INLINE uint64_t size_of_codes(struct counter *counter, const phonenum_str *codes, size_t count,
                                            enum utf8_sizes usual)
{
    uint64_t size = 0;
    if (count == 0)
        return 0;
    if (!LIKELY(is_list(codes, count, sizeof *codes))) {
        counter->wrong = 1;
        return 0;
    }
    for (const phonenum_str *code = codes; code < codes + count; code++) {
        counter->wrong |= !code->data;
        size += size_of_text(counter, code, usual);
    }
    return size;
}

/* False if the record needs a closer look: something may be wrong with it. */
static ALWAYS_INLINE bool count_bytes(const phonenum_record *from, size_t *size)
{
    struct counter counters = {.wrong = ALL_SPARE_BITS(from)};
    struct counter *counter = &counters;
    const uint64_t bytes = 0 RECORD_FIELDS(ADD_SIZE);
    *size = (size_t)bytes;
    return LIKELY(counter->wrong == 0 && bytes <= PHONENUM_ENCODED_SIZE_MAX) &&
           (LIKELY(utf8_all_high_bits(&counter->bits) == 0) || phonenum_are_texts_utf8(from));
}

phonenum_status phonenum_encoded_size(const phonenum_record *record, size_t *size, phonenum_error *error)
{
    (void)phonenum_success(error);
    return LIKELY(count_bytes(record, size)) ? PHONENUM_OK : phonenum_size_carefully(record, size, error);
}
