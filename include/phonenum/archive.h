/**
 * @file
 * Archives: many records in one compressed file that notices damage, survives it, and finds a record by its number.
 *
 * An archive is an ordinary file of zstd frames (RFC 8878). So `zstd -dc FILE` gives the delimited records that the
 * protobuf libraries for Java, Go, C++ and Python read, and `zstd -t FILE` tests it. It consists of:
 *
 * - **frames**: each has whole delimited records, the size of its content in its header, and zstd's checksum;
 * - **the index**, a skippable frame (magic number 0x184D2A5A), which other programs skip: the text `phonenum`; for
 *   each frame, its number of records and a checksum of its compressed bytes; and a checksum of all that the index and
 *   the seek table say of the frames;
 * - **the seek table** of zstd's seekable format, without checksums of its own: the sizes of each frame.
 *
 * The seek table has no place for numbers of records. The index has them, so that a record is found by its number
 * without reading the frames before it, and so that it can be told which records a damaged frame held. It has checksums
 * because zstd's is one of the content: a few bits of a compressed frame mean nothing, and zstd does not notice if one
 * of them has changed.
 *
 * An archive without a seek table is one whose writer did not finish. All of its whole frames can be read in order.
 *
 * This header is served by a library of its own, libphonenum-archive, which needs libzstd. Memory that held records is
 * wiped before it is given back; so is the memory that libzstd works in.
 */
#ifndef PHONENUM_ARCHIVE_H
#define PHONENUM_ARCHIVE_H

#include <phonenum/codec.h>
#include <phonenum/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The default of phonenum_archive_write_options.frame: 256 KiB. */
#define PHONENUM_ARCHIVE_FRAME_DEFAULT 0x40000

/**
 * The highest value of phonenum_archive_write_options.frame, and the default of phonenum_archive_read_options.frame: 64
 * MiB.
 */
#define PHONENUM_ARCHIVE_FRAME_MAX 0x4000000

/** How to write an archive. If everything is zero, all options have their defaults. */
typedef struct phonenum_archive_write_options {
    /**
     * The most bytes of delimited records in a frame, before compression; at most PHONENUM_ARCHIVE_FRAME_MAX. A record
     * that is larger gets a frame of its own. Damage costs whole frames, so smaller ones lose less. Larger ones are
     * compressed better. 0 means PHONENUM_ARCHIVE_FRAME_DEFAULT.
     */
    size_t frame;
    /** zstd's compression level, from -100 to 19. 0 means zstd's default, 3. */
    int level;
    uint8_t spare[64 - sizeof(size_t) - sizeof(int)]; /**< zero: "Room for later versions" in record.h */
} phonenum_archive_write_options;

/** Flags of phonenum_archive_read_options. */
enum {
    /** Read on behind damage: see phonenum_archive_read(). */
    PHONENUM_ARCHIVE_READ_ON = 1u << 0
};

/** How to read an archive. If everything is zero, all options have their defaults. */
typedef struct phonenum_archive_read_options {
    /**
     * How to decode each record. With PHONENUM_DECODE_BORROW, a record stays valid only until the next call on the
     * reader or the archive.
     */
    phonenum_decode_options decode;
    /**
     * The most bytes of a frame's content, and the largest window that it may ask for. It bounds the memory that any
     * input can ask for. 0 means PHONENUM_ARCHIVE_FRAME_MAX; at most 2 GiB + 4 bytes. The index and the seek table may
     * always have PHONENUM_ARCHIVE_FRAME_MAX bytes, or more if this is more.
     */
    size_t frame;
    unsigned flags;                                        /**< 0 or PHONENUM_ARCHIVE_READ_ON */
    uint8_t spare[32 - sizeof(size_t) - sizeof(unsigned)]; /**< zero: "Room for later versions" in record.h */
} phonenum_archive_read_options;

/**
 * Reads from any place of a file.
 *
 * @param context what the program gave to the call.
 * @param offset the place of the first byte, from the start of the file.
 * @param[out] buffer where the bytes go.
 * @param size how many bytes to read, all of them; at least 1. They are within the file.
 * @return PHONENUM_OK, or any error, such as PHONENUM_ERR_IO. It is returned to the caller.
 */
typedef phonenum_status phonenum_read_at_callback(void *context, uint64_t offset, void *buffer, size_t size);

