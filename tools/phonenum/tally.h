/*
 * How often each name came up, for the one line that says at the end what was kept or left out.
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
    uint64_t count;
};

/* Names beyond the first TALLY_NAMES_MAX are counted together: a stranger may have sent any number. */
struct tally {
    struct tally_entry entries[TALLY_NAMES_MAX];
    size_t names;
    uint64_t others;
    uint64_t total;
};

/* Counts `prefix` + name; an empty name stands as `""`. */
void tally_add(struct tally *tally, const char *prefix, phonenum_str name);

/* Text that takes no memory, so that it can always be told. */
struct tally_text {
    char text[TALLY_TOLD_MAX * (sizeof(((struct tally_entry *)NULL)->name) + sizeof ", (18446744073709551615)") +
              sizeof ", and 18446744073709551615 more"];
};

/* The names with their counts, the most frequent first, those that are told: `a (2), b (1), and 3 more`. */
struct tally_text tally_text(struct tally *tally);

#endif
