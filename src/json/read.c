/*
 * JSON to record, directly from the text, driven by the tables of members.
 */
#include "json/read.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/memory.h"
#include "record/spare.h"
#include "record/unknown.h"
#include "wire/utf8.h"
#include "json/base64.h"
#include "json/members.h"
#include "json/number.h"
#include "json/rows.h"
#include "json/word.h"

#include <phonenum/json.h>
#include <stdalign.h>
#include <string.h>

enum {
    USUAL_SIZE_MOST = 40, /* of a text that is copied during the search for its end */
    GUESSES = 3           /* how many members are tried as the next one */
};

struct reading {
    json_scanner scan;
    struct json_names names;
    phonenum_limits limits;
    phonenum_json_dialect dialect;
    unsigned flags;
    phonenum_arena *arena;
    size_t unknown_seen; /* bytes of unknown fields */
};

/* One object during reading. */
struct object {
    enum json_object_kind kind;
    const struct json_object_type *type;
    void *target;            /* the phonenum_record, phonenum_verification or phonenum_link */
    json_member_set seen;    /* of the members that the schema knows */
    json_member_set untyped; /* those whose value does not fit the schema */
    phonenum_buffer extra;
    struct json_parts *parts; /* if not NULL: what extra_json would hold is noted here instead */
};

static phonenum_status fail_memory(struct reading *reading)
{
    return phonenum_error_set(reading->scan.error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
}

/* Goes back to `next`. `open` and `names` are the numbers of open objects and arrays, and of names, at that place. */
static void go_back(struct reading *reading, const char *next, size_t open, size_t names)
{
    reading->scan.next = next;
    reading->scan.open = open;
    json_names_forget(&reading->names, names);
}

/* Whether members and values outside the schema are refused, not kept. */
static bool is_closed(const struct reading *reading)
{
    return reading->dialect == PHONENUM_JSON_PROTO || (reading->flags & PHONENUM_JSON_STRICT) != 0;
}

/* Refuses the value at `at` because the schema has no place for it. If it is not JSON, that is the error instead. */
static phonenum_status refuse_untyped(struct reading *reading, const char *at, const char *message)
{
    reading->scan.next = at;
    phonenum_status status = phonenum_json_skip_value(&reading->scan);
    return status ? status : phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_STRICT, at, message);
}

/* Copies a string's text, followed by a NUL. */
static phonenum_status keep_text(struct reading *reading, json_string string, phonenum_str *text)
{
    char *data = phonenum_arena_take(reading->arena, string.raw.size + 1, 1);
    if (!data)
        return fail_memory(reading);
    size_t size = phonenum_json_unescape(string, data);
    data[size] = '\0';
    *text = (phonenum_str){data, size};
    return PHONENUM_OK;
}

static void *place(const struct object *object, size_t offset)
{
    return (char *)object->target + offset;
}

/*
 * The read_ functions below set *typed if the next value fits the schema. If it does not, the caller goes back to the
 * start of the value.
 */

/* Whether a text is valid UTF-8. `high` is all its bytes, combined by OR. */
static ALWAYS_INLINE bool is_utf8(uint64_t high, const char *text, size_t size)
{
    return LIKELY(!(high & UTF8_HIGH_BITS)) || phonenum_utf8_valid_size(text, size) == size;
}

/*
 * Copies a short text without escapes during the search for its end. Returns the place behind it. For any other text,
 * returns NULL without any effect.
 */
static ALWAYS_INLINE const char *read_usual_text(const char *next, const char *end, phonenum_arena *arena,
                                                 phonenum_str *text)
{
    const char *start = next + 1;
    uint64_t high = 0;
    if (end - start < USUAL_SIZE_MOST || arena->end - arena->next < USUAL_SIZE_MOST)
        return NULL;
    char *data = phonenum_arena_take(arena, USUAL_SIZE_MOST, 1);
    for (size_t size = 0; size < USUAL_SIZE_MOST; size += 8) {
        uint64_t word = json_load(start + size);
        uint64_t special = json_special(word);
        if (!special) {
            json_store(data + size, word);
            high |= word;
            continue;
        }
        /* The bytes after the text must not be copied: they may be part of a secret. */
        word &= json_before_byte(special);
        json_store(data + size, word);
        size += json_first_byte(special);
        if (start[size] != '"' || !is_utf8(high | word, data, size))
            break;
        phonenum_arena_give_back(arena, data + size + 1);
        *text = (phonenum_str){data, size};
        return start + size + 1;
    }
    phonenum_wipe(data, USUAL_SIZE_MOST);
    phonenum_arena_give_back(arena, data);
    return NULL;
}

/* Steps over what was read in its usual form, if it was. */
static bool step_over(json_scanner *scan, const char *after)
{
    if (after)
        scan->next = after;
    return after != NULL;
}

static phonenum_status read_text(struct reading *reading, phonenum_str *text, bool *typed)
{
    json_string string;
    if (json_look(&reading->scan) != '"')
        return PHONENUM_OK;
    *typed = true;
    if (step_over(&reading->scan, read_usual_text(reading->scan.next, reading->scan.end, reading->arena, text)))
        return PHONENUM_OK;
    phonenum_status status = phonenum_json_scan_string(&reading->scan, &string);
    return status ? status : keep_text(reading, string, text);
}

/* Reads a string that is only compared. It is copied only if it has escapes. */
static phonenum_status read_name(struct reading *reading, phonenum_str *name, bool *typed)
{
    json_string string;
    if (json_look(&reading->scan) != '"')
        return PHONENUM_OK;
    *typed = true;
    phonenum_status status = phonenum_json_scan_string(&reading->scan, &string);
    *name = string.raw;
    return status || !string.escaped ? status : keep_text(reading, string, name);
}