/** A writer of an archive. It gives the bytes to a callback. Its members belong to the library. */
typedef struct phonenum_archive_writer {
    /** @cond private */
    phonenum_write_callback *write;
    void *context;
    phonenum_allocator allocator;
    phonenum_archive_write_options options;
    struct phonenum_archive_writing *state;
    uint8_t spare[64 - sizeof(void *)];
    /** @endcond */
} phonenum_archive_writer;

/** A reader of an archive from its start to its end. Its members belong to the library. */
typedef struct phonenum_archive_reader {
    /** @cond private */
    phonenum_read_callback *read;
    void *context;
    phonenum_allocator allocator;
    phonenum_archive_read_options options;
    struct phonenum_archive_reading *state;
    bool failed;
    uint8_t spare[63 - sizeof(void *)];
    /** @endcond */
} phonenum_archive_reader;

/** An archive that is open at any place. Its members belong to the library. */
typedef struct phonenum_archive {
    /** @cond private */
    phonenum_read_at_callback *read_at;
    void *context;
    uint64_t size;
    phonenum_archive_read_options options;
    struct phonenum_archive_opened *state;
    uint8_t spare[64 - sizeof(void *)];
    /** @endcond */
} phonenum_archive;

/**
 * Tells whether a file begins as archives do: with a frame of zstd, or with a skippable one (RFC 8878, section 3.1).
 *
 * A stream of delimited records that begins so has a first record without any field that the schema knows, or the
 * program that wrote it wrote unknown fields before known ones. phonenum writes them last.
 *
 * @param data the first bytes of the file; may be NULL if size is 0.
 * @param size bytes at data. If there are fewer than 4, the answer is false.
 * @return whether the file is to be read as an archive.
 */
static inline bool phonenum_archive_begins(const void *data, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)data;
    if (size < 4)
        return false;
    return (bytes[0] == 0x28 && bytes[1] == 0xb5 && bytes[2] == 0x2f && bytes[3] == 0xfd) ||
           ((bytes[0] & 0xf0) == 0x50 && bytes[1] == 0x2a && bytes[2] == 0x4d && bytes[3] == 0x18);
}

/**
 * @name Writing
 * @{
 */

/**
 * Prepares a writer. It takes no memory yet.
 *
 * Later it takes about 4 times the content of its largest frame, what zstd needs for its level (1 to 6 MiB for
 * frames of the default size), and 16 to 32 bytes for each frame. Finishing takes 16 more bytes for each frame.
 *
 * @param[out] writer the writer to prepare.
 * @param write where the bytes go. It is called once for each frame, and once for the index and the seek table. If
 *        writing stops after any of these calls, what was written is an archive without a seek table. For a `FILE *`,
 *        use phonenum_write_file(), and the `FILE *` as `context`.
 * @param context passed to `write`.
 * @param options they are copied. NULL means the defaults. One that is out of range makes the calls on the writer fail.
 * @param allocator copied. NULL means malloc.
 */
PHONENUM_EXPORT void phonenum_archive_writer_init(phonenum_archive_writer *writer, phonenum_write_callback *write,
                                                  void *context, const phonenum_archive_write_options *options,
                                                  const phonenum_allocator *allocator);

