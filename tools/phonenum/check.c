/*
 * `phonenum check`: finds out whether everything in an archive can be read, and saves what can.
 *
 * If the table of an archive is whole, it says which frames there must be. Then the library checks them, and the records
 * before, between and behind damaged places are read by their numbers. Any other input is read in order.
 */
#include "commands.h"
#include "files.h"
#include "output.h"
#include "records.h"
#include "report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What was found in one input. */
struct findings {
    uint64_t bytes;
    uint64_t frames;
    uint64_t content; /* bytes of the records in the delimited form */
    uint64_t good;    /* records */
    uint64_t bad;     /* records that can't be decoded */
    uint64_t lost;    /* records in damaged places, as far as that is known */
    uint64_t damages;
    bool may_have_lost; /* other records, and nobody knows how many */
};

struct checking {
    const struct invocation *invocation;
    struct sink sink; /* for what was found, or for the new archive */
    struct records records;
    phonenum_archive table;
    phonenum_arena arena;
    struct findings found;
    uint64_t frame; /* the place of the last one */
    int result;     /* so far */
};

static bool repairs(const struct checking *checking)
{
    return checking->invocation->repaired != NULL;
}

static void worsen(struct checking *checking, int result)
{
    checking->result = result > checking->result ? result : checking->result;
}

static uint64_t delimited_size(size_t size)
{
    uint64_t all = (uint64_t)size + 1;
    for (; size >= 0x80; size >>= 7)
        all++;
    return all;
}

/* Checks a record, and keeps it if it can be decoded. */
static void check_record(struct checking *checking, phonenum_bytes encoded)
{
    struct source *source = &checking->records.source;
    phonenum_record record;
    phonenum_error error;
    phonenum_arena_reset(&checking->arena);
    if (records_decode(&checking->records, encoded, &checking->arena, &record, &error)) {
        checking->found.bad++;
        worsen(checking, source_report(source, source->records, &error));
        return;
    }
    checking->found.good++;
    checking->found.content += delimited_size(encoded.size);
    if (repairs(checking))
        sink_put_record(&checking->sink, encoded);
}

/* Checks the records up to this number by the table. They are in frames that were found good. */
static void check_until(struct checking *checking, uint64_t number)
{
    struct source *source = &checking->records.source;
    phonenum_bytes encoded;
    phonenum_error error;
    while (source->records < number && checking->result < EXIT_SYSTEM && sink_is_open(&checking->sink)) {
        source->is_framed = false;
        if (phonenum_archive_get_bytes(&checking->table, source->records++, &encoded, &error)) {
            worsen(checking, source_report(source, source->records, &error));
            continue;
        }
        source->is_framed = true;
        check_record(checking, encoded);
    }
}

/* A phonenum_archive_damage_callback. */
static void take_damage(void *context, const phonenum_archive_damage *damage)
{
    struct checking *checking = context;
    struct source *source = &checking->records.source;
    const uint64_t first = damage->first_record + 1;
    char records[100] = "no record is lost";
    check_until(checking, damage->first_record);
    if (damage->records == 1)
        (void)snprintf(records, sizeof records, "record %" PRIu64 " is lost", first);
    else if (damage->records > 1)
        (void)snprintf(records, sizeof records, "records %" PRIu64 " to %" PRIu64 " are lost", first,
                       damage->first_record + damage->records);
    report_damage(source->name, records, damage->place.size, &damage->error);
    source->records = damage->first_record + damage->records;
    checking->found.damages++;
    checking->found.lost += damage->records;
    worsen(checking, EXIT_BAD_DATA);
}

static void check_by_table(struct checking *checking, uint64_t size)
{
    struct source *source = &checking->records.source;
    phonenum_archive_summary summary;
    phonenum_error error;
    phonenum_status status =
        phonenum_archive_check(source_read_at, source, size, NULL, NULL, take_damage, checking, &summary, &error);
    if (status && !records_is_damage(status))
        worsen(checking, source_report(source, 0, &error));
    else
        check_until(checking, phonenum_archive_count(&checking->table));
    checking->found.frames = summary.frames;
    checking->found.bytes = size;
}

/* Counts an error of reading in order. Behind one that is not passed over, there may be anything. */
static int take_error(struct checking *checking, const phonenum_error *error)
{
    struct source *source = &checking->records.source;
    checking->found.may_have_lost |= !source->is_damage || source->gap > 0;
    checking->found.damages += !source->is_damage;
    return source_report(source, source->records, error);
}

