/*
 * The program inside a test, on a system that fails where it is told to.
 *
 * What is linked in is the program's own object files, as the compiler has made them for the program; --wrap puts the
 * double behind what they call. So it runs thousands of times within a second, and nothing of it is a copy.
 */
#ifndef PHONENUM_TESTS_CLI_FAULTY_SYSTEM_H
#define PHONENUM_TESTS_CLI_FAULTY_SYSTEM_H

#include "../support/builder.h"

#include <stdbool.h>

/* What can go wrong with the file `out` beside writing. */
enum file_fault {
    FILE_IS_WELL,
    CREATING_FAILS,
    PERMITTING_FAILS,
    RENAMING_FAILS
};

enum {
    WRITES_NOTHING = -1 /* as an error of writing: 0 bytes are written, and that is no error */
};

/* What the system has in store. All zero is no input, and no fault. */
typedef struct test_faults {
    const void *input; /* of the file `in`, and of standard input */
    size_t input_size;
    size_t read_most; /* bytes that one read gives at most; 0 for as many as are asked for */
    int read_error;   /* errno once so many bytes were read; 0 for none */
    size_t read_error_at;
    size_t place_error_at; /* which read at a place fails, from 1; 0 for none */
    bool place_is_gone;    /* and not with an error: the file has become shorter */
    size_t write_most;     /* bytes that one write takes at most; 0 for all */
    int write_error;       /* errno, or WRITES_NOTHING, once so many bytes were written; 0 for none */
    size_t write_error_at;
    int close_error; /* errno of closing the output; 0 for none */
    enum file_fault file_fault;
    bool output_exists;      /* so that the file `out` is replaced */
    bool output_is_terminal; /* standard output is */
    unsigned interruptions;  /* how often opening, reading and writing fails with EINTR each time */
    bool is_slow;            /* reading and writing are never ready at once, but only when waited for */
    int poll_error;          /* errno of waiting; 0 for none */
    size_t no_memory_at;     /* which allocation fails, from 1; 0 for none */
    bool no_memory_again;    /* and all behind it */
    size_t watch_read_at;    /* once so many bytes were read, the next read notes how much is written */
    bool pauses;             /* whoever asks is told that there is no input yet; who reads gets it all the same */
    bool no_pipe;            /* pipe() fails */
    size_t no_thread_at;     /* which thread can't be started, from 1; 0 for none */
    bool err_is_terminal;    /* standard error is */
    const char *database;    /* the path of a true file that the program may have beside them, or NULL */
    double clock_step;       /* seconds from one look at the clock to the next; 0 for one second */
} test_faults;

/* What the program has done. To be kept from run to run, all zero before the first. */
typedef struct test_outcome {
    int status;
    builder out; /* standard output, or the file `out`, even if that is not kept */
    builder err; /* standard error; a NUL stands behind it */
    size_t allocations;
    size_t reads_at_places;
    size_t threads;             /* that were started, or could not be */
    size_t written_before_read; /* see watch_read_at */
    bool is_kept;               /* the file `out` is there under its name */
    size_t lost;                /* blocks of memory that were not given back */
    size_t secrets; /* blocks of memory that were given back, or lost, with a part of a backup code in them */
} test_outcome;

/*
 * Runs the program on NULL-terminated arguments, its name not among them. Fails the test where it does what no program
 * should: try again for ever, read on after the end or an error, or when its output can't be written.
 */
void run_program(test_outcome *outcome, const test_faults *faults, const char *const *arguments);

/* The same for a piece of the program instead of its main(). `status` is what the piece returns. */
void run_piece(test_outcome *outcome, const test_faults *faults, int (*piece)(void));

/* The test's main(); main() itself is the program's. */
int __wrap_main(void);

void outcome_free(test_outcome *outcome);

#endif
