/*
 * Record to bytes: one walk over the record, compiled twice. The quick walk has more room than it needs, and stops if
 * anything is wrong. Then the careful walk begins again. It knows the size of the buffer, and reports what is wrong or
 * how much room is needed. Both fill in the length of a submessage after its fields are written.
 */
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "codec/careful.h"
#include "codec/texts.h"
#include "record/given.h"
#include "record/schema.h"
#include "record/secrets.h"
#include "record/spare.h"
#include "wire/skip.h"
#include "wire/utf8.h"
#include "wire/wire.h"

#include <phonenum/codec.h>

enum {
    /* The room that the quick walk needs after its limit. See the static assert below put_record(). */
    SLACK = 256,
    /* Most records fit into the stage as a whole. */
    STAGE_SIZE = 1024,
    /* A record goes into a buffer of this size directly, or else through the stage. Two bytes may go before it. */
    IN_PLACE_LEAST = 2 + STAGE_SIZE + SLACK,
    /* How much memory an arena lends for a record. Most records need less, and a failure wipes all of it. */
    LENT_LEAST = IN_PLACE_LEAST,
    LENT_MOST = 64 * 1024,
    /* A longer list cannot be encoded, because each element takes at least two bytes. */
    COUNT_MAX = PHONENUM_ENCODED_SIZE_MAX / 2
};

/* The state of the careful walk. */
struct careful {
    uint8_t *buffer;
    size_t capacity;
    size_t size; /* so far; bytes beyond the capacity are counted but not written */
    phonenum_status status;
    phonenum_error *error;
};

/*
 * A call, with what the quick walk needs beside its registers. The walk needs room to spare. If the buffer has none, the
 * walk writes to the stage, and what it wrote moves to the buffer, piece by piece.
 */
struct call {
    const phonenum_record *record;
    uint8_t *buffer;
    size_t capacity;
    size_t *size;
    phonenum_error *error;
    bool is_delimited;
    uint8_t length_size; /* bytes that are left before the record, for its length */
    size_t moved;        /* bytes of the record that are in the buffer, before this piece */
    uint8_t *piece;      /* in the stage, or in the buffer itself */
    uint8_t stage[STAGE_SIZE + SLACK];
};

/* Where the record begins in the buffer, unless its length needs more bytes than are left. */
static ALWAYS_INLINE uint8_t *start_of(const struct call *call)
{
    return call->buffer + call->length_size;
}

/* One walk. In the quick walk this stays in registers, because only inlined functions take its address. */
struct writer {
    struct careful *careful; /* NULL in the quick walk: a constant in each of the two compilations */
    struct call *call;       /* NULL in the careful walk */
    uint8_t *next;           /* where to write; the bytes after it may be overwritten */
    const uint8_t *limit;    /* list elements must start at or before this; long texts must fit before it */
    struct utf8_bits bits;   /* of the texts; all ones if a text has a size but no data */
    uint64_t spare;          /* not 0 if a member is set that this version does not know */
};

static COLD bool say_why(struct careful *careful, phonenum_status status, size_t offset, const char *field,
                         const char *message)
{
    careful->status = phonenum_error_set(careful->error, status, offset, message);
    phonenum_error_within(careful->error, field);
    return false;
}

static const char no_data[] = "data is NULL but size is not 0";
static const char no_list[] = "the list is NULL but its count is not 0";
static const char no_field[] = "an Admin verification does not have this field";
static const char too_large[] = "the encoded record would take 2 GiB or more";

/* Stops the walk. Functions here return whether the walk goes on. */
static ALWAYS_INLINE bool refuse(struct writer *writer, phonenum_status status, size_t offset, const char *field,
                                 const char *message)
{
    return writer->careful && say_why(writer->careful, status, offset, field, message);
}

/* Members of later versions cannot be written. The quick walk checks all spare bits once, at its end. */
static ALWAYS_INLINE bool put_spare(struct writer *writer, uint64_t bits)
{
    writer->spare |= bits;
    return !writer->careful || bits == 0 || refuse(writer, PHONENUM_ERR_RECORD, 0, "", OLDER_LIBRARY);
}

