/*
 * Reading records by their numbers: by the seek table and the index, which stand at the end of the file.
 */
#include "archive/open.h"

#include "archive/format.h"

/* What stands at the end of the file. */
struct tail {
    uint64_t count;
    uint64_t index_at;
    size_t index_size;
    size_t table_size;
};

/* Reads bytes of the file into the raw buffer. */
static phonenum_status fetch(phonenum_archive *archive, uint64_t offset, size_t size, phonenum_error *error)
{
    struct phonenum_archive_opened *state = archive->state;
    phonenum_status status = PHONENUM_ERR_NO_MEMORY;
    state->raw.size = 0;
    if (phonenum_archive_reserve(&state->allocator, &state->raw, size))
        status = archive->read_at(archive->context, offset, state->raw.data, size);
    return status ? archive_error(error, status, 0, NULL) : PHONENUM_OK;
}

/* Reads the footer of the seek table. Nothing that it announces is more than the file has room for. */
static phonenum_status read_footer(phonenum_archive *archive, struct tail *tail, phonenum_error *error)
{
    static const char none[] = "the file does not end in a seek table: it is damaged, or its writer did not finish";
    if (archive->size < INDEX_FIXED + TABLE_FIXED)
        return archive_error(error, PHONENUM_ERR_ARCHIVE, archive->size, none);
    const uint64_t at = archive->size - TABLE_FOOTER;
    phonenum_status status = fetch(archive, at, TABLE_FOOTER, error);
    if (status)
        return status;
    const uint8_t *footer = archive->state->raw.data;
    if (read_u32(footer + 5) != FOOTER_MAGIC || footer[4] != 0)
        return archive_error(error, PHONENUM_ERR_ARCHIVE, at, none);
    tail->count = read_u32(footer);
    const uint64_t size = INDEX_FIXED + TABLE_FIXED + tail->count * (INDEX_ENTRY + TABLE_ENTRY);
    if (tail->count > FRAMES_MAX || size > archive->size)
        return archive_error(error, PHONENUM_ERR_ARCHIVE, at,
                             "the seek table announces more frames than the file can hold");
    if (size > table_limit(archive->options.frame))
        return archive_error(error, PHONENUM_ERR_LIMIT, at, "the index and the seek table are larger than the limit");
    tail->index_at = archive->size - size;
    tail->index_size = INDEX_FIXED + (size_t)tail->count * INDEX_ENTRY;
    tail->table_size = TABLE_FIXED + (size_t)tail->count * TABLE_ENTRY;
    return PHONENUM_OK;
}

/* Whether a skippable frame begins here that has this magic and this size. */
static bool begins(const uint8_t *data, uint32_t magic, size_t size)
{
    return read_u32(data) == magic && read_u32(data + 4) == size - SKIPPABLE_HEADER;
}

/* Fills the places. Returns the checksum of what they were made from. */
static uint64_t fill_places(struct phonenum_archive_opened *state, const uint8_t *records, const uint8_t *sizes)
{
    uint64_t checksum = CHECKSUM_START;
    struct place next = {0, 0, 0, 0};
    for (size_t i = 0; i < state->frames; i++, records += INDEX_ENTRY, sizes += TABLE_ENTRY) {
        const struct entry entry = {read_u32(sizes), read_u32(sizes + 4), read_u32(records), read_u32(records + 4)};
        next.content = entry.content;
        next.checksum = entry.checksum;
        state->places[i] = next;
        next.offset += entry.size;
        next.first_record += entry.records;
        checksum = add_entry(checksum, entry);
    }
    state->places[state->frames] = next;
    return checksum;
}

