/*
 * Holds three tellings of the schema together: phone_number.proto (by the descriptors that protobuf-c makes of it), the
 * library's table, and what the library does with each field.
 */
#include "support/builder.h"
#include "support/check.h"

#include "record/schema.h"

#include <ctype.h>
#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <phonenum/v1/phone_number.pb-c.h>
#include <stdio.h>
#include <string.h>

/* One message: its descriptor, its place in the library's table, the record's field that holds it (0: it is that). */
static const struct message {
    const ProtobufCMessageDescriptor *descriptor;
    enum schema_message schema;
    uint32_t number;
} messages[] = {
    {&phonenum__v1__phone_number__descriptor, SCHEMA_RECORD, 0},
    {&phonenum__v1__phone_number_otp__descriptor, SCHEMA_OTP, PHONENUM_RECORD_OTP_FIELD_NUMBER},
    {&phonenum__v1__phone_number_admin__descriptor, SCHEMA_ADMIN, PHONENUM_RECORD_ADMIN_FIELD_NUMBER},
    {&phonenum__v1__identification_link__descriptor, SCHEMA_LINK, PHONENUM_RECORD_LINKED_TO_FIELD_NUMBER},
};

static const char *type_name(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return "TEXT";
    case PROTOBUF_C_TYPE_BOOL:
        return "BOOL";
    case PROTOBUF_C_TYPE_INT64:
        return "INT64";
    case PROTOBUF_C_TYPE_ENUM:
        return "ENUM";
    case PROTOBUF_C_TYPE_MESSAGE:
        return "MESSAGE";
    default:
        return "a type that the library does not have";
    }
}

/* The library's own type, with JSON told as the text that it is on the wire. */
static const char *schema_type_name(enum schema_type type)
{
    static const char *const names[] = {
        [SCHEMA_TYPE_TEXT] = "TEXT", [SCHEMA_TYPE_BOOL] = "BOOL",       [SCHEMA_TYPE_INT64] = "INT64",
        [SCHEMA_TYPE_ENUM] = "ENUM", [SCHEMA_TYPE_MESSAGE] = "MESSAGE", [SCHEMA_TYPE_JSON] = "TEXT",
    };
    return names[type];
}

static void test_schema_labels_and_oneofs_are_what_the_codec_takes_them_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        const bool record = messages[i].number == 0;
        for (unsigned j = 0; j < messages[i].descriptor->n_fields; j++) {
            const ProtobufCFieldDescriptor *field = &messages[i].descriptor->fields[j];
            bool list = record && (field->id == 9 || field->id == 10);
            if (field->label != (list ? PROTOBUF_C_LABEL_REPEATED : PROTOBUF_C_LABEL_OPTIONAL))
                fail_msg("%s.%s has another label", messages[i].descriptor->name, field->name);
            bool member = record                    ? field->id == 7 || field->id == 8
                          : messages[i].number != 9 ? field->id == 3 || field->id == 4
                                                    : false;
            if (!!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != member)
                fail_msg("%s.%s is %s a oneof now", messages[i].descriptor->name, field->name,
                         member ? "not in" : "in");
        }
    }
}

/* The table's path of a record's oneof member leads through the oneof: verification.otp. */
static bool path_ends_in(const char *path, const char *name)
{
    const char *last = strrchr(path, '.');
    return strcmp(last ? last + 1 : path, name) == 0;
}

static void test_schema_table_has_every_field_of_the_descriptors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        for (unsigned j = 0; j < messages[i].descriptor->n_fields; j++) {
            const ProtobufCFieldDescriptor *field = &messages[i].descriptor->fields[j];
            const schema_field *known = phonenum_schema_field(messages[i].schema, field->id);
            if (!known)
                fail_msg("src/record/schema.h does not have %s.%s", messages[i].descriptor->name, field->name);
            else if (!path_ends_in(known->path, field->name))
                fail_msg("src/record/schema.h calls %s.%s '%s'", messages[i].descriptor->name, field->name,
                         known->path);
            else if (strcmp(schema_type_name(known->type), type_name(field->type)) != 0)
                fail_msg("src/record/schema.h has another type for %s.%s", messages[i].descriptor->name, field->name);
        }
    }
}

