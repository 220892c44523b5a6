/*
 * Comparing and copying records.
 */
#include "arena.h"
#include "attributes.h"
#include "error.h"

#include <phonenum/record.h>
#include <stdalign.h>
#include <string.h>

static COLD bool same_bytes(const void *a, size_t a_size, const void *b, size_t b_size)
{
    if (!a || !b)
        return !a && !b;
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

static COLD bool same_text(phonenum_str a, phonenum_str b)
{
    return same_bytes(a.data, a.size, b.data, b.size);
}

/* Unknown fields are a run of bytes, so none at all and an empty run are one thing. */
static COLD bool same_unknown(phonenum_bytes a, phonenum_bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static COLD bool same_number(bool has_a, int64_t a, bool has_b, int64_t b)
{
    return has_a == has_b && (!has_a || a == b);
}

static COLD bool same_strategy(const phonenum_strategy *a, const phonenum_strategy *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == PHONENUM_STRATEGY_KNOWN)
        return a->known == b->known;
    return a->kind == PHONENUM_STRATEGY_NONE || same_text(a->custom, b->custom);
}

static COLD bool same_verification(const phonenum_verification *a, const phonenum_verification *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == PHONENUM_VERIFICATION_NONE ||
           (same_number(a->has_object, a->object, b->has_object, b->object) &&
            same_number(a->has_status, a->status, b->has_status, b->status) &&
            same_strategy(&a->strategy, &b->strategy) &&
            same_number(a->has_attempts, a->attempts, b->has_attempts, b->attempts) &&
            same_number(a->has_expire_at, a->expire_at, b->has_expire_at, b->expire_at) &&
            same_text(a->verified_at_client, b->verified_at_client) && same_text(a->channel, b->channel) &&
            same_text(a->extra_json, b->extra_json) && same_unknown(a->unknown, b->unknown));
}

static COLD bool same_links(const phonenum_record *a, const phonenum_record *b)
{
    if (a->linked_to_count != b->linked_to_count)
        return false;
    for (size_t i = 0; i < a->linked_to_count; i++) {
        const phonenum_link *x = &a->linked_to[i];
        const phonenum_link *y = &b->linked_to[i];
        if (!same_text(x->type, y->type) || !same_text(x->id, y->id) || !same_text(x->extra_json, y->extra_json) ||
            !same_unknown(x->unknown, y->unknown))
            return false;
    }
    return true;
}

static COLD bool same_codes(const phonenum_record *a, const phonenum_record *b)
{
    if (a->backup_codes_count != b->backup_codes_count)
        return false;
    for (size_t i = 0; i < a->backup_codes_count; i++) {
        if (!same_text(a->backup_codes[i], b->backup_codes[i]))
            return false;
    }
    return true;
}

bool phonenum_equal(const phonenum_record *a, const phonenum_record *b)
{
    return same_text(a->id, b->id) && same_number(a->has_object, a->object, b->has_object, b->object) &&
           same_text(a->phone_number, b->phone_number) &&
           same_number(a->has_reserved_for_second_factor, a->reserved_for_second_factor,
                       b->has_reserved_for_second_factor, b->reserved_for_second_factor) &&
           same_number(a->has_default_second_factor, a->default_second_factor, b->has_default_second_factor,
                       b->default_second_factor) &&
           same_number(a->has_reserved, a->reserved, b->has_reserved, b->reserved) &&
           same_verification(&a->verification, &b->verification) && same_links(a, b) && same_codes(a, b) &&
           same_number(a->has_created_at, a->created_at, b->has_created_at, b->created_at) &&
           same_number(a->has_updated_at, a->updated_at, b->has_updated_at, b->updated_at) &&
           same_text(a->extra_json, b->extra_json) && same_unknown(a->unknown, b->unknown);
}

/* One copying: every step after a failed one does nothing. */
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
        stop_copying(copying, PHONENUM_ERR_RECORD, field, "data is NULL but the size is not 0");
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

/* For what may hold secrets: extra_json. */
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

static COLD void copy_verification(struct copying *copying, phonenum_verification *verification)
{
    /* What does not count is left out, so that the copy has no pointer to anything that is not its own. */
    if (verification->kind == PHONENUM_VERIFICATION_NONE)
        memset(verification, 0, sizeof *verification);
    if (verification->strategy.kind != PHONENUM_STRATEGY_CUSTOM)
        verification->strategy.custom = (phonenum_str){NULL, 0};
    if (copying->status)
        return;
    copy_text(copying, &verification->strategy.custom, "custom_strategy");
    copy_text(copying, &verification->verified_at_client, "verified_at_client");
    copy_text(copying, &verification->channel, "channel");
    copy_extra_json(copying, &verification->extra_json);
    copy_unknown(copying, &verification->unknown);
    if (copying->status)
        phonenum_error_within(copying->error, verification->kind == PHONENUM_VERIFICATION_OTP ? "verification.otp"
                                                                                              : "verification.admin");
}

static COLD void copy_links(struct copying *copying, phonenum_record *record)
{
    phonenum_link *links = copy_list(copying, record->linked_to, record->linked_to_count, sizeof *links, "linked_to");
    for (size_t i = 0; i < record->linked_to_count && !copying->status; i++) {
        copy_text(copying, &links[i].type, "type");
        copy_text(copying, &links[i].id, "id");
        copy_extra_json(copying, &links[i].extra_json);
        copy_unknown(copying, &links[i].unknown);
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

phonenum_status phonenum_copy(const phonenum_record *source, phonenum_arena *arena, phonenum_record *copy,
                              phonenum_error *error)
{
    const phonenum_arena_point point = phonenum_arena_mark(arena);
    struct copying copying = {arena, error, PHONENUM_OK};
    phonenum_record result = *source;
    copy_text(&copying, &result.id, "id");
    copy_text(&copying, &result.phone_number, "phone_number");
    copy_verification(&copying, &result.verification);
    copy_links(&copying, &result);
    copy_codes(&copying, &result);
    copy_extra_json(&copying, &result.extra_json);
    copy_unknown(&copying, &result.unknown);
    if (copying.status) {
        phonenum_arena_rewind(arena, point);
        *copy = (phonenum_record)PHONENUM_RECORD_INIT;
        return copying.status;
    }
    *copy = result;
    return phonenum_error_set(error, PHONENUM_OK, 0, NULL);
}
