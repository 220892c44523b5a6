/*
 * C and C++: whether a record has fields that the schema does not know, at any level that counts.
 */
#ifndef PHONENUM_TESTS_UNKNOWN_H
#define PHONENUM_TESTS_UNKNOWN_H

#include <phonenum/record.h>

static inline bool has_unknown(const phonenum_record *record)
{
    size_t size = record->unknown.size;
    if (record->verification.kind != PHONENUM_VERIFICATION_NONE)
        size += record->verification.unknown.size;
    for (size_t i = 0; i < record->linked_to_count; i++)
        size += record->linked_to[i].unknown.size;
    return size > 0;
}

#endif