static phonenum_status read_bool(struct reading *reading, bool *has, bool *value, bool *typed)
{
    char byte = json_look(&reading->scan);
    if (byte != 't' && byte != 'f')
        return PHONENUM_OK;
    *typed = *has = true;
    *value = byte == 't';
    const size_t size = *value ? 4 : 5;
    if ((size_t)(reading->scan.end - reading->scan.next) < size ||
        memcmp(reading->scan.next, *value ? "true" : "false", size) != 0)
        return phonenum_json_scan_word(&reading->scan);
    reading->scan.next += size;
    return PHONENUM_OK;
}

static bool begins_number(char byte)
{
    return byte == '-' || (byte >= '0' && byte <= '9');
}

/* Reads a string that contains only a number. */
static phonenum_status read_quoted_number(struct reading *reading, int64_t *value, bool *typed)
{
    phonenum_str text;
    phonenum_str number;
    bool is_text = false;
    phonenum_status status = read_name(reading, &text, &is_text);
    if (status || !is_text || text.size == 0 || !begins_number(text.data[0]))
        return status;
    json_scanner scan = {.begin = text.data, .next = text.data, .end = text.data + text.size};
    *typed = phonenum_json_scan_number(&scan, &number) == PHONENUM_OK && scan.next == scan.end &&
             phonenum_json_parse_number(number, value);
    return PHONENUM_OK;
}

static phonenum_status read_number(struct reading *reading, int64_t *value, bool *typed)
{
    phonenum_str number;
    if (step_over(&reading->scan, json_usual_integer(reading->scan.next, reading->scan.end, value))) {
        *typed = true;
        return PHONENUM_OK;
    }
    if (!begins_number(json_look(&reading->scan)))
        return reading->dialect == PHONENUM_JSON_PROTO ? read_quoted_number(reading, value, typed) : PHONENUM_OK;
    phonenum_status status = phonenum_json_scan_number(&reading->scan, &number);
    if (!status)
        *typed = reading->dialect == PHONENUM_JSON_PROTO ? phonenum_json_parse_number(number, value)
                                                         : phonenum_json_parse_integer(number, value);
    return status;
}

static json_member_set bit_of(const struct object *object, const struct json_member *member)
{
    return 1u << (member - object->type->members);
}

/* Keeps an unknown enum value among the unknown fields, as decoding does. */
static phonenum_status add_unknown(struct reading *reading, struct object *object, const uint8_t *data, size_t size)
{
    phonenum_bytes *unknown = place(object, object->type->unknown);
    uint8_t *fields = phonenum_arena_alloc(reading->arena, unknown->size + size, 1);
    if (!fields)
        return fail_memory(reading);
    phonenum_arena_wipe_on_reset(reading->arena);
    uint8_t *next = wire_write_bytes(fields, unknown->data, unknown->size);
    next = wire_write_bytes(next, data, size);
    *unknown = (phonenum_bytes){fields, (size_t)(next - fields)};
    return PHONENUM_OK;
}

static phonenum_status keep_number(struct reading *reading, struct object *object, const struct json_member *member,
                                   int64_t number)
{
    uint8_t field[1 + WIRE_VARINT_SIZE_MAX] = {member->tag};
    const uint8_t *end = wire_write_varint(field + 1, (uint64_t)number);
    object->untyped |= bit_of(object, member);
    return add_unknown(reading, object, field, (size_t)(end - field));
}

/* If the value was kept as an unknown field, *value is more than the last one of the schema. */
static phonenum_status read_schema_enum(struct reading *reading, struct object *object,
                                        const struct json_member *member, uint32_t *value, bool *typed)
{
    phonenum_str name = {NULL, 0};
    int64_t number;
    phonenum_status status = read_name(reading, &name, typed);
    if (status)
        return status;
    if (*typed) {
        *value = phonenum_value_of_schema_name(member->names, name);
        /* A name that the schema does not know leaves the field absent, if that is asked for. */
        *typed = *value <= member->names->last || (reading->flags & PHONENUM_JSON_IGNORE_UNKNOWN);
        return PHONENUM_OK;
    }
    status = read_number(reading, &number, typed);
    if (status || !*typed)
        return status;
    *typed = number >= INT32_MIN && number <= INT32_MAX;
    bool is_known = number >= 0 && number <= member->names->last;
    *value = is_known ? (uint32_t)number : member->names->last + 1;
    return is_known || !*typed ? PHONENUM_OK : keep_number(reading, object, member, number);
}

/* Reads an enum name of the API that has no escapes. Returns the place behind it; NULL for anything else. */
static ALWAYS_INLINE const char *read_usual_name(const char *next, const char *end, const struct enum_names *names,
                                                 uint32_t *value)
{
    for (uint32_t i = 1; i <= names->last; i++) {
        const struct enum_name *name = &names->list[i];
        if (json_begins_with(next, end, name->quoted, name->api.size + 2)) {
            *value = i;
            return next + name->api.size + 2;
        }
    }
    return NULL;
}

static phonenum_status read_enum(struct reading *reading, struct object *object, const struct json_member *member,
                                 bool *has, uint32_t *value, bool *typed)
{
    phonenum_str name;
    uint32_t number = 0;
    phonenum_status status;
    if (reading->dialect == PHONENUM_JSON_PROTO) {
        status = read_schema_enum(reading, object, member, &number, typed);
        *has = *typed && number <= member->names->last;
    } else {
        status = read_name(reading, &name, typed);
        number = status || !*typed ? 0 : phonenum_value_of_api_name(member->names, name);
        *has = *typed = number > 0;
    }
    *value = *has ? number : 0;
    return status;
}

static void set_known(phonenum_strategy *strategy, uint32_t known)
{
    strategy->kind = PHONENUM_STRATEGY_KNOWN;
    strategy->known = (phonenum_verification_strategy)known;
    strategy->custom = (phonenum_str){NULL, 0};
}

