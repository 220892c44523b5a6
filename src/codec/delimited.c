/*
 * Length-delimited records: finding one in bytes, and decoding it.
 */
#include "codec/delimited.h"

#include "base/error.h"
#include "base/memory.h"
#include "codec/decode.h"
#include "codec/options.h"
#include "wire/wire.h"

phonenum_status phonenum_find_delimited(const uint8_t *data, size_t size, size_t most, struct delimited *found,
                                        phonenum_error *error)
{
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

/* REQUIRES: the options were checked. */
static NEVER_INLINE phonenum_status decode_after_length(const uint8_t *data, size_t size,
                                                        const phonenum_decode_options *options, phonenum_arena *arena,
                                                        phonenum_record *record, size_t *consumed,
                                                        phonenum_error *error)
{
    struct delimited found;
    phonenum_status status = PHONENUM_OK;
    if (!LIKELY(find_usual_delimited(data, size, options->limits.input, &found)))
        status = phonenum_find_delimited(data, size, options->limits.input, &found, error);
    if (!LIKELY(status == PHONENUM_OK)) {
        phonenum_clear(record, sizeof *record);
        return status;
    }
    status = phonenum_decode_checked(data + found.header_size, found.record_size, options, arena, record, error);
    if (LIKELY(status == PHONENUM_OK))
        *consumed = found.header_size + found.record_size;
    else if (error && phonenum_status_has_offset(status))
        error->offset += found.header_size;
    return status;
}

phonenum_status phonenum_decode_delimited(const void *data, size_t size, const phonenum_decode_options *options,
                                          phonenum_arena *arena, phonenum_record *record, size_t *consumed,
                                          phonenum_error *error)
{
    phonenum_decode_options checked;
    *consumed = 0;
    if (!options)
        return decode_after_length(data, size, &phonenum_decode_defaults, arena, record, consumed, error);
    if (phonenum_check_decode_options(options, &checked, error)) {
        phonenum_clear(record, sizeof *record);
        return PHONENUM_ERR_ARGUMENT;
    }
    return decode_after_length(data, size, &checked, arena, record, consumed, error);
}
