/*
 * The time, for measuring how much of it has passed.
 */
#ifndef PHONENUM_TOOLS_CLOCK_H
#define PHONENUM_TOOLS_CLOCK_H

/* Seconds since some moment; never set back. */
double clock_seconds(void);

#endif