static void set_custom(phonenum_strategy *strategy, phonenum_str text)
{
    *strategy = (phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text};
}

/* Reads a strategy of the API. Any unknown name is a custom strategy. */
static phonenum_status read_strategy(struct reading *reading, const struct json_member *member,
                                     phonenum_strategy *strategy, bool *typed)
{
    phonenum_str text;
    uint32_t known = 0;
    phonenum_status status = read_text(reading, &text, typed);
    if (status || !*typed)
        return status;
    known = phonenum_value_of_api_name(member->names, text);
    if (known)
        set_known(strategy, known);
    else
        set_custom(strategy, text);
    return PHONENUM_OK;
}

static phonenum_status refuse_second(struct reading *reading)
{
    return phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_DUPLICATE, reading->scan.next,
                              "only one member of a oneof can be present");
}

/* Reads one of the two strategy members of protobuf's JSON. Only one of them may be present. */
static phonenum_status read_closed_strategy(struct reading *reading, struct object *object,
                                            const struct json_member *member, phonenum_strategy *strategy, bool *typed)
{
    phonenum_str text;
    uint32_t known = 0;
    const bool custom = member->type == JSON_CUSTOM_STRATEGY;
    /* A number that was kept counts as present, too. The known strategy is the member before the custom one. */
    if (strategy->kind != PHONENUM_STRATEGY_NONE || (custom && object->untyped & bit_of(object, member - 1)))
        return refuse_second(reading);
    phonenum_status status =
        custom ? read_text(reading, &text, typed) : read_schema_enum(reading, object, member, &known, typed);
    if (status || !*typed)
        return status;
    if (custom)
        set_custom(strategy, text);
    else if (known <= member->names->last)
        set_known(strategy, known);
    return PHONENUM_OK;
}

/* Refuses unknown fields that are not well-formed, or that decoding would not keep as unknown. */
static phonenum_status check_unknown(struct reading *reading, enum schema_message message, phonenum_bytes fields,
                                     const char *at)
{
    static const char text[] = "expected base64 of well-formed fields that the schema does not know";
    if (phonenum_are_unknown_fields(message, fields, PHONENUM_DEPTH_MAX - (message != SCHEMA_RECORD)))
        return PHONENUM_OK;
    return phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_UNKNOWN, at, text);
}

/* Reads the value of the member `@unknown`. */
static phonenum_status read_unknown(struct reading *reading, struct object *object)
{
    const char *start = reading->scan.next;
    const enum schema_message message = object->type->message;
    phonenum_str text;
    bool is_text = false;
    phonenum_status status = read_name(reading, &text, &is_text);
    if (status || !is_text)
        return status ? status : refuse_untyped(reading, start, NULL);
    uint8_t *bytes = phonenum_arena_alloc(reading->arena, text.size / 4 * 3, 1);
    phonenum_bytes fields = {bytes, 0};
    if (!bytes)
        return fail_memory(reading);
    phonenum_arena_wipe_on_reset(reading->arena);
    /* A field number 0 is never well-formed. */
    static const uint8_t malformed[] = {0};
    if (!phonenum_json_read_base64(text, bytes, &fields.size))
        fields = (phonenum_bytes){malformed, sizeof malformed};
    /* The kind of a verification may not be known yet. An Admin verification knows fewer fields. */
    status = check_unknown(reading, message == SCHEMA_OTP ? SCHEMA_ADMIN : message, fields, start);
    if (status)
        return status;
    if (fields.size > reading->limits.unknown - reading->unknown_seen)
        return phonenum_json_fail(&reading->scan, PHONENUM_ERR_LIMIT, start,
                                  "more bytes of unknown fields than the limit");
    reading->unknown_seen += fields.size;
    return add_unknown(reading, object, fields.data, fields.size);
}

static phonenum_status read_object(struct reading *reading, struct object *object, phonenum_str *extra_json);

static const struct json_object_type *type_of(const struct reading *reading, enum json_object_kind kind)
{
    return phonenum_json_object_type(reading->dialect, kind);
}

/* The kind of a verification of the API. NONE if its `object` is not in the schema. */
static phonenum_verification_kind kind_of(const struct object *object, const phonenum_verification *verification)
{
    bool is_admin = verification->strategy.kind == PHONENUM_STRATEGY_KNOWN &&
                    verification->strategy.known == PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    if (verification->has_object)
        is_admin = verification->object == PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
    else if (object->untyped & 1u) /* `object` is the first member */
        return PHONENUM_VERIFICATION_NONE;
    return is_admin ? PHONENUM_VERIFICATION_ADMIN : PHONENUM_VERIFICATION_OTP;
}

static phonenum_status read_verification_as(struct reading *reading, phonenum_verification *verification,
                                            enum json_object_kind kind, struct object *object)
{
    *object = (struct object){.kind = kind, .type = type_of(reading, kind), .target = verification};
    phonenum_clear(verification, sizeof *verification);
    return read_object(reading, object, &verification->extra_json);
}

/*
 * Whether a verification of the API begins with an `object` that the schema does not know. Then all of it is kept as it is.
 * Looks at the usual form only.
 */
static bool has_unknown_kind(const struct reading *reading)
{
    static const char start[] = "{\"object\":";
    const struct enum_names *names = &phonenum_enum_names[ENUM_VERIFICATION_OBJECT];
    const char *end = reading->scan.end;
    uint32_t known;
    /* Unknown fields are checked even if they are not kept. */
    if (is_closed(reading) || (reading->flags & PHONENUM_JSON_KEEP_UNKNOWN) ||
        !json_starts_with(reading->scan.next, end, start))
        return false;
    const char *next = reading->scan.next + strlen(start);
    if (read_usual_name(next, end, names, &known) || !json_starts_with(next, end, "\""))
        return false;
    for (next++; end - next >= 8; next += 8) {
        uint64_t special = json_special(json_load(next));
        if (special)
            return next[json_first_byte(special)] == '"';
    }
    return false;
}

