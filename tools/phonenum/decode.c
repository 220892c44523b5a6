/*
 * `phonenum decode`: converts encoded records to JSON, one line for each record.
 */
#include "commands.h"
#include "files.h"
#include "jsonline.h"
#include "reading.h"
#include "report.h"
#include "tally.h"

#include <inttypes.h>
#include <phonenum/inspect.h>
#include <stdio.h>

/* Unknown fields. */
struct unknown {
    struct tally fields;
    bool may_be_verification; /* of a kind that the schema does not know */
};

struct decoding {
    struct reading reading; /* first */
    phonenum_json_write_options options;
    struct unknown left_out;
};

static bool has_unknown(const phonenum_record *record)
{
    size_t size = record->unknown.size + record->verification.unknown.size;
    for (size_t i = 0; i < record->linked_to_count && size == 0; i++)
        size = record->linked_to[i].unknown.size;
    return size > 0;
}

/* Counts a path. All elements of a list count under the same name: the index is left out. */
static void count_path(struct tally *fields, const char *path)
{
    char name[PHONENUM_ERROR_FIELD_SIZE];
    size_t size = 0;
    for (bool in_brackets = false; *path != '\0'; path++) {
        in_brackets = *path == '[' || (in_brackets && *path != ']');
        if (!in_brackets || *path == '[')
            name[size++] = *path;
    }
    tally_add(fields, "", (phonenum_str){name, size});
}

/*
 * Counts the unknown fields of a decoded record. Decoding does not keep all fields of the input, so the record is
 * encoded again and its bytes are inspected. This needs memory, so it can fail. The fields inside a group do not count:
 * the group counts as one field.
 */
static phonenum_status count_unknown(struct unknown *unknown, const phonenum_record *record, phonenum_arena *arena,
                                     phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_inspector inspector;
    phonenum_field field;
    size_t groups = 0;
    if (!has_unknown(record))
        return PHONENUM_OK;
    phonenum_status status = phonenum_encode_arena(record, arena, &encoded, error);
    if (status)
        return status;
    phonenum_inspector_init(&inspector, encoded.data, encoded.size);
    while (phonenum_inspect_next(&inspector, &field, NULL) == PHONENUM_OK) {
        groups -= field.wire_type == PHONENUM_WIRE_EGROUP;
        if (groups == 0 && field.type == PHONENUM_FIELD_UNKNOWN && field.wire_type != PHONENUM_WIRE_EGROUP) {
            count_path(&unknown->fields, field.path);
            if (field.wire_type == PHONENUM_WIRE_LEN && record->verification.kind == PHONENUM_VERIFICATION_NONE)
                unknown->may_be_verification = true;
        }
        groups += field.wire_type == PHONENUM_WIRE_SGROUP;
    }
    return PHONENUM_OK;
}

/* Reports the unknown fields of a record as an error. */
static int refuse_unknown(struct decoding *decoding, const phonenum_record *record)
{
    struct source *source = &decoding->reading.records.source;
    struct unknown unknown = {.may_be_verification = false};
    char message[sizeof(struct tally_text) + 100];
    phonenum_error error;
    if (count_unknown(&unknown, record, &decoding->reading.arena, &error))
        return source_report(source, source->records, &error);
    (void)snprintf(message, sizeof message,
                   "JSON cannot show unknown fields: %s; use --keep-unknown to write them, or leave out --strict",
                   tally_text(&unknown.fields).text);
    error = (phonenum_error){.status = PHONENUM_ERR_JSON_UNKNOWN, .message = message};
    return source_report(source, source->records, &error);
}

