/*
 * Reads the records of tests/golden/, which were written long ago, and writes them again: the same bytes and JSON.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/source.h"

#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME_SIZE = 128,
    RECORDS_LEAST = 74
};

static const phonenum_json_read_options api_reading = {.flags = PHONENUM_JSON_KEEP_UNKNOWN};
static const phonenum_json_read_options proto_reading = {.flags = PHONENUM_JSON_KEEP_UNKNOWN,
                                                         .dialect = PHONENUM_JSON_PROTO};
static const phonenum_json_write_options api_writing = {.flags = PHONENUM_JSON_KEEP_UNKNOWN};
static const phonenum_json_write_options proto_writing = {.flags = PHONENUM_JSON_KEEP_UNKNOWN,
                                                          .dialect = PHONENUM_JSON_PROTO};

/* A file of the folder, NULL if it is not there. */
static FILE *open_golden(const char *name, const char *ending)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s%s", TEST_GOLDEN, name, ending);
    return fopen(path, "rb");
}

/* What a file holds. To be freed. */
static builder read_golden(const char *name, const char *ending)
{
    uint8_t block[4096];
    builder out = {0};
    FILE *file = open_golden(name, ending);
    if (!file)
        fail_msg("there is no %s%s", name, ending);
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        build_bytes(&out, block, size);
    fclose(file);
    return out;
}

/* Calls `run` with the name of each record, in the order of the list, which is that of the stream. */
static void for_each_record(void (*run)(const char *name, void *context), void *context)
{
    char line[NAME_SIZE];
    size_t count = 0;
    FILE *list = open_golden("SHA256SUMS", "");
    assert_non_null(list);
    while (fgets(line, sizeof line, list)) {
        char *name = strstr(line, "  ");
        char *ending = strstr(line, ".bin\n");
        if (!name || !ending)
            continue;
        *ending = '\0';
        run(name + 2, context);
        count++;
    }
    fclose(list);
    assert_true(count >= RECORDS_LEAST);
}

static phonenum_record decode_ok(const char *name, const builder *bytes, unsigned flags, phonenum_arena *arena)
{
    const phonenum_decode_options options = {.flags = flags};
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success(name, phonenum_decode(bytes->data, bytes->size, &options, arena, &record, &error), &error);
    return record;
}

static void check_encodes_to(const char *name, const phonenum_record *record, const builder *bytes)
{
    phonenum_bytes encoded;
    phonenum_error error = garbage_error();
    phonenum_arena arena = new_arena();
    check_success(name, phonenum_encode_arena(record, &arena, &encoded, &error), &error);
    check_bytes(name, encoded.data, encoded.size, bytes->data, bytes->size);
    phonenum_arena_free(&arena);
}

