/*
 * Holds the binary interface and the schema against tests/pinned/: sizes, offsets, numbers, types. Lines of these files are
 * added, never changed. If a line of layout-N.txt must change, raise PHONENUM_SOVERSION, and begin the file anew under its
 * number.
 */
#include "record/schema.h"
#include "support/check.h"

#include <phonenum/archive.h>
#include <phonenum/arena.h>
#include <phonenum/codec.h>
#include <phonenum/find.h>
#include <phonenum/inspect.h>
#include <phonenum/json.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_SIZE = 128
};

typedef struct pin_line {
    const char *name;
    size_t number;
} pin_line;

#define SIZE_OF(type) {#type, sizeof(type)},
#define OFFSET_OF(type, member) {#type "." #member, offsetof(type, member)},
#define NUMBER_OF(constant) {#constant, (size_t)(constant)},

/* The members of the struct that a row of the schema stands for. */
#define TEXT_OFFSETS(type, member) OFFSET_OF(type, member)
#define JSON_OFFSETS(type, member) OFFSET_OF(type, member)
#define ENUM_OFFSETS(type, member) OFFSET_OF(type, member) OFFSET_OF(type, has_##member)
#define BOOL_OFFSETS(type, member) ENUM_OFFSETS(type, member)
#define INT64_OFFSETS(type, member) ENUM_OFFSETS(type, member)
#define STRATEGY_OFFSETS(type, member) OFFSET_OF(type, member)
#define CUSTOM_STRATEGY_OFFSETS(type, member)
#define OTP_OFFSETS(type, member) OFFSET_OF(type, verification)
#define ADMIN_OFFSETS(type, member)
#define LINKS_OFFSETS(type, member) OFFSET_OF(type, member) OFFSET_OF(type, member##_count)
#define CODES_OFFSETS(type, member) LINKS_OFFSETS(type, member)

#define RECORD_OFFSETS(MESSAGE, KIND, FIELD, member, ...) KIND##_OFFSETS(phonenum_record, member)
#define VERIFICATION_OFFSETS(MESSAGE, KIND, FIELD, member, ...) KIND##_OFFSETS(phonenum_verification, member)
#define LINK_OFFSETS(MESSAGE, KIND, FIELD, member, ...) KIND##_OFFSETS(phonenum_link, member)

