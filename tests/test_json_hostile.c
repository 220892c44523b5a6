/*
 * Feeds all that reads JSON what is made to hurt: strings as large as the limit allows, and texts that end anywhere.
 */
#include "support/json.h"
#include "support/memory.h"
#include "support/source.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <string.h>

enum {
    LIMIT = PHONENUM_INPUT_SIZE_DEFAULT
};

static const phonenum_json_read_options api = {.dialect = PHONENUM_JSON_API};
static const phonenum_json_read_options proto = {.dialect = PHONENUM_JSON_PROTO};
static const phonenum_json_read_options ignoring = {.dialect = PHONENUM_JSON_PROTO,
                                                    .flags = PHONENUM_JSON_IGNORE_UNKNOWN};

/* A string's place in a text of one member. */
static const struct place {
    const phonenum_json_read_options *options;
    const char *before; /* and the opening quote */
    const char *after;  /* from the closing quote on */
    const char *path;
    size_t kept; /* bytes in the record that are the string's, where the text has LIMIT of them */
} places[] = {
    {&api, "{\"id\":\"", "\"}", "id", LIMIT - 9},
    {&api, "{\"x\":\"", "\"}", "x", LIMIT},
    {&api, "{\"backup_codes\":[\"", "\"]}", "backup_codes[0]", LIMIT - 21},
    {&proto, "{\"id\":\"", "\"}", "id", LIMIT - 9},
    {&proto, "{\"extraJson\":\"", "\"}", "extraJson", LIMIT - 16},
    {&ignoring, "{\"x\":\"", "\"}", "x", 0},
};

/* A text of LIMIT + 1 bytes, nearly all of them its string's, which does not end. */
static builder endless_string(const char *before)
{
    builder text = {0};
    build_bytes(&text, before, strlen(before));
    build_run(&text, 'x', LIMIT + 1 - text.size);
    return text;
}

/* Makes it a text of `size` bytes that ends so; what else ended it is the string's again. */
static void end_string(builder *text, const char *after, size_t size)
{
    memset(text->data + LIMIT - 8, 'x', 9);
    memcpy(text->data + size - strlen(after), after, strlen(after));
    text->size = size;
}

/* An error in a text of one line, all ASCII. */
static phonenum_error error_in_line(phonenum_status status, uint64_t offset, const char *path)
{
    phonenum_error error = {.status = status, .offset = offset, .line = 1, .column = offset + 1};
    snprintf(error.field, sizeof error.field, "%s", path);
    return error;
}

static void check_kept(const struct place *place, const phonenum_record *record)
{
    size_t kept = record->id.size + record->extra_json.size;
    kept += record->backup_codes_count > 0 ? record->backup_codes[0].size : 0;
    if (kept != place->kept)
        fail_msg("%s: %zu bytes, not %zu", place->before, kept, place->kept);
}

static void check_read(const struct place *place, const builder *text)
{
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok(place->before, text->data, text->size, place->options, &arena);
    check_kept(place, &record);
    phonenum_arena_free(&arena);
}

static void check_refused(const struct place *place, const builder *text, phonenum_error expected)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status =
        phonenum_json_read((char *)text->data, text->size, place->options, &arena, &record, &error);
    check_json_failure(place->before, status, &error, &expected);
    check_absent(place->before, &record);
    phonenum_arena_free(&arena);
}

static void test_json_string_of_64_mib_is_read_and_one_byte_more_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const struct place *place = &places[i];
        builder text = endless_string(place->before);
        end_string(&text, place->after, LIMIT);
        check_read(place, &text);
        end_string(&text, place->after, LIMIT + 1);
        check_refused(place, &text, error_in_line(PHONENUM_ERR_LIMIT, LIMIT, ""));
        end_string(&text, "", LIMIT);
        check_refused(place, &text, error_in_line(PHONENUM_ERR_TRUNCATED, LIMIT, place->path));
        builder_free(&text);
    }
}

