/**
 * @file
 * Records to JSON and back: in the form of the identity service's API, or in protobuf's JSON form of the
 * schema.
 *
 * Reading is strict about JSON. The text must follow RFC 8259. Where RFC 8259 leaves a choice, these are
 * errors: a name that occurs twice in one object (section 4), a byte order mark or text that is not valid UTF-8
 * (section 8.1), and a lone surrogate (section 8.2).
 *
 * Reading the API's form is tolerant about the record. If the schema has no typed place for a value, the value
 * is kept in the `extra_json` of its message. Its digits and escapes stay as they were. Writing puts it back.
 *
 * So the way from JSON to a record and back to JSON changes only these things: the order of members,
 * whitespace, the escapes of typed text, and the difference between null, absent and empty for known members.
 * docs/json.md describes both forms in full.
 */
#ifndef PHONENUM_JSON_H
#define PHONENUM_JSON_H

#include <phonenum/codec.h>
#include <phonenum/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The form of JSON that a record is in. */
typedef enum phonenum_json_dialect {
    /** The API's form. */
    PHONENUM_JSON_API = 0,
    /**
     * Protobuf's JSON form of the schema: see <https://protobuf.dev/programming-guides/json/>.
     *
     * - Names are in lowerCamelCase. Enum values have the names of the schema. An int64 is a string.
     *   `extra_json` is a text that is named `extraJson`.
     * - Reading also accepts names as the schema spells them, numbers for enums, and numbers for int64. Such a
     *   number may have an exponent, or a fraction of zeros.
     * - Reading puts enum numbers that the schema does not have into `unknown`, as decoding does.
     * - Reading refuses members that the schema does not know, and values of another type
     *   (PHONENUM_ERR_JSON_STRICT). It refuses an object with both members of a oneof
     *   (PHONENUM_ERR_JSON_DUPLICATE).
     */
    PHONENUM_JSON_PROTO = 1
} phonenum_json_dialect;

/**
 * Gives the name of a value, such as "proto".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_json_dialect_name(phonenum_json_dialect value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_json_dialect_from_name(phonenum_str name, phonenum_json_dialect *value);

/** Flags of phonenum_json_read_options. */
enum {
    /** For the API's form: refuse what would go into `extra_json`, and require each member that the API requires. */
    PHONENUM_JSON_STRICT = 1u << 0,
    /** For protobuf's form: skip members that the schema does not know. Without this flag they are refused. */
    PHONENUM_JSON_IGNORE_UNKNOWN = 1u << 1
};

/** A flag of phonenum_json_read_options and of phonenum_json_write_options. */
enum {
    /**
     * Unknown fields are a member `@unknown` of the object that they belong to, in base64 (RFC 4648, section 4).
     *
     * - Writing puts it after all other members. With PHONENUM_JSON_REDACT its value is "[REDACTED]", because
     *   unknown fields may hold secrets. It is an error if `extra_json` has a member of this name too, or if one
     *   of the fields is known to the schema (PHONENUM_ERR_JSON_UNKNOWN).
     * - Reading puts the bytes back as they were. It refuses a value that is not base64, and fields that are not
     *   well-formed or that the schema knows (PHONENUM_ERR_JSON_UNKNOWN). So the bytes can't contradict the rest
     *   of the object. limits.unknown holds. Without this flag, `@unknown` is a member like any other.
     */
    PHONENUM_JSON_KEEP_UNKNOWN = 1u << 3
};

/** How to read JSON. If everything is zero, all options have their defaults. */
typedef struct phonenum_json_read_options {
    phonenum_limits limits;        /**< how much to accept; `unknown` only counts with PHONENUM_JSON_KEEP_UNKNOWN */
    unsigned flags;                /**< any of the flags; the flag for the other form is refused */
    phonenum_json_dialect dialect; /**< which form of JSON to read */
    uint8_t spare[24];             /**< zero: "Room for later versions" in record.h */
} phonenum_json_read_options;

