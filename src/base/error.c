/*
 * Statuses as text; filling and formatting errors.
 */
#include "base/error.h"
#include "base/attributes.h"
#include "base/memory.h"
#include "base/names.h"

#include <phonenum/status.h>
#include <stdbool.h>
#include <string.h>

/* Text in a fixed buffer. If it does not fit, it is cut and marked. */
struct text {
    char *data;
    size_t capacity;
    size_t size;
};

static const char cut_mark[] = "...";

static COLD void append(struct text *text, const char *data, size_t size)
{
    size_t room = text->capacity - 1 - text->size;
    size_t fits = size < room ? size : room;
    memcpy(text->data + text->size, data, fits);
    text->size += fits;
    text->data[text->size] = '\0';
    if (fits < size)
        memcpy(text->data + text->size - (sizeof cut_mark - 1), cut_mark, sizeof cut_mark - 1);
}

static size_t length_of(const char *text)
{
    size_t size = 0;
    while (text[size] != '\0')
        size++;
    return size;
}

static COLD void append_text(struct text *text, const char *data)
{
    append(text, data, length_of(data));
}

size_t phonenum_decimal(char text[PHONENUM_DECIMAL_SIZE], uint64_t value)
{
    size_t digits = 1;
    for (uint64_t rest = value; rest >= 10; rest /= 10)
        digits++;
    text[digits] = '\0';
    for (size_t i = digits; i > 0; i--) {
        text[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    return digits;
}

static COLD void append_decimal(struct text *text, uint64_t value)
{
    char digits[PHONENUM_DECIMAL_SIZE];
    append(text, digits, phonenum_decimal(digits, value));
}

static COLD void append_escaped(struct text *text, const char *data, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    /* Text beyond the capacity would be cut anyway. */
    for (size_t i = 0; i < size && i <= text->capacity; i++) {
        unsigned char byte = (unsigned char)data[i];
        char escape[4] = {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
        /* A name that begins with a bracket must not look like an index. */
        bool printable = byte >= 0x20 && byte < 0x7f && (i > 0 || byte != '[');
        append(text, printable ? &data[i] : escape, printable ? 1 : sizeof escape);
    }
}

void phonenum_error_write(phonenum_error *error, phonenum_status status, uint64_t offset, const char *message)
{
    phonenum_clear(error, sizeof *error);
    error->status = status;
    error->offset = offset;
    error->message = message ? message : phonenum_status_text(status);
}

/* An index of SIZE_MAX means no index: no list is that long. */
static COLD void put_in_front(phonenum_error *error, const char *name, size_t size, size_t index)
{
    if (!error)
        return;
    char path[PHONENUM_ERROR_FIELD_SIZE] = "";
    struct text text = {path, sizeof path, 0};
    append_escaped(&text, name, size);
    if (index != SIZE_MAX) {
        append(&text, "[", 1);
        append_decimal(&text, index);
        append(&text, "]", 1);
    }
    if (error->field[0] != '\0' && error->field[0] != '[')
        append(&text, ".", 1);
    append_text(&text, error->field);
    memcpy(error->field, path, sizeof path);
}

void phonenum_error_within_bytes(phonenum_error *error, const char *name, size_t size)
{
    put_in_front(error, name, size, SIZE_MAX);
}

void phonenum_error_within(phonenum_error *error, const char *name)
{
    put_in_front(error, name, length_of(name), SIZE_MAX);
}

void phonenum_error_within_element(phonenum_error *error, const char *name, size_t index)
{
    put_in_front(error, name, length_of(name), index);
}

void phonenum_error_within_number(phonenum_error *error, uint32_t number)
{
    char digits[PHONENUM_DECIMAL_SIZE] = "";
    put_in_front(error, digits, phonenum_decimal(digits, number), SIZE_MAX);
}

const char *phonenum_status_text(phonenum_status status)
{
    return phonenum_sentence(status);
}

#define STATUS_NAME(name, number, sentence) [number] = #name,
static const char *const status_list[] = {PHONENUM_STATUS_MAP(STATUS_NAME)};

DEFINE_NAMES(status, status_list)

static COLD void append_place(struct text *text, const phonenum_error *error)
{
    if (error->line == 0 && !phonenum_status_has_offset(error->status) && error->status != PHONENUM_ERR_JSON_EXTRA)
        return;
    append_text(text, " (");
    if (error->line > 0) {
        append_text(text, "line ");
        append_decimal(text, error->line);
        append_text(text, ", column ");
        append_decimal(text, error->column);
        append_text(text, ", ");
    }
    append_text(text, "byte ");
    append_decimal(text, error->offset);
    append_text(text, ")");
}

size_t phonenum_error_format(const phonenum_error *error, char *buffer, size_t capacity)
{
    phonenum_error success;
    if (!error) {
        phonenum_error_write(&success, PHONENUM_OK, 0, NULL);
        error = &success;
    }
    char line[PHONENUM_ERROR_LINE_SIZE] = "";
    struct text text = {line, sizeof line, 0};
    if (error->field[0] != '\0') {
        append_text(&text, error->field);
        append_text(&text, ": ");
    }
    append_text(&text, error->message ? error->message : phonenum_sentence(error->status));
    append_place(&text, error);
    if (capacity > 0) {
        size_t fits = text.size < capacity ? text.size : capacity - 1;
        memcpy(buffer, line, fits);
        buffer[fits] = '\0';
    }
    return text.size;
}