/**
 * Writes one record. It goes to the callback with its frame: when a later record does not fit any more, or at the end.
 *
 * After an error of the callback, nobody knows what was written: every later call returns this error. After any other
 * error, the record is not in the archive, and the next call goes on.
 *
 * @param writer a prepared writer.
 * @param record not NULL.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory for the writer;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, a spare byte of the options is set, or the archive is
 *           finished;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8: the same as from phonenum_encoded_size();
 *         - PHONENUM_ERR_LIMIT: the same, or the archive would have more than 2^27 frames;
 *         - any error that the callback returned.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_write(phonenum_archive_writer *writer,
                                                                           const phonenum_record *record,
                                                                           phonenum_error *error);

/**
 * Writes one record that is encoded already. Its bytes are not looked at.
 *
 * @param writer a prepared writer.
 * @param data the bytes of the record, without its length; may be NULL if size is 0.
 * @param size bytes at data.
 * @param[out] error may be NULL.
 * @return the same as phonenum_archive_write(), but
 *         - PHONENUM_ERR_LIMIT: the size is more than PHONENUM_ENCODED_SIZE_MAX, or there would be too many frames;
 *         - never PHONENUM_ERR_RECORD or PHONENUM_ERR_UTF8.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_write_bytes(phonenum_archive_writer *writer,
                                                                                 const void *data, size_t size,
                                                                                 phonenum_error *error);

/**
 * Writes records that are in the delimited form already. Only their lengths are looked at.
 *
 * @param writer a prepared writer.
 * @param data whole records, each after its length; may be NULL if size is 0.
 * @param size bytes at data.
 * @param[out] written the bytes of the records that are in the archive now; all of them, unless the call fails.
 * @param[out] error may be NULL. With the next two errors, its offset counts from data.
 * @return the same as phonenum_archive_write_bytes(), or
 *         - PHONENUM_ERR_TRUNCATED: the bytes end inside a length or a record. The records before it are written;
 *         - PHONENUM_ERR_VARINT: a length has more than 5 bytes. The records before it are written.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_write_delimited(phonenum_archive_writer *writer,
                                                                                     const void *data, size_t size,
                                                                                     size_t *written,
                                                                                     phonenum_error *error);

/**
 * Writes the last frame, the index and the seek table. Call it at the end: without it, the last records are lost.
 *
 * @param writer a prepared writer. After success, records can't be written any more. It must still be freed.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory. The call can be made again;
 *         - PHONENUM_ERR_ARGUMENT, PHONENUM_ERR_LIMIT: the same as from phonenum_archive_write();
 *         - any error that the callback returned.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_finish(phonenum_archive_writer *writer,
                                                                            phonenum_error *error);

/**
 * Makes a writer go on where a finished archive ends. What was read of its table becomes part of the new one.
 *
 * Call it first of all on the writer. Then cut the file at `*end`, where its index begins, and let the callback of the
 * writer write from there on. If the program is stopped before phonenum_archive_finish(), the file is an archive
 * without a seek table. It has all records from before, and those of the frames that were written.
 *
 * @param writer a prepared writer, on which no other call was made.
 * @param archive an open archive. It may be closed after the call.
 * @param[out] end the place in the file where the writer goes on; 0 after a failure.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory for the writer;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or the writer was used before.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_append(phonenum_archive_writer *writer,
                                                                            const phonenum_archive *archive,
                                                                            uint64_t *end, phonenum_error *error);

/**
 * Wipes the memory of a writer and gives it back. Records that were not written with their frame are lost.
 *
 * @param writer a prepared writer. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_archive_writer_free(phonenum_archive_writer *writer);

/** @} */

/**
 * @name Reading from start to end
 * @{
 */

/** A part of a file that was passed over, because it is damaged. */
typedef struct phonenum_archive_gap {
    uint64_t offset; /**< its first byte, from the start of the file */
    uint64_t size;   /**< how many bytes were passed over */
} phonenum_archive_gap;

/**
 * Prepares a reader of bytes from a callback. It takes no memory yet.
 *
 * Later it holds one frame, compressed and not compressed. It takes memory as bytes arrive: at most 5 times a frame
 * that is as large as the limit, and 1 MiB. A frame of a few bytes can unfold to as much as the limit.
 *
 * @param[out] reader the reader to prepare.
 * @param read where the bytes come from. For a `FILE *`, use phonenum_read_file(), and the `FILE *` as `context`.
 * @param context passed to `read`.
 * @param options they are copied. NULL means the defaults.
 * @param allocator copied. NULL means malloc.
 */
PHONENUM_EXPORT void phonenum_archive_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read,
                                                  void *context, const phonenum_archive_read_options *options,
                                                  const phonenum_allocator *allocator);

