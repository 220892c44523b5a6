/*
 * Reads half a million mutated payloads with this library, jansson and RapidJSON: all must accept the same, and jansson
 * find the same values in what writing makes of it. The number of payloads may be given as an argument.
 *
 * Where the two may differ, and jansson's answer is not asked for:
 * - numbers that a long long or a double can't hold: jansson refuses them, here they are kept digit by digit;
 * - a name with a NUL: jansson refuses it;
 * - nesting: jansson's limit is 2048, here it is 100;
 * - a raw NUL byte: jansson 2.14 overlooks one behind a word or number, here it can stand nowhere;
 * - arrays: both are documents to jansson, only an object is a record.
 *
 * Where RapidJSON's is not:
 * - numbers that a double can't hold, nesting and raw NUL bytes, as above;
 * - a name that stands twice: RapidJSON keeps both;
 * - a byte order mark, or bytes of one: RapidJSON steps over them;
 * - a low surrogate without a high one: RapidJSON 1.1 makes three bytes of it that are no UTF-8.
 */
#include "support/json.h"
#include "support/rapidjson.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEEDS_MAX = 1000,
    TEXT_MAX = 4096
};

static builder seeds[SEEDS_MAX];
static size_t seed_count;
static size_t mutations = 500000;

static void add_seed(const void *text, size_t size)
{
    if (size == 0 || size > TEXT_MAX / 2 || seed_count == SEEDS_MAX)
        return;
    build_bytes(&seeds[seed_count++], text, size);
}

static void add_vector(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    add_seed(json.data, json.size);
    builder_free(&json);
}

static int gather_seeds(void **state)
{
    (void)state;
    char line[TEXT_MAX];
    FILE *in = fopen(TEST_VECTORS "/../../examples/numbers.ndjson", "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        for (int i = 0; i < 4; i++) /* what the API sends is worth more tries than a vector */
            add_seed(line, strlen(line));
    }
    fclose(in);
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, add_vector);
    for_each_vector("json/reject.txt", JSON_REJECTED_LEAST, add_vector);
    return 0;
}

static int free_seeds(void **state)
{
    (void)state;
    while (seed_count > 0)
        builder_free(&seeds[--seed_count]);
    return 0;
}

static uint64_t random_state;

/* The same numbers in every run. */
static size_t random_below(size_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % limit;
}

static void replace(builder *text, size_t at, size_t size, const void *data, size_t data_size)
{
    builder out = {0};
    build_bytes(&out, text->data, at);
    build_bytes(&out, data, data_size);
    build_bytes(&out, text->data + at + size, text->size - at - size);
    builder_free(text);
    *text = out;
}

/* Where the next comma, colon, bracket or quote stands, or the end. */
static size_t next_token(const builder *text, size_t at)
{
    while (at < text->size && !strchr(",:{}[]\"", text->data[at]))
        at++;
    return at;
}

