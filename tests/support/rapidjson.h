/*
 * RapidJSON as a judge of JSON.
 */
#ifndef PHONENUM_TESTS_RAPIDJSON_H
#define PHONENUM_TESTS_RAPIDJSON_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    RAPIDJSON_CAN_NOT_TELL = -1 /* for a number that no double holds */
};

/* Whether the text is one JSON object, to RapidJSON. */
int rapidjson_takes(const char *text, size_t size);

#ifdef __cplusplus
}
#endif

#endif
