/*
 * JSON to record, straight from the text. A value whose kind decides what becomes of it (a verification, a list) is
 * looked through before it is read.
 */
#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "json_members.h"
#include "json_scan.h"
#include "limit_defaults.h"

#include <phonenum/json.h>
#include <stdalign.h>
#include <string.h>

struct reading {
    json_scanner scan;
    phonenum_limits limits;
    bool strict;
    phonenum_arena *arena;
};

/* One object while it is read. */
struct object {
    enum json_object_kind kind;
    void *target; /* the phonenum_record, phonenum_verification or phonenum_link */
    json_member_set seen;
    phonenum_buffer extra;
};

static phonenum_status fail_memory(struct reading *reading)
{
    return phonenum_error_set(reading->scan.error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
}

static phonenum_status keep_text(struct reading *reading, json_string string, phonenum_str *text)
{
    char *data = phonenum_arena_alloc(reading->arena, string.raw.size + 1, 1);
    if (!data)
        return fail_memory(reading);
    size_t size = phonenum_json_unescape(string, data);
    data[size] = '\0';
    *text = (phonenum_str){data, size};
    return PHONENUM_OK;
}

/*
 * The read_ functions below type the next value if they can, and then set *typed. Where they don't, the caller goes
 * back to the start of the value, for extra_json.
 */

static phonenum_status read_text(struct reading *reading, phonenum_str *text, bool *typed)
{
    json_string string;
    if (phonenum_json_peek(&reading->scan) != '"')
        return PHONENUM_OK;
    *typed = true;
    phonenum_status status = phonenum_json_scan_string(&reading->scan, &string);
    return status ? status : keep_text(reading, string, text);
}

static phonenum_status read_bool(struct reading *reading, bool *has, bool *value, bool *typed)
{
    char byte = phonenum_json_peek(&reading->scan);
    if (byte != 't' && byte != 'f')
        return PHONENUM_OK;
    *typed = true;
    *has = true;
    *value = byte == 't';
    return phonenum_json_scan_word(&reading->scan);
}

/* False for what int64 can't hold, or would hold with other digits: fractions, exponents, too many digits, -0. */
static bool parse_int64(phonenum_str number, int64_t *value)
{
    bool negative = number.data[0] == '-';
    const uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t magnitude = 0;
    for (size_t i = negative; i < number.size; i++) {
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(number.data[i] - '0');
        if (magnitude > (most - digit) / 10)
            return false;
        magnitude = 10 * magnitude + digit;
    }
    if (negative && magnitude == 0)
        return false;
    *value = !negative ? (int64_t)magnitude : -(int64_t)(magnitude - 1) - 1;
    return true;
}

static phonenum_status read_int64(struct reading *reading, bool *has, int64_t *value, bool *typed)
{
    phonenum_str number;
    char byte = phonenum_json_peek(&reading->scan);
    if (byte != '-' && (byte < '0' || byte > '9'))
        return PHONENUM_OK;
    phonenum_status status = phonenum_json_scan_number(&reading->scan, &number);
    if (!status)
        *typed = *has = parse_int64(number, value);
    return status;
}

/* No enum has a longer name. */
enum {
    NAME_SIZE_MAX = 32,
    ESCAPE_SIZE_MAX = 6
};

/* Reads a string that may be an enum's name. Absent for any other value, which no enum has for a name. */
static phonenum_status read_name(struct reading *reading, char out[NAME_SIZE_MAX * ESCAPE_SIZE_MAX], phonenum_str *name)
{
    json_string string;
    *name = (phonenum_str){NULL, 0};
    if (phonenum_json_peek(&reading->scan) != '"')
        return PHONENUM_OK;
    phonenum_status status = phonenum_json_scan_string(&reading->scan, &string);
    if (!status && string.raw.size <= NAME_SIZE_MAX * ESCAPE_SIZE_MAX)
        *name = (phonenum_str){out, phonenum_json_unescape(string, out)};
    return status;
}

static phonenum_status read_strategy(struct reading *reading, phonenum_strategy *strategy, bool *typed)
{
    phonenum_str text = {NULL, 0};
    phonenum_status status = read_text(reading, &text, typed);
    if (status || !*typed)
        return status;
    strategy->known = phonenum_verification_strategy_from_name(text);
    strategy->kind = strategy->known ? PHONENUM_STRATEGY_KNOWN : PHONENUM_STRATEGY_CUSTOM;
    strategy->custom = strategy->known ? (phonenum_str){NULL, 0} : text;
    return PHONENUM_OK;
}

static phonenum_status read_verification_member(struct reading *reading, phonenum_verification *verification,
                                                int member, bool *typed)
{
    char buffer[NAME_SIZE_MAX * ESCAPE_SIZE_MAX];
    phonenum_str name;
    phonenum_status status;
    switch ((enum json_verification_member)member) {
    case JSON_VERIFICATION_OBJECT:
        status = read_name(reading, buffer, &name);
        verification->object = phonenum_verification_object_from_name(name);
        *typed = verification->has_object = verification->object != 0;
        return status;
    case JSON_VERIFICATION_STATUS:
        status = read_name(reading, buffer, &name);
        verification->status = phonenum_verification_status_from_name(name);
        *typed = verification->has_status = verification->status != 0;
        return status;
    case JSON_VERIFICATION_STRATEGY:
        return read_strategy(reading, &verification->strategy, typed);
    case JSON_VERIFICATION_ATTEMPTS:
        return read_int64(reading, &verification->has_attempts, &verification->attempts, typed);
    case JSON_VERIFICATION_EXPIRE_AT:
        return read_int64(reading, &verification->has_expire_at, &verification->expire_at, typed);
    case JSON_VERIFICATION_VERIFIED_AT_CLIENT:
        return read_text(reading, &verification->verified_at_client, typed);
    case JSON_VERIFICATION_CHANNEL:
        return read_text(reading, &verification->channel, typed);
    }
    return PHONENUM_OK;
}

static phonenum_status refuse_untyped(struct reading *reading, const char *at)
{
    return phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_STRICT, at, NULL);
}

