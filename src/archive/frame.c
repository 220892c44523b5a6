/*
 * Reading one frame.
 *
 * The headers are read here, and not by libzstd, because its calls for that either need the whole frame or fill a
 * struct that grows from version to version. The frame is unfolded in one call, when all of it is there: then libzstd
 * needs no memory for a window, and nothing that it announces is believed before its blocks were seen to have room for
 * it.
 */
#include "archive/frame.h"

#include "archive/format.h"
#include "codec/delimited.h"
#include "record/spare.h"

#include <phonenum/stream.h>
#include <zstd_errors.h>

enum {
    FRAME_HEADER_LEAST = 5, /* the magic and the descriptor */
    BLOCK_MAX = 128 * 1024,
    CHECKSUM = 4,
    RAW_BLOCK = 0,
    RLE_BLOCK = 1,
    RESERVED_BLOCK = 3
};

/* Of a frame that holds the largest record. */
#define FRAME_LIMIT_MAX ((size_t)PHONENUM_ENCODED_SIZE_MAX + 5)

/* A number of 0, 1, 2, 4 or 8 bytes. */
static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)bytes[i] << 8 * i;
    return number;
}

/* The size of the window by its descriptor: an exponent of 5 bits and a mantissa of 3. */
static uint64_t window_size(uint8_t descriptor)
{
    const uint64_t base = (uint64_t)1 << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
}

/* Reads the header of the frame: RFC 8878, 3.1.1.1. */
static phonenum_status begin_walk(struct walk *walk, const uint8_t *data, size_t size, size_t limit,
                                  const char **message)
{
    static const uint8_t id_sizes[] = {0, 1, 2, 4};
    static const uint8_t content_sizes[] = {0, 2, 4, 8};
    walk->next = FRAME_HEADER_LEAST;
    if (size < walk->next)
        return PHONENUM_ERR_TRUNCATED;
    const uint8_t descriptor = data[4];
    const bool single = descriptor & 0x20;
    const size_t id_size = id_sizes[descriptor & 3];
    const size_t content_size = descriptor >> 6 == 0 && single ? 1 : content_sizes[descriptor >> 6];
    *message = "the header of a frame is damaged";
    if (descriptor & 8)
        return PHONENUM_ERR_ARCHIVE;
    *message = "a frame has no checksum: an archive's frames have one";
    if (!(descriptor & 4))
        return PHONENUM_ERR_ARCHIVE;
    *message = "a frame does not say how large its content is: an archive's frames do";
    if (content_size == 0)
        return PHONENUM_ERR_ARCHIVE;
    const size_t id_at = FRAME_HEADER_LEAST + !single;
    walk->next = id_at + id_size + content_size;
    if (size < walk->next)
        return PHONENUM_ERR_TRUNCATED;
    *message = "a frame needs a dictionary: an archive's frames need none";
    if (read_number(data + id_at, id_size) != 0)
        return PHONENUM_ERR_ARCHIVE;
    walk->content = read_number(data + id_at + id_size, content_size) + (content_size == 2 ? 256 : 0);
    *message = "the content of a frame is larger than the limit";
    if (walk->content > limit)
        return PHONENUM_ERR_LIMIT;
    const uint64_t window = single ? walk->content : window_size(data[FRAME_HEADER_LEAST]);
    *message = "a frame asks for a window larger than the limit";
    if (window > limit)
        return PHONENUM_ERR_LIMIT;
    walk->block_max = window < BLOCK_MAX ? (size_t)window : BLOCK_MAX;
    walk->begun = true;
    return PHONENUM_OK;
}

/* Reads the header of a block: RFC 8878, 3.1.1.2. REQUIRES: it is there. */
static bool step(struct walk *walk, const uint8_t *header)
{
    const uint32_t bits = (uint32_t)read_number(header, BLOCK_HEADER);
    const unsigned type = bits >> 1 & 3;
    const size_t size = bits >> 3;
    if (type == RESERVED_BLOCK || size > walk->block_max)
        return false;
    walk->ended = bits & 1;
    walk->holds += type == RAW_BLOCK || type == RLE_BLOCK ? size : walk->block_max;
    walk->next += BLOCK_HEADER + (type == RLE_BLOCK ? 1 : size);
    return true;
}

phonenum_status phonenum_archive_walk(struct walk *walk, const uint8_t *data, size_t size, size_t limit,
                                      const char **message)
{
    phonenum_status status = walk->begun ? PHONENUM_OK : begin_walk(walk, data, size, limit, message);
    if (status)
        return status;
    /* Even of blocks of which none gets smaller, there can't be more. */
    const size_t most = ZSTD_compressBound(limit) + BLOCK_MAX;
    while (!walk->ended) {
        if (size < BLOCK_HEADER || walk->next > size - BLOCK_HEADER) {
            *message = "a frame takes more bytes than its limit allows";
            return walk->next > most ? PHONENUM_ERR_LIMIT : PHONENUM_ERR_TRUNCATED;
        }
        *message = "a block of a frame is damaged";
        if (!step(walk, data + walk->next))
            return PHONENUM_ERR_ARCHIVE;
        if (walk->ended)
            walk->next += CHECKSUM;
    }
    *message = "a frame announces more content than it has room for";
    if (walk->content > walk->holds)
        return PHONENUM_ERR_ARCHIVE;
    return walk->next <= size ? PHONENUM_OK : PHONENUM_ERR_TRUNCATED;
}

