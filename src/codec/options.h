/*
 * The options of decoding.
 */
#ifndef PHONENUM_SRC_CODEC_OPTIONS_H
#define PHONENUM_SRC_CODEC_OPTIONS_H

#include <phonenum/codec.h>

/* The default options, with the limits that they stand for. */
extern const phonenum_decode_options phonenum_decode_defaults;

/*
 * Checks options, and copies them with each limit of 0 replaced by its default. Returns PHONENUM_ERR_ARGUMENT, and then
 * sets the error, if one is out of range. `checked` may be the same struct.
 */
phonenum_status phonenum_check_decode_options(const phonenum_decode_options *options, phonenum_decode_options *checked,
                                              phonenum_error *error);

#endif
