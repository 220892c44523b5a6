/**
 * @file
 * The record as a C struct. The calls here work on the struct alone: they validate, compare and copy it, and
 * name the values of its enums.
 *
 * **Room for later versions.** The structs of a record end in `spare` bytes. Some also have `spare_flags`,
 * after their flags. A later version of the library puts new members into this room. The size of the struct and
 * the offsets of its other members stay the same, so the soname stays the same too.
 *
 * - *What a program must do:* start every struct with all bytes zero, and leave the spare bytes zero. Start a
 *   record from PHONENUM_RECORD_INIT. Start any other struct from an initialiser such as `{0}`, or from memory
 *   that is zero.
 * - *Older program, newer library:* the program works without change. The new members are zero, so they are
 *   absent.
 * - *Newer program, older library:* the program may set a member that the library does not know. The library
 *   must not lose that member. So it returns PHONENUM_ERR_RECORD from each call that encodes or copies the
 *   record, or converts it to JSON or to protobuf-c. The path in the error is that of the struct: empty for the
 *   record, or for example `verification.otp` or `linked_to[3]`. phonenum_equal() returns false.
 *   phonenum_validate() ignores the spare bytes. If the kind of a verification is NONE, its spare bytes do not
 *   count.
 * - *Options* have spare bytes too. If one of them is set, the call returns PHONENUM_ERR_ARGUMENT.
 * - *Structs that the library fills* have spare bytes that are zero.
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

/** The field numbers of the schema, `phonenum/v1/phone_number.proto`. They never change. */
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
    PHONENUM_VERIFICATION_CHANNEL_FIELD_NUMBER = 8, /**< only in an OTP verification */
    PHONENUM_VERIFICATION_EXTRA_JSON_FIELD_NUMBER = 15,

    PHONENUM_LINK_TYPE_FIELD_NUMBER = 1,
    PHONENUM_LINK_ID_FIELD_NUMBER = 2,
    PHONENUM_LINK_EXTRA_JSON_FIELD_NUMBER = 15
};

/** The kinds of object that a record can say it is. The numbers are those of the schema. */
typedef enum phonenum_phone_number_object {
    PHONENUM_PHONE_NUMBER_OBJECT_UNSPECIFIED = 0,
    PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER = 1 /**< "phone_number" */
} phonenum_phone_number_object;

/** The kinds of object that a verification can say it is. The numbers are those of the schema. */
typedef enum phonenum_verification_object {
    PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED = 0,
    PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP = 1,  /**< "verification_otp" */
    PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN = 2 /**< "verification_admin" */
} phonenum_verification_object;

/** How far a verification has come. The numbers are those of the schema. */
typedef enum phonenum_verification_status {
    PHONENUM_VERIFICATION_STATUS_UNSPECIFIED = 0,
    PHONENUM_VERIFICATION_STATUS_UNVERIFIED = 1, /**< "unverified": begun, but not done */
    PHONENUM_VERIFICATION_STATUS_VERIFIED = 2,   /**< "verified": done */
    PHONENUM_VERIFICATION_STATUS_FAILED = 3,     /**< "failed": tried too often */
    PHONENUM_VERIFICATION_STATUS_EXPIRED = 4     /**< "expired": not done in time */
} phonenum_verification_status;

/**
 * The strategies that the schema names: ways to verify a number. The numbers are those of the schema. This list
 * is frozen. Any other strategy is custom text.
 */
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
    PHONENUM_STRATEGY_NONE = 0,  /**< no strategy: neither member counts */
    PHONENUM_STRATEGY_KNOWN = 1, /**< `known` counts */
    PHONENUM_STRATEGY_CUSTOM = 2 /**< `custom` counts */
} phonenum_strategy_kind;

/** How a number is verified: a strategy that the schema names, or the text of another strategy. */
typedef struct phonenum_strategy {
    phonenum_strategy_kind kind;          /**< which of the other members counts */
    phonenum_verification_strategy known; /**< a strategy that the schema names */
    phonenum_str custom;                  /**< the text of another strategy; it may be empty, but not absent */
} phonenum_strategy;