/**
 * Reads one record from one JSON object.
 *
 * These rules are for the API's form. "Kept" means: kept in `extra_json`.
 *
 * - A known member that is null reads as absent. An unknown member that is null is kept.
 * - The `object` of a verification says its kind. If there is no `object`, the strategy "admin" makes it an
 *   Admin verification, and any other strategy makes it an OTP verification. If the schema does not know the
 *   `object`, the whole `verification` is kept.
 * - Integers are typed in the whole range of int64. A number that is out of this range, or has a fraction or an
 *   exponent, is kept digit by digit. So is -0.
 * - `linked_to` is typed if it is an array of objects. `backup_codes` is typed if it is an array of strings.
 *   Otherwise they are kept.
 *
 * **Time and memory** are linear in the text. For any text, a fresh arena takes at most 64 bytes for each byte
 * of the text, and 16 KiB.
 *
 * @param text one JSON object. There may be whitespace before and after it, but nothing else. It needs no NUL
 *        at its end. May be NULL if `size` is 0.
 * @param size bytes at text.
 * @param options NULL means the defaults.
 * @param arena where texts, lists and unknown fields go. The arena contract holds (see phonenum_arena).
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL. Its offset, line and column are those of the first byte that is not allowed,
 *        or of the name or value that is refused. If a required member is missing, they are those of the end of
 *        its object.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *         - PHONENUM_ERR_LIMIT: the text exceeds one of options.limits;
 *         - PHONENUM_ERR_TRUNCATED: the text ends too early;
 *         - PHONENUM_ERR_UTF8: the text is not valid UTF-8;
 *         - PHONENUM_ERR_JSON_SYNTAX: the text is not JSON, or it has a lone surrogate or a byte order mark;
 *         - PHONENUM_ERR_JSON_TYPE: the text has a JSON value that is not an object;
 *         - PHONENUM_ERR_JSON_DUPLICATE: a name occurs twice in one object; or, in protobuf's form, both
 *           members of a oneof are there;
 *         - PHONENUM_ERR_JSON_STRICT: the schema has no typed place for a value; only with
 *           PHONENUM_JSON_STRICT, and in protobuf's form;
 *         - PHONENUM_ERR_JSON_MISSING: a required member is missing or null; only with PHONENUM_JSON_STRICT.
 * @post After success, `record` is what the text says. After a failure, everything in it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_read(const char *text, size_t size,
                                                                       const phonenum_json_read_options *options,
                                                                       phonenum_arena *arena, phonenum_record *record,
                                                                       phonenum_error *error);

/** Flags of phonenum_json_write_options. */
enum {
    /** Write each member and each element on a line of its own, indented by two spaces for each level. */
    PHONENUM_JSON_PRETTY = 1u << 0,
    /**
     * Hide backup codes. This concerns every member that is named `backup_codes` or `backupCodes`, at any
     * depth, also within `extra_json`. Each element of its array becomes "[REDACTED]". If its value is not an
     * array, the value becomes "[REDACTED]". In protobuf's form, an `extraJson` that is not JSON becomes
     * "[REDACTED]" too.
     */
    PHONENUM_JSON_REDACT = 1u << 1,
    /** Leave out unknown fields. Without this flag and PHONENUM_JSON_KEEP_UNKNOWN, a record that has any is refused. */
    PHONENUM_JSON_DROP_UNKNOWN = 1u << 2
};

/** How to write JSON. If everything is zero, all options have their defaults. */
typedef struct phonenum_json_write_options {
    /**
     * How deep objects and arrays in `extra_json` may nest. The depth counts from the record, as
     * phonenum_limits.depth does, with the same default and the same highest value.
     */
    size_t depth;
    unsigned flags;                /**< any of the flags; keeping unknown fields and dropping them exclude each other */
    phonenum_json_dialect dialect; /**< which form of JSON to write */
    uint8_t spare[16];             /**< zero: "Room for later versions" in record.h */
} phonenum_json_write_options;

