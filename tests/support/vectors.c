/*
 * Reads the files of test vectors.
 */
#include "vectors.h"

#include "check.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t size = strlen(text);
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        text[--size] = '\0';
    return text;
}

/* Splits the line at '|' and drops what follows '#'. False where nothing is left. */
static bool split(test_vector *vector)
{
    char *comment = strchr(vector->line, '#');
    if (comment)
        *comment = '\0';
    size_t count = 0;
    for (char *field = vector->line; field; count++) {
        if (count == VECTOR_FIELDS_MAX)
            fail_msg("line %zu: too many fields", vector->number);
        char *next = strchr(field, '|');
        if (next)
            *next++ = '\0';
        vector->fields[count] = trim(field);
        field = next;
    }
    while (count < VECTOR_FIELDS_MAX)
        vector->fields[count++] = "";
    return vector->fields[0][0] != '\0';
}

void for_each_vector(const char *file, size_t least, void (*run)(const test_vector *vector))
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TEST_VECTORS, file);
    FILE *in = fopen(path, "r");
    if (!in)
        fail_msg("%s can't be opened", path);
    size_t count = 0;
    test_vector vector;
    for (vector.number = 1; fgets(vector.line, sizeof vector.line, in); vector.number++) {
        if (!strchr(vector.line, '\n'))
            fail_msg("%s:%zu: the line is too long, or has no end", path, vector.number);
        if (!split(&vector))
            continue;
        run(&vector);
        count++;
    }
    fclose(in);
    if (count < least)
        fail_msg("%s: %zu vectors, not %zu", path, count, least);
}

static int hex_digit(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = digit ? strchr(digits, tolower((unsigned char)digit)) : NULL;
    return found ? (int)(found - digits) : -1;
}

builder vector_bytes(const test_vector *vector, const char *text)
{
    builder out = {0};
    while (*text != '\0') {
        int high = hex_digit(text[0]);
        int low = high < 0 ? -1 : hex_digit(text[1]);
        if (low < 0)
            fail_msg("line %zu: bad bytes at '%s'", vector->number, text);
        text += 2;
        size_t count = 1;
        if (*text == '*') {
            char *end;
            count = strtoul(text + 1, &end, 10);
            text = end;
        }
        build_run(&out, (uint8_t)(high << 4 | low), count);
        while (*text == ' ')
            text++;
    }
    return out;
}

phonenum_status vector_status(const test_vector *vector, const char *name)
{
#define VECTOR_STATUS(status, number, sentence) \
    if (strcmp(name, #status) == 0)             \
        return PHONENUM_##status;
    PHONENUM_STATUS_MAP(VECTOR_STATUS)
#undef VECTOR_STATUS
    fail_msg("line %zu: there is no status '%s'", vector->number, name);
    return PHONENUM_OK;
}

uint64_t vector_number(const test_vector *vector, const char *text)
{
    char *end;
    uint64_t value = strtoull(text, &end, 10);
    if (end == text || *end != '\0')
        fail_msg("line %zu: '%s' is no number", vector->number, text);
    return value;
}