/* Fails unless the reader gives this, then the end. */
static void check_reader(phonenum_json_reader *reader, const phonenum_error *expected)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_reader_next(reader, &arena, &record, &error);
    check_json_failure("reader", status, &error, expected);
    if (status)
        check_absent("reader", &record);
    else
        check_kept(&places[0], &record);
    assert_int_equal(phonenum_json_reader_next(reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_json_reader_free(reader);
    phonenum_arena_free(&arena);
}

static void check_reader_of_memory(const builder *text, phonenum_error expected)
{
    phonenum_json_reader reader;
    phonenum_json_reader_init_memory(&reader, (char *)text->data, text->size, NULL);
    check_reader(&reader, &expected);
}

static void check_reader_of_source(const builder *text, phonenum_error expected)
{
    phonenum_json_reader reader;
    test_source source = {.data = text->data, .size = text->size};
    phonenum_json_reader_init(&reader, test_source_read, &source, NULL, NULL);
    check_reader(&reader, &expected);
}

static void test_json_reader_string_of_64_mib_is_read_and_one_byte_more_is_refused(void **state)
{
    (void)state;
    builder text = endless_string(places[0].before);
    end_string(&text, places[0].after, LIMIT);
    check_reader_of_memory(&text, (phonenum_error){.status = PHONENUM_OK});
    end_string(&text, places[0].after, LIMIT + 1);
    check_reader_of_memory(&text, error_in_line(PHONENUM_ERR_LIMIT, LIMIT, ""));
    check_reader_of_source(&text, error_in_line(PHONENUM_ERR_LIMIT, LIMIT, ""));
    end_string(&text, "", LIMIT);
    check_reader_of_memory(&text, error_in_line(PHONENUM_ERR_TRUNCATED, LIMIT, places[0].path));
    builder_free(&text);
}

/* The first bytes of an object, in memory that ends where they do. */
struct cut {
    const char *label;
    char *text;
    size_t size;
    phonenum_error error; /* to expect of who reads JSON and nothing more */
};

/* It may take what is left for more than one record, but not for ever. */
static void check_reader_ends(const struct cut *cut)
{
    phonenum_json_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    size_t steps = 0;
    phonenum_json_reader_init_memory(&reader, cut->text, cut->size, NULL);
    while (phonenum_json_reader_next(&reader, &arena, &record, NULL) != PHONENUM_END) {
        if (++steps > cut->size + 1)
            fail_msg("%s: reading does not end", cut->label);
    }
    phonenum_json_reader_free(&reader);
    phonenum_arena_free(&arena);
}

static void check_redact_refuses(const struct cut *cut)
{
    phonenum_error error = garbage_error();
    phonenum_error expected = cut->error;
    size_t size = 99;
    phonenum_status status = phonenum_json_redact((phonenum_str){cut->text, cut->size}, NULL, 0, &size, &error);
    snprintf(expected.field, sizeof expected.field, "%s", error.field);
    check_json_failure(cut->label, status, &error, &expected);
    assert_int_equal(size, 0);
}

static void check_members_do_not_end(const struct cut *cut)
{
    phonenum_error error = garbage_error();
    phonenum_error expected = cut->error;
    phonenum_str name;
    phonenum_str value;
    phonenum_status status;
    size_t position = 0;
    do
        status = phonenum_json_next_member((phonenum_str){cut->text, cut->size}, &position, &name, &value, &error);
    while (!status);
    snprintf(expected.field, sizeof expected.field, "%s", error.field);
    check_json_failure(cut->label, status, &error, &expected);
}

/* Most have members of the API's, which may be refused before the end is. */
static void check_proto_refuses(const struct cut *cut, const phonenum_json_read_options *options)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_read(cut->text, cut->size, options, &arena, &record, &error);
    if (!status || error.offset > cut->size)
        fail_msg("%s: status %d at %llu", cut->label, (int)status, (unsigned long long)error.offset);
    check_absent(cut->label, &record);
    phonenum_arena_free(&arena);
}

static void run_cuts(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    json_trim_end(&json);
    for (size_t size = 0; size < json.size; size++) {
        char label[128];
        snprintf(label, sizeof label, "%s, cut at %zu", vector->fields[0], size);
        unsigned char *exact = exact_copy(json.data, size, 0);
        const struct cut cut = {label, (char *)exact, size, json_error_of_cut(json.data, json.size, size)};
        check_reader_ends(&cut);
        check_redact_refuses(&cut);
        check_members_do_not_end(&cut);
        check_proto_refuses(&cut, &proto);
        check_proto_refuses(&cut, &ignoring);
        exact_free(exact, 0);
    }
    builder_free(&json);
}

static void test_json_accepted_vector_cut_anywhere_is_refused_by_all(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_cuts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_string_of_64_mib_is_read_and_one_byte_more_is_refused),
        cmocka_unit_test(test_json_reader_string_of_64_mib_is_read_and_one_byte_more_is_refused),
        cmocka_unit_test(test_json_accepted_vector_cut_anywhere_is_refused_by_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
