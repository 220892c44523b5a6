/*
 * Finds the reader for the format of the input.
 *
 * An archive begins with the magic number of zstd's frames (28 b5 2f fd), or if it has no records, with that of a
 * skippable frame (5a 2a 4d 18). As delimited streams, the first is a record of 40 bytes that begins with field 758, of 4
 * bytes. The second is one of 90 bytes that begins with field 5, of 77 bytes. The schema has no such fields, and encoding
 * writes known fields first. So only a record without any known field could be taken for an archive.
 */
#include "records.h"

#include "blocks.h"
#include "forms.h"
#include "memory.h"
#include "report.h"

#include <inttypes.h>
#include <string.h>

bool records_is_damage(phonenum_status status)
{
    return status == PHONENUM_ERR_ARCHIVE || status == PHONENUM_ERR_LIMIT || status == PHONENUM_ERR_TRUNCATED;
}

enum {
    MAGIC_SIZE = 4
};

/*
 * Whether the input may be an archive, as far as it was read. A delimited stream that begins in the same way has a record
 * of at least 40 bytes, so none of its records has to wait until the magic number is read.
 */
static bool may_be_archive(const struct source *source)
{
    return source->start_size == 0 || source->start[0] == 0x28 || (source->start[0] & 0xf0) == 0x50;
}

/* Whether a file ends with the magic number of a seek table, so that it is an archive whose first bytes are damaged. */
static bool ends_as_archive(struct source *source)
{
    static const unsigned char magic[MAGIC_SIZE] = {0xb1, 0xea, 0x92, 0x8f};
    const uint64_t bytes = source->bytes;
    unsigned char end[MAGIC_SIZE];
    uint64_t size;
    const bool is_one = archives_are_built() && source_has_places(source, &size) && size >= MAGIC_SIZE &&
                        source_read_at(source, size - MAGIC_SIZE, end, MAGIC_SIZE) == PHONENUM_OK &&
                        memcmp(end, magic, MAGIC_SIZE) == 0;
    source->bytes = bytes; /* these come again */
    return is_one;
}

static phonenum_status recognise(struct records *records)
{
    struct source *source = &records->source;
    unsigned char bytes[MAGIC_SIZE];
    phonenum_status status = PHONENUM_OK;
    while (!status && !source->has_ended && source->start_size < MAGIC_SIZE && may_be_archive(source)) {
        size_t size;
        status = source_read(source, bytes, MAGIC_SIZE - source->start_size, &size);
    }
    records->is_unknown = false;
    records->start_size = source->start_size;
    if (phonenum_archive_begins(source->start, source->start_size) || ends_as_archive(source))
        records->format = FORMAT_ARCHIVE;
    return status;
}

/* Steps to the first record that is wanted, if the input is an archive whose table is whole. */
static phonenum_status open_table(struct records *records)
{
    uint64_t size;
    if (records->first == 0 || records->format != FORMAT_ARCHIVE || !archives_are_built() ||
        !source_has_places(&records->source, &size))
        return PHONENUM_OK;
    phonenum_status status =
        phonenum_archive_open(&records->table, source_read_at, &records->source, size, NULL, NULL, NULL);
    records->has_table = !status;
    if (status)
        return records_is_damage(status) ? PHONENUM_OK : status;
    const uint64_t count = phonenum_archive_count(&records->table);
    records->number = records->first <= count ? records->first - 1 : count;
    records->source.records = records->number;
    return PHONENUM_OK;
}

phonenum_status records_read_input(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct records *records = context;
    const size_t rest = records->start_size - records->start_used;
    *size = rest < capacity ? rest : capacity;
    if (*size == 0 && records->source.error != 0)
        return PHONENUM_ERR_IO;
    if (*size == 0)
        return records->source.has_ended ? PHONENUM_OK : source_read(&records->source, buffer, capacity, size);
    memcpy(buffer, records->source.start + records->start_used, *size);
    records->start_used += *size;
    return PHONENUM_OK;
}

