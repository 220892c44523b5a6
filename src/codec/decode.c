/*
 * Bytes to record, in one pass over the input.
 *
 * Fields are expected in ascending order, because every encoder writes them in this order. An expected field costs one
 * comparison, which the processor predicts well. Any other field is found in another round over the expectations.
 *
 * The input is copied as a whole, not text by text. In the copy, the NUL after a text overwrites the next tag. So all
 * reading is from the input itself.
 */
#include "codec/decode.h"
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "codec/options.h"
#include "record/schema.h"
#include "wire/skip.h"
#include "wire/utf8.h"
#include "wire/wire.h"

#include <phonenum/codec.h>
#include <stdalign.h>

struct decoder {
    const uint8_t *input;
    char *copy; /* of the input; NULL if texts are borrowed */
    const phonenum_limits *limits;
    size_t unknown_seen;
    phonenum_arena *arena;
    phonenum_error *error;
    phonenum_status status; /* PHONENUM_OK until an error is set; functions here return whether they succeeded */
};

/* A position in a message: at the value of a field, after its tag. */
struct cursor {
    const uint8_t *next;
    const uint8_t *end;
    const uint8_t *start; /* of the field's tag */
    uint32_t tag;         /* NO_TAG at the end; of a longer tag, only the first byte */
};

enum {
    NO_TAG = 0
};

/* The unknown fields of one message during reading: a view into the input, or a copy in `memory`. */
struct unknown {
    phonenum_bytes *fields;
    uint8_t *memory;
    size_t capacity;
};

/* A list during reading. */
struct list {
    void *elements;
    size_t count;
    size_t capacity;
};

static COLD bool fail(struct decoder *decoder, phonenum_status status, const uint8_t *at, const char *message)
{
    decoder->status = phonenum_error_set(decoder->error, status, (uint64_t)(at - decoder->input), message);
    return false;
}

static COLD bool fail_memory(struct decoder *decoder)
{
    return fail(decoder, PHONENUM_ERR_NO_MEMORY, decoder->input, NULL);
}

/* Reports the status of a wire_ function. Returns whether that is PHONENUM_OK. */
static COLD bool check(struct decoder *decoder, phonenum_status status, const wire_reader *in)
{
    const char *message = status == PHONENUM_ERR_LIMIT ? WIRE_TOO_DEEP : NULL;
    return status ? fail(decoder, status, in->next, message) : true;
}

/*
 * Reports a failed read of the field that starts at `start`, and names the field. Reads the tag again, so that the hot
 * code need not keep it. If no error is set yet, the varint or length after the tag is bad: reads it again to find out
 * why. `links` and `codes` are how many elements the lists have, for the field's place in its list.
 */
static COLD bool fail_in_field(struct decoder *decoder, const uint8_t *start, const uint8_t *end,
                               enum schema_message message, size_t links, size_t codes)
{
    wire_reader in = {start, end};
    uint32_t tag = 0;
    /* A bad tag has set its error. */
    if (wire_read_tag(&in, &tag))
        return false;
    if (!decoder->status) {
        const uint8_t *data;
        size_t size;
        uint64_t value;
        bool is_len = wire_tag_type(tag) == WIRE_LEN;
        phonenum_status status = is_len ? wire_read_len(&in, &data, &size) : wire_read_varint(&in, &value);
        (void)check(decoder, status, &in);
    }
    const uint32_t number = wire_tag_number(tag);
    phonenum_schema_within(decoder->error, message, number,
                           number == PHONENUM_RECORD_LINKED_TO_FIELD_NUMBER ? links : codes);
    return false;
}

static ALWAYS_INLINE bool read_varint(struct cursor *at, uint64_t *value)
{
    wire_varint varint = wire_varint_at(at->next, at->end);
    if (!varint.next)
        return false;
    *value = varint.value;
    at->next = varint.next;
    return true;
}

