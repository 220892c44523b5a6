/*
 * The main program: the commands, the options of each command, and the help texts.
 */
#include "commands.h"
#include "report.h"
#include "sink.h"

#include <getopt.h>
#include <phonenum/phonenum.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    FLAGS_MAX = 7,
    OPTION_HELP = 'h',
    OPTION_FLAG = 256 /* + index into the flags of the command */
};

struct flag {
    const char *name; /* without the dashes; --dialect also has its argument here */
    const char *help;
    unsigned bit;
};

static const char dialect[] = "dialect=api|proto";

/* Starts a new line in the help of an option. The spaces align the line with the one above. */
#define NEXT_LINE "\n                           "

static const char all_errors[] = "show all errors; without this option, only the first" NEXT_LINE "20 are shown";

static const char delimited_input[] = "The input is length-delimited: each record comes after its length (a varint).\n";

struct command {
    const char *name;
    const char *summary; /* one sentence without the period */
    const char *input;   /* what it reads */
    const char *details;
    const char *examples;
    struct flag flags[FLAGS_MAX];
    int (*run)(const struct invocation *invocation);
    bool has_sample; /* without FILE, the command uses built-in sample records */
};

static const struct command commands[] = {
    {"encode",
     "Convert JSON to Protocol Buffers",
     "The input is one JSON object, several objects one after another (as in NDJSON),\n"
     "or one array of objects. Each object becomes one record.\n",
     "The output is length-delimited: each record comes after its length (a varint).\n"
     "\n"
     "A member does not fit the schema if the schema does not define its name, type\n"
     "or value. encode keeps such members in extra_json and lists their names on\n"
     "standard error at the end. With --dialect=proto, such members are errors.\n"
     "encode stops at the first error, except with --keep-going.\n",
     "  phonenum encode numbers.ndjson > numbers.bin\n"
     "  phonenum encode --raw one.json > one.bin\n",
     {{"raw", "write exactly one record, without its length", FLAG_RAW},
      {dialect,
       "read the JSON of the service API (api, the default)" NEXT_LINE "or the JSON mapping of protobuf (proto)",
       FLAG_PROTO},
      {"strict",
       "fail if a member does not fit the schema, or if a" NEXT_LINE
       "required member is missing; not with --dialect=proto",
       FLAG_STRICT},
      {"ignore-unknown", "leave out members with unknown names;" NEXT_LINE "only with --dialect=proto",
       FLAG_IGNORE_UNKNOWN},
      {"keep-going",
       "skip records with errors and continue with the next;" NEXT_LINE
       "after an error, the exit status is 1; not with --raw",
       FLAG_KEEP_GOING},
      {"all-errors", all_errors, FLAG_ALL_ERRORS}},
     run_encode,
     false},
    {"decode",
     "Convert Protocol Buffers to JSON",
     delimited_input,
     "The output has one line of JSON for each record.\n"
     "\n"
     "JSON cannot show unknown fields. A field is unknown if the schema does not\n"
     "define its number, its type or its value. decode leaves these fields out and\n"
     "lists them on standard error at the end.\n"
     "decode stops at the first error, except with --keep-going.\n",
     "  phonenum decode --redact numbers.bin | head\n"
     "  phonenum decode --raw --pretty one.bin\n",
     {{"raw", "read exactly one record, without a length before it", FLAG_RAW},
      {"redact", "write \"[REDACTED]\" instead of each backup code", FLAG_REDACT},
      {"pretty", "write each member on its own line, indented", FLAG_PRETTY},
      {dialect,
       "write the JSON of the service API (api, the default)" NEXT_LINE "or the JSON mapping of protobuf (proto)",
       FLAG_PROTO},
      {"strict", "fail if a record has unknown fields", FLAG_STRICT},
      {"keep-going",
       "skip records with errors and continue with the next;" NEXT_LINE "after an error, the exit status is 1",
       FLAG_KEEP_GOING},
      {"all-errors", all_errors, FLAG_ALL_ERRORS}},
     run_decode,
     false},
    {"validate",
     "Check records against the rules of the service",
     delimited_input,
     "The output has one line for each broken rule: the number of the record, its id,\n"
     "the field and the rule. The first record has number 1.\n"
     "\n"
     "If a record is malformed, validate reports this and continues with the next one.\n"
     "validate does not check the content of extra_json, but decode does.\n",
     "  phonenum validate numbers.bin\n"
     "  phonenum encode numbers.ndjson | phonenum validate --closed\n",
     {{"raw", "read exactly one record, without a length before it", FLAG_RAW},
      {"closed", "also report extra_json and unknown fields; without" NEXT_LINE "this option, they are allowed",
       FLAG_CLOSED},
      {"all-errors", all_errors, FLAG_ALL_ERRORS}},
     run_validate,
     false},
    {"inspect",
     "Explain every byte of encoded records",
     delimited_input,
     "The output has one line for each field: offset, bytes, path, wire type, value.\n"
     "If the field has many bytes, they continue on the next lines.\n"
     "\n"
     "If a record is malformed, inspect shows its fields up to the error. Then it\n"
     "continues with the next record.\n"
     "\n"
     "inspect does not show backup codes, only their lengths. It treats unknown fields\n"
     "in the same way, because they may hold backup codes. In extra_json, it shows\n"
     "\"[REDACTED]\" instead of backup codes.\n"
     "\n"
     "Warning: without --raw, the input must be length-delimited. With --raw, it must\n"
     "be one record without a length. Otherwise, inspect may not recognise backup\n"
     "codes and may show them.\n",
     "  phonenum inspect numbers.bin | less\n"
     "  phonenum inspect --raw one.bin\n",
     {{"raw", "read exactly one record, without a length before it", FLAG_RAW},
      {"show-secrets",
       "show backup codes, unknown fields and the original" NEXT_LINE "extra_json; this option cannot be abbreviated",
       FLAG_SHOW_SECRETS},
      {"all-errors", all_errors, FLAG_ALL_ERRORS}},
     run_inspect,
     false},
    {"bench",
     "Measure how fast records are decoded and encoded",
     delimited_input,
     "bench first reads the records into memory. Then it measures phonenum and\n"
     "protobuf-c in turns. It also compares the size of the encoded records with\n"
     "their size as JSON.\n"
     "\n"
     "Only phonenum checks UTF-8, checks the size of the buffer, and wipes backup\n"
     "codes from memory. Its times include this work.\n",
     "  phonenum bench\n"
     "  phonenum bench --json numbers.bin\n",
     {{"json", "write one JSON object instead of a table", FLAG_JSON}},
     run_bench,
     true},
};

