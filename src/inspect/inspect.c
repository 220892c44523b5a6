/*
 * The iterator over encoded bytes. It keeps its place in at most two messages, one inside the other, and in the groups
 * that are open in the inner one.
 */
#include "base/error.h"
#include "base/names.h"
#include "record/enum_names.h"
#include "record/schema.h"
#include "wire/utf8.h"
#include "wire/wire.h"

#include <phonenum/inspect.h>
#include <string.h>

static const phonenum_field_type field_types[] = {
    [SCHEMA_TYPE_TEXT] = PHONENUM_FIELD_TEXT,       [SCHEMA_TYPE_BOOL] = PHONENUM_FIELD_BOOL,
    [SCHEMA_TYPE_INT64] = PHONENUM_FIELD_INT64,     [SCHEMA_TYPE_ENUM] = PHONENUM_FIELD_ENUM,
    [SCHEMA_TYPE_MESSAGE] = PHONENUM_FIELD_MESSAGE, [SCHEMA_TYPE_JSON] = PHONENUM_FIELD_JSON,
};

static const char *const wire_types[] = {
    [PHONENUM_WIRE_VARINT] = "VARINT", [PHONENUM_WIRE_I64] = "I64",       [PHONENUM_WIRE_LEN] = "LEN",
    [PHONENUM_WIRE_SGROUP] = "SGROUP", [PHONENUM_WIRE_EGROUP] = "EGROUP", [PHONENUM_WIRE_I32] = "I32",
};

static const char *const field_type_texts[] = {
    [PHONENUM_FIELD_UNKNOWN] = "unknown", [PHONENUM_FIELD_TEXT] = "text", [PHONENUM_FIELD_BOOL] = "bool",
    [PHONENUM_FIELD_INT64] = "int64",     [PHONENUM_FIELD_ENUM] = "enum", [PHONENUM_FIELD_MESSAGE] = "message",
    [PHONENUM_FIELD_JSON] = "json",
};

DEFINE_NAMES(wire_type, wire_types)
DEFINE_NAMES(field_type, field_type_texts)

static const uint32_t codes_number = PHONENUM_RECORD_BACKUP_CODES_FIELD_NUMBER;

_Static_assert((int)RECORD_EXTRA_JSON_TAG == (int)VERIFICATION_EXTRA_JSON_TAG &&
                   (int)RECORD_EXTRA_JSON_TAG == (int)LINK_EXTRA_JSON_TAG,
               "extra_json has one number in all messages");

void phonenum_inspector_init(phonenum_inspector *inspector, const void *data, size_t size)
{
    static const uint8_t nothing[1];
    memset(inspector, 0, sizeof *inspector);
    inspector->data = size > 0 ? data : nothing;
    inspector->message_end[0] = size;
    inspector->message = SCHEMA_RECORD;
}

static size_t message_end(const phonenum_inspector *inspector)
{
    return inspector->message_end[inspector->message_depth];
}

static uint32_t group_number(const phonenum_inspector *inspector, unsigned group)
{
    return wire_number_at(inspector->data + inspector->group_offset[group], inspector->data + message_end(inspector));
}

/* Writes the path of a field: the names of what encloses it, and its own. A group's end has the path of its start. */
static void name_field(const phonenum_inspector *inspector, uint32_t tag, phonenum_error *path)
{
    uint32_t number = wire_tag_number(tag);
    unsigned groups = inspector->group_count;
    if (groups > 0 && wire_tag_type(tag) == WIRE_EGROUP)
        number = group_number(inspector, --groups);
    for (; groups > 0; groups--) {
        phonenum_error_within_number(path, number);
        number = group_number(inspector, groups - 1);
    }
    size_t index = number == codes_number ? inspector->code_count : inspector->link_count;
    phonenum_schema_within(path, (enum schema_message)inspector->message, number, index);
    if (inspector->message_depth > 0)
        phonenum_error_within(path, inspector->prefix);
}

static phonenum_status fail(phonenum_inspector *inspector, phonenum_status status, const uint8_t *at,
                            phonenum_error *error)
{
    inspector->failed = true;
    return phonenum_error_set(error, status, (uint64_t)(at - inspector->data), NULL);
}

