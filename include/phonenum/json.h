/**
 * @file
 * Records to and from JSON, in the form that the identity service's API uses, or in protobuf's JSON mapping of the schema.
 *
 * Reading the API's is strict about JSON (RFC 8259; no duplicate names, no byte order mark, valid UTF-8, no lone surrogates) and
 * tolerant about the record: what the schema has no typed place for is kept in the extra_json of the message it stands
 * in, digits and escapes as they stood. Writing puts it back. So JSON to record to JSON changes nothing but the order
 * of members, whitespace, escapes of typed text, and null, absent and empty of known members.
 */
#ifndef PHONENUM_JSON_H
#define PHONENUM_JSON_H

#include <phonenum/codec.h>
#include <phonenum/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which JSON a record is in. */
typedef enum phonenum_json_dialect {
    /** The API's form. */
    PHONENUM_JSON_API = 0,
    /**
     * Protobuf's JSON mapping of the schema (https://protobuf.dev/programming-guides/json/): lowerCamelCase names, the
     * schema's names of enum values, int64 as strings. Read, too: the schema's spelling of names, numbers for enums and
     * for int64 (an exponent or a fraction of zeros is fine). Members that the schema does not know, or of another type,
     * are refused; so are both members of a oneof, by PHONENUM_ERR_JSON_DUPLICATE. Numbers of enums that the schema
     * does not have go to `unknown`, where decoding would put them. `extra_json` is the text `extraJson`.
     */
    PHONENUM_JSON_PROTO = 1
} phonenum_json_dialect;

/**
 * Gives a value's name, such as "proto".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_json_dialect_name(phonenum_json_dialect value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_json_dialect_from_name(phonenum_str name, phonenum_json_dialect *value);

/** Flags of phonenum_json_read_options. */
enum {
    /** The API's: refuse what would go into extra_json, and require every member that its schema requires. */
    PHONENUM_JSON_STRICT = 1u << 0,
    /** Protobuf's: step over members that the schema does not know, instead of refusing them. */
    PHONENUM_JSON_IGNORE_UNKNOWN = 1u << 1
};

/** How to read JSON. All zero is the default. */
typedef struct phonenum_json_read_options {
    phonenum_limits limits;        /**< `unknown` is not looked at */
    unsigned flags;                /**< 0, or the flag of the dialect: another one's is refused */
    phonenum_json_dialect dialect; /**< which JSON to read */
    uint8_t spare[24];             /**< zero: room for options of later versions */
} phonenum_json_read_options;

/**
 * Reads one record from one JSON object. Of the API's dialect:
 *
 * - null and absent read alike for members that the schema knows; an unknown member's null is kept.
 * - A verification is what its `object` says; without one, strategy "admin" makes it Admin, any other OTP. With any
 *   other `object` the whole member goes to extra_json.
 * - Integers are typed in the whole range of int64. Those with a fraction, an exponent or more digits, and -0, are kept
 *   in extra_json, digit by digit.
 * - `linked_to` is typed where it is an array of objects, `backup_codes` where it is an array of strings.
 *
 * Time and memory are linear in the text: a fresh arena takes at most 64 bytes for each of its bytes, and 16 KiB.
 *
 * @param text the JSON, and nothing else but whitespace around it; need not be NUL-terminated. NULL when size is 0.
 * @param size bytes at text.
 * @param options NULL for the defaults.
 * @param arena as for phonenum_decode().
 * @param record overwritten; all absent on failure.
 * @param error may be NULL. Offset, line and column are where the first byte stands that can't be there, or the name or
 *        value that is refused; for a missing member, the end of the object that lacks it.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; PHONENUM_ERR_ARGUMENT for an option out of range; PHONENUM_ERR_LIMIT;
 *         PHONENUM_ERR_TRUNCATED where the text ends too early; PHONENUM_ERR_UTF8; PHONENUM_ERR_JSON_SYNTAX (lone
 *         surrogates among it); PHONENUM_ERR_JSON_TYPE; PHONENUM_ERR_JSON_DUPLICATE; with PHONENUM_JSON_STRICT, also
 *         PHONENUM_ERR_JSON_STRICT and PHONENUM_ERR_JSON_MISSING; in protobuf's dialect, also PHONENUM_ERR_JSON_STRICT.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_read(const char *text, size_t size,
                                                                       const phonenum_json_read_options *options,
                                                                       phonenum_arena *arena, phonenum_record *record,
                                                                       phonenum_error *error);

/** Flags of phonenum_json_write_options. */
enum {
    /** Indent by two spaces, a member a line. */
    PHONENUM_JSON_PRETTY = 1u << 0,
    /**
     * Write "[REDACTED]" for each element of every member named `backup_codes` or `backupCodes`, or for its value where
     * that is no array, at any depth, in extra_json too. Protobuf's extraJson, if it is no JSON, is "[REDACTED]".
     */
    PHONENUM_JSON_REDACT = 1u << 1,
    /** Leave out wire fields that the schema does not know instead of failing. */
    PHONENUM_JSON_DROP_UNKNOWN = 1u << 2
};

/** How to write JSON. All zero is the default. */
typedef struct phonenum_json_write_options {
    size_t depth;   /**< as phonenum_limits.depth: objects and arrays in extra_json may not nest deeper. 0: 100 */
    unsigned flags; /**< of PHONENUM_JSON_PRETTY, PHONENUM_JSON_REDACT, PHONENUM_JSON_DROP_UNKNOWN */
    phonenum_json_dialect dialect; /**< which JSON to write */
    uint8_t spare[16];             /**< zero: room for options of later versions */
} phonenum_json_write_options;

