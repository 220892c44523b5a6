/*
 * The schema, once: every field's number, type and name. The codec takes its tags from here, errors and inspection
 * their names. tests/test_schema.c holds it against phone_number.proto.
 */
#ifndef PHONENUM_SRC_RECORD_SCHEMA_H
#define PHONENUM_SRC_RECORD_SCHEMA_H

#include "wire/wire.h"

#include <phonenum/record.h>

/* X(message, FIELD, number, TYPE, path) */
#define PHONE_NUMBER_FIELDS(X)                                                         \
    X(PHONE_NUMBER, ID, 1, TEXT, "id")                                                 \
    X(PHONE_NUMBER, OBJECT, 2, ENUM, "object")                                         \
    X(PHONE_NUMBER, PHONE_NUMBER, 3, TEXT, "phone_number")                             \
    X(PHONE_NUMBER, RESERVED_FOR_SECOND_FACTOR, 4, BOOL, "reserved_for_second_factor") \
    X(PHONE_NUMBER, DEFAULT_SECOND_FACTOR, 5, BOOL, "default_second_factor")           \
    X(PHONE_NUMBER, RESERVED, 6, BOOL, "reserved")                                     \
    X(PHONE_NUMBER, OTP, 7, MESSAGE, "verification.otp")                               \
    X(PHONE_NUMBER, ADMIN, 8, MESSAGE, "verification.admin")                           \
    X(PHONE_NUMBER, LINKED_TO, 9, MESSAGE, "linked_to")                                \
    X(PHONE_NUMBER, BACKUP_CODES, 10, TEXT, "backup_codes")                            \
    X(PHONE_NUMBER, CREATED_AT, 11, INT64, "created_at")                               \
    X(PHONE_NUMBER, UPDATED_AT, 12, INT64, "updated_at")                               \
    X(PHONE_NUMBER, EXTRA_JSON, 15, JSON, "extra_json")

/* Both verifications; `channel` is an OTP's alone. */
#define VERIFICATION_FIELDS(X)                                         \
    X(VERIFICATION, OBJECT, 1, ENUM, "object")                         \
    X(VERIFICATION, STATUS, 2, ENUM, "status")                         \
    X(VERIFICATION, STRATEGY, 3, ENUM, "strategy")                     \
    X(VERIFICATION, CUSTOM_STRATEGY, 4, TEXT, "custom_strategy")       \
    X(VERIFICATION, ATTEMPTS, 5, INT64, "attempts")                    \
    X(VERIFICATION, EXPIRE_AT, 6, INT64, "expire_at")                  \
    X(VERIFICATION, VERIFIED_AT_CLIENT, 7, TEXT, "verified_at_client") \
    X(VERIFICATION, CHANNEL, 8, TEXT, "channel")                       \
    X(VERIFICATION, EXTRA_JSON, 15, JSON, "extra_json")

#define LINK_FIELDS(X)             \
    X(LINK, TYPE, 1, TEXT, "type") \
    X(LINK, ID, 2, TEXT, "id")     \
    X(LINK, EXTRA_JSON, 15, JSON, "extra_json")

enum schema_message {
    SCHEMA_PHONE_NUMBER,
    SCHEMA_OTP,
    SCHEMA_ADMIN,
    SCHEMA_LINK
};

enum {
    SCHEMA_TEXT_WIRE_TYPE = WIRE_LEN,
    SCHEMA_BOOL_WIRE_TYPE = WIRE_VARINT,
    SCHEMA_INT64_WIRE_TYPE = WIRE_VARINT,
    SCHEMA_ENUM_WIRE_TYPE = WIRE_VARINT,
    SCHEMA_MESSAGE_WIRE_TYPE = WIRE_LEN,
    SCHEMA_JSON_WIRE_TYPE = WIRE_LEN
};

/* PHONE_NUMBER_ID_TAG and so on. */
enum schema_tag {
#define SCHEMA_TAG(message, field, number, type, path) \
    message##_##field##_TAG = (number) << 3 | SCHEMA_##type##_WIRE_TYPE,
    PHONE_NUMBER_FIELDS(SCHEMA_TAG) VERIFICATION_FIELDS(SCHEMA_TAG) LINK_FIELDS(SCHEMA_TAG)
#undef SCHEMA_TAG
};

/* The enums' numbers run from 0 without a gap; these are the last. */
enum {
    PHONE_NUMBER_OBJECT_LAST = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER,
    VERIFICATION_OBJECT_LAST = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN,
    VERIFICATION_STATUS_LAST = PHONENUM_VERIFICATION_STATUS_EXPIRED,
    VERIFICATION_STRATEGY_LAST = PHONENUM_VERIFICATION_STRATEGY_ADMIN
};

enum schema_type {
    SCHEMA_TYPE_TEXT,
    SCHEMA_TYPE_BOOL,
    SCHEMA_TYPE_INT64,
    SCHEMA_TYPE_ENUM,
    SCHEMA_TYPE_MESSAGE,
    SCHEMA_TYPE_JSON
};

typedef struct schema_field {
    uint32_t tag;
    enum schema_type type;
    const char *path;
} schema_field;

/* The field of a message that has this number, with whatever wire type; NULL where there is none. */
const schema_field *phonenum_schema_field(enum schema_message message, uint32_t number);

/* The message that a field of the record holds. REQUIRES: the field's type is MESSAGE. */
enum schema_message phonenum_schema_submessage(uint32_t tag);

/* Whether the schema has this number for an enum field. REQUIRES: the field's type is ENUM. */
bool phonenum_schema_knows_value(enum schema_message message, uint32_t tag, uint64_t value);

/* Puts a field in front of an error's path; index counts the elements before it, for the record's two lists. */
void phonenum_schema_within(phonenum_error *error, enum schema_message message, uint32_t number, size_t index);

#endif
