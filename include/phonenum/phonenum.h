/**
 * @file
 * phonenum: turns phone number records of an identity service into Protocol Buffers bytes and back. Nothing is
 * lost.
 *
 * This header has the record, its memory, its errors and the codec. JSON, streams, finding, inspection and the
 * bridge to protobuf-c have headers of their own in the same directory. The comments in the headers are the manual. This
 * is a tour of all of it.
 *
 * **One record** (record.h, codec.h, arena.h). Fill a record, encode it, decode it:
 *
 * @code{.c}
 * phonenum_record record = PHONENUM_RECORD_INIT, decoded;
 * record.phone_number = PHONENUM_STR("+15555550100");
 * record.verification.kind = PHONENUM_VERIFICATION_OTP;
 *
 * uint8_t bytes[256];
 * size_t size;
 * phonenum_error error;
 * phonenum_arena arena;
 * phonenum_arena_init(&arena, NULL, 0, NULL);
 * if (phonenum_encode(&record, bytes, sizeof bytes, &size, &error) ||
 *     phonenum_decode(bytes, size, NULL, &arena, &decoded, &error))
 *     return fprintf(stderr, "%s: %s\n", error.field, error.message), 1;
 * printf("%s in %zu bytes\n", decoded.phone_number.data, size);
 * phonenum_arena_free(&arena);
 * @endcode
 *
 * A text is a pointer and a size (text.h). It is absent if the pointer is NULL. A number, an enum or a bool is
 * present if its `has_` flag is set. Calls that can fail return a status, and 0 is success. The error says what
 * is wrong and where. phonenum_error_format() makes one line of it (status.h).
 *
 * **Lists and backup codes.** A list is a pointer and a count. The elements are yours:
 *
 * @code{.c}
 * phonenum_link links[] = {{.type = PHONENUM_STR_INIT("oauth_google"), .id = PHONENUM_STR_INIT("idn_2")}};
 * phonenum_str codes[] = {PHONENUM_STR_INIT("1a2b3c4d"), PHONENUM_STR_INIT("5e6f7a8b")};
 * record.linked_to = links;
 * record.linked_to_count = 1;
 * record.backup_codes = codes;
 * record.backup_codes_count = 2;
 * @endcode
 *
 * Backup codes are secrets. The library wipes its own memory if it may hold them. No error shows them. You must
 * wipe your own memory, also the buffers with encoded bytes.
 *
 * **Streams** (stream.h). A stream is many records, each after its length. phonenum_stream_write() writes the
 * next record, and phonenum_stream_read() reads it. The bytes go through a callback, for example to a `FILE *`.
 * In memory, phonenum_encode_delimited() and phonenum_decode_delimited() do the same.
 *
 * **JSON** (json.h). phonenum_json_read() makes a record from JSON, and phonenum_json_write() makes JSON from a
 * record. The JSON has the form of the service's API, or protobuf's form. PHONENUM_JSON_REDACT hides backup
 * codes. phonenum_json_reader_next() reads many records from one text.
 *
 * **Archives** (archive.h). An archive is a compressed file of many records. It notices damage, and loses only the
 * records near it. phonenum_archive_write() writes the next record, phonenum_archive_read() reads it, and
 * phonenum_archive_get() reads any record by its number. They are in a library of their own.
 *
 * **Validating** (record.h). Decoding does not check what a record says. phonenum_validate() checks the rules
 * of the service, for example that the number is E.164. phonenum_validate_each() reports every broken rule.
 * phonenum_equal() compares two records, and phonenum_copy() copies one.
 *
 * **Finding** (find.h). phonenum_find() gives the value of one path, such as `verification.status`, of an encoded
 * record. It does not decode the record, and takes no memory. phonenum_path_parse() compiles the path once.
 *
 * **Inspecting** (inspect.h). phonenum_inspect_next() steps through encoded bytes, field by field. It says
 * where each field is, what it means, and whether it may hold a secret.
 *
 * **Bytes from strangers** (limits.h). The library checks all sizes and all UTF-8. It has limits for the size
 * of a record, the number of list elements, unknown fields and nesting. You can change them in the options of a
 * call:
 *
 * @code{.c}
 * phonenum_decode_options options = {.limits = {.input = 4096, .links = 8}};
 * @endcode
 *
 * **Borrowing** (codec.h). With the flag PHONENUM_DECODE_BORROW, a decoded record points into the input, and
 * the input is not copied. Then the input must stay in place, unchanged, as long as the record is used.
 *
 * **Arenas and allocators** (arena.h). A decoded record is in an arena. phonenum_arena_reset() empties the
 * arena, so that the next record needs no new memory. An arena takes its memory from malloc, from an allocator
 * of yours, or only from a buffer of yours.
 *
 * **protobuf-c** (protobuf_c.h). phonenum_to_protobuf_c() and phonenum_from_protobuf_c() convert a record to
 * protobuf-c's struct and back. They are in a library of their own.
 *
 * **C++17** (phonenum.hpp). phonenum::Arena is an arena that frees itself. phonenum::view() makes a
 * std::string_view from a text.
 *
 * **Threads.** Every call is thread-safe, if threads share only what no call changes: const records, inputs and
 * options. Only one thread at a time may use an arena, a reader, a writer or an inspector. No thread may use a
 * record while another thread changes it.
 *
 * **What the library does not do.**
 *
 * - It has only this one type of record, and no reflection.
 * - It does not decode only a part of a record, except for one value (phonenum_find()). It does not change encoded
 *   bytes in place.
 * - It does not merge records. Decoding overwrites the record.
 * - It does not read or write a record piece by piece. The whole record is in memory.
 * - It does not seek in a stream. It does not encrypt. Only archives are compressed and have checksums.
 * - It does no I/O, except in phonenum_read_file() and phonenum_write_file().
 * - It has no global state, starts no threads, prints nothing, and never calls abort().
 */
#ifndef PHONENUM_PHONENUM_H
#define PHONENUM_PHONENUM_H

#include <phonenum/arena.h>
#include <phonenum/codec.h>
#include <phonenum/export.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <phonenum/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Gives the version of the library that runs. PHONENUM_VERSION is the version of the headers that the program
 * was built with.
 *
 * @return a constant text with a NUL at its end, such as "1.2.3".
 */
PHONENUM_EXPORT const char *phonenum_version(void);

#ifdef __cplusplus
}
#endif

#endif
