/*
 * Reading an archive from its start to its end, over a callback that can't seek.
 */
#include "archive/format.h"
#include "archive/frame.h"
#include "base/attributes.h"

enum {
    BLOCK_SIZE = 64 * 1024,
    MAGIC_SIZE = 4,
    EFFORT_MOST = 16 /* limits of bytes that may be read for nothing before the next good frame */
};

/* What of the input is whole at a place. */
enum part {
    NO_PART,
    FRAME_PART,
    INDEX_PART,
    TABLE_PART
};

struct phonenum_archive_reading {
    phonenum_allocator allocator;
    struct buffer input; /* data[begin] to data[size - 1] are not consumed yet */
    size_t begin;
    uint64_t offset; /* of data[begin] in the file */
    bool ended;
    bool broken;    /* reading failed, or there is no memory: that is not damage */
    bool damaged;   /* so what was read can't be compared with the index and the table */
    enum part last; /* what was read last */
    struct walk walk;
    struct unfolded unfolded;
    uint64_t frame_offset;
    uint64_t frames;
    uint64_t checksum; /* of the frames' entries, as in the index */
    uint64_t sizes;    /* of their sizes, as in the table */
    uint64_t counts;   /* of their numbers of records and checksums, as in the index */
    phonenum_archive_gap gap;
    uint64_t end; /* of the damaged part, if it is known: see find_end() */
};

void phonenum_archive_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read, void *context,
                                  const phonenum_archive_read_options *options, const phonenum_allocator *allocator)
{
    *reader = (phonenum_archive_reader){
        .read = read, .context = context, .allocator = allocator ? *allocator : *phonenum_malloc_allocator()};
    if (options)
        reader->options = *options;
}

static phonenum_status begin(phonenum_archive_reader *reader, phonenum_error *error)
{
    if (!phonenum_archive_check_options(&reader->options, &reader->options))
        return archive_error(error, PHONENUM_ERR_ARGUMENT, 0, "invalid options: check flags, limits.depth and spare");
    struct phonenum_archive_reading *state = phonenum_archive_allocate(&reader->allocator, sizeof *state);
    if (!state)
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    reader->state = state;
    state->allocator = reader->allocator;
    state->checksum = state->sizes = state->counts = CHECKSUM_START;
    return PHONENUM_OK;
}

static const uint8_t *bytes(const struct phonenum_archive_reading *state)
{
    return state->input.data + state->begin;
}

static size_t available(const struct phonenum_archive_reading *state)
{
    return state->input.size - state->begin;
}

static void consume(struct phonenum_archive_reading *state, size_t size)
{
    state->begin += size;
    state->offset += size;
}

/* Makes room behind the input: moves it down, or takes more memory if that would not free half of the buffer. */
static bool make_room(struct phonenum_archive_reading *state)
{
    struct buffer *input = &state->input;
    if (input->size < input->capacity)
        return true;
    if (input->capacity == 0 || state->begin < input->capacity / 2) {
        const size_t larger = 2 * input->capacity + BLOCK_SIZE;
        /* If pointers have 32 bits, it may overflow. */
        if (larger < input->capacity || !phonenum_archive_reserve(&state->allocator, input, larger))
            return false;
    }
    if (state->begin > 0)
        memmove(input->data, input->data + state->begin, available(state));
    input->size -= state->begin;
    state->begin = 0;
    return true;
}

/* Reads until so many bytes are there, or the input ends. */
static phonenum_status need(phonenum_archive_reader *reader, size_t least)
{
    struct phonenum_archive_reading *state = reader->state;
    struct buffer *input = &state->input;
    while (available(state) < least && !state->ended) {
        size_t size = 0;
        phonenum_status status = PHONENUM_ERR_NO_MEMORY;
        if (make_room(state))
            status = reader->read(reader->context, input->data + input->size, input->capacity - input->size, &size);
        state->broken = status != PHONENUM_OK;
        if (status)
            return status;
        input->size += size;
        state->ended = size == 0;
    }
    return PHONENUM_OK;
}

/* The same, where a part of a file that ends there is damaged. */
static phonenum_status need_all(phonenum_archive_reader *reader, size_t least)
{
    phonenum_status status = need(reader, least);
    return status || available(reader->state) >= least ? status : PHONENUM_ERR_TRUNCATED;
}

