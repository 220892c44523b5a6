/*
 * Archives: round trips, damage of every kind at every place, and input that means harm.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/source.h"

#include <phonenum/archive.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
    INDEX_FIXED = 24, /* bytes of an index and a table of no frames */
    TABLE_FIXED = 17,
    RECORDS_MAX = 1000
};

/* Which records were read, and how reading ended. */
typedef struct reading {
    bool seen[RECORDS_MAX];
    size_t records;
    size_t errors; /* of the archive */
    phonenum_status status;
    phonenum_error error; /* the first one */
    phonenum_archive_gap gap;
} reading;

/* A record whose id tells its number. Its text hardly compresses. */
typedef struct numbered {
    phonenum_record record;
    char id[16];
    char code[64];
    phonenum_str codes[1];
} numbered;

static void make_record(numbered *out, size_t number)
{
    memset(out, 0, sizeof *out);
    uint64_t state = number + 1;
    out->record.id = (phonenum_str){out->id, (size_t)snprintf(out->id, sizeof out->id, "%zu", number)};
    size_t size = (size_t)snprintf(out->code, sizeof out->code, CANARY);
    for (size_t most = 20 + number % 40; size < most; size++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        out->code[size] = (char)('a' + (state >> 33) % 26);
    }
    out->codes[0] = (phonenum_str){out->code, size};
    out->record.backup_codes = out->codes;
    out->record.backup_codes_count = 1;
}

static size_t encode_numbered(size_t number, uint8_t *buffer, size_t capacity)
{
    numbered made;
    size_t size;
    make_record(&made, number);
    assert_int_equal(phonenum_encode(&made.record, buffer, capacity, &size, NULL), PHONENUM_OK);
    return size;
}

/* Writes record `number` in one of the three ways. */
static phonenum_status write_numbered(phonenum_archive_writer *writer, size_t number, phonenum_error *error)
{
    numbered made;
    uint8_t bytes[256];
    size_t size, written;
    make_record(&made, number);
    if (number % 3 == 0)
        return phonenum_archive_write(writer, &made.record, error);
    if (number % 3 == 1)
        return phonenum_archive_write_bytes(writer, bytes, encode_numbered(number, bytes, sizeof bytes), error);
    assert_int_equal(phonenum_encode_delimited(&made.record, bytes, sizeof bytes, &size, NULL), PHONENUM_OK);
    phonenum_status status = phonenum_archive_write_delimited(writer, bytes, size, &written, error);
    assert_int_equal(written, status ? 0 : size);
    return status;
}

/* The delimited stream of so many records. */
static builder make_stream(size_t count)
{
    builder stream = {0};
    uint8_t bytes[256];
    for (size_t i = 0; i < count; i++) {
        const size_t size = encode_numbered(i, bytes, sizeof bytes);
        build_varint(&stream, size);
        build_bytes(&stream, bytes, size);
    }
    return stream;
}

/* Writes records to the sink until it is finished, or a call fails. */
static phonenum_status write_to(test_sink *sink, size_t first, size_t count, phonenum_archive_writer *writer)
{
    phonenum_status status = PHONENUM_OK;
    phonenum_error error = garbage_error();
    for (size_t i = 0; i < count && !status; i++) {
        status = write_numbered(writer, first + i, &error);
        assert_int_equal(error.status, status);
    }
    if (!status) {
        error = garbage_error();
        status = phonenum_archive_finish(writer, &error);
        assert_int_equal(error.status, status);
    }
    (void)sink;
    return status;
}

static builder make_archive_from(size_t first, size_t count, size_t frame)
{
    const phonenum_archive_write_options options = {.frame = frame, .level = 1};
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, NULL);
    assert_int_equal(write_to(&sink, first, count, &writer), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    return sink.bytes;
}

static builder make_archive(size_t count, size_t frame)
{
    return make_archive_from(0, count, frame);
}

static void note_record(reading *out, const phonenum_record *record)
{
    assert_non_null(record->id.data);
    const size_t number = strtoul(record->id.data, NULL, 10);
    numbered expected;
    assert_true(number < RECORDS_MAX);
    make_record(&expected, number);
    assert_true(phonenum_equal(record, &expected.record));
    assert_false(out->seen[number]);
    out->seen[number] = true;
    out->records++;
}

static void note_error(reading *out, const phonenum_archive_reader *reader, phonenum_status status,
                       const phonenum_error *error)
{
    assert_int_equal(error->status, status);
    assert_non_null(error->message);
    if (out->errors++ == 0) {
        out->status = status;
        out->error = *error;
        out->gap = phonenum_archive_reader_gap(reader);
    }
}

/* Reads an archive in order, in pieces. */
static reading read_pieces(const builder *archive, const phonenum_archive_read_options *options, size_t chunk,
                           const phonenum_allocator *allocator)
{
    reading out = {.status = PHONENUM_OK};
    test_source source = {.data = archive->data, .size = archive->size, .chunk = chunk};
    phonenum_archive_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_status status;
    phonenum_archive_reader_init(&reader, test_source_read, &source, options, allocator);
    do {
        phonenum_error error = garbage_error();
        status = phonenum_archive_read(&reader, &arena, &record, &error);
        if (status == PHONENUM_OK)
            note_record(&out, &record);
        else if (status != PHONENUM_END)
            note_error(&out, &reader, status, &error);
        else
            check_success("the end", PHONENUM_OK, &(phonenum_error){.message = error.message});
        if (status)
            check_absent("after an error", &record);
        phonenum_arena_reset(&arena);
    } while (status != PHONENUM_END);
    phonenum_archive_reader_free(&reader);
    phonenum_arena_free(&arena);
    return out;
}

static const phonenum_archive_read_options read_on = {.flags = PHONENUM_ARCHIVE_READ_ON};

static reading read_archive(const builder *archive, const phonenum_archive_read_options *options)
{
    return read_pieces(archive, options, 0, NULL);
}

/* A file that is read at any place. */
typedef struct test_file {
    const builder *bytes;
    size_t calls;
    size_t fail_at; /* which call fails, from 1 */
} test_file;

static phonenum_status read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    test_file *file = context;
    if (++file->calls == file->fail_at)
        return PHONENUM_ERR_IO;
    assert_true(size > 0 && offset <= file->bytes->size && size <= file->bytes->size - offset);
    memcpy(buffer, file->bytes->data + offset, size);
    return PHONENUM_OK;
}

static phonenum_status open_archive(phonenum_archive *archive, test_file *file, phonenum_error *error)
{
    *error = garbage_error();
    phonenum_status status = phonenum_archive_open(archive, read_at, file, file->bytes->size, NULL, NULL, error);
    assert_int_equal(error->status, status);
    return status;
}

/* What a check has reported. */
typedef struct check_result {
    phonenum_status status;
    phonenum_error error;
    phonenum_archive_summary summary;
    phonenum_archive_damage first;
    phonenum_archive_damage last;
    size_t reports;
} check_result;

static void keep_report(void *context, const phonenum_archive_damage *damage)
{
    check_result *out = context;
    if (out->reports++ == 0)
        out->first = *damage;
    out->last = *damage;
    assert_non_null(damage->error.message);
}

static check_result check_archive(const builder *archive)
{
    check_result out = {.reports = 0};
    test_file file = {.bytes = archive};
    out.error = garbage_error();
    out.status =
        phonenum_archive_check(read_at, &file, archive->size, NULL, NULL, keep_report, &out, &out.summary, &out.error);
    assert_int_equal(out.error.status, out.status);
    assert_int_equal(out.reports, out.summary.damages);
    return out;
}

