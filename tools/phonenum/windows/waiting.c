/*
 * On Windows nothing is non-blocking: each read and write waits by itself.
 */
#include "waiting.h"

#include <errno.h>

bool must_read_again(int descriptor, int error)
{
    (void)descriptor;
    return error == EINTR;
}

bool must_write_again(int descriptor, int error)
{
    (void)descriptor;
    return error == EINTR;
}

/* As far as is known. */
bool can_be_read(int descriptor)
{
    (void)descriptor;
    return true;
}
