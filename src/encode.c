/*
 * Record to bytes: one walk over the record, compiled twice. Where there is a buffer it writes, without knowing the size
 * beforehand: a submessage's length is put in front of it afterwards. Without, it only counts.
 */
#include "arena.h"
#include "attributes.h"
#include "error.h"
#include "schema.h"
#include "unknown.h"
#include "utf8.h"
#include "wire.h"

#include <phonenum/codec.h>

/* One walk. It stays in registers, since its address goes no further than inlined functions. */
struct writer {
    bool counts;    /* only; a constant in each of the two compilations */
    uint8_t *next;  /* writing: where to */
    uint8_t *limit; /* writing: no text may end behind it */
    size_t size;    /* counting: so far */
    /* Why counting stopped. Writing only says that it can't go on: counting will say why. */
    phonenum_status status;
    phonenum_error *error;
};

enum {
    /*
     * Room that a buffer must have behind the limit of a walk that does not know the size: for all that is written
     * between one look at the limit and the next, which is less than a record's fields and a verification's without
     * their texts.
     */
    SLACK = 128
};

static COLD phonenum_status say_why(phonenum_error *error, phonenum_status status, size_t offset, const char *field,
                                    const char *message)
{
    (void)phonenum_error_set(error, status, offset, message);
    phonenum_error_within(error, field);
    return status;
}

static const char no_data[] = "data is NULL but the size is not 0";
static const char too_large[] = "the encoded record would be larger than 2 GiB - 1";

/* Stops the walk. Functions here return whether it goes on. */
static ALWAYS_INLINE bool refuse(struct writer *writer, phonenum_status status, size_t offset, const char *field,
                                 const char *message)
{
    if (writer->counts)
        writer->status = say_why(writer->error, status, offset, field, message);
    return false;
}

/* Whether `size` more bytes keep within the limit. */
static ALWAYS_INLINE bool fits(struct writer *writer, size_t size, const char *field)
{
    bool counted = writer->size <= PHONENUM_ENCODED_SIZE_MAX && size <= PHONENUM_ENCODED_SIZE_MAX - writer->size;
    bool written = writer->next <= writer->limit && size <= (size_t)(writer->limit - writer->next);
    if (LIKELY(writer->counts ? counted : written))
        return true;
    return refuse(writer, PHONENUM_ERR_LIMIT, 0, field, too_large);
}

static ALWAYS_INLINE void put_byte(struct writer *writer, uint8_t byte)
{
    if (writer->counts)
        writer->size++;
    else
        *writer->next++ = byte;
}

static COLD bool is_utf8(phonenum_str text)
{
    return phonenum_utf8_valid_size(text.data, text.size) == text.size;
}

struct counted {
    size_t size;
    phonenum_status status;
};

/* Counts a text's field, `before` bytes being counted already, and finds all that may be wrong with the text. */
static COLD struct counted count_text(phonenum_str text, size_t before, const char *field, phonenum_error *error)
{
    if (!text.data && text.size == 0)
        return (struct counted){before, PHONENUM_OK};
    if (!text.data)
        return (struct counted){before, say_why(error, PHONENUM_ERR_RECORD, 0, field, no_data)};
    uint64_t after = (uint64_t)before + 1 + wire_varint_size(text.size) + text.size;
    if (text.size > PHONENUM_ENCODED_SIZE_MAX || after > PHONENUM_ENCODED_SIZE_MAX)
        return (struct counted){before, say_why(error, PHONENUM_ERR_LIMIT, 0, field, too_large)};
    size_t valid = phonenum_utf8_valid_size(text.data, text.size);
    if (valid < text.size)
        return (struct counted){before, say_why(error, PHONENUM_ERR_UTF8, valid, field, NULL)};
    return (struct counted){(size_t)after, PHONENUM_OK};
}

static ALWAYS_INLINE bool put_text(struct writer *writer, uint32_t tag, phonenum_str text, const char *field)
{
    if (writer->counts) {
        struct counted counted = count_text(text, writer->size, field, writer->error);
        writer->size = counted.size;
        writer->status = counted.status;
        return !counted.status;
    }
    if (!text.data)
        return text.size == 0;
    if (!fits(writer, text.size, field))
        return false;
    put_byte(writer, (uint8_t)tag);
    uint8_t *out = wire_write_varint(writer->next, text.size);
    writer->next = out + text.size;
    return LIKELY(utf8_copy(out, (const uint8_t *)text.data, text.size) == 0) || is_utf8(text);
}

