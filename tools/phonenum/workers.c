/*
 * POSIX threads with one queue.
 *
 * A thread that is done with a job writes a byte to a pipe. So the main thread can wait for jobs and for input at once.
 */
#include "workers.h"

#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    THREADS_MAX = 256
};

struct workers {
    pthread_mutex_t mutex; /* of the queue, of `is_over`, and of the `is_done` of all jobs */
    pthread_cond_t changed;
    struct job *first;
    struct job **last;
    bool is_over;
    int done[2]; /* a pipe; both ends do not block: a full pipe wakes the main thread too */
    size_t count;
    pthread_t threads[THREADS_MAX];
};

size_t workers_most(void)
{
    return THREADS_MAX;
}

size_t workers_cores(void)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores < THREADS_MAX ? (size_t)cores : THREADS_MAX;
}

static void tell(int descriptor)
{
    static const char byte;
    ssize_t written;
    do {
        written = write(descriptor, &byte, 1);
    } while (written < 0 && errno == EINTR);
}

/* Takes the next job. Waits for it. Returns NULL when all is over. REQUIRES: the mutex is locked. */
static struct job *next_job(struct workers *workers)
{
    while (!workers->first && !workers->is_over)
        (void)pthread_cond_wait(&workers->changed, &workers->mutex);
    struct job *job = workers->is_over ? NULL : workers->first;
    if (!job)
        return NULL;
    workers->first = job->next;
    if (!workers->first)
        workers->last = &workers->first;
    return job;
}

static void *run(void *context)
{
    struct workers *workers = context;
    struct job *job;
    (void)pthread_mutex_lock(&workers->mutex);
    while ((job = next_job(workers)) != NULL) {
        (void)pthread_mutex_unlock(&workers->mutex);
        job->work(job);
        (void)pthread_mutex_lock(&workers->mutex);
        job->is_done = true;
        tell(workers->done[1]);
    }
    (void)pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

struct workers *workers_start(size_t threads)
{
    struct workers *workers = malloc(sizeof *workers);
    if (!workers)
        return NULL;
    *workers = (struct workers){.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    workers->last = &workers->first;
    if (!open_pipe(workers->done)) {
        free(workers);
        return NULL;
    }
    while (workers->count < threads && pthread_create(&workers->threads[workers->count], NULL, run, workers) == 0)
        workers->count++;
    if (workers->count > 0)
        return workers;
    workers_stop(workers);
    return NULL;
}

void workers_give(struct workers *workers, struct job *job)
{
    job->next = NULL;
    job->is_done = false;
    (void)pthread_mutex_lock(&workers->mutex);
    *workers->last = job;
    workers->last = &job->next;
    (void)pthread_cond_signal(&workers->changed);
    (void)pthread_mutex_unlock(&workers->mutex);
}

bool workers_are_done_with(struct workers *workers, const struct job *job)
{
    (void)pthread_mutex_lock(&workers->mutex);
    const bool is_done = job->is_done;
    (void)pthread_mutex_unlock(&workers->mutex);
    return is_done;
}

bool workers_wait(struct workers *workers, int descriptor)
{
    char bytes[64];
    const bool can_be_read = wait_for_either(workers->done[0], descriptor);
    while (read(workers->done[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes) {
    }
    return can_be_read;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    (void)pthread_mutex_lock(&workers->mutex);
    workers->is_over = true;
    (void)pthread_cond_broadcast(&workers->changed);
    (void)pthread_mutex_unlock(&workers->mutex);
    for (size_t i = 0; i < workers->count; i++)
        (void)pthread_join(workers->threads[i], NULL);
    (void)pthread_cond_destroy(&workers->changed);
    (void)pthread_mutex_destroy(&workers->mutex);
    (void)close(workers->done[0]);
    (void)close(workers->done[1]);
    free(workers);
}
