/**
 * @file
 * Inspection: steps through encoded bytes, field by field, and says what each byte means. It is for people and
 * tools.
 */
#ifndef PHONENUM_INSPECT_H
#define PHONENUM_INSPECT_H

#include <phonenum/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The wire types: see "Message Structure" in <https://protobuf.dev/programming-guides/encoding/#structure>. */
typedef enum phonenum_wire_type {
    PHONENUM_WIRE_VARINT = 0,
    PHONENUM_WIRE_I64 = 1,
    PHONENUM_WIRE_LEN = 2,
    PHONENUM_WIRE_SGROUP = 3,
    PHONENUM_WIRE_EGROUP = 4,
    PHONENUM_WIRE_I32 = 5
} phonenum_wire_type;

/** What the schema says about a field. */
typedef enum phonenum_field_type {
    PHONENUM_FIELD_UNKNOWN = 0, /**< nothing: decoding keeps the field in `unknown` */
    PHONENUM_FIELD_TEXT = 1,
    PHONENUM_FIELD_BOOL = 2,
    PHONENUM_FIELD_INT64 = 3,
    PHONENUM_FIELD_ENUM = 4,
    PHONENUM_FIELD_MESSAGE = 5, /**< a submessage: its fields follow, one level deeper */
    PHONENUM_FIELD_JSON = 6     /**< extra_json: it may hold backup codes, so see phonenum_json_redact() */
} phonenum_field_type;

/**
 * Gives the name of a value, such as "VARINT".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_wire_type_name(phonenum_wire_type value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_wire_type_from_name(phonenum_str name, phonenum_wire_type *value);

/**
 * Gives the name of a value, such as "text".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_field_type_name(phonenum_field_type value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_field_type_from_name(phonenum_str name, phonenum_field_type *value);

/** One field: its tag, its length if it has one, and its value. */
typedef struct phonenum_field {
    size_t offset;                /**< where the tag begins, in bytes from the start of the record */
    size_t header_size;           /**< bytes of the tag, and of the length if the wire type is LEN */
    size_t value_size;            /**< bytes of the value, which follows; 0 for the start and the end of a group */
    uint32_t number;              /**< the field number: 1 to 2^29 - 1 */
    phonenum_wire_type wire_type; /**< the wire type in the bytes; the schema may expect another one */
    /** UNKNOWN also for a known number with another wire type, for an unknown enum number, and inside a group. */
    phonenum_field_type type;
    /**
     * Whether the field may hold backup codes. This is true for field 10 of the record with any wire type, for
     * a field 15 with a wire type other than LEN, and for everything inside these.
     */
    bool secret;
    unsigned depth;                       /**< 0 for the fields of the record itself */
    uint64_t value;                       /**< VARINT, I64 and I32: the number in the bytes, not sign-extended */
    const char *value_name;               /**< the API's name of an enum value, constant; NULL if there is none */
    const uint8_t *bytes;                 /**< LEN: value_size bytes in the input; otherwise NULL */
    char path[PHONENUM_ERROR_FIELD_SIZE]; /**< the path of the field, in the same form as phonenum_error.field */
    uint8_t spare[24];                    /**< zero: "Room for later versions" in record.h */
} phonenum_field;

/** The most messages and groups that may be open at once inside an inspected record. */
#define PHONENUM_INSPECT_DEPTH_MAX PHONENUM_DEPTH_DEFAULT

/** An iterator over fields. Its members belong to the library. Only one thread at a time may use it. */
typedef struct phonenum_inspector {
    /** @cond private */
    const uint8_t *data;
    size_t offset;
    size_t message_end[2];
    unsigned message_depth;
    unsigned message;
    size_t link_count;
    size_t code_count;
    unsigned group_count;
    size_t group_offset[PHONENUM_INSPECT_DEPTH_MAX];
    bool group_is_secret;
    bool failed;
    char prefix[PHONENUM_ERROR_FIELD_SIZE];
    uint8_t spare[62];
    /** @endcond */
} phonenum_inspector;

/**
 * Prepares an iterator. It never takes memory, now or later.
 *
 * @param[out] inspector the iterator to prepare.
 * @param data one encoded record. It is not copied, so it must live as long as the iterator. May be NULL if
 *        `size` is 0.
 * @param size bytes at data.
 */
PHONENUM_EXPORT void phonenum_inspector_init(phonenum_inspector *inspector, const void *data, size_t size);

/**
 * Steps to the next field, in the order of the bytes.
 *
 * The iteration fails if and only if phonenum_decode() would fail with the default depth and without any other
 * limit. The status and the offset are then the same.
 *
 * @param inspector a prepared iterator.
 * @param[out] field overwritten. Its pointers point into the input or to constants.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: there is no other field, or an earlier call failed;
 *         - PHONENUM_ERR_LIMIT: messages and groups nest deeper than PHONENUM_INSPECT_DEPTH_MAX;
 *         - PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_LENGTH, PHONENUM_ERR_TAG, PHONENUM_ERR_WIRE_TYPE,
 *           PHONENUM_ERR_GROUP, PHONENUM_ERR_VARINT, PHONENUM_ERR_UTF8: the same as from phonenum_decode().
 * @post Unless the call returns PHONENUM_OK, everything in `field` is zero.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_inspect_next(phonenum_inspector *inspector,
                                                                          phonenum_field *field, phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
