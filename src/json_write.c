/*
 * Record to JSON, straight into the caller's buffer. What extra_json holds is first read as reading would read it, so
 * that only what reading would put back there is written.
 */
#include "arena.h"
#include "error.h"
#include "json_members.h"
#include "json_scan.h"
#include "limit_defaults.h"

#include <phonenum/json.h>
#include <string.h>

/* Text that is written as far as the buffer goes, and counted in any case. */
struct output {
    char *buffer;
    size_t capacity;
    size_t size;
    bool too_large; /* for a size_t */
    bool pretty;
    bool redact;
    bool first; /* nothing stands in the innermost object or array yet */
    size_t level;
};

struct writing {
    struct output out;
    bool drop_unknown;
    size_t depth;
    phonenum_arena scratch;
    phonenum_error *error;
};

/* One object to write: which typed members it has, and its extra_json, taken apart. */
struct object {
    enum json_object_kind kind;
    const void *source; /* the phonenum_record, phonenum_verification or phonenum_link */
    json_member_set present;
    phonenum_str extra_json;
    phonenum_str kept; /* of extra_json, compact: what is written */
    phonenum_str kept_known[JSON_MEMBERS_MAX];
};

static void put(struct output *out, const char *data, size_t size)
{
    if (size > SIZE_MAX - out->size) {
        out->too_large = true;
        return;
    }
    if (size > 0 && out->size < out->capacity) {
        size_t room = out->capacity - out->size;
        memcpy(out->buffer + out->size, data, size < room ? size : room);
    }
    out->size += size;
}

static void put_text(struct output *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_line_break(struct output *out)
{
    put(out, "\n", 1);
    for (size_t i = 0; i < out->level; i++)
        put(out, "  ", 2);
}

static void open_bracket(struct output *out, char bracket)
{
    put(out, &bracket, 1);
    out->level++;
    out->first = true;
}

/* Begins a member or an element. */
static void begin_item(struct output *out)
{
    if (!out->first)
        put(out, ",", 1);
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
    put(out, &bracket, 1);
}

static void begin_member(struct output *out, phonenum_str name)
{
    begin_item(out);
    put(out, "\"", 1);
    put(out, name.data, name.size);
    put_text(out, out->pretty ? "\": " : "\":");
}

/* The escape for a byte that needs one; returns its size, 0 for none. */
static size_t escape(unsigned char byte, char out[6])
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    static const char hex[] = "0123456789abcdef";
    if (byte >= 0x20 && byte != '"' && byte != '\\')
        return 0;
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

static void put_string(struct output *out, phonenum_str text)
{
    put(out, "\"", 1);
    size_t written = 0;
    for (size_t i = 0; i < text.size; i++) {
        char escaped[6];
        size_t size = escape((unsigned char)text.data[i], escaped);
        if (size == 0)
            continue;
        put(out, text.data + written, i - written);
        put(out, escaped, size);
        written = i + 1;
    }
    if (text.size > 0)
        put(out, text.data + written, text.size - written);
    put(out, "\"", 1);
}

static void put_bool(struct output *out, bool value)
{
    put_text(out, value ? "true" : "false");
}

static void put_int64(struct output *out, int64_t value)
{
    char digits[PHONENUM_DECIMAL_SIZE];
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0)
        put(out, "-", 1);
    put(out, digits, phonenum_decimal(digits, magnitude));
}

static bool is_secret(const struct output *out, json_string name)
{
    return out->redact && phonenum_json_string_is(name, "backup_codes");
}

static const char redacted[] = "\"[REDACTED]\"";

static phonenum_status put_value(struct output *out, json_scanner *scan);

/* Steps over the value that is next, and writes that it is not shown. */
static phonenum_status put_redacted(struct output *out, json_scanner *scan)
{
    put_text(out, redacted);
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
    return phonenum_json_peek(scan) == '[' ? put_array(out, scan, put_redacted) : put_redacted(out, scan);
}

