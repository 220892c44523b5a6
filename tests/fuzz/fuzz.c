/*
 * Properties that hold of every record, and what else the fuzzers share.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const phonenum_limits fuzz_tight_limits = {.input = 200, .links = 3, .codes = 3, .unknown = 12, .depth = 3};

void fuzz_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

uint8_t *fuzz_memory(size_t size)
{
    uint8_t *memory = malloc(size > 0 ? size : 1);
    FUZZ_CHECK(memory != NULL);
    return memory;
}

uint8_t *fuzz_copy(const void *data, size_t size)
{
    uint8_t *copy = malloc(size);
    FUZZ_CHECK(copy != NULL || size == 0);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

static void *heap_allocate(void *context, size_t size)
{
    fuzz_heap *heap = context;
    heap->live += size;
    if (heap->live > heap->peak)
        heap->peak = heap->live;
    return malloc(size);
}

static void heap_deallocate(void *context, void *memory, size_t size)
{
    fuzz_heap *heap = context;
    FUZZ_CHECK(size <= heap->live);
    heap->live -= size;
    free(memory);
}

void fuzz_arena(phonenum_arena *arena, fuzz_heap *heap)
{
    const phonenum_allocator allocator = {heap_allocate, heap_deallocate, heap};
    *heap = (fuzz_heap){0, 0};
    phonenum_arena_init(arena, NULL, 0, &allocator);
}

void fuzz_check_error(phonenum_status status, const phonenum_error *error, size_t input_size)
{
    FUZZ_CHECK(error->status == status);
    FUZZ_CHECK(error->offset <= input_size);
    FUZZ_CHECK(memchr(error->field, '\0', sizeof error->field) != NULL);
    for (const char *c = error->field; *c != '\0'; c++)
        FUZZ_CHECK(*c >= ' ' && *c <= '~');
    char text[512];
    FUZZ_CHECK(phonenum_error_format(error, text, sizeof text) < sizeof text);
}

void fuzz_check_same_error(const phonenum_error *a, const phonenum_error *b)
{
    FUZZ_CHECK(a->status == b->status);
    FUZZ_CHECK(a->offset == b->offset && a->line == b->line && a->column == b->column);
    FUZZ_CHECK(strcmp(a->field, b->field) == 0 && strcmp(a->message, b->message) == 0);
}

void fuzz_check_place(const phonenum_error *error, const uint8_t *text)
{
    uint64_t line = 1, column = 1;
    for (uint64_t i = 0; i < error->offset; i++) {
        column = text[i] == '\n' ? 1 : column + ((text[i] & 0xc0) != 0x80);
        line += text[i] == '\n';
    }
    FUZZ_CHECK(error->line == line && error->column == column);
}

/* Encodes into memory of just that capacity, and checks what is said of it. */
static void check_capacity(const phonenum_record *record, phonenum_bytes expected, size_t capacity)
{
    uint8_t *buffer = fuzz_memory(capacity);
    size_t size;
    phonenum_status status = phonenum_encode(record, buffer, capacity, &size, NULL);
    FUZZ_CHECK(size == expected.size);
    FUZZ_CHECK(status == (capacity < size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK));
    FUZZ_CHECK(status || memcmp(buffer, expected.data, size) == 0);
    free(buffer);
}

static void check_delimited(const phonenum_record *record, phonenum_bytes expected)
{
    size_t capacity = expected.size + 5;
    uint8_t *buffer = fuzz_memory(capacity);
    size_t size;
    FUZZ_CHECK(phonenum_encode_delimited(record, buffer, capacity, &size, NULL) == PHONENUM_OK);
    FUZZ_CHECK(size > expected.size && size <= capacity);
    FUZZ_CHECK(memcmp(buffer + size - expected.size, expected.data, expected.size) == 0);
    free(buffer);
}