/* Goes on in the stage, with the next element. Returns its place; NULL if the piece does not fit into the buffer. */
static NEVER_INLINE uint8_t *next_piece(struct call *call, const uint8_t *end)
{
    const size_t size = (size_t)(end - call->piece);
    if (size > call->capacity - call->length_size - call->moved)
        return NULL;
    if (call->piece == call->stage)
        memcpy(start_of(call) + call->moved, call->stage, size);
    call->moved += size;
    call->piece = call->stage;
    return call->stage;
}

/* Whether the next element may begin here. */
static ALWAYS_INLINE bool has_room(struct writer *writer)
{
    if (LIKELY(writer->careful ? writer->careful->size <= PHONENUM_ENCODED_SIZE_MAX : writer->next <= writer->limit))
        return true;
    if (!writer->careful) {
        writer->next = next_piece(writer->call, writer->next);
        writer->limit = writer->call->stage + STAGE_SIZE;
        if (writer->next)
            return true;
    }
    return refuse(writer, PHONENUM_ERR_LIMIT, 0, "", too_large);
}

static COLD void add_byte(struct careful *careful, uint8_t byte)
{
    if (careful->size < careful->capacity)
        careful->buffer[careful->size] = byte;
    careful->size++;
}

static COLD void add_varint(struct careful *careful, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        add_byte(careful, (uint8_t)(value | 0x80));
    add_byte(careful, (uint8_t)value);
}

static COLD void add_int64(struct careful *careful, uint32_t tag, uint8_t has, int64_t value)
{
    if (!has)
        return;
    add_byte(careful, (uint8_t)tag);
    add_varint(careful, (uint64_t)value);
}

static COLD bool add_bytes(struct careful *careful, const void *data, size_t size, const char *field)
{
    if (size > PHONENUM_ENCODED_SIZE_MAX || careful->size > PHONENUM_ENCODED_SIZE_MAX - size)
        return say_why(careful, PHONENUM_ERR_LIMIT, 0, field, too_large);
    if (careful->size <= careful->capacity && size <= careful->capacity - careful->size)
        (void)wire_write_bytes(careful->buffer + careful->size, data, size);
    careful->size += size;
    return true;
}

static COLD bool add_text(struct careful *careful, uint32_t tag, const phonenum_str *text, const char *field)
{
    if (!text->data)
        return text->size == 0 || say_why(careful, PHONENUM_ERR_RECORD, 0, field, no_data);
    add_byte(careful, (uint8_t)tag);
    add_varint(careful, text->size);
    if (!add_bytes(careful, text->data, text->size, field))
        return false;
    size_t valid = phonenum_utf8_valid_size(text->data, text->size);
    return valid == text->size || say_why(careful, PHONENUM_ERR_UTF8, valid, field, NULL);
}

/* Writes any text. Returns the byte after the field; NULL if the text cannot be written. */
static NEVER_INLINE uint8_t *write_text(uint8_t *next, const uint8_t *limit, uint32_t tag, const phonenum_str *text)
{
    if (next > limit || text->size > (size_t)(limit - next) || !phonenum_is_text_utf8(text))
        return NULL;
    *next++ = (uint8_t)tag;
    next = wire_write_varint(next, text->size);
    return wire_write_bytes(next, text->data, text->size);
}

/* Like write_text(), but fast for ASCII of up to 32 bytes. */
static NEVER_INLINE uint8_t *write_unusual_text(uint8_t *next, const uint8_t *limit, uint32_t tag,
                                                const phonenum_str *text)
{
    const uint8_t *data = (const uint8_t *)text->data;
    size_t size = text->size;
    struct utf8_bits bits = {0};
    next[0] = (uint8_t)tag;
    next[1] = (uint8_t)size;
    if (size < 8)
        bits.words = utf8_copy_short(next + 2, data, size);
    else if (size <= 32 && next <= limit && size <= (size_t)(limit - next))
        utf8_take(&bits, next + 2, data, size, UTF8_8_TO_32);
    else
        bits.words = UTF8_HIGH_BITS;
    return LIKELY(utf8_all_high_bits(&bits) == 0) ? next + 2 + size : write_text(next, limit, tag, text);
}