static phonenum_status put_object(struct output *out, json_scanner *scan)
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    open_bracket(out, '{');
    while (!status) {
        json_string name;
        status = phonenum_json_next_name(scan, &first, &name);
        if (status)
            break;
        begin_member(out, name.raw);
        status = is_secret(out, name) ? put_secret(out, scan) : put_value(out, scan);
        if (status)
            phonenum_json_within_name(scan, name);
    }
    close_bracket(out, '}');
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Writes the value that is next, token by token, in the output's own layout. */
static phonenum_status put_value(struct output *out, json_scanner *scan)
{
    char byte = phonenum_json_peek(scan);
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

/* Writes a member of which the value is compact and was checked before. */
static void put_member(struct output *out, json_string name, phonenum_str value)
{
    json_scanner scan = scan_text(value, NULL);
    begin_member(out, name.raw);
    if (is_secret(out, name))
        (void)put_secret(out, &scan);
    else if (out->redact || out->pretty)
        (void)put_value(out, &scan);
    else
        put(out, value.data, value.size);
}

static phonenum_status fail(struct writing *writing, phonenum_status status, const char *field, const char *message)
{
    (void)phonenum_error_set(writing->error, status, 0, message);
    phonenum_error_within(writing->error, field);
    return status;
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
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    size_t position = 0;
    json_string name = {{NULL, 0}, false};
    phonenum_str value;
    while (next_extra(object->extra_json, &position, &name, &value)) {
        if (phonenum_json_find_member(type, name) == (int)index)
            return (size_t)(name.raw.data - 1 - object->extra_json.data);
    }
    return 0;
}

/* Fails for the first member in the set, if there is one. */
static phonenum_status refuse_members(struct writing *writing, const struct object *object, json_member_set members,
                                      const char *message)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    for (size_t i = 0; i < type->count; i++) {
        if (!(members & 1u << i))
            continue;
        (void)phonenum_error_set(writing->error, PHONENUM_ERR_JSON_EXTRA, offset_of(object, i), message);
        phonenum_error_within(writing->error, type->members[i].name);
        phonenum_error_within(writing->error, "extra_json");
        return PHONENUM_ERR_JSON_EXTRA;
    }
    return PHONENUM_OK;
}

/* Finds the members of `kept` that the schema knows. */
static json_member_set find_known(struct object *object)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    json_member_set found = 0;
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_extra(object->kept, &position, &name, &value)) {
        int known = phonenum_json_find_member(type, name);
        if (known < 0)
            continue;
        object->kept_known[known] = value;
        found |= 1u << known;
    }
    return found;
}

/* A verification's `object`, which a reader goes by: one that it could not type would leave no kind to read. */
static json_member_set decides_kind(enum json_object_kind kind)
{
    return kind == JSON_OTP || kind == JSON_ADMIN ? 1u << JSON_VERIFICATION_OBJECT : 0;
}

/* Checks and takes apart an object's extra_json. `open` counts the objects and arrays around the object. */
static phonenum_status prepare_extra(struct writing *writing, struct object *object, size_t open)
{
    json_member_set known;
    phonenum_error error;
    if (!object->extra_json.data)
        return PHONENUM_OK;
    phonenum_status status = phonenum_json_read_extra(object->kind, object->extra_json, open, writing->depth,
                                                      &writing->scratch, &object->kept, &known, &error);
    if (status == PHONENUM_ERR_NO_MEMORY)
        return phonenum_error_set(writing->error, status, 0, NULL);
    if (status) {
        (void)phonenum_error_set(writing->error, PHONENUM_ERR_JSON_EXTRA, error.offset, error.message);
        if (writing->error)
            memcpy(writing->error->field, error.field, sizeof error.field);
        phonenum_error_within(writing->error, "extra_json");
        return PHONENUM_ERR_JSON_EXTRA;
    }
    status = refuse_members(writing, object, known & object->present,
                            "the member stands in the record and in extra_json too");
    if (status)
        return status;
    return refuse_members(writing, object, (known & ~find_known(object)) | (known & decides_kind(object->kind)),
                          "a reader would not keep this in extra_json, but has another place for it");
}

static void put_known_extra(struct output *out, const struct object *object, size_t index)
{
    const struct json_member *member = &phonenum_json_object_type(object->kind)->members[index];
    json_string name = {phonenum_cstr(member->name), false};
    phonenum_str value = object->kept_known[index];
    if (value.data || member->absent)
        put_member(out, name, value.data ? value : phonenum_cstr(member->absent));
}

