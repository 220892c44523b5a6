/*
 * Reads many records from one JSON text, in every way that it may come in, and goes on after each kind of mistake.
 */
#include "support/json.h"
#include "support/memory.h"
#include "support/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *status_name(phonenum_status status)
{
    switch (status) {
#define STATUS_NAME(name, number, sentence) \
    case PHONENUM_##name:                   \
        return #name;
        PHONENUM_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
    }
    return "?";
}

static void describe(builder *out, phonenum_status status, const phonenum_record *record, const phonenum_error *error,
                     uint64_t offset)
{
    char line[256];
    int size;
    if (status)
        size =
            snprintf(line, sizeof line, "!%s@%llu(%llu:%llu) ", status_name(status), (unsigned long long)error->offset,
                     (unsigned long long)error->line, (unsigned long long)error->column);
    else
        size = snprintf(line, sizeof line, "%.*s@%llu ", record->id.data ? (int)record->id.size : 1,
                        record->id.data ? record->id.data : "-", (unsigned long long)offset);
    build_bytes(out, line, (size_t)size);
}

/* What the reader finds, as text: `a@0` is a record with the id "a", `!ERR_UTF8@5(1:6)` an error and its place. */
static builder read_all(phonenum_json_reader *reader, size_t text_size)
{
    builder out = {0};
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    phonenum_error error;
    size_t steps = 0;
    for (;; steps++) {
        error = garbage_error();
        memset(&record, 0xa5, sizeof record);
        phonenum_status status = phonenum_json_reader_next(reader, &arena, &record, &error);
        assert_int_equal(error.status, status);
        if (status)
            check_absent("after an error", &record);
        if (status == PHONENUM_END)
            break;
        describe(&out, status, &record, &error, phonenum_json_reader_offset(reader));
        if (steps > text_size)
            fail_msg("reading does not end: %.*s", (int)out.size, (char *)out.data);
    }
    assert_int_equal(phonenum_json_reader_next(reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_arena_free(&arena);
    return out;
}

static void check_found(const char *text, size_t size, builder found, const char *expected, size_t chunk)
{
    if (found.size == strlen(expected) && (found.size == 0 || memcmp(found.data, expected, found.size) == 0))
        return;
    fail_msg("chunks of %zu: %.*s\nfound    %.*s\nexpected %s", chunk, (int)(size < 500 ? size : 500), text,
             (int)found.size, found.data ? (char *)found.data : "", expected);
}

static void check_chunks(const char *text, size_t size, const phonenum_json_read_options *options, const char *expected,
                         size_t chunk)
{
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_source source = {.data = (const uint8_t *)text, .size = size, .chunk = chunk};
    phonenum_json_reader reader;
    phonenum_json_reader_init(&reader, test_source_read, &source, options, &allocator);
    assert_int_equal(heap.allocations, 0);
    builder found = read_all(&reader, size);
    check_found(text, size, found, expected, chunk);
    phonenum_json_reader_free(&reader);
    assert_int_equal(heap.live, 0);
    assert_int_equal(heap.canaries, 0);
    builder_free(&found);
}

/* From memory, and in chunks of every size, the same must come out. */
static void check_text_of(const char *text, size_t size, const phonenum_json_read_options *options,
                          const char *expected)
{
    unsigned char *exact = exact_copy(text, size, 1);
    phonenum_json_reader reader;
    phonenum_json_reader_init_memory(&reader, (char *)exact, size, options);
    builder found = read_all(&reader, size);
    check_found(text, size, found, expected, 0);
    phonenum_json_reader_free(&reader);
    builder_free(&found);
    for (size_t chunk = 0; chunk <= 64; chunk++)
        check_chunks(text, size, options, expected, chunk);
    exact_free(exact, 1);
}

static void check_text(const char *text, const char *expected)
{
    check_text_of(text, strlen(text), NULL, expected);
}

#define A "{\"id\":\"a\"}"
#define B "{\"id\":\"b\"}"
#define C "{\"id\":\"c\"}"

/* The same, and they say that they are phone numbers: by a member, or by their object. 29 and 34 bytes. */
#define NAMED_B "{\"id\":\"b\",\"phone_number\":\"1\"}"
#define NAMED_C "{\"id\":\"c\",\"object\":\"phone_number\"}"

static void test_json_reader_nothing_ends_at_once(void **state)
{
    (void)state;
    check_text("", "");
    check_text(" \t\r\n\n", "");
    check_text("[]", "");
    check_text(" [ \n ] \n", "");
}

static void test_json_reader_lines_give_each_record_and_its_offset(void **state)
{
    (void)state;
    check_text(A, "a@0 ");
    check_text(A "\n" B "\n", "a@0 b@11 ");
    check_text(A "\r\n\r\n \t" B "\r\n\n", "a@0 b@16 ");
    check_text("\n" A "\n" B, "a@1 b@12 ");
    check_text("{}{}\n{ }", "-@0 -@2 -@5 ");
}

static void test_json_reader_concatenated_records_need_nothing_between(void **state)
{
    (void)state;
    check_text(A B C, "a@0 b@10 c@20 ");
    check_text(A " " B "\t" C, "a@0 b@11 c@22 ");
}

static void test_json_reader_array_gives_its_elements(void **state)
{
    (void)state;
    check_text("[" A "]", "a@1 ");
    check_text("[" A "," B "," C "]\n", "a@1 b@12 c@23 ");
    check_text("\n[\n  " A " ,\n  " B "\n]\n", "a@5 b@20 ");
}

static void test_json_reader_record_over_many_lines_is_one(void **state)
{
    (void)state;
    check_text("{\n\"id\":\n\"a\"\n}\n{\n  \"x\": [\n    {\n      \"y\": 1\n    }\n  ],\n  \"id\": \"b\"\n}\n" C,
               "a@0 b@14 c@69 ");
}

static void test_json_reader_brackets_and_quotes_in_strings_are_text(void **state)
{
    (void)state;
    check_text("{\"id\":\"}\"}{\"id\":\"{[\"}{\"id\":\"\\\"}\"}{\"id\":\"\\\\\"}" A, "}@0 {[@10 \"}@21 \\@33 a@44 ");
}

static void test_json_reader_after_a_bad_record_goes_on_behind_it(void **state)
{
    (void)state;
    check_text(A "\n{\"id\":01}\n" C "\n", "a@0 !ERR_JSON_SYNTAX@18(2:8) c@21 ");
    check_text("{\"x\":+}" B "{\"id\":\"a\",\"id\":\"b\"}" C,
               "!ERR_JSON_SYNTAX@5(1:6) b@7 !ERR_JSON_DUPLICATE@27(1:28) c@36 ");
    check_text(A "\n\n  {\n\"x\":\"\xc3\xa9\", \"y\":\"\xff\"}" B, "a@0 !ERR_UTF8@31(4:15) b@34 ");
    check_text("{\"x\":[1,]}\n" B, "!ERR_JSON_SYNTAX@8(1:9) b@11 ");
    check_text("{\"id\":\"\xc3\xa9\"}{\"x\":+}", "\xc3\xa9@0 !ERR_JSON_SYNTAX@16(1:16) ");
    check_text("{]\n}" B, "!ERR_JSON_SYNTAX@1(1:2) !ERR_JSON_SYNTAX@3(2:1) ");
}

static void test_json_reader_after_an_unbalanced_record_goes_on_at_the_next_line(void **state)
{
    (void)state;
    check_text("{\"id\":\"x\"\n" NAMED_B "\n" NAMED_C "\n", "!ERR_JSON_SYNTAX@10(2:1) b@10 c@40 ");
    check_text("{\"id\":\"x\n" NAMED_B "\n", "!ERR_JSON_SYNTAX@8(1:9) b@9 ");
    check_text("{\"x\":[\n" NAMED_B "\n" NAMED_C "\n", "!ERR_JSON_SYNTAX@37(3:1) b@7 c@37 ");
    check_text("{\"x\":[1\n" NAMED_B "\n", "!ERR_JSON_SYNTAX@8(2:1) b@8 ");
    check_text("{\"x\":{\n" NAMED_B, "!ERR_JSON_SYNTAX@7(2:1) b@7 ");
    /* What has no brackets ends with its line, so what follows is no guess. */
    check_text(A "}\n" B, "a@0 !ERR_JSON_SYNTAX@10(1:11) b@12 ");
    check_text("{\"id\":\"a\nb\n " NAMED_B, "!ERR_JSON_SYNTAX@8(1:9) ");
}

/* An object that was found by a guess counts only if it says that it is a phone number. */
static void test_json_reader_a_part_of_an_unbalanced_record_is_no_record(void **state)
{
    (void)state;
    check_text("{\"id\":\"x\"\n" B "\n" NAMED_C "\n", "!ERR_JSON_SYNTAX@10(2:1) c@21 ");
    check_text("{\"id\":\"x\"\n" B "\n", "!ERR_JSON_SYNTAX@10(2:1) ");
    check_text("{\n{\"x\":" NAMED_B "}\n" NAMED_C, "!ERR_JSON_SYNTAX@2(2:1) c@38 ");
    check_text("{\n{\"x\":\"phone_number\"}\n" NAMED_C, "!ERR_JSON_SYNTAX@2(2:1) c@23 ");
    check_text("{\n{\"object\":{\"x\":\"phone_number\"}}\n" NAMED_C, "!ERR_JSON_SYNTAX@2(2:1) c@34 ");
    check_text("{\n{\"phone\\u005fnumber\":null,\"id\":\"b\"}", "!ERR_JSON_SYNTAX@2(2:1) b@2 ");
    /* Malformed escapes in what is looked through. */
    check_text("{\n{\"\\u12\":1}", "!ERR_JSON_SYNTAX@2(2:1) ");
    check_text("{\n{\"\\ud800\":1}\n" NAMED_B, "!ERR_JSON_SYNTAX@2(2:1) b@15 ");
    check_text("{\n{\"phoneNumber\" : 1,\"id\":\"b\"}", "!ERR_JSON_SYNTAX@2(2:1) b@2 ");
}

static void test_json_reader_a_malformed_record_ends_where_its_brackets_balance(void **state)
{
    (void)state;
    check_text("[\n  " A ",\n  {\n    \"id\": b\n  },\n  " B ",\n  " C "\n]\n",
               "a@4 !ERR_JSON_SYNTAX@30(4:11) b@39 c@53 ");
    check_text("{\"x\":tru,\"y\":[{},{}]}" B, "!ERR_JSON_SYNTAX@8(1:9) b@21 ");
    check_text("{\"x\":tru,\"y\":\"}\\\"}\"}" B, "!ERR_JSON_SYNTAX@8(1:9) b@20 ");
    /* Every line begins at the first column: those of a link, too. */
    check_text("[\n{\n\"id\": \"a\"\n},\n{\n\"id\": fals,\n\"linked_to\": [\n{\n\"id\": \"x\"\n}\n]\n},\n" C "\n]",
               "a@2 !ERR_JSON_SYNTAX@29(6:11) c@65 ");
}

static void test_json_reader_records_are_looked_for_where_the_ones_before_began(void **state)
{
    (void)state;
    check_text("[\n  " A ",\n  {\"x\":[,\n    " NAMED_B ",\n  " NAMED_C "\n]", "a@4 !ERR_JSON_SYNTAX@24(3:9) c@63 ");
    check_text("[\n\t" A ",\n\t{\"x\":[,\n " NAMED_B ",\n\t" NAMED_C "\n]", "a@3 !ERR_JSON_SYNTAX@22(3:8) c@57 ");
    /* The first one tells by itself. */
    check_text("[\n  {\"x\":[,\n" NAMED_B ",\n  " NAMED_C "\n]", "!ERR_JSON_SYNTAX@10(2:9) c@45 ");
    /* Where that is not known, any line will do. */
    check_text("[{\"x\":[,\n " NAMED_B ",\n  " NAMED_C "\n]", "!ERR_JSON_SYNTAX@7(1:8) b@10 c@43 ");
}

static void test_json_reader_tells_what_it_skipped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t skipped;
    } texts[] = {
        {A "\n" B, 0},
        {"{\"x\":tru}" B, 0},
        {"x\n" B, 0},
        {"{\"x\":\n" NAMED_B "\n", 6},
        {"{\"x\":\n" B "\n" B "\n", 28},
        {A "\n{\"id\":\"b", 8},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        phonenum_json_reader reader;
        phonenum_json_reader_init_memory(&reader, texts[i].text, strlen(texts[i].text), NULL);
        builder found = read_all(&reader, strlen(texts[i].text));
        assert_int_equal(phonenum_json_reader_skipped(&reader), texts[i].skipped);
        builder_free(&found);
        phonenum_json_reader_free(&reader);
    }
}

