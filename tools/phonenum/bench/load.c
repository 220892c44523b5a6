/*
 * Loads the records that `phonenum bench` measures, from a file or from the built-in sample.
 */
#include "bench/load.h"

#include "bench/sample.h"
#include "memory.h"
#include "records.h"
#include "report.h"

#include <inttypes.h>
#include <phonenum/json.h>
#include <stdlib.h>
#include <string.h>

enum {
    /*
     * All records are in memory at once: encoded, decoded, and as protobuf-c's messages. A few bytes of input can need
     * much memory. So the limit is on memory, not on the number of records or bytes.
     */
    MEMORY_MAX_MIB = 64
};

static void *allocate(void *context, size_t size)
{
    size_t *taken = context;
    *taken += size;
    return malloc(size);
}

static void deallocate(void *context, void *memory, size_t size)
{
    (void)context;
    (void)size;
    free(memory);
}

static void begin(struct bench_records *records, const char *name)
{
    const phonenum_allocator counting = {allocate, deallocate, &records->memory};
    *records = (struct bench_records){.name = name, .has_json = true};
    phonenum_arena_init(&records->encoded, NULL, 0, &counting);
    phonenum_arena_init(&records->decoded, NULL, 0, &counting);
    phonenum_arena_wipe_on_reset(&records->encoded);
}

static bool is_full(const struct bench_records *records)
{
    size_t memory = records->memory + records->count * sizeof *records->list;
    return memory >= (size_t)MEMORY_MAX_MIB * 1024 * 1024;
}

/* Adds a record with a copy of its bytes to the list. Returns NULL if there is not enough memory. */
static struct bench_record *add_bytes(struct bench_records *records, phonenum_bytes encoded)
{
    size_t used = records->count * sizeof *records->list;
    if (records->capacity - used < sizeof *records->list) {
        void *moved = wipe_and_grow(records->list, &records->capacity, used, used + sizeof *records->list);
        if (!moved)
            return NULL;
        records->list = moved;
    }
    uint8_t *copy = phonenum_arena_alloc(&records->encoded, encoded.size, 1);
    if (!copy)
        return NULL;
    memcpy(copy, encoded.data, encoded.size);
    records->list[records->count].encoded = (phonenum_bytes){copy, encoded.size};
    return &records->list[records->count++];
}

/*
 * Adds the size of a record as JSON. If JSON cannot show the record, the sizes are not compared. Fails only if there is
 * not enough memory.
 */
static phonenum_status add_json_size(struct bench_records *records, const phonenum_record *record,
                                     phonenum_error *error)
{
    size_t size;
    char why[512];
    if (!records->has_json)
        return PHONENUM_OK;
    phonenum_status status = phonenum_json_write(record, NULL, NULL, 0, &size, error);
    if (status == PHONENUM_ERR_NO_MEMORY)
        return status;
    if (status == PHONENUM_ERR_NO_SPACE) {
        records->json_bytes += size;
        return PHONENUM_OK;
    }
    records->has_json = false;
    (void)phonenum_error_format(error, why, sizeof why);
    report_note(records->name, "record %zu: %s; skipping the size comparison with JSON", records->count, why);
    return PHONENUM_OK;
}

static phonenum_status add(struct bench_records *records, phonenum_bytes encoded, phonenum_error *error)
{
    size_t size;
    struct bench_record *added = add_bytes(records, encoded);
    *error =
        (phonenum_error){.status = PHONENUM_ERR_NO_MEMORY, .message = phonenum_status_text(PHONENUM_ERR_NO_MEMORY)};
    if (!added)
        return PHONENUM_ERR_NO_MEMORY;
    phonenum_record *record = &added->record;
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, &records->decoded, record, error);
    if (!status)
        status = phonenum_encoded_size(record, &size, error);
    if (status)
        return status;
    records->input_bytes += encoded.size;
    records->encoded_bytes += size;
    records->largest = size > records->largest ? size : records->largest;
    records->sum +=
        bench_sum(record->linked_to_count, record->backup_codes_count, record->has_created_at, record->created_at);
    return add_json_size(records, record, error);
}

static int load_one(struct bench_records *records, struct records *input, bool *ended)
{
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_status status = records_next(input, &encoded, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    if (!status) {
        status = add(records, encoded, &error);
        error.offset += records_base(input);
    }
    return status ? source_report(&input->source, input->source.records, &error) : EXIT_OK;
}

/* Reports that there are more records. Malformed records do not matter here, but a failed read is an error. */
static int report_rest(const struct bench_records *records, struct records *input)
{
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_status status = records_next(input, &encoded, &error);
    if (status == PHONENUM_ERR_IO || status == PHONENUM_ERR_NO_MEMORY)
        return source_report(&input->source, input->source.records, &error);
    if (status != PHONENUM_END)
        report_note(records->name, "measuring only the first %zu records, because they fill the memory limit of %d MiB",
                    records->count, MEMORY_MAX_MIB);
    return EXIT_OK;
}

static int load_file(struct bench_records *records, const struct invocation *invocation, struct sink *sink)
{
    struct records input;
    bool ended = false;
    const char *path = invocation->paths[0];
    int result = records_open(&input, invocation, strcmp(path, "-") == 0 ? NULL : path, sink);
    if (result)
        return result;
    records->name = input.source.name;
    while (!ended && result == EXIT_OK && !is_full(records))
        result = load_one(records, &input, &ended);
    if (!ended && result == EXIT_OK)
        result = report_rest(records, &input);
    records_note_form(&input, invocation);
    records_close(&input);
    if (result == EXIT_OK && records->count == 0) {
        report_error(records->name, "the input has no records to measure");
        result = EXIT_BAD_DATA;
    }
    return result;
}

static int load_sample(struct bench_records *records)
{
    phonenum_json_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_status status = PHONENUM_OK;
    phonenum_json_reader_init_memory(&reader, (const char *)bench_sample, bench_sample_size, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    while (!status) {
        phonenum_arena_reset(&arena);
        status = phonenum_json_reader_next(&reader, &arena, &record, &error);
        if (!status)
            status = phonenum_encode_arena(&record, &arena, &encoded, &error);
        if (!status)
            status = add(records, encoded, &error);
    }
    phonenum_arena_free(&arena);
    phonenum_json_reader_free(&reader);
    if (status == PHONENUM_END)
        return EXIT_OK;
    report_record(records->name, records->count + 1, 0, false, &error);
    return status == PHONENUM_ERR_NO_MEMORY ? EXIT_SYSTEM : EXIT_BAD_DATA;
}

int bench_load(struct bench_records *records, const struct invocation *invocation, struct sink *sink)
{
    begin(records, "<sample>");
    return invocation->path_count > 0 ? load_file(records, invocation, sink) : load_sample(records);
}

void bench_unload(struct bench_records *records)
{
    wipe_and_free(records->list, records->capacity);
    phonenum_arena_free(&records->encoded);
    phonenum_arena_free(&records->decoded);
}
