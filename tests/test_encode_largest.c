/*
 * The largest record that can be encoded, of 2 GiB - 1 bytes, and the next one. The texts take 2 GiB of addresses, but
 * not of memory: the same pages stand behind all of them.
 */
#include "support/builder.h"
#include "support/check.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PIECE = 4 << 20,
    ROOM = 4096, /* more than the quick walk needs */
    SKIPPED = 77
};

#define MOST ((size_t)PHONENUM_ENCODED_SIZE_MAX)

/* Before a text of such a size come its tag and 5 bytes of length. */
#define HEADER ((size_t)6)

struct large {
    char *data;
    size_t size;
};

/* Of the same few pages, again and again. Without data if the machine does not have the addresses for it. */
static struct large map_large(void)
{
    struct large large = {NULL, (MOST + ROOM + PIECE) / PIECE * PIECE};
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), PIECE), 0);
    char *all = mmap(NULL, large.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    bool is_mapped = all != MAP_FAILED;
    for (size_t at = 0; is_mapped && at < large.size; at += PIECE)
        is_mapped =
            mmap(all + at, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fileno(file), 0) != MAP_FAILED;
    fclose(file);
    large.data = is_mapped ? all : NULL;
    return large;
}

static struct large in;
static struct large out;

/* Whether the machine has the addresses for both. */
static bool make_large(void)
{
    in = map_large();
    out = map_large();
    if (!in.data || !out.data)
        return false;
    memset(in.data, 'a', PIECE);
    return true;
}

static void check_size(const char *label, const phonenum_record *record, size_t expected)
{
    phonenum_error error = garbage_error();
    size_t size = 1;
    check_success(label, phonenum_encoded_size(record, &size, &error), &error);
    assert_int_equal(size, expected);
}

static void check_encode(const char *label, const phonenum_record *record, size_t capacity, phonenum_status expected)
{
    phonenum_error error = garbage_error();
    size_t size = 1;
    phonenum_status status = phonenum_encode(record, out.data, capacity, &size, &error);
    if (expected)
        check_failure(label, status, &error, expected, 0, "");
    else
        check_success(label, status, &error);
    assert_int_equal(size, expected == PHONENUM_ERR_LIMIT ? 0 : MOST);
}

static void check_too_large(const char *label, const phonenum_record *record, const char *path)
{
    phonenum_error error = garbage_error();
    size_t size = 1;
    check_failure(label, phonenum_encoded_size(record, &size, &error), &error, PHONENUM_ERR_LIMIT, 0, path);
    assert_int_equal(size, 0);
    error = garbage_error();
    phonenum_status status = phonenum_encode(record, out.data, MOST + ROOM, &size, &error);
    check_failure(label, status, &error, PHONENUM_ERR_LIMIT, 0, path);
}

static void test_encode_one_byte_less_than_two_gibibytes_is_encoded(void **state)
{
    (void)state;
    phonenum_record record = {.id = {in.data, MOST - HEADER}};
    check_size("a text", &record, MOST);
    check_encode("room to spare", &record, MOST + ROOM, PHONENUM_OK);
    check_encode("no room to spare", &record, MOST, PHONENUM_OK);
    check_encode("too little room", &record, MOST - 1, PHONENUM_ERR_NO_SPACE);
}

static void test_encode_field_behind_the_text_may_be_the_last_that_fits(void **state)
{
    (void)state;
    phonenum_record record = {.id = {in.data, MOST - HEADER - 2}, .has_reserved = true};
    check_size("and a bool", &record, MOST);
    check_encode("and a bool, room to spare", &record, MOST + ROOM, PHONENUM_OK);
    record.id.size++;
    check_too_large("a byte too many, and a bool", &record, "");
}

static void test_encode_length_of_a_submessage_counts(void **state)
{
    (void)state;
    phonenum_record record = {.verification = {.kind = PHONENUM_VERIFICATION_OTP}};
    record.verification.channel = (phonenum_str){in.data, MOST - 2 * HEADER};
    check_size("a submessage", &record, MOST);
    record.verification.channel.size++;
    check_too_large("a byte too many in a submessage", &record, "");
}

static void test_encode_unknown_field_alone_may_take_it_all(void **state)
{
    (void)state;
    builder field = {0};
    build_tag(&field, 100, BUILD_LEN);
    build_varint(&field, MOST - 7);
    assert_int_equal(field.size, 7);
    memcpy(in.data, field.data, field.size);
    phonenum_record record = {.unknown = {(const uint8_t *)in.data, MOST}};
    check_size("unknown", &record, MOST);
    memset(in.data, 'a', field.size);
    builder_free(&field);
}

int main(void)
{
#if defined(TEST_SANITIZED)
    fputs("skipped: a sanitizer needs memory of its own for each address\n", stderr);
    return SKIPPED;
#endif
    if (sizeof(size_t) < 8 || !make_large()) {
        fputs("skipped: twice 2 GiB of addresses are needed\n", stderr);
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_one_byte_less_than_two_gibibytes_is_encoded),
        cmocka_unit_test(test_encode_field_behind_the_text_may_be_the_last_that_fits),
        cmocka_unit_test(test_encode_length_of_a_submessage_counts),
        cmocka_unit_test(test_encode_unknown_field_alone_may_take_it_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