/* The schema's entry for a field outside groups; NULL if there is none. */
static const schema_field *known_field(const phonenum_inspector *inspector, uint32_t tag)
{
    const schema_field *known = phonenum_schema_field((enum schema_message)inspector->message, wire_tag_number(tag));
    return known && known->tag == tag ? known : NULL;
}

static void judge_enum(const schema_field *known, phonenum_field *field)
{
    const uint32_t number = (uint32_t)field->value;
    if (number <= known->last)
        field->value_name = phonenum_enum_names[known->enumeration].list[number].api.data;
    else
        field->type = PHONENUM_FIELD_UNKNOWN;
}

/* Finds the type of a value that was read, and checks its UTF-8. */
static phonenum_status judge_value(phonenum_inspector *inspector, uint32_t tag, phonenum_field *field,
                                   phonenum_error *error)
{
    const schema_field *known = inspector->group_count > 0 ? NULL : known_field(inspector, tag);
    if (!known)
        return PHONENUM_OK;
    field->type = field_types[known->type];
    if (field->type == PHONENUM_FIELD_ENUM)
        judge_enum(known, field);
    if (field->type == PHONENUM_FIELD_TEXT || field->type == PHONENUM_FIELD_JSON) {
        size_t valid = phonenum_utf8_valid_size(field->bytes, field->value_size);
        if (valid < field->value_size)
            return fail(inspector, PHONENUM_ERR_UTF8, field->bytes + valid, error);
    }
    return PHONENUM_OK;
}

static phonenum_status read_fixed(wire_reader *in, size_t size, uint64_t *value)
{
    const uint8_t *start = in->next;
    phonenum_status status = wire_skip_fixed(in, size);
    if (!status) {
        uint8_t padded[sizeof *value] = {0};
        memcpy(padded, start, size);
        *value = wire_load64(padded);
    }
    return status;
}

/* Whether a field outside groups holds backup codes, or extra_json of a wrong wire type, which cannot be redacted. */
static bool is_secret(const phonenum_inspector *inspector, uint32_t tag)
{
    if (wire_tag_number(tag) == wire_tag_number(RECORD_EXTRA_JSON_TAG))
        return tag != RECORD_EXTRA_JSON_TAG;
    return inspector->message_depth == 0 && wire_tag_number(tag) == codes_number;
}

static phonenum_status open_group(phonenum_inspector *inspector, uint32_t tag, wire_reader *in, const uint8_t *start)
{
    if (inspector->message_depth + inspector->group_count == PHONENUM_INSPECT_DEPTH_MAX)
        return wire_fail(in, PHONENUM_ERR_LIMIT, start);
    if (inspector->group_count == 0)
        inspector->group_is_secret = is_secret(inspector, tag);
    inspector->group_offset[inspector->group_count++] = (size_t)(start - inspector->data);
    return PHONENUM_OK;
}

static phonenum_status close_group(phonenum_inspector *inspector, uint32_t tag, wire_reader *in, const uint8_t *start)
{
    unsigned count = inspector->group_count;
    if (count == 0 || group_number(inspector, count - 1) != wire_tag_number(tag))
        return wire_fail(in, PHONENUM_ERR_GROUP, start);
    inspector->group_count--;
    return PHONENUM_OK;
}

static phonenum_status read_value(phonenum_inspector *inspector, uint32_t tag, wire_reader *in, const uint8_t *start,
                                  phonenum_field *field)
{
    switch (field->wire_type) {
    case PHONENUM_WIRE_VARINT:
        return wire_read_varint(in, &field->value);
    case PHONENUM_WIRE_I64:
        return read_fixed(in, 8, &field->value);
    case PHONENUM_WIRE_I32:
        return read_fixed(in, 4, &field->value);
    case PHONENUM_WIRE_LEN:
        return wire_read_len(in, &field->bytes, &field->value_size);
    case PHONENUM_WIRE_SGROUP:
        return open_group(inspector, tag, in, start);
    case PHONENUM_WIRE_EGROUP:
        break;
    }
    return close_group(inspector, tag, in, start);
}

/* Moves on to what follows the field, or into it if it is a message. */
static void step(phonenum_inspector *inspector, uint32_t tag, const wire_reader *in, const phonenum_field *field)
{
    bool is_root = inspector->message_depth == 0 && inspector->group_count == 0;
    inspector->offset = (size_t)(in->next - inspector->data);
    if (field->type == PHONENUM_FIELD_MESSAGE) {
        inspector->message_end[1] = inspector->offset;
        inspector->offset -= field->value_size;
        inspector->message_depth = 1;
        inspector->message = phonenum_schema_submessage(tag);
        memcpy(inspector->prefix, field->path, sizeof inspector->prefix);
    } else if (is_root && tag == RECORD_BACKUP_CODES_TAG) {
        inspector->code_count++;
    }
}

