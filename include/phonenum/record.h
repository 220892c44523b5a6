/**
 * @file
 * The record as a C struct, and what can be done with it short of bytes: check, compare, copy, name.
 */
#ifndef PHONENUM_RECORD_H
#define PHONENUM_RECORD_H

#include <phonenum/arena.h>
#include <phonenum/export.h>
#include <phonenum/status.h>
#include <phonenum/text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Field numbers of the schema, `phonenum/v1/phone_number.proto`. They never change. */
enum {
    PHONENUM_RECORD_ID_FIELD_NUMBER = 1,
    PHONENUM_RECORD_OBJECT_FIELD_NUMBER = 2,
    PHONENUM_RECORD_PHONE_NUMBER_FIELD_NUMBER = 3,
    PHONENUM_RECORD_RESERVED_FOR_SECOND_FACTOR_FIELD_NUMBER = 4,
    PHONENUM_RECORD_DEFAULT_SECOND_FACTOR_FIELD_NUMBER = 5,
    PHONENUM_RECORD_RESERVED_FIELD_NUMBER = 6,
    PHONENUM_RECORD_OTP_FIELD_NUMBER = 7,
    PHONENUM_RECORD_ADMIN_FIELD_NUMBER = 8,
    PHONENUM_RECORD_LINKED_TO_FIELD_NUMBER = 9,
    PHONENUM_RECORD_BACKUP_CODES_FIELD_NUMBER = 10,
    PHONENUM_RECORD_CREATED_AT_FIELD_NUMBER = 11,
    PHONENUM_RECORD_UPDATED_AT_FIELD_NUMBER = 12,
    PHONENUM_RECORD_EXTRA_JSON_FIELD_NUMBER = 15,

    PHONENUM_VERIFICATION_OBJECT_FIELD_NUMBER = 1,
    PHONENUM_VERIFICATION_STATUS_FIELD_NUMBER = 2,
    PHONENUM_VERIFICATION_STRATEGY_FIELD_NUMBER = 3,
    PHONENUM_VERIFICATION_CUSTOM_STRATEGY_FIELD_NUMBER = 4,
    PHONENUM_VERIFICATION_ATTEMPTS_FIELD_NUMBER = 5,
    PHONENUM_VERIFICATION_EXPIRE_AT_FIELD_NUMBER = 6,
    PHONENUM_VERIFICATION_VERIFIED_AT_CLIENT_FIELD_NUMBER = 7,
    PHONENUM_VERIFICATION_CHANNEL_FIELD_NUMBER = 8, /**< of an OTP verification only */
    PHONENUM_VERIFICATION_EXTRA_JSON_FIELD_NUMBER = 15,

    PHONENUM_LINK_TYPE_FIELD_NUMBER = 1,
    PHONENUM_LINK_ID_FIELD_NUMBER = 2,
    PHONENUM_LINK_EXTRA_JSON_FIELD_NUMBER = 15
};

/** What kind of object a record says it is. Numbers are the schema's. */
typedef enum phonenum_phone_number_object {
    PHONENUM_PHONE_NUMBER_OBJECT_UNSPECIFIED = 0,
    PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER = 1 /**< "phone_number" */
} phonenum_phone_number_object;

/** What kind of object a verification says it is. Numbers are the schema's. */
typedef enum phonenum_verification_object {
    PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED = 0,
    PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP = 1,  /**< "verification_otp" */
    PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN = 2 /**< "verification_admin" */
} phonenum_verification_object;

/** How far a verification has come. Numbers are the schema's. */
typedef enum phonenum_verification_status {
    PHONENUM_VERIFICATION_STATUS_UNSPECIFIED = 0,
    PHONENUM_VERIFICATION_STATUS_UNVERIFIED = 1, /**< "unverified": begun, not done */
    PHONENUM_VERIFICATION_STATUS_VERIFIED = 2,   /**< "verified": done */
    PHONENUM_VERIFICATION_STATUS_FAILED = 3,     /**< "failed": tried too often */
    PHONENUM_VERIFICATION_STATUS_EXPIRED = 4     /**< "expired": not done in time */
} phonenum_verification_status;

