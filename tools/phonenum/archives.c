/*
 * The program has archives.
 */
#include "archives.h"

bool archives_are_built(void)
{
    return true;
}
