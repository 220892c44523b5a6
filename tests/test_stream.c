/*
 * Writes and reads records behind their lengths: round trips, streams cut and broken anywhere, callbacks that fail.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"
#include "support/source.h"
#include "support/vectors.h"

#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Three records: nothing at all, the full sample, and a short one. */
enum {
    RECORDS = 3
};

static void make_records(sample samples[RECORDS])
{
    memset(samples, 0, RECORDS * sizeof samples[0]);
    sample_full(&samples[1]);
    samples[2].record.id = PHONENUM_STR("third");
}

/* The stream that they make, and where each record begins behind its length. */
static builder make_stream(const sample samples[RECORDS], size_t offsets[RECORDS])
{
    builder stream = {0};
    for (size_t i = 0; i < RECORDS; i++) {
        uint8_t buffer[2048];
        size_t size;
        assert_int_equal(phonenum_encode(&samples[i].record, buffer, sizeof buffer, &size, NULL), PHONENUM_OK);
        build_varint(&stream, size);
        offsets[i] = stream.size;
        build_bytes(&stream, buffer, size);
    }
    return stream;
}

static void test_stream_write_gives_length_and_record(void **state)
{
    (void)state;
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    make_records(samples);
    builder expected = make_stream(samples, offsets);
    test_sink sink = {0};
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, NULL);
    for (size_t i = 0; i < RECORDS; i++) {
        phonenum_error error = garbage_error();
        check_success("write", phonenum_stream_write(&writer, &samples[i].record, &error), &error);
        assert_int_equal(sink.calls, i + 1);
    }
    check_bytes("stream", sink.bytes.data, sink.bytes.size, expected.data, expected.size);
    phonenum_stream_writer_free(&writer);
    phonenum_stream_writer_free(NULL);
    builder_free(&sink.bytes);
    builder_free(&expected);
}

static void test_stream_write_failing_callback_is_passed_on(void **state)
{
    (void)state;
    sample samples[RECORDS];
    make_records(samples);
    test_sink sink = {.fail_at = 2};
    phonenum_stream_writer writer;
    phonenum_error error = garbage_error();
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, NULL);
    check_success("first", phonenum_stream_write(&writer, &samples[1].record, &error), &error);
    check_failure("second", phonenum_stream_write(&writer, &samples[1].record, &error), &error, PHONENUM_ERR_IO, 0, "");
    check_success("third", phonenum_stream_write(&writer, &samples[1].record, &error), &error);
    assert_int_equal(phonenum_stream_write(&writer, &samples[1].record, NULL), PHONENUM_OK);
    phonenum_stream_writer_free(&writer);
    builder_free(&sink.bytes);
}

static void test_stream_write_refused_record_reaches_the_callback_in_no_part(void **state)
{
    (void)state;
    test_sink sink = {0};
    phonenum_record record = {.id = PHONENUM_STR_INIT("\xff")};
    phonenum_stream_writer writer;
    phonenum_error error = garbage_error();
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, NULL);
    check_failure("utf-8", phonenum_stream_write(&writer, &record, &error), &error, PHONENUM_ERR_UTF8, 0, "id");
    assert_int_equal(sink.calls, 0);
    phonenum_stream_writer_free(&writer);
}

static void test_stream_write_without_memory_fails_and_keeps_no_secret(void **state)
{
    (void)state;
    sample samples[RECORDS];
    make_records(samples);
    test_heap heap = {.fail_at = 1};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_sink sink = {0};
    phonenum_stream_writer writer;
    phonenum_error error = garbage_error();
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, &allocator);
    assert_int_equal(heap.allocations, 0);
    check_failure("no memory", phonenum_stream_write(&writer, &samples[1].record, &error), &error,
                  PHONENUM_ERR_NO_MEMORY, 0, "");
    assert_int_equal(sink.calls, 0);
    check_success("memory", phonenum_stream_write(&writer, &samples[1].record, &error), &error);
    phonenum_stream_writer_free(&writer);
    assert_int_equal(heap.live, 0);
    assert_int_equal(heap.canaries, 0);
    builder_free(&sink.bytes);
}

