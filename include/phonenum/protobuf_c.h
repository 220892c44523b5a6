/**
 * @file
 * Records to and from the struct that protobuf-c generates, for programs whose own protobuf-c messages embed this one.
 *
 * In a library of its own, libphonenum-protobuf-c, with the generated code. Whoever needs bytes does not need this:
 * phonenum_encode() and phonenum_decode() go straight between bytes and the record.
 */
#ifndef PHONENUM_PROTOBUF_C_H
#define PHONENUM_PROTOBUF_C_H

#include <phonenum/phonenum.h>
#include <phonenum/v1/phone_number.pb-c.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a protobuf-c message that says what a record says: packed, it gives the bytes of phonenum_encode().
 *
 * @param record not NULL.
 * @param arena where the message and all it points to go (text is copied): it lives until the arena is reset or freed,
 *        and must not be given to free_unpacked. On failure the arena is as it was.
 * @param message the message; NULL on failure.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; as phonenum_encoded_size() for what can't be encoded; or
 *         PHONENUM_ERR_RECORD, with the path, for what that struct can't hold: text with a NUL in it, an unknown field
 *         whose tag is longer than need be.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_to_protobuf_c(const phonenum_record *record,
                                                                           phonenum_arena *arena,
                                                                           Phonenum__V1__PhoneNumber **message,
                                                                           phonenum_error *error);

/**
 * Makes a record that says what a protobuf-c message says.
 *
 * Text is not copied: the message must stay as it is for as long as the record is used. phonenum_copy() makes the
 * record independent of it. protobuf-c has by then lost what its own unpacking loses; phonenum_decode() loses nothing.
 *
 * @param message not NULL; from unpack, from phonenum_to_protobuf_c(), or filled by hand.
 * @param arena where lists and unknown fields go. On failure it is as it was.
 * @param record overwritten; all absent on failure. Enum numbers that the schema does not have come into `unknown`, as
 *        they would from the message's bytes.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; PHONENUM_ERR_RECORD, with the path, for a oneof case without its
 *         member, a case out of range, a NULL list with a count, a list with a NULL element, an unknown field that is
 *         not well-formed; PHONENUM_ERR_LIMIT for unknown fields above PHONENUM_ENCODED_SIZE_MAX. Text that is not
 *         UTF-8 is found by phonenum_encode().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_from_protobuf_c(const Phonenum__V1__PhoneNumber *message,
                                                                             phonenum_arena *arena,
                                                                             phonenum_record *record,
                                                                             phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
