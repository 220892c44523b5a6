/*
 * One field of an encoded record. The quick walk finds it if the record has nothing unusual. Otherwise the careful walk
 * begins again, knows everything that may be there, and keeps the field that counts so far. All errors come from it.
 */
#include "base/error.h"
#include "base/names.h"
#include "find/quick.h"
#include "record/enum_names.h"
#include "wire/skip.h"
#include "wire/utf8.h"

/* A field of a message, and what follows it. */
struct step {
    const uint8_t *next;
    const uint8_t *end; /* of the message */
    const uint8_t *start;
    const uint8_t *value; /* after the tag, and after the length if there is one */
    uint32_t tag;         /* 0 if it could not be read */
};

struct finder {
    const uint8_t *input;
    const phonenum_path *path;
    phonenum_error *error;
    phonenum_status status; /* PHONENUM_OK until an error is set; functions here return whether they succeeded */
    uint32_t verification;  /* the tag of the verification that counts so far; 0 if there is none */
    size_t count;           /* of elements so far */
    /* The field that counts so far; a tag of 0 if there is none. */
    uint32_t tag;
    const uint8_t *value;
    const uint8_t *end;
};

static bool fail(struct finder *finder, phonenum_status status, const uint8_t *at, const char *message)
{
    finder->status = phonenum_error_set(finder->error, status, (uint64_t)(at - finder->input), message);
    return false;
}

/* How many elements of the list that has this tag are before `end`. They were walked over before. */
static size_t count_elements(const struct finder *finder, const uint8_t *end, uint32_t tag)
{
    wire_reader in = {finder->input, end};
    size_t count = 0;
    while (in.next != end) {
        const uint8_t *start = in.next;
        uint32_t other = 0;
        (void)wire_read_tag(&in, &other);
        (void)phonenum_skip_field(&in, other, start, PHONENUM_DEPTH_DEFAULT);
        count += other == tag;
    }
    return count;
}

/* Puts the field at which the walk failed in front of the error's path, as decoding does it. */
static bool fail_in_record(const struct finder *finder, const struct step *at)
{
    const uint32_t number = wire_tag_number(at->tag);
    const uint32_t list =
        number == PHONENUM_RECORD_LINKED_TO_FIELD_NUMBER ? RECORD_LINKED_TO_TAG : RECORD_BACKUP_CODES_TAG;
    const size_t index = number == wire_tag_number(list) ? count_elements(finder, at->start, list) : 0;
    if (number != 0)
        phonenum_schema_within(finder->error, SCHEMA_RECORD, number, index);
    return false;
}

/* Steps over the next field. */
static void step(struct finder *finder, struct step *at, size_t depth)
{
    wire_reader in = {at->next, at->end};
    at->start = at->next;
    at->tag = 0;
    phonenum_status status = wire_read_tag(&in, &at->tag);
    at->value = in.next;
    if (!status && wire_tag_type(at->tag) == WIRE_LEN) {
        size_t size;
        status = wire_read_len(&in, &at->value, &size);
    } else if (!status) {
        status = phonenum_skip_field(&in, at->tag, at->start, depth);
    }
    at->next = in.next;
    if (status)
        fail(finder, status, in.next, status == PHONENUM_ERR_LIMIT ? WIRE_TOO_DEEP : NULL);
}

/* Steps to the next field that has one of two tags. False also at the end. */
static bool next_match(struct finder *finder, struct step *at, const uint8_t tags[2], size_t depth)
{
    while (at->next != at->end) {
        step(finder, at, depth);
        if (finder->status)
            return false;
        if (at->tag == tags[0] || at->tag == tags[1])
            return true;
    }
    return false;
}

/* Keeps a field that has one of the path's tags. Decoding keeps an enum number above the last one as unknown. */
static void keep(struct finder *finder, const struct step *at)
{
    if (wire_tag_type(at->tag) == WIRE_VARINT &&
        (uint32_t)wire_any_varint(at->value, at->next).value > finder->path->last)
        return;
    finder->tag = at->tag;
    finder->value = at->value;
    finder->end = at->next;
}

/* Walks over the submessage that a field of the record has. */
static bool enter(struct finder *finder, const struct step *field)
{
    struct step at = {.next = field->value, .end = field->next};
    while (next_match(finder, &at, finder->path->tags, PHONENUM_DEPTH_DEFAULT - 1))
        keep(finder, &at);
    if (finder->status && at.tag != 0)
        phonenum_schema_within(finder->error, phonenum_schema_submessage(field->tag), wire_tag_number(at.tag), 0);
    return !finder->status;
}

static bool is_entered(const phonenum_path *path, uint32_t tag)
{
    return tag == path->entered_tags[0] || tag == path->entered_tags[1];
}

