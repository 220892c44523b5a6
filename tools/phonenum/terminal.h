/*
 * JSON for a terminal.
 */
#ifndef PHONENUM_TOOLS_TERMINAL_H
#define PHONENUM_TOOLS_TERMINAL_H

#include <stddef.h>

/*
 * Writes characters of JSON as escapes if a terminal may obey them, or show the text around them in another order: DEL,
 * the C1 controls and the bidirectional controls. The JSON stays the same to all that read it. The room must have
 * terminal_size() bytes.
 */
size_t terminal_size(const char *json, size_t size);
void terminal_escape(char *json, size_t size);

#endif
