/*
 * Record to JSON, straight into the caller's buffer, by the members' tables. What extra_json holds is first read as
 * reading would read it, so that only what reading would put back there is written.
 */
#include "arena.h"
#include "error.h"
#include "json_read.h"
#include "json_word.h"
#include "limit_defaults.h"
#include "utf8.h"

#include <phonenum/json.h>
#include <string.h>

/* Text that is written as far as there is room, and counted in any case. */
struct output {
    char *next;
    char *end;
    size_t lost;    /* bytes for which there was no room */
    bool too_large; /* for a size_t */
    bool pretty;
    bool redact;
    bool first; /* nothing stands in the innermost object or array yet */
    size_t level;
};

struct writing {
    struct output out;
    const phonenum_record *record;
    phonenum_json_dialect dialect;
    bool drop_unknown;
    bool is_checked;
    size_t depth;
    phonenum_arena scratch;
    phonenum_error *error;
};

/* One object to write. */
struct object {
    enum json_object_kind kind;
    const struct json_object_type *type;
    const void *source; /* the phonenum_record, phonenum_verification or phonenum_link */
    phonenum_str extra_json;
    phonenum_str kept; /* of extra_json, compact: what is written */
    phonenum_str kept_known[JSON_MEMBERS_MAX];
};

/* Once something is lost, all that follows is. */
static COLD void lose(struct output *out, size_t size)
{
    out->too_large = out->too_large || size > SIZE_MAX / 2 - out->lost;
    out->lost += size;
    out->end = out->next;
}

static ALWAYS_INLINE void put(struct output *out, const char *data, size_t size)
{
    if (!LIKELY(size <= (size_t)(out->end - out->next))) {
        lose(out, size);
        return;
    }
    if (size > 0)
        memcpy(out->next, data, size);
    out->next += size;
}

static ALWAYS_INLINE void put_byte(struct output *out, char byte)
{
    put(out, &byte, 1);
}

static void put_str(struct output *out, phonenum_str text)
{
    put(out, text.data, text.size);
}

static COLD void put_line_break(struct output *out)
{
    put_byte(out, '\n');
    for (size_t i = 0; i < out->level; i++)
        put(out, "  ", 2);
}

static void open_bracket(struct output *out, char bracket)
{
    put_byte(out, bracket);
    out->level++;
    out->first = true;
}

/* Begins a member or an element. */
static void begin_item(struct output *out)
{
    if (!out->first)
        put_byte(out, ',');
    out->first = false;
    if (out->pretty)
        put_line_break(out);
}

static void close_bracket(struct output *out, char bracket)
{
    out->level--;
    if (out->pretty && !out->first)
        put_line_break(out);
    out->first = false;
    put_byte(out, bracket);
}

/* Begins a member of the schema's. */
static ALWAYS_INLINE void begin_member(struct output *out, const struct json_member *member)
{
    if (LIKELY(!out->first && !out->pretty && out->end - out->next >= JSON_PATTERN_SIZE)) {
        memcpy(out->next, member->quoted, JSON_PATTERN_SIZE);
        out->next += member->quoted_size + 1;
        return;
    }
    begin_item(out);
    put(out, member->quoted + 1, member->quoted_size);
    if (out->pretty)
        put_byte(out, ' ');
}

/* Begins any other. */
static void begin_other(struct output *out, json_string name)
{
    begin_item(out);
    put_byte(out, '"');
    put_str(out, name.raw);
    put(out, "\": ", out->pretty ? 3 : 2);
}

/* The escape for a byte that needs one; returns its size. */
static size_t escape(unsigned char byte, char out[6])
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    static const char hex[] = "0123456789abcdef";
    const char *found = byte != '\0' ? strchr(plain, byte) : NULL;
    out[0] = '\\';
    if (found) {
        out[1] = letters[found - plain];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x80 && byte != '"' && byte != '\\';
}