static void test_schema_descriptors_have_every_field_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        for (uint32_t number = 0; number <= 1000; number++) {
            const schema_field *known = phonenum_schema_field(messages[i].schema, number);
            if (known && !protobuf_c_message_descriptor_get_field(messages[i].descriptor, number))
                fail_msg("%s does not have %s, which is in src/record/schema.h", messages[i].descriptor->name,
                         known->path);
        }
    }
}

static void test_schema_submessages_are_the_descriptors(void **state)
{
    (void)state;
    for (size_t i = 1; i < COUNT_OF(messages); i++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(messages[0].descriptor, messages[i].number);
        assert_non_null(field);
        assert_ptr_equal(field->descriptor, messages[i].descriptor);
        assert_int_equal(phonenum_schema_submessage(messages[i].number << 3 | WIRE_LEN), messages[i].schema);
    }
}

/* A field with this varint, or with one letter of text, or an empty submessage. */
static void build_valued(builder *out, const ProtobufCFieldDescriptor *field, uint64_t value)
{
    bool is_len = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
    if (is_len) {
        build_text(out, field->id, field->type == PROTOBUF_C_TYPE_STRING ? "x" : "");
        return;
    }
    build_tag(out, field->id, BUILD_VARINT);
    build_varint(out, value);
}

static size_t unknown_size(const phonenum_record *record)
{
    size_t size = record->unknown.size;
    if (record->verification.kind != PHONENUM_VERIFICATION_NONE)
        size += record->verification.unknown.size;
    for (size_t i = 0; i < record->linked_to_count; i++)
        size += record->linked_to[i].unknown.size;
    return size;
}

/* Decodes a message with this one field, in its place in the record; encodes it again. Returns the unknown bytes. */
static size_t pass_through(const struct message *message, const char *label, const builder *field)
{
    builder outer = {0};
    if (message->number == 0)
        build_bytes(&outer, field->data, field->size);
    else
        build_field(&outer, message->number, field->data, field->size);
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    phonenum_bytes encoded;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_decode(outer.data, outer.size, NULL, &arena, &record, &error), &error);
    size_t unknown = unknown_size(&record);
    check_success(label, phonenum_encode_arena(&record, &arena, &encoded, &error), &error);
    check_bytes(label, encoded.data, encoded.size, outer.data, outer.size);
    phonenum_arena_free(&arena);
    builder_free(&outer);
    return unknown;
}

/* Whether decoding has a member for the field with this value. */
static bool has_member(const struct message *message, const ProtobufCFieldDescriptor *field, uint64_t value)
{
    builder bytes = {0};
    build_valued(&bytes, field, value);
    bool has = pass_through(message, field->name, &bytes) == 0;
    builder_free(&bytes);
    return has;
}

static void test_schema_codec_has_a_member_for_every_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        for (unsigned j = 0; j < messages[i].descriptor->n_fields; j++) {
            const ProtobufCFieldDescriptor *field = &messages[i].descriptor->fields[j];
            for (uint64_t value = 0; value < 2; value++) {
                if (!has_member(&messages[i], field, value))
                    fail_msg("decoding keeps %s.%s as unknown", messages[i].descriptor->name, field->name);
            }
        }
    }
}

static void test_schema_codec_has_no_member_for_any_other_number(void **state)
{
    (void)state;
    const unsigned wire_types[] = {BUILD_VARINT, BUILD_LEN};
    for (size_t i = 0; i < COUNT_OF(messages) * 100; i++) {
        const struct message *message = &messages[i / 100];
        uint32_t number = 1 + (uint32_t)(i % 100);
        if (protobuf_c_message_descriptor_get_field(message->descriptor, number))
            continue;
        for (size_t j = 0; j < COUNT_OF(wire_types); j++) {
            builder field = {0};
            build_any(&field, number, wire_types[j]);
            if (pass_through(message, message->descriptor->name, &field) != field.size)
                fail_msg("decoding has a member for %s's field %u", message->descriptor->name, (unsigned)number);
            builder_free(&field);
        }
    }
}

