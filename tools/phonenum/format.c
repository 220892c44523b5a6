/*
 * Encoding in each format.
 */
#include "format.h"

#include "bytetext.h"

#include <phonenum/stream.h>
#include <stdint.h>
#include <string.h>

size_t format_prefix_size(enum format format)
{
    switch (format) {
    case FORMAT_BE16:
        return 2;
    case FORMAT_BE32:
    case FORMAT_LE32:
        return 4;
    case FORMAT_GRPC:
        return 5;
    case FORMAT_VARINT:
    case FORMAT_RAW:
    case FORMAT_HEX:
    case FORMAT_BASE64:
    case FORMAT_ARCHIVE:
        break;
    }
    return 0;
}

size_t format_prefix_length(enum format format, const unsigned char *prefix)
{
    const size_t size = format_prefix_size(format);
    uint32_t length = 0;
    for (size_t i = format == FORMAT_GRPC ? 1 : 0; i < size; i++)
        length = length << 8 | prefix[format == FORMAT_LE32 ? size - 1 - i : i];
    return length;
}

static void put_prefix(enum format format, size_t length, unsigned char *prefix)
{
    const size_t size = format_prefix_size(format);
    for (size_t i = 0; i < size; i++, length >>= 8)
        prefix[format == FORMAT_LE32 ? i : size - 1 - i] = (unsigned char)length;
}

static phonenum_status too_large(phonenum_error *error)
{
    *error = (phonenum_error){.status = PHONENUM_ERR_LIMIT,
                              .message = "the record has more than 65535 bytes, the most for --framing=be16"};
    return error->status;
}

/* An encoded record is smaller than 2 GiB, so its length fits into 4 bytes, and the sum into size_t. */
static phonenum_status encode_behind_prefix(enum format format, const phonenum_record *record, unsigned char *buffer,
                                            size_t capacity, size_t *size, phonenum_error *error)
{
    const size_t prefix = format_prefix_size(format);
    const bool has_room = capacity > prefix;
    phonenum_status status =
        phonenum_encode(record, has_room ? buffer + prefix : NULL, has_room ? capacity - prefix : 0, size, error);
    if (format == FORMAT_BE16 && *size > UINT16_MAX) {
        *size = 0;
        return too_large(error);
    }
    if (!status || status == PHONENUM_ERR_NO_SPACE)
        *size += prefix;
    if (!status && capacity < prefix)
        return PHONENUM_ERR_NO_SPACE;
    if (!status)
        put_prefix(format, *size - prefix, buffer);
    return status;
}

/* The bytes are first put where the text ends. A record without bytes is a pair of quotes: blank lines are skipped. */
static phonenum_status encode_line(enum format format, const phonenum_record *record, char *buffer, size_t capacity,
                                   size_t *size, phonenum_error *error)
{
    static const char no_bytes[] = "\"\"";
    size_t bytes;
    phonenum_status status = phonenum_encoded_size(record, &bytes, error);
    *size = 0;
    if (status)
        return status;
    const size_t digits = format == FORMAT_HEX ? hex_size(bytes) : base64_size(bytes);
    const size_t text = digits > 0 ? digits : strlen(no_bytes);
    *size = text + 1;
    if (capacity < *size)
        return PHONENUM_ERR_NO_SPACE;
    unsigned char *end = (unsigned char *)buffer + *size;
    status = phonenum_encode(record, end - bytes, bytes, &bytes, error);
    if (status)
        return status;
    if (digits == 0)
        memcpy(buffer, no_bytes, text);
    else if (format == FORMAT_HEX)
        hex_write(end - bytes, bytes, buffer);
    else
        base64_write(end - bytes, bytes, buffer);
    buffer[text] = '\n';
    return PHONENUM_OK;
}

phonenum_status format_encode(enum format format, const phonenum_record *record, void *buffer, size_t capacity,
                              size_t *size, phonenum_error *error)
{
    switch (format) {
    case FORMAT_VARINT:
    case FORMAT_ARCHIVE: /* the sink makes frames of many records */
        return phonenum_encode_delimited(record, buffer, capacity, size, error);
    case FORMAT_BE16:
    case FORMAT_BE32:
    case FORMAT_LE32:
    case FORMAT_GRPC:
        return encode_behind_prefix(format, record, buffer, capacity, size, error);
    case FORMAT_HEX:
    case FORMAT_BASE64:
        return encode_line(format, record, buffer, capacity, size, error);
    case FORMAT_RAW:
        break;
    }
    return phonenum_encode(record, buffer, capacity, size, error);
}
