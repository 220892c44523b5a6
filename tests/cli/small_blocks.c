/*
 * The program with blocks so small that a few records fill many of them.
 */
#include "../../tools/phonenum/source.h"

size_t __wrap_source_block_size(void);

size_t __wrap_source_block_size(void)
{
    return 300;
}