/* The frame that begins here, unfolded. state->walk.next is its size. */
static phonenum_status try_frame(phonenum_archive_reader *reader, const char **message)
{
    struct phonenum_archive_reading *state = reader->state;
    phonenum_status status;
    do {
        status = phonenum_archive_walk(&state->walk, bytes(state), available(state), reader->options.frame, message);
        if (status != PHONENUM_ERR_TRUNCATED)
            break;
        *message = "the input ends inside a frame";
        status = need_all(reader, walk_needs(&state->walk));
    } while (!status);
    if (!status)
        status = phonenum_archive_unfold(&state->unfolded, &state->allocator, bytes(state), &state->walk,
                                         &reader->options.decode, message);
    state->broken |= status == PHONENUM_ERR_NO_MEMORY;
    return status;
}

/* A skippable frame of `fixed` bytes and `entry` more for each frame, which must be whole. */
static phonenum_status try_skippable(phonenum_archive_reader *reader, size_t fixed, size_t entry, size_t *count,
                                     const char **message)
{
    *message = "the input ends inside the index or the seek table";
    phonenum_status status = need_all(reader, fixed);
    if (status)
        return status;
    const uint64_t size = (uint64_t)SKIPPABLE_HEADER + read_u32(bytes(reader->state) + MAGIC_SIZE);
    *message = "the size of the index or of the seek table is wrong";
    if (size < fixed || (size - fixed) % entry != 0)
        return PHONENUM_ERR_ARCHIVE;
    *message = "the index or the seek table is larger than the limit";
    if (size > table_limit(reader->options.frame))
        return PHONENUM_ERR_LIMIT;
    *count = (size_t)(size - fixed) / entry;
    reader->state->walk = (struct walk){.next = (size_t)size, .ended = true};
    *message = "the input ends inside the index or the seek table";
    return need_all(reader, (size_t)size);
}

static phonenum_status try_index(phonenum_archive_reader *reader, size_t *size, const char **message)
{
    struct phonenum_archive_reading *state = reader->state;
    size_t count = 0;
    phonenum_status status = try_skippable(reader, INDEX_FIXED, INDEX_ENTRY, &count, message);
    if (status)
        return status;
    const uint8_t *data = bytes(state) + SKIPPABLE_HEADER;
    *message = "the index is not one of this library";
    if (memcmp(data, index_tag, INDEX_TAG) != 0)
        return PHONENUM_ERR_ARCHIVE;
    data += INDEX_TAG;
    uint64_t counts = CHECKSUM_START;
    for (size_t i = 0; i < 2 * count; i++, data += INDEX_ENTRY / 2)
        counts = add_to_checksum(counts, read_u32(data));
    *message = "the index does not fit the frames before it";
    if (!state->damaged && (count != state->frames || counts != state->counts || read_u64(data) != state->checksum))
        return PHONENUM_ERR_ARCHIVE;
    *size = INDEX_FIXED + count * INDEX_ENTRY;
    return PHONENUM_OK;
}

static phonenum_status try_table(phonenum_archive_reader *reader, size_t *size, const char **message)
{
    struct phonenum_archive_reading *state = reader->state;
    size_t count = 0;
    phonenum_status status = try_skippable(reader, TABLE_FIXED, TABLE_ENTRY, &count, message);
    if (status)
        return status;
    const uint8_t *data = bytes(state) + SKIPPABLE_HEADER;
    uint64_t sizes = CHECKSUM_START;
    for (size_t i = 0; i < 2 * count; i++, data += TABLE_ENTRY / 2)
        sizes = add_to_checksum(sizes, read_u32(data));
    *message = "the seek table is damaged";
    if (read_u32(data) != count || data[4] != 0 || read_u32(data + 5) != FOOTER_MAGIC)
        return PHONENUM_ERR_ARCHIVE;
    *message = "the seek table does not fit the frames before it";
    if (!state->damaged && (count != state->frames || sizes != state->sizes))
        return PHONENUM_ERR_ARCHIVE;
    *size = TABLE_FIXED + count * TABLE_ENTRY;
    return PHONENUM_OK;
}

static enum part part_of(uint32_t magic)
{
    return magic == FRAME_MAGIC   ? FRAME_PART
           : magic == INDEX_MAGIC ? INDEX_PART
           : magic == TABLE_MAGIC ? TABLE_PART
                                  : NO_PART;
}

