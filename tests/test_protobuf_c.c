/*
 * The bridge to protobuf-c, both ways, and protobuf-c as a second opinion on the codec where it is right.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"

#include <phonenum/protobuf_c.h>
#include <stdio.h>
#include <string.h>

static const uint8_t varint_100[] = {0xa0, 0x06, 0x07};
static const phonenum_bytes unknown_100 = {varint_100, sizeof varint_100};

static builder packed(const Phonenum__V1__PhoneNumber *message)
{
    builder bytes = {0};
    size_t size = phonenum__v1__phone_number__get_packed_size(message);
    build_run(&bytes, 0, size);
    assert_int_equal(phonenum__v1__phone_number__pack(message, bytes.data), size);
    return bytes;
}

/* Record to message to record changes nothing, and message and record have the same bytes. */
static void check_both_ways(const char *label, const phonenum_record *record)
{
    phonenum_arena arena = new_arena();
    phonenum_error error = garbage_error();
    Phonenum__V1__PhoneNumber *message;
    check_success(label, phonenum_to_protobuf_c(record, &arena, &message, &error), &error);

    phonenum_bytes encoded;
    check_success(label, phonenum_encode_arena(record, &arena, &encoded, &error), &error);
    builder bytes = packed(message);
    check_bytes(label, bytes.data, bytes.size, encoded.data, encoded.size);
    builder_free(&bytes);

    phonenum_record back;
    error = garbage_error();
    check_success(label, phonenum_from_protobuf_c(message, &arena, &back, &error), &error);
    if (!phonenum_equal(record, &back))
        fail_msg("%s: not the same record", label);
    phonenum_arena_free(&arena);
}

/* What protobuf-c unpacks from our bytes says the same as what we decode from them. */
static void check_unpacked(const char *label, const phonenum_record *record)
{
    phonenum_arena arena = new_arena();
    phonenum_bytes encoded;
    assert_int_equal(phonenum_encode_arena(record, &arena, &encoded, NULL), PHONENUM_OK);
    phonenum_record decoded;
    assert_int_equal(phonenum_decode(encoded.data, encoded.size, NULL, &arena, &decoded, NULL), PHONENUM_OK);

    Phonenum__V1__PhoneNumber *message = phonenum__v1__phone_number__unpack(NULL, encoded.size, encoded.data);
    if (!message)
        fail_msg("%s: protobuf-c can't unpack it", label);
    phonenum_record bridged;
    assert_int_equal(phonenum_from_protobuf_c(message, &arena, &bridged, NULL), PHONENUM_OK);
    if (!phonenum_equal(&decoded, &bridged))
        fail_msg("%s: protobuf-c understood something else", label);
    phonenum__v1__phone_number__free_unpacked(message, NULL);
    phonenum_arena_free(&arena);
}

static void check_record(const char *label, const phonenum_record *record)
{
    check_both_ways(label, record);
    check_unpacked(label, record);
}

/* Takes the groups out of a record, which protobuf-c can't unpack. */
static void without_groups(phonenum_record *record)
{
    record->verification.unknown = unknown_100;
}

static void test_samples_come_through(void **state)
{
    (void)state;
    sample given;
    check_record("empty", &(phonenum_record)PHONENUM_RECORD_INIT);
    sample_otp(&given);
    check_record("otp", &given.record);
    sample_admin(&given);
    check_record("admin", &given.record);
    sample_full(&given);
    check_both_ways("full", &given.record);
    without_groups(&given.record);
    check_record("full without groups", &given.record);
}

/* Everything that an Admin verification can have. */
static void test_full_admin_comes_through(void **state)
{
    (void)state;
    sample given;
    sample_full(&given);
    phonenum_verification *verification = &given.record.verification;
    verification->kind = PHONENUM_VERIFICATION_ADMIN;
    verification->object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
    verification->channel = (phonenum_str){NULL, 0};
    check_both_ways("custom strategy", &given.record);
    without_groups(&given.record);
    check_record("custom strategy, no groups", &given.record);
    verification->strategy.kind = PHONENUM_STRATEGY_KNOWN;
    verification->strategy.known = PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    check_record("known strategy", &given.record);
}

/* Sets one member of a record, to a value that `zero` says is zero or not. */
typedef void set_member(phonenum_record *record, bool zero);

#define DEFINE_SET_NUMBER(name, member, value)                 \
    static void set_##name(phonenum_record *record, bool zero) \
    {                                                          \
        record->has_##member = true;                           \
        record->member = zero ? 0 : (value);                   \
    }

#define DEFINE_SET_TEXT(name, member)                                    \
    static void set_##name(phonenum_record *record, bool zero)           \
    {                                                                    \
        record->member = zero ? PHONENUM_STR("") : PHONENUM_STR("text"); \
    }

