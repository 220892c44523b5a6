/*
 * The schema as a table, one row per field. The codec, comparing, copying, the bridge, inspection, finding, the paths of
 * errors and protobuf's JSON are made from these rows. tests/test_schema.c compares them with phone_number.proto.
 */
#ifndef PHONENUM_SRC_RECORD_SCHEMA_H
#define PHONENUM_SRC_RECORD_SCHEMA_H

#include "wire/wire.h"

#include <phonenum/record.h>

/*
 * The rows of a message, by ascending field number: X(MESSAGE, KIND, FIELD, member, json_name, detail).
 *
 * The field number is PHONENUM_<MESSAGE>_<FIELD>_FIELD_NUMBER. The tag is <MESSAGE>_<FIELD>_TAG. `member` is the name
 * in the .proto and in the struct. KIND says what the member is and what `detail` means:
 *
 *   TEXT   phonenum_str                    the sizes that are handled without a branch: UTF8_<detail>
 *   CODES  list of phonenum_str            the same, for each element
 *   ENUM   enum and has_<member>           the enum: ENUM_<detail>, <detail>_LAST
 *   BOOL   bool and has_<member>           how it is encoded: ALONE; flags in a row are a group, see put_flags()
 *   INT64  int64_t and has_<member>        what it usually is: COUNT or TIME; two times in a row are a group, see put_times()
 *   JSON   phonenum_str, which holds JSON  how many messages enclose this one
 *
 * Each other kind has only one field. The code for it is written by hand.
 */
#define RECORD_FIELDS(X)                                                                                               \
    X(RECORD, TEXT, ID, id, "id", 16_TO_32)                                                                            \
    X(RECORD, ENUM, OBJECT, object, "object", PHONE_NUMBER_OBJECT)                                                     \
    X(RECORD, TEXT, PHONE_NUMBER, phone_number, "phoneNumber", 8_TO_16)                                                \
    X(RECORD, BOOL, RESERVED_FOR_SECOND_FACTOR, reserved_for_second_factor, "reservedForSecondFactor", FIRST_OF_GROUP) \
    X(RECORD, BOOL, DEFAULT_SECOND_FACTOR, default_second_factor, "defaultSecondFactor", OF_GROUP)                     \
    X(RECORD, BOOL, RESERVED, reserved, "reserved", OF_GROUP)                                                          \
    X(RECORD, OTP, OTP, verification.otp, "otp", )                                                                     \
    X(RECORD, ADMIN, ADMIN, verification.admin, "admin", )                                                             \
    X(RECORD, LINKS, LINKED_TO, linked_to, "linkedTo", )                                                               \
    X(RECORD, CODES, BACKUP_CODES, backup_codes, "backupCodes", 8_TO_16)                                               \
    X(RECORD, INT64, CREATED_AT, created_at, "createdAt", FIRST_OF_GROUP)                                              \
    X(RECORD, INT64, UPDATED_AT, updated_at, "updatedAt", OF_GROUP)                                                    \
    X(RECORD, JSON, EXTRA_JSON, extra_json, "extraJson", 0)

/* The fields of both verifications. OTP_ONLY marks a field that an Admin verification does not have. */
#define VERIFICATION_FIELDS(X, OTP_ONLY)                                                        \
    X(VERIFICATION, ENUM, OBJECT, object, "object", VERIFICATION_OBJECT)                        \
    X(VERIFICATION, ENUM, STATUS, status, "status", VERIFICATION_STATUS)                        \
    X(VERIFICATION, STRATEGY, STRATEGY, strategy, "strategy", VERIFICATION_STRATEGY)            \
    X(VERIFICATION, CUSTOM_STRATEGY, CUSTOM_STRATEGY, custom_strategy, "customStrategy", )      \
    X(VERIFICATION, INT64, ATTEMPTS, attempts, "attempts", COUNT)                               \
    X(VERIFICATION, INT64, EXPIRE_AT, expire_at, "expireAt", TIME)                              \
    X(VERIFICATION, TEXT, VERIFIED_AT_CLIENT, verified_at_client, "verifiedAtClient", 16_TO_64) \
    OTP_ONLY(VERIFICATION, TEXT, CHANNEL, channel, "channel", 8_TO_16)                          \
    X(VERIFICATION, JSON, EXTRA_JSON, extra_json, "extraJson", 1)

#define LINK_FIELDS(X)                         \
    X(LINK, TEXT, TYPE, type, "type", 8_TO_32) \
    X(LINK, TEXT, ID, id, "id", 16_TO_32)      \
    X(LINK, JSON, EXTRA_JSON, extra_json, "extraJson", 1)

