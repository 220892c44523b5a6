/*
 * Options may stand behind files. Long ones may be abbreviated, and have their argument behind `=` or as the next word.
 */
#include "options.h"

#include "archives.h"
#include "report.h"
#include "suggest.h"
#include "workers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct option help = {.letter = 'h', .name = "help", .flag = FLAG_HELP};

/* The option with this number, --help after all others. NULL behind the last. */
static const struct option *option_at(const struct command *command, size_t number)
{
    size_t count = 0;
    while (count < OPTIONS_MAX && command->options[count])
        count++;
    return number < count ? command->options[number] : number == count ? &help : NULL;
}

/* A typing error must not show secrets. */
static bool can_be_abbreviated(const struct option *option)
{
    return option->flag != FLAG_SHOW_SECRETS;
}

static bool report_unknown(const struct command *command, const char *name, size_t size)
{
    struct suggestion best = suggestion_for(name, size);
    const struct option *option;
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++)
        suggestion_try(&best, option->name);
    if (best.name)
        report_error(command->name, "unknown option '--%.*s'; did you mean '--%s'?", (int)size, name, best.name);
    else
        report_error(command->name, "unknown option '--%.*s'", (int)size, name);
    return false;
}

static bool report_ambiguous(const struct command *command, const char *name, size_t size)
{
    char choices[200] = "";
    size_t used = 0;
    const struct option *option;
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
        if (strncmp(option->name, name, size) == 0 && used < sizeof choices)
            used +=
                (size_t)snprintf(choices + used, sizeof choices - used, "%s'--%s'", used > 0 ? ", " : "", option->name);
    }
    report_error(command->name, "option '--%.*s' is ambiguous: %s", (int)size, name, choices);
    return false;
}

/* Finds a long option by its name or by an abbreviation that fits no other. If there is none, reports it. */
static const struct option *find_long(const struct command *command, const char *name, size_t size)
{
    const struct option *found = NULL;
    const struct option *option;
    size_t count = 0;
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
        if (strncmp(option->name, name, size) != 0)
            continue;
        if (option->name[size] == '\0')
            return option;
        found = option;
        count++;
    }
    if (!found || size == 0) {
        (void)report_unknown(command, name, size);
        return NULL;
    }
    if (count > 1) {
        (void)report_ambiguous(command, name, size);
        return NULL;
    }
    if (!can_be_abbreviated(found)) {
        report_error(command->name, "option '--%s' cannot be abbreviated", found->name);
        return NULL;
    }
    return found;
}

static const struct option *find_short(const struct command *command, char letter)
{
    const struct option *option;
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
        if (option->letter == letter)
            return option;
    }
    report_error(command->name, "unknown option '-%c'", letter);
    return NULL;
}

/* The number of the word among choices as in `api|proto`. Returns false if it is not one of them. */
static bool find_choice(const char *choices, const char *word, uint64_t *number)
{
    size_t size = strlen(word);
    *number = 0;
    for (const char *choice = choices; choice; choice = strchr(choice, '|'), (*number)++) {
        choice += *choice == '|';
        if (size > 0 && strcspn(choice, "|") == size && strncmp(choice, word, size) == 0)
            return true;
    }
    return false;
}

static bool report_wrong_choice(const struct command *command, const struct option *option, const char *argument)
{
    char choices[100];
    size_t used = 0;
    for (const char *next = option->argument; *next != '\0' && used + sizeof " or " < sizeof choices; next++) {
        const char *separator = strchr(next + 1, '|') ? ", " : " or ";
        const char one[] = {*next, '\0'};
        used += (size_t)snprintf(choices + used, sizeof choices - used, "%s", *next == '|' ? separator : one);
    }
    report_error(command->name, "invalid argument '%s' of option '--%s': use %s", argument, option->name, choices);
    return false;
}

