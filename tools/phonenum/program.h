/*
 * What all commands share: how they are called, and what they return.
 */
#ifndef PHONENUM_TOOLS_PROGRAM_H
#define PHONENUM_TOOLS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses. A larger one is worse. */
enum {
    EXIT_OK = 0,
    EXIT_BAD_DATA = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3 /* reading or writing failed, or there was not enough memory */
};

/* The flags of all commands. Each command accepts some of them. */
enum {
    FLAG_STRICT = 1u << 0,
    FLAG_KEEP_GOING = 1u << 1,
    FLAG_REDACT = 1u << 2,
    FLAG_PRETTY = 1u << 3,
    FLAG_CLOSED = 1u << 4,
    FLAG_SHOW_SECRETS = 1u << 5,
    FLAG_JSON = 1u << 6,
    FLAG_PROTO = 1u << 7,
    FLAG_IGNORE_UNKNOWN = 1u << 8,
    FLAG_ALL_ERRORS = 1u << 9,
    FLAG_HELP = 1u << 10,
    FLAG_FORCE = 1u << 11,
    FLAG_KEEP_UNKNOWN = 1u << 12
};

/* How encoded records follow one another. */
enum format {
    FORMAT_VARINT, /* each after its length as a varint */
    FORMAT_BE16,   /* each after its length in 2 bytes, the highest first */
    FORMAT_BE32,   /* in 4 bytes */
    FORMAT_LE32,   /* in 4 bytes, the lowest first */
    FORMAT_GRPC,   /* after a byte that says whether it is compressed, and its length as in FORMAT_BE32 */
    FORMAT_RAW,    /* one record without a length */
    FORMAT_HEX,    /* each as a line of hexadecimal digits */
    FORMAT_BASE64, /* each as a line of base64 */
    FORMAT_ARCHIVE /* in an archive: phonenum/archive.h */
};

/* How a command was called. */
struct invocation {
    const char *command;
    unsigned flags; /* FLAG_ bits */
    enum format format;
    const char *format_option; /* the option that chose the format, or NULL */
    size_t threads;            /* that may work side by side; 0 and 1 mean that there is only the main thread */
    int level;                 /* of compression, if the output is an archive; 0 is zstd's default */
    uint64_t first;            /* the number of the first record to read, or 0 for all */
    uint64_t last;             /* and of the last one */
    uint64_t seed;             /* of generated records */
    uint64_t count;            /* of generated records */
    const char *output;        /* the path of the output, or NULL for standard output */
    const char *repaired;      /* the path of an archive that takes what is whole, or NULL */
    const char *database;      /* the path of the database of `store` */
    const char *where;         /* an expression of SQL that chooses records of it, or NULL for all */
    char **paths;              /* of the input; - means standard input */
    size_t path_count;         /* 0 means standard input too */
};

#endif