static void test_stream_write_many_records_reuse_one_buffer(void **state)
{
    (void)state;
    sample samples[RECORDS];
    make_records(samples);
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_sink sink = {0};
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, &allocator);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(phonenum_stream_write(&writer, &samples[1].record, NULL), PHONENUM_OK);
    assert_int_equal(heap.allocations, 1);
    phonenum_stream_writer_free(&writer);
    builder_free(&sink.bytes);
}

static void check_delimited_capacity(const phonenum_record *record, builder expected, size_t capacity)
{
    uint8_t buffer[2048];
    size_t size = 99;
    phonenum_error error = garbage_error();
    bool fits = capacity >= expected.size;
    memset(buffer, 0x5a, sizeof buffer);
    phonenum_status status = phonenum_encode_delimited(record, capacity ? buffer : NULL, capacity, &size, &error);
    check_failure("capacity", status, &error, fits ? PHONENUM_OK : PHONENUM_ERR_NO_SPACE, 0, "");
    assert_int_equal(size, expected.size);
    if (fits)
        assert_memory_equal(buffer, expected.data, expected.size);
    size_t written = fits ? size : capacity;
    assert_true(memory_is_all(buffer + written, sizeof buffer - written, 0x5a));
}

static void test_encode_delimited_every_capacity_is_kept(void **state)
{
    (void)state;
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    make_records(samples);
    builder stream = make_stream(samples, offsets);
    const builder first = {stream.data, 1, 0};
    const builder second = {stream.data + 1, offsets[2] - 2, 0};
    for (size_t capacity = 0; capacity <= first.size + 1; capacity++)
        check_delimited_capacity(&samples[0].record, first, capacity);
    for (size_t capacity = 0; capacity <= second.size + 1; capacity++)
        check_delimited_capacity(&samples[1].record, second, capacity);
    size_t size = 99;
    phonenum_error error = garbage_error();
    samples[1].record.linked_to = NULL;
    phonenum_status status = phonenum_encode_delimited(&samples[1].record, NULL, 0, &size, &error);
    check_failure("refused", status, &error, PHONENUM_ERR_RECORD, 0, "linked_to");
    assert_int_equal(size, 0);
    builder_free(&stream);
}

static void check_reads_all(phonenum_stream_reader *reader, const sample samples[RECORDS],
                            const size_t offsets[RECORDS])
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error;
    for (size_t i = 0; i < RECORDS; i++) {
        error = garbage_error();
        memset(&record, 0xa5, sizeof record);
        check_success("read", phonenum_stream_read(reader, &arena, &record, &error), &error);
        assert_true(phonenum_equal(&record, &samples[i].record));
        assert_int_equal(phonenum_stream_reader_offset(reader), offsets[i]);
    }
    for (int i = 0; i < 3; i++) {
        error = garbage_error();
        check_failure("end", phonenum_stream_read(reader, &arena, &record, &error), &error, PHONENUM_END, 0, "");
        check_absent("end", &record);
    }
    phonenum_stream_reader_free(reader);
    phonenum_arena_free(&arena);
}

static void test_stream_read_gives_what_was_written(void **state)
{
    (void)state;
    const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    phonenum_stream_reader reader;
    make_records(samples);
    builder stream = make_stream(samples, offsets);
    unsigned char *exact = exact_copy(stream.data, stream.size, 1);
    phonenum_stream_reader_init_memory(&reader, exact, stream.size, NULL);
    check_reads_all(&reader, samples, offsets);
    phonenum_stream_reader_init_memory(&reader, exact, stream.size, &borrow);
    check_reads_all(&reader, samples, offsets);
    exact_free(exact, 1);
    for (size_t chunk = 0; chunk <= 64; chunk++) {
        test_source source = {.data = stream.data, .size = stream.size, .chunk = chunk};
        phonenum_stream_reader_init(&reader, test_source_read, &source, chunk % 2 ? &borrow : NULL, NULL);
        check_reads_all(&reader, samples, offsets);
    }
    builder_free(&stream);
}