/* Writing by a call, for texts that few records have. Returns the byte behind the field; NULL where it can't be written. */
static COLD uint8_t *write_rare_text(uint8_t *next, const uint8_t *limit, uint32_t tag, phonenum_str text)
{
    if (!text.data || next > limit || text.size > (size_t)(limit - next) || !is_utf8(text))
        return NULL;
    *next++ = (uint8_t)tag;
    next = wire_write_varint(next, text.size);
    return wire_write_bytes(next, text.data, text.size);
}

static ALWAYS_INLINE bool put_rare_text(struct writer *writer, uint32_t tag, phonenum_str text, const char *field)
{
    if (writer->counts)
        return put_text(writer, tag, text, field);
    if (LIKELY(!text.data && text.size == 0))
        return true;
    uint8_t *next = write_rare_text(writer->next, writer->limit, tag, text);
    writer->next = next;
    return next != NULL;
}

static ALWAYS_INLINE bool put_int64(struct writer *writer, uint32_t tag, bool has, int64_t value)
{
    if (!has)
        return true;
    put_byte(writer, (uint8_t)tag);
    if (writer->counts)
        writer->size += wire_varint_size((uint64_t)value);
    else
        writer->next = wire_write_time(writer->next, (uint64_t)value);
    return true;
}

static ALWAYS_INLINE bool put_bool(struct writer *writer, uint32_t tag, bool has, bool value)
{
    if (!has)
        return true;
    put_byte(writer, (uint8_t)tag);
    put_byte(writer, value);
    return true;
}

/* A number that the schema has is one byte. */
static ALWAYS_INLINE bool put_enum(struct writer *writer, uint32_t tag, bool has, uint32_t value, uint32_t last,
                                   const char *field)
{
    if (!has)
        return true;
    if (value > last)
        return refuse(writer, PHONENUM_ERR_RECORD, 0, field, "the schema has no such enum number");
    put_byte(writer, (uint8_t)tag);
    put_byte(writer, (uint8_t)value);
    return true;
}

/* What could nest deeper than any reader allows, `depth` groups at this place, is refused too. */
static COLD phonenum_status check_unknown(phonenum_bytes unknown, size_t depth, phonenum_error *error)
{
    size_t offset;
    if (!unknown.data)
        return say_why(error, PHONENUM_ERR_RECORD, 0, "unknown", no_data);
    if (!phonenum_are_fields(unknown, depth, &offset))
        return say_why(error, PHONENUM_ERR_RECORD, offset, "unknown", "must hold well-formed fields");
    return PHONENUM_OK;
}

static ALWAYS_INLINE bool put_unknown(struct writer *writer, phonenum_bytes unknown, size_t depth)
{
    if (LIKELY(unknown.size == 0))
        return true;
    if (!fits(writer, unknown.size, "unknown"))
        return false;
    writer->status = check_unknown(unknown, depth, writer->counts ? writer->error : NULL);
    if (writer->status)
        return false;
    if (writer->counts)
        writer->size += unknown.size;
    else
        writer->next = wire_write_bytes(writer->next, unknown.data, unknown.size);
    return true;
}

/* A submessage while its fields are put: its length has one byte, which most need no more than. */
struct submessage {
    uint8_t *start;     /* writing: of its fields */
    size_t size_before; /* counting: of what is before them */
};

static ALWAYS_INLINE struct submessage begin_submessage(struct writer *writer)
{
    put_byte(writer, 0);
    return (struct submessage){writer->next, writer->size};
}

static COLD uint8_t *move_for_length(uint8_t *start, size_t size)
{
    uint8_t *moved = start - 1 + wire_varint_size(size);
    memmove(moved, start, size);
    (void)wire_write_varint(start - 1, size);
    return moved + size;
}

static ALWAYS_INLINE void end_submessage(struct writer *writer, struct submessage submessage)
{
    if (writer->counts) {
        writer->size += wire_varint_size(writer->size - submessage.size_before) - 1;
        return;
    }
    size_t size = (size_t)(writer->next - submessage.start);
    if (LIKELY(size < 0x80))
        submessage.start[-1] = (uint8_t)size;
    else
        writer->next = move_for_length(submessage.start, size);
}

static ALWAYS_INLINE bool put_strategy(struct writer *writer, const phonenum_strategy *strategy)
{
    switch (strategy->kind) {
    case PHONENUM_STRATEGY_NONE:
        return true;
    case PHONENUM_STRATEGY_KNOWN:
        return put_enum(writer, VERIFICATION_STRATEGY_TAG, true, strategy->known, VERIFICATION_STRATEGY_LAST,
                        "strategy");
    case PHONENUM_STRATEGY_CUSTOM:
        if (!strategy->custom.data)
            return refuse(writer, PHONENUM_ERR_RECORD, 0, "custom_strategy", "a custom strategy must have its text");
        return put_rare_text(writer, VERIFICATION_CUSTOM_STRATEGY_TAG, strategy->custom, "custom_strategy");
    }
    return refuse(writer, PHONENUM_ERR_RECORD, 0, "strategy", "the kind of strategy is out of range");
}