static ALWAYS_INLINE bool put_text(struct writer *writer, uint32_t tag, const phonenum_str *text, const char *field,
                                   enum utf8_sizes usual)
{
    if (writer->careful)
        return add_text(writer->careful, tag, text, field);
    const uint8_t *data = (const uint8_t *)text->data;
    size_t size = text->size;
    if (!data) {
        writer->bits.words |= 0 - (uint64_t)(size != 0);
        return true;
    }
    if (!utf8_has_size(size, usual)) {
        writer->next = write_unusual_text(writer->next, writer->limit, tag, text);
        return LIKELY(writer->next != NULL);
    }
    writer->next[0] = (uint8_t)tag;
    writer->next[1] = (uint8_t)size;
    utf8_take(&writer->bits, writer->next + 2, data, size, usual);
    writer->next += 2 + size;
    return true;
}

/*
 * Writes a number of one byte, without a branch: the processor could not predict one. If the number is absent, the next
 * field overwrites these bytes.
 */
static ALWAYS_INLINE void put_small(struct writer *writer, uint32_t tag, uint8_t has, uint8_t value)
{
    if (writer->careful) {
        add_int64(writer->careful, tag, has, value);
        return;
    }
    writer->next[0] = (uint8_t)tag;
    writer->next[1] = value;
    writer->next += 2 * (size_t)(has & 1);
}

/* All enum values of the schema fit into one byte. */
static ALWAYS_INLINE bool put_enum(struct writer *writer, uint32_t tag, uint8_t has, uint32_t value, uint32_t last,
                                   const char *field)
{
    if (!LIKELY(value <= last))
        return !has || refuse(writer, PHONENUM_ERR_RECORD, 0, field, "unknown enum value");
    put_small(writer, tag, has, (uint8_t)value);
    return true;
}

static ALWAYS_INLINE void put_int64(struct writer *writer, uint32_t tag, uint8_t has, int64_t value)
{
    if (writer->careful) {
        add_int64(writer->careful, tag, has, value);
    } else if (has) {
        *writer->next = (uint8_t)tag;
        writer->next = wire_write_varint(writer->next + 1, (uint64_t)value);
    }
}

/* Like put_int64(), but fast for a small number. */
static ALWAYS_INLINE bool put_count(struct writer *writer, uint32_t tag, uint8_t has, int64_t value)
{
    if (LIKELY((uint64_t)value < 0x80))
        put_small(writer, tag, has, (uint8_t)value);
    else
        put_int64(writer, tag, has, value);
    return true;
}

/* Like put_int64(), but fast for a time. If the time is absent, the next field overwrites it, as in put_small(). */
static ALWAYS_INLINE bool put_time(struct writer *writer, uint32_t tag, uint8_t has, int64_t value)
{
    /* Not ||, which would be a branch. */
    if (!writer->careful && LIKELY(wire_is_time((uint64_t)value) | !has)) {
        *writer->next = (uint8_t)tag;
        (void)wire_write_time(writer->next + 1, (uint64_t)value);
        writer->next += has ? 1 + WIRE_TIME_SIZE : 0;
    } else {
        put_int64(writer, tag, has, value);
    }
    return true;
}

/* `depth` is how many groups may be open at once. */
static COLD bool add_unknown(struct careful *careful, const phonenum_bytes *unknown, size_t depth)
{
    if (unknown->size == 0)
        return true;
    if (!unknown->data)
        return say_why(careful, PHONENUM_ERR_RECORD, 0, "unknown", no_data);
    if (!add_bytes(careful, unknown->data, unknown->size, "unknown"))
        return false;
    size_t offset;
    return phonenum_are_fields(unknown->data, unknown->size, depth, &offset) ||
           say_why(careful, PHONENUM_ERR_RECORD, offset, "unknown", "must be valid Protocol Buffers fields");
}

/* Like write_text(), for extra_json and the unknown fields. */
static NEVER_INLINE uint8_t *write_rest(uint8_t *next, const uint8_t *limit, uint32_t extra_json_tag,
                                        const phonenum_str *extra_json, const phonenum_bytes *unknown, size_t depth)
{
    size_t offset;
    if (extra_json->data)
        next = write_text(next, limit, extra_json_tag, extra_json);
    else if (extra_json->size > 0)
        return NULL;
    if (!next || unknown->size == 0)
        return next;
    if (!unknown->data || next > limit || unknown->size > (size_t)(limit - next) ||
        !phonenum_are_fields(unknown->data, unknown->size, depth, &offset))
        return NULL;
    return wire_write_bytes(next, unknown->data, unknown->size);
}

