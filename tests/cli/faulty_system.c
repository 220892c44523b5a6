/*
 * The program inside a test, and the double of the system behind it.
 */
#include "faulty_system.h"

#include "../support/check.h"
#include "find_secret.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ARGUMENTS_MAX = 8,
    BLOCKS_MAX = 4096,
    SMALL_BLOCK = 100, /* bytes that a thread gets at once, if there are so many */
    IN_VAIN_MAX = 100, /* calls one after another that bring nothing forward */
    INPUT = 1000,      /* the descriptor of the file `in` */
    OUTPUT             /* that of the file `out` */
};

/* The name that mkstemp() gives, and the permissions of a file that is there already. */
#define TEMPORARY "out.abcdef"
#define PERMISSIONS 0640

struct block {
    unsigned char *memory;
    size_t size;
};

/* The one run that goes on; outside of it the double does nothing. */
static struct {
    bool runs;
    const test_faults *faults;
    test_outcome *outcome;
    size_t read;
    unsigned interrupted;
    unsigned in_vain;
    int ready;            /* + 1, the descriptor that was waited for */
    bool input_has_ended; /* or failed */
    bool output_has_failed;
    bool is_open;   /* the file `in` */
    bool is_closed; /* standard output, or the file `out` */
    bool has_temporary;
    bool has_permissions; /* the file `out` has those of the file that it replaces */
    int database;         /* + 1, the descriptor of a true file */
    int pipe[2];          /* a true one, by which threads wake the program */
    struct block blocks[BLOCKS_MAX];
} run;

/* Threads of the program take memory too. */
static pthread_mutex_t memory_lock = PTHREAD_MUTEX_INITIALIZER;

/* What the double takes for itself is not the program's. */
static _Thread_local bool is_double;

int __real_main(int argc, char **argv);
int __real_open64(const char *path, int flags, ...);
int __real_close(int descriptor);
ssize_t __real_read(int descriptor, void *buffer, size_t capacity);
ssize_t __real_write(int descriptor, const void *data, size_t size);
int __real_lstat64(const char *path, struct stat *there);
int __real_stat64(const char *path, struct stat *there);
int __real_fstat64(int descriptor, struct stat *there);
ssize_t __real_pread64(int descriptor, void *buffer, size_t capacity, off_t offset);
int __real_mkstemp64(char *path);
int __real_fchmod(int descriptor, mode_t mode);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_poll(struct pollfd *descriptors, nfds_t count, int timeout);
int __real_isatty(int descriptor);
int __real_pipe(int ends[2]);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context);
double __real_clock_seconds(void);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);

int __wrap_open64(const char *path, int flags, ...);
int __wrap_close(int descriptor);
ssize_t __wrap_read(int descriptor, void *buffer, size_t capacity);
ssize_t __wrap_write(int descriptor, const void *data, size_t size);
int __wrap_lstat64(const char *path, struct stat *there);
int __wrap_stat64(const char *path, struct stat *there);
int __wrap_fstat64(int descriptor, struct stat *there);
ssize_t __wrap_pread64(int descriptor, void *buffer, size_t capacity, off_t offset);
int __wrap_mkstemp64(char *path);
int __wrap_fchmod(int descriptor, mode_t mode);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout);
int __wrap_isatty(int descriptor);
int __wrap_pipe(int ends[2]);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context);
size_t __wrap_source_block_size(void);
double __wrap_clock_seconds(void);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

/* What the program takes for stderr, a true one outside of it. The sanitizers and cmocka always write to that. */
extern FILE *__real_stderr;
extern FILE *__wrap_stderr;
FILE *__wrap_stderr;

/* Fails the test from within the program, which is left as it is. */
static void stop(const char *why)
{
    run.runs = false;
    __wrap_stderr = __real_stderr;
    fail_msg("the program %s", why);
}

static void go_nowhere(void)
{
    if (++run.in_vain > IN_VAIN_MAX)
        stop("tries the same for ever");
}

/* Whether this call is to be interrupted. */
static bool interrupt(void)
{
    go_nowhere();
    if (run.interrupted == run.faults->interruptions) {
        run.interrupted = 0;
        return false;
    }
    run.interrupted++;
    errno = EINTR;
    return true;
}

/* Whether reading or writing is not ready yet; once waited for, it is, for one call. */
static bool not_ready(int descriptor)
{
    bool is_ready = !run.faults->is_slow || run.ready == descriptor + 1;
    run.ready = 0;
    errno = EAGAIN;
    return !is_ready;
}

/* So that also the small inputs of the tests have several blocks. */
size_t __wrap_source_block_size(void)
{
    return SMALL_BLOCK;
}