/* A scanner to look ahead with: it does not collect names, since what it sees will be read again. */
static json_scanner look_ahead(const struct reading *reading)
{
    json_scanner scan = reading->scan;
    scan.arena = NULL;
    return scan;
}

/* What decides the kind of a verification. */
struct kind_members {
    json_string object;
    json_string strategy;
    const char *object_at; /* NULL: `object` is absent or null */
};

static phonenum_status look_at_member(json_scanner *scan, json_string name, struct kind_members *members)
{
    bool is_object = phonenum_json_string_is(name, "object");
    bool is_strategy = phonenum_json_string_is(name, "strategy");
    char byte = phonenum_json_peek(scan);
    if (is_object && byte != 'n' && !members->object_at)
        members->object_at = scan->next;
    if (byte == '"' && (is_object || is_strategy))
        return phonenum_json_scan_string(scan, is_object ? &members->object : &members->strategy);
    return phonenum_json_skip_value(scan);
}

/* Looks through the object that is next. */
static phonenum_status look_at_verification(const struct reading *reading, struct kind_members *members)
{
    json_scanner scan = look_ahead(reading);
    json_string name;
    bool first = true;
    phonenum_status status = phonenum_json_enter(&scan);
    while (!status) {
        status = phonenum_json_next_name(&scan, &first, &name);
        if (status)
            break;
        status = look_at_member(&scan, name, members);
        if (status)
            phonenum_json_within_name(&scan, name);
    }
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* NONE where an `object` that the schema does not know leaves the verification without a typed place. */
static phonenum_verification_kind kind_of(const struct kind_members *members)
{
    if (!members->object_at)
        return phonenum_json_string_is(members->strategy, "admin") ? PHONENUM_VERIFICATION_ADMIN
                                                                   : PHONENUM_VERIFICATION_OTP;
    return phonenum_json_string_is(members->object, "verification_otp")     ? PHONENUM_VERIFICATION_OTP
           : phonenum_json_string_is(members->object, "verification_admin") ? PHONENUM_VERIFICATION_ADMIN
                                                                            : PHONENUM_VERIFICATION_NONE;
}

static phonenum_status read_object(struct reading *reading, struct object *object, phonenum_str *extra_json);

static phonenum_status read_verification(struct reading *reading, phonenum_verification *verification, bool *typed)
{
    struct kind_members members = {{{"", 0}, false}, {{"", 0}, false}, NULL};
    if (phonenum_json_peek(&reading->scan) != '{')
        return PHONENUM_OK;
    phonenum_status status = look_at_verification(reading, &members);
    if (status)
        return status;
    verification->kind = kind_of(&members);
    if (verification->kind == PHONENUM_VERIFICATION_NONE && reading->strict) {
        status = refuse_untyped(reading, members.object_at);
        phonenum_error_within(reading->scan.error, "object");
        return status;
    }
    *typed = verification->kind != PHONENUM_VERIFICATION_NONE;
    if (!*typed)
        return PHONENUM_OK;
    struct object object = {.kind = verification->kind == PHONENUM_VERIFICATION_OTP ? JSON_OTP : JSON_ADMIN,
                            .target = verification};
    return read_object(reading, &object, &verification->extra_json);
}

/* Looks whether the next value is an array whose elements all begin with this byte, and counts them. */
static phonenum_status look_at_list(const struct reading *reading, char begins, size_t *count, bool *typed)
{
    json_scanner scan = look_ahead(reading);
    bool first = true;
    *count = 0;
    if (phonenum_json_peek(&scan) != '[')
        return PHONENUM_OK;
    *typed = true;
    phonenum_status status = phonenum_json_enter(&scan);
    for (; !status; ++*count) {
        status = phonenum_json_next_element(&scan, &first);
        if (status)
            break;
        bool fits = phonenum_json_peek(&scan) == begins;
        const char *element = scan.next;
        *typed = *typed && fits;
        status = phonenum_json_skip_value(&scan);
        if (!status && !fits && reading->strict)
            status = phonenum_json_fail(&scan, PHONENUM_ERR_JSON_STRICT, element, NULL);
        if (status)
            phonenum_error_within_element(scan.error, "", *count);
    }
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

static phonenum_status read_link(struct reading *reading, phonenum_link *link)
{
    struct object object = {.kind = JSON_LINK, .target = link};
    *link = (phonenum_link){.type = {NULL, 0}};
    (void)phonenum_json_peek(&reading->scan);
    return read_object(reading, &object, &link->extra_json);
}

static phonenum_status read_code(struct reading *reading, phonenum_str *code)
{
    bool typed = false;
    return read_text(reading, code, &typed);
}

/* Reads the elements of a list that was looked at: `links` or `codes` of them, whichever is not NULL. */
static phonenum_status read_elements(struct reading *reading, phonenum_link *links, phonenum_str *codes, size_t most)
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(&reading->scan);
    for (size_t i = 0; !status; i++) {
        status = phonenum_json_next_element(&reading->scan, &first);
        if (status)
            break;
        (void)phonenum_json_peek(&reading->scan);
        if (i == most)
            status = phonenum_json_fail(&reading->scan, PHONENUM_ERR_LIMIT, reading->scan.next,
                                        "more elements than the limit");
        else
            status = links ? read_link(reading, &links[i]) : read_code(reading, &codes[i]);
        if (status)
            phonenum_error_within_element(reading->scan.error, "", i);
    }
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Room for a list's elements, of which there may be at most `most`. */
static void *alloc_list(struct reading *reading, size_t count, size_t most, size_t element_size)
{
    return phonenum_arena_alloc_array(reading->arena, count < most ? count : most, element_size, alignof(max_align_t));
}

static phonenum_status read_links(struct reading *reading, phonenum_record *record, bool *typed)
{
    size_t count;
    phonenum_status status = look_at_list(reading, '{', &count, typed);
    if (status || !*typed)
        return status;
    phonenum_link *links = alloc_list(reading, count, reading->limits.links, sizeof *links);
    if (!links)
        return fail_memory(reading);
    record->linked_to = count > 0 ? links : NULL;
    record->linked_to_count = count;
    return read_elements(reading, links, NULL, reading->limits.links);
}

static phonenum_status read_codes(struct reading *reading, phonenum_record *record, bool *typed)
{
    size_t count;
    phonenum_status status = look_at_list(reading, '"', &count, typed);
    if (status || !*typed)
        return status;
    phonenum_str *codes = alloc_list(reading, count, reading->limits.codes, sizeof *codes);
    if (!codes)
        return fail_memory(reading);
    phonenum_arena_wipe_on_reset(reading->arena);
    record->backup_codes = count > 0 ? codes : NULL;
    record->backup_codes_count = count;
    return read_elements(reading, NULL, codes, reading->limits.codes);
}

static phonenum_status read_record_member(struct reading *reading, phonenum_record *record, int member, bool *typed)
{
    char buffer[NAME_SIZE_MAX * ESCAPE_SIZE_MAX];
    phonenum_str name;
    phonenum_status status;
    switch ((enum json_record_member)member) {
    case JSON_RECORD_ID:
        return read_text(reading, &record->id, typed);
    case JSON_RECORD_OBJECT:
        status = read_name(reading, buffer, &name);
        record->object = phonenum_phone_number_object_from_name(name);
        *typed = record->has_object = record->object != 0;
        return status;
    case JSON_RECORD_PHONE_NUMBER:
        return read_text(reading, &record->phone_number, typed);
    case JSON_RECORD_RESERVED_FOR_SECOND_FACTOR:
        return read_bool(reading, &record->has_reserved_for_second_factor, &record->reserved_for_second_factor, typed);
    case JSON_RECORD_DEFAULT_SECOND_FACTOR:
        return read_bool(reading, &record->has_default_second_factor, &record->default_second_factor, typed);
    case JSON_RECORD_RESERVED:
        return read_bool(reading, &record->has_reserved, &record->reserved, typed);
    case JSON_RECORD_VERIFICATION:
        return read_verification(reading, &record->verification, typed);
    case JSON_RECORD_LINKED_TO:
        return read_links(reading, record, typed);
    case JSON_RECORD_BACKUP_CODES:
        return read_codes(reading, record, typed);
    case JSON_RECORD_CREATED_AT:
        return read_int64(reading, &record->has_created_at, &record->created_at, typed);
    case JSON_RECORD_UPDATED_AT:
        return read_int64(reading, &record->has_updated_at, &record->updated_at, typed);
    }
    return PHONENUM_OK;
}

static phonenum_status read_link_member(struct reading *reading, phonenum_link *link, int member, bool *typed)
{
    return read_text(reading, member == JSON_LINK_TYPE ? &link->type : &link->id, typed);
}

static phonenum_status read_member(struct reading *reading, const struct object *object, int member, bool *typed)
{
    switch (object->kind) {
    case JSON_RECORD:
        return read_record_member(reading, object->target, member, typed);
    case JSON_LINK:
        return read_link_member(reading, object->target, member, typed);
    default:
        return read_verification_member(reading, object->target, member, typed);
    }
}

/* Puts the next value into the object's extra_json. */
static phonenum_status keep_extra(struct reading *reading, struct object *object, json_string name)
{
    phonenum_buffer *extra = &object->extra;
    const char *start = reading->scan.next;
    if (reading->strict)
        return refuse_untyped(reading, start);
    phonenum_status status = phonenum_json_skip_value(&reading->scan);
    if (status)
        return status;
    phonenum_str value = {start, (size_t)(reading->scan.next - start)};
    bool kept = phonenum_buffer_append(extra, extra->size > 0 ? ",\"" : "{\"", 2) &&
                phonenum_buffer_append(extra, name.raw.data, name.raw.size) &&
                phonenum_buffer_append(extra, "\":", 2) && phonenum_buffer_reserve(extra, value.size);
    if (!kept)
        return fail_memory(reading);
    extra->size += phonenum_json_compact(value, extra->data + extra->size);
    return PHONENUM_OK;
}

static phonenum_status read_known(struct reading *reading, struct object *object, int index, json_string name)
{
    const struct json_member *member = &phonenum_json_object_type(object->kind)->members[index];
    const json_member_set bit = 1u << index;
    const char *start = reading->scan.next;
    if (object->seen & bit)
        return phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_DUPLICATE, name.raw.data - 1, NULL);
    object->seen |= bit;
    if (phonenum_json_peek(&reading->scan) == 'n') {
        phonenum_status status = phonenum_json_scan_word(&reading->scan);
        if (!status && reading->strict && member->required && !member->nullable)
            status = phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_MISSING, start,
                                        "a required member is null, which counts as missing");
        return status;
    }
    bool typed = false;
    phonenum_status status = read_member(reading, object, index, &typed);
    if (status || typed)
        return status;
    reading->scan.next = start;
    return keep_extra(reading, object, name);
}

