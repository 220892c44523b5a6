/*
 * Backup codes are secrets: whichever place they come in by, no byte of them stays in memory that a call had, nor stands in an
 * error. What memory that fails has to do with it is in test_memory_faults.c.
 */
#include "support/calls.h"
#include "support/check.h"
#include "support/malloc.h"
#include "support/source.h"

#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <string.h>

enum {
    BUFFER_SIZE = 32768 /* more than any of the records takes */
};

/* Memory of an arena that outlives it, and so can be searched. */
static unsigned char buffer[BUFFER_SIZE];

static void begin(phonenum_arena *arena)
{
    memset(buffer, 0, sizeof buffer);
    phonenum_arena_init(arena, buffer, sizeof buffer, NULL);
}

static void check_gone(const char *label, const char *since)
{
    if (memory_holds_canary(buffer, sizeof buffer))
        fail_msg("%s: a secret is left behind %s", label, since);
}

/* Resets the arena, or frees it, and looks. */
static void check_end(const char *label, phonenum_arena *arena, bool reset)
{
    if (reset) {
        phonenum_arena_reset(arena);
        check_gone(label, "a reset");
    }
    phonenum_arena_free(arena);
    check_gone(label, "a free");
}

/* What stood there before a call is no secret. */
static phonenum_error blank_error(void)
{
    return (phonenum_error){.status = PHONENUM_OK};
}

static void check_error_tells_nothing(const char *label, const phonenum_error *error)
{
    char text[512] = {0};
    (void)phonenum_error_format(error, text, sizeof text);
    if (memory_holds_canary(error, sizeof *error) || memory_holds_canary(text, sizeof text))
        fail_msg("%s: the error tells a secret: %s", label, text);
}

/* Each place that a backup code may come in by, alone, in bytes. */
typedef struct place {
    const char *name;
    const char *bytes;
    size_t size;
} place;

#define PLACE(name, bytes)             \
    {                                  \
        name, bytes, sizeof(bytes) - 1 \
    }

static const place places[] = {
    PLACE("a code", "\x52\x07" CANARY),
    PLACE("extra_json", "\x7a\x0f{\"x\":\"" CANARY "\"}"),
    PLACE("an unknown field", "\xa2\x06\x07" CANARY),
    PLACE("an unknown field in two parts", "\xa2\x06\x07" CANARY "\x0a\x00\xa2\x06\x07" CANARY),
    PLACE("a group of number 10", "\x53\x0a\x07" CANARY "\x54"),
    PLACE("an otp's extra_json", "\x3a\x11\x7a\x0f{\"x\":\"" CANARY "\"}"),
    PLACE("an otp's unknown field", "\x3a\x0a\xa2\x06\x07" CANARY),
    PLACE("an admin's extra_json", "\x42\x11\x7a\x0f{\"x\":\"" CANARY "\"}"),
    PLACE("an admin's unknown field", "\x42\x0a\xa2\x06\x07" CANARY),
    PLACE("a link's extra_json", "\x4a\x11\x7a\x0f{\"x\":\"" CANARY "\"}"),
    PLACE("a link's unknown field", "\x4a\x0a\xa2\x06\x07" CANARY),
    PLACE("an otp that an admin replaces", "\x3a\x11\x7a\x0f{\"x\":\"" CANARY "\"}\x42\x00"),
    PLACE("extra_json that another replaces", "\x7a\x0f{\"x\":\"" CANARY "\"}\x7a\x02{}"),
};

/* Decodes the place's bytes in an arena on the heap, and makes every call with what comes of it. */
static void check_calls(const place *at)
{
    phonenum_arena arena;
    phonenum_record record;
    call_forms forms;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    assert_int_equal(phonenum_decode(at->bytes, at->size, NULL, &arena, &record, NULL), PHONENUM_OK);
    call_forms_make(&forms, &record);
    for (const memory_call *call = memory_calls; call->name; call++) {
        for (int reset = 0; reset < 2; reset++) {
            test_heap heap = {0};
            phonenum_arena used;
            phonenum_record made;
            phonenum_error error = blank_error();
            begin(&used);
            test_malloc_from(&heap);
            phonenum_status status = call->run(&forms, &used, &made, &error);
            test_malloc_from(NULL);
            if (status)
                fail_msg("%s, %s: %s", at->name, call->name, error.message);
            test_heap_check(call->name, &heap);
            check_end(call->name, &used, reset);
        }
    }
    call_forms_free(&forms);
    phonenum_arena_free(&arena);
}

