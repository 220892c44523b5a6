/*
 * Runs the vectors of the wire format through decoding, each in every way that a caller could have it decoded.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/samples.h"
#include "support/unknown.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <string.h>

static const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};

static phonenum_record garbage_record(void)
{
    phonenum_record record;
    memset(&record, 0xa5, sizeof record);
    return record;
}

static phonenum_record decode_ok(const char *label, const void *data, size_t size,
                                 const phonenum_decode_options *options, phonenum_arena *arena)
{
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    check_success(label, phonenum_decode(data, size, options, arena, &record, &error), &error);
    return record;
}

static phonenum_bytes encode_ok(const char *label, const phonenum_record *record, phonenum_arena *arena)
{
    phonenum_bytes encoded;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_encode_arena(record, arena, &encoded, &error), &error);
    return encoded;
}

/* The vector's bytes, and those that encoding its record must give. */
static builder expected_encoding(const test_vector *vector)
{
    bool same = strcmp(vector->fields[2], "=") == 0;
    return vector_bytes(vector, vector->fields[same ? 1 : 2]);
}

static void check_reencodes(const test_vector *vector, const phonenum_record *record)
{
    builder expected = expected_encoding(vector);
    phonenum_arena arena = new_arena();
    phonenum_bytes encoded = encode_ok(vector->fields[0], record, &arena);
    check_bytes(vector->fields[0], encoded.data, encoded.size, expected.data, expected.size);
    phonenum_arena_free(&arena);
    builder_free(&expected);
}

/* Fails where a vector before has the name; *count is how many there were. */
static void check_name(const test_vector *vector, char names[][64], size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(names[i], vector->fields[0]) == 0)
            fail_msg("line %zu: another vector is named %s", vector->number, names[i]);
    }
    if (*count == 2000 || strlen(vector->fields[0]) >= 64)
        fail_msg("line %zu: too many names, or a longer one than expected", vector->number);
    strcpy(names[(*count)++], vector->fields[0]);
}

static void run_accepted_name(const test_vector *vector)
{
    static char names[2000][64];
    static size_t count;
    check_name(vector, names, &count);
}

static void run_rejected_name(const test_vector *vector)
{
    static char names[2000][64];
    static size_t count;
    check_name(vector, names, &count);
}

static void test_decode_vectors_have_names_of_their_own(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_accepted_name);
    for_each_vector("wire/reject.txt", WIRE_REJECTED_LEAST, run_rejected_name);
}

static void run_reencodes(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    for (size_t shift = 0; shift < 9; shift++) {
        phonenum_arena arena = new_arena();
        uint8_t *exact = exact_copy(bytes.data, bytes.size, shift);
        phonenum_record record = decode_ok(vector->fields[0], exact, bytes.size, NULL, &arena);
        exact_free(exact, shift); /* a record that still points there would be seen below */
        check_reencodes(vector, &record);
        phonenum_arena_free(&arena);
    }
    builder_free(&bytes);
}

static void test_decode_accepted_vector_encodes_to_the_bytes_expected(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_reencodes);
}

static void check_borrows(const test_vector *vector, const builder *bytes, size_t shift)
{
    phonenum_arena arena = new_arena();
    uint8_t *exact = exact_copy(bytes->data, bytes->size, shift);
    phonenum_record borrowed = decode_ok(vector->fields[0], exact, bytes->size, &borrow, &arena);
    phonenum_record copied = decode_ok(vector->fields[0], exact, bytes->size, NULL, &arena);
    if (!phonenum_equal(&borrowed, &copied))
        fail_msg("%s: borrowed and copied are not equal", vector->fields[0]);
    check_reencodes(vector, &borrowed);
    check_bytes("the input is as it was", exact, bytes->size, bytes->data, bytes->size);
    phonenum_arena_free(&arena);
    exact_free(exact, shift);
}

static void run_borrows(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    for (size_t shift = 0; shift < 9; shift++)
        check_borrows(vector, &bytes, shift);
    builder_free(&bytes);
}

static void test_decode_accepted_vector_borrowed_is_equal_to_copied(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_borrows);
}

static void run_decodes_again(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(vector->fields[0], bytes.data, bytes.size, NULL, &arena);
    phonenum_bytes encoded = encode_ok(vector->fields[0], &record, &arena);
    phonenum_record again = decode_ok(vector->fields[0], encoded.data, encoded.size, NULL, &arena);
    if (!phonenum_equal(&record, &again))
        fail_msg("%s: another record after encoding and decoding", vector->fields[0]);
    phonenum_record copy;
    assert_int_equal(phonenum_copy(&record, &arena, &copy, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&record, &copy));
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_decode_accepted_vector_encoded_decodes_to_an_equal_record(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_decodes_again);
}

