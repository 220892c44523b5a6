/*
 * Bytes to record. A submessage is decoded where it stands; only a list's length is looked up ahead, so that its
 * elements need not move.
 */
#include "arena.h"
#include "error.h"
#include "limit_defaults.h"
#include "schema.h"
#include "utf8.h"
#include "wire.h"

#include <phonenum/codec.h>
#include <stdalign.h>

struct decoder {
    const uint8_t *input;
    phonenum_limits limits;
    bool borrow;
    size_t unknown_seen;
    phonenum_arena *arena;
    phonenum_error *error;
};

/* The unknown fields of one message while they come in: a view into the input, or collected in the arena. */
struct unknown {
    phonenum_bytes *fields;
    phonenum_buffer collected;
};

static phonenum_status fail(struct decoder *decoder, phonenum_status status, const uint8_t *at, const char *message)
{
    return phonenum_error_set(decoder->error, status, (uint64_t)(at - decoder->input), message);
}

static phonenum_status fail_memory(struct decoder *decoder)
{
    return phonenum_error_set(decoder->error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
}

/* Passes on what a wire_ function found. */
static phonenum_status check(struct decoder *decoder, phonenum_status status, const wire_reader *in)
{
    const char *message = status == PHONENUM_ERR_LIMIT ? "groups and messages nest deeper than the limit" : NULL;
    return status ? fail(decoder, status, in->next, message) : PHONENUM_OK;
}

static phonenum_status read_varint(struct decoder *decoder, wire_reader *in, uint64_t *value)
{
    return check(decoder, wire_read_varint(in, value), in);
}

static phonenum_status read_int64(struct decoder *decoder, wire_reader *in, bool *has, int64_t *value)
{
    uint64_t varint;
    phonenum_status status = read_varint(decoder, in, &varint);
    if (status)
        return status;
    *has = true;
    *value = wire_to_int64(varint);
    return PHONENUM_OK;
}

static phonenum_status read_bool(struct decoder *decoder, wire_reader *in, bool *has, bool *value)
{
    uint64_t varint;
    phonenum_status status = read_varint(decoder, in, &varint);
    if (status)
        return status;
    *has = true;
    *value = varint != 0;
    return PHONENUM_OK;
}

static phonenum_status read_text(struct decoder *decoder, wire_reader *in, phonenum_str *text)
{
    const uint8_t *data;
    size_t size;
    phonenum_status status = check(decoder, wire_read_len(in, &data, &size), in);
    if (status)
        return status;
    size_t valid = utf8_valid_size(data, size);
    if (valid < size)
        return fail(decoder, PHONENUM_ERR_UTF8, data + valid, NULL);
    const char *kept = decoder->borrow ? (const char *)data : phonenum_arena_copy(decoder->arena, data, size);
    if (!kept)
        return fail_memory(decoder);
    *text = (phonenum_str){kept, size};
    return PHONENUM_OK;
}

/* Text that may be a secret. */
static phonenum_status read_secret(struct decoder *decoder, wire_reader *in, phonenum_str *text)
{
    phonenum_arena_wipe_on_reset(decoder->arena);
    return read_text(decoder, in, text);
}

/* Adds the bytes from `start` to `end`, whole fields, to a message's unknown ones. */
static phonenum_status keep_unknown(struct decoder *decoder, struct unknown *unknown, const uint8_t *start,
                                    const uint8_t *end)
{
    phonenum_bytes *fields = unknown->fields;
    phonenum_buffer *collected = &unknown->collected;
    size_t size = (size_t)(end - start);
    if (size > decoder->limits.unknown - decoder->unknown_seen)
        return fail(decoder, PHONENUM_ERR_LIMIT, start, "more bytes of unknown fields than the limit");
    decoder->unknown_seen += size;
    phonenum_arena_wipe_on_reset(decoder->arena);
    bool is_view = decoder->borrow && collected->size == 0;
    if (is_view && (fields->size == 0 || fields->data + fields->size == start)) {
        fields->data = fields->size == 0 ? start : fields->data;
        fields->size += size;
        return PHONENUM_OK;
    }
    bool kept = (collected->size > 0 || phonenum_buffer_append(collected, fields->data, fields->size)) &&
                phonenum_buffer_append(collected, start, size);
    if (!kept)
        return fail_memory(decoder);
    *fields = (phonenum_bytes){(const uint8_t *)collected->data, collected->size};
    return PHONENUM_OK;
}

static phonenum_status skip_unknown(struct decoder *decoder, wire_reader *in, uint32_t tag, const uint8_t *start,
                                    size_t depth, struct unknown *unknown)
{
    phonenum_status status = check(decoder, wire_skip(in, tag, start, decoder->limits.depth - depth), in);
    return status ? status : keep_unknown(decoder, unknown, start, in->next);
}

/* Reads an enum's number. One that the schema does not know is kept as unknown, and *known is false. */
static phonenum_status read_enum(struct decoder *decoder, wire_reader *in, const uint8_t *start, uint32_t last,
                                 struct unknown *unknown, uint32_t *number, bool *known)
{
    uint64_t varint;
    phonenum_status status = read_varint(decoder, in, &varint);
    if (status)
        return status;
    *number = (uint32_t)varint;
    *known = *number <= last;
    return *known ? PHONENUM_OK : keep_unknown(decoder, unknown, start, in->next);
}

static struct unknown collect_unknown(struct decoder *decoder, phonenum_bytes *fields)
{
    return (struct unknown){fields, {.arena = decoder->arena}};
}

static phonenum_status decode_verification_field(struct decoder *decoder, wire_reader *in, uint32_t tag,
                                                 const uint8_t *start, phonenum_verification *verification,
                                                 struct unknown *unknown)
{
    uint32_t number = 0;
    bool known = false;
    phonenum_status status;
    switch (tag) {
    case VERIFICATION_OBJECT_TAG:
        status = read_enum(decoder, in, start, VERIFICATION_OBJECT_LAST, unknown, &number, &known);
        if (known) {
            verification->has_object = true;
            verification->object = (phonenum_verification_object)number;
        }
        return status;
    case VERIFICATION_STATUS_TAG:
        status = read_enum(decoder, in, start, VERIFICATION_STATUS_LAST, unknown, &number, &known);
        if (known) {
            verification->has_status = true;
            verification->status = (phonenum_verification_status)number;
        }
        return status;
    case VERIFICATION_STRATEGY_TAG:
        status = read_enum(decoder, in, start, VERIFICATION_STRATEGY_LAST, unknown, &number, &known);
        if (known)
            verification->strategy =
                (phonenum_strategy){.kind = PHONENUM_STRATEGY_KNOWN, .known = (phonenum_verification_strategy)number};
        return status;
    case VERIFICATION_CUSTOM_STRATEGY_TAG:
        verification->strategy = (phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM};
        return read_text(decoder, in, &verification->strategy.custom);
    case VERIFICATION_ATTEMPTS_TAG:
        return read_int64(decoder, in, &verification->has_attempts, &verification->attempts);
    case VERIFICATION_EXPIRE_AT_TAG:
        return read_int64(decoder, in, &verification->has_expire_at, &verification->expire_at);
    case VERIFICATION_VERIFIED_AT_CLIENT_TAG:
        return read_text(decoder, in, &verification->verified_at_client);
    case VERIFICATION_CHANNEL_TAG:
        if (verification->kind == PHONENUM_VERIFICATION_OTP)
            return read_text(decoder, in, &verification->channel);
        break;
    case VERIFICATION_EXTRA_JSON_TAG:
        return read_secret(decoder, in, &verification->extra_json);
    default:
        break;
    }
    return skip_unknown(decoder, in, tag, start, 1, unknown);
}

/*
 * Merges a submessage into the record's verification; one of the other kind replaces it. That nests one level deep,
 * which every limit allows.
 */
static phonenum_status decode_verification(struct decoder *decoder, wire_reader *in, phonenum_verification_kind kind,
                                           phonenum_verification *verification, struct unknown *unknown)
{
    wire_reader inner;
    size_t size;
    phonenum_status status = check(decoder, wire_read_len(in, &inner.next, &size), in);
    if (status)
        return status;
    inner.end = inner.next + size;
    if (verification->kind != kind) {
        *verification = (phonenum_verification){.kind = kind};
        *unknown = collect_unknown(decoder, &verification->unknown);
    }
    while (inner.next != inner.end) {
        const uint8_t *start = inner.next;
        uint32_t tag;
        status = check(decoder, wire_read_tag(&inner, &tag), &inner);
        if (status)
            return status;
        status = decode_verification_field(decoder, &inner, tag, start, verification, unknown);
        if (status) {
            phonenum_schema_within(decoder->error, kind == PHONENUM_VERIFICATION_OTP ? SCHEMA_OTP : SCHEMA_ADMIN,
                                   wire_tag_number(tag), 0);
            return status;
        }
    }
    return PHONENUM_OK;
}

static phonenum_status decode_link_field(struct decoder *decoder, wire_reader *in, uint32_t tag, const uint8_t *start,
                                         phonenum_link *link, struct unknown *unknown)
{
    switch (tag) {
    case LINK_TYPE_TAG:
        return read_text(decoder, in, &link->type);
    case LINK_ID_TAG:
        return read_text(decoder, in, &link->id);
    case LINK_EXTRA_JSON_TAG:
        return read_secret(decoder, in, &link->extra_json);
    default:
        return skip_unknown(decoder, in, tag, start, 1, unknown);
    }
}

static phonenum_status decode_link(struct decoder *decoder, wire_reader *in, phonenum_link *link)
{
    wire_reader inner;
    size_t size;
    phonenum_status status = check(decoder, wire_read_len(in, &inner.next, &size), in);
    if (status)
        return status;
    inner.end = inner.next + size;
    struct unknown unknown = collect_unknown(decoder, &link->unknown);
    while (inner.next != inner.end) {
        const uint8_t *start = inner.next;
        uint32_t tag;
        status = check(decoder, wire_read_tag(&inner, &tag), &inner);
        if (status)
            return status;
        status = decode_link_field(decoder, &inner, tag, start, link, &unknown);
        if (status) {
            phonenum_schema_within(decoder->error, SCHEMA_LINK, wire_tag_number(tag), 0);
            return status;
        }
    }
    return PHONENUM_OK;
}

/* A list while its elements come in: its memory was taken for all of them when the first one came. */
struct list {
    void *elements;
    size_t count;
};

/*
 * How many fields with this tag there are: the one whose tag was just read, and those behind its value. Where the rest
 * of the message is broken, decoding will stop there, so counting may.
 */
static size_t count_fields(wire_reader in, uint32_t tag, size_t depth)
{
    const uint8_t *start = in.next;
    uint32_t next = tag;
    size_t count = 0;
    do {
        count += next == tag;
        if (wire_skip(&in, next, start, depth) || in.next == in.end)
            break;
        start = in.next;
    } while (wire_read_tag(&in, &next) == PHONENUM_OK);
    return count;
}

/* Steps to the list's next element. NULL with *status where there may be no more, or no memory. */
static void *next_element(struct decoder *decoder, const wire_reader *in, uint32_t tag, const uint8_t *start,
                          struct list *list, size_t element_size, size_t most, phonenum_status *status)
{
    if (list->count == most) {
        *status = fail(decoder, PHONENUM_ERR_LIMIT, start, "more elements than the limit");
        return NULL;
    }
    if (list->count == 0) {
        size_t count = count_fields(*in, tag, decoder->limits.depth);
        count = count < most ? count : most;
        list->elements = phonenum_arena_alloc_array(decoder->arena, count, element_size, alignof(max_align_t));
        if (!list->elements) {
            *status = fail_memory(decoder);
            return NULL;
        }
    }
    *status = PHONENUM_OK;
    return (char *)list->elements + element_size * list->count++;
}

/* What a record's fields need to know of those before them. */
struct progress {
    struct list links;
    struct list codes;
    struct unknown unknown;
    struct unknown verification_unknown;
};

static phonenum_status decode_record_field(struct decoder *decoder, wire_reader *in, uint32_t tag, const uint8_t *start,
                                           phonenum_record *record, struct progress *progress)
{
    uint32_t number = 0;
    bool known = false;
    phonenum_status status;
    switch (tag) {
    case PHONE_NUMBER_ID_TAG:
        return read_text(decoder, in, &record->id);
    case PHONE_NUMBER_OBJECT_TAG:
        status = read_enum(decoder, in, start, PHONE_NUMBER_OBJECT_LAST, &progress->unknown, &number, &known);
        if (known) {
            record->has_object = true;
            record->object = (phonenum_phone_number_object)number;
        }
        return status;
    case PHONE_NUMBER_PHONE_NUMBER_TAG:
        return read_text(decoder, in, &record->phone_number);
    case PHONE_NUMBER_RESERVED_FOR_SECOND_FACTOR_TAG:
        return read_bool(decoder, in, &record->has_reserved_for_second_factor, &record->reserved_for_second_factor);
    case PHONE_NUMBER_DEFAULT_SECOND_FACTOR_TAG:
        return read_bool(decoder, in, &record->has_default_second_factor, &record->default_second_factor);
    case PHONE_NUMBER_RESERVED_TAG:
        return read_bool(decoder, in, &record->has_reserved, &record->reserved);
    case PHONE_NUMBER_OTP_TAG:
        return decode_verification(decoder, in, PHONENUM_VERIFICATION_OTP, &record->verification,
                                   &progress->verification_unknown);
    case PHONE_NUMBER_ADMIN_TAG:
        return decode_verification(decoder, in, PHONENUM_VERIFICATION_ADMIN, &record->verification,
                                   &progress->verification_unknown);
    case PHONE_NUMBER_LINKED_TO_TAG: {
        phonenum_link *link =
            next_element(decoder, in, tag, start, &progress->links, sizeof *link, decoder->limits.links, &status);
        if (!link)
            return status;
        *link = (phonenum_link){.type = {NULL, 0}};
        return decode_link(decoder, in, link);
    }
    case PHONE_NUMBER_BACKUP_CODES_TAG: {
        phonenum_str *code =
            next_element(decoder, in, tag, start, &progress->codes, sizeof *code, decoder->limits.codes, &status);
        return code ? read_secret(decoder, in, code) : status;
    }
    case PHONE_NUMBER_CREATED_AT_TAG:
        return read_int64(decoder, in, &record->has_created_at, &record->created_at);
    case PHONE_NUMBER_UPDATED_AT_TAG:
        return read_int64(decoder, in, &record->has_updated_at, &record->updated_at);
    case PHONE_NUMBER_EXTRA_JSON_TAG:
        return read_secret(decoder, in, &record->extra_json);
    default:
        return skip_unknown(decoder, in, tag, start, 0, &progress->unknown);
    }
}

static phonenum_status decode_record(struct decoder *decoder, wire_reader in, phonenum_record *record)
{
    struct progress progress = {
        .unknown = collect_unknown(decoder, &record->unknown),
        .verification_unknown = collect_unknown(decoder, &record->verification.unknown),
    };
    while (in.next != in.end) {
        const uint8_t *start = in.next;
        uint32_t tag;
        phonenum_status status = check(decoder, wire_read_tag(&in, &tag), &in);
        if (status)
            return status;
        bool is_link = wire_tag_number(tag) == wire_tag_number(PHONE_NUMBER_LINKED_TO_TAG);
        size_t index = is_link ? progress.links.count : progress.codes.count;
        status = decode_record_field(decoder, &in, tag, start, record, &progress);
        if (status) {
            phonenum_schema_within(decoder->error, SCHEMA_PHONE_NUMBER, wire_tag_number(tag), index);
            return status;
        }
    }
    record->linked_to = progress.links.elements;
    record->linked_to_count = progress.links.count;
    record->backup_codes = progress.codes.elements;
    record->backup_codes_count = progress.codes.count;
    return PHONENUM_OK;
}

phonenum_status phonenum_decode(const void *data, size_t size, const phonenum_decode_options *options,
                                phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    static const phonenum_decode_options defaults = {{0}, 0};
    static const uint8_t nothing[1];
    options = options ? options : &defaults;
    *record = (phonenum_record)PHONENUM_RECORD_INIT;
    if (options->flags & ~(unsigned)PHONENUM_DECODE_BORROW || options->limits.depth > PHONENUM_DEPTH_MAX)
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "an option of decoding is out of range");
    struct decoder decoder = {.input = size > 0 ? data : nothing,
                              .limits = limits_or_defaults(&options->limits),
                              .borrow = (options->flags & PHONENUM_DECODE_BORROW) != 0,
                              .arena = arena,
                              .error = error};
    if (size > decoder.limits.input)
        return phonenum_error_set(error, PHONENUM_ERR_LIMIT, decoder.limits.input,
                                  "the record is larger than the limit");
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    phonenum_arena_expect(arena, size < SIZE_MAX / 4 ? 3 * size : size);
    phonenum_status status = decode_record(&decoder, (wire_reader){decoder.input, decoder.input + size}, record);
    if (status) {
        phonenum_arena_rewind(arena, point);
        *record = (phonenum_record)PHONENUM_RECORD_INIT;
        return status;
    }
    return phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}
