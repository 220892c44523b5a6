/*
 * Where the output goes: standard output, or a file that appears when it is whole.
 */
#ifndef PHONENUM_TOOLS_OUTPUT_H
#define PHONENUM_TOOLS_OUTPUT_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct output {
    int descriptor;
    const char *name; /* for messages */
    const char *path; /* of the file, or NULL */
    char *target; /* the name of the file when it is whole, to which a link may lead; NULL if it is written at once */
    char *temporary; /* its name until then, or NULL */
    mode_t mode;     /* of the file that is replaced, or 0 */
};

struct output output_to_standard_output(void);

/*
 * Creates a temporary file beside the path, or beside the file to which it is a link. Only its owner may read it. If
 * there is something else than a file, such as a device, opens that. Returns 0 or errno.
 */
int output_open(struct output *output, const char *path);

/* Whether the path leads to the file that `input` describes. */
bool output_would_replace(const char *path, const struct stat *input);

/* Closes the output. Then gives the temporary file its name, or removes it if it is not kept. Returns 0 or errno. */
int output_close(struct output *output, bool is_kept);

#endif