#define DEFINE_SET_VERIFICATION_NUMBER(name, number)                        \
    static void set_verification_##name(phonenum_record *record, bool zero) \
    {                                                                       \
        record->verification.has_##name = true;                             \
        record->verification.name = zero ? 0 : (number);                    \
    }

DEFINE_SET_TEXT(id, id)
DEFINE_SET_NUMBER(object, object, PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER)
DEFINE_SET_TEXT(phone_number, phone_number)
DEFINE_SET_NUMBER(reserved_for_second_factor, reserved_for_second_factor, true)
DEFINE_SET_NUMBER(default_second_factor, default_second_factor, true)
DEFINE_SET_NUMBER(reserved, reserved, true)
DEFINE_SET_NUMBER(created_at, created_at, INT64_MIN)
DEFINE_SET_NUMBER(updated_at, updated_at, INT64_MAX)
DEFINE_SET_TEXT(extra_json, extra_json)
DEFINE_SET_VERIFICATION_NUMBER(object, PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN)
DEFINE_SET_VERIFICATION_NUMBER(status, PHONENUM_VERIFICATION_STATUS_EXPIRED)
DEFINE_SET_VERIFICATION_NUMBER(attempts, -1)
DEFINE_SET_VERIFICATION_NUMBER(expire_at, 1700000600000)
DEFINE_SET_TEXT(verified_at_client, verification.verified_at_client)
DEFINE_SET_TEXT(verification_extra_json, verification.extra_json)

static void set_known_strategy(phonenum_record *record, bool zero)
{
    record->verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
    record->verification.strategy.known =
        zero ? PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED : PHONENUM_VERIFICATION_STRATEGY_ADMIN;
}

static void set_custom_strategy(phonenum_record *record, bool zero)
{
    record->verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
    record->verification.strategy.custom = zero ? PHONENUM_STR("") : PHONENUM_STR("text");
}

static void set_channel(phonenum_record *record, bool zero)
{
    record->verification.kind = PHONENUM_VERIFICATION_OTP;
    record->verification.channel = zero ? PHONENUM_STR("") : PHONENUM_STR("text");
}

static void test_each_member_alone_comes_through(void **state)
{
    (void)state;
    static set_member *const of_record[] = {set_id,
                                            set_object,
                                            set_phone_number,
                                            set_reserved_for_second_factor,
                                            set_default_second_factor,
                                            set_reserved,
                                            set_created_at,
                                            set_updated_at,
                                            set_extra_json};
    static set_member *const of_verification[] = {
        set_verification_object,    set_verification_status, set_verification_attempts,
        set_verification_expire_at, set_verified_at_client,  set_verification_extra_json,
        set_known_strategy,         set_custom_strategy,     set_channel};
    char label[64];
    for (size_t i = 0; i < COUNT_OF(of_record); i++) {
        for (int zero = 0; zero < 2; zero++) {
            phonenum_record record = PHONENUM_RECORD_INIT;
            of_record[i](&record, zero != 0);
            (void)snprintf(label, sizeof label, "record's member %zu, zero %d", i, zero);
            check_record(label, &record);
        }
    }
    for (size_t i = 0; i < COUNT_OF(of_verification); i++) {
        for (int variant = 0; variant < 4; variant++) {
            phonenum_record record = PHONENUM_RECORD_INIT;
            record.verification.kind = variant < 2 ? PHONENUM_VERIFICATION_OTP : PHONENUM_VERIFICATION_ADMIN;
            of_verification[i](&record, variant % 2 != 0);
            (void)snprintf(label, sizeof label, "verification's member %zu, variant %d", i, variant);
            check_record(label, &record);
        }
    }
}

/* Adds a field with some value; a submessage gets the bytes given. */
static void build_member(builder *out, const ProtobufCFieldDescriptor *field, const builder *inner)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        build_text(out, field->id, "text");
        return;
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_ENUM:
        build_tag(out, field->id, BUILD_VARINT);
        build_varint(out, 1);
        return;
    case PROTOBUF_C_TYPE_MESSAGE:
        build_field(out, field->id, inner->data, inner->size);
        return;
    default:
        fail_msg("%s: this test does not know its type", field->name);
    }
}

static void check_encoded(const char *name, const phonenum_record *record, const builder *bytes)
{
    phonenum_arena arena = new_arena();
    phonenum_bytes encoded;
    assert_int_equal(phonenum_encode_arena(record, &arena, &encoded, NULL), PHONENUM_OK);
    check_bytes(name, encoded.data, encoded.size, bytes->data, bytes->size);
    phonenum_arena_free(&arena);
}