/* Copies a text; 0 where it is plain all over. The last word may overlap the one before. REQUIRES: at least 8 bytes. */
static ALWAYS_INLINE uint64_t copy_words(char *out, phonenum_str text)
{
    uint64_t special = 0;
    for (size_t i = 0; i + 8 < text.size; i += 8) {
        uint64_t word = json_load(text.data + i);
        special |= json_special(word);
        json_store(out + i, word);
    }
    uint64_t word = json_load(text.data + text.size - 8);
    json_store(out + text.size - 8, word);
    return special | json_special(word);
}

static bool copy_bytes(char *out, phonenum_str text)
{
    bool plain = true;
    for (size_t i = 0; i < text.size; i++) {
        plain = plain && is_plain(text.data[i]);
        out[i] = text.data[i];
    }
    return plain;
}

/* Writes a string that is plain all over, or returns false. */
static ALWAYS_INLINE bool put_plain_string(struct output *out, phonenum_str text)
{
    char *next = out->next;
    if (text.size >= (size_t)(out->end - next) || (size_t)(out->end - next) - text.size < 2)
        return false;
    if (!(LIKELY(text.size >= 8) ? copy_words(next + 1, text) == 0 : copy_bytes(next + 1, text)))
        return false;
    next[0] = '"';
    next[text.size + 1] = '"';
    out->next = next + text.size + 2;
    return true;
}

/* Writes the bytes that stand for themselves, up to the first that does not. Returns where that is. */
static const char *put_plain(struct output *out, const char *next, const char *end)
{
    const char *start = next;
    for (; end - next >= 8; next += 8) {
        uint64_t special = json_special(json_load(next));
        if (special) {
            next += json_first_byte(special);
            break;
        }
    }
    while (next < end && is_plain(*next))
        next++;
    put(out, start, (size_t)(next - start));
    return next;
}

/* Writes a character that has to be escaped or looked at. Returns the byte behind it; NULL where it is no UTF-8. */
static const char *put_special(struct output *out, const char *next, const char *end)
{
    char escaped[6];
    if ((unsigned char)*next < 0x80) {
        put(out, escaped, escape((unsigned char)*next, escaped));
        return next + 1;
    }
    size_t size = utf8_sequence_size((const uint8_t *)next, (size_t)(end - next));
    put(out, next, size);
    return size > 0 ? next + size : NULL;
}

/* False where the text is no UTF-8. */
static bool put_string(struct output *out, phonenum_str text)
{
    const char *end = text.data + text.size;
    if (LIKELY(put_plain_string(out, text)))
        return true;
    put_byte(out, '"');
    for (const char *next = text.data; next != end;) {
        next = put_plain(out, next, end);
        if (next != end)
            next = put_special(out, next, end);
        if (!next)
            return false;
    }
    put_byte(out, '"');
    return true;
}

static void put_quoted(struct output *out, phonenum_str plain)
{
    put_byte(out, '"');
    put_str(out, plain);
    put_byte(out, '"');
}

static void put_bool(struct output *out, bool value)
{
    put(out, value ? "true" : "false", value ? 4 : 5);
}

