/*
 * Notices objects that are no phone numbers, but may hold some: events, users, pages of a list.
 */
#ifndef PHONENUM_TOOLS_FOREIGN_H
#define PHONENUM_TOOLS_FOREIGN_H

#include "source.h"
#include "tally.h"

#include <phonenum/record.h>

struct foreign {
    uint64_t records;
    struct tally kinds; /* what the records say they are */
    struct tally paths; /* where phone numbers are in them, as jq writes it */
};

/* Looks at a record that was read from the API's JSON. */
void foreign_look(struct foreign *foreign, const phonenum_record *record);

/* The same as for a tally. */
void foreign_clear(struct foreign *foreign);
bool foreign_is_whole(const struct foreign *foreign);
void foreign_merge(struct foreign *foreign, const struct foreign *other);

/* Notes how many such records there were, and how to take the phone numbers out of them. */
void foreign_note(struct foreign *foreign, const struct source *source);

#endif