/* Reads a verification of the API as OTP. If it proves to be Admin and has members that only OTP has, reads again. */
static phonenum_status read_verification(struct reading *reading, phonenum_verification *verification, bool *typed)
{
    struct object object;
    const char *start = reading->scan.next;
    const size_t open = reading->scan.open;
    const size_t names = reading->names.count;
    const size_t unknown_seen = reading->unknown_seen;
    if (json_look(&reading->scan) != '{' || has_unknown_kind(reading))
        return PHONENUM_OK;
    phonenum_status status = read_verification_as(reading, verification, JSON_OBJECT_OTP, &object);
    phonenum_verification_kind kind = kind_of(&object, verification);
    /* The members that an Admin verification does not have come last. */
    const size_t shared = type_of(reading, JSON_OBJECT_ADMIN)->count;
    if (kind == PHONENUM_VERIFICATION_ADMIN && object.seen >> shared) {
        go_back(reading, start, open, names);
        reading->unknown_seen = unknown_seen;
        status = read_verification_as(reading, verification, JSON_OBJECT_ADMIN, &object);
    }
    /* They were taken for those of an Admin verification, which knows fewer fields. */
    if (!status && kind == PHONENUM_VERIFICATION_OTP && verification->unknown.size > 0)
        status = check_unknown(reading, SCHEMA_OTP, verification->unknown, start);
    *typed = kind != PHONENUM_VERIFICATION_NONE;
    if (!*typed)
        phonenum_clear(verification, sizeof *verification);
    verification->kind = kind;
    return status;
}

/* Reads one of the two verifications of protobuf's JSON. Only one of them may be present. */
static phonenum_status read_message(struct reading *reading, phonenum_verification *verification,
                                    phonenum_verification_kind kind, bool *typed)
{
    struct object object;
    const bool otp = kind == PHONENUM_VERIFICATION_OTP;
    const char *start = reading->scan.next;
    if (verification->kind != PHONENUM_VERIFICATION_NONE)
        return refuse_second(reading);
    if (json_look(&reading->scan) != '{')
        return PHONENUM_OK;
    *typed = true;
    phonenum_status status =
        read_verification_as(reading, verification, otp ? JSON_OBJECT_OTP : JSON_OBJECT_ADMIN, &object);
    if (!status && otp && verification->unknown.size > 0)
        status = check_unknown(reading, SCHEMA_OTP, verification->unknown, start);
    verification->kind = kind;
    return status;
}

static phonenum_status read_link(struct reading *reading, phonenum_link *link)
{
    struct object object = {.kind = JSON_OBJECT_LINK, .type = type_of(reading, JSON_OBJECT_LINK), .target = link};
    phonenum_clear(link, sizeof *link);
    return read_object(reading, &object, &link->extra_json);
}

/* A list during reading. */
struct list {
    bool of_links;
    size_t element_size;
    size_t usual;
    size_t most;
    char *elements;
    size_t count;
    size_t capacity;
};

/*
 * Makes room for the next element and more: at first for the usual number. If that is not enough, counts all the
 * elements that follow. So a list moves at most once, and takes only the memory that its elements need.
 */
static bool grow_list(struct reading *reading, struct list *list)
{
    const size_t coming = list->count == 0 ? list->usual : phonenum_json_count_elements(reading->scan);
    const size_t capacity = coming < list->most - list->count ? list->count + coming : list->most;
    char *elements = phonenum_arena_alloc_array(reading->arena, capacity, list->element_size, alignof(max_align_t));
    if (elements && list->count > 0)
        memcpy(elements, list->elements, list->count * list->element_size);
    list->elements = elements;
    list->capacity = elements ? capacity : 0;
    return elements != NULL;
}

/* The place for the next element. NULL if there can be none; then *status says why. */
static void *next_element(struct reading *reading, struct list *list, phonenum_status *status)
{
    if (list->count == list->most)
        *status = phonenum_json_fail(&reading->scan, PHONENUM_ERR_LIMIT, reading->scan.next,
                                     "the list has more elements than the limit");
    else if (list->count == list->capacity && !grow_list(reading, list))
        *status = fail_memory(reading);
    return list->count < list->capacity ? list->elements + list->count * list->element_size : NULL;
}

/* Reads the next element, if it has the type of the list's elements. */
static phonenum_status read_element(struct reading *reading, struct list *list, bool *typed)
{
    phonenum_status status = PHONENUM_OK;
    *typed = json_look(&reading->scan) == (list->of_links ? '{' : '"');
    if (!*typed)
        return is_closed(reading) ? refuse_untyped(reading, reading->scan.next, NULL) : PHONENUM_OK;
    void *element = next_element(reading, list, &status);
    if (!element)
        return status;
    status = list->of_links ? read_link(reading, element) : read_text(reading, element, typed);
    list->count += !status;
    return status;
}

/* Reads more codes, as long as they have the usual form and there is room in the list. */
static void read_usual_codes(struct reading *reading, struct list *list)
{
    json_scanner *scan = &reading->scan;
    phonenum_str *codes = (phonenum_str *)(void *)list->elements;
    while (list->count < list->capacity && json_starts_with(scan->next, scan->end, ",\"") &&
           step_over(scan, read_usual_text(scan->next + 1, scan->end, reading->arena, &codes[list->count])))
        list->count++;
}

