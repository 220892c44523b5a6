/*
 * The careful walk over a record, for all that the quick ones leave to it.
 */
#ifndef PHONENUM_SRC_CODEC_CAREFUL_H
#define PHONENUM_SRC_CODEC_CAREFUL_H

#include <phonenum/codec.h>

/* phonenum_encoded_size(), for any record. REQUIRES: the error is that of a success. */
phonenum_status phonenum_size_carefully(const phonenum_record *record, size_t *size, phonenum_error *error);

#endif