/* The name of a field's member in JSON. */
static void json_name(const ProtobufCFieldDescriptor *field, phonenum_json_dialect dialect, char name[64])
{
    size_t size = 0;
    const char *api = field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED
                          ? "verification"
                      : strcmp(field->name, "custom_strategy") == 0 ? "strategy"
                      : strcmp(field->name, "extra_json") == 0      ? "x"
                                                                    : field->name;
    const char *from = dialect == PHONENUM_JSON_API ? api : field->name;
    name[size++] = '"';
    for (; *from != '\0' && size < 60; from++) {
        bool starts_word = dialect == PHONENUM_JSON_PROTO && *from == '_';
        from += starts_word;
        name[size++] = starts_word ? (char)toupper((unsigned char)*from) : *from;
    }
    memcpy(name + size, "\":", 3);
}

/* The name of an enum's value in JSON, with its quotes; for the API, the .proto's without the enum's prefix. */
static void json_value(const ProtobufCEnumDescriptor *enumeration, unsigned value, phonenum_json_dialect dialect,
                       char name[64])
{
    const size_t prefix = strlen(enumeration->values[0].name) - strlen("UNSPECIFIED");
    const char *full = protobuf_c_enum_descriptor_get_value(enumeration, (int)value)->name;
    snprintf(name, 64, "\"%s\"", dialect == PHONENUM_JSON_API ? full + prefix : full);
    for (char *c = name; dialect == PHONENUM_JSON_API && *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
}

/* Whether the bytes stand anywhere in the record's encoding. */
static bool encodes_as(const phonenum_record *record, const uint8_t *data, size_t size)
{
    uint8_t encoded[512];
    size_t encoded_size;
    assert_int_equal(phonenum_encode(record, encoded, sizeof encoded, &encoded_size, NULL), PHONENUM_OK);
    for (size_t i = 0; i + size <= encoded_size; i++) {
        if (memcmp(encoded + i, data, size) == 0)
            return true;
    }
    return false;
}

/* A record with this field alone goes to JSON and back. The reader may add fields that JSON implies. */
static void check_json(const struct message *message, const ProtobufCFieldDescriptor *field, unsigned value,
                       phonenum_json_dialect dialect)
{
    const phonenum_json_write_options writing = {.dialect = dialect};
    const phonenum_json_read_options reading = {.dialect = dialect};
    builder bytes = {0};
    builder outer = {0};
    char name[128];
    char text[512];
    size_t size;
    phonenum_record record;
    phonenum_record again;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    if (strcmp(field->name, "extra_json") == 0)
        build_text(&bytes, field->id, "{\"x\":1}");
    else
        build_valued(&bytes, field, value);
    if (message->number == 0)
        build_bytes(&outer, bytes.data, bytes.size);
    else
        build_field(&outer, message->number, bytes.data, bytes.size);
    check_success(field->name, phonenum_decode(outer.data, outer.size, NULL, &arena, &record, &error), &error);
    check_success(field->name, phonenum_json_write(&record, &writing, text, sizeof text - 1, &size, &error), &error);
    text[size] = '\0';
    json_name(field, dialect, name);
    if (!strstr(text, name))
        fail_msg("JSON has no member for %s.%s: %s", message->descriptor->name, field->name, text);
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        json_value(field->descriptor, value, dialect, name + strlen(name));
        if (!strstr(text, name))
            fail_msg("JSON of %s.%s is not %s: %s", message->descriptor->name, field->name, name, text);
    }
    check_success(field->name, phonenum_json_read(text, size, &reading, &arena, &again, &error), &error);
    /* Of a message, what it holds may differ. */
    if (!encodes_as(&again, bytes.data, field->type == PROTOBUF_C_TYPE_MESSAGE ? 1 : bytes.size))
        fail_msg("%s.%s does not come back from JSON: %s", message->descriptor->name, field->name, text);
    phonenum_arena_free(&arena);
    builder_free(&outer);
    builder_free(&bytes);
}

