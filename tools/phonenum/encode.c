/*
 * `phonenum encode`: converts JSON to encoded records.
 */
#include "commands.h"
#include "encoding.h"
#include "files.h"
#include "format.h"
#include "forms.h"
#include "report.h"

#include <inttypes.h>

/* Writes the encoded record into the free space of the sink. The caller adds it with sink_take(). */
static phonenum_status put_record(struct sink *sink, const phonenum_record *record, enum format format, size_t *size,
                                  phonenum_error *error)
{
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    for (*size = 0; status == PHONENUM_ERR_NO_SPACE;) {
        size_t room;
        void *buffer = sink_reserve(sink, *size, &room);
        if (!buffer)
            return PHONENUM_ERR_NO_MEMORY;
        status = format_encode(format, record, buffer, room, size, error);
    }
    return status;
}

static void count_members(struct tally *kept, const char *prefix, phonenum_str extra_json)
{
    size_t position = 0;
    phonenum_str name;
    phonenum_str value;
    if (!extra_json.data)
        return;
    while (phonenum_json_next_member(extra_json, &position, &name, &value, NULL) == PHONENUM_OK)
        tally_add(kept, prefix, name);
}

static void count_extra(struct tally *kept, const phonenum_record *record)
{
    count_members(kept, "", record->extra_json);
    count_members(kept, "verification.", record->verification.extra_json);
    for (size_t i = 0; i < record->linked_to_count; i++)
        count_members(kept, "linked_to[].", record->linked_to[i].extra_json);
}

/* Checks that the input ends after the one record of --raw. */
static int expect_end(struct encoding *encoding)
{
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = phonenum_json_reader_next(&encoding->reader, &encoding->arena, &record, &error);
    if (status == PHONENUM_END)
        return EXIT_OK;
    if (status)
        return source_report(&encoding->source, 2, &error);
    report_error(encoding->source.name, "record 2: --raw allows only one record; remove --raw to encode all records");
    return EXIT_BAD_DATA;
}

int encode_one(void *context, bool *ended)
{
    struct encoding *encoding = context;
    const bool raw = encoding->invocation->format == FORMAT_RAW;
    phonenum_record record;
    phonenum_error error;
    size_t size = 0;
    phonenum_arena_reset(&encoding->arena);
    phonenum_status status = phonenum_json_reader_next(&encoding->reader, &encoding->arena, &record, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    encoding->source.records += status != PHONENUM_ERR_IO;
    if (error.line > 0) {
        error.offset += encoding->offset;
        error.line += encoding->lines;
    }
    if (!status)
        status = put_record(&encoding->sink, &record, encoding->invocation->format, &size, &error);
    if (status)
        return source_report(&encoding->source, encoding->source.records, &error);
    count_extra(&encoding->kept, &record);
    if (!(encoding->invocation->flags & FLAG_PROTO))
        foreign_look(&encoding->foreign, &record);
    int result = raw ? expect_end(encoding) : EXIT_OK;
    if (!result)
        sink_take(&encoding->sink, size);
    *ended = raw;
    return result;
}

static void note_kept(struct encoding *encoding)
{
    bool is_one = encoding->kept.total == 1;
    if (encoding->kept.total == 0)
        return;
    report_note(encoding->source.name, "kept %" PRIu64 " member%s in extra_json, because %s not fit the schema: %s",
                encoding->kept.total, is_one ? "" : "s", is_one ? "it does" : "they do",
                tally_text(&encoding->kept).text);
}

/* Encodes all records of the file that is open. */
static int encode_records(struct encoding *encoding)
{
    const bool keeps_going = (encoding->invocation->flags & FLAG_KEEP_GOING) != 0;
    int result = encode_each(encoding);
    if (encoding->invocation->format == FORMAT_RAW && result == EXIT_OK && encoding->source.records == 0) {
        report_error(encoding->source.name, "the input has no record, but --raw needs exactly one");
        result = EXIT_BAD_DATA;
    }
    if (result != EXIT_BAD_DATA || encoding->source.failed > 0)
        (void)forms_note_other(&encoding->source, encoding->invocation);
    /* If the output ended early, the counts may not match the part that was written. */
    if (sink_is_open(&encoding->sink)) {
        note_kept(encoding);
        foreign_note(&encoding->foreign, &encoding->source);
    }
    if (keeps_going) {
        source_note_skipped(&encoding->source);
        source_note_passed_over(&encoding->source, encoding->skipped);
    }
    return result;
}

static int encode_file(void *context, const char *path)
{
    struct encoding *encoding = context;
    encoding->kept = (struct tally){.names = 0};
    encoding->foreign = (struct foreign){.records = 0};
    encoding->offset = encoding->lines = encoding->skipped = 0;
    int result = source_open(&encoding->source, path, &encoding->sink);
    if (result)
        return result;
    result = encode_records(encoding);
    source_close(&encoding->source);
    return result;
}

static phonenum_json_read_options read_options(unsigned flags)
{
    const unsigned read_flags = (flags & FLAG_STRICT ? (unsigned)PHONENUM_JSON_STRICT : 0) |
                                (flags & FLAG_IGNORE_UNKNOWN ? (unsigned)PHONENUM_JSON_IGNORE_UNKNOWN : 0) |
                                (flags & FLAG_KEEP_UNKNOWN ? (unsigned)PHONENUM_JSON_KEEP_UNKNOWN : 0);
    return (phonenum_json_read_options){.flags = read_flags,
                                        .dialect = flags & FLAG_PROTO ? PHONENUM_JSON_PROTO : PHONENUM_JSON_API};
}

/* Returns an error message if two options cannot be used together, otherwise NULL. */
static const char *contradiction(const struct invocation *invocation)
{
    const unsigned flags = invocation->flags;
    const bool raw = invocation->format == FORMAT_RAW;
    if (raw && flags & FLAG_KEEP_GOING)
        return "--keep-going cannot be used with --raw, because --raw reads only one record";
    if (raw && invocation->path_count > 1)
        return "--raw takes only one FILE, because it writes only one record";
    if (flags & FLAG_PROTO && flags & FLAG_STRICT)
        return "--strict cannot be used with --dialect=proto, because that dialect always rejects members "
               "that do not fit the schema";
    if (flags & FLAG_IGNORE_UNKNOWN && !(flags & FLAG_PROTO))
        return "--ignore-unknown works only with --dialect=proto; without it, encode keeps unknown members";
    return NULL;
}

int run_encode(const struct invocation *invocation)
{
    const bool keeps_going = (invocation->flags & FLAG_KEEP_GOING) != 0;
    const bool is_text = invocation->format == FORMAT_HEX || invocation->format == FORMAT_BASE64;
    struct encoding encoding = {.invocation = invocation, .options = read_options(invocation->flags)};
    const char *wrong = contradiction(invocation);
    if (wrong) {
        report_error(invocation->command, "%s", wrong);
        return EXIT_USAGE;
    }
    int result = sink_open(&encoding.sink, invocation, keeps_going);
    if (result)
        return result;
    if (!is_text && sink_refuses_bytes(&encoding.sink, invocation, "--lines=hex"))
        return sink_finish(&encoding.sink, EXIT_USAGE);
    phonenum_arena_init(&encoding.arena, NULL, 0, NULL);
    result = files_each(invocation, &encoding.sink, keeps_going, encode_file, &encoding);
    phonenum_arena_free(&encoding.arena);
    return sink_finish(&encoding.sink, result);
}