static phonenum_status read_elements(struct reading *reading, struct list *list, bool *typed)
{
    bool first = true;
    if (json_look(&reading->scan) != '[')
        return PHONENUM_OK;
    *typed = true;
    phonenum_status status = phonenum_json_enter(&reading->scan);
    while (!status && *typed) {
        status = phonenum_json_next_element(&reading->scan, &first);
        if (status)
            break;
        (void)json_peek(&reading->scan);
        status = read_element(reading, list, typed);
        if (status)
            phonenum_error_within_element(reading->scan.error, "", list->count);
        else if (!list->of_links)
            read_usual_codes(reading, list);
    }
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Sets *elements to an array of phonenum_link or phonenum_str. */
static phonenum_status read_list(struct reading *reading, bool of_links, void *elements, size_t *count, bool *typed)
{
    struct list list;
    list.of_links = of_links;
    list.element_size = of_links ? sizeof(phonenum_link) : sizeof(phonenum_str);
    list.usual = of_links ? USUAL_LINKS : USUAL_CODES;
    list.most = of_links ? reading->limits.links : reading->limits.codes;
    list.elements = NULL;
    list.count = 0;
    list.capacity = 0;
    if (!of_links)
        phonenum_arena_wipe_on_reset(reading->arena);
    phonenum_status status = read_elements(reading, &list, typed);
    if (*typed) {
        memcpy(elements, &list.elements, sizeof list.elements);
        *count = list.count;
    }
    return status;
}

static phonenum_status read_value(struct reading *reading, struct object *object, const struct json_member *member,
                                  bool *typed)
{
    void *value = place(object, member->value);
    phonenum_status status;
    switch ((enum json_type)member->type) {
    case JSON_EXTRA:
        phonenum_arena_wipe_on_reset(reading->arena);
        return read_text(reading, value, typed);
    case JSON_TEXT:
        return read_text(reading, value, typed);
    case JSON_BOOL:
        return read_bool(reading, place(object, member->has), value, typed);
    case JSON_INT64:
        status = read_number(reading, value, typed);
        *(bool *)place(object, member->has) = *typed;
        return status;
    case JSON_ENUM:
        return read_enum(reading, object, member, place(object, member->has), value, typed);
    case JSON_STRATEGY:
        return read_strategy(reading, member, value, typed);
    case JSON_KNOWN_STRATEGY:
    case JSON_CUSTOM_STRATEGY:
        return read_closed_strategy(reading, object, member, value, typed);
    case JSON_VERIFICATION:
        return read_verification(reading, value, typed);
    case JSON_OTP:
        return read_message(reading, value, PHONENUM_VERIFICATION_OTP, typed);
    case JSON_ADMIN:
        return read_message(reading, value, PHONENUM_VERIFICATION_ADMIN, typed);
    case JSON_LINKS:
        return read_list(reading, true, value, place(object, member->has), typed);
    case JSON_CODES:
        break;
    }
    return read_list(reading, false, value, place(object, member->has), typed);
}

/* Appends a member to an extra_json that is not finished. There is always room for its end, too. */
static bool append_member(phonenum_buffer *extra, const json_string *name, phonenum_str value, bool spaced)
{
    static const char around[] = ",\"\":";
    if (!phonenum_buffer_reserve(extra, sizeof around + name->raw.size + value.size + sizeof "}"))
        return false;
    char *next = extra->data + extra->size;
    *next++ = extra->size > 0 ? ',' : '{';
    *next++ = '"';
    memcpy(next, name->raw.data, name->raw.size);
    next += name->raw.size;
    *next++ = '"';
    *next++ = ':';
    if (spaced)
        next += phonenum_json_compact(value, next);
    else
        next = (char *)memcpy(next, value.data, value.size) + value.size;
    extra->size = (size_t)(next - extra->data);
    return true;
}

/* Notes a member of an extra_json that is read to be written. */
static void note_member(struct object *object, size_t index, const json_string *name, phonenum_str value)
{
    struct json_parts *parts = object->parts;
    const char *start = name->raw.data - 1;
    if (index < object->type->count) {
        parts->kept |= 1u << index;
        parts->values[index] = value;
        parts->other_is_last = false;
        return;
    }
    if (!parts->other_is_last)
        parts->others[parts->other_count++].data = start;
    parts->other_is_last = true;
    phonenum_str *other = &parts->others[parts->other_count - 1];
    other->size = (size_t)(value.data + value.size - other->data);
}

/* Puts the next value into the object's extra_json, or refuses or skips it. */
static phonenum_status keep_extra(struct reading *reading, struct object *object, size_t index, const json_string *name)
{
    const char *start = reading->scan.next;
    if (is_closed(reading) && !(reading->flags & PHONENUM_JSON_IGNORE_UNKNOWN))
        return refuse_untyped(reading, start, NULL);
    if (!object->parts)
        reading->scan.spaced = false;
    phonenum_status status = phonenum_json_skip_value(&reading->scan);
    if (status || is_closed(reading))
        return status;
    const phonenum_str value = {start, (size_t)(reading->scan.next - start)};
    if (object->parts)
        note_member(object, index, name, value);
    else if (!append_member(&object->extra, name, value, reading->scan.spaced))
        return fail_memory(reading);
    return PHONENUM_OK;
}

/* Reads null, which counts as absent. */
static phonenum_status read_null(struct reading *reading, const struct json_member *member)
{
    const char *start = reading->scan.next;
    phonenum_status status = phonenum_json_scan_word(&reading->scan);
    if (!status && reading->flags & PHONENUM_JSON_STRICT && member->required && !member->nullable)
        status =
            phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_MISSING, start, "a required member cannot be null");
    return status;
}

/* Reads true or false. Returns the place behind it; NULL for anything else. */
static ALWAYS_INLINE const char *read_usual_bool(const char *next, const char *end, bool *value)
{
    *value = json_starts_with(next, end, "true");
    return *value ? next + 4 : json_starts_with(next, end, "false") ? next + 5 : NULL;
}

