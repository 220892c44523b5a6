/*
 * Holds the UTF-8 check to an independent reference: tables, block edges, and every string of up to three bytes. Bad
 * text must be refused in each field of the schema.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"
#include "support/texts.h"

#include "wire/utf8.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <string.h>

static uint32_t continuation_count(uint8_t lead)
{
    return lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
}

/*
 * The reference: the bytes of the sequence at text, 0 where it is bad. Unlike the library it computes the code point
 * and judges that, which is what RFC 3629 says in words.
 */
static size_t reference_sequence(const uint8_t *text, size_t size)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (text[0] <= 0x7f)
        return 1;
    if ((text[0] & 0xc0) == 0x80 || text[0] >= 0xf8)
        return 0;
    uint32_t more = continuation_count(text[0]);
    uint32_t code_point = text[0] & (0x3fU >> more);
    for (size_t i = 1; i <= more; i++) {
        if (i >= size || (text[i] & 0xc0) != 0x80)
            return 0;
        code_point = code_point << 6 | (text[i] & 0x3f);
    }
    bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    return code_point >= least[more] && code_point <= 0x10ffff && !surrogate ? more + 1 : 0;
}

static size_t reference_valid_size(const uint8_t *text, size_t size)
{
    size_t valid = 0;
    while (valid < size) {
        size_t length = reference_sequence(text + valid, size - valid);
        if (length == 0)
            break;
        valid += length;
    }
    return valid;
}

static const struct {
    const char *what;
    const char *text;
    size_t size;
} valid_sequences[] = {
    {"NUL", "\0", 1},
    {"U+007F, the last of one byte", "\x7f", 1},
    {"U+0080, the first of two", "\xc2\x80", 2},
    {"U+07FF, the last of two", "\xdf\xbf", 2},
    {"U+0800, the first of three", "\xe0\xa0\x80", 3},
    {"U+D7FF, before the surrogates", "\xed\x9f\xbf", 3},
    {"U+E000, behind the surrogates", "\xee\x80\x80", 3},
    {"U+FEFF, the byte order mark", "\xef\xbb\xbf", 3},
    {"U+FFFF, the last of three", "\xef\xbf\xbf", 3},
    {"U+10000, the first of four", "\xf0\x90\x80\x80", 4},
    {"U+10FFFF, the last of all", "\xf4\x8f\xbf\xbf", 4},
};

enum {
    EDGES = 140, /* past edges of 8, 16, 32 and 64 bytes */
    AFTER = 70
};

/* What both implementations find, which must be the same. */
static size_t valid_size_of(const uint8_t *text, size_t size)
{
    const size_t valid = phonenum_utf8_valid_size(text, size);
    if (phonenum_utf8_valid_size_portable(text, size) != valid)
        fail_msg("%zu bytes, %zu of them valid: the portable check finds another number", size, valid);
    return valid;
}

/* The library's valid size of `before` letters, the sequence and `after` letters, in an exact-size block. */
static size_t valid_size_within(size_t before, const char *sequence, size_t size, size_t after)
{
    uint8_t text[EDGES + 8 + AFTER];
    memset(text, 'a', sizeof text);
    memcpy(text + before, sequence, size);
    uint8_t *exact = exact_copy(text, before + size + after, before % 8);
    size_t valid = valid_size_of(exact, before + size + after);
    exact_free(exact, before % 8);
    return valid;
}

static void test_utf8_valid_sequence_at_every_offset_is_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(valid_sequences); i++) {
        for (size_t before = 0; before <= EDGES; before++) {
            for (size_t after = 0; after <= AFTER; after++) {
                size_t size = valid_sequences[i].size;
                if (valid_size_within(before, valid_sequences[i].text, size, after) != before + size + after)
                    fail_msg("%s: refused behind %zu bytes", valid_sequences[i].what, before);
            }
        }
    }
}

static void test_utf8_bad_sequence_at_every_offset_is_found_at_its_first_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad_texts); i++) {
        for (size_t before = 0; before <= EDGES; before++) {
            for (size_t after = 0; after <= AFTER; after++) {
                if (valid_size_within(before, bad_texts[i].bytes, bad_texts[i].size, after) != before)
                    fail_msg("%s: not found behind %zu bytes", bad_texts[i].what, before);
            }
        }
    }
}

static void test_utf8_empty_text_is_valid(void **state)
{
    (void)state;
    assert_int_equal(phonenum_utf8_valid_size(NULL, 0), 0);
    assert_int_equal(phonenum_utf8_valid_size("", 0), 0);
}

