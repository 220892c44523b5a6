/*
 * phonenum: the program. Which subcommands there are, what flags each takes, and the help made from that.
 */
#include "commands.h"
#include "sink.h"

#include <getopt.h>
#include <phonenum/phonenum.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    FLAGS_MAX = 5,
    OPTION_HELP = 'h',
    OPTION_FLAG = 256 /* + index into the command's flags */
};

struct flag {
    const char *name; /* of --dialect, with its argument */
    const char *help;
    unsigned bit;
};

static const char dialect[] = "dialect=api|proto";

struct command {
    const char *name;
    const char *summary;
    const char *details;
    struct flag flags[FLAGS_MAX];
    int (*run)(const struct invocation *invocation);
    bool has_sample; /* to be taken where no FILE is given */
};

static const struct command commands[] = {
    {"encode",
     "JSON in, Protocol Buffers bytes out",
     "Reads one JSON object, many one after another (NDJSON), or one array of them. Writes each record behind its\n"
     "length as a varint: the delimited form of the protobuf libraries. Members that the schema has no typed\n"
     "place for are kept, and named on standard error at the end; in protobuf's JSON they are refused.",
     {{"raw", "write exactly one record, without a length", FLAG_RAW},
      {dialect, "read the API's JSON, as without it, or protobuf's", FLAG_PROTO},
      {"strict", "refuse what the schema has no typed place for, and missing required members", FLAG_STRICT},
      {"ignore-unknown", "with --dialect=proto, leave out members that the schema does not know", FLAG_IGNORE_UNKNOWN},
      {"keep-going", "leave out what can't be read, and go on with the next record that can be told apart",
       FLAG_KEEP_GOING}},
     run_encode,
     false},
    {"decode",
     "Protocol Buffers bytes in, JSON out",
     "Reads records behind their lengths. Writes each as one line of JSON. Fields that JSON can't show are left out,\n"
     "and named on standard error at the end.",
     {{"raw", "read exactly one record, without a length", FLAG_RAW},
      {"redact", "write \"[REDACTED]\" for backup codes", FLAG_REDACT},
      {"pretty", "indent, a member a line", FLAG_PRETTY},
      {dialect, "write the API's JSON, as without it, or protobuf's", FLAG_PROTO},
      {"strict", "fail where there are fields that JSON can't show", FLAG_STRICT}},
     run_decode,
     false},
    {"validate",
     "say which rules of the service each record breaks",
     "Reads records behind their lengths. Writes a line for every broken rule: the record, counted from 1, its id,\n"
     "the field and the rule. What extra_json holds is not looked into: decode does that.",
     {{"raw", "read exactly one record, without a length", FLAG_RAW},
      {"closed", "allow nothing that the schema has no typed place for", FLAG_CLOSED}},
     run_validate,
     false},
    {"inspect",
     "explain every byte",
     "Reads records behind their lengths. Writes a line for every field: offset, bytes, path, wire type and value,\n"
     "as far as they can be read. Of backup codes only the length is shown, and extra_json is redacted; but bytes\n"
     "that are read in the wrong form, with --raw or without, are not known for what they are.",
     {{"raw", "read exactly one record, without a length", FLAG_RAW},
      {"show-secrets", "show backup codes, and extra_json as it stands", FLAG_SHOW_SECRETS}},
     run_inspect,
     false},
    {"bench",
     "measure what decoding and encoding cost",
     "Reads records behind their lengths, all into memory. Writes how long decoding and encoding them takes, by\n"
     "phonenum and by protobuf-c in turns, and how large they are against JSON. Only phonenum checks UTF-8 and the\n"
     "buffer's size, and wipes backup codes from memory: that is in its times.",
     {{"json", "write one JSON object instead of the table", FLAG_JSON}},
     run_bench,
     true},
};

enum {
    COMMANDS = sizeof commands / sizeof commands[0]
};

static const char exit_statuses[] =
    "Exit status: 0 all is well, 1 bad data, 2 wrong usage, 3 reading, writing or memory failed.\n";