/*
 * Reads a value of the API's JSON that has the usual form. Returns the place behind it. For any other value, returns NULL.
 * REQUIRES: there is a next byte.
 */
static ALWAYS_INLINE const char *read_usual_value(struct reading *reading, struct object *object,
                                                  const struct json_member *member, const char *next)
{
    void *value = place(object, member->value);
    bool *has = place(object, member->has);
    const char *end = reading->scan.end;
    const char *after = NULL;
    uint32_t known = 0;
    phonenum_str text;
    if (*next == 'n')
        return !(reading->flags & PHONENUM_JSON_STRICT) && json_starts_with(next, end, "null") ? next + 4 : NULL;
    switch ((enum json_type)member->type) {
    case JSON_TEXT:
        return *next == '"' ? read_usual_text(next, end, reading->arena, value) : NULL;
    case JSON_BOOL:
        after = read_usual_bool(next, end, value);
        *has = after != NULL;
        return after;
    case JSON_INT64:
        after = json_usual_integer(next, end, value);
        *has = after != NULL;
        return after;
    case JSON_ENUM:
        after = read_usual_name(next, end, member->names, value);
        *has = after != NULL;
        return after;
    case JSON_STRATEGY:
        after = read_usual_name(next, end, member->names, &known);
        if (after) {
            set_known(value, known);
        } else if (*next == '"') {
            after = read_usual_text(next, end, reading->arena, &text);
            if (after)
                set_custom(value, text);
        }
        return after;
    case JSON_LINKS:
        return json_starts_with(next, end, "[]") ? next + 2 : NULL;
    default:
        return NULL;
    }
}

/* `is_usual`: the value may still have the usual form. */
static NEVER_INLINE phonenum_status read_known(struct reading *reading, struct object *object, size_t index,
                                               const json_string *name, bool is_usual)
{
    const struct json_member *member = &object->type->members[index];
    const json_member_set bit = 1u << index;
    const char *start = reading->scan.next;
    const size_t open = reading->scan.open;
    const size_t names = reading->names.count;
    bool typed = false;
    if (object->seen & bit)
        return phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_DUPLICATE, name->raw.data - 1, NULL);
    object->seen |= bit;
    if (json_look(&reading->scan) == 'n')
        return read_null(reading, member);
    if (is_usual && reading->dialect == PHONENUM_JSON_API && start < reading->scan.end &&
        step_over(&reading->scan, read_usual_value(reading, object, member, start)))
        return PHONENUM_OK;
    phonenum_status status = read_value(reading, object, member, &typed);
    if (status || typed)
        return status;
    go_back(reading, start, open, names);
    if (is_closed(reading))
        return refuse_untyped(reading, start, member->type == JSON_INT64 ? "not an int64" : NULL);
    object->untyped |= bit;
    return keep_extra(reading, object, index, name);
}

/* Reads a value that the schema knows the name of. `value` is the place behind the colon. */
static NEVER_INLINE phonenum_status read_behind_name(struct reading *reading, struct object *object, size_t index,
                                                     const char *value)
{
    const size_t size = object->type->members[index].quoted_size;
    reading->scan.next = value;
    (void)json_peek(&reading->scan);
    const json_string name = {{value - size + 1, size - 3}, false};
    return read_known(reading, object, index, &name, reading->scan.next > value);
}

/*
 * Reads members as long as they come in the order of the rows, and without whitespace. `next` is at the brace or comma
 * before the next member. The row is a constant, so nothing of it is looked up.
 */
#define READ_ROW(...)                                                                               \
    {                                                                                               \
        static const struct json_member member = {__VA_ARGS__};                                     \
        if (!(object->seen & 1u << row) && (size_t)(end - next) > (size_t)member.quoted_size + 1 && \
            memcmp(next + 1, member.quoted + 1, member.quoted_size) == 0) {                         \
            const char *value = next + 1 + member.quoted_size;                                      \
            *index = row;                                                                           \
            *first = false;                                                                         \
            next = read_usual_value(reading, object, &member, value);                               \
            if (!LIKELY(next)) {                                                                    \
                phonenum_status status = read_behind_name(reading, object, row, value);             \
                if (status)                                                                         \
                    return status;                                                                  \
                next = reading->scan.next;                                                          \
            }                                                                                       \
            object->seen |= 1u << row;                                                              \
            reading->scan.next = next;                                                              \
            if (next == end || *next != ',')                                                        \
                return PHONENUM_OK;                                                                 \
        }                                                                                           \
        row++;                                                                                      \
    }

/* *index is set to that of the last member that was read or failed, if there is one. */
#define DEFINE_READ_IN_ORDER(name, MEMBERS)                                                                 \
    static NEVER_INLINE phonenum_status name(struct reading *reading, struct object *object, size_t *index, \
                                             bool *first)                                                   \
    {                                                                                                       \
        const char *next = reading->scan.next - *first;                                                     \
        const char *const end = reading->scan.end;                                                          \
        size_t row = 0;                                                                                     \
        MEMBERS(READ_ROW)                                                                                   \
        return PHONENUM_OK;                                                                                 \
    }

DEFINE_READ_IN_ORDER(read_record_in_order, RECORD_MEMBERS)
DEFINE_READ_IN_ORDER(read_otp_in_order, OTP_MEMBERS)
DEFINE_READ_IN_ORDER(read_admin_in_order, ADMIN_MEMBERS)
DEFINE_READ_IN_ORDER(read_link_in_order, LINK_MEMBERS)

