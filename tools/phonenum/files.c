/*
 * One file after another.
 */
#include "files.h"

#include <string.h>

int files_each(const struct invocation *invocation, const struct sink *sink, bool keeps_going, file_callback *process,
               void *context)
{
    int worst = EXIT_OK;
    if (invocation->path_count == 0)
        return process(context, NULL);
    for (size_t i = 0; i < invocation->path_count && sink_is_open(sink); i++) {
        const char *path = invocation->paths[i];
        int result = process(context, strcmp(path, "-") == 0 ? NULL : path);
        worst = result > worst ? result : worst;
        if (worst == EXIT_SYSTEM || (worst != EXIT_OK && !keeps_going))
            break;
    }
    return worst;
}