/* Writes extra_json and the unknown fields. Few messages have any. */
static ALWAYS_INLINE bool put_rest(struct writer *writer, uint32_t extra_json_tag, const phonenum_str *extra_json,
                                   const phonenum_bytes *unknown, size_t depth)
{
    if (writer->careful)
        return add_text(writer->careful, extra_json_tag, extra_json, "extra_json") &&
               add_unknown(writer->careful, unknown, depth);
    if (LIKELY(((uintptr_t)extra_json->data | extra_json->size | unknown->size) == 0))
        return true;
    writer->next = write_rest(writer->next, writer->limit, extra_json_tag, extra_json, unknown, depth);
    return LIKELY(writer->next != NULL);
}

/* Where the fields of a submessage start. */
struct submessage {
    uint8_t *start;
    size_t size_before;
};

/* Leaves one byte for the length. Most submessages need no more. */
static ALWAYS_INLINE struct submessage begin_submessage(struct writer *writer, uint32_t tag)
{
    if (writer->careful) {
        add_byte(writer->careful, (uint8_t)tag);
        add_byte(writer->careful, 0);
    } else {
        writer->next[0] = (uint8_t)tag;
        writer->next += 2;
    }
    return (struct submessage){writer->next, writer->careful ? writer->careful->size : 0};
}

/* Writes the length before `start`, where one byte is free. If it needs more, moves the fields. Returns their end. */
static NEVER_INLINE uint8_t *move_for_length(uint8_t *start, size_t size)
{
    uint8_t *moved = start - 1 + wire_varint_size(size);
    memmove(moved, start, size);
    (void)wire_write_varint(start - 1, size);
    return moved + size;
}

static COLD void end_carefully(struct careful *careful, size_t size_before)
{
    size_t size = careful->size - size_before;
    careful->size += wire_varint_size(size) - 1;
    if (careful->size <= careful->capacity)
        (void)move_for_length(careful->buffer + size_before, size);
}

static ALWAYS_INLINE void end_submessage(struct writer *writer, struct submessage submessage)
{
    if (writer->careful) {
        end_carefully(writer->careful, submessage.size_before);
        return;
    }
    size_t size = (size_t)(writer->next - submessage.start);
    if (LIKELY(size < 0x80))
        submessage.start[-1] = (uint8_t)size;
    else
        writer->next = move_for_length(submessage.start, size);
}

static ALWAYS_INLINE bool put_custom_strategy(struct writer *writer, const phonenum_str *custom)
{
    if (!custom->data)
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "custom_strategy",
                      "data is NULL, but a custom strategy needs a text");
    if (writer->careful)
        return add_text(writer->careful, VERIFICATION_CUSTOM_STRATEGY_TAG, custom, "custom_strategy");
    writer->next = write_unusual_text(writer->next, writer->limit, VERIFICATION_CUSTOM_STRATEGY_TAG, custom);
    return LIKELY(writer->next != NULL);
}

static ALWAYS_INLINE bool put_strategy(struct writer *writer, const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return put_custom_strategy(writer, &strategy->custom);
    if (!LIKELY((unsigned)strategy->kind <= PHONENUM_STRATEGY_CUSTOM))
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "strategy", "unknown kind of strategy");
    return put_enum(writer, VERIFICATION_STRATEGY_TAG, strategy->kind == PHONENUM_STRATEGY_KNOWN, strategy->known,
                    VERIFICATION_STRATEGY_LAST, "strategy");
}

