/*
 * `phonenum validate`: checks records and writes one line for each broken rule.
 */
#include "commands.h"
#include "files.h"
#include "reading.h"
#include "report.h"

#include <inttypes.h>

struct validation {
    struct reading reading; /* first */
    unsigned flags;
    phonenum_record record; /* the one being checked */
    uint64_t broken_rules;
    uint64_t broken_records;
};

static bool put_broken(void *context, const phonenum_error *broken)
{
    struct validation *validation = context;
    struct sink *sink = &validation->reading.sink;
    phonenum_str id = validation->record.id;
    if (validation->reading.invocation->path_count > 1) {
        sink_print_name(sink, validation->reading.records.source.name);
        sink_print(sink, " ");
    }
    sink_print(sink, "record %" PRIu64 " (", validation->reading.records.source.records);
    if (id.data) {
        sink_print(sink, "id \"");
        sink_print_escaped(sink, id.data, id.size);
        sink_print(sink, "\"): ");
    } else {
        sink_print(sink, "no id): ");
    }
    sink_print(sink, "%s: %s\n", broken->field, broken->message);
    validation->broken_rules++;
    return sink_is_open(sink);
}

/* Checks one record. After a malformed record, the next one is checked too. */
static int validate_one(void *context, bool *ended)
{
    struct validation *validation = context;
    struct records *records = &validation->reading.records;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_arena_reset(&validation->reading.arena);
    phonenum_status status = records_next(records, &encoded, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    if (!status)
        status = records_decode(records, encoded, &validation->reading.arena, &validation->record, &error);
    if (status)
        return source_report(&records->source, records->source.records, &error);
    status = phonenum_validate_each(&validation->record, validation->flags, put_broken, validation);
    validation->broken_records += status != PHONENUM_OK;
    return status ? EXIT_BAD_DATA : EXIT_OK;
}

static void forget_broken(void *context)
{
    struct validation *validation = context;
    validation->broken_rules = validation->broken_records = 0;
}

static bool merge_broken(void *context, const void *copy)
{
    struct validation *validation = context;
    const struct validation *other = copy;
    validation->broken_rules += other->broken_rules;
    validation->broken_records += other->broken_records;
    return true;
}

static const struct reading_work work = {validate_one, sizeof(struct validation), forget_broken, merge_broken};

static void note_broken(const struct validation *validation)
{
    const struct source *source = &validation->reading.records.source;
    if (validation->broken_records > 0 && sink_is_open(&validation->reading.sink))
        report_note(source->name, "broken rules: %" PRIu64 "; records with broken rules: %" PRIu64 " of %" PRIu64,
                    validation->broken_rules, validation->broken_records, source->records);
}

static int validate_file(void *context, const char *path)
{
    struct validation *validation = context;
    forget_broken(validation);
    int result =
        records_open(&validation->reading.records, validation->reading.invocation, path, &validation->reading.sink);
    if (result)
        return result;
    result = reading_each(&validation->reading, &work, true);
    records_note_form(&validation->reading.records, validation->reading.invocation);
    note_broken(validation);
    records_close(&validation->reading.records);
    return result;
}

int run_validate(const struct invocation *invocation)
{
    struct validation validation = {.reading = {.invocation = invocation},
                                    .flags = invocation->flags & FLAG_CLOSED ? (unsigned)PHONENUM_VALIDATE_CLOSED : 0};
    int result = sink_open(&validation.reading.sink, invocation, true);
    if (result)
        return result;
    phonenum_arena_init(&validation.reading.arena, NULL, 0, NULL);
    result = files_each(invocation, &validation.reading.sink, true, validate_file, &validation);
    phonenum_arena_free(&validation.reading.arena);
    return sink_finish(&validation.reading.sink, result);
}