static void test_secrets_of_every_place_are_gone_after_every_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++)
        check_calls(&places[i]);
}

/* Decodes what must be refused, in both modes. */
static void check_refused_bytes(const char *label, const builder *bytes)
{
    phonenum_decode_options options = {.flags = 0};
    for (unsigned reset = 0; reset < 4; reset++) {
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error = blank_error();
        options.flags = reset / 2 * PHONENUM_DECODE_BORROW;
        begin(&arena);
        if (phonenum_decode(bytes->data, bytes->size, &options, &arena, &record, &error) == PHONENUM_OK)
            fail_msg("%s: accepted", label);
        check_error_tells_nothing(label, &error);
        check_gone(label, "an error");
        check_end(label, &arena, reset % 2);
    }
}

/* What makes a record broken, by standing behind the secret, or in front of it. */
static const place broken[] = {
    PLACE("field 0", "\x00\x00"),
    PLACE("wire type 6", "\x0e"),
    PLACE("a group's end", "\x0c"),
    PLACE("a length past the end", "\x0a\x7f"
                                   "a"),
    PLACE("a long varint", "\x58\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02"),
    PLACE("a code that is no UTF-8", "\x52\x08" CANARY "\xff"),
    PLACE("a channel that is no UTF-8", "\x3a\x0a\x42\x08" CANARY "\xff"),
    PLACE("a cut varint", "\x58\x80"),
};

static void test_secrets_of_every_place_are_gone_after_every_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        for (size_t j = 0; j < COUNT_OF(broken); j++) {
            builder behind = {0}, in_front = {0};
            build_bytes(&behind, places[i].bytes, places[i].size);
            build_bytes(&behind, broken[j].bytes, broken[j].size);
            build_bytes(&in_front, broken[j].bytes, broken[j].size);
            build_bytes(&in_front, places[i].bytes, places[i].size);
            check_refused_bytes(broken[j].name, &behind);
            check_refused_bytes(broken[j].name, &in_front);
            builder_free(&behind);
            builder_free(&in_front);
        }
    }
}

static void test_secrets_of_every_place_are_gone_wherever_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        for (size_t size = 0; size <= places[i].size; size++) {
            for (int reset = 0; reset < 2; reset++) {
                phonenum_arena arena;
                phonenum_record record;
                phonenum_error error = blank_error();
                begin(&arena);
                if (phonenum_decode(places[i].bytes, size, NULL, &arena, &record, &error))
                    check_gone(places[i].name, "an error");
                check_error_tells_nothing(places[i].name, &error);
                check_end(places[i].name, &arena, reset);
            }
        }
    }
}

