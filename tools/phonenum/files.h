/*
 * Goes through the input files of a command.
 */
#ifndef PHONENUM_TOOLS_FILES_H
#define PHONENUM_TOOLS_FILES_H

#include "program.h"
#include "sink.h"

/* Processes one file, or standard input if the path is NULL. Returns an exit status. */
typedef int file_callback(void *context, const char *path);

/*
 * Processes each FILE of the command, or standard input if there is none. Stops if the output is no longer open, after
 * a file whose result is EXIT_SYSTEM, and unless the command keeps going, after one whose result is not EXIT_OK.
 * Returns the worst result.
 */
int files_each(const struct invocation *invocation, const struct sink *sink, bool keeps_going, file_callback *process,
               void *context);

#endif
