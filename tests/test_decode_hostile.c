/*
 * Feeds decoding what is made to hurt: limits and one past them, the worst shapes at full size, memory that runs out,
 * secrets that must not stay behind. What takes longer than linear time fails.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TEST_FULL_SIZE
#define TEST_FULL_SIZE (16 << 20)
#endif

enum {
    FULL_SIZE = TEST_FULL_SIZE,
    LISTS_SIZE = 2 << 20,
    SPLITS = 50000,
    TEXTS = 160
};

static const uint8_t empty_otp[] = {0x3a, 0x00};
static const uint8_t empty_link[] = {0x4a, 0x00};
static const uint8_t empty_code[] = {0x52, 0x00};
static const uint8_t unknown_varint[] = {0xa0, 0x06, 0x01}; /* number 100 */

/* A part of the bytes, for what it costs. */
struct part {
    const uint8_t *data;
    size_t size;
    const phonenum_decode_options *options;
};

static void decode_part(void *context)
{
    const struct part *part = context;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    (void)!phonenum_decode(part->data, part->size, part->options, &arena, &record, NULL);
    phonenum_arena_free(&arena);
}

/* Decodes, checks the time and the books of the heap, and hands out the status; *peak is the most memory held. */
static phonenum_status decode_counted(const char *label, const builder *bytes, const phonenum_decode_options *options,
                                      phonenum_error *error, size_t *peak)
{
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    phonenum_record record;
    struct part part = {bytes->data, bytes->size / GROWTH, options};
    const double part_seconds = part_time(decode_part, &part);
    const clock_t start = clock();
    phonenum_status status = phonenum_decode(bytes->data, bytes->size, options, &arena, &record, error);
    check_is_linear(label, part_seconds, (double)(clock() - start) / CLOCKS_PER_SEC);
    if (status)
        check_absent(label, &record);
    *peak = heap.peak;
    test_heap_finish(&arena, &heap);
    return status;
}

/* Fails unless the bytes are refused so in both modes. */
static void check_refused(const char *label, const builder *bytes, phonenum_limits limits, phonenum_status expected,
                          uint64_t offset, const char *field)
{
    phonenum_decode_options options = {.limits = limits};
    for (int i = 0; i < 2; i++) {
        phonenum_error error = garbage_error();
        size_t peak;
        phonenum_status status = decode_counted(label, bytes, &options, &error, &peak);
        check_failure(label, status, &error, expected, offset, field);
        options.flags = PHONENUM_DECODE_BORROW;
    }
}

static void check_limit(const char *label, const builder *bytes, phonenum_limits limits, uint64_t offset,
                        const char *field)
{
    check_refused(label, bytes, limits, PHONENUM_ERR_LIMIT, offset, field);
}

/* Fails unless the bytes decode in both modes, with no more memory than `most`. */
static void check_decodes(const char *label, const builder *bytes, phonenum_limits limits, size_t most)
{
    phonenum_decode_options options = {.limits = limits};
    for (int i = 0; i < 2; i++) {
        phonenum_error error = garbage_error();
        size_t peak;
        check_success(label, decode_counted(label, bytes, &options, &error, &peak), &error);
        if (peak > most)
            fail_msg("%s: %zu bytes of memory for %zu of input", label, peak, bytes->size);
        options.flags = PHONENUM_DECODE_BORROW;
    }
}

static void check_within_limit(const char *label, const builder *bytes, phonenum_limits limits)
{
    check_decodes(label, bytes, limits, SIZE_MAX);
}

static void test_decode_input_limit_and_one_past(void **state)
{
    (void)state;
    builder bytes = {0};
    build_text(&bytes, 1, "12345678"); /* ten bytes */
    check_within_limit("at", &bytes, (phonenum_limits){.input = 10});
    check_limit("one past", &bytes, (phonenum_limits){.input = 9}, 9, "");
    builder_free(&bytes);
}

static void test_decode_default_input_limit_is_64_mib(void **state)
{
    (void)state;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    phonenum_error error = garbage_error();
    const size_t limit = (size_t)64 << 20;
    /* The size is judged before the first byte is looked at, so that there need not be so many. */
    phonenum_status status = phonenum_decode("", limit + 1, NULL, &arena, &record, &error);
    check_failure("one past", status, &error, PHONENUM_ERR_LIMIT, limit, "");
    uint8_t *bytes = calloc(1, limit);
    assert_non_null(bytes);
    status = phonenum_decode(bytes, limit, NULL, &arena, &record, &error);
    check_failure("at", status, &error, PHONENUM_ERR_TAG, 0, "");
    phonenum_arena_free(&arena);
    free(bytes);
}

