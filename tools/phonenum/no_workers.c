/*
 * What workers.c is where there are no threads.
 */
#include "workers.h"

size_t workers_most(void)
{
    return 1;
}

size_t workers_cores(void)
{
    return 1;
}

struct workers *workers_start(size_t threads)
{
    (void)threads;
    return NULL;
}

void workers_give(struct workers *workers, struct job *job)
{
    (void)workers;
    (void)job;
}

bool workers_are_done_with(struct workers *workers, const struct job *job)
{
    (void)workers;
    (void)job;
    return true;
}

bool workers_wait(struct workers *workers, int descriptor)
{
    (void)workers;
    (void)descriptor;
    return true;
}

void workers_stop(struct workers *workers)
{
    (void)workers;
}