/* Reads the index and the seek table, which stand side by side. */
static phonenum_status read_tail(phonenum_archive *archive, const struct tail *tail, phonenum_error *error)
{
    struct phonenum_archive_opened *state = archive->state;
    phonenum_status status = fetch(archive, tail->index_at, tail->index_size + tail->table_size, error);
    if (status)
        return status;
    const uint8_t *index = state->raw.data, *table = index + tail->index_size;
    if (!begins(table, TABLE_MAGIC, tail->table_size))
        return archive_error(error, PHONENUM_ERR_ARCHIVE, tail->index_at + tail->index_size,
                             "the seek table is damaged");
    if (!begins(index, INDEX_MAGIC, tail->index_size) || memcmp(index + SKIPPABLE_HEADER, index_tag, INDEX_TAG) != 0)
        return archive_error(error, PHONENUM_ERR_ARCHIVE, tail->index_at,
                             "there is no index of this library before the seek table");
    state->places = phonenum_archive_allocate(&state->allocator, ((size_t)tail->count + 1) * sizeof *state->places);
    if (!state->places)
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    state->frames = state->frame = (size_t)tail->count;
    const uint64_t checksum = fill_places(state, index + SKIPPABLE_HEADER + INDEX_TAG, table + SKIPPABLE_HEADER);
    if (checksum != read_u64(table - 8))
        return archive_error(error, PHONENUM_ERR_ARCHIVE, tail->index_at, "the checksum of the index is wrong");
    if (state->places[state->frames].offset != tail->index_at)
        return archive_error(error, PHONENUM_ERR_ARCHIVE, tail->index_at,
                             "the seek table does not account for all bytes of the file");
    return archive_error(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_archive_open(phonenum_archive *archive, phonenum_read_at_callback *read_at, void *context,
                                      uint64_t size, const phonenum_archive_read_options *options,
                                      const phonenum_allocator *allocator, phonenum_error *error)
{
    static const phonenum_archive_read_options defaults;
    const phonenum_allocator *from = allocator ? allocator : phonenum_malloc_allocator();
    *archive = (phonenum_archive){.read_at = read_at, .context = context, .size = size};
    if (!phonenum_archive_check_options(options ? options : &defaults, &archive->options))
        return archive_error(error, PHONENUM_ERR_ARGUMENT, 0, "invalid options: check flags, limits.depth and spare");
    archive->state = phonenum_archive_allocate(from, sizeof *archive->state);
    if (!archive->state)
        return archive_error(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    archive->state->allocator = *from;
    struct tail tail = {0, 0, 0, 0};
    phonenum_status status = read_footer(archive, &tail, error);
    if (!status)
        status = read_tail(archive, &tail, error);
    if (status)
        phonenum_archive_close(archive);
    return status;
}

uint64_t phonenum_archive_count(const phonenum_archive *archive)
{
    return archive->state->places[archive->state->frames].first_record;
}

uint64_t phonenum_archive_frames(const phonenum_archive *archive)
{
    return archive->state->frames;
}

/* The frame in the raw buffer must be what the seek table and the index say. */
static phonenum_status unfold(phonenum_archive *archive, size_t frame, size_t size, const char **message)
{
    struct phonenum_archive_opened *state = archive->state;
    const struct place *place = &state->places[frame];
    struct walk walk = {.next = 0};
    *message = "no frame begins where the seek table says";
    if (size < 4 || read_u32(state->raw.data) != FRAME_MAGIC)
        return PHONENUM_ERR_ARCHIVE;
    phonenum_status status = phonenum_archive_walk(&walk, state->raw.data, size, archive->options.frame, message);
    if (status == PHONENUM_ERR_TRUNCATED || (!status && walk.next != size))
        *message = "a frame has another size than the seek table says";
    if (status)
        return status == PHONENUM_ERR_TRUNCATED ? PHONENUM_ERR_ARCHIVE : status;
    if (walk.next != size)
        return PHONENUM_ERR_ARCHIVE;
    status = phonenum_archive_unfold(&state->unfolded, &state->allocator, state->raw.data, &walk,
                                     &archive->options.decode, message);
    if (status)
        return status;
    *message = "a frame holds something else than the seek table and the index say";
    const uint64_t records = place[1].first_record - place->first_record;
    return walk.content == place->content && state->unfolded.records == records ? PHONENUM_OK : PHONENUM_ERR_ARCHIVE;
}

phonenum_status phonenum_archive_load(phonenum_archive *archive, size_t frame, phonenum_error *error)
{
    struct phonenum_archive_opened *state = archive->state;
    const struct place *place = &state->places[frame];
    if (state->frame == frame)
        return PHONENUM_OK;
    state->frame = state->frames;
    const uint64_t size = place[1].offset - place->offset;
    const size_t most = ZSTD_compressBound(archive->options.frame);
    if (size > most)
        return archive_error(error, PHONENUM_ERR_LIMIT, place->offset,
                             "a frame takes more bytes than its limit allows");
    phonenum_status status = fetch(archive, place->offset, (size_t)size + (size == 0), error);
    if (status)
        return status;
    const char *message = NULL;
    status = unfold(archive, frame, (size_t)size, &message);
    if (status == PHONENUM_ERR_NO_MEMORY)
        return archive_error(error, status, 0, NULL);
    if (status)
        return archive_error(error, status, place->offset, message);
    state->frame = frame;
    state->next_record = place->first_record;
    return PHONENUM_OK;
}

/* The frame that has the record. REQUIRES: there is one. */
static size_t find_frame(const struct phonenum_archive_opened *state, uint64_t number)
{
    size_t low = 0, high = state->frames;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (state->places[middle].first_record <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Finds the record, without a word in the error if there is one. */
static phonenum_status get(phonenum_archive *archive, uint64_t number, phonenum_bytes *encoded, phonenum_error *error)
{
    struct phonenum_archive_opened *state = archive->state;
    *encoded = (phonenum_bytes){NULL, 0};
    if (number >= phonenum_archive_count(archive))
        return archive_error(error, PHONENUM_END, 0, NULL);
    const size_t frame = find_frame(state, number);
    phonenum_status status = phonenum_archive_load(archive, frame, error);
    if (status)
        return status;
    if (number < state->next_record) {
        state->unfolded.next = 0;
        state->next_record = state->places[frame].first_record;
    }
    for (; state->next_record <= number; state->next_record++)
        *encoded = phonenum_archive_take(&state->unfolded);
    return PHONENUM_OK;
}

phonenum_status phonenum_archive_get_bytes(phonenum_archive *archive, uint64_t number, phonenum_bytes *encoded,
                                           phonenum_error *error)
{
    phonenum_status status = get(archive, number, encoded, error);
    return status ? status : archive_error(error, PHONENUM_OK, 0, NULL);
}

phonenum_status phonenum_archive_get(phonenum_archive *archive, uint64_t number, phonenum_arena *arena,
                                     phonenum_record *record, phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_status status = get(archive, number, &encoded, error);
    if (status) {
        memset(record, 0, sizeof *record);
        return status;
    }
    return phonenum_decode(encoded.data, encoded.size, &archive->options.decode, arena, record, error);
}

void phonenum_archive_close(phonenum_archive *archive)
{
    struct phonenum_archive_opened *state = archive ? archive->state : NULL;
    if (!state)
        return;
    const phonenum_allocator allocator = state->allocator;
    phonenum_archive_empty(&allocator, &state->raw);
    phonenum_archive_release(&allocator, state->places, place_count(state) * sizeof *state->places);
    phonenum_archive_unfolded_free(&state->unfolded, &allocator);
    phonenum_archive_release(&allocator, state, sizeof *state);
    archive->state = NULL;
}