static void test_stream_read_empty_stream_is_a_clean_end(void **state)
{
    (void)state;
    phonenum_stream_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_stream_reader_init_memory(&reader, NULL, 0, NULL);
    check_failure("empty", phonenum_stream_read(&reader, &arena, &record, &error), &error, PHONENUM_END, 0, "");
    phonenum_stream_reader_free(&reader);
    phonenum_stream_reader_free(NULL);
    phonenum_arena_free(&arena);
}

/* Which record a place in the stream is in, and whether it is a clean end. */
static size_t record_at(const size_t offsets[RECORDS], const builder *stream, size_t place, bool *clean,
                        bool *in_length)
{
    size_t start = 0; /* of the length */
    size_t i = 0;
    for (; i < RECORDS; i++) {
        size_t end = i == 0 ? 1 : i + 1 < RECORDS ? offsets[i + 1] - 1 : stream->size;
        if (place < end)
            break;
        start = end;
    }
    *clean = place == start;
    *in_length = i < RECORDS && place < offsets[i];
    return i;
}

static void check_cut(const sample samples[RECORDS], const size_t offsets[RECORDS], const builder *stream, size_t place,
                      phonenum_stream_reader *reader)
{
    bool clean;
    bool in_length;
    size_t whole = record_at(offsets, stream, place, &clean, &in_length);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    for (size_t i = 0; i < whole; i++) {
        assert_int_equal(phonenum_stream_read(reader, &arena, &record, &error), PHONENUM_OK);
        assert_true(phonenum_equal(&record, &samples[i].record));
    }
    phonenum_bytes rest;
    phonenum_status status = phonenum_stream_read_bytes(reader, &rest, &error);
    check_failure("cut", status, &error, clean ? PHONENUM_END : PHONENUM_ERR_TRUNCATED, clean ? 0 : place, "");
    assert_int_equal(rest.data != NULL, !clean && !in_length);
    if (rest.data)
        check_bytes("rest", rest.data, rest.size, stream->data + offsets[whole], place - offsets[whole]);
    else
        assert_int_equal(rest.size, 0);
    check_failure("then", phonenum_stream_read(reader, &arena, &record, &error), &error, PHONENUM_END, 0, "");
    check_absent("then", &record);
    phonenum_stream_reader_free(reader);
    phonenum_arena_free(&arena);
}

static void test_stream_read_cut_anywhere_is_truncated_but_between_records(void **state)
{
    (void)state;
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    phonenum_stream_reader reader;
    make_records(samples);
    builder stream = make_stream(samples, offsets);
    for (size_t place = 0; place <= stream.size; place++) {
        unsigned char *exact = exact_copy(stream.data, place, 0);
        phonenum_stream_reader_init_memory(&reader, exact, place, NULL);
        check_cut(samples, offsets, &stream, place, &reader);
        exact_free(exact, 0);
        test_source source = {.data = stream.data, .size = place, .chunk = 5};
        phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
        check_cut(samples, offsets, &stream, place, &reader);
    }
    builder_free(&stream);
}

static void check_read_refused(const char *label, const void *data, size_t size, const phonenum_decode_options *options,
                               phonenum_status expected, size_t offset)
{
    phonenum_stream_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    unsigned char *exact = exact_copy(data, size, 0);
    memset(&record, 0xa5, sizeof record);
    phonenum_stream_reader_init_memory(&reader, exact, size, options);
    phonenum_status status = phonenum_stream_read(&reader, &arena, &record, &error);
    check_failure(label, status, &error, expected, offset, "");
    check_absent(label, &record);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_stream_reader_free(&reader);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
}