/** Which of the two kinds of verification a record has. */
typedef enum phonenum_verification_kind {
    PHONENUM_VERIFICATION_NONE = 0, /**< no verification: the other members do not count */
    PHONENUM_VERIFICATION_OTP = 1,  /**< by a one-time code */
    PHONENUM_VERIFICATION_ADMIN = 2 /**< by an administrator; it has no `channel` */
} phonenum_verification_kind;

/** How a number was verified. A member that has a `has_` flag counts only if the flag is set. */
typedef struct phonenum_verification {
    phonenum_verification_kind kind;     /**< which kind of verification this is, if any */
    bool has_object;                     /**< `object` is present */
    bool has_status;                     /**< `status` is present */
    bool has_attempts;                   /**< `attempts` is present */
    bool has_expire_at;                  /**< `expire_at` is present */
    uint8_t spare_flags[8];              /**< zero: "Room for later versions" in record.h */
    phonenum_verification_object object; /**< what it says it is; it should agree with `kind` */
    phonenum_verification_status status; /**< how far it has come */
    phonenum_strategy strategy;          /**< how the number is verified */
    int64_t attempts;                    /**< how many codes were tried; if absent, the API's JSON has null */
    int64_t expire_at;                   /**< Unix time in milliseconds; if absent, the API's JSON has null */
    phonenum_str verified_at_client;     /**< the client on which the verification was done */
    phonenum_str channel;                /**< how the code was sent, such as "sms" or "whatsapp"; OTP only */
    phonenum_str extra_json;             /**< the same as phonenum_record.extra_json */
    phonenum_bytes unknown;              /**< the same as phonenum_record.unknown */
    uint8_t spare[48];                   /**< zero: "Room for later versions" in record.h */
} phonenum_verification;

/** An identity that a number is linked to. */
typedef struct phonenum_link {
    phonenum_str type;       /**< what kind of identity it is, such as "oauth_..." or "saml" */
    phonenum_str id;         /**< identifies the linked identity */
    phonenum_str extra_json; /**< the same as phonenum_record.extra_json */
    phonenum_bytes unknown;  /**< the same as phonenum_record.unknown */
    uint8_t spare[32];       /**< zero: "Room for later versions" in record.h */
} phonenum_link;

/**
 * A phone number of an identity service.
 *
 * **Start.** Start from PHONENUM_RECORD_INIT. The library may read every member, also one that does not count.
 *
 * **Presence.** A member that has a `has_` flag is present if the flag is set. A text is present if its `data`
 * is not NULL. A list is present if its count is not 0. A verification or a strategy is present if its `kind`
 * is not NONE. Zero, false, "" and enum 0 can be present, and differ from absent. Encoding and decoding keep
 * them.
 *
 * **Ownership.** The struct is yours. If you built the record, the memory that it points to is yours too. If
 * the record was decoded, read or copied, that memory belongs to an arena. In both cases the memory must stay
 * in place, unchanged, as long as the record is used. Threads may share a const record.
 *
 * **Binary interface.** The size of this struct and the offsets of its members are part of it. New members go
 * into the spare bytes: see "Room for later versions" in record.h.
 */