/* `most` elements of a list with fields between them, at the limit and one past it. */
static void check_list_limit(const uint8_t *element, size_t most, phonenum_limits limits, const char *past_path)
{
    builder bytes = {0};
    for (size_t i = 0; i < most; i++) {
        build_bytes(&bytes, element, 2);
        build_tag(&bytes, 6, BUILD_VARINT);
        build_byte(&bytes, 1);
    }
    check_within_limit("at", &bytes, limits);
    size_t at = bytes.size;
    build_bytes(&bytes, element, 2);
    build_byte(&bytes, 0x00); /* broken behind it: the limit is met first */
    check_limit("one past", &bytes, limits, at, past_path);
    builder_free(&bytes);
}

static void test_decode_list_limits_and_one_past(void **state)
{
    (void)state;
    check_list_limit(empty_link, 1, (phonenum_limits){.links = 1}, "linked_to[1]");
    check_list_limit(empty_link, 7, (phonenum_limits){.links = 7}, "linked_to[7]");
    check_list_limit(empty_link, 65536, (phonenum_limits){0}, "linked_to[65536]");
    check_list_limit(empty_code, 1, (phonenum_limits){.codes = 1}, "backup_codes[1]");
    check_list_limit(empty_code, 7, (phonenum_limits){.codes = 7}, "backup_codes[7]");
    check_list_limit(empty_code, 65536, (phonenum_limits){0}, "backup_codes[65536]");
}

static void test_decode_limits_of_the_lists_are_apart(void **state)
{
    (void)state;
    builder bytes = {0};
    build_repeated(&bytes, empty_code, 2, 9);
    build_repeated(&bytes, empty_link, 2, 3);
    check_within_limit("apart", &bytes, (phonenum_limits){.codes = 9, .links = 3});
    builder_free(&bytes);
}

/* Three bytes of unknown fields in each of the messages, so that all of them count. */
static builder unknown_everywhere(void)
{
    builder bytes = {0};
    build_bytes(&bytes, unknown_varint, 3);
    build_field(&bytes, 7, unknown_varint, 3);
    build_field(&bytes, 8, unknown_varint, 3); /* what the otp had is discarded, but was read */
    build_field(&bytes, 9, unknown_varint, 3);
    build_field(&bytes, 9, unknown_varint, 3);
    const uint8_t unknown_enum[] = {0x10, 0x80, 0x01}; /* field 2: 128 */
    build_bytes(&bytes, unknown_enum, 3);
    return bytes;
}

static void test_decode_unknown_limit_counts_all_messages_together(void **state)
{
    (void)state;
    builder bytes = unknown_everywhere();
    check_within_limit("at", &bytes, (phonenum_limits){.unknown = 18});
    check_limit("in the enum", &bytes, (phonenum_limits){.unknown = 17}, 23, "object");
    check_limit("in the second link", &bytes, (phonenum_limits){.unknown = 14}, 20, "linked_to[1].100");
    check_limit("in the first link", &bytes, (phonenum_limits){.unknown = 11}, 15, "linked_to[0].100");
    check_limit("in the admin", &bytes, (phonenum_limits){.unknown = 8}, 10, "verification.admin.100");
    check_limit("in the otp", &bytes, (phonenum_limits){.unknown = 5}, 5, "verification.otp.100");
    check_limit("in the record", &bytes, (phonenum_limits){.unknown = 2}, 0, "100");
    builder_free(&bytes);
}

static void test_decode_default_unknown_limit_is_1_mib(void **state)
{
    (void)state;
    builder bytes = {0};
    build_tag(&bytes, 100, BUILD_LEN); /* two bytes, and three of length */
    build_varint(&bytes, (1 << 20) - 5);
    build_run(&bytes, 'x', (1 << 20) - 5);
    check_within_limit("at", &bytes, (phonenum_limits){0});
    size_t at = bytes.size;
    build_bytes(&bytes, unknown_varint, 3);
    check_limit("past", &bytes, (phonenum_limits){0}, at, "100");
    builder_free(&bytes);
}

