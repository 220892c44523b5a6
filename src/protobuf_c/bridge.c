/*
 * The bridge: records to and from the struct that protobuf-c generates, member by member.
 *
 * It is a library of its own, so it calls only public functions of libphonenum.
 */
#include "base/memory.h"
#include "record/given.h"
#include "record/schema.h"
#include "wire/wire.h"

#include <phonenum/protobuf_c.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum {
    NOT_IN_A_LIST = -1
};

/* One conversion in progress, in either direction. After a failure, all further steps do nothing. */
struct bridge {
    phonenum_arena *arena;
    phonenum_error *error;
    phonenum_status status;
    const char *within; /* the field that holds the message or text being converted; "" for the record itself */
    int64_t index;      /* of the element, if that field is a list; else NOT_IN_A_LIST */
};

static phonenum_status report(phonenum_error *error, phonenum_status status, const char *message)
{
    if (error) {
        memset(error, 0, sizeof *error);
        error->status = status;
        error->message = message ? message : phonenum_status_text(status);
    }
    return status;
}

static void fail(struct bridge *bridge, phonenum_status status, const char *field, const char *message)
{
    if (bridge->status)
        return;
    bridge->status = report(bridge->error, status, message);
    if (!bridge->error)
        return;
    char element[24] = "";
    if (bridge->index != NOT_IN_A_LIST)
        (void)snprintf(element, sizeof element, "[%lld]", (long long)bridge->index);
    const char *dot = bridge->within[0] != '\0' && field[0] != '\0' ? "." : "";
    (void)snprintf(bridge->error->field, sizeof bridge->error->field, "%s%s%s%s", bridge->within, element, dot, field);
}

static void enter(struct bridge *bridge, const char *within, int64_t index)
{
    bridge->within = within;
    bridge->index = index;
}

static void leave(struct bridge *bridge)
{
    enter(bridge, "", NOT_IN_A_LIST);
}

/* Allocates `count` elements of any type. NULL if this or an earlier step failed. */
static void *allocate(struct bridge *bridge, size_t count, size_t size, const char *field)
{
    if (bridge->status)
        return NULL;
    void *memory =
        count <= SIZE_MAX / size ? phonenum_arena_alloc(bridge->arena, count * size, alignof(max_align_t)) : NULL;
    if (!memory)
        fail(bridge, PHONENUM_ERR_NO_MEMORY, field, NULL);
    return memory;
}

/* The cases of open_strategy. They have the same numbers in both generated verifications. */
#define CASE_NO_STRATEGY PHONENUM__V1__PHONE_NUMBER_OTP__OPEN_STRATEGY__NOT_SET
#define CASE_STRATEGY PHONENUM__V1__PHONE_NUMBER_OTP__OPEN_STRATEGY_STRATEGY
#define CASE_CUSTOM_STRATEGY PHONENUM__V1__PHONE_NUMBER_OTP__OPEN_STRATEGY_CUSTOM_STRATEGY

/*
 * The members of both generated verifications have the same names. Only PhoneNumberOTP is converted. A PhoneNumberAdmin
 * is copied from it or to it.
 */
#define SHARE_TEXT(member) to->member = from->member;
#define SHARE_JSON(member) to->member = from->member;
#define SHARE_ENUM(member)                 \
    to->has_##member = from->has_##member; \
    to->member = from->member;
#define SHARE_BOOL(member) SHARE_ENUM(member)
#define SHARE_INT64(member) SHARE_ENUM(member)
#define SHARE_STRATEGY(member)                                                \
    to->open_strategy_case = (unsigned)from->open_strategy_case;              \
    if ((unsigned)from->open_strategy_case == (unsigned)CASE_CUSTOM_STRATEGY) \
        to->custom_strategy = from->custom_strategy;                          \
    else                                                                      \
        to->strategy = from->strategy;
#define SHARE_CUSTOM_STRATEGY(member)
#define SHARE(MESSAGE, KIND, FIELD, member, json_name, detail) SHARE_##KIND(member)
#define SHARE_UNKNOWN                                        \
    to->base.n_unknown_fields = from->base.n_unknown_fields; \
    to->base.unknown_fields = from->base.unknown_fields;

static void otp_to_admin(const Phonenum__V1__PhoneNumberOTP *from, Phonenum__V1__PhoneNumberAdmin *to)
{
    VERIFICATION_FIELDS(SHARE, NO_ROW)
    SHARE_UNKNOWN
}