int records_open(struct records *records, const struct invocation *invocation, const char *path, struct sink *sink)
{
    const enum format format = invocation->format;
    const unsigned reads_on = sink->keeps_going && invocation->first == 0 ? (unsigned)PHONENUM_ARCHIVE_READ_ON : 0;
    const phonenum_archive_read_options options = {.flags = reads_on};
    *records = (struct records){.format = format,
                                .is_unknown = !invocation->format_option,
                                .first = invocation->first,
                                .last = invocation->last};
    phonenum_stream_reader_init(&records->reader, records_read_input, records, NULL, NULL);
    phonenum_archive_reader_init(&records->archive, records_read_input, records, &options, NULL);
    records->frames = (struct frames){.window = {.source = &records->source}, .format = format};
    records->lines = (struct lines){.window = {.source = &records->source}, .format = format};
    return source_open(&records->source, path, sink);
}

bool records_are_json(struct records *records)
{
    struct source *source = &records->source;
    unsigned char bytes[SOURCE_START_SIZE];
    phonenum_status status = PHONENUM_OK;
    while (!status && !source->has_ended && source->start_size < sizeof bytes) {
        size_t size;
        status = source_read(source, bytes, sizeof bytes - source->start_size, &size);
    }
    phonenum_wipe(bytes, sizeof bytes);
    records->start_size = source->start_size;
    return forms_is_json(source);
}

static phonenum_status read_whole(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    records->ended = true;
    phonenum_status status = source_read_all(&records->source, PHONENUM_INPUT_SIZE_DEFAULT, &records->whole);
    *error = (phonenum_error){.status = status, .message = phonenum_status_text(status)};
    if (!status && records->whole.size > PHONENUM_INPUT_SIZE_DEFAULT) {
        /* Only a part of the input was read. This part must not be used as the record. */
        *error = (phonenum_error){.status = PHONENUM_ERR_LIMIT,
                                  .offset = PHONENUM_INPUT_SIZE_DEFAULT,
                                  .message = "the record is larger than the limit"};
        return error->status;
    }
    *encoded = (phonenum_bytes){records->whole.data, records->whole.size};
    return status;
}

static phonenum_status read_archive(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    if (records->has_table) {
        phonenum_status status = phonenum_archive_get_bytes(&records->table, records->number, encoded, error);
        records->ended = status != PHONENUM_OK;
        return status;
    }
    if (archives_are_built())
        return phonenum_archive_read_bytes(&records->archive, encoded, error);
    records->ended = true;
    *error = (phonenum_error){.status = PHONENUM_ERR_ARCHIVE,
                              .message = "this is an archive, or another file of zstd, which this phonenum cannot "
                                         "read: it was built without libzstd"};
    return error->status;
}

static phonenum_status read_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    phonenum_status status = PHONENUM_OK;
    if (records->is_unknown) {
        status = recognise(records);
        status = status ? status : open_table(records);
    }
    *encoded = (phonenum_bytes){NULL, 0};
    *error = (phonenum_error){.status = status, .message = phonenum_status_text(status)};
    if (status)
        return status;
    if (records->ended)
        return PHONENUM_END;
    switch (records->format) {
    case FORMAT_ARCHIVE:
        return read_archive(records, encoded, error);
    case FORMAT_RAW:
        return read_whole(records, encoded, error);
    case FORMAT_VARINT:
        return phonenum_stream_read_bytes(&records->reader, encoded, error);
    case FORMAT_HEX:
    case FORMAT_BASE64:
        return lines_next(&records->lines, encoded, error);
    default:
        return frames_next(&records->frames, encoded, error);
    }
}

/* Where the last record of the input is. */
static struct place place_of(const struct records *records, phonenum_bytes encoded)
{
    struct place place = {.size = encoded.size, .line = records->lines.number};
    if (records->format == FORMAT_VARINT)
        place.offset = phonenum_stream_reader_offset(&records->reader);
    else if (records->format == FORMAT_ARCHIVE)
        place.offset = phonenum_archive_reader_offset(&records->archive);
    else if (records->format < FORMAT_RAW)
        place.offset = records->frames.record_offset;
    return place;
}

/* Whether reading failed because the archive is damaged, so that nobody knows which records come next. */
static bool has_lost_track(const struct records *records, phonenum_status status)
{
    return records->format == FORMAT_ARCHIVE && !records->has_table && records_is_damage(status);
}

/* Whether what came is a record, or stands for one that could not be read. */
static bool counts(const struct records *records, phonenum_status status)
{
    return status != PHONENUM_END && status != PHONENUM_ERR_IO && !has_lost_track(records, status);
}