/* Every value of an enum has its own name. But the object of a verification must be that of its kind. */
static void check_json_values(const struct message *message, const ProtobufCFieldDescriptor *field,
                              phonenum_json_dialect dialect)
{
    const ProtobufCEnumDescriptor *enumeration = field->descriptor;
    const bool is_kind = message->number != 0 && strcmp(field->name, "object") == 0;
    if (field->type != PROTOBUF_C_TYPE_ENUM || is_kind) {
        check_json(message, field, is_kind && message->schema == SCHEMA_ADMIN ? 2 : 1, dialect);
        return;
    }
    /* The API's JSON has no name for the first one, UNSPECIFIED. */
    for (unsigned i = dialect == PHONENUM_JSON_API; i < enumeration->n_values; i++)
        check_json(message, field, (unsigned)enumeration->values[i].value, dialect);
}

static void test_schema_json_has_a_member_for_every_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        for (unsigned j = 0; j < messages[i].descriptor->n_fields; j++) {
            check_json_values(&messages[i], &messages[i].descriptor->fields[j], PHONENUM_JSON_API);
            check_json_values(&messages[i], &messages[i].descriptor->fields[j], PHONENUM_JSON_PROTO);
        }
    }
}

/* What only an OTP has is not typed in an Admin's JSON, or the record could not be encoded. */
static void test_schema_json_of_an_admin_has_no_member_of_an_otp(void **state)
{
    const ProtobufCMessageDescriptor *otp = &phonenum__v1__phone_number_otp__descriptor;
    const ProtobufCMessageDescriptor *admin = &phonenum__v1__phone_number_admin__descriptor;
    static const char *const values[] = {"1", "true", "\"x\""};
    unsigned checked = 0;
    (void)state;
    for (unsigned i = 0; i < otp->n_fields; i++) {
        if (protobuf_c_message_descriptor_get_field(admin, otp->fields[i].id))
            continue;
        for (size_t j = 0; j < COUNT_OF(values); j++) {
            char text[200];
            phonenum_record record;
            phonenum_arena arena;
            phonenum_arena_init(&arena, NULL, 0, NULL);
            int size = snprintf(text, sizeof text, "{\"verification\":{\"object\":\"verification_admin\",\"%s\":%s}}",
                                otp->fields[i].name, values[j]);
            assert_int_equal(phonenum_json_read(text, (size_t)size, NULL, &arena, &record, NULL), PHONENUM_OK);
            if (!record.verification.extra_json.data)
                fail_msg("an Admin's JSON has the member %s, which only an OTP has", otp->fields[i].name);
            phonenum_arena_free(&arena);
        }
        checked++;
    }
    assert_true(checked > 0);
}

static const char *phone_number_object_name(int value)
{
    return phonenum_phone_number_object_name((phonenum_phone_number_object)value);
}

static const char *verification_object_name(int value)
{
    return phonenum_verification_object_name((phonenum_verification_object)value);
}

static const char *verification_status_name(int value)
{
    return phonenum_verification_status_name((phonenum_verification_status)value);
}

static const char *verification_strategy_name(int value)
{
    return phonenum_verification_strategy_name((phonenum_verification_strategy)value);
}

static const struct enumeration {
    const ProtobufCEnumDescriptor *descriptor;
    const char *prefix;
    const char *(*name)(int value);
    const char *values; /* every value: name, number */
} enumerations[] = {
    {&phonenum__v1__phone_number_object__descriptor, "PHONE_NUMBER_OBJECT_", phone_number_object_name,
     "UNSPECIFIED 0, PHONE_NUMBER 1, "},
    {&phonenum__v1__verification_object__descriptor, "VERIFICATION_OBJECT_", verification_object_name,
     "UNSPECIFIED 0, VERIFICATION_OTP 1, VERIFICATION_ADMIN 2, "},
    {&phonenum__v1__verification_status__descriptor, "VERIFICATION_STATUS_", verification_status_name,
     "UNSPECIFIED 0, UNVERIFIED 1, VERIFIED 2, FAILED 3, EXPIRED 4, "},
    {&phonenum__v1__verification_strategy__descriptor, "VERIFICATION_STRATEGY_", verification_strategy_name,
     "UNSPECIFIED 0, PHONE_CODE 1, EMAIL_CODE 2, RESET_PASSWORD_EMAIL_CODE 3, RESET_PASSWORD_PHONE_CODE 4, ADMIN 5, "},
};