/* Reads a number from 0 to `most`. Returns false if it is something else. */
static bool read_number(const char *word, uint64_t most, uint64_t *number)
{
    *number = 0;
    for (const char *digit = word; *digit != '\0'; digit++) {
        const unsigned value = (unsigned char)*digit - (unsigned)'0';
        if (value > 9 || value > most || *number > (most - value) / 10)
            return false;
        *number = 10 * *number + value;
    }
    return word[0] != '\0';
}

static bool report_wrong_number(const struct command *command, const struct option *option, const char *argument)
{
    report_error(command->name, "invalid argument '%s' of option '--%s': use a number from 0 to %" PRIu64, argument,
                 option->name, UINT64_MAX);
    return false;
}

/* Whether the word is a level of zstd: 1 to 19, or -1 to -100. */
static bool is_level(const char *word)
{
    const bool is_negative = word[0] == '-';
    uint64_t number;
    return read_number(word + is_negative, is_negative ? 100 : 19, &number) && number > 0;
}

/* Reads N, N-M, or N- for all from there on. Returns false if it is something else. */
static bool read_range(const char *word, uint64_t *first, uint64_t *last)
{
    char number[sizeof "18446744073709551615"];
    const size_t size = strcspn(word, "-");
    if (size >= sizeof number)
        return false;
    memcpy(number, word, size);
    number[size] = '\0';
    if (!read_number(number, UINT64_MAX, first) || *first == 0)
        return false;
    *last = word[size] == '-' ? UINT64_MAX : *first;
    return word[size] == '\0' || word[size + 1] == '\0' ||
           (read_number(word + size + 1, UINT64_MAX, last) && *last >= *first);
}

static bool report_wrong_range(const struct command *command, const struct option *option, const char *argument)
{
    report_error(command->name,
                 "invalid argument '%s' of option '--%s': use the number of a record, from 1, or the numbers of the "
                 "first and the last one, as in 5-8, or 5- for all from there on",
                 argument, option->name);
    return false;
}

/* Checks the argument of an option that makes an archive. It may be NULL. */
static bool check_level(const struct command *command, const struct option *option, const char *argument)
{
    if (!archives_are_built()) {
        report_error(command->name, "--%s needs libzstd, and this phonenum was built without it", option->name);
        return false;
    }
    if (!argument || is_level(argument))
        return true;
    report_error(command->name,
                 "invalid argument '%s' of option '--%s': use a level of zstd, 1 to 19, or -1 to -100 to be faster",
                 argument, option->name);
    return false;
}

static bool report_wrong_count(const struct command *command, const struct option *option, const char *argument)
{
    const size_t most = workers_most();
    if (most == 1)
        report_error(command->name, "invalid argument '%s' of option '--%s': this phonenum was built without threads",
                     argument, option->name);
    else
        report_error(command->name, "invalid argument '%s' of option '--%s': use a number from 0 to %zu", argument,
                     option->name, most);
    return false;
}

/* Options that say how records follow one another exclude each other. */
static bool check_format(const struct command *command, const struct option *option, struct invocation *invocation)
{
    const char *earlier = invocation->format_option;
    invocation->format_option = option->name;
    if (!earlier || earlier == option->name)
        return true;
    report_error(command->name, "--%s cannot be used with --%s", option->name, earlier);
    return false;
}

static bool apply(const struct command *command, const struct option *option, const char *argument,
                  struct invocation *invocation)
{
    uint64_t choice = 0;
    if (argument && strchr(option->argument, '|') && !find_choice(option->argument, argument, &choice))
        return report_wrong_choice(command, option, argument);
    if (argument && option->is_count && !read_number(argument, workers_most(), &choice))
        return report_wrong_count(command, option, argument);
    if (argument && option->is_number && !read_number(argument, UINT64_MAX, &choice))
        return report_wrong_number(command, option, argument);
    if (option->is_level && !check_level(command, option, argument))
        return false;
    if (argument && option->is_range && !read_range(argument, &invocation->first, &invocation->last))
        return report_wrong_range(command, option, argument);
    if (option->is_format && !check_format(command, option, invocation))
        return false;
    invocation->flags |= option->flag;
    if (option->set)
        option->set(invocation, argument, choice);
    return true;
}

