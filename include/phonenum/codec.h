/**
 * @file
 * Records to and from Protocol Buffers bytes, by the schema `phonenum/v1/phone_number.proto`.
 *
 * The wire format is that of <https://protobuf.dev/programming-guides/encoding/>. What follows says which choices are
 * made where that page leaves any.
 *
 * **Output.** Fields by ascending number, varints as short as can be, each message's unknown fields verbatim after
 * its known ones. The same record gives the same bytes on every machine and in every version; without unknown fields
 * they are the bytes that C++ protobuf writes.
 *
 * **Input.** Fields in any order. Of a field that repeats, the last counts; submessages merge; a member of a oneof
 * discards the other member, with its unknown fields. Varints may be longer than need be: 1 to 10 bytes for values (the
 * 10th at most 0x01), 1 to 5 for lengths and for tags (a tag's 5th at most 0x0f). An enum is the low 32 bits of its
 * varint, a bool is any non-zero one.
 *
 * Kept as unknown, setting and clearing nothing: numbers that the schema does not have, groups, a known number with
 * another wire type, an enum number that the schema does not know.
 *
 * Rejected: truncation anywhere, field number 0, wire types 6 and 7, groups without their other end, nesting over the
 * limit, lengths past the end, invalid UTF-8 in any text of the schema, and whatever exceeds a limit.
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

/** The largest encoded record, in bytes: the wire format's own limit for a message. */
#define PHONENUM_ENCODED_SIZE_MAX 0x7fffffff

/** Flags of phonenum_decode_options. */
enum {
    /**
     * Point into the input instead of copying text, and unknown fields where they are one run of bytes. The input must
     * then stay as it is for as long as the record is used. Text is not NUL-terminated. The input is never written to.
     */
    PHONENUM_DECODE_BORROW = 1u << 0
};

/** How to decode. All zero is the default. */
typedef struct phonenum_decode_options {
    phonenum_limits limits; /**< 0 in each for its default */
    unsigned flags;         /**< 0 or PHONENUM_DECODE_BORROW */
    uint8_t spare[28];      /**< zero: room for options of later versions */
} phonenum_decode_options;

/**
 * Bytes that a record takes when encoded.
 *
 * @param record not NULL.
 * @param size set on PHONENUM_OK, 0 otherwise.
 * @param error may be NULL.
 * @return PHONENUM_OK, or why the record can't be encoded:
 *         PHONENUM_ERR_RECORD for NULL data with a size, a NULL array with a count, an absent element of backup_codes,
 *         a kind or an enum number that the schema does not have, a channel in an Admin verification, unknown that is
 *         not well-formed fields;
 *         PHONENUM_ERR_UTF8 for text that is not UTF-8;
 *         PHONENUM_ERR_LIMIT above PHONENUM_ENCODED_SIZE_MAX.
 *         The error's field names the path; with PHONENUM_ERR_LIMIT, of what is too large by itself, else it may be
 *         empty. Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encoded_size(const phonenum_record *record, size_t *size,
                                                                          phonenum_error *error);

/**
 * Encodes a record into the caller's buffer. Quickest where that has 256 bytes more than the record needs.
 *
 * @param record not NULL.
 * @param buffer any alignment; may be NULL when capacity is 0. Unless the call succeeds it holds nothing in particular,
 *        which may be a part of the record, backup codes included.
 * @param capacity bytes in buffer. Never written past; what is behind the record may be written over.
 * @param size the bytes of the record; with PHONENUM_ERR_NO_SPACE, the bytes needed; 0 with any other error.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_SPACE; or as phonenum_encoded_size(). Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode(const phonenum_record *record, void *buffer,
                                                                    size_t capacity, size_t *size,
                                                                    phonenum_error *error);

/**
 * Encodes a record behind its length as a varint: the delimited form, of which a stream can be made in memory. For
 * streams that go elsewhere see phonenum/stream.h.
 *
 * @param record not NULL.
 * @param buffer any alignment; may be NULL when capacity is 0. Unless the call succeeds it holds nothing in particular,
 *        which may be a part of the record, backup codes included.
 * @param capacity bytes in buffer. Never written past; what is behind the record may be written over.
 * @param size the bytes of the record; with PHONENUM_ERR_NO_SPACE, the bytes needed; 0 with any other error.
 * @param error may be NULL.
 * @return as phonenum_encode(). Thread-safe.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode_delimited(const phonenum_record *record,
                                                                              void *buffer, size_t capacity,
                                                                              size_t *size, phonenum_error *error);

/**
 * Encodes a record into memory of an arena.
 *
 * @param record not NULL.
 * @param arena where the bytes go. On failure it is as it was.
 * @param encoded the bytes, present even where there are none; absent on failure.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; or as phonenum_encoded_size().
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_encode_arena(const phonenum_record *record,
                                                                          phonenum_arena *arena,
                                                                          phonenum_bytes *encoded,
                                                                          phonenum_error *error);

/**
 * Decodes one record. Time and memory are linear in the input.
 *
 * Well-formed bytes are never rejected for what they say; see phonenum_validate() for that. Into a fresh arena an
 * ordinary record costs one allocation, into one that has held its like none.
 *
 * Memory is never taken for what a length or a count announces. The most that any input can make a fresh arena take is 96
 * bytes for each of its bytes, and 16 KiB: the shortest link is two bytes of input and a whole phonenum_link, and chunks leave
 * room unused. Small lists have room for 4 links and 10 codes.
 *
 * @param data the bytes; any alignment; may be NULL when size is 0 (a record with everything absent).
 * @param size bytes at data.
 * @param options NULL for the defaults.
 * @param arena where texts, lists and unknown fields go. On failure it is as it was, and what was taken is wiped.
 * @param record overwritten, never merged into: what the bytes say, or all absent on failure.
 * @param error may be NULL.
 * @return PHONENUM_OK; PHONENUM_ERR_NO_MEMORY; PHONENUM_ERR_ARGUMENT for an option out of range; or what is wrong with
 *         the bytes: PHONENUM_ERR_LIMIT, _TRUNCATED, _LENGTH, _TAG, _WIRE_TYPE, _GROUP, _VARINT, _UTF8.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_decode(const void *data, size_t size,
                                                                    const phonenum_decode_options *options,
                                                                    phonenum_arena *arena, phonenum_record *record,
                                                                    phonenum_error *error);

/**
 * Decodes one record that stands after its length: the delimited form. It may be followed by other bytes, such as the
 * next record. For streams that come from elsewhere see phonenum/stream.h.
 *
 * @param data the bytes, from the length on; any alignment; may be NULL when size is 0.
 * @param size bytes at data.
 * @param options NULL for the defaults.
 * @param arena as for phonenum_decode().
 * @param record overwritten: what the bytes say, or all absent on failure.
 * @param consumed the bytes of the length and the record; 0 on failure.
 * @param error may be NULL. Its offset counts from data.
 * @return as phonenum_decode(); PHONENUM_ERR_TRUNCATED also if the bytes end inside the length or the record;
 *         PHONENUM_ERR_VARINT for a length of more than 5 bytes; PHONENUM_ERR_LIMIT for one over options.limits.input.
 */
PHONENUM_EXPORT PHONENUM_MUST_CHECK phonenum_status phonenum_decode_delimited(const void *data, size_t size,
                                                                              const phonenum_decode_options *options,
                                                                              phonenum_arena *arena,
                                                                              phonenum_record *record, size_t *consumed,
                                                                              phonenum_error *error);

#ifdef __cplusplus
}
#endif

#endif
