/*
 * What an archive consists of: numbers of zstd's format, the index and the seek table.
 *
 *     index:      magic, size of the rest, "phonenum", number of records and checksum of each frame (4 bytes
 *                 each), checksum of all entries (8 bytes)
 *     seek table: magic, size of the rest, compressed and plain size of each frame (4 bytes each),
 *                 number of frames (4 bytes), descriptor (1 byte), magic of the footer
 *
 * All numbers are little-endian.
 */
#ifndef PHONENUM_SRC_ARCHIVE_FORMAT_H
#define PHONENUM_SRC_ARCHIVE_FORMAT_H

#include <phonenum/archive.h>
#include <string.h>

#define FRAME_MAGIC 0xfd2fb528u
#define INDEX_MAGIC 0x184d2a5au
#define TABLE_MAGIC 0x184d2a5eu
#define FOOTER_MAGIC 0x8f92eab1u

enum {
    SKIPPABLE_HEADER = 8, /* magic and size */
    INDEX_TAG = 8,
    INDEX_FIXED = SKIPPABLE_HEADER + INDEX_TAG + 8, /* bytes of an index of no frames */
    INDEX_ENTRY = 8,
    TABLE_FOOTER = 9,
    TABLE_FIXED = SKIPPABLE_HEADER + TABLE_FOOTER,
    TABLE_ENTRY = 8,
    FRAMES_MAX = 0x8000000 /* of zstd's seekable format */
};

static const char index_tag[INDEX_TAG] = {'p', 'h', 'o', 'n', 'e', 'n', 'u', 'm'};

/* What the index and the seek table say of a frame. */
struct entry {
    uint32_t size;    /* compressed */
    uint32_t content; /* not compressed */
    uint32_t records;
    uint32_t checksum; /* of the compressed bytes */
};

static inline uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint64_t read_u64(const uint8_t *bytes)
{
    return read_u32(bytes) | (uint64_t)read_u32(bytes + 4) << 32;
}

static inline uint8_t *write_u32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    return bytes + 4;
}

static inline uint8_t *write_u64(uint8_t *bytes, uint64_t value)
{
    return write_u32(write_u32(bytes, (uint32_t)value), (uint32_t)(value >> 32));
}

/* FNV-1a. A change of one byte, or of several in one number, always changes it. */
#define CHECKSUM_START 0xcbf29ce484222325u

static inline uint64_t add_to_checksum(uint64_t checksum, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        checksum = (checksum ^ (value >> 8 * i & 0xff)) * 0x100000001b3u;
    return checksum;
}

/* What the seek table says of a frame, and what the index does. */
static inline uint64_t add_sizes(uint64_t checksum, struct entry entry)
{
    return add_to_checksum(add_to_checksum(checksum, entry.size), entry.content);
}

static inline uint64_t add_counts(uint64_t checksum, struct entry entry)
{
    return add_to_checksum(add_to_checksum(checksum, entry.records), entry.checksum);
}

/* The checksum in the index: of all that both say. */
static inline uint64_t add_entry(uint64_t checksum, struct entry entry)
{
    return add_counts(add_sizes(checksum, entry), entry);
}

/* FNV-1a by words of 8 bytes, with the upper half mixed in. */
static inline uint64_t add_word(uint64_t checksum, uint64_t word)
{
    checksum = (checksum ^ word) * 0x100000001b3u;
    return checksum ^ checksum >> 32;
}

/*
 * The checksum of a compressed frame. Words go to four checksums in turn, because the processor would otherwise wait for
 * one word before the next. Then these are words themselves, and each byte that is left is one.
 */
static inline uint32_t frame_checksum(const uint8_t *data, size_t size)
{
    uint64_t first = 0, second = 1, third = 2, fourth = 3;
    for (; size >= 32; data += 32, size -= 32) {
        first = add_word(first, read_u64(data));
        second = add_word(second, read_u64(data + 8));
        third = add_word(third, read_u64(data + 16));
        fourth = add_word(fourth, read_u64(data + 24));
    }
    uint64_t checksum = add_word(add_word(add_word(add_word(CHECKSUM_START, first), second), third), fourth);
    for (; size > 0; data++, size--)
        checksum = add_word(checksum, *data);
    return (uint32_t)checksum;
}

/* Fills an error of which only these are of interest, and returns the status. */
static inline phonenum_status archive_error(phonenum_error *error, phonenum_status status, uint64_t offset,
                                            const char *message)
{
    if (error) {
        memset(error, 0, sizeof *error);
        error->status = status;
        error->offset = offset;
        error->message = message ? message : phonenum_status_text(status);
    }
    return status;
}

#endif