static void mutate(builder *text)
{
    static const char *const tokens[] = {"null",
                                         "true",
                                         "-0",
                                         "1.0",
                                         "1e5",
                                         "1e400",
                                         "9223372036854775807",
                                         "9223372036854775808",
                                         "01",
                                         "[]",
                                         "{}",
                                         "\"\"",
                                         ",",
                                         ":",
                                         "\"",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         " ",
                                         "\n",
                                         "\\",
                                         "\\u0000",
                                         "\\ud83d\\ude00",
                                         "\\ud800",
                                         "\\udc00",
                                         "\\u0069",
                                         "\\n",
                                         "\\q",
                                         "\t",
                                         "\xc3\xa9",
                                         "\xff",
                                         "\xed\xa0\x80",
                                         "\x7f",
                                         "\"id\":1,",
                                         "\"object\":null,",
                                         "\"object\":\"verification_admin\",",
                                         "\"object\":\"verification_otp\",",
                                         "\"object\":\"v\",",
                                         "\"strategy\":\"admin\",",
                                         "\"\\u0069d\":\"x\",",
                                         "\"linked_to\":[{}],",
                                         "\"backup_codes\":[\"a\"],",
                                         "+1",
                                         "."};
    size_t at = random_below(text->size + 1);
    size_t token = next_token(text, at);
    const char *inserted = tokens[random_below(COUNT_OF(tokens))];
    const builder *other = &seeds[random_below(seed_count)];
    size_t rest = text->size - at;
    switch (random_below(7)) {
    case 0: /* a byte lost */
        replace(text, at, rest > 0, "", 0);
        break;
    case 1: /* a byte changed */
        replace(text, at, rest > 0, (char[1]){(char)(1u << random_below(8))}, rest > 0);
        break;
    case 2:
    case 3: /* a token between others */
        replace(text, token, 0, inserted, strlen(inserted));
        break;
    case 4: { /* a value in the place of another */
        size_t end = next_token(text, token + (token < text->size));
        replace(text, token, end - token, inserted, strlen(inserted));
        break;
    }
    case 5: { /* a part twice */
        size_t end = next_token(text, token + 1 + random_below(20));
        end = end < text->size ? end : text->size;
        builder part = {0};
        build_bytes(&part, text->data + (token < end ? token : end), end - (token < end ? token : end));
        replace(text, end, 0, part.data, part.size);
        builder_free(&part);
        break;
    }
    default: { /* a part of another text */
        size_t from = random_below(other->size);
        size_t size = 1 + random_below(other->size - from);
        replace(text, token, 0, other->data + from, size < 100 ? size : 100);
        break;
    }
    }
}

/* What reading takes for absent is left out. */
static void drop_nulls(json_t *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (json_is_null(json_object_get(object, names[i])))
            json_object_del(object, names[i]);
    }
}

static void set_default(json_t *object, const char *name, json_t *value)
{
    if (!json_object_get(object, name))
        json_object_set(object, name, value);
    json_decref(value);
}

static bool is_text(const json_t *value, const char *text)
{
    return json_is_string(value) && json_string_length(value) == strlen(text) &&
           memcmp(json_string_value(value), text, strlen(text)) == 0;
}

static void normalise_verification(json_t *verification)
{
    const json_t *object = json_object_get(verification, "object");
    bool unspecified = !object || json_is_null(object);
    bool admin = unspecified ? is_text(json_object_get(verification, "strategy"), "admin")
                             : is_text(object, "verification_admin");
    if (!json_is_object(verification) || !(unspecified || admin || is_text(object, "verification_otp")))
        return;
    drop_nulls(verification, json_verification_names, COUNT_OF(json_verification_names) - admin);
    set_default(verification, "attempts", json_null());
    set_default(verification, "expire_at", json_null());
}

static void normalise_links(json_t *links)
{
    for (size_t i = 0; i < json_array_size(links); i++) {
        if (!json_is_object(json_array_get(links, i)))
            return;
    }
    for (size_t i = 0; i < json_array_size(links); i++)
        drop_nulls(json_array_get(links, i), json_link_names, COUNT_OF(json_link_names));
}

/* Makes of the payload what it should come back as: null, absent and empty of known members are one. */
static void normalise(json_t *record)
{
    drop_nulls(record, json_record_names, COUNT_OF(json_record_names));
    const json_t *codes = json_object_get(record, "backup_codes");
    if (json_is_array(codes) && json_array_size(codes) == 0)
        json_object_del(record, "backup_codes");
    normalise_verification(json_object_get(record, "verification"));
    if (json_is_array(json_object_get(record, "linked_to")))
        normalise_links(json_object_get(record, "linked_to"));
    set_default(record, "verification", json_null());
    set_default(record, "linked_to", json_array());
}

static json_t *load(const void *text, size_t size, json_error_t *error)
{
    return json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, error);
}

