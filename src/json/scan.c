/*
 * The JSON grammar, token by token. Where RFC 8259 leaves a choice: no duplicate names, no lone surrogates, limited
 * nesting.
 */
#include "json/scan.h"

#include "base/error.h"
#include "wire/utf8.h"
#include "json/word.h"

#include <string.h>

phonenum_status phonenum_json_fail(json_scanner *scan, phonenum_status status, const char *at, const char *message)
{
    phonenum_error *error = scan->error;
    if (!error)
        return status;
    phonenum_error_write(error, status, (uint64_t)(at - scan->begin), message);
    error->line = 1;
    error->column = 1;
    for (const char *p = scan->begin; p < at; p++) {
        bool continues = ((unsigned char)*p & 0xc0) == 0x80;
        if (*p == '\n') {
            error->line++;
            error->column = 1;
        } else if (!continues) {
            error->column++;
        }
    }
    return status;
}

phonenum_status phonenum_json_unexpected(json_scanner *scan, const char *message)
{
    if (scan->next == scan->end)
        return phonenum_json_fail(scan, PHONENUM_ERR_TRUNCATED, scan->end, NULL);
    return phonenum_json_fail(scan, PHONENUM_ERR_JSON_SYNTAX, scan->next, message);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char phonenum_json_skip_space(json_scanner *scan)
{
    /* In indented text, most whitespace is spaces. */
    while (json_is_space(json_look(scan))) {
        scan->spaced = true;
        scan->next++;
        while (scan->end - scan->next >= 8 && json_load(scan->next) == JSON_EACH(' '))
            scan->next += 8;
    }
    return json_look(scan);
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Reads the four digits after \u. */
static phonenum_status scan_hex4(json_scanner *scan, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(json_look(scan));
        if (digit < 0)
            return phonenum_json_unexpected(scan, "expected four hexadecimal digits after \\u");
        *unit = *unit << 4 | (uint32_t)digit;
        scan->next++;
    }
    return PHONENUM_OK;
}

static bool is_high_surrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Checks what comes after \u. `start` is the place of the backslash. */
static NEVER_INLINE phonenum_status scan_unicode_escape(json_scanner *scan, const char *start)
{
    static const char lone[] = "lone surrogate: a high surrogate must be followed by a low one";
    uint32_t unit;
    phonenum_status status = scan_hex4(scan, &unit);
    if (status || !(is_high_surrogate(unit) || is_low_surrogate(unit)))
        return status;
    if (is_low_surrogate(unit))
        return phonenum_json_fail(scan, PHONENUM_ERR_JSON_SYNTAX, start, lone);
    for (const char *expected = "\\u"; *expected != '\0'; expected++) {
        if (scan->next == scan->end)
            return phonenum_json_unexpected(scan, NULL);
        if (json_look(scan) != *expected)
            return phonenum_json_fail(scan, PHONENUM_ERR_JSON_SYNTAX, start, lone);
        scan->next++;
    }
    status = scan_hex4(scan, &unit);
    if (status || is_low_surrogate(unit))
        return status;
    return phonenum_json_fail(scan, PHONENUM_ERR_JSON_SYNTAX, start, lone);
}

/* REQUIRES: a backslash is next. */
static phonenum_status scan_escape(json_scanner *scan)
{
    const char *start = scan->next++;
    switch (json_look(scan)) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        scan->next++;
        return PHONENUM_OK;
    case 'u':
        scan->next++;
        return scan_unicode_escape(scan, start);
    default:
        return phonenum_json_unexpected(scan, "unknown escape sequence");
    }
}

/* Adds bits to *high: not 0 after all if the text from `next` to the returned place is not ASCII. */
static NEVER_INLINE const char *skip_blocks(const char *next, const char *end, uint64_t *high)
{
    json_block seen = {0};
    for (; end - next >= 32; next += 32) {
        json_block blocks[2];
        json_block special = {0};
        memcpy(blocks, next, sizeof blocks);
        json_add_special(&special, &blocks[0]);
        json_add_special(&special, &blocks[1]);
        if (json_any(&special))
            break;
        seen |= blocks[0] | blocks[1];
    }
    *high |= json_any(&seen);
    return next;
}

