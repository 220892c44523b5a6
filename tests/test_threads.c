/*
 * Const records, options and what is decoded from the same bytes may be shared: several threads do everything at once with
 * one record, each with an arena of its own. What goes wrong, ThreadSanitizer sees; elsewhere it is the outcome that is checked.
 */
#include "support/check.h"
#include "support/samples.h"

#include <phonenum/inspect.h>
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <pthread.h>
#include <string.h>

enum {
    THREADS = 4,
    ROUNDS = 200,
    TEXT_MAX = 4096
};

/* What all threads share, and none writes. */
typedef struct shared {
    sample sample;
    uint8_t bytes[TEXT_MAX];
    size_t size;
    char json[TEXT_MAX];
    size_t json_size;
} shared;

static const phonenum_json_write_options drop_unknown = {.flags = PHONENUM_JSON_DROP_UNKNOWN};

static size_t count_fields(const shared *given)
{
    phonenum_inspector inspector;
    phonenum_field field;
    size_t count = 0;
    phonenum_inspector_init(&inspector, given->bytes, given->size);
    while (phonenum_inspect_next(&inspector, &field, NULL) == PHONENUM_OK)
        count++;
    return count;
}

/* Whether reading of all kinds gives the shared record. */
static bool reads_right(const shared *given, phonenum_arena *arena)
{
    static const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    const phonenum_record *record = &given->sample.record;
    phonenum_record decoded, borrowed, copy, read;
    phonenum_error error;
    if (phonenum_decode(given->bytes, given->size, NULL, arena, &decoded, &error) ||
        phonenum_decode(given->bytes, given->size, &borrow, arena, &borrowed, &error) ||
        phonenum_copy(record, arena, &copy, &error) ||
        phonenum_json_read(given->json, given->json_size, NULL, arena, &read, &error))
        return false;
    return phonenum_equal(record, &decoded) && phonenum_equal(record, &borrowed) && phonenum_equal(record, &copy) &&
           phonenum_validate(record, 0, &error) == PHONENUM_OK &&
           phonenum_decode(given->bytes, given->size - 1, NULL, arena, &decoded, &error) != PHONENUM_OK;
}

static bool go_on(void *context, const phonenum_error *broken)
{
    (void)context;
    return broken->status == PHONENUM_ERR_RULE;
}

/* Whether writing of all kinds gives the shared bytes and text. */
static bool writes_right(const shared *given, phonenum_arena *arena)
{
    const phonenum_record *record = &given->sample.record;
    uint8_t bytes[TEXT_MAX];
    char json[TEXT_MAX];
    size_t size, json_size;
    phonenum_bytes encoded;
    phonenum_error error;
    const phonenum_json_write_options redacted = {.flags = PHONENUM_JSON_DROP_UNKNOWN | PHONENUM_JSON_REDACT};
    if (phonenum_json_write(record, &redacted, json, sizeof json, &json_size, &error) ||
        phonenum_validate_each(record, PHONENUM_VALIDATE_CLOSED, go_on, NULL) != PHONENUM_ERR_RULE)
        return false;
    if (phonenum_encode(record, bytes, sizeof bytes, &size, &error) ||
        phonenum_encode_arena(record, arena, &encoded, &error) ||
        phonenum_json_write(record, &drop_unknown, json, sizeof json, &json_size, &error))
        return false;
    return size == given->size && memcmp(bytes, given->bytes, size) == 0 && encoded.size == size &&
           json_size == given->json_size && memcmp(json, given->json, json_size) == 0;
}

static void *work(void *context)
{
    const shared *given = context;
    const size_t fields = count_fields(given);
    phonenum_arena arena;
    size_t failures = 0;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        failures += !reads_right(given, &arena);
        failures += !writes_right(given, &arena);
        failures += count_fields(given) != fields;
        phonenum_arena_reset(&arena);
    }
    phonenum_arena_free(&arena);
    return failures == 0 ? NULL : context;
}

static void test_threads_share_a_const_record(void **state)
{
    (void)state;
    static shared given;
    pthread_t threads[THREADS];
    sample_full(&given.sample);
    const phonenum_record *record = &given.sample.record;
    assert_int_equal(phonenum_encode(record, given.bytes, sizeof given.bytes, &given.size, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_json_write(record, &drop_unknown, given.json, sizeof given.json, &given.json_size, NULL),
                     PHONENUM_OK);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &given), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_share_a_const_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
