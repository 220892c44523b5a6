/*
 * The encoder keeps a part of a record on the stack if the buffer has no room to spare. Backup codes must not stay there,
 * whether the record is written or not. Each call runs on a thread, on a stack that the test can search.
 *
 * Without optimisation, and with a sanitizer, compilers keep each local variable on the stack, and the test is skipped.
 */
#include "support/check.h"
#include "support/memory.h"

#include <phonenum/codec.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum {
    STACK_SIZE = 1 << 18,
    CODES = 60 /* more than fit into one piece */
};

static alignas(4096) unsigned char stack[STACK_SIZE];
static uint8_t buffer[4096];

typedef struct job {
    const phonenum_record *record;
    size_t capacity;
    size_t size;
    phonenum_status status;
} job;

/* The encoder combines the bits of all texts by OR. Those of this text hide the others. */
static const phonenum_str all_bits =
    PHONENUM_STR_INIT("\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f");

static void *encode(void *context)
{
    job *to_do = context;
    to_do->status = phonenum_encode(to_do->record, buffer, to_do->capacity, &to_do->size, NULL);
    return NULL;
}

/* Returns what the call wrote, or would have written. */
static size_t check_call(const phonenum_record *record, size_t capacity, phonenum_status status)
{
    job to_do = {.record = record, .capacity = capacity};
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, 0, sizeof stack);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, sizeof stack), 0);
    assert_int_equal(pthread_create(&thread, &attributes, encode, &to_do), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)pthread_attr_destroy(&attributes);
    assert_int_equal(to_do.status, status);
    if (memory_holds_canary(stack, sizeof stack))
        fail_msg("a secret stays on the stack behind capacity %zu", capacity);
    return to_do.size;
}

static void test_encode_leaves_no_code_on_the_stack(void **state)
{
    (void)state;
    phonenum_str codes[CODES];
    for (size_t i = 0; i < CODES; i++)
        codes[i] = PHONENUM_STR(CANARY "12345678901234567890");
    for (size_t count = 1; count <= CODES; count += 1 + count / 2) {
        const phonenum_record record = {.phone_number = all_bits, .backup_codes = codes, .backup_codes_count = count};
        size_t size = check_call(&record, 0, PHONENUM_ERR_NO_SPACE);
        for (size_t capacity = size - 1; capacity > 0; capacity /= 2)
            (void)check_call(&record, capacity, PHONENUM_ERR_NO_SPACE);
        for (size_t capacity = size; capacity <= size + 300; capacity += 100)
            (void)check_call(&record, capacity, PHONENUM_OK);
    }
}

static void test_encode_leaves_no_other_secret_on_the_stack(void **state)
{
    (void)state;
    static const uint8_t unknown[] = "\xa2\x06\x08" CANARY "1";
    const phonenum_str json = PHONENUM_STR("{\"x\":\"" CANARY "1\"}");
    const phonenum_bytes fields = {unknown, sizeof unknown - 1};
    const phonenum_link links[] = {{.type = json}, {.extra_json = json}, {.unknown = fields}};
    const phonenum_record records[] = {
        {.extra_json = json},
        {.unknown = fields},
        {.verification = {.kind = PHONENUM_VERIFICATION_OTP, .extra_json = json}},
        {.verification = {.kind = PHONENUM_VERIFICATION_ADMIN, .unknown = fields}},
        {.linked_to = &links[1], .linked_to_count = 1},
        {.linked_to = &links[2], .linked_to_count = 1},
    };
    for (size_t i = 0; i < COUNT_OF(records); i++)
        (void)check_call(&records[i], 256, PHONENUM_OK);
}

static void test_encode_refused_record_leaves_no_code_on_the_stack(void **state)
{
    (void)state;
    const phonenum_str codes[] = {PHONENUM_STR(CANARY "1"), PHONENUM_STR("\xff")};
    const phonenum_record record = {
        .phone_number = all_bits, .backup_codes = codes, .backup_codes_count = COUNT_OF(codes)};
    const phonenum_record absent_code = {
        .phone_number = all_bits, .backup_codes = (phonenum_str[]){codes[0], {NULL, 0}}, .backup_codes_count = 2};
    (void)check_call(&record, 256, PHONENUM_ERR_UTF8);
    (void)check_call(&absent_code, 256, PHONENUM_ERR_RECORD);
}

int main(void)
{
#if !defined(__OPTIMIZE__) || defined(TEST_SANITIZED)
    puts("skipped: this build keeps all local variables on the stack");
    return 77;
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_leaves_no_code_on_the_stack),
        cmocka_unit_test(test_encode_leaves_no_other_secret_on_the_stack),
        cmocka_unit_test(test_encode_refused_record_leaves_no_code_on_the_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
