/*
 * What the fuzzers share: the function that libFuzzer or the replay calls, the check that fails loudly, and properties
 * that hold of every record.
 */
#ifndef PHONENUM_TESTS_FUZZ_H
#define PHONENUM_TESTS_FUZZ_H

#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Tries one input; aborts where a property does not hold. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, naming what does not hold. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_failed(__FILE__, __LINE__, #condition))

__attribute__((noreturn)) void fuzz_failed(const char *file, int line, const char *condition);

/* Memory of just that size, so that a byte read or written past it is seen. To be freed. */
uint8_t *fuzz_memory(size_t size);
uint8_t *fuzz_copy(const void *data, size_t size);

/* What an arena takes. */
typedef struct fuzz_heap {
    size_t live;
    size_t peak;
} fuzz_heap;

/* An arena whose memory is counted; what it took at most is to keep to what the headers say. */
void fuzz_arena(phonenum_arena *arena, fuzz_heap *heap);

/* Limits that short inputs reach. */
extern const phonenum_limits fuzz_tight_limits;

/* Checks that a call that returned `status` wrote all of its error, and nothing unprintable into it. */
void fuzz_check_error(phonenum_status status, const phonenum_error *error, size_t input_size);

/* Checks that the line and column of an error in a text are those that its offset has. */
void fuzz_check_place(const phonenum_error *error, const uint8_t *text);

/* Checks that two calls failed, or succeeded, alike. */
void fuzz_check_same_error(const phonenum_error *a, const phonenum_error *b);

/*
 * Encodes a record in every way there is, which must agree, and to every capacity but a few, which must be refused.
 * Returns the bytes, in the arena; absent where the record can't be encoded.
 */
phonenum_bytes fuzz_encode(const phonenum_record *record, phonenum_arena *arena);

/* Checks that a record decodes to itself, and that a copy of that is whole when it alone is left. */
void fuzz_check_round_trip(const phonenum_record *record, phonenum_arena *arena);

/* Checks that a record that writes as JSON, of either dialect, reads and writes as the same text again. */
void fuzz_check_json(const phonenum_record *record, phonenum_arena *arena);

/* Bytes that a callback hands out in pieces of at most `piece` bytes. */
typedef struct fuzz_source {
    const uint8_t *data;
    size_t size;
    size_t piece;
} fuzz_source;

/* A phonenum_read_callback; the context is a fuzz_source. */
phonenum_status fuzz_source_read(void *source, void *buffer, size_t capacity, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
