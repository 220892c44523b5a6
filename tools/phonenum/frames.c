/*
 * Lengths of a fixed size, and the records after them.
 */
#include "frames.h"

static phonenum_status lose_track(struct frames *frames, phonenum_status status, uint64_t offset, const char *message,
                                  phonenum_error *error)
{
    frames->is_lost = true;
    *error = (phonenum_error){.status = status, .offset = offset, .message = message};
    return status;
}

/* Reads the length and steps over it. PHONENUM_END if the input ends before it. */
static phonenum_status read_length(struct frames *frames, size_t *length, bool *is_compressed, phonenum_error *error)
{
    struct window *window = &frames->window;
    const size_t size = format_prefix_size(frames->format);
    const uint64_t offset = window->offset;
    phonenum_status status = window_need(window, size);
    if (status)
        return lose_track(frames, status, 0, phonenum_status_text(status), error);
    if (window_size(window) == 0)
        return lose_track(frames, PHONENUM_END, 0, "", error);
    if (window_size(window) < size)
        return lose_track(frames, PHONENUM_ERR_TRUNCATED, offset + window_size(window),
                          "the stream ends inside the length of a record", error);
    const unsigned flag = frames->format == FORMAT_GRPC ? window_data(window)[0] : 0;
    if (flag > 1)
        return lose_track(frames, PHONENUM_ERR_LENGTH, offset,
                          "this is not gRPC: the byte before a length must be 0, or 1 if the record is compressed",
                          error);
    *is_compressed = flag == 1;
    *length = format_prefix_length(frames->format, window_data(window));
    if (*length > PHONENUM_INPUT_SIZE_DEFAULT)
        return lose_track(frames, PHONENUM_ERR_LIMIT, offset, "the record is larger than the limit", error);
    window_use(window, size);
    return PHONENUM_OK;
}

phonenum_status frames_next(struct frames *frames, phonenum_bytes *encoded, phonenum_error *error)
{
    struct window *window = &frames->window;
    size_t length;
    bool is_compressed;
    *encoded = (phonenum_bytes){NULL, 0};
    *error = (phonenum_error){.message = ""};
    if (frames->is_lost)
        return PHONENUM_END;
    window_use(window, frames->used);
    frames->used = 0;
    phonenum_status status = read_length(frames, &length, &is_compressed, error);
    if (status)
        return status;
    frames->record_offset = window->offset;
    status = window_need(window, length);
    if (status)
        return lose_track(frames, status, 0, phonenum_status_text(status), error);
    const size_t size = window_size(window) < length ? window_size(window) : length;
    frames->used = size;
    if (size < length)
        status =
            lose_track(frames, PHONENUM_ERR_TRUNCATED, window->offset + size, "the stream ends inside a record", error);
    if (is_compressed) {
        *error = (phonenum_error){.status = PHONENUM_ERR_LENGTH,
                                  .offset = window->offset - format_prefix_size(frames->format),
                                  .message = "the record is compressed, and phonenum reads no compressed records"};
        return error->status;
    }
    *encoded = (phonenum_bytes){window_data(window), size};
    return status;
}

void frames_free(struct frames *frames)
{
    window_free(&frames->window);
}