/* Finds the record at the start of the bytes. */
static phonenum_status find_record(const uint8_t *data, size_t size, const phonenum_decode_options *options,
                                   struct delimited *found)
{
    phonenum_bytes encoded;
    size_t used, missing;
    if (LIKELY(find_usual_delimited(data, size, options->limits.input, found)))
        return PHONENUM_OK;
    phonenum_status status = phonenum_stream_split(data, size, options, &encoded, &used, &missing, NULL);
    *found = (struct delimited){used - encoded.size, encoded.size, missing};
    return status;
}

/* Counts the records in the content, which must be whole. */
static phonenum_status count_records(struct unfolded *unfolded, const phonenum_decode_options *options,
                                     const char **message)
{
    struct delimited found;
    const struct buffer *content = &unfolded->content;
    unfolded->records = 0;
    for (size_t at = 0; at < content->size; at += found.header_size + found.record_size) {
        phonenum_status status = find_record(content->data + at, content->size - at, options, &found);
        *message = "a record is larger than the limit";
        if (status == PHONENUM_ERR_LIMIT)
            return status;
        *message = "a frame does not consist of whole records";
        if (status)
            return PHONENUM_ERR_ARCHIVE;
        unfolded->records++;
    }
    return PHONENUM_OK;
}

phonenum_status phonenum_archive_unfold(struct unfolded *unfolded, phonenum_allocator *allocator, const uint8_t *frame,
                                        const struct walk *walk, const phonenum_decode_options *options,
                                        const char **message)
{
    struct buffer *content = &unfolded->content;
    content->size = unfolded->next = 0;
    if (!unfolded->context)
        unfolded->context = ZSTD_createDCtx_advanced(phonenum_archive_zstd_memory(allocator));
    /* What the frame before it held is not needed any more. */
    if (walk->content >= content->capacity)
        phonenum_archive_empty(allocator, content);
    /* One byte more, so that there is memory for a frame without content. */
    if (!unfolded->context || !phonenum_archive_reserve(allocator, content, (size_t)walk->content + 1))
        return PHONENUM_ERR_NO_MEMORY;
    const size_t size = ZSTD_decompressDCtx(unfolded->context, content->data, (size_t)walk->content, frame, walk->next);
    *message = ZSTD_getErrorCode(size) == ZSTD_error_checksum_wrong ? "the checksum of a frame is wrong"
                                                                    : "a frame can't be unfolded";
    if (size != walk->content)
        return PHONENUM_ERR_ARCHIVE;
    content->size = size;
    phonenum_status status = count_records(unfolded, options, message);
    if (status)
        content->size = 0;
    return status;
}

phonenum_bytes phonenum_archive_take(struct unfolded *unfolded)
{
    struct delimited found;
    /* The limit was checked when the records were counted. */
    static const phonenum_decode_options any = {.limits = {.input = SIZE_MAX}};
    const uint8_t *data = unfolded->content.data + unfolded->next;
    phonenum_status status = find_record(data, unfolded->content.size - unfolded->next, &any, &found);
    (void)status; /* every record is whole, or the frame would have been refused */
    unfolded->next += found.header_size + found.record_size;
    return (phonenum_bytes){data + found.header_size, found.record_size};
}

void phonenum_archive_unfolded_free(struct unfolded *unfolded, const phonenum_allocator *allocator)
{
    (void)ZSTD_freeDCtx(unfolded->context);
    phonenum_archive_empty(allocator, &unfolded->content);
}

bool phonenum_archive_check_options(const phonenum_archive_read_options *options,
                                    phonenum_archive_read_options *checked)
{
    const phonenum_decode_options *decode = &options->decode;
    if (options->flags & ~(unsigned)PHONENUM_ARCHIVE_READ_ON || options->frame > FRAME_LIMIT_MAX ||
        SPARE_BITS(options) || decode->flags & ~(unsigned)PHONENUM_DECODE_BORROW ||
        decode->limits.depth > PHONENUM_DEPTH_MAX || SPARE_BITS(decode) || SPARE_BITS(&decode->limits))
        return false;
    *checked = *options;
    if (checked->frame == 0)
        checked->frame = PHONENUM_ARCHIVE_FRAME_MAX;
    if (checked->decode.limits.input == 0)
        checked->decode.limits.input = PHONENUM_INPUT_SIZE_DEFAULT;
    return true;
}
