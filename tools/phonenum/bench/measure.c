/*
 * Measures the codecs of `phonenum bench`. Each round measures all rows in turn. So if the machine is slow for a while,
 * it is slow for all rows.
 */
#include "bench/measure.h"

#include "clock.h"
#include "report.h"

#include <stdlib.h>

/*
 * The time of all rounds together. It is long enough for stable medians and short enough to wait for. The rounds take
 * longer only if there are so many records that one pass needs more than its share of the time.
 */
static const double run_seconds = 1.5;

/* A row during measurement. */
struct timing {
    const char *operation;
    const struct bench_codec *codec;
    bool (*pass)(struct bench_memory *memory);
    struct bench_memory *memory;
    size_t passes; /* in each round */
    double seconds[BENCH_ROUNDS];
    struct bench_row *row;
};

static int time_passes(const struct timing *timing, size_t passes, double *seconds)
{
    double begin = clock_seconds();
    for (size_t i = 0; i < passes; i++) {
        if (!timing->pass(timing->memory)) {
            report_error(timing->memory->records->name, "%s by %s failed, or its result changed between passes",
                         timing->operation, timing->codec->name);
            return EXIT_SYSTEM;
        }
    }
    *seconds = clock_seconds() - begin;
    return EXIT_OK;
}

/* Finds the number of passes that fill a share of the time. These passes also warm up caches and memory. */
static int calibrate(struct timing *timing, double share)
{
    double seconds = 0;
    size_t passes = 1;
    int result = time_passes(timing, passes, &seconds);
    while (!result && seconds < share / 4) {
        passes *= 2;
        result = time_passes(timing, passes, &seconds);
    }
    if (!result)
        timing->passes = seconds < share ? (size_t)((double)passes * share / seconds) : 1;
    return result;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void evaluate(struct timing *timing)
{
    double *sorted = timing->seconds;
    double nanoseconds = 1e9 / (double)timing->passes / (double)timing->memory->records->count;
    qsort(sorted, BENCH_ROUNDS, sizeof sorted[0], compare_doubles);
    timing->row->median = sorted[BENCH_ROUNDS / 2] * nanoseconds;
    timing->row->spread = (sorted[BENCH_ROUNDS * 3 / 4] - sorted[BENCH_ROUNDS / 4]) / 2 * nanoseconds;
}

static int measure(struct timing *timings, size_t count)
{
    int result = EXIT_OK;
    for (size_t i = 0; i < count && !result; i++)
        result = calibrate(&timings[i], run_seconds / BENCH_ROUNDS / (double)count);
    for (unsigned round = 0; round < BENCH_ROUNDS && !result; round++) {
        report_round(round + 1, BENCH_ROUNDS);
        for (size_t i = 0; i < count && !result; i++)
            result = time_passes(&timings[i], timings[i].passes, &timings[i].seconds[round]);
    }
    for (size_t i = 0; i < count && !result; i++)
        evaluate(&timings[i]);
    return result;
}

int bench_measure(struct bench *bench)
{
    struct timing timings[BENCH_OPERATIONS * BENCH_CODECS];
    size_t count = 0;
    for (size_t i = 0; i < BENCH_CODECS; i++) {
        const struct bench_codec *codec = bench->codecs[i];
        struct bench_memory *memory = &bench->memory[i];
        if (!codec)
            continue;
        timings[count++] =
            (struct timing){"decode", codec, codec->decode, memory, .row = &bench->rows[BENCH_DECODE][i]};
        timings[count++] =
            (struct timing){"encode", codec, codec->encode, memory, .row = &bench->rows[BENCH_ENCODE][i]};
    }
    return measure(timings, count);
}
