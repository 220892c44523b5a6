/*
 * Waits for descriptors that another program has made non-blocking.
 */
#ifndef PHONENUM_TOOLS_WAITING_H
#define PHONENUM_TOOLS_WAITING_H

#include <stdbool.h>

/*
 * Whether a call that read from the descriptor, or wrote to it, and failed with this errno must be repeated. If nothing
 * was ready, waits until something is. If waiting fails, returns false and sets errno.
 */
bool must_read_again(int descriptor, int error);
bool must_write_again(int descriptor, int error);

/* Whether reading would not wait: there is something, or the end, or an error. */
bool can_be_read(int descriptor);

/* Waits until one of them can be read. The second may be negative, and then does not count. Returns whether it can. */
bool wait_for_either(int first, int second);

#endif