static void test_json_reader_arrays_and_objects_may_follow_one_another(void **state)
{
    (void)state;
    check_text("[" A "]\n" B "\n", "a@1 b@13 ");
    check_text("[" A "]\n[" B "]" C "[][]", "a@1 b@14 c@25 ");
    check_text("\x1e" A "\n\x1e" B "\n", "a@1 b@13 ");
    check_text(A "\x1e\x1e[" B "]\x1e", "a@0 b@13 ");
    check_text("\xef\xbb\xbf" A "\n" B "\n", "a@3 b@14 ");
    check_text("\xef\xbb\xbf", "");
    check_text("\xef\xbb\xbf[" A "]", "a@4 ");
    check_text(A "\xef\xbb\xbf" B, "a@0 !ERR_JSON_SYNTAX@10(1:11) ");
    check_text("\xef\xbb", "!ERR_JSON_SYNTAX@0(1:1) ");
}

/* RFC 7464: what is malformed ends at the next separator. */
static void test_json_reader_a_separator_ends_a_malformed_record(void **state)
{
    (void)state;
    check_text("\x1e{\"id\":\n\x1e" B "\n", "!ERR_JSON_SYNTAX@8(2:1) b@9 ");
    check_text("\x1e{\"id\":\"x\x1e" B, "!ERR_JSON_SYNTAX@9(1:10) b@10 ");
    check_text("[" A ",\x1e" B, "a@1 !ERR_JSON_SYNTAX@12(1:13) b@13 ");
}

