/*
 * Records that many tests start from. They hold pointers into themselves: pass them on by address.
 */
#ifndef PHONENUM_TESTS_SAMPLES_H
#define PHONENUM_TESTS_SAMPLES_H

#include <phonenum/record.h>

typedef struct sample {
    phonenum_record record;
    phonenum_link links[2];
    phonenum_str codes[2];
} sample;

/* What the service writes for a number that a code has verified: every typed member is present. Valid. */
void sample_otp(sample *out);

/* What it writes for a number that an administrator has verified. Valid. */
void sample_admin(sample *out);

/* sample_otp, with extra_json and unknown fields at every level, and a custom strategy. */
void sample_full(sample *out);

#endif
