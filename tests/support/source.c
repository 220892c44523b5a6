/*
 * Inputs and outputs of readers and writers.
 */
#include "source.h"

#include "check.h"

#include <string.h>

phonenum_status test_source_read(void *source, void *buffer, size_t capacity, size_t *size)
{
    test_source *in = source;
    if (in->ended || capacity == 0)
        fail_msg("read after the end, or into nothing");
    if (in->failure && in->given >= in->fail_at) {
        in->ended = true;
        return in->failure;
    }
    size_t most = in->failure ? in->fail_at - in->given : in->size - in->given;
    *size = capacity < most ? capacity : most;
    if (in->chunk > 0 && *size > in->chunk)
        *size = in->chunk;
    if (*size > 0)
        memcpy(buffer, in->data + in->given, *size);
    in->given += *size;
    in->ended = *size == 0;
    return PHONENUM_OK;
}

phonenum_status test_sink_write(void *sink, const void *data, size_t size)
{
    test_sink *out = sink;
    if (size == 0)
        fail_msg("nothing is to be written");
    if (++out->calls == out->fail_at)
        return PHONENUM_ERR_IO;
    build_bytes(&out->bytes, data, size);
    return PHONENUM_OK;
}