static void test_json_reader_commas_without_brackets_are_told_once(void **state)
{
    (void)state;
    check_text(A "," B "," C, "a@0 !ERR_JSON_SYNTAX@10(1:11) b@11 c@22 ");
    check_text(A ",\n" B, "a@0 !ERR_JSON_SYNTAX@10(1:11) b@12 ");
}

static void test_json_reader_truncated_record_is_told_with_the_size(void **state)
{
    (void)state;
    check_text("{", "!ERR_TRUNCATED@1(1:2) ");
    check_text(A "\n{\"id\":\"b", "a@0 !ERR_TRUNCATED@19(2:9) ");
    check_text(A "\n{\"id\":\"b\"\n\n", "a@0 !ERR_TRUNCATED@22(4:1) ");
    check_text("{\"id\":\"\xc3", "!ERR_UTF8@7(1:8) ");
}

static void test_json_reader_other_values_are_no_records(void **state)
{
    (void)state;
    check_text("5\n" A, "!ERR_JSON_TYPE@0(1:1) a@2 ");
    check_text(A "\nnull\n\"x\"\n" B "\n", "a@0 !ERR_JSON_TYPE@11(2:1) !ERR_JSON_TYPE@16(3:1) b@20 ");
    check_text("5 \"{\\\"\" " A "-1", "!ERR_JSON_TYPE@0(1:1) !ERR_JSON_TYPE@2(1:3) a@8 !ERR_JSON_TYPE@18(1:19) ");
    check_text("x", "!ERR_JSON_SYNTAX@0(1:1) ");
    /* Lines without brackets are one piece. */
    check_text("garbage\nmore {}\n" A "\n", "!ERR_JSON_SYNTAX@0(1:1) a@16 ");
    check_text("x\ny\n  z\n  " A, "!ERR_JSON_SYNTAX@0(1:1) a@10 ");
    check_text_of("\0\n" A, 12, NULL, "!ERR_JSON_SYNTAX@0(1:1) a@2 ");
    check_text(" x\n{", "!ERR_JSON_SYNTAX@1(1:2) !ERR_TRUNCATED@4(2:2) ");
}

