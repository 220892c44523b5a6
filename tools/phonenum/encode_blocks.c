/*
 * Encoding by threads: the input is cut into blocks at line ends.
 *
 * JSON does not say where lines end a record. So each block is tried, and what is not NDJSON is left to one thread.
 */
#include "blocks.h"
#include "encoding.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE_BLOCKS_MAX = 16 /* so many blocks a line may fill */
};

/* What the main thread keeps while threads encode blocks of lines. */
struct splitting {
    struct encoding *encoding;
    struct blocks blocks;
    uint64_t offset;     /* in the input, of the first block that was not taken */
    uint64_t lines;      /* before it */
    struct bytes before; /* the last block that was taken and has records */
    size_t before_used;
    uint64_t before_records;
    uint64_t before_lines;
    bool has_ended; /* the input, when it was read ahead */
    int read_error; /* of reading ahead; 0 or errno */
};

static void *new_trial(const void *context)
{
    const struct encoding *encoding = ((const struct splitting *)context)->encoding;
    struct encoding *trial = calloc(1, sizeof *trial);
    if (!trial)
        return NULL;
    trial->invocation = encoding->invocation;
    trial->options = encoding->options;
    trial->sink = sink_to_memory(&encoding->sink);
    trial->source = (struct source){.name = encoding->source.name, .is_tried = true, .sink = &trial->sink};
    phonenum_arena_init(&trial->arena, NULL, 0, NULL);
    return trial;
}

static void free_trial(void *context)
{
    struct encoding *trial = context;
    phonenum_arena_free(&trial->arena);
    sink_forget(&trial->sink);
    free(trial);
}

/*
 * Tries to encode a block as if the input were nothing else. That is right if every record in it is: then no record
 * reaches over its end, and the reader of one thread would be between records there too. Only a byte order mark is
 * something else at the start of the input.
 */
static int try_lines(void *context, const struct block *block)
{
    struct encoding *trial = context;
    const char *text = (const char *)block->bytes.data;
    tally_clear(&trial->kept);
    foreign_clear(&trial->foreign);
    sink_clear(&trial->sink);
    trial->source.records = 0;
    if (block->number > 0 && text[0] == '\xef')
        return EXIT_SYSTEM;
    phonenum_json_reader_init_memory(&trial->reader, text, block->bytes.size, &trial->options);
    const int result = source_each(&trial->source, false, encode_one, trial);
    const bool is_known =
        sink_is_open(&trial->sink) && tally_is_whole(&trial->kept) && foreign_is_whole(&trial->foreign);
    return is_known ? result : EXIT_SYSTEM;
}

static uint64_t count_lines(const struct bytes *text)
{
    const unsigned char *end = text->data + text->size;
    const unsigned char *next = text->data;
    uint64_t lines = 0;
    while (next < end && (next = memchr(next, '\n', (size_t)(end - next))) != NULL) {
        next++;
        lines++;
    }
    return lines;
}

/* Keeps the last block with records, for skip_records(). */
static void keep_before(struct splitting *splitting, struct block *block, uint64_t records, uint64_t lines)
{
    const struct bytes bytes = splitting->before;
    splitting->before = block->bytes;
    splitting->before_records = records;
    splitting->before_lines = lines;
    block->bytes = bytes;
}

static bool take_lines(void *context, struct block *block)
{
    struct splitting *splitting = context;
    struct encoding *encoding = splitting->encoding;
    struct encoding *trial = block->trial;
    if (block->result != EXIT_OK)
        return false;
    const uint64_t lines = count_lines(&block->bytes);
    encoding->source.records += trial->source.records;
    tally_merge(&encoding->kept, &trial->kept);
    foreign_merge(&encoding->foreign, &trial->foreign);
    source_count(&encoding->source, block->bytes.data, block->bytes.size);
    sink_write_kept(&encoding->sink, &trial->sink);
    splitting->offset += block->bytes.size;
    splitting->lines += lines;
    if (trial->source.records > 0)
        keep_before(splitting, block, trial->source.records, lines);
    return sink_is_open(&encoding->sink);
}

static const struct block_plan plan = {new_trial, free_trial, try_lines, take_lines};

/* The first block is not smaller than what forms.h looks at. So it says the same as with one thread. */
static size_t wanted_size(const struct splitting *splitting)
{
    const size_t size = source_block_size();
    return splitting->blocks.given == 0 && size < SOURCE_START_SIZE ? SOURCE_START_SIZE : size;
}

/* Looks for the end of the last whole line, in what was not looked at before. */
static void find_whole_lines(struct block *block)
{
    size_t end = block->bytes.size;
    while (end > block->searched && block->bytes.data[end - 1] != '\n')
        end--;
    block->whole = end > block->searched ? end : block->whole;
    block->searched = block->bytes.size;
}