static ALWAYS_INLINE bool put_channel(struct writer *writer, const phonenum_verification *verification)
{
    phonenum_str channel = verification->channel;
    if (verification->kind == PHONENUM_VERIFICATION_OTP)
        return put_text(writer, VERIFICATION_CHANNEL_TAG, channel, "channel");
    if (!channel.data && channel.size == 0)
        return true;
    return refuse(writer, PHONENUM_ERR_RECORD, 0, "channel", "an Admin verification has no channel");
}

static ALWAYS_INLINE bool put_verification_fields(struct writer *writer, const phonenum_verification *verification)
{
    return put_enum(writer, VERIFICATION_OBJECT_TAG, verification->has_object, verification->object,
                    VERIFICATION_OBJECT_LAST, "object") &&
           put_enum(writer, VERIFICATION_STATUS_TAG, verification->has_status, verification->status,
                    VERIFICATION_STATUS_LAST, "status") &&
           put_strategy(writer, &verification->strategy) &&
           put_int64(writer, VERIFICATION_ATTEMPTS_TAG, verification->has_attempts, verification->attempts) &&
           put_int64(writer, VERIFICATION_EXPIRE_AT_TAG, verification->has_expire_at, verification->expire_at) &&
           put_text(writer, VERIFICATION_VERIFIED_AT_CLIENT_TAG, verification->verified_at_client,
                    "verified_at_client") &&
           put_channel(writer, verification) &&
           put_rare_text(writer, VERIFICATION_EXTRA_JSON_TAG, verification->extra_json, "extra_json") &&
           put_unknown(writer, verification->unknown, PHONENUM_DEPTH_MAX - 1);
}

static ALWAYS_INLINE bool put_verification(struct writer *writer, const phonenum_verification *verification)
{
    if (verification->kind == PHONENUM_VERIFICATION_NONE)
        return true;
    bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    if (!otp && verification->kind != PHONENUM_VERIFICATION_ADMIN)
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "verification", "the kind of verification is out of range");
    put_byte(writer, otp ? PHONE_NUMBER_OTP_TAG : PHONE_NUMBER_ADMIN_TAG);
    struct submessage submessage = begin_submessage(writer);
    if (!put_verification_fields(writer, verification)) {
        if (writer->counts)
            phonenum_error_within(writer->error, otp ? "verification.otp" : "verification.admin");
        return false;
    }
    end_submessage(writer, submessage);
    return true;
}

static ALWAYS_INLINE bool put_link(struct writer *writer, const phonenum_link *link)
{
    if (!fits(writer, 0, ""))
        return false;
    put_byte(writer, PHONE_NUMBER_LINKED_TO_TAG);
    struct submessage submessage = begin_submessage(writer);
    if (!put_text(writer, LINK_TYPE_TAG, link->type, "type") || !put_text(writer, LINK_ID_TAG, link->id, "id") ||
        !put_rare_text(writer, LINK_EXTRA_JSON_TAG, link->extra_json, "extra_json") ||
        !put_unknown(writer, link->unknown, PHONENUM_DEPTH_MAX - 1))
        return false;
    end_submessage(writer, submessage);
    return true;
}

static ALWAYS_INLINE bool put_code(struct writer *writer, phonenum_str code)
{
    if (!code.data)
        return refuse(writer, PHONENUM_ERR_RECORD, 0, "", "an element of the list is absent");
    return put_text(writer, PHONE_NUMBER_BACKUP_CODES_TAG, code, "");
}

/* Whether there is a list as long as its count says. */
static ALWAYS_INLINE bool is_list(struct writer *writer, const void *list, size_t count, const char *field)
{
    if (LIKELY(list || count == 0))
        return true;
    return refuse(writer, PHONENUM_ERR_RECORD, 0, field, "the list is NULL but its count is not 0");
}

static ALWAYS_INLINE bool refuse_element(struct writer *writer, const char *field, size_t index)
{
    if (writer->counts)
        phonenum_error_within_element(writer->error, field, index);
    return false;
}

static ALWAYS_INLINE bool put_links(struct writer *writer, const phonenum_link *links, size_t count)
{
    if (!is_list(writer, links, count, "linked_to"))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!put_link(writer, &links[i]))
            return refuse_element(writer, "linked_to", i);
    }
    return true;
}

