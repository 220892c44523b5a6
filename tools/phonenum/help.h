/*
 * The help of the program and of each command.
 */
#ifndef PHONENUM_TOOLS_HELP_H
#define PHONENUM_TOOLS_HELP_H

#include "commands.h"

/* These print to standard output, and return an exit status. */
int print_help(void);
int print_command_help(const struct command *command);
int print_version(void);

#endif
