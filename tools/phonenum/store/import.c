/*
 * `phonenum store import`: puts records into a database.
 */
#include "commands.h"
#include "files.h"
#include "foreign.h"
#include "forms.h"
#include "records.h"
#include "report.h"
#include "store/database.h"
#include "store/rows.h"
#include "waiting.h"

#include <inttypes.h>
#include <phonenum/json.h>

enum {
    BATCH_RECORDS = 10000 /* with fewer, a commit takes a noticeable part of the time */
};

struct importing {
    const struct invocation *invocation;
    struct database database;
    struct rows rows;
    struct sink sink; /* stays empty; sources and files ask for one */
    struct records records;
    phonenum_json_reader json;
    bool is_json;
    phonenum_arena arena;
    struct foreign foreign;
    uint64_t batch;                  /* records since the last commit */
    uint64_t outcomes[ROW_OUTCOMES]; /* of the batch */
    uint64_t committed[ROW_OUTCOMES];
    int failure; /* the exit status after which nothing more is written, or EXIT_OK */
};

/* Ends the batch, if one has begun. */
static int commit(struct importing *importing)
{
    if (importing->failure != EXIT_OK || importing->batch == 0)
        return importing->failure;
    importing->batch = 0;
    importing->failure = database_do(&importing->database, "COMMIT");
    for (size_t i = 0; i < ROW_OUTCOMES; i++) {
        importing->committed[i] += importing->failure == EXIT_OK ? importing->outcomes[i] : 0;
        importing->outcomes[i] = 0;
    }
    return importing->failure;
}

/* Others must not wait for the database as long as this program waits for its input. */
static bool before_read(void *context, const struct source *source)
{
    struct importing *importing = context;
    return importing->batch == 0 || can_be_read(source->descriptor) || commit(importing) == EXIT_OK;
}

static int put(struct importing *importing, const phonenum_record *record, phonenum_bytes encoded)
{
    enum row_outcome outcome;
    if (importing->batch == 0)
        importing->failure = database_do(&importing->database, "BEGIN IMMEDIATE");
    if (importing->failure == EXIT_OK)
        importing->failure = rows_put(&importing->rows, record, encoded, &outcome);
    if (importing->failure != EXIT_OK)
        return importing->failure;
    importing->outcomes[outcome]++;
    importing->batch++;
    return importing->batch == BATCH_RECORDS ? commit(importing) : EXIT_OK;
}

/* Reads the next record, from JSON or bytes. Returns PHONENUM_OK, PHONENUM_END or an error. */
static phonenum_status read_record(struct importing *importing, phonenum_record *record, phonenum_error *error)
{
    struct records *records = &importing->records;
    phonenum_bytes bytes;
    phonenum_status status;
    if (importing->is_json) {
        status = phonenum_json_reader_next(&importing->json, &importing->arena, record, error);
        records->source.records += status != PHONENUM_END && status != PHONENUM_ERR_IO;
        return status;
    }
    status = records_next(records, &bytes, error);
    return status ? status : records_decode(records, bytes, &importing->arena, record, error);
}

static int import_one(void *context, bool *ended)
{
    struct importing *importing = context;
    struct source *source = &importing->records.source;
    phonenum_record record;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_arena_reset(&importing->arena);
    phonenum_status status = read_record(importing, &record, &error);
    *ended = status == PHONENUM_END;
    if (*ended || importing->failure != EXIT_OK)
        return importing->failure;
    /* The bytes of a stream may be another encoding of the same record. What is stored is always the same. */
    if (!status)
        status = phonenum_encode_arena(&record, &importing->arena, &encoded, &error);
    if (status)
        return source_report(source, source->records, &error);
    if (importing->is_json)
        foreign_look(&importing->foreign, &record);
    return put(importing, &record, encoded);
}

static void note_outcomes(const struct importing *importing)
{
    const uint64_t *counts = importing->committed;
    report_note(importing->records.source.name,
                "inserted %" PRIu64 " and replaced %" PRIu64 " records; %" PRIu64 " were there already, and %" PRIu64
                " were older than the stored ones",
                counts[ROW_INSERTED], counts[ROW_REPLACED], counts[ROW_UNCHANGED], counts[ROW_OLDER]);
}

static void note_all(struct importing *importing, int result)
{
    struct records *records = &importing->records;
    struct source *source = &records->source;
    if (!importing->is_json)
        records_note_form(records, importing->invocation);
    else if (result != EXIT_BAD_DATA || source->failed > 0)
        (void)forms_note_other(source, importing->invocation);
    foreign_note(&importing->foreign, source);
    note_outcomes(importing);
    if (importing->invocation->flags & FLAG_KEEP_GOING) {
        source_note_skipped(source);
        source_note_passed_over(source, phonenum_json_reader_skipped(&importing->json));
    }
}

static int import_file(void *context, const char *path)
{
    static const phonenum_json_read_options options = {.flags = PHONENUM_JSON_KEEP_UNKNOWN};
    struct importing *importing = context;
    struct records *records = &importing->records;
    const bool keeps_going = (importing->invocation->flags & FLAG_KEEP_GOING) != 0;
    foreign_clear(&importing->foreign);
    for (size_t i = 0; i < ROW_OUTCOMES; i++)
        importing->committed[i] = 0;
    int result = records_open(records, importing->invocation, path, &importing->sink);
    if (result)
        return result;
    records->source.before_read = before_read;
    records->source.before_read_context = importing;
    importing->is_json = records_are_json(records);
    phonenum_json_reader_init(&importing->json, records_read_input, records, &options, NULL);
    result = source_each(&records->source, keeps_going, import_one, importing);
    const int committed = commit(importing);
    result = committed > result ? committed : result;
    note_all(importing, result);
    phonenum_json_reader_free(&importing->json);
    records_close(records);
    return result;
}

int run_store_import(const struct invocation *invocation)
{
    const bool keeps_going = (invocation->flags & FLAG_KEEP_GOING) != 0;
    struct importing importing = {.invocation = invocation, .sink = {.is_kept = true, .keeps_going = keeps_going}};
    int result = database_open(&importing.database, invocation->database, DATABASE_WRITE);
    if (result == EXIT_OK)
        result = rows_open(&importing.rows, &importing.database);
    phonenum_arena_init(&importing.arena, NULL, 0, NULL);
    if (result == EXIT_OK)
        result = files_each(invocation, &importing.sink, keeps_going, import_file, &importing);
    phonenum_arena_free(&importing.arena);
    report_end_of_progress();
    rows_close(&importing.rows);
    database_close(&importing.database);
    return result;
}