/* Reads the members that come next in the order of the rows, if there are any. `first`: the next one has no comma. */
static phonenum_status read_in_order(struct reading *reading, struct object *object, size_t *index, bool *first)
{
    if (reading->dialect != PHONENUM_JSON_API ||
        !(*first || json_starts_with(reading->scan.next, reading->scan.end, ",\"")))
        return PHONENUM_OK;
    switch (object->kind) {
    case JSON_OBJECT_RECORD:
        return read_record_in_order(reading, object, index, first);
    case JSON_OBJECT_OTP:
        return read_otp_in_order(reading, object, index, first);
    case JSON_OBJECT_ADMIN:
        return read_admin_in_order(reading, object, index, first);
    case JSON_OBJECT_LINK:
        break;
    }
    return read_link_in_order(reading, object, index, first);
}

/*
 * The index of the next member, if it is one of the expected ones and spelled as usual; type->count if not. Most
 * members come in the API's order, and few are left out. `comma` is 1 if a comma must come first.
 */
static ALWAYS_INLINE size_t predict_member(json_scanner *scan, const struct json_object_type *type, size_t expected,
                                           size_t comma)
{
    const size_t most = type->count - expected < GUESSES ? type->count : expected + GUESSES;
    for (size_t i = expected; i < most; i++) {
        const struct json_member *member = &type->members[i];
        const size_t size = comma + member->quoted_size;
        if (LIKELY(json_begins_with(scan->next, scan->end, member->quoted + 1 - comma, size))) {
            scan->next += size;
            (void)json_peek(scan);
            return i;
        }
    }
    return type->count;
}

/* Steps to the value of the next member. Finds the index and the name of the member. */
static phonenum_status find_member(struct reading *reading, const struct json_object_type *type, size_t expected,
                                   bool *first, size_t *index, json_string *name)
{
    const bool is_proto = reading->dialect == PHONENUM_JSON_PROTO;
    const char *start = reading->scan.next;
    *index = is_proto && !*first ? predict_member(&reading->scan, type, expected, 1) : type->count;
    if (*index < type->count) {
        *name = (json_string){{start + 2, (size_t)type->members[*index].quoted_size - 3}, false};
        return PHONENUM_OK;
    }
    phonenum_status status = phonenum_json_next_name(&reading->scan, first);
    if (status)
        return status;
    /* Behind a comma alone, it is not one of the usual ones. */
    const char *quote = reading->scan.next;
    if (quote != start + 1)
        *index = predict_member(&reading->scan, type, expected, 0);
    if (*index < type->count) {
        *name = (json_string){{quote + 1, (size_t)type->members[*index].quoted_size - 3}, false};
        return PHONENUM_OK;
    }
    status = phonenum_json_scan_name(&reading->scan, name);
    if (!status)
        *index = phonenum_json_find_member(type, name);
    return status;
}

/* REQUIRES: the closing brace was just read. */
static phonenum_status require_members(struct reading *reading, const struct object *object)
{
    const struct json_object_type *type = object->type;
    for (size_t i = 0; i < type->count; i++) {
        if (!type->members[i].required || object->seen & 1u << i)
            continue;
        phonenum_status status =
            phonenum_json_fail(&reading->scan, PHONENUM_ERR_JSON_MISSING, reading->scan.next - 1, NULL);
        phonenum_json_within_name(&reading->scan, json_member_name(&type->members[i]));
        return status;
    }
    return PHONENUM_OK;
}

static phonenum_status finish_object(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    const bool strict = (reading->flags & PHONENUM_JSON_STRICT) != 0;
    phonenum_status status = strict ? require_members(reading, object) : PHONENUM_OK;
    if (status || object->extra.size == 0)
        return status;
    /* The closing brace, and the NUL that every copied text has. */
    memcpy(object->extra.data + object->extra.size, "}", sizeof "}");
    phonenum_arena_wipe_on_reset(reading->arena);
    *extra_json = (phonenum_str){object->extra.data, object->extra.size + 1};
    return PHONENUM_OK;
}

/* Whether a member holds unknown fields. */
static bool is_unknown_fields(const struct reading *reading, const json_string *name)
{
    return reading->flags & PHONENUM_JSON_KEEP_UNKNOWN && phonenum_json_string_is(*name, json_unknown_name);
}

/* Reads the next member. *index is that of the last member that the schema knows. */
static phonenum_status read_member(struct reading *reading, struct object *object, uint64_t number, size_t *index,
                                   bool *first)
{
    const struct json_object_type *type = object->type;
    json_string name;
    size_t found;
    const size_t expected = object->seen ? *index + 1 : 0;
    phonenum_status status = find_member(reading, type, expected, first, &found, &name);
    if (status)
        return status;
    if (found < type->count) {
        *index = found;
        status = read_known(reading, object, found, &name, true);
    } else {
        status = phonenum_json_add_name(&reading->scan, number, &name);
        if (!status)
            status = is_unknown_fields(reading, &name) ? read_unknown(reading, object)
                                                       : keep_extra(reading, object, found, &name);
    }
    if (status)
        phonenum_json_within_name(&reading->scan, found < type->count ? json_member_name(&type->members[found]) : name);
    return status;
}

/* REQUIRES: an opening brace is next. */
static phonenum_status read_object(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    const uint64_t number = ++reading->names.objects;
    const size_t names = reading->names.count;
    size_t index = 0;
    bool first = true;
    object->extra.arena = reading->arena;
    phonenum_status status = phonenum_json_enter(&reading->scan);
    while (!status) {
        const char *start = reading->scan.next;
        status = read_in_order(reading, object, &index, &first);
        if (status)
            phonenum_json_within_name(&reading->scan, json_member_name(&object->type->members[index]));
        if (!status && reading->scan.next == start)
            status = read_member(reading, object, number, &index, &first);
    }
    json_names_forget(&reading->names, names);
    return status == PHONENUM_END ? finish_object(reading, object, extra_json) : status;
}

