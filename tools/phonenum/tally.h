/*
 * Counts names, for the note at the end about members that were kept or fields that were left out.
 */
#ifndef PHONENUM_TOOLS_TALLY_H
#define PHONENUM_TOOLS_TALLY_H

#include <phonenum/phonenum.h>

enum {
    TALLY_NAMES_MAX = 64,
    TALLY_TOLD_MAX = 10
};

struct tally_entry {
    char name[2 * PHONENUM_ERROR_FIELD_SIZE];
    size_t size; /* of the name */
    uint64_t count;
};

/* Only the first TALLY_NAMES_MAX names are stored, because the input may have any number. Others count together. */
struct tally {
    struct tally_entry entries[TALLY_NAMES_MAX];
    size_t names;
    size_t next; /* the entry after the one that was counted last: many records have the same names in the same order */
    uint64_t others;
    uint64_t total;
};

/* Counts the name `prefix` + name. An empty name is shown as `""`. */
void tally_add(struct tally *tally, const char *prefix, phonenum_str name);

/* Forgets all names. */
void tally_clear(struct tally *tally);

/* Whether all names are stored. */
bool tally_is_whole(const struct tally *tally);

/* Counts what another tally has counted, as if it had been counted here. REQUIRES: tally_is_whole(other). */
void tally_merge(struct tally *tally, const struct tally *other);

/* A text of fixed size. It needs no allocation, so it is available even if there is no memory. */
struct tally_text {
    char text[TALLY_TOLD_MAX * (sizeof(((struct tally_entry *)NULL)->name) + sizeof ", (18446744073709551615)") +
              sizeof ", and 18446744073709551615 more"];
};

/* The most frequent names with their counts, as in `a (2), b (1), and 3 more`. At most TALLY_TOLD_MAX names. */
struct tally_text tally_text(struct tally *tally);

#endif
