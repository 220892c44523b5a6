/*
 * What the program does with archives. no_archives.c is what archives.c is where there is no libzstd.
 */
#ifndef PHONENUM_TOOLS_ARCHIVES_H
#define PHONENUM_TOOLS_ARCHIVES_H

#include <phonenum/archive.h>

/* Whether the program was built with archives. Without, no other function here must be called. */
bool archives_are_built(void);

/* Prepares a reader of bytes from a callback. It may read on behind damage. */
void archives_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read, void *context, bool reads_on);

/* The same as the functions of the library with these names. */
phonenum_status archives_read_bytes(phonenum_archive_reader *reader, phonenum_bytes *encoded, phonenum_error *error);
phonenum_archive_gap archives_reader_gap(const phonenum_archive_reader *reader);
uint64_t archives_reader_offset(const phonenum_archive_reader *reader);
void archives_reader_free(phonenum_archive_reader *reader);

#endif