static void test_stream_read_bad_length_loses_the_stream(void **state)
{
    (void)state;
    const phonenum_decode_options small = {.limits = {.input = 100}};
    check_read_refused("6 bytes", "\x80\x80\x80\x80\x80\x00", 6, NULL, PHONENUM_ERR_VARINT, 0);
    check_read_refused("10 bytes", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, NULL, PHONENUM_ERR_VARINT, 0);
    check_read_refused("2^32 - 1", "\xff\xff\xff\xff\x0f", 5, NULL, PHONENUM_ERR_LIMIT, 0);
    check_read_refused("2^35 - 1", "\xff\xff\xff\xff\x7f", 5, NULL, PHONENUM_ERR_LIMIT, 0);
    check_read_refused("over the default", "\x81\x80\x80\x20", 4, NULL, PHONENUM_ERR_LIMIT, 0);
    check_read_refused("the default", "\x80\x80\x80\x20", 4, NULL, PHONENUM_ERR_TRUNCATED, 4);
    check_read_refused("over the limit", "\x65", 1, &small, PHONENUM_ERR_LIMIT, 0);
    check_read_refused("the limit", "\x64", 1, &small, PHONENUM_ERR_TRUNCATED, 1);
    check_read_refused("4 of 5 bytes", "\x80\x80\x80\x80", 4, NULL, PHONENUM_ERR_TRUNCATED, 4);
}

static void test_stream_read_overlong_length_is_taken(void **state)
{
    (void)state;
    static const uint8_t stream[] = {0x83, 0x80, 0x80, 0x80, 0x00, 0x0a, 0x01, 'a', 0x80, 0x00};
    phonenum_stream_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_stream_reader_init_memory(&reader, stream, sizeof stream, NULL);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_OK);
    assert_string_equal(record.id.data, "a");
    assert_int_equal(phonenum_stream_reader_offset(&reader), 5);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_stream_reader_offset(&reader), 10);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_END);
    phonenum_arena_free(&arena);
}

static void test_stream_read_goes_on_behind_a_broken_record(void **state)
{
    (void)state;
    static const uint8_t stream[] = {3, 0x0a, 1, 'a', 4, 0x1a, 0x02, 'x', 0xff, 2, 0x0a, 0x05, 3, 0x0a, 1, 'b'};
    for (size_t chunk = 0; chunk < 20; chunk++) {
        test_source source = {.data = stream, .size = sizeof stream, .chunk = chunk};
        phonenum_stream_reader reader;
        phonenum_arena arena = new_arena();
        phonenum_record first;
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
        assert_int_equal(phonenum_stream_read(&reader, &arena, &first, &error), PHONENUM_OK);
        check_failure("utf-8", phonenum_stream_read(&reader, &arena, &record, &error), &error, PHONENUM_ERR_UTF8, 8,
                      "phone_number");
        check_absent("utf-8", &record);
        assert_int_equal(phonenum_stream_reader_offset(&reader), 5);
        check_failure("length", phonenum_stream_read(&reader, &arena, &record, &error), &error, PHONENUM_ERR_LENGTH, 11,
                      "id");
        check_success("last", phonenum_stream_read(&reader, &arena, &record, &error), &error);
        assert_string_equal(first.id.data, "a");
        assert_string_equal(record.id.data, "b");
        assert_int_equal(phonenum_stream_read(&reader, &arena, &record, &error), PHONENUM_END);
        phonenum_stream_reader_free(&reader);
        phonenum_arena_free(&arena);
    }
}

/* The refused vector between two records; its place is that in its file, behind what stands before it in the stream. */
static void check_rejected(const test_vector *vector, phonenum_stream_reader *reader, size_t before)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success("first", phonenum_stream_read(reader, &arena, &record, &error), &error);
    assert_string_equal(record.id.data, "a");
    phonenum_status status = phonenum_stream_read(reader, &arena, &record, &error);
    check_failure(vector->fields[0], status, &error, vector_status(vector, vector->fields[2]),
                  before + vector_number(vector, vector->fields[3]), vector->fields[4]);
    check_absent(vector->fields[0], &record);
    assert_int_equal(phonenum_stream_reader_offset(reader), before);
    check_success("last", phonenum_stream_read(reader, &arena, &record, &error), &error);
    assert_string_equal(record.id.data, "b");
    assert_int_equal(phonenum_stream_read(reader, &arena, &record, &error), PHONENUM_END);
    phonenum_stream_reader_free(reader);
    phonenum_arena_free(&arena);
}