/* A verification of the other kind discards what was there before. */
static bool meet_verification(struct finder *finder, const struct step *at)
{
    if (at->tag != finder->verification)
        finder->tag = 0;
    finder->verification = at->tag;
    return !is_entered(finder->path, at->tag) || enter(finder, at);
}

/* Does what the path wants of a field that has one of its two tags in the record. */
static bool meet(struct finder *finder, const struct step *at)
{
    const phonenum_path *path = finder->path;
    switch ((enum path_place)path->place) {
    case PLACE_VERIFICATION:
        return meet_verification(finder, at);
    case PLACE_KIND:
        finder->verification = at->tag;
        return true;
    case PLACE_LINK:
        return finder->count++ != path->index || enter(finder, at);
    case PLACE_CODE:
        if (finder->count++ == path->index)
            keep(finder, at);
        return true;
    case PLACE_COUNT:
        finder->count++;
        return true;
    default:
        keep(finder, at);
        return true;
    }
}

static bool walk_record(struct finder *finder, size_t size)
{
    struct step at = {.next = finder->input, .end = finder->input + size};
    bool met = true;
    while (met && next_match(finder, &at, finder->path->record_tags, PHONENUM_DEPTH_DEFAULT))
        met = meet(finder, &at);
    return !finder->status || fail_in_record(finder, &at);
}

/* Reports that the text that counts is bad there. */
static bool fail_utf8(struct finder *finder, const uint8_t *at)
{
    const phonenum_path *path = finder->path;
    const uint32_t number = wire_tag_number(finder->tag);
    fail(finder, PHONENUM_ERR_UTF8, at, NULL);
    if (path->place == PLACE_RECORD || path->place == PLACE_CODE) {
        phonenum_schema_within(finder->error, SCHEMA_RECORD, number, path->index);
        return false;
    }
    const uint32_t outer = path->place == PLACE_LINK ? RECORD_LINKED_TO_TAG : finder->verification;
    phonenum_schema_within(finder->error, phonenum_schema_submessage(outer), number, 0);
    phonenum_schema_within(finder->error, SCHEMA_RECORD, wire_tag_number(outer), path->index);
    return false;
}

static void set_enum(phonenum_value *value, uint32_t enumeration, uint32_t number)
{
    value->type = PHONENUM_VALUE_ENUM;
    value->enumeration = (phonenum_enumeration)(enumeration + 1);
    value->number = number;
    value->name = phonenum_enum_names[enumeration].list[number].api.data;
}

static ALWAYS_INLINE void set_number(phonenum_value *value, const phonenum_path *path, uint64_t number)
{
    if (path->type == SCHEMA_TYPE_ENUM) {
        set_enum(value, path->enumeration, (uint32_t)number);
    } else if (path->type == SCHEMA_TYPE_BOOL) {
        value->type = PHONENUM_VALUE_BOOLEAN;
        value->number = number != 0;
    } else {
        value->type = PHONENUM_VALUE_INTEGER;
        value->number = wire_to_int64(number);
    }
}

static void set_count(phonenum_value *value, size_t count)
{
    value->type = PHONENUM_VALUE_COUNT;
    value->number = (int64_t)count;
}

static void set_kind(phonenum_value *value, uint32_t tag)
{
    const phonenum_verification_kind kind = tag == RECORD_OTP_TAG     ? PHONENUM_VERIFICATION_OTP
                                            : tag == RECORD_ADMIN_TAG ? PHONENUM_VERIFICATION_ADMIN
                                                                      : PHONENUM_VERIFICATION_NONE;
    value->type = PHONENUM_VALUE_KIND;
    value->number = kind;
    value->name = phonenum_verification_kind_name(kind);
}

/* The size of the valid part of a text. Sets the value if that is all of it. */
static ALWAYS_INLINE size_t set_text(phonenum_value *value, const uint8_t *text, size_t size)
{
    const size_t valid = utf8_is_ascii(text, size, UTF8_8_TO_32) ? size : phonenum_utf8_valid_size(text, size);
    if (LIKELY(valid == size)) {
        value->type = PHONENUM_VALUE_TEXT;
        value->text = (phonenum_str){(const char *)text, size};
    }
    return valid;
}

/* Makes a value of what the careful walk found. */
static bool set_value(struct finder *finder, phonenum_value *value)
{
    const phonenum_path *path = finder->path;
    const size_t size = (size_t)(finder->end - finder->value);
    if (path->place == PLACE_KIND) {
        set_kind(value, finder->verification);
    } else if (path->place == PLACE_COUNT) {
        set_count(value, finder->count);
    } else if (finder->tag != path->tags[0]) {
        /* There is none, or the other member of the oneof has replaced it. */
        return true;
    } else if (wire_tag_type(finder->tag) == WIRE_LEN) {
        const size_t valid = set_text(value, finder->value, size);
        return valid == size || fail_utf8(finder, finder->value + valid);
    } else {
        set_number(value, path, wire_any_varint(finder->value, finder->end).value);
    }
    return true;
}