/* How each kind of row is written, from the struct `from`. */
#define PUT_TEXT(tag, member, usual) put_text(writer, tag, &from->member, #member, UTF8_##usual)
#define PUT_ENUM(tag, member, enumeration) \
    put_enum(writer, tag, is_set(&from->has_##member), from->member, enumeration##_LAST, #member)
#define PUT_BOOL(tag, member, how) PUT_BOOL_##how(tag, member)
#define PUT_BOOL_ALONE(tag, member) (put_small(writer, tag, is_set(&from->has_##member), is_set(&from->member)), true)
#define PUT_INT64(tag, member, how) PUT_INT64_##how(tag, member)
#define PUT_INT64_COUNT(tag, member) put_count(writer, tag, is_set(&from->has_##member), from->member)
#define PUT_INT64_TIME(tag, member) put_time(writer, tag, is_set(&from->has_##member), from->member)
#define PUT_JSON(tag, member, enclosing) \
    put_rest(writer, tag, &from->member, &from->unknown, PHONENUM_DEPTH_MAX - (enclosing))
#define PUT_STRATEGY(tag, member, detail) put_strategy(writer, &from->strategy)
#define PUT_CUSTOM_STRATEGY(tag, member, detail) true /* put_strategy() writes either */

#define PUT(MESSAGE, KIND, FIELD, member, json_name, detail) PUT_##KIND(MESSAGE##_##FIELD##_TAG, member, detail) &&

#define PUT_OTP_ONLY(MESSAGE, KIND, FIELD, member, json_name, detail)                                                 \
    (LIKELY(is_otp | !IS_GIVEN_##KIND(from, member)) || refuse(writer, PHONENUM_ERR_RECORD, 0, #member, no_field)) && \
        PUT(MESSAGE, KIND, FIELD, member, json_name, detail)

static ALWAYS_INLINE bool put_verification_fields(struct writer *writer, const phonenum_verification *from)
{
    const bool is_otp = from->kind == PHONENUM_VERIFICATION_OTP;
    return VERIFICATION_FIELDS(PUT, PUT_OTP_ONLY) put_spare(writer, ALL_SPARE_BITS(from));
}

static ALWAYS_INLINE bool put_verification(struct writer *writer, const phonenum_verification *verification)
{
    if (verification->kind == PHONENUM_VERIFICATION_NONE)
        return true;
    const bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    if (!LIKELY((unsigned)verification->kind <= PHONENUM_VERIFICATION_ADMIN))
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "verification", "unknown kind of verification");
    struct submessage submessage = begin_submessage(writer, otp ? RECORD_OTP_TAG : RECORD_ADMIN_TAG);
    if (!LIKELY(put_verification_fields(writer, verification))) {
        if (writer->careful)
            phonenum_error_within(writer->careful->error, otp ? "verification.otp" : "verification.admin");
        return false;
    }
    end_submessage(writer, submessage);
    return true;
}

static ALWAYS_INLINE bool put_link(struct writer *writer, const phonenum_link *from)
{
    if (!LIKELY(has_room(writer)))
        return false;
    struct submessage submessage = begin_submessage(writer, RECORD_LINKED_TO_TAG);
    if (!(LINK_FIELDS(PUT) put_spare(writer, SPARE_BITS(from))))
        return false;
    end_submessage(writer, submessage);
    return true;
}

static ALWAYS_INLINE bool put_code(struct writer *writer, const phonenum_str *code, enum utf8_sizes usual)
{
    if (!LIKELY(has_room(writer)))
        return false;
    if (!LIKELY(code->data))
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "", "the list element is NULL");
    return put_text(writer, RECORD_BACKUP_CODES_TAG, code, "", usual);
}

static ALWAYS_INLINE bool refuse_element(struct writer *writer, const char *field, size_t index)
{
    if (writer->careful)
        phonenum_error_within_element(writer->careful->error, field, index);
    return false;
}

static ALWAYS_INLINE bool put_links(struct writer *writer, const phonenum_link *links, size_t count)
{
    if (count == 0)
        return true;
    if (!LIKELY(links))
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "linked_to", no_list);
    if (!LIKELY(count <= COUNT_MAX && count <= SIZE_MAX / sizeof *links))
        return refuse(writer, PHONENUM_ERR_LIMIT, 0, "linked_to", too_large);
    for (const phonenum_link *link = links; link < links + count; link++) {
        if (!LIKELY(put_link(writer, link)))
            return refuse_element(writer, "linked_to", (size_t)(link - links));
    }
    return true;
}

static ALWAYS_INLINE bool put_codes(struct writer *writer, const phonenum_str *codes, size_t count,
                                    enum utf8_sizes usual)
{
    if (count == 0)
        return true;
    if (!LIKELY(codes))
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "backup_codes", no_list);
    if (!LIKELY(count <= COUNT_MAX && count <= SIZE_MAX / sizeof *codes))
        return refuse(writer, PHONENUM_ERR_LIMIT, 0, "backup_codes", too_large);
    for (const phonenum_str *code = codes; code < codes + count; code++) {
        if (!LIKELY(put_code(writer, code, usual)))
            return refuse_element(writer, "backup_codes", (size_t)(code - codes));
    }
    return true;
}

