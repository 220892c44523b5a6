/*
 * JSON -> record -> bytes -> record -> JSON, in both dialects, with and without the flag of each; redaction; and the
 * walk over an object's members.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Reads the text under these options and checks what was read. Returns the status. */
static phonenum_status check_read(const char *text, size_t size, const phonenum_json_read_options *options)
{
    phonenum_arena arena;
    fuzz_heap heap;
    phonenum_record record;
    phonenum_error error;
    fuzz_arena(&arena, &heap);
    phonenum_status status = phonenum_json_read(text, size, options, &arena, &record, &error);
    fuzz_check_error(status, &error, size);
    FUZZ_CHECK(heap.peak <= 64 * size + 16384);
    if (status) {
        const phonenum_record absent = PHONENUM_RECORD_INIT;
        FUZZ_CHECK(phonenum_equal(&record, &absent));
        fuzz_check_place(&error, (const uint8_t *)text);
    } else {
        fuzz_check_round_trip(&record, &arena);
        fuzz_check_json(&record, &arena);
    }
    phonenum_arena_free(&arena);
    return status;
}

static void check_dialects(const char *text, size_t size)
{
    phonenum_json_read_options options = {.dialect = PHONENUM_JSON_API};
    phonenum_status tolerant = check_read(text, size, &options);
    options.flags = PHONENUM_JSON_STRICT;
    FUZZ_CHECK(check_read(text, size, &options) || !tolerant);
    options.flags = 0;
    options.limits = fuzz_tight_limits;
    phonenum_status limited = check_read(text, size, &options);
    FUZZ_CHECK(limited == tolerant || limited == PHONENUM_ERR_LIMIT);

    phonenum_json_read_options proto = {.dialect = PHONENUM_JSON_PROTO};
    phonenum_status closed = check_read(text, size, &proto);
    proto.flags = PHONENUM_JSON_IGNORE_UNKNOWN;
    FUZZ_CHECK(!check_read(text, size, &proto) || closed);
}

/* What was redacted is JSON that redaction leaves as it is. */
static void check_redaction(phonenum_str text)
{
    size_t size;
    phonenum_error error;
    phonenum_status status = phonenum_json_redact(text, NULL, 0, &size, &error);
    fuzz_check_error(status, &error, SIZE_MAX);
    if (status != PHONENUM_ERR_NO_SPACE)
        return;
    char *once = (char *)fuzz_memory(size), *twice = (char *)fuzz_memory(size);
    size_t again;
    FUZZ_CHECK(phonenum_json_redact(text, once, size, &again, NULL) == PHONENUM_OK && again == size);
    FUZZ_CHECK(phonenum_json_redact((phonenum_str){once, size}, twice, size, &again, NULL) == PHONENUM_OK);
    FUZZ_CHECK(again == size && memcmp(once, twice, size) == 0);
    free(once);
    free(twice);
}

static void check_members(phonenum_str text)
{
    size_t position = 0, before = 0;
    phonenum_str name, value;
    phonenum_error error;
    phonenum_status status;
    while ((status = phonenum_json_next_member(text, &position, &name, &value, &error)) == PHONENUM_OK) {
        FUZZ_CHECK(position > before && position <= text.size);
        FUZZ_CHECK(name.data > text.data && value.data > name.data && value.size > 0);
        FUZZ_CHECK(value.data + value.size <= text.data + text.size);
        before = position;
    }
    FUZZ_CHECK(name.data == NULL && value.data == NULL);
    fuzz_check_error(status, &error, text.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = (char *)fuzz_copy(data, size);
    check_dialects(text, size);
    check_redaction((phonenum_str){text, size});
    check_members((phonenum_str){text, size});
    free(text);
    return 0;
}