/* Writing JSON with these flags must fail as this, or as the other. */
static void check_json_refusal(const char *label, const phonenum_record *record, unsigned flags, phonenum_status one,
                               phonenum_status other)
{
    const phonenum_json_write_options options = {.flags = flags};
    phonenum_error error = garbage_error();
    size_t size;
    phonenum_status status = phonenum_json_write(record, &options, NULL, 0, &size, &error);
    check_refusal(label, status, &error, status == other ? other : one, NULL);
}

/* Where the record has a JSON form, reading it must give a record of the same form. */
static void check_json_form(const char *label, const phonenum_record *record, unsigned flags, const char *expected)
{
    check_json(label, record, flags, expected);
    phonenum_arena arena = new_arena();
    phonenum_record read = json_read_ok(label, expected, strlen(expected), NULL, &arena);
    check_json(label, &read, 0, expected);
    phonenum_arena_free(&arena);
}

static void run_json(const test_vector *vector)
{
    const char *label = vector->fields[0];
    builder bytes = vector_bytes(vector, vector->fields[1]);
    builder json = vector_json(vector, vector->fields[3]);
    build_byte(&json, '\0');
    bool written = json.data[0] == '{';
    phonenum_status refused = written ? PHONENUM_ERR_JSON_UNKNOWN : vector_status(vector, vector->fields[3]);
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(label, bytes.data, bytes.size, NULL, &arena);
    bool unknown = has_unknown(&record);
    if (written)
        check_json_form(label, &record, unknown ? PHONENUM_JSON_DROP_UNKNOWN : 0, (const char *)json.data);
    else
        check_json_refusal(label, &record, PHONENUM_JSON_DROP_UNKNOWN, refused, refused);
    if (unknown)
        check_json_refusal(label, &record, 0, PHONENUM_ERR_JSON_UNKNOWN, refused);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
    builder_free(&json);
}

static void test_decode_accepted_vector_is_written_as_the_json_expected(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_json);
}

/* What must become of the first `cut` bytes of a well-formed message. */
struct outcome {
    phonenum_status status;
    size_t offset;
};

/* Walks over a varint of a well-formed message; false where the cut is inside. */
static bool walk_varint(const uint8_t *data, size_t cut, size_t *at, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (*at == cut)
            return false;
        uint8_t byte = data[(*at)++];
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
}

/* Submessages are bytes here: their length is past the end before anything in them is. */
static struct outcome outcome_of_cut(const uint8_t *data, size_t cut)
{
    size_t open[128];
    size_t depth = 0;
    size_t at = 0;
    while (at < cut) {
        size_t start = at;
        uint64_t tag;
        uint64_t value;
        if (!walk_varint(data, cut, &at, &tag))
            return (struct outcome){PHONENUM_ERR_TRUNCATED, cut};
        size_t value_start = at;
        switch (tag & 7) {
        case BUILD_VARINT:
            if (!walk_varint(data, cut, &at, &value))
                return (struct outcome){PHONENUM_ERR_TRUNCATED, cut};
            break;
        case BUILD_LEN:
            if (!walk_varint(data, cut, &at, &value))
                return (struct outcome){PHONENUM_ERR_TRUNCATED, cut};
            if (value > cut - at)
                return (struct outcome){PHONENUM_ERR_LENGTH, value_start};
            at += (size_t)value;
            break;
        case BUILD_SGROUP:
            open[depth++] = start;
            break;
        case BUILD_EGROUP:
            depth--;
            break;
        default:
            at += (tag & 7) == BUILD_I64 ? 8 : 4;
            if (at > cut)
                return (struct outcome){PHONENUM_ERR_TRUNCATED, cut};
        }
    }
    if (depth > 0)
        return (struct outcome){PHONENUM_ERR_GROUP, open[depth - 1]};
    return (struct outcome){PHONENUM_OK, 0};
}

static void check_prefix(const char *label, const uint8_t *data, size_t cut, const phonenum_decode_options *options)
{
    struct outcome outcome = outcome_of_cut(data, cut);
    phonenum_arena arena = new_arena();
    uint8_t *exact = exact_copy(data, cut, 0);
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(exact, cut, options, &arena, &record, &error);
    check_failure(label, status, &error, outcome.status, outcome.offset, outcome.status ? NULL : "");
    if (status)
        check_absent(label, &record);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
}