/**
 * Writes a record as one JSON object.
 *
 * There is no whitespace, unless PHONENUM_JSON_PRETTY asks for it. Only characters that need an escape have one
 * (RFC 8259, section 7).
 *
 * **Protobuf's form** has every member that is present, in the order of the schema. It has `extra_json` as it
 * is.
 *
 * **The API's form** has each member once, in the order of the API. Its value is the first of these that
 * exists:
 *
 * 1. the typed value, unless it is enum 0 or an empty list;
 * 2. the value that `extra_json` has for the member;
 * 3. null for `verification`, `attempts` and `expire_at`; [] for `linked_to`.
 *
 * If none of these exists, the member is left out. The other members of `extra_json` follow, in their own
 * order. In a verification, `object` is added if a reader would otherwise take it for the other kind.
 *
 * **extra_json** may come from a stranger's bytes, so it is checked in the API's form. It must follow these
 * rules:
 *
 * - It is one JSON object. No name occurs twice in one object. Nothing in it nests deeper than options.depth.
 * - If it were read again, all of it would be kept in `extra_json`.
 * - No member in it is also present as a typed member of the record.
 * - In a verification, it has no member `object`.
 *
 * The check takes memory from malloc(): at most 64 bytes for each byte of `extra_json`, and 16 KiB. Redacting
 * `extra_json` may take memory too. The call gives all of it back.
 *
 * @param record not NULL.
 * @param options NULL means the defaults.
 * @param[out] buffer where the text goes, without a NUL. The buffer contract holds (see phonenum/codec.h).
 * @param capacity bytes in buffer.
 * @param[out] size the number of bytes of the text; see the buffer contract.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_SPACE: the buffer is too small;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *         - PHONENUM_ERR_NO_MEMORY: malloc() has no memory for checking or redacting `extra_json`;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8, PHONENUM_ERR_LIMIT: the same as from
 *           phonenum_encoded_size();
 *         - PHONENUM_ERR_LIMIT: also if the text would be larger than memory can be;
 *         - PHONENUM_ERR_JSON_EXTRA: an `extra_json` breaks a rule above; the offset counts from its first
 *           byte;
 *         - PHONENUM_ERR_JSON_UNKNOWN: the record has unknown fields, and PHONENUM_JSON_DROP_UNKNOWN is not
 *           set;
 *         - PHONENUM_ERR_JSON_KIND: in the API's form, the `object` of the verification contradicts its kind.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_write(const phonenum_record *record,
                                                                        const phonenum_json_write_options *options,
                                                                        char *buffer, size_t capacity, size_t *size,
                                                                        phonenum_error *error);

/**
 * Writes a JSON value again without whitespace, and hides backup codes as PHONENUM_JSON_REDACT does.
 *
 * Use it to show an `extra_json`. It takes no memory.
 *
 * @param text one JSON value. A name that occurs twice is not noticed.
 * @param[out] buffer where the text goes, without a NUL. The buffer contract holds (see phonenum/codec.h).
 * @param capacity bytes in buffer.
 * @param[out] size the number of bytes of the text; see the buffer contract.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_SPACE: the buffer is too small;
 *         - PHONENUM_ERR_LIMIT: inside the value, objects and arrays nest deeper than PHONENUM_DEPTH_MAX; or
 *           the result would be larger than memory can be;
 *         - PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_UTF8, PHONENUM_ERR_JSON_SYNTAX: the same as from
 *           phonenum_json_read().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_redact(phonenum_str text, char *buffer,
                                                                         size_t capacity, size_t *size,
                                                                         phonenum_error *error);

/**
 * Steps to the next member of a JSON object, such as an `extra_json`.
 *
 * Each call checks only the member that it steps over. No call notices that a name occurs twice, or that
 * something follows the object.
 *
 * @param object the text of one object.
 * @param[in,out] position 0 before the first call. Each successful call moves it on. Do not change it
 *        otherwise.
 * @param[out] name the name of the member, without its quotes and with its escapes. It points into `object`.
 * @param[out] value the value of the member, as it is in the text. It points into `object`.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: there is no other member;
 *         - PHONENUM_ERR_LIMIT: inside the object, objects and arrays nest deeper than PHONENUM_DEPTH_MAX;
 *         - PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_UTF8, PHONENUM_ERR_JSON_SYNTAX: the same as from
 *           phonenum_json_read().
 * @post Unless the call returns PHONENUM_OK, `name` and `value` are absent, and `*position` is unchanged.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_next_member(phonenum_str object, size_t *position,
                                                                              phonenum_str *name, phonenum_str *value,
                                                                              phonenum_error *error);

/** @cond private */
typedef struct phonenum_json_indent {
    size_t size;
    char bytes[23];
    bool is_known;
} phonenum_json_indent;
/** @endcond */