typedef struct phonenum_record {
    phonenum_str id;                     /**< any text; by convention `idn_` and 27 base-62 characters */
    phonenum_str phone_number;           /**< the service writes it in E.164; any other text is kept too */
    bool has_object;                     /**< `object` is present */
    bool has_reserved_for_second_factor; /**< `reserved_for_second_factor` is present */
    bool has_default_second_factor;      /**< `default_second_factor` is present */
    bool has_reserved;                   /**< `reserved` is present */
    bool has_created_at;                 /**< `created_at` is present */
    bool has_updated_at;                 /**< `updated_at` is present */
    bool reserved_for_second_factor;     /**< the number is kept for use as a second factor */
    bool default_second_factor;          /**< the number is the user's default second factor */
    bool reserved;                       /**< no other user can claim the number while it awaits verification */
    uint8_t spare_flags[11];             /**< zero: "Room for later versions" in record.h */
    phonenum_phone_number_object object; /**< what kind of object this is */
    phonenum_verification verification;  /**< how the number was verified, if it was */
    const phonenum_link *linked_to;      /**< the linked identities, in order; may be NULL if none */
    size_t linked_to_count;              /**< elements of linked_to */
    const phonenum_str *backup_codes;    /**< SECRET: the codes, in order, none of them absent; may be NULL if none */
    size_t backup_codes_count;           /**< elements of backup_codes */
    int64_t created_at;                  /**< Unix time in milliseconds */
    int64_t updated_at;                  /**< Unix time in milliseconds */
    /**
     * What the API's JSON has in addition to the schema: one compact JSON object. Its members are those that
     * the schema does not know, and known members with a value that the schema can't type. In the second case,
     * the typed member is absent. Encoding checks only that it is valid UTF-8. Writing JSON checks that it is
     * JSON.
     */
    phonenum_str extra_json;
    /** The unknown fields of the encoded record, byte for byte, each with its tag. They come after the known fields. */
    phonenum_bytes unknown;
    uint8_t spare[64]; /**< zero: "Room for later versions" in record.h */
} phonenum_record;

/** Initialises a record in which everything is absent. */
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
    /** Require also that nothing is outside the schema: no extra_json and no unknown fields, in any message. */
    PHONENUM_VALIDATE_CLOSED = 1u << 0
};

/**
 * Gets one broken rule. phonenum_validate_each() calls it once for each broken rule, in the order of the
 * fields.
 *
 * @param context what the program gave to phonenum_validate_each().
 * @param broken the broken rule: status PHONENUM_ERR_RULE, the path of the field, and a message. It is valid
 *        only during the call.
 * @return true to go on; false to stop, so that no other rule is reported.
 */
typedef bool phonenum_validate_callback(void *context, const phonenum_error *broken);

/**
 * Checks that a record follows the rules of the service. Decoding does not check them. These are the rules:
 *
 * - `object` is PHONE_NUMBER.
 * - `phone_number` is E.164: `+`, then 2 to 15 digits. The first digit is 1 to 9. (ITU-T E.164 of 11/2010,
 *   section 6.1, has the limit of 15 digits.)
 * - `reserved`, `created_at` and `updated_at` are present, and 0 < created_at <= updated_at.
 * - Each link has a `type` and an `id`. Neither is empty.
 * - A verification has the status unverified, verified, failed or expired.
 * - A verification has a strategy: a known one that is not UNSPECIFIED, or a custom one.
 * - The `object` of a verification agrees with its kind, or is absent.
 * - In an Admin verification, the strategy is admin.
 * - A custom strategy is not the name of a strategy that the schema has.
 *
 * A record can't show whether `linked_to` was empty or missing, nor whether `verification` was null or missing.
 * Only strict reading of JSON can check that (PHONENUM_JSON_STRICT).
 *
 * @param record not NULL.
 * @param flags 0 or PHONENUM_VALIDATE_CLOSED.
 * @param[out] error may be NULL. With PHONENUM_ERR_RULE, it is about the first broken rule.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_RULE: a rule is broken;
 *         - PHONENUM_ERR_ARGUMENT: a flag is unknown;
 *         - PHONENUM_ERR_RECORD: `linked_to` is NULL, but its count is not 0; or the kind of verification is
 *           out of range.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_validate(const phonenum_record *record, unsigned flags,
                                                                      phonenum_error *error);

/**
 * Checks a record as phonenum_validate() does, but reports every broken rule.
 *
 * @param record not NULL.
 * @param flags 0 or PHONENUM_VALIDATE_CLOSED.
 * @param callback called for each broken rule, until it returns false. Not NULL.
 * @param context passed to the callback.
 * @return the same as phonenum_validate(). It is PHONENUM_ERR_RULE if and only if the callback was called.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_validate_each(const phonenum_record *record,
                                                                           unsigned flags,
                                                                           phonenum_validate_callback *callback,
                                                                           void *context);

/**
 * Compares two records.
 *
 * They are equal if the same members are present in both and have the same values. So an absent member is not
 * equal to one that is empty or zero. `extra_json` and `unknown` are compared byte by byte. An empty `unknown`
 * is equal to an absent one. Members that do not count are ignored: members whose `has_` flag is not set, and
 * members of another kind.
 *
 * @param a not NULL. It must be well-formed: no list and no text is NULL with a count or a size that is not 0.
 * @param b the same as for `a`.
 * @return whether they are equal. It is false if a spare byte is set in one of them.
 */