static void run_prefixes(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    for (size_t cut = 0; cut < bytes.size; cut++) {
        char label[200];
        snprintf(label, sizeof label, "%s cut at %zu", vector->fields[0], cut);
        check_prefix(label, bytes.data, cut, NULL);
        check_prefix(label, bytes.data, cut, &borrow);
    }
    builder_free(&bytes);
}

static void test_decode_accepted_vector_cut_anywhere_is_refused_or_ends_between_fields(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_prefixes);
}

/* The first `cut` bytes of a submessage, which are all that it has; the record goes on behind it. */
static void check_submessage_cut(const char *label, uint32_t number, const uint8_t *data, size_t cut,
                                 const phonenum_decode_options *options)
{
    struct outcome outcome = outcome_of_cut(data, cut);
    builder message = {0};
    build_field(&message, number, data, cut);
    size_t header = message.size - cut;
    build_text(&message, 1, "zz");
    phonenum_arena arena = new_arena();
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(message.data, message.size, options, &arena, &record, &error);
    if (outcome.status) {
        check_failure(label, status, &error, outcome.status, header + outcome.offset, NULL);
        check_absent(label, &record);
    } else {
        check_success(label, status, &error);
        assert_int_equal(record.id.size, 2);
    }
    phonenum_arena_free(&arena);
    builder_free(&message);
}

/* Where the vector is one otp, admin or link and nothing else. */
static void run_submessage_cuts(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    size_t at = 1;
    uint64_t size;
    bool is_submessage = bytes.size > 0 && (bytes.data[0] == 0x3a || bytes.data[0] == 0x42 || bytes.data[0] == 0x4a) &&
                         walk_varint(bytes.data, bytes.size, &at, &size) && size == bytes.size - at;
    for (size_t cut = 0; is_submessage && cut < size; cut++) {
        char label[200];
        snprintf(label, sizeof label, "%s, the submessage cut at %zu", vector->fields[0], cut);
        check_submessage_cut(label, bytes.data[0] >> 3, bytes.data + at, cut, NULL);
        check_submessage_cut(label, bytes.data[0] >> 3, bytes.data + at, cut, &borrow);
    }
    builder_free(&bytes);
}

static void test_decode_accepted_submessage_cut_anywhere_is_refused_or_ends_between_fields(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_submessage_cuts);
}

/* Decodes into a buffer of `size` bytes that is not aligned; whether that was enough. */
static bool decode_into_buffer(const test_vector *vector, const builder *bytes, size_t size,
                               const phonenum_decode_options *options)
{
    unsigned char *block = exact_copy(NULL, 0, size + 1);
    unsigned char *buffer = block - size;
    phonenum_arena arena;
    phonenum_arena_init(&arena, buffer, size, NULL);
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(bytes->data, bytes->size, options, &arena, &record, &error);
    if (status) {
        check_failure(vector->fields[0], status, &error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
        check_absent(vector->fields[0], &record);
        assert_ptr_equal(phonenum_arena_mark(&arena).next, buffer);
    } else {
        check_success(vector->fields[0], status, &error);
        check_reencodes(vector, &record);
    }
    phonenum_arena_free(&arena);
    exact_free(block, size + 1);
    return !status;
}

static void check_buffers(const test_vector *vector, const builder *bytes, const phonenum_decode_options *options)
{
    size_t most = 16384 + 2 * bytes->size;
    size_t size = 0;
    while (!decode_into_buffer(vector, bytes, size, options)) {
        if (++size > most)
            fail_msg("%s: does not fit into %zu bytes", vector->fields[0], most);
    }
}

static void run_buffers(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    check_buffers(vector, &bytes, NULL);
    check_buffers(vector, &bytes, &borrow);
    builder_free(&bytes);
}

static void test_decode_accepted_vector_into_every_buffer_succeeds_or_changes_nothing(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_buffers);
}

static void run_without_memory(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    test_heap heap = {.fail_at = 1, .fail_for_good = true};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(bytes.data, bytes.size, NULL, &arena, &record, &error);
    if (heap.allocations > 0) {
        check_failure(vector->fields[0], status, &error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
        check_absent(vector->fields[0], &record);
    } else {
        check_success(vector->fields[0], status, &error);
    }
    heap.fail_at = 0;
    decode_ok(vector->fields[0], bytes.data, bytes.size, NULL, &arena); /* the arena is usable */
    test_heap_finish(&arena, &heap);
    builder_free(&bytes);
}

static void test_decode_accepted_vector_without_memory_fails_cleanly(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_without_memory);
}

