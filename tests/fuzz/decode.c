/*
 * Bytes -> record -> bytes -> record, with copied and with borrowed text, under usual and under tight limits; and
 * inspection, which must break where decoding does; and finding, which must give what decoding gives.
 */
#include "../support/paths.h"
#include "fuzz.h"

#include <phonenum/inspect.h>
#include <stdlib.h>

/* Whether two ways to decode agree on this input. The tight one may refuse more, by its limits. */
static void check_other_ways(const uint8_t *data, size_t size, const phonenum_record *record,
                             const phonenum_error *error, phonenum_arena *arena)
{
    const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    const phonenum_decode_options tight = {.limits = fuzz_tight_limits};
    phonenum_record other;
    phonenum_error other_error;
    FUZZ_CHECK(phonenum_decode(data, size, &borrow, arena, &other, &other_error) == error->status);
    fuzz_check_same_error(error, &other_error);
    FUZZ_CHECK(phonenum_equal(record, &other));
    phonenum_status status = phonenum_decode(data, size, &tight, arena, &other, &other_error);
    fuzz_check_error(status, &other_error, size);
    FUZZ_CHECK(status == error->status || status == PHONENUM_ERR_LIMIT);
    FUZZ_CHECK(status || phonenum_equal(record, &other));
}

static void check_inspection(const uint8_t *data, size_t size, const phonenum_error *decoding)
{
    phonenum_inspector inspector;
    phonenum_field field;
    phonenum_error error;
    phonenum_status status;
    size_t end = 0;
    phonenum_inspector_init(&inspector, data, size);
    while ((status = phonenum_inspect_next(&inspector, &field, &error)) == PHONENUM_OK) {
        FUZZ_CHECK(field.offset == end && field.header_size <= size - end);
        end += field.header_size;
        FUZZ_CHECK(field.value_size <= size - end);
        end += field.type == PHONENUM_FIELD_MESSAGE ? 0 : field.value_size;
    }
    if (status == PHONENUM_END)
        FUZZ_CHECK(end == size && (decoding->status == PHONENUM_OK || decoding->status == PHONENUM_ERR_LIMIT));
    else if (decoding->status != PHONENUM_ERR_LIMIT)
        FUZZ_CHECK(status == decoding->status && error.offset == decoding->offset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *input = fuzz_copy(data, size);
    phonenum_arena arena;
    fuzz_heap heap;
    fuzz_arena(&arena, &heap);
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = phonenum_decode(input, size, NULL, &arena, &record, &error);
    fuzz_check_error(status, &error, size);
    FUZZ_CHECK(heap.peak <= 96 * size + 16384);
    check_other_ways(input, size, &record, &error, &arena);
    check_inspection(input, size, &error);
    FUZZ_CHECK(path_that_differs(input, size, &record, &error) == NULL);
    if (!status) {
        fuzz_check_round_trip(&record, &arena);
        fuzz_check_json(&record, &arena);
    }
    phonenum_arena_free(&arena);
    FUZZ_CHECK(heap.live == 0);
    free(input);
    return 0;
}
