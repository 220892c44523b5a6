#include "records.h"

#include <string.h>

/* The first bytes are read already. */
static phonenum_status read_file(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct records *records = context;
    const size_t rest = records->head_size - records->head_read;
    if (rest == 0)
        return phonenum_read_file(records->file, buffer, capacity, size);
    *size = rest < capacity ? rest : capacity;
    memcpy(buffer, records->head + records->head_read, *size);
    records->head_read += *size;
    return PHONENUM_OK;
}

void records_open(struct records *records, FILE *file, bool is_json)
{
    *records = (struct records){.file = file};
    records->head_size = fread(records->head, 1, sizeof records->head, file);
    if (is_json)
        records->form = FORM_JSON;
    else
        records->form = phonenum_archive_begins(records->head, records->head_size) ? FORM_ARCHIVE : FORM_STREAM;
    phonenum_json_reader_init(&records->json, read_file, records, NULL, NULL);
    phonenum_archive_reader_init(&records->archive, read_file, records, NULL, NULL);
    phonenum_stream_reader_init(&records->stream, read_file, records, NULL, NULL);
}

phonenum_status records_next(struct records *records, phonenum_arena *arena, phonenum_record *record,
                             phonenum_error *error)
{
    switch (records->form) {
    case FORM_JSON:
        return phonenum_json_reader_next(&records->json, arena, record, error);
    case FORM_ARCHIVE:
        return phonenum_archive_read(&records->archive, arena, record, error);
    default:
        return phonenum_stream_read(&records->stream, arena, record, error);
    }
}

void records_close(struct records *records)
{
    phonenum_json_reader_free(&records->json);
    phonenum_archive_reader_free(&records->archive);
    phonenum_stream_reader_free(&records->stream);
}
