/*
 * Reads records from a length-delimited stream, or one record from a whole file.
 */
#include "records.h"

#include "memory.h"

int records_open(struct records *records, enum format format, const char *path, struct sink *sink)
{
    *records = (struct records){.format = format};
    phonenum_stream_reader_init(&records->reader, source_read, &records->source, NULL, NULL);
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

phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    phonenum_status status = records->format == FORMAT_RAW
                                 ? read_whole(records, encoded, error)
                                 : phonenum_stream_read_bytes(&records->reader, encoded, error);
    records->source.records += status != PHONENUM_END && status != PHONENUM_ERR_IO;
    return status;
}

uint64_t records_offset(const struct records *records)
{
    return records->format == FORMAT_RAW ? 0 : phonenum_stream_reader_offset(&records->reader);
}

phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, arena, record, error);
    error->offset += records_offset(records);
    return status;
}

void records_close(struct records *records)
{
    phonenum_stream_reader_free(&records->reader);
    wipe_and_free(records->whole.data, records->whole.capacity);
    source_close(&records->source);
}