static void put_other_extra(struct output *out, const struct object *object)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    size_t position = 0;
    json_string name;
    phonenum_str value;
    while (next_extra(object->kept, &position, &name, &value)) {
        if (phonenum_json_find_member(type, name) < 0)
            put_member(out, name, value);
    }
}

static phonenum_status write_typed(struct writing *writing, const struct object *object, size_t index);

static phonenum_status write_object(struct writing *writing, struct object *object, size_t open)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    struct output *out = &writing->out;
    phonenum_status status = prepare_extra(writing, object, open);
    if (status)
        return status;
    open_bracket(out, '{');
    for (size_t i = 0; i < type->count; i++) {
        if (!(object->present & 1u << i)) {
            put_known_extra(out, object, i);
            continue;
        }
        begin_member(out, phonenum_cstr(type->members[i].name));
        status = write_typed(writing, object, i);
        if (status)
            return status;
    }
    put_other_extra(out, object);
    close_bracket(out, '}');
    return PHONENUM_OK;
}

static json_member_set bit_if(bool present, int member)
{
    return (json_member_set)present << member;
}

static phonenum_status check_unknown(struct writing *writing, phonenum_bytes unknown)
{
    if (unknown.size == 0 || writing->drop_unknown)
        return PHONENUM_OK;
    return fail(writing, PHONENUM_ERR_JSON_UNKNOWN, "unknown", NULL);
}

static json_member_set present_in_link(const phonenum_link *link)
{
    return bit_if(link->type.data, JSON_LINK_TYPE) | bit_if(link->id.data, JSON_LINK_ID);
}

static phonenum_status write_link(struct writing *writing, const phonenum_link *link)
{
    struct object object = {
        .kind = JSON_LINK, .source = link, .present = present_in_link(link), .extra_json = link->extra_json};
    phonenum_status status = check_unknown(writing, link->unknown);
    /* Around it are the record and the list. */
    return status ? status : write_object(writing, &object, 2);
}

/* The strategy as JSON has it; absent for none. */
static phonenum_str strategy_text(const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return strategy->custom;
    return phonenum_cstr(
        strategy->kind == PHONENUM_STRATEGY_KNOWN ? phonenum_verification_strategy_name(strategy->known) : NULL);
}

/* What a reader takes a verification without `object` for. */
static phonenum_verification_kind implied_kind(const phonenum_verification *verification)
{
    phonenum_str text = strategy_text(&verification->strategy);
    bool admin = text.data && text.size == strlen("admin") && memcmp(text.data, "admin", text.size) == 0;
    return admin ? PHONENUM_VERIFICATION_ADMIN : PHONENUM_VERIFICATION_OTP;
}

static phonenum_verification_object object_of(phonenum_verification_kind kind)
{
    return kind == PHONENUM_VERIFICATION_OTP ? PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP
                                             : PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
}

static bool says_object(const phonenum_verification *verification)
{
    return verification->has_object && verification->object != PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED;
}

static json_member_set present_in_verification(const phonenum_verification *verification)
{
    bool object = says_object(verification) || implied_kind(verification) != verification->kind;
    bool status = verification->has_status && verification->status != PHONENUM_VERIFICATION_STATUS_UNSPECIFIED;
    return bit_if(object, JSON_VERIFICATION_OBJECT) | bit_if(status, JSON_VERIFICATION_STATUS) |
           bit_if(strategy_text(&verification->strategy).data, JSON_VERIFICATION_STRATEGY) |
           bit_if(verification->has_attempts, JSON_VERIFICATION_ATTEMPTS) |
           bit_if(verification->has_expire_at, JSON_VERIFICATION_EXPIRE_AT) |
           bit_if(verification->verified_at_client.data, JSON_VERIFICATION_VERIFIED_AT_CLIENT) |
           bit_if(verification->channel.data, JSON_VERIFICATION_CHANNEL);
}

