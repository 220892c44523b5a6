/*
 * Writing an archive: records are gathered until a frame is full; then it is compressed and written at once.
 */
#include "archive/format.h"
#include "archive/memory.h"
#include "archive/open.h"
#include "record/spare.h"

#include <phonenum/stream.h>

enum {
    LEVEL_LEAST = -100,
    LEVEL_MOST = 19, /* higher levels only make the window larger than frames are */
    LENGTH_MAX = 5   /* bytes of a record's length */
};

struct phonenum_archive_writing {
    phonenum_allocator allocator;
    ZSTD_CCtx *context;
    struct buffer content; /* records of the frame that is not written yet */
    struct buffer output;
    struct buffer entries; /* of the frames that are written: struct entry */
    uint32_t records;      /* in `content` */
    phonenum_status failure;
    bool finished;
};

void phonenum_archive_writer_init(phonenum_archive_writer *writer, phonenum_write_callback *write, void *context,
                                  const phonenum_archive_write_options *options, const phonenum_allocator *allocator)
{
    *writer = (phonenum_archive_writer){
        .write = write, .context = context, .allocator = allocator ? *allocator : *phonenum_malloc_allocator()};
    if (options)
        writer->options = *options;
}

static size_t frame_size(const phonenum_archive_writer *writer)
{
    return writer->options.frame ? writer->options.frame : PHONENUM_ARCHIVE_FRAME_DEFAULT;
}

static size_t frame_count(const struct phonenum_archive_writing *state)
{
    return state->entries.size / sizeof(struct entry);
}

/* Takes what the writer needs from its first call on. */
static phonenum_status begin(phonenum_archive_writer *writer, phonenum_error *error)
{
    const phonenum_archive_write_options *options = &writer->options;
    if (options->frame > PHONENUM_ARCHIVE_FRAME_MAX || options->level < LEVEL_LEAST || options->level > LEVEL_MOST ||
        SPARE_BITS(options))
        return archive_error(error, PHONENUM_ERR_ARGUMENT, 0, "invalid options: check frame, level and spare");
    struct phonenum_archive_writing *state = phonenum_archive_allocate(&writer->allocator, sizeof *state);
    if (!state)
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    writer->state = state;
    state->allocator = writer->allocator;
    return PHONENUM_OK;
}

/* What every call begins with. */
static phonenum_status enter(phonenum_archive_writer *writer, phonenum_error *error)
{
    if (!writer->state)
        return begin(writer, error);
    if (writer->state->finished)
        return archive_error(error, PHONENUM_ERR_ARGUMENT, 0, "the archive is finished");
    return writer->state->failure ? archive_error(error, writer->state->failure, 0, NULL) : PHONENUM_OK;
}

/* Gives bytes to the callback. After a failure, nobody knows what was written. */
static phonenum_status put(phonenum_archive_writer *writer, size_t size, phonenum_error *error)
{
    struct phonenum_archive_writing *state = writer->state;
    state->failure = writer->write(writer->context, state->output.data, size);
    return state->failure ? archive_error(error, state->failure, 0, NULL) : PHONENUM_OK;
}

/* Takes what is needed to compress a frame, and to note its entry. */
static bool prepare(phonenum_archive_writer *writer)
{
    struct phonenum_archive_writing *state = writer->state;
    const phonenum_allocator *allocator = &state->allocator;
    struct buffer *entries = &state->entries;
    if (!state->context) {
        state->context = ZSTD_createCCtx_advanced(phonenum_archive_zstd_memory(&state->allocator));
        if (!state->context)
            return false;
        /* These can't fail: the level was checked. */
        (void)ZSTD_CCtx_setParameter(state->context, ZSTD_c_compressionLevel, writer->options.level);
        (void)ZSTD_CCtx_setParameter(state->context, ZSTD_c_checksumFlag, 1);
    }
    if (entries->capacity - entries->size < sizeof(struct entry) &&
        !phonenum_archive_reserve(allocator, entries, 2 * entries->capacity + 64 * sizeof(struct entry)))
        return false;
    /* Enough for any frame, so that a frame with a few bytes more than the one before moves nothing. */
    return phonenum_archive_reserve(allocator, &state->output, ZSTD_compressBound(state->content.capacity));
}

