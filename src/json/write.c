/*
 * Record to JSON, directly into the caller's buffer, driven by the tables of members.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "record/given.h"
#include "record/spare.h"
#include "record/unknown.h"
#include "wire/utf8.h"
#include "json/base64.h"
#include "json/extra.h"
#include "json/rows.h"

#include <phonenum/json.h>
#include <string.h>

struct writing {
    struct json_output out;
    const phonenum_record *record;
    phonenum_json_dialect dialect;
    bool drop_unknown;
    bool keep_unknown;
    bool is_checked;
    uint64_t extra_size; /* of all extra_json so far */
    size_t depth;
    bool has_scratch;
    phonenum_arena scratch; /* not initialised before it is needed */
    phonenum_error *error;
};

/* One object to write. */
struct object {
    const struct json_object_type *type;
    const void *source; /* the phonenum_record, phonenum_verification or phonenum_link */
    struct json_extra extra;
};

/* Begins a member that the schema knows. */
static ALWAYS_INLINE void begin_member(struct json_output *out, const struct json_member *member)
{
    if (LIKELY(!out->first && !out->pretty && out->end - out->next >= JSON_PATTERN_SIZE)) {
        memcpy(out->next, member->quoted, JSON_PATTERN_SIZE);
        out->next += member->quoted_size + 1;
        return;
    }
    phonenum_json_begin_item(out);
    json_put(out, member->quoted + 1, member->quoted_size);
    if (out->pretty)
        json_put_byte(out, ' ');
}

static phonenum_status fail(struct writing *writing, phonenum_status status, const char *field)
{
    (void)phonenum_error_set(writing->error, status, 0, NULL);
    phonenum_error_within(writing->error, field);
    return status;
}

/* Memory that is wiped in the end. */
static phonenum_arena *scratch_of(struct writing *writing)
{
    if (!writing->has_scratch) {
        phonenum_arena_init(&writing->scratch, NULL, 0, NULL);
        phonenum_arena_wipe_on_reset(&writing->scratch);
        writing->has_scratch = true;
    }
    return &writing->scratch;
}

/* Means: phonenum_encoded_size() will find the exact error. */
static const phonenum_status malformed = PHONENUM_ERR_RECORD;

/* Checks that the record can be encoded, for parts that writing does not check. */
static phonenum_status check_record(struct writing *writing)
{
    size_t size;
    if (writing->is_checked)
        return PHONENUM_OK;
    writing->is_checked = true;
    return phonenum_encoded_size(writing->record, &size, NULL) ? malformed : PHONENUM_OK;
}

static const void *place(const struct object *object, size_t offset)
{
    return (const char *)object->source + offset;
}

/* Whether there is a value to write for a member. The API's JSON has no name for 0 of an enum. */
static ALWAYS_INLINE bool is_present(const struct writing *writing, const struct object *object,
                                     const struct json_member *member)
{
    const void *value = place(object, member->value);
    const phonenum_strategy *strategy = value;
    const phonenum_verification *verification = value;
    const bool *has = place(object, member->has);
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
    case JSON_EXTRA:
        return ((const phonenum_str *)value)->data || ((const phonenum_str *)value)->size > 0;
    case JSON_BOOL:
    case JSON_INT64:
        return is_set(has);
    case JSON_ENUM:
        return is_set(has) && (writing->dialect == PHONENUM_JSON_PROTO || *(const uint32_t *)value != 0);
    case JSON_STRATEGY:
        return strategy->kind == PHONENUM_STRATEGY_KNOWN ? strategy->known != 0
                                                         : strategy->kind != PHONENUM_STRATEGY_NONE;
    case JSON_KNOWN_STRATEGY:
        return strategy->kind != PHONENUM_STRATEGY_NONE && strategy->kind != PHONENUM_STRATEGY_CUSTOM;
    case JSON_CUSTOM_STRATEGY:
        return strategy->kind == PHONENUM_STRATEGY_CUSTOM;
    case JSON_VERIFICATION:
        return verification->kind != PHONENUM_VERIFICATION_NONE;
    case JSON_OTP:
        return verification->kind != PHONENUM_VERIFICATION_NONE && verification->kind != PHONENUM_VERIFICATION_ADMIN;
    case JSON_ADMIN:
        return verification->kind == PHONENUM_VERIFICATION_ADMIN;
    case JSON_LINKS:
    case JSON_CODES:
        break;
    }
    return *(const size_t *)place(object, member->has) > 0;
}

