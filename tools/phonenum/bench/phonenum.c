/*
 * Runs phonenum for `phonenum bench`, in the same way as a program that processes one record after another.
 */
#include "bench/codec.h"

static bool decode(struct bench_memory *memory)
{
    const struct bench_records *records = memory->records;
    uint64_t sum = 0;
    for (size_t i = 0; i < records->count; i++) {
        phonenum_bytes encoded = records->list[i].encoded;
        phonenum_record record;
        phonenum_arena_reset(&memory->arena);
        if (phonenum_decode(encoded.data, encoded.size, NULL, &memory->arena, &record, NULL))
            return false;
        sum += bench_sum(record.linked_to_count, record.backup_codes_count, record.has_created_at, record.created_at);
    }
    return sum == records->sum;
}

static bool encode(struct bench_memory *memory)
{
    const struct bench_records *records = memory->records;
    uint64_t bytes = 0;
    for (size_t i = 0; i < records->count; i++) {
        size_t size;
        if (phonenum_encode(&records->list[i].record, memory->buffer, memory->capacity, &size, NULL))
            return false;
        bytes += size;
    }
    return bytes == records->encoded_bytes;
}

const struct bench_codec bench_phonenum = {.name = "phonenum", .decode = decode, .encode = encode};
