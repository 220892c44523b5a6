/*
 * What a compiled path means.
 */
#ifndef PHONENUM_SRC_FIND_PATH_H
#define PHONENUM_SRC_FIND_PATH_H

#include "record/schema.h"

#include <phonenum/find.h>

/*
 * phonenum_path.place: where the value is.
 *
 * `record_tags` are the two tags that matter in the record, and `entered_tags` those of them whose messages are walked.
 * `tags` are the two that matter in the message that has the value: the field's own, and that of the field which
 * replaces it in a oneof. If only one tag matters, it is there twice. A varint above `last` sets nothing.
 */
enum path_place {
    PLACE_NONE, /* of a path that was not compiled */
    PLACE_RECORD,
    PLACE_VERIFICATION,
    PLACE_LINK, /* the link is number `index` */
    PLACE_CODE, /* the code is number `index` */
    PLACE_KIND, /* the value is which of record_tags came last */
    PLACE_COUNT /* the value is how often record_tags[0] comes */
};

#endif