static void test_json_reader_mistakes_in_an_array_are_told_and_passed(void **state)
{
    (void)state;
    check_text("[{\"id\":01}," B "]", "!ERR_JSON_SYNTAX@8(1:9) b@11 ");
    check_text("[" A " " B "]", "a@1 !ERR_JSON_SYNTAX@12(1:13) b@12 ");
    check_text("[" A ",]", "a@1 !ERR_JSON_SYNTAX@12(1:13) ");
    check_text("[" A ",]" B, "a@1 !ERR_JSON_SYNTAX@12(1:13) b@13 ");
    check_text("[," A "]", "!ERR_JSON_SYNTAX@1(1:2) a@2 ");
    check_text("[" A ",," B "]", "a@1 !ERR_JSON_SYNTAX@12(1:13) b@13 ");
    check_text("[tru," A "]", "!ERR_JSON_TYPE@1(1:2) a@5 ");
    check_text("[tru]" A, "!ERR_JSON_TYPE@1(1:2) a@5 ");
    check_text("[[" A "]]", "!ERR_JSON_TYPE@1(1:2) ");
    check_text("[\n" A ",\n5,\n" B "\n]\n", "a@2 !ERR_JSON_TYPE@14(3:1) b@17 ");
    check_text("[\n{\"id\":\"x\",\n" NAMED_B ",\n" C "\n]", "!ERR_JSON_SYNTAX@13(3:1) b@13 c@44 ");
    check_text("[5," A ",\"}\",[{}]," B "]",
               "!ERR_JSON_TYPE@1(1:2) a@3 !ERR_JSON_TYPE@14(1:15) !ERR_JSON_TYPE@18(1:19) b@23 ");
    check_text("[" A "}", "a@1 !ERR_JSON_SYNTAX@11(1:12) ");
}

