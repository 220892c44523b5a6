/*
 * Record to bytes, in two passes: the first checks the record and adds up its size, the second can't fail and writes.
 */
#include "arena.h"
#include "error.h"
#include "schema.h"
#include "utf8.h"
#include "wire.h"

#include <phonenum/codec.h>

/* Bytes of one message, and the first thing that forbids encoding it. */
struct sizing {
    size_t size;
    phonenum_status status;
    phonenum_error *error;
};

static void refuse(struct sizing *sizing, phonenum_status status, size_t offset, const char *field, const char *message)
{
    if (sizing->status)
        return;
    sizing->status = phonenum_error_set(sizing->error, status, offset, message);
    phonenum_error_within(sizing->error, field);
}

static void add_size(struct sizing *sizing, size_t size, const char *field)
{
    if (size > PHONENUM_ENCODED_SIZE_MAX - sizing->size)
        refuse(sizing, PHONENUM_ERR_LIMIT, 0, field, "the encoded record would be larger than 2 GiB - 1");
    else
        sizing->size += size;
}

/* REQUIRES: size is at most PHONENUM_ENCODED_SIZE_MAX. */
static size_t delimited_size(size_t size)
{
    return wire_varint_size(size) + size;
}

static void size_delimited(struct sizing *sizing, uint32_t tag, size_t size, const char *field)
{
    add_size(sizing, size, field);
    if (!sizing->status)
        add_size(sizing, wire_varint_size(tag) + wire_varint_size(size), field);
}

static void size_text(struct sizing *sizing, uint32_t tag, phonenum_str text, const char *field)
{
    if (sizing->status || (!text.data && text.size == 0))
        return;
    if (!text.data) {
        refuse(sizing, PHONENUM_ERR_RECORD, 0, field, "data is NULL but the size is not 0");
        return;
    }
    size_delimited(sizing, tag, text.size, field);
    if (sizing->status)
        return;
    size_t valid = utf8_valid_size(text.data, text.size);
    if (valid < text.size)
        refuse(sizing, PHONENUM_ERR_UTF8, valid, field, NULL);
}

static void size_varint(struct sizing *sizing, uint32_t tag, bool present, uint64_t value, const char *field)
{
    if (present)
        add_size(sizing, wire_varint_size(tag) + wire_varint_size(value), field);
}

static void size_enum(struct sizing *sizing, uint32_t tag, bool present, int value, int last, const char *field)
{
    if (present && (value < 0 || value > last))
        refuse(sizing, PHONENUM_ERR_RECORD, 0, field, "the schema has no such enum number");
    else
        size_varint(sizing, tag, present, (uint64_t)value, field);
}

/* What could nest deeper than any reader allows, `depth` groups at this place, is refused too. */
static void size_unknown(struct sizing *sizing, phonenum_bytes unknown, size_t depth)
{
    if (sizing->status || unknown.size == 0)
        return;
    if (!unknown.data) {
        refuse(sizing, PHONENUM_ERR_RECORD, 0, "unknown", "data is NULL but the size is not 0");
        return;
    }
    add_size(sizing, unknown.size, "unknown");
    wire_reader in = {unknown.data, unknown.data + unknown.size};
    while (!sizing->status && in.next != in.end) {
        const uint8_t *start = in.next;
        uint32_t tag;
        if (wire_read_tag(&in, &tag) || wire_skip(&in, tag, start, depth))
            refuse(sizing, PHONENUM_ERR_RECORD, (size_t)(in.next - unknown.data), "unknown",
                   "must hold well-formed fields");
    }
}

static void size_strategy(struct sizing *sizing, const phonenum_strategy *strategy)
{
    switch (strategy->kind) {
    case PHONENUM_STRATEGY_NONE:
        return;
    case PHONENUM_STRATEGY_KNOWN:
        size_enum(sizing, VERIFICATION_STRATEGY_TAG, true, (int)strategy->known, VERIFICATION_STRATEGY_LAST,
                  "strategy");
        return;
    case PHONENUM_STRATEGY_CUSTOM:
        if (!strategy->custom.data)
            refuse(sizing, PHONENUM_ERR_RECORD, 0, "custom_strategy", "a custom strategy must have its text");
        size_text(sizing, VERIFICATION_CUSTOM_STRATEGY_TAG, strategy->custom, "custom_strategy");
        return;
    }
    refuse(sizing, PHONENUM_ERR_RECORD, 0, "strategy", "the kind of strategy is out of range");
}