/* Writes the frame that is gathered. */
static phonenum_status flush(phonenum_archive_writer *writer, phonenum_error *error)
{
    struct phonenum_archive_writing *state = writer->state;
    struct buffer *content = &state->content;
    if (content->size == 0)
        return PHONENUM_OK;
    /* More would not be a seek table any more. That takes far more records than a test can write. */
    const bool full = frame_count(state) >= FRAMES_MAX;
    if (full || !prepare(writer))
        return archive_error(error, full ? PHONENUM_ERR_LIMIT : PHONENUM_ERR_NO_MEMORY, 0, NULL);
    const size_t size =
        ZSTD_compress2(state->context, state->output.data, state->output.capacity, content->data, content->size);
    /* There is always room for the result, so the only reason to fail is that libzstd gets no memory. */
    if (ZSTD_isError(size))
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    const struct entry entry = {(uint32_t)size, (uint32_t)content->size, state->records,
                                frame_checksum(state->output.data, size)};
    if (put(writer, size, error))
        return state->failure;
    memcpy(state->entries.data + state->entries.size, &entry, sizeof entry);
    state->entries.size += sizeof entry;
    content->size = 0;
    state->records = 0;
    return PHONENUM_OK;
}

/* The bytes that still fit into the frame. A record that is larger than a frame has one of its own. */
static size_t room(const phonenum_archive_writer *writer)
{
    const struct buffer *content = &writer->state->content;
    const size_t most = content->size == 0 ? content->capacity : frame_size(writer);
    return most > content->size ? most - content->size : 0;
}

/* Makes room for a record: in a frame of its own, if it is too large for any other. */
static phonenum_status make_room(phonenum_archive_writer *writer, size_t size, phonenum_error *error)
{
    const size_t least = size > frame_size(writer) ? size : frame_size(writer);
    if (size <= room(writer))
        return PHONENUM_OK;
    phonenum_status status = flush(writer, error);
    if (status)
        return status;
    if (!phonenum_archive_reserve(&writer->state->allocator, &writer->state->content, least))
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    return PHONENUM_OK;
}

static void take(struct phonenum_archive_writing *state, size_t size)
{
    state->content.size += size;
    state->records++;
}

phonenum_status phonenum_archive_write(phonenum_archive_writer *writer, const phonenum_record *record,
                                       phonenum_error *error)
{
    size_t size = 0;
    phonenum_status status = enter(writer, error);
    if (status)
        return status;
    struct buffer *content = &writer->state->content;
    status = phonenum_encode_delimited(record, content->data ? content->data + content->size : NULL, room(writer),
                                       &size, error);
    if (status == PHONENUM_ERR_NO_SPACE) {
        status = make_room(writer, size, error);
        if (!status)
            status = phonenum_encode_delimited(record, content->data + content->size, room(writer), &size, error);
    }
    if (!status)
        take(writer->state, size);
    return status;
}

