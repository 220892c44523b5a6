/**
 * @file
 * Streams: many records one after another, each after its length as a varint.
 *
 * This is the delimited form. The protobuf libraries for Java, Go, C++ and Python read and write it too.
 */
#ifndef PHONENUM_STREAM_H
#define PHONENUM_STREAM_H

#include <phonenum/codec.h>
#include <phonenum/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A writer of a stream. It gives the bytes to a callback. Its members belong to the library. */
typedef struct phonenum_stream_writer {
    /** @cond private */
    phonenum_write_callback *write;
    void *context;
    phonenum_arena arena;
    unsigned char *buffer;
    size_t capacity;
    uint8_t spare[32 - sizeof(unsigned char *) - sizeof(size_t)];
    /** @endcond */
} phonenum_stream_writer;

/**
 * Prepares a writer. It takes no memory yet.
 *
 * @param[out] writer the writer to prepare.
 * @param write where the bytes go. It is called once for each record. For a `FILE *`, use
 *        phonenum_write_file(), and the `FILE *` as `context`.
 * @param context passed to `write`.
 * @param allocator for the buffer in which the writer encodes a record. It is copied. NULL means malloc.
 */
PHONENUM_EXPORT void phonenum_stream_writer_init(phonenum_stream_writer *writer, phonenum_write_callback *write,
                                                 void *context, const phonenum_allocator *allocator);

/**
 * Writes one record. If the record can't be encoded, no part of it goes to the callback.
 *
 * @param writer a prepared writer.
 * @param record not NULL.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory for the buffer of the writer;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8, PHONENUM_ERR_LIMIT: the same as from
 *           phonenum_encoded_size();
 *         - any error that the callback returned.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_write(phonenum_stream_writer *writer,
                                                                          const phonenum_record *record,
                                                                          phonenum_error *error);

/**
 * Wipes the memory of a writer and gives it back.
 *
 * @param writer a prepared writer. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_stream_writer_free(phonenum_stream_writer *writer);

/** A reader of a stream. Its members belong to the library. */
typedef struct phonenum_stream_reader {
    /** @cond private */
    phonenum_input input;
    phonenum_decode_options options;
    uint64_t record_offset;
    size_t consumed;
    bool failed;
    bool begun;
    uint8_t spare[62];
    /** @endcond */
} phonenum_stream_reader;

/**
 * Prepares a reader of bytes from a callback.
 *
 * It takes no memory yet. Later it holds at most one record (options.limits.input) and one block of input at a
 * time. It takes memory when bytes arrive, and never only because a length announces them.
 *
 * @param[out] reader the reader to prepare.
 * @param read where the bytes come from. For a `FILE *`, use phonenum_read_file(), and the `FILE *` as
 *        `context`.
 * @param context passed to `read`.
 * @param options how to decode each record. They are copied. NULL means the defaults. With
 *        PHONENUM_DECODE_BORROW, a record stays valid only until the next call on the reader.
 * @param allocator for the buffer of the reader. It is copied. NULL means malloc.
 */
PHONENUM_EXPORT void phonenum_stream_reader_init(phonenum_stream_reader *reader, phonenum_read_callback *read,
                                                 void *context, const phonenum_decode_options *options,
                                                 const phonenum_allocator *allocator);

/**
 * Prepares a reader of bytes in memory. It never takes memory for itself.
 *
 * @param[out] reader the reader to prepare.
 * @param data not copied. It must live as long as the reader. May be NULL if `size` is 0.
 * @param size bytes at data.
 * @param options how to decode each record. They are copied. NULL means the defaults.
 */
PHONENUM_EXPORT void phonenum_stream_reader_init_memory(phonenum_stream_reader *reader, const void *data, size_t size,
                                                        const phonenum_decode_options *options);