/* The text alone is too short for vectors, so it is looked at in the middle of others too. */
static void check_like_reference(const uint8_t *text, size_t size)
{
    static uint8_t within[64];
    static const size_t at = 30;
    memset(within, 'a', sizeof within);
    memcpy(within + at, text, size);
    if (valid_size_of(within, sizeof within) != reference_valid_size(within, sizeof within))
        fail_msg("%02x %02x %02x %02x in the middle: not as the reference", text[0], text[1], text[2], text[3]);
    if (phonenum_utf8_valid_size(text, size) != reference_valid_size(text, size))
        fail_msg("%02x %02x %02x %02x, %zu bytes: not as the reference", text[0], text[1], text[2], text[3], size);
}

static void test_utf8_every_string_of_up_to_three_bytes_is_judged_like_the_reference(void **state)
{
    (void)state;
    for (uint32_t value = 0; value < 1U << 24; value++) {
        const uint8_t text[4] = {(uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value, 0};
        check_like_reference(text, 3);
        if ((value & 0xff) == 0)
            check_like_reference(text, 2);
        if ((value & 0xffff) == 0)
            check_like_reference(text, 1);
    }
}

static void test_utf8_every_four_byte_lead_and_second_byte_is_judged_like_the_reference(void **state)
{
    (void)state;
    static const uint8_t edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0xbf, 0xc0, 0xff};
    for (uint32_t value = 0; value < 16U << 8; value++) {
        for (size_t i = 0; i < COUNT_OF(edges) * COUNT_OF(edges); i++) {
            const uint8_t text[4] = {(uint8_t)(0xf0 | value >> 8), (uint8_t)value, edges[i / COUNT_OF(edges)],
                                     edges[i % COUNT_OF(edges)]};
            check_like_reference(text, 4);
        }
    }
}

/* Lead bytes, continuations and letters in any order, most of them wrong; some with an ending that is cut. */
static void test_utf8_random_texts_are_judged_like_the_reference(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x93\x9e", "\x80", "\xbf",
                                         "\xc3", "\xe0\xa0", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"};
    uint64_t random = 1;
    for (int round = 0; round < 200000; round++) {
        builder text = {0};
        const bool is_right = round % 2 == 0;
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const size_t size = (size_t)((random >> 33) % 150);
        while (text.size < size) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            const char *piece = pieces[(random >> 33) % (is_right || (random >> 50) % 16 != 0 ? 4 : COUNT_OF(pieces))];
            build_bytes(&text, piece, strlen(piece));
        }
        const size_t cut = text.size > 0 ? text.size - (size_t)(round % 3 == 0) : 0;
        uint8_t *exact = exact_copy(text.data, cut, 0);
        if (valid_size_of(exact, cut) != reference_valid_size(exact, cut))
            fail_msg("round %d: not as the reference", round);
        exact_free(exact, 0);
        builder_free(&text);
    }
}

static void test_utf8_every_code_point_is_written_as_it_is_read(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        if (code_point >= 0xd800 && code_point <= 0xdfff)
            continue;
        /* Four bytes would do, but gcc 12 at -O3 takes the look at eight of them, which never comes about, for a mistake. */
        char text[8];
        size_t size = utf8_write(text, code_point);
        uint8_t *bytes = (uint8_t *)text;
        uint32_t read = bytes[0];
        for (size_t i = 1; i < size; i++)
            read = (i == 1 ? bytes[0] & (0x7fU >> size) : read) << 6 | (bytes[i] & 0x3f);
        if (read != code_point || reference_sequence(bytes, size) != size ||
            phonenum_utf8_valid_size(text, size) != size)
            fail_msg("U+%04X is not written as UTF-8", (unsigned)code_point);
    }
}

static void fail_for_ascii(size_t size, bool is_ascii)
{
    fail_msg("a text of %zu bytes is taken for %s", size, is_ascii ? "no ASCII" : "ASCII");
}

static void check_copy(const uint8_t copy[300], const uint8_t *text, size_t size)
{
    assert_memory_equal(copy + 8, text, size);
    assert_true(memory_is_all(copy, 8, 0x5a));
    assert_true(memory_is_all(copy + 8 + size, 300 - 8 - size, 0x5a));
}

static void check_copy_without_branch(const uint8_t *text, size_t size, enum utf8_sizes sizes, bool is_ascii)
{
    uint8_t copy[300];
    struct utf8_bits bits = {0};
    memset(copy, 0x5a, sizeof copy);
    utf8_take(&bits, copy + 8, text, size, sizes);
    if ((utf8_all_high_bits(&bits) == 0) != is_ascii)
        fail_for_ascii(size, is_ascii);
    check_copy(copy, text, size);
}