/* Groups of number 100, `depth` of them one in another, in a submessage or none (number 0). */
static builder nested_groups(uint32_t number, size_t depth)
{
    builder groups = {0};
    for (size_t i = 0; i < depth; i++)
        build_tag(&groups, 100, BUILD_SGROUP);
    for (size_t i = 0; i < depth; i++)
        build_tag(&groups, 100, BUILD_EGROUP);
    if (number == 0)
        return groups;
    builder message = {0};
    build_field(&message, number, groups.data, groups.size);
    builder_free(&groups);
    return message;
}

static void check_depth(uint32_t number, size_t limit, const char *path)
{
    size_t most = number == 0 ? limit : limit - 1;
    builder at = nested_groups(number, most);
    builder past = nested_groups(number, most + 1);
    phonenum_limits limits = {.depth = limit};
    check_within_limit("at", &at, limits);
    /* All but the last four bytes in a group are two tags of two bytes. */
    size_t header = past.size - 4 * (most + 1);
    check_limit("one past", &past, limits, header + 2 * most, path);
    builder_free(&at);
    builder_free(&past);
}

static void test_decode_depth_limit_and_one_past(void **state)
{
    (void)state;
    const size_t limits[] = {1, 2, 10, 100, 101, PHONENUM_DEPTH_MAX};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        check_depth(0, limits[i], "100");
        check_depth(7, limits[i], "verification.otp.100");
        check_depth(8, limits[i], "verification.admin.100");
        check_depth(9, limits[i], "linked_to[0].100");
    }
}

static void test_decode_depth_above_the_most_is_refused(void **state)
{
    (void)state;
    const size_t depths[] = {PHONENUM_DEPTH_MAX + 1, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(depths); i++) {
        phonenum_decode_options options = {.limits = {.depth = depths[i]}};
        phonenum_arena arena;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_decode("", 0, &options, &arena, &record, &error);
        check_failure("depth", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
    }
}

static void test_decode_hundred_thousand_group_starts_are_refused(void **state)
{
    (void)state;
    const uint32_t numbers[] = {0, 7, 8, 9};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        builder starts = {0};
        build_run(&starts, 0x5b, 100000); /* number 11, start */
        builder message = {0};
        if (numbers[i] == 0)
            build_bytes(&message, starts.data, starts.size);
        else
            build_field(&message, numbers[i], starts.data, starts.size);
        size_t header = message.size - starts.size;
        check_limit("100", &message, (phonenum_limits){0}, header + (numbers[i] ? 99 : 100), NULL);
        check_limit("1000", &message, (phonenum_limits){.depth = 1000}, header + (numbers[i] ? 999 : 1000), NULL);
        builder_free(&starts);
        builder_free(&message);
    }
}

/* Limits that allow the worst shapes at full size. */
static const phonenum_limits raised = {.unknown = FULL_SIZE, .links = FULL_SIZE, .codes = FULL_SIZE};

/* A pattern again and again; uses it up. */
static builder repeated(builder *pattern, size_t size)
{
    builder bytes = {0};
    build_repeated(&bytes, pattern->data, pattern->size, size / pattern->size);
    builder_free(pattern);
    return bytes;
}

/* The full size of a pattern, which is used up: memory stays within `factor` times the input. */
static void check_full_size(const char *label, builder *pattern, size_t factor)
{
    builder bytes = repeated(pattern, FULL_SIZE);
    check_decodes(label, &bytes, raised, factor * bytes.size);
    builder_free(&bytes);
}

static void test_decode_full_size_of_one_text_field_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_text(&pattern, 1, "x");
    check_full_size("id again and again", &pattern, 2);
    build_text(&pattern, 1, "");
    check_full_size("id, empty", &pattern, 2);
}

static void test_decode_full_size_of_unknown_fields_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_bytes(&pattern, unknown_varint, 3);
    check_full_size("unknown varints", &pattern, 6);
    build_bytes(&pattern, unknown_varint, 3);
    build_text(&pattern, 1, "");
    check_full_size("unknown varints and text in turn", &pattern, 6);
    build_bytes(&pattern, "\x68\x01", 2); /* 13: 1, the shortest field that there can be */
    check_full_size("unknown varints of two bytes", &pattern, 6);
    build_tag(&pattern, 2, BUILD_VARINT);
    build_byte(&pattern, 9);
    check_full_size("unknown enum numbers", &pattern, 6);
}

