/*
 * The room that later versions give to new members: it is zero in whatever the library makes, and a byte that is set there
 * is refused by every call that would drop it.
 */
#include "record/spare.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"

#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <string.h>
#if defined(TEST_PROTOBUF_C)
#include <phonenum/protobuf_c.h>
#endif

static uint8_t bytes[4096];
static char text[4096];

static phonenum_status write_nowhere(void *context, const void *data, size_t size)
{
    (void)context;
    (void)data;
    (void)size;
    return PHONENUM_OK;
}

static phonenum_status to_size(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    size_t size;
    (void)arena;
    return phonenum_encoded_size(record, &size, error);
}

static phonenum_status to_large_buffer(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    size_t size;
    (void)arena;
    return phonenum_encode(record, bytes, sizeof bytes, &size, error);
}

static phonenum_status to_no_buffer(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    size_t size;
    (void)arena;
    phonenum_status status = phonenum_encode(record, NULL, 0, &size, error);
    return status == PHONENUM_ERR_NO_SPACE ? phonenum_encode(record, bytes, size, &size, error) : status;
}

static phonenum_status to_delimited(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    size_t size;
    (void)arena;
    return phonenum_encode_delimited(record, bytes, sizeof bytes, &size, error);
}

static phonenum_status to_arena(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    phonenum_bytes encoded;
    return phonenum_encode_arena(record, arena, &encoded, error);
}

static phonenum_status to_stream(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    phonenum_stream_writer writer;
    (void)arena;
    phonenum_stream_writer_init(&writer, write_nowhere, NULL, NULL);
    phonenum_status status = phonenum_stream_write(&writer, record, error);
    phonenum_stream_writer_free(&writer);
    return status;
}

static phonenum_status to_copy(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    phonenum_record copy;
    return phonenum_copy(record, arena, &copy, error);
}

static phonenum_status to_api_json(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    size_t size;
    (void)arena;
    return phonenum_json_write(record, NULL, text, sizeof text, &size, error);
}

static phonenum_status to_proto_json(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    const phonenum_json_write_options options = {.dialect = PHONENUM_JSON_PROTO};
    size_t size;
    (void)arena;
    return phonenum_json_write(record, &options, text, sizeof text, &size, error);
}

#if defined(TEST_PROTOBUF_C)
static phonenum_status to_protobuf_c(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error)
{
    Phonenum__V1__PhoneNumber *message;
    return phonenum_to_protobuf_c(record, arena, &message, error);
}
#endif

/* Every call that makes something of all of a record. */
static const struct use {
    const char *name;
    phonenum_status (*call)(const phonenum_record *record, phonenum_arena *arena, phonenum_error *error);
} uses[] = {
    {"phonenum_encoded_size", to_size},
    {"phonenum_encode, large buffer", to_large_buffer},
    {"phonenum_encode, no buffer, then exact", to_no_buffer},
    {"phonenum_encode_delimited", to_delimited},
    {"phonenum_encode_arena", to_arena},
    {"phonenum_stream_write", to_stream},
    {"phonenum_copy", to_copy},
    {"phonenum_json_write, API", to_api_json},
    {"phonenum_json_write, protobuf", to_proto_json},
#if defined(TEST_PROTOBUF_C)
    {"phonenum_to_protobuf_c", to_protobuf_c},
#endif
};

static void check_uses(const phonenum_record *record, phonenum_status expected, const char *field)
{
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        phonenum_arena arena = new_arena();
        phonenum_error error = garbage_error();
        phonenum_status status = uses[i].call(record, &arena, &error);
        if (expected)
            check_refusal(uses[i].name, status, &error, expected, field);
        else
            check_success(uses[i].name, status, &error);
        if (expected)
            assert_string_equal(error.message,
                                "this library is older than the program: it does not know a member that is set");
        phonenum_arena_free(&arena);
    }
    assert_int_equal(phonenum_equal(record, record), expected == PHONENUM_OK);
}

/* Sets each byte, which is part of the record, in turn. */
static void check_each_byte(const phonenum_record *record, uint8_t *spare, size_t size, const char *field)
{
    for (size_t i = 0; i < size; i++) {
        spare[i] = i % 2 ? 0x80 : 1;
        check_uses(record, PHONENUM_ERR_RECORD, field);
        spare[i] = 0;
    }
    check_uses(record, PHONENUM_OK, "");
}

