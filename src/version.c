/*
 * The version of the library.
 */
#include <phonenum/phonenum.h>

const char *phonenum_version(void)
{
    return PHONENUM_VERSION;
}