static void test_decode_full_size_of_split_submessages_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_bytes(&pattern, empty_otp, 2);
    check_full_size("an empty otp again and again", &pattern, 2);
    build_field(&pattern, 7, unknown_varint, 3);
    check_full_size("an otp with an unknown field again and again", &pattern, 6);
    build_field(&pattern, 7, unknown_varint, 3);
    build_bytes(&pattern, unknown_varint, 3);
    check_full_size("unknown fields of otp and record in turn", &pattern, 6);
}

static void test_decode_full_size_of_oneof_switches_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_field(&pattern, 7, unknown_varint, 3);
    build_field(&pattern, 8, unknown_varint, 3);
    check_full_size("otp and admin in turn, with unknown fields", &pattern, 4);
    build_field(&pattern, 7, "\x68\x01", 2);
    build_field(&pattern, 8, "\x68\x01", 2);
    check_full_size("otp and admin in turn, with the shortest unknown fields", &pattern, 4);
    builder turn = {0};
    build_tag(&turn, 3, BUILD_VARINT);
    build_byte(&turn, 1);
    build_text(&turn, 4, "x");
    builder inner = {0};
    build_repeated(&inner, turn.data, turn.size, 1000);
    build_field(&pattern, 7, inner.data, inner.size);
    builder_free(&turn);
    check_full_size("strategy and custom text in turn", &pattern, 2);
    builder_free(&inner);
}

/* Less than the full size: memory is many times that. */
static void check_list(const char *label, builder *pattern, size_t factor)
{
    builder bytes = repeated(pattern, LISTS_SIZE);
    check_decodes(label, &bytes, raised, factor * bytes.size);
    builder_free(&bytes);
}

/* The most memory that any input can ask for: an empty link is 2 bytes of input and a whole struct. */
static void test_decode_many_list_elements_keep_to_the_documented_factor(void **state)
{
    (void)state;
    builder pattern = {0};
    build_bytes(&pattern, empty_link, 2);
    check_list("empty links", &pattern, sizeof(phonenum_link) / 2 + 2);
    build_bytes(&pattern, empty_code, 2);
    check_list("empty codes", &pattern, sizeof(phonenum_str) / 2 + 3);
    build_bytes(&pattern, empty_link, 2);
    build_bytes(&pattern, empty_code, 2);
    check_list("links and codes in turn", &pattern, sizeof(phonenum_link) / 2 + 2);
    build_field(&pattern, 9, unknown_varint, 3);
    check_list("links with an unknown field", &pattern, sizeof(phonenum_link) / 2 + 2);
    build_field(&pattern, 9, "\x68\x01", 2);
    check_list("links with the shortest unknown field", &pattern, sizeof(phonenum_link) / 2 + 2);
}

/* The most that codec.h says a fresh arena takes for so much input. */
static size_t documented_memory(size_t size)
{
    return 96 * size + 16384;
}

static void check_documented_memory(const char *label, const builder *bytes)
{
    phonenum_error error = garbage_error();
    size_t peak;
    check_success(label, decode_counted(label, bytes, NULL, &error, &peak), &error);
    if (peak > documented_memory(bytes->size))
        fail_msg("%s: %zu bytes of memory for %zu of input", label, peak, bytes->size);
}

/* So many links, as many codes and two unknown fields apart from each other, one behind the other in any order. */
static void check_memory_of_lists(size_t links, size_t codes)
{
    static const char *const orders[] = {"lcu", "luc", "clu", "cul", "ulc", "ucl"};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        builder bytes = {0};
        for (const char *next = orders[i]; *next; next++) {
            if (*next == 'u')
                build_bytes(&bytes, "\x68\x01\x0a\x00\x68\x01", 6);
            else
                build_repeated(&bytes, *next == 'l' ? empty_link : empty_code, 2, *next == 'l' ? links : codes);
        }
        check_documented_memory(orders[i], &bytes);
        builder_free(&bytes);
    }
}

/* Of chunks and lists that grow it is the sizes in between that waste most. */
static void test_decode_lists_of_any_size_keep_to_the_documented_memory(void **state)
{
    (void)state;
    for (size_t count = 5; count <= 65536; count += count / 5 + 1) {
        for (size_t tenths = 0; tenths <= 10; tenths++)
            check_memory_of_lists(count * tenths / 10, count - count * tenths / 10);
        check_memory_of_lists(count * 3 / 4, count - count * 3 / 4);
    }
}

static void run_documented_memory(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    check_documented_memory(vector->fields[0], &bytes);
    builder_free(&bytes);
}