/* Through protobuf-c, the record and protobuf-c again, bytes stay what they are. */
static void check_bridged(const char *name, const builder *bytes, const phonenum_record *decoded)
{
    phonenum_arena arena = new_arena();
    Phonenum__V1__PhoneNumber *message = phonenum__v1__phone_number__unpack(NULL, bytes->size, bytes->data);
    assert_non_null(message);
    phonenum_record record;
    assert_int_equal(phonenum_from_protobuf_c(message, &arena, &record, NULL), PHONENUM_OK);
    if (!phonenum_equal(&record, decoded))
        fail_msg("%s: phonenum_from_protobuf_c() and phonenum_decode() differ", name);
    Phonenum__V1__PhoneNumber *back;
    assert_int_equal(phonenum_to_protobuf_c(&record, &arena, &back, NULL), PHONENUM_OK);
    builder repacked = packed(back);
    check_bytes(name, repacked.data, repacked.size, bytes->data, bytes->size);
    builder_free(&repacked);
    phonenum__v1__phone_number__free_unpacked(message, NULL);
    phonenum_arena_free(&arena);
}

/* `without` has the same messages, but not the field. */
static void check_schema_field(const char *name, const builder *bytes, const builder *without)
{
    phonenum_arena arena = new_arena();
    uint8_t *input = exact_copy(bytes->data, bytes->size, 0);
    const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    phonenum_record decoded;
    phonenum_record empty;
    phonenum_record copy;
    assert_int_equal(phonenum_decode(input, bytes->size, &borrow, &arena, &decoded, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_decode(without->data, without->size, NULL, &arena, &empty, NULL), PHONENUM_OK);
    check_bridged(name, bytes, &decoded);
    check_encoded(name, &decoded, bytes);
    if (phonenum_equal(&decoded, &empty))
        fail_msg("%s: phonenum_equal() does not look at it", name);
    assert_int_equal(phonenum_copy(&decoded, &arena, &copy, NULL), PHONENUM_OK);
    memset(input, 0, bytes->size);
    check_encoded(name, &copy, bytes);
    exact_free(input, 0);
    phonenum_arena_free(&arena);
}

static void check_member(const ProtobufCFieldDescriptor *field, const ProtobufCFieldDescriptor *inner_field)
{
    builder nothing = {0};
    builder inner = {0};
    builder bytes = {0};
    builder without = {0};
    if (inner_field) {
        build_member(&inner, inner_field, NULL);
        build_member(&without, field, &nothing);
    }
    build_member(&bytes, field, &inner);
    char name[128];
    (void)snprintf(name, sizeof name, "%s.%s", field->name, inner_field ? inner_field->name : "");
    check_schema_field(name, &bytes, &without);
    builder_free(&bytes);
    builder_free(&inner);
    builder_free(&without);
}

/* A field added to the schema and forgotten in the codec, in comparing, copying or bridging fails here, by name. */
static void test_every_field_of_the_schema_comes_through(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *root = &phonenum__v1__phone_number__descriptor;
    size_t count = 0;
    for (unsigned i = 0; i < root->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &root->fields[i];
        if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
            check_member(field, NULL);
            count++;
            continue;
        }
        const ProtobufCMessageDescriptor *message = field->descriptor;
        for (unsigned j = 0; j < message->n_fields; j++)
            check_member(field, &message->fields[j]);
        count += message->n_fields;
    }
    assert_true(count >= 30);
}

static void test_empty_submessages_come_through(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    check_record("empty otp", &record);
    record.verification.kind = PHONENUM_VERIFICATION_ADMIN;
    check_record("empty admin", &record);
    const phonenum_link links[3] = {{.type = PHONENUM_STR_INIT("")}, {.id = PHONENUM_STR_INIT("")}};
    const phonenum_str codes[] = {PHONENUM_STR_INIT(""), PHONENUM_STR_INIT(CANARY)};
    record.linked_to = links;
    record.linked_to_count = COUNT_OF(links);
    record.backup_codes = codes;
    record.backup_codes_count = COUNT_OF(codes);
    check_record("empty elements", &record);
}

static void test_each_enum_number_comes_through(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
    record.has_object = record.verification.has_object = record.verification.has_status = true;
    for (int i = 0; i <= (int)PHONENUM_VERIFICATION_STRATEGY_ADMIN; i++) {
        record.object = (phonenum_phone_number_object)(i % 2);
        record.verification.object = (phonenum_verification_object)(i % 3);
        record.verification.status = (phonenum_verification_status)(i % 5);
        record.verification.strategy.known = (phonenum_verification_strategy)i;
        check_record("enum number", &record);
    }
}

