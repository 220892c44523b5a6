/*
 * Reads the command line of a command.
 */
#ifndef PHONENUM_TOOLS_OPTIONS_H
#define PHONENUM_TOOLS_OPTIONS_H

#include "commands.h"

/*
 * Reads the words behind the name of the command. The list of words is changed, and the invocation keeps using it. If a
 * word is wrong, reports it and returns false. Stops at --help, and sets FLAG_HELP.
 */
bool read_options(const struct command *command, char **words, struct invocation *invocation);

#endif