/** The ways to verify that the schema names. Numbers are the schema's. Frozen: others are custom text. */
typedef enum phonenum_verification_strategy {
    PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED = 0,
    PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE = 1,                /**< "phone_code" */
    PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE = 2,                /**< "email_code" */
    PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_EMAIL_CODE = 3, /**< "reset_password_email_code" */
    PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_PHONE_CODE = 4, /**< "reset_password_phone_code" */
    PHONENUM_VERIFICATION_STRATEGY_ADMIN = 5                      /**< "admin" */
} phonenum_verification_strategy;

/** Which member of phonenum_strategy counts. */
typedef enum phonenum_strategy_kind {
    PHONENUM_STRATEGY_NONE = 0,  /**< no strategy: the other members are not looked at */
    PHONENUM_STRATEGY_KNOWN = 1, /**< `known` */
    PHONENUM_STRATEGY_CUSTOM = 2 /**< `custom` */
} phonenum_strategy_kind;

/** How a number is verified: a strategy that the schema names, or the text of another. */
typedef struct phonenum_strategy {
    phonenum_strategy_kind kind;          /**< which of the other members counts */
    phonenum_verification_strategy known; /**< a strategy of the schema */
    phonenum_str custom;                  /**< the text of another; present, though it may be empty */
} phonenum_strategy;

/** Which of the two verifications it is. */
typedef enum phonenum_verification_kind {
    PHONENUM_VERIFICATION_NONE = 0, /**< no verification: the other members are not looked at */
    PHONENUM_VERIFICATION_OTP = 1,  /**< by a one-time code */
    PHONENUM_VERIFICATION_ADMIN = 2 /**< by an administrator; has no `channel` */
} phonenum_verification_kind;

/** How a number was verified. A member with a `has_` flag counts only where the flag is set. */
typedef struct phonenum_verification {
    phonenum_verification_kind kind;     /**< which verification this is, if any */
    bool has_object;                     /**< `object` is present */
    bool has_status;                     /**< `status` is present */
    bool has_attempts;                   /**< `attempts` is present */
    bool has_expire_at;                  /**< `expire_at` is present */
    uint8_t spare_flags[8];              /**< zero: room for flags of later versions */
    phonenum_verification_object object; /**< what it says it is; expected to agree with kind */
    phonenum_verification_status status; /**< how far it has come */
    phonenum_strategy strategy;          /**< how the number is verified */
    int64_t attempts;                    /**< codes tried so far; absent is the JSON form's null */
    int64_t expire_at;                   /**< Unix time in milliseconds; absent is the JSON form's null */
    phonenum_str verified_at_client;     /**< the client on which it was done */
    phonenum_str channel;                /**< how the code was sent: "sms", "whatsapp"; OTP only */
    phonenum_str extra_json;             /**< as phonenum_record.extra_json */
    phonenum_bytes unknown;              /**< as phonenum_record.unknown */
    uint8_t spare[48];                   /**< as phonenum_record.spare */
} phonenum_verification;

/** An identity that a number is linked to. */
typedef struct phonenum_link {
    phonenum_str type;       /**< "oauth_...", "saml" */
    phonenum_str id;         /**< identifies the linked identity */
    phonenum_str extra_json; /**< as phonenum_record.extra_json */
    phonenum_bytes unknown;  /**< as phonenum_record.unknown */
    uint8_t spare[32];       /**< as phonenum_record.spare */
} phonenum_link;

/**
 * A phone number of an identity service.
 *
 * Start from PHONENUM_RECORD_INIT. The library may read every member, also one that does not count.
 *
 * The struct is yours. What it points to is yours if you built the record, or an arena's if the record was decoded, read
 * or copied. It must stay in place for as long as the record is used. Threads may share a const record.
 *
 * Explicit zero, false, "" and enum 0 are present, not absent, and are written back.
 *
 * The size of this struct and the offsets of its members are part of the binary interface. A new member takes its place
 * from the spare room, so a program that was built before the member existed keeps working.
 */