static void check_rejected(const test_vector *vector, const builder *bytes, const phonenum_decode_options *options,
                           size_t shift)
{
    phonenum_status expected = vector_status(vector, vector->fields[2]);
    uint64_t offset = vector_number(vector, vector->fields[3]);
    phonenum_arena arena = new_arena();
    phonenum_arena_point point = phonenum_arena_mark(&arena);
    uint8_t *exact = exact_copy(bytes->data, bytes->size, shift);
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(exact, bytes->size, options, &arena, &record, &error);
    check_failure(vector->fields[0], status, &error, expected, offset, vector->fields[4]);
    check_absent(vector->fields[0], &record);
    assert_ptr_equal(phonenum_arena_mark(&arena).chunk, point.chunk);
    assert_ptr_equal(phonenum_arena_mark(&arena).next, point.next);
    assert_int_equal(phonenum_decode(exact, bytes->size, options, &arena, &record, NULL), expected);
    phonenum_arena_free(&arena);
    exact_free(exact, shift);
}

static void run_rejects(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    for (size_t shift = 0; shift < 9; shift++) {
        check_rejected(vector, &bytes, NULL, shift);
        check_rejected(vector, &bytes, &borrow, shift);
    }
    builder_free(&bytes);
}

static void test_decode_rejected_vector_fails_with_its_status_offset_and_path(void **state)
{
    (void)state;
    for_each_vector("wire/reject.txt", WIRE_REJECTED_LEAST, run_rejects);
}

static void test_decode_no_data_is_a_record_with_everything_absent(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok("NULL", NULL, 0, NULL, &arena);
    check_absent("NULL", &record);
    record = decode_ok("NULL, borrowed", NULL, 0, &borrow, &arena);
    check_absent("NULL, borrowed", &record);
    phonenum_arena_free(&arena);
}

/* The bytes of sample_full, on the heap, exact. */
static phonenum_bytes encoded_sample(phonenum_arena *arena)
{
    sample full;
    sample_full(&full);
    return encode_ok("sample_full", &full.record, arena);
}

static void test_decode_sample_is_equal_to_what_was_encoded(void **state)
{
    (void)state;
    void (*const samples[])(sample *) = {sample_otp, sample_admin, sample_full};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        phonenum_arena arena = new_arena();
        sample made;
        samples[i](&made);
        phonenum_bytes encoded = encode_ok("sample", &made.record, &arena);
        phonenum_record record = decode_ok("sample", encoded.data, encoded.size, NULL, &arena);
        assert_true(phonenum_equal(&record, &made.record));
        phonenum_arena_free(&arena);
    }
}

static void check_terminated(phonenum_str text)
{
    assert_non_null(text.data);
    assert_int_equal(text.data[text.size], '\0');
}

static void test_decode_copied_text_is_followed_by_a_nul(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_bytes encoded = encoded_sample(&arena);
    phonenum_record record = decode_ok("sample", encoded.data, encoded.size, NULL, &arena);
    check_terminated(record.id);
    check_terminated(record.phone_number);
    check_terminated(record.extra_json);
    check_terminated(record.verification.strategy.custom);
    check_terminated(record.verification.verified_at_client);
    check_terminated(record.verification.channel);
    check_terminated(record.verification.extra_json);
    check_terminated(record.linked_to[0].type);
    check_terminated(record.linked_to[1].id);
    check_terminated(record.linked_to[0].extra_json);
    check_terminated(record.backup_codes[1]);
    phonenum_arena_free(&arena);
}

static bool points_into(phonenum_bytes input, const void *data, size_t size)
{
    const uint8_t *bytes = data;
    return bytes >= input.data && bytes + size <= input.data + input.size;
}