/**
 * Reads and decodes the next record.
 *
 * The records of a frame are given only if all of the frame is good: its checksum is right, and it has whole records.
 * After an error inside a record, the next call goes on after that record. After an error of the archive, the next call
 * returns PHONENUM_END.
 *
 * **Reading on.** With PHONENUM_ARCHIVE_READ_ON, the reader looks for the next good frame before it returns an error of
 * the archive. phonenum_archive_reader_gap() says what it passed over, and the next call goes on behind that. It
 * gives up with PHONENUM_ERR_LIMIT if it finds so many frames that only seem good that it had to read more than 16
 * times the limit for nothing. If the header of a frame or of a block is damaged, and a record holds the bytes of a whole
 * frame, that may be taken for a frame of the archive. phonenum_archive_get() and phonenum_archive_check() have the seek
 * table, and so know better. Damage in the index or in the seek table costs no records. After damage to a frame, they
 * are not compared with what was read.
 *
 * @param reader a prepared reader.
 * @param arena the same as for phonenum_decode(). The call does not reset it.
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL. Of an error of the archive, the offset counts from the start of the file. Of an error
 *        inside a record, it counts from the start of the record.
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: the archive has ended, after its seek table;
 *         - any error of phonenum_decode();
 *         - an error of the archive:
 *           + PHONENUM_ERR_ARCHIVE: a frame, the index or the seek table is damaged, or does not belong into an
 *             archive. A frame with a dictionary, without a checksum, without the size of its content, or with a part
 *             of a record does not;
 *           + PHONENUM_ERR_LIMIT: a frame or its window, the index or the seek table is larger than options.frame, or a
 *             record is larger than options.decode.limits.input;
 *           + PHONENUM_ERR_TRUNCATED: the file ends inside a frame, or without a seek table;
 *         - an error after which reading has ended, also with PHONENUM_ARCHIVE_READ_ON:
 *           + PHONENUM_ERR_NO_MEMORY: there is no memory for the reader;
 *           + PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *           + any error that the callback returned.
 * @post After success, `record` is what the bytes say. Otherwise everything in it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_read(phonenum_archive_reader *reader,
                                                                          phonenum_arena *arena,
                                                                          phonenum_record *record,
                                                                          phonenum_error *error);

/**
 * Reads the bytes of the next record, without decoding them.
 *
 * @param reader a prepared reader.
 * @param[out] encoded the bytes of the record, without its length. They are valid until the next call on the reader.
 * @param[out] error may be NULL. Its offset counts from the start of the file.
 * @return the same as phonenum_archive_read(), without the errors of phonenum_decode().
 * @post After a failure, `encoded` is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_read_bytes(phonenum_archive_reader *reader,
                                                                                phonenum_bytes *encoded,
                                                                                phonenum_error *error);

/**
 * Gives what the last error of the archive cost.
 *
 * @param reader a prepared reader.
 * @return the part of the file that was passed over. Without PHONENUM_ARCHIVE_READ_ON, and before the first error, it
 *         has no bytes.
 */
PHONENUM_EXPORT phonenum_archive_gap phonenum_archive_reader_gap(const phonenum_archive_reader *reader);

/**
 * Gives the place of the frame that the last record was in.
 *
 * @param reader a prepared reader.
 * @return the place of the frame's first byte, from the start of the file; 0 before the first record.
 */
PHONENUM_EXPORT uint64_t phonenum_archive_reader_offset(const phonenum_archive_reader *reader);

/**
 * Wipes the memory of a reader and gives it back. Records that were read stay valid, unless they borrow.
 *
 * @param reader a prepared reader. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_archive_reader_free(phonenum_archive_reader *reader);

/** @} */

/**
 * @name Reading by number
 * @{
 */

/**
 * Opens an archive by its seek table and its index, to read records by their numbers.
 *
 * It holds 40 bytes for each frame, and one frame. Nothing is taken on trust: the index has a checksum of all numbers,
 * the file must have room for all that they announce, and each frame that is read must be what they say.
 *
 * @param[out] archive the archive to open. After a failure it need not be closed, but may be.
 * @param read_at where the bytes come from.
 * @param context passed to `read_at`.
 * @param size bytes of the file.
 * @param options they are copied. NULL means the defaults. PHONENUM_ARCHIVE_READ_ON changes nothing.
 * @param allocator copied. NULL means malloc.
 * @param[out] error may be NULL. Its offset counts from the start of the file.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_ARCHIVE: the file does not end in an index and a seek table, or they are damaged. It may be
 *           one whose writer did not finish: a reader can still read it in order;
 *         - PHONENUM_ERR_LIMIT: the index and the seek table are larger than the limit;
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *         - any error that the callback returned.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_open(
    phonenum_archive *archive, phonenum_read_at_callback *read_at, void *context, uint64_t size,
    const phonenum_archive_read_options *options, const phonenum_allocator *allocator, phonenum_error *error);

/**
 * Gives the number of records in an archive.
 *
 * @param archive an open archive.
 * @return how many records there are.
 */
PHONENUM_EXPORT uint64_t phonenum_archive_count(const phonenum_archive *archive);

/**
 * Gives the number of frames in an archive.
 *
 * @param archive an open archive.
 * @return how many frames there are, without the index and the seek table.
 */
PHONENUM_EXPORT uint64_t phonenum_archive_frames(const phonenum_archive *archive);

