/*
 * Splitting a stream without reading it: for programs that get its bytes themselves.
 */
#include "base/error.h"
#include "base/limits.h"
#include "codec/delimited.h"

#include <phonenum/stream.h>

phonenum_status phonenum_stream_split(const void *data, size_t size, const phonenum_decode_options *options,
                                      phonenum_bytes *encoded, size_t *used, size_t *missing, phonenum_error *error)
{
    struct delimited found;
    const size_t most = options && options->limits.input ? options->limits.input : limit_defaults.input;
    *encoded = (phonenum_bytes){NULL, 0};
    *used = *missing = 0;
    phonenum_status status = phonenum_find_delimited(data, size, most, &found, error);
    if (status == PHONENUM_ERR_TRUNCATED)
        *missing = found.missing;
    if (status)
        return status;
    *encoded = (phonenum_bytes){(const uint8_t *)data + found.header_size, found.record_size};
    *used = found.header_size + found.record_size;
    return phonenum_success(error);
}