static void test_spare_byte_of_the_record_is_refused(void **state)
{
    sample of;
    (void)state;
    sample_otp(&of);
    check_each_byte(&of.record, of.record.spare, sizeof of.record.spare, "");
    check_each_byte(&of.record, of.record.spare_flags, sizeof of.record.spare_flags, "");
}

static void test_spare_byte_of_a_verification_is_refused(void **state)
{
    sample of;
    (void)state;
    phonenum_verification *verification = &of.record.verification;
    sample_otp(&of);
    check_each_byte(&of.record, verification->spare, sizeof verification->spare, "verification.otp");
    check_each_byte(&of.record, verification->spare_flags, sizeof verification->spare_flags, "verification.otp");
    sample_admin(&of);
    check_each_byte(&of.record, verification->spare, sizeof verification->spare, "verification.admin");
}

static void test_spare_byte_of_any_link_is_refused(void **state)
{
    sample of;
    (void)state;
    sample_otp(&of);
    of.record.linked_to = of.links;
    of.record.linked_to_count = 2;
    check_each_byte(&of.record, of.links[0].spare, sizeof of.links[0].spare, "linked_to[0]");
    check_each_byte(&of.record, of.links[1].spare, sizeof of.links[1].spare, "linked_to[1]");
}

/* Of a verification that is none, nothing counts. */
static void test_spare_byte_of_no_verification_does_not_count(void **state)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    (void)state;
    record.verification.spare[0] = 1;
    check_uses(&record, PHONENUM_OK, "");
}

static void check_clear(const phonenum_record *record)
{
    assert_true(memory_is_all(record->spare, sizeof record->spare, 0));
    assert_true(memory_is_all(record->spare_flags, sizeof record->spare_flags, 0));
    assert_true(memory_is_all(record->verification.spare, sizeof record->verification.spare, 0));
    assert_true(memory_is_all(record->verification.spare_flags, sizeof record->verification.spare_flags, 0));
    assert_int_equal(record->linked_to_count, 2);
    for (size_t i = 0; i < record->linked_to_count; i++)
        assert_true(memory_is_all(record->linked_to[i].spare, sizeof record->linked_to[i].spare, 0));
}

/* An arena whose memory held something else before. */
static phonenum_arena dirty_arena(uint8_t *memory, size_t size)
{
    phonenum_arena arena;
    memset(memory, 0xa5, size);
    phonenum_arena_init(&arena, memory, size, NULL);
    return arena;
}

static void test_spare_bytes_are_zero_in_what_the_library_makes(void **state)
{
    static uint8_t memory[8192];
    sample of;
    phonenum_record record;
    size_t size;
    (void)state;
    sample_otp(&of);
    of.record.linked_to = of.links;
    of.record.linked_to_count = 2;
    assert_int_equal(phonenum_encode(&of.record, bytes, sizeof bytes, &size, NULL), PHONENUM_OK);

    phonenum_arena arena = dirty_arena(memory, sizeof memory);
    memset(&record, 0xa5, sizeof record);
    assert_int_equal(phonenum_decode(bytes, size, NULL, &arena, &record, NULL), PHONENUM_OK);
    check_clear(&record);

    phonenum_arena_free(&arena);
    arena = dirty_arena(memory, sizeof memory);
    assert_int_equal(phonenum_copy(&of.record, &arena, &record, NULL), PHONENUM_OK);
    check_clear(&record);

    assert_int_equal(phonenum_json_write(&of.record, NULL, text, sizeof text, &size, NULL), PHONENUM_OK);
    phonenum_arena_free(&arena);
    arena = dirty_arena(memory, sizeof memory);
    memset(&record, 0xa5, sizeof record);
    assert_int_equal(phonenum_json_read(text, size, NULL, &arena, &record, NULL), PHONENUM_OK);
    check_clear(&record);

#if defined(TEST_PROTOBUF_C)
    static uint8_t more[8192];
    Phonenum__V1__PhoneNumber *message;
    phonenum_arena messages = dirty_arena(more, sizeof more);
    assert_int_equal(phonenum_to_protobuf_c(&of.record, &messages, &message, NULL), PHONENUM_OK);
    phonenum_arena_free(&arena);
    arena = dirty_arena(memory, sizeof memory);
    memset(&record, 0xa5, sizeof record);
    assert_int_equal(phonenum_from_protobuf_c(message, &arena, &record, NULL), PHONENUM_OK);
    check_clear(&record);
    phonenum_arena_free(&messages);
#endif
    phonenum_arena_free(&arena);
}

