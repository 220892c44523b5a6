/*
 * Which records hold secrets.
 */
#ifndef PHONENUM_SRC_RECORD_SECRETS_H
#define PHONENUM_SRC_RECORD_SECRETS_H

#include <phonenum/record.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether a record has backup codes, extra_json or unknown fields: these may be secrets. REQUIRES: linked_to is a list. */
static inline bool holds_secrets(const phonenum_record *record)
{
    const phonenum_verification *verification = &record->verification;
    size_t sizes = record->backup_codes_count | record->extra_json.size | record->unknown.size |
                   verification->extra_json.size | verification->unknown.size;
    for (size_t i = 0; i < record->linked_to_count && sizes == 0; i++)
        sizes = record->linked_to[i].extra_json.size | record->linked_to[i].unknown.size;
    return sizes > 0;
}

#endif
