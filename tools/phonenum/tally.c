/*
 * Counts names and lists them in a text.
 */
#include "tally.h"

#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends data to a name. All bytes except printable ASCII become \xNN. A name that is too long ends with `...`. */
static void append(struct tally_entry *entry, const char *data, size_t data_size)
{
    /* Beyond this size, there is no room for one more byte in its longest form, `...` and the NUL. */
    const size_t most = sizeof entry->name - sizeof "\\xNN...";
    size_t size = strlen(entry->name);
    for (size_t i = 0; i < data_size; i++) {
        unsigned char byte = (unsigned char)data[i];
        bool is_shown = byte >= 0x20 && byte < 0x7f;
        if (size > most) {
            memcpy(entry->name + size, "...", sizeof "...");
            return;
        }
        size += (size_t)snprintf(entry->name + size, sizeof "\\xNN", is_shown ? "%c" : "\\x%02x", byte);
    }
}

void tally_add(struct tally *tally, const char *prefix, phonenum_str name)
{
    struct tally_entry entry = {.count = 1};
    append(&entry, prefix, strlen(prefix));
    if (name.size > 0)
        append(&entry, name.data, name.size);
    else
        append(&entry, "\"\"", 2);
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

struct tally_text tally_text(struct tally *tally)
{
    struct tally_text text = {""};
    size_t size = 0;
    uint64_t rest = tally->total;
    qsort(tally->entries, tally->names, sizeof tally->entries[0], more_frequent_first);
    for (size_t i = 0; i < tally->names && i < TALLY_TOLD_MAX; i++) {
        const struct tally_entry *entry = &tally->entries[i];
        size += (size_t)snprintf(text.text + size, sizeof text.text - size, "%s%s (%" PRIu64 ")", i > 0 ? ", " : "",
                                 entry->name, entry->count);
        rest -= entry->count;
    }
    if (rest > 0)
        (void)snprintf(text.text + size, sizeof text.text - size, ", and %" PRIu64 " more", rest);
    return text;
}