static void check_values(const char *label, const phonenum_record *record, json_t *expected)
{
    json_error_t error;
    builder written = json_write_ok(label, record, 0);
    json_t *actual = load(written.data, written.size, &error);
    normalise(expected);
    if (!actual || !json_equal(actual, expected)) {
        char *text = json_dumps(expected, 0);
        fail_msg("%s: written as %.*s\nexpected %s", label, (int)written.size, (char *)written.data, text);
    }
    json_decref(actual);
    builder_free(&written);
}

/* What may be accepted here and not there is told in this file's purpose. */
static bool is_known_difference(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static bool holds(const builder *text, const char *part)
{
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= text->size; i++) {
        if (memcmp(text->data + i, part, size) == 0)
            return true;
    }
    return false;
}

static void check_with_rapidjson(const char *label, const builder *text, phonenum_status status)
{
    bool holds_nul = text->size > 0 && memchr(text->data, '\0', text->size) != NULL;
    bool may_be_surrogate = holds(text, "\\ud") || holds(text, "\\uD");
    bool has_mark = text->size > 0 && text->data[0] >= 0x80;
    if (holds_nul || has_mark || status == PHONENUM_ERR_LIMIT || status == PHONENUM_ERR_JSON_DUPLICATE)
        return;
    int takes = rapidjson_takes((char *)text->data, text->size);
    if (takes == RAPIDJSON_CAN_NOT_TELL || (takes && status == PHONENUM_ERR_JSON_SYNTAX && may_be_surrogate))
        return;
    if (takes != (status == PHONENUM_OK))
        fail_msg("%s: status %d, RapidJSON %s it\n%.*s", label, (int)status, takes ? "takes" : "refuses",
                 (int)text->size, (char *)text->data);
}

static size_t accepted_count;
static size_t rejected_count;

static void compare(const char *label, const builder *text)
{
    phonenum_arena arena;
    phonenum_record record;
    json_error_t error;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_json_read((char *)text->data, text->size, NULL, &arena, &record, NULL);
    json_t *value = load(text->data, text->size, &error);
    bool accepted = status == PHONENUM_OK;
    bool holds_nul = text->size > 0 && memchr(text->data, '\0', text->size) != NULL;
    assert_false(holds_nul && accepted);
    bool asked = status != PHONENUM_ERR_LIMIT && !holds_nul && (value || !is_known_difference(&error));
    if (asked && accepted != json_is_object(value))
        fail_msg("%s: status %d, jansson: %s\n%.*s", label, (int)status, value ? "accepted" : error.text,
                 (int)text->size, (char *)text->data);
    if (accepted && value)
        check_values(label, &record, value);
    check_with_rapidjson(label, text, status);
    accepted_count += accepted;
    rejected_count += !accepted;
    json_decref(value);
    phonenum_arena_free(&arena);
}

static void test_json_oracle_vectors_and_payloads_agree_with_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < seed_count; i++)
        compare("seed", &seeds[i]);
}

static void test_json_oracle_mutated_payloads_agree_with_all(void **state)
{
    (void)state;
    accepted_count = rejected_count = 0;
    random_state = 1;
    for (size_t i = 0; i < mutations; i++) {
        char label[32];
        builder text = {0};
        const builder *seed = &seeds[random_below(seed_count)];
        build_bytes(&text, seed->data, seed->size);
        for (size_t rounds = 1 + random_below(3); rounds > 0; rounds--)
            mutate(&text);
        snprintf(label, sizeof label, "mutation %zu", i);
        compare(label, &text);
        builder_free(&text);
    }
    /* Only a mixture of both tells anything. */
    assert_true(accepted_count > mutations / 50 && rejected_count > mutations / 50);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_oracle_vectors_and_payloads_agree_with_all),
        cmocka_unit_test(test_json_oracle_mutated_payloads_agree_with_all),
    };
    if (argc > 1)
        mutations = strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, gather_seeds, free_seeds);
}