static phonenum_status read_unknown(struct reading *reading, struct object *object, json_string name)
{
    phonenum_status status = phonenum_json_add_name(&reading->scan, name);
    return status ? status : keep_extra(reading, object, name);
}

/* REQUIRES: the closing brace was just read. */
static phonenum_status require_members(struct reading *reading, const struct object *object)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    for (size_t i = 0; i < type->count; i++) {
        if (!type->members[i].required || object->seen & 1u << i)
            continue;
        phonenum_status status =
            phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_MISSING, reading->scan.next - 1, NULL);
        phonenum_error_within(reading->scan.error, type->members[i].name);
        return status;
    }
    return PHONENUM_OK;
}

static phonenum_status finish_object(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    if (reading->strict) {
        phonenum_status status = require_members(reading, object);
        if (status)
            return status;
    }
    if (object->extra.size == 0)
        return PHONENUM_OK;
    /* The closing brace, and the NUL that all copied text has. */
    if (!phonenum_buffer_append(&object->extra, "}", 2))
        return fail_memory(reading);
    phonenum_arena_wipe_on_reset(reading->arena);
    *extra_json = (phonenum_str){object->extra.data, object->extra.size - 1};
    return PHONENUM_OK;
}

/* REQUIRES: an opening brace is next. */
static phonenum_status read_object(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    const struct json_object_type *type = phonenum_json_object_type(object->kind);
    const size_t mark = reading->scan.names.count;
    bool first = true;
    object->extra.arena = reading->arena;
    phonenum_status status = phonenum_json_enter(&reading->scan);
    while (!status) {
        json_string name;
        status = phonenum_json_next_name(&reading->scan, &first, &name);
        if (status)
            break;
        int known = phonenum_json_find_member(type, name);
        status = known >= 0 ? read_known(reading, object, known, name) : read_unknown(reading, object, name);
        if (status && known >= 0)
            name = (json_string){phonenum_cstr(type->members[known].name), false};
        if (status)
            phonenum_json_within_name(&reading->scan, name);
    }
    if (status == PHONENUM_END)
        status = phonenum_json_check_names(&reading->scan, mark);
    return status ? status : finish_object(reading, object, extra_json);
}

