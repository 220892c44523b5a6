/*
 * What all commands share: how they are called, and what they return.
 */
#ifndef PHONENUM_TOOLS_PROGRAM_H
#define PHONENUM_TOOLS_PROGRAM_H

#include <stdbool.h>

/* Exit statuses. */
enum {
    EXIT_OK = 0,
    EXIT_BAD_DATA = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3 /* reading or writing failed, or there was not enough memory */
};

/* The flags of all commands. Each command accepts some of them. */
enum {
    FLAG_RAW = 1u << 0,
    FLAG_STRICT = 1u << 1,
    FLAG_KEEP_GOING = 1u << 2,
    FLAG_REDACT = 1u << 3,
    FLAG_PRETTY = 1u << 4,
    FLAG_CLOSED = 1u << 5,
    FLAG_SHOW_SECRETS = 1u << 6,
    FLAG_JSON = 1u << 7,
    FLAG_PROTO = 1u << 8,
    FLAG_IGNORE_UNKNOWN = 1u << 9,
    FLAG_ALL_ERRORS = 1u << 10
};

/* How a command was called. */
struct invocation {
    unsigned flags;   /* FLAG_ bits */
    const char *path; /* of the input; NULL means standard input */
    bool has_file;    /* the user gave FILE, even if it is - */
};

#endif