/* The message that each member goes to, by name: a mix-up that both ways share would not be seen otherwise. */
static void test_message_holds_each_member_where_it_belongs(void **state)
{
    (void)state;
    sample given;
    sample_full(&given);
    phonenum_arena arena = new_arena();
    Phonenum__V1__PhoneNumber *message;
    assert_int_equal(phonenum_to_protobuf_c(&given.record, &arena, &message, NULL), PHONENUM_OK);
    assert_string_equal(message->id, given.record.id.data);
    assert_string_equal(message->phone_number, given.record.phone_number.data);
    assert_true(message->has_reserved_for_second_factor && message->reserved_for_second_factor);
    assert_true(message->has_default_second_factor && !message->default_second_factor);
    assert_true(message->has_created_at && message->created_at == given.record.created_at);
    assert_true(message->has_updated_at && message->updated_at == given.record.updated_at);
    assert_string_equal(message->extra_json, given.record.extra_json.data);
    assert_int_equal(message->base.n_unknown_fields, 1);
    assert_int_equal(message->base.unknown_fields[0].tag, 100);

    assert_int_equal(message->verification_case, PHONENUM__V1__PHONE_NUMBER__VERIFICATION_OTP);
    assert_string_equal(message->otp->verified_at_client, given.record.verification.verified_at_client.data);
    assert_string_equal(message->otp->channel, given.record.verification.channel.data);
    assert_int_equal(message->otp->attempts, given.record.verification.attempts);
    assert_int_equal(message->otp->expire_at, given.record.verification.expire_at);
    assert_string_equal(message->otp->custom_strategy, given.record.verification.strategy.custom.data);
    assert_string_equal(message->otp->extra_json, given.record.verification.extra_json.data);
    assert_int_equal(message->n_linked_to, 2);
    assert_string_equal(message->linked_to[0]->type, given.links[0].type.data);
    assert_string_equal(message->linked_to[1]->id, given.links[1].id.data);
    assert_string_equal(message->linked_to[0]->extra_json, given.links[0].extra_json.data);
    assert_int_equal(message->linked_to[0]->base.n_unknown_fields, 1);
    assert_int_equal(message->linked_to[1]->base.n_unknown_fields, 0);
    assert_int_equal(message->n_backup_codes, 2);
    assert_string_equal(message->backup_codes[1], given.codes[1].data);
    phonenum_arena_free(&arena);
}

static void test_unknown_fields_become_one_each(void **state)
{
    (void)state;
    static const uint8_t fields[] = {
        0x0d,
        1,
        2,
        3,
        4, /* 1 (the id's number), I32 */
        0xa0,
        0x06,
        0x87,
        0,
        /*          */ /* 100, VARINT, longer than need be */
        0xa1,
        0x06,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8, /* 100, I64 */
        0xa2,
        0x06,
        0x02,
        'h',
        'i', /* 100, LEN */
        0xab,
        0x06,
        0x0b,
        0x08,
        0x01,
        0x0c,
        0xac,
        0x06, /* 101, a group with a group 1 with a varint */
        0xf8,
        0xff,
        0xff,
        0xff,
        0x0f,
        0x01 /* the largest number, VARINT */
    };
    static const struct {
        uint32_t number;
        unsigned wire_type;
        size_t size;
        size_t offset;
    } expected[] = {{1, 5, 4, 1},    {100, 0, 2, 7},  {100, 1, 8, 11},
                    {100, 2, 3, 21}, {101, 3, 6, 26}, {0x1fffffff, 0, 1, 37}};
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.unknown = (phonenum_bytes){fields, sizeof fields};
    check_both_ways("unknown fields", &record);

    phonenum_arena arena = new_arena();
    Phonenum__V1__PhoneNumber *message;
    assert_int_equal(phonenum_to_protobuf_c(&record, &arena, &message, NULL), PHONENUM_OK);
    assert_int_equal(message->base.n_unknown_fields, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const ProtobufCMessageUnknownField *field = &message->base.unknown_fields[i];
        assert_int_equal(field->tag, expected[i].number);
        assert_int_equal(field->wire_type, expected[i].wire_type);
        check_bytes("data", field->data, field->len, fields + expected[i].offset, expected[i].size);
    }
    phonenum_arena_free(&arena);
}