/*
 * Steps to the first quote, backslash or control character, or to the end. If what was stepped over is not ASCII, *high
 * gets bits of UTF8_HIGH_BITS. It may get some from up to seven bytes behind, too.
 */
static ALWAYS_INLINE const char *skip_text(const char *next, const char *end, uint64_t *high)
{
    enum {
        LONG = 64 /* bytes from which on blocks are faster than words */
    };
    const char *start = next;
    for (; end - next >= 8; next += 8) {
        uint64_t word = json_load(next);
        uint64_t special = json_special(word);
        *high |= word;
        if (special)
            return next + json_first_byte(special);
        if (next - start == LONG)
            next = skip_blocks(next + 8, end, high) - 8;
    }
    for (; next < end && *next != '"' && *next != '\\' && (unsigned char)*next >= 0x20; next++)
        *high |= (unsigned char)*next;
    return next;
}

/* Checks text up to `next`, and steps over it. `high` is what skip_text() gave. */
static ALWAYS_INLINE phonenum_status take_text(json_scanner *scan, const char *start, const char *next, uint64_t high)
{
    scan->next = next;
    if (LIKELY(!(high & UTF8_HIGH_BITS)))
        return PHONENUM_OK;
    const size_t size = (size_t)(next - start);
    const size_t valid = phonenum_utf8_valid_size(start, size);
    if (valid == size)
        return PHONENUM_OK;
    scan->next = start + valid;
    return phonenum_json_fail(scan, PHONENUM_ERR_UTF8, scan->next, NULL);
}

/* Goes on behind the first piece of text in a string, up to the closing quote. */
static NEVER_INLINE phonenum_status scan_rest(json_scanner *scan, json_string *string, const char *next, uint64_t high)
{
    phonenum_status status = take_text(scan, string->raw.data, next, high);
    while (!status && json_look(scan) == '\\') {
        string->escaped = true;
        status = scan_escape(scan);
        if (status)
            break;
        high = 0;
        next = skip_text(scan->next, scan->end, &high);
        status = take_text(scan, scan->next, next, high);
    }
    if (!status && json_look(scan) != '"')
        status = phonenum_json_unexpected(scan, "control characters in strings must be escaped");
    if (status)
        return status;
    string->raw.size = (size_t)(scan->next - string->raw.data);
    scan->next++;
    return PHONENUM_OK;
}

/* phonenum_json_scan_string(), inline for strings that are ASCII and have no escapes. */
static ALWAYS_INLINE phonenum_status scan_string(json_scanner *scan, json_string *string)
{
    uint64_t high = 0;
    const char *start = scan->next + 1;
    const char *next = skip_text(start, scan->end, &high);
    /* One by one: gcc would copy a struct literal at once, and wait until its parts are written. */
    string->raw.data = start;
    string->raw.size = (size_t)(next - start);
    string->escaped = false;
    if (!LIKELY(next < scan->end && *next == '"' && !(high & UTF8_HIGH_BITS)))
        return scan_rest(scan, string, next, high);
    scan->next = next + 1;
    return PHONENUM_OK;
}

phonenum_status phonenum_json_scan_string(json_scanner *scan, json_string *string)
{
    return scan_string(scan, string);
}

static phonenum_status scan_digits(json_scanner *scan)
{
    if (!is_digit(json_look(scan)))
        return phonenum_json_unexpected(scan, "expected a digit");
    while (is_digit(json_look(scan)))
        scan->next++;
    return PHONENUM_OK;
}

