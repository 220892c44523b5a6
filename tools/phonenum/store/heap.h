/*
 * Memory for SQLite. It holds records, so it is wiped before it is freed.
 */
#ifndef PHONENUM_TOOLS_STORE_HEAP_H
#define PHONENUM_TOOLS_STORE_HEAP_H

/* Lets SQLite take its memory here. Must be called before anything else of SQLite. Returns a result code of SQLite. */
int heap_use(void);

#endif