void records_read(struct records *records, struct record *record)
{
    if (records->has_unread) {
        *record = records->unread;
        records->has_unread = false;
        return;
    }
    *record = (struct record){.error = {.status = PHONENUM_END, .message = ""}};
    if (records->first > 0 && records->number == records->last)
        return;
    record->error.status = read_next(records, &record->encoded, &record->error);
    record->place = place_of(records, record->encoded);
    if (has_lost_track(records, record->error.status))
        record->gap = phonenum_archive_reader_gap(&records->archive).size;
    records->number += counts(records, record->error.status);
}

void records_unread(struct records *records, const struct record *record)
{
    records->unread = *record;
    records->has_unread = true;
}

void records_use_block(struct records *records, const struct block *block)
{
    records->block = block;
    records->block_records = records->block_bytes = 0;
}

/* The same as records_read(), from a block. */
static void read_from_block(struct records *records, struct record *record)
{
    const struct block *block = records->block;
    *record = (struct record){.error = {.status = PHONENUM_END}};
    if (records->block_records < block->records) {
        record->error.status = PHONENUM_OK;
        record->place = block->places[records->block_records++];
        record->encoded = (phonenum_bytes){block->bytes.data + records->block_bytes, record->place.size};
        records->block_bytes += record->place.size;
    } else if (records->block_records++ == block->records && block->end.error.status) {
        *record = block->end;
        records->source.error = block->read_error;
    }
}

static void count(struct records *records, phonenum_status status, const struct place *place)
{
    struct source *source = &records->source;
    records->offset = place->offset;
    source->line = place->line;
    source->is_framed = records->format == FORMAT_ARCHIVE && !status;
    source->is_damage = has_lost_track(records, status);
    records->empty += !status && place->size == 0;
    if (records->empty == source->records)
        source->empty_at_start = records->empty;
    source->records += counts(records, status);
}

void records_count_block(struct records *records, const struct block *block)
{
    for (size_t i = 0; i < block->records; i++)
        count(records, PHONENUM_OK, &block->places[i]);
}

phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    struct record record;
    do {
        if (records->block)
            read_from_block(records, &record);
        else
            records_read(records, &record);
        count(records, record.error.status, &record.place);
    } while (!record.error.status && records->source.records < records->first);
    records->source.gap = record.gap;
    *encoded = record.encoded;
    *error = record.error;
    return record.error.status;
}

uint64_t records_base(const struct records *records)
{
    return records->source.is_framed ? 0 : records->offset;
}

phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, arena, record, error);
    error->offset += records_base(records);
    return status;
}

void records_note_form(const struct records *records, const struct invocation *invocation)
{
    const struct source *source = &records->source;
    if (source->error != 0 || !sink_is_open(source->sink))
        return;
    if (records->format == FORMAT_ARCHIVE && archives_are_built()) {
        if (source->damages > 0 && source->records == 0)
            report_note(
                source->name,
                "the input looks like zstd; if another program has made it, use: zstd -dc FILE | phonenum %s; if it is "
                "a damaged archive, use: phonenum check --repair NEW FILE",
                forms_command(invocation));
        else if (source->damages > 0 && source->records > source->before_damage)
            report_note(source->name, "records behind damage are numbered as if none had been lost");
        return;
    }
    if (forms_note_other(source, invocation))
        return;
    /* A record without a byte is a record, but a stream that has many is probably not what it is taken for. */
    if (records->format != FORMAT_VARINT || source->records < 2 || records->empty <= source->records / 4)
        return;
    const char *option = forms_framing_option(source);
    report_note(source->name,
                "%" PRIu64 " of %" PRIu64 " records are empty; does the input have another framing (%s%s), or is it "
                "padded with NULs?",
                records->empty, source->records, option ? "try" : "see --framing", option ? option : "");
}

void records_close(struct records *records)
{
    phonenum_stream_reader_free(&records->reader);
    phonenum_archive_reader_free(&records->archive);
    phonenum_archive_close(&records->table);
    wipe_and_free(records->whole.data, records->whole.capacity);
    frames_free(&records->frames);
    lines_free(&records->lines);
    source_close(&records->source);
}
