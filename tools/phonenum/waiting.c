/*
 * Waiting by poll(). Pipes and terminals are shared, so any program that has them may make them non-blocking.
 */
#include "waiting.h"

#include <errno.h>
#include <poll.h>

static bool must_repeat(int descriptor, int error, short event)
{
    struct pollfd poll_for = {.fd = descriptor, .events = event};
    if (error == EINTR)
        return true;
    if (error != EAGAIN && error != EWOULDBLOCK) {
        errno = error;
        return false;
    }
    int ready;
    do {
        ready = poll(&poll_for, 1, -1);
    } while (ready < 0 && errno == EINTR);
    /* An error of the descriptor ends the waiting too. The repeated call then reports it. */
    return ready >= 0;
}

bool must_read_again(int descriptor, int error)
{
    return must_repeat(descriptor, error, POLLIN);
}

bool must_write_again(int descriptor, int error)
{
    return must_repeat(descriptor, error, POLLOUT);
}

bool can_be_read(int descriptor)
{
    struct pollfd poll_for = {.fd = descriptor, .events = POLLIN};
    return poll(&poll_for, 1, 0) != 0;
}

bool wait_for_either(int first, int second)
{
    struct pollfd poll_for[] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
    int ready;
    do {
        ready = poll(poll_for, 2, -1);
    } while (ready < 0 && errno == EINTR);
    /* If waiting fails, reading waits or says why. */
    return ready < 0 ? second >= 0 : poll_for[1].revents != 0;
}
