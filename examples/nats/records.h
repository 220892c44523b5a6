/* Reads records from a file, whatever it has them in. */
#ifndef RECORDS_H
#define RECORDS_H

#include <phonenum/archive.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <stdio.h>

enum form {
    FORM_JSON,
    FORM_ARCHIVE,
    FORM_STREAM
};

struct records {
    FILE *file;
    unsigned char head[4]; /* the first bytes, by which an archive is recognised */
    size_t head_size;
    size_t head_read;
    enum form form;
    phonenum_json_reader json;
    phonenum_archive_reader archive;
    phonenum_stream_reader stream;
};

/* Begins to read. The file has JSON, if `is_json` says so, or else an archive or a delimited stream. */
void records_open(struct records *records, FILE *file, bool is_json);

/* Reads the next record. Returns PHONENUM_END at the end. After an error it can go on. */
phonenum_status records_next(struct records *records, phonenum_arena *arena, phonenum_record *record,
                             phonenum_error *error);

/* Gives the memory back, and wipes it. The file stays open. */
void records_close(struct records *records);

#endif
