/*
 * Copying records.
 */
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "record/schema.h"
#include "record/spare.h"

#include <phonenum/record.h>
#include <stdalign.h>
#include <string.h>

/* One copy in progress. After a failure, all further steps do nothing. */
struct copying {
    phonenum_arena *arena;
    phonenum_error *error;
    phonenum_status status;
};

static COLD void stop_copying(struct copying *copying, phonenum_status status, const char *field, const char *message)
{
    copying->status = phonenum_error_set(copying->error, status, 0, message);
    phonenum_error_within(copying->error, field);
}

static COLD void *copy_bytes(struct copying *copying, const void *data, size_t size, const char *field)
{
    if (copying->status || (!data && size == 0))
        return NULL;
    if (!data) {
        stop_copying(copying, PHONENUM_ERR_RECORD, field, "data is NULL but size is not 0");
        return NULL;
    }
    void *copy = phonenum_arena_copy(copying->arena, data, size);
    if (!copy)
        stop_copying(copying, PHONENUM_ERR_NO_MEMORY, field, NULL);
    return copy;
}

static COLD void copy_text(struct copying *copying, phonenum_str *text, const char *field)
{
    text->data = copy_bytes(copying, text->data, text->size, field);
}

/* extra_json may hold secrets. */
static COLD void copy_extra_json(struct copying *copying, phonenum_str *text)
{
    if (text->data)
        phonenum_arena_wipe_on_reset(copying->arena);
    copy_text(copying, text, "extra_json");
}

static COLD void copy_unknown(struct copying *copying, phonenum_bytes *unknown)
{
    if (unknown->data)
        phonenum_arena_wipe_on_reset(copying->arena);
    unknown->data = copy_bytes(copying, unknown->data, unknown->size, "unknown");
}

static COLD void *copy_list(struct copying *copying, const void *list, size_t count, size_t element_size,
                            const char *field)
{
    if (copying->status || count == 0)
        return NULL;
    if (!list) {
        stop_copying(copying, PHONENUM_ERR_RECORD, field, "the list is NULL but its count is not 0");
        return NULL;
    }
    void *copy = phonenum_arena_alloc_array(copying->arena, count, element_size, alignof(max_align_t));
    if (!copy) {
        stop_copying(copying, PHONENUM_ERR_NO_MEMORY, field, NULL);
        return NULL;
    }
    memcpy(copy, list, count * element_size);
    return copy;
}

/* Copies what each kind of row points to. So far, `into` is a shallow copy of the source. */
#define COPY_TEXT(member) copy_text(copying, &into->member, #member);
#define COPY_JSON(member) copy_extra_json(copying, &into->member);
#define COPY_ENUM(member)
#define COPY_BOOL(member)
#define COPY_INT64(member)
#define COPY_STRATEGY(member)
#define COPY_CUSTOM_STRATEGY(member) copy_text(copying, &into->strategy.custom, #member);
#define COPY_OTP(member) copy_verification(copying, &into->verification);
#define COPY_ADMIN(member)
#define COPY_LINKS(member) copy_links(copying, into);
#define COPY_CODES(member) copy_codes(copying, into);
#define COPY(MESSAGE, KIND, FIELD, member, json_name, detail) COPY_##KIND(member)

/* A member that this version does not know may be a pointer. The copy would have to own what it points to. */
static COLD void refuse_spare(struct copying *copying, uint64_t bits)
{
    if (!copying->status && bits)
        stop_copying(copying, PHONENUM_ERR_RECORD, "", OLDER_LIBRARY);
}

static COLD void copy_verification(struct copying *copying, phonenum_verification *into)
{
    /* Members that do not count are cleared, so that the copy has no pointer into the source. */
    if (into->kind == PHONENUM_VERIFICATION_NONE)
        memset(into, 0, sizeof *into);
    if (into->strategy.kind != PHONENUM_STRATEGY_CUSTOM)
        into->strategy.custom = (phonenum_str){NULL, 0};
    if (copying->status)
        return;
    refuse_spare(copying, ALL_SPARE_BITS(into));
    VERIFICATION_FIELDS(COPY, COPY)
    copy_unknown(copying, &into->unknown);
    if (copying->status)
        phonenum_error_within(copying->error,
                              into->kind == PHONENUM_VERIFICATION_OTP ? "verification.otp" : "verification.admin");
}

static COLD void copy_link(struct copying *copying, phonenum_link *into)
{
    refuse_spare(copying, SPARE_BITS(into));
    LINK_FIELDS(COPY)
    copy_unknown(copying, &into->unknown);
}

static COLD void copy_links(struct copying *copying, phonenum_record *record)
{
    phonenum_link *links = copy_list(copying, record->linked_to, record->linked_to_count, sizeof *links, "linked_to");
    for (size_t i = 0; i < record->linked_to_count && !copying->status; i++) {
        copy_link(copying, &links[i]);
        if (copying->status)
            phonenum_error_within_element(copying->error, "linked_to", i);
    }
    record->linked_to = links;
}

static COLD void copy_codes(struct copying *copying, phonenum_record *record)
{
    if (record->backup_codes_count > 0)
        phonenum_arena_wipe_on_reset(copying->arena);
    phonenum_str *codes =
        copy_list(copying, record->backup_codes, record->backup_codes_count, sizeof *codes, "backup_codes");
    for (size_t i = 0; i < record->backup_codes_count && !copying->status; i++) {
        copy_text(copying, &codes[i], "");
        if (copying->status)
            phonenum_error_within_element(copying->error, "backup_codes", i);
    }
    record->backup_codes = codes;
}

static COLD void copy_record(struct copying *copying, phonenum_record *into)
{
    refuse_spare(copying, ALL_SPARE_BITS(into));
    RECORD_FIELDS(COPY)
    copy_unknown(copying, &into->unknown);
}

phonenum_status phonenum_copy(const phonenum_record *source, phonenum_arena *arena, phonenum_record *copy,
                              phonenum_error *error)
{
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    struct copying copying = {arena, error, PHONENUM_OK};
    phonenum_record result = *source;
    copy_record(&copying, &result);
    if (copying.status) {
        phonenum_arena_rewind(arena, point);
        *copy = (phonenum_record)PHONENUM_RECORD_INIT;
        return copying.status;
    }
    *copy = result;
    return phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}