static void run_rejected(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    builder stream = {0};
    build_bytes(&stream, "\3\x0a\1a", 4);
    build_varint(&stream, bytes.size);
    const size_t before = stream.size;
    build_bytes(&stream, bytes.data, bytes.size);
    build_bytes(&stream, "\3\x0a\1b", 4);
    phonenum_stream_reader reader;
    unsigned char *exact = exact_copy(stream.data, stream.size, 0);
    phonenum_stream_reader_init_memory(&reader, exact, stream.size, NULL);
    check_rejected(vector, &reader, before);
    exact_free(exact, 0);
    for (size_t chunk = 0; chunk < 8; chunk++) {
        test_source source = {.data = stream.data, .size = stream.size, .chunk = chunk};
        phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
        check_rejected(vector, &reader, before);
    }
    builder_free(&stream);
    builder_free(&bytes);
}

static void test_stream_read_rejected_vector_has_its_place_and_goes_on_behind_it(void **state)
{
    (void)state;
    for_each_vector("wire/reject.txt", WIRE_REJECTED_LEAST, run_rejected);
}

static void test_stream_read_bad_option_or_no_memory_has_offset_0(void **state)
{
    (void)state;
    static const uint8_t stream[] = {3, 0x0a, 1, 'a', 3, 0x0a, 1, 'b'};
    const phonenum_decode_options bad = {.flags = 8};
    phonenum_stream_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, (char[1]){0}, 0, NULL);
    phonenum_stream_reader_init_memory(&reader, stream, sizeof stream, &bad);
    check_failure("option", phonenum_stream_read(&reader, &arena, &record, &error), &error, PHONENUM_ERR_ARGUMENT, 0,
                  "");
    phonenum_stream_reader_init_memory(&reader, stream, sizeof stream, NULL);
    check_failure("no memory", phonenum_stream_read(&reader, &arena, &record, &error), &error, PHONENUM_ERR_NO_MEMORY,
                  0, NULL);
    phonenum_arena_free(&arena);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, &error), PHONENUM_OK);
    assert_string_equal(record.id.data, "b");
    phonenum_arena_free(&arena);
}

static void test_stream_read_borrowed_text_lies_in_the_input(void **state)
{
    (void)state;
    static const uint8_t stream[] = {3, 0x0a, 1, 'a', 3, 0x0a, 1, 'b'};
    const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    phonenum_stream_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_arena_init(&arena, (char[1]){0}, 0, NULL); /* no memory at all is needed */
    phonenum_stream_reader_init_memory(&reader, stream, sizeof stream, &borrow);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_OK);
    assert_ptr_equal(record.id.data, stream + 3);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, NULL), PHONENUM_OK);
    assert_ptr_equal(record.id.data, stream + 7);
    phonenum_arena_free(&arena);
}

static void check_read_failure(const builder *stream, size_t fail_at)
{
    test_source source = {
        .data = stream->data, .size = stream->size, .chunk = 7, .fail_at = fail_at, .failure = PHONENUM_ERR_IO};
    phonenum_stream_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
    phonenum_status status = PHONENUM_OK;
    for (size_t i = 0; i <= RECORDS && !status; i++)
        status = phonenum_stream_read(&reader, &arena, &record, &error);
    check_failure("failed read", status, &error, PHONENUM_ERR_IO, 0, "");
    check_absent("failed read", &record);
    assert_int_equal(phonenum_stream_read(&reader, &arena, &record, &error), PHONENUM_END);
    phonenum_stream_reader_free(&reader);
    phonenum_arena_free(&arena);
}

static void test_stream_read_failing_callback_is_passed_on_and_then_the_end(void **state)
{
    (void)state;
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    make_records(samples);
    builder stream = make_stream(samples, offsets);
    for (size_t at = 0; at <= stream.size; at++)
        check_read_failure(&stream, at);
    builder_free(&stream);
}

