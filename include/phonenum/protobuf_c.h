/**
 * @file
 * The bridge: records to the struct that protobuf-c generates, and back. It is for programs whose own
 * protobuf-c messages contain this message.
 *
 * The bridge is in a library of its own, libphonenum-protobuf-c, together with the generated code. If you only
 * need bytes, you do not need it: phonenum_encode() and phonenum_decode() convert directly between the record
 * and the bytes.
 */
#ifndef PHONENUM_PROTOBUF_C_H
#define PHONENUM_PROTOBUF_C_H

#include <phonenum/phonenum.h>
#include <phonenum/v1/phone_number.pb-c.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a protobuf-c message from a record. If you pack it, you get the bytes of phonenum_encode().
 *
 * @param record not NULL. Its text is copied.
 * @param arena where the message and everything in it go. The arena contract holds (see phonenum_arena).
 * @param[out] message the message. Do not pass it to free_unpacked: it belongs to the arena.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8, PHONENUM_ERR_LIMIT: the same as from
 *           phonenum_encoded_size();
 *         - PHONENUM_ERR_RECORD: also for what the struct of protobuf-c can't hold. This is a text that
 *           contains a NUL, or an unknown field whose tag is longer than necessary. The error's field is the
 *           path of it.
 * @post After a failure, `*message` is NULL.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_to_protobuf_c(const phonenum_record *record,
                                                                           phonenum_arena *arena,
                                                                           Phonenum__V1__PhoneNumber **message,
                                                                           phonenum_error *error);

/**
 * Makes a record from a protobuf-c message.
 *
 * Text is not copied. The message must stay in place, unchanged, as long as the record is used. phonenum_copy()
 * makes a record that does not need the message.
 *
 * Some input is lost when protobuf-c unpacks it, and this call can't bring it back. phonenum_decode() loses
 * nothing.
 *
 * @param message not NULL. It may come from unpack or from phonenum_to_protobuf_c(), or you may fill it by
 *        hand.
 * @param arena where lists and unknown fields go. The arena contract holds (see phonenum_arena).
 * @param[out] record overwritten; nothing is merged into it. Enum numbers that the schema does not have go into
 *        `unknown`, as they do when the bytes of the message are decoded.
 * @param[out] error may be NULL. Its field is the path of what is wrong.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_RECORD, if one of these is true:
 *           + the case of a oneof is out of range, or its member is NULL;
 *           + a list is NULL, but its count is not 0;
 *           + an element of a list is NULL;
 *           + an unknown field is not well-formed;
 *         - PHONENUM_ERR_LIMIT: a message has more bytes of unknown fields than PHONENUM_ENCODED_SIZE_MAX.
 * @post After success, `record` is what the message says. Its text is not checked: phonenum_encode() finds text
 *       that is not valid UTF-8. After a failure, everything in `record` is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_from_protobuf_c(const Phonenum__V1__PhoneNumber *message,
                                                                             phonenum_arena *arena,
                                                                             phonenum_record *record,
                                                                             phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