/* Expands a row to nothing. */
#define NO_ROW(...)

/* How many elements a list has room for at first. Few records have more. */
enum {
    USUAL_LINKS = 4,
    USUAL_CODES = 10
};

enum schema_message {
    SCHEMA_RECORD,
    SCHEMA_OTP,
    SCHEMA_ADMIN,
    SCHEMA_LINK
};

/* How a value is encoded: as a varint up to ENUM, length-delimited from TEXT on. */
enum schema_type {
    SCHEMA_TYPE_BOOL,
    SCHEMA_TYPE_INT64,
    SCHEMA_TYPE_ENUM,
    SCHEMA_TYPE_TEXT,
    SCHEMA_TYPE_JSON,
    SCHEMA_TYPE_MESSAGE,

    /* The types of the kinds that have only one field. */
    SCHEMA_TYPE_STRATEGY = SCHEMA_TYPE_ENUM,
    SCHEMA_TYPE_CUSTOM_STRATEGY = SCHEMA_TYPE_TEXT,
    SCHEMA_TYPE_OTP = SCHEMA_TYPE_MESSAGE,
    SCHEMA_TYPE_ADMIN = SCHEMA_TYPE_MESSAGE,
    SCHEMA_TYPE_LINKS = SCHEMA_TYPE_MESSAGE,
    SCHEMA_TYPE_CODES = SCHEMA_TYPE_TEXT
};

/* RECORD_ID_TAG and so on. */
enum schema_tag {
#define SCHEMA_TAG(MESSAGE, KIND, FIELD, member, json_name, detail)              \
    MESSAGE##_##FIELD##_TAG = PHONENUM_##MESSAGE##_##FIELD##_FIELD_NUMBER << 3 | \
                              ((int)SCHEMA_TYPE_##KIND < (int)SCHEMA_TYPE_TEXT ? (int)WIRE_VARINT : (int)WIRE_LEN),
    RECORD_FIELDS(SCHEMA_TAG) VERIFICATION_FIELDS(SCHEMA_TAG, SCHEMA_TAG) LINK_FIELDS(SCHEMA_TAG)
#undef SCHEMA_TAG
};

#define SCHEMA_TAG_IS_A_BYTE(MESSAGE, KIND, FIELD, member, json_name, detail) \
    _Static_assert((int)MESSAGE##_##FIELD##_TAG < 0x80, "the codec needs one-byte tags: field numbers up to 15");
RECORD_FIELDS(SCHEMA_TAG_IS_A_BYTE)
VERIFICATION_FIELDS(SCHEMA_TAG_IS_A_BYTE, SCHEMA_TAG_IS_A_BYTE)
LINK_FIELDS(SCHEMA_TAG_IS_A_BYTE)
#undef SCHEMA_TAG_IS_A_BYTE

/* The enums of the schema. Their values go from 0 to ..._LAST without a gap. */
enum schema_enum {
    ENUM_PHONE_NUMBER_OBJECT,
    ENUM_VERIFICATION_OBJECT,
    ENUM_VERIFICATION_STATUS,
    ENUM_VERIFICATION_STRATEGY
};

enum {
    PHONE_NUMBER_OBJECT_LAST = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER,
    VERIFICATION_OBJECT_LAST = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN,
    VERIFICATION_STATUS_LAST = PHONENUM_VERIFICATION_STATUS_EXPIRED,
    VERIFICATION_STRATEGY_LAST = PHONENUM_VERIFICATION_STRATEGY_ADMIN
};

typedef struct schema_field {
    uint32_t tag;
    enum schema_type type;
    const char *path;
    enum schema_enum enumeration; /* only for an ENUM */
    uint32_t last;                /* the last value of that enum */
} schema_field;

/* The field of a message that has this number, whatever its wire type; NULL if there is none. */
const schema_field *phonenum_schema_field(enum schema_message message, uint32_t number);

/* The field of a message that has this path; NULL if there is none. */
const schema_field *phonenum_schema_named(enum schema_message message, const char *path, size_t size);

/* The message that a field of the record holds. REQUIRES: the field's type is MESSAGE. */
enum schema_message phonenum_schema_submessage(uint32_t tag);

/* Puts a field in front of an error's path. `index` is for the record's two lists only. */
void phonenum_schema_within(phonenum_error *error, enum schema_message message, uint32_t number, size_t index);

#endif