static void test_decode_switched_strategy_leaves_nothing_of_the_other(void **state)
{
    (void)state;
    const uint8_t to_known[] = {0x3a, 5, 0x22, 1, 'x', 0x18, 1}; /* fields 4 and 3 of the otp */
    const uint8_t to_custom[] = {0x3a, 5, 0x18, 1, 0x22, 1, 'x'};
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok("to known", to_known, sizeof to_known, NULL, &arena);
    assert_int_equal(record.verification.strategy.kind, PHONENUM_STRATEGY_KNOWN);
    assert_int_equal(record.verification.strategy.known, PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE);
    assert_null(record.verification.strategy.custom.data);
    assert_int_equal(record.verification.strategy.custom.size, 0);
    record = decode_ok("to custom", to_custom, sizeof to_custom, NULL, &arena);
    assert_int_equal(record.verification.strategy.kind, PHONENUM_STRATEGY_CUSTOM);
    assert_int_equal(record.verification.strategy.known, PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED);
    assert_int_equal(record.verification.strategy.custom.size, 1);
    phonenum_arena_free(&arena);
}

static void test_decode_borrowed_text_and_unknown_point_into_the_input(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_bytes input = encoded_sample(&arena);
    phonenum_record record = decode_ok("sample", input.data, input.size, &borrow, &arena);
    assert_true(points_into(input, record.id.data, record.id.size));
    assert_true(points_into(input, record.extra_json.data, record.extra_json.size));
    assert_true(points_into(input, record.verification.channel.data, record.verification.channel.size));
    assert_true(points_into(input, record.linked_to[1].type.data, record.linked_to[1].type.size));
    assert_true(points_into(input, record.backup_codes[0].data, record.backup_codes[0].size));
    assert_true(points_into(input, record.unknown.data, record.unknown.size));
    assert_true(points_into(input, record.verification.unknown.data, record.verification.unknown.size));
    assert_true(points_into(input, record.linked_to[0].unknown.data, record.linked_to[0].unknown.size));
    phonenum_arena_free(&arena);
}

static void test_decode_borrowed_adjacent_unknown_fields_are_one_view(void **state)
{
    (void)state;
    /* fields 100, 101 and 102 as varints, then 1 as text, then 103 */
    const uint8_t run[] = {0xa0, 0x06, 1, 0xa8, 0x06, 2, 0xb0, 0x06, 3};
    const uint8_t split[] = {0xa0, 0x06, 1, 0xa8, 0x06, 2, 0xb0, 0x06, 3, 0x0a, 0x00, 0xb8, 0x06, 4};
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok("run", run, sizeof run, &borrow, &arena);
    assert_ptr_equal(record.unknown.data, run);
    assert_int_equal(record.unknown.size, sizeof run);
    record = decode_ok("split", split, sizeof split, &borrow, &arena);
    assert_false(points_into((phonenum_bytes){split, sizeof split}, record.unknown.data, record.unknown.size));
    assert_int_equal(record.unknown.size, sizeof split - 2);
    phonenum_arena_free(&arena);
}

static void test_decode_ordinary_record_costs_one_allocation_then_none(void **state)
{
    (void)state;
    void (*const samples[])(sample *) = {sample_otp, sample_admin};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        phonenum_arena bytes_arena = new_arena();
        sample made;
        samples[i](&made);
        phonenum_bytes encoded = encode_ok("sample", &made.record, &bytes_arena);
        test_heap heap = {0};
        phonenum_arena arena;
        test_heap_arena(&arena, &heap);
        for (int round = 0; round < 3; round++) {
            decode_ok("sample", encoded.data, encoded.size, NULL, &arena);
            phonenum_arena_reset(&arena);
        }
        assert_int_equal(heap.allocations, 1);
        test_heap_finish(&arena, &heap);
        phonenum_arena_free(&bytes_arena);
    }
}

static void test_decode_failure_leaves_earlier_records_valid(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    phonenum_arena bytes_arena = new_arena();
    phonenum_bytes encoded = encoded_sample(&bytes_arena);
    phonenum_record first = decode_ok("first", encoded.data, encoded.size, NULL, &arena);
    for (size_t cut = encoded.size - 1; cut > 0; cut -= cut > 7 ? 7 : cut) {
        phonenum_record second;
        (void)!phonenum_decode(encoded.data, cut, NULL, &arena, &second, NULL);
    }
    sample full;
    sample_full(&full);
    assert_true(phonenum_equal(&first, &full.record));
    phonenum_arena_free(&arena);
    phonenum_arena_free(&bytes_arena);
}