/* Any number, digit by digit. */
static COLD void put_long_int64(struct output *out, int64_t value)
{
    char digits[PHONENUM_DECIMAL_SIZE];
    if (value < 0)
        put_byte(out, '-');
    put(out, digits, phonenum_decimal(digits, value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

static void put_int64(struct output *out, int64_t value)
{
    enum {
        EIGHT_DIGITS = 100000000
    };
    const uint64_t low = (uint64_t)value % EIGHT_DIGITS;
    const uint64_t high = (uint64_t)value / EIGHT_DIGITS;
    if (!LIKELY(high < EIGHT_DIGITS && out->end - out->next >= 16)) {
        put_long_int64(out, value);
        return;
    }
    /* Zeros in front are left out: they are the lowest bytes. */
    char *next = out->next;
    uint64_t first = json_digits((uint32_t)(high > 0 ? high : low));
    size_t zeros = first == 0 ? 7 : json_first_byte(first);
    json_store(next, (first + JSON_EACH('0')) >> (8 * zeros));
    next += 8 - zeros;
    if (high > 0) {
        json_store(next, json_digits((uint32_t)low) + JSON_EACH('0'));
        next += 8;
    }
    out->next = next;
}

/* Protobuf's JSON has these as strings. */
static void put_quoted_int64(struct output *out, int64_t value)
{
    put_byte(out, '"');
    put_int64(out, value);
    put_byte(out, '"');
}

static bool is_secret(const struct output *out, json_string name)
{
    return out->redact && phonenum_json_is_secret(name);
}

static const phonenum_str redacted = PHONENUM_STR_INIT("\"[REDACTED]\"");

static phonenum_status put_value(struct output *out, json_scanner *scan);

/* Steps over the value that is next, and writes that it is not shown. */
static phonenum_status put_redacted(struct output *out, json_scanner *scan)
{
    put_str(out, redacted);
    return phonenum_json_skip_value(scan);
}

static phonenum_status put_array(struct output *out, json_scanner *scan,
                                 phonenum_status put_element(struct output *, json_scanner *))
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    open_bracket(out, '[');
    for (size_t index = 0; !status; index++) {
        status = phonenum_json_next_element(scan, &first);
        if (status)
            break;
        begin_item(out);
        status = put_element(out, scan);
        if (status)
            phonenum_error_within_element(scan->error, "", index);
    }
    close_bracket(out, ']');
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Writes, in the place of backup codes, what tells no more than how many there are. */
static phonenum_status put_secret(struct output *out, json_scanner *scan)
{
    return json_peek(scan) == '[' ? put_array(out, scan, put_redacted) : put_redacted(out, scan);
}

static phonenum_status put_next_member(struct output *out, json_scanner *scan)
{
    json_string name;
    phonenum_status status = phonenum_json_scan_name(scan, &name);
    if (status)
        return status;
    begin_other(out, name);
    status = is_secret(out, name) ? put_secret(out, scan) : put_value(out, scan);
    if (status)
        phonenum_json_within_name(scan, name);
    return status;
}

static phonenum_status put_object(struct output *out, json_scanner *scan)
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    open_bracket(out, '{');
    while (!status) {
        status = phonenum_json_next_name(scan, &first);
        if (!status)
            status = put_next_member(out, scan);
    }
    close_bracket(out, '}');
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Writes the value that is next, token by token, in the output's own layout. */
static phonenum_status put_value(struct output *out, json_scanner *scan)
{
    char byte = json_peek(scan);
    if (byte == '{')
        return put_object(out, scan);
    if (byte == '[')
        return put_array(out, scan, put_value);
    const char *start = scan->next;
    phonenum_status status = phonenum_json_skip_value(scan);
    put(out, start, (size_t)(scan->next - start));
    return status;
}

static json_scanner scan_text(phonenum_str text, phonenum_error *error)
{
    const char *begin = text.size > 0 ? text.data : "";
    return (json_scanner){
        .begin = begin, .next = begin, .end = begin + text.size, .most_open = PHONENUM_DEPTH_MAX + 1, .error = error};
}

/* Writes a value that is compact and was checked before, of a member that has begun. */
static void put_checked(struct output *out, json_string name, phonenum_str value)
{
    json_scanner scan = scan_text(value, NULL);
    if (is_secret(out, name))
        (void)put_secret(out, &scan);
    else if (out->redact || out->pretty)
        (void)put_value(out, &scan);
    else
        put_str(out, value);
}

static phonenum_status fail(struct writing *writing, phonenum_status status, const char *field)
{
    (void)phonenum_error_set(writing->error, status, 0, NULL);
    phonenum_error_within(writing->error, field);
    return status;
}

/* For what phonenum_encoded_size() will say what it is. */
static const phonenum_status malformed = PHONENUM_ERR_RECORD;

/* Makes sure that the record can be encoded; for what is not looked at while it is written. */
static phonenum_status check_record(struct writing *writing)
{
    size_t size;
    if (writing->is_checked)
        return PHONENUM_OK;
    writing->is_checked = true;
    return phonenum_encoded_size(writing->record, &size, NULL) ? malformed : PHONENUM_OK;
}

/* Steps through the members of an extra_json that was read before; false behind the last, and where there is none. */
static bool next_extra(phonenum_str extra_json, size_t *position, json_string *name, phonenum_str *value)
{
    if (!extra_json.data || phonenum_json_next_member(extra_json, position, &name->raw, value, NULL))
        return false;
    name->escaped = memchr(name->raw.data, '\\', name->raw.size) != NULL;
    return true;
}

/* Where in the extra_json a member's name stands. REQUIRES: it has the member. */
static size_t offset_of(const struct object *object, size_t index)
{
    size_t position = 0;
    json_string name = {{NULL, 0}, false};
    phonenum_str value;
    while (next_extra(object->extra_json, &position, &name, &value)) {
        if (phonenum_json_find_member(object->type, name) == index)
            break;
    }
    return (size_t)(name.raw.data - 1 - object->extra_json.data);
}

/* Fails for the first member in the set, if there is one. */
static phonenum_status refuse_members(struct writing *writing, const struct object *object, json_member_set members,
                                      const char *message)
{
    size_t index = 0;
    if (members == 0)
        return PHONENUM_OK;
    while (!(members & 1u << index))
        index++;
    json_scanner scan = scan_text(object->extra_json, writing->error);
    (void)phonenum_error_set(writing->error, PHONENUM_ERR_JSON_EXTRA, offset_of(object, index), message);
    phonenum_json_within_name(&scan, json_member_name(&object->type->members[index]));
    phonenum_error_within(writing->error, "extra_json");
    return PHONENUM_ERR_JSON_EXTRA;
}

/* Finds the members of `kept` that the schema knows. */
static json_member_set find_known(struct object *object)
{
    json_member_set found = 0;
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_extra(object->kept, &position, &name, &value)) {
        size_t index = phonenum_json_find_member(object->type, name);
        if (index == object->type->count)
            continue;
        object->kept_known[index] = value;
        found |= 1u << index;
    }
    return found;
}

/* A verification's `object`, which a reader goes by: one that it could not type would leave no kind to read. */
static json_member_set decides_kind(const struct object *object)
{
    return object->kind == JSON_OBJECT_OTP || object->kind == JSON_OBJECT_ADMIN ? 1u : 0;
}

static const void *place(const struct object *object, size_t offset)
{
    return (const char *)object->source + offset;
}

static bool has(const struct object *object, const struct json_member *member)
{
    return *(const bool *)place(object, member->has);
}

/* Whether there is a value to write for a member. The API has no 0 of an enum. */
static bool is_present(const struct writing *writing, const struct object *object, const struct json_member *member)
{
    const void *value = place(object, member->value);
    const phonenum_strategy *strategy = value;
    const phonenum_verification *verification = value;
    const bool proto = writing->dialect == PHONENUM_JSON_PROTO;
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
        return ((const phonenum_str *)value)->data || ((const phonenum_str *)value)->size > 0;
    case JSON_BOOL:
    case JSON_INT64:
        return has(object, member);
    case JSON_ENUM:
        return has(object, member) && (proto || *(const uint32_t *)value != 0);
    case JSON_STRATEGY:
        return strategy->kind != PHONENUM_STRATEGY_NONE &&
               (strategy->kind != PHONENUM_STRATEGY_KNOWN || strategy->known != 0);
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
        return *(const size_t *)place(object, member->has) > 0;
    }
    return false;
}

static json_member_set present_members(const struct writing *writing, const struct object *object)
{
    json_member_set present = 0;
    for (size_t i = 0; i < object->type->count; i++)
        present |= (json_member_set)is_present(writing, object, &object->type->members[i]) << i;
    return present;
}

/* Checks and takes apart an object's extra_json. `open` counts the objects and arrays around the object. */
static phonenum_status prepare_extra(struct writing *writing, struct object *object, size_t open)
{
    json_member_set known;
    phonenum_error error;
    phonenum_status status = check_record(writing);
    if (status)
        return status;
    status = phonenum_json_read_extra(object->kind, object->extra_json, open, writing->depth, &writing->scratch,
                                      &object->kept, &known, &error);
    if (status == PHONENUM_ERR_NO_MEMORY)
        return phonenum_error_set(writing->error, status, 0, NULL);
    if (status) {
        (void)phonenum_error_set(writing->error, PHONENUM_ERR_JSON_EXTRA, error.offset, error.message);
        if (writing->error)
            memcpy(writing->error->field, error.field, sizeof error.field);
        phonenum_error_within(writing->error, "extra_json");
        return PHONENUM_ERR_JSON_EXTRA;
    }
    status = refuse_members(writing, object, known & present_members(writing, object),
                            "the member stands in the record and in extra_json too");
    if (status)
        return status;
    return refuse_members(writing, object, (known & ~find_known(object)) | (known & decides_kind(object)),
                          "a reader would not keep this in extra_json, but has another place for it");
}

/* Writes what there is instead of a typed value: extra_json's, or what stands for none. */
static void put_absent(struct output *out, const struct object *object, const struct json_member *member)
{
    phonenum_str value = {NULL, 0};
    if (object->kept.data)
        value = object->kept_known[member - object->type->members];
    if (!value.data)
        value = phonenum_cstr(member->absent);
    if (!value.data)
        return;
    begin_member(out, member);
    put_checked(out, json_member_name(member), value);
}

static void put_other_extra(struct output *out, const struct object *object)
{
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_extra(object->kept, &position, &name, &value)) {
        if (phonenum_json_find_member(object->type, name) < object->type->count)
            continue;
        begin_other(out, name);
        put_checked(out, name, value);
    }
}