/* Takes a long option, without its dashes. *words is the next word, which may be its argument. */
static bool take_long(const struct command *command, const char *name, char ***words, struct invocation *invocation)
{
    size_t size = strcspn(name, "=");
    const char *argument = name[size] == '=' ? name + size + 1 : NULL;
    const struct option *option = find_long(command, name, size);
    if (!option)
        return false;
    if (argument && !option->argument) {
        report_error(command->name, "option '--%s' takes no argument", option->name);
        return false;
    }
    if (!argument && option->argument && !option->is_level) {
        argument = **words;
        if (!argument) {
            report_error(command->name, "option '--%s' needs an argument", option->name);
            return false;
        }
        ++*words;
    }
    return apply(command, option, argument, invocation);
}

/* Takes the letters of a word, without its dash. The argument is the rest of the word, or the next word. */
static bool take_short(const struct command *command, const char *letters, char ***words, struct invocation *invocation)
{
    for (; *letters != '\0'; letters++) {
        const struct option *option = find_short(command, *letters);
        if (!option)
            return false;
        if (!option->argument) {
            if (!apply(command, option, NULL, invocation))
                return false;
            continue;
        }
        const char *argument = letters[1] != '\0' ? letters + 1 : **words;
        if (!argument) {
            report_error(command->name, "option '-%c' needs an argument", *letters);
            return false;
        }
        *words += letters[1] == '\0';
        return apply(command, option, argument, invocation);
    }
    return true;
}

static bool check_count(const struct command *command, struct invocation *invocation)
{
    if (invocation->path_count == 1 && read_number(invocation->paths[0], UINT64_MAX, &invocation->count))
        return true;
    if (invocation->path_count == 0)
        report_error(command->name, "COUNT is missing: the number of records to make");
    else if (invocation->path_count > 1)
        report_error(command->name, "only one COUNT is allowed, but there are %zu words", invocation->path_count);
    else
        report_error(command->name, "invalid COUNT '%s': use a number from 0 to %" PRIu64, invocation->paths[0],
                     UINT64_MAX);
    return false;
}

/* The first word is the database. */
static bool take_database(const struct command *command, struct invocation *invocation)
{
    if (invocation->path_count == 0 || invocation->paths[0][0] == '\0') {
        report_error(command->name, "DB is missing: the path of the database");
        return false;
    }
    invocation->database = *invocation->paths++;
    invocation->path_count--;
    if (command->operands == OPERANDS_DATABASE_FILES || invocation->path_count == 0)
        return true;
    report_error(command->name, "only one DB is allowed, but there are %zu words", invocation->path_count + 1);
    return false;
}

static bool check_operands(const struct command *command, struct invocation *invocation)
{
    switch (command->operands) {
    case OPERANDS_FILES:
        break;
    case OPERANDS_FILE:
        if (invocation->path_count > 1) {
            report_error(command->name, "only one FILE is allowed, but there are %zu", invocation->path_count);
            return false;
        }
        break;
    case OPERANDS_COUNT:
        return check_count(command, invocation);
    case OPERANDS_DATABASE:
    case OPERANDS_DATABASE_FILES:
        return take_database(command, invocation);
    }
    return true;
}

bool read_options(const struct command *command, char **words, struct invocation *invocation)
{
    bool only_files = false;
    invocation->paths = words;
    invocation->path_count = 0;
    while (*words && !(invocation->flags & FLAG_HELP)) {
        char *word = *words++;
        bool is_right = true;
        if (only_files || word[0] != '-' || word[1] == '\0')
            invocation->paths[invocation->path_count++] = word; /* the words before are no longer needed */
        else if (strcmp(word, "--") == 0)
            only_files = true;
        else if (word[1] == '-')
            is_right = take_long(command, word + 2, &words, invocation);
        else
            is_right = take_short(command, word + 1, &words, invocation);
        if (!is_right)
            return false;
    }
    return invocation->flags & FLAG_HELP || check_operands(command, invocation);
}