/* Fills a message with enum numbers that the schema does not have, and an unknown field in each message. */
static void fill_with_strays(Phonenum__V1__PhoneNumber *message, Phonenum__V1__PhoneNumberOTP *otp,
                             ProtobufCMessageUnknownField *field)
{
    static uint8_t seven = 7;
    *field = (ProtobufCMessageUnknownField){100, PROTOBUF_C_WIRE_TYPE_VARINT, 1, &seven};
    message->has_object = true;
    message->object = (Phonenum__V1__PhoneNumberObject)2;
    message->base.n_unknown_fields = 1;
    message->base.unknown_fields = field;
    message->verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_OTP;
    message->otp = otp;
    otp->has_object = true;
    otp->object = (Phonenum__V1__VerificationObject)-1;
    otp->has_status = true;
    otp->status = (Phonenum__V1__VerificationStatus)5;
    otp->open_strategy_case = PHONENUM__V1__PHONE_NUMBER_OTP__OPEN_STRATEGY_STRATEGY;
    otp->strategy = (Phonenum__V1__VerificationStrategy)6;
    otp->base.n_unknown_fields = 1;
    otp->base.unknown_fields = field;
}

static void test_unknown_enum_numbers_become_unknown_fields(void **state)
{
    (void)state;
    Phonenum__V1__PhoneNumber message = PHONENUM__V1__PHONE_NUMBER__INIT;
    Phonenum__V1__PhoneNumberOTP otp = PHONENUM__V1__PHONE_NUMBER_OTP__INIT;
    ProtobufCMessageUnknownField field;
    fill_with_strays(&message, &otp, &field);

    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success("strays", phonenum_from_protobuf_c(&message, &arena, &record, &error), &error);
    static const uint8_t of_record[] = {0x10, 2, 0xa0, 0x06, 7};
    static const uint8_t of_otp[] = {0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, /* object -1 */
                                     0x10, 5,    0x18, 6,    0xa0, 0x06, 7};
    assert_false(record.has_object);
    check_bytes("record", record.unknown.data, record.unknown.size, of_record, sizeof of_record);
    assert_int_equal(record.verification.kind, PHONENUM_VERIFICATION_OTP);
    assert_false(record.verification.has_object || record.verification.has_status);
    assert_int_equal(record.verification.strategy.kind, PHONENUM_STRATEGY_NONE);
    check_bytes("otp", record.verification.unknown.data, record.verification.unknown.size, of_otp, sizeof of_otp);

    builder bytes = packed(&message);
    phonenum_record decoded;
    assert_int_equal(phonenum_decode(bytes.data, bytes.size, NULL, &arena, &decoded, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&record, &decoded));
    builder_free(&bytes);
    phonenum_arena_free(&arena);
}

/* Members without their flag don't count, and any non-zero boolean is true. */
static void test_flags_of_a_message_are_looked_at(void **state)
{
    (void)state;
    Phonenum__V1__PhoneNumber message = PHONENUM__V1__PHONE_NUMBER__INIT;
    message.object = PHONENUM__V1__PHONE_NUMBER_OBJECT__PHONE_NUMBER_OBJECT_PHONE_NUMBER;
    message.reserved_for_second_factor = message.default_second_factor = 1;
    message.created_at = message.updated_at = 1;
    message.has_reserved = 256;
    message.reserved = 256;
    phonenum_arena arena = new_arena();
    phonenum_record record;
    assert_int_equal(phonenum_from_protobuf_c(&message, &arena, &record, NULL), PHONENUM_OK);
    phonenum_record expected = PHONENUM_RECORD_INIT;
    expected.has_reserved = expected.reserved = true;
    assert_true(phonenum_equal(&record, &expected));
    phonenum_arena_free(&arena);
}

static void check_to_refused(const char *label, const phonenum_record *record, phonenum_status status,
                             const char *field)
{
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    char *earlier = phonenum_arena_alloc(&arena, 4, 1);
    memcpy(earlier, "kept", 4);
    const phonenum_arena_point before = phonenum_arena_mark(&arena);
    phonenum_error error = garbage_error();
    Phonenum__V1__PhoneNumber not_touched = PHONENUM__V1__PHONE_NUMBER__INIT;
    Phonenum__V1__PhoneNumber *message = &not_touched;
    check_refusal(label, phonenum_to_protobuf_c(record, &arena, &message, &error), &error, status, field);
    assert_int_equal(phonenum_to_protobuf_c(record, &arena, &message, NULL), status);
    assert_null(message);
    const phonenum_arena_point after = phonenum_arena_mark(&arena);
    assert_ptr_equal(before.next, after.next);
    assert_memory_equal(earlier, "kept", 4);
    test_heap_finish(&arena, &heap);
}

