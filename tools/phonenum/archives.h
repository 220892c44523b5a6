/*
 * Archives, and whether there are any. Where the program is built without them, no_archives.c stands in for their
 * library, so that the program can be linked.
 */
#ifndef PHONENUM_TOOLS_ARCHIVES_H
#define PHONENUM_TOOLS_ARCHIVES_H

#include <phonenum/archive.h>

/* Whether the program was built with archives. If not, no function of phonenum/archive.h must be relied on. */
bool archives_are_built(void);

#endif