static ALWAYS_INLINE bool put_codes(struct writer *writer, const phonenum_str *codes, size_t count)
{
    if (!is_list(writer, codes, count, "backup_codes"))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!put_code(writer, codes[i]))
            return refuse_element(writer, "backup_codes", i);
    }
    return true;
}

static ALWAYS_INLINE bool put_record(struct writer *writer, const phonenum_record *record)
{
    return put_text(writer, PHONE_NUMBER_ID_TAG, record->id, "id") &&
           put_enum(writer, PHONE_NUMBER_OBJECT_TAG, record->has_object, record->object, PHONE_NUMBER_OBJECT_LAST,
                    "object") &&
           put_text(writer, PHONE_NUMBER_PHONE_NUMBER_TAG, record->phone_number, "phone_number") &&
           put_bool(writer, PHONE_NUMBER_RESERVED_FOR_SECOND_FACTOR_TAG, record->has_reserved_for_second_factor,
                    record->reserved_for_second_factor) &&
           put_bool(writer, PHONE_NUMBER_DEFAULT_SECOND_FACTOR_TAG, record->has_default_second_factor,
                    record->default_second_factor) &&
           put_bool(writer, PHONE_NUMBER_RESERVED_TAG, record->has_reserved, record->reserved) &&
           put_verification(writer, &record->verification) &&
           put_links(writer, record->linked_to, record->linked_to_count) &&
           put_codes(writer, record->backup_codes, record->backup_codes_count) &&
           put_int64(writer, PHONE_NUMBER_CREATED_AT_TAG, record->has_created_at, record->created_at) &&
           put_int64(writer, PHONE_NUMBER_UPDATED_AT_TAG, record->has_updated_at, record->updated_at) &&
           put_rare_text(writer, PHONE_NUMBER_EXTRA_JSON_TAG, record->extra_json, "extra_json") &&
           put_unknown(writer, record->unknown, PHONENUM_DEPTH_MAX);
}

static COLD phonenum_status count_record(const phonenum_record *record, size_t *size, phonenum_error *error)
{
    struct writer writer = {.counts = true, .error = error};
    bool counted = put_record(&writer, record) && fits(&writer, 0, "");
    *size = counted ? writer.size : 0;
    return writer.status;
}

phonenum_status phonenum_encoded_size(const phonenum_record *record, size_t *size, phonenum_error *error)
{
    phonenum_status status = count_record(record, size, error);
    return status ? status : phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}

/* Encodes where it can't be seen at once that there is room, or says why it can't be done. */
static COLD phonenum_status encode_counted(const phonenum_record *record, uint8_t *buffer, size_t capacity,
                                           size_t *size, phonenum_error *error)
{
    phonenum_status status = count_record(record, size, error);
    if (status)
        return status;
    if (*size > capacity)
        return phonenum_error_set(error, PHONENUM_ERR_NO_SPACE, 0, NULL);
    /* The limit is then where the record ends, so that nothing is written behind it, and no slack is needed there. */
    return *size > 0 ? phonenum_encode(record, buffer, *size + SLACK, size, error)
                     : phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_encode(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                phonenum_error *error)
{
    if (LIKELY(capacity >= SLACK)) {
        uint8_t *out = buffer;
        struct writer writer = {.counts = false, .next = out, .limit = out + (capacity - SLACK)};
        phonenum_status success = phonenum_success(error);
        if (LIKELY(put_record(&writer, record))) {
            *size = (size_t)(writer.next - out);
            if (LIKELY(*size <= PHONENUM_ENCODED_SIZE_MAX))
                return success;
        }
    }
    return encode_counted(record, buffer, capacity, size, error);
}

phonenum_status phonenum_encode_delimited(const phonenum_record *record, void *buffer, size_t capacity, size_t *size,
                                          phonenum_error *error)
{
    /* The record goes where it will stand if its length has one byte; if that has more, it is moved. */
    uint8_t *start = capacity > 0 ? (uint8_t *)buffer + 1 : buffer;
    phonenum_status status = phonenum_encode(record, start, capacity > 0 ? capacity - 1 : 0, size, error);
    if (status && status != PHONENUM_ERR_NO_SPACE)
        return status;
    size_t bare = *size;
    *size += wire_varint_size(bare);
    if (*size > capacity)
        return phonenum_error_set(error, PHONENUM_ERR_NO_SPACE, 0, NULL);
    if (bare < 0x80)
        start[-1] = (uint8_t)bare;
    else
        (void)move_for_length(start, bare);
    return status;
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
