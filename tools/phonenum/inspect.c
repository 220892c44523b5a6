/*
 * `phonenum inspect`: explains every byte of encoded records.
 */
#include "commands.h"
#include "files.h"
#include "memory.h"
#include "records.h"
#include "report.h"

#include <inttypes.h>
#include <phonenum/inspect.h>
#include <phonenum/json.h>

enum {
    BYTES_A_LINE = 12,
    DEPTH_SHOWN_MAX = 8,
    TEXT_SHOWN_MAX = 200
};

struct inspection {
    const struct invocation *invocation;
    struct sink sink;
    struct records records;
    bool show_secrets;
    struct bytes scratch;      /* the redacted extra_json */
    phonenum_status redaction; /* the result of redacting */
    phonenum_bytes record;     /* the current record */
};

/* Puts bytes of a field in hex, at most one line. */
static void put_hex(struct sink *sink, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < BYTES_A_LINE; i++)
        sink_print(sink, " %02x", bytes[i]);
}

static void put_quoted(struct sink *sink, const uint8_t *text, size_t size)
{
    size_t shown = size < TEXT_SHOWN_MAX ? size : TEXT_SHOWN_MAX;
    sink_print(sink, "\"");
    sink_print_escaped(sink, text, shown);
    sink_print(sink, shown < size ? "\"..." : "\"");
}

static bool is_printable(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < 0x20 || bytes[i] > 0x7e)
            return false;
    }
    return size > 0;
}

/* Redacts the backup codes in extra_json. The result is in `scratch`. Returns false if there is not enough memory. */
static bool redact(struct inspection *inspection, const phonenum_field *field)
{
    struct bytes *scratch = &inspection->scratch;
    phonenum_str text = {(const char *)field->bytes, field->value_size};
    for (;;) {
        inspection->redaction =
            phonenum_json_redact(text, (char *)scratch->data, scratch->capacity, &scratch->size, NULL);
        if (inspection->redaction != PHONENUM_ERR_NO_SPACE)
            return true;
        unsigned char *larger = wipe_and_grow(scratch->data, &scratch->capacity, 0, scratch->size);
        if (!larger)
            return false;
        scratch->data = larger;
    }
}

/* Puts the redacted extra_json. If redacting failed, no part of extra_json is shown. */
static void put_redacted(struct inspection *inspection)
{
    if (inspection->redaction)
        sink_print(&inspection->sink, "(not shown: cannot be read as JSON, so backup codes cannot be found)");
    else
        sink_print_escaped(&inspection->sink, inspection->scratch.data, inspection->scratch.size);
}

static void put_varint(struct sink *sink, const phonenum_field *field)
{
    switch (field->type) {
    case PHONENUM_FIELD_BOOL:
        sink_print(sink, "%s", field->value ? "true" : "false");
        break;
    case PHONENUM_FIELD_INT64:
        sink_print(sink, "%" PRId64, (int64_t)field->value);
        break;
    case PHONENUM_FIELD_ENUM:
        sink_print(sink, "%" PRIu64 " (%s)", field->value, field->value_name ? field->value_name : "unspecified");
        break;
    default:
        sink_print(sink, "%" PRIu64, field->value);
        if (field->value > INT64_MAX)
            sink_print(sink, " (as int64 %" PRId64 ")", (int64_t)field->value);
        break;
    }
}

static void put_len(struct inspection *inspection, const phonenum_field *field)
{
    struct sink *sink = &inspection->sink;
    switch (field->type) {
    case PHONENUM_FIELD_MESSAGE:
        sink_print(sink, "(message)");
        break;
    case PHONENUM_FIELD_TEXT:
        put_quoted(sink, field->bytes, field->value_size);
        break;
    case PHONENUM_FIELD_JSON:
        if (inspection->show_secrets)
            sink_print_escaped(sink, field->bytes, field->value_size);
        else
            put_redacted(inspection);
        break;
    default:
        if (is_printable(field->bytes, field->value_size))
            put_quoted(sink, field->bytes, field->value_size);
        break;
    }
}

static void put_value(struct inspection *inspection, const phonenum_field *field)
{
    struct sink *sink = &inspection->sink;
    switch (field->wire_type) {
    case PHONENUM_WIRE_VARINT:
        put_varint(sink, field);
        break;
    case PHONENUM_WIRE_I64:
        sink_print(sink, "0x%016" PRIx64, field->value);
        break;
    case PHONENUM_WIRE_I32:
        sink_print(sink, "0x%08" PRIx64, field->value);
        break;
    case PHONENUM_WIRE_LEN:
        put_len(inspection, field);
        break;
    case PHONENUM_WIRE_SGROUP:
    case PHONENUM_WIRE_EGROUP:
        break;
    }
}

static void put_wire_type(struct sink *sink, const phonenum_field *field)
{
    if (field->wire_type == PHONENUM_WIRE_LEN)
        sink_print(sink, "LEN %-6zu", field->value_size);
    else
        sink_print(sink, "%-10s", phonenum_wire_type_name(field->wire_type));
}

/* The position in the input of a byte in the current record; in an archive, the position in the record. */
static uint64_t place_of(const struct inspection *inspection, size_t offset)
{
    return records_base(&inspection->records) + offset;
}

