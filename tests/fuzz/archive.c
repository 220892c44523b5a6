/*
 * Archives. The first byte of the input says what the rest is.
 *
 * Bit 0 clear: an archive as it is. Read in order in pieces, by number and by the check, which must agree, in bounded
 * memory. Bit 0 set: after three bytes, a stream of records. It becomes an archive, of which one byte is then damaged:
 * the second and third byte say which, and how. That must be noticed, and cost the records of one frame at most.
 */
#include "fuzz.h"

#include <phonenum/archive.h>
#include <phonenum/stream.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_LIMIT = 1 << 16,
    SMALL_FRAME = 64
};

/* A file in memory, whose end callbacks move. */
typedef struct file {
    uint8_t *data;
    size_t size;
} file;

static phonenum_status append(void *context, const void *data, size_t size)
{
    file *out = context;
    out->data = realloc(out->data, out->size + size);
    FUZZ_CHECK(out->data != NULL);
    memcpy(out->data + out->size, data, size);
    out->size += size;
    return PHONENUM_OK;
}

static phonenum_status read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    const file *in = context;
    FUZZ_CHECK(offset <= in->size && size <= in->size - offset && size > 0);
    memcpy(buffer, in->data + offset, size);
    return PHONENUM_OK;
}

/* What came of reading in order: a checksum of the records that does not depend on which frame they were in. */
typedef struct result {
    uint64_t records;
    uint64_t sum;
    uint64_t errors;
} result;

static void *heap_allocate(void *context, size_t size)
{
    fuzz_heap *heap = context;
    heap->live += size;
    heap->peak = heap->live > heap->peak ? heap->live : heap->peak;
    return malloc(size);
}

static void heap_deallocate(void *context, void *memory, size_t size)
{
    fuzz_heap *heap = context;
    FUZZ_CHECK(size <= heap->live);
    heap->live -= size;
    free(memory);
}

static void add_record(result *out, phonenum_bytes encoded)
{
    uint64_t sum = encoded.size;
    for (size_t i = 0; i < encoded.size; i++)
        sum = (sum ^ encoded.data[i]) * 0x100000001b3u;
    out->records++;
    out->sum += sum;
}

static result read_in_order(const file *archive, size_t piece, unsigned flags)
{
    const phonenum_archive_read_options options = {.frame = FRAME_LIMIT, .flags = flags};
    fuzz_heap heap = {0, 0};
    const phonenum_allocator allocator = {heap_allocate, heap_deallocate, &heap};
    fuzz_source source = {archive->data, archive->size, piece};
    phonenum_archive_reader reader;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_status status;
    uint64_t end = 0;
    result out = {0, 0, 0};
    phonenum_archive_reader_init(&reader, fuzz_source_read, &source, &options, &allocator);
    while ((status = phonenum_archive_read_bytes(&reader, &encoded, &error)) != PHONENUM_END) {
        fuzz_check_error(status, &error, archive->size);
        if (status == PHONENUM_OK) {
            add_record(&out, encoded);
            continue;
        }
        const phonenum_archive_gap gap = phonenum_archive_reader_gap(&reader);
        out.errors++;
        FUZZ_CHECK(flags != 0 || gap.size == 0);
        FUZZ_CHECK(gap.size == 0 || (gap.offset >= end && gap.size <= archive->size - gap.offset));
        end = gap.offset + gap.size;
    }
    phonenum_archive_reader_free(&reader);
    FUZZ_CHECK(heap.live == 0);
    FUZZ_CHECK(heap.peak <= 5 * FRAME_LIMIT + 3 * archive->size + (1 << 20));
    return out;
}

static result read_by_number(file *archive, phonenum_status *opened)
{
    const phonenum_archive_read_options options = {.frame = FRAME_LIMIT};
    phonenum_archive in;
    phonenum_error error;
    phonenum_bytes encoded;
    result out = {0, 0, 0};
    *opened = phonenum_archive_open(&in, read_at, archive, archive->size, &options, NULL, &error);
    fuzz_check_error(*opened, &error, archive->size);
    if (*opened)
        return out;
    /* An index that lies may announce any number of records. */
    const uint64_t count = phonenum_archive_count(&in) < 4096 ? phonenum_archive_count(&in) : 4096;
    for (uint64_t i = 0; i < count; i++) {
        phonenum_status status = phonenum_archive_get_bytes(&in, count - 1 - i, &encoded, &error);
        fuzz_check_error(status, &error, archive->size);
        if (status)
            out.errors++;
        else
            add_record(&out, encoded);
    }
    phonenum_archive_close(&in);
    return out;
}

static void check_all(file *archive, size_t piece)
{
    const phonenum_archive_read_options options = {.frame = FRAME_LIMIT};
    phonenum_archive_summary summary;
    phonenum_error error;
    phonenum_status opened;
    const result first = read_in_order(archive, piece, 0), on = read_in_order(archive, piece, PHONENUM_ARCHIVE_READ_ON);
    const result numbered = read_by_number(archive, &opened);
    phonenum_status status =
        phonenum_archive_check(read_at, archive, archive->size, &options, NULL, NULL, NULL, &summary, &error);
    fuzz_check_error(status, &error, archive->size);
    FUZZ_CHECK(first.errors <= 1 && first.records <= on.records);
    FUZZ_CHECK((first.errors == 0) == (on.errors == 0));
    FUZZ_CHECK((status == PHONENUM_OK) == (summary.damages == 0));
    if (opened)
        FUZZ_CHECK(summary.records == on.records);
    if (first.errors == 0 && status == PHONENUM_OK) {
        FUZZ_CHECK(first.records == on.records && first.records == summary.records && first.sum == on.sum);
        FUZZ_CHECK(numbered.errors == 0 && (first.records > 4096 || numbered.sum == first.sum));
    }
}

/* Writes the records of the stream, as far as they are whole. */
static void write_archive(file *out, const uint8_t *data, size_t size)
{
    const phonenum_archive_write_options options = {.frame = SMALL_FRAME, .level = 1};
    phonenum_archive_writer writer;
    phonenum_error error;
    size_t written;
    phonenum_archive_writer_init(&writer, append, out, &options, NULL);
    phonenum_status status = phonenum_archive_write_delimited(&writer, data, size, &written, &error);
    fuzz_check_error(status, &error, size);
    FUZZ_CHECK(written <= size && (status != PHONENUM_OK || written == size));
    FUZZ_CHECK(phonenum_archive_finish(&writer, NULL) == PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
}

/* Whether the records have the magic of a frame in them: damage before it may make it one. */
static bool holds_frame(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 4 <= size; i++) {
        if (memcmp(data + i, "\x28\xb5\x2f\xfd", 4) == 0)
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    const size_t piece = (data[0] >> 1) + 1U;
    file archive = {NULL, 0};
    if (data[0] & 1) {
        write_archive(&archive, data + 3, size - 3);
        const result whole = read_in_order(&archive, piece, 0);
        FUZZ_CHECK(whole.errors == 0);
        check_all(&archive, piece);
        archive.data[(data[1] + 256U * (data[2] >> 3)) % archive.size] ^= (uint8_t)(1 << (data[2] & 7));
        const result damaged = read_in_order(&archive, piece, PHONENUM_ARCHIVE_READ_ON);
        FUZZ_CHECK(damaged.errors > 0);
        if (!holds_frame(data, size))
            FUZZ_CHECK(damaged.records <= whole.records && damaged.records + SMALL_FRAME >= whole.records);
    } else {
        FUZZ_CHECK(append(&archive, data + 1, size - 1) == PHONENUM_OK);
    }
    check_all(&archive, piece);
    free(archive.data);
    return 0;
}
