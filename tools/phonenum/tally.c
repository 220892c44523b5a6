/*
 * Counting names, and the line that tells them.
 */
#include "tally.h"

#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends to a name what fits. Bytes that a terminal might act on stand as `?`; an index is left out of its brackets. */
static void append(char name[], size_t *size, const char *data, size_t data_size)
{
    bool in_brackets = *size > 0 && name[*size - 1] == '[';
    for (size_t i = 0; i < data_size && *size < sizeof((struct tally_entry *)0)->name - 1; i++) {
        char byte = data[i];
        bool is_index = in_brackets && byte >= '0' && byte <= '9';
        in_brackets = byte == '[' || is_index;
        if (!is_index)
            name[(*size)++] = byte >= 0x20 && byte < 0x7f ? byte : '?';
    }
    name[*size] = '\0';
}

void tally_add(struct tally *tally, const char *prefix, phonenum_str name)
{
    struct tally_entry entry = {.count = 1};
    size_t size = 0;
    append(entry.name, &size, prefix, strlen(prefix));
    append(entry.name, &size, name.data, name.size);
    tally->total++;
    for (size_t i = 0; i < tally->names; i++) {
        if (strcmp(tally->entries[i].name, entry.name) == 0) {
            tally->entries[i].count++;
            return;
        }
    }
    if (tally->names < TALLY_NAMES_MAX)
        tally->entries[tally->names++] = entry;
    else
        tally->others++;
}

static int more_frequent_first(const void *a, const void *b)
{
    const struct tally_entry *x = a;
    const struct tally_entry *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->name, y->name);
}

char *tally_text(struct tally *tally, size_t most)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    qsort(tally->entries, tally->names, sizeof tally->entries[0], more_frequent_first);
    uint64_t rest = tally->total;
    for (size_t i = 0; i < tally->names && i < most; i++) {
        fprintf(out, "%s%s (%" PRIu64 ")", i > 0 ? ", " : "", tally->entries[i].name, tally->entries[i].count);
        rest -= tally->entries[i].count;
    }
    if (rest > 0)
        fprintf(out, ", and %" PRIu64 " more", rest);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