static void test_text_with_nul_is_refused_with_its_path(void **state)
{
    (void)state;
    const phonenum_str nul = PHONENUM_STR("a\0b");
    sample given;
#define CHECK_NUL(path, member) \
    sample_full(&given);        \
    given.member = nul;         \
    check_to_refused(path, &given.record, PHONENUM_ERR_RECORD, path)
    CHECK_NUL("id", record.id);
    CHECK_NUL("phone_number", record.phone_number);
    CHECK_NUL("verification.otp.custom_strategy", record.verification.strategy.custom);
    CHECK_NUL("verification.otp.verified_at_client", record.verification.verified_at_client);
    CHECK_NUL("verification.otp.channel", record.verification.channel);
    CHECK_NUL("verification.otp.extra_json", record.verification.extra_json);
    CHECK_NUL("linked_to[1].type", links[1].type);
    CHECK_NUL("linked_to[1].id", links[1].id);
    CHECK_NUL("linked_to[0].extra_json", links[0].extra_json);
    CHECK_NUL("backup_codes[1]", codes[1]);
    CHECK_NUL("extra_json", record.extra_json);
#undef CHECK_NUL
    sample_admin(&given);
    given.record.verification.verified_at_client = nul;
    check_to_refused("admin", &given.record, PHONENUM_ERR_RECORD, "verification.admin.verified_at_client");
    sample_admin(&given);
    given.record.extra_json = nul;
    check_to_refused("behind a verification", &given.record, PHONENUM_ERR_RECORD, "extra_json");
}

static void test_long_tags_are_refused_with_their_path(void **state)
{
    (void)state;
    static const uint8_t long_tag[] = {0xa0, 0x06, 0x07, 0xa0, 0x86, 0x00, 0x07};
    const phonenum_bytes unknown = {long_tag, sizeof long_tag};
    sample given;
    sample_full(&given);
    given.record.unknown = unknown;
    check_to_refused("record", &given.record, PHONENUM_ERR_RECORD, "unknown");
    sample_full(&given);
    given.record.verification.unknown = unknown;
    check_to_refused("otp", &given.record, PHONENUM_ERR_RECORD, "verification.otp.unknown");
    sample_full(&given);
    given.links[1].unknown = unknown;
    check_to_refused("link", &given.record, PHONENUM_ERR_RECORD, "linked_to[1].unknown");
}

/* Inside a group and at its end, tags stay as they are. */
static void test_long_tags_in_a_group_come_through(void **state)
{
    (void)state;
    static const uint8_t group[] = {0xab, 0x06, 0x88, 0x00, 0x01, 0xac, 0x86, 0x00};
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.unknown = (phonenum_bytes){group, sizeof group};
    check_both_ways("group", &record);
}

static void test_what_can_not_be_encoded_is_refused(void **state)
{
    (void)state;
    sample given;
    sample_full(&given);
    given.record.id = (phonenum_str){NULL, 1};
    check_to_refused("NULL with a size", &given.record, PHONENUM_ERR_RECORD, "id");
    sample_full(&given);
    given.record.linked_to = NULL;
    check_to_refused("NULL list", &given.record, PHONENUM_ERR_RECORD, "linked_to");
    sample_full(&given);
    given.codes[1].data = NULL;
    given.codes[1].size = 0;
    check_to_refused("absent code", &given.record, PHONENUM_ERR_RECORD, "backup_codes[1]");
    sample_full(&given);
    given.record.verification.kind = (phonenum_verification_kind)3;
    check_to_refused("kind", &given.record, PHONENUM_ERR_RECORD, "verification");
    sample_full(&given);
    given.record.verification.strategy.kind = (phonenum_strategy_kind)3;
    check_to_refused("strategy's kind", &given.record, PHONENUM_ERR_RECORD, "verification.otp.strategy");
    sample_full(&given);
    given.record.object = (phonenum_phone_number_object)2;
    check_to_refused("enum number", &given.record, PHONENUM_ERR_RECORD, "object");
    sample_admin(&given);
    given.record.verification.channel = PHONENUM_STR("sms");
    check_to_refused("channel of an Admin", &given.record, PHONENUM_ERR_RECORD, "verification.admin.channel");
    sample_full(&given);
    given.links[0].id = PHONENUM_STR("\xff");
    check_to_refused("UTF-8", &given.record, PHONENUM_ERR_UTF8, "linked_to[0].id");
    sample_full(&given);
    static const uint8_t cut[] = {0xa0, 0x06};
    given.record.unknown = (phonenum_bytes){cut, sizeof cut};
    check_to_refused("unknown", &given.record, PHONENUM_ERR_RECORD, "unknown");
}

/* A message with all that may be missing from one, in one struct. */
struct broken {
    Phonenum__V1__PhoneNumber message;
    Phonenum__V1__PhoneNumberOTP otp;
    Phonenum__V1__PhoneNumberAdmin admin;
    Phonenum__V1__IdentificationLink link;
    Phonenum__V1__IdentificationLink *links[2];
    char *codes[2];
    ProtobufCMessageUnknownField unknown[2];
    uint8_t data[3];
    char text[5];
};