/**
 * Reads and decodes the next record.
 *
 * After an error inside a record, the next call goes on after that record. After some other errors, the place
 * of the next record is not known. Then the next call returns PHONENUM_END. These are the errors:
 *
 * - The length has more than 5 bytes, or is over the limit.
 * - The stream ends inside a length or a record.
 * - The callback fails.
 * - There is no memory for the buffer of the reader.
 * - An option is out of range.
 *
 * @param reader a prepared reader.
 * @param arena the same as for phonenum_decode(). The call does not reset it.
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL. Its offset counts from the start of the stream.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: the stream has ended, after the last record;
 *         - PHONENUM_ERR_TRUNCATED: the stream ends inside a length or a record;
 *         - PHONENUM_ERR_VARINT: the length has more than 5 bytes;
 *         - PHONENUM_ERR_LIMIT: the length is greater than options.limits.input;
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory for the buffer of the reader;
 *         - any error that the callback returned;
 *         - any error of phonenum_decode(), which may be one of the above for a reason inside the record.
 * @post After success, `record` is what the bytes say. Otherwise, also with PHONENUM_END, everything in it is
 *       absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_read(phonenum_stream_reader *reader,
                                                                         phonenum_arena *arena, phonenum_record *record,
                                                                         phonenum_error *error);

/**
 * Reads the bytes of the next record, without decoding them.
 *
 * @param reader a prepared reader.
 * @param[out] encoded the bytes of the record, without its length. They are valid until the next call on the
 *        reader.
 * @param[out] error may be NULL. Its offset counts from the start of the stream.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END, PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_VARINT, PHONENUM_ERR_LIMIT,
 *           PHONENUM_ERR_NO_MEMORY: the same as from phonenum_stream_read(), but never for a reason inside the
 *           record;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *         - any error that the callback returned.
 * @post If the stream ends inside a record (PHONENUM_ERR_TRUNCATED), `encoded` is the part that is there. After
 *       PHONENUM_END and any other error, it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_read_bytes(phonenum_stream_reader *reader,
                                                                               phonenum_bytes *encoded,
                                                                               phonenum_error *error);

/**
 * Gives the place of the last record that the reader read or tried to read.
 *
 * @param reader a prepared reader.
 * @return the place of the record's first byte, after its length, in bytes from the start of the stream; 0
 *         before the first record.
 */
PHONENUM_EXPORT uint64_t phonenum_stream_reader_offset(const phonenum_stream_reader *reader);

/**
 * Gives the place where the part of the stream begins that was not read as whole records. After
 * PHONENUM_ERR_TRUNCATED, what comes before it is whole: a file can be cut there, and written on.
 *
 * @param reader a prepared reader.
 * @return the place of the next length, in bytes from the start of the stream. After an error for which reading
 *         has ended, it is the place of the length that the error belongs to.
 */
PHONENUM_EXPORT uint64_t phonenum_stream_reader_rest(const phonenum_stream_reader *reader);

/**
 * Wipes the memory of a reader and gives it back. Records that were read stay valid, unless they borrow from
 * that memory.
 *
 * @param reader a prepared reader. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_stream_reader_free(phonenum_stream_reader *reader);

/**
 * Finds the first record in what has come of a stream so far. For event loops and non-blocking sockets: it reads
 * nothing itself, keeps no state and takes no memory. Call it again with the same bytes and more after them.
 *
 * @param data the bytes from the start of a length on; any alignment; may be NULL if size is 0.
 * @param size bytes at data.
 * @param options only limits.input is used. NULL means the defaults.
 * @param[out] encoded the bytes of the record without its length; they point into data.
 * @param[out] used bytes of the length and the record. The next record begins after them.
 * @param[out] missing if the record is not whole yet: how many bytes must come at least.
 * @param[out] error may be NULL. Its offset counts from data.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_TRUNCATED: the record is not whole yet. If the stream has ended and size is 0, this is
 *           the clean end;
 *         - PHONENUM_ERR_VARINT: the length takes more than 5 bytes;
 *         - PHONENUM_ERR_LIMIT: the record is larger than options.limits.input.
 * @post Unless the call returns PHONENUM_OK, `encoded` is absent and `used` is 0. `missing` is more than 0 only
 *       with PHONENUM_ERR_TRUNCATED.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_split(const void *data, size_t size,
                                                                          const phonenum_decode_options *options,
                                                                          phonenum_bytes *encoded, size_t *used,
                                                                          size_t *missing, phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
