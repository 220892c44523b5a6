/*
 * Checking the texts of a record that are not all ASCII.
 */
#ifndef PHONENUM_SRC_CODEC_TEXTS_H
#define PHONENUM_SRC_CODEC_TEXTS_H

#include <phonenum/record.h>
#include <stdbool.h>

/* Whether a text is valid UTF-8. One that is absent is, too. REQUIRES: the size of an absent text is 0. */
bool phonenum_is_text_utf8(const phonenum_str *text);

/*
 * Whether all texts of usual sizes are valid UTF-8: those that are copied and counted as if they were ASCII. REQUIRES:
 * nothing else is wrong with the record.
 */
bool phonenum_are_texts_utf8(const phonenum_record *record);

#endif