/* Reads on. Returns false at the end, if that fails, and if blocks have stopped. */
static bool read_ahead(struct splitting *splitting)
{
    struct blocks *blocks = &splitting->blocks;
    struct source *source = &splitting->encoding->source;
    const size_t whole = blocks_filling(blocks)->whole;
    size_t got = 0;
    if (!blocks_before_read(blocks, source->descriptor, whole, whole > 0))
        return false;
    struct block *block = blocks_filling(blocks);
    struct bytes *bytes = &block->bytes;
    const size_t wanted = wanted_size(splitting);
    const size_t capacity = bytes->size < wanted ? wanted : 2 * bytes->size;
    if (!block_reserve(block, capacity))
        return false;
    phonenum_status status = source_read_ahead(source, bytes->data + bytes->size, capacity - bytes->size, &got);
    /* Nobody must know of an error before all that was read before it is encoded. */
    splitting->read_error = source->error;
    source->error = 0;
    splitting->has_ended = !status && got == 0;
    bytes->size += got;
    find_whole_lines(block);
    return got > 0;
}

/* Most arrays can be told at once. Then nothing has to wait for the end of a line. */
static bool begins_array(const struct bytes *text)
{
    size_t spaces = 0;
    while (spaces < text->size && memchr(" \t\r\n", text->data[spaces], 4))
        spaces++;
    return spaces < text->size && text->data[spaces] == '[';
}

/* Gives whole lines to threads, until the input ends or something is wrong. */
static void split(struct splitting *splitting)
{
    struct blocks *blocks = &splitting->blocks;
    while (read_ahead(splitting)) {
        const struct block *block = blocks_filling(blocks);
        if (blocks->given == 0 && begins_array(&block->bytes))
            break;
        /* One thread needs less memory to find what is in such a line. */
        if (block->whole == 0 && block->bytes.size > LINE_BLOCKS_MAX * source_block_size())
            break;
        if (block->whole > 0 && block->bytes.size >= wanted_size(splitting) && !blocks_give(blocks, block->whole))
            break;
    }
}

static size_t read_before(struct splitting *splitting, void *buffer, size_t capacity)
{
    const struct bytes *before = &splitting->before;
    const size_t there = before->size - splitting->before_used;
    const size_t size = there < capacity ? there : capacity;
    if (size > 0)
        memcpy(buffer, before->data + splitting->before_used, size);
    splitting->before_used += size;
    return size;
}

/* Reads what the threads have not encoded: first what is in memory. */
static phonenum_status read_rest(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct splitting *splitting = context;
    struct source *source = &splitting->encoding->source;
    *size = read_before(splitting, buffer, capacity);
    if (*size > 0)
        return PHONENUM_OK;
    *size = blocks_read_rest(&splitting->blocks, buffer, capacity);
    if (*size == 0 && splitting->read_error != 0) {
        source->error = splitting->read_error;
        return PHONENUM_ERR_IO;
    }
    if (*size == 0 && !splitting->has_ended)
        return source_read(source, buffer, capacity, size);
    source_count(source, buffer, *size);
    return PHONENUM_OK;
}

/* Reads records again that have been encoded. How they begin tells the reader how records behind damage begin. */
static phonenum_status skip_records(struct encoding *encoding, uint64_t records, phonenum_error *error)
{
    phonenum_status status = PHONENUM_OK;
    for (uint64_t i = 0; i < records && !status; i++) {
        phonenum_record record;
        phonenum_arena_reset(&encoding->arena);
        status = phonenum_json_reader_next(&encoding->reader, &encoding->arena, &record, error);
    }
    return status;
}

/* Encodes what a callback reads, but not its first records. */
static int encode_from(struct encoding *encoding, phonenum_read_callback *read, void *context, uint64_t not_encoded)
{
    const bool keeps_going = (encoding->invocation->flags & FLAG_KEEP_GOING) != 0;
    phonenum_error error;
    int result;
    phonenum_json_reader_init(&encoding->reader, read, context, &encoding->options, NULL);
    if (skip_records(encoding, not_encoded, &error))
        result = source_report(&encoding->source, encoding->source.records + 1, &error);
    else
        result = source_each(&encoding->source, keeps_going, encode_one, encoding);
    encoding->skipped = phonenum_json_reader_skipped(&encoding->reader);
    phonenum_json_reader_free(&encoding->reader);
    return result;
}

/* One thread does the rest: the end of the input, and all from the first block on that could not be encoded alone. */
static int encode_rest(struct splitting *splitting)
{
    struct encoding *encoding = splitting->encoding;
    encoding->offset = splitting->offset - splitting->before.size;
    encoding->lines = splitting->lines - splitting->before_lines;
    return encode_from(encoding, read_rest, splitting, splitting->before_records);
}

int encode_each(struct encoding *encoding)
{
    const struct invocation *invocation = encoding->invocation;
    struct splitting splitting = {.encoding = encoding};
    if (invocation->threads <= 1 || invocation->format == FORMAT_RAW ||
        !blocks_open(&splitting.blocks, &plan, &splitting, invocation->threads))
        return encode_from(encoding, source_read, &encoding->source, 0);
    split(&splitting);
    (void)blocks_take_all(&splitting.blocks);
    blocks_stop(&splitting.blocks);
    const int result = encode_rest(&splitting);
    blocks_close(&splitting.blocks);
    wipe_and_free(splitting.before.data, splitting.before.capacity);
    return result;
}
