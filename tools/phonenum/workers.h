/*
 * Threads that work on jobs, while the main thread reads, writes and reports.
 */
#ifndef PHONENUM_TOOLS_WORKERS_H
#define PHONENUM_TOOLS_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

struct job {
    void (*work)(struct job *job);
    struct job *next; /* in the queue */
    bool is_done;     /* workers_are_done_with() looks at it */
};

/* The most threads that can be asked for. 1 if the program was built without threads. */
size_t workers_most(void);

/* How many threads can run at the same time here. */
size_t workers_cores(void);

struct workers;

/*
 * Starts threads: as many as are asked for, or as many as the system allows. Returns NULL if that is none, so that the
 * caller has to do its work alone.
 */
struct workers *workers_start(size_t threads);

/* Gives a job to the next thread that has nothing to do. */
void workers_give(struct workers *workers, struct job *job);

bool workers_are_done_with(struct workers *workers, const struct job *job);

/*
 * Waits until a job may be done, or until the descriptor can be read; if it is negative, only for a job. Returns
 * whether the descriptor can be read.
 */
bool workers_wait(struct workers *workers, int descriptor);

/* Waits for the jobs that were begun, and ends the threads. The other jobs are not done. NULL is ignored. */
void workers_stop(struct workers *workers);

#endif