/**
 * A reader of many records in one text. Its members belong to the library.
 *
 * The text has one object after another, with or without whitespace between them. Or it has one array of
 * objects.
 */
typedef struct phonenum_json_reader {
    /** @cond private */
    phonenum_input input;
    phonenum_json_read_options options;
    uint64_t line;
    uint64_t column;
    size_t uncounted;
    uint64_t record_offset;
    uint64_t damaged_until;
    uint64_t skipped;
    phonenum_json_indent indent;
    phonenum_json_indent usual_indent;
    int state;
    bool has_commas;
    uint8_t spare[67];
    /** @endcond */
} phonenum_json_reader;

/**
 * Prepares a reader of text from a callback.
 *
 * It takes no memory yet. Later it holds at most one record (options.limits.input) and one block of input at a
 * time.
 *
 * @param[out] reader the reader to prepare.
 * @param read where the text comes from. For a `FILE *`, use phonenum_read_file(), and the `FILE *` as
 *        `context`.
 * @param context passed to `read`.
 * @param options how to read each record. They are copied. NULL means the defaults.
 * @param allocator for the buffer of the reader. It is copied. NULL means malloc.
 */
PHONENUM_EXPORT void phonenum_json_reader_init(phonenum_json_reader *reader, phonenum_read_callback *read,
                                               void *context, const phonenum_json_read_options *options,
                                               const phonenum_allocator *allocator);

/**
 * Prepares a reader of text in memory. It never takes memory for itself.
 *
 * @param[out] reader the reader to prepare.
 * @param text not copied. It must live as long as the reader. May be NULL if `size` is 0.
 * @param size bytes at text.
 * @param options how to read each record. They are copied. NULL means the defaults.
 */
PHONENUM_EXPORT void phonenum_json_reader_init_memory(phonenum_json_reader *reader, const char *text, size_t size,
                                                      const phonenum_json_read_options *options);

/**
 * Reads the next record.
 *
 * After an error, the next call goes on at the first of these places:
 *
 * 1. after a record separator (RFC 7464, section 2.3);
 * 2. where the brackets of the malformed record are closed; strings and escapes are respected;
 * 3. at a line that begins as the records before did: with the same white space before its `{`. The object on
 *    it must be closed, and have a member `phone_number` or an `object` of that name. So a part of a malformed
 *    record does not come out as a record.
 *
 * If there is no such place, the rest of the text is skipped, and the call returns PHONENUM_END.
 * phonenum_json_reader_skipped() then tells how much was skipped. The call also returns PHONENUM_END after the
 * callback failed, after there was no memory for the buffer of the reader, and after an option was out of
 * range.
 *
 * Time is linear in the text.
 *
 * @param reader a prepared reader.
 * @param arena the same as for phonenum_json_read(). The call does not reset it.
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL. Its offset, line and column count from the start of the whole text.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: there is no other record;
 *         - PHONENUM_ERR_NO_MEMORY: also if there is no memory for the buffer of the reader;
 *         - any error that the callback returned;
 *         - any other error of phonenum_json_read().
 * @post After success, `record` is what the text says. Otherwise, also with PHONENUM_END, everything in it is
 *       absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_reader_next(phonenum_json_reader *reader,
                                                                              phonenum_arena *arena,
                                                                              phonenum_record *record,
                                                                              phonenum_error *error);

/**
 * Gives the place of the last record that the reader read or tried to read.
 *
 * @param reader a prepared reader.
 * @return the place of its first byte, in bytes from the start of the whole text; 0 before the first record.
 */
PHONENUM_EXPORT uint64_t phonenum_json_reader_offset(const phonenum_json_reader *reader);

/**
 * Tells how much text was skipped after malformed records, because no next record could be recognised in it.
 *
 * @param reader prepared.
 * @return the bytes skipped so far. If this is more than 0 after PHONENUM_END, the text may have held more records.
 */
PHONENUM_EXPORT uint64_t phonenum_json_reader_skipped(const phonenum_json_reader *reader);

/**
 * Wipes the memory of a reader and gives it back. Records that were read stay valid, because they are in
 * arenas.
 *
 * @param reader a prepared reader. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_json_reader_free(phonenum_json_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