static void check_numbers(const builder *bytes, size_t count)
{
    test_file file = {.bytes = bytes};
    phonenum_archive archive;
    phonenum_error error;
    phonenum_record record;
    phonenum_arena arena = new_arena();
    reading seen = {.records = 0};
    assert_int_equal(open_archive(&archive, &file, &error), PHONENUM_OK);
    assert_int_equal(phonenum_archive_count(&archive), count);
    /* 7 is prime to every count here but 7's own multiples, so each is asked for once, out of order. */
    for (size_t i = 0; i < count; i++) {
        const size_t number = count % 7 == 0 ? count - 1 - i : i * 7 % count;
        error = garbage_error();
        check_success("get", phonenum_archive_get(&archive, number, &arena, &record, &error), &error);
        assert_int_equal(strtoul(record.id.data, NULL, 10), number);
        note_record(&seen, &record);
    }
    assert_int_equal(seen.records, count);
    assert_int_equal(phonenum_archive_get(&archive, count, &arena, &record, &error), PHONENUM_END);
    check_absent("behind the last", &record);
    phonenum_archive_close(&archive);
    phonenum_arena_free(&arena);
}

static void check_round_trip(size_t count, size_t frame, size_t chunk)
{
    builder archive = make_archive(count, frame), stream = make_stream(count);
    const reading read = read_pieces(&archive, NULL, chunk, NULL);
    assert_int_equal(read.errors, 0);
    assert_int_equal(read.records, count);
    check_numbers(&archive, count);
    const check_result checked = check_archive(&archive);
    check_success("check", checked.status, &checked.error);
    assert_int_equal(checked.summary.records, count);
    assert_int_equal(checked.summary.content, stream.size);
    builder_free(&archive);
    builder_free(&stream);
}

static void test_archive_of_any_size_gives_what_was_written(void **state)
{
    (void)state;
    static const size_t frames[] = {0, 1, 100, 1000, PHONENUM_ARCHIVE_FRAME_MAX};
    static const size_t counts[] = {0, 1, 2, 7, 40, RECORDS_MAX};
    for (size_t i = 0; i < COUNT_OF(frames) * COUNT_OF(counts); i++)
        check_round_trip(counts[i % COUNT_OF(counts)], frames[i / COUNT_OF(counts)],
                         i % 3 == 0 ? 1 : i % 3 * 5000 - 5000);
}

static void test_archive_without_records_is_whole(void **state)
{
    (void)state;
    builder archive = make_archive(0, 0);
    assert_int_equal(archive.size, INDEX_FIXED + TABLE_FIXED);
    const check_result checked = check_archive(&archive);
    assert_int_equal(checked.status, PHONENUM_OK);
    assert_int_equal(checked.summary.frames, 0);
    builder_free(&archive);
    const reading read = read_archive(&archive, NULL);
    assert_int_equal(read.status, PHONENUM_ERR_TRUNCATED); /* no bytes are no archive */
}

/* zstd's own decoder, which knows nothing of records, gives the delimited stream. */
static void test_archive_unfolds_to_the_delimited_stream(void **state)
{
    (void)state;
    builder archive = make_archive(100, 700), stream = make_stream(100);
    uint8_t *plain = malloc(stream.size + 1);
    const size_t size = ZSTD_decompress(plain, stream.size + 1, archive.data, archive.size);
    check_bytes("all frames", plain, size, stream.data, stream.size);
    free(plain);
    builder_free(&archive);
    builder_free(&stream);
}

static void test_archive_record_larger_than_a_frame_has_one_of_its_own(void **state)
{
    (void)state;
    enum {
        LARGE = 300000
    };
    static char text[LARGE];
    const phonenum_archive_write_options options = {.frame = 1000};
    const phonenum_record small = {.id = PHONENUM_STR_INIT("1")}, large = {.id = {text, LARGE}};
    const phonenum_record *const records[] = {&small, &large, &small, &small, &large, &large, &small};
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_archive archive;
    phonenum_error error;
    phonenum_record record;
    phonenum_arena arena = new_arena();
    memset(text, 'x', sizeof text);
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, NULL);
    for (size_t i = 0; i < COUNT_OF(records); i++)
        assert_int_equal(phonenum_archive_write(&writer, records[i], NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    assert_int_equal(sink.calls, 6 + 1);
    test_file file = {.bytes = &sink.bytes};
    assert_int_equal(open_archive(&archive, &file, &error), PHONENUM_OK);
    assert_int_equal(phonenum_archive_frames(&archive), 6);
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        assert_int_equal(phonenum_archive_get(&archive, i, &arena, &record, NULL), PHONENUM_OK);
        assert_true(phonenum_equal(&record, records[i]));
    }
    const builder cut = {.data = sink.bytes.data, .size = sink.bytes.size - 1};
    const check_result whole = check_archive(&sink.bytes), in_order = check_archive(&cut);
    assert_int_equal(whole.status, PHONENUM_OK);
    assert_int_equal(whole.summary.content, in_order.summary.content);
    assert_int_equal(whole.summary.frames, in_order.summary.frames);
    phonenum_archive_close(&archive);
    phonenum_archive_writer_free(&writer);
    phonenum_arena_free(&arena);
    builder_free(&sink.bytes);
}

