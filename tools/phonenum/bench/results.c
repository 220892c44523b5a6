/*
 * Shows the results of `phonenum bench` as a table for people or as JSON for programs.
 */
#include "bench/results.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * Without optimisation or with AddressSanitizer, phonenum is slow. protobuf-c is built separately, so it is still fast.
 * Then the comparison is not fair.
 */
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
static const bool is_built_for_speed = true;
#else
static const bool is_built_for_speed = false;
#endif

static const char *const operations[BENCH_OPERATIONS] = {"decode", "encode"};

/* A row in the units of the output. */
struct figures {
    double records_per_second;
    double megabytes_per_second;
    double nanoseconds_per_record;
    double spread_percent;
    bool has_ratio;
    double ratio;
};

static struct figures figures_of(const struct bench *bench, size_t operation, size_t codec)
{
    const struct bench_records *records = &bench->records;
    const struct bench_row *row = &bench->rows[operation][codec];
    uint64_t bytes = operation == BENCH_DECODE ? records->input_bytes : records->encoded_bytes;
    struct figures figures = {.records_per_second = 1e9 / row->median, .nanoseconds_per_record = row->median};
    figures.megabytes_per_second = figures.records_per_second / 1e6 * (double)bytes / (double)records->count;
    figures.spread_percent = 100 * row->spread / row->median;
    figures.has_ratio = bench->codecs[BENCH_PROTOBUF_C] != NULL;
    if (figures.has_ratio)
        figures.ratio = row->median / bench->rows[operation][BENCH_PROTOBUF_C].median;
    return figures;
}

struct grouped {
    char text[32];
};

/* Formats a whole number with a comma between groups of three digits. */
static struct grouped grouped(double number)
{
    struct grouped grouped = {""};
    char digits[24];
    int left = snprintf(digits, sizeof digits, "%.0f", number);
    char *out = grouped.text;
    for (const char *digit = digits; *digit != '\0'; digit++, left--) {
        if (digit != digits && left % 3 == 0)
            *out++ = ',';
        *out++ = *digit;
    }
    *out = '\0';
    return grouped;
}

static void put_sizes(const struct bench_records *records, struct sink *sink)
{
    double encoded = (double)records->encoded_bytes;
    double json = (double)records->json_bytes;
    sink_print(sink, "%s record%s: %s bytes encoded, ", grouped((double)records->count).text,
               records->count == 1 ? "" : "s", grouped(encoded).text);
    if (records->has_json)
        sink_print(sink, "%s bytes as JSON (%.0f %%)\n", grouped(json).text, 100 * encoded / json);
    else
        sink_print(sink, "size as JSON not known\n");
    if (records->input_bytes != records->encoded_bytes)
        sink_print(sink, "The input has %s bytes for the same records. decode reads these bytes.\n",
                   grouped((double)records->input_bytes).text);
}

static void put_row(const struct bench *bench, size_t operation, size_t codec, struct sink *sink)
{
    const struct figures figures = figures_of(bench, operation, codec);
    sink_print(sink, "%-6s  %-10s  %12s  %10.1f  %11.1f  %6.1f %%", codec == 0 ? operations[operation] : "",
               bench->codecs[codec]->name, grouped(figures.records_per_second).text, figures.megabytes_per_second,
               figures.nanoseconds_per_record, figures.spread_percent);
    if (figures.has_ratio && codec != BENCH_PROTOBUF_C)
        sink_print(sink, "  %.2f x the time", figures.ratio);
    sink_print(sink, "\n");
}

void bench_put_table(const struct bench *bench, struct sink *sink)
{
    bool has_ratio = bench->codecs[BENCH_PROTOBUF_C] != NULL;
    put_sizes(&bench->records, sink);
    sink_print(sink, "\n%18s  %12s  %10s  %11s  %8s%s\n", "", "records/s", "MB/s", "ns/record", "spread",
               has_ratio ? "  compared with protobuf-c" : "");
    for (size_t operation = 0; operation < BENCH_OPERATIONS; operation++) {
        for (size_t codec = 0; codec < BENCH_CODECS; codec++) {
            if (bench->codecs[codec])
                put_row(bench, operation, codec, sink);
        }
    }
    sink_print(sink,
               "\nThe values are medians of %d rounds. About half of the rounds differ from the median by no more than"
               "\nthe spread. 1 MB is 1,000,000 bytes of encoded records.\n",
               BENCH_ROUNDS);
    if (!is_built_for_speed)
        sink_print(sink, "This is a debug or sanitizer build. Its times say nothing about a release build.\n");
    if (!bench_protobuf_c)
        sink_print(sink, "There is no comparison with protobuf-c, because this build does not include it.\n");
    else if (!has_ratio)
        sink_print(
            sink,
            "There is no comparison with protobuf-c, because it does not give the same results for these records.\n");
}

static void put_json_row(const struct bench *bench, size_t operation, size_t codec, struct sink *sink)
{
    const struct figures figures = figures_of(bench, operation, codec);
    sink_print(sink,
               "%s{\"operation\":\"%s\",\"codec\":\"%s\",\"records_per_second\":%.0f,\"megabytes_per_second\":%.3f,"
               "\"nanoseconds_per_record\":%.3f,\"spread_percent\":%.3f,\"ratio_to_protobuf_c\":",
               operation == 0 && codec == 0 ? "" : ",", operations[operation], bench->codecs[codec]->name,
               figures.records_per_second, figures.megabytes_per_second, figures.nanoseconds_per_record,
               figures.spread_percent);
    if (figures.has_ratio)
        sink_print(sink, "%.4f}", figures.ratio);
    else
        sink_print(sink, "null}");
}

void bench_put_json(const struct bench *bench, struct sink *sink)
{
    const struct bench_records *records = &bench->records;
    sink_print(sink, "{\"records\":%zu,\"input_bytes\":%" PRIu64 ",\"encoded_bytes\":%" PRIu64 ",\"json_bytes\":",
               records->count, records->input_bytes, records->encoded_bytes);
    if (records->has_json)
        sink_print(sink, "%" PRIu64, records->json_bytes);
    else
        sink_print(sink, "null");
    sink_print(sink, ",\"rounds\":%d,\"rows\":[", BENCH_ROUNDS);
    for (size_t operation = 0; operation < BENCH_OPERATIONS; operation++) {
        for (size_t codec = 0; codec < BENCH_CODECS; codec++) {
            if (bench->codecs[codec])
                put_json_row(bench, operation, codec, sink);
        }
    }
    sink_print(sink, "]}\n");
}
