/*
 * A text of many JSON records, read in pieces and from memory at once, which must agree. The first byte of the input
 * says how.
 */
#include "fuzz.h"

#include <stdlib.h>

static void read_both(phonenum_json_reader *pieces, phonenum_json_reader *memory, const uint8_t *text, size_t size,
                      phonenum_arena *arena)
{
    phonenum_record record, other;
    phonenum_error error, other_error;
    phonenum_status status;
    do {
        status = phonenum_json_reader_next(pieces, arena, &record, &error);
        fuzz_check_error(status, &error, size);
        FUZZ_CHECK(phonenum_json_reader_next(memory, arena, &other, &other_error) == status);
        fuzz_check_same_error(&error, &other_error);
        FUZZ_CHECK(phonenum_equal(&record, &other));
        FUZZ_CHECK(phonenum_json_reader_offset(pieces) == phonenum_json_reader_offset(memory));
        if (!status)
            fuzz_check_round_trip(&record, arena);
        else if (status != PHONENUM_END)
            fuzz_check_place(&error, text);
        phonenum_arena_reset(arena);
    } while (status != PHONENUM_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    phonenum_json_read_options options = {.dialect = data[0] & 0x80 ? PHONENUM_JSON_PROTO : PHONENUM_JSON_API};
    if (data[0] & 0x40)
        options.limits = fuzz_tight_limits;
    uint8_t *input = fuzz_copy(data + 1, --size);
    fuzz_source source = {input, size, (data[0] & 0x3f) + 1U};
    phonenum_json_reader pieces, memory;
    phonenum_arena arena;
    phonenum_json_reader_init(&pieces, fuzz_source_read, &source, &options, NULL);
    phonenum_json_reader_init_memory(&memory, (const char *)input, size, &options);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    read_both(&pieces, &memory, input, size, &arena);
    phonenum_arena_free(&arena);
    phonenum_json_reader_free(&memory);
    phonenum_json_reader_free(&pieces);
    free(input);
    return 0;
}
