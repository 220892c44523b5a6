/*
 * Recognises what an input is that a command could not read, and says which command reads it.
 */
#ifndef PHONENUM_TOOLS_FORMS_H
#define PHONENUM_TOOLS_FORMS_H

#include "program.h"
#include "source.h"

/*
 * If a command failed at the start of its input: notes what the input seems to be, if that is not what the command
 * expects. encode expects JSON, and the others expect their format. Also notes that an input is empty. Returns whether
 * there was anything to note.
 */
bool forms_note_other(const struct source *source, const struct invocation *invocation);

/* The command, and what must stand between it and the input. */
const char *forms_command(const struct invocation *invocation);

/* Whether the start of the input is JSON, rather than length-delimited records. */
bool forms_is_json(const struct source *source);

/* The option for the lengths that the records seem to have, as in `--framing=be32`. NULL if none fits. */
const char *forms_framing_option(const struct source *source);

#endif
