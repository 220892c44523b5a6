/*
 * Reads the vectors of the JSON form, whole, cut and with too little memory, and whatever limits and sizes ask for.
 */
#include "support/json.h"
#include "support/memory.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const phonenum_json_read_options strict = {.flags = PHONENUM_JSON_STRICT};

static builder expected_json(const test_vector *vector)
{
    bool same = strcmp(vector->fields[2], "=") == 0;
    return vector_json(vector, vector->fields[same ? 1 : 2]);
}

static void check_refused_at(const char *label, const void *text, size_t size,
                             const phonenum_json_read_options *options, const phonenum_error *expected, size_t shift)
{
    unsigned char *exact = exact_copy(text, size, shift);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    memset(&record, 0xa5, sizeof record);
    phonenum_arena_point before = phonenum_arena_mark(&arena);
    phonenum_status status = phonenum_json_read((char *)exact, size, options, &arena, &record, &error);
    phonenum_arena_point after = phonenum_arena_mark(&arena);
    check_json_failure(label, status, &error, expected);
    check_absent(label, &record);
    if (after.chunk != before.chunk || after.next != before.next)
        fail_msg("%s: the arena is not where it was", label);
    phonenum_arena_free(&arena);
    exact_free(exact, shift);
}

/* Fails unless reading is refused so, leaving the record absent and the arena where it was. */
static void check_refused(const char *label, const void *text, size_t size, const phonenum_json_read_options *options,
                          const phonenum_error *expected)
{
    for (size_t shift = 0; shift < 9; shift++)
        check_refused_at(label, text, size, options, expected, shift);
}

static void check_written(const char *label, const phonenum_record *record, builder expected)
{
    builder text = json_write_ok(label, record, 0);
    if (text.size != expected.size || memcmp(text.data, expected.data, text.size) != 0)
        fail_msg("%s: %.*s\nnot %.*s", label, (int)text.size, (char *)text.data, (int)expected.size,
                 (char *)expected.data);
    builder_free(&text);
}

static void run_accepted(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    builder expected = expected_json(vector);
    for (size_t shift = 0; shift < 9; shift++) {
        phonenum_arena arena = new_arena();
        unsigned char *exact = exact_copy(json.data, json.size, shift);
        phonenum_record record = json_read_ok(vector->fields[0], exact, json.size, NULL, &arena);
        exact_free(exact, shift); /* a record that still points there would be seen below */
        check_written(vector->fields[0], &record, expected);
        phonenum_arena_free(&arena);
    }
    builder_free(&json);
    builder_free(&expected);
}

static void test_json_read_accepted_vector_is_written_as_expected(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_accepted);
}

static phonenum_record through_bytes(const char *label, const phonenum_record *record, phonenum_arena *arena)
{
    phonenum_bytes encoded;
    phonenum_record decoded;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_encode_arena(record, arena, &encoded, &error), &error);
    check_success(label, phonenum_decode(encoded.data, encoded.size, NULL, arena, &decoded, &error), &error);
    return decoded;
}

static void run_through_bytes(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    builder expected = expected_json(vector);
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok(vector->fields[0], json.data, json.size, NULL, &arena);
    phonenum_record decoded = through_bytes(vector->fields[0], &record, &arena);
    if (!phonenum_equal(&record, &decoded))
        fail_msg("%s: not equal after encoding", vector->fields[0]);
    check_written(vector->fields[0], &decoded, expected);
    phonenum_arena_free(&arena);
    builder_free(&json);
    builder_free(&expected);
}

static void test_json_read_accepted_vector_survives_bytes(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_through_bytes);
}

static void check_prefix(const char *name, const uint8_t *text, size_t whole, size_t size)
{
    char label[128];
    snprintf(label, sizeof label, "%s, cut at %zu", name, size);
    phonenum_error expected = json_error_of_cut(text, whole, size);
    unsigned char *exact = exact_copy(text, size, 0);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_read((char *)exact, size, NULL, &arena, &record, &error);
    snprintf(expected.field, sizeof expected.field, "%s", error.field); /* the vectors say which paths are right */
    check_json_failure(label, status, &error, &expected);
    check_absent(label, &record);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
}

