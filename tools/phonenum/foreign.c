/*
 * Reading keeps such an object whole in extra_json, so this is where it is looked for.
 */
#include "foreign.h"

#include "report.h"

#include <inttypes.h>
#include <phonenum/json.h>
#include <string.h>

enum {
    DEPTH_MAX = 4,      /* of the objects inside the record that are searched */
    PATHS_NOTED_MAX = 3 /* of the different places of phone numbers */
};

struct path {
    char text[100];
    size_t size;
};

static bool is(phonenum_str text, const char *expected)
{
    return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

/* Finds a member of a JSON object. */
static bool find_member(phonenum_str object, const char *wanted, phonenum_str *value)
{
    size_t position = 0;
    phonenum_str name;
    while (phonenum_json_next_member(object, &position, &name, value, NULL) == PHONENUM_OK) {
        if (is(name, wanted))
            return true;
    }
    return false;
}

static bool is_string(phonenum_str value)
{
    return value.size >= 2 && value.data[0] == '"';
}

static bool is_phone_number(phonenum_str object)
{
    phonenum_str value;
    if (find_member(object, "object", &value))
        return is(value, "\"phone_number\"");
    return find_member(object, "phone_number", &value) && is_string(value);
}

/* jq reads such a name without quotes. Backup codes may be names too, but not outside of `backup_codes`. */
static bool is_searched(phonenum_str name)
{
    if (name.size == 0 || is(name, "backup_codes") || is(name, "backupCodes"))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        const char byte = name.data[i];
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
        if (!is_letter && (i == 0 || byte < '0' || byte > '9'))
            return false;
    }
    return true;
}

/* Adds to a path. Returns false if it would be too long. */
static bool extend(struct path *path, const char *before, phonenum_str text)
{
    const size_t begin = strlen(before);
    if (begin + text.size >= sizeof path->text - path->size)
        return false;
    memcpy(path->text + path->size, before, begin);
    if (text.size > 0)
        memcpy(path->text + path->size + begin, text.data, text.size);
    path->size += begin + text.size;
    path->text[path->size] = '\0';
    return true;
}

static bool find_numbers(phonenum_str object, unsigned depth, struct path *path);

/* Looks for phone numbers in the value of a member: in an object, or in the first element of an array. */
static bool find_in_member(phonenum_str name, phonenum_str value, unsigned depth, struct path *path)
{
    const bool is_array = value.size > 0 && value.data[0] == '[';
    if (!is_searched(name) || !extend(path, ".", name))
        return false;
    if (is_array) {
        if (!extend(path, "[]", (phonenum_str){NULL, 0}))
            return false;
        /* Such a list may be empty. */
        if (is(name, "phone_numbers"))
            return true;
        value = (phonenum_str){value.data + 1, value.size - 1};
    }
    if (value.size == 0 || value.data[0] != '{')
        return false;
    return is_phone_number(value) || (depth > 1 && find_numbers(value, depth - 1, path));
}

/* Finds the first place that has phone numbers. Adds it to the path, which otherwise stays as it is. */
static bool find_numbers(phonenum_str object, unsigned depth, struct path *path)
{
    size_t position = 0;
    phonenum_str name;
    phonenum_str value;
    const size_t size = path->size;
    while (phonenum_json_next_member(object, &position, &name, &value, NULL) == PHONENUM_OK) {
        if (find_in_member(name, value, depth, path))
            return true;
        path->size = size;
        path->text[size] = '\0';
    }
    return false;
}

/* Whether an object that does not say what it is holds something else than a phone number. */
static bool is_wrapper(const phonenum_record *record)
{
    static const char *const names[] = {"phone_numbers", "data", "response"};
    phonenum_str value;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !record->phone_number.data; i++) {
        if (find_member(record->extra_json, names[i], &value) && (value.data[0] == '{' || value.data[0] == '['))
            return true;
    }
    return false;
}

void foreign_look(struct foreign *foreign, const phonenum_record *record)
{
    phonenum_str object;
    struct path path = {"", 0};
    if (!record->extra_json.data || record->has_object)
        return;
    if (find_member(record->extra_json, "object", &object)) {
        if (!is_string(object))
            return;
        tally_add(&foreign->kinds, "", (phonenum_str){object.data + 1, object.size - 2});
    } else {
        if (!is_wrapper(record))
            return;
        tally_add(&foreign->kinds, "", PHONENUM_STR("none"));
    }
    foreign->records++;
    if (find_numbers(record->extra_json, DEPTH_MAX, &path))
        tally_add(&foreign->paths, "", (phonenum_str){path.text, path.size});
}

void foreign_clear(struct foreign *foreign)
{
    foreign->records = 0;
    tally_clear(&foreign->kinds);
    tally_clear(&foreign->paths);
}

bool foreign_is_whole(const struct foreign *foreign)
{
    return tally_is_whole(&foreign->kinds) && tally_is_whole(&foreign->paths);
}

void foreign_merge(struct foreign *foreign, const struct foreign *other)
{
    foreign->records += other->records;
    tally_merge(&foreign->kinds, &other->kinds);
    tally_merge(&foreign->paths, &other->paths);
}

/* Whether the input is one array, so that jq has to look into it first. */
static bool is_array(const struct source *source)
{
    size_t spaces = 0;
    while (spaces < source->start_size && memchr(" \t\r\n", source->start[spaces], 4))
        spaces++;
    return spaces < source->start_size && source->start[spaces] == '[';
}

/* Notes what makes phone numbers of the records that have them at this place. Other records may have nothing there. */
static void note_path(const struct tally_entry *path, const struct source *source)
{
    const bool is_mixed = path->count < source->records;
    report_note(source->name,
                "to encode the phone numbers in %" PRIu64 " of them, use: jq -c '%s%s%s%s' FILE | phonenum encode",
                path->count, is_array(source) ? is_mixed ? ".[] | " : ".[]" : "", is_mixed ? "(" : "", path->name,
                is_mixed ? ")? // empty" : "");
}

void foreign_note(struct foreign *foreign, const struct source *source)
{
    const bool is_one = foreign->records == 1;
    if (foreign->records == 0)
        return;
    report_note(source->name, "%" PRIu64 " of %" PRIu64 " records %s object is: %s", foreign->records, source->records,
                is_one ? "is not a phone number; its" : "are not phone numbers; their",
                tally_text(&foreign->kinds).text);
    (void)tally_text(&foreign->paths); /* this sorts them */
    for (size_t i = 0; i < foreign->paths.names && i < PATHS_NOTED_MAX; i++)
        note_path(&foreign->paths.entries[i], source);
}