static int decode_one(void *context, bool *ended)
{
    struct decoding *decoding = context;
    phonenum_bytes encoded;
    phonenum_record record;
    phonenum_error error;
    struct records *records = &decoding->reading.records;
    phonenum_arena_reset(&decoding->reading.arena);
    phonenum_status status = records_next(records, &encoded, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    if (!status)
        status = records_decode(records, encoded, &decoding->reading.arena, &record, &error);
    if (!status)
        status = json_line_put(&decoding->reading.sink, &record, &decoding->options, &error);
    if (status == PHONENUM_ERR_JSON_UNKNOWN)
        return refuse_unknown(decoding, &record);
    if (!status && !(decoding->reading.invocation->flags & FLAG_KEEP_UNKNOWN))
        status = count_unknown(&decoding->left_out, &record, &decoding->reading.arena, &error);
    return status ? source_report(&records->source, records->source.records, &error) : EXIT_OK;
}

static void forget_left_out(void *context)
{
    struct decoding *decoding = context;
    tally_clear(&decoding->left_out.fields);
    decoding->left_out.may_be_verification = false;
}

static bool merge_left_out(void *context, const void *copy)
{
    struct unknown *left_out = &((struct decoding *)context)->left_out;
    const struct unknown *other = &((const struct decoding *)copy)->left_out;
    if (!tally_is_whole(&other->fields))
        return false;
    tally_merge(&left_out->fields, &other->fields);
    left_out->may_be_verification |= other->may_be_verification;
    return true;
}

static const struct reading_work work = {decode_one, sizeof(struct decoding), forget_left_out, merge_left_out};

static void note_left_out(struct decoding *decoding)
{
    struct tally *fields = &decoding->left_out.fields;
    const char *name = decoding->reading.records.source.name;
    if (fields->total == 0 || !sink_is_open(&decoding->reading.sink))
        return;
    report_note(name, "left out %" PRIu64 " unknown field%s; to keep %s, use --keep-unknown: %s", fields->total,
                fields->total == 1 ? "" : "s", fields->total == 1 ? "it" : "them", tally_text(fields).text);
    if (decoding->left_out.may_be_verification)
        report_note(name, "among them may be verifications of a kind that this version does not know");
}

/* Reports a record that was asked for and is not there. */
static int expect_records(const struct decoding *decoding)
{
    const struct invocation *invocation = decoding->reading.invocation;
    const struct source *source = &decoding->reading.records.source;
    const uint64_t expected = invocation->last < UINT64_MAX ? invocation->last : invocation->first;
    if (source->records >= expected || !sink_is_open(source->sink))
        return EXIT_OK;
    report_error(source->name, "there is no record %" PRIu64 ": the last one is %" PRIu64, expected, source->records);
    return EXIT_BAD_DATA;
}

static int decode_file(void *context, const char *path)
{
    struct decoding *decoding = context;
    const struct invocation *invocation = decoding->reading.invocation;
    const bool keeps_going = (invocation->flags & FLAG_KEEP_GOING) != 0;
    decoding->left_out = (struct unknown){.may_be_verification = false};
    int result = records_open(&decoding->reading.records, invocation, path, &decoding->reading.sink);
    if (result)
        return result;
    result = reading_each(&decoding->reading, &work, keeps_going);
    if (result == EXIT_OK)
        result = expect_records(decoding);
    records_note_form(&decoding->reading.records, decoding->reading.invocation);
    note_left_out(decoding);
    if (keeps_going)
        source_note_skipped(&decoding->reading.records.source);
    records_close(&decoding->reading.records);
    return result;
}

static unsigned write_flags(unsigned flags)
{
    return (flags & FLAG_PRETTY ? (unsigned)PHONENUM_JSON_PRETTY : 0) |
           (flags & FLAG_REDACT ? (unsigned)PHONENUM_JSON_REDACT : 0) |
           (flags & FLAG_KEEP_UNKNOWN ? (unsigned)PHONENUM_JSON_KEEP_UNKNOWN : 0) |
           (flags & (FLAG_KEEP_UNKNOWN | FLAG_STRICT) ? 0 : (unsigned)PHONENUM_JSON_DROP_UNKNOWN);
}

int run_decode(const struct invocation *invocation)
{
    const bool keeps_going = (invocation->flags & FLAG_KEEP_GOING) != 0;
    struct decoding decoding = {
        .reading = {.invocation = invocation},
        .options = {.flags = write_flags(invocation->flags),
                    .dialect = invocation->flags & FLAG_PROTO ? PHONENUM_JSON_PROTO : PHONENUM_JSON_API}};
    if (invocation->flags & FLAG_STRICT && invocation->flags & FLAG_KEEP_UNKNOWN) {
        report_error(invocation->command, "--strict cannot be used with --keep-unknown, because one refuses unknown "
                                          "fields and the other keeps them");
        return EXIT_USAGE;
    }
    int result = sink_open(&decoding.reading.sink, invocation, keeps_going);
    if (result)
        return result;
    phonenum_arena_init(&decoding.reading.arena, NULL, 0, NULL);
    result = files_each(invocation, &decoding.reading.sink, keeps_going, decode_file, &decoding);
    phonenum_arena_free(&decoding.reading.arena);
    return sink_finish(&decoding.reading.sink, result);
}