/* Whether a part may come after what was read last. */
static bool may_follow(enum part part, enum part last)
{
    return part == TABLE_PART ? last == INDEX_PART : last != INDEX_PART && last != TABLE_PART;
}

/* Whether a part begins here that is wrong only because of what was read last. */
static bool is_misplaced(const struct phonenum_archive_reading *state)
{
    const enum part part = available(state) >= MAGIC_SIZE ? part_of(read_u32(bytes(state))) : NO_PART;
    return part != NO_PART && !may_follow(part, state->last);
}

/* Notes what the index and the table must say of a frame. */
static void note_frame(struct phonenum_archive_reading *state)
{
    const struct entry entry = {(uint32_t)state->walk.next, (uint32_t)state->walk.content,
                                (uint32_t)state->unfolded.records, frame_checksum(bytes(state), state->walk.next)};
    state->frames++;
    state->checksum = add_entry(state->checksum, entry);
    state->sizes = add_sizes(state->sizes, entry);
    state->counts = add_counts(state->counts, entry);
}

/* Reads the part that begins here, and consumes it if it is good. REQUIRES: the last frame has no record left. */
static phonenum_status try_part(phonenum_archive_reader *reader, const char **message)
{
    struct phonenum_archive_reading *state = reader->state;
    size_t size = 0;
    state->walk = (struct walk){.next = 0};
    *message = "the input ends inside a frame";
    phonenum_status status = need_all(reader, MAGIC_SIZE);
    if (status)
        return status;
    const enum part part = part_of(read_u32(bytes(state)));
    *message = part != NO_PART && state->last == TABLE_PART ? "another archive begins behind the seek table"
                                                            : "no frame of an archive begins here";
    if (part == NO_PART || (!state->damaged && !may_follow(part, state->last)))
        return PHONENUM_ERR_ARCHIVE;
    if (part == FRAME_PART) {
        status = try_frame(reader, message);
        size = state->walk.next;
    } else {
        status = part == INDEX_PART ? try_index(reader, &size, message) : try_table(reader, &size, message);
    }
    if (status)
        return status;
    if (state->offset < state->end && state->offset + size != state->end) {
        state->unfolded.content.size = 0; /* its records are not to be read */
        return PHONENUM_ERR_ARCHIVE;
    }
    if (part == FRAME_PART) {
        state->frame_offset = state->offset;
        note_frame(state);
    }
    state->last = part;
    consume(state, size);
    return PHONENUM_OK;
}

/*
 * Finds where the damaged part ends, if it says so, and another part begins there or the input ends. Before that, only a
 * part that ends there too is believed: a record may hold the bytes of a frame.
 */
static phonenum_status find_end(phonenum_archive_reader *reader)
{
    struct phonenum_archive_reading *state = reader->state;
    const size_t size = state->walk.next;
    state->end = 0;
    if (!state->walk.ended || size > available(state))
        return PHONENUM_OK;
    phonenum_status status = need(reader, size + MAGIC_SIZE);
    const size_t behind = available(state) - size;
    if (behind == 0 || (behind >= MAGIC_SIZE && part_of(read_u32(bytes(state) + size)) != NO_PART))
        state->end = state->offset + size;
    return status;
}

/* Consumes at least one byte, and all up to the next magic. Nothing is left if there is none. */
static phonenum_status find_magic(phonenum_archive_reader *reader)
{
    struct phonenum_archive_reading *state = reader->state;
    phonenum_status status;
    size_t skipped = 1;
    do {
        consume(state, skipped);
        status = need(reader, MAGIC_SIZE);
        const size_t size = available(state);
        skipped = 0;
        while (size - skipped >= MAGIC_SIZE && part_of(read_u32(bytes(state) + skipped)) == NO_PART)
            skipped++;
        if (size < MAGIC_SIZE)
            consume(state, size);
    } while (!status && skipped > 0);
    return status;
}

/*
 * Passes over damage to the next good part, which is then read, or to the end of the input. PHONENUM_OK, or the reason
 * why that can't be done.
 */