/* All fast checks on a text with memory that ends where it does, and the copies within guards. */
static void check_ascii(const uint8_t *text, size_t size, bool is_ascii)
{
    static const enum utf8_sizes all_sizes[] = {UTF8_8_TO_16, UTF8_8_TO_32, UTF8_16_TO_32, UTF8_16_TO_64};
    uint8_t copy[300];
    uint8_t *exact = exact_copy(text, size, 1);
    if ((phonenum_utf8_not_ascii(exact, size) == 0) != is_ascii)
        fail_for_ascii(size, is_ascii);
    if (size < 8) {
        memset(copy, 0x5a, sizeof copy);
        if ((utf8_copy_short(copy + 8, exact, size) == 0) != is_ascii)
            fail_for_ascii(size, is_ascii);
        check_copy(copy, text, size);
    }
    for (size_t i = 0; i < COUNT_OF(all_sizes); i++) {
        if (utf8_is_ascii(exact, size, all_sizes[i]) != (is_ascii && utf8_has_size(size, all_sizes[i])))
            fail_for_ascii(size, is_ascii);
        if (utf8_has_size(size, all_sizes[i]))
            check_copy_without_branch(exact, size, all_sizes[i], is_ascii);
    }
    exact_free(exact, 1);
}

static void test_utf8_the_usual_sizes_are_those_that_are_named(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 100; size++) {
        assert_int_equal(utf8_has_size(size, UTF8_8_TO_16), size >= 8 && size <= 16);
        assert_int_equal(utf8_has_size(size, UTF8_8_TO_32), size >= 8 && size <= 32);
        assert_int_equal(utf8_has_size(size, UTF8_16_TO_32), size >= 16 && size <= 32);
        assert_int_equal(utf8_has_size(size, UTF8_16_TO_64), size >= 16 && size <= 64);
    }
}

static void test_utf8_one_byte_that_is_no_ascii_is_seen_at_every_place_of_every_size(void **state)
{
    (void)state;
    uint8_t text[200] = {0}; /* set, as gcc may not see that of no byte none is read */
    for (size_t size = 0; size <= sizeof text; size++) {
        for (size_t i = 0; i < size; i++)
            text[i] = (uint8_t)(i % 0x80);
        check_ascii(text, size, true);
        for (size_t i = 0; i < size; i++) {
            text[i] |= 0x80;
            check_ascii(text, size, false);
            text[i] &= 0x7f;
        }
    }
}

/* Each text of the schema: its numbers, its path, and where it stands in a sample. */
static const struct text_field {
    uint32_t message; /* the number of the record's field that holds it; 0 for the record itself */
    uint32_t number;
    const char *path;
    size_t place;
} text_fields[] = {
    {0, 1, "id", offsetof(sample, record.id)},
    {0, 3, "phone_number", offsetof(sample, record.phone_number)},
    {0, 10, "backup_codes[0]", offsetof(sample, codes)},
    {0, 15, "extra_json", offsetof(sample, record.extra_json)},
    {7, 4, "verification.otp.custom_strategy", offsetof(sample, record.verification.strategy.custom)},
    {7, 7, "verification.otp.verified_at_client", offsetof(sample, record.verification.verified_at_client)},
    {7, 8, "verification.otp.channel", offsetof(sample, record.verification.channel)},
    {7, 15, "verification.otp.extra_json", offsetof(sample, record.verification.extra_json)},
    {8, 4, "verification.admin.custom_strategy", offsetof(sample, record.verification.strategy.custom)},
    {8, 7, "verification.admin.verified_at_client", offsetof(sample, record.verification.verified_at_client)},
    {8, 15, "verification.admin.extra_json", offsetof(sample, record.verification.extra_json)},
    {9, 1, "linked_to[0].type", offsetof(sample, links[0].type)},
    {9, 2, "linked_to[0].id", offsetof(sample, links[0].id)},
    {9, 15, "linked_to[0].extra_json", offsetof(sample, links[0].extra_json)},
};

