/**
 * @file
 * Records to Protocol Buffers bytes and back, by the schema `phonenum/v1/phone_number.proto`.
 *
 * The wire format is that of the protobuf encoding guide, <https://protobuf.dev/programming-guides/encoding/>.
 * The names in quotes below are sections of that guide. The guide leaves some choices open. This library
 * chooses as follows.
 *
 * **Output.**
 *
 * - The fields of a message are in the order of their numbers ("Field Order"). Its unknown fields come after
 *   its known fields, byte for byte as they were.
 * - Each varint is as short as possible ("Base 128 Varints").
 * - The same record gives the same bytes on every machine and in every version. If it has no unknown fields,
 *   C++ protobuf writes the same bytes.
 *
 * **Input.**
 *
 * - Fields may be in any order ("Field Order").
 * - If a field that is not a list comes again, the last value counts. If a submessage that is not in a list
 *   comes again, it is merged ("Last One Wins").
 * - A member of a oneof discards the other member, with the unknown fields in it.
 * - Varints may be longer than necessary ("Base 128 Varints"). A value has 1 to 10 bytes, and the 10th is at
 *   most 0x01. A length has 1 to 5 bytes. A tag has 1 to 5 bytes, and the 5th is at most 0x0f.
 * - An enum is the low 32 bits of its varint. A bool is true if its varint is not 0 ("Bools and Enums").
 *
 * **Unknown fields.** These are kept in `unknown`, byte for byte. They set no member and clear no member:
 *
 * - fields with a number that the schema does not have;
 * - groups ("Groups");
 * - fields with a known number and another wire type ("Message Structure");
 * - enum numbers that the schema does not have.
 *
 * **Refused.** These are errors:
 *
 * - input that is truncated anywhere;
 * - a length that runs past the end of its message ("Length-Delimited Records");
 * - field number 0, and wire types 6 and 7 ("Message Structure");
 * - a varint that is longer or larger than described above;
 * - the start of a group without its end, or the end without its start ("Groups");
 * - a text field of the schema that is not valid UTF-8 (Unicode 15, table 3-7);
 * - input that exceeds a limit, for example by its nesting (phonenum_limits).
 */
#ifndef PHONENUM_CODEC_H
#define PHONENUM_CODEC_H

#include <phonenum/arena.h>
#include <phonenum/export.h>
#include <phonenum/limits.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The most bytes that an encoded record can have: 2 GiB - 1. This is the limit of Protocol Buffers for a
 * message: see "Total Size of the Message" in <https://protobuf.dev/programming-guides/proto-limits/>.
 */
#define PHONENUM_ENCODED_SIZE_MAX 0x7fffffff

/** Flags of phonenum_decode_options. */
enum {
    /**
     * Borrow from the input instead of copying it: the texts of the record point into the input. So do the
     * unknown fields of a message, if they are one run of bytes. The input must then stay in place, unchanged,
     * as long as the record is used. Borrowed texts have no NUL at their end. The library never writes to the
     * input.
     */
    PHONENUM_DECODE_BORROW = 1u << 0
};

/** How to decode. If everything is zero, all options have their defaults. */
typedef struct phonenum_decode_options {
    phonenum_limits limits; /**< how much to accept */
    unsigned flags;         /**< 0 or PHONENUM_DECODE_BORROW */
    uint8_t spare[28];      /**< zero: "Room for later versions" in record.h */
} phonenum_decode_options;

/**
 * @name Encoding
 *
 * **The buffer contract.** Four calls write into a buffer of yours: phonenum_encode(),
 * phonenum_encode_delimited(), phonenum_json_write() and phonenum_json_redact(). This holds for them:
 *
 * - `buffer` may have any alignment. It may be NULL if `capacity` is 0.
 * - The call writes nothing after the `capacity` bytes of the buffer. Within the buffer, it may overwrite bytes
 *   after the result.
 * - After PHONENUM_OK, `*size` is the number of bytes of the result. After PHONENUM_ERR_NO_SPACE, it is the
 *   number of bytes that the buffer must have. After any other error, it is 0.
 * - After any failure, the contents of the buffer are unspecified. They may be a part of the record, and may
 *   include backup codes.
 *
 * @{
 */

