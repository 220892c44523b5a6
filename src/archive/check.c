/*
 * Checking all of an archive: by its seek table, or without one in order.
 */
#include "archive/format.h"
#include "archive/open.h"

/* The file, which is read at any place and in order. */
struct file {
    phonenum_read_at_callback *read_at;
    void *context;
    uint64_t size;
    uint64_t next; /* where reading in order goes on */
    bool failed;   /* the callback has failed: that is not damage */
};

struct checking {
    struct file file;
    const phonenum_archive_read_options *options;
    const phonenum_allocator *allocator;
    phonenum_archive_damage_callback *report;
    void *report_context;
    phonenum_archive_summary *summary;
    phonenum_error first; /* what was reported first */
};

static phonenum_status read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    struct file *file = context;
    phonenum_status status = file->read_at(file->context, offset, buffer, size);
    file->failed = status != PHONENUM_OK;
    return status;
}

static phonenum_status read_in_order(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct file *file = context;
    const uint64_t rest = file->size - file->next;
    *size = rest < capacity ? (size_t)rest : capacity;
    phonenum_status status = *size > 0 ? read_at(context, file->next, buffer, *size) : PHONENUM_OK;
    file->next += *size;
    return status;
}

static bool is_damage(const struct checking *checking, phonenum_status status)
{
    return !checking->file.failed &&
           (status == PHONENUM_ERR_ARCHIVE || status == PHONENUM_ERR_LIMIT || status == PHONENUM_ERR_TRUNCATED);
}

static void tell(struct checking *checking, const phonenum_archive_damage *damage)
{
    if (checking->summary->damages++ == 0)
        checking->first = damage->error;
    if (checking->report)
        checking->report(checking->report_context, damage);
}

/* Some bits of a compressed frame mean nothing. If one has changed, no record is lost. */
static void check_bytes(struct checking *checking, const phonenum_archive *archive, const struct place *place,
                        phonenum_archive_damage *damage)
{
    if (frame_checksum(archive->state->raw.data, (size_t)damage->place.size) == place->checksum)
        return;
    damage->records = 0;
    archive_error(&damage->error, PHONENUM_ERR_ARCHIVE, place->offset,
                  "bytes of a frame have changed that mean nothing: its records are whole");
    tell(checking, damage);
}

/* Checks each frame that the seek table names. */
static phonenum_status check_frames(struct checking *checking, phonenum_archive *archive, phonenum_error *error)
{
    const struct place *places = archive->state->places;
    for (size_t i = 0; i < archive->state->frames; i++) {
        phonenum_archive_damage damage = {
            .place = {places[i].offset, places[i + 1].offset - places[i].offset},
            .first_record = places[i].first_record,
            .records = places[i + 1].first_record - places[i].first_record,
            .records_known = true,
        };
        phonenum_status status = phonenum_archive_load(archive, i, &damage.error);
        if (is_damage(checking, status)) {
            tell(checking, &damage);
        } else if (status) {
            return archive_error(error, status, 0, NULL);
        } else {
            checking->summary->frames++;
            checking->summary->records += damage.records;
            checking->summary->content += places[i].content;
            check_bytes(checking, archive, &places[i], &damage);
        }
    }
    return PHONENUM_OK;
}

/* Notes the record that was read, and its frame if it is the first of one. */
static void count(phonenum_archive_summary *summary, const phonenum_archive_reader *reader, phonenum_bytes encoded,
                  uint64_t *frame)
{
    uint64_t length_size = 1;
    for (size_t rest = encoded.size >> 7; rest > 0; rest >>= 7)
        length_size++;
    summary->records++;
    summary->content += length_size + encoded.size;
    if (*frame != phonenum_archive_reader_offset(reader)) {
        *frame = phonenum_archive_reader_offset(reader);
        summary->frames++;
    }
}

/* Reads all in order, and on behind damage. */
static phonenum_status check_in_order(struct checking *checking, phonenum_error *error)
{
    phonenum_archive_read_options options = *checking->options;
    phonenum_archive_reader reader;
    phonenum_archive_damage damage = {.records_known = false};
    phonenum_bytes encoded;
    uint64_t frame = UINT64_MAX;
    phonenum_status status;
    options.flags |= PHONENUM_ARCHIVE_READ_ON;
    phonenum_archive_reader_init(&reader, read_in_order, &checking->file, &options, checking->allocator);
    for (;;) {
        status = phonenum_archive_read_bytes(&reader, &encoded, &damage.error);
        if (status == PHONENUM_OK) {
            count(checking->summary, &reader, encoded, &frame);
        } else if (is_damage(checking, status)) {
            damage.place = phonenum_archive_reader_gap(&reader);
            damage.first_record = checking->summary->records;
            tell(checking, &damage);
        } else {
            break;
        }
    }
    phonenum_archive_reader_free(&reader);
    return status == PHONENUM_END ? PHONENUM_OK : archive_error(error, status, 0, NULL);
}

phonenum_status phonenum_archive_check(phonenum_read_at_callback *read, void *context, uint64_t size,
                                       const phonenum_archive_read_options *options,
                                       const phonenum_allocator *allocator, phonenum_archive_damage_callback *report,
                                       void *report_context, phonenum_archive_summary *summary, phonenum_error *error)
{
    static const phonenum_archive_read_options defaults;
    struct checking checking = {
        .file = {.read_at = read, .context = context, .size = size},
        .options = options ? options : &defaults,
        .allocator = allocator,
        .report = report,
        .report_context = report_context,
        .summary = summary,
    };
    phonenum_archive archive;
    phonenum_error opening;
    *summary = (phonenum_archive_summary){.frames = 0};
    const phonenum_status opened =
        phonenum_archive_open(&archive, read_at, &checking.file, size, options, allocator, &opening);
    phonenum_status status = opened ? archive_error(error, opened, 0, opening.message) : PHONENUM_OK;
    if (!opened) {
        status = check_frames(&checking, &archive, error);
        phonenum_archive_close(&archive);
    } else if (is_damage(&checking, opened)) {
        status = check_in_order(&checking, error);
    }
    if (status)
        return status;
    /* Even if nothing is found in order, an archive that can't be opened is not good. */
    const phonenum_error *found = summary->damages > 0 ? &checking.first : &opening;
    return archive_error(error, found->status, found->offset, found->message);
}
