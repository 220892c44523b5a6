/*
 * Looking up fields in the schema, for errors, inspection and finding.
 */
#include "record/schema.h"

#include "base/error.h"
#include "base/names.h"

/* The enum of a row. Only rows of type ENUM have one. */
#define ENUM_OF_ENUM(detail) .enumeration = ENUM_##detail, .last = detail##_LAST
#define ENUM_OF_STRATEGY(detail) ENUM_OF_ENUM(detail)
#define ENUM_OF_BOOL(detail)
#define ENUM_OF_INT64(detail)
#define ENUM_OF_TEXT(detail)
#define ENUM_OF_JSON(detail)
#define ENUM_OF_CUSTOM_STRATEGY(detail)
#define ENUM_OF_OTP(detail)
#define ENUM_OF_ADMIN(detail)
#define ENUM_OF_LINKS(detail)
#define ENUM_OF_CODES(detail)

#define FIELD(MESSAGE, KIND, FIELD, member, json_name, detail) \
    {.tag = MESSAGE##_##FIELD##_TAG, .type = SCHEMA_TYPE_##KIND, .path = #member, ENUM_OF_##KIND(detail)},

static const schema_field record_fields[] = {RECORD_FIELDS(FIELD)};
static const schema_field otp_fields[] = {VERIFICATION_FIELDS(FIELD, FIELD)};
static const schema_field admin_fields[] = {VERIFICATION_FIELDS(FIELD, NO_ROW)};
static const schema_field link_fields[] = {LINK_FIELDS(FIELD)};

struct field_list {
    const schema_field *fields;
    size_t count;
};

#define FIELD_LIST(fields)                         \
    {                                              \
        fields, sizeof(fields) / sizeof(fields)[0] \
    }

static struct field_list fields_of(enum schema_message message)
{
    static const struct field_list lists[] = {
        [SCHEMA_RECORD] = FIELD_LIST(record_fields),
        [SCHEMA_OTP] = FIELD_LIST(otp_fields),
        [SCHEMA_ADMIN] = FIELD_LIST(admin_fields),
        [SCHEMA_LINK] = FIELD_LIST(link_fields),
    };
    return lists[message];
}

const schema_field *phonenum_schema_field(enum schema_message message, uint32_t number)
{
    struct field_list list = fields_of(message);
    for (size_t i = 0; i < list.count; i++) {
        if (wire_tag_number(list.fields[i].tag) == number)
            return list.fields + i;
    }
    return NULL;
}

const schema_field *phonenum_schema_named(enum schema_message message, const char *path, size_t size)
{
    struct field_list list = fields_of(message);
    for (size_t i = 0; i < list.count; i++) {
        if (phonenum_is_text(list.fields[i].path, path, size))
            return list.fields + i;
    }
    return NULL;
}

enum schema_message phonenum_schema_submessage(uint32_t tag)
{
    return tag == RECORD_OTP_TAG ? SCHEMA_OTP : tag == RECORD_ADMIN_TAG ? SCHEMA_ADMIN : SCHEMA_LINK;
}

void phonenum_schema_within(phonenum_error *error, enum schema_message message, uint32_t number, size_t index)
{
    const schema_field *field = phonenum_schema_field(message, number);
    if (!field)
        phonenum_error_within_number(error, number);
    else if (message == SCHEMA_RECORD && (field->tag == RECORD_LINKED_TO_TAG || field->tag == RECORD_BACKUP_CODES_TAG))
        phonenum_error_within_element(error, field->path, index);
    else
        phonenum_error_within(error, field->path);
}
