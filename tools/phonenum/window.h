/*
 * The part of the input that was read and is not used yet.
 */
#ifndef PHONENUM_TOOLS_WINDOW_H
#define PHONENUM_TOOLS_WINDOW_H

#include "source.h"

/* All zero except for the source, at first. The memory is not larger than about twice what window_need() asks for. */
struct window {
    struct source *source;
    struct bytes bytes;
    size_t begin;    /* of what is not used yet */
    uint64_t offset; /* of this place in the input */
    bool has_ended;
};

/* What is not used yet. It moves when more is read. */
unsigned char *window_data(const struct window *window);
size_t window_size(const struct window *window);

/* Reads more. If the input has ended, does nothing. Memory is taken when bytes arrive. */
phonenum_status window_fill(struct window *window);

/* Reads until so many bytes are there, or the input ends. */
phonenum_status window_need(struct window *window, size_t size);

/* Marks bytes as used. */
void window_use(struct window *window, size_t size);

void window_free(struct window *window);

#endif