static void run_prefixes(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    json_trim_end(&json);
    for (size_t size = 0; size < json.size; size++)
        check_prefix(vector->fields[0], json.data, json.size, size);
    builder_free(&json);
}

static void test_json_read_every_proper_prefix_is_truncated(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_prefixes);
}

static void run_rejected(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    builder path = vector_json(vector, vector->fields[6]);
    phonenum_error expected = {.status = vector_status(vector, vector->fields[2]),
                               .offset = vector_number(vector, vector->fields[3]),
                               .line = vector_number(vector, vector->fields[4]),
                               .column = vector_number(vector, vector->fields[5])};
    snprintf(expected.field, sizeof expected.field, "%.*s", (int)path.size, path.data ? (char *)path.data : "");
    check_refused(vector->fields[0], json.data, json.size, NULL, &expected);
    builder_free(&json);
    builder_free(&path);
}

static void test_json_read_rejected_vector_fails_as_expected(void **state)
{
    (void)state;
    for_each_vector("json/reject.txt", JSON_REJECTED_LEAST, run_rejected);
}

static size_t strict_vectors;

static void run_strict(const test_vector *vector)
{
    if (vector->fields[3][0] == '\0')
        return;
    strict_vectors++;
    builder json = vector_json(vector, vector->fields[1]);
    phonenum_status status = vector_status(vector, vector->fields[3]);
    if (status) {
        size_t offset = (size_t)vector_number(vector, vector->fields[4]);
        phonenum_error expected = json_error_at(status, json.data, json.size, offset, vector->fields[5]);
        check_refused(vector->fields[0], json.data, json.size, &strict, &expected);
    } else {
        phonenum_arena arena = new_arena();
        (void)json_read_ok(vector->fields[0], json.data, json.size, &strict, &arena);
        phonenum_arena_free(&arena);
    }
    builder_free(&json);
}

static void test_json_read_strict_vector_gives_status_and_place(void **state)
{
    (void)state;
    strict_vectors = 0;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_strict);
    assert_true(strict_vectors >= 45);
}

/* What is no JSON fails alike whether reading is strict or not, unless something before it is refused already. */
static void run_strict_rejected(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_read((char *)json.data, json.size, &strict, &arena, &record, &error);
    bool refused = status == PHONENUM_ERR_JSON_STRICT || status == PHONENUM_ERR_JSON_MISSING;
    if (refused ? error.offset > vector_number(vector, vector->fields[3])
                : status != vector_status(vector, vector->fields[2]))
        fail_msg("%s: status %d at %llu", vector->fields[0], (int)status, (unsigned long long)error.offset);
    check_absent(vector->fields[0], &record);
    phonenum_arena_free(&arena);
    builder_free(&json);
}

static void test_json_read_strict_rejects_what_tolerant_rejects(void **state)
{
    (void)state;
    for_each_vector("json/reject.txt", JSON_REJECTED_LEAST, run_strict_rejected);
}

static const char sample[] =
    "{\"id\":\"\\u0069dn_1\",\"verification\":{\"status\":\"new\",\"strategy\":\"passkey\",\"x\":[1]},"
    "\"linked_to\":[{\"type\":\"saml\",\"y\":{}},{\"id\":\"b\"}],"
    "\"backup_codes\":[\"" CANARY "1\",\"" CANARY "2\"],"
    "\"a\":1,\"b\":{\"backup_codes\":[\"" CANARY "3\"],\"c\":1,\"d\":2},\"e\":[true]}";

static void test_json_read_success_writes_the_error_and_copies_text_with_a_nul(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok("sample", sample, strlen(sample), NULL, &arena);
    assert_string_equal(record.id.data, "idn_1");
    assert_string_equal(record.verification.strategy.custom.data, "passkey");
    assert_string_equal(record.verification.extra_json.data, "{\"status\":\"new\",\"x\":[1]}");
    assert_string_equal(record.linked_to[0].extra_json.data, "{\"y\":{}}");
    assert_null(record.linked_to[1].extra_json.data);
    assert_string_equal(record.backup_codes[1].data, CANARY "2");
    assert_int_equal(record.extra_json.size, strlen(record.extra_json.data));
    phonenum_arena_free(&arena);
}