static void begin_reading(struct reading *reading, phonenum_str text, const phonenum_json_read_options *options,
                          phonenum_arena *arena, phonenum_error *error)
{
    const char *begin = text.size > 0 ? text.data : "";
    reading->limits = limits_or_defaults(&options->limits);
    reading->dialect = options->dialect;
    reading->flags = options->flags;
    reading->arena = arena;
    reading->unknown_seen = 0;
    json_names_init(&reading->names, arena);
    json_scanner *scan = &reading->scan;
    scan->begin = scan->next = begin;
    scan->end = begin + text.size;
    scan->open = 0;
    scan->spaced = false;
    scan->names = &reading->names;
    scan->error = error;
    /* The record itself does not count. */
    reading->scan.most_open = reading->limits.depth + 1;
}

static phonenum_status begin_document(struct reading *reading)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    json_scanner *scan = &reading->scan;
    size_t size = (size_t)(scan->end - scan->begin);
    if (size >= 3 && memcmp(scan->begin, byte_order_mark, 3) == 0)
        return phonenum_json_unexpected(scan, "JSON must not begin with a byte order mark");
    char byte = json_peek(scan);
    if (byte == '"' || byte == '[' || byte == 't' || byte == 'f' || byte == 'n' || begins_number(byte))
        return phonenum_json_fail(scan, PHONENUM_ERR_JSON_TYPE, scan->next, NULL);
    return byte == '{' ? PHONENUM_OK : phonenum_json_unexpected(scan, "expected a JSON object");
}

/* Reads the object at the start of the text. REQUIRES: the object's type is of the dialect. */
static phonenum_status read_document(struct reading *reading, struct object *object, phonenum_str *extra_json)
{
    phonenum_status status = begin_document(reading);
    return status ? status : read_object(reading, object, extra_json);
}

/* Reads the next record. *rest is set to the text after it. If rest is NULL, no text may follow. */
static phonenum_status read_record(struct reading *reading, phonenum_record *record, const char **rest)
{
    struct object object = {.kind = JSON_OBJECT_RECORD, .type = type_of(reading, JSON_OBJECT_RECORD), .target = record};
    const phonenum_arena_point point = phonenum_arena_here(reading->arena);
    phonenum_status status = read_document(reading, &object, &record->extra_json);
    if (!status && !rest)
        status = phonenum_json_finish(&reading->scan);
    if (status) {
        phonenum_arena_rewind(reading->arena, point);
        phonenum_clear(record, sizeof *record);
        return status;
    }
    if (rest)
        *rest = reading->scan.next;
    return phonenum_success(reading->scan.error);
}

static bool are_valid(const phonenum_json_read_options *options)
{
    const bool proto = options->dialect == PHONENUM_JSON_PROTO;
    const unsigned flags = (proto ? (unsigned)PHONENUM_JSON_IGNORE_UNKNOWN : (unsigned)PHONENUM_JSON_STRICT) |
                           (unsigned)PHONENUM_JSON_KEEP_UNKNOWN;
    return (proto || options->dialect == PHONENUM_JSON_API) && !(options->flags & ~flags) &&
           options->limits.depth <= PHONENUM_DEPTH_MAX && !SPARE_BITS(options) && !SPARE_BITS(&options->limits);
}

phonenum_status phonenum_json_check_options(const phonenum_json_read_options *options, phonenum_error *error)
{
    if (are_valid(options))
        return PHONENUM_OK;
    return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0,
                              "invalid options: check dialect, flags, limits.depth and spare");
}

phonenum_status phonenum_json_read_first(phonenum_str text, const phonenum_json_read_options *options,
                                         phonenum_arena *arena, phonenum_record *record, size_t *size)
{
    struct reading reading;
    const char *rest = NULL;
    begin_reading(&reading, text, options, arena, NULL);
    phonenum_status status = read_record(&reading, record, &rest);
    *size = (size_t)((status ? reading.scan.next : rest) - reading.scan.begin);
    return status;
}

phonenum_status phonenum_json_read(const char *text, size_t size, const phonenum_json_read_options *options,
                                   phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    static const phonenum_json_read_options defaults = {.flags = 0};
    struct reading reading;
    options = options ? options : &defaults;
    phonenum_clear(record, sizeof *record);
    if (phonenum_json_check_options(options, error))
        return PHONENUM_ERR_ARGUMENT;
    begin_reading(&reading, (phonenum_str){text, size}, options, arena, error);
    if (size > reading.limits.input)
        return phonenum_json_fail(&reading.scan, PHONENUM_ERR_LIMIT, text + reading.limits.input,
                                  "the record is larger than the limit");
    phonenum_arena_expect(arena, size);
    return read_record(&reading, record, NULL);
}

phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, struct json_parts *parts, phonenum_error *error)
{
    union {
        phonenum_record record;
        phonenum_verification verification;
    } target; /* A link is smaller than a verification. */
    _Static_assert(sizeof(phonenum_link) <= sizeof(phonenum_verification), "a verification has room for a link");
    const phonenum_json_read_options options = {
        .limits = {.input = SIZE_MAX, .links = SIZE_MAX, .codes = SIZE_MAX, .depth = depth}};
    struct reading reading;
    phonenum_str unused;
    begin_reading(&reading, extra_json, &options, arena, error);
    reading.scan.open = open;
    phonenum_clear(&target, kind == JSON_OBJECT_RECORD ? sizeof target : sizeof target.verification);
    struct object object = {.kind = kind, .type = type_of(&reading, kind), .target = &target, .parts = parts};
    parts->kept = 0;
    parts->other_count = 0;
    parts->other_is_last = false;
    phonenum_status status = read_document(&reading, &object, &unused);
    if (!status)
        status = phonenum_json_finish(&reading.scan);
    parts->known = object.seen;
    parts->spaced = reading.scan.spaced;
    return status;
}
