/*
 * Texts that are not UTF-8, for all who must refuse them.
 */
#ifndef PHONENUM_TESTS_TEXTS_H
#define PHONENUM_TESTS_TEXTS_H

#include <stddef.h>

typedef struct bad_text {
    const char *what;
    const char *bytes; /* wrong from the first one on, whatever ASCII stands around them */
    size_t size;
} bad_text;

extern const bad_text bad_texts[26];

#endif
