/*
 * `phonenum generate`: makes records for trying things out.
 */
#include "commands.h"
#include "generator.h"
#include "report.h"
#include "sink.h"

#include <phonenum/json.h>

/* Puts a record into the sink: as a line of JSON, or after its length. */
static phonenum_status put_record(struct sink *sink, const phonenum_record *record, bool is_json, phonenum_error *error)
{
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    for (size_t size = 0; status == PHONENUM_ERR_NO_SPACE;) {
        size_t room;
        char *buffer = sink_reserve(sink, size + 1, &room);
        if (!buffer)
            return PHONENUM_OK; /* the sink has noted it */
        status = is_json ? phonenum_json_write(record, NULL, buffer, room - 1, &size, error)
                         : phonenum_encode_delimited(record, buffer, room, &size, error);
        if (status)
            continue;
        if (is_json)
            buffer[size++] = '\n';
        sink_take(sink, size);
    }
    return status;
}

static int put_records(struct sink *sink, const struct invocation *invocation)
{
    const bool is_json = (invocation->flags & FLAG_JSON) != 0;
    struct generator generator;
    generator_init(&generator, invocation->seed);
    for (uint64_t number = 1; number <= invocation->count && sink_is_open(sink); number++) {
        phonenum_error error;
        if (put_record(sink, generator_next(&generator), is_json, &error)) {
            report_record(NULL, number, 0, false, &error);
            return EXIT_SYSTEM; /* the records are right, so memory is all that can be missing */
        }
    }
    return EXIT_OK;
}

int run_generate(const struct invocation *invocation)
{
    struct sink sink;
    if (invocation->flags & FLAG_JSON && invocation->format == FORMAT_ARCHIVE) {
        report_error(invocation->command, "--json cannot be used with --zstd");
        return EXIT_USAGE;
    }
    int result = sink_open(&sink, invocation, false);
    if (result)
        return result;
    if (!(invocation->flags & FLAG_JSON) && sink_refuses_bytes(&sink, invocation, "--json"))
        return sink_finish(&sink, EXIT_USAGE);
    result = put_records(&sink, invocation);
    return sink_finish(&sink, result);
}
