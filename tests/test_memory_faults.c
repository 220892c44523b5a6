/*
 * Memory that fails, in every public call that takes some: the n-th allocation, once and for good, for every n; and arenas
 * on buffers of every size.
 */
#include "support/calls.h"
#include "support/check.h"
#include "support/json.h"
#include "support/malloc.h"
#include "support/samples.h"

#include <phonenum/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A record of which every form takes many allocations: long texts, lists and unknown fields, secrets among them. */
typedef struct hungry {
    phonenum_record record;
    phonenum_link links[6000];
    phonenum_str codes[1500];
    char text[6000];
    char extra[20000];
    uint8_t unknown[7000];
} hungry;

/* One JSON object of many members, a secret in the first, names with escapes, and a nested object. */
static phonenum_str many_members(char *buffer, size_t capacity)
{
    size_t size = (size_t)snprintf(buffer, capacity, "{\"x\":\"" CANARY "extra\",\"\\u0079\":{\"backup_codes\":[1]}");
    for (int i = 0; size < capacity - 100; i++)
        size += (size_t)snprintf(buffer + size, capacity - size, ",\"n%d\\u0000\":%d", i, i);
    buffer[size++] = '}';
    return (phonenum_str){buffer, size};
}

/* Unknown fields, each by itself, so that decoding meets them one after another. */
static phonenum_bytes many_unknown(uint8_t *buffer, size_t capacity)
{
    static const uint8_t field[] = {0xa2, 0x06, 0x0a, 'c', 'A', 'n', 'A', 'r', 'Y', '-', 'u', 'n', 'k'};
    size_t size = 0;
    for (; size + sizeof field <= capacity; size += sizeof field)
        memcpy(buffer + size, field, sizeof field);
    return (phonenum_bytes){buffer, size};
}

static void make_hungry(hungry *out)
{
    sample full;
    sample_full(&full);
    memset(out, 0, sizeof *out);
    memset(out->text, 'x', sizeof out->text);
    const phonenum_str text = {out->text, sizeof out->text};
    out->record = full.record;
    out->record.id = text;
    out->record.verification.channel = text;
    out->record.extra_json = many_members(out->extra, sizeof out->extra);
    out->record.unknown = many_unknown(out->unknown, sizeof out->unknown);
    out->record.verification.unknown = out->record.unknown;
    for (size_t i = 0; i < COUNT_OF(out->links); i++)
        out->links[i] = i % 100 == 0 ? full.links[0] : (phonenum_link){.id = PHONENUM_STR("")};
    for (size_t i = 0; i < COUNT_OF(out->codes); i++)
        out->codes[i] = PHONENUM_STR(CANARY "code");
    out->links[0].extra_json = PHONENUM_STR("{\"z\":\"" CANARY "link\"}");
    out->record.linked_to = out->links;
    out->record.linked_to_count = COUNT_OF(out->links);
    out->record.backup_codes = out->codes;
    out->record.backup_codes_count = COUNT_OF(out->codes);
}

/* Makes the call with malloc() on the heap, into a record that holds anything. */
static phonenum_status run_on(test_heap *heap, const memory_call *call, const call_forms *forms, phonenum_arena *arena,
                              phonenum_record *record, phonenum_error *error)
{
    memset(record, 0xa5, sizeof *record);
    *error = garbage_error();
    test_malloc_from(heap);
    phonenum_status status = call->run(forms, arena, record, error);
    test_malloc_from(NULL);
    return status;
}

/* Fails unless the call failed for want of memory, and left nothing behind. */
static void check_no_memory(const memory_call *call, phonenum_status status, const phonenum_error *error,
                            const phonenum_record *record)
{
    check_refusal(call->name, status, error, PHONENUM_ERR_NO_MEMORY, NULL);
    assert_int_equal(error->offset, 0);
    check_absent(call->name, record);
    assert_false(memory_holds_canary(error, sizeof *error));
}

static void reset_and_free_on(test_heap *heap, const memory_call *call, phonenum_arena *arena)
{
    phonenum_arena_reset(arena);
    if (test_heap_holds_canary(heap))
        fail_msg("%s: a secret is left behind a reset", call->name);
    test_malloc_from(heap);
    phonenum_arena_free(arena);
    test_malloc_from(NULL);
    test_heap_check(call->name, heap);
}

