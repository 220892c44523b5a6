/**
 * @file
 * Many records one after another, each behind its length as a varint: the delimited form that the protobuf libraries
 * for Java, Go, C++ and Python read and write.
 */
#ifndef PHONENUM_STREAM_H
#define PHONENUM_STREAM_H

#include <phonenum/codec.h>
#include <phonenum/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Writes records behind their lengths to a callback. Its members are the library's own. */
typedef struct phonenum_stream_writer {
    /** @cond private */
    phonenum_write_callback *write;
    void *context;
    phonenum_arena arena;
    uint8_t spare[32];
    /** @endcond */
} phonenum_stream_writer;

/**
 * Prepares a writer. Takes no memory yet.
 *
 * @param writer what to prepare.
 * @param write where the bytes go; phonenum_write_file with a FILE* as context, say. Called once for each record.
 * @param context handed to write.
 * @param allocator for the one buffer that a record is encoded into; NULL for malloc.
 */
PHONENUM_EXPORT void phonenum_stream_writer_init(phonenum_stream_writer *writer, phonenum_write_callback *write,
                                                 void *context, const phonenum_allocator *allocator);

/**
 * Writes one record. What can't be encoded reaches the callback in no part.
 *
 * @param writer prepared.
 * @param record not NULL.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; what the callback returned; or as phonenum_encoded_size().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_write(phonenum_stream_writer *writer,
                                                                          const phonenum_record *record,
                                                                          phonenum_error *error);

/**
 * Wipes and gives back the writer's memory.
 *
 * @param writer prepared, or NULL, which is ignored.
 */
PHONENUM_EXPORT void phonenum_stream_writer_free(phonenum_stream_writer *writer);

/** Reads records that stand behind their lengths. Its members are the library's own. */
typedef struct phonenum_stream_reader {
    /** @cond private */
    phonenum_input input;
    phonenum_decode_options options;
    uint64_t record_offset;
    size_t consumed;
    bool failed;
    uint8_t spare[63];
    /** @endcond */
} phonenum_stream_reader;

/**
 * Prepares a reader over a callback. Takes no memory yet; holds at most one record (options.limits.input) and one
 * block of input at a time. Memory is taken as bytes arrive, never because a length announces them.
 *
 * @param reader what to prepare.
 * @param read where the bytes come from; phonenum_read_file with a FILE* as context, say.
 * @param context handed to read.
 * @param options how to decode; NULL for the defaults. Borrowed text stays valid until the next call on the reader.
 * @param allocator for the buffer; NULL for malloc.
 */
PHONENUM_EXPORT void phonenum_stream_reader_init(phonenum_stream_reader *reader, phonenum_read_callback *read,
                                                 void *context, const phonenum_decode_options *options,
                                                 const phonenum_allocator *allocator);

/**
 * Prepares a reader over bytes in memory. It never takes memory of its own.
 *
 * @param reader what to prepare.
 * @param data must outlive the reader; may be NULL when size is 0.
 * @param size bytes at data.
 * @param options how to decode; NULL for the defaults.
 */
PHONENUM_EXPORT void phonenum_stream_reader_init_memory(phonenum_stream_reader *reader, const void *data, size_t size,
                                                        const phonenum_decode_options *options);

/**
 * Reads and decodes the next record.
 *
 * An error's offset counts from the start of the stream. After an error inside a record, the next call goes on behind
 * that record; after one that leaves the place of the next record unknown (a broken length or one over the limit,
 * a truncated stream, a failed read), it returns PHONENUM_END.
 *
 * @param reader prepared.
 * @param arena as for phonenum_decode(). It is not reset.
 * @param record overwritten; all absent unless the call succeeds.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_END after the last record, at a clean end; PHONENUM_ERR_TRUNCATED where the stream
 *         ends inside a length or a record; PHONENUM_ERR_VARINT for a length of more than 5 bytes; PHONENUM_ERR_LIMIT
 *         for one over options.limits.input; PHONENUM_ERR_NO_MEMORY; what the callback returned; or as
 *         phonenum_decode().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_read(phonenum_stream_reader *reader,
                                                                         phonenum_arena *arena, phonenum_record *record,
                                                                         phonenum_error *error);

/**
 * Reads the next record's bytes without decoding them.
 *
 * @param reader prepared.
 * @param encoded the record's bytes without its length, valid until the next call on the reader. With
 *        PHONENUM_ERR_TRUNCATED inside a record, the part of it that is there; absent with any other error.
 * @param error may be NULL.
 * @return as phonenum_stream_read() without what decoding adds.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_stream_read_bytes(phonenum_stream_reader *reader,
                                                                               phonenum_bytes *encoded,
                                                                               phonenum_error *error);

/**
 * Tells where the last read record stands, one that failed too.
 *
 * @param reader prepared.
 * @return the byte position, in the stream, of the record's first byte (behind its length); 0 before the first.
 *         Thread-safe.
 */
PHONENUM_EXPORT uint64_t phonenum_stream_reader_offset(const phonenum_stream_reader *reader);

/**
 * Wipes and gives back the reader's memory.
 *
 * @param reader prepared, or NULL, which is ignored.
 */
PHONENUM_EXPORT void phonenum_stream_reader_free(phonenum_stream_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
