/*
 * The main program: finds the command and runs it.
 */
#include "commands.h"
#include "help.h"
#include "options.h"
#include "report.h"
#include "suggest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Tells the user where to find help. The caller has already reported the error. */
static int usage_error(const struct command *command)
{
    fprintf(stderr, "Try 'phonenum%s%s --help' for more information.\n", command ? " " : "",
            command ? command->name : "");
    return EXIT_USAGE;
}

static int run_command(const struct command *command, char **words)
{
    struct invocation invocation = {.command = command->name};
    if (!read_options(command, words, &invocation))
        return usage_error(command);
    if (invocation.flags & FLAG_HELP)
        return print_command_help(command);
    report_begin((invocation.flags & FLAG_ALL_ERRORS) != 0);
    int status = command->run(&invocation);
    report_errors_not_shown();
    return status;
}

/* The first word of a command of two words, without the second. */
static int report_incomplete(const char *word)
{
    char names[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < COMMANDS && used < sizeof names; i++) {
        const char *second = strchr(commands[i].name, ' ');
        if (second)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? "," : "", second);
    }
    report_error(NULL, "'%s' must be followed by one of these words:%s", word, names);
    return usage_error(NULL);
}

static int report_unknown(const char *word)
{
    struct suggestion best = suggestion_for(word, strlen(word));
    if (word[0] == '-') {
        report_error(NULL, "the first argument must be a command, not the option '%s'", word);
        return usage_error(NULL);
    }
    if (is_group(word))
        return report_incomplete(word);
    for (size_t i = 0; i < COMMANDS; i++)
        suggestion_try(&best, commands[i].name);
    suggestion_try(&best, "help");
    if (best.name)
        report_error(NULL, "unknown command '%s'; did you mean '%s'?", word, best.name);
    else
        report_error(NULL, "unknown command '%s'", word);
    return usage_error(NULL);
}

/* `phonenum help` is `phonenum --help`, and `phonenum help COMMAND` is `phonenum COMMAND --help`. */
static int run_help(char **words)
{
    if (!words[0])
        return print_help();
    size_t count;
    const struct command *command = find_command(words, &count);
    return command ? print_command_help(command) : report_unknown(words[0]);
}

static bool is_option(const char *argument, const char *name, const char *letter)
{
    return strcmp(argument, name) == 0 || strcmp(argument, letter) == 0;
}

/*
 * Whoever closed standard input, output or error gets an error from using it. If its number stayed free, the next file
 * would get it, and be taken for it.
 */
static void keep_standard_descriptors(void)
{
#ifdef F_GETFD
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
#endif
}

int main(int argc, char **argv)
{
    keep_standard_descriptors();
#ifdef SIGPIPE
    /* Without the signal, a write to a closed pipe fails with EPIPE. Then the program ends without a message. */
    (void)signal(SIGPIPE, SIG_IGN);
#endif
    if (argc < 2) {
        report_error(NULL, "no command given");
        return usage_error(NULL);
    }
    if (is_option(argv[1], "--help", "-h"))
        return print_help();
    if (is_option(argv[1], "--version", "-V"))
        return print_version();
    if (strcmp(argv[1], "help") == 0)
        return run_help(argv + 2);
    size_t count;
    const struct command *command = find_command(argv + 1, &count);
    if (!command && is_group(argv[1]) && argv[2] && is_option(argv[2], "--help", "-h"))
        return print_help();
    return command ? run_command(command, argv + 1 + count) : report_unknown(argv[1]);
}