static struct sizing size_verification(const phonenum_verification *verification, phonenum_error *error)
{
    struct sizing sizing = {0, PHONENUM_OK, error};
    size_enum(&sizing, VERIFICATION_OBJECT_TAG, verification->has_object, (int)verification->object,
              VERIFICATION_OBJECT_LAST, "object");
    size_enum(&sizing, VERIFICATION_STATUS_TAG, verification->has_status, (int)verification->status,
              VERIFICATION_STATUS_LAST, "status");
    size_strategy(&sizing, &verification->strategy);
    size_varint(&sizing, VERIFICATION_ATTEMPTS_TAG, verification->has_attempts, (uint64_t)verification->attempts,
                "attempts");
    size_varint(&sizing, VERIFICATION_EXPIRE_AT_TAG, verification->has_expire_at, (uint64_t)verification->expire_at,
                "expire_at");
    size_text(&sizing, VERIFICATION_VERIFIED_AT_CLIENT_TAG, verification->verified_at_client, "verified_at_client");
    if (verification->kind == PHONENUM_VERIFICATION_OTP)
        size_text(&sizing, VERIFICATION_CHANNEL_TAG, verification->channel, "channel");
    else if (verification->channel.data || verification->channel.size > 0)
        refuse(&sizing, PHONENUM_ERR_RECORD, 0, "channel", "an Admin verification has no channel");
    size_text(&sizing, VERIFICATION_EXTRA_JSON_TAG, verification->extra_json, "extra_json");
    size_unknown(&sizing, verification->unknown, PHONENUM_DEPTH_MAX - 1);
    return sizing;
}

static struct sizing size_link(const phonenum_link *link, phonenum_error *error)
{
    struct sizing sizing = {0, PHONENUM_OK, error};
    size_text(&sizing, LINK_TYPE_TAG, link->type, "type");
    size_text(&sizing, LINK_ID_TAG, link->id, "id");
    size_text(&sizing, LINK_EXTRA_JSON_TAG, link->extra_json, "extra_json");
    size_unknown(&sizing, link->unknown, PHONENUM_DEPTH_MAX - 1);
    return sizing;
}

/* Adds a verification to its record, and returns the size of the submessage. */
static size_t add_verification(struct sizing *sizing, const phonenum_verification *verification)
{
    if (sizing->status || verification->kind == PHONENUM_VERIFICATION_NONE)
        return 0;
    bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    if (!otp && verification->kind != PHONENUM_VERIFICATION_ADMIN) {
        refuse(sizing, PHONENUM_ERR_RECORD, 0, "verification", "the kind of verification is out of range");
        return 0;
    }
    const char *field = otp ? "verification.otp" : "verification.admin";
    struct sizing inner = size_verification(verification, sizing->error);
    sizing->status = inner.status;
    if (inner.status)
        phonenum_error_within(sizing->error, field);
    else
        size_delimited(sizing, PHONE_NUMBER_OTP_TAG, inner.size, field);
    return inner.size;
}

static bool list_is_there(struct sizing *sizing, const void *list, size_t count, const char *field)
{
    if (sizing->status || count == 0)
        return false;
    if (!list)
        refuse(sizing, PHONENUM_ERR_RECORD, 0, field, "the list is NULL but its count is not 0");
    return list != NULL;
}

static void add_links(struct sizing *sizing, const phonenum_link *links, size_t count)
{
    if (!list_is_there(sizing, links, count, "linked_to"))
        return;
    for (size_t i = 0; i < count && !sizing->status; i++) {
        struct sizing inner = size_link(&links[i], sizing->error);
        sizing->status = inner.status;
        if (inner.status)
            phonenum_error_within_element(sizing->error, "linked_to", i);
        else
            size_delimited(sizing, PHONE_NUMBER_LINKED_TO_TAG, inner.size, "linked_to");
    }
}

static void add_codes(struct sizing *sizing, const phonenum_str *codes, size_t count)
{
    if (!list_is_there(sizing, codes, count, "backup_codes"))
        return;
    for (size_t i = 0; i < count && !sizing->status; i++) {
        struct sizing inner = {sizing->size, PHONENUM_OK, sizing->error};
        if (!codes[i].data)
            refuse(&inner, PHONENUM_ERR_RECORD, 0, "", "an element of the list is absent");
        size_text(&inner, PHONE_NUMBER_BACKUP_CODES_TAG, codes[i], "");
        if (inner.status)
            phonenum_error_within_element(sizing->error, "backup_codes", i);
        sizing->size = inner.size;
        sizing->status = inner.status;
    }
}

