/*
 * Compiling paths.
 */
#include "find/path.h"

#include "base/error.h"
#include "base/names.h"

/* The part of the text that is not read yet. */
struct parser {
    const char *text;
    const char *next;
    phonenum_path *path;
    phonenum_error *error;
};

static bool fail(const struct parser *parser, const char *at, const char *message)
{
    (void)phonenum_error_set(parser->error, PHONENUM_ERR_PATH, (uint64_t)(at - parser->text), message);
    return false;
}

static bool take_character(struct parser *parser, char character)
{
    bool is_next = *parser->next == character;
    parser->next += is_next;
    return is_next;
}

/* The byte after the name that is next. */
static const char *name_end(const struct parser *parser)
{
    const char *end = parser->next;
    while (*end != '\0' && *end != '.' && *end != '[')
        end++;
    return end;
}

static const schema_field *named(const struct parser *parser, enum schema_message message)
{
    return phonenum_schema_named(message, parser->next, (size_t)(name_end(parser) - parser->next));
}

static bool fail_name(const struct parser *parser)
{
    if (*parser->next == '\0')
        return fail(parser, parser->next, "the path ends early: the name of a field must follow");
    return fail(parser, parser->next, "the schema has no field of this name here");
}

static bool parse_end(const struct parser *parser)
{
    return *parser->next == '\0' || fail(parser, parser->next, "the path goes on after its field");
}

/* Reads a dot, after which a name must follow. */
static bool parse_dot(struct parser *parser)
{
    if (take_character(parser, '.'))
        return true;
    if (*parser->next == '\0')
        return fail(parser, parser->next, "the path ends at a message: a dot and the name of a field must follow");
    return fail(parser, parser->next, "a dot and the name of a field must follow");
}

/* Reads `[index]`. */
static bool parse_index(struct parser *parser)
{
    static const char expected[] =
        "an index must be a decimal number of at most 4294967295 without leading zeros, and ]";
    const char *start = parser->next;
    uint64_t index = 0;
    for (; *parser->next >= '0' && *parser->next <= '9'; parser->next++) {
        if (parser->next > start && index == 0)
            return fail(parser, start, expected);
        index = 10 * index + (uint64_t)(*parser->next - '0');
        if (index > UINT32_MAX)
            return fail(parser, start, expected);
    }
    if (parser->next == start || !take_character(parser, ']'))
        return fail(parser, start, expected);
    parser->path->index = (uint32_t)index;
    return true;
}

static void set_tags(uint8_t tags[2], uint32_t first, uint32_t second)
{
    tags[0] = (uint8_t)first;
    tags[1] = (uint8_t)second;
}

/* A varint of this field that is above the result sets nothing. */
static uint32_t last_value(const schema_field *field)
{
    return field->type == SCHEMA_TYPE_ENUM ? field->last : UINT32_MAX;
}

static void set_field(phonenum_path *path, const schema_field *field)
{
    path->type = (uint8_t)field->type;
    path->enumeration = (uint8_t)field->enumeration;
    path->last = last_value(field);
    set_tags(path->tags, field->tag, field->tag);
}

/* Reads the name of a field of a message, which ends the path. */
static bool parse_field(struct parser *parser, enum schema_message message)
{
    const schema_field *field = named(parser, message);
    if (!field)
        return fail_name(parser);
    set_field(parser->path, field);
    parser->next = name_end(parser);
    return parse_end(parser);
}

/* Of the two strategies, the later one counts. */
static void pair_strategies(phonenum_path *path)
{
    const uint32_t own = path->tags[0];
    if (own == VERIFICATION_STRATEGY_TAG)
        path->tags[1] = VERIFICATION_CUSTOM_STRATEGY_TAG;
    if (own == VERIFICATION_CUSTOM_STRATEGY_TAG) {
        path->tags[1] = VERIFICATION_STRATEGY_TAG;
        path->last = VERIFICATION_STRATEGY_LAST;
    }
}

/* Reads what follows `verification`. */
static bool parse_verification(struct parser *parser)
{
    phonenum_path *path = parser->path;
    const char *start = parser->text;
    set_tags(path->record_tags, RECORD_OTP_TAG, RECORD_ADMIN_TAG);
    path->place = PLACE_KIND;
    if (*parser->next == '\0')
        return true;
    if (!parse_dot(parser))
        return false;
    path->place = PLACE_VERIFICATION;
    const schema_field *member = phonenum_schema_named(SCHEMA_RECORD, start, (size_t)(name_end(parser) - start));
    enum schema_message message = SCHEMA_OTP;
    if (member) {
        message = phonenum_schema_submessage(member->tag);
        set_tags(path->entered_tags, member->tag, member->tag);
        parser->next = name_end(parser);
        if (!parse_dot(parser))
            return false;
    } else {
        /* An OTP verification has every field. */
        set_tags(path->entered_tags, RECORD_OTP_TAG, named(parser, SCHEMA_ADMIN) ? RECORD_ADMIN_TAG : RECORD_OTP_TAG);
    }
    if (!parse_field(parser, message))
        return false;
    pair_strategies(path);
    return true;
}

/* Reads what follows the name of a list. */
static bool parse_list(struct parser *parser, const schema_field *list)
{
    phonenum_path *path = parser->path;
    set_tags(path->record_tags, list->tag, list->tag);
    path->place = PLACE_COUNT;
    if (*parser->next == '\0')
        return true;
    if (!take_character(parser, '['))
        return fail(parser, parser->next, "a list must be followed by [ and an index");
    if (!parse_index(parser))
        return false;
    if (list->tag == RECORD_LINKED_TO_TAG) {
        path->place = PLACE_LINK;
        set_tags(path->entered_tags, list->tag, list->tag);
        return parse_dot(parser) && parse_field(parser, SCHEMA_LINK);
    }
    path->place = PLACE_CODE;
    set_field(path, list);
    return parse_end(parser);
}

static bool parse(struct parser *parser)
{
    const char *end = name_end(parser);
    if (phonenum_is_text("verification", parser->text, (size_t)(end - parser->text))) {
        parser->next = end;
        return parse_verification(parser);
    }
    const schema_field *field = named(parser, SCHEMA_RECORD);
    if (!field)
        return fail_name(parser);
    if (field->tag == RECORD_LINKED_TO_TAG || field->tag == RECORD_BACKUP_CODES_TAG) {
        parser->next = end;
        return parse_list(parser, field);
    }
    parser->path->place = PLACE_RECORD;
    if (!parse_field(parser, SCHEMA_RECORD))
        return false;
    set_tags(parser->path->record_tags, field->tag, field->tag);
    return true;
}

phonenum_status phonenum_path_parse(const char *text, phonenum_path *path, phonenum_error *error)
{
    struct parser parser = {.text = text, .next = text, .path = path, .error = error};
    phonenum_clear(path, sizeof *path);
    if (parse(&parser))
        return phonenum_success(error);
    phonenum_clear(path, sizeof *path);
    return PHONENUM_ERR_PATH;
}