phonenum_status phonenum_json_scan_number(json_scanner *scan, phonenum_str *number)
{
    const char *start = scan->next;
    phonenum_status status = PHONENUM_OK;
    if (json_look(scan) == '-')
        scan->next++;
    const char *digits = scan->next;
    const bool begins_with_zero = json_look(scan) == '0';
    status = scan_digits(scan);
    if (!status && begins_with_zero && scan->next - digits > 1) {
        scan->next = digits + 1;
        status = phonenum_json_unexpected(scan, "numbers cannot have leading zeros");
    }
    if (!status && json_look(scan) == '.') {
        scan->next++;
        status = scan_digits(scan);
    }
    if (!status && (json_look(scan) == 'e' || json_look(scan) == 'E')) {
        scan->next++;
        if (json_look(scan) == '+' || json_look(scan) == '-')
            scan->next++;
        status = scan_digits(scan);
    }
    *number = (phonenum_str){start, (size_t)(scan->next - start)};
    return status;
}

phonenum_status phonenum_json_scan_word(json_scanner *scan)
{
    if (LIKELY(json_starts_with(scan->next, scan->end, "null") || json_starts_with(scan->next, scan->end, "true"))) {
        scan->next += 4;
        return PHONENUM_OK;
    }
    const char *word = json_look(scan) == 't' ? "true" : json_look(scan) == 'f' ? "false" : "null";
    for (; *word != '\0'; word++) {
        if (json_look(scan) != *word)
            return phonenum_json_unexpected(scan, "expected true, false or null");
        scan->next++;
    }
    return PHONENUM_OK;
}

phonenum_status phonenum_json_enter(json_scanner *scan)
{
    if (scan->open == scan->most_open)
        return phonenum_json_fail(scan, PHONENUM_ERR_LIMIT, scan->next,
                                  "objects and arrays are nested deeper than the limit");
    scan->open++;
    scan->next++;
    return PHONENUM_OK;
}

/* The common part of objects and arrays: the commas and the closing bracket. */
static ALWAYS_INLINE phonenum_status next_item(json_scanner *scan, bool *first, char close, const char *message)
{
    char byte = json_peek(scan);
    if (byte == close) {
        scan->next++;
        scan->open--;
        return PHONENUM_END;
    }
    if (!*first) {
        if (byte != ',')
            return phonenum_json_unexpected(scan, message);
        scan->next++;
        if (json_peek(scan) == close)
            return phonenum_json_unexpected(scan, "a comma is not allowed before a closing bracket");
    }
    *first = false;
    return PHONENUM_OK;
}

phonenum_status phonenum_json_next_element(json_scanner *scan, bool *first)
{
    return next_item(scan, first, ']', "expected a comma or ] after an element");
}

phonenum_status phonenum_json_next_name(json_scanner *scan, bool *first)
{
    phonenum_status status = next_item(scan, first, '}', "expected a comma or } after a member");
    if (status)
        return status;
    return json_peek(scan) == '"' ? PHONENUM_OK
                                  : phonenum_json_unexpected(scan, "expected a member name in double quotes");
}

static ALWAYS_INLINE phonenum_status scan_name(json_scanner *scan, json_string *name)
{
    phonenum_status status = scan_string(scan, name);
    if (status)
        return status;
    if (json_peek(scan) != ':')
        return phonenum_json_unexpected(scan, "expected a colon after a member name");
    scan->next++;
    (void)json_peek(scan);
    return PHONENUM_OK;
}

phonenum_status phonenum_json_scan_name(json_scanner *scan, json_string *name)
{
    return scan_name(scan, name);
}

/* The name without escapes. NULL if there is no memory. */
static NEVER_INLINE const char *unescape_name(json_scanner *scan, const json_string *name, size_t *size)
{
    char *data = phonenum_arena_alloc(scan->names->arena, name->raw.size, 1);
    if (!data)
        return NULL;
    phonenum_arena_wipe_on_reset(scan->names->arena);
    *size = phonenum_json_unescape(*name, data);
    return data;
}