/* The size of the record, and in *verification_size that of its verification's submessage. */
static struct sizing size_record(const phonenum_record *record, size_t *verification_size, phonenum_error *error)
{
    struct sizing sizing = {0, PHONENUM_OK, error};
    size_text(&sizing, PHONE_NUMBER_ID_TAG, record->id, "id");
    size_enum(&sizing, PHONE_NUMBER_OBJECT_TAG, record->has_object, (int)record->object, PHONE_NUMBER_OBJECT_LAST,
              "object");
    size_text(&sizing, PHONE_NUMBER_PHONE_NUMBER_TAG, record->phone_number, "phone_number");
    size_varint(&sizing, PHONE_NUMBER_RESERVED_FOR_SECOND_FACTOR_TAG, record->has_reserved_for_second_factor,
                record->reserved_for_second_factor, "reserved_for_second_factor");
    size_varint(&sizing, PHONE_NUMBER_DEFAULT_SECOND_FACTOR_TAG, record->has_default_second_factor,
                record->default_second_factor, "default_second_factor");
    size_varint(&sizing, PHONE_NUMBER_RESERVED_TAG, record->has_reserved, record->reserved, "reserved");
    *verification_size = add_verification(&sizing, &record->verification);
    add_links(&sizing, record->linked_to, record->linked_to_count);
    add_codes(&sizing, record->backup_codes, record->backup_codes_count);
    size_varint(&sizing, PHONE_NUMBER_CREATED_AT_TAG, record->has_created_at, (uint64_t)record->created_at,
                "created_at");
    size_varint(&sizing, PHONE_NUMBER_UPDATED_AT_TAG, record->has_updated_at, (uint64_t)record->updated_at,
                "updated_at");
    size_text(&sizing, PHONE_NUMBER_EXTRA_JSON_TAG, record->extra_json, "extra_json");
    size_unknown(&sizing, record->unknown, PHONENUM_DEPTH_MAX);
    return sizing;
}

static uint8_t *write_text(uint8_t *out, uint32_t tag, phonenum_str text)
{
    if (!text.data)
        return out;
    out = wire_write_varint(out, tag);
    out = wire_write_varint(out, text.size);
    return wire_write_bytes(out, text.data, text.size);
}

static uint8_t *write_varint(uint8_t *out, uint32_t tag, bool present, uint64_t value)
{
    if (!present)
        return out;
    out = wire_write_varint(out, tag);
    return wire_write_varint(out, value);
}

static uint8_t *write_strategy(uint8_t *out, const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return write_text(out, VERIFICATION_CUSTOM_STRATEGY_TAG, strategy->custom);
    return write_varint(out, VERIFICATION_STRATEGY_TAG, strategy->kind == PHONENUM_STRATEGY_KNOWN,
                        (uint64_t)strategy->known);
}

static uint8_t *write_verification(uint8_t *out, const phonenum_verification *verification, size_t size)
{
    if (verification->kind == PHONENUM_VERIFICATION_NONE)
        return out;
    bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    out = wire_write_varint(out, otp ? PHONE_NUMBER_OTP_TAG : PHONE_NUMBER_ADMIN_TAG);
    out = wire_write_varint(out, size);
    out = write_varint(out, VERIFICATION_OBJECT_TAG, verification->has_object, (uint64_t)verification->object);
    out = write_varint(out, VERIFICATION_STATUS_TAG, verification->has_status, (uint64_t)verification->status);
    out = write_strategy(out, &verification->strategy);
    out = write_varint(out, VERIFICATION_ATTEMPTS_TAG, verification->has_attempts, (uint64_t)verification->attempts);
    out = write_varint(out, VERIFICATION_EXPIRE_AT_TAG, verification->has_expire_at, (uint64_t)verification->expire_at);
    out = write_text(out, VERIFICATION_VERIFIED_AT_CLIENT_TAG, verification->verified_at_client);
    out = write_text(out, VERIFICATION_CHANNEL_TAG, verification->channel);
    out = write_text(out, VERIFICATION_EXTRA_JSON_TAG, verification->extra_json);
    return wire_write_bytes(out, verification->unknown.data, verification->unknown.size);
}

