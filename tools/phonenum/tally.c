/*
 * Counts names and lists them in a text.
 */
#include "tally.h"

#include "bytetext.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Beyond this size of a name, there is no room for one more byte as it is shown, `...` and the NUL. */
    NAME_SIZE_MOST = sizeof(((struct tally_entry *)NULL)->name) - SHOWN_BYTE_MAX - sizeof "..."
};

/* Appends data to a name, as it is shown. A name that is too long ends with `...`. */
static void append(struct tally_entry *entry, const char *data, size_t data_size)
{
    for (size_t i = 0; i < data_size; i++) {
        if (entry->size > NAME_SIZE_MOST) {
            memcpy(entry->name + entry->size, "...", sizeof "...");
            return;
        }
        entry->size += shown_byte_write((unsigned char)data[i], entry->name + entry->size);
    }
}

/* Whether an entry has the name. Such a name is shown as it is, so that no text must be made of it. */
static bool is_named(const struct tally_entry *entry, const char *prefix, size_t prefix_size, phonenum_str name)
{
    return entry->size == prefix_size + name.size && entry->size <= NAME_SIZE_MOST &&
           memcmp(entry->name, prefix, prefix_size) == 0 &&
           memcmp(entry->name + prefix_size, name.data, name.size) == 0;
}

/* Finds a name among the entries, first where it is likely. Returns NULL if it is not there. */
static struct tally_entry *find(struct tally *tally, const char *prefix, size_t prefix_size, phonenum_str name)
{
    for (size_t i = 0; i < tally->names; i++) {
        const size_t at = tally->next + i;
        const size_t place = at < tally->names ? at : at - tally->names;
        if (is_named(&tally->entries[place], prefix, prefix_size, name)) {
            tally->next = place + 1;
            return &tally->entries[place];
        }
    }
    return NULL;
}

/* Counts a name as it is shown. */
static void add_shown(struct tally *tally, const struct tally_entry *shown)
{
    for (size_t i = 0; i < tally->names; i++) {
        if (strcmp(tally->entries[i].name, shown->name) == 0) {
            tally->entries[i].count += shown->count;
            return;
        }
    }
    if (tally->names < TALLY_NAMES_MAX)
        tally->entries[tally->names++] = *shown;
    else
        tally->others += shown->count;
}

void tally_add(struct tally *tally, const char *prefix, phonenum_str name)
{
    const size_t prefix_size = strlen(prefix);
    if (name.size == 0)
        name = PHONENUM_STR("\"\"");
    struct tally_entry *found = find(tally, prefix, prefix_size, name);
    tally->total++;
    if (found) {
        found->count++;
        return;
    }
    struct tally_entry shown = {.count = 1};
    append(&shown, prefix, prefix_size);
    append(&shown, name.data, name.size);
    add_shown(tally, &shown);
}

void tally_clear(struct tally *tally)
{
    tally->names = tally->next = 0;
    tally->others = tally->total = 0;
}

bool tally_is_whole(const struct tally *tally)
{
    return tally->others == 0;
}

/* The names of the other come in the order in which they were counted. So the same ones are stored as by one tally. */
void tally_merge(struct tally *tally, const struct tally *other)
{
    for (size_t i = 0; i < other->names; i++)
        add_shown(tally, &other->entries[i]);
    tally->total += other->total;
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