/**
 * Reads and decodes the record that has a number. Records of the same frame are read without unfolding it again.
 *
 * @param archive an open archive.
 * @param number the number of the record, from 0.
 * @param arena the same as for phonenum_decode(). The call does not reset it.
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL. Its offset counts as that of phonenum_archive_read().
 * @return PHONENUM_OK, or
 *         - PHONENUM_END: there are not as many records;
 *         - any error of phonenum_decode();
 *         - PHONENUM_ERR_ARCHIVE, PHONENUM_ERR_LIMIT, PHONENUM_ERR_TRUNCATED: the frame of the record is damaged, is
 *           larger than the limit, or is another than the seek table says. Other frames can still be read;
 *         - PHONENUM_ERR_NO_MEMORY: there is no memory;
 *         - any error that the callback returned.
 * @post After success, `record` is what the bytes say. Otherwise everything in it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_get(phonenum_archive *archive, uint64_t number,
                                                                         phonenum_arena *arena, phonenum_record *record,
                                                                         phonenum_error *error);

/**
 * Reads the bytes of the record that has a number, without decoding them.
 *
 * @param archive an open archive.
 * @param number the number of the record, from 0.
 * @param[out] encoded the bytes of the record, without its length. They are valid until the next call on the archive.
 * @param[out] error may be NULL. Its offset counts from the start of the file.
 * @return the same as phonenum_archive_get(), without the errors of phonenum_decode().
 * @post After a failure, `encoded` is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_get_bytes(phonenum_archive *archive,
                                                                               uint64_t number, phonenum_bytes *encoded,
                                                                               phonenum_error *error);

/**
 * Wipes the memory of an archive and gives it back.
 *
 * @param archive an archive that was opened, or failed to open. NULL is ignored.
 */
PHONENUM_EXPORT void phonenum_archive_close(phonenum_archive *archive);

/** @} */

/**
 * @name Checking
 * @{
 */

/** A damaged part of an archive. */
typedef struct phonenum_archive_damage {
    phonenum_archive_gap place; /**< which bytes of the file are damaged, or can't be read because of the damage */
    /**
     * The number of the first record that is lost, from 0. If the seek table is lost too, it is the number of records
     * that were read before.
     */
    uint64_t first_record;
    uint64_t records; /**< how many records are lost; 0 if it is not known, or if only bits changed that mean nothing */
    bool records_known;   /**< whether the seek table is there to tell */
    phonenum_error error; /**< what is wrong. Its offset counts from the start of the file */
    uint8_t spare[48];    /**< zero: for later versions */
} phonenum_archive_damage;

/**
 * Takes what phonenum_archive_check() has found, from the start of the file to its end.
 *
 * @param context what the program gave to the call.
 * @param damage one damaged part. It is valid only during the call.
 */
typedef void phonenum_archive_damage_callback(void *context, const phonenum_archive_damage *damage);

/** What phonenum_archive_check() has counted. */
typedef struct phonenum_archive_summary {
    uint64_t frames;   /**< good frames */
    uint64_t records;  /**< records in good frames */
    uint64_t content;  /**< bytes of these records in the delimited form */
    uint64_t damages;  /**< damaged parts */
    uint64_t spare[4]; /**< zero: for later versions */
} phonenum_archive_summary;

/**
 * Checks all of an archive: every frame, the index and the seek table. Records are not decoded.
 *
 * If the index and the seek table are good, they tell which frames there must be, and so each damaged frame is reported
 * with its bytes and its records. If they are not, the archive is read in order, with PHONENUM_ARCHIVE_READ_ON.
 *
 * @param read_at where the bytes come from.
 * @param context passed to `read_at`.
 * @param size bytes of the file.
 * @param options NULL means the defaults. Flags change nothing.
 * @param allocator NULL means malloc.
 * @param report is told of each damaged part. May be NULL.
 * @param report_context passed to `report`.
 * @param[out] summary what was counted, also after a failure.
 * @param[out] error may be NULL. If the archive is damaged, it is about the first damaged frame, or else the index or
 *        the seek table.
 * @return PHONENUM_OK if all is good, or
 *         - PHONENUM_ERR_ARCHIVE, PHONENUM_ERR_LIMIT, PHONENUM_ERR_TRUNCATED: the archive is damaged. All of it was
 *           checked;
 *         - PHONENUM_ERR_NO_MEMORY, PHONENUM_ERR_ARGUMENT, any error that the callback returned: the check ended there.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_archive_check(
    phonenum_read_at_callback *read_at, void *context, uint64_t size, const phonenum_archive_read_options *options,
    const phonenum_allocator *allocator, phonenum_archive_damage_callback *report, void *report_context,
    phonenum_archive_summary *summary, phonenum_error *error);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