static json_member_set present_members(const struct writing *writing, const struct object *object)
{
    json_member_set present = 0;
    for (size_t i = 0; i < object->type->count; i++)
        present |= (json_member_set)is_present(writing, object, &object->type->members[i]) << i;
    return present;
}

/* Writes a member that has no typed value: the value from extra_json, or the JSON for an absent value. */
static void put_absent(struct json_output *out, const struct object *object, const struct json_member *member)
{
    phonenum_str value = json_extra_known(&object->extra, member);
    if (!value.data)
        value = phonenum_cstr(member->absent);
    if (!value.data)
        return;
    begin_member(out, member);
    phonenum_json_put_checked(out, json_member_name(member), value);
}

static phonenum_status write_typed(struct writing *writing, const struct object *object,
                                   const struct json_member *member);

static NEVER_INLINE phonenum_status write_member(struct writing *writing, const struct object *object, size_t index)
{
    const struct json_member *member = &object->type->members[index];
    if (!is_present(writing, object, member)) {
        put_absent(&writing->out, object, member);
        return PHONENUM_OK;
    }
    begin_member(&writing->out, member);
    return write_typed(writing, object, member);
}

enum {
    /* The room that a member needs beside a text in it: for the comma, the name, and a number or a name in quotes. */
    MEMBER_ROOM = 2 * JSON_PATTERN_SIZE + 8
};

/* Writes a string of the usual form: `room` is enough for it, and it needs no escapes. Otherwise returns NULL. */
static ALWAYS_INLINE char *put_usual_text(char *next, size_t room, const phonenum_str *text)
{
    struct json_bits bits = {{0}, {0}};
    if (!text->data || text->size > room)
        return NULL;
    json_take_text(&bits, next + 1, *text);
    bits.special |= bits.high & 0x80;
    if (!LIKELY(json_any(&bits.special) == 0))
        return NULL;
    next[0] = '"';
    next[1 + text->size] = '"';
    return next + text->size + 2;
}

static ALWAYS_INLINE char *put_usual_name(char *next, const struct enum_names *names, uint32_t value)
{
    if (value > names->last)
        return NULL;
    const struct enum_name *name = &names->list[value];
    memcpy(next, name->quoted, sizeof name->quoted);
    return next + name->api.size + 2;
}

static ALWAYS_INLINE char *put_usual_bool(char *next, bool value)
{
    memcpy(next, value ? "true\0\0\0" : "false\0\0", 8);
    return next + (value ? 4 : 5);
}

/*
 * Writes a member of the API's JSON that has the usual form, if it is present. Returns the place behind it. For any other,
 * returns NULL, and what was written does not count. REQUIRES: MEMBER_ROOM and `room`.
 */
static ALWAYS_INLINE char *put_usual_member(const struct writing *writing, const struct object *object,
                                            const struct json_member *member, size_t index, char *next, size_t room)
{
    const void *value = place(object, member->value);
    const phonenum_strategy *strategy = value;
    const bool present = is_present(writing, object, member);
    if (!present && (object->extra.parts.kept & 1u << index))
        return NULL;
    if (!present && !member->absent)
        return next;
    memcpy(next, member->quoted, JSON_PATTERN_SIZE);
    next += member->quoted_size + 1;
    if (!present)
        return (char *)memcpy(next, member->absent, strlen(member->absent)) + strlen(member->absent);
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
        return put_usual_text(next, room, value);
    case JSON_BOOL:
        return put_usual_bool(next, is_set(value));
    case JSON_INT64:
        return json_write_usual_integer(next, *(const int64_t *)value);
    case JSON_ENUM:
        return put_usual_name(next, member->names, *(const uint32_t *)value);
    case JSON_STRATEGY:
        return strategy->kind == PHONENUM_STRATEGY_KNOWN    ? put_usual_name(next, member->names, strategy->known)
               : strategy->kind == PHONENUM_STRATEGY_CUSTOM ? put_usual_text(next, room, &strategy->custom)
                                                            : NULL;
    default:
        return NULL;
    }
}