static struct reading begin_reading(phonenum_str text, const phonenum_limits *limits, phonenum_arena *arena,
                                    phonenum_error *error)
{
    const char *begin = text.size > 0 ? text.data : "";
    struct reading reading = {
        .scan = {.begin = begin, .next = begin, .end = begin + text.size, .arena = arena, .error = error},
        .limits = limits_or_defaults(limits),
        .arena = arena,
    };
    /* The record itself does not count. */
    reading.scan.most_open = reading.limits.depth + 1;
    return reading;
}

static phonenum_status read_document(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    json_scanner *scan = &reading->scan;
    size_t size = (size_t)(scan->end - scan->begin);
    if (size >= 3 && memcmp(scan->begin, byte_order_mark, 3) == 0)
        return phonenum_json_unexpected(scan, "JSON must not begin with a byte order mark");
    char byte = phonenum_json_peek(scan);
    if (byte == '"' || byte == '[' || byte == '-' || byte == 't' || byte == 'f' || byte == 'n' ||
        (byte >= '0' && byte <= '9'))
        return phonenum_json_fail(scan, PHONENUM_ERR_JSON_TYPE, scan->next, NULL);
    if (byte != '{')
        return phonenum_json_unexpected(scan, "a JSON object must stand here");
    phonenum_status status = read_object(reading, object, extra_json);
    return status ? status : phonenum_json_finish(scan);
}