/* Gives an error the path that decoding gives it. Inside groups, this is the path of the outermost group. */
static void name_failure(const phonenum_inspector *inspector, uint32_t tag, phonenum_error *error)
{
    phonenum_inspector outside = *inspector;
    outside.group_count = 0;
    if (inspector->group_count > 0)
        tag = group_number(inspector, 0) << 3 | WIRE_SGROUP;
    if (tag != 0)
        name_field(&outside, tag, error);
    else if (inspector->message_depth > 0)
        phonenum_error_within(error, inspector->prefix);
}

/* Fails because the message ends inside a group. */
static phonenum_status fail_open_group(phonenum_inspector *inspector, phonenum_error *error)
{
    size_t start = inspector->group_offset[inspector->group_count - 1];
    phonenum_status status = fail(inspector, PHONENUM_ERR_GROUP, inspector->data + start, error);
    name_failure(inspector, 0, error);
    return status;
}

/* Leaves the messages that end here. */
static phonenum_status leave_messages(phonenum_inspector *inspector, phonenum_error *error)
{
    while (inspector->offset == message_end(inspector)) {
        if (inspector->group_count > 0)
            return fail_open_group(inspector, error);
        if (inspector->message_depth == 0)
            return phonenum_error_set(error, PHONENUM_END, 0, NULL);
        inspector->link_count += inspector->message == SCHEMA_LINK;
        inspector->message_depth = 0;
        inspector->message = SCHEMA_RECORD;
    }
    return PHONENUM_OK;
}

/* Reads the field whose tag was just read from `start`. */
static phonenum_status read_field(phonenum_inspector *inspector, uint32_t tag, wire_reader *in, const uint8_t *start,
                                  phonenum_field *field, phonenum_error *error)
{
    const uint8_t *tag_end = in->next;
    bool in_group = inspector->group_count > 0;
    field->offset = inspector->offset;
    field->number = wire_tag_number(tag);
    field->wire_type = (phonenum_wire_type)wire_tag_type(tag);
    field->depth = inspector->message_depth + inspector->group_count;
    phonenum_status status = read_value(inspector, tag, in, start, field);
    if (status)
        return fail(inspector, status, in->next, error);
    /* The end of a group has the depth of its start. */
    field->depth -= field->wire_type == PHONENUM_WIRE_EGROUP;
    field->secret = in_group ? inspector->group_is_secret : is_secret(inspector, tag);
    field->header_size = (size_t)((field->bytes ? field->bytes : tag_end) - start);
    field->value_size = (size_t)(in->next - start) - field->header_size;
    return judge_value(inspector, tag, field, error);
}

static phonenum_status next_field(phonenum_inspector *inspector, phonenum_field *field, phonenum_error *error)
{
    const uint8_t *start = inspector->data + inspector->offset;
    wire_reader in = {start, inspector->data + message_end(inspector)};
    uint32_t tag = 0;
    phonenum_error path;
    phonenum_status status = wire_read_tag(&in, &tag);
    if (status) {
        status = fail(inspector, status, in.next, error);
        name_failure(inspector, 0, error);
        return status;
    }
    phonenum_error_write(&path, PHONENUM_OK, 0, NULL);
    name_field(inspector, tag, &path);
    memcpy(field->path, path.field, sizeof field->path);
    status = read_field(inspector, tag, &in, start, field, error);
    if (status)
        name_failure(inspector, tag, error);
    else
        step(inspector, tag, &in, field);
    return status;
}

phonenum_status phonenum_inspect_next(phonenum_inspector *inspector, phonenum_field *field, phonenum_error *error)
{
    memset(field, 0, sizeof *field);
    if (inspector->failed)
        return phonenum_error_set(error, PHONENUM_END, 0, NULL);
    phonenum_status status = leave_messages(inspector, error);
    if (status)
        return status;
    status = next_field(inspector, field, error);
    if (status) {
        memset(field, 0, sizeof *field);
        return status;
    }
    return phonenum_success(error);
}