typedef struct phonenum_record {
    phonenum_str id;                     /**< any text; by convention `idn_` and 27 base-62 characters */
    phonenum_str phone_number;           /**< E.164 when the service wrote it; any text is kept */
    bool has_object;                     /**< `object` is present */
    bool has_reserved_for_second_factor; /**< `reserved_for_second_factor` is present */
    bool has_default_second_factor;      /**< `default_second_factor` is present */
    bool has_reserved;                   /**< `reserved` is present */
    bool has_created_at;                 /**< `created_at` is present */
    bool has_updated_at;                 /**< `updated_at` is present */
    bool reserved_for_second_factor;     /**< the number is kept for use as a second factor */
    bool default_second_factor;          /**< the number is the user's default second factor */
    bool reserved;           /**< the number can't be claimed by another user while it awaits verification */
    uint8_t spare_flags[11]; /**< zero: room for flags of later versions */
    phonenum_phone_number_object object; /**< what kind of object this is */
    phonenum_verification verification;  /**< how the number was verified, if it was */
    const phonenum_link *linked_to;      /**< linked_to_count of them, in order; NULL for none */
    size_t linked_to_count;              /**< elements of linked_to */
    const phonenum_str *backup_codes; /**< SECRET; backup_codes_count of them, none absent, in order; NULL for none */
    size_t backup_codes_count;        /**< elements of backup_codes */
    int64_t created_at;               /**< Unix time in milliseconds */
    int64_t updated_at;               /**< Unix time in milliseconds */
    /**
     * One compact JSON object: members of the JSON form that the schema has no typed place for, or known members with
     * a value that it can't type (the typed member is then absent). Checked for UTF-8 when encoded, and as JSON when
     * JSON is written.
     */
    phonenum_str extra_json;
    /** Wire fields that the schema does not know, tag and value, verbatim. Written after the known fields. */
    phonenum_bytes unknown;
    /**
     * Zero: room for members of later versions. A program may be built with a later header than the library that runs.
     * Such a library refuses the record with PHONENUM_ERR_RECORD if a member is set that it does not know.
     */
    uint8_t spare[64];
} phonenum_record;

/** A record with everything absent. */
#ifdef __cplusplus
#define PHONENUM_RECORD_INIT \
    {                        \
    }
#else
#define PHONENUM_RECORD_INIT \
    {                        \
        .id = { NULL, 0 }    \
    }
#endif

/** Flags of phonenum_validate(). */
enum {
    /** Also require that nothing stands outside the schema: no extra_json, no unknown fields, at any level. */
    PHONENUM_VALIDATE_CLOSED = 1u << 0
};

/**
 * Called once for every broken rule, in the order of the fields.
 *
 * @param context as given to phonenum_validate_each().
 * @param broken status PHONENUM_ERR_RULE, the field's path and a message; valid during the call.
 * @return whether to go on.
 */
typedef bool phonenum_validate_callback(void *context, const phonenum_error *broken);