/* The value's name without the prefix that all values of its enum have. */
static const char *short_name(const struct enumeration *enumeration, const ProtobufCEnumValue *value)
{
    size_t size = strlen(enumeration->prefix);
    if (strncmp(value->name, enumeration->prefix, size) != 0)
        fail_msg("%s does not begin with %s", value->name, enumeration->prefix);
    return value->name + size;
}

static void test_schema_enums_have_the_names_and_numbers_pinned(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(enumerations); i++) {
        char values[512] = "";
        for (unsigned j = 0; j < enumerations[i].descriptor->n_values; j++) {
            const ProtobufCEnumValue *value = &enumerations[i].descriptor->values[j];
            size_t size = strlen(values);
            snprintf(values + size, sizeof values - size, "%s %d, ", short_name(&enumerations[i], value), value->value);
        }
        if (strcmp(values, enumerations[i].values) != 0)
            fail_msg("%s has the values\n%s, not\n%s", enumerations[i].descriptor->name, values,
                     enumerations[i].values);
    }
}

static void check_value_name(const struct enumeration *enumeration, const ProtobufCEnumValue *value)
{
    char expected[64] = "";
    const char *name = short_name(enumeration, value);
    for (size_t i = 0; name[i] != '\0' && i < sizeof expected - 1; i++)
        expected[i] = (char)tolower((unsigned char)name[i]);
    const char *actual = enumeration->name(value->value);
    if (value->value == 0)
        assert_null(actual);
    else if (!actual || strcmp(actual, expected) != 0)
        fail_msg("the library calls %s '%s'", value->name, actual ? actual : "(nothing)");
}

static void test_schema_enum_values_have_the_names_of_the_library(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(enumerations); i++) {
        const ProtobufCEnumDescriptor *descriptor = enumerations[i].descriptor;
        for (unsigned j = 0; j < descriptor->n_values; j++)
            check_value_name(&enumerations[i], &descriptor->values[j]);
        for (int value = -2; value < 100; value++) {
            if (enumerations[i].name(value) && !protobuf_c_enum_descriptor_get_value(descriptor, value))
                fail_msg("%s does not have %d, which the library names", descriptor->name, value);
        }
    }
}

/* The codec, the library's table and the descriptor agree on which numbers of an enum are known. */
static void check_enum_field(const struct message *message, const ProtobufCFieldDescriptor *field)
{
    for (int value = -2; value < 20; value++) {
        bool known = protobuf_c_enum_descriptor_get_value(field->descriptor, value) != NULL;
        uint64_t varint = (uint64_t)(int64_t)value;
        if (has_member(message, field, varint) != known)
            fail_msg("decoding takes %s.%s = %d for %s", message->descriptor->name, field->name, value,
                     known ? "unknown" : "known");
        if (((uint32_t)varint <= phonenum_schema_field(message->schema, field->id)->last) != known)
            fail_msg("src/record/schema.c takes %s.%s = %d for %s", message->descriptor->name, field->name, value,
                     known ? "unknown" : "known");
    }
}

static void test_schema_codec_knows_every_enum_number_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        for (unsigned j = 0; j < messages[i].descriptor->n_fields; j++) {
            const ProtobufCFieldDescriptor *field = &messages[i].descriptor->fields[j];
            if (field->type == PROTOBUF_C_TYPE_ENUM)
                check_enum_field(&messages[i], field);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema_labels_and_oneofs_are_what_the_codec_takes_them_for),
        cmocka_unit_test(test_schema_table_has_every_field_of_the_descriptors),
        cmocka_unit_test(test_schema_descriptors_have_every_field_of_the_table),
        cmocka_unit_test(test_schema_submessages_are_the_descriptors),
        cmocka_unit_test(test_schema_codec_has_a_member_for_every_field),
        cmocka_unit_test(test_schema_codec_has_no_member_for_any_other_number),
        cmocka_unit_test(test_schema_json_has_a_member_for_every_field),
        cmocka_unit_test(test_schema_json_of_an_admin_has_no_member_of_an_otp),
        cmocka_unit_test(test_schema_enums_have_the_names_and_numbers_pinned),
        cmocka_unit_test(test_schema_enum_values_have_the_names_of_the_library),
        cmocka_unit_test(test_schema_codec_knows_every_enum_number_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