static void fill(struct broken *out)
{
    *out = (struct broken){.message = PHONENUM__V1__PHONE_NUMBER__INIT,
                           .otp = PHONENUM__V1__PHONE_NUMBER_OTP__INIT,
                           .admin = PHONENUM__V1__PHONE_NUMBER_ADMIN__INIT,
                           .link = PHONENUM__V1__IDENTIFICATION_LINK__INIT,
                           .data = {7, 0x80, 0x80},
                           .text = "code"};
    out->links[0] = out->links[1] = &out->link;
    out->codes[0] = out->codes[1] = out->text;
    out->unknown[0] = out->unknown[1] = (ProtobufCMessageUnknownField){100, PROTOBUF_C_WIRE_TYPE_VARINT, 1, out->data};
    out->message.n_linked_to = 2;
    out->message.linked_to = out->links;
    out->message.n_backup_codes = 2;
    out->message.backup_codes = out->codes;
    out->message.verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_OTP;
    out->message.otp = &out->otp;
}

static void check_from_refused(const char *label, const struct broken *broken, phonenum_status status,
                               const char *field)
{
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    assert_non_null(phonenum_arena_alloc(&arena, 4, 1));
    const phonenum_arena_point before = phonenum_arena_mark(&arena);
    phonenum_error error = garbage_error();
    sample given;
    sample_full(&given);
    check_refusal(label, phonenum_from_protobuf_c(&broken->message, &arena, &given.record, &error), &error, status,
                  field);
    check_absent(label, &given.record);
    assert_int_equal(phonenum_from_protobuf_c(&broken->message, &arena, &given.record, NULL), status);
    const phonenum_arena_point after = phonenum_arena_mark(&arena);
    assert_ptr_equal(before.next, after.next);
    test_heap_finish(&arena, &heap);
}

static void test_broken_oneofs_are_refused_with_their_path(void **state)
{
    (void)state;
    struct broken broken;
    fill(&broken);
    broken.message.otp = NULL;
    check_from_refused("no otp", &broken, PHONENUM_ERR_RECORD, "verification.otp");
    broken.message.verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_ADMIN;
    check_from_refused("no admin", &broken, PHONENUM_ERR_RECORD, "verification.admin");
    broken.message.verification_case = (Phonenum__V1__PhoneNumber__VerificationCase)9;
    check_from_refused("case", &broken, PHONENUM_ERR_RECORD, "verification");
    fill(&broken);
    broken.otp.open_strategy_case = PHONENUM__V1__PHONE_NUMBER_OTP__OPEN_STRATEGY_CUSTOM_STRATEGY;
    check_from_refused("no custom strategy", &broken, PHONENUM_ERR_RECORD, "verification.otp.custom_strategy");
    broken.otp.open_strategy_case = (Phonenum__V1__PhoneNumberOTP__OpenStrategyCase)5;
    check_from_refused("strategy's case", &broken, PHONENUM_ERR_RECORD, "verification.otp.strategy");
    fill(&broken);
    broken.message.verification_case = PHONENUM__V1__PHONE_NUMBER__VERIFICATION_ADMIN;
    broken.message.admin = &broken.admin;
    broken.admin.open_strategy_case = (Phonenum__V1__PhoneNumberAdmin__OpenStrategyCase)2;
    check_from_refused("admin strategy's case", &broken, PHONENUM_ERR_RECORD, "verification.admin.strategy");
}

static void test_broken_lists_are_refused_with_their_path(void **state)
{
    (void)state;
    struct broken broken;
    fill(&broken);
    broken.links[1] = NULL;
    check_from_refused("no link", &broken, PHONENUM_ERR_RECORD, "linked_to[1]");
    broken.message.linked_to = NULL;
    check_from_refused("no links", &broken, PHONENUM_ERR_RECORD, "linked_to");
    fill(&broken);
    broken.codes[1] = NULL;
    check_from_refused("no code", &broken, PHONENUM_ERR_RECORD, "backup_codes[1]");
    broken.message.backup_codes = NULL;
    check_from_refused("no codes", &broken, PHONENUM_ERR_RECORD, "backup_codes");
}