/* Where the output stands. The comma of the first member is written over the opening brace at `begin`. */
static void continue_at(struct json_output *out, const char *begin, char *next)
{
    out->first = next == begin;
    out->next = out->first ? next + 1 : next;
}

/* Writes a member that does not have the usual form. Returns the place behind it. */
static NEVER_INLINE char *write_unusual(struct writing *writing, const struct object *object, size_t index,
                                        const char *begin, char *next, phonenum_status *status)
{
    struct json_output *out = &writing->out;
    continue_at(out, begin, next);
    *status = write_member(writing, object, index);
    return out->first ? out->next - 1 : out->next;
}

/* Writes the member of a row. The row is a constant, so nothing of it is looked up. */
#define WRITE_ROW(...)                                                                                              \
    {                                                                                                               \
        static const struct json_member member = {__VA_ARGS__};                                                     \
        char *after = NULL;                                                                                         \
        if (LIKELY(out->end - next >= MEMBER_ROOM))                                                                 \
            after = put_usual_member(writing, object, &member, row, next, (size_t)(out->end - next) - MEMBER_ROOM); \
        if (!LIKELY(after)) {                                                                                       \
            phonenum_status status;                                                                                 \
            after = write_unusual(writing, object, row, begin, next, &status);                                      \
            if (status)                                                                                             \
                return status;                                                                                      \
        }                                                                                                           \
        next = after;                                                                                               \
        row++;                                                                                                      \
    }

/* REQUIRES: the opening brace was just written. */
#define DEFINE_WRITE_IN_ORDER(name, MEMBERS)                                                       \
    static NEVER_INLINE phonenum_status name(struct writing *writing, const struct object *object) \
    {                                                                                              \
        struct json_output *out = &writing->out;                                                   \
        char *begin = out->next - 1;                                                               \
        char *next = begin;                                                                        \
        size_t row = 0;                                                                            \
        MEMBERS(WRITE_ROW)                                                                         \
        continue_at(out, begin, next);                                                             \
        *begin = '{';                                                                              \
        return PHONENUM_OK;                                                                        \
    }

DEFINE_WRITE_IN_ORDER(write_record_in_order, RECORD_MEMBERS)
DEFINE_WRITE_IN_ORDER(write_otp_in_order, OTP_MEMBERS)
DEFINE_WRITE_IN_ORDER(write_admin_in_order, ADMIN_MEMBERS)
DEFINE_WRITE_IN_ORDER(write_link_in_order, LINK_MEMBERS)

/* REQUIRES: the opening brace was just written, unless there was no room. */
static phonenum_status write_members(struct writing *writing, const struct object *object)
{
    phonenum_status status = PHONENUM_OK;
    if (writing->dialect != PHONENUM_JSON_API || writing->out.pretty || writing->out.lost > 0) {
        for (size_t i = 0; i < object->type->count && !status; i++)
            status = write_member(writing, object, i);
        return status;
    }
    switch (object->extra.kind) {
    case JSON_OBJECT_RECORD:
        return write_record_in_order(writing, object);
    case JSON_OBJECT_OTP:
        return write_otp_in_order(writing, object);
    case JSON_OBJECT_ADMIN:
        return write_admin_in_order(writing, object);
    case JSON_OBJECT_LINK:
        break;
    }
    return write_link_in_order(writing, object);
}

/* Whether unknown fields can be written as a member, from which reading would make them again. */
static bool can_keep(const struct writing *writing, const struct object *object, phonenum_bytes unknown)
{
    return writing->keep_unknown && phonenum_are_unknown_fields(object->type->message, unknown, PHONENUM_DEPTH_MAX);
}

