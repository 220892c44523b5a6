/*
 * JSON text into a buffer.
 */
#include "json/output.h"

#include "base/error.h"
#include "wire/utf8.h"
#include "json/word.h"

#include <phonenum/json.h>

void phonenum_json_lose(struct json_output *out, size_t size)
{
    out->too_large = out->too_large || size > SIZE_MAX / 2 - out->lost;
    out->lost += size;
    out->end = out->next;
}

static COLD void put_line_break(struct json_output *out)
{
    json_put_byte(out, '\n');
    for (size_t i = 0; i < out->level; i++)
        json_put(out, "  ", 2);
}

void phonenum_json_open(struct json_output *out, char bracket)
{
    json_put_byte(out, bracket);
    out->level++;
    out->first = true;
}

void phonenum_json_begin_item(struct json_output *out)
{
    if (!out->first)
        json_put_byte(out, ',');
    out->first = false;
    if (out->pretty)
        put_line_break(out);
}

void phonenum_json_close(struct json_output *out, char bracket)
{
    out->level--;
    if (out->pretty && !out->first)
        put_line_break(out);
    out->first = false;
    json_put_byte(out, bracket);
}

void phonenum_json_begin_other(struct json_output *out, json_string name)
{
    phonenum_json_begin_item(out);
    json_put_byte(out, '"');
    json_put_str(out, name.raw);
    json_put(out, "\": ", out->pretty ? 3 : 2);
}

