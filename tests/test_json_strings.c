/*
 * Puts into every string that a reader of JSON may meet what no string may hold, beyond the first blocks too: bytes
 * that are not UTF-8, raw control characters, escapes that there are not.
 */
#include "support/json.h"
#include "support/memory.h"
#include "support/texts.h"

#include <stdio.h>
#include <string.h>

enum {
    POSITIONS = 143 /* past where a text is no longer copied during the search for its end, and past two blocks of 32 */
};

static const phonenum_json_read_options api = {.dialect = PHONENUM_JSON_API};
static const phonenum_json_read_options proto = {.dialect = PHONENUM_JSON_PROTO};
static const phonenum_json_read_options ignoring = {.dialect = PHONENUM_JSON_PROTO,
                                                    .flags = PHONENUM_JSON_IGNORE_UNKNOWN};

static const struct place {
    const phonenum_json_read_options *options;
    const char *before; /* and the opening quote */
    const char *after;  /* from the closing quote on */
    const char *path;
} places[] = {
    {&api, "{\"id\":\"", "\"}", "id"},
    {&api, "{\"object\":\"", "\"}", "object"},
    {&api, "{\"phone_number\":\"", "\"}", "phone_number"},
    {&api, "{\"backup_codes\":[\"a\",\"", "\"]}", "backup_codes[1]"},
    {&api, "{\"created_at\":\"", "\"}", "created_at"},
    {&api, "{\"x\":\"", "\"}", "x"},
    {&api, "{\"", "\":1}", ""},
    {&api, "{\"x\":{\"y\":[\"", "\"]}}", "x.y[0]"},
    {&api, "{\"x\":{\"", "\":1}}", "x"},
    {&api, "{\"verification\":{\"object\":\"", "\"}}", "verification.object"},
    {&api, "{\"verification\":{\"status\":\"", "\"}}", "verification.status"},
    {&api, "{\"verification\":{\"strategy\":\"", "\"}}", "verification.strategy"},
    {&api, "{\"verification\":{\"verified_at_client\":\"", "\"}}", "verification.verified_at_client"},
    {&api, "{\"verification\":{\"channel\":\"", "\"}}", "verification.channel"},
    {&api, "{\"verification\":{\"x\":\"", "\"}}", "verification.x"},
    {&api, "{\"verification\":{\"", "\":1}}", "verification"},
    {&api, "{\"linked_to\":[{\"type\":\"", "\"}]}", "linked_to[0].type"},
    {&api, "{\"linked_to\":[{\"id\":\"", "\"}]}", "linked_to[0].id"},
    {&api, "{\"linked_to\":[{},{\"x\":\"", "\"}]}", "linked_to[1].x"},
    {&api, "{\"linked_to\":[{},{\"", "\":1}]}", "linked_to[1]"},
    {&proto, "{\"id\":\"", "\"}", "id"},
    {&proto, "{\"object\":\"", "\"}", "object"},
    {&proto, "{\"phoneNumber\":\"", "\"}", "phoneNumber"},
    {&proto, "{\"backupCodes\":[\"a\",\"", "\"]}", "backupCodes[1]"},
    {&proto, "{\"createdAt\":\"", "\"}", "createdAt"},
    {&proto, "{\"extraJson\":\"", "\"}", "extraJson"},
    {&proto, "{\"nothing\":\"", "\"}", "nothing"},
    {&proto, "{\"", "\":1}", ""},
    {&ignoring, "{\"nothing\":\"", "\"}", "nothing"},
    {&ignoring, "{\"", "\":1}", ""},
    {&proto, "{\"otp\":{\"strategy\":\"", "\"}}", "otp.strategy"},
    {&proto, "{\"otp\":{\"customStrategy\":\"", "\"}}", "otp.customStrategy"},
    {&proto, "{\"otp\":{\"verifiedAtClient\":\"", "\"}}", "otp.verifiedAtClient"},
    {&proto, "{\"otp\":{\"channel\":\"", "\"}}", "otp.channel"},
    {&proto, "{\"otp\":{\"extraJson\":\"", "\"}}", "otp.extraJson"},
    {&proto, "{\"admin\":{\"customStrategy\":\"", "\"}}", "admin.customStrategy"},
    {&proto, "{\"admin\":{\"verifiedAtClient\":\"", "\"}}", "admin.verifiedAtClient"},
    {&proto, "{\"admin\":{\"extraJson\":\"", "\"}}", "admin.extraJson"},
    {&proto, "{\"linkedTo\":[{\"type\":\"", "\"}]}", "linkedTo[0].type"},
    {&proto, "{\"linkedTo\":[{\"id\":\"", "\"}]}", "linkedTo[0].id"},
    {&proto, "{\"linkedTo\":[{\"extraJson\":\"", "\"}]}", "linkedTo[0].extraJson"},
};

/* What a string may not hold, and which of its bytes is at fault. */
struct fault {
    const char *what;
    const char *bytes;
    size_t size;
    phonenum_status status;
    size_t at;
};