static void admin_to_otp(const Phonenum__V1__PhoneNumberAdmin *from, Phonenum__V1__PhoneNumberOTP *to)
{
    VERIFICATION_FIELDS(SHARE, NO_ROW)
    SHARE_UNKNOWN
}

/* Record to message. phonenum_encoded_size() has already checked the record. */

static char *text_to(struct bridge *bridge, phonenum_str text, const char *field)
{
    if (bridge->status || !text.data)
        return NULL;
    if (memchr(text.data, '\0', text.size)) {
        fail(bridge, PHONENUM_ERR_RECORD, field, "protobuf-c cannot hold text that contains a NUL");
        return NULL;
    }
    char *copy = allocate(bridge, text.size + 1, 1, field);
    if (copy) {
        memcpy(copy, text.data, text.size);
        copy[text.size] = '\0';
    }
    return copy;
}

/* Splits a field into its number, its wire type and the data after the tag. False if the tag is not minimal. */
static bool next_unknown(wire_reader *in, ProtobufCMessageUnknownField *field)
{
    const uint8_t *start = in->next;
    uint32_t tag = 0;
    bool has_tag = wire_read_tag(in, &tag) == PHONENUM_OK;
    const uint8_t *value = in->next;
    bool tag_is_minimal = (size_t)(value - start) == wire_varint_size(tag);
    if (!has_tag || !tag_is_minimal || wire_skip(in, tag, start, PHONENUM_DEPTH_MAX))
        return false;
    field->tag = wire_tag_number(tag);
    field->wire_type = (ProtobufCWireType)wire_tag_type(tag);
    field->data = (uint8_t *)value;
    field->len = (size_t)(in->next - value);
    return true;
}

static void unknown_to(struct bridge *bridge, phonenum_bytes unknown, ProtobufCMessage *message)
{
    if (bridge->status || unknown.size == 0)
        return;
    wire_reader in = {unknown.data, unknown.data + unknown.size};
    ProtobufCMessageUnknownField field;
    unsigned count = 0;
    while (in.next != in.end) {
        if (!next_unknown(&in, &field)) {
            fail(bridge, PHONENUM_ERR_RECORD, "unknown",
                 "protobuf-c cannot hold a tag that takes more bytes than it needs");
            return;
        }
        count++;
    }
    uint8_t *copy = allocate(bridge, unknown.size, 1, "unknown");
    message->unknown_fields = allocate(bridge, count, sizeof field, "unknown");
    if (!message->unknown_fields)
        return;
    memcpy(copy, unknown.data, unknown.size);
    in = (wire_reader){copy, copy + unknown.size};
    while (message->n_unknown_fields < count && next_unknown(&in, &message->unknown_fields[message->n_unknown_fields]))
        message->n_unknown_fields++;
}

static void strategy_to(struct bridge *bridge, const phonenum_strategy *strategy, Phonenum__V1__PhoneNumberOTP *message)
{
    if (strategy->kind == PHONENUM_STRATEGY_KNOWN) {
        message->open_strategy_case = CASE_STRATEGY;
        message->strategy = (Phonenum__V1__VerificationStrategy)strategy->known;
    } else if (strategy->kind == PHONENUM_STRATEGY_CUSTOM) {
        message->open_strategy_case = CASE_CUSTOM_STRATEGY;
        message->custom_strategy = text_to(bridge, strategy->custom, "custom_strategy");
    }
}