static void test_json_reader_array_that_is_not_closed_is_truncated(void **state)
{
    (void)state;
    check_text("[", "!ERR_TRUNCATED@1(1:2) ");
    check_text("[" A, "a@1 !ERR_TRUNCATED@11(1:12) ");
    check_text("[" A ",\n", "a@1 !ERR_TRUNCATED@13(2:1) ");
    check_text("[\n{\"id\":", "!ERR_TRUNCATED@8(2:7) ");
    check_text("[5", "!ERR_JSON_TYPE@1(1:2) !ERR_TRUNCATED@2(1:3) ");
}

static void test_json_reader_a_bracket_too_many_is_told(void **state)
{
    (void)state;
    check_text("[" A "]x\n" B "\n", "a@1 !ERR_JSON_SYNTAX@12(1:13) b@14 ");
    check_text("[]]\n" A, "!ERR_JSON_SYNTAX@2(1:3) a@4 ");
}

/* Brackets, far more than there is stack for, under options that allow them but are out of range themselves. */
static void test_json_reader_option_out_of_range_is_an_argument_error_and_then_the_end(void **state)
{
    (void)state;
    static const size_t depths[] = {PHONENUM_DEPTH_MAX + 1, 100000000, SIZE_MAX - 1, SIZE_MAX};
    builder text = {0};
    build_bytes(&text, "{\"a\":", 5);
    build_run(&text, '[', 3000000);
    build_bytes(&text, "\n{}\n", 4);
    for (size_t i = 0; i < 2 * COUNT_OF(depths); i++) {
        const phonenum_json_read_options options = {.limits = {.depth = depths[i / 2]}};
        test_source source = {.data = text.data, .size = text.size};
        phonenum_json_reader reader;
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_arena_init(&arena, NULL, 0, NULL);
        if (i % 2)
            phonenum_json_reader_init(&reader, test_source_read, &source, &options, NULL);
        else
            phonenum_json_reader_init_memory(&reader, (char *)text.data, text.size, &options);
        phonenum_status status = phonenum_json_reader_next(&reader, &arena, &record, &error);
        check_failure("depth", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
        check_absent("depth", &record);
        assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_END);
        phonenum_json_reader_free(&reader);
        phonenum_arena_free(&arena);
    }
    builder_free(&text);
}

static void test_json_reader_options_count_for_each_record(void **state)
{
    (void)state;
    const phonenum_json_read_options strict = {.flags = PHONENUM_JSON_STRICT};
    const phonenum_json_read_options shallow = {.limits = {.depth = 1, .input = 20}};
    const phonenum_json_read_options bad = {.flags = 2};
    check_text_of(A "\n{\"x\":1}", 18, &strict, "!ERR_JSON_MISSING@9(1:10) !ERR_JSON_STRICT@16(2:6) ");
    check_text_of("[{\"x\":[1]},{\"x\":[[]]}," A "]", 33, &shallow, "-@1 !ERR_LIMIT@17(1:18) a@22 ");
    check_text_of(A B, 20, &bad, "!ERR_ARGUMENT@0(0:0) ");
}

static void test_json_reader_an_object_over_the_limit_is_no_record_to_go_on_at(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"x\"\n" NAMED_C "\n" NAMED_B;
    const phonenum_json_read_options exact = {.limits = {.input = 34}};
    const phonenum_json_read_options small = {.limits = {.input = 33}};
    check_text_of(text, strlen(text), &exact, "!ERR_JSON_SYNTAX@10(2:1) c@10 b@45 ");
    check_text_of(text, strlen(text), &small, "!ERR_JSON_SYNTAX@10(2:1) b@45 ");
}

static void test_json_reader_record_over_the_limit_goes_on_at_the_next_line(void **state)
{
    (void)state;
    const phonenum_json_read_options small = {.limits = {.input = 10}};
    check_text_of(A "\n{\"id\":\"ab\"}\n" C "\n", 34, &small, "a@0 !ERR_LIMIT@21(2:11) c@23 ");
    check_text_of("[" A ",\n{\"id\":\"ab\"},\n" C "]", 37, &small, "a@1 !ERR_LIMIT@23(2:11) c@26 ");
}

static void check_brackets(const char *before, const char *expected)
{
    builder text = json_brackets(before, 100000);
    check_text_of((char *)text.data, text.size, NULL, expected);
    builder_free(&text);
}

static void test_json_reader_hundred_thousand_brackets_are_refused_once(void **state)
{
    (void)state;
    check_brackets("", "!ERR_JSON_TYPE@1(1:2) ");
    check_brackets("{\"x\":", "!ERR_LIMIT@105(1:106) ");
}