phonenum_status phonenum_json_read(const char *text, size_t size, const phonenum_json_read_options *options,
                                   phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    static const phonenum_json_read_options defaults = {{0}, 0};
    options = options ? options : &defaults;
    *record = (phonenum_record)PHONENUM_RECORD_INIT;
    if (options->flags & ~(unsigned)PHONENUM_JSON_STRICT || options->limits.depth > PHONENUM_DEPTH_MAX)
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "an option of reading JSON is out of range");
    struct reading reading = begin_reading((phonenum_str){text, size}, &options->limits, arena, error);
    reading.strict = (options->flags & PHONENUM_JSON_STRICT) != 0;
    if (size > reading.limits.input)
        return phonenum_json_fail(&reading.scan, PHONENUM_ERR_LIMIT, text + reading.limits.input,
                                  "the record is larger than the limit");
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    phonenum_arena_expect(arena, size);
    struct object object = {.kind = JSON_RECORD, .target = record};
    phonenum_status status = read_document(&reading, &object, &record->extra_json);
    if (status) {
        phonenum_arena_rewind(arena, point);
        *record = (phonenum_record)PHONENUM_RECORD_INIT;
        return status;
    }
    return phonenum_success(error);
}

phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_str *kept, json_member_set *known,
                                         phonenum_error *error)
{
    union {
        phonenum_record record;
        phonenum_verification verification;
        phonenum_link link;
    } target;
    const phonenum_limits limits = {.input = SIZE_MAX, .links = SIZE_MAX, .codes = SIZE_MAX, .depth = depth};
    struct reading reading = begin_reading(extra_json, &limits, arena, error);
    reading.scan.open = open;
    memset(&target, 0, sizeof target);
    struct object object = {.kind = kind, .target = &target};
    *kept = (phonenum_str){NULL, 0};
    phonenum_status status = read_document(&reading, &object, kept);
    *known = object.seen;
    return status;
}
