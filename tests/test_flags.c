/*
 * Flags from memory that was never set: any byte except 0 is true, in every call.
 */
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"

#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <string.h>
#if defined(TEST_PROTOBUF_C)
#include <phonenum/protobuf_c.h>
#endif

/* Where the flags of a record are: those that say that a member is there, and those that are values. */
#define IN_RECORD(member) offsetof(phonenum_record, member)
#define IN_VERIFICATION(member) (offsetof(phonenum_record, verification) + offsetof(phonenum_verification, member))

static const size_t flags[] = {
    IN_RECORD(has_object),
    IN_RECORD(has_reserved_for_second_factor),
    IN_RECORD(has_default_second_factor),
    IN_RECORD(has_reserved),
    IN_RECORD(has_created_at),
    IN_RECORD(has_updated_at),
    IN_RECORD(reserved_for_second_factor),
    IN_RECORD(default_second_factor),
    IN_RECORD(reserved),
    IN_VERIFICATION(has_object),
    IN_VERIFICATION(has_status),
    IN_VERIFICATION(has_attempts),
    IN_VERIFICATION(has_expire_at),
};

static const uint8_t garbage[] = {2, 3, 0x40, 0x80, 0x81, 0xff};

/* What comes of a record, in every form. */
struct forms {
    uint8_t quick[1024];
    size_t quick_size;
    uint8_t careful[1024];
    size_t careful_size;
    char json[1024];
    size_t json_size;
    char proto_json[1024];
    size_t proto_json_size;
    uint8_t packed[1024];
    size_t packed_size;
    phonenum_status validity;
};

static void make_forms(const phonenum_record *record, struct forms *forms)
{
    const phonenum_json_write_options proto = {.dialect = PHONENUM_JSON_PROTO};
    memset(forms, 0, sizeof *forms);
    assert_int_equal(phonenum_encode(record, forms->quick, sizeof forms->quick, &forms->quick_size, NULL), 0);
    assert_int_equal(phonenum_encode(record, forms->careful, forms->quick_size, &forms->careful_size, NULL), 0);
    assert_int_equal(phonenum_json_write(record, NULL, forms->json, sizeof forms->json, &forms->json_size, NULL), 0);
    assert_int_equal(
        phonenum_json_write(record, &proto, forms->proto_json, sizeof forms->proto_json, &forms->proto_json_size, NULL),
        0);
    forms->validity = phonenum_validate(record, 0, NULL);
#if defined(TEST_PROTOBUF_C)
    Phonenum__V1__PhoneNumber *message;
    phonenum_arena arena = new_arena();
    assert_int_equal(phonenum_to_protobuf_c(record, &arena, &message, NULL), 0);
    forms->packed_size = protobuf_c_message_pack(&message->base, forms->packed);
    phonenum_arena_free(&arena);
#endif
}

/* The same record, but that a flag is true with this byte. */
static void check_flag(const phonenum_record *expected, size_t offset, uint8_t byte)
{
    static struct forms right;
    static struct forms got;
    phonenum_record record;
    phonenum_record copy;
    phonenum_arena arena = new_arena();
    memcpy(&record, expected, sizeof record);
    memcpy((uint8_t *)&record + offset, &byte, 1);
    make_forms(expected, &right);
    make_forms(&record, &got);
    if (memcmp(&right, &got, sizeof right) != 0)
        fail_msg("the flag at offset %zu with the byte 0x%02x is not as true is", offset, byte);
    assert_true(phonenum_equal(expected, &record));
    assert_true(phonenum_equal(&record, expected));
    assert_int_equal(phonenum_copy(&record, &arena, &copy, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&copy, expected));
    assert_int_equal(phonenum_decode(got.quick, got.quick_size, NULL, &arena, &copy, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&copy, expected));
    phonenum_arena_free(&arena);
}

static void test_flags_of_any_byte_except_0_are_true_in_every_call(void **state)
{
    sample of;
    (void)state;
    sample_otp(&of);
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        phonenum_record expected;
        memcpy(&expected, &of.record, sizeof expected);
        memcpy((uint8_t *)&expected + flags[i], &(bool){true}, 1);
        for (size_t j = 0; j < COUNT_OF(garbage); j++)
            check_flag(&expected, flags[i], garbage[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flags_of_any_byte_except_0_are_true_in_every_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
