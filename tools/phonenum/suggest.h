/*
 * Finds the name that somebody probably meant who wrote another.
 */
#ifndef PHONENUM_TOOLS_SUGGEST_H
#define PHONENUM_TOOLS_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *name; /* the most similar one so far, or NULL */
    const char *word;
    size_t size;
    size_t distance;
};

struct suggestion suggestion_for(const char *word, size_t size);

/* Takes the name if it is similar to the word, and more so than all before. */
void suggestion_try(struct suggestion *suggestion, const char *name);

#endif