static const struct fault bad_escapes[] = {
    {"no such escape", "\\q", 2, PHONENUM_ERR_JSON_SYNTAX, 1},
    {"a high surrogate alone", "\\ud800", 6, PHONENUM_ERR_JSON_SYNTAX, 0},
    {"a low surrogate alone", "\\udc00", 6, PHONENUM_ERR_JSON_SYNTAX, 0},
    {"a digit that is none", "\\u00g0", 6, PHONENUM_ERR_JSON_SYNTAX, 4},
};

static void check_refused(const struct place *place, const struct fault *fault, builder text, size_t offset)
{
    static unsigned char memory[4096]; /* of no chunk, which takes longer to get than reading does */
    unsigned char *exact = exact_copy(text.data, text.size, 0);
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_error expected = {.status = fault->status, .offset = offset, .line = 1, .column = offset + 1};
    char label[256];
    snprintf(label, sizeof label, "%s...%s: %s at %zu", place->before, place->after, fault->what, offset);
    snprintf(expected.field, sizeof expected.field, "%s", place->path);
    phonenum_arena_init(&arena, memory, sizeof memory, NULL);
    phonenum_status status = phonenum_json_read((char *)exact, text.size, place->options, &arena, &record, &error);
    check_json_failure(label, status, &error, &expected);
    check_absent(label, &record);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
}

static void check_fault_at(const struct place *place, const struct fault *fault, size_t position, size_t after)
{
    builder text = {0};
    build_bytes(&text, place->before, strlen(place->before));
    build_run(&text, 'a', position);
    const size_t offset = text.size + fault->at;
    build_bytes(&text, fault->bytes, fault->size);
    build_run(&text, 'a', after);
    build_bytes(&text, place->after, strlen(place->after));
    check_refused(place, fault, text, offset);
    builder_free(&text);
}

/* In each place, behind 0 to 142 letters, with others behind it and without. */
static void check_fault(const struct fault *fault)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        for (size_t position = 0; position < POSITIONS; position++) {
            check_fault_at(&places[i], fault, position, 0);
            check_fault_at(&places[i], fault, position, 40);
        }
    }
}

static void test_json_strings_with_bad_utf8_anywhere_are_refused_at_its_first_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad_texts); i++) {
        const bad_text *bad = &bad_texts[i];
        check_fault(&(struct fault){bad->what, bad->bytes, bad->size, PHONENUM_ERR_UTF8, 0});
    }
}

static void test_json_strings_with_raw_control_characters_anywhere_are_refused_there(void **state)
{
    (void)state;
    for (int byte = 0; byte < 0x20; byte++) {
        const char bytes[] = {(char)byte};
        check_fault(&(struct fault){"a control character", bytes, 1, PHONENUM_ERR_JSON_SYNTAX, 0});
    }
}

static void test_json_strings_with_bad_escapes_anywhere_are_refused_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad_escapes); i++)
        check_fault(&bad_escapes[i]);
}

/* A text as it stands in JSON, byte by byte. */
static void build_escaped(builder *text, const char *units, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (units[i] == '"' || units[i] == '\\')
            build_byte(text, '\\');
        if (units[i] == '\n')
            build_bytes(text, "\\n", 2);
        else
            build_byte(text, (uint8_t)units[i]);
    }
}

static void check_both_ways(phonenum_str id)
{
    static const char before[] = "{\"id\":\"";
    static const char after[] = "\",\"verification\":null,\"linked_to\":[]}";
    builder text = {0};
    phonenum_arena arena;
    phonenum_record record;
    size_t size;
    char written[1024];
    build_bytes(&text, before, strlen(before));
    build_escaped(&text, id.data, id.size);
    build_bytes(&text, after, strlen(after));
    phonenum_arena_init(&arena, NULL, 0, NULL);
    unsigned char *exact = exact_copy(text.data, text.size, 0);
    assert_int_equal(phonenum_json_read((const char *)exact, text.size, NULL, &arena, &record, NULL), PHONENUM_OK);
    assert_int_equal(record.id.size, id.size);
    assert_memory_equal(record.id.data, id.data, id.size);
    assert_int_equal(phonenum_json_write(&record, NULL, written, sizeof written, &size, NULL), PHONENUM_OK);
    assert_int_equal(size, text.size);
    assert_memory_equal(written, text.data, size);
    exact_free(exact, 0);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

/* Characters of 1 to 4 bytes, and two that need escapes, between letters: at each place of texts of each size. */
static void test_json_strings_of_any_size_with_any_character_go_both_ways(void **state)
{
    (void)state;
    static const char *const characters[] = {"b", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x93\x9e", "\"", "\n", "\x7f"};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        const size_t own = strlen(characters[i]);
        for (size_t size = own; size < POSITIONS; size++) {
            char text[POSITIONS];
            for (size_t position = 0; position + own <= size; position += 1 + size / 40) {
                memset(text, 'a', size);
                memcpy(text + position, characters[i], own);
                check_both_ways((phonenum_str){text, size});
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_strings_with_bad_utf8_anywhere_are_refused_at_its_first_byte),
        cmocka_unit_test(test_json_strings_with_raw_control_characters_anywhere_are_refused_there),
        cmocka_unit_test(test_json_strings_with_bad_escapes_anywhere_are_refused_there),
        cmocka_unit_test(test_json_strings_of_any_size_with_any_character_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