/* Checks extra_json. What is JSON is also valid UTF-8. */
static phonenum_status prepare_extra(struct writing *writing, struct object *object, phonenum_str extra_json,
                                     size_t open)
{
    struct json_extra *extra = &object->extra;
    if (!extra_json.data)
        return malformed;
    writing->extra_size += extra_json.size;
    if (writing->extra_size > PHONENUM_ENCODED_SIZE_MAX / 2 && check_record(writing))
        return malformed;
    phonenum_status status =
        phonenum_json_extra_read(extra, extra_json, open, writing->depth, scratch_of(writing), writing->error);
    if (!status && extra->parts.known)
        status = phonenum_json_extra_check(extra, present_members(writing, object), writing->error);
    if (!status && writing->keep_unknown && phonenum_json_extra_has(extra, json_unknown_name))
        status = fail(writing, PHONENUM_ERR_JSON_EXTRA, "extra_json");
    return status;
}

/* Checks unknown fields and extra_json. `open` is the number of objects and arrays around the object. */
static phonenum_status prepare_rest(struct writing *writing, struct object *object, phonenum_str extra_json,
                                    phonenum_bytes unknown, size_t open)
{
    const bool has_extra = writing->dialect == PHONENUM_JSON_API && (extra_json.data || extra_json.size > 0);
    phonenum_status status = PHONENUM_OK;
    if (unknown.size > 0)
        status = check_record(writing);
    if (!status && unknown.size > 0 && !writing->drop_unknown && !can_keep(writing, object, unknown))
        status = fail(writing, PHONENUM_ERR_JSON_UNKNOWN, "unknown");
    return status || !has_extra ? status : prepare_extra(writing, object, extra_json, open);
}

static void put_unknown(struct json_output *out, phonenum_bytes unknown)
{
    phonenum_json_begin_other(out, (json_string){json_unknown_name, false});
    if (out->redact)
        json_put_str(out, json_redacted);
    else
        phonenum_json_put_base64(out, unknown);
}

/* Writes an object. `open` is the number of objects and arrays around it. */
static phonenum_status write_object(struct writing *writing, enum json_object_kind kind, const void *source,
                                    const phonenum_str *extra_json, const phonenum_bytes *unknown, size_t open)
{
    struct object object;
    object.type = phonenum_json_object_type(writing->dialect, kind);
    object.source = source;
    json_extra_init(&object.extra, kind, object.type);
    phonenum_status status = prepare_rest(writing, &object, *extra_json, *unknown, open);
    if (status)
        return status;
    phonenum_json_open(&writing->out, '{');
    status = write_members(writing, &object);
    if (object.extra.compact.data)
        phonenum_json_extra_put_others(&object.extra, &writing->out);
    if (writing->keep_unknown && unknown->size > 0)
        put_unknown(&writing->out, *unknown);
    phonenum_json_close(&writing->out, '}');
    return status;
}

static phonenum_status write_text(struct json_output *out, const phonenum_str *text)
{
    return text->data && phonenum_json_put_string(out, *text) ? PHONENUM_OK : malformed;
}

static phonenum_status write_enum(struct writing *writing, const struct enum_names *names, uint32_t value)
{
    if (value > names->last)
        return malformed;
    struct json_output *out = &writing->out;
    const struct enum_name *name = &names->list[value];
    if (writing->dialect == PHONENUM_JSON_PROTO) {
        phonenum_json_put_quoted(out, name->schema);
    } else if (LIKELY(out->end - out->next >= (ptrdiff_t)sizeof name->quoted)) {
        memcpy(out->next, name->quoted, sizeof name->quoted);
        out->next += name->api.size + 2;
    } else {
        phonenum_json_put_quoted(out, name->api);
    }
    return PHONENUM_OK;
}

static phonenum_status write_strategy(struct writing *writing, const struct json_member *member,
                                      const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return write_text(&writing->out, &strategy->custom);
    return strategy->kind == PHONENUM_STRATEGY_KNOWN ? write_enum(writing, member->names, strategy->known) : malformed;
}