static ALWAYS_INLINE bool read_int64(struct cursor *at, bool *has, int64_t *value)
{
    uint64_t varint;
    if (!read_varint(at, &varint))
        return false;
    *has = true;
    *value = wire_to_int64(varint);
    return true;
}

/* Like read_int64(), but fast for a time. */
static ALWAYS_INLINE bool read_time(struct cursor *at, bool *has, int64_t *value)
{
    wire_varint varint = wire_time_at(at->next, at->end);
    if (!varint.next)
        return false;
    at->next = varint.next;
    *has = true;
    *value = wire_to_int64(varint.value);
    return true;
}

static ALWAYS_INLINE bool read_bool(struct cursor *at, bool *has, bool *value)
{
    uint64_t varint;
    if (!read_varint(at, &varint))
        return false;
    *has = true;
    *value = varint != 0;
    return true;
}

/* Reads a length of more than one byte. */
static COLD wire_varint long_len(const uint8_t *next, const uint8_t *end)
{
    wire_varint length = wire_any_varint(next, end);
    if (length.next && length.next - next > WIRE_VARINT32_SIZE_MAX)
        length.next = NULL;
    return length;
}

/* Reads a length, and steps over that many bytes. */
static ALWAYS_INLINE bool read_len(struct cursor *at, const uint8_t **data, size_t *size)
{
    if (at->next == at->end)
        return false;
    wire_varint length = {*at->next, at->next + 1};
    if (*at->next >= 0x80)
        length = long_len(at->next, at->end);
    if (!length.next || length.value > (size_t)(at->end - length.next))
        return false;
    *data = length.next;
    *size = (size_t)length.value;
    at->next = length.next + *size;
    return true;
}

/* Checks a text of any size. */
static NEVER_INLINE bool check_utf8(struct decoder *decoder, const uint8_t *data, size_t size)
{
    if (size < 8 && utf8_short_high_bits(data, size) == 0)
        return true;
    size_t valid = phonenum_utf8_valid_size(data, size);
    return LIKELY(valid == size) || fail(decoder, PHONENUM_ERR_UTF8, data + valid, NULL);
}

static ALWAYS_INLINE bool read_text(struct decoder *decoder, struct cursor *at, phonenum_str *text,
                                    enum utf8_sizes usual)
{
    const uint8_t *data;
    size_t size;
    if (!read_len(at, &data, &size) || (!LIKELY(utf8_is_ascii(data, size, usual)) && !check_utf8(decoder, data, size)))
        return false;
    const char *kept = (const char *)data;
    if (decoder->copy) {
        char *copy = decoder->copy + (data - decoder->input);
        copy[size] = '\0';
        kept = copy;
    }
    *text = (phonenum_str){kept, size};
    return true;
}

/* read_text() as a call, for fields that few messages have. Returns the byte after the text; NULL if reading failed. */
static NEVER_INLINE const uint8_t *rare_text(struct decoder *decoder, const uint8_t *next, const uint8_t *end,
                                             phonenum_str *text)
{
    struct cursor at = {.next = next, .end = end};
    return read_text(decoder, &at, text, UTF8_8_TO_32) ? at.next : NULL;
}

static ALWAYS_INLINE bool read_rare_text(struct decoder *decoder, struct cursor *at, phonenum_str *text)
{
    const uint8_t *next = rare_text(decoder, at->next, at->end, text);
    if (!next)
        return false;
    at->next = next;
    return true;
}

/* extra_json may hold secrets. */
static ALWAYS_INLINE bool read_extra_json(struct decoder *decoder, struct cursor *at, phonenum_str *text)
{
    decoder->arena->holds_secrets = true;
    return read_rare_text(decoder, at, text);
}