static ALWAYS_INLINE phonenum_status add_name(json_scanner *scan, uint64_t object, const json_string *name)
{
    const char *text = name->raw.data;
    size_t size = name->raw.size;
    if (!scan->names)
        return PHONENUM_OK;
    if (name->escaped)
        text = unescape_name(scan, name, &size);
    phonenum_status status = PHONENUM_ERR_NO_MEMORY;
    if (text)
        status = json_names_add(scan->names, object, (phonenum_str){text, size});
    if (LIKELY(!status))
        return status;
    if (status == PHONENUM_ERR_JSON_DUPLICATE)
        return phonenum_json_fail(scan, status, name->raw.data - 1, NULL);
    return phonenum_error_set(scan->error, status, 0, NULL);
}

phonenum_status phonenum_json_add_name(json_scanner *scan, uint64_t object, const json_string *name)
{
    return add_name(scan, object, name);
}

static phonenum_status skip_object(json_scanner *scan);
static phonenum_status skip_array(json_scanner *scan);

static ALWAYS_INLINE phonenum_status skip_value(json_scanner *scan)
{
    json_string string;
    phonenum_str number;
    char byte = json_peek(scan);
    switch (byte) {
    case '"':
        return scan_string(scan, &string);
    case '{':
        return skip_object(scan);
    case '[':
        return skip_array(scan);
    case 't':
    case 'f':
    case 'n':
        return phonenum_json_scan_word(scan);
    default:
        if (byte == '-' || is_digit(byte))
            return phonenum_json_scan_number(scan, &number);
        return phonenum_json_unexpected(scan, "expected a value");
    }
}

static ALWAYS_INLINE phonenum_status skip_member(json_scanner *scan, uint64_t object)
{
    json_string name;
    phonenum_status status = scan_name(scan, &name);
    if (status)
        return status;
    status = add_name(scan, object, &name);
    if (!status)
        status = skip_value(scan);
    if (status)
        phonenum_json_within_name(scan, name);
    return status;
}

static phonenum_status skip_object(json_scanner *scan)
{
    const uint64_t object = scan->names ? ++scan->names->objects : 0;
    const size_t names = scan->names ? scan->names->count : 0;
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    while (!status) {
        status = phonenum_json_next_name(scan, &first);
        if (!status)
            status = skip_member(scan, object);
    }
    if (scan->names)
        json_names_forget(scan->names, names);
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

static phonenum_status skip_array(json_scanner *scan)
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    for (size_t index = 0; !status; index++) {
        status = phonenum_json_next_element(scan, &first);
        if (status)
            break;
        status = skip_value(scan);
        if (status)
            phonenum_error_within_element(scan->error, "", index);
    }
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

phonenum_status phonenum_json_skip_value(json_scanner *scan)
{
    return skip_value(scan);
}

size_t phonenum_json_count_elements(json_scanner scan)
{
    bool first = false;
    size_t count = 0;
    phonenum_status status;
    scan.names = NULL;
    scan.error = NULL;
    do {
        count++;
        status = phonenum_json_skip_value(&scan);
        if (!status)
            status = phonenum_json_next_element(&scan, &first);
    } while (!status);
    return count;
}

phonenum_status phonenum_json_finish(json_scanner *scan)
{
    if (json_peek(scan) == '\0' && scan->next == scan->end)
        return PHONENUM_OK;
    return phonenum_json_unexpected(scan, "unexpected text after the JSON value");
}

/* The rest of a string that is read without its escapes, character by character. */
struct unescaping {
    const char *next;
    const char *end;
};

/* REQUIRES: four hexadecimal digits at text. */
static uint32_t hex4_at(const char *text)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)hex_value(text[i]);
    return unit;
}