/* Makes the call where the n-th allocation fails, in an arena that holds an earlier record. Whether there were as many. */
static bool fail_nth(const memory_call *call, const call_forms *forms, size_t n, bool for_good,
                     const phonenum_record *expected)
{
    test_heap heap = {0};
    phonenum_arena arena;
    phonenum_record earlier, record;
    sample admin;
    phonenum_error error;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    sample_admin(&admin);
    test_malloc_from(&heap);
    phonenum_status status = phonenum_copy(&admin.record, &arena, &earlier, NULL);
    test_malloc_from(NULL);
    assert_int_equal(status, PHONENUM_OK);
    const phonenum_arena_point start = phonenum_arena_mark(&arena);
    heap.fail_at = heap.allocations + n;
    heap.fail_for_good = for_good;
    status = run_on(&heap, call, forms, &arena, &record, &error);
    const bool failed = heap.allocations >= heap.fail_at;
    if (failed && (status || for_good || !call->retries)) {
        check_no_memory(call, status, &error, &record);
        assert_ptr_equal(phonenum_arena_mark(&arena).next, start.next);
        if (test_heap_holds_canary(&heap))
            fail_msg("%s: a secret is left where allocation %zu failed", call->name, n);
        heap.fail_at = 0;
        status = run_on(&heap, call, forms, &arena, &record, &error);
    }
    check_success(call->name, status, &error);
    assert_true(phonenum_equal(&record, expected));
    assert_true(phonenum_equal(&earlier, &admin.record));
    reset_and_free_on(&heap, call, &arena);
    return failed;
}

/* What the call makes of the forms where nothing fails; in an arena that is to be freed. */
static phonenum_record expected_of(const memory_call *call, const call_forms *forms, phonenum_arena *arena)
{
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena_init(arena, NULL, 0, NULL);
    check_success(call->name, call->run(forms, arena, &record, &error), &error);
    if (record.linked_to_count != forms->record->linked_to_count)
        fail_msg("%s: its outcome is wrong", call->name);
    return record;
}

static void check_nth_allocation(const memory_call *call, const call_forms *forms)
{
    phonenum_arena arena;
    const phonenum_record expected = expected_of(call, forms, &arena);
    for (int for_good = 0; for_good < 2; for_good++) {
        size_t n = 1;
        while (fail_nth(call, forms, n, for_good, &expected))
            n++;
        if (n - 1 < call->least)
            fail_msg("%s: %zu allocations are too few to prove anything", call->name, n - 1);
    }
    phonenum_arena_free(&arena);
}

static void test_nth_allocation_failing_is_no_memory_and_leaves_nothing_behind(void **state)
{
    (void)state;
    static hungry made;
    call_forms forms;
    make_hungry(&made);
    call_forms_make(&forms, &made.record);
    for (const memory_call *call = memory_calls; call->name; call++)
        check_nth_allocation(call, &forms);
    call_forms_free(&forms);
}

/* Only whitespace needs memory here, where few names are in the way. */
static void test_whitespace_in_extra_json_without_memory_is_no_memory(void **state)
{
    (void)state;
    const phonenum_record record = {.extra_json = PHONENUM_STR_INIT("{ \"x\":\"" CANARY "extra\" }")};
    test_heap heap = {.fail_at = 1};
    phonenum_error error = garbage_error();
    char text[256];
    size_t size;
    test_malloc_from(&heap);
    phonenum_status status = phonenum_json_write(&record, NULL, text, sizeof text, &size, &error);
    test_malloc_from(NULL);
    check_refusal("whitespace", status, &error, PHONENUM_ERR_NO_MEMORY, NULL);
    assert_int_equal(size, 0);
    heap.fail_at = 0;
    test_malloc_from(&heap);
    status = phonenum_json_write(&record, NULL, text, sizeof text, &size, &error);
    test_malloc_from(NULL);
    check_success("whitespace", status, &error);
    test_heap_check("whitespace", &heap);
}

/* Makes the call in an arena of a buffer of that size and no more. Whether that was enough. */
static bool fit_into(const memory_call *call, const call_forms *forms, size_t size, const phonenum_record *expected)
{
    /* Aligned by chance, and with no byte to spare behind it. */
    unsigned char *end = exact_copy(NULL, 0, size), *buffer = end - size;
    test_heap heap = {0};
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error;
    memset(buffer, 0xa5, size);
    phonenum_arena_init(&arena, buffer, size, NULL);
    phonenum_status status = run_on(&heap, call, forms, &arena, &record, &error);
    if (status) {
        check_no_memory(call, status, &error, &record);
        assert_ptr_equal(phonenum_arena_mark(&arena).next, buffer);
        if (memory_holds_canary(buffer, size))
            fail_msg("%s: a secret is left in a buffer of %zu bytes that is too small", call->name, size);
    } else {
        check_success(call->name, status, &error);
        assert_true(phonenum_equal(&record, expected));
    }
    phonenum_arena_free(&arena);
    if (memory_holds_canary(buffer, size))
        fail_msg("%s: a secret is left in a buffer of %zu bytes", call->name, size);
    test_heap_check(call->name, &heap);
    exact_free(end, size);
    return !status;
}