/* Starts the line of a field: offset, `size` bytes in hex, path, wire type. */
static void begin_field(struct inspection *inspection, const phonenum_field *field, size_t size)
{
    struct sink *sink = &inspection->sink;
    int indent = (int)(2 * (field->depth < DEPTH_SHOWN_MAX ? field->depth : DEPTH_SHOWN_MAX));
    int width = indent < 36 ? 36 - indent : 0;
    int shown = (int)(size < BYTES_A_LINE ? size : BYTES_A_LINE);
    sink_print(sink, "%8" PRIu64 " ", place_of(inspection, field->offset));
    put_hex(sink, inspection->record.data + field->offset, size);
    sink_print(sink, "%*s  %*s%-*s  ", 3 * (BYTES_A_LINE - shown), "", indent, "", width, field->path);
    put_wire_type(sink, field);
    sink_print(sink, "  ");
}

/* Whether the content of a field is hidden. A later version of the schema may keep backup codes in an unknown field. */
static bool is_hidden(const struct inspection *inspection, const phonenum_field *field)
{
    return !inspection->show_secrets && (field->secret || field->type == PHONENUM_FIELD_UNKNOWN);
}

/* Puts all lines of a field. Returns PHONENUM_ERR_NO_MEMORY and puts no line if there is not enough memory. */
static phonenum_status put_field(struct inspection *inspection, const phonenum_field *field)
{
    struct sink *sink = &inspection->sink;
    bool is_redacted = !inspection->show_secrets && field->type == PHONENUM_FIELD_JSON;
    bool has_bytes = !is_hidden(inspection, field) && !is_redacted;
    if (is_redacted && !redact(inspection, field))
        return PHONENUM_ERR_NO_MEMORY;
    /* The fields of a message have their own lines. */
    size_t size = field->header_size + (field->type == PHONENUM_FIELD_MESSAGE ? 0 : field->value_size);
    begin_field(inspection, field, has_bytes ? size : 0);
    if (is_hidden(inspection, field))
        sink_print(sink, field->secret ? "(secret)" : "(not shown)");
    else
        put_value(inspection, field);
    if (field->type == PHONENUM_FIELD_UNKNOWN)
        sink_print(sink, " (unknown)");
    sink_print(sink, "\n");
    for (size_t done = BYTES_A_LINE; has_bytes && done < size && sink_is_open(sink); done += BYTES_A_LINE) {
        sink_print(sink, "%8" PRIu64 " ", place_of(inspection, field->offset + done));
        put_hex(sink, inspection->record.data + field->offset + done, size - done);
        sink_print(sink, "\n");
    }
    return PHONENUM_OK;
}

static phonenum_status no_memory(phonenum_error *error)
{
    const phonenum_status status = PHONENUM_ERR_NO_MEMORY;
    *error = (phonenum_error){.status = status, .message = phonenum_status_text(status)};
    return status;
}

static phonenum_status put_record(struct inspection *inspection, phonenum_bytes encoded, phonenum_error *error)
{
    struct sink *sink = &inspection->sink;
    const struct records *records = &inspection->records;
    phonenum_inspector inspector;
    phonenum_field field;
    phonenum_status status = PHONENUM_OK;
    inspection->record = encoded;
    const uint64_t line = records->source.line;
    const char *where = line > 0 ? "at line" : records->source.is_framed ? "in the frame at byte" : "at byte";
    sink_print(sink, "record %" PRIu64 ": %zu bytes %s %" PRIu64 "\n", records->source.records, encoded.size, where,
               line > 0 ? line : records->offset);
    phonenum_inspector_init(&inspector, encoded.data, encoded.size);
    while (!status && sink_is_open(sink)) {
        status = phonenum_inspect_next(&inspector, &field, error);
        if (!status && put_field(inspection, &field))
            return no_memory(error);
    }
    if (status == PHONENUM_END)
        return PHONENUM_OK;
    error->offset += records_base(records);
    return status;
}

/* Explains one record. A malformed record is explained up to the error, and the caller continues with the next one. */
static int inspect_one(void *context, bool *ended)
{
    struct inspection *inspection = context;
    struct records *records = &inspection->records;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_error inner_error = {.message = ""};
    phonenum_status status = records_next(records, &encoded, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    phonenum_status inner =
        encoded.data && (!status || encoded.size > 0) ? put_record(inspection, encoded, &inner_error) : PHONENUM_OK;
    if (!status && !inner)
        return EXIT_OK;
    sink_flush(&inspection->sink);
    return source_report(&records->source, records->source.records, status ? &error : &inner_error);
}

static int inspect_file(void *context, const char *path)
{
    struct inspection *inspection = context;
    int result = records_open(&inspection->records, inspection->invocation, path, &inspection->sink);
    if (result)
        return result;
    if (inspection->invocation->path_count > 1) {
        sink_print_name(&inspection->sink, inspection->records.source.name);
        sink_print(&inspection->sink, "\n");
    }
    sink_print(&inspection->sink, "  offset  %-35s  %-36s  wire type   value\n", "bytes", "field");
    result = source_each(&inspection->records.source, true, inspect_one, inspection);
    records_note_form(&inspection->records, inspection->invocation);
    records_close(&inspection->records);
    return result;
}

int run_inspect(const struct invocation *invocation)
{
    struct inspection inspection = {.invocation = invocation,
                                    .show_secrets = (invocation->flags & FLAG_SHOW_SECRETS) != 0};
    int result = sink_open(&inspection.sink, invocation, true);
    if (result)
        return result;
    result = files_each(invocation, &inspection.sink, true, inspect_file, &inspection);
    wipe_and_free(inspection.scratch.data, inspection.scratch.capacity);
    return sink_finish(&inspection.sink, result);
}
