/*
 * Whether a member of a record is set.
 */
#ifndef PHONENUM_SRC_RECORD_GIVEN_H
#define PHONENUM_SRC_RECORD_GIVEN_H

#include "base/attributes.h"
#include "record/schema.h"

/*
 * Whether a flag is set: any byte except 0 counts. In memory that was never set, the byte may be neither 0 nor 1, and C
 * does not define what reading it as a bool gives.
 */
static ALWAYS_INLINE bool is_set(const bool *flag)
{
    return *(const unsigned char *)flag != 0;
}

/* Whether a member is set, for each kind of row that may be OTP only. */
#define IS_GIVEN_TEXT(from, member) (((uintptr_t)(from)->member.data | (from)->member.size) != 0)
#define IS_GIVEN_ENUM(from, member) is_set(&(from)->has_##member)
#define IS_GIVEN_BOOL(from, member) is_set(&(from)->has_##member)
#define IS_GIVEN_INT64(from, member) is_set(&(from)->has_##member)

/* Whether a verification has any field that only an OTP verification may have. */
static inline bool has_otp_field(const phonenum_verification *from)
{
#define OR_IS_GIVEN(MESSAGE, KIND, FIELD, member, json_name, detail) || IS_GIVEN_##KIND(from, member)
    return false VERIFICATION_FIELDS(NO_ROW, OR_IS_GIVEN);
#undef OR_IS_GIVEN
}

#endif
