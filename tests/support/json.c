/*
 * What the tests of JSON share.
 */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const json_record_names[11] = {"id",
                                           "object",
                                           "phone_number",
                                           "reserved_for_second_factor",
                                           "default_second_factor",
                                           "reserved",
                                           "verification",
                                           "linked_to",
                                           "backup_codes",
                                           "created_at",
                                           "updated_at"};
const char *const json_verification_names[7] = {
    "object", "status", "strategy", "attempts", "expire_at", "verified_at_client", "channel"};
const char *const json_link_names[2] = {"type", "id"};

static unsigned byte_after_x(const test_vector *vector, const char *digits)
{
    char hex[3] = {digits[0], digits[0] ? digits[1] : '\0', '\0'};
    char *end;
    unsigned byte = (unsigned)strtoul(hex, &end, 16);
    if (end != hex + 2)
        fail_msg("line %zu: bad escape at '%s'", vector->number, digits);
    return byte;
}

builder vector_json(const test_vector *vector, const char *text)
{
    builder out = {0};
    while (*text != '\0') {
        if (strncmp(text, "\\x", 2) != 0) {
            build_byte(&out, (uint8_t)*text++);
            continue;
        }
        unsigned byte = byte_after_x(vector, text + 2);
        size_t count = 1;
        text += 4;
        if (*text == '*') {
            char *end;
            count = strtoul(text + 1, &end, 10);
            text = end;
        }
        build_run(&out, (uint8_t)byte, count);
    }
    return out;
}

void check_json_failure(const char *label, phonenum_status returned, const phonenum_error *error,
                        const phonenum_error *expected)
{
    phonenum_error without_place = *error;
    without_place.line = 0;
    without_place.column = 0;
    check_failure(label, returned, &without_place, expected->status, expected->offset, expected->field);
    if (error->line != expected->line || error->column != expected->column)
        fail_msg("%s: line %llu, column %llu, not %llu, %llu", label, (unsigned long long)error->line,
                 (unsigned long long)error->column, (unsigned long long)expected->line,
                 (unsigned long long)expected->column);
}

phonenum_error json_error_at(phonenum_status status, const void *text, size_t size, size_t offset, const char *field)
{
    const unsigned char *bytes = text;
    phonenum_error error = {.status = status, .offset = offset, .line = 1, .column = 1};
    if (offset > size)
        fail_msg("the offset %zu is behind the end", offset);
    for (size_t i = 0; i < offset; i++) {
        bool begins_character = (bytes[i] & 0xc0) != 0x80;
        error.column = bytes[i] == '\n' ? 1 : error.column + begins_character;
        error.line += bytes[i] == '\n';
    }
    snprintf(error.field, sizeof error.field, "%s", field);
    return error;
}

/* Where a character of the text is cut by ending it here; SIZE_MAX where none is. */
static size_t cut_character(const uint8_t *text, size_t size)
{
    size_t start = size;
    while (start > 0 && (text[start] & 0xc0) == 0x80)
        start--;
    return start < size ? start : SIZE_MAX;
}

phonenum_error json_error_of_cut(const void *text, size_t whole, size_t size)
{
    size_t cut = size < whole ? cut_character(text, size) : SIZE_MAX;
    return cut != SIZE_MAX ? json_error_at(PHONENUM_ERR_UTF8, text, whole, cut, "")
                           : json_error_at(PHONENUM_ERR_TRUNCATED, text, whole, size, "");
}

void json_trim_end(builder *text)
{
    while (text->size > 0 && strchr(" \t\r\n", text->data[text->size - 1]))
        text->size--;
}

builder json_brackets(const char *before, size_t count)
{
    builder text = {0};
    build_bytes(&text, before, strlen(before));
    build_run(&text, '[', count);
    return text;
}

phonenum_record json_read_ok(const char *label, const void *text, size_t size,
                             const phonenum_json_read_options *options, phonenum_arena *arena)
{
    phonenum_record record;
    phonenum_error error = garbage_error();
    memset(&record, 0xa5, sizeof record);
    phonenum_status status = phonenum_json_read(text, size, options, arena, &record, &error);
    if (status)
        print_error("%s: line %llu, column %llu, %s\n", label, (unsigned long long)error.line,
                    (unsigned long long)error.column, error.field);
    check_success(label, status, &error);
    return record;
}

builder json_write_with(const char *label, const phonenum_record *record, const phonenum_json_write_options *options)
{
    phonenum_error error = garbage_error();
    size_t needed;
    size_t size;
    phonenum_status status = phonenum_json_write(record, options, NULL, 0, &needed, &error);
    check_failure(label, status, &error, PHONENUM_ERR_NO_SPACE, 0, "");
    builder out = {0};
    build_run(&out, 0, needed);
    status = phonenum_json_write(record, options, (char *)out.data, needed, &size, &error);
    check_success(label, status, &error);
    if (size != needed)
        fail_msg("%s: %zu bytes, not %zu", label, size, needed);
    return out;
}

builder json_write_ok(const char *label, const phonenum_record *record, unsigned flags)
{
    const phonenum_json_write_options options = {.flags = flags};
    return json_write_with(label, record, &options);
}

void check_json(const char *label, const phonenum_record *record, unsigned flags, const char *expected)
{
    builder text = json_write_ok(label, record, flags);
    if (text.size != strlen(expected) || memcmp(text.data, expected, text.size) != 0)
        fail_msg("%s: %.*s\nnot %s", label, (int)text.size, (const char *)text.data, expected);
    builder_free(&text);
}