enum {
    COMMANDS = sizeof commands / sizeof commands[0]
};

static const char exit_statuses[] = "Exit status:\n"
                                    "  0  success\n"
                                    "  1  the input data has errors\n"
                                    "  2  the command line has errors\n"
                                    "  3  reading or writing failed, or there was not enough memory\n";

static int print_help(void)
{
    struct sink sink = {.size = 0};
    sink_print(&sink, "Usage: phonenum COMMAND [OPTION]... [FILE]\n"
                      "Convert phone number records of an identity service between JSON and Protocol\n"
                      "Buffers without losing data.\n"
                      "\n"
                      "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        sink_print(&sink, "  %-10s %s\n", commands[i].name, commands[i].summary);
    sink_print(&sink, "\n"
                      "Options:\n"
                      "  -h, --help     show this help and exit\n"
                      "  -V, --version  show the version and exit\n"
                      "\n"
                      "Without FILE, or if FILE is -, the commands read standard input. Only bench is\n"
                      "different: without FILE, it measures built-in sample records.\n"
                      "\n"
                      "Results go to standard output. Messages go to standard error. In messages,\n"
                      "records, lines and columns are counted from 1, and bytes from 0.\n"
                      "\n"
                      "Examples:\n"
                      "  phonenum encode numbers.ndjson > numbers.bin\n"
                      "  phonenum decode --redact numbers.bin | head\n"
                      "  phonenum encode --help\n"
                      "\n");
    sink_print(&sink, "%s", exit_statuses);
    return sink_finish(&sink, EXIT_OK);
}

static int print_command_help(const struct command *command)
{
    struct sink sink = {.size = 0};
    sink_print(&sink, "Usage: phonenum %s [OPTION]... [FILE]\n", command->name);
    sink_print(&sink, "%s.\n\n%s%s\nOptions:\n", command->summary, command->input, command->details);
    for (size_t i = 0; i < FLAGS_MAX && command->flags[i].name; i++)
        sink_print(&sink, "      --%-17s  %s\n", command->flags[i].name, command->flags[i].help);
    sink_print(&sink, "  -h, --%-17s  %s\n\n", "help", "show this help and exit");
    sink_print(&sink, "%s\n",
               command->has_sample ? "Without FILE, bench measures built-in sample records. If FILE is -, bench reads\n"
                                     "standard input.\n"
                                   : "Without FILE, or if FILE is -, phonenum reads standard input.\n");
    sink_print(&sink, "Examples:\n%s\n%s", command->examples, exit_statuses);
    return sink_finish(&sink, EXIT_OK);
}

static int print_version(void)
{
    struct sink sink = {.size = 0};
    sink_print(&sink, "phonenum %s\n", phonenum_version());
    return sink_finish(&sink, EXIT_OK);
}

/* Tells the user where to find help. The caller or getopt_long() has already printed the error. */
static int usage_error(const struct command *command)
{
    fprintf(stderr, "Try 'phonenum%s%s --help' for more information.\n", command ? " " : "",
            command ? command->name : "");
    return EXIT_USAGE;
}

static void make_options(const struct command *command, struct option options[FLAGS_MAX + 2])
{
    size_t count = 0;
    for (; count < FLAGS_MAX && command->flags[count].name; count++) {
        const char *name = command->flags[count].name;
        options[count] = name == dialect ? (struct option){"dialect", required_argument, NULL, OPTION_FLAG + (int)count}
                                         : (struct option){name, no_argument, NULL, OPTION_FLAG + (int)count};
    }
    options[count++] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    options[count] = (struct option){NULL, 0, NULL, 0};
}

/* Sets the flag of an option. Returns false if the argument of the option is invalid. */
static bool set_flag(const char *name, const struct flag *flag, const char *argument, unsigned *flags)
{
    if (flag->bit == FLAG_PROTO && strcmp(argument, "proto") != 0) {
        *flags &= ~(unsigned)FLAG_PROTO;
        if (strcmp(argument, "api") == 0)
            return true;
        fprintf(stderr, "%s: invalid dialect '%s'; use 'api' or 'proto'\n", name, argument);
        return false;
    }
    *flags |= flag->bit;
    return true;
}

/* Parses the arguments and runs the command. argv[0] is the name of the command. */
static int run_command(const struct command *command, int argc, char **argv)
{
    struct invocation invocation = {.path = NULL};
    struct option options[FLAGS_MAX + 2];
    char name[32];
    int option;
    make_options(command, options);
    /* getopt_long() starts its messages with argv[0]. */
    (void)snprintf(name, sizeof name, "phonenum: %s", command->name);
    argv[0] = name;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == OPTION_HELP)
            return print_command_help(command);
        if (option < OPTION_FLAG)
            return usage_error(command);
        const struct flag *flag = &command->flags[option - OPTION_FLAG];
        /* getopt_long() also accepts abbreviations such as --s. A typing error must not show secrets. */
        if (flag->bit == FLAG_SHOW_SECRETS && strcmp(argv[optind - 1] + strlen("--"), flag->name) != 0) {
            fprintf(stderr, "%s: option '--%s' cannot be abbreviated\n", name, flag->name);
            return usage_error(command);
        }
        if (!set_flag(name, flag, optarg, &invocation.flags))
            return usage_error(command);
    }
    if (argc - optind > 1) {
        fprintf(stderr, "%s: only one FILE is allowed, but there are %d\n", name, argc - optind);
        return usage_error(command);
    }
    invocation.has_file = optind < argc;
    if (invocation.has_file && strcmp(argv[optind], "-") != 0)
        invocation.path = argv[optind];
    report_begin((invocation.flags & FLAG_ALL_ERRORS) != 0);
    int status = command->run(&invocation);
    report_errors_not_shown();
    return status;
}

static bool is_option(const char *argument, const char *name, const char *letter)
{
    return strcmp(argument, name) == 0 || strcmp(argument, letter) == 0;
}

int main(int argc, char **argv)
{
    /* Without the signal, a write to a closed pipe fails with EPIPE. Then the program ends without a message. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        fputs("phonenum: no command given\n", stderr);
        return usage_error(NULL);
    }
    if (is_option(argv[1], "--help", "-h"))
        return print_help();
    if (is_option(argv[1], "--version", "-V"))
        return print_version();
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    }
    if (argv[1][0] == '-')
        fprintf(stderr, "phonenum: the first argument must be a command, not the option '%s'\n", argv[1]);
    else
        fprintf(stderr, "phonenum: unknown command '%s'\n", argv[1]);
    return usage_error(NULL);
}