/**
 * Checks that a record says what the service's records say. Decoding never rejects bytes for that; this does.
 *
 * `object` is PHONE_NUMBER; `phone_number` is E.164 (`+`, a first digit 1-9, 2 to 15 digits); `reserved`, `created_at`
 * and `updated_at` are present, and 0 < created_at <= updated_at; each link has a non-empty `type` and `id`; a
 * verification has a known status and a strategy; its `object`, if any, agrees with its kind; an Admin's strategy is
 * admin and its status verified; no strategy that the schema names is spelled as custom text.
 *
 * Bytes can't show whether `linked_to` and `verification` were given or empty: strict reading of JSON judges that.
 *
 * @param record not NULL.
 * @param flags 0 or PHONENUM_VALIDATE_CLOSED.
 * @param error the first broken rule. May be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_RULE; PHONENUM_ERR_ARGUMENT for an unknown flag; PHONENUM_ERR_RECORD where links
 *         are counted but not there, or the kind of verification is out of range. Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_validate(const phonenum_record *record, unsigned flags,
                                                                      phonenum_error *error);

/**
 * As phonenum_validate(), but reports every broken rule.
 *
 * @param record not NULL.
 * @param flags 0 or PHONENUM_VALIDATE_CLOSED.
 * @param callback not NULL; see phonenum_validate_callback.
 * @param context handed to the callback.
 * @return as phonenum_validate(); PHONENUM_ERR_RULE where the callback was called at all.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_validate_each(const phonenum_record *record,
                                                                           unsigned flags,
                                                                           phonenum_validate_callback *callback,
                                                                           void *context);

/**
 * Compares two records: what is absent in one is absent in the other (so absent is not empty, nor zero), and what is
 * present is equal. extra_json and unknown are compared byte by byte. Members that don't count (no `has_` flag, another
 * kind) are not looked at.
 *
 * @param a not NULL, well-formed.
 * @param b not NULL, well-formed.
 * @return whether they are the same. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_equal(const phonenum_record *a, const phonenum_record *b);

/**
 * Copies a record and all it points to.
 *
 * @param source not NULL; may be the same struct as copy.
 * @param arena where the copied texts (NUL-terminated), lists and bytes go. On failure it is as it was.
 * @param copy overwritten: equal to source, or all absent on failure.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; PHONENUM_ERR_RECORD for a NULL array with a count, or NULL data with a
 *         size.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_copy(const phonenum_record *source, phonenum_arena *arena,
                                                                  phonenum_record *copy, phonenum_error *error);

/**
 * @name Enum names
 *
 * A number to its name and back. The schema's enums have the names of the API's JSON.
 * @{
 */

/**
 * Gives a value's name, such as "phone_number".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for UNSPECIFIED and for numbers that the schema does not have. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_phone_number_object_name(phonenum_phone_number_object value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_phone_number_object_from_name(phonenum_str name, phonenum_phone_number_object *value);

/**
 * Gives a value's name, such as "verification_otp".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for UNSPECIFIED and for numbers that the schema does not have. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_verification_object_name(phonenum_verification_object value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_verification_object_from_name(phonenum_str name, phonenum_verification_object *value);

/**
 * Gives a value's name, such as "verified".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for UNSPECIFIED and for numbers that the schema does not have. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_verification_status_name(phonenum_verification_status value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_verification_status_from_name(phonenum_str name, phonenum_verification_status *value);

/**
 * Gives a value's name, such as "phone_code".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for UNSPECIFIED and for numbers that the schema does not have. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_verification_strategy_name(phonenum_verification_strategy value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_verification_strategy_from_name(phonenum_str name, phonenum_verification_strategy *value);

/**
 * Gives a value's name, such as "otp".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_verification_kind_name(phonenum_verification_kind value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_verification_kind_from_name(phonenum_str name, phonenum_verification_kind *value);

/**
 * Gives a value's name, such as "custom".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_strategy_kind_name(phonenum_strategy_kind value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_strategy_kind_from_name(phonenum_str name, phonenum_strategy_kind *value);

/**
 * Gives a strategy's text, whether the schema names it or not.
 *
 * @param strategy not NULL.
 * @return the text of a custom strategy; the name of a known one; absent if there is neither. It lives as long as the
 *         strategy. Thread-safe.
 */
PHONENUM_EXPORT phonenum_str phonenum_strategy_text(const phonenum_strategy *strategy);

/**
 * Makes a strategy of its text.
 *
 * @param text must outlive the strategy if it is not a name that the schema has; absent for no strategy.
 * @return a known strategy if the schema has the name, otherwise a custom one. Thread-safe.
 */
PHONENUM_EXPORT phonenum_strategy phonenum_strategy_from_text(phonenum_str text);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