/* How each kind of row is converted, from the struct `from` to the message `to`. */
#define TO_TEXT(member) to->member = text_to(bridge, from->member, #member);
#define TO_JSON(member) TO_TEXT(member)
#define TO_ENUM(member)                      \
    if (is_set(&from->has_##member)) {       \
        to->has_##member = true;             \
        to->member = (unsigned)from->member; \
    }
#define TO_BOOL(member)                     \
    if (is_set(&from->has_##member)) {      \
        to->has_##member = true;            \
        to->member = is_set(&from->member); \
    }
#define TO_INT64(member)               \
    if (is_set(&from->has_##member)) { \
        to->has_##member = true;       \
        to->member = from->member;     \
    }
#define TO_STRATEGY(member) strategy_to(bridge, &from->strategy, to);
#define TO_CUSTOM_STRATEGY(member) /* strategy_to() converts either */
#define TO_OTP(member) verification_to(bridge, &from->verification, to);
#define TO_ADMIN(member) /* verification_to() converts either */
#define TO_LINKS(member) links_to(bridge, from, to);
#define TO_CODES(member) codes_to(bridge, from, to);
#define TO(MESSAGE, KIND, FIELD, member, json_name, detail) TO_##KIND(member)

static void otp_to(struct bridge *bridge, const phonenum_verification *from, Phonenum__V1__PhoneNumberOTP *to)
{
    VERIFICATION_FIELDS(TO, TO)
    unknown_to(bridge, from->unknown, &to->base);
}

static void verification_to(struct bridge *bridge, const phonenum_verification *verification,
                            Phonenum__V1__PhoneNumber *message)
{
    if (bridge->status || verification->kind == PHONENUM_VERIFICATION_NONE)
        return;
    bool is_otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    enter(bridge, is_otp ? "verification.otp" : "verification.admin", NOT_IN_A_LIST);
    Phonenum__V1__PhoneNumberOTP otp = PHONENUM__V1__PHONE_NUMBER_OTP__INIT;
    otp_to(bridge, verification, &otp);
    if (is_otp) {
        message->verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_OTP;
        message->otp = allocate(bridge, 1, sizeof otp, "");
        if (message->otp)
            *message->otp = otp;
    } else {
        message->verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_ADMIN;
        message->admin = allocate(bridge, 1, sizeof *message->admin, "");
        if (message->admin) {
            *message->admin = (Phonenum__V1__PhoneNumberAdmin)PHONENUM__V1__PHONE_NUMBER_ADMIN__INIT;
            otp_to_admin(&otp, message->admin);
        }
    }
    leave(bridge);
}

static void link_to(struct bridge *bridge, const phonenum_link *from, Phonenum__V1__IdentificationLink *to)
{
    *to = (Phonenum__V1__IdentificationLink)PHONENUM__V1__IDENTIFICATION_LINK__INIT;
    LINK_FIELDS(TO)
    unknown_to(bridge, from->unknown, &to->base);
}

static void links_to(struct bridge *bridge, const phonenum_record *record, Phonenum__V1__PhoneNumber *message)
{
    size_t count = record->linked_to_count;
    if (count == 0)
        return;
    Phonenum__V1__IdentificationLink *links = allocate(bridge, count, sizeof *links, "linked_to");
    message->linked_to = allocate(bridge, count, sizeof *message->linked_to, "linked_to");
    message->n_linked_to = count;
    for (size_t i = 0; i < count && !bridge->status; i++) {
        enter(bridge, "linked_to", (int64_t)i);
        link_to(bridge, &record->linked_to[i], &links[i]);
        message->linked_to[i] = &links[i];
    }
    leave(bridge);
}

static void codes_to(struct bridge *bridge, const phonenum_record *record, Phonenum__V1__PhoneNumber *message)
{
    size_t count = record->backup_codes_count;
    if (count == 0)
        return;
    message->backup_codes = allocate(bridge, count, sizeof *message->backup_codes, "backup_codes");
    message->n_backup_codes = count;
    for (size_t i = 0; i < count && !bridge->status; i++) {
        enter(bridge, "backup_codes", (int64_t)i);
        message->backup_codes[i] = text_to(bridge, record->backup_codes[i], "");
    }
    leave(bridge);
}

static void record_to(struct bridge *bridge, const phonenum_record *from, Phonenum__V1__PhoneNumber *to)
{
    RECORD_FIELDS(TO)
    unknown_to(bridge, from->unknown, &to->base);
}

/* Whether a record may hold secrets, so that its copy must be wiped. */
static bool holds_secrets(const phonenum_record *record)
{
    const phonenum_verification *verification = &record->verification;
    if (record->backup_codes_count > 0 || record->extra_json.data || record->unknown.size > 0)
        return true;
    if (verification->kind != PHONENUM_VERIFICATION_NONE &&
        (verification->extra_json.data || verification->unknown.size > 0))
        return true;
    for (size_t i = 0; i < record->linked_to_count; i++) {
        if (record->linked_to[i].extra_json.data || record->linked_to[i].unknown.size > 0)
            return true;
    }
    return false;
}

phonenum_status phonenum_to_protobuf_c(const phonenum_record *record, phonenum_arena *arena,
                                       Phonenum__V1__PhoneNumber **message, phonenum_error *error)
{
    *message = NULL;
    size_t size;
    phonenum_status status = phonenum_encoded_size(record, &size, error);
    if (status)
        return status;
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    struct bridge bridge = {arena, error, PHONENUM_OK, "", NOT_IN_A_LIST};
    if (holds_secrets(record))
        phonenum_arena_wipe_on_reset(arena);
    Phonenum__V1__PhoneNumber *result = allocate(&bridge, 1, sizeof *result, "");
    if (result) {
        *result = (Phonenum__V1__PhoneNumber)PHONENUM__V1__PHONE_NUMBER__INIT;
        record_to(&bridge, record, result);
    }
    if (bridge.status) {
        phonenum_arena_rewind(arena, point);
        return bridge.status;
    }
    *message = result;
    return report(error, PHONENUM_OK, NULL);
}

/* Message to record. */

/* At least the number of enum fields of any message. */
#define COUNT_ROW(MESSAGE, KIND, FIELD, member, json_name, detail) +(SCHEMA_TYPE_##KIND == SCHEMA_TYPE_ENUM)
enum {
    STRAYS_MAX = 0 RECORD_FIELDS(COUNT_ROW) VERIFICATION_FIELDS(COUNT_ROW, COUNT_ROW) LINK_FIELDS(COUNT_ROW)
};

/* Enum values of a message that the schema does not have, by ascending field number. They go into `unknown`. */
struct strays {
    unsigned count;
    struct {
        uint32_t tag;
        int value;
    } fields[STRAYS_MAX];
};

static bool knows(struct strays *strays, uint32_t tag, int value, int last)
{
    if (value >= 0 && value <= last)
        return true;
    strays->fields[strays->count].tag = tag;
    strays->fields[strays->count].value = value;
    strays->count++;
    return false;
}

/* An enum value on the wire. It is sign-extended, so a negative value takes ten bytes. */
static uint64_t enum_varint(int value)
{
    return (uint64_t)(int64_t)value;
}

static size_t strays_size(const struct strays *strays)
{
    size_t size = 0;
    for (unsigned i = 0; i < strays->count; i++)
        size += wire_varint_size(strays->fields[i].tag) + wire_varint_size(enum_varint(strays->fields[i].value));
    return size;
}

static uint8_t *write_strays(uint8_t *out, const struct strays *strays)
{
    for (unsigned i = 0; i < strays->count; i++) {
        out = wire_write_varint(out, strays->fields[i].tag);
        out = wire_write_varint(out, enum_varint(strays->fields[i].value));
    }
    return out;
}

/* The tag of an unknown field. If its number or wire type is out of range: 0, which is not a valid tag. */
static uint32_t unknown_tag(const ProtobufCMessageUnknownField *field)
{
    if (field->tag > UINT32_MAX >> 3 || (unsigned)field->wire_type > WIRE_I32)
        return 0;
    return field->tag << 3 | (uint32_t)field->wire_type;
}

static bool is_one_field(const uint8_t *data, const uint8_t *end)
{
    wire_reader in = {data, end};
    uint32_t tag = 0;
    return wire_read_tag(&in, &tag) == PHONENUM_OK && wire_skip(&in, tag, data, PHONENUM_DEPTH_MAX) == PHONENUM_OK &&
           in.next == end;
}

/* The size of a message's strays and unknown fields. Fails if it is too large for a record. */
static size_t unknown_size(struct bridge *bridge, const ProtobufCMessage *message, const struct strays *strays)
{
    size_t size = strays_size(strays);
    for (unsigned i = 0; i < message->n_unknown_fields && !bridge->status; i++) {
        const ProtobufCMessageUnknownField *field = &message->unknown_fields[i];
        size_t tag_size = wire_varint_size(unknown_tag(field));
        if (!field->data && field->len > 0)
            fail(bridge, PHONENUM_ERR_RECORD, "unknown", "data is NULL but size is not 0");
        else if (field->len > PHONENUM_ENCODED_SIZE_MAX - size ||
                 tag_size > PHONENUM_ENCODED_SIZE_MAX - size - field->len)
            fail(bridge, PHONENUM_ERR_LIMIT, "unknown", "the encoded record would take 2 GiB or more");
        else
            size += tag_size + field->len;
    }
    return size;
}

static phonenum_bytes unknown_from(struct bridge *bridge, const ProtobufCMessage *message, const struct strays *strays)
{
    const phonenum_bytes none = {NULL, 0};
    if (bridge->status)
        return none;
    if (message->n_unknown_fields > 0 && !message->unknown_fields) {
        fail(bridge, PHONENUM_ERR_RECORD, "unknown", "the list is NULL but its count is not 0");
        return none;
    }
    size_t size = unknown_size(bridge, message, strays);
    if (bridge->status || size == 0)
        return none;
    uint8_t *data = allocate(bridge, size, 1, "unknown");
    if (!data)
        return none;
    phonenum_arena_wipe_on_reset(bridge->arena);
    uint8_t *out = write_strays(data, strays);
    for (unsigned i = 0; i < message->n_unknown_fields; i++) {
        const ProtobufCMessageUnknownField *field = &message->unknown_fields[i];
        uint8_t *start = out;
        out = wire_write_varint(out, unknown_tag(field));
        out = wire_write_bytes(out, field->data, field->len);
        if (!is_one_field(start, out)) {
            fail(bridge, PHONENUM_ERR_RECORD, "unknown", "must be valid Protocol Buffers fields");
            return none;
        }
    }
    return (phonenum_bytes){data, size};
}

static void strategy_from(struct bridge *bridge, const Phonenum__V1__PhoneNumberOTP *message, struct strays *strays,
                          phonenum_strategy *strategy)
{
    switch ((int)message->open_strategy_case) {
    case CASE_NO_STRATEGY:
        return;
    case CASE_STRATEGY:
        if (knows(strays, VERIFICATION_STRATEGY_TAG, (int)message->strategy, VERIFICATION_STRATEGY_LAST)) {
            strategy->kind = PHONENUM_STRATEGY_KNOWN;
            strategy->known = (phonenum_verification_strategy)message->strategy;
        }
        return;
    case CASE_CUSTOM_STRATEGY:
        if (!message->custom_strategy)
            fail(bridge, PHONENUM_ERR_RECORD, "custom_strategy", "the oneof case is set but its member is NULL");
        strategy->kind = PHONENUM_STRATEGY_CUSTOM;
        strategy->custom = phonenum_cstr(message->custom_strategy);
        return;
    default:
        fail(bridge, PHONENUM_ERR_RECORD, "strategy", "unknown oneof case");
    }
}

/* How each kind of row is converted, from the message `from` to the struct `into`. */
#define FROM_TEXT(tag, member, detail) into->member = phonenum_cstr(from->member);
#define FROM_JSON(tag, member, detail) FROM_TEXT(tag, member, detail)
#define FROM_ENUM(tag, member, enumeration)                                                 \
    if (from->has_##member && knows(&strays, tag, (int)from->member, enumeration##_LAST)) { \
        into->has_##member = true;                                                          \
        into->member = (unsigned)from->member;                                              \
    }
#define FROM_BOOL(tag, member, detail)    \
    if (from->has_##member) {             \
        into->has_##member = true;        \
        into->member = from->member != 0; \
    }
#define FROM_INT64(tag, member, detail) \
    if (from->has_##member) {           \
        into->has_##member = true;      \
        into->member = from->member;    \
    }
#define FROM_STRATEGY(tag, member, detail) strategy_from(bridge, from, &strays, &into->strategy);
#define FROM_CUSTOM_STRATEGY(tag, member, detail) /* strategy_from() converts either */
#define FROM_OTP(tag, member, detail) verification_from(bridge, from, &into->verification);
#define FROM_ADMIN(tag, member, detail) /* verification_from() converts either */
#define FROM_LINKS(tag, member, detail) links_from(bridge, from, into);
#define FROM_CODES(tag, member, detail) codes_from(bridge, from, into);
#define FROM(MESSAGE, KIND, FIELD, member, json_name, detail) FROM_##KIND(MESSAGE##_##FIELD##_TAG, member, detail)

static void otp_from(struct bridge *bridge, const Phonenum__V1__PhoneNumberOTP *from, phonenum_verification *into)
{
    struct strays strays = {0};
    VERIFICATION_FIELDS(FROM, FROM)
    into->unknown = unknown_from(bridge, &from->base, &strays);
}

static void verification_from(struct bridge *bridge, const Phonenum__V1__PhoneNumber *message,
                              phonenum_verification *verification)
{
    static const char *const no_member = "the oneof case is set but its member is NULL";
    switch ((int)message->verification_case) {
    case PHONENUM__V1__PHONE_NUMBER__VERIFICATION__NOT_SET:
        return;
    case PHONENUM__V1__PHONE_NUMBER__VERIFICATION_OTP:
        enter(bridge, "verification.otp", NOT_IN_A_LIST);
        verification->kind = PHONENUM_VERIFICATION_OTP;
        if (message->otp)
            otp_from(bridge, message->otp, verification);
        else
            fail(bridge, PHONENUM_ERR_RECORD, "", no_member);
        break;
    case PHONENUM__V1__PHONE_NUMBER__VERIFICATION_ADMIN:
        enter(bridge, "verification.admin", NOT_IN_A_LIST);
        verification->kind = PHONENUM_VERIFICATION_ADMIN;
        if (message->admin) {
            Phonenum__V1__PhoneNumberOTP shared = PHONENUM__V1__PHONE_NUMBER_OTP__INIT;
            admin_to_otp(message->admin, &shared);
            otp_from(bridge, &shared, verification);
        } else {
            fail(bridge, PHONENUM_ERR_RECORD, "", no_member);
        }
        break;
    default:
        fail(bridge, PHONENUM_ERR_RECORD, "verification", "unknown oneof case");
    }
    leave(bridge);
}

/* Whether there is a list to convert. */
static bool has_list(struct bridge *bridge, const void *list, size_t count, const char *field)
{
    if (count > 0 && !list)
        fail(bridge, PHONENUM_ERR_RECORD, field, "the list is NULL but its count is not 0");
    return count > 0 && !bridge->status;
}

static void link_from(struct bridge *bridge, const Phonenum__V1__IdentificationLink *from, phonenum_link *into)
{
    struct strays strays = {0};
    *into = (phonenum_link){.type = {NULL, 0}};
    LINK_FIELDS(FROM)
    into->unknown = unknown_from(bridge, &from->base, &strays);
}

static void links_from(struct bridge *bridge, const Phonenum__V1__PhoneNumber *message, phonenum_record *record)
{
    if (!has_list(bridge, message->linked_to, message->n_linked_to, "linked_to"))
        return;
    phonenum_link *links = allocate(bridge, message->n_linked_to, sizeof *links, "linked_to");
    for (size_t i = 0; i < message->n_linked_to && !bridge->status; i++) {
        enter(bridge, "linked_to", (int64_t)i);
        if (message->linked_to[i])
            link_from(bridge, message->linked_to[i], &links[i]);
        else
            fail(bridge, PHONENUM_ERR_RECORD, "", "the list element is NULL");
    }
    leave(bridge);
    record->linked_to = links;
    record->linked_to_count = message->n_linked_to;
}

static void codes_from(struct bridge *bridge, const Phonenum__V1__PhoneNumber *message, phonenum_record *record)
{
    if (!has_list(bridge, message->backup_codes, message->n_backup_codes, "backup_codes"))
        return;
    phonenum_str *codes = allocate(bridge, message->n_backup_codes, sizeof *codes, "backup_codes");
    for (size_t i = 0; i < message->n_backup_codes && !bridge->status; i++) {
        enter(bridge, "backup_codes", (int64_t)i);
        codes[i] = phonenum_cstr(message->backup_codes[i]);
        if (!codes[i].data)
            fail(bridge, PHONENUM_ERR_RECORD, "", "the list element is NULL");
    }
    leave(bridge);
    record->backup_codes = codes;
    record->backup_codes_count = message->n_backup_codes;
}

static void record_from(struct bridge *bridge, const Phonenum__V1__PhoneNumber *from, phonenum_record *into)
{
    struct strays strays = {0};
    RECORD_FIELDS(FROM)
    into->unknown = unknown_from(bridge, &from->base, &strays);
}

phonenum_status phonenum_from_protobuf_c(const Phonenum__V1__PhoneNumber *message, phonenum_arena *arena,
                                         phonenum_record *record, phonenum_error *error)
{
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    struct bridge bridge = {arena, error, PHONENUM_OK, "", NOT_IN_A_LIST};
    phonenum_clear(record, sizeof *record);
    record_from(&bridge, message, record);
    if (bridge.status) {
        phonenum_arena_rewind(arena, point);
        phonenum_clear(record, sizeof *record);
        return bridge.status;
    }
    return report(error, PHONENUM_OK, NULL);
}