/* One pin on each line. */
/* clang-format off */
#if defined(__LP64__)
/* Bytes between the spare bytes and what comes next would be bytes that no call checks. */
#define ENDS_AT(type, room, end) \
    _Static_assert(offsetof(type, room) + sizeof(((type *)NULL)->room) == (end), "spare bytes are missing at " #type);
ENDS_AT(phonenum_record, spare, sizeof(phonenum_record))
ENDS_AT(phonenum_record, spare_flags, offsetof(phonenum_record, object))
ENDS_AT(phonenum_verification, spare, sizeof(phonenum_verification))
ENDS_AT(phonenum_verification, spare_flags, offsetof(phonenum_verification, object))
ENDS_AT(phonenum_link, spare, sizeof(phonenum_link))
ENDS_AT(phonenum_limits, spare, sizeof(phonenum_limits))
ENDS_AT(phonenum_decode_options, spare, sizeof(phonenum_decode_options))
ENDS_AT(phonenum_json_read_options, spare, sizeof(phonenum_json_read_options))
ENDS_AT(phonenum_json_write_options, spare, sizeof(phonenum_json_write_options))
ENDS_AT(phonenum_field, spare, sizeof(phonenum_field))
ENDS_AT(phonenum_value, spare, sizeof(phonenum_value))
ENDS_AT(phonenum_archive_write_options, spare, sizeof(phonenum_archive_write_options))
ENDS_AT(phonenum_archive_read_options, spare, sizeof(phonenum_archive_read_options))

static const pin_line layout[] = {
    SIZE_OF(phonenum_str)
    OFFSET_OF(phonenum_str, data)
    OFFSET_OF(phonenum_str, size)
    SIZE_OF(phonenum_bytes)
    OFFSET_OF(phonenum_bytes, data)
    OFFSET_OF(phonenum_bytes, size)
    SIZE_OF(phonenum_strategy)
    OFFSET_OF(phonenum_strategy, kind)
    OFFSET_OF(phonenum_strategy, known)
    OFFSET_OF(phonenum_strategy, custom)
    SIZE_OF(phonenum_verification)
    OFFSET_OF(phonenum_verification, kind)
    VERIFICATION_FIELDS(VERIFICATION_OFFSETS, VERIFICATION_OFFSETS)
    OFFSET_OF(phonenum_verification, unknown)
    SIZE_OF(phonenum_link)
    LINK_FIELDS(LINK_OFFSETS)
    OFFSET_OF(phonenum_link, unknown)
    SIZE_OF(phonenum_record)
    RECORD_FIELDS(RECORD_OFFSETS)
    OFFSET_OF(phonenum_record, unknown)
    SIZE_OF(phonenum_error)
    OFFSET_OF(phonenum_error, status)
    OFFSET_OF(phonenum_error, offset)
    OFFSET_OF(phonenum_error, line)
    OFFSET_OF(phonenum_error, column)
    OFFSET_OF(phonenum_error, field)
    OFFSET_OF(phonenum_error, message)
    SIZE_OF(phonenum_allocator)
    OFFSET_OF(phonenum_allocator, allocate)
    OFFSET_OF(phonenum_allocator, deallocate)
    OFFSET_OF(phonenum_allocator, context)
    SIZE_OF(phonenum_limits)
    OFFSET_OF(phonenum_limits, input)
    OFFSET_OF(phonenum_limits, links)
    OFFSET_OF(phonenum_limits, codes)
    OFFSET_OF(phonenum_limits, unknown)
    OFFSET_OF(phonenum_limits, depth)
    SIZE_OF(phonenum_decode_options)
    OFFSET_OF(phonenum_decode_options, limits)
    OFFSET_OF(phonenum_decode_options, flags)
    SIZE_OF(phonenum_json_read_options)
    OFFSET_OF(phonenum_json_read_options, limits)
    OFFSET_OF(phonenum_json_read_options, flags)
    OFFSET_OF(phonenum_json_read_options, dialect)
    SIZE_OF(phonenum_json_write_options)
    OFFSET_OF(phonenum_json_write_options, depth)
    OFFSET_OF(phonenum_json_write_options, flags)
    OFFSET_OF(phonenum_json_write_options, dialect)
    SIZE_OF(phonenum_field)
    OFFSET_OF(phonenum_field, offset)
    OFFSET_OF(phonenum_field, header_size)
    OFFSET_OF(phonenum_field, value_size)
    OFFSET_OF(phonenum_field, number)
    OFFSET_OF(phonenum_field, wire_type)
    OFFSET_OF(phonenum_field, type)
    OFFSET_OF(phonenum_field, secret)
    OFFSET_OF(phonenum_field, depth)
    OFFSET_OF(phonenum_field, value)
    OFFSET_OF(phonenum_field, value_name)
    OFFSET_OF(phonenum_field, bytes)
    OFFSET_OF(phonenum_field, path)
    SIZE_OF(phonenum_value)
    OFFSET_OF(phonenum_value, type)
    OFFSET_OF(phonenum_value, enumeration)
    OFFSET_OF(phonenum_value, number)
    OFFSET_OF(phonenum_value, text)
    OFFSET_OF(phonenum_value, name)
    OFFSET_OF(phonenum_value, secret)
    /* Only the library looks into these. */
    SIZE_OF(phonenum_path)
    SIZE_OF(phonenum_arena)
    SIZE_OF(phonenum_arena_point)
    SIZE_OF(phonenum_stream_writer)
    SIZE_OF(phonenum_stream_reader)
    SIZE_OF(phonenum_json_reader)
    SIZE_OF(phonenum_inspector)
    SIZE_OF(phonenum_archive_write_options)
    OFFSET_OF(phonenum_archive_write_options, frame)
    OFFSET_OF(phonenum_archive_write_options, level)
    SIZE_OF(phonenum_archive_read_options)
    OFFSET_OF(phonenum_archive_read_options, decode)
    OFFSET_OF(phonenum_archive_read_options, frame)
    OFFSET_OF(phonenum_archive_read_options, flags)
    SIZE_OF(phonenum_archive_gap)
    OFFSET_OF(phonenum_archive_gap, offset)
    OFFSET_OF(phonenum_archive_gap, size)
    SIZE_OF(phonenum_archive_damage)
    OFFSET_OF(phonenum_archive_damage, place)
    OFFSET_OF(phonenum_archive_damage, first_record)
    OFFSET_OF(phonenum_archive_damage, records)
    OFFSET_OF(phonenum_archive_damage, records_known)
    OFFSET_OF(phonenum_archive_damage, error)
    SIZE_OF(phonenum_archive_summary)
    OFFSET_OF(phonenum_archive_summary, frames)
    OFFSET_OF(phonenum_archive_summary, records)
    OFFSET_OF(phonenum_archive_summary, content)
    OFFSET_OF(phonenum_archive_summary, damages)
    SIZE_OF(phonenum_archive_writer)
    SIZE_OF(phonenum_archive_reader)
    SIZE_OF(phonenum_archive)
};
#endif

#define STATUS_NUMBER(name, number, sentence) NUMBER_OF(PHONENUM_##name)

static const pin_line numbers[] = {
    PHONENUM_STATUS_MAP(STATUS_NUMBER)
    NUMBER_OF(PHONENUM_ERROR_FIELD_SIZE)
    NUMBER_OF(PHONENUM_ERROR_LINE_SIZE)
    NUMBER_OF(PHONENUM_DEPTH_MAX)
    NUMBER_OF(PHONENUM_VALIDATE_CLOSED)
    NUMBER_OF(PHONENUM_DECODE_BORROW)
    NUMBER_OF(PHONENUM_STRATEGY_NONE)
    NUMBER_OF(PHONENUM_STRATEGY_KNOWN)
    NUMBER_OF(PHONENUM_STRATEGY_CUSTOM)
    NUMBER_OF(PHONENUM_VERIFICATION_NONE)
    NUMBER_OF(PHONENUM_VERIFICATION_OTP)
    NUMBER_OF(PHONENUM_VERIFICATION_ADMIN)
    NUMBER_OF(PHONENUM_JSON_API)
    NUMBER_OF(PHONENUM_JSON_PROTO)
    NUMBER_OF(PHONENUM_JSON_STRICT)
    NUMBER_OF(PHONENUM_JSON_IGNORE_UNKNOWN)
    NUMBER_OF(PHONENUM_JSON_PRETTY)
    NUMBER_OF(PHONENUM_JSON_REDACT)
    NUMBER_OF(PHONENUM_JSON_DROP_UNKNOWN)
    NUMBER_OF(PHONENUM_JSON_KEEP_UNKNOWN)
    NUMBER_OF(PHONENUM_WIRE_VARINT)
    NUMBER_OF(PHONENUM_WIRE_I64)
    NUMBER_OF(PHONENUM_WIRE_LEN)
    NUMBER_OF(PHONENUM_WIRE_SGROUP)
    NUMBER_OF(PHONENUM_WIRE_EGROUP)
    NUMBER_OF(PHONENUM_WIRE_I32)
    NUMBER_OF(PHONENUM_FIELD_UNKNOWN)
    NUMBER_OF(PHONENUM_FIELD_TEXT)
    NUMBER_OF(PHONENUM_FIELD_BOOL)
    NUMBER_OF(PHONENUM_FIELD_INT64)
    NUMBER_OF(PHONENUM_FIELD_ENUM)
    NUMBER_OF(PHONENUM_FIELD_MESSAGE)
    NUMBER_OF(PHONENUM_FIELD_JSON)
    NUMBER_OF(PHONENUM_VALUE_ABSENT)
    NUMBER_OF(PHONENUM_VALUE_TEXT)
    NUMBER_OF(PHONENUM_VALUE_INTEGER)
    NUMBER_OF(PHONENUM_VALUE_BOOLEAN)
    NUMBER_OF(PHONENUM_VALUE_ENUM)
    NUMBER_OF(PHONENUM_VALUE_COUNT)
    NUMBER_OF(PHONENUM_VALUE_KIND)
    NUMBER_OF(PHONENUM_ENUMERATION_NONE)
    NUMBER_OF(PHONENUM_ENUMERATION_PHONE_NUMBER_OBJECT)
    NUMBER_OF(PHONENUM_ENUMERATION_VERIFICATION_OBJECT)
    NUMBER_OF(PHONENUM_ENUMERATION_VERIFICATION_STATUS)
    NUMBER_OF(PHONENUM_ENUMERATION_VERIFICATION_STRATEGY)
    NUMBER_OF(PHONENUM_ARCHIVE_READ_ON)
    NUMBER_OF(PHONENUM_ARCHIVE_FRAME_MAX)
};

/* A field's name and kind, and its number. */
#define RECORD_ROW(MESSAGE, KIND, FIELD, ...) {"PhoneNumber " #FIELD " " #KIND, PHONENUM_RECORD_##FIELD##_FIELD_NUMBER},
#define OTP_ROW(MESSAGE, KIND, FIELD, ...) \
    {"PhoneNumberOTP " #FIELD " " #KIND, PHONENUM_VERIFICATION_##FIELD##_FIELD_NUMBER},
#define ADMIN_ROW(MESSAGE, KIND, FIELD, ...) \
    {"PhoneNumberAdmin " #FIELD " " #KIND, PHONENUM_VERIFICATION_##FIELD##_FIELD_NUMBER},
#define LINK_ROW(MESSAGE, KIND, FIELD, ...) \
    {"IdentificationLink " #FIELD " " #KIND, PHONENUM_LINK_##FIELD##_FIELD_NUMBER},

static const pin_line schema[] = {
    RECORD_FIELDS(RECORD_ROW)
    VERIFICATION_FIELDS(OTP_ROW, OTP_ROW)
    VERIFICATION_FIELDS(ADMIN_ROW, NO_ROW)
    LINK_FIELDS(LINK_ROW)
};
/* clang-format on */

/* Steps to the next line that is neither empty nor a comment; false at the end. Takes the line's end off. */
static bool next_line(FILE *file, char line[LINE_SIZE])
{
    while (fgets(line, LINE_SIZE, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#')
            return true;
    }
    return false;
}

static void print_pin(const pin_line *pin, char line[LINE_SIZE])
{
    snprintf(line, LINE_SIZE, "%s %zu", pin->name, pin->number);
}

/* The pins and the lines of a file must be the same, in the same order. */
static void check_file(const char *name, const pin_line *pins, size_t count)
{
    char path[4096];
    char pinned[LINE_SIZE];
    char actual[LINE_SIZE];
    snprintf(path, sizeof path, "%s/%s.txt", TEST_PINNED, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        fail_msg("there is no %s", path);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        print_pin(&pins[i], actual);
        if (!next_line(file, pinned))
            fail_msg("tests/pinned/%s.txt lacks the line: %s", name, actual);
        if (strcmp(pinned, actual) != 0)
            fail_msg("tests/pinned/%s.txt has the line '%s' where the code has '%s'", name, pinned, actual);
    }
    if (next_line(file, pinned))
        fail_msg("tests/pinned/%s.txt has the line '%s', which the code has not", name, pinned);
    fclose(file);
}

/* A machine with other sizes has a binary interface of its own. */
#if defined(__LP64__)
static void test_pinned_layout_is_that_of_the_soname(void **state)
{
    (void)state;
    char name[32];
    snprintf(name, sizeof name, "layout-%d", PHONENUM_SOVERSION);
    check_file(name, layout, COUNT_OF(layout));
}
#endif

static void test_pinned_numbers_are_as_published(void **state)
{
    (void)state;
    check_file("numbers", numbers, COUNT_OF(numbers));
}

static void test_pinned_fields_have_their_numbers_and_kinds(void **state)
{
    (void)state;
    check_file("schema", schema, COUNT_OF(schema));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(__LP64__)
        cmocka_unit_test(test_pinned_layout_is_that_of_the_soname),
#endif
        cmocka_unit_test(test_pinned_numbers_are_as_published),
        cmocka_unit_test(test_pinned_fields_have_their_numbers_and_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
