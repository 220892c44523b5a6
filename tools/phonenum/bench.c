/*
 * `phonenum bench`: measures the speed of decoding and encoding, and compares the encoded size with JSON.
 */
#include "bench/codec.h"
#include "bench/load.h"
#include "bench/measure.h"
#include "bench/results.h"
#include "commands.h"
#include "memory.h"
#include "report.h"

/* Adds a codec to the comparison. If it cannot process all records, reports this and leaves the codec out. */
static int add_codec(struct bench *bench, size_t index, const struct bench_codec *codec)
{
    const struct bench_records *records = &bench->records;
    struct bench_memory *memory = &bench->memory[index];
    phonenum_status status = PHONENUM_OK;
    phonenum_error error;
    size_t number;
    char why[512];
    memory->buffer = wipe_and_grow(NULL, &memory->capacity, 0, records->largest);
    if (!memory->buffer)
        status = PHONENUM_ERR_NO_MEMORY;
    else if (codec->prepare)
        status = codec->prepare(memory, &number, &error);
    if (status == PHONENUM_ERR_NO_MEMORY) {
        report_error(records->name, "%s", phonenum_status_text(status));
        return EXIT_SYSTEM;
    }
    if (status) {
        (void)phonenum_error_format(&error, why, sizeof why);
        report_note(records->name, "record %zu: %s; skipping the comparison with %s", number, why, codec->name);
        return EXIT_OK;
    }
    bench->codecs[index] = codec;
    return EXIT_OK;
}

static int run(struct bench *bench)
{
    int result = add_codec(bench, BENCH_PHONENUM, &bench_phonenum);
    if (!result && bench_protobuf_c)
        result = add_codec(bench, BENCH_PROTOBUF_C, bench_protobuf_c);
    if (!result)
        result = bench_measure(bench);
    return result;
}

int run_bench(const struct invocation *invocation)
{
    struct sink sink = sink_to_standard_output();
    struct bench bench = {.codecs = {NULL}};
    for (size_t i = 0; i < BENCH_CODECS; i++) {
        bench.memory[i].records = &bench.records;
        phonenum_arena_init(&bench.memory[i].arena, NULL, 0, NULL);
    }
    int result = bench_load(&bench.records, invocation, &sink);
    if (!result)
        result = run(&bench);
    report_end_of_progress();
    if (!result && invocation->flags & FLAG_JSON)
        bench_put_json(&bench, &sink);
    else if (!result)
        bench_put_table(&bench, &sink);
    for (size_t i = 0; i < BENCH_CODECS; i++) {
        phonenum_arena_free(&bench.memory[i].arena);
        wipe_and_free(bench.memory[i].buffer, bench.memory[i].capacity);
    }
    bench_unload(&bench.records);
    return sink_finish(&sink, result);
}
