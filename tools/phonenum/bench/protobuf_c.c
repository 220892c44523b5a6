/*
 * Runs protobuf-c for `phonenum bench`, and checks that its results are the same as those of phonenum.
 *
 * protobuf-c uses malloc(), as in every program without its own allocator. So its memory is not wiped. Backup codes may
 * stay in freed memory until the program ends, soon after the measurement.
 */
#include "bench/codec.h"

#include <phonenum/protobuf_c.h>
#include <stdalign.h>
#include <string.h>

static phonenum_status differs(phonenum_error *error, const char *message)
{
    *error = (phonenum_error){.status = PHONENUM_ERR_RECORD, .message = message};
    return error->status;
}

/* Checks that packing gives the same bytes as phonenum_encode(). Leaves these bytes in the arena. */
static phonenum_status check_encode(struct bench_memory *memory, const phonenum_record *record,
                                    const Phonenum__V1__PhoneNumber *message, phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_status status = phonenum_encode_arena(record, &memory->arena, &encoded, error);
    if (status)
        return status;
    if (phonenum__v1__phone_number__get_packed_size(message) != encoded.size ||
        phonenum__v1__phone_number__pack(message, memory->buffer) != encoded.size ||
        memcmp(memory->buffer, encoded.data, encoded.size) != 0)
        return differs(error, "protobuf-c encodes it to different bytes");
    return PHONENUM_OK;
}

/* Checks that unpacking gives the same record as phonenum_decode(). */
static phonenum_status check_decode(struct bench_memory *memory, const struct bench_record *expected,
                                    phonenum_error *error)
{
    phonenum_record record;
    Phonenum__V1__PhoneNumber *message =
        phonenum__v1__phone_number__unpack(NULL, expected->encoded.size, expected->encoded.data);
    if (!message)
        return differs(error, "protobuf-c cannot decode it");
    phonenum_status status = phonenum_from_protobuf_c(message, &memory->arena, &record, error);
    if (!status && !phonenum_equal(&record, &expected->record))
        status = differs(error, "protobuf-c decodes it to a different record");
    phonenum__v1__phone_number__free_unpacked(message, NULL);
    return status;
}

static phonenum_status prepare_one(struct bench_memory *memory, size_t i, phonenum_error *error)
{
    const struct bench_record *record = &memory->records->list[i];
    Phonenum__V1__PhoneNumber *message;
    phonenum_status status = phonenum_to_protobuf_c(&record->record, &memory->arena, &message, error);
    memory->messages[i] = message;
    if (status)
        return status;
    const phonenum_arena_point point = phonenum_arena_mark(&memory->arena);
    status = check_encode(memory, &record->record, message, error);
    if (!status)
        status = check_decode(memory, record, error);
    phonenum_arena_rewind(&memory->arena, point);
    return status;
}

static phonenum_status prepare(struct bench_memory *memory, size_t *number, phonenum_error *error)
{
    const struct bench_records *records = memory->records;
    phonenum_status status = PHONENUM_OK;
    memory->messages = phonenum_arena_alloc(&memory->arena, records->count * sizeof *memory->messages, alignof(void *));
    if (!memory->messages)
        return PHONENUM_ERR_NO_MEMORY;
    for (*number = 0; *number < records->count && !status; ++*number)
        status = prepare_one(memory, *number, error);
    return status;
}

static bool decode(struct bench_memory *memory)
{
    const struct bench_records *records = memory->records;
    uint64_t sum = 0;
    for (size_t i = 0; i < records->count; i++) {
        phonenum_bytes encoded = records->list[i].encoded;
        Phonenum__V1__PhoneNumber *message = phonenum__v1__phone_number__unpack(NULL, encoded.size, encoded.data);
        if (!message)
            return false;
        sum += bench_sum(message->n_linked_to, message->n_backup_codes, message->has_created_at, message->created_at);
        phonenum__v1__phone_number__free_unpacked(message, NULL);
    }
    return sum == records->sum;
}

static bool encode(struct bench_memory *memory)
{
    const struct bench_records *records = memory->records;
    uint64_t bytes = 0;
    for (size_t i = 0; i < records->count; i++)
        bytes += phonenum__v1__phone_number__pack(memory->messages[i], memory->buffer);
    return bytes == records->encoded_bytes;
}

static const struct bench_codec protobuf_c = {"protobuf-c", prepare, decode, encode};
const struct bench_codec *const bench_protobuf_c = &protobuf_c;
