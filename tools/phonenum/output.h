/*
 * Where the output goes: standard output, or a file that appears when it is whole.
 */
#ifndef PHONENUM_TOOLS_OUTPUT_H
#define PHONENUM_TOOLS_OUTPUT_H

#include <stdbool.h>
#include <sys/types.h>

struct output {
    int descriptor;
    const char *name; /* for messages */
    const char *path; /* of the file, or NULL */
    char *temporary;  /* the name of the file until it is whole, or NULL if there is none */
    mode_t mode;      /* of the file that is replaced, or 0 */
};

struct output output_to_standard_output(void);

/*
 * Creates a temporary file beside the path, which only its owner may read. If there is something else than a file at
 * the path, such as a device or a link, opens that. Returns 0 or errno.
 */
int output_open(struct output *output, const char *path);

/* Closes the output. Then gives the temporary file its name, or removes it if it is not kept. Returns 0 or errno. */
int output_close(struct output *output, bool is_kept);

#endif