static void test_decode_unknown_options_are_refused(void **state)
{
    (void)state;
    phonenum_arena arena = new_arena();
    for (unsigned flag = 2; flag != 0; flag <<= 1) {
        phonenum_decode_options options = {.flags = flag};
        phonenum_record record = garbage_record();
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_decode("", 0, &options, &arena, &record, &error);
        check_failure("flag", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
        check_absent("flag", &record);
    }
    phonenum_arena_free(&arena);
}

/* One message of the schema: how to wrap its fields into a record, and the wire type of each of its numbers. */
static const struct level {
    const char *name;
    uint32_t number;            /* of the record's field that holds it; 0 for the record itself */
    signed char wire_types[16]; /* by number; -1 where the schema has none */
} levels[] = {
    {"record", 0, {-1, 2, 0, 2, 0, 0, 0, 2, 2, 2, 2, 0, 0, -1, -1, 2}},
    {"otp", 7, {-1, 0, 0, 0, 2, 0, 0, 2, 2, -1, -1, -1, -1, -1, -1, 2}},
    {"admin", 8, {-1, 0, 0, 0, 2, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, 2}},
    {"link", 9, {-1, 2, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2}},
};

static phonenum_bytes unknown_of(const struct level *level, const phonenum_record *record)
{
    switch (level->number) {
    case 0:
        return record->unknown;
    case 9:
        assert_int_equal(record->linked_to_count, 1);
        return record->linked_to[0].unknown;
    default:
        return record->verification.unknown;
    }
}

/* Decodes one field alone, and checks that all of it, and nothing else, is unknown. */
static void check_is_unknown(const struct level *level, uint32_t number, unsigned wire_type)
{
    char label[64];
    snprintf(label, sizeof label, "%s field %u, wire type %u", level->name, (unsigned)number, wire_type);
    builder field = {0};
    builder message = {0};
    build_any(&field, number, wire_type);
    if (level->number == 0)
        build_bytes(&message, field.data, field.size);
    else
        build_field(&message, level->number, field.data, field.size);
    phonenum_arena arena = new_arena();
    phonenum_record record = decode_ok(label, message.data, message.size, NULL, &arena);
    phonenum_bytes unknown = unknown_of(level, &record);
    check_bytes(label, unknown.data, unknown.size, field.data, field.size);
    phonenum_bytes encoded = encode_ok(label, &record, &arena);
    check_bytes(label, encoded.data, encoded.size, message.data, message.size);
    phonenum_arena_free(&arena);
    builder_free(&field);
    builder_free(&message);
}

static void test_decode_known_number_with_any_other_wire_type_is_unknown(void **state)
{
    (void)state;
    const unsigned wire_types[] = {BUILD_VARINT, BUILD_I64, BUILD_LEN, BUILD_SGROUP, BUILD_I32};
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        for (uint32_t number = 1; number < 16; number++) {
            for (size_t j = 0; j < COUNT_OF(wire_types); j++) {
                if (levels[i].wire_types[number] != (signed char)wire_types[j])
                    check_is_unknown(&levels[i], number, wire_types[j]);
            }
        }
    }
}

static void test_decode_number_outside_the_schema_is_unknown(void **state)
{
    (void)state;
    const uint32_t numbers[] = {16, 17, 127, 128, 2047, 2048, 1 << 18, 1 << 25, (1 << 29) - 1};
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        for (size_t j = 0; j < COUNT_OF(numbers); j++)
            check_is_unknown(&levels[i], numbers[j], BUILD_LEN);
    }
}

/* Wire types 6 and 7 must be refused at the field's tag, whatever its number. */
static void check_is_refused(const struct level *level, uint32_t number, unsigned wire_type)
{
    char label[64];
    snprintf(label, sizeof label, "%s field %u, wire type %u", level->name, (unsigned)number, wire_type);
    builder field = {0};
    builder message = {0};
    build_tag(&field, number, wire_type);
    build_run(&field, 0x01, 9);
    if (level->number == 0)
        build_bytes(&message, field.data, field.size);
    else
        build_field(&message, level->number, field.data, field.size);
    phonenum_arena arena = new_arena();
    phonenum_record record = garbage_record();
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(message.data, message.size, NULL, &arena, &record, &error);
    check_failure(label, status, &error, PHONENUM_ERR_WIRE_TYPE, message.size - field.size, NULL);
    check_absent(label, &record);
    phonenum_arena_free(&arena);
    builder_free(&field);
    builder_free(&message);
}