int __wrap_pipe(int ends[2])
{
    if (!run.runs)
        return __real_pipe(ends);
    if (run.faults->no_pipe || __real_pipe(run.pipe) != 0) {
        errno = EMFILE;
        return -1;
    }
    memcpy(ends, run.pipe, sizeof run.pipe);
    return 0;
}

static bool is_pipe(int descriptor)
{
    return run.pipe[1] != 0 && (descriptor == run.pipe[0] || descriptor == run.pipe[1]);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context)
{
    if (run.runs && ++run.outcome->threads == run.faults->no_thread_at)
        return EAGAIN;
    return __real_pthread_create(thread, attributes, start, context);
}

/* Waits for threads, and for input unless that pauses. */
static int wait_for_threads(struct pollfd *descriptors)
{
    const bool may_have_input = descriptors[1].fd >= 0 && !run.faults->pauses;
    descriptors[1].revents = may_have_input ? POLLIN : 0;
    if (!may_have_input)
        return __real_poll(descriptors, 1, -1);
    run.ready = descriptors[1].fd + 1;
    return 1;
}

int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout)
{
    if (!run.runs)
        return __real_poll(descriptors, count, timeout);
    if (count == 2 && is_pipe(descriptors[0].fd))
        return wait_for_threads(descriptors);
    /* A look at the input that does not wait. */
    if (count == 1 && timeout == 0)
        return run.faults->pauses ? 0 : 1;
    short event = descriptors->fd == STDOUT_FILENO || descriptors->fd == OUTPUT ? POLLOUT : POLLIN;
    if (count != 1 || timeout >= 0 || descriptors->events != event)
        stop("waits for something else");
    if (interrupt())
        return -1;
    if (run.faults->poll_error) {
        run.input_has_ended = event == POLLIN;
        run.output_has_failed = event == POLLOUT;
        errno = run.faults->poll_error;
        return -1;
    }
    run.ready = descriptors->fd + 1;
    return 1;
}

static bool is_database(const char *path)
{
    return run.faults->database && strcmp(path, run.faults->database) == 0;
}

/* What open() is where files may be larger than 2 GiB. */
int __wrap_open64(const char *path, int flags, ...)
{
    if (!run.runs)
        return __real_open64(path, flags);
    if (is_database(path)) {
        const int descriptor = __real_open64(path, flags, S_IRUSR | S_IWUSR);
        run.database = descriptor + 1;
        return descriptor;
    }
    if (run.is_open || strcmp(path, "in") != 0)
        stop("opens what it was not told to");
    if (interrupt())
        return -1;
    run.is_open = true;
    return INPUT;
}

/* Whether this is the call that is to fail. */
static bool fails(enum file_fault fault)
{
    errno = EACCES;
    return run.faults->file_fault == fault;
}

int __wrap_lstat64(const char *path, struct stat *there)
{
    if (!run.runs)
        return __real_lstat64(path, there);
    if (strcmp(path, "out") != 0)
        stop("looks at what it was not told to");
    there->st_mode = S_IFREG | PERMISSIONS;
    errno = ENOENT;
    return run.faults->output_exists ? 0 : -1;
}

/* The file `out`, if there is one, is another than the file `in`. */
int __wrap_stat64(const char *path, struct stat *there)
{
    if (!run.runs || is_database(path))
        return __real_stat64(path, there);
    there->st_dev = 1;
    there->st_ino = OUTPUT;
    return __wrap_lstat64(path, there);
}

int __wrap_fstat64(int descriptor, struct stat *there)
{
    if (!run.runs)
        return __real_fstat64(descriptor, there);
    if (descriptor != (run.is_open ? INPUT : STDIN_FILENO))
        stop("looks at something else than its input");
    there->st_dev = 1;
    there->st_ino = INPUT;
    there->st_mode = S_IFREG;
    there->st_size = (off_t)run.faults->input_size;
    return 0;
}

/* Standard input is not read at places: nobody knows where in it the program has begun. */
ssize_t __wrap_pread64(int descriptor, void *buffer, size_t capacity, off_t offset)
{
    const test_faults *faults = run.faults;
    if (!run.runs)
        return __real_pread64(descriptor, buffer, capacity, offset);
    if (!run.is_open || descriptor != INPUT || capacity == 0 || offset < 0)
        stop("reads at a place of something else, or nothing");
    if (interrupt())
        return -1;
    const size_t place = (size_t)offset;
    if (++run.outcome->reads_at_places == faults->place_error_at) {
        errno = faults->place_is_gone ? 0 : EIO;
        return faults->place_is_gone ? 0 : -1;
    }
    if (place >= faults->input_size)
        stop("reads behind the end of the file");
    size_t size = faults->input_size - place;
    size = size < capacity ? size : capacity;
    size = faults->read_most > 0 && size > faults->read_most ? faults->read_most : size;
    memcpy(buffer, (const char *)faults->input + place, size);
    run.in_vain = 0;
    return (ssize_t)size;
}

