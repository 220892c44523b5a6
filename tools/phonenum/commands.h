/*
 * The commands and their options. Each command has a source file with its name, and those of `store` have a folder.
 */
#ifndef PHONENUM_TOOLS_COMMANDS_H
#define PHONENUM_TOOLS_COMMANDS_H

#include "program.h"

enum {
    OPTIONS_MAX = 14
};

/* Each group has a heading in the help. */
enum option_group {
    GROUP_RECORDS,
    GROUP_JSON,
    GROUP_ERRORS,
    GROUP_OUTPUT,
    GROUP_SPEED,
    OPTION_GROUPS
};

struct option {
    enum option_group group;
    char letter; /* its short name, or NUL */
    const char *name;
    const char *argument; /* NULL, or its name in the help, or its choices as in `api|proto` */
    const char *help;
    unsigned flag;  /* the FLAG_ bit that it sets, or 0 */
    bool is_format; /* it says how records follow one another; two such options exclude each other */
    bool is_count;  /* its argument is a number of threads */
    bool is_number; /* its argument is a number of 64 bits */
    bool is_level;  /* its argument is a level of compression, and may be left out */
    bool is_range;  /* its argument is the number of a record, or of the first and the last one */
    /* For an argument, and for a format. `choice` is the number of the argument among the choices, from 0, or a number. */
    void (*set)(struct invocation *invocation, const char *argument, uint64_t choice);
};

/* What stands on the command line besides options. */
enum operands {
    OPERANDS_FILES,         /* any number of files; without any, it reads standard input */
    OPERANDS_FILE,          /* one file at most; without it, it uses built-in sample records */
    OPERANDS_COUNT,         /* a number of records to make */
    OPERANDS_DATABASE,      /* a database */
    OPERANDS_DATABASE_FILES /* a database, and any number of files as in OPERANDS_FILES */
};

struct command {
    const char *name;    /* one word, or two */
    const char *summary; /* one sentence without the period */
    const char *input;   /* what it reads, if anything */
    const char *details;
    const char *examples;
    const struct option *options[OPTIONS_MAX];
    int (*run)(const struct invocation *invocation);
    enum operands operands;
};

enum {
    COMMANDS = 10
};

extern const struct command commands[COMMANDS];

/* The command that the first words name, and how many these are. The words end with NULL. If none fits, returns NULL. */
const struct command *find_command(char **words, size_t *count);

/* Whether there are commands of two words that begin with this one. */
bool is_group(const char *word);

int run_encode(const struct invocation *invocation);
int run_decode(const struct invocation *invocation);
int run_validate(const struct invocation *invocation);
int run_inspect(const struct invocation *invocation);
int run_generate(const struct invocation *invocation);
int run_check(const struct invocation *invocation);
int run_bench(const struct invocation *invocation);
int run_store_import(const struct invocation *invocation);
int run_store_export(const struct invocation *invocation);
int run_store_check(const struct invocation *invocation);

#endif