/* Texts that hold a secret; some can't be read, in one dialect or both. */
static const char *const texts[] = {
    "{\"backup_codes\":[\"" CANARY "1\",\"\\u0063AnArY-2\"]}",
    "{\"backupCodes\":[\"" CANARY "1\",\"\\u0063AnArY-2\"]}",
    "{\"backup_codes\":\"" CANARY "1\"}",
    "{\"backup_codes\":{\"" CANARY "\":{\"" CANARY "\":1}}}",
    "{\"x\":{\"backup_codes\":[\"" CANARY "1\"]}}",
    "{\"verification\":{\"object\":\"verification_admin\",\"x\":\"" CANARY "1\"}}",
    "{\"verification\":{\"object\":\"verification_otp\",\"x\":\"" CANARY "1\"}}",
    "{\"verification\":{\"object\":\"another\",\"x\":{\"backup_codes\":\"" CANARY "1\"}}}",
    "{\"linked_to\":[{\"x\":\"" CANARY "1\"}]}",
    "{\"extraJson\":\"{\\\"backup_codes\\\":[\\\"" CANARY "1\\\"]}\"}",
    "{\"otp\":{\"extraJson\":\"{\\\"backup_codes\\\":[\\\"" CANARY "1\\\"]}\"}}",
    "{\"linkedTo\":[{\"extraJson\":\"{\\\"backup_codes\\\":[\\\"" CANARY "1\\\"]}\"}]}",
    "{\"x\":{\"backup_codes\":[[[[[[[[[[[[[[[[[[[[[[[[[{\"" CANARY "\":@}",
    /* Malformed where texts are copied to while their end is looked for. */
    "{\"backup_codes\":[\"" CANARY "\\q                                                            \"]}",
    "{\"backup_codes\":[\"" CANARY "\xff                                                            \"]}",
    "{\"backup_codes\":[\"" CANARY "with more than is usual of it, so that it is copied as a whole\\q\"]}",
    "{\"backupCodes\":[\"a\",\"" CANARY "1\"],\"x\":@                                            }",
    "{\"nothing\":{\"backupCodes\":[{\"\\u0063AnArY-1\":1,\"" CANARY "2\":2}]}}",
};

/* Reads the first `size` bytes of a text and something behind them. Returns the status. */
static phonenum_status read_cut(const char *text, size_t size, const char *behind,
                                const phonenum_json_read_options *options)
{
    phonenum_status status = PHONENUM_OK;
    builder cut = {0};
    build_bytes(&cut, text, size);
    build_bytes(&cut, behind, strlen(behind));
    for (int reset = 0; reset < 2; reset++) {
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error = blank_error();
        begin(&arena);
        status = phonenum_json_read((char *)cut.data, cut.size, options, &arena, &record, &error);
        if (status)
            check_gone(text, "an error");
        check_error_tells_nothing(text, &error);
        check_end(text, &arena, reset);
    }
    builder_free(&cut);
    return status;
}

static void test_secrets_in_json_are_gone_wherever_it_is_cut_or_broken(void **state)
{
    (void)state;
    static const char *const behind[] = {"", "@", "\"", "\xff\"", "\"]}", "\"]}x", "\"],\"id\":\"a\",\"id\":1}"};
    static const phonenum_json_read_options modes[] = {
        {.dialect = PHONENUM_JSON_API},
        {.dialect = PHONENUM_JSON_API, .flags = PHONENUM_JSON_STRICT},
        {.dialect = PHONENUM_JSON_PROTO},
        {.dialect = PHONENUM_JSON_PROTO, .flags = PHONENUM_JSON_IGNORE_UNKNOWN},
    };
    size_t read = 0;
    for (size_t i = 0; i < COUNT_OF(texts) * COUNT_OF(modes) * COUNT_OF(behind); i++) {
        const char *text = texts[i % COUNT_OF(texts)];
        const phonenum_json_read_options *mode = &modes[i / COUNT_OF(texts) % COUNT_OF(modes)];
        const char *tail = behind[i / COUNT_OF(texts) / COUNT_OF(modes)];
        for (size_t size = 0; size <= strlen(text); size++)
            read += read_cut(text, size, tail, mode) == PHONENUM_OK;
    }
    assert_true(read >= 15); /* else it was errors only that were looked behind */
}

/* Numbers that become unknown fields count as secrets as all of these do. */
static void test_secrets_unknown_fields_made_of_numbers_are_gone_after_a_reset(void **state)
{
    (void)state;
    static const char json[] = "{\"object\":12345678}";
    static const uint8_t field[] = {0x10, 0xce, 0xc2, 0xf1, 0x05};
    const phonenum_json_read_options options = {.dialect = PHONENUM_JSON_PROTO};
    phonenum_arena arena;
    phonenum_record record;
    begin(&arena);
    assert_int_equal(phonenum_json_read(json, strlen(json), &options, &arena, &record, NULL), PHONENUM_OK);
    check_bytes("unknown", record.unknown.data, record.unknown.size, field, sizeof field);
    const size_t at = (size_t)(record.unknown.data - buffer);
    phonenum_arena_reset(&arena);
    phonenum_arena_free(&arena);
    assert_true(memory_is_all(buffer + at, sizeof field, 0));
}