/* Makes room for `size` more bytes in `memory`, and moves the fields there. */
static bool grow_unknown(struct decoder *decoder, struct unknown *unknown, size_t size)
{
    phonenum_bytes *fields = unknown->fields;
    size_t least = fields->size + size;
    if (least <= unknown->capacity)
        return true;
    /* This cannot overflow: the old capacity is less than the size of the input. */
    size_t capacity = least > 2 * unknown->capacity ? least : 2 * unknown->capacity;
    uint8_t *memory = phonenum_arena_alloc(decoder->arena, capacity, 1);
    if (!memory)
        return fail_memory(decoder);
    if (fields->size > 0)
        memcpy(memory, fields->data, fields->size);
    fields->data = memory;
    unknown->memory = memory;
    unknown->capacity = capacity;
    return true;
}

/* Adds the whole fields from `start` to `end` to the unknown fields of a message. */
static COLD bool keep_unknown(struct decoder *decoder, struct unknown *unknown, const uint8_t *start,
                              const uint8_t *end)
{
    phonenum_bytes *fields = unknown->fields;
    size_t size = (size_t)(end - start);
    if (size > decoder->limits->unknown - decoder->unknown_seen)
        return fail(decoder, PHONENUM_ERR_LIMIT, start, "unknown fields take more bytes than the limit");
    decoder->unknown_seen += size;
    decoder->arena->holds_secrets = true;
    bool is_view = !decoder->copy && !unknown->memory;
    if (is_view && (fields->size == 0 || fields->data + fields->size == start)) {
        fields->data = fields->size == 0 ? start : fields->data;
        fields->size += size;
        return true;
    }
    if (!grow_unknown(decoder, unknown, size))
        return false;
    memcpy(unknown->memory + fields->size, start, size);
    fields->size += size;
    return true;
}

/* Reads an enum value. If it is above `last`, the schema does not have it: it is kept as an unknown field. */
static ALWAYS_INLINE bool read_enum(struct decoder *decoder, struct cursor *at, uint32_t last, struct unknown *unknown,
                                    uint32_t *number)
{
    uint64_t varint;
    if (!read_varint(at, &varint))
        return false;
    *number = (uint32_t)varint;
    return LIKELY(*number <= last) || keep_unknown(decoder, unknown, at->start, at->next);
}

/* Steps to the next field. Reads only the first byte of its tag: all tags of the schema have one byte. */
static ALWAYS_INLINE void next_field(struct cursor *at)
{
    at->start = at->next;
    at->tag = at->next == at->end ? NO_TAG : *at->next++;
}

static ALWAYS_INLINE struct cursor first_field(const uint8_t *data, size_t size)
{
    struct cursor at = {.next = data, .end = data + size};
    next_field(&at);
    return at;
}

/*
 * Reads the whole tag of a field that met no expectation. If it is a tag of the schema, written with more bytes than it
 * needs, returns this field for another round. Otherwise keeps the field as unknown, and returns the next field. If
 * that fails, returns this field.
 */
static COLD struct cursor read_other(struct decoder *decoder, struct cursor at, size_t depth, struct unknown *unknown)
{
    wire_reader in = {at.start, at.end};
    uint32_t first_byte = at.tag;
    at.tag = NO_TAG;
    if (!check(decoder, wire_read_tag(&in, &at.tag), &in))
        return at;
    at.next = in.next;
    if (at.tag < 0x80 && at.tag != first_byte)
        return at;
    if (check(decoder, phonenum_skip_field(&in, at.tag, at.start, decoder->limits->depth - depth), &in) &&
        keep_unknown(decoder, unknown, at.start, in.next)) {
        at.next = in.next;
        next_field(&at);
    }
    return at;
}

/*
 * The functions below that read a message have a `decoder`, a cursor `at`, the struct `into`, its `unknown` fields and
 * a label `failed`. One round expects each field of the schema once, in order. If the field at the cursor has the
 * expected tag, it is read, and the cursor steps to the next field.
 */
#define EXPECT(expected, read)          \
    if (LIKELY(at.tag == (expected))) { \
        if (!(read))                    \
            goto failed;                \
        next_field(&at);                \
    }

