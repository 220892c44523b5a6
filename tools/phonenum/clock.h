/*
 * Measures how much time has passed.
 */
#ifndef PHONENUM_TOOLS_CLOCK_H
#define PHONENUM_TOOLS_CLOCK_H

/* Seconds since an unspecified moment. The value never decreases. */
double clock_seconds(void);

#endif
