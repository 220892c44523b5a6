/*
 * The quick walk: over messages in which each field has a tag of one byte, and then a length of one byte, a varint of
 * one byte, or a time. It leaves all others to the careful walk, and with them all errors.
 *
 * As in decoding, fields are expected in ascending order. An expected field costs one comparison, which the processor
 * predicts well, so it need not wait for the bytes of one field to know the kind of the next. To know where the next
 * field begins, it need not wait either if a length is the usual one, or that of the element before.
 */
#ifndef PHONENUM_SRC_FIND_QUICK_H
#define PHONENUM_SRC_FIND_QUICK_H

#include "base/attributes.h"
#include "find/path.h"

enum {
    USUAL_ID_SIZE = 31 /* "idn_" and 27 letters */
};

/* What the quick walk over a message found. */
struct quick_found {
    const uint8_t *field; /* the tag of the field that counts, of one byte; NULL if there is none */
    size_t count;         /* of elements of the list, or of verifications */
};

_Static_assert((int)RECORD_ADMIN_TAG - (int)RECORD_OTP_TAG == 8, "is_verification() needs tags that are one bit apart");

/* By one branch for both kinds, because which of them a record has can't be predicted. */
static ALWAYS_INLINE bool is_verification(uint32_t tag)
{
    return ((tag - RECORD_OTP_TAG) & ~UINT32_C(8)) == 0;
}

/*
 * The functions below are at the place `at` of a message of `size` bytes, and `tag` is the byte there. They put into
 * `found` what the `path` is about: fields with one of the tags `wanted`. Two bytes are the least that a field has. If
 * they are not there, the label `done` follows, where it is noticed if the field before goes past the end.
 */
#define NEXT_FIELD         \
    {                      \
        if (at + 2 > size) \
            goto done;     \
        tag = data[at];    \
    }

#define SKIP_LEN                             \
    {                                        \
        const size_t length = data[at + 1];  \
        if (LIKELY(length == USUAL_ID_SIZE)) \
            at += 2 + USUAL_ID_SIZE;         \
        else if (LIKELY(length < 0x80))      \
            at += 2 + length;                \
        else                                 \
            return false;                    \
        NEXT_FIELD                           \
    }

#define SKIP_VARINT                                                                               \
    {                                                                                             \
        if (LIKELY(data[at + 1] < 0x80))                                                          \
            at += 2;                                                                              \
        else if (LIKELY(at + WIRE_TIME_SIZE < size && wire_are_time(wire_load48(data + at + 1)))) \
            at += 1 + WIRE_TIME_SIZE;                                                             \
        else                                                                                      \
            return false;                                                                         \
        NEXT_FIELD                                                                                \
    }

/* The last one counts. Most fields are not wanted. */
#define KEEP(expected)                        \
    {                                         \
        if (!LIKELY(wanted[0] != (expected))) \
            found->field = data + at;         \
    }

/* The last one counts of this field and of the other one in its oneof. */
#define KEEP_EITHER(expected)                                     \
    {                                                             \
        if (wanted[0] == (expected) || wanted[1] == (expected)) { \
            found->field = data + at;                             \
            found->count++;                                       \
        }                                                         \
    }

/* The element counts that the path asks for. */
#define KEEP_ELEMENT(expected)               \
    {                                        \
        if (wanted[0] == (expected)) {       \
            if (found->count == path->index) \
                found->field = data + at;    \
            found->count++;                  \
        }                                    \
    }

#define EXPECT(expected, keep, skip) \
    if (LIKELY(tag == (expected))) { \
        keep(expected) skip          \
    }

/* How each kind of row is walked over. Fields that often follow each other are walked over in a loop. */
#define WALK_TEXT(expected) EXPECT(expected, KEEP, SKIP_LEN)
#define WALK_JSON(expected) EXPECT(expected, KEEP, SKIP_LEN)
#define WALK_ENUM(expected) EXPECT(expected, KEEP, SKIP_VARINT)
#define WALK_BOOL(expected) EXPECT(expected, KEEP, SKIP_VARINT)
#define WALK_INT64(expected) EXPECT(expected, KEEP, SKIP_VARINT)
#define WALK_STRATEGY(expected) EXPECT(expected, KEEP_EITHER, SKIP_VARINT)
#define WALK_CUSTOM_STRATEGY(expected) EXPECT(expected, KEEP_EITHER, SKIP_LEN)
#define WALK_OTP(expected)              \
    if (LIKELY(is_verification(tag))) { \
        KEEP_EITHER(expected)           \
        SKIP_LEN                        \
    }
#define WALK_ADMIN(expected)
#define WALK_LINKS(expected)  \
    while (tag == (expected)) \
    EXPECT(expected, KEEP_ELEMENT, SKIP_LEN)
/* Codes are usually of one length, as the first one of them. */
#define WALK_CODES(expected)                                                          \
    while (tag == (expected)) {                                                       \
        const size_t length = data[at + 1];                                           \
        if (!LIKELY(length < 0x80))                                                   \
            return false;                                                             \
        do {                                                                          \
            KEEP_ELEMENT(expected)                                                    \
            at += 2 + length;                                                         \
        } while (at + 2 <= size && data[at] == (expected) && data[at + 1] == length); \
        NEXT_FIELD                                                                    \
    }
#define WALK(MESSAGE, KIND, FIELD, member, json_name, detail) WALK_##KIND(MESSAGE##_##FIELD##_TAG)

/* Skips a field that met no expectation since the field `first`: one that decoding keeps as unknown. */
#define WALK_OTHER(first)                                 \
    if (at == (first)) {                                  \
        if ((tag & 0x87) == WIRE_LEN && tag >= 8)         \
            SKIP_LEN                                      \
        else if ((tag & 0x87) == WIRE_VARINT && tag >= 8) \
            SKIP_VARINT                                   \
        else                                              \
            return false;                                 \
    }

/* Defines the quick walk over a message with these rows. It returns whether the message has nothing unusual. */
#define DEFINE_QUICK_WALK(name, rows)                                                         \
    static ALWAYS_INLINE bool name(const uint8_t *data, size_t size, const uint8_t wanted[2], \
                                   const phonenum_path *path, struct quick_found *found)      \
    {                                                                                         \
        size_t at = 0;                                                                        \
        uint32_t tag;                                                                         \
        (void)path;                                                                           \
        *found = (struct quick_found){NULL, 0};                                               \
        NEXT_FIELD                                                                            \
        for (;;) {                                                                            \
            const size_t first = at;                                                          \
            rows WALK_OTHER(first)                                                            \
        }                                                                                     \
    done:                                                                                     \
        return LIKELY(at == size);                                                            \
    }

DEFINE_QUICK_WALK(quick_record, RECORD_FIELDS(WALK))
/* An Admin verification keeps the fields of an OTP as unknown. They are skipped alike. */
DEFINE_QUICK_WALK(quick_verification, VERIFICATION_FIELDS(WALK, WALK))
DEFINE_QUICK_WALK(quick_link, LINK_FIELDS(WALK))

#endif
