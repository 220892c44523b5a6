/*
 * C and C++: asks encoded bytes for every path of the schema, and holds the values against what decoding made of them.
 */
#ifndef PHONENUM_TESTS_PATHS_H
#define PHONENUM_TESTS_PATHS_H

#include <phonenum/record.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The first path whose value differs from what decoding gave; NULL if there is none. `decoding` is the error of
 * decoding. If decoding failed, finding may fail at the same place or later, and nothing else is compared. The result
 * is valid until the next call.
 */
const char *path_that_differs(const void *data, size_t size, const phonenum_record *record,
                              const phonenum_error *decoding);

#ifdef __cplusplus
}
#endif

#endif