static phonenum_verification_object object_of(phonenum_verification_kind kind)
{
    return kind == PHONENUM_VERIFICATION_OTP ? PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP
                                             : PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
}

/* Whether a reader of the API's JSON takes a verification without `object` as Admin. */
static bool implies_admin(const phonenum_strategy *strategy)
{
    phonenum_verification_strategy known = strategy->known;
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        (void)phonenum_verification_strategy_from_name(strategy->custom, &known);
    return strategy->kind != PHONENUM_STRATEGY_NONE && known == PHONENUM_VERIFICATION_STRATEGY_ADMIN;
}

/* Gives the verification an `object` if a reader of the API's JSON would take it as the other kind. */
static phonenum_status settle_object(struct writing *writing, phonenum_verification *verification)
{
    const phonenum_verification_object object = object_of(verification->kind);
    if (is_set(&verification->has_object) && verification->object != PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED)
        return verification->object == object ? PHONENUM_OK : fail(writing, PHONENUM_ERR_JSON_KIND, "object");
    verification->has_object =
        implies_admin(&verification->strategy) == (verification->kind == PHONENUM_VERIFICATION_OTP);
    verification->object = object;
    return PHONENUM_OK;
}

static phonenum_status write_verification(struct writing *writing, const phonenum_verification *verification)
{
    const bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    const bool admin = verification->kind == PHONENUM_VERIFICATION_ADMIN;
    phonenum_status status = PHONENUM_OK;
    phonenum_verification settled;
    if (!otp && (!admin || has_otp_field(verification)))
        return malformed;
    if (ALL_SPARE_BITS(verification))
        return malformed;
    if (writing->dialect == PHONENUM_JSON_API &&
        (!is_set(&verification->has_object) || verification->object != object_of(verification->kind))) {
        settled = *verification;
        status = settle_object(writing, &settled);
        verification = &settled;
    }
    if (!status)
        status = write_object(writing, otp ? JSON_OBJECT_OTP : JSON_OBJECT_ADMIN, verification,
                              &verification->extra_json, &verification->unknown, 1);
    if (status)
        phonenum_error_within(writing->error, otp ? "verification.otp" : "verification.admin");
    return status;
}

static phonenum_status write_links(struct writing *writing, const phonenum_link *links, size_t count)
{
    if (!links)
        return malformed;
    phonenum_json_open(&writing->out, '[');
    for (size_t i = 0; i < count; i++) {
        phonenum_json_begin_item(&writing->out);
        if (SPARE_BITS(&links[i]))
            return malformed;
        /* The record and the list are around it. */
        phonenum_status status =
            write_object(writing, JSON_OBJECT_LINK, &links[i], &links[i].extra_json, &links[i].unknown, 2);
        if (status) {
            phonenum_error_within_element(writing->error, "linked_to", i);
            return status;
        }
    }
    phonenum_json_close(&writing->out, ']');
    return PHONENUM_OK;
}

static phonenum_status write_codes(struct writing *writing, const phonenum_str *codes, size_t count)
{
    struct json_output *out = &writing->out;
    if (!codes || (out->redact && check_record(writing)))
        return malformed;
    phonenum_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        phonenum_json_begin_item(out);
        if (out->redact)
            json_put_str(out, json_redacted);
        else if (write_text(out, &codes[i]))
            return malformed;
    }
    phonenum_json_close(out, ']');
    return PHONENUM_OK;
}