/**
 * Writes a record as one JSON object, without whitespace unless asked for, and with no escapes but those that JSON
 * needs.
 *
 * In protobuf's dialect all that is present is written, by the order of the schema, and extra_json as it is. In the API's,
 * members come in the API's order, each once: the typed value, else what extra_json holds for it, else null for
 * `verification`, `attempts` and `expire_at`, and [] for `linked_to`. Other absent members, empty backup_codes and
 * enum 0 are left out. The remaining members of extra_json follow in their order. Where a reader would take the
 * verification for the other kind, `object` is written to prevent it.
 *
 * extra_json may come from a stranger's bytes, so it is checked: it must be one object of unique names that, read back,
 * would be kept in extra_json again. It can't name a member whose typed twin is present.
 *
 * @param record not NULL.
 * @param buffer where the text goes, without a NUL; may be NULL when capacity is 0. Unspecified after a failure.
 * @param capacity bytes in buffer. Never written past.
 * @param size the bytes written; with PHONENUM_ERR_NO_SPACE, the bytes needed; 0 with any other error.
 * @param options NULL for the defaults.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_SPACE; PHONENUM_ERR_ARGUMENT for an option out of range; PHONENUM_ERR_NO_MEMORY
 *         (checking a large extra_json takes some); PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8 and PHONENUM_ERR_LIMIT as
 *         phonenum_encode(); PHONENUM_ERR_JSON_EXTRA, with the offset inside the extra_json that the field names;
 *         PHONENUM_ERR_JSON_UNKNOWN; PHONENUM_ERR_JSON_KIND where `object` contradicts the kind. Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_write(const phonenum_record *record,
                                                                        const phonenum_json_write_options *options,
                                                                        char *buffer, size_t capacity, size_t *size,
                                                                        phonenum_error *error);

/**
 * Writes any JSON text without whitespace and redacted as PHONENUM_JSON_REDACT says; made for showing an extra_json.
 *
 * @param text one JSON value. Duplicate names are not looked for.
 * @param buffer, capacity, size as phonenum_json_write().
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_SPACE; or what is wrong with the text, as phonenum_json_read(). Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_redact(phonenum_str text, char *buffer,
                                                                         size_t capacity, size_t *size,
                                                                         phonenum_error *error);

/**
 * Steps through the members of a JSON object, such as an extra_json.
 *
 * @param object the text of one object. What was not yet stepped over is not yet checked, and duplicates are not
 *        looked for.
 * @param position 0 before the first call; moved on by each.
 * @param name the member's name between its quotes, escapes as they stand; points into object.
 * @param value the member's value, as it stands; points into object.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_END behind the last member; or what is wrong, as phonenum_json_read(). name and value
 *         are absent unless the call succeeds. Thread-safe.
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
 * Reads many records from one text: objects one after another (newlines or nothing between them), or one array of
 * them. Its members are the library's own.
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
 * Prepares a reader over a callback. Takes no memory yet; holds at most one record (options.limits.input) and one
 * block of input at a time.
 *
 * @param reader what to prepare.
 * @param read where the text comes from; phonenum_read_file with a FILE* as context, say.
 * @param context handed to read.
 * @param options how to read each record; NULL for the defaults.
 * @param allocator for the buffer; NULL for malloc.
 */
PHONENUM_EXPORT void phonenum_json_reader_init(phonenum_json_reader *reader, phonenum_read_callback *read,
                                               void *context, const phonenum_json_read_options *options,
                                               const phonenum_allocator *allocator);

/**
 * Prepares a reader over text in memory. It never takes memory of its own.
 *
 * @param reader what to prepare.
 * @param text must outlive the reader; may be NULL when size is 0.
 * @param size bytes at text.
 * @param options how to read each record; NULL for the defaults.
 */
PHONENUM_EXPORT void phonenum_json_reader_init_memory(phonenum_json_reader *reader, const char *text, size_t size,
                                                      const phonenum_json_read_options *options);

/**
 * Reads the next record.
 *
 * Offsets, lines and columns of errors count from the start of the text. After an error, the next call goes on behind
 * the record, if its end was found; else at the next line that begins with `{`, if there is one; else, and after a
 * failed read or for an option out of range, it returns PHONENUM_END. Time is linear in the text; of malformed records that
 * begin within one another, it may be limits.depth times as much.
 *
 * @param reader prepared.
 * @param arena as for phonenum_decode(). It is not reset.
 * @param record overwritten; all absent unless the call succeeds.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_END behind the last record; what the callback returned; or as phonenum_json_read().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_json_reader_next(phonenum_json_reader *reader,
                                                                              phonenum_arena *arena,
                                                                              phonenum_record *record,
                                                                              phonenum_error *error);

/**
 * Tells where the last read record stands, one that failed too.
 *
 * @param reader prepared.
 * @return the byte position, in the whole text, of the record's first byte; 0 before the first. Thread-safe.
 */
PHONENUM_EXPORT uint64_t phonenum_json_reader_offset(const phonenum_json_reader *reader);

/**
 * Tells how much of the text was skipped after malformed records, because no record could be told apart there.
 *
 * @param reader prepared.
 * @return bytes, so far. More than 0 after PHONENUM_END means that the text may have held more records. Thread-safe.
 */
PHONENUM_EXPORT uint64_t phonenum_json_reader_skipped(const phonenum_json_reader *reader);

/**
 * Wipes and gives back the reader's memory.
 *
 * @param reader prepared, or NULL, which is ignored.
 */
PHONENUM_EXPORT void phonenum_json_reader_free(phonenum_json_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
