/*
 * Names are similar if few letters must be changed, added or removed.
 */
#include "suggest.h"

#include <string.h>

enum {
    CHANGES_MAX = 2,
    SIZE_MAX_COMPARED = 32
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The fewest changes that make one word of the other (Levenshtein's distance). */
static size_t distance_of(const char *word, size_t size, const char *name)
{
    size_t changes[SIZE_MAX_COMPARED + 1]; /* from the letters of the word so far to the first letters of the name */
    size_t name_size = strlen(name);
    if (size > SIZE_MAX_COMPARED || name_size > SIZE_MAX_COMPARED)
        return CHANGES_MAX + 1;
    for (size_t i = 0; i <= name_size; i++)
        changes[i] = i;
    for (size_t i = 0; i < size; i++) {
        size_t diagonal = changes[0];
        changes[0] = i + 1;
        for (size_t j = 0; j < name_size; j++) {
            size_t replaced = diagonal + (word[i] != name[j]);
            diagonal = changes[j + 1];
            changes[j + 1] = least(replaced, 1 + least(changes[j], changes[j + 1]));
        }
    }
    return changes[name_size];
}

struct suggestion suggestion_for(const char *word, size_t size)
{
    /* A short word must have a letter in common with the name. */
    return (struct suggestion){NULL, word, size, least(CHANGES_MAX + 1, size)};
}

void suggestion_try(struct suggestion *suggestion, const char *name)
{
    size_t distance = distance_of(suggestion->word, suggestion->size, name);
    if (distance >= suggestion->distance)
        return;
    suggestion->distance = distance;
    suggestion->name = name;
}
