/*
 * The commands. Each command has a source file with its name. Only main.c calls them.
 */
#ifndef PHONENUM_TOOLS_COMMANDS_H
#define PHONENUM_TOOLS_COMMANDS_H

#include "program.h"

int run_encode(const struct invocation *invocation);
int run_decode(const struct invocation *invocation);
int run_validate(const struct invocation *invocation);
int run_inspect(const struct invocation *invocation);
int run_bench(const struct invocation *invocation);

#endif
