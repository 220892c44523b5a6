/*
 * How often each name came up, for the one line that says at the end what was kept or left out.
 */
#ifndef PHONENUM_TOOLS_TALLY_H
#define PHONENUM_TOOLS_TALLY_H

#include <phonenum/phonenum.h>

enum {
    TALLY_NAMES_MAX = 64
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

/*
 * The names with their counts, the most frequent first: `a (2), b (1), and 3 more`. To be freed; NULL where there is no
 * memory.
 */
char *tally_text(struct tally *tally, size_t most);

#endif
