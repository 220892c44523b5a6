/*
 * Comparing records.
 */
#include "base/attributes.h"

#include <phonenum/record.h>
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
