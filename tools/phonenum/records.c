/*
 * Finds the reader for the format of the input.
 */
#include "records.h"

#include "blocks.h"
#include "forms.h"
#include "memory.h"
#include "report.h"

#include <inttypes.h>

int records_open(struct records *records, enum format format, const char *path, struct sink *sink)
{
    *records = (struct records){.format = format};
    phonenum_stream_reader_init(&records->reader, source_read, &records->source, NULL, NULL);
    records->frames = (struct frames){.window = {.source = &records->source}, .format = format};
    records->lines = (struct lines){.window = {.source = &records->source}, .format = format};
    return source_open(&records->source, path, sink);
}

static phonenum_status read_whole(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    *encoded = (phonenum_bytes){NULL, 0};
    *error = (phonenum_error){.message = ""};
    if (records->ended)
        return PHONENUM_END;
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

static phonenum_status read_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    switch (records->format) {
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
    else if (records->format < FORMAT_RAW)
        place.offset = records->frames.record_offset;
    return place;
}

void records_read(struct records *records, struct record *record)
{
    if (records->has_unread) {
        *record = records->unread;
        records->has_unread = false;
        return;
    }
    record->error.status = read_next(records, &record->encoded, &record->error);
    record->place = place_of(records, record->encoded);
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
    } else if (records->block_records++ == block->records && block->end.status) {
        record->error = block->end;
        record->place = block->end_place;
        records->source.error = block->read_error;
    }
}

static void count(struct records *records, phonenum_status status, const struct place *place)
{
    records->offset = place->offset;
    records->source.line = place->line;
    records->empty += !status && place->size == 0;
    if (records->empty == records->source.records)
        records->source.empty_at_start = records->empty;
    records->source.records += status != PHONENUM_END && status != PHONENUM_ERR_IO;
}

void records_count_block(struct records *records, const struct block *block)
{
    for (size_t i = 0; i < block->records; i++)
        count(records, PHONENUM_OK, &block->places[i]);
}

phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    struct record record;
    if (records->block)
        read_from_block(records, &record);
    else
        records_read(records, &record);
    count(records, record.error.status, &record.place);
    *encoded = record.encoded;
    *error = record.error;
    return record.error.status;
}

phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, arena, record, error);
    error->offset += records->offset;
    return status;
}

void records_note_form(const struct records *records, const struct invocation *invocation)
{
    const struct source *source = &records->source;
    if (source->error != 0 || forms_note_other(source, invocation) || !sink_is_open(source->sink))
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
    wipe_and_free(records->whole.data, records->whole.capacity);
    frames_free(&records->frames);
    lines_free(&records->lines);
    source_close(&records->source);
}
