/*
 * Looking fields up in the schema: for errors, inspection and enum numbers.
 */
#include "record/schema.h"

#include "base/error.h"

#define FIELD_ROW(message, field, number, type, path) {message##_##field##_TAG, SCHEMA_TYPE_##type, path},

static const schema_field phone_number_fields[] = {PHONE_NUMBER_FIELDS(FIELD_ROW)};
static const schema_field verification_fields[] = {VERIFICATION_FIELDS(FIELD_ROW)};
static const schema_field link_fields[] = {LINK_FIELDS(FIELD_ROW)};

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
        [SCHEMA_PHONE_NUMBER] = FIELD_LIST(phone_number_fields),
        [SCHEMA_OTP] = FIELD_LIST(verification_fields),
        [SCHEMA_ADMIN] = FIELD_LIST(verification_fields),
        [SCHEMA_LINK] = FIELD_LIST(link_fields),
    };
    return lists[message];
}

const schema_field *phonenum_schema_field(enum schema_message message, uint32_t number)
{
    struct field_list list = fields_of(message);
    if (message == SCHEMA_ADMIN && number == wire_tag_number(VERIFICATION_CHANNEL_TAG))
        return NULL;
    for (size_t i = 0; i < list.count; i++) {
        if (wire_tag_number(list.fields[i].tag) == number)
            return list.fields + i;
    }
    return NULL;
}

enum schema_message phonenum_schema_submessage(uint32_t tag)
{
    return tag == PHONE_NUMBER_OTP_TAG ? SCHEMA_OTP : tag == PHONE_NUMBER_ADMIN_TAG ? SCHEMA_ADMIN : SCHEMA_LINK;
}

bool phonenum_schema_knows_value(enum schema_message message, uint32_t tag, uint64_t value)
{
    uint32_t last = PHONE_NUMBER_OBJECT_LAST;
    if (message != SCHEMA_PHONE_NUMBER) {
        last = tag == VERIFICATION_OBJECT_TAG   ? VERIFICATION_OBJECT_LAST
               : tag == VERIFICATION_STATUS_TAG ? VERIFICATION_STATUS_LAST
                                                : VERIFICATION_STRATEGY_LAST;
    }
    return (uint32_t)value <= last;
}

void phonenum_schema_within(phonenum_error *error, enum schema_message message, uint32_t number, size_t index)
{
    const schema_field *field = phonenum_schema_field(message, number);
    if (!field)
        phonenum_error_within_number(error, number);
    else if (field->tag == PHONE_NUMBER_LINKED_TO_TAG || field->tag == PHONE_NUMBER_BACKUP_CODES_TAG)
        phonenum_error_within_element(error, field->path, index);
    else
        phonenum_error_within(error, field->path);
}