static phonenum_status write_typed(struct writing *writing, const struct object *object,
                                   const struct json_member *member);

static phonenum_status write_members(struct writing *writing, const struct object *object)
{
    const struct json_member *end = object->type->members + object->type->count;
    for (const struct json_member *member = object->type->members; member < end; member++) {
        if (!is_present(writing, object, member)) {
            put_absent(&writing->out, object, member);
            continue;
        }
        begin_member(&writing->out, member);
        phonenum_status status = write_typed(writing, object, member);
        if (status)
            return status;
    }
    return PHONENUM_OK;
}

/* Writes an object, `open` others and arrays around it. */
static phonenum_status write_object(struct writing *writing, enum json_object_kind kind, const void *source,
                                    const phonenum_str *extra_json, const phonenum_bytes *unknown, size_t open)
{
    struct object object;
    const bool api = writing->dialect == PHONENUM_JSON_API;
    phonenum_status status = PHONENUM_OK;
    object.kind = kind;
    object.type = phonenum_json_object_type(writing->dialect, kind);
    object.source = source;
    object.kept = (phonenum_str){NULL, 0};
    if (unknown->size > 0) {
        status = check_record(writing);
        if (!status && !writing->drop_unknown)
            status = fail(writing, PHONENUM_ERR_JSON_UNKNOWN, "unknown");
    }
    if (!status && api && (extra_json->data || extra_json->size > 0)) {
        memset(object.kept_known, 0, sizeof object.kept_known);
        object.extra_json = *extra_json;
        status = prepare_extra(writing, &object, open);
    }
    if (status)
        return status;
    open_bracket(&writing->out, '{');
    status = write_members(writing, &object);
    put_other_extra(&writing->out, &object);
    close_bracket(&writing->out, '}');
    return status;
}

