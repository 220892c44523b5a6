/*
 * Lines of hexadecimal digits or base64. The bytes take the place of their text.
 */
#include "lines.h"

#include "bytetext.h"

#include <string.h>

enum {
    /* The text of the largest record, and what may be around it. */
    LINE_SIZE_MAX = 2 * PHONENUM_INPUT_SIZE_DEFAULT + 64
};

struct text {
    char *data;
    size_t size;
};

static phonenum_status fail(phonenum_error *error, phonenum_status status, const char *message)
{
    *error = (phonenum_error){.status = status, .message = message};
    return status;
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r';
}

static struct text without_blanks(struct text text)
{
    for (; text.size > 0 && is_blank(text.data[0]); text.size--)
        text.data++;
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Takes away `before` from the start, and one byte `after` from the end unless that is NUL; only if both are there. */
static bool take_away(struct text *text, const char *before, char after)
{
    const size_t begin = strlen(before);
    const size_t end = after != '\0';
    if (text->size < begin + end || memcmp(text->data, before, begin) != 0)
        return false;
    if (end > 0 && text->data[text->size - 1] != after)
        return false;
    text->data += begin;
    text->size -= begin + end;
    return true;
}

/* PostgreSQL writes \x, and \\x in the files of COPY; SQL has X'...'; MySQL and SQL Server have 0x. */
static struct text without_decoration(struct text text, enum format format)
{
    text = without_blanks(text);
    if (!take_away(&text, "\"", '"'))
        (void)take_away(&text, "'", '\'');
    if (format != FORMAT_HEX)
        return text;
    (void)(take_away(&text, "X'", '\'') || take_away(&text, "x'", '\'') || take_away(&text, "\\\\x", '\0') ||
           take_away(&text, "\\x", '\0') || take_away(&text, "0x", '\0') || take_away(&text, "0X", '\0'));
    return text;
}

/* Finds the end of the next line. It is not searched twice where there is none. */
static phonenum_status read_line(struct lines *lines, struct text *line, phonenum_error *error)
{
    struct window *window = &lines->window;
    size_t searched = 0;
    const char *end = NULL;
    for (;;) {
        const size_t size = window_size(window);
        if (size > searched)
            end = memchr(window_data(window) + searched, '\n', size - searched);
        searched = size;
        if (end || window->has_ended || size > LINE_SIZE_MAX)
            break;
        phonenum_status status = window_fill(window);
        if (status)
            return fail(error, status, phonenum_status_text(status));
    }
    line->data = (char *)window_data(window);
    line->size = end ? (size_t)(end - line->data) : searched;
    lines->used = line->size + (end ? 1 : 0);
    lines->number += lines->used > 0;
    if (line->size > LINE_SIZE_MAX)
        return fail(error, PHONENUM_ERR_LIMIT, "the line is longer than the limit");
    return lines->used > 0 ? PHONENUM_OK : PHONENUM_END;
}

static phonenum_status read_bytes(struct lines *lines, struct text line, phonenum_bytes *encoded, phonenum_error *error)
{
    struct text text = without_decoration(line, lines->format);
    unsigned char *bytes = (unsigned char *)text.data;
    size_t size;
    const char *wrong = lines->format == FORMAT_HEX ? hex_read(text.data, text.size, bytes, &size)
                                                    : base64_read(text.data, text.size, bytes, &size);
    if (!wrong) {
        *encoded = (phonenum_bytes){bytes, size};
        return PHONENUM_OK;
    }
    const size_t place = (size_t)(text.data - line.data) + size;
    *error = (phonenum_error){.status = PHONENUM_ERR_LENGTH,
                              .offset = lines->window.offset + place,
                              .line = lines->number,
                              .column = place + 1,
                              .message = wrong};
    return error->status;
}

phonenum_status lines_next(struct lines *lines, phonenum_bytes *encoded, phonenum_error *error)
{
    struct text line;
    phonenum_status status;
    *encoded = (phonenum_bytes){NULL, 0};
    *error = (phonenum_error){.message = ""};
    if (lines->is_lost)
        return PHONENUM_END;
    do {
        window_use(&lines->window, lines->used);
        lines->used = 0;
        status = read_line(lines, &line, error);
    } while (!status && without_blanks(line).size == 0);
    lines->is_lost = status != PHONENUM_OK;
    return status ? status : read_bytes(lines, line, encoded, error);
}

void lines_free(struct lines *lines)
{
    window_free(&lines->window);
}
