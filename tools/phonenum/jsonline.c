/*
 * Writes the JSON into the free space of the sink, as soon as that is large enough.
 */
#include "jsonline.h"

phonenum_status json_line_put(struct sink *sink, const phonenum_record *record,
                              const phonenum_json_write_options *options, phonenum_error *error)
{
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    for (size_t size = 0; status == PHONENUM_ERR_NO_SPACE;) {
        size_t room;
        char *buffer = sink_reserve(sink, size + 1, &room);
        if (!buffer)
            return PHONENUM_ERR_NO_MEMORY;
        status = phonenum_json_write(record, options, buffer, room - 1, &size, error);
        if (status)
            continue;
        buffer[size] = '\n';
        sink_take_json(sink, size + 1);
    }
    return status;
}
