/*
 * Prints the help texts.
 */
#include "help.h"

#include "sink.h"

#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME_COLUMNS = 19 /* for the long name of an option and its argument */
};

/* What a help says about what stands besides options. */
static const struct {
    const char *usage;
    const char *details;
} operands[] = {
    [OPERANDS_FILES] = {"[FILE]...", "phonenum reads one FILE after another. Without FILE, or if FILE is -, it reads\n"
                                     "standard input.\n\n"},
    [OPERANDS_FILE] = {"[FILE]", "Without FILE, bench measures built-in sample records. If FILE is -, bench reads\n"
                                 "standard input.\n\n"},
    [OPERANDS_COUNT] = {"COUNT", ""},
    [OPERANDS_DATABASE] = {"DB", ""},
    [OPERANDS_DATABASE_FILES] = {"DB [FILE]...",
                                 "phonenum reads one FILE after another. Without FILE, or if FILE is -, it reads\n"
                                 "standard input.\n\n"}};

static const char exit_statuses[] = "Exit status:\n"
                                    "  0  success\n"
                                    "  1  the input data has errors\n"
                                    "  2  the command line has errors\n"
                                    "  3  reading or writing failed, or there was not enough memory\n";

int print_help(void)
{
    struct sink sink = sink_to_standard_output();
    sink_print(&sink, "Usage: phonenum COMMAND [OPTION]... [FILE]...\n"
                      "Convert phone number records of an identity service between JSON and Protocol\n"
                      "Buffers without losing data.\n"
                      "\n"
                      "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        sink_print(&sink, "  %-12s %s\n", commands[i].name, commands[i].summary);
    sink_print(&sink, "  %-12s %s\n", "help", "Show the help of a command, as in phonenum help encode");
    sink_print(&sink, "\n"
                      "Options:\n"
                      "  -h, --help     show this help and exit\n"
                      "  -V, --version  show the version and exit\n"
                      "\n"
                      "The commands read one FILE after another. Without FILE, or if FILE is -, they\n"
                      "read standard input. Some are different: bench reads one FILE, and without FILE,\n"
                      "it measures built-in sample records; generate reads nothing; those that begin\n"
                      "with store have the path of a database before FILE, or instead of it.\n"
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

/* An option whose name needs too much room has its help on the next line. */
static void print_option(struct sink *sink, const struct option *option)
{
    char name[80];
    const char *format = !option->argument ? "%s" : option->is_level ? "%s[=%s]" : "%s=%s";
    (void)snprintf(name, sizeof name, format, option->name, option->argument);
    if (option->letter != '\0')
        sink_print(sink, "  -%c, ", option->letter);
    else
        sink_print(sink, "      ");
    if (strlen(name) + strlen("--") > NAME_COLUMNS)
        sink_print(sink, "--%s\n%*s%s\n", name, NAME_COLUMNS + 8, "", option->help);
    else
        sink_print(sink, "--%-*s%s\n", NAME_COLUMNS, name, option->help);
}

static void print_options(struct sink *sink, const struct command *command)
{
    static const char *const headings[OPTION_GROUPS] = {[GROUP_RECORDS] = "Records",
                                                        [GROUP_JSON] = "JSON",
                                                        [GROUP_ERRORS] = "Errors",
                                                        [GROUP_OUTPUT] = "Output",
                                                        [GROUP_SPEED] = "Speed"};
    const struct option *before = NULL;
    for (size_t i = 0; i < OPTIONS_MAX && command->options[i]; i++) {
        const struct option *option = command->options[i];
        if (!before || option->group != before->group)
            sink_print(sink, "\n%s:\n", headings[option->group]);
        print_option(sink, option);
        before = option;
    }
    sink_print(sink, "\nHelp:\n  -h, --%-*s%s\n\n", NAME_COLUMNS, "help", "show this help and exit");
}

int print_command_help(const struct command *command)
{
    struct sink sink = sink_to_standard_output();
    sink_print(&sink, "Usage: phonenum %s [OPTION]... %s\n", command->name, operands[command->operands].usage);
    sink_print(&sink, "%s.\n\n%s%s", command->summary, command->input, command->details);
    print_options(&sink, command);
    sink_print(&sink, "%s", operands[command->operands].details);
    sink_print(&sink, "Examples:\n%s\n%s", command->examples, exit_statuses);
    return sink_finish(&sink, EXIT_OK);
}

int print_version(void)
{
    struct sink sink = sink_to_standard_output();
    sink_print(&sink, "phonenum %s\n", phonenum_version());
    return sink_finish(&sink, EXIT_OK);
}