PHONENUM_EXPORT bool phonenum_equal(const phonenum_record *a, const phonenum_record *b);

/**
 * Copies a record and everything that it points to.
 *
 * @param source not NULL.
 * @param arena where the copied texts, lists and bytes go. The arena contract holds (see phonenum_arena). Each
 *        text gets a NUL at its end.
 * @param[out] copy overwritten. May be the same struct as `source`.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_RECORD: a list is NULL, but its count is not 0; or the data of a text or of `unknown`
 *           is NULL, but its size is not 0; or a spare byte is set.
 * @post After success, `copy` is equal to `source`. After a failure, everything in `copy` is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_copy(const phonenum_record *source, phonenum_arena *arena,
                                                                  phonenum_record *copy, phonenum_error *error);

/**
 * @name Enum names
 *
 * The name of each number, and the number of each name. The enums of the schema have the names of the API's
 * JSON. UNSPECIFIED has no name there.
 *
 * @{
 */

/**
 * Gives the name of a value, such as "phone_number".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL for UNSPECIFIED, and if the schema does not have the
 *         number.
 */
PHONENUM_EXPORT const char *phonenum_phone_number_object_name(phonenum_phone_number_object value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_phone_number_object_from_name(phonenum_str name, phonenum_phone_number_object *value);

/**
 * Gives the name of a value, such as "verification_otp".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL for UNSPECIFIED, and if the schema does not have the
 *         number.
 */
PHONENUM_EXPORT const char *phonenum_verification_object_name(phonenum_verification_object value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_verification_object_from_name(phonenum_str name, phonenum_verification_object *value);

/**
 * Gives the name of a value, such as "verified".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL for UNSPECIFIED, and if the schema does not have the
 *         number.
 */
PHONENUM_EXPORT const char *phonenum_verification_status_name(phonenum_verification_status value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_verification_status_from_name(phonenum_str name, phonenum_verification_status *value);

/**
 * Gives the name of a value, such as "phone_code".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL for UNSPECIFIED, and if the schema does not have the
 *         number.
 */
PHONENUM_EXPORT const char *phonenum_verification_strategy_name(phonenum_verification_strategy value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_verification_strategy_from_name(phonenum_str name, phonenum_verification_strategy *value);

/**
 * Gives the name of a value, such as "otp".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_verification_kind_name(phonenum_verification_kind value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_verification_kind_from_name(phonenum_str name, phonenum_verification_kind *value);

/**
 * Gives the name of a value, such as "custom".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_strategy_kind_name(phonenum_strategy_kind value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_strategy_kind_from_name(phonenum_str name, phonenum_strategy_kind *value);

/**
 * Gives the text of a strategy, whether the schema names it or not.
 *
 * @param strategy not NULL.
 * @return the name of a known strategy, or the text of a custom strategy. The name is constant. The text is not
 *         copied, so it lives as long as that of the strategy. If there is neither, the result is absent.
 */
PHONENUM_EXPORT phonenum_str phonenum_strategy_text(const phonenum_strategy *strategy);

/**
 * Makes a strategy from its text.
 *
 * @param text the text; absent for no strategy. It is not copied. So if the schema does not name it, it must
 *        live as long as the strategy is used.
 * @return a known strategy if the schema names the text; otherwise a custom strategy; no strategy if `text` is
 *         absent.
 */
PHONENUM_EXPORT phonenum_strategy phonenum_strategy_from_text(phonenum_str text);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