static void test_json_reader_error_path_is_that_of_the_member(void **state)
{
    (void)state;
    static const char text[] = A "\n{\"linked_to\":[{\"id\":+}]}";
    phonenum_arena arena;
    phonenum_json_reader reader;
    phonenum_record record;
    phonenum_error error;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_json_reader_init_memory(&reader, text, strlen(text), NULL);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_OK);
    assert_int_equal(error.offset + error.line + error.column, 0);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_ERR_JSON_SYNTAX);
    assert_string_equal(error.field, "linked_to[0].id");
    phonenum_json_reader_free(&reader);
    phonenum_json_reader_free(NULL);
    phonenum_arena_free(&arena);
}

static void test_json_reader_leaves_earlier_records(void **state)
{
    (void)state;
    static const char text[] = A "\n{\"id\":01}\n" B "\n{\n" C;
    phonenum_arena arena;
    phonenum_json_reader reader;
    phonenum_record first;
    phonenum_record second;
    phonenum_record other;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    test_source source = {.data = (const uint8_t *)text, .size = strlen(text), .chunk = 3};
    phonenum_json_reader_init(&reader, test_source_read, &source, NULL, NULL);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &first, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &other, NULL), PHONENUM_ERR_JSON_SYNTAX);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &second, NULL), PHONENUM_OK);
    while (phonenum_json_reader_next(&reader, &arena, &other, NULL) != PHONENUM_END)
        continue;
    phonenum_json_reader_free(&reader);
    assert_string_equal(first.id.data, "a");
    assert_string_equal(second.id.data, "b");
    phonenum_arena_free(&arena);
}

static void check_read_failure(const char *text, size_t fail_at)
{
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_source source = {
        .data = (const uint8_t *)text, .size = strlen(text), .fail_at = fail_at, .failure = PHONENUM_ERR_IO};
    phonenum_json_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_json_reader_init(&reader, test_source_read, &source, NULL, &allocator);
    phonenum_status status = PHONENUM_OK;
    for (size_t i = 0; i < 9 && status != PHONENUM_ERR_IO; i++) {
        status = phonenum_json_reader_next(&reader, &arena, &record, &error);
        assert_int_not_equal(status, PHONENUM_END);
    }
    check_absent("read failed", &record);
    assert_int_equal(error.status, PHONENUM_ERR_IO);
    assert_int_equal(error.offset, 0);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_END);
    assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_END);
    phonenum_json_reader_free(&reader);
    assert_int_equal(heap.live, 0);
    phonenum_arena_free(&arena);
}

static void test_json_reader_failed_read_is_passed_on_and_then_the_end(void **state)
{
    (void)state;
    static const char lines[] = A "\nx\n" B "\n";
    static const char array[] = "[" A ", " B "]";
    for (size_t at = 0; at <= strlen(lines); at++)
        check_read_failure(lines, at);
    for (size_t at = 0; at <= strlen(array); at++)
        check_read_failure(array, at);
}

/* Reads all of the text, resetting the arena after each record; returns how many there are. */
static size_t count_records(builder text, size_t chunk, const phonenum_json_read_options *options, test_heap *heap,
                            size_t *errors)
{
    phonenum_allocator allocator = test_heap_allocator(heap);
    test_source source = {.data = text.data, .size = text.size, .chunk = chunk};
    phonenum_json_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_json_reader_init(&reader, test_source_read, &source, options, &allocator);
    size_t count = 0;
    *errors = 0;
    for (phonenum_status status = PHONENUM_OK; status != PHONENUM_END;) {
        phonenum_arena_reset(&arena);
        status = phonenum_json_reader_next(&reader, &arena, &record, NULL);
        count += status == PHONENUM_OK;
        *errors += status != PHONENUM_OK && status != PHONENUM_END;
        assert_true(*errors <= text.size);
    }
    phonenum_json_reader_free(&reader);
    phonenum_arena_free(&arena);
    assert_int_equal(heap->live, 0);
    assert_int_equal(heap->canaries, 0);
    return count;
}

enum {
    BLOCK = 64 * 1024,
    MANY = 20000
};

static void test_json_reader_many_records_take_one_block(void **state)
{
    (void)state;
    static const char record[] = "{\"id\":\"an id of some length\",\"backup_codes\":[\"" CANARY "\"],\"x\":[1,2,3]}\n";
    builder text = {0};
    size_t errors;
    build_repeated(&text, record, strlen(record), MANY);
    for (size_t chunk = 0; chunk < 2000; chunk += 999) {
        test_heap heap = {0};
        assert_int_equal(count_records(text, chunk, NULL, &heap, &errors), MANY);
        assert_int_equal(errors, 0);
        assert_int_equal(heap.peak, BLOCK);
    }
    builder_free(&text);
}