static void test_stream_read_takes_memory_as_bytes_arrive(void **state)
{
    (void)state;
    static const uint8_t announced[] = {0x80, 0x80, 0x80, 0x20, 0x0a, 0x01, 'a'}; /* 64 MiB, it says */
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_source source = {.data = announced, .size = sizeof announced};
    phonenum_stream_reader reader;
    phonenum_bytes encoded;
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, &allocator);
    assert_int_equal(phonenum_stream_read_bytes(&reader, &encoded, NULL), PHONENUM_ERR_TRUNCATED);
    assert_int_equal(encoded.size, 3);
    assert_int_equal(heap.peak, 64 * 1024);
    phonenum_stream_reader_free(&reader);
    assert_int_equal(heap.live, 0);
}

static void test_stream_read_many_records_take_one_block(void **state)
{
    (void)state;
    builder stream = {0};
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    for (size_t i = 0; i < 20000; i++) {
        build_varint(&stream, 52);
        build_tag(&stream, 1, BUILD_LEN);
        build_varint(&stream, 50);
        build_run(&stream, 'i', 50);
    }
    test_source source = {.data = stream.data, .size = stream.size, .chunk = 999};
    phonenum_stream_reader reader;
    phonenum_bytes encoded;
    size_t count = 0;
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, &allocator);
    for (; phonenum_stream_read_bytes(&reader, &encoded, NULL) == PHONENUM_OK; count++)
        assert_int_equal(phonenum_stream_reader_offset(&reader), 53 * count + 1);
    assert_int_equal(count, 20000);
    assert_int_equal(heap.peak, 64 * 1024);
    phonenum_stream_reader_free(&reader);
    builder_free(&stream);
}

/* Records of this size, one after another, and the most memory that reading them takes. */
static size_t memory_for_records_of(size_t size, size_t chunk)
{
    builder stream = {0};
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    for (size_t i = 0; i < 5; i++) {
        builder record = {0};
        build_tag(&record, 1, BUILD_LEN);
        build_varint(&record, size);
        build_run(&record, 'i', size);
        build_varint(&stream, record.size);
        build_bytes(&stream, record.data, record.size);
        builder_free(&record);
    }
    test_source source = {.data = stream.data, .size = stream.size, .chunk = chunk};
    phonenum_stream_reader reader;
    phonenum_bytes encoded;
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, &allocator);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(phonenum_stream_read_bytes(&reader, &encoded, NULL), PHONENUM_OK);
    phonenum_stream_reader_free(&reader);
    builder_free(&stream);
    return heap.peak;
}

static void test_stream_read_of_records_of_any_size_keeps_to_the_documented_memory(void **state)
{
    (void)state;
    for (size_t size = 1; size < 3 << 20; size += size / 3 + 1) {
        for (size_t chunk = 0; chunk <= 30000; chunk += 10000) {
            size_t peak = memory_for_records_of(size, chunk);
            if (peak > 6 * size + 64 * 1024)
                fail_msg("%zu bytes of memory for records of %zu", peak, size);
        }
    }
}

/* Writes records that grow by a tenth each: what the writer keeps is no more than the last ones. */
static void check_memory_for_growing_records(size_t first)
{
    static char text[3 << 20];
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    test_sink sink = {0};
    phonenum_stream_writer writer;
    memset(text, 'x', sizeof text);
    phonenum_stream_writer_init(&writer, test_sink_write, &sink, &allocator);
    for (size_t size = first; size < sizeof text; size += size / 10 + 1) {
        const phonenum_record record = {.id = {text, size}};
        assert_int_equal(phonenum_stream_write(&writer, &record, NULL), PHONENUM_OK);
        if (heap.peak > 2 * size + (3 << 20))
            fail_msg("%zu bytes of memory for records of %zu to %zu", heap.peak, first, size);
        sink.bytes.size = 0;
    }
    phonenum_stream_writer_free(&writer);
    builder_free(&sink.bytes);
}

static void test_stream_write_of_records_of_any_size_keeps_to_the_documented_memory(void **state)
{
    (void)state;
    for (size_t first = 1; first < 1 << 20; first += first / 2 + 1)
        check_memory_for_growing_records(first);
}