/* The call must fail for each byte of the room, set alone. */
#define FOR_EACH_SPARE_BYTE(spare, run)               \
    for (size_t i = 0; i < sizeof(spare); i++) {      \
        ((uint8_t *)(spare))[i] = 1;                  \
        assert_int_equal(run, PHONENUM_ERR_ARGUMENT); \
        ((uint8_t *)(spare))[i] = 0;                  \
    }                                                 \
    assert_int_equal(run, PHONENUM_OK)

static void test_spare_byte_of_options_is_refused(void **state)
{
    phonenum_decode_options decoding = {.flags = 0};
    phonenum_json_read_options reading = {.flags = 0};
    phonenum_json_write_options writing = {.flags = 0};
    phonenum_arena arena = new_arena();
    phonenum_record record;
    size_t size;
    (void)state;
    FOR_EACH_SPARE_BYTE(decoding.spare, phonenum_decode("", 0, &decoding, &arena, &record, NULL));
    FOR_EACH_SPARE_BYTE(decoding.limits.spare, phonenum_decode("", 0, &decoding, &arena, &record, NULL));
    FOR_EACH_SPARE_BYTE(reading.spare, phonenum_json_read("{}", 2, &reading, &arena, &record, NULL));
    FOR_EACH_SPARE_BYTE(reading.limits.spare, phonenum_json_read("{}", 2, &reading, &arena, &record, NULL));
    FOR_EACH_SPARE_BYTE(writing.spare, phonenum_json_write(&record, &writing, text, sizeof text, &size, NULL));
    phonenum_arena_free(&arena);
}

/* For a stream reader, all that it can be asked; input that would be an error, or the end, must not hide it. */
static phonenum_status read_stream(const phonenum_decode_options *options, const char *input, size_t size, bool whole)
{
    phonenum_stream_reader reader;
    phonenum_record record;
    phonenum_bytes encoded;
    phonenum_arena arena = new_arena();
    phonenum_stream_reader_init_memory(&reader, input, size, options);
    phonenum_status status = whole ? phonenum_stream_read_bytes(&reader, &encoded, NULL)
                                   : phonenum_stream_read(&reader, &arena, &record, NULL);
    if (status == PHONENUM_ERR_ARGUMENT)
        assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_stream_reader_free(&reader);
    phonenum_arena_free(&arena);
    return status;
}

static void test_invalid_options_are_refused_whatever_the_input_is(void **state)
{
    static const char *const texts[] = {"", "[]", "{}", "x"};
    const phonenum_decode_options decoding = {.spare = {1}};
    const phonenum_json_read_options reading = {.spare = {1}};
    phonenum_arena arena = new_arena();
    phonenum_record record;
    size_t size;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *input = texts[i];
        phonenum_json_reader reader;
        for (int whole = 0; whole < 2; whole++)
            assert_int_equal(read_stream(&decoding, input, strlen(input), whole != 0), PHONENUM_ERR_ARGUMENT);
        assert_int_equal(phonenum_decode_delimited(input, strlen(input), &decoding, &arena, &record, &size, NULL),
                         PHONENUM_ERR_ARGUMENT);
        phonenum_json_reader_init_memory(&reader, input, strlen(input), &reading);
        assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, NULL), PHONENUM_ERR_ARGUMENT);
        assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, NULL), PHONENUM_END);
        phonenum_json_reader_free(&reader);
    }
    phonenum_arena_free(&arena);
}

/* Of any size, because the room shrinks with each member that is added. */
static void test_spare_byte_of_room_of_any_size_is_seen(void **state)
{
    (void)state;
    uint8_t room[40] = {0};
    for (size_t size = 0; size < sizeof room; size++) {
        for (size_t i = 0; i < sizeof room; i++) {
            room[i] = 1;
            if ((spare_bits(room, size) != 0) != (i < size))
                fail_msg("byte %zu of %zu", i, size);
            room[i] = 0;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spare_byte_of_the_record_is_refused),
        cmocka_unit_test(test_spare_byte_of_a_verification_is_refused),
        cmocka_unit_test(test_spare_byte_of_any_link_is_refused),
        cmocka_unit_test(test_spare_byte_of_no_verification_does_not_count),
        cmocka_unit_test(test_spare_bytes_are_zero_in_what_the_library_makes),
        cmocka_unit_test(test_spare_byte_of_options_is_refused),
        cmocka_unit_test(test_invalid_options_are_refused_whatever_the_input_is),
        cmocka_unit_test(test_spare_byte_of_room_of_any_size_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