static void check_memory_for_records_of(size_t size)
{
    builder text = {0};
    size_t errors;
    for (size_t i = 0; i < 3; i++) {
        build_bytes(&text, "{\"backup_codes\":[\"" CANARY, 18 + strlen(CANARY));
        build_run(&text, 'x', size);
        build_bytes(&text, "\"]}\n", 4);
    }
    for (size_t chunk = 0; chunk < 3000; chunk += 1000) {
        test_heap heap = {0};
        assert_int_equal(count_records(text, chunk, NULL, &heap, &errors), 3);
        if (heap.peak > 6 * (text.size / 3) + BLOCK)
            fail_msg("%zu bytes of memory for records of %zu", heap.peak, text.size / 3);
    }
    builder_free(&text);
}

static void test_json_reader_records_of_any_size_keep_to_the_documented_memory(void **state)
{
    (void)state;
    for (size_t size = 1; size < 20 * BLOCK; size += size / 2 + 1)
        check_memory_for_records_of(size);
    check_memory_for_records_of(5 * BLOCK);
}

static void test_json_reader_endless_record_takes_no_more_than_the_limit(void **state)
{
    (void)state;
    const phonenum_json_read_options options = {.limits = {.input = 1000}};
    builder text = {0};
    test_heap heap = {0};
    size_t errors;
    build_bytes(&text, "{\"x\":\"", 6);
    build_run(&text, 'x', 100 * BLOCK);
    build_bytes(&text, "\n" NAMED_B, 30);
    assert_int_equal(count_records(text, 0, &options, &heap, &errors), 1);
    assert_int_equal(errors, 1);
    assert_int_equal(heap.peak, BLOCK);
    builder_free(&text);
}

/* Many blocks on, the line and the column are still known. */
static void test_json_reader_lines_are_counted_over_many_blocks(void **state)
{
    (void)state;
    static const char good[] = "{\"id\":\"x\"}\n";
    static const char bad[] = "{\"id\":5,\"id\":6}\n";
    builder text = {0};
    build_repeated(&text, good, strlen(good), 20000);
    build_bytes(&text, bad, strlen(bad));
    for (size_t chunk = 0; chunk < 5000; chunk += 1234) {
        test_source source = {.data = text.data, .size = text.size, .chunk = chunk};
        phonenum_json_reader reader;
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        phonenum_json_reader_init(&reader, test_source_read, &source, NULL, NULL);
        for (int i = 0; i < 20000; i++) {
            phonenum_arena_reset(&arena);
            assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, NULL), PHONENUM_OK);
        }
        assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, &error), PHONENUM_ERR_JSON_DUPLICATE);
        assert_int_equal(error.line, 20001);
        assert_int_equal(error.column, 9);
        assert_int_equal(error.offset, 20000 * strlen(good) + 8);
        phonenum_json_reader_free(&reader);
        phonenum_arena_free(&arena);
    }
    builder_free(&text);
}

/* A text with a pattern again and again, and what came of reading it. */
struct repetition {
    const char *before;
    const char *pattern;
    const char *after;
    size_t count;
    size_t records;
    size_t size;
    size_t peak;
};

static void read_repetition(void *context)
{
    struct repetition *of = context;
    builder text = {0};
    test_heap heap = {0};
    size_t errors;
    build_bytes(&text, of->before, strlen(of->before));
    build_repeated(&text, of->pattern, strlen(of->pattern), of->count);
    build_bytes(&text, of->after, strlen(of->after));
    of->records = count_records(text, 0, NULL, &heap, &errors);
    of->size = text.size;
    of->peak = heap.peak;
    builder_free(&text);
}

/* Reads the text, and fails if that takes longer than a part of it says. */
static void check_linear(struct repetition *whole)
{
    struct repetition part = *whole;
    part.count /= GROWTH;
    const double part_seconds = part_time(read_repetition, &part);
    const clock_t start = clock();
    read_repetition(whole);
    check_is_linear(whole->pattern, part_seconds, (double)(clock() - start) / CLOCKS_PER_SEC);
}

static void test_json_reader_record_of_many_lines_takes_linear_time(void **state)
{
    (void)state;
    struct repetition lines = {.before = "{\"x\":[\n", .pattern = "1,\n", .count = 5 * MANY, .after = "1]}"};
    check_linear(&lines);
    assert_int_equal(lines.records, 1);
}

static void check_hostile_lines(const char *line)
{
    struct repetition lines = {.before = "", .pattern = line, .count = MANY, .after = ""};
    check_linear(&lines);
}