static void check_bytes_stay(const char *name, void *unused)
{
    (void)unused;
    builder bytes = read_golden(name, ".bin");
    phonenum_record copy;
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(name, &bytes, 0, &arena);
    check_encodes_to(name, &record, &bytes);
    assert_int_equal(phonenum_copy(&record, &arena, &copy, NULL), PHONENUM_OK);
    check_encodes_to(name, &copy, &bytes);
    record = decode_ok(name, &bytes, PHONENUM_DECODE_BORROW, &arena);
    check_encodes_to(name, &record, &bytes);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_golden_bytes_are_encoded_again_as_they_were(void **state)
{
    (void)state;
    for_each_record(check_bytes_stay, NULL);
}

/* The file holds the text and a line's end. */
static void check_is_file(const char *name, const builder *text, const builder *file)
{
    assert_true(file->size > 0 && file->data[file->size - 1] == '\n');
    check_bytes(name, text->data, text->size, file->data, file->size - 1);
}

static void check_proto_json_stays(const char *name, void *unused)
{
    (void)unused;
    builder bytes = read_golden(name, ".bin");
    builder file = read_golden(name, ".proto.json");
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(name, &bytes, 0, &arena);
    builder text = json_write_with(name, &record, &proto_writing);
    check_is_file(name, &text, &file);
    record = json_read_ok(name, file.data, file.size, &proto_reading, &arena);
    check_encodes_to(name, &record, &bytes);
    phonenum_arena_free(&arena);
    builder_free(&text);
    builder_free(&file);
    builder_free(&bytes);
}

static void test_golden_protobuf_json_is_written_as_it_was_and_gives_the_bytes(void **state)
{
    (void)state;
    for_each_record(check_proto_json_stays, NULL);
}

/* Records that have no JSON of the API, since their extra_json is none. */
static bool has_no_json(const char *name)
{
    return strcmp(name, "extra_json_empty") == 0 || strcmp(name, "extra_json_not_json") == 0;
}

/* JSON has no place for the difference of null, absent and empty, so the bytes may be others. */
static void check_json_stays(const char *name, void *unused)
{
    (void)unused;
    if (has_no_json(name))
        return;
    builder bytes = read_golden(name, ".bin");
    builder file = read_golden(name, ".json");
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(name, &bytes, 0, &arena);
    builder text = json_write_with(name, &record, &api_writing);
    check_is_file(name, &text, &file);
    record = json_read_ok(name, file.data, file.size, &api_reading, &arena);
    builder again = json_write_with(name, &record, &api_writing);
    check_is_file(name, &again, &file);
    phonenum_arena_free(&arena);
    builder_free(&again);
    builder_free(&text);
    builder_free(&file);
    builder_free(&bytes);
}

static void test_golden_json_is_written_and_read_as_it_was(void **state)
{
    (void)state;
    for_each_record(check_json_stays, NULL);
}

static void check_json_is_refused(const char *name, void *unused)
{
    (void)unused;
    if (!has_no_json(name))
        return;
    builder bytes = read_golden(name, ".bin");
    phonenum_error error = garbage_error();
    size_t size;
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(name, &bytes, 0, &arena);
    phonenum_status status = phonenum_json_write(&record, &api_writing, NULL, 0, &size, &error);
    check_failure(name, status, &error, PHONENUM_ERR_JSON_EXTRA, 0, "extra_json");
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_golden_extra_json_that_is_no_object_is_refused_as_it_was(void **state)
{
    (void)state;
    for_each_record(check_json_is_refused, NULL);
}

static void check_next_of_stream(const char *name, void *context)
{
    phonenum_stream_reader *reader = context;
    builder bytes = read_golden(name, ".bin");
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena arena = new_arena();
    check_success(name, phonenum_stream_read(reader, &arena, &record, &error), &error);
    check_encodes_to(name, &record, &bytes);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_golden_stream_has_all_records(void **state)
{
    (void)state;
    builder stream = read_golden("stream.delimited", "");
    phonenum_stream_reader reader;
    phonenum_record record;
    phonenum_arena arena = new_arena();
    phonenum_stream_reader_init_memory(&reader, stream.data, stream.size, NULL);
    for_each_record(check_next_of_stream, &reader);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_arena_free(&arena);
    phonenum_stream_reader_free(&reader);
    builder_free(&stream);
}

static void write_next_to_stream(const char *name, void *context)
{
    phonenum_stream_writer *writer = context;
    builder bytes = read_golden(name, ".bin");
    phonenum_error error = garbage_error();
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(name, &bytes, 0, &arena);
    check_success(name, phonenum_stream_write(writer, &record, &error), &error);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_golden_stream_is_written_as_it_was(void **state)
{
    (void)state;
    builder stream = read_golden("stream.delimited", "");
    test_sink sink = {0};
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, NULL);
    for_each_record(write_next_to_stream, &writer);
    check_bytes("stream", sink.bytes.data, sink.bytes.size, stream.data, stream.size);
    phonenum_stream_writer_free(&writer);
    builder_free(&sink.bytes);
    builder_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_bytes_are_encoded_again_as_they_were),
        cmocka_unit_test(test_golden_protobuf_json_is_written_as_it_was_and_gives_the_bytes),
        cmocka_unit_test(test_golden_json_is_written_and_read_as_it_was),
        cmocka_unit_test(test_golden_extra_json_that_is_no_object_is_refused_as_it_was),
        cmocka_unit_test(test_golden_stream_has_all_records),
        cmocka_unit_test(test_golden_stream_is_written_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