/**
 * Counts the bytes that a record takes when it is encoded.
 *
 * @param record not NULL.
 * @param[out] size the number of bytes.
 * @param[out] error may be NULL. Its field is the path of what is wrong. With PHONENUM_ERR_LIMIT, the path may
 *        be empty if no field is too large by itself.
 * @return PHONENUM_OK, or the reason why the record can't be encoded:
 *         - PHONENUM_ERR_RECORD, if one of these is true:
 *           + the data of a text or of `unknown` is NULL, but its size is not 0;
 *           + a list is NULL, but its count is not 0;
 *           + an element of `backup_codes` is absent;
 *           + a kind of verification, a kind of strategy or an enum number is not one of the schema's;
 *           + a custom strategy has no text;
 *           + an Admin verification has a `channel`;
 *           + `unknown` is not a run of well-formed fields, or its groups nest deeper than PHONENUM_DEPTH_MAX;
 *           + a spare byte is set ("Room for later versions" in record.h);
 *         - PHONENUM_ERR_UTF8: a text is not valid UTF-8 (Unicode 15, table 3-7);
 *         - PHONENUM_ERR_LIMIT: there would be more than PHONENUM_ENCODED_SIZE_MAX bytes.
 * @post After a failure, `*size` is 0.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encoded_size(const phonenum_record *record, size_t *size,
                                                                          phonenum_error *error);

/**
 * Encodes a record into a buffer. A buffer of 1.25 KiB or more is quickest. A smaller one costs one more copy.
 *
 * @param record not NULL.
 * @param[out] buffer where the bytes go. The buffer contract above holds.
 * @param capacity bytes in buffer.
 * @param[out] size the number of bytes of the encoded record; see the buffer contract.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_SPACE: the buffer is too small;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8, PHONENUM_ERR_LIMIT: the same as from
 *           phonenum_encoded_size().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode(const phonenum_record *record, void *buffer,
                                                                    size_t capacity, size_t *size,
                                                                    phonenum_error *error);

/**
 * Encodes a record in the delimited form: its length as a varint, and then its bytes.
 *
 * To make a stream in memory, call this for one record after another. For streams that go elsewhere, see
 * phonenum/stream.h.
 *
 * @param record not NULL.
 * @param[out] buffer where the bytes go. The buffer contract above holds.
 * @param capacity bytes in buffer.
 * @param[out] size the number of bytes of the length and the encoded record; see the buffer contract.
 * @param[out] error may be NULL.
 * @return the same as phonenum_encode().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode_delimited(const phonenum_record *record,
                                                                              void *buffer, size_t capacity,
                                                                              size_t *size, phonenum_error *error);

/**
 * Encodes a record into memory of an arena.
 *
 * @param record not NULL.
 * @param arena where the bytes go. The arena contract holds (see phonenum_arena).
 * @param[out] encoded the bytes.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_RECORD, PHONENUM_ERR_UTF8, PHONENUM_ERR_LIMIT: the same as from
 *           phonenum_encoded_size().
 * @post After success, `encoded` is present, even if it has no bytes. After a failure, it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode_arena(const phonenum_record *record,
                                                                          phonenum_arena *arena,
                                                                          phonenum_bytes *encoded,
                                                                          phonenum_error *error);

/** @} */

/**
 * @name Decoding
 * @{
 */

/**
 * Decodes one record.
 *
 * Well-formed bytes are never refused for what they say. phonenum_validate() checks what they say.
 *
 * **Time and memory** are linear in the input. For an ordinary record, a fresh arena makes one allocation. An
 * arena that has held a similar record makes none. The library never takes memory only because a length or a
 * count announces data. For any input, a fresh arena takes at most 96 bytes for each byte of the input, and 16
 * KiB. The worst input is many empty links: each has two bytes, and becomes a whole phonenum_link. Chunks also
 * have unused room at their ends. A list has room for 4 links or for 10 codes at first.
 *
 * @param data the bytes, at any alignment. May be NULL if `size` is 0.
 * @param size bytes at data. 0 bytes are a record in which everything is absent.
 * @param options NULL means the defaults.
 * @param arena where texts, lists and unknown fields go. The arena contract holds (see phonenum_arena).
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] error may be NULL.
 * @return PHONENUM_OK, or
 *         - PHONENUM_ERR_NO_MEMORY: the arena has no memory left;
 *         - PHONENUM_ERR_ARGUMENT: an option is out of range, or a spare byte of the options is set;
 *         - PHONENUM_ERR_LIMIT: the bytes exceed one of options.limits;
 *         - PHONENUM_ERR_TRUNCATED, PHONENUM_ERR_LENGTH, PHONENUM_ERR_TAG, PHONENUM_ERR_WIRE_TYPE,
 *           PHONENUM_ERR_GROUP or PHONENUM_ERR_VARINT: the bytes are not well-formed;
 *         - PHONENUM_ERR_UTF8: a text is not valid UTF-8.
 * @post After success, `record` is what the bytes say. After a failure, everything in it is absent.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_decode(const void *data, size_t size,
                                                                    const phonenum_decode_options *options,
                                                                    phonenum_arena *arena, phonenum_record *record,
                                                                    phonenum_error *error);

/**
 * Decodes one record in the delimited form: its length as a varint, and then its bytes.
 *
 * Other bytes may follow, such as the next record. For streams that come from elsewhere, see phonenum/stream.h.
 *
 * @param data the bytes, from the length on, at any alignment. May be NULL if `size` is 0.
 * @param size bytes at data.
 * @param options NULL means the defaults.
 * @param arena the same as for phonenum_decode().
 * @param[out] record overwritten; nothing is merged into it.
 * @param[out] consumed the number of bytes of the length and the record.
 * @param[out] error may be NULL. Its offset counts from `data`.
 * @return the same as phonenum_decode(). Three errors have another reason too:
 *         - PHONENUM_ERR_TRUNCATED: the bytes end inside the length or inside the record;
 *         - PHONENUM_ERR_VARINT: the length has more than 5 bytes;
 *         - PHONENUM_ERR_LIMIT: the length is greater than options.limits.input.
 * @post After success, `record` is what the bytes say. After a failure, everything in it is absent, and
 *       `*consumed` is 0.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_decode_delimited(const void *data, size_t size,
                                                                              const phonenum_decode_options *options,
                                                                              phonenum_arena *arena,
                                                                              phonenum_record *record, size_t *consumed,
                                                                              phonenum_error *error);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