/* REQUIRES: the member is present. */
static phonenum_status write_typed(struct writing *writing, const struct object *object,
                                   const struct json_member *member)
{
    struct json_output *out = &writing->out;
    const void *value = place(object, member->value);
    const bool proto = writing->dialect == PHONENUM_JSON_PROTO;
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
        return write_text(out, value);
    case JSON_EXTRA:
        if (!out->redact)
            return write_text(out, value);
        return check_record(writing)
                   ? malformed
                   : phonenum_json_put_redacted_text(out, *(const phonenum_str *)value, scratch_of(writing));
    case JSON_BOOL:
        json_put_str(out, is_set(value) ? PHONENUM_STR("true") : PHONENUM_STR("false"));
        return PHONENUM_OK;
    case JSON_INT64:
        /* Protobuf's JSON writes an int64 as a string. */
        json_put(out, "\"", proto);
        phonenum_json_put_int64(out, *(const int64_t *)value);
        json_put(out, "\"", proto);
        return PHONENUM_OK;
    case JSON_ENUM:
        return write_enum(writing, member->names, *(const uint32_t *)value);
    case JSON_STRATEGY:
    case JSON_KNOWN_STRATEGY:
    case JSON_CUSTOM_STRATEGY:
        return write_strategy(writing, member, value);
    case JSON_VERIFICATION:
    case JSON_OTP:
    case JSON_ADMIN:
        return write_verification(writing, value);
    case JSON_LINKS:
        return write_links(writing, *(const phonenum_link *const *)value, *(const size_t *)place(object, member->has));
    case JSON_CODES:
        break;
    }
    return write_codes(writing, *(const phonenum_str *const *)value, *(const size_t *)place(object, member->has));
}

static phonenum_status write_record(struct writing *writing, size_t *size)
{
    const phonenum_record *record = writing->record;
    /* Paths are put in front of this error even if no error is written, so it must be initialised. */
    phonenum_error error = {.status = PHONENUM_OK};
    phonenum_error *wanted = writing->error;
    writing->error = &error;
    phonenum_status status = ALL_SPARE_BITS(record) ? malformed
                                                    : write_object(writing, JSON_OBJECT_RECORD, record,
                                                                   &record->extra_json, &record->unknown, 0);
    writing->error = wanted;
    /*
     * JSON is never much smaller than the encoded record, except for whitespace in extra_json, which was looked at. So only
     * a record with large JSON can be too large.
     */
    if (!status && json_output_size(&writing->out) > PHONENUM_ENCODED_SIZE_MAX / 4)
        status = check_record(writing);
    if (!status)
        return phonenum_json_finish_output(&writing->out, size, wanted);
    phonenum_status refused = phonenum_encoded_size(record, size, wanted);
    *size = 0;
    if (refused)
        return refused;
    if (status == PHONENUM_ERR_NO_MEMORY)
        return phonenum_error_set(wanted, status, 0, NULL);
    if (wanted)
        *wanted = error;
    return status;
}

phonenum_status phonenum_json_write(const phonenum_record *record, const phonenum_json_write_options *options,
                                    char *buffer, size_t capacity, size_t *size, phonenum_error *error)
{
    static const phonenum_json_write_options defaults = {.flags = 0};
    const unsigned all_flags =
        PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT | PHONENUM_JSON_DROP_UNKNOWN | PHONENUM_JSON_KEEP_UNKNOWN;
    options = options ? options : &defaults;
    const bool drop = (options->flags & PHONENUM_JSON_DROP_UNKNOWN) != 0;
    const bool keep = (options->flags & PHONENUM_JSON_KEEP_UNKNOWN) != 0;
    *size = 0;
    if ((drop && keep) || options->flags & ~all_flags || options->depth > PHONENUM_DEPTH_MAX || SPARE_BITS(options) ||
        (options->dialect != PHONENUM_JSON_API && options->dialect != PHONENUM_JSON_PROTO))
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0,
                                  "invalid options: check dialect, flags, depth and spare");
    struct writing writing;
    json_begin_output(&writing.out, buffer, capacity, (options->flags & PHONENUM_JSON_PRETTY) != 0,
                      (options->flags & PHONENUM_JSON_REDACT) != 0);
    writing.record = record;
    writing.dialect = options->dialect;
    writing.drop_unknown = drop;
    writing.keep_unknown = keep;
    writing.is_checked = false;
    writing.extra_size = 0;
    writing.depth = options->depth ? options->depth : PHONENUM_DEPTH_DEFAULT;
    writing.has_scratch = false;
    writing.error = error;
    phonenum_status status = write_record(&writing, size);
    if (writing.has_scratch)
        phonenum_arena_free(&writing.scratch);
    return status;
}