static void test_archive_writer_refuses_what_it_can_not_write_and_goes_on(void **state)
{
    (void)state;
    const phonenum_record bad = {.id = PHONENUM_STR_INIT("\xff")};
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_error error = garbage_error();
    size_t written;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, NULL, NULL);
    check_failure("utf8", phonenum_archive_write(&writer, &bad, &error), &error, PHONENUM_ERR_UTF8, 0, "id");
    assert_int_equal(write_numbered(&writer, 0, NULL), PHONENUM_OK);
    check_failure("utf8", phonenum_archive_write(&writer, &bad, &error), &error, PHONENUM_ERR_UTF8, 0, "id");
    check_failure("size", phonenum_archive_write_bytes(&writer, "", (size_t)PHONENUM_ENCODED_SIZE_MAX + 1, &error),
                  &error, PHONENUM_ERR_LIMIT, 0, "");
    check_failure("cut",
                  phonenum_archive_write_delimited(&writer,
                                                   "\x05\x0a\x03"
                                                   "301\x02\x0a",
                                                   8, &written, &error),
                  &error, PHONENUM_ERR_TRUNCATED, 8, "");
    assert_int_equal(written, 6);
    check_failure("cut", phonenum_archive_write_delimited(&writer, "\xff\xff\xff\xff\xff\xff", 6, &written, &error),
                  &error, PHONENUM_ERR_VARINT, 0, "");
    assert_int_equal(phonenum_archive_write_delimited(&writer, "\xff", 1, &written, NULL), PHONENUM_ERR_TRUNCATED);
    assert_int_equal(phonenum_archive_finish(&writer, &error), PHONENUM_OK);
    check_failure("late", write_numbered(&writer, 1, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("twice", phonenum_archive_finish(&writer, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    assert_int_equal(check_archive(&sink.bytes).summary.records, 2);
    phonenum_archive_writer_free(&writer);
    phonenum_archive_writer_free(&writer);
    phonenum_archive_writer_free(NULL);
    builder_free(&sink.bytes);
}

static void check_write_options(phonenum_archive_write_options options)
{
    phonenum_archive_writer writer;
    phonenum_error error = garbage_error();
    test_sink sink = {0};
    uint64_t end = 1;
    builder bytes = make_archive(3, 0);
    test_file file = {.bytes = &bytes};
    phonenum_archive archive;
    assert_int_equal(open_archive(&archive, &file, &error), PHONENUM_OK);
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, NULL);
    check_failure("write", write_numbered(&writer, 0, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("bytes", write_numbered(&writer, 1, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("delimited", write_numbered(&writer, 2, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("append", phonenum_archive_append(&writer, &archive, &end, &error), &error, PHONENUM_ERR_ARGUMENT, 0,
                  "");
    assert_int_equal(end, 0);
    check_failure("finish", phonenum_archive_finish(&writer, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    phonenum_archive_writer_free(&writer);
    phonenum_archive_close(&archive);
    builder_free(&bytes);
}

static void test_archive_write_options_out_of_range_are_refused(void **state)
{
    (void)state;
    check_write_options((phonenum_archive_write_options){.frame = PHONENUM_ARCHIVE_FRAME_MAX + 1});
    check_write_options((phonenum_archive_write_options){.level = 20});
    check_write_options((phonenum_archive_write_options){.level = -101});
    check_write_options((phonenum_archive_write_options){.spare = {[sizeof(uint8_t)] = 1}});
}

static void check_read_options(const phonenum_archive_read_options *options)
{
    builder bytes = make_archive(3, 0);
    test_file file = {.bytes = &bytes};
    phonenum_archive archive;
    phonenum_archive_summary summary;
    phonenum_error error = garbage_error();
    const reading read = read_archive(&bytes, options);
    check_failure("read", read.status, &read.error, PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("open", phonenum_archive_open(&archive, read_at, &file, bytes.size, options, NULL, &error), &error,
                  PHONENUM_ERR_ARGUMENT, 0, "");
    check_failure("check",
                  phonenum_archive_check(read_at, &file, bytes.size, options, NULL, NULL, NULL, &summary, &error),
                  &error, PHONENUM_ERR_ARGUMENT, 0, "");
    builder_free(&bytes);
}

static void test_archive_read_options_out_of_range_are_refused(void **state)
{
    (void)state;
    check_read_options(&(phonenum_archive_read_options){.flags = 2});
    check_read_options(&(phonenum_archive_read_options){.spare = {1}});
    check_read_options(&(phonenum_archive_read_options){.decode = {.flags = 2}});
    check_read_options(&(phonenum_archive_read_options){.decode = {.spare = {1}}});
    check_read_options(&(phonenum_archive_read_options){.decode = {.limits = {.spare = {1}}}});
    check_read_options(&(phonenum_archive_read_options){.decode = {.limits = {.depth = PHONENUM_DEPTH_MAX + 1}}});
    check_read_options(&(phonenum_archive_read_options){.frame = (size_t)PHONENUM_ENCODED_SIZE_MAX + 6});
}

/* The records of whole frames, and then that the rest is missing. */
static void check_cut(const builder *archive, size_t size, size_t whole)
{
    const builder cut = {.data = archive->data, .size = size};
    const reading read = read_archive(&cut, NULL), on = read_archive(&cut, &read_on);
    const check_result checked = check_archive(&cut);
    assert_int_equal(read.records, whole);
    assert_int_equal(read.status, PHONENUM_ERR_TRUNCATED);
    assert_int_equal(on.records, whole);
    assert_int_equal(on.status, PHONENUM_ERR_TRUNCATED);
    assert_int_equal(on.errors, 1);
    assert_int_equal(on.gap.size, size - (on.gap.size > 0 ? on.gap.offset : size));
    assert_int_not_equal(checked.status, PHONENUM_OK);
    assert_int_equal(checked.summary.records, whole);
    assert_int_equal(checked.summary.damages, 1);
    assert_int_equal(checked.first.place.offset + checked.first.place.size, size);
    assert_false(checked.first.records_known);
}

/* Where the frames of an archive begin, and at last its index. */
typedef struct frame_layout {
    size_t frames;
    size_t offsets[RECORDS_MAX];
    size_t records[RECORDS_MAX]; /* before each frame */
} frame_layout;

static frame_layout find_layout(const builder *archive)
{
    frame_layout out = {.frames = 0};
    size_t at = 0, records = 0;
    while (archive->data[at] == 0x28) {
        uint8_t plain[65536];
        const size_t size = ZSTD_findFrameCompressedSize(archive->data + at, archive->size - at);
        assert_false(ZSTD_isError(size));
        const size_t content = ZSTD_decompress(plain, sizeof plain, archive->data + at, size);
        assert_false(ZSTD_isError(content));
        out.offsets[out.frames] = at;
        out.records[out.frames++] = records;
        for (size_t i = 0; i < content; i += 1u + plain[i]) /* all are shorter than 128 bytes */
            records++;
        at += size;
    }
    out.offsets[out.frames] = at;
    out.records[out.frames] = records;
    return out;
}

static void test_archive_cut_anywhere_gives_the_records_of_whole_frames(void **state)
{
    (void)state;
    builder archive = make_archive(40, 300);
    const frame_layout layout = find_layout(&archive);
    size_t frame = 0;
    assert_true(layout.frames > 5);
    for (size_t size = 0; size < archive.size; size++) {
        while (frame < layout.frames && layout.offsets[frame + 1] <= size)
            frame++;
        check_cut(&archive, size, layout.records[frame]);
    }
    builder_free(&archive);
}

/* A writer that is stopped by its n-th write leaves whole frames, and repeats the error. */
static bool stop_writer(size_t n)
{
    const phonenum_archive_write_options options = {.frame = 300};
    test_sink sink = {.fail_at = n};
    phonenum_archive_writer writer;
    phonenum_error error = garbage_error();
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, NULL);
    phonenum_status status = write_to(&sink, 0, 40, &writer);
    const reading read = read_archive(&sink.bytes, NULL);
    if (status) {
        check_failure("write", write_numbered(&writer, 41, &error), &error, PHONENUM_ERR_IO, 0, "");
        check_failure("finish", phonenum_archive_finish(&writer, &error), &error, PHONENUM_ERR_IO, 0, "");
        assert_int_equal(sink.calls, n);
        assert_int_equal(read.status, PHONENUM_ERR_TRUNCATED);
        assert_int_equal(read.error.offset, sink.bytes.size);
        for (size_t i = 0; i < read.records; i++)
            assert_true(read.seen[i]);
        assert_true(n == 1 || read.records > 0);
    } else {
        assert_int_equal(read.errors, 0);
    }
    phonenum_archive_writer_free(&writer);
    builder_free(&sink.bytes);
    return status != PHONENUM_OK;
}

static void test_archive_writer_stopped_at_every_write_leaves_whole_frames(void **state)
{
    (void)state;
    size_t n = 1;
    while (stop_writer(n))
        n++;
    assert_true(n > 6);
}

static void append_some(builder *bytes, size_t first, size_t count)
{
    test_file file = {.bytes = bytes};
    test_sink sink = {0};
    phonenum_archive archive;
    phonenum_archive_writer writer;
    phonenum_error error;
    uint64_t end;
    assert_int_equal(open_archive(&archive, &file, &error), PHONENUM_OK);
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &(phonenum_archive_write_options){.frame = 500},
                                 NULL);
    check_success("append", phonenum_archive_append(&writer, &archive, &end, &error), &error);
    check_failure("again", phonenum_archive_append(&writer, &archive, &end, &error), &error, PHONENUM_ERR_ARGUMENT, 0,
                  "");
    assert_int_equal(end, 0);
    phonenum_archive_writer_free(&writer);
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &(phonenum_archive_write_options){.frame = 500},
                                 NULL);
    assert_int_equal(phonenum_archive_append(&writer, &archive, &end, NULL), PHONENUM_OK);
    phonenum_archive_close(&archive);
    assert_int_equal(write_to(&sink, first, count, &writer), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    bytes->size = (size_t)end;
    build_bytes(bytes, sink.bytes.data, sink.bytes.size);
    builder_free(&sink.bytes);
}

static void test_archive_append_gives_one_archive_of_all(void **state)
{
    (void)state;
    builder archive = make_archive(0, 0);
    size_t count = 0;
    for (size_t more = 0; more < 60; count += more, more += 7) {
        append_some(&archive, count, more);
        check_numbers(&archive, count + more);
        assert_int_equal(read_archive(&archive, NULL).errors, 0);
        assert_int_equal(check_archive(&archive).status, PHONENUM_OK);
    }
    builder_free(&archive);
}

/* The part of the archive that a byte lies in: a frame, or layout.frames for the index and the table. */
static size_t frame_of(const frame_layout *layout, size_t at)
{
    size_t frame = 0;
    while (frame < layout->frames && layout->offsets[frame + 1] <= at)
        frame++;
    return frame;
}

/* All records are there but those of the frame. */
static void check_missing(const reading *read, const frame_layout *layout, size_t frame)
{
    const size_t first = layout->records[frame];
    const size_t last = frame < layout->frames ? layout->records[frame + 1] : first;
    for (size_t i = 0; i < layout->records[layout->frames]; i++)
        assert_int_equal(read->seen[i], i < first || i >= last);
}

/* Whether zstd gives the same content for a frame as before, and its header still says how much: some bits mean nothing. */
static bool is_whole(const builder *archive, const frame_layout *layout, size_t frame)
{
    static uint8_t plain[65536];
    const uint8_t *data = archive->data + layout->offsets[frame];
    if (frame >= layout->frames)
        return false;
    const size_t size = layout->offsets[frame + 1] - layout->offsets[frame];
    const size_t unfolded = ZSTD_decompress(plain, sizeof plain, data, size);
    return !ZSTD_isError(unfolded) && ZSTD_getFrameContentSize(data, size) == unfolded;
}

/* A damaged frame is passed over, and named with all of its records. */
static void check_lost_frame(const reading *on, const check_result *checked, const frame_layout *layout, size_t frame)
{
    const phonenum_archive_gap place = {layout->offsets[frame], layout->offsets[frame + 1] - layout->offsets[frame]};
    assert_int_equal(on->errors, 1);
    assert_memory_equal(&on->gap, &place, sizeof place);
    assert_int_equal(on->error.offset, place.offset);
    assert_memory_equal(&checked->first.place, &place, sizeof place);
    assert_int_equal(checked->first.first_record, layout->records[frame]);
    assert_int_equal(checked->first.records, layout->records[frame + 1] - layout->records[frame]);
}

/* A byte is damaged: it is noticed, reading on loses just its frame, and the check names that. */
static void check_damage(builder *archive, const frame_layout *layout, size_t at, uint8_t change)
{
    const size_t frame = frame_of(layout, at);
    archive->data[at] ^= change;
    const reading read = read_archive(archive, NULL), on = read_archive(archive, &read_on);
    const check_result checked = check_archive(archive);
    const bool is_lost = frame < layout->frames && !is_whole(archive, layout, frame);
    archive->data[at] ^= change;
    assert_true(read.errors == 1 && on.errors > 0);
    assert_int_equal(read.records, layout->records[is_lost ? frame : layout->frames]);
    check_missing(&on, layout, is_lost ? frame : layout->frames);
    assert_true(checked.status == PHONENUM_ERR_ARCHIVE || checked.status == PHONENUM_ERR_LIMIT ||
                checked.status == PHONENUM_ERR_TRUNCATED);
    assert_int_equal(checked.error.offset, checked.first.error.offset);
    assert_true(checked.first.place.offset <= at && at < checked.first.place.offset + checked.first.place.size);
    assert_int_equal(checked.first.records_known, frame < layout->frames);
    if (frame < layout->frames)
        assert_int_equal(checked.summary.damages, 1);
    if (is_lost)
        check_lost_frame(&on, &checked, layout, frame);
    else
        assert_int_equal(checked.first.records, 0);
}

static void test_archive_every_damaged_byte_is_noticed_and_costs_its_frame_alone(void **state)
{
    (void)state;
    builder archive = make_archive(40, 400);
    const frame_layout layout = find_layout(&archive);
    for (size_t at = 0; at < archive.size; at++) {
        for (int bit = 0; bit < 8; bit++)
            check_damage(&archive, &layout, at, (uint8_t)(1 << bit));
        check_damage(&archive, &layout, at, 0xff);
    }
    builder_free(&archive);
}

/* A block is damaged, as of a disk: it costs the frames that it touches, unless only bits changed that mean nothing. */
static void check_damaged_block(builder *archive, const builder *good, const frame_layout *layout, size_t at,
                                size_t size, uint64_t random)
{
    archive->data[at] ^= (uint8_t)(1 + random % 255);
    for (size_t i = 1; i < size; i++)
        archive->data[at + i] = (uint8_t)(random >> (i * 5 % 57));
    const reading on = read_archive(archive, &read_on);
    const check_result checked = check_archive(archive);
    size_t damaged = 0;
    for (size_t frame = 0; frame < layout->frames; frame++) {
        const size_t start = layout->offsets[frame];
        const bool is_damaged =
            memcmp(archive->data + start, good->data + start, layout->offsets[frame + 1] - start) != 0;
        const bool is_lost = is_damaged && !is_whole(archive, layout, frame);
        damaged += is_damaged;
        for (size_t i = layout->records[frame]; i < layout->records[frame + 1]; i++)
            assert_int_equal(on.seen[i], !is_lost);
    }
    assert_true(on.errors > 0);
    assert_int_equal(checked.summary.records, on.records);
    if (at + size <= layout->offsets[layout->frames])
        assert_int_equal(checked.summary.damages, damaged);
    else
        assert_true(checked.summary.damages > 0);
    memcpy(archive->data + at, good->data + at, size);
}

/* PHONENUM_DAMAGES in the environment asks for more of them. */
static void test_archive_random_damage_is_noticed_and_costs_the_frames_that_it_touches(void **state)
{
    (void)state;
    const char *wanted = getenv("PHONENUM_DAMAGES");
    const unsigned long count = wanted ? strtoul(wanted, NULL, 10) : 1000;
    builder archive = make_archive(100, 600), good = make_archive(100, 600);
    const frame_layout layout = find_layout(&archive);
    uint64_t random = 1;
    for (unsigned long i = 0; i < count; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const size_t most = i % 2 == 0 ? 1 : 2000;
        const size_t size = 1 + (size_t)(random >> 33) % most;
        const size_t at = (size_t)(random >> 20) % (archive.size - size + 1);
        if (size == 1)
            check_damage(&archive, &layout, at, (uint8_t)(1 + (random >> 50) % 255));
        else
            check_damaged_block(&archive, &good, &layout, at, size, random);
    }
    builder_free(&archive);
    builder_free(&good);
}

/* The checksum that the index must have, so that a table may lie without a mistake. */
static void sign(builder *archive, size_t frames)
{
    uint8_t *table = archive->data + archive->size - TABLE_FIXED - 8 * frames, *index = table - 8 - 8 * frames;
    uint64_t checksum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < frames; i++) {
        for (size_t j = 0; j < 16; j++)
            checksum = (checksum ^ (j < 8 ? table[8 + 8 * i + j] : index[8 * i + j - 8])) * 0x100000001b3u;
    }
    for (int i = 0; i < 8; i++)
        table[i - 8] = (uint8_t)(checksum >> 8 * i);
}

/* A number in the index or the table is another, and the checksum fits it. */
static void check_lie(size_t back, uint8_t change, phonenum_status expected_open)
{
    builder archive = make_archive(40, 400);
    const frame_layout layout = find_layout(&archive);
    test_file file = {.bytes = &archive};
    phonenum_archive opened;
    phonenum_error error;
    phonenum_bytes encoded;
    archive.data[archive.size - back] ^= change;
    sign(&archive, layout.frames);
    phonenum_status status = open_archive(&opened, &file, &error);
    assert_int_equal(status, expected_open);
    size_t failures = 0;
    for (uint64_t i = 0; !status && i < phonenum_archive_count(&opened); i++) {
        error = garbage_error();
        if (phonenum_archive_get_bytes(&opened, i, &encoded, &error)) {
            failures++;
            assert_int_equal(error.status, PHONENUM_ERR_ARCHIVE);
            assert_null(encoded.data);
        }
    }
    assert_true(status || failures > 0);
    assert_int_equal(check_archive(&archive).status, PHONENUM_ERR_ARCHIVE);
    const reading read = read_archive(&archive, NULL);
    assert_int_equal(read.records, 40);
    assert_int_equal(read.status, PHONENUM_ERR_ARCHIVE);
    phonenum_archive_close(&opened);
    builder_free(&archive);
}

static void test_archive_table_that_lies_is_found_out(void **state)
{
    (void)state;
    builder archive = make_archive(40, 400);
    const size_t frames = find_layout(&archive).frames;
    builder_free(&archive);
    const size_t last = 9 + 8, first = 9 + 8 * frames; /* entries, as bytes before the end of the file */
    check_lie(last, 1, PHONENUM_ERR_ARCHIVE);          /* a compressed size: not all bytes are accounted for */
    check_lie(last - 4, 1, PHONENUM_OK);               /* a size */
    check_lie(last - 5, 0x20, PHONENUM_OK);
    check_lie(first - 4, 1, PHONENUM_OK);
    check_lie(first + 8 + 8 + 8 * frames, 1, PHONENUM_OK); /* a number of records */
    check_lie(first + 8 + 8 + 8, 1, PHONENUM_OK);
}

/* Two frames, of which the table shifts the border. */
static void test_archive_table_with_shifted_frames_is_found_out(void **state)
{
    (void)state;
    builder archive = make_archive(40, 400);
    const frame_layout layout = find_layout(&archive);
    for (int shift = -3; shift <= 3; shift++) {
        uint8_t *sizes = archive.data + archive.size - 9 - 8 * layout.frames;
        sizes[0] = (uint8_t)(sizes[0] + shift);
        sizes[8] = (uint8_t)(sizes[8] - shift);
        sign(&archive, layout.frames);
        const check_result checked = check_archive(&archive);
        assert_int_equal(checked.summary.damages, shift == 0 ? 0 : 2);
        sizes[0] = (uint8_t)(sizes[0] - shift);
        sizes[8] = (uint8_t)(sizes[8] + shift);
    }
    builder_free(&archive);
}

/* The first frame is said to have no bytes, and the second to have both. */
static void test_archive_table_with_a_frame_of_no_bytes_is_found_out(void **state)
{
    (void)state;
    builder archive = make_archive(40, 400);
    const frame_layout layout = find_layout(&archive);
    uint8_t *sizes = archive.data + archive.size - 9 - 8 * layout.frames;
    const size_t both = layout.offsets[2];
    memset(sizes, 0, 4);
    sizes[8] = (uint8_t)both;
    sizes[9] = (uint8_t)(both >> 8);
    sign(&archive, layout.frames);
    assert_int_equal(check_archive(&archive).summary.damages, 2);
    builder_free(&archive);
}

static void test_archive_table_that_announces_more_than_the_file_holds_is_refused(void **state)
{
    (void)state;
    static const uint32_t counts[] = {7, 1000, 0x7ffffff, 0x8000000, 0x8000001, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        builder archive = make_archive(40, 400);
        test_heap heap = {0};
        const phonenum_allocator allocator = test_heap_allocator(&heap);
        test_file file = {.bytes = &archive};
        phonenum_archive opened;
        phonenum_error error = garbage_error();
        for (int j = 0; j < 4; j++)
            archive.data[archive.size - 9 + (size_t)j] = (uint8_t)(counts[i] >> 8 * j);
        check_refusal("announced",
                      phonenum_archive_open(&opened, read_at, &file, archive.size, NULL, &allocator, &error), &error,
                      PHONENUM_ERR_ARCHIVE, "");
        assert_true(heap.peak < 4096);
        test_heap_check("announced", &heap);
        builder_free(&archive);
    }
}

/* A table over the limit: of a million frames that are not there, for a file that claims to be large enough. */
static phonenum_status read_large_footer(void *context, uint64_t offset, void *buffer, size_t size)
{
    (void)context;
    (void)offset;
    assert_int_equal(size, 9);
    memcpy(buffer, "\0\0\0\x08\0\xb1\xea\x92\x8f", 9);
    return PHONENUM_OK;
}

static void test_archive_table_over_the_limit_is_refused(void **state)
{
    (void)state;
    phonenum_archive archive;
    phonenum_error error = garbage_error();
    check_refusal("table", phonenum_archive_open(&archive, read_large_footer, NULL, UINT64_MAX / 2, NULL, NULL, &error),
                  &error, PHONENUM_ERR_LIMIT, "");
    builder bytes = {0};
    build_bytes(&bytes, "\x5a\x2a\x4d\x18\xff\xff\xff\x7fphonenum????????", 24);
    for (int i = 0; i < 2; i++) {
        const reading read = read_archive(&bytes, NULL);
        assert_int_equal(read.status, i == 0 ? PHONENUM_ERR_ARCHIVE : PHONENUM_ERR_LIMIT);
        bytes.data[4] = 0xf8; /* what is left are whole entries */
    }
    builder_free(&bytes);
}

/* What a frame may be, that an archive's frames are not. */
static builder make_frame(const void *content, size_t size, int checksum, int content_size, int window_log)
{
    builder out = {0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, content_size);
    if (window_log > 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    const size_t capacity = ZSTD_compressBound(size);
    uint8_t *compressed = malloc(capacity);
    const size_t compressed_size = ZSTD_compress2(context, compressed, capacity, content, size);
    assert_false(ZSTD_isError(compressed_size));
    build_bytes(&out, compressed, compressed_size);
    free(compressed);
    ZSTD_freeCCtx(context);
    return out;
}

static void check_refused_frame(const char *label, builder *frame, phonenum_status status, const char *message)
{
    test_heap heap = {0};
    const phonenum_allocator allocator = test_heap_allocator(&heap);
    const reading read = read_pieces(frame, NULL, 0, &allocator);
    check_failure(label, read.status, &read.error, status, 0, "");
    if (!strstr(read.error.message, message))
        fail_msg("%s: '%s' does not say '%s'", label, read.error.message, message);
    if (heap.peak > 1 << 20)
        fail_msg("%s: took %zu bytes", label, heap.peak);
    test_heap_check(label, &heap);
    builder_free(frame);
}

static void test_archive_frame_that_does_not_belong_is_refused(void **state)
{
    (void)state;
    static uint8_t zeros[300000];
    builder frame = make_frame("\x02\x0a\x00", 3, 0, 1, 0);
    check_refused_frame("no checksum", &frame, PHONENUM_ERR_ARCHIVE, "has no checksum");
    frame = make_frame(zeros, sizeof zeros, 1, 0, 0);
    check_refused_frame("no size", &frame, PHONENUM_ERR_ARCHIVE, "does not say how large");
    frame = make_frame("\x03\x0a\x00", 3, 1, 1, 0);
    check_refused_frame("part of a record", &frame, PHONENUM_ERR_ARCHIVE, "whole records");
    frame = make_frame("\xff\xff\xff\xff\xff\xff", 6, 1, 1, 0);
    check_refused_frame("bad length", &frame, PHONENUM_ERR_ARCHIVE, "whole records");
    frame = make_frame("\xff\xff\xff\xff\x07", 5, 1, 1, 0);
    check_refused_frame("large record", &frame, PHONENUM_ERR_LIMIT, "record is larger");
    frame = make_frame("\x02\x0a\x00", 3, 1, 1, 0);
    frame.data[4] |= 0x08;
    check_refused_frame("reserved bit", &frame, PHONENUM_ERR_ARCHIVE, "header");
    frame = make_frame("\x02\x0a\x00", 3, 1, 1, 0);
    frame.data[4] |= 1; /* one byte more, for the number of a dictionary */
    check_refused_frame("dictionary", &frame, PHONENUM_ERR_ARCHIVE, "dictionary");
    build_bytes(&frame, "\x50\x2a\x4d\x18\0\0\0\0", 8);
    check_refused_frame("skippable frame", &frame, PHONENUM_ERR_ARCHIVE, "no frame of an archive");
    build_bytes(&frame, "\x0a\x28\xb5\x2f\xfd", 5);
    check_refused_frame("delimited", &frame, PHONENUM_ERR_ARCHIVE, "no frame of an archive");
}

/* A header that announces so much content, and then blocks of one byte that each unfold to 128 KiB of zeros. */
static builder make_bomb(uint64_t content, size_t blocks, int window)
{
    builder out = {0};
    build_bytes(&out, window ? "\x28\xb5\x2f\xfd\xc4" : "\x28\xb5\x2f\xfd\xe4", 5);
    if (window)
        build_byte(&out, (uint8_t)window);
    for (int i = 0; i < 8; i++)
        build_byte(&out, (uint8_t)(content >> 8 * i));
    for (size_t i = 0; i < blocks; i++) {
        const uint32_t header = 128 * 1024 << 3 | 1 << 1 | (i + 1 == blocks);
        build_bytes(&out, (uint8_t[]){(uint8_t)header, (uint8_t)(header >> 8), (uint8_t)(header >> 16), 0}, 4);
    }
    build_bytes(&out, "\0\0\0\0", 4);
    return out;
}

static void test_archive_bomb_is_refused_in_little_memory(void **state)
{
    (void)state;
    builder bomb = make_bomb(PHONENUM_ARCHIVE_FRAME_MAX + 1, 1000, 0);
    check_refused_frame("announces too much", &bomb, PHONENUM_ERR_LIMIT, "content of a frame is larger");
    bomb = make_bomb(UINT64_MAX, 1, 0);
    check_refused_frame("announces everything", &bomb, PHONENUM_ERR_LIMIT, "content of a frame is larger");
    bomb = make_bomb(131072, 1000, 0);
    check_refused_frame("unfolds to more than it announces", &bomb, PHONENUM_ERR_ARCHIVE, "can't be unfolded");
    bomb = make_bomb(PHONENUM_ARCHIVE_FRAME_MAX, 10, 0);
    check_refused_frame("announces more than it has", &bomb, PHONENUM_ERR_ARCHIVE, "room for");
    bomb = make_bomb(1000, 1, 17 << 3 | 1); /* 144 MiB */
    check_refused_frame("window", &bomb, PHONENUM_ERR_LIMIT, "window");
    bomb = make_bomb(131072, 1, 31 << 3 | 7);
    check_refused_frame("largest window", &bomb, PHONENUM_ERR_LIMIT, "window");
    bomb = make_bomb(131072, 1, 0);
    bomb.data[13] |= 6; /* a block of the reserved type */
    check_refused_frame("block type", &bomb, PHONENUM_ERR_ARCHIVE, "block");
}

static void test_archive_frame_with_a_window_of_its_own_is_read(void **state)
{
    (void)state;
    builder stream = make_stream(100);
    builder frame = make_frame(stream.data, stream.size, 1, 1, 10);
    const reading read = read_archive(&frame, NULL);
    assert_int_equal(read.records, 100);
    assert_int_equal(read.status, PHONENUM_ERR_TRUNCATED); /* it has no table */
    builder_free(&frame);
    frame = make_frame(NULL, 0, 1, 1, 0);
    assert_int_equal(read_archive(&frame, NULL).status, PHONENUM_ERR_TRUNCATED);
    assert_int_equal(read_archive(&frame, NULL).error.offset, frame.size);
    builder_free(&frame);
    builder_free(&stream);
}

static void test_archive_limits_are_kept_to_by_every_call(void **state)
{
    (void)state;
    builder bytes = make_archive(40, 1000);
    test_file file = {.bytes = &bytes};
    phonenum_archive archive;
    phonenum_archive_summary summary;
    phonenum_error error = garbage_error();
    phonenum_bytes encoded;
    const phonenum_archive_read_options options[] = {
        {.frame = 300}, {.decode = {.limits = {.input = 30}}}, {.frame = 1}};
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        const reading read = read_archive(&bytes, &options[i]);
        check_failure("read", read.status, &read.error, PHONENUM_ERR_LIMIT, 0, "");
        check_success("open", phonenum_archive_open(&archive, read_at, &file, bytes.size, &options[i], NULL, &error),
                      &error);
        check_failure("get", phonenum_archive_get_bytes(&archive, 0, &encoded, &error), &error, PHONENUM_ERR_LIMIT, 0,
                      "");
        phonenum_archive_close(&archive);
        check_failure(
            "check",
            phonenum_archive_check(read_at, &file, bytes.size, &options[i], NULL, NULL, NULL, &summary, &error), &error,
            PHONENUM_ERR_LIMIT, 0, "");
        assert_int_equal(summary.records, 0);
    }
    builder_free(&bytes);
}

/* Frames that seem good up to their checksum, each for 16 MiB: reading on gives up, and says so. */
static void test_archive_reading_on_gives_up_among_frames_that_only_seem_good(void **state)
{
    (void)state;
    builder bytes = {0};
    for (int i = 0; i < 100; i++) {
        builder bomb = make_bomb(16 << 17, 16, 0);
        build_bytes(&bytes, bomb.data, bomb.size);
        builder_free(&bomb);
    }
    const phonenum_archive_read_options options = {.frame = 1 << 22, .flags = PHONENUM_ARCHIVE_READ_ON};
    const reading read = read_archive(&bytes, &options);
    assert_int_equal(read.errors, 1);
    assert_int_equal(read.status, PHONENUM_ERR_LIMIT);
    assert_non_null(strstr(read.error.message, "gave up"));
    builder_free(&bytes);
    /* A block that never ends. */
    bytes = make_bomb(1 << 22, 0, 0);
    for (size_t i = 0; i < 3000000; i++)
        build_byte(&bytes, 0);
    const reading endless = read_archive(&bytes, &(phonenum_archive_read_options){.frame = 1 << 22});
    assert_int_equal(endless.status, PHONENUM_ERR_TRUNCATED);
    for (size_t i = 0; i < 3000000; i++)
        build_byte(&bytes, 0);
    const reading larger = read_archive(&bytes, &(phonenum_archive_read_options){.frame = 1 << 22});
    assert_int_equal(larger.status, PHONENUM_ERR_LIMIT);
    builder_free(&bytes);
}

/* A record that holds all bytes of a frame, in a frame that is damaged before them. */
static void test_archive_frame_within_a_record_is_no_frame_of_the_archive(void **state)
{
    (void)state;
    builder inner = make_archive(6, 0);
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, NULL, NULL);
    assert_int_equal(phonenum_archive_write_bytes(&writer, inner.data, find_layout(&inner).offsets[1], NULL),
                     PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    /* zstd leaves what it can't compress as it is: the frame is there, byte for byte. */
    size_t at = 1;
    while (memcmp(sink.bytes.data + at, inner.data, 20) != 0)
        at++;
    sink.bytes.data[find_layout(&sink.bytes).offsets[1] - 1] ^= 1;
    const reading on = read_archive(&sink.bytes, &read_on);
    assert_int_equal(on.errors, 1);
    assert_int_equal(on.records, 0);
    builder_free(&sink.bytes);
    builder_free(&inner);
}

/* A frame is damaged, and later the table is missing: two errors, and the second cost nothing. */
static void test_archive_damage_and_no_table_are_two_errors(void **state)
{
    (void)state;
    builder archive = make_archive(40, 400);
    const frame_layout layout = find_layout(&archive);
    archive.data[layout.offsets[1] + 20] ^= 0xff;
    const builder cut = {.data = archive.data, .size = layout.offsets[layout.frames]};
    const reading on = read_archive(&cut, &read_on);
    const check_result checked = check_archive(&cut);
    assert_int_equal(on.errors, 2);
    check_missing(&on, &layout, 1);
    assert_int_equal(checked.summary.damages, 2);
    assert_int_equal(checked.first.place.offset, layout.offsets[1]);
    assert_int_equal(checked.last.place.offset, cut.size);
    assert_int_equal(checked.last.place.size, 0);
    assert_int_equal(checked.last.first_record, checked.summary.records);
    builder_free(&archive);
}

static void test_archive_bytes_behind_the_table_are_damage(void **state)
{
    (void)state;
    builder archive = make_archive(10, 100), twice = make_archive(10, 100);
    build_bytes(&twice, archive.data, archive.size);
    const reading read = read_archive(&twice, NULL);
    assert_int_equal(read.status, PHONENUM_ERR_ARCHIVE);
    assert_int_equal(read.error.offset, archive.size);
    assert_string_equal(read.error.message, "another archive begins behind the seek table");
    assert_int_equal(read.records, 10);
    /* Reading on loses nothing of it. */
    builder another = make_archive_from(10, 10, 100), both = make_archive(10, 100);
    build_bytes(&both, another.data, another.size);
    const reading on = read_archive(&both, &read_on);
    assert_int_equal(on.records, 20);
    assert_int_equal(on.errors, 1);
    assert_int_equal(on.gap.offset, archive.size);
    assert_int_equal(on.gap.size, 0);
    builder_free(&another);
    builder_free(&both);
    /* A frame between the index and the table. */
    const frame_layout layout = find_layout(&archive);
    builder mixed = {0};
    const size_t table = archive.size - TABLE_FIXED - 8 * layout.frames;
    build_bytes(&mixed, archive.data, table);
    build_bytes(&mixed, archive.data, layout.offsets[1]);
    build_bytes(&mixed, archive.data + table, archive.size - table);
    assert_int_equal(read_archive(&mixed, NULL).error.offset, table);
    builder_free(&mixed);
    builder_free(&archive);
    builder_free(&twice);
}

static void test_archive_record_that_does_not_decode_is_skipped_and_has_its_place(void **state)
{
    (void)state;
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_archive_reader reader;
    phonenum_archive archive;
    phonenum_error error = garbage_error();
    phonenum_record record;
    phonenum_arena arena = new_arena();
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, NULL, NULL);
    assert_int_equal(write_numbered(&writer, 0, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_write_bytes(&writer, "\x0a\x01\xff", 3, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_write_bytes(&writer, NULL, 0, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    test_source source = {.data = sink.bytes.data, .size = sink.bytes.size};
    phonenum_archive_reader_init(&reader, test_source_read, &source, NULL, NULL);
    assert_int_equal(phonenum_archive_reader_offset(&reader), 0);
    assert_int_equal(phonenum_archive_reader_gap(&reader).size, 0);
    check_success("1st", phonenum_archive_read(&reader, &arena, &record, &error), &error);
    check_failure("2nd", phonenum_archive_read(&reader, &arena, &record, &error), &error, PHONENUM_ERR_UTF8, 2, "id");
    check_success("3rd", phonenum_archive_read(&reader, &arena, &record, &error), &error);
    check_absent("3rd", &record);
    assert_int_equal(phonenum_archive_read(&reader, &arena, &record, &error), PHONENUM_END);
    assert_int_equal(phonenum_archive_reader_offset(&reader), 0);
    phonenum_archive_reader_free(&reader);
    phonenum_archive_reader_free(NULL);
    test_file file = {.bytes = &sink.bytes};
    assert_int_equal(open_archive(&archive, &file, &error), PHONENUM_OK);
    check_failure("get", phonenum_archive_get(&archive, 1, &arena, &record, &error), &error, PHONENUM_ERR_UTF8, 2,
                  "id");
    check_absent("get", &record);
    phonenum_archive_close(&archive);
    phonenum_archive_close(&archive);
    phonenum_archive_close(NULL);
    phonenum_arena_free(&arena);
    builder_free(&sink.bytes);
}

static void test_archive_borrowed_text_lies_in_the_frame(void **state)
{
    (void)state;
    builder bytes = make_archive(3, 0);
    test_source source = {.data = bytes.data, .size = bytes.size};
    const phonenum_archive_read_options options = {.decode = {.flags = PHONENUM_DECODE_BORROW}};
    phonenum_archive_reader reader;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_archive_reader_init(&reader, test_source_read, &source, &options, NULL);
    assert_int_equal(phonenum_archive_read(&reader, &arena, &record, NULL), PHONENUM_OK);
    assert_int_equal(record.id.data[1], 0x52); /* the tag of the next field, and no NUL */
    phonenum_archive_reader_free(&reader);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

/* Reading stops where the callback fails, and is damage nowhere. */
static void test_archive_callback_that_fails_is_passed_on_and_then_the_end(void **state)
{
    (void)state;
    builder bytes = make_archive(40, 400);
    bytes.data[100] ^= 1;
    for (size_t at = 0; at <= bytes.size; at += 5) {
        test_source source = {
            .data = bytes.data, .size = bytes.size, .chunk = 50, .fail_at = at, .failure = PHONENUM_ERR_IO};
        phonenum_archive_reader reader;
        phonenum_bytes encoded;
        phonenum_error error = garbage_error();
        phonenum_archive_reader_init(&reader, test_source_read, &source, &read_on, NULL);
        phonenum_status status;
        do
            status = phonenum_archive_read_bytes(&reader, &encoded, &error);
        while (status == PHONENUM_OK || status == PHONENUM_ERR_ARCHIVE);
        check_failure("read", status, &error, PHONENUM_ERR_IO, 0, "");
        assert_int_equal(phonenum_archive_read_bytes(&reader, &encoded, &error), PHONENUM_END);
        phonenum_archive_reader_free(&reader);
    }
    builder_free(&bytes);
}

/* Whether the n-th call of read_at() was made, and failed. */
static bool fail_check(const builder *bytes, size_t n)
{
    test_file file = {.bytes = bytes, .fail_at = n};
    phonenum_archive_summary summary;
    phonenum_error error = garbage_error();
    phonenum_status status =
        phonenum_archive_check(read_at, &file, bytes->size, NULL, NULL, NULL, NULL, &summary, &error);
    if (file.calls >= n)
        check_failure("check", status, &error, PHONENUM_ERR_IO, 0, "");
    return file.calls >= n;
}

static void test_archive_check_that_can_not_read_ends_there(void **state)
{
    (void)state;
    builder bytes = make_archive(40, 400);
    for (int broken = 0; broken < 2; broken++) {
        size_t n = 1;
        while (fail_check(&bytes, n))
            n++;
        assert_true(n > 2);
        bytes.data[bytes.size - 1] ^= 1; /* once more without a table */
    }
    builder_free(&bytes);
}

/* Calls that take memory: `n` is the allocation that fails. */
typedef phonenum_status memory_user(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error);

static phonenum_status use_writer(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error)
{
    const phonenum_archive_write_options options = {.frame = 400};
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_status status = PHONENUM_OK;
    (void)bytes;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, allocator);
    for (size_t i = 0; i < 900 && !status; i++)
        status = write_numbered(&writer, i, error);
    if (!status)
        status = phonenum_archive_finish(&writer, error);
    phonenum_archive_writer_free(&writer);
    builder_free(&sink.bytes);
    return status;
}

static phonenum_status use_reader(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error)
{
    test_source source = {.data = bytes->data, .size = bytes->size, .chunk = 3000};
    phonenum_archive_reader reader;
    phonenum_bytes encoded;
    phonenum_archive_reader_init(&reader, test_source_read, &source, &read_on, allocator);
    phonenum_status status;
    do
        status = phonenum_archive_read_bytes(&reader, &encoded, error);
    while (status == PHONENUM_OK);
    phonenum_archive_reader_free(&reader);
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

static phonenum_status use_archive(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error)
{
    test_file file = {.bytes = bytes};
    phonenum_archive archive;
    phonenum_bytes encoded;
    phonenum_status status = phonenum_archive_open(&archive, read_at, &file, bytes->size, NULL, allocator, error);
    for (uint64_t i = 0; !status && i < phonenum_archive_count(&archive); i++)
        status = phonenum_archive_get_bytes(&archive, i, &encoded, error);
    phonenum_archive_close(&archive);
    return status;
}

static phonenum_status use_append(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error)
{
    test_file file = {.bytes = bytes};
    test_sink sink = {0};
    phonenum_archive archive;
    phonenum_archive_writer writer;
    uint64_t end;
    assert_int_equal(open_archive(&archive, &file, error), PHONENUM_OK);
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, NULL, allocator);
    phonenum_status status = phonenum_archive_append(&writer, &archive, &end, error);
    assert_int_equal(end > 0, status == PHONENUM_OK);
    if (!status)
        status = phonenum_archive_finish(&writer, error);
    phonenum_archive_writer_free(&writer);
    phonenum_archive_close(&archive);
    builder_free(&sink.bytes);
    return status;
}

static phonenum_status use_check(const phonenum_allocator *allocator, const builder *bytes, phonenum_error *error)
{
    test_file file = {.bytes = bytes};
    phonenum_archive_summary summary;
    return phonenum_archive_check(read_at, &file, bytes->size, NULL, allocator, NULL, NULL, &summary, error);
}

static void check_memory_user(const char *label, memory_user *use, const builder *bytes, phonenum_status expected,
                              size_t least)
{
    size_t n = 0;
    phonenum_status status = PHONENUM_ERR_NO_MEMORY;
    while (status == PHONENUM_ERR_NO_MEMORY) {
        test_heap heap = {.fail_at = ++n};
        const phonenum_allocator allocator = test_heap_allocator(&heap);
        phonenum_error error = garbage_error();
        status = use(&allocator, bytes, &error);
        if (heap.allocations >= n)
            check_failure(label, status, &error, PHONENUM_ERR_NO_MEMORY, 0, "");
        test_heap_check(label, &heap);
    }
    assert_int_equal(status, expected);
    if (n <= least)
        fail_msg("%s: %zu allocations are too few to prove anything", label, n - 1);
}

static void test_archive_nth_allocation_failing_is_no_memory_and_leaves_nothing_behind(void **state)
{
    (void)state;
    builder bytes = make_archive(900, 3000);
    check_memory_user("writer", use_writer, NULL, PHONENUM_OK, 6);
    check_memory_user("reader", use_reader, &bytes, PHONENUM_OK, 4);
    check_memory_user("archive", use_archive, &bytes, PHONENUM_OK, 5);
    check_memory_user("append", use_append, &bytes, PHONENUM_OK, 3);
    check_memory_user("check", use_check, &bytes, PHONENUM_OK, 5);
    bytes.data[bytes.size - 1] ^= 1;
    check_memory_user("check in order", use_check, &bytes, PHONENUM_ERR_ARCHIVE, 5);
    builder_free(&bytes);
}

/* What failed for want of memory can be done again, and no record is lost or there twice. */
static void test_archive_writer_goes_on_after_an_allocation_that_failed(void **state)
{
    (void)state;
    const phonenum_archive_write_options options = {.frame = 400};
    for (size_t n = 1; n < 12; n++) {
        test_heap heap = {.fail_at = n};
        const phonenum_allocator allocator = test_heap_allocator(&heap);
        test_sink sink = {0};
        phonenum_archive_writer writer;
        phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, &allocator);
        for (size_t i = 0; i < 900; i++) {
            phonenum_status status = write_numbered(&writer, i, NULL);
            if (status == PHONENUM_ERR_NO_MEMORY)
                status = write_numbered(&writer, i, NULL);
            assert_int_equal(status, PHONENUM_OK);
        }
        phonenum_status status = phonenum_archive_finish(&writer, NULL);
        if (status == PHONENUM_ERR_NO_MEMORY)
            status = phonenum_archive_finish(&writer, NULL);
        assert_int_equal(status, PHONENUM_OK);
        phonenum_archive_writer_free(&writer);
        test_heap_check("writer", &heap);
        check_numbers(&sink.bytes, 900);
        builder_free(&sink.bytes);
    }
}

/* However many records there are, the memory is that of a frame, and some bytes for each frame. */
static void test_archive_of_many_records_takes_the_documented_memory(void **state)
{
    (void)state;
    enum {
        FRAME = 65536,
        COUNT = 30000
    };
    const phonenum_archive_write_options options = {.frame = FRAME, .level = 1};
    test_heap heap = {0};
    const phonenum_allocator allocator = test_heap_allocator(&heap);
    test_sink sink = {0};
    phonenum_archive_writer writer;
    numbered made;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, &options, &allocator);
    for (size_t i = 0; i < COUNT; i++) {
        make_record(&made, i);
        assert_int_equal(phonenum_archive_write(&writer, &made.record, NULL), PHONENUM_OK);
    }
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    assert_true(heap.peak < 4 * FRAME + (3 << 19));
    test_heap_check("writer", &heap);
    heap = (test_heap){0};
    phonenum_error error;
    assert_int_equal(use_reader(&allocator, &sink.bytes, &error), PHONENUM_OK);
    assert_true(heap.peak < 5 * FRAME + (1 << 20));
    heap = (test_heap){0};
    assert_int_equal(use_archive(&allocator, &sink.bytes, &error), PHONENUM_OK);
    assert_true(heap.peak < 3 * FRAME + (1 << 19));
    builder_free(&sink.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archive_of_any_size_gives_what_was_written),
        cmocka_unit_test(test_archive_without_records_is_whole),
        cmocka_unit_test(test_archive_unfolds_to_the_delimited_stream),
        cmocka_unit_test(test_archive_record_larger_than_a_frame_has_one_of_its_own),
        cmocka_unit_test(test_archive_writer_refuses_what_it_can_not_write_and_goes_on),
        cmocka_unit_test(test_archive_write_options_out_of_range_are_refused),
        cmocka_unit_test(test_archive_read_options_out_of_range_are_refused),
        cmocka_unit_test(test_archive_cut_anywhere_gives_the_records_of_whole_frames),
        cmocka_unit_test(test_archive_writer_stopped_at_every_write_leaves_whole_frames),
        cmocka_unit_test(test_archive_append_gives_one_archive_of_all),
        cmocka_unit_test(test_archive_every_damaged_byte_is_noticed_and_costs_its_frame_alone),
        cmocka_unit_test(test_archive_random_damage_is_noticed_and_costs_the_frames_that_it_touches),
        cmocka_unit_test(test_archive_table_that_lies_is_found_out),
        cmocka_unit_test(test_archive_table_with_shifted_frames_is_found_out),
        cmocka_unit_test(test_archive_table_with_a_frame_of_no_bytes_is_found_out),
        cmocka_unit_test(test_archive_table_that_announces_more_than_the_file_holds_is_refused),
        cmocka_unit_test(test_archive_table_over_the_limit_is_refused),
        cmocka_unit_test(test_archive_frame_that_does_not_belong_is_refused),
        cmocka_unit_test(test_archive_bomb_is_refused_in_little_memory),
        cmocka_unit_test(test_archive_frame_with_a_window_of_its_own_is_read),
        cmocka_unit_test(test_archive_limits_are_kept_to_by_every_call),
        cmocka_unit_test(test_archive_reading_on_gives_up_among_frames_that_only_seem_good),
        cmocka_unit_test(test_archive_frame_within_a_record_is_no_frame_of_the_archive),
        cmocka_unit_test(test_archive_damage_and_no_table_are_two_errors),
        cmocka_unit_test(test_archive_bytes_behind_the_table_are_damage),
        cmocka_unit_test(test_archive_record_that_does_not_decode_is_skipped_and_has_its_place),
        cmocka_unit_test(test_archive_borrowed_text_lies_in_the_frame),
        cmocka_unit_test(test_archive_callback_that_fails_is_passed_on_and_then_the_end),
        cmocka_unit_test(test_archive_check_that_can_not_read_ends_there),
        cmocka_unit_test(test_archive_nth_allocation_failing_is_no_memory_and_leaves_nothing_behind),
        cmocka_unit_test(test_archive_writer_goes_on_after_an_allocation_that_failed),
        cmocka_unit_test(test_archive_of_many_records_takes_the_documented_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