static void test_decode_any_number_with_wire_types_6_and_7_is_refused(void **state)
{
    (void)state;
    const uint32_t numbers[] = {16, 17, 100, 2047, 2048, (1 << 29) - 1};
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        for (unsigned wire_type = 6; wire_type < 8; wire_type++) {
            for (uint32_t number = 1; number < 16; number++)
                check_is_refused(&levels[i], number, wire_type);
            for (size_t j = 0; j < COUNT_OF(numbers); j++)
                check_is_refused(&levels[i], numbers[j], wire_type);
        }
    }
}

/* Decodes the record into a fresh arena, which must take one allocation. */
static void check_decodes_with_one_allocation(const char *label, const phonenum_record *record)
{
    phonenum_arena bytes_arena = new_arena();
    phonenum_bytes encoded = encode_ok(label, record, &bytes_arena);
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    decode_ok(label, encoded.data, encoded.size, NULL, &arena);
    if (heap.allocations != 1)
        fail_msg("%s: %zu bytes took %zu allocations", label, encoded.size, heap.allocations);
    test_heap_finish(&arena, &heap);
    phonenum_arena_free(&bytes_arena);
}

/* The lists come after the copy of the input. So the arena must guess how much they take. */
static void test_decode_ordinary_lists_and_extra_json_of_any_size_fit_into_the_one_allocation(void **state)
{
    (void)state;
    enum {
        LINKS = 4,
        CODES = 8,
        TEXT_MOST = 3000
    };
    static char text[TEXT_MOST];
    phonenum_link links[LINKS];
    phonenum_str codes[CODES];
    sample made;
    char label[100];
    memset(text, ' ', sizeof text);
    sample_otp(&made);
    for (size_t i = 0; i < LINKS; i++)
        links[i] = made.links[i % 2];
    for (size_t i = 0; i < CODES; i++)
        codes[i] = PHONENUM_STR("0123456789");
    made.record.linked_to = links;
    made.record.backup_codes = codes;
    for (size_t size = 0; size <= TEXT_MOST; size += 7) {
        made.record.linked_to_count = size % LINKS + 1;
        made.record.backup_codes_count = size % CODES + 1;
        made.record.extra_json = (phonenum_str){text, size};
        snprintf(label, sizeof label, "%zu links, %zu codes, extra_json of %zu bytes", made.record.linked_to_count,
                 made.record.backup_codes_count, size);
        check_decodes_with_one_allocation(label, &made.record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode_vectors_have_names_of_their_own),
        cmocka_unit_test(test_decode_accepted_vector_encodes_to_the_bytes_expected),
        cmocka_unit_test(test_decode_accepted_vector_borrowed_is_equal_to_copied),
        cmocka_unit_test(test_decode_accepted_vector_encoded_decodes_to_an_equal_record),
        cmocka_unit_test(test_decode_accepted_vector_is_written_as_the_json_expected),
        cmocka_unit_test(test_decode_accepted_vector_cut_anywhere_is_refused_or_ends_between_fields),
        cmocka_unit_test(test_decode_accepted_submessage_cut_anywhere_is_refused_or_ends_between_fields),
        cmocka_unit_test(test_decode_accepted_vector_into_every_buffer_succeeds_or_changes_nothing),
        cmocka_unit_test(test_decode_accepted_vector_without_memory_fails_cleanly),
        cmocka_unit_test(test_decode_rejected_vector_fails_with_its_status_offset_and_path),
        cmocka_unit_test(test_decode_no_data_is_a_record_with_everything_absent),
        cmocka_unit_test(test_decode_sample_is_equal_to_what_was_encoded),
        cmocka_unit_test(test_decode_copied_text_is_followed_by_a_nul),
        cmocka_unit_test(test_decode_switched_strategy_leaves_nothing_of_the_other),
        cmocka_unit_test(test_decode_borrowed_text_and_unknown_point_into_the_input),
        cmocka_unit_test(test_decode_borrowed_adjacent_unknown_fields_are_one_view),
        cmocka_unit_test(test_decode_ordinary_record_costs_one_allocation_then_none),
        cmocka_unit_test(test_decode_ordinary_lists_and_extra_json_of_any_size_fit_into_the_one_allocation),
        cmocka_unit_test(test_decode_failure_leaves_earlier_records_valid),
        cmocka_unit_test(test_decode_unknown_options_are_refused),
        cmocka_unit_test(test_decode_known_number_with_any_other_wire_type_is_unknown),
        cmocka_unit_test(test_decode_number_outside_the_schema_is_unknown),
        cmocka_unit_test(test_decode_any_number_with_wire_types_6_and_7_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