static void test_json_reader_broken_lines_take_linear_time(void **state)
{
    (void)state;
    static const char *const lines[] = {"{\n", "{\"\n", "{\"x\":1\n", "{\"x\":1,\n", "x\n", "}\n", "{}}\n", "5\n",
                                        "{}[\n", "{\"x\":{\n", "{\"x\":[\n", "{\"x\":[[1],\n", "{\"x\":\"\\\n",
                                        /* Each within the one before, down to the limit: so often it is looked at. */
                                        "{\"\":\n"};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        check_hostile_lines(lines[i]);
}

static void test_json_reader_lines_refused_but_not_for_syntax_take_linear_time(void **state)
{
    (void)state;
    static const char *const lines[] = {"{\"x\":\"\xff\"\n", "{\"id\":1,\"id\":2\n", "{\"x\":{\"y\":1,\"y\":2}\n"};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        check_hostile_lines(lines[i]);
}

/* Objects and arrays that never end, each of which might be that of all the good lines behind it. */
static void test_json_reader_good_lines_behind_open_brackets_take_linear_time(void **state)
{
    (void)state;
    builder open = {0};
    build_repeated(&open, "{\"a\":[\n", 7, 45);
    build_byte(&open, '\0');
    struct repetition lines = {.before = (char *)open.data, .pattern = "{\"z\":\"x\"},\n", .count = 80000, .after = ""};
    check_linear(&lines);
    assert_true(lines.peak < 8 * lines.size);
    builder_free(&open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_reader_nothing_ends_at_once),
        cmocka_unit_test(test_json_reader_lines_give_each_record_and_its_offset),
        cmocka_unit_test(test_json_reader_concatenated_records_need_nothing_between),
        cmocka_unit_test(test_json_reader_array_gives_its_elements),
        cmocka_unit_test(test_json_reader_record_over_many_lines_is_one),
        cmocka_unit_test(test_json_reader_brackets_and_quotes_in_strings_are_text),
        cmocka_unit_test(test_json_reader_after_a_bad_record_goes_on_behind_it),
        cmocka_unit_test(test_json_reader_after_an_unbalanced_record_goes_on_at_the_next_line),
        cmocka_unit_test(test_json_reader_truncated_record_is_told_with_the_size),
        cmocka_unit_test(test_json_reader_other_values_are_no_records),
        cmocka_unit_test(test_json_reader_mistakes_in_an_array_are_told_and_passed),
        cmocka_unit_test(test_json_reader_array_that_is_not_closed_is_truncated),
        cmocka_unit_test(test_json_reader_a_bracket_too_many_is_told),
        cmocka_unit_test(test_json_reader_a_part_of_an_unbalanced_record_is_no_record),
        cmocka_unit_test(test_json_reader_a_malformed_record_ends_where_its_brackets_balance),
        cmocka_unit_test(test_json_reader_records_are_looked_for_where_the_ones_before_began),
        cmocka_unit_test(test_json_reader_tells_what_it_skipped),
        cmocka_unit_test(test_json_reader_arrays_and_objects_may_follow_one_another),
        cmocka_unit_test(test_json_reader_a_separator_ends_a_malformed_record),
        cmocka_unit_test(test_json_reader_commas_without_brackets_are_told_once),
        cmocka_unit_test(test_json_reader_option_out_of_range_is_an_argument_error_and_then_the_end),
        cmocka_unit_test(test_json_reader_options_count_for_each_record),
        cmocka_unit_test(test_json_reader_an_object_over_the_limit_is_no_record_to_go_on_at),
        cmocka_unit_test(test_json_reader_record_over_the_limit_goes_on_at_the_next_line),
        cmocka_unit_test(test_json_reader_hundred_thousand_brackets_are_refused_once),
        cmocka_unit_test(test_json_reader_error_path_is_that_of_the_member),
        cmocka_unit_test(test_json_reader_leaves_earlier_records),
        cmocka_unit_test(test_json_reader_failed_read_is_passed_on_and_then_the_end),
        cmocka_unit_test(test_json_reader_many_records_take_one_block),
        cmocka_unit_test(test_json_reader_records_of_any_size_keep_to_the_documented_memory),
        cmocka_unit_test(test_json_reader_endless_record_takes_no_more_than_the_limit),
        cmocka_unit_test(test_json_reader_lines_are_counted_over_many_blocks),
        cmocka_unit_test(test_json_reader_record_of_many_lines_takes_linear_time),
        cmocka_unit_test(test_json_reader_broken_lines_take_linear_time),
        cmocka_unit_test(test_json_reader_good_lines_behind_open_brackets_take_linear_time),
        cmocka_unit_test(test_json_reader_lines_refused_but_not_for_syntax_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