static void test_stream_file_callbacks_carry_records(void **state)
{
    (void)state;
    sample samples[RECORDS];
    size_t offsets[RECORDS];
    make_records(samples);
    builder stream = make_stream(samples, offsets);
    FILE *file = tmpfile();
    assert_non_null(file);
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, phonenum_write_file, file, NULL);
    for (size_t i = 0; i < RECORDS; i++)
        assert_int_equal(phonenum_stream_write(&writer, &samples[i].record, NULL), PHONENUM_OK);
    phonenum_stream_writer_free(&writer);
    assert_int_equal(ftell(file), (long)stream.size);
    rewind(file);
    phonenum_stream_reader reader;
    phonenum_stream_reader_init(&reader, phonenum_read_file, file, NULL, NULL);
    check_reads_all(&reader, samples, offsets);
    fclose(file);
    builder_free(&stream);
}

static void test_stream_file_that_fails_is_an_io_error(void **state)
{
    (void)state;
#ifdef _WIN32
    skip(); /* it has no such devices */
#endif
    char byte = 0;
    size_t size;
    FILE *full = fopen("/dev/full", "wb");
    FILE *read_only = fopen("/dev/null", "rb");
    FILE *write_only = fopen("/dev/null", "wb");
    assert_true(full && read_only && write_only);
    setvbuf(full, NULL, _IONBF, 0);
    assert_int_equal(phonenum_write_file(full, "a", 1), PHONENUM_ERR_IO);
    assert_int_equal(phonenum_write_file(read_only, "a", 1), PHONENUM_ERR_IO);
    assert_int_equal(phonenum_read_file(write_only, &byte, 1, &size), PHONENUM_ERR_IO);
    assert_int_equal(phonenum_read_file(read_only, &byte, 1, &size), PHONENUM_ERR_IO);
    clearerr(read_only);
    assert_int_equal(phonenum_read_file(read_only, &byte, 1, &size), PHONENUM_OK);
    assert_int_equal(size, 0);
    fclose(full);
    fclose(read_only);
    fclose(write_only);
}

/* Two records, as they come byte by byte: each is given as soon as it is whole, and never earlier. */
static void test_stream_split_gives_each_record_when_it_is_whole(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x03, 0x0a, 0x01, 'a', 0x80, 0x00, 0x02, 0x52, 0x00};
    static const size_t ends[] = {4, 6, 9};
    size_t start = 0;
    size_t records = 0;
    for (size_t size = 0; size <= sizeof bytes; size++) {
        uint8_t *exact = exact_copy(bytes + start, size - start, 1);
        phonenum_bytes encoded;
        phonenum_error error = garbage_error();
        size_t used = 77;
        size_t missing = 77;
        phonenum_status status = phonenum_stream_split(exact, size - start, NULL, &encoded, &used, &missing, &error);
        if (size == ends[records]) {
            check_success("split", status, &error);
            assert_int_equal(used, size - start);
            assert_int_equal(missing, 0);
            assert_ptr_equal(encoded.data + encoded.size, exact + used);
            start = ends[records++];
        } else {
            check_failure("split", status, &error, PHONENUM_ERR_TRUNCATED, size - start, "");
            assert_null(encoded.data);
            assert_int_equal(used, 0);
            assert_true(missing > 0 && size + missing <= ends[records]);
        }
        exact_free(exact, 1);
    }
    assert_int_equal(records, COUNT_OF(ends));
}

static void check_split_fails(const char *bytes, size_t size, size_t limit, phonenum_status expected)
{
    const phonenum_decode_options options = {.limits = {.input = limit}};
    phonenum_bytes encoded;
    phonenum_error error = garbage_error();
    size_t used = 77;
    size_t missing = 77;
    phonenum_status status = phonenum_stream_split(bytes, size, &options, &encoded, &used, &missing, &error);
    check_failure("split", status, &error, expected, 0, "");
    assert_null(encoded.data);
    assert_int_equal(used + missing, 0);
}