static void test_broken_unknown_fields_are_refused_with_their_path(void **state)
{
    (void)state;
    struct broken broken;
    fill(&broken);
    broken.message.base.n_unknown_fields = 2;
    check_from_refused("no list", &broken, PHONENUM_ERR_RECORD, "unknown");
    ProtobufCMessageUnknownField *field = &broken.unknown[1];
    const ProtobufCMessageUnknownField good = *field;
    const ProtobufCMessageUnknownField bad[] = {
        {0, good.wire_type, good.len, good.data},
        {UINT32_MAX / 8 + 101, good.wire_type, good.len, good.data},
        {100, (ProtobufCWireType)4, good.len, good.data},
        {100, (ProtobufCWireType)6, good.len, good.data},
        {100, (ProtobufCWireType)8, good.len, good.data},
        {100, good.wire_type, 0, good.data},
        {100, good.wire_type, 1, NULL},
        {100, good.wire_type, 2, (uint8_t[]){7, 8}},               /* more than its value */
        {100, good.wire_type, 2, broken.data + 1},                 /* less */
        {100, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, 1, good.data}, /* a length past the end */
        {100, (ProtobufCWireType)3, 2, (uint8_t[]){8, 1}},         /* a group without its end */
    };
    broken.otp.base.n_unknown_fields = broken.message.base.n_unknown_fields;
    broken.otp.base.unknown_fields = broken.message.base.unknown_fields = broken.unknown;
    broken.link.base = broken.otp.base;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        *field = bad[i];
        broken.link.base.n_unknown_fields = broken.otp.base.n_unknown_fields = 0;
        check_from_refused("record", &broken, PHONENUM_ERR_RECORD, "unknown");
        broken.link.base.n_unknown_fields = 2;
        check_from_refused("link", &broken, PHONENUM_ERR_RECORD, "linked_to[0].unknown");
        broken.otp.base.n_unknown_fields = 2;
        check_from_refused("otp", &broken, PHONENUM_ERR_RECORD, "verification.otp.unknown");
    }
    *field = good;
    field->len = PHONENUM_ENCODED_SIZE_MAX;
    check_from_refused("size", &broken, PHONENUM_ERR_LIMIT, "verification.otp.unknown");
    field->len = SIZE_MAX;
    check_from_refused("size", &broken, PHONENUM_ERR_LIMIT, "verification.otp.unknown");
}

/* Counts that wrap when they are multiplied by an element's size. */
static void test_counts_that_no_memory_holds_are_no_memory(void **state)
{
    (void)state;
    Phonenum__V1__IdentificationLink link = PHONENUM__V1__IDENTIFICATION_LINK__INIT;
    Phonenum__V1__IdentificationLink *links[] = {&link};
    char *codes[] = {(char *)"a"};
    for (int i = 0; i < 2; i++) {
        Phonenum__V1__PhoneNumber message = PHONENUM__V1__PHONE_NUMBER__INIT;
        message.linked_to = links;
        message.n_linked_to = i == 0 ? SIZE_MAX / sizeof(phonenum_link) + 1 : 0;
        message.backup_codes = codes;
        message.n_backup_codes = i == 1 ? SIZE_MAX / sizeof(phonenum_str) + 1 : 0;
        test_heap heap = {0};
        phonenum_arena arena;
        phonenum_record record;
        phonenum_error error = garbage_error();
        test_heap_arena(&arena, &heap);
        phonenum_status status = phonenum_from_protobuf_c(&message, &arena, &record, &error);
        check_refusal("count", status, &error, PHONENUM_ERR_NO_MEMORY, i == 0 ? "linked_to" : "backup_codes");
        check_absent("count", &record);
        test_heap_finish(&arena, &heap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_come_through),
        cmocka_unit_test(test_full_admin_comes_through),
        cmocka_unit_test(test_each_member_alone_comes_through),
        cmocka_unit_test(test_every_field_of_the_schema_comes_through),
        cmocka_unit_test(test_empty_submessages_come_through),
        cmocka_unit_test(test_each_enum_number_comes_through),
        cmocka_unit_test(test_message_holds_each_member_where_it_belongs),
        cmocka_unit_test(test_unknown_fields_become_one_each),
        cmocka_unit_test(test_unknown_enum_numbers_become_unknown_fields),
        cmocka_unit_test(test_flags_of_a_message_are_looked_at),
        cmocka_unit_test(test_text_with_nul_is_refused_with_its_path),
        cmocka_unit_test(test_long_tags_are_refused_with_their_path),
        cmocka_unit_test(test_long_tags_in_a_group_come_through),
        cmocka_unit_test(test_what_can_not_be_encoded_is_refused),
        cmocka_unit_test(test_broken_oneofs_are_refused_with_their_path),
        cmocka_unit_test(test_broken_lists_are_refused_with_their_path),
        cmocka_unit_test(test_broken_unknown_fields_are_refused_with_their_path),
        cmocka_unit_test(test_counts_that_no_memory_holds_are_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