static ALWAYS_INLINE bool put_flags(struct writer *writer, const phonenum_record *record)
{
    const uint8_t has_reserved_for_second_factor = is_set(&record->has_reserved_for_second_factor);
    const uint8_t has_default_second_factor = is_set(&record->has_default_second_factor);
    const uint8_t has_reserved = is_set(&record->has_reserved);
    if (!(has_reserved_for_second_factor | has_default_second_factor | has_reserved))
        return true;
    put_small(writer, RECORD_RESERVED_FOR_SECOND_FACTOR_TAG, has_reserved_for_second_factor,
              is_set(&record->reserved_for_second_factor));
    put_small(writer, RECORD_DEFAULT_SECOND_FACTOR_TAG, has_default_second_factor,
              is_set(&record->default_second_factor));
    put_small(writer, RECORD_RESERVED_TAG, has_reserved, is_set(&record->reserved));
    return true;
}

static ALWAYS_INLINE bool put_times(struct writer *writer, const phonenum_record *record)
{
    const uint8_t has_created = is_set(&record->has_created_at);
    const uint8_t has_updated = is_set(&record->has_updated_at);
    const uint64_t created = (uint64_t)record->created_at;
    const uint64_t updated = (uint64_t)record->updated_at;
    const bool are_times = has_created && has_updated && wire_is_time(created) && wire_is_time(updated);
    if (!writer->careful && LIKELY(are_times)) {
        writer->next = wire_write_times(writer->next, RECORD_CREATED_AT_TAG, created, RECORD_UPDATED_AT_TAG, updated);
        return true;
    }
    put_int64(writer, RECORD_CREATED_AT_TAG, has_created, record->created_at);
    put_int64(writer, RECORD_UPDATED_AT_TAG, has_updated, record->updated_at);
    return true;
}

/* The first row of a group writes the whole group. */
#define PUT_BOOL_FIRST_OF_GROUP(tag, member) put_flags(writer, from)
#define PUT_BOOL_OF_GROUP(tag, member) true
#define PUT_INT64_FIRST_OF_GROUP(tag, member) put_times(writer, from)
#define PUT_INT64_OF_GROUP(tag, member) true
#define PUT_OTP(tag, member, detail) put_verification(writer, &from->verification)
#define PUT_ADMIN(tag, member, detail) true
#define PUT_LINKS(tag, member, detail) put_links(writer, from->member, from->member##_count)
#define PUT_CODES(tag, member, usual) put_codes(writer, from->member, from->member##_count, UTF8_##usual)

static ALWAYS_INLINE bool put_record(struct writer *writer, const phonenum_record *from)
{
    return RECORD_FIELDS(PUT) put_spare(writer, ALL_SPARE_BITS(from));
}

/*
 * The most bytes that the quick walk writes for a row without checking its limit. A text that is longer than usual is
 * checked: only its tag and length can come after the limit.
 */
#define MOST_TEXT(usual) (2 + UTF8_MOST(UTF8_##usual))
#define MOST_ENUM(detail) 2
#define MOST_BOOL(detail) 2
#define MOST_INT64(detail) (1 + WIRE_VARINT_SIZE_MAX)
#define MOST_JSON(detail) (1 + WIRE_VARINT32_SIZE_MAX)
#define MOST_STRATEGY(detail) 2
#define MOST_CUSTOM_STRATEGY(detail) (2 + UTF8_SHORT_MOST)
#define MOST_OTP(detail) MOST_VERIFICATION
#define MOST_ADMIN(detail) 0
/* Each list element begins with a check of the limit, so only one element counts. */
#define MOST_LINKS(detail) 0
#define MOST_CODES(usual) MOST_TEXT(usual)

