/**
 * @file
 * Callbacks: where readers get their bytes, and where writers put them. Two of them are for `FILE *`.
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
 * Reads some bytes. It may read fewer bytes than there is room for.
 *
 * @param context what the program gave to the reader.
 * @param[out] buffer where the bytes go.
 * @param capacity the most bytes to read; at least 1.
 * @param[out] size the bytes that were read. 0 with PHONENUM_OK means that the input has ended. The reader does
 *        not call the callback again after that.
 * @return PHONENUM_OK, or any error, such as PHONENUM_ERR_IO. The reader returns the error to its caller.
 */
typedef phonenum_status phonenum_read_callback(void *context, void *buffer, size_t capacity, size_t *size);

/**
 * Writes all of the bytes.
 *
 * @param context what the program gave to the writer.
 * @param data the bytes. They are valid only during the call.
 * @param size bytes at data; at least 1.
 * @return PHONENUM_OK, or any error, such as PHONENUM_ERR_IO. The writer returns the error to its caller.
 */
typedef phonenum_status phonenum_write_callback(void *context, const void *data, size_t size);

/**
 * Reads from a stdio file. This is a phonenum_read_callback.
 *
 * @param file a `FILE *`, open for reading in binary mode.
 * @param[out] buffer where the bytes go.
 * @param capacity the most bytes to read.
 * @param[out] size the bytes that were read; 0 at the end of the file.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_IO: nothing was read, and ferror() reports an error.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_read_file(void *file, void *buffer, size_t capacity,
                                                                       size_t *size);

/**
 * Writes to a stdio file. This is a phonenum_write_callback.
 *
 * stdio may keep bytes in its buffer and fail to write them later. So check the result of fclose() too.
 *
 * @param file a `FILE *`, open for writing in binary mode.
 * @param data the bytes.
 * @param size bytes at data.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_IO: not all bytes were written.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_write_file(void *file, const void *data, size_t size);

/** A part of a reader: the input that it has not used yet. Its members belong to the library. */
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