/* Adds a record after its length, whose bytes are there already. */
static phonenum_status add(phonenum_archive_writer *writer, const uint8_t *data, size_t size, phonenum_error *error)
{
    uint8_t length[LENGTH_MAX];
    size_t length_size = 0;
    for (size_t rest = size; rest > 0 || length_size == 0; rest >>= 7)
        length[length_size++] = (uint8_t)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    phonenum_status status = make_room(writer, length_size + size, error);
    if (status)
        return status;
    struct buffer *content = &writer->state->content;
    memcpy(content->data + content->size, length, length_size);
    if (size > 0)
        memcpy(content->data + content->size + length_size, data, size);
    take(writer->state, length_size + size);
    return archive_error(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_archive_write_bytes(phonenum_archive_writer *writer, const void *data, size_t size,
                                             phonenum_error *error)
{
    phonenum_status status = enter(writer, error);
    if (status)
        return status;
    if (size > PHONENUM_ENCODED_SIZE_MAX)
        return archive_error(error, PHONENUM_ERR_LIMIT, 0, "the record is larger than a record can be");
    return add(writer, data, size, error);
}

phonenum_status phonenum_archive_write_delimited(phonenum_archive_writer *writer, const void *data, size_t size,
                                                 size_t *written, phonenum_error *error)
{
    static const phonenum_decode_options largest = {.limits = {.input = PHONENUM_ENCODED_SIZE_MAX}};
    phonenum_bytes encoded;
    size_t used, missing;
    *written = 0;
    phonenum_status status = enter(writer, error);
    if (status)
        return status;
    while (*written < size) {
        const uint8_t *next = (const uint8_t *)data + *written;
        status = phonenum_stream_split(next, size - *written, &largest, &encoded, &used, &missing, error);
        if (status) {
            if (error)
                error->offset += *written;
            return status;
        }
        status = add(writer, encoded.data, encoded.size, error);
        if (status)
            return status;
        *written += used;
    }
    return archive_error(error, PHONENUM_OK, 0, NULL);
}

static struct entry entry_at(const struct phonenum_archive_writing *state, size_t i)
{
    struct entry entry;
    memcpy(&entry, state->entries.data + i * sizeof entry, sizeof entry);
    return entry;
}

static uint8_t *write_index(const struct phonenum_archive_writing *state, size_t count, uint8_t *out)
{
    uint64_t checksum = CHECKSUM_START;
    out = write_u32(out, INDEX_MAGIC);
    out = write_u32(out, (uint32_t)(INDEX_FIXED - SKIPPABLE_HEADER + count * INDEX_ENTRY));
    memcpy(out, index_tag, INDEX_TAG);
    out += INDEX_TAG;
    for (size_t i = 0; i < count; i++) {
        out = write_u32(out, entry_at(state, i).records);
        out = write_u32(out, entry_at(state, i).checksum);
        checksum = add_entry(checksum, entry_at(state, i));
    }
    return write_u64(out, checksum);
}

static uint8_t *write_table(const struct phonenum_archive_writing *state, size_t count, uint8_t *out)
{
    out = write_u32(out, TABLE_MAGIC);
    out = write_u32(out, (uint32_t)(TABLE_FOOTER + count * TABLE_ENTRY));
    for (size_t i = 0; i < count; i++) {
        out = write_u32(out, entry_at(state, i).size);
        out = write_u32(out, entry_at(state, i).content);
    }
    out = write_u32(out, (uint32_t)count);
    *out++ = 0; /* the descriptor: no checksums */
    return write_u32(out, FOOTER_MAGIC);
}

phonenum_status phonenum_archive_finish(phonenum_archive_writer *writer, phonenum_error *error)
{
    phonenum_status status = enter(writer, error);
    if (!status)
        status = flush(writer, error);
    if (status)
        return status;
    struct phonenum_archive_writing *state = writer->state;
    const size_t count = frame_count(state);
    const size_t size = INDEX_FIXED + TABLE_FIXED + count * (INDEX_ENTRY + TABLE_ENTRY);
    if (!phonenum_archive_reserve(&state->allocator, &state->output, size))
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    write_table(state, count, write_index(state, count, state->output.data));
    status = put(writer, size, error);
    if (status)
        return status;
    state->finished = true;
    return archive_error(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_archive_append(phonenum_archive_writer *writer, const phonenum_archive *archive, uint64_t *end,
                                        phonenum_error *error)
{
    *end = 0;
    if (writer->state)
        return archive_error(error, PHONENUM_ERR_ARGUMENT, 0, "the writer was used before: append comes first");
    phonenum_status status = begin(writer, error);
    if (status)
        return status;
    const struct phonenum_archive_opened *from = archive->state;
    struct buffer *entries = &writer->state->entries;
    if (!phonenum_archive_reserve(&writer->state->allocator, entries, place_count(from) * sizeof(struct entry))) {
        phonenum_archive_writer_free(writer);
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    }
    for (size_t i = 0; i < from->frames; i++) {
        const struct place *place = &from->places[i];
        const struct entry entry = {(uint32_t)(place[1].offset - place->offset), place->content,
                                    (uint32_t)(place[1].first_record - place->first_record), place->checksum};
        memcpy(entries->data + entries->size, &entry, sizeof entry);
        entries->size += sizeof entry;
    }
    *end = from->places[from->frames].offset;
    return archive_error(error, PHONENUM_OK, 0, NULL);
}

void phonenum_archive_writer_free(phonenum_archive_writer *writer)
{
    struct phonenum_archive_writing *state = writer ? writer->state : NULL;
    if (!state)
        return;
    (void)ZSTD_freeCCtx(state->context);
    phonenum_archive_empty(&state->allocator, &state->content);
    phonenum_archive_empty(&state->allocator, &state->output);
    phonenum_archive_empty(&state->allocator, &state->entries);
    phonenum_archive_release(&writer->allocator, state, sizeof *state);
    writer->state = NULL;
}
