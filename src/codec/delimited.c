/*
 * Length-delimited records: finding one in bytes, and decoding it.
 */
#include "codec/delimited.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/memory.h"
#include "codec/options.h"
#include "wire/wire.h"

phonenum_status phonenum_find_delimited(const uint8_t *data, size_t size, const phonenum_decode_options *options,
                                        struct delimited *found, phonenum_error *error)
{
    const size_t most = options && options->limits.input ? options->limits.input : limit_defaults.input;
    wire_reader in = {data, size > 0 ? data + size : data};
    uint64_t length;
    *found = (struct delimited){.missing = 1};
    phonenum_status status = wire_read_sized_varint(&in, &length, WIRE_VARINT32_SIZE_MAX);
    if (status == PHONENUM_ERR_VARINT)
        return phonenum_error_set(error, status, 0, "the length of the record takes more than 5 bytes");
    if (status)
        return phonenum_error_set(error, status, size, "the input ends inside the length of the record");
    if (length > most)
        return phonenum_error_set(error, PHONENUM_ERR_LIMIT, 0, "the record is larger than the limit");
    const size_t room = wire_room(&in);
    found->header_size = (size_t)(in.next - data);
    found->record_size = length < room ? (size_t)length : room;
    found->missing = (size_t)length - found->record_size;
    if (found->missing > 0)
        return phonenum_error_set(error, PHONENUM_ERR_TRUNCATED, size, "the input ends inside the record");
    return PHONENUM_OK;
}

phonenum_status phonenum_decode_delimited(const void *data, size_t size, const phonenum_decode_options *options,
                                          phonenum_arena *arena, phonenum_record *record, size_t *consumed,
                                          phonenum_error *error)
{
    struct delimited found;
    *consumed = 0;
    phonenum_status status = phonenum_find_delimited(data, size, options, &found, error);
    if (status) {
        phonenum_clear(record, sizeof *record);
        return check_decode_options(options, error) ? PHONENUM_ERR_ARGUMENT : status;
    }
    const uint8_t *start = (const uint8_t *)data + found.header_size;
    status = phonenum_decode(start, found.record_size, options, arena, record, error);
    if (!status)
        *consumed = found.header_size + found.record_size;
    else if (error && phonenum_status_has_offset(status))
        error->offset += found.header_size;
    return status;
}