static phonenum_status write_text(struct output *out, const phonenum_str *text)
{
    return text->data && put_string(out, *text) ? PHONENUM_OK : malformed;
}

static phonenum_status write_enum(struct writing *writing, const struct enum_names *names, uint32_t value)
{
    if (value > names->last)
        return malformed;
    struct output *out = &writing->out;
    const struct enum_name *name = &names->list[value];
    if (writing->dialect == PHONENUM_JSON_PROTO) {
        put_quoted(out, name->schema);
    } else if (LIKELY(out->end - out->next >= (ptrdiff_t)sizeof name->quoted)) {
        memcpy(out->next, name->quoted, sizeof name->quoted);
        out->next += name->api.size + 2;
    } else {
        put_quoted(out, name->api);
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

/* Whether a reader of the API's form takes a verification without `object` for an Admin's. */
static bool implies_admin(const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return phonenum_verification_strategy_from_name(strategy->custom) == PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    return strategy->kind == PHONENUM_STRATEGY_KNOWN && strategy->known == PHONENUM_VERIFICATION_STRATEGY_ADMIN;
}

/* Gives the verification an `object` where a reader of the API's form would take it for the other kind. */
static phonenum_status settle_object(struct writing *writing, phonenum_verification *verification)
{
    const phonenum_verification_object object = object_of(verification->kind);
    if (verification->has_object && verification->object != PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED)
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
    if (!otp && (!admin || verification->channel.data || verification->channel.size > 0))
        return malformed;
    if (writing->dialect == PHONENUM_JSON_API &&
        (!verification->has_object || verification->object != object_of(verification->kind))) {
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
    open_bracket(&writing->out, '[');
    for (size_t i = 0; i < count; i++) {
        begin_item(&writing->out);
        /* Around it are the record and the list. */
        phonenum_status status =
            write_object(writing, JSON_OBJECT_LINK, &links[i], &links[i].extra_json, &links[i].unknown, 2);
        if (status) {
            phonenum_error_within_element(writing->error, "linked_to", i);
            return status;
        }
    }
    close_bracket(&writing->out, ']');
    return PHONENUM_OK;
}

static phonenum_status write_codes(struct output *out, const phonenum_str *codes, size_t count)
{
    if (!codes)
        return malformed;
    open_bracket(out, '[');
    for (size_t i = 0; i < count; i++) {
        begin_item(out);
        if (out->redact && codes[i].data)
            put_str(out, redacted);
        else if (write_text(out, &codes[i]))
            return malformed;
    }
    close_bracket(out, ']');
    return PHONENUM_OK;
}

/* REQUIRES: the member is present. */
static phonenum_status write_typed(struct writing *writing, const struct object *object,
                                   const struct json_member *member)
{
    struct output *out = &writing->out;
    const void *value = place(object, member->value);
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
        return write_text(out, value);
    case JSON_BOOL:
        put_bool(out, *(const bool *)value);
        return PHONENUM_OK;
    case JSON_INT64:
        if (writing->dialect == PHONENUM_JSON_PROTO)
            put_quoted_int64(out, *(const int64_t *)value);
        else
            put_int64(out, *(const int64_t *)value);
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
        return write_codes(out, *(const phonenum_str *const *)value, *(const size_t *)place(object, member->has));
    }
    return PHONENUM_OK;
}

/* Tells the caller how it went: the bytes written, or needed, or none. */
static phonenum_status finish(const struct output *out, const char *buffer, size_t *size, phonenum_error *error)
{
    if (out->too_large)
        return phonenum_error_set(error, PHONENUM_ERR_LIMIT, 0, "the JSON would be larger than memory can be");
    *size = (size_t)(out->next - buffer) + out->lost;
    return out->lost > 0 ? phonenum_error_set(error, PHONENUM_ERR_NO_SPACE, 0, NULL) : phonenum_success(error);
}

static struct output begin_output(char *buffer, size_t capacity)
{
    return (struct output){.next = buffer, .end = capacity > 0 ? buffer + capacity : buffer};
}

static phonenum_status write_record(struct writing *writing, size_t *size, const char *buffer)
{
    const phonenum_record *record = writing->record;
    phonenum_error error;
    phonenum_error *wanted = writing->error;
    writing->error = &error;
    phonenum_status status =
        write_object(writing, JSON_OBJECT_RECORD, record, &record->extra_json, &record->unknown, 0);
    if (!status && writing->out.next - buffer > PHONENUM_ENCODED_SIZE_MAX)
        status = check_record(writing);
    if (!status)
        return finish(&writing->out, buffer, size, wanted);
    phonenum_status refused = phonenum_encoded_size(record, size, wanted);
    *size = 0;
    if (refused)
        return refused;
    if (wanted)
        *wanted = error;
    return status;
}

phonenum_status phonenum_json_write(const phonenum_record *record, char *buffer, size_t capacity, size_t *size,
                                    const phonenum_json_write_options *options, phonenum_error *error)
{
    static const phonenum_json_write_options defaults = {.flags = 0};
    const unsigned all_flags = PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT | PHONENUM_JSON_DROP_UNKNOWN;
    options = options ? options : &defaults;
    *size = 0;
    if (options->flags & ~all_flags || options->depth > PHONENUM_DEPTH_MAX ||
        (options->dialect != PHONENUM_JSON_API && options->dialect != PHONENUM_JSON_PROTO))
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "an option of writing JSON is out of range");
    struct writing writing = {
        .out = begin_output(buffer, capacity),
        .record = record,
        .dialect = options->dialect,
        .drop_unknown = (options->flags & PHONENUM_JSON_DROP_UNKNOWN) != 0,
        .depth = options->depth ? options->depth : PHONENUM_DEPTH_DEFAULT,
        .error = error,
    };
    writing.out.pretty = (options->flags & PHONENUM_JSON_PRETTY) != 0;
    writing.out.redact = (options->flags & PHONENUM_JSON_REDACT) != 0;
    phonenum_arena_init(&writing.scratch, NULL, 0, NULL);
    phonenum_arena_wipe_on_reset(&writing.scratch);
    phonenum_status status = write_record(&writing, size, buffer);
    phonenum_arena_free(&writing.scratch);
    return status;
}

phonenum_status phonenum_json_redact(phonenum_str text, char *buffer, size_t capacity, size_t *size,
                                     phonenum_error *error)
{
    struct output out = begin_output(buffer, capacity);
    json_scanner scan = scan_text(text, error);
    *size = 0;
    out.redact = true;
    phonenum_status status = put_value(&out, &scan);
    if (!status)
        status = phonenum_json_finish(&scan);
    return status ? status : finish(&out, buffer, size, error);
}

phonenum_status phonenum_json_next_member(phonenum_str object, size_t *position, phonenum_str *name,
                                          phonenum_str *value, phonenum_error *error)
{
    json_scanner scan = scan_text(object, error);
    json_string string = {{NULL, 0}, false};
    bool first = *position == 0;
    *name = *value = (phonenum_str){NULL, 0};
    phonenum_status status = PHONENUM_OK;
    if (!first)
        scan.next += *position;
    else if (json_peek(&scan) == '{')
        scan.next++;
    else
        status = phonenum_json_unexpected(&scan, "a JSON object must stand here");
    scan.open = 1;
    if (!status)
        status = phonenum_json_next_name(&scan, &first);
    if (status == PHONENUM_END)
        return phonenum_error_set(error, status, 0, NULL);
    if (!status)
        status = phonenum_json_scan_name(&scan, &string);
    if (status)
        return status;
    const char *start = scan.next;
    status = phonenum_json_skip_value(&scan);
    if (status) {
        phonenum_json_within_name(&scan, string);
        return status;
    }
    *name = string.raw;
    *value = (phonenum_str){start, (size_t)(scan.next - start)};
    *position = (size_t)(scan.next - scan.begin);
    return phonenum_success(error);
}
