/**
 * @file
 * Where readers get their bytes and writers put them: callbacks, and those for FILE*.
 */
#ifndef PHONENUM_IO_H
#define PHONENUM_IO_H

#include <phonenum/arena.h>
#include <phonenum/export.h>
#include <phonenum/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads some bytes.
 *
 * @param context as given to the reader.
 * @param buffer where to.
 * @param capacity the most to read, at least 1.
 * @param size the bytes read; 0 with PHONENUM_OK is the end of the input, and the callback is not called again.
 * @return PHONENUM_OK, or any error (PHONENUM_ERR_IO, say), which the reader passes on.
 */
typedef phonenum_status phonenum_read_callback(void *context, void *buffer, size_t capacity, size_t *size);

/**
 * Writes all of the bytes.
 *
 * @param context as given to the writer.
 * @param data the bytes, valid during the call.
 * @param size how many, at least 1.
 * @return PHONENUM_OK, or any error (PHONENUM_ERR_IO, say), which the writer passes on.
 */
typedef phonenum_status phonenum_write_callback(void *context, const void *data, size_t size);

/**
 * A phonenum_read_callback for stdio.
 *
 * @param file the FILE*, open for reading in binary mode.
 * @param buffer where to.
 * @param capacity the most to read.
 * @param size the bytes read; 0 at the end of the file.
 * @return PHONENUM_OK, or PHONENUM_ERR_IO where nothing could be read and ferror() says so.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_read_file(void *file, void *buffer, size_t capacity,
                                                                       size_t *size);

/**
 * A phonenum_write_callback for stdio. What stdio holds back may still fail: check fclose() too.
 *
 * @param file the FILE*, open for writing in binary mode.
 * @param data the bytes.
 * @param size how many.
 * @return PHONENUM_OK, or PHONENUM_ERR_IO where not all could be written.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_write_file(void *file, const void *data, size_t size);

/** Bytes on their way from a callback to a reader. Its members are the library's own. */
typedef struct phonenum_input {
    /** @cond private */
    phonenum_read_callback *read;
    void *context;
    phonenum_allocator allocator;
    unsigned char *owned;
    const unsigned char *bytes;
    size_t capacity;
    size_t begin;
    size_t end;
    uint64_t offset;
    bool ended;
    /** @endcond */
} phonenum_input;

#ifdef __cplusplus
}
#endif

#endif