static void test_stream_split_tells_what_is_wrong_at_once(void **state)
{
    (void)state;
    check_split_fails("\x80\x80\x80\x80\x80", 5, 0, PHONENUM_ERR_VARINT);
    check_split_fails("\xff\xff\xff\xff\x0f", 5, 0, PHONENUM_ERR_LIMIT);
    check_split_fails("\x0b", 1, 10, PHONENUM_ERR_LIMIT);
}

/* Where the unread rest begins, after each call, from memory and from a callback. */
static void check_rest(phonenum_stream_reader *reader, const uint64_t *rests)
{
    phonenum_bytes encoded;
    phonenum_status status = PHONENUM_OK;
    assert_int_equal(phonenum_stream_reader_rest(reader), 0);
    for (size_t i = 0; status != PHONENUM_END; i++) {
        status = phonenum_stream_read_bytes(reader, &encoded, NULL);
        assert_int_equal(phonenum_stream_reader_rest(reader), rests[i]);
    }
    phonenum_stream_reader_free(reader);
}

static void test_stream_reader_rest_is_behind_the_last_whole_record(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        uint64_t rests[4];
    } streams[] = {
        {"", 0, {0}},
        {"\x00\x02\x0a\x00", 4, {1, 4, 4}},
        {"\x00\x02\x0a", 3, {1, 1, 1}},
        {"\x00\x82", 2, {1, 1, 1}},
        {"\x01\x07\xff\xff\xff\xff\xff", 7, {2, 2, 2}},
    };
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        phonenum_stream_reader reader;
        phonenum_stream_reader_init_memory(&reader, streams[i].bytes, streams[i].size, NULL);
        check_rest(&reader, streams[i].rests);
        test_source source = {.data = (const uint8_t *)streams[i].bytes, .size = streams[i].size, .chunk = 1};
        phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
        check_rest(&reader, streams[i].rests);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream_write_gives_length_and_record),
        cmocka_unit_test(test_stream_write_failing_callback_is_passed_on),
        cmocka_unit_test(test_stream_write_refused_record_reaches_the_callback_in_no_part),
        cmocka_unit_test(test_stream_write_without_memory_fails_and_keeps_no_secret),
        cmocka_unit_test(test_stream_write_many_records_reuse_one_buffer),
        cmocka_unit_test(test_encode_delimited_every_capacity_is_kept),
        cmocka_unit_test(test_stream_read_gives_what_was_written),
        cmocka_unit_test(test_stream_read_empty_stream_is_a_clean_end),
        cmocka_unit_test(test_stream_read_cut_anywhere_is_truncated_but_between_records),
        cmocka_unit_test(test_stream_read_bad_length_loses_the_stream),
        cmocka_unit_test(test_stream_read_overlong_length_is_taken),
        cmocka_unit_test(test_stream_read_goes_on_behind_a_broken_record),
        cmocka_unit_test(test_stream_read_rejected_vector_has_its_place_and_goes_on_behind_it),
        cmocka_unit_test(test_stream_read_bad_option_or_no_memory_has_offset_0),
        cmocka_unit_test(test_stream_read_borrowed_text_lies_in_the_input),
        cmocka_unit_test(test_stream_read_failing_callback_is_passed_on_and_then_the_end),
        cmocka_unit_test(test_stream_read_takes_memory_as_bytes_arrive),
        cmocka_unit_test(test_stream_read_many_records_take_one_block),
        cmocka_unit_test(test_stream_read_of_records_of_any_size_keeps_to_the_documented_memory),
        cmocka_unit_test(test_stream_write_of_records_of_any_size_keeps_to_the_documented_memory),
        cmocka_unit_test(test_stream_file_callbacks_carry_records),
        cmocka_unit_test(test_stream_file_that_fails_is_an_io_error),
        cmocka_unit_test(test_stream_split_gives_each_record_when_it_is_whole),
        cmocka_unit_test(test_stream_split_tells_what_is_wrong_at_once),
        cmocka_unit_test(test_stream_reader_rest_is_behind_the_last_whole_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
