/*
 * Where a malformed record ends, so that reading can go on after it.
 */
#ifndef PHONENUM_SRC_JSON_RECOVER_H
#define PHONENUM_SRC_JSON_RECOVER_H

#include <phonenum/json.h>

/* How a record ends. */
enum ending {
    ENDS_BALANCED,      /* its brackets are closed; or it has none, and an element of the array ends */
    ENDS_WITH_LINE,     /* it has no brackets, and a line with one follows */
    ENDS_BEFORE_RECORD, /* its brackets stay open, and a line begins the next record */
    ENDS_AT_SEPARATOR,  /* with a record separator of RFC 7464 */
    ENDS_WITH_TEXT      /* with the text: no next record can be told apart */
};

/* Makes sure that `size` bytes are there, unless the text ends before. */
phonenum_status phonenum_json_reader_need(phonenum_json_reader *reader, size_t size);

/* Steps over text. */
void phonenum_json_reader_consume(phonenum_json_reader *reader, size_t size);

/* The most bytes that a record may have, and the most objects and arrays that may be open in it. */
size_t phonenum_json_reader_most(const phonenum_json_reader *reader);
size_t phonenum_json_reader_depth(const phonenum_json_reader *reader);

/*
 * Finds the end of what begins at the reader's place. Takes time that is linear in the extent, and in that of the record
 * which comes next. In an array, a comma or a closing bracket ends what has no brackets.
 */
phonenum_status phonenum_json_find_end(phonenum_json_reader *reader, bool in_array, enum ending *ending, size_t *size);

/* The same, and steps over it. */
phonenum_status phonenum_json_step_to_end(phonenum_json_reader *reader, bool in_array, enum ending *ending);

#endif