#define ADD_MOST(MESSAGE, KIND, FIELD, member, json_name, detail) +MOST_##KIND(detail)
#define ADD_MOST_FROM_LISTS(MESSAGE, KIND, FIELD, member, json_name, detail) \
    +MOST_##KIND(detail) * ((int)RECORD_##FIELD##_TAG >= (int)RECORD_LINKED_TO_TAG)

enum {
    /* The tag and the length of a submessage. The length may need five bytes. */
    MOST_HEADER = 1 + WIRE_VARINT32_SIZE_MAX,
    MOST_VERIFICATION = MOST_HEADER VERIFICATION_FIELDS(ADD_MOST, ADD_MOST),
    MOST_LINK = MOST_HEADER LINK_FIELDS(ADD_MOST),
    /* wire_write_times() writes one extra byte. */
    MOST_RECORD = 1 RECORD_FIELDS(ADD_MOST),
    MOST_FROM_LISTS = 1 + MOST_LINK RECORD_FIELDS(ADD_MOST_FROM_LISTS)
};

_Static_assert((int)MOST_RECORD <= (int)SLACK && (int)MOST_FROM_LISTS <= (int)SLACK,
               "the quick walk can pass its limit by more than SLACK: raise it, or use smaller usual sizes");

/* *size is 0 if the record is refused. */
static COLD phonenum_status walk_carefully(const phonenum_record *record, uint8_t *buffer, size_t capacity,
                                           size_t *size, phonenum_error *error)
{
    struct careful careful = {.buffer = buffer, .capacity = capacity, .error = error};
    struct writer writer = {.careful = &careful};
    bool is_encoded = put_record(&writer, record) && has_room(&writer);
    *size = is_encoded ? careful.size : 0;
    return careful.status;
}

COLD phonenum_status phonenum_size_carefully(const phonenum_record *record, size_t *size, phonenum_error *error)
{
    return walk_carefully(record, NULL, 0, size, error);
}

/* Encodes a record that needs a closer look: it may be wrong, or the buffer too small. */
static COLD phonenum_status encode_carefully(const struct call *call)
{
    size_t bare;
    phonenum_status status = phonenum_encoded_size(call->record, &bare, call->error);
    *call->size = bare;
    if (status)
        return status;
    *call->size += call->is_delimited ? wire_varint_size(bare) : 0;
    if (*call->size > call->capacity)
        return phonenum_error_set(call->error, PHONENUM_ERR_NO_SPACE, 0, NULL);
    /* One byte is left for the length. If the length needs more, the record is moved. */
    uint8_t *start = call->is_delimited ? call->buffer + 1 : call->buffer;
    status = walk_carefully(call->record, start, call->capacity - (size_t)(start - call->buffer), &bare, call->error);
    if (call->is_delimited)
        (void)move_for_length(start, bare);
    return status;
}

/* Brings the last piece to its place, and writes the length. False if the buffer is too small. */
static bool end_quickly(const struct call *call, const uint8_t *end)
{
    const size_t piece_size = (size_t)(end - call->piece);
    const size_t bare = call->moved + piece_size;
    const size_t length_size = call->is_delimited ? wire_varint_size(bare) : 0;
    if (bare > PHONENUM_ENCODED_SIZE_MAX || length_size > call->capacity || bare > call->capacity - length_size)
        return false;
    *call->size = length_size + bare;
    if (bare > 0) {
        uint8_t *start = call->buffer + length_size;
        if (call->moved > 0 && start != start_of(call))
            memmove(start, start_of(call), call->moved);
        memmove(start + call->moved, call->piece, piece_size);
    }
    if (call->is_delimited)
        (void)wire_write_varint(call->buffer, bare);
    return true;
}

/* Ends a call whose walk was not quite as usual. `end` is what the walk returned. */
static NEVER_INLINE phonenum_status end_call(struct call *call, const uint8_t *end)
{
    const bool done = end && end_quickly(call, end);
    /* If nothing moved, only the piece was written. */
    if (call->piece == call->stage && (!end || holds_secrets(call->record)))
        phonenum_wipe(call->stage, end && call->moved == 0 ? (size_t)(end - call->stage) : sizeof call->stage);
    return LIKELY(done) ? PHONENUM_OK : encode_carefully(call);
}

