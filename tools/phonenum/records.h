/*
 * Reads the encoded records of the input, in any format.
 */
#ifndef PHONENUM_TOOLS_RECORDS_H
#define PHONENUM_TOOLS_RECORDS_H

#include "archives.h"
#include "frames.h"
#include "lines.h"
#include "program.h"
#include "source.h"

#include <phonenum/stream.h>

struct block;

/* Where a record is in the input. */
struct place {
    size_t size;     /* of the record */
    uint64_t offset; /* of its first byte; 0 if it is a line of text; if it is in an archive, that of its frame */
    uint64_t line;   /* as source.line */
};

/* An encoded record, or why it could not be read. */
struct record {
    phonenum_error error; /* the status may be PHONENUM_END */
    phonenum_bytes encoded;
    struct place place;
    uint64_t gap; /* as source.gap */
};

struct records {
    struct source source;
    enum format format;
    uint64_t empty;                  /* records without a byte */
    bool is_unknown;                 /* the format: the input may be an archive */
    size_t start_used;               /* bytes of source.start that a reader has had, of the first start_size */
    size_t start_size;               /* bytes that were read to recognise an archive */
    bool ended;                      /* there is nothing more, although the reader does not know it */
    struct bytes whole;              /* FORMAT_RAW */
    phonenum_stream_reader reader;   /* FORMAT_VARINT */
    phonenum_archive_reader archive; /* FORMAT_ARCHIVE */
    phonenum_archive table;          /* the same, if only some of the records are wanted */
    bool has_table;
    uint64_t first;       /* the number of the first record that is wanted, or 0 for all */
    uint64_t last;        /* and of the last one */
    uint64_t number;      /* of the record that was read last from the input */
    struct frames frames; /* other lengths */
    struct lines lines;   /* FORMAT_HEX and FORMAT_BASE64 */
    uint64_t offset;      /* of the last record */
    struct record unread; /* what records_unread() was given */
    bool has_unread;
    const struct block *block; /* what records come from instead of the input, or NULL */
    size_t block_records;      /* of it that were read */
    size_t block_bytes;
};

/*
 * Opens a file, or standard input if path is NULL. Returns an exit status. If the status is not EXIT_OK, an error was
 * reported.
 *
 * If no option has chosen the format, an archive is recognised by its first bytes, when the first record is read. What
 * is behind damage in it is read if the sink keeps going.
 *
 * If the invocation wants only some of the records, the others are passed over. source.records counts them. Behind
 * damage in an archive nothing is read then, because nobody knows which numbers the records have.
 */
int records_open(struct records *records, const struct invocation *invocation, const char *path, struct sink *sink);

/* Reads the start of the input, and says whether it is JSON. It will be read again. Must come before any other reading. */
bool records_are_json(struct records *records);

/* A phonenum_read_callback: the input from its start. The context is the records. */
phonenum_status records_read_input(void *context, void *buffer, size_t capacity, size_t *size);

/*
 * Reads the next record and counts it in source.records. Returns PHONENUM_OK, PHONENUM_END or an error. The bytes are
 * valid until the next call. If the input ends inside a record, the call fails, but gives the bytes up to the end.
 * Damage in an archive is an error, but not a record. source_report() tells both apart.
 */
phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error);

/* Reads the next record of the input ahead: without counting it. */
void records_read(struct records *records, struct record *record);

/* Gives back the record that was read last and is not an error. It will be read again. */
void records_unread(struct records *records, const struct record *record);

/* From now on, reads the records of a block; with NULL, those of the input again. */
void records_use_block(struct records *records, const struct block *block);

/* Counts the records of a block. */
void records_count_block(struct records *records, const struct block *block);

/* What offsets in the last record count from: its own offset in the input, or 0 if there is none. */
uint64_t records_base(const struct records *records);

/* Decodes the last record. The offset in the error counts from the start of the input, or of the record. */
phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error);

/* Whether a status of the functions of phonenum/archive.h says that an archive is damaged, or is none. */
bool records_is_damage(phonenum_status status);

/* Notes what seems to be wrong with the form of the whole input. */
void records_note_form(const struct records *records, const struct invocation *invocation);

void records_close(struct records *records);

#endif