int __wrap_mkstemp64(char *path)
{
    if (!run.runs)
        return __real_mkstemp64(path);
    if (run.has_temporary || strcmp(path, "out.XXXXXX") != 0)
        stop("creates what it was not told to");
    if (fails(CREATING_FAILS))
        return -1;
    memcpy(path, TEMPORARY, sizeof TEMPORARY);
    run.has_temporary = true;
    return OUTPUT;
}

int __wrap_fchmod(int descriptor, mode_t mode)
{
    if (!run.runs)
        return __real_fchmod(descriptor, mode);
    if (descriptor != OUTPUT || mode != PERMISSIONS)
        stop("changes permissions to others");
    run.has_permissions = !fails(PERMITTING_FAILS);
    return run.has_permissions ? 0 : -1;
}

int __wrap_rename(const char *from, const char *to)
{
    if (!run.runs)
        return __real_rename(from, to);
    if (!run.has_temporary || !run.is_closed || strcmp(from, TEMPORARY) != 0 || strcmp(to, "out") != 0)
        stop("renames what it should not");
    if (run.faults->output_exists != run.has_permissions)
        stop("replaces a file by one with other permissions");
    if (fails(RENAMING_FAILS))
        return -1;
    run.has_temporary = false;
    run.outcome->is_kept = true;
    return 0;
}

int __wrap_unlink(const char *path)
{
    if (!run.runs)
        return __real_unlink(path);
    if (!run.has_temporary || strcmp(path, TEMPORARY) != 0)
        stop("removes what it should not");
    run.has_temporary = false;
    return 0;
}

int __wrap_close(int descriptor)
{
    if (!run.runs || is_pipe(descriptor) || descriptor == run.database - 1)
        return __real_close(descriptor);
    bool *open = descriptor == INPUT ? &run.is_open : NULL;
    if (descriptor == (run.has_temporary ? OUTPUT : STDOUT_FILENO) && !run.is_closed) {
        run.is_closed = true;
        errno = run.faults->close_error;
        return run.faults->close_error ? -1 : 0;
    }
    if (!open || !*open)
        stop("closes what is not open");
    else
        *open = false;
    return 0;
}

ssize_t __wrap_read(int descriptor, void *buffer, size_t capacity)
{
    const test_faults *faults = run.faults;
    if (!run.runs || is_pipe(descriptor))
        return __real_read(descriptor, buffer, capacity);
    if (descriptor != (run.is_open ? INPUT : STDIN_FILENO) || capacity == 0)
        stop("reads from elsewhere, or nothing");
    if (run.input_has_ended || run.output_has_failed)
        stop("reads on after the end, or a failure");
    if (run.read == faults->watch_read_at)
        run.outcome->written_before_read = run.outcome->out.size;
    if (interrupt() || not_ready(descriptor))
        return -1;
    if (faults->read_error && run.read == faults->read_error_at) {
        run.input_has_ended = true;
        errno = faults->read_error;
        return -1;
    }
    size_t size = (faults->read_error ? faults->read_error_at : faults->input_size) - run.read;
    size = size < capacity ? size : capacity;
    size = faults->read_most > 0 && size > faults->read_most ? faults->read_most : size;
    if (size > 0)
        memcpy(buffer, (const char *)faults->input + run.read, size);
    run.read += size;
    run.input_has_ended = size == 0;
    run.in_vain = 0;
    return (ssize_t)size;
}

ssize_t __wrap_write(int descriptor, const void *data, size_t size)
{
    const test_faults *faults = run.faults;
    if (!run.runs || is_pipe(descriptor))
        return __real_write(descriptor, data, size);
    builder *out = &run.outcome->out;
    if (descriptor != (run.has_temporary ? OUTPUT : STDOUT_FILENO) || run.is_closed || size == 0)
        stop("writes to elsewhere, or nothing");
    if (interrupt() || not_ready(descriptor))
        return -1;
    if (faults->write_error && out->size == faults->write_error_at) {
        if (faults->write_error == WRITES_NOTHING)
            return 0;
        if (run.output_has_failed)
            stop("writes on after a failure");
        run.output_has_failed = true;
        errno = faults->write_error;
        return -1;
    }
    if (faults->write_error && size > faults->write_error_at - out->size)
        size = faults->write_error_at - out->size;
    size = faults->write_most > 0 && size > faults->write_most ? faults->write_most : size;
    is_double = true;
    build_bytes(out, data, size);
    is_double = false;
    run.in_vain = 0;
    return (ssize_t)size;
}