static void test_decode_accepted_vector_keeps_to_the_documented_memory(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_documented_memory);
}

/* 16 MiB of a pattern of lists, which is used up: refused early by default, else no larger than documented. */
static void check_full_size_of_lists(const char *label, builder *pattern, uint64_t limit_offset)
{
    builder bytes = repeated(pattern, FULL_SIZE);
    check_limit(label, &bytes, (phonenum_limits){0}, limit_offset, "linked_to[65536]");
    check_decodes(label, &bytes, raised, bytes.size * (sizeof(phonenum_link) / 2 + 2));
    builder_free(&bytes);
}

static void test_decode_full_size_of_lists_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_bytes(&pattern, empty_link, 2);
    check_full_size_of_lists("empty links", &pattern, 65536 * 2);
    build_bytes(&pattern, empty_link, 2);
    build_bytes(&pattern, empty_code, 2);
    check_full_size_of_lists("links and codes in turn", &pattern, 65536 * 4);
    build_bytes(&pattern, "\xca\x80\x80\x80\x00\x00", 6);
    check_full_size_of_lists("empty links with tags of five bytes", &pattern, 65536 * 6);
}

static void test_decode_full_size_with_a_broken_last_byte_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_bytes(&pattern, empty_link, 2);
    builder links = repeated(&pattern, FULL_SIZE);
    build_byte(&links, 0x00);
    check_limit("links, then number 0", &links, (phonenum_limits){0}, 65536 * 2, "linked_to[65536]");
    check_refused("links, then number 0", &links, raised, PHONENUM_ERR_TAG, FULL_SIZE, "");
    builder_free(&links);
    /* In many fields, so that a part of the bytes has a part of the work. */
    build_bytes(&pattern, "\xc3\xa9", 2);
    builder text = repeated(&pattern, FULL_SIZE / TEXTS);
    builder bytes = {0};
    for (int i = 1; i < TEXTS; i++)
        build_field(&bytes, 1, text.data, text.size);
    build_byte(&text, 0xff);
    build_field(&bytes, 1, text.data, text.size);
    check_refused("a long text", &bytes, (phonenum_limits){0}, PHONENUM_ERR_UTF8, bytes.size - 1, "id");
    check_refused("a long text", &bytes, raised, PHONENUM_ERR_UTF8, bytes.size - 1, "id");
    builder_free(&text);
    builder_free(&bytes);
}

static void test_decode_full_size_of_nested_groups_is_linear(void **state)
{
    (void)state;
    builder pattern = {0};
    build_run(&pattern, 0x0b, 100);
    build_run(&pattern, 0x0c, 100);
    builder bytes = repeated(&pattern, FULL_SIZE);
    const size_t most_groups = (1 << 20) / 200; /* that the default limit of unknown fields allows */
    check_limit("groups", &bytes, (phonenum_limits){0}, most_groups * 200, "id");
    check_decodes("groups", &bytes, raised, 6 * bytes.size);
    builder_free(&bytes);
}

/* `count` links and as many codes, in a row or in turn, the texts of each its number. */
static builder numbered_lists(size_t count, bool in_turn)
{
    builder links = {0};
    builder codes = {0};
    for (size_t i = 0; i < count; i++) {
        char number[24];
        builder link = {0};
        snprintf(number, sizeof number, "%zu", i);
        build_text(&link, 2, number);
        build_field(&links, 9, link.data, link.size);
        build_text(in_turn ? &links : &codes, 10, number);
        builder_free(&link);
    }
    if (codes.size > 0)
        build_bytes(&links, codes.data, codes.size);
    builder_free(&codes);
    return links;
}

static void check_numbered_lists(const builder *bytes, size_t count)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    assert_int_equal(phonenum_decode(bytes->data, bytes->size, NULL, &arena, &record, NULL), PHONENUM_OK);
    assert_int_equal(record.linked_to_count, count);
    assert_int_equal(record.backup_codes_count, count);
    for (size_t i = 0; i < count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i);
        assert_string_equal(record.linked_to[i].id.data, number);
        assert_string_equal(record.backup_codes[i].data, number);
    }
    phonenum_arena_free(&arena);
}

static void test_decode_lists_of_any_length_keep_their_elements(void **state)
{
    (void)state;
    for (size_t count = 0; count < 40; count++) {
        for (int in_turn = 0; in_turn < 2; in_turn++) {
            builder bytes = numbered_lists(count, in_turn);
            check_numbered_lists(&bytes, count);
            builder_free(&bytes);
        }
    }
}

