/*
 * `phonenum encode`: converts JSON to encoded records.
 */
#include "commands.h"
#include "report.h"
#include "sink.h"
#include "source.h"
#include "tally.h"

#include <inttypes.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>

struct encoding {
    struct sink sink;
    struct source source;
    phonenum_arena arena;
    struct tally kept; /* members in extra_json */
};

static phonenum_status encode(const phonenum_record *record, bool raw, void *buffer, size_t capacity, size_t *size,
                              phonenum_error *error)
{
    return raw ? phonenum_encode(record, buffer, capacity, size, error)
               : phonenum_encode_delimited(record, buffer, capacity, size, error);
}

/* Writes the encoded record into the free space of the sink. The caller adds it with sink_take(). */
static phonenum_status put_record(struct sink *sink, const phonenum_record *record, bool raw, size_t *size,
                                  phonenum_error *error)
{
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    for (*size = 0; status == PHONENUM_ERR_NO_SPACE;) {
        size_t room;
        void *buffer = sink_reserve(sink, *size, &room);
        if (!buffer)
            return PHONENUM_ERR_NO_MEMORY;
        status = encode(record, raw, buffer, room, size, error);
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
static int expect_end(struct encoding *encoding, phonenum_json_reader *reader)
{
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = phonenum_json_reader_next(reader, &encoding->arena, &record, &error);
    if (status == PHONENUM_END)
        return EXIT_OK;
    if (status)
        return source_report(&encoding->source, 2, &error);
    report_error(encoding->source.name, "record 2: --raw allows only one record; remove --raw to encode all records");
    return EXIT_BAD_DATA;
}

static int encode_one(struct encoding *encoding, phonenum_json_reader *reader, bool raw, bool *ended)
{
    phonenum_record record;
    phonenum_error error;
    size_t size = 0;
    phonenum_arena_reset(&encoding->arena);
    phonenum_status status = phonenum_json_reader_next(reader, &encoding->arena, &record, &error);
    *ended = status == PHONENUM_END;
    if (*ended)
        return EXIT_OK;
    encoding->source.records += status != PHONENUM_ERR_IO;
    if (!status)
        status = put_record(&encoding->sink, &record, raw, &size, &error);
    if (status)
        return source_report(&encoding->source, encoding->source.records, &error);
    count_extra(&encoding->kept, &record);
    int result = raw ? expect_end(encoding, reader) : EXIT_OK;
    if (!result)
        sink_take(&encoding->sink, size);
    *ended = raw;
    return result;
}

static int encode_all(struct encoding *encoding, phonenum_json_reader *reader, unsigned flags)
{
    bool raw = (flags & FLAG_RAW) != 0;
    bool ended = false;
    int result = EXIT_OK;
    while (!ended && source_goes_on(&encoding->source, result, (flags & FLAG_KEEP_GOING) != 0)) {
        int one = encode_one(encoding, reader, raw, &ended);
        result = one != EXIT_OK ? one : result;
    }
    if (raw && result == EXIT_OK && encoding->source.records == 0) {
        report_error(encoding->source.name, "the input has no record, but --raw needs exactly one");
        result = EXIT_BAD_DATA;
    }
    return result;
}

static void report_kept(struct encoding *encoding)
{
    bool is_one = encoding->kept.total == 1;
    report_note(encoding->source.name, "kept %" PRIu64 " member%s in extra_json, because %s not fit the schema: %s",
                encoding->kept.total, is_one ? "" : "s", is_one ? "it does" : "they do",
                tally_text(&encoding->kept).text);
}

static void report_outcome(struct encoding *encoding, unsigned flags)
{
    /* If the output ended early, the counts may not match the part that was written. */
    if (!sink_is_open(&encoding->sink))
        return;
    if (encoding->kept.total > 0)
        report_kept(encoding);
    if (flags & FLAG_KEEP_GOING)
        source_note_skipped(&encoding->source);
}

/* Returns an error message if two flags cannot be used together, otherwise NULL. */
static const char *contradiction(unsigned flags)
{
    if (flags & FLAG_RAW && flags & FLAG_KEEP_GOING)
        return "encode: --keep-going cannot be used with --raw, because --raw reads only one record";
    if (flags & FLAG_PROTO && flags & FLAG_STRICT)
        return "encode: --strict cannot be used with --dialect=proto, because that dialect always rejects members "
               "that do not fit the schema";
    if (flags & FLAG_IGNORE_UNKNOWN && !(flags & FLAG_PROTO))
        return "encode: --ignore-unknown works only with --dialect=proto; without it, encode keeps unknown members";
    return NULL;
}

int run_encode(const struct invocation *invocation)
{
    const phonenum_json_read_options options = {
        .flags = (invocation->flags & FLAG_STRICT ? (unsigned)PHONENUM_JSON_STRICT : 0) |
                 (invocation->flags & FLAG_IGNORE_UNKNOWN ? (unsigned)PHONENUM_JSON_IGNORE_UNKNOWN : 0),
        .dialect = invocation->flags & FLAG_PROTO ? PHONENUM_JSON_PROTO : PHONENUM_JSON_API};
    struct encoding encoding = {.sink = {.size = 0}};
    const char *wrong = contradiction(invocation->flags);
    if (wrong) {
        report_error(NULL, "%s", wrong);
        return EXIT_USAGE;
    }
    int result = source_open(&encoding.source, invocation->path, &encoding.sink);
    if (result)
        return result;
    phonenum_json_reader reader;
    phonenum_json_reader_init(&reader, source_read, &encoding.source, &options, NULL);
    phonenum_arena_init(&encoding.arena, NULL, 0, NULL);
    result = encode_all(&encoding, &reader, invocation->flags);
    phonenum_json_reader_free(&reader);
    phonenum_arena_free(&encoding.arena);
    source_close(&encoding.source);
    result = sink_finish(&encoding.sink, result);
    report_outcome(&encoding, invocation->flags);
    return result;
}