static phonenum_status write_verification(struct writing *writing, const phonenum_verification *verification)
{
    bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    struct object object = {.kind = otp ? JSON_OTP : JSON_ADMIN,
                            .source = verification,
                            .present = present_in_verification(verification),
                            .extra_json = verification->extra_json};
    phonenum_status status = check_unknown(writing, verification->unknown);
    if (!status && says_object(verification) && verification->object != object_of(verification->kind))
        status = fail(writing, PHONENUM_ERR_JSON_KIND, "object", NULL);
    if (!status)
        status = write_object(writing, &object, 1);
    if (status)
        phonenum_error_within(writing->error, otp ? "verification.otp" : "verification.admin");
    return status;
}

static phonenum_status write_links(struct writing *writing, const phonenum_record *record)
{
    open_bracket(&writing->out, '[');
    for (size_t i = 0; i < record->linked_to_count; i++) {
        begin_item(&writing->out);
        phonenum_status status = write_link(writing, &record->linked_to[i]);
        if (status) {
            phonenum_error_within_element(writing->error, "linked_to", i);
            return status;
        }
    }
    close_bracket(&writing->out, ']');
    return PHONENUM_OK;
}

static void write_codes(struct output *out, const phonenum_record *record)
{
    open_bracket(out, '[');
    for (size_t i = 0; i < record->backup_codes_count; i++) {
        begin_item(out);
        if (out->redact)
            put_text(out, redacted);
        else
            put_string(out, record->backup_codes[i]);
    }
    close_bracket(out, ']');
}

static phonenum_status write_record_member(struct writing *writing, const phonenum_record *record, size_t member)
{
    struct output *out = &writing->out;
    switch ((enum json_record_member)member) {
    case JSON_RECORD_ID:
        put_string(out, record->id);
        break;
    case JSON_RECORD_OBJECT:
        put_string(out, phonenum_cstr(phonenum_phone_number_object_name(record->object)));
        break;
    case JSON_RECORD_PHONE_NUMBER:
        put_string(out, record->phone_number);
        break;
    case JSON_RECORD_RESERVED_FOR_SECOND_FACTOR:
        put_bool(out, record->reserved_for_second_factor);
        break;
    case JSON_RECORD_DEFAULT_SECOND_FACTOR:
        put_bool(out, record->default_second_factor);
        break;
    case JSON_RECORD_RESERVED:
        put_bool(out, record->reserved);
        break;
    case JSON_RECORD_VERIFICATION:
        return write_verification(writing, &record->verification);
    case JSON_RECORD_LINKED_TO:
        return write_links(writing, record);
    case JSON_RECORD_BACKUP_CODES:
        write_codes(out, record);
        break;
    case JSON_RECORD_CREATED_AT:
        put_int64(out, record->created_at);
        break;
    case JSON_RECORD_UPDATED_AT:
        put_int64(out, record->updated_at);
        break;
    }
    return PHONENUM_OK;
}

static void write_verification_member(struct output *out, const phonenum_verification *verification, size_t member)
{
    switch ((enum json_verification_member)member) {
    case JSON_VERIFICATION_OBJECT:
        put_string(out, phonenum_cstr(phonenum_verification_object_name(
                            says_object(verification) ? verification->object : object_of(verification->kind))));
        break;
    case JSON_VERIFICATION_STATUS:
        put_string(out, phonenum_cstr(phonenum_verification_status_name(verification->status)));
        break;
    case JSON_VERIFICATION_STRATEGY:
        put_string(out, strategy_text(&verification->strategy));
        break;
    case JSON_VERIFICATION_ATTEMPTS:
        put_int64(out, verification->attempts);
        break;
    case JSON_VERIFICATION_EXPIRE_AT:
        put_int64(out, verification->expire_at);
        break;
    case JSON_VERIFICATION_VERIFIED_AT_CLIENT:
        put_string(out, verification->verified_at_client);
        break;
    case JSON_VERIFICATION_CHANNEL:
        put_string(out, verification->channel);
        break;
    }
}

static phonenum_status write_typed(struct writing *writing, const struct object *object, size_t index)
{
    const phonenum_link *link = object->source;
    switch (object->kind) {
    case JSON_RECORD:
        return write_record_member(writing, object->source, index);
    case JSON_LINK:
        put_string(&writing->out, index == JSON_LINK_TYPE ? link->type : link->id);
        return PHONENUM_OK;
    default:
        write_verification_member(&writing->out, object->source, index);
        return PHONENUM_OK;
    }
}