/* The character that a backslash and a letter stand for. */
static char meaning_of(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* Writes the next character as UTF-8. Returns its size; 0 at the end. REQUIRES: the string was scanned. */
static size_t unescape_next(struct unescaping *text, char character[4])
{
    if (text->next == text->end)
        return 0;
    if (*text->next != '\\') {
        size_t size = utf8_sequence_size((const uint8_t *)text->next, (size_t)(text->end - text->next));
        memcpy(character, text->next, size);
        text->next += size;
        return size;
    }
    char kind = text->next[1];
    character[0] = meaning_of(kind);
    text->next += 2;
    if (kind != 'u')
        return 1;
    uint32_t code_point = hex4_at(text->next);
    text->next += 4;
    if (is_high_surrogate(code_point)) {
        code_point = 0x10000 + ((code_point - 0xd800) << 10) + (hex4_at(text->next + 2) - 0xdc00);
        text->next += 6;
    }
    return utf8_write(character, code_point);
}

/*
 * Copies text up to the next backslash, and returns where the copy ends. REQUIRES: as much room as there is text. What
 * is in the room behind the copy is overwritten.
 */
static char *copy_to_backslash(char *out, struct unescaping *text)
{
    while (text->end - text->next >= 8) {
        uint64_t word = json_load(text->next);
        uint64_t backslash = json_special(word);
        json_store(out, word);
        size_t size = backslash ? json_first_byte(backslash) : 8;
        out += size;
        text->next += size;
        if (backslash)
            return out;
    }
    while (text->next < text->end && *text->next != '\\')
        *out++ = *text->next++;
    return out;
}

size_t phonenum_json_unescape(json_string string, char *out)
{
    if (!string.escaped) {
        if (string.raw.size > 0)
            memcpy(out, string.raw.data, string.raw.size);
        return string.raw.size;
    }
    struct unescaping text = {string.raw.data, string.raw.data + string.raw.size};
    char *next = copy_to_backslash(out, &text);
    while (text.next < text.end) {
        char character[4];
        size_t size = unescape_next(&text, character);
        memcpy(next, character, size);
        next = copy_to_backslash(next + size, &text);
    }
    return (size_t)(next - out);
}

bool phonenum_json_string_is(json_string string, phonenum_str text)
{
    if (!string.escaped)
        return string.raw.size == text.size && memcmp(string.raw.data, text.data, text.size) == 0;
    struct unescaping rest = {string.raw.data, string.raw.data + string.raw.size};
    char character[4];
    for (size_t n = unescape_next(&rest, character); n > 0; n = unescape_next(&rest, character)) {
        if (n > text.size || memcmp(text.data, character, n) != 0)
            return false;
        text.data += n;
        text.size -= n;
    }
    return text.size == 0;
}

bool phonenum_json_is_secret(json_string name)
{
    return phonenum_json_string_is(name, PHONENUM_STR("backup_codes")) ||
           phonenum_json_string_is(name, PHONENUM_STR("backupCodes"));
}

/* Removes all of a path except the indices at its start. */
static void forget_names(char field[PHONENUM_ERROR_FIELD_SIZE])
{
    size_t kept = 0;
    while (field[kept] == '[') {
        size_t size = strcspn(field + kept, "]");
        if (field[kept + size] == '\0')
            break;
        kept += size + 1;
    }
    field[kept] = '\0';
}

void phonenum_json_within_name(json_scanner *scan, json_string name)
{
    if (!scan->error)
        return;
    if (phonenum_json_is_secret(name))
        forget_names(scan->error->field);
    phonenum_error_within_bytes(scan->error, name.raw.data, name.raw.size);
}

size_t phonenum_json_compact(phonenum_str value, char *out)
{
    size_t size = 0;
    bool in_string = false;
    for (size_t i = 0; i < value.size; i++) {
        char byte = value.data[i];
        if (!in_string && json_is_space(byte))
            continue;
        if (byte == '"')
            in_string = !in_string;
        out[size++] = byte;
        if (in_string && byte == '\\')
            out[size++] = value.data[++i];
    }
    return size;
}
