/**
 * @file
 * One field of an encoded record, without decoding the record. A path is compiled once, and then asked of any
 * number of records:
 *
 * @code{.c}
 * phonenum_path path;
 * phonenum_value value;
 * phonenum_error error;
 * if (phonenum_path_parse("verification.status", &path, &error) ||
 *     phonenum_find(bytes, size, &path, &value, &error))
 *     return fprintf(stderr, "%s: %s\n", error.field, error.message), 1;
 * printf("%s\n", value.name ? value.name : "no status");
 * @endcode
 *
 * **Paths** are written as errors write them:
 *
 * | path | value |
 * |---|---|
 * | `id`, `created_at`, `extra_json`, ... | the field of the record |
 * | `verification` | KIND: which kind of verification the record has |
 * | `verification.otp.status`, `verification.admin.status`, ... | the field, if the verification is of this kind |
 * | `verification.status`, ... | the field, of whichever kind the verification is |
 * | `verification.strategy` | ENUM: the strategy, if it is one that the schema names |
 * | `verification.custom_strategy` | TEXT: the strategy, if it is another one |
 * | `linked_to`, `backup_codes` | COUNT: how many elements the list has |
 * | `linked_to[2].id`, ... | the field of the third link |
 * | `backup_codes[0]` | TEXT: the first backup code |
 *
 * Indexes count from 0. They are decimal, without leading zeros, and at most 4,294,967,295.
 *
 * **The value is the one that phonenum_decode() gives** for every record that decodes: the last value of a field
 * that comes again; what a submessage in several pieces merges to; nothing of a member that a oneof has discarded;
 * and nothing of a field that decoding keeps as unknown, such as an enum number that the schema does not have.
 *
 * **What is checked.** The value can be anywhere, so the fields of the record are always walked to the end. The
 * fields of a verification or of a link are walked only if the path leads there. What is walked must be
 * well-formed. Groups in it may be open at most PHONENUM_DEPTH_DEFAULT deep, with the submessage counted. A text
 * that is returned must be valid UTF-8.
 *
 * **What is not checked:** the inside of other submessages; the UTF-8 of texts that are not returned; and the other
 * limits, on the size of the record, on list elements and on unknown fields. So bytes that phonenum_decode()
 * refuses may have a value here. If you store bytes of strangers, decode them once before.
 *
 * **Secrets.** A backup code is returned only for its own path. No error has any part of it. `extra_json` may hold
 * backup codes too: see phonenum_json_redact().
 */
#ifndef PHONENUM_FIND_H
#define PHONENUM_FIND_H

#include <phonenum/export.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <phonenum/text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A compiled path. Its members belong to the library. It is a plain value: it may be copied, takes no memory, and
 * need not be freed. Threads may share a const path.
 */
typedef struct phonenum_path {
    /** @cond private */
    uint32_t index;
    uint32_t last;
    uint8_t place;
    uint8_t type;
    uint8_t enumeration;
    uint8_t tags[2];
    uint8_t record_tags[2];
    uint8_t entered_tags[2];
    uint8_t spare[15];
    /** @endcond */
} phonenum_path;

/** What a value is. */
typedef enum phonenum_value_type {
    PHONENUM_VALUE_ABSENT = 0,  /**< the record does not have the field */
    PHONENUM_VALUE_TEXT = 1,    /**< `text` counts */
    PHONENUM_VALUE_INTEGER = 2, /**< `number` counts */
    PHONENUM_VALUE_BOOLEAN = 3, /**< `number` is 0 or 1 */
    PHONENUM_VALUE_ENUM = 4,    /**< `number` is a value of the enum that `enumeration` says; `name` counts too */
    PHONENUM_VALUE_COUNT = 5,   /**< `number` is how many elements the list has; 0 if there are none */
    PHONENUM_VALUE_KIND = 6     /**< `number` is a phonenum_verification_kind, also NONE; `name` counts too */
} phonenum_value_type;

/** The enums of the schema. */
typedef enum phonenum_enumeration {
    PHONENUM_ENUMERATION_NONE = 0,                 /**< the value is not of an enum */
    PHONENUM_ENUMERATION_PHONE_NUMBER_OBJECT = 1,  /**< phonenum_phone_number_object */
    PHONENUM_ENUMERATION_VERIFICATION_OBJECT = 2,  /**< phonenum_verification_object */
    PHONENUM_ENUMERATION_VERIFICATION_STATUS = 3,  /**< phonenum_verification_status */
    PHONENUM_ENUMERATION_VERIFICATION_STRATEGY = 4 /**< phonenum_verification_strategy */
} phonenum_enumeration;

/** What a path found. Members that do not count are zero. */
typedef struct phonenum_value {
    phonenum_value_type type;         /**< what the value is: says which other members count */
    phonenum_enumeration enumeration; /**< ENUM: which enum `number` belongs to */
    int64_t number;                   /**< INTEGER, BOOLEAN, ENUM, COUNT and KIND: the number */
    phonenum_str text;                /**< TEXT: points into the input; it has no NUL at its end */
    /**
     * ENUM: the API's name of the number, NULL for UNSPECIFIED. KIND: the name of the kind, such as "otp". It is
     * constant, with a NUL at its end.
     */
    const char *name;
    bool secret;       /**< whether the path is that of a backup code; set also if the value is absent */
    uint8_t spare[23]; /**< zero: "Room for later versions" in record.h */
} phonenum_value;

/**
 * Gives the name of a value, such as "text".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_value_type_name(phonenum_value_type value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_value_type_from_name(phonenum_str name, phonenum_value_type *value);

/**
 * Gives the name of a value, such as "verification_status".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_enumeration_name(phonenum_enumeration value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_enumeration_from_name(phonenum_str name, phonenum_enumeration *value);

/**
 * Compiles a path.
 *
 * @param text the path, with a NUL at its end. Not NULL. It is not needed afterwards.
 * @param[out] path overwritten.
 * @param[out] error may be NULL. Its offset counts from the start of the path.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_PATH: the schema does not have this path.
 * @post After a failure, everything in `path` is zero, and phonenum_find() refuses it.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_path_parse(const char *text, phonenum_path *path,
                                                                        phonenum_error *error);

/**
 * Finds the value of a path in one encoded record. It takes no memory. Its time is linear in the number of fields
 * that it walks.
 *
 * @param data the bytes, at any alignment. May be NULL if `size` is 0.
 * @param size bytes at data. There is no limit.
 * @param path from phonenum_path_parse().
 * @param[out] value overwritten. Its text points into `data`, so it lives as long as the bytes stay in place,
 *        unchanged.
 * @param[out] error may be NULL. Its field and its offset are those that phonenum_decode() reports.
 * @return PHONENUM_OK, also if the value is absent; or
 *         - PHONENUM_ERR_ARGUMENT: the path was not compiled;
 *         - PHONENUM_ERR_LIMIT: groups nest deeper than PHONENUM_DEPTH_DEFAULT;
 *         - PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_LENGTH, PHONENUM_ERR_TAG, PHONENUM_ERR_WIRE_TYPE,
 *           PHONENUM_ERR_GROUP or PHONENUM_ERR_VARINT: what was walked is not well-formed;
 *         - PHONENUM_ERR_UTF8: the text that was found is not valid UTF-8. The rest of the walk had no error.
 * @post After a failure, everything in `value` is zero.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_find(const void *data, size_t size,
                                                                  const phonenum_path *path, phonenum_value *value,
                                                                  phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