static NEVER_INLINE phonenum_status find_carefully(const uint8_t *data, size_t size, const phonenum_path *path,
                                                   phonenum_value *value, phonenum_error *error)
{
    struct finder finder = {.input = data, .path = path, .error = error};
    if (walk_record(&finder, size) && set_value(&finder, value))
        return phonenum_success(error);
    phonenum_clear(value, sizeof *value);
    return finder.status;
}

/* Makes a value of a field that the quick walk found. False if it needs a careful look. */
static ALWAYS_INLINE bool set_quickly(phonenum_value *value, const phonenum_path *path, const uint8_t *field,
                                      const uint8_t *end)
{
    if (wire_tag_type(field[0]) == WIRE_LEN)
        return field[0] != path->tags[0] || set_text(value, field + 2, field[1]) == field[1];
    const uint64_t number = wire_time_at(field + 1, end).value;
    if (!LIKELY((uint32_t)number <= path->last))
        return false;
    if (LIKELY(field[0] == path->tags[0]))
        set_number(value, path, number);
    return true;
}

/* Finds the value if the record has nothing unusual. If not, it returns false, and the value is as it was. */
static ALWAYS_INLINE bool find_quickly(const uint8_t *data, size_t size, const phonenum_path *path,
                                       phonenum_value *value)
{
    struct quick_found found;
    const uint8_t *end = data + size;
    if (!quick_record(data, size, path->record_tags, path, &found))
        return false;
    if (path->place == PLACE_COUNT) {
        set_count(value, found.count);
        return true;
    }
    if (path->place == PLACE_KIND) {
        set_kind(value, found.field ? found.field[0] : 0);
        return true;
    }
    if (path->place == PLACE_VERIFICATION && found.field) {
        /* More than one may have to be merged. */
        if (!LIKELY(found.count == 1))
            return false;
        if (!is_entered(path, found.field[0]))
            return true;
        const uint8_t *message = found.field + 2;
        if (!quick_verification(message, found.field[1], path->tags, path, &found))
            return false;
    }
    if (path->place == PLACE_LINK && found.field) {
        const uint8_t *message = found.field + 2;
        if (!quick_link(message, found.field[1], path->tags, path, &found))
            return false;
    }
    return !found.field || set_quickly(value, path, found.field, end);
}

phonenum_status phonenum_find(const void *data, size_t size, const phonenum_path *path, phonenum_value *value,
                              phonenum_error *error)
{
    static const uint8_t nothing[1];
    const uint8_t *input = size > 0 ? data : nothing;
    phonenum_clear(value, sizeof *value);
    if (path->place == PLACE_NONE)
        return phonenum_error_set(error, PHONENUM_ERR_ARGUMENT, 0, "the path was not compiled");
    value->secret = path->place == PLACE_CODE;
    if (LIKELY(find_quickly(input, size, path, value)))
        return phonenum_success(error);
    return find_carefully(input, size, path, value, error);
}

_Static_assert((int)PHONENUM_ENUMERATION_PHONE_NUMBER_OBJECT == (int)ENUM_PHONE_NUMBER_OBJECT + 1 &&
                   (int)PHONENUM_ENUMERATION_VERIFICATION_OBJECT == (int)ENUM_VERIFICATION_OBJECT + 1 &&
                   (int)PHONENUM_ENUMERATION_VERIFICATION_STATUS == (int)ENUM_VERIFICATION_STATUS + 1 &&
                   (int)PHONENUM_ENUMERATION_VERIFICATION_STRATEGY == (int)ENUM_VERIFICATION_STRATEGY + 1,
               "the public numbers are those of the schema's table, from 1");

static const char *const value_types[] = {
    [PHONENUM_VALUE_ABSENT] = "absent",   [PHONENUM_VALUE_TEXT] = "text", [PHONENUM_VALUE_INTEGER] = "integer",
    [PHONENUM_VALUE_BOOLEAN] = "boolean", [PHONENUM_VALUE_ENUM] = "enum", [PHONENUM_VALUE_COUNT] = "count",
    [PHONENUM_VALUE_KIND] = "kind",
};

static const char *const enumerations[] = {
    [PHONENUM_ENUMERATION_NONE] = "none",
    [PHONENUM_ENUMERATION_PHONE_NUMBER_OBJECT] = "phone_number_object",
    [PHONENUM_ENUMERATION_VERIFICATION_OBJECT] = "verification_object",
    [PHONENUM_ENUMERATION_VERIFICATION_STATUS] = "verification_status",
    [PHONENUM_ENUMERATION_VERIFICATION_STRATEGY] = "verification_strategy",
};

DEFINE_NAMES(value_type, value_types)
DEFINE_NAMES(enumeration, enumerations)