/* Writes the escape for a byte that needs one. Returns its size. */
static size_t escape(unsigned char byte, char out[6])
{
    static const char letters[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
    static const char hex[] = "0123456789abcdef";
    out[0] = '\\';
    out[1] = letters[byte];
    if (out[1] != '\0')
        return 2;
    memcpy(out + 1, "u00", 3);
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

static bool is_utf8(phonenum_str text)
{
    return phonenum_utf8_valid_size(text.data, text.size) == text.size;
}

/* Writes a string if it needs no escapes and there is room. Otherwise returns false. *valid is false if it is not UTF-8. */
static ALWAYS_INLINE bool put_plain_string(struct json_output *out, phonenum_str text, bool *valid)
{
    char *next = out->next;
    struct json_bits bits = {{0}, {0}};
    if (text.size >= (size_t)(out->end - next) || (size_t)(out->end - next) - text.size < 2)
        return false;
    json_take_text(&bits, next + 1, text);
    if (json_any(&bits.special))
        return false;
    *valid = LIKELY(!(json_any(&bits.high) & UTF8_HIGH_BITS)) || is_utf8(text);
    next[0] = '"';
    next[text.size + 1] = '"';
    out->next = next + text.size + 2;
    return true;
}

/* The place of the first byte that needs an escape. */
static const char *find_special(const char *next, const char *end)
{
    for (; end - next >= 8; next += 8) {
        uint64_t special = json_special(json_load(next));
        if (special)
            return next + json_first_byte(special);
    }
    while (next < end && *next != '"' && *next != '\\' && (unsigned char)*next >= 0x20)
        next++;
    return next;
}

bool phonenum_json_put_string(struct json_output *out, phonenum_str text)
{
    const char *next = text.data;
    const char *end = text.data + text.size;
    bool valid = true;
    if (LIKELY(put_plain_string(out, text, &valid)))
        return valid;
    json_put_byte(out, '"');
    for (;;) {
        const char *special = find_special(next, end);
        json_put(out, next, (size_t)(special - next));
        if (special == end)
            break;
        char escaped[6];
        json_put(out, escaped, escape((unsigned char)*special, escaped));
        next = special + 1;
    }
    json_put_byte(out, '"');
    return is_utf8(text);
}

void phonenum_json_put_quoted(struct json_output *out, phonenum_str plain)
{
    json_put_byte(out, '"');
    json_put_str(out, plain);
    json_put_byte(out, '"');
}

/* Writes any number, digit by digit. */
static COLD void put_long_int64(struct json_output *out, int64_t value)
{
    char digits[PHONENUM_DECIMAL_SIZE];
    if (value < 0)
        json_put_byte(out, '-');
    json_put(out, digits, phonenum_decimal(digits, value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

void phonenum_json_put_int64(struct json_output *out, int64_t value)
{
    char *next = out->end - out->next >= 16 ? json_write_usual_integer(out->next, value) : NULL;
    if (LIKELY(next))
        out->next = next;
    else
        put_long_int64(out, value);
}

static bool is_secret(const struct json_output *out, json_string name)
{
    return out->redact && phonenum_json_is_secret(name);
}

static phonenum_status put_value(struct json_output *out, json_scanner *scan);

/* Skips the next value, and writes that it is redacted. */
static phonenum_status put_redacted(struct json_output *out, json_scanner *scan)
{
    json_put_str(out, json_redacted);
    return phonenum_json_skip_value(scan);
}

static phonenum_status put_array(struct json_output *out, json_scanner *scan,
                                 phonenum_status put_element(struct json_output *, json_scanner *))
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    phonenum_json_open(out, '[');
    for (size_t index = 0; !status; index++) {
        status = phonenum_json_next_element(scan, &first);
        if (status)
            break;
        phonenum_json_begin_item(out);
        status = put_element(out, scan);
        if (status)
            phonenum_error_within_element(scan->error, "", index);
    }
    phonenum_json_close(out, ']');
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Redacts backup codes, so that only their number is shown. */
static phonenum_status put_secret(struct json_output *out, json_scanner *scan)
{
    return json_peek(scan) == '[' ? put_array(out, scan, put_redacted) : put_redacted(out, scan);
}

static phonenum_status put_next_member(struct json_output *out, json_scanner *scan)
{
    json_string name;
    phonenum_status status = phonenum_json_scan_name(scan, &name);
    if (status)
        return status;
    phonenum_json_begin_other(out, name);
    status = is_secret(out, name) ? put_secret(out, scan) : put_value(out, scan);
    if (status)
        phonenum_json_within_name(scan, name);
    return status;
}

static phonenum_status put_object(struct json_output *out, json_scanner *scan)
{
    bool first = true;
    phonenum_status status = phonenum_json_enter(scan);
    phonenum_json_open(out, '{');
    while (!status) {
        status = phonenum_json_next_name(scan, &first);
        if (!status)
            status = put_next_member(out, scan);
    }
    phonenum_json_close(out, '}');
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

/* Writes the next value, token by token, in the layout of the output. */
static phonenum_status put_value(struct json_output *out, json_scanner *scan)
{
    char byte = json_peek(scan);
    if (byte == '{')
        return put_object(out, scan);
    if (byte == '[')
        return put_array(out, scan, put_value);
    const char *start = scan->next;
    phonenum_status status = phonenum_json_skip_value(scan);
    json_put(out, start, (size_t)(scan->next - start));
    return status;
}

void phonenum_json_put_checked(struct json_output *out, json_string name, phonenum_str value)
{
    json_scanner scan = json_scan_text(value, NULL);
    if (is_secret(out, name))
        (void)put_secret(out, &scan);
    else if (out->redact || out->pretty)
        (void)put_value(out, &scan);
    else
        json_put_str(out, value);
}

phonenum_status phonenum_json_finish_output(const struct json_output *out, size_t *size, phonenum_error *error)
{
    *size = out->too_large ? 0 : json_output_size(out);
    if (out->lost == 0)
        return phonenum_success(error);
    /* With 32-bit pointers, the JSON can be too large, because escapes make text longer. */
    const char *message = out->too_large ? "the JSON would be too large to fit in memory" : NULL;
    return phonenum_error_set(error, out->too_large ? PHONENUM_ERR_LIMIT : PHONENUM_ERR_NO_SPACE, 0, message);
}

phonenum_status phonenum_json_redact(phonenum_str text, char *buffer, size_t capacity, size_t *size,
                                     phonenum_error *error)
{
    struct json_output out;
    json_scanner scan = json_scan_text(text, error);
    json_begin_output(&out, buffer, capacity, false, true);
    *size = 0;
    phonenum_status status = put_value(&out, &scan);
    if (!status)
        status = phonenum_json_finish(&scan);
    return status ? status : phonenum_json_finish_output(&out, size, error);
}

phonenum_status phonenum_json_put_redacted_text(struct json_output *out, phonenum_str text, phonenum_arena *arena)
{
    size_t size;
    phonenum_status status = phonenum_json_redact(text, NULL, 0, &size, NULL);
    if (status != PHONENUM_ERR_NO_SPACE) {
        json_put_str(out, json_redacted);
        return PHONENUM_OK;
    }
    char *redacted = phonenum_arena_alloc(arena, size, 1);
    if (!redacted)
        return PHONENUM_ERR_NO_MEMORY;
    status = phonenum_json_redact(text, redacted, size, &size, NULL);
    (void)phonenum_json_put_string(out, (phonenum_str){redacted, size});
    return status;
}