static phonenum_status pass_over(phonenum_archive_reader *reader, const char **message)
{
    struct phonenum_archive_reading *state = reader->state;
    const uint64_t most = EFFORT_MOST * (uint64_t)reader->options.frame;
    uint64_t effort = 0;
    state->gap = (phonenum_archive_gap){state->offset, 0};
    state->damaged = true;
    phonenum_status status = PHONENUM_ERR_ARCHIVE;
    if (is_misplaced(state))
        status = try_part(reader, message);
    if (!status || state->broken)
        return status;
    status = find_end(reader);
    while (!status) {
        status = find_magic(reader);
        state->gap.size = state->offset - state->gap.offset;
        if (status || available(state) == 0)
            return status;
        status = try_part(reader, message);
        if (!status || state->broken)
            return status;
        effort += state->walk.next + state->walk.content;
        *message = "too many frames only seem good: gave up";
        status = effort > most ? PHONENUM_ERR_LIMIT : PHONENUM_OK;
    }
    return status;
}

/* Ends reading, or passes over damage that begins here. */
static phonenum_status meet(phonenum_archive_reader *reader, phonenum_status status, const char *message,
                            phonenum_error *error)
{
    struct phonenum_archive_reading *state = reader->state;
    const uint64_t offset = state->offset;
    reader->failed = true;
    if (!state->broken && reader->options.flags & PHONENUM_ARCHIVE_READ_ON) {
        const char *reason = NULL;
        phonenum_status passed = pass_over(reader, &reason);
        reader->failed = passed != PHONENUM_OK;
        status = passed ? passed : status;
        message = passed ? reason : message;
    }
    return archive_error(error, status, state->broken ? 0 : offset, state->broken ? NULL : message);
}

/* Steps to the next part, until a record is there. */
static NEVER_INLINE phonenum_status next_frame(phonenum_archive_reader *reader, phonenum_error *error)
{
    if (!reader->state) {
        phonenum_status status = begin(reader, error);
        reader->failed = status != PHONENUM_OK;
        if (status)
            return status;
    }
    struct phonenum_archive_reading *state = reader->state;
    while (all_taken(&state->unfolded)) {
        const char *message = NULL;
        phonenum_status status = need(reader, 1);
        if (!status && available(state) == 0) {
            reader->failed = true;
            /* Of damage that goes on to the end, it was said already. */
            if (state->last == TABLE_PART ||
                (state->gap.size > 0 && state->gap.offset + state->gap.size == state->offset))
                return archive_error(error, PHONENUM_END, 0, NULL);
            state->gap = (phonenum_archive_gap){state->offset, 0};
            return archive_error(error, PHONENUM_ERR_TRUNCATED, state->offset,
                                 "there is no seek table: the writer did not finish, or the end is lost");
        }
        if (!status)
            status = try_part(reader, &message);
        if (status)
            return meet(reader, status, message, error);
    }
    return PHONENUM_OK;
}

/* The next record, without a word in the error if there is one. */
static phonenum_status next_record(phonenum_archive_reader *reader, phonenum_bytes *encoded, phonenum_error *error)
{
    *encoded = (phonenum_bytes){NULL, 0};
    if (reader->failed)
        return archive_error(error, PHONENUM_END, 0, NULL);
    if (!reader->state || all_taken(&reader->state->unfolded)) {
        phonenum_status status = next_frame(reader, error);
        if (status)
            return status;
    }
    *encoded = phonenum_archive_take(&reader->state->unfolded);
    return PHONENUM_OK;
}

phonenum_status phonenum_archive_read_bytes(phonenum_archive_reader *reader, phonenum_bytes *encoded,
                                            phonenum_error *error)
{
    phonenum_status status = next_record(reader, encoded, error);
    return status ? status : archive_error(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_archive_read(phonenum_archive_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                      phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_status status = next_record(reader, &encoded, error);
    if (status) {
        memset(record, 0, sizeof *record);
        return status;
    }
    return phonenum_decode(encoded.data, encoded.size, &reader->options.decode, arena, record, error);
}

phonenum_archive_gap phonenum_archive_reader_gap(const phonenum_archive_reader *reader)
{
    return reader->state ? reader->state->gap : (phonenum_archive_gap){0, 0};
}

uint64_t phonenum_archive_reader_offset(const phonenum_archive_reader *reader)
{
    return reader->state ? reader->state->frame_offset : 0;
}

void phonenum_archive_reader_free(phonenum_archive_reader *reader)
{
    struct phonenum_archive_reading *state = reader ? reader->state : NULL;
    if (!state)
        return;
    phonenum_archive_empty(&state->allocator, &state->input);
    phonenum_archive_unfolded_free(&state->unfolded, &state->allocator);
    phonenum_archive_release(&reader->allocator, state, sizeof *state);
    reader->state = NULL;
}