static void test_json_read_without_an_error_gives_the_same_status(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    assert_int_equal(phonenum_json_read(sample, strlen(sample), NULL, &arena, &record, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_json_read(sample, 3, NULL, &arena, &record, NULL), PHONENUM_ERR_TRUNCATED);
    assert_int_equal(phonenum_json_read("{\"linked_to\":[{\"x\":{\"a\":1,\"a\":1}}]}", 36, NULL, &arena, &record, NULL),
                     PHONENUM_ERR_JSON_DUPLICATE);
    assert_int_equal(phonenum_json_read("{}", 2, &strict, &arena, &record, NULL), PHONENUM_ERR_JSON_MISSING);
    assert_int_equal(phonenum_json_read(NULL, 0, NULL, &arena, &record, NULL), PHONENUM_ERR_TRUNCATED);
    phonenum_arena_free(&arena);
}

static void test_json_read_failure_leaves_earlier_records(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_arena other = new_arena();
    phonenum_record earlier = json_read_ok("sample", sample, strlen(sample), NULL, &arena);
    phonenum_record same = json_read_ok("sample", sample, strlen(sample), NULL, &other);
    phonenum_record record;
    for (size_t size = 0; size < strlen(sample); size++)
        assert_int_equal(phonenum_json_read(sample, size, NULL, &arena, &record, NULL), PHONENUM_ERR_TRUNCATED);
    assert_true(phonenum_equal(&earlier, &same));
    phonenum_arena_free(&arena);
    phonenum_arena_free(&other);
}

static void test_json_read_empty_lists_are_absent(void **state)
{
    (void)state;
    static const char text[] = "{\"linked_to\":[],\"backup_codes\":[]}";
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok(text, text, strlen(text), NULL, &arena);
    check_absent(text, &record);
    phonenum_arena_free(&arena);
}

static void check_limit(const char *text, phonenum_limits limits, size_t offset, const char *path)
{
    const phonenum_json_read_options options = {.limits = limits};
    phonenum_error expected = json_error_at(PHONENUM_ERR_LIMIT, text, strlen(text), offset, path);
    check_refused(text, text, strlen(text), &options, &expected);
}

/* Beyond the limit, elements must not take memory. */
static void check_limit_saves_memory(const char *before, const char *element, phonenum_limits limits)
{
    const phonenum_json_read_options options = {.limits = limits};
    builder text = {0};
    test_heap heap = {0};
    phonenum_arena arena;
    phonenum_record record;
    build_bytes(&text, before, strlen(before));
    build_repeated(&text, element, strlen(element), 10000);
    build_bytes(&text, element, strlen(element) - 1);
    build_bytes(&text, "]}", 2);
    test_heap_arena(&arena, &heap);
    assert_int_equal(phonenum_json_read((char *)text.data, text.size, &options, &arena, &record, NULL),
                     PHONENUM_ERR_LIMIT);
    if (heap.peak > 2 * text.size)
        fail_msg("%s: %zu bytes of memory for %zu", element, heap.peak, text.size);
    test_heap_finish(&arena, &heap);
    builder_free(&text);
}

static void test_json_read_elements_beyond_the_limit_take_no_memory(void **state)
{
    (void)state;
    check_limit_saves_memory("{\"linked_to\":[", "{},", (phonenum_limits){.links = 1});
    check_limit_saves_memory("{\"backup_codes\":[", "\"\",", (phonenum_limits){.codes = 1});
}

static void check_within_limit(const char *text, phonenum_limits limits)
{
    const phonenum_json_read_options options = {.limits = limits};
    phonenum_arena arena = new_arena();
    (void)json_read_ok(text, text, strlen(text), &options, &arena);
    phonenum_arena_free(&arena);
}

static void test_json_read_limits_are_kept_to_the_last(void **state)
{
    (void)state;
    check_within_limit("{\"id\":\"a\"} ", (phonenum_limits){.input = 11});
    check_limit("{\"id\":\"a\"} ", (phonenum_limits){.input = 10}, 10, "");
    check_limit("{\"id\":\n\"a\"}", (phonenum_limits){.input = 8}, 8, "");
    check_within_limit("{\"linked_to\":[{},{}]}", (phonenum_limits){.links = 2});
    check_limit("{\"linked_to\":[{}, {}]}", (phonenum_limits){.links = 1}, 18, "linked_to[1]");
    check_within_limit("{\"backup_codes\":[\"a\",\"b\"]}", (phonenum_limits){.codes = 2});
    check_limit("{\"backup_codes\":[\"a\",\"b\",\"c\"]}", (phonenum_limits){.codes = 2}, 25, "backup_codes[2]");
    check_within_limit("{\"linked_to\":[1,2,3],\"backup_codes\":[1,2,3]}", (phonenum_limits){.links = 1, .codes = 1});
    check_within_limit("{\"x\":[1]}", (phonenum_limits){.depth = 1});
    check_limit("{\"x\":[[]]}", (phonenum_limits){.depth = 1}, 6, "x[0]");
    check_limit("{\"linked_to\":[{}]}", (phonenum_limits){.depth = 1}, 14, "linked_to[0]");
    check_within_limit("{\"linked_to\":[{}]}", (phonenum_limits){.depth = 2});
    check_limit("{\"verification\":{\"x\":{}}}", (phonenum_limits){.depth = 1}, 21, "verification.x");
}

/* A text that nests `depth` arrays in a member. */
static builder nested_arrays(size_t depth)
{
    builder out = {0};
    build_bytes(&out, "{\"x\":", 5);
    build_run(&out, '[', depth);
    build_run(&out, ']', depth);
    build_byte(&out, '}');
    return out;
}

static void test_json_read_depth_can_be_raised_to_its_maximum(void **state)
{
    (void)state;
    const phonenum_json_read_options options = {.limits = {.depth = PHONENUM_DEPTH_MAX}};
    phonenum_arena arena = new_arena();
    phonenum_record record;
    builder deepest = nested_arrays(PHONENUM_DEPTH_MAX);
    builder deeper = nested_arrays(PHONENUM_DEPTH_MAX + 1);
    (void)json_read_ok("deepest", deepest.data, deepest.size, &options, &arena);
    assert_int_equal(phonenum_json_read((char *)deeper.data, deeper.size, &options, &arena, &record, NULL),
                     PHONENUM_ERR_LIMIT);
    builder_free(&deepest);
    builder_free(&deeper);
    phonenum_arena_free(&arena);
}

static void check_bad_option(phonenum_json_read_options options)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    memset(&record, 0xa5, sizeof record);
    phonenum_status status = phonenum_json_read("{}", 2, &options, &arena, &record, &error);
    check_failure("bad option", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_absent("bad option", &record);
    phonenum_arena_free(&arena);
}

static void test_json_read_option_out_of_range_is_an_argument_error(void **state)
{
    (void)state;
    check_bad_option((phonenum_json_read_options){.flags = 2});
    check_bad_option((phonenum_json_read_options){.flags = ~0u});
    check_bad_option((phonenum_json_read_options){.limits = {.depth = PHONENUM_DEPTH_MAX + 1}});
}

static void check_many_brackets(const char *before, size_t offset)
{
    builder text = json_brackets(before, 100000);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_read((char *)text.data, text.size, NULL, &arena, &record, &error);
    assert_int_equal(status, offset == 0 ? PHONENUM_ERR_JSON_TYPE : PHONENUM_ERR_LIMIT);
    assert_int_equal(error.offset, offset);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

static void test_json_read_hundred_thousand_brackets_fail_at_the_limit(void **state)
{
    (void)state;
    check_many_brackets("", 0);
    check_many_brackets("{\"x\":", 105);
    check_many_brackets("{\"verification\":{\"x\":", 21 + 99);
    check_many_brackets("{\"linked_to\":[{\"x\":", 19 + 98);
    check_many_brackets("{\"linked_to\":", 13 + 100);
    check_many_brackets("{\"backup_codes\":", 16 + 100);
}

/* Adds a member, escaping the name's first letter if asked to. */
static void build_member(builder *text, const char *name, size_t index, bool escaped)
{
    char member[64];
    int size = escaped ? snprintf(member, sizeof member, ",\"\\u%04x%s%06zu\":1", (unsigned)name[0], name + 1, index)
                       : snprintf(member, sizeof member, ",\"%s%06zu\":1", name, index);
    build_bytes(text, member, (size_t)size);
}

enum {
    MANY = 100000
};

/* A hundred thousand members with names that differ in their last bytes only. */
static builder many_members(bool escaped)
{
    builder text = {0};
    build_bytes(&text, "{\"id\":\"a\"", 9);
    for (size_t i = 0; i < MANY; i++)
        build_member(&text, "name_that_is_long_and_the_same_", i, escaped && i % 2 == 1);
    return text;
}

static void check_many_members(bool escaped)
{
    builder text = many_members(escaped);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    size_t offset = text.size + 1;
    build_member(&text, "name_that_is_long_and_the_same_", MANY / 2, escaped);
    build_byte(&text, '}');
    phonenum_status status = phonenum_json_read((char *)text.data, text.size, NULL, &arena, &record, &error);
    assert_int_equal(status, PHONENUM_ERR_JSON_DUPLICATE);
    assert_int_equal(error.offset, offset);
    text.size = offset - 1;
    build_byte(&text, '}');
    (void)json_read_ok("no two the same", text.data, text.size, NULL, &arena);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

static void test_json_read_hundred_thousand_members_finds_the_duplicate_at_the_end(void **state)
{
    (void)state;
    check_many_members(false);
    check_many_members(true);
}

static void test_json_read_hundred_thousand_nested_objects_find_no_duplicates_between_them(void **state)
{
    (void)state;
    static const char element[] = "{\"a\":{\"b\":1,\"a\":2},\"b\":{}},";
    builder text = {0};
    build_bytes(&text, "{\"a\":[", 6);
    build_repeated(&text, element, strlen(element), MANY);
    build_bytes(&text, "0],\"b\":1}", 9);
    phonenum_arena arena = new_arena();
    (void)json_read_ok("nested", text.data, text.size, NULL, &arena);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

static void test_json_read_long_string_of_escapes_is_undone(void **state)
{
    (void)state;
    builder text = {0};
    build_bytes(&text, "{\"id\":\"", 7);
    build_repeated(&text, "\\ud83d\\ude00\\n", 14, MANY);
    build_bytes(&text, "\"}", 2);
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok("escapes", text.data, text.size, NULL, &arena);
    assert_int_equal(record.id.size, 5 * MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_memory_equal(record.id.data + 5 * i, "\xf0\x9f\x98\x80\n", 5);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

/* Every known member twice, the second time behind every other, with whitespace that no guess at what comes next expects. */
static void test_json_read_known_name_again_is_placed_in_any_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(json_record_names); i++) {
        for (size_t j = 0; j < COUNT_OF(json_record_names); j++) {
            char text[256];
            phonenum_record record;
            phonenum_error error = garbage_error();
            phonenum_arena arena = new_arena();
            int before =
                snprintf(text, sizeof text, "{\"%s\":null,\"%s\":null, ", json_record_names[i], json_record_names[j]);
            int size =
                before + snprintf(text + before, sizeof text - (size_t)before, "\"%s\":null}", json_record_names[i]);
            size_t offset = i != j ? (size_t)before : strlen(json_record_names[i]) + 9;
            phonenum_status status = phonenum_json_read(text, (size_t)size, NULL, &arena, &record, &error);
            const phonenum_error expected =
                json_error_at(PHONENUM_ERR_JSON_DUPLICATE, text, (size_t)size, offset, json_record_names[i]);
            check_json_failure(text, status, &error, &expected);
            phonenum_arena_free(&arena);
        }
    }
}

/*
 * Objects of so many names that none or some are hashed, with the first again at the end. An object in between has the same
 * names, which count for themselves.
 */
static void test_json_read_name_again_after_any_number_of_others_is_found(void **state)
{
    (void)state;
    for (char last = 'a'; last <= 'z'; last++) {
        builder text = {0};
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_arena arena = new_arena();
        build_byte(&text, '{');
        for (char name = 'a'; name <= last; name++) {
            const char member[] = {'"', name, '"', ':', '{', '"', 'a', '"', ':', '1', '}', ','};
            build_bytes(&text, member, sizeof member);
        }
        const size_t offset = text.size;
        build_bytes(&text, "\"a\":1}", 6);
        const char *json = (const char *)text.data;
        phonenum_status status = phonenum_json_read(json, text.size, NULL, &arena, &record, &error);
        const phonenum_error expected = json_error_at(PHONENUM_ERR_JSON_DUPLICATE, json, text.size, offset, "a");
        check_json_failure(json, status, &error, &expected);
        text.data[offset + 1] = 'A';
        assert_int_equal(phonenum_json_read(json, text.size, NULL, &arena, &record, &error), PHONENUM_OK);
        phonenum_arena_free(&arena);
        builder_free(&text);
    }
}

/* The members from one on, and then those before it: whatever the order, the record is the same. */
static void test_json_read_members_in_any_order_give_the_same_record(void **state)
{
    (void)state;
    static const char *const members[] = {
        "\"id\":\"a\"",
        "\"object\":\"phone_number\"",
        "\"phone_number\":\"+15555550100\"",
        "\"reserved\":false",
        "\"verification\":{\"channel\":\"sms\",\"attempts\":0,\"strategy\":\"saml\",\"object\":\"verification_otp\"}",
        "\"linked_to\":[{\"id\":\"c\",\"type\":\"b\"}]",
        "\"backup_codes\":[\"d\",\"e\",\"f\"]",
        "\"created_at\":1",
        "\"updated_at\":20",
        "\"note\":1"};
    enum {
        COUNT = sizeof members / sizeof members[0]
    };
    phonenum_record first;
    phonenum_arena arena = new_arena();
    for (size_t step = 1; step < COUNT; step += 2) { /* 1, 3, 7 and 9 meet each member once */
        for (size_t from = 0; from < COUNT && step != 5; from++) {
            char text[512] = "{";
            phonenum_record record;
            for (size_t i = 0; i < COUNT; i++)
                snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? "," : "",
                         members[(from + i * step) % COUNT]);
            strcat(text, "}");
            assert_int_equal(phonenum_json_read(text, strlen(text), NULL, &arena, &record, NULL), PHONENUM_OK);
            if (step == 1 && from == 0)
                first = record;
            assert_true(phonenum_equal(&record, &first));
        }
    }
    assert_int_equal(first.backup_codes_count, 3);
    assert_true(first.verification.has_attempts && first.has_updated_at && first.updated_at == 20);
    phonenum_arena_free(&arena);
}

struct unknown_kind {
    const char *text;
    phonenum_status status;
    size_t offset;
    const char *field;
};

/* A verification of a kind that the schema does not know is kept as it is, but all of it is checked. */
static void test_json_read_verification_of_unknown_kind_is_checked_to_its_end(void **state)
{
    (void)state;
    static const struct unknown_kind cases[] = {
        {"{\"verification\":{\"object\":\"x\",\"status\":1,\"status\":2}}", PHONENUM_ERR_JSON_DUPLICATE, 41,
         "verification.status"},
        {"{\"verification\":{\"object\":\"x\",\"object\":\"y\"}}", PHONENUM_ERR_JSON_DUPLICATE, 30,
         "verification.object"},
        {"{\"verification\":{\"object\":\"x\",\"attempts\":01}}", PHONENUM_ERR_JSON_SYNTAX, 42,
         "verification.attempts"},
        {"{\"verification\":{\"status\":\"verified\",\"object\":1,\"a\":{\"b\":}}}", PHONENUM_ERR_JSON_SYNTAX, 57,
         "verification.a.b"},
        {"{\"verification\":{\"object\":\"x\",\"channel\":\"\xff\"}}", PHONENUM_ERR_UTF8, 41, "verification.channel"},
        {"{\"verification\":{\"object\":\"x\"", PHONENUM_ERR_TRUNCATED, 29, "verification"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_arena arena = new_arena();
        const char *text = cases[i].text;
        phonenum_status status = phonenum_json_read(text, strlen(text), NULL, &arena, &record, &error);
        const phonenum_error expected =
            json_error_at(cases[i].status, text, strlen(text), cases[i].offset, cases[i].field);
        check_json_failure(text, status, &error, &expected);
        phonenum_arena_free(&arena);
    }
}

/* A string that does not end, in memory that ends where the text does. */
static void test_json_read_unterminated_string_is_not_read_beyond(void **state)
{
    (void)state;
    for (size_t size = 0; size < 100; size++) {
        builder text = {0};
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_arena arena = new_arena();
        build_bytes(&text, "{\"id\":\"", 7);
        build_run(&text, 'a', size);
        char *exact = (char *)exact_copy(text.data, text.size, 0);
        phonenum_status status = phonenum_json_read(exact, text.size, NULL, &arena, &record, &error);
        assert_int_equal(status, PHONENUM_ERR_TRUNCATED);
        assert_int_equal(error.offset, text.size);
        exact_free((unsigned char *)exact, 0);
        phonenum_arena_free(&arena);
        builder_free(&text);
    }
}

static void test_json_read_whitespace_before_tokens_is_all_that_goes(void **state)
{
    (void)state;
    static const char text[] = "{\"x\":[ 1       ,\n2        ,        3],\n        \"y\"\t:\t         \"        \"}";
    phonenum_arena arena = new_arena();
    phonenum_record record = json_read_ok("whitespace", text, strlen(text), NULL, &arena);
    check_bytes("whitespace", record.extra_json.data, record.extra_json.size, "{\"x\":[1,2,3],\"y\":\"        \"}", 28);
    phonenum_arena_free(&arena);
}

/* A text with a pattern again and again in its middle, and what is said of it. */
struct repetition {
    const char *before;
    const char *pattern;
    const char *after;
    size_t count;
    phonenum_status status;
};

static void read_repetition(void *context)
{
    struct repetition *of = context;
    const phonenum_json_read_options options = {.limits = {.links = SIZE_MAX, .codes = SIZE_MAX, .depth = 1000}};
    builder text = {0};
    phonenum_record record;
    phonenum_arena arena = new_arena();
    build_bytes(&text, of->before, strlen(of->before));
    build_repeated(&text, of->pattern, strlen(of->pattern), of->count);
    build_bytes(&text, of->after, strlen(of->after));
    of->status = phonenum_json_read((char *)text.data, text.size, &options, &arena, &record, NULL);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

static void check_time(const char *before, const char *pattern, size_t count, const char *after,
                       phonenum_status expected)
{
    struct repetition part = {before, pattern, after, count / GROWTH, PHONENUM_OK};
    struct repetition whole = {before, pattern, after, count, PHONENUM_OK};
    const double part_seconds = part_time(read_repetition, &part);
    const clock_t start = clock();
    read_repetition(&whole);
    char label[128];
    snprintf(label, sizeof label, "%s%s...%s", before, pattern, after);
    check_is_linear(label, part_seconds, (double)(clock() - start) / CLOCKS_PER_SEC);
    assert_int_equal(whole.status, expected);
}

static void test_json_read_worst_cases_take_linear_time(void **state)
{
    (void)state;
    enum {
        MILLION = 1000000
    };
    check_time("{\"id\":\"", "\\ud83d\\ude00", 5 * MILLION, "\"}", PHONENUM_OK);
    check_time("{\"id\":\"", "\\u00e9\\n", 8 * MILLION, "\"}", PHONENUM_OK);
    check_time("{\"id\":\"", "\xc3\xa9", 16 * MILLION, "\xff\"}", PHONENUM_ERR_UTF8);
    check_time("{\"x\":[", "\"\\\"\",", 8 * MILLION, "0]}", PHONENUM_OK);
    check_time("{", " \n", 16 * MILLION, "}", PHONENUM_OK);
    check_time("{\"created_at\":1", "0", 32 * MILLION, "}", PHONENUM_OK);
    check_time("{\"x\":[", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]],", MILLION, "0]}", PHONENUM_OK);
    check_time("{\"x\":[", "{\"a\":{\"a\":{\"a\":1,\"b\":2},\"b\":3}},", MILLION, "0]}", PHONENUM_OK);
    check_time("{\"linked_to\":[", "{},", 2 * MILLION, "{}]}", PHONENUM_OK);
    check_time("{\"linked_to\":[", "{},", 2 * MILLION, "0]}", PHONENUM_OK);
    check_time("{\"backup_codes\":[", "\"\",", 4 * MILLION, "{}]}", PHONENUM_OK);
    check_time("{\"verification\":{\"channel\":\"sms\",\"x\":[", "{\"a\":1},", 2 * MILLION,
               "0],\"strategy\":\"admin\"}}", PHONENUM_OK);
    check_time("{\"verification\":{\"x\":[", "{\"a\":1},", 2 * MILLION, "0],\"object\":\"x\"}}", PHONENUM_OK);
}

/* Reads a text of so many elements, each with its number in it; memory must keep to what json.h says. */
static void check_memory_of(const char *before, const char *element, size_t count, const char *behind)
{
    builder text = {0};
    test_heap heap = {0};
    phonenum_arena arena;
    phonenum_record record;
    build_bytes(&text, before, strlen(before));
    for (size_t i = 0; i < count; i++) {
        char member[64];
        build_bytes(&text, ",", i > 0);
        build_bytes(&text, member, (size_t)snprintf(member, sizeof member, element, i));
    }
    build_bytes(&text, behind, strlen(behind));
    test_heap_arena(&arena, &heap);
    assert_int_equal(phonenum_json_read((char *)text.data, text.size, NULL, &arena, &record, NULL), PHONENUM_OK);
    if (heap.peak > 64 * text.size + 16384)
        fail_msg("%s: %zu bytes of memory for %zu of input", element, heap.peak, text.size);
    test_heap_finish(&arena, &heap);
    builder_free(&text);
}

static void test_json_read_of_any_size_keeps_to_the_documented_memory(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        const char *element;
        const char *behind;
    } texts[] = {
        {"{\"linked_to\":[", "{}", "]}"},
        {"{\"backup_codes\":[", "\"\"", "]}"},
        {"{", "\"%zx\":1", "}"},
        {"{", "\"\\u0078%zx\":1", "}"},
        {"{\"verification\":{", "\"%zx\":1", "}}"},
        {"{\"linked_to\":[{", "\"%zx\":1", "}]}"},
        {"{\"x\":[", "{\"\":0}", "]}"},
        {"{\"linked_to\":[", "{\"\":0}", "]}"},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        for (size_t count = 1; count < 65536; count += count / 16 + 1)
            check_memory_of(texts[i].before, texts[i].element, count, texts[i].behind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_read_accepted_vector_is_written_as_expected),
        cmocka_unit_test(test_json_read_accepted_vector_survives_bytes),
        cmocka_unit_test(test_json_read_every_proper_prefix_is_truncated),
        cmocka_unit_test(test_json_read_rejected_vector_fails_as_expected),
        cmocka_unit_test(test_json_read_strict_vector_gives_status_and_place),
        cmocka_unit_test(test_json_read_strict_rejects_what_tolerant_rejects),
        cmocka_unit_test(test_json_read_success_writes_the_error_and_copies_text_with_a_nul),
        cmocka_unit_test(test_json_read_without_an_error_gives_the_same_status),
        cmocka_unit_test(test_json_read_failure_leaves_earlier_records),
        cmocka_unit_test(test_json_read_empty_lists_are_absent),
        cmocka_unit_test(test_json_read_elements_beyond_the_limit_take_no_memory),
        cmocka_unit_test(test_json_read_limits_are_kept_to_the_last),
        cmocka_unit_test(test_json_read_depth_can_be_raised_to_its_maximum),
        cmocka_unit_test(test_json_read_option_out_of_range_is_an_argument_error),
        cmocka_unit_test(test_json_read_hundred_thousand_brackets_fail_at_the_limit),
        cmocka_unit_test(test_json_read_hundred_thousand_members_finds_the_duplicate_at_the_end),
        cmocka_unit_test(test_json_read_hundred_thousand_nested_objects_find_no_duplicates_between_them),
        cmocka_unit_test(test_json_read_long_string_of_escapes_is_undone),
        cmocka_unit_test(test_json_read_known_name_again_is_placed_in_any_order),
        cmocka_unit_test(test_json_read_name_again_after_any_number_of_others_is_found),
        cmocka_unit_test(test_json_read_members_in_any_order_give_the_same_record),
        cmocka_unit_test(test_json_read_verification_of_unknown_kind_is_checked_to_its_end),
        cmocka_unit_test(test_json_read_unterminated_string_is_not_read_beyond),
        cmocka_unit_test(test_json_read_whitespace_before_tokens_is_all_that_goes),
        cmocka_unit_test(test_json_read_worst_cases_take_linear_time),
        cmocka_unit_test(test_json_read_of_any_size_keeps_to_the_documented_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
