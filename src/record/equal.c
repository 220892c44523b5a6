/*
 * Comparing records.
 */
#include "base/attributes.h"
#include "record/given.h"
#include "record/schema.h"
#include "record/spare.h"

#include <phonenum/record.h>
#include <string.h>

/* Unknown fields are just bytes, so NULL and an empty run are the same. */
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
    return a->kind == PHONENUM_STRATEGY_NONE || phonenum_str_equal(a->custom, b->custom);
}

/* How each kind of row is compared, in the structs `a` and `b`. */
#define SAME_TEXT(member) phonenum_str_equal(a->member, b->member)
#define SAME_JSON(member) phonenum_str_equal(a->member, b->member)
#define SAME_ENUM(member) same_number(is_set(&a->has_##member), a->member, is_set(&b->has_##member), b->member)
#define SAME_INT64(member) SAME_ENUM(member)
#define SAME_BOOL(member) \
    same_number(is_set(&a->has_##member), is_set(&a->member), is_set(&b->has_##member), is_set(&b->member))
#define SAME_STRATEGY(member) same_strategy(&a->strategy, &b->strategy)
#define SAME_CUSTOM_STRATEGY(member) true /* same_strategy() compares either */
#define SAME_OTP(member) same_verification(&a->verification, &b->verification)
#define SAME_ADMIN(member) true /* same_verification() compares either */
#define SAME_LINKS(member) same_links(a, b)
#define SAME_CODES(member) same_codes(a, b)
#define SAME(MESSAGE, KIND, FIELD, member, json_name, detail) SAME_##KIND(member) &&

static COLD bool same_verification(const phonenum_verification *a, const phonenum_verification *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == PHONENUM_VERIFICATION_NONE ||
           (VERIFICATION_FIELDS(SAME, SAME) same_unknown(a->unknown, b->unknown) &&
            !(ALL_SPARE_BITS(a) | ALL_SPARE_BITS(b)));
}

static COLD bool same_link(const phonenum_link *a, const phonenum_link *b)
{
    return LINK_FIELDS(SAME) same_unknown(a->unknown, b->unknown) && !(SPARE_BITS(a) | SPARE_BITS(b));
}

static COLD bool same_links(const phonenum_record *a, const phonenum_record *b)
{
    bool same = a->linked_to_count == b->linked_to_count;
    for (size_t i = 0; i < a->linked_to_count && same; i++)
        same = same_link(&a->linked_to[i], &b->linked_to[i]);
    return same;
}

static COLD bool same_codes(const phonenum_record *a, const phonenum_record *b)
{
    bool same = a->backup_codes_count == b->backup_codes_count;
    for (size_t i = 0; i < a->backup_codes_count && same; i++)
        same = phonenum_str_equal(a->backup_codes[i], b->backup_codes[i]);
    return same;
}

bool phonenum_equal(const phonenum_record *a, const phonenum_record *b)
{
    return RECORD_FIELDS(SAME) same_unknown(a->unknown, b->unknown) && !(ALL_SPARE_BITS(a) | ALL_SPARE_BITS(b));
}
