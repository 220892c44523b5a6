/*
 * Copying records.
 */
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/memory.h"
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

/* Copies a text that is there, with a NUL after it. */
static NEVER_INLINE void copy_given(struct copying *copying, phonenum_str *text, const char *field)
{
    const char *data = text->data;
    const size_t size = text->size;
    text->data = NULL;
    if (copying->status)
        return;
    if (!data) {
        stop_copying(copying, PHONENUM_ERR_RECORD, field, "data is NULL but size is not 0");
        return;
    }
    char *copy = phonenum_arena_copy(copying->arena, data, size);
    if (!copy)
        stop_copying(copying, PHONENUM_ERR_NO_MEMORY, field, NULL);
    text->data = copy;
}

static ALWAYS_INLINE bool is_given(const void *data, size_t size)
{
    return ((uintptr_t)data | size) != 0;
}

static ALWAYS_INLINE void copy_text(struct copying *copying, phonenum_str *text, const char *field)
{
    if (is_given(text->data, text->size))
        copy_given(copying, text, field);
}

static NEVER_INLINE void copy_given_rest(struct copying *copying, phonenum_str *extra_json, phonenum_bytes *unknown)
{
    phonenum_str fields = {(const char *)unknown->data, unknown->size};
    copying->arena->holds_secrets = true;
    copy_text(copying, extra_json, "extra_json");
    copy_text(copying, &fields, "unknown");
    unknown->data = (const uint8_t *)fields.data;
}

/* extra_json and unknown fields may hold secrets. Few messages have any. */
static ALWAYS_INLINE void copy_rest(struct copying *copying, phonenum_str *extra_json, phonenum_bytes *unknown)
{
    if (((uintptr_t)extra_json->data | extra_json->size | (uintptr_t)unknown->data | unknown->size) != 0)
        copy_given_rest(copying, extra_json, unknown);
}

static NEVER_INLINE void *copy_list(struct copying *copying, const void *list, size_t count, size_t element_size,
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
#define COPY_JSON(member) copy_rest(copying, &into->member, &into->unknown);
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
static ALWAYS_INLINE void refuse_spare(struct copying *copying, uint64_t bits)
{
    if (bits && !copying->status)
        stop_copying(copying, PHONENUM_ERR_RECORD, "", OLDER_LIBRARY);
}

static void copy_verification(struct copying *copying, phonenum_verification *into)
{
    /* Members that do not count are cleared, so that the copy has no pointer into the source. */
    if (into->kind == PHONENUM_VERIFICATION_NONE) {
        phonenum_clear(into, sizeof *into);
        return;
    }
    if (into->strategy.kind != PHONENUM_STRATEGY_CUSTOM)
        into->strategy.custom = (phonenum_str){NULL, 0};
    if (copying->status)
        return;
    refuse_spare(copying, ALL_SPARE_BITS(into));
    VERIFICATION_FIELDS(COPY, COPY)
    if (copying->status)
        phonenum_error_within(copying->error,
                              into->kind == PHONENUM_VERIFICATION_OTP ? "verification.otp" : "verification.admin");
}

static void copy_link(struct copying *copying, phonenum_link *into)
{
    refuse_spare(copying, SPARE_BITS(into));
    LINK_FIELDS(COPY)
}

static void copy_links(struct copying *copying, phonenum_record *record)
{
    phonenum_link *links = copy_list(copying, record->linked_to, record->linked_to_count, sizeof *links, "linked_to");
    for (size_t i = 0; links && i < record->linked_to_count && !copying->status; i++) {
        copy_link(copying, &links[i]);
        if (copying->status)
            phonenum_error_within_element(copying->error, "linked_to", i);
    }
    record->linked_to = links;
}

static void copy_codes(struct copying *copying, phonenum_record *record)
{
    if (record->backup_codes_count > 0)
        copying->arena->holds_secrets = true;
    phonenum_str *codes =
        copy_list(copying, record->backup_codes, record->backup_codes_count, sizeof *codes, "backup_codes");
    for (size_t i = 0; codes && i < record->backup_codes_count && !copying->status; i++) {
        copy_text(copying, &codes[i], "");
        if (copying->status)
            phonenum_error_within_element(copying->error, "backup_codes", i);
    }
    record->backup_codes = codes;
}

static void copy_record(struct copying *copying, phonenum_record *into)
{
    refuse_spare(copying, ALL_SPARE_BITS(into));
    RECORD_FIELDS(COPY)
}

phonenum_status phonenum_copy(const phonenum_record *source, phonenum_arena *arena, phonenum_record *copy,
                              phonenum_error *error)
{
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    struct copying copying = {arena, error, PHONENUM_OK};
    /* At first a shallow copy. */
    if (copy != source)
        phonenum_duplicate(copy, source, sizeof *copy);
    copy_record(&copying, copy);
    if (!copying.status)
        return phonenum_success(error);
    phonenum_arena_rewind(arena, point);
    phonenum_clear(copy, sizeof *copy);
    return copying.status;
}
