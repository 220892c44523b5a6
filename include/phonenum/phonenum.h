/**
 * @file
 * phonenum: phone number records of an identity service as Protocol Buffers bytes and back, with nothing lost.
 *
 * This header brings the record, its memory, its errors and the codec. JSON, streams, inspection and the bridge to
 * protobuf-c have headers of their own beside it. There is no I/O here, no global state, no printing and no abort.
 *
 * Fill a phonenum_record and call phonenum_encode(); call phonenum_decode() to get it back.
 *
 * Every call is thread-safe as long as no two threads share an arena, a reader, a writer or a record being written.
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
 * @return the version of the library that runs, such as "1.2.3"; a constant text. PHONENUM_VERSION is the version of
 *         the headers that the program was built with. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_version(void);

#ifdef __cplusplus
}
#endif

#endif
