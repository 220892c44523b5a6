/**
 * @file
 * Looks into encoded bytes field by field, in the order in which they stand, for people and tools that want to know
 * what each byte means.
 */
#ifndef PHONENUM_INSPECT_H
#define PHONENUM_INSPECT_H

#include <phonenum/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Wire types, by <https://protobuf.dev/programming-guides/encoding/#structure>. */
typedef enum phonenum_wire_type {
    PHONENUM_WIRE_VARINT = 0,
    PHONENUM_WIRE_I64 = 1,
    PHONENUM_WIRE_LEN = 2,
    PHONENUM_WIRE_SGROUP = 3,
    PHONENUM_WIRE_EGROUP = 4,
    PHONENUM_WIRE_I32 = 5
} phonenum_wire_type;

/** What the schema says of a field. */
typedef enum phonenum_field_type {
    PHONENUM_FIELD_UNKNOWN = 0, /**< it says nothing: decoding keeps the field in `unknown` */
    PHONENUM_FIELD_TEXT = 1,
    PHONENUM_FIELD_BOOL = 2,
    PHONENUM_FIELD_INT64 = 3,
    PHONENUM_FIELD_ENUM = 4,
    PHONENUM_FIELD_MESSAGE = 5, /**< its fields follow, one level deeper */
    PHONENUM_FIELD_JSON = 6     /**< extra_json; may hold backup codes, see phonenum_json_redact() */
} phonenum_field_type;

/**
 * Gives a value's name, such as "VARINT".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_wire_type_name(phonenum_wire_type value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_wire_type_from_name(phonenum_str name, phonenum_wire_type *value);

/**
 * Gives a value's name, such as "text".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_field_type_name(phonenum_field_type value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_field_type_from_name(phonenum_str name, phonenum_field_type *value);

/** One field: its tag, with its length if it has one, and its value. */
typedef struct phonenum_field {
    size_t offset;                /**< of the tag's first byte */
    size_t header_size;           /**< bytes of the tag and, for LEN, the length */
    size_t value_size;            /**< bytes of the value behind them; 0 for a group's start and end */
    uint32_t number;              /**< 1 to 2^29 - 1 */
    phonenum_wire_type wire_type; /**< as it stands, not as the schema would have it */
    phonenum_field_type type; /**< UNKNOWN also for a known number with another wire type or an unknown enum number */
    bool
        secret; /**< may hold backup codes: the record's field 10 with any wire type, a field 15 that is no text, and all within */
    unsigned depth;                       /**< 0 for the record's own fields */
    uint64_t value;                       /**< VARINT, I64 and I32: the number as it stands, not sign-extended */
    const char *value_name;               /**< a known enum value's JSON name, constant; else NULL */
    const uint8_t *bytes;                 /**< LEN: value_size bytes in the input; else NULL */
    char path[PHONENUM_ERROR_FIELD_SIZE]; /**< as phonenum_error.field */
    uint8_t spare[24];                    /**< zero: room for members of later versions */
} phonenum_field;

/** The most messages and groups that may be open at once while inspecting. */
#define PHONENUM_INSPECT_DEPTH_MAX PHONENUM_DEPTH_DEFAULT

/** An iterator over fields. Its members are the library's own. */
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
 * Prepares an iterator. Takes no memory, ever.
 *
 * @param inspector what to prepare.
 * @param data one encoded record, which must outlive the iterator; may be NULL when size is 0.
 * @param size bytes at data.
 */
PHONENUM_EXPORT void phonenum_inspector_init(phonenum_inspector *inspector, const void *data, size_t size);

/**
 * Steps to the next field.
 *
 * The iteration fails exactly where phonenum_decode() with unlimited counts would, with the same status and offset.
 *
 * @param inspector prepared.
 * @param field overwritten; all zero unless the call succeeds. Its pointers are into the input or to constants.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_END behind the last field, and always after an error; or what is wrong with the bytes,
 *         as phonenum_decode().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_inspect_next(phonenum_inspector *inspector,
                                                                          phonenum_field *field, phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