static json_member_set present_in_record(const phonenum_record *record)
{
    bool object = record->has_object && record->object != PHONENUM_PHONE_NUMBER_OBJECT_UNSPECIFIED;
    return bit_if(record->id.data, JSON_RECORD_ID) | bit_if(object, JSON_RECORD_OBJECT) |
           bit_if(record->phone_number.data, JSON_RECORD_PHONE_NUMBER) |
           bit_if(record->has_reserved_for_second_factor, JSON_RECORD_RESERVED_FOR_SECOND_FACTOR) |
           bit_if(record->has_default_second_factor, JSON_RECORD_DEFAULT_SECOND_FACTOR) |
           bit_if(record->has_reserved, JSON_RECORD_RESERVED) |
           bit_if(record->verification.kind != PHONENUM_VERIFICATION_NONE, JSON_RECORD_VERIFICATION) |
           bit_if(record->linked_to_count > 0, JSON_RECORD_LINKED_TO) |
           bit_if(record->backup_codes_count > 0, JSON_RECORD_BACKUP_CODES) |
           bit_if(record->has_created_at, JSON_RECORD_CREATED_AT) |
           bit_if(record->has_updated_at, JSON_RECORD_UPDATED_AT);
}

static phonenum_status write_record(struct writing *writing, const phonenum_record *record)
{
    struct object object = {
        .kind = JSON_RECORD, .source = record, .present = present_in_record(record), .extra_json = record->extra_json};
    phonenum_status status = check_unknown(writing, record->unknown);
    return status ? status : write_object(writing, &object, 0);
}

/* Tells the caller how it went: the bytes written, or needed, or none. */
static phonenum_status finish(const struct output *out, size_t *size, phonenum_error *error)
{
    if (out->too_large)
        return phonenum_error_set(error, PHONENUM_ERR_LIMIT, 0, "the JSON would be larger than memory can be");
    *size = out->size;
    return phonenum_error_set(error, out->size > out->capacity ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_json_write(const phonenum_record *record, char *buffer, size_t capacity, size_t *size,
                                    const phonenum_json_write_options *options, phonenum_error *error)
{
    static const phonenum_json_write_options defaults = {0, 0};
    const unsigned all_flags = PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT | PHONENUM_JSON_DROP_UNKNOWN;
    options = options ? options : &defaults;
    *size = 0;
    if (options->flags & ~all_flags || options->depth > PHONENUM_DEPTH_MAX)
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "an option of writing JSON is out of range");
    size_t encoded_size;
    phonenum_status status = phonenum_encoded_size(record, &encoded_size, error);
    if (status)
        return status;
    struct writing writing = {
        .out = {.buffer = buffer,
                .capacity = capacity,
                .pretty = (options->flags & PHONENUM_JSON_PRETTY) != 0,
                .redact = (options->flags & PHONENUM_JSON_REDACT) != 0},
        .drop_unknown = (options->flags & PHONENUM_JSON_DROP_UNKNOWN) != 0,
        .depth = options->depth ? options->depth : PHONENUM_DEPTH_DEFAULT,
        .error = error,
    };
    phonenum_arena_init(&writing.scratch, NULL, 0, NULL);
    phonenum_arena_wipe_on_reset(&writing.scratch);
    status = write_record(&writing, record);
    phonenum_arena_free(&writing.scratch);
    return status ? status : finish(&writing.out, size, error);
}

phonenum_status phonenum_json_redact(phonenum_str text, char *buffer, size_t capacity, size_t *size,
                                     phonenum_error *error)
{
    struct output out = {.buffer = buffer, .capacity = capacity, .redact = true};
    json_scanner scan = scan_text(text, error);
    *size = 0;
    phonenum_status status = put_value(&out, &scan);
    if (!status)
        status = phonenum_json_finish(&scan);
    return status ? status : finish(&out, size, error);
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
    else if (phonenum_json_peek(&scan) == '{')
        scan.next++;
    else
        status = phonenum_json_unexpected(&scan, "a JSON object must stand here");
    scan.open = 1;
    if (!status)
        status = phonenum_json_next_name(&scan, &first, &string);
    if (status == PHONENUM_END)
        return phonenum_error_set(error, status, 0, NULL);
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