/* Ends the usual call, in place. False if it is not one. */
static ALWAYS_INLINE bool end_in_place(const struct call *call, const uint8_t *end)
{
    const size_t size = (size_t)(end - call->piece);
    if (!LIKELY(call->piece == start_of(call) && size <= PHONENUM_ENCODED_SIZE_MAX))
        return false;
    if (call->is_delimited) {
        if (wire_varint_size(size) != call->length_size)
            return false;
        (void)wire_write_varint(call->buffer, size);
    }
    *call->size = call->length_size + size;
    return true;
}

/* A guess: the bytes that the length of a record takes. */
static ALWAYS_INLINE uint8_t usual_length_size(const phonenum_record *record)
{
    bool is_short = record->verification.kind == PHONENUM_VERIFICATION_NONE &&
                    (record->linked_to_count | record->backup_codes_count) == 0;
    return is_short ? 1 : 2;
}

/* One function for all calls, because the walk is long. */
static NEVER_INLINE phonenum_status encode(const phonenum_record *record, uint8_t *buffer, size_t capacity,
                                           size_t *size, phonenum_error *error, bool is_delimited)
{
    struct call call;
    struct writer writer = {.careful = NULL, .call = &call};
    call.record = record;
    call.buffer = buffer;
    call.capacity = capacity;
    call.size = size;
    call.error = error;
    call.is_delimited = is_delimited;
    call.length_size = 0;
    call.moved = 0;
    if (is_delimited && capacity > 2)
        call.length_size = usual_length_size(record);
    if (LIKELY(capacity >= IN_PLACE_LEAST)) {
        const size_t most = capacity < PHONENUM_ENCODED_SIZE_MAX ? capacity : (size_t)PHONENUM_ENCODED_SIZE_MAX;
        writer.next = start_of(&call);
        writer.limit = buffer + most - SLACK;
    } else {
        /* Places are computed from the buffer, but it may be NULL. */
        if (capacity == 0)
            call.buffer = call.stage + sizeof call.stage;
        writer.next = call.stage;
        writer.limit = call.stage + STAGE_SIZE;
    }
    call.piece = writer.next;
    (void)phonenum_success(error);
    if (!LIKELY(put_record(&writer, record)) || !LIKELY(writer.spare == 0) ||
        (!LIKELY(utf8_all_high_bits(&writer.bits) == 0) && !phonenum_are_texts_utf8(call.record)))
        return end_call(&call, NULL);
    return LIKELY(end_in_place(&call, writer.next)) ? PHONENUM_OK : end_call(&call, writer.next);
}

phonenum_status phonenum_encode(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                phonenum_error *error)
{
    return encode(record, buffer, capacity, size, error, false);
}

phonenum_status phonenum_encode_delimited(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                          phonenum_error *error)
{
    return encode(record, buffer, capacity, size, error, true);
}

phonenum_status phonenum_encode_arena(const phonenum_record *record, phonenum_arena *arena, phonenum_bytes *encoded,
                                      phonenum_error *error)
{
    const phonenum_arena_point point = phonenum_arena_here(arena);
    size_t room;
    size_t size;
    *encoded = (phonenum_bytes){NULL, 0};
    uint8_t *buffer = phonenum_arena_lend(arena, LENT_LEAST, LENT_MOST, &room);
    phonenum_status status = phonenum_encode(record, buffer, room, &size, error);
    if (!LIKELY(status == PHONENUM_OK)) {
        phonenum_arena_rewind(arena, point);
        if (status != PHONENUM_ERR_NO_SPACE)
            return status;
        buffer = phonenum_arena_alloc(arena, size, 1);
        if (buffer)
            status = phonenum_encode(record, buffer, size, &size, error);
    }
    /* A record of no bytes needs a place too. */
    if (!buffer)
        return phonenum_error_set(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    phonenum_arena_give_back(arena, buffer + size);
    if (holds_secrets(record))
        arena->holds_secrets = true;
    *encoded = (phonenum_bytes){buffer, size};
    return status;
}