/* A writer keeps nothing of a record until the next, whether it was written or not. */
static void test_secrets_are_gone_when_a_writer_has_written_or_failed_to(void **state)
{
    (void)state;
    const phonenum_str code = PHONENUM_STR(CANARY "1");
    const phonenum_record record = {.backup_codes = &code, .backup_codes_count = 1};
    for (size_t fail_at = 0; fail_at < 2; fail_at++) {
        test_heap heap = {0};
        const phonenum_allocator allocator = test_heap_allocator(&heap);
        test_sink sink = {.fail_at = fail_at};
        phonenum_stream_writer writer;
        phonenum_stream_writer_init(&writer, test_sink_write, &sink, &allocator);
        assert_int_equal(phonenum_stream_write(&writer, &record, NULL), fail_at ? PHONENUM_ERR_IO : PHONENUM_OK);
        assert_int_equal(heap.live, 1);
        assert_false(test_heap_holds_canary(&heap));
        phonenum_stream_writer_free(&writer);
        test_heap_check("writer", &heap);
        builder_free(&sink.bytes);
    }
}

/* What can't be written, because of a secret or beside one. */
static void check_refused_writing(const phonenum_record *record)
{
    static char text[4096];
    for (unsigned mode = 0; mode < 4; mode++) {
        const phonenum_json_write_options options = {.flags = mode & 1 ? PHONENUM_JSON_REDACT : 0,
                                                     .dialect = mode & 2 ? PHONENUM_JSON_PROTO : PHONENUM_JSON_API};
        test_heap heap = {0};
        phonenum_error error = blank_error();
        size_t size;
        test_malloc_from(&heap);
        phonenum_status status = phonenum_json_write(record, &options, text, sizeof text, &size, &error);
        test_malloc_from(NULL);
        if (!(mode & 2) && !status)
            fail_msg("written: %.*s", (int)size, text);
        check_error_tells_nothing("json_write", &error);
        test_heap_check("json_write", &heap);
    }
    phonenum_error error = blank_error();
    size_t size;
    (void)!phonenum_encode(record, text, sizeof text, &size, &error);
    check_error_tells_nothing("encode", &error);
    (void)!phonenum_validate(record, PHONENUM_VALIDATE_CLOSED, &error);
    check_error_tells_nothing("validate", &error);
}

static void test_secrets_in_what_can_not_be_written_are_not_told(void **state)
{
    (void)state;
    static const char *const extras[] = {
        "{\"x\":{\"backup_codes\":[\"" CANARY "1\"]},\"x\":1}",
        "{\"x\":{\"backup_codes\":[\"" CANARY "1\"]},",
        "{\"x\":{\"backup_codes\":{\"" CANARY "\":@}}}",
        "{\"backup_codes\":[\"" CANARY "1\"]}",
        "{\"x\":{\"backup_codes\":{\"" CANARY "\":1,\"" CANARY "\":2}}}",
        CANARY,
    };
    for (size_t i = 0; i < COUNT_OF(extras); i++) {
        const phonenum_record record = {.extra_json = phonenum_cstr(extras[i])};
        check_refused_writing(&record);
    }
    const phonenum_str codes[] = {PHONENUM_STR(CANARY "\xff")};
    const phonenum_record record = {.backup_codes = codes, .backup_codes_count = 1};
    check_refused_writing(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secrets_of_every_place_are_gone_after_every_call),
        cmocka_unit_test(test_secrets_of_every_place_are_gone_after_every_error),
        cmocka_unit_test(test_secrets_of_every_place_are_gone_wherever_it_is_cut),
        cmocka_unit_test(test_secrets_in_json_are_gone_wherever_it_is_cut_or_broken),
        cmocka_unit_test(test_secrets_unknown_fields_made_of_numbers_are_gone_after_a_reset),
        cmocka_unit_test(test_secrets_are_gone_when_a_writer_has_written_or_failed_to),
        cmocka_unit_test(test_secrets_in_what_can_not_be_written_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