/* Fails unless bytes with the text in this field, and in no other, are refused at `position` of the text. */
static void check_not_decoded(const struct text_field *field, const builder *text, size_t position, const char *label)
{
    phonenum_decode_options options = {.flags = 0};
    builder inner = {0};
    builder bytes = {0};
    build_field(field->message ? &inner : &bytes, field->number, text->data, text->size);
    if (field->message)
        build_field(&bytes, field->message, inner.data, inner.size);
    uint8_t *exact = exact_copy(bytes.data, bytes.size, 0);
    for (int i = 0; i < 2; i++) {
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_arena_init(&arena, NULL, 0, NULL);
        phonenum_status status = phonenum_decode(exact, bytes.size, &options, &arena, &record, &error);
        check_failure(label, status, &error, PHONENUM_ERR_UTF8, bytes.size - text->size + position, field->path);
        check_absent(label, &record);
        phonenum_arena_free(&arena);
        options.flags = PHONENUM_DECODE_BORROW;
    }
    exact_free(exact, 0);
    builder_free(&inner);
    builder_free(&bytes);
}

/* A sample with the text in this field and in no other. */
static void sample_with(sample *out, const struct text_field *field, phonenum_str text)
{
    phonenum_record *record = &out->record;
    memset(out, 0, sizeof *out);
    memcpy((char *)out + field->place, &text, sizeof text);
    if (field->message == 7 || field->message == 8)
        record->verification.kind = field->message == 7 ? PHONENUM_VERIFICATION_OTP : PHONENUM_VERIFICATION_ADMIN;
    if (record->verification.strategy.custom.data)
        record->verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
    record->linked_to = out->links;
    record->linked_to_count = field->message == 9;
    record->backup_codes = out->codes;
    record->backup_codes_count = field->number == 10;
}

/* As above for encoding, with as little room as there may be and with plenty. */
static void check_not_encoded(const struct text_field *field, const builder *text, size_t position, const char *label)
{
    uint8_t buffer[512];
    unsigned char *exact = exact_copy(text->data, text->size, 0);
    sample made;
    sample_with(&made, field, (phonenum_str){(char *)exact, text->size});
    for (size_t capacity = 0; capacity <= sizeof buffer; capacity += sizeof buffer) {
        size_t size = 1;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_encode(&made.record, buffer, capacity, &size, &error);
        check_failure(label, status, &error, PHONENUM_ERR_UTF8, position, field->path);
        assert_int_equal(size, 0);
    }
    exact_free(exact, 0);
}

/* Texts are looked at in two or four words of 8 bytes, or blocks of 16: the bad sequence stands at their edges. */
static void check_bad_text(const struct text_field *field, const bad_text *bad, size_t position, size_t after)
{
    char label[128];
    builder text = {0};
    build_run(&text, 'a', position);
    build_bytes(&text, bad->bytes, bad->size);
    build_run(&text, 'a', after);
    snprintf(label, sizeof label, "%s: %s at %zu, %zu letters behind it", field->path, bad->what, position, after);
    check_not_decoded(field, &text, position, label);
    check_not_encoded(field, &text, position, label);
    builder_free(&text);
}

static void test_utf8_bad_sequence_at_block_edges_of_every_field_is_refused_with_its_place(void **state)
{
    (void)state;
    static const size_t positions[] = {0, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65};
    static const size_t afters[] = {0, 1, 12, 40}; /* so that each of four has it alone, too */
    for (size_t i = 0; i < COUNT_OF(text_fields) * COUNT_OF(bad_texts); i++) {
        for (size_t j = 0; j < COUNT_OF(positions) * COUNT_OF(afters); j++)
            check_bad_text(&text_fields[i / COUNT_OF(bad_texts)], &bad_texts[i % COUNT_OF(bad_texts)],
                           positions[j / COUNT_OF(afters)], afters[j % COUNT_OF(afters)]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_valid_sequence_at_every_offset_is_accepted),
        cmocka_unit_test(test_utf8_bad_sequence_at_every_offset_is_found_at_its_first_byte),
        cmocka_unit_test(test_utf8_empty_text_is_valid),
        cmocka_unit_test(test_utf8_every_string_of_up_to_three_bytes_is_judged_like_the_reference),
        cmocka_unit_test(test_utf8_every_four_byte_lead_and_second_byte_is_judged_like_the_reference),
        cmocka_unit_test(test_utf8_random_texts_are_judged_like_the_reference),
        cmocka_unit_test(test_utf8_every_code_point_is_written_as_it_is_read),
        cmocka_unit_test(test_utf8_the_usual_sizes_are_those_that_are_named),
        cmocka_unit_test(test_utf8_one_byte_that_is_no_ascii_is_seen_at_every_place_of_every_size),
        cmocka_unit_test(test_utf8_bad_sequence_at_block_edges_of_every_field_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