static void test_buffer_of_every_size_is_enough_or_leaves_nothing_behind(void **state)
{
    (void)state;
    sample full;
    call_forms forms;
    sample_full(&full);
    full.record.id = PHONENUM_STR("escaped in JSON: \n\"\x01");
    full.codes[0] = PHONENUM_STR(CANARY "\n");
    full.record.extra_json = PHONENUM_STR("{\"\\u0079\":\"" CANARY "\",\"\\u0078\":{\"\\u0078\":1.5},\"x \":[]}");
    call_forms_make(&forms, &full.record);
    for (const memory_call *call = memory_calls; call->name; call++) {
        phonenum_arena arena;
        const phonenum_record expected = expected_of(call, &forms, &arena);
        size_t size = 0;
        while (!fit_into(call, &forms, size, &expected))
            size++;
        for (size_t more = 1; more <= 64; more++)
            assert_true(fit_into(call, &forms, size + more, &expected));
        phonenum_arena_free(&arena);
    }
    call_forms_free(&forms);
}

/* Reads a text into a buffer of that size and no more. Whether that was enough. */
static bool read_into(const char *label, const builder *text, phonenum_json_dialect dialect, size_t size)
{
    const phonenum_json_read_options options = {.dialect = dialect};
    unsigned char *end = exact_copy(NULL, 0, size), *buffer = end - size;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, buffer, size, NULL);
    phonenum_status status = phonenum_json_read((char *)text->data, text->size, &options, &arena, &record, &error);
    if (status) {
        check_failure(label, status, &error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
        check_absent(label, &record);
        assert_ptr_equal(phonenum_arena_mark(&arena).next, buffer);
    }
    phonenum_arena_free(&arena);
    exact_free(end, size);
    return !status;
}

static void check_json_buffers(const char *label, const builder *text, phonenum_json_dialect dialect)
{
    size_t size = 0;
    while (!read_into(label, text, dialect, size)) {
        if (++size > 16384 + 32 * text->size)
            fail_msg("%s: does not fit into %zu bytes", label, size);
    }
}

static void run_json_buffers(const test_vector *vector)
{
    builder text = vector_json(vector, vector->fields[1]);
    check_json_buffers(vector->fields[0], &text, PHONENUM_JSON_API);
    builder_free(&text);
}

static void test_json_accepted_vector_into_buffer_of_every_size_succeeds_or_changes_nothing(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_json_buffers);
}

/* What becomes unknown fields, one after another. */
static void test_proto_json_unknown_enum_numbers_into_buffer_of_every_size_succeed_or_change_nothing(void **state)
{
    (void)state;
    static const char json[] = "{\"object\":77,\"otp\":{\"object\":78,\"status\":79,\"strategy\":80}}";
    builder text = {0};
    build_bytes(&text, json, strlen(json));
    check_json_buffers(json, &text, PHONENUM_JSON_PROTO);
    builder_free(&text);
}

/* What writing takes for a look at an extra_json of so many members. */
static void check_memory_for_members(size_t count)
{
    builder text = {0};
    test_heap heap = {0};
    size_t size;
    for (size_t i = 0; i < count; i++) {
        char member[40];
        build_bytes(&text, member, (size_t)snprintf(member, sizeof member, "%c\"\\u0078%zx\":1", i ? ',' : '{', i));
    }
    build_bytes(&text, "}", 1);
    const phonenum_record record = {.extra_json = {(char *)text.data, text.size}};
    test_malloc_from(&heap);
    phonenum_status status = phonenum_json_write(&record, NULL, NULL, 0, &size, NULL);
    test_malloc_from(NULL);
    assert_int_equal(status, PHONENUM_ERR_NO_SPACE);
    if (heap.peak > 64 * text.size + 16384)
        fail_msg("%zu bytes of memory for %zu of extra_json", heap.peak, text.size);
    builder_free(&text);
}

static void test_json_write_of_any_extra_json_keeps_to_the_documented_memory(void **state)
{
    (void)state;
    for (size_t count = 1; count < 50000; count += count / 16 + 1)
        check_memory_for_members(count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nth_allocation_failing_is_no_memory_and_leaves_nothing_behind),
        cmocka_unit_test(test_whitespace_in_extra_json_without_memory_is_no_memory),
        cmocka_unit_test(test_buffer_of_every_size_is_enough_or_leaves_nothing_behind),
        cmocka_unit_test(test_json_accepted_vector_into_buffer_of_every_size_succeeds_or_changes_nothing),
        cmocka_unit_test(test_json_write_of_any_extra_json_keeps_to_the_documented_memory),
        cmocka_unit_test(test_proto_json_unknown_enum_numbers_into_buffer_of_every_size_succeed_or_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