#define EXPECT_ENUM(expected, last, has, member)              \
    if (LIKELY(at.tag == (expected))) {                       \
        uint32_t number;                                      \
        if (!read_enum(decoder, &at, last, unknown, &number)) \
            goto failed;                                      \
        if (LIKELY(number <= (last))) {                       \
            (has) = true;                                     \
            (member) = number;                                \
        }                                                     \
        next_field(&at);                                      \
    }

/* Ends a round that began at the field `first`. If the cursor is still there, the field met no expectation. */
#define EXPECT_OTHER(first, depth)                    \
    if (at.start == (first)) {                        \
        at = read_other(decoder, at, depth, unknown); \
        if (decoder->status)                          \
            goto failed;                              \
    }

/* How each kind of row is read. */
#define READ_TEXT(expected, member, usual) EXPECT(expected, read_text(decoder, &at, &into->member, UTF8_##usual))
#define READ_ENUM(expected, member, enumeration) \
    EXPECT_ENUM(expected, enumeration##_LAST, into->has_##member, into->member)
#define READ_BOOL(expected, member, detail) EXPECT(expected, read_bool(&at, &into->has_##member, &into->member))
#define READ_INT64(expected, member, how) EXPECT(expected, READ_INT64_##how(&at, &into->has_##member, &into->member))
#define READ_INT64_COUNT read_int64
#define READ_INT64_TIME read_time
#define READ_INT64_FIRST_OF_GROUP read_time
#define READ_INT64_OF_GROUP read_time
#define READ_JSON(expected, member, detail) EXPECT(expected, read_extra_json(decoder, &at, &into->member))
#define READ_STRATEGY(expected, member, detail) EXPECT(expected, read_strategy(decoder, &at, unknown, &into->strategy))
#define READ_CUSTOM_STRATEGY(expected, member, detail) \
    EXPECT(expected, read_custom_strategy(decoder, &at, &into->strategy))

#define READ(MESSAGE, KIND, FIELD, member, json_name, detail) READ_##KIND(MESSAGE##_##FIELD##_TAG, member, detail)
#define READ_IF_OTP(...)  \
    if (is_otp) {         \
        READ(__VA_ARGS__) \
    }

static ALWAYS_INLINE bool read_strategy(struct decoder *decoder, struct cursor *at, struct unknown *unknown,
                                        phonenum_strategy *strategy)
{
    uint32_t number;
    if (!read_enum(decoder, at, VERIFICATION_STRATEGY_LAST, unknown, &number))
        return false;
    if (LIKELY(number <= VERIFICATION_STRATEGY_LAST)) {
        strategy->kind = PHONENUM_STRATEGY_KNOWN;
        strategy->known = number;
        strategy->custom = (phonenum_str){NULL, 0};
    }
    return true;
}

static ALWAYS_INLINE bool read_custom_strategy(struct decoder *decoder, struct cursor *at, phonenum_strategy *strategy)
{
    strategy->kind = PHONENUM_STRATEGY_CUSTOM;
    strategy->known = PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED;
    return read_rare_text(decoder, at, &strategy->custom);
}

/* Merges a submessage into the record's verification. */
static NEVER_INLINE bool decode_verification(struct decoder *decoder, const uint8_t *data, size_t size,
                                             phonenum_verification *into, struct unknown *unknown)
{
    const bool is_otp = into->kind == PHONENUM_VERIFICATION_OTP;
    struct cursor at = first_field(data, size);
    while (at.start != at.end) {
        const uint8_t *first = at.start;
        VERIFICATION_FIELDS(READ, READ_IF_OTP)
        EXPECT_OTHER(first, 1)
    }
    return true;
failed:
    return fail_in_field(decoder, at.start, at.end, is_otp ? SCHEMA_OTP : SCHEMA_ADMIN, 0, 0);
}

/* A verification of the other kind replaces the earlier one. Every limit allows one level of nesting. */
static ALWAYS_INLINE bool read_verification(struct decoder *decoder, struct cursor *at,
                                            phonenum_verification *verification, struct unknown *unknown)
{
    bool otp = at->tag == RECORD_OTP_TAG;
    phonenum_verification_kind kind = otp ? PHONENUM_VERIFICATION_OTP : PHONENUM_VERIFICATION_ADMIN;
    const uint8_t *data;
    size_t size;
    if (!read_len(at, &data, &size))
        return false;
    if (verification->kind != kind) {
        /* The record was cleared, so the first verification needs no clearing. */
        if (verification->kind != PHONENUM_VERIFICATION_NONE)
            phonenum_clear(verification, sizeof *verification);
        verification->kind = kind;
        *unknown = (struct unknown){.fields = &verification->unknown};
    }
    return decode_verification(decoder, data, size, verification, unknown);
}

static NEVER_INLINE bool decode_link(struct decoder *decoder, const uint8_t *data, size_t size, phonenum_link *into)
{
    struct unknown fields = {.fields = &into->unknown};
    struct unknown *unknown = &fields;
    struct cursor at = first_field(data, size);
    phonenum_clear(into, sizeof *into);
    while (at.start != at.end) {
        const uint8_t *first = at.start;
        LINK_FIELDS(READ)
        EXPECT_OTHER(first, 1)
    }
    return true;
failed:
    return fail_in_field(decoder, at.start, at.end, SCHEMA_LINK, 0, 0);
}

/*
 * Makes room for the element at `start` and more: at first for the usual number. If that is not enough, counts all the
 * elements that follow. So a list moves at most once, and takes only the memory that its elements need.
 */
static NEVER_INLINE bool grow_list(struct decoder *decoder, const uint8_t *start, const uint8_t *end, struct list *list,
                                   size_t element_size, size_t usual, size_t most)
{
    if (list->count == most)
        return fail(decoder, PHONENUM_ERR_LIMIT, start, "the list has more elements than the limit");
    size_t coming = list->count == 0 ? usual : phonenum_count_fields(start, end, decoder->limits->depth);
    size_t capacity = coming < most - list->count ? list->count + coming : most;
    void *elements = phonenum_arena_alloc_array(decoder->arena, capacity, element_size, alignof(max_align_t));
    if (!elements)
        return fail_memory(decoder);
    if (list->count > 0)
        memcpy(elements, list->elements, list->count * element_size);
    list->elements = elements;
    list->capacity = capacity;
    return true;
}

/* Makes sure that there is room for one more element. Growing works on a copy, so the list can stay in registers. */
static ALWAYS_INLINE bool reserve_element(struct decoder *decoder, const struct cursor *at, struct list *list,
                                          size_t element_size, size_t usual, const size_t *most)
{
    if (LIKELY(list->count < list->capacity))
        return true;
    struct list larger = *list;
    bool grown = grow_list(decoder, at->start, at->end, &larger, element_size, usual, *most);
    *list = larger;
    return grown;
}

/* Counts an element after reading it. So if reading fails, the count is the index for the error's path. */
static ALWAYS_INLINE bool read_link(struct decoder *decoder, struct cursor *at, struct list *links)
{
    const uint8_t *data;
    size_t size;
    if (!reserve_element(decoder, at, links, sizeof(phonenum_link), USUAL_LINKS, &decoder->limits->links) ||
        !read_len(at, &data, &size) ||
        !decode_link(decoder, data, size, (phonenum_link *)links->elements + links->count))
        return false;
    links->count++;
    return true;
}

static ALWAYS_INLINE bool read_code(struct decoder *decoder, struct cursor *at, struct list *codes,
                                    enum utf8_sizes usual)
{
    if (!reserve_element(decoder, at, codes, sizeof(phonenum_str), USUAL_CODES, &decoder->limits->codes) ||
        !read_text(decoder, at, (phonenum_str *)codes->elements + codes->count, usual))
        return false;
    codes->count++;
    return true;
}

/* Fields that often follow each other are read in a loop. */
#define READ_OTP(expected, member, detail)                                                          \
    while (at.tag == RECORD_OTP_TAG || at.tag == RECORD_ADMIN_TAG) {                                \
        EXPECT(at.tag, read_verification(decoder, &at, &into->verification, &verification_unknown)) \
    }
#define READ_ADMIN(expected, member, detail)
#define READ_LINKS(expected, member, detail)              \
    while (at.tag == (expected)) {                        \
        EXPECT(expected, read_link(decoder, &at, &links)) \
    }
#define READ_CODES(expected, member, usual)                             \
    if (at.tag == (expected))                                           \
        decoder->arena->holds_secrets = true;                           \
    while (at.tag == (expected)) {                                      \
        EXPECT(expected, read_code(decoder, &at, &codes, UTF8_##usual)) \
    }

static bool decode_record(struct decoder *decoder, size_t size, phonenum_record *into)
{
    struct list links = {NULL, 0, 0};
    struct list codes = {NULL, 0, 0};
    struct unknown fields = {.fields = &into->unknown};
    struct unknown *unknown = &fields;
    struct unknown verification_unknown = {.fields = &into->verification.unknown};
    struct cursor at = first_field(decoder->input, size);
    while (at.start != at.end) {
        const uint8_t *first = at.start;
        RECORD_FIELDS(READ)
        EXPECT_OTHER(first, 0)
    }
    into->linked_to = links.elements;
    into->linked_to_count = links.count;
    into->backup_codes = codes.elements;
    into->backup_codes_count = codes.count;
    return true;
failed:
    return fail_in_field(decoder, at.start, at.end, SCHEMA_RECORD, links.count, codes.count);
}

/* Copies the input, with room for the NUL after the last text. */
static ALWAYS_INLINE bool copy_input(struct decoder *decoder, size_t size)
{
    /* This includes a guess for the lists, so that a fresh arena needs no second chunk. */
    phonenum_arena_expect(decoder->arena, size < SIZE_MAX / 4 ? 3 * size : size);
    decoder->copy = phonenum_arena_take(decoder->arena, size + 1, 1);
    if (!decoder->copy)
        return fail_memory(decoder);
    memcpy(decoder->copy, decoder->input, size);
    return true;
}

phonenum_status phonenum_decode_checked(const uint8_t *data, size_t size, const phonenum_decode_options *options,
                                        phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    struct decoder decoder = {.input = data, .limits = &options->limits, .arena = arena, .error = error};
    const bool borrows = (options->flags & PHONENUM_DECODE_BORROW) != 0;
    phonenum_clear(record, sizeof *record);
    if (size > options->limits.input)
        return phonenum_error_set(error, PHONENUM_ERR_LIMIT, options->limits.input,
                                  "the record is larger than the limit");
    if (size == 0)
        return phonenum_success(error);
    const phonenum_arena_point point = phonenum_arena_here(arena);
    if ((borrows || copy_input(&decoder, size)) && decode_record(&decoder, size, record))
        return phonenum_success(error);
    phonenum_arena_rewind(arena, point);
    phonenum_clear(record, sizeof *record);
    return decoder.status;
}

phonenum_status phonenum_decode(const void *data, size_t size, const phonenum_decode_options *options,
                                phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    phonenum_decode_options checked;
    if (!options)
        return phonenum_decode_checked(data, size, &phonenum_decode_defaults, arena, record, error);
    if (phonenum_check_decode_options(options, &checked, error)) {
        phonenum_clear(record, sizeof *record);
        return PHONENUM_ERR_ARGUMENT;
    }
    return phonenum_decode_checked(data, size, &checked, arena, record, error);
}