static void check_parts(uint32_t number, unsigned flags)
{
    const phonenum_decode_options options = {.flags = flags};
    builder bytes = {0};
    for (size_t i = 0; i < SPLITS; i++) {
        builder part = {0};
        build_tag(&part, 3 + i % 2, i % 2 ? BUILD_LEN : BUILD_VARINT); /* strategy and custom_strategy in turn */
        build_varint(&part, 1);
        build_bytes(&part, "x", i % 2);
        build_tag(&part, 5, BUILD_VARINT); /* attempts */
        build_varint(&part, i);
        build_text(&part, 7, "client");
        build_bytes(&part, unknown_varint, 3);
        build_field(&bytes, number, part.data, part.size);
        builder_free(&part);
    }
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success("splits", phonenum_decode(bytes.data, bytes.size, &options, &arena, &record, &error), &error);
    assert_int_equal(record.verification.attempts, SPLITS - 1);
    const phonenum_bytes unknown = record.verification.unknown;
    assert_int_equal(unknown.size, 3 * SPLITS);
    for (size_t i = 0; i < SPLITS; i++)
        assert_memory_equal(unknown.data + 3 * i, unknown_varint, 3);
    assert_int_equal(record.verification.strategy.kind, PHONENUM_STRATEGY_CUSTOM);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_decode_fifty_thousand_parts_of_a_submessage_are_one(void **state)
{
    (void)state;
    for (uint32_t number = 7; number <= 8; number++) {
        check_parts(number, 0);
        check_parts(number, PHONENUM_DECODE_BORROW);
    }
}

static void test_decode_declared_lengths_and_counts_allocate_nothing(void **state)
{
    (void)state;
    const uint32_t numbers[] = {1, 7, 8, 9, 10, 15, 100};
    const uint64_t lengths[] = {0x7fffffff, 0xffffffff, UINT64_C(0x7ffffffff)};
    for (size_t i = 0; i < COUNT_OF(numbers) * COUNT_OF(lengths); i++) {
        builder bytes = {0};
        build_tag(&bytes, numbers[i / COUNT_OF(lengths)], BUILD_LEN);
        build_varint(&bytes, lengths[i % COUNT_OF(lengths)]);
        build_run(&bytes, 'x', 10);
        phonenum_error error = garbage_error();
        size_t peak;
        phonenum_status status = decode_counted("length", &bytes, NULL, &error, &peak);
        check_refusal("length", status, &error, PHONENUM_ERR_LENGTH, NULL);
        assert_true(peak <= 1024);
        builder_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode_input_limit_and_one_past),
        cmocka_unit_test(test_decode_default_input_limit_is_64_mib),
        cmocka_unit_test(test_decode_list_limits_and_one_past),
        cmocka_unit_test(test_decode_limits_of_the_lists_are_apart),
        cmocka_unit_test(test_decode_unknown_limit_counts_all_messages_together),
        cmocka_unit_test(test_decode_default_unknown_limit_is_1_mib),
        cmocka_unit_test(test_decode_depth_limit_and_one_past),
        cmocka_unit_test(test_decode_depth_above_the_most_is_refused),
        cmocka_unit_test(test_decode_hundred_thousand_group_starts_are_refused),
        cmocka_unit_test(test_decode_full_size_of_one_text_field_is_linear),
        cmocka_unit_test(test_decode_full_size_of_unknown_fields_is_linear),
        cmocka_unit_test(test_decode_full_size_of_split_submessages_is_linear),
        cmocka_unit_test(test_decode_full_size_of_oneof_switches_is_linear),
        cmocka_unit_test(test_decode_many_list_elements_keep_to_the_documented_factor),
        cmocka_unit_test(test_decode_lists_of_any_size_keep_to_the_documented_memory),
        cmocka_unit_test(test_decode_accepted_vector_keeps_to_the_documented_memory),
        cmocka_unit_test(test_decode_full_size_of_lists_is_linear),
        cmocka_unit_test(test_decode_full_size_with_a_broken_last_byte_is_linear),
        cmocka_unit_test(test_decode_full_size_of_nested_groups_is_linear),
        cmocka_unit_test(test_decode_lists_of_any_length_keep_their_elements),
        cmocka_unit_test(test_decode_fifty_thousand_parts_of_a_submessage_are_one),
        cmocka_unit_test(test_decode_declared_lengths_and_counts_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