static uint8_t *write_link(uint8_t *out, const phonenum_link *link)
{
    out = wire_write_varint(out, PHONE_NUMBER_LINKED_TO_TAG);
    out = wire_write_varint(out, size_link(link, NULL).size);
    out = write_text(out, LINK_TYPE_TAG, link->type);
    out = write_text(out, LINK_ID_TAG, link->id);
    out = write_text(out, LINK_EXTRA_JSON_TAG, link->extra_json);
    return wire_write_bytes(out, link->unknown.data, link->unknown.size);
}

/* REQUIRES: size_record() found nothing to refuse, and room for the size that it gave. */
static void write_record(uint8_t *out, const phonenum_record *record, size_t verification_size)
{
    out = write_text(out, PHONE_NUMBER_ID_TAG, record->id);
    out = write_varint(out, PHONE_NUMBER_OBJECT_TAG, record->has_object, (uint64_t)record->object);
    out = write_text(out, PHONE_NUMBER_PHONE_NUMBER_TAG, record->phone_number);
    out = write_varint(out, PHONE_NUMBER_RESERVED_FOR_SECOND_FACTOR_TAG, record->has_reserved_for_second_factor,
                       record->reserved_for_second_factor);
    out = write_varint(out, PHONE_NUMBER_DEFAULT_SECOND_FACTOR_TAG, record->has_default_second_factor,
                       record->default_second_factor);
    out = write_varint(out, PHONE_NUMBER_RESERVED_TAG, record->has_reserved, record->reserved);
    out = write_verification(out, &record->verification, verification_size);
    for (size_t i = 0; i < record->linked_to_count; i++)
        out = write_link(out, &record->linked_to[i]);
    for (size_t i = 0; i < record->backup_codes_count; i++)
        out = write_text(out, PHONE_NUMBER_BACKUP_CODES_TAG, record->backup_codes[i]);
    out = write_varint(out, PHONE_NUMBER_CREATED_AT_TAG, record->has_created_at, (uint64_t)record->created_at);
    out = write_varint(out, PHONE_NUMBER_UPDATED_AT_TAG, record->has_updated_at, (uint64_t)record->updated_at);
    out = write_text(out, PHONE_NUMBER_EXTRA_JSON_TAG, record->extra_json);
    (void)wire_write_bytes(out, record->unknown.data, record->unknown.size);
}

phonenum_status phonenum_encoded_size(const phonenum_record *record, size_t *size, phonenum_error *error)
{
    size_t verification_size;
    struct sizing sizing = size_record(record, &verification_size, error);
    *size = sizing.status ? 0 : sizing.size;
    return sizing.status ? sizing.status : phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}

/* Encodes behind a length or bare, which is all that phonenum_encode_delimited() and phonenum_encode() differ in. */
static phonenum_status encode(const phonenum_record *record, bool delimited, uint8_t *buffer, size_t capacity,
                              size_t *size, phonenum_error *error)
{
    size_t verification_size;
    struct sizing sizing = size_record(record, &verification_size, error);
    *size = 0;
    if (sizing.status)
        return sizing.status;
    *size = delimited ? delimited_size(sizing.size) : sizing.size;
    if (*size > capacity)
        return phonenum_error_set(error, PHONENUM_ERR_NO_SPACE, 0, NULL);
    if (delimited)
        buffer = wire_write_varint(buffer, sizing.size);
    if (sizing.size > 0)
        write_record(buffer, record, verification_size);
    return phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_encode(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                phonenum_error *error)
{
    return encode(record, false, buffer, capacity, size, error);
}

phonenum_status phonenum_encode_delimited(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                          phonenum_error *error)
{
    return encode(record, true, buffer, capacity, size, error);
}

phonenum_status phonenum_encode_arena(const phonenum_record *record, phonenum_arena *arena, phonenum_bytes *encoded,
                                      phonenum_error *error)
{
    size_t size;
    *encoded = (phonenum_bytes){NULL, 0};
    phonenum_status status = phonenum_encoded_size(record, &size, error);
    if (status)
        return status;
    uint8_t *buffer = phonenum_arena_alloc(arena, size, 1);
    if (!buffer)
        return phonenum_error_set(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    phonenum_arena_wipe_on_reset(arena);
    *encoded = (phonenum_bytes){buffer, size};
    return phonenum_encode(record, buffer, size, &size, error);
}