static int print_help(void)
{
    struct sink sink = {.size = 0};
    sink_print(&sink,
               "Usage: phonenum COMMAND [OPTION]... [FILE]\n"
               "Phone number records of an identity service: JSON to Protocol Buffers and back, with nothing lost.\n"
               "\n"
               "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        sink_print(&sink, "  %-10s %s\n", commands[i].name, commands[i].summary);
    sink_print(
        &sink,
        "\n"
        "FILE absent or - is standard input, but bench without FILE takes a sample. Results go to standard output,\n"
        "all else to standard error.\n"
        "\n"
        "  --help     this help, or behind a command its own\n"
        "  --version  the version\n"
        "\n"
        "Examples:\n"
        "  phonenum encode numbers.ndjson > numbers.bin\n"
        "  phonenum decode --redact numbers.bin | head\n"
        "\n"
        "%s",
        exit_statuses);
    return sink_finish(&sink, EXIT_OK);
}

static int print_command_help(const struct command *command)
{
    struct sink sink = {.size = 0};
    sink_print(&sink, "Usage: phonenum %s [OPTION]... [FILE]\n%s\n\n", command->name, command->details);
    for (size_t i = 0; i < FLAGS_MAX && command->flags[i].name; i++)
        sink_print(&sink, "  --%-17s %s\n", command->flags[i].name, command->flags[i].help);
    sink_print(&sink, "  --%-17s %s\n\n", "help", "this help");
    sink_print(&sink, "%s%s",
               command->has_sample ? "FILE - is standard input; with no FILE, a sample in the program is taken.\n"
                                   : "FILE absent or - is standard input.\n",
               exit_statuses);
    return sink_finish(&sink, EXIT_OK);
}

static int print_version(void)
{
    struct sink sink = {.size = 0};
    sink_print(&sink, "phonenum %s\n", phonenum_version());
    return sink_finish(&sink, EXIT_OK);
}

/* Says how to find out more; getopt_long() has said what was wrong, or the caller has. */
static int usage_error(const struct command *command)
{
    fprintf(stderr, "Try 'phonenum%s%s --help'.\n", command ? " " : "", command ? command->name : "");
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

/* Sets the flag that an option stands for; false where its argument is none. */
static bool set_flag(const char *name, const struct flag *flag, const char *argument, unsigned *flags)
{
    if (flag->bit == FLAG_PROTO && strcmp(argument, "proto") != 0) {
        *flags &= ~(unsigned)FLAG_PROTO;
        if (strcmp(argument, "api") == 0)
            return true;
        fprintf(stderr, "%s: there is no dialect '%s': it is api or proto\n", name, argument);
        return false;
    }
    *flags |= flag->bit;
    return true;
}

/* argv[0] is the command's name. */
static int run_command(const struct command *command, int argc, char **argv)
{
    struct invocation invocation = {.path = NULL};
    struct option options[FLAGS_MAX + 2];
    char name[32];
    int option;
    make_options(command, options);
    /* getopt_long() begins its messages with argv[0]. */
    (void)snprintf(name, sizeof name, "phonenum: %s", command->name);
    argv[0] = name;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == OPTION_HELP)
            return print_command_help(command);
        if (option < OPTION_FLAG)
            return usage_error(command);
        const struct flag *flag = &command->flags[option - OPTION_FLAG];
        /* getopt_long() takes --s for it too; nobody shall show secrets by a slip. */
        if (flag->bit == FLAG_SHOW_SECRETS && strcmp(argv[optind - 1] + strlen("--"), flag->name) != 0) {
            fprintf(stderr, "%s: spell out '--%s'\n", name, flag->name);
            return usage_error(command);
        }
        if (!set_flag(name, flag, optarg, &invocation.flags))
            return usage_error(command);
    }
    if (argc - optind > 1) {
        fprintf(stderr, "%s: more than one FILE\n", name);
        return usage_error(command);
    }
    invocation.has_file = optind < argc;
    if (invocation.has_file && strcmp(argv[optind], "-") != 0)
        invocation.path = argv[optind];
    return command->run(&invocation);
}

static bool is_option(const char *argument, const char *name, const char *letter)
{
    return strcmp(argument, name) == 0 || strcmp(argument, letter) == 0;
}

int main(int argc, char **argv)
{
    /* Writing to a closed pipe then fails with EPIPE, which ends the program quietly. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        fputs("phonenum: no command\n", stderr);
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
        fprintf(stderr, "phonenum: a command must come first, not '%s'\n", argv[1]);
    else
        fprintf(stderr, "phonenum: there is no command '%s'\n", argv[1]);
    return usage_error(NULL);
}
