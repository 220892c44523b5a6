/*
 * Finds the reader for the format of the input.
 */
#include "records.h"

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

phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    phonenum_status status = read_next(records, encoded, error);
    records->source.line = records->lines.number;
    records->empty += !status && encoded->size == 0;
    if (records->empty == records->source.records)
        records->source.empty_at_start = records->empty;
    records->source.records += status != PHONENUM_END && status != PHONENUM_ERR_IO;
    return status;
}

uint64_t records_offset(const struct records *records)
{
    switch (records->format) {
    case FORMAT_RAW:
    case FORMAT_HEX:
    case FORMAT_BASE64:
        return 0;
    case FORMAT_VARINT:
        return phonenum_stream_reader_offset(&records->reader);
    default:
        return records->frames.record_offset;
    }
}

phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, arena, record, error);
    error->offset += records_offset(records);
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