int __wrap_isatty(int descriptor)
{
    if (!run.runs)
        return __real_isatty(descriptor);
    const test_faults *faults = run.faults;
    return (descriptor == STDERR_FILENO && faults->err_is_terminal) ||
           (descriptor == STDOUT_FILENO && faults->output_is_terminal);
}

/* Time flies, so that measuring is over soon; and evenly, so that it always finds the same. */
double __wrap_clock_seconds(void)
{
    static double now;
    if (!run.runs)
        return __real_clock_seconds();
    now += run.faults->clock_step > 0 ? run.faults->clock_step : 1;
    return now;
}

static struct block *find_block(const void *memory)
{
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        if (run.blocks[i].memory == memory)
            return &run.blocks[i];
    }
    stop(memory ? "gives back what it has not got" : "takes too many blocks of memory for the test");
    return NULL;
}

static void *take_memory(size_t size)
{
    const test_faults *faults = run.faults;
    size_t number = ++run.outcome->allocations;
    bool again = faults->no_memory_again && faults->no_memory_at > 0 && number > faults->no_memory_at;
    struct block *block = find_block(NULL);
    unsigned char *memory = number == faults->no_memory_at || again ? NULL : __real_malloc(size);
    if (memory)
        memset(memory, 0xa5, size); /* so that no secret of an earlier run is found in it */
    else
        errno = ENOMEM;
    *block = (struct block){memory, size};
    return memory;
}

void *__wrap_malloc(size_t size)
{
    if (!run.runs || is_double)
        return __real_malloc(size);
    (void)pthread_mutex_lock(&memory_lock);
    void *memory = take_memory(size);
    (void)pthread_mutex_unlock(&memory_lock);
    return memory;
}

static void give_back(const void *memory)
{
    struct block *block = find_block(memory);
    run.outcome->secrets += find_secret(memory, block->size) != NULL;
    block->memory = NULL;
}

void __wrap_free(void *memory)
{
    if (run.runs && memory && !is_double) {
        (void)pthread_mutex_lock(&memory_lock);
        give_back(memory);
        (void)pthread_mutex_unlock(&memory_lock);
    }
    __real_free(memory);
}

void *__wrap_calloc(size_t count, size_t size)
{
    if (!run.runs || is_double)
        return __real_calloc(count, size);
    void *memory = __wrap_malloc(count * size);
    return memory ? memset(memory, 0, count * size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (!run.runs || is_double)
        return __real_realloc(memory, size);
    void *moved = __wrap_malloc(size);
    if (moved && memory) {
        size_t old = find_block(memory)->size;
        memcpy(moved, memory, old < size ? old : size);
        __wrap_free(memory);
    }
    return moved;
}

/* Looks at the memory that the program has left. */
static void count_lost(test_outcome *outcome)
{
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        struct block *block = &run.blocks[i];
        if (!block->memory)
            continue;
        outcome->lost++;
        outcome->secrets += find_secret(block->memory, block->size) != NULL;
        free(block->memory);
        block->memory = NULL;
    }
}

/* What runs: the program on arguments, or a piece of it. */
struct what {
    char **argv;
    int argc;
    int (*piece)(void);
};

static void run_inside(test_outcome *outcome, const test_faults *faults, struct what what)
{
    char *err = NULL;
    size_t err_size;
    outcome->out.size = outcome->err.size = 0;
    outcome->allocations = outcome->reads_at_places = outcome->threads = outcome->lost = outcome->secrets =
        outcome->written_before_read = 0;
    outcome->is_kept = false;
    memset(&run, 0, sizeof run);
    run.faults = faults;
    run.outcome = outcome;
    __wrap_stderr = open_memstream(&err, &err_size);
    assert_non_null(__wrap_stderr);
    run.runs = true;
    outcome->status = what.piece ? what.piece() : __real_main(what.argc, what.argv);
    run.runs = false;
    assert_int_equal(fclose(__wrap_stderr), 0);
    __wrap_stderr = __real_stderr;
    build_bytes(&outcome->err, err, err_size + 1);
    outcome->err.size = err_size;
    free(err);
    count_lost(outcome);
    assert_false(run.is_open);
    assert_false(run.has_temporary);
}

void run_program(test_outcome *outcome, const test_faults *faults, const char *const *arguments)
{
    static char name[] = "phonenum";
    char *argv[ARGUMENTS_MAX + 2] = {name};
    int argc = 1;
    for (; arguments[argc - 1]; argc++) {
        assert_true(argc <= ARGUMENTS_MAX);
        argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
    }
    run_inside(outcome, faults, (struct what){.argv = argv, .argc = argc});
}

void run_piece(test_outcome *outcome, const test_faults *faults, int (*piece)(void))
{
    run_inside(outcome, faults, (struct what){.piece = piece});
}

void outcome_free(test_outcome *outcome)
{
    builder_free(&outcome->out);
    builder_free(&outcome->err);
}