/* This is a record_callback. */
static int check_one(void *context, bool *ended)
{
    struct checking *checking = context;
    struct records *records = &checking->records;
    phonenum_bytes encoded;
    phonenum_error error;
    phonenum_status status = records_next(records, &encoded, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    if (status)
        return take_error(checking, &error);
    checking->found.frames += records->offset != checking->frame;
    checking->frame = records->offset;
    check_record(checking, encoded);
    return checking->result;
}

static void check_in_order(struct checking *checking)
{
    const struct source *source = &checking->records.source;
    checking->frame = UINT64_MAX;
    worsen(checking, source_each(&checking->records.source, true, check_one, checking));
    records_note_form(&checking->records, checking->invocation);
    checking->found.damages += source->damages;
    checking->found.bytes = source->bytes;
}

/* Says something of a file: to standard output, or beside the new archive. */
static void __attribute__((format(printf, 2, 3))) say(struct checking *checking, const char *format, ...)
{
    char line[300];
    const char *name = checking->records.source.name;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (repairs(checking)) {
        report_note(name, "%s", line);
        return;
    }
    sink_print_name(&checking->sink, name);
    sink_print(&checking->sink, " %s\n", line);
}

/* Says what was found. */
static void tell_findings(struct checking *checking)
{
    const struct findings *found = &checking->found;
    const bool has_lost = found->may_have_lost || found->lost + found->bad > 0;
    char lost[50] = "nobody knows how many";
    if (!found->may_have_lost)
        (void)snprintf(lost, sizeof lost, "%" PRIu64, found->lost);
    if (checking->records.format == FORMAT_ARCHIVE)
        say(checking,
            "archive of %" PRIu64 " bytes; good frames: %" PRIu64 "; good records: %" PRIu64
            "; bytes of these, not compressed: %" PRIu64,
            found->bytes, found->frames, found->good, found->content);
    else
        say(checking, "delimited stream of %" PRIu64 " bytes, without checksums; good records: %" PRIu64, found->bytes,
            found->good);
    if (found->damages > 0 || has_lost)
        say(checking, "damaged places: %" PRIu64 "; records lost: %s; records that cannot be decoded: %" PRIu64,
            found->damages, lost, found->bad);
    if (repairs(checking))
        say(checking, "records kept: %" PRIu64, found->good);
    if (repairs(checking) && checking->result == EXIT_BAD_DATA && !has_lost)
        checking->result = EXIT_OK;
}

/* Opens the table of an archive. Without one, an input is read in order. */
static bool open_table(struct checking *checking, uint64_t *size)
{
    struct source *source = &checking->records.source;
    phonenum_error error;
    if (checking->invocation->format_option || !archives_are_built() || !source_has_places(source, size))
        return false;
    phonenum_status status = phonenum_archive_open(&checking->table, source_read_at, source, *size, NULL, NULL, &error);
    if (status && !records_is_damage(status))
        worsen(checking, source_report(source, 0, &error));
    return !status;
}

static void check_input(struct checking *checking)
{
    uint64_t size;
    if (open_table(checking, &size)) {
        checking->records.format = FORMAT_ARCHIVE;
        check_by_table(checking, size);
        phonenum_archive_close(&checking->table);
    } else if (checking->result < EXIT_SYSTEM) {
        checking->records.source.bytes = 0;
        check_in_order(checking);
    }
    const bool is_read = archives_are_built() || checking->records.format != FORMAT_ARCHIVE;
    if (is_read && checking->result < EXIT_SYSTEM && sink_is_open(&checking->sink))
        tell_findings(checking);
}

/* Whether the new archive would take the place of what it is made of. */
static bool replaces_its_input(const struct checking *checking)
{
    struct stat input = {.st_mode = 0};
    return repairs(checking) && fstat(checking->records.source.descriptor, &input) == 0 &&
           output_would_replace(checking->invocation->repaired, &input);
}

static int check_file(void *context, const char *path)
{
    struct checking *checking = context;
    checking->found = (struct findings){.bytes = 0};
    checking->result = records_open(&checking->records, checking->invocation, path, &checking->sink);
    if (checking->result)
        return checking->result;
    if (replaces_its_input(checking)) {
        report_error(checking->invocation->command, "--repair cannot write to the file that it reads: use another one");
        checking->result = EXIT_USAGE;
    } else {
        check_input(checking);
    }
    records_close(&checking->records);
    return checking->result;
}

int run_check(const struct invocation *invocation)
{
    struct checking checking = {.invocation = invocation};
    struct invocation writing = *invocation;
    if (invocation->repaired) {
        writing.output = invocation->repaired;
        writing.format = FORMAT_ARCHIVE;
    }
    if (invocation->repaired && (!archives_are_built() || invocation->path_count > 1)) {
        report_error(invocation->command, archives_are_built()
                                              ? "--repair takes only one FILE"
                                              : "--repair needs libzstd, and this phonenum was built without it");
        return EXIT_USAGE;
    }
    int result = sink_open(&checking.sink, &writing, true);
    if (result)
        return result;
    phonenum_arena_init(&checking.arena, NULL, 0, NULL);
    result = files_each(invocation, &checking.sink, true, check_file, &checking);
    phonenum_arena_free(&checking.arena);
    return sink_finish(&checking.sink, result);
}