phonenum_bytes fuzz_encode(const phonenum_record *record, phonenum_arena *arena)
{
    size_t size;
    phonenum_error error, arena_error;
    phonenum_bytes encoded;
    phonenum_status status = phonenum_encoded_size(record, &size, &error);
    fuzz_check_error(status, &error, SIZE_MAX);
    FUZZ_CHECK(phonenum_encode_arena(record, arena, &encoded, &arena_error) == status);
    fuzz_check_same_error(&error, &arena_error);
    if (status) {
        FUZZ_CHECK(size == 0 && encoded.data == NULL && encoded.size == 0);
        FUZZ_CHECK(phonenum_encode(record, NULL, 0, &size, NULL) == status && size == 0);
        return encoded;
    }
    FUZZ_CHECK(encoded.data != NULL && encoded.size == size);
    check_capacity(record, encoded, size + 256);
    for (size_t less = 0; less <= size; less = 3 * less + 1)
        check_capacity(record, encoded, size - less);
    check_delimited(record, encoded);
    return encoded;
}

void fuzz_check_round_trip(const phonenum_record *record, phonenum_arena *arena)
{
    phonenum_record decoded, copy;
    phonenum_arena own;
    phonenum_bytes encoded = fuzz_encode(record, arena);
    FUZZ_CHECK(encoded.data != NULL);
    phonenum_arena_init(&own, NULL, 0, NULL);
    FUZZ_CHECK(phonenum_decode(encoded.data, encoded.size, NULL, &own, &decoded, NULL) == PHONENUM_OK);
    FUZZ_CHECK(phonenum_equal(record, &decoded));
    FUZZ_CHECK(phonenum_copy(&decoded, arena, &copy, NULL) == PHONENUM_OK);
    phonenum_arena_free(&own); /* a copy that pointed there is seen */
    FUZZ_CHECK(phonenum_equal(record, &copy));
}

/* A record as JSON, in the arena; absent where it can't be written. */
static phonenum_str write_json(const phonenum_record *record, phonenum_arena *arena, phonenum_json_dialect dialect,
                               unsigned flags)
{
    phonenum_json_write_options options = {.dialect = dialect, .flags = flags};
    phonenum_str text = {NULL, 0};
    phonenum_error error;
    size_t size;
    phonenum_status status = phonenum_json_write(record, &options, NULL, 0, &size, &error);
    fuzz_check_error(status, &error, SIZE_MAX);
    if (status != PHONENUM_ERR_NO_SPACE)
        return text;
    uint8_t *exact = fuzz_memory(size);
    FUZZ_CHECK(phonenum_json_write(record, &options, (char *)exact, size, &text.size, NULL) == PHONENUM_OK);
    FUZZ_CHECK(text.size == size);
    char *kept = phonenum_arena_alloc(arena, size, 1);
    FUZZ_CHECK(kept != NULL);
    memcpy(kept, exact, size);
    text.data = kept;
    free(exact);
    return text;
}

static void check_dialect(const phonenum_record *record, phonenum_arena *arena, phonenum_json_dialect dialect)
{
    phonenum_json_read_options options = {.dialect = dialect};
    phonenum_str first = write_json(record, arena, dialect, PHONENUM_JSON_DROP_UNKNOWN);
    if (!first.data)
        return;
    phonenum_record read;
    FUZZ_CHECK(phonenum_json_read(first.data, first.size, &options, arena, &read, NULL) == PHONENUM_OK);
    phonenum_str second = write_json(&read, arena, dialect, 0);
    FUZZ_CHECK(second.data != NULL && second.size == first.size);
    FUZZ_CHECK(memcmp(first.data, second.data, first.size) == 0);
    phonenum_str pretty = write_json(record, arena, dialect, PHONENUM_JSON_PRETTY | PHONENUM_JSON_DROP_UNKNOWN);
    phonenum_record same;
    FUZZ_CHECK(phonenum_json_read(pretty.data, pretty.size, &options, arena, &same, NULL) == PHONENUM_OK);
    FUZZ_CHECK(phonenum_equal(&read, &same));
}

void fuzz_check_json(const phonenum_record *record, phonenum_arena *arena)
{
    check_dialect(record, arena, PHONENUM_JSON_API);
    check_dialect(record, arena, PHONENUM_JSON_PROTO);
}

phonenum_status fuzz_source_read(void *source, void *buffer, size_t capacity, size_t *size)
{
    fuzz_source *in = source;
    *size = in->size < in->piece ? in->size : in->piece;
    if (*size > capacity)
        *size = capacity;
    if (*size > 0)
        memcpy(buffer, in->data, *size);
    in->data += *size;
    in->size -= *size;
    return PHONENUM_OK;
}
