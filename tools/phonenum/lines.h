/*
 * Reads records that are lines of text, such as the columns of a database.
 */
#ifndef PHONENUM_TOOLS_LINES_H
#define PHONENUM_TOOLS_LINES_H

#include "format.h"
#include "window.h"

struct lines {
    struct window window;
    enum format format;
    uint64_t number; /* of the last line, from 1 */
    size_t used;     /* bytes of the last line, which are still in the window */
    bool is_lost;
};

/*
 * Reads the next line that is not blank. It may have quotes around it, and hexadecimal digits may have what databases
 * write before them. After a wrong line, the next call goes on with the next line.
 */
phonenum_status lines_next(struct lines *lines, phonenum_bytes *encoded, phonenum_error *error);

void lines_free(struct lines *lines);

#endif
