/*
 * What the program does where reading, writing, closing or memory fails, at every byte of small inputs and outputs: it
 * says what went wrong, and what it has written are whole records, or where writing failed the output up to there.
 */
#include "../../tools/phonenum/archives.h"
#include "../../tools/phonenum/program.h"
#include "../../tools/phonenum/sink.h"
#include "../support/check.h"
#include "faulty_system.h"
#include "find_secret.h"

#include <errno.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RECORDS_MAX = 4,
    BLOCK = 65536,
    LARGE = 70000 /* twice as much is more than any buffer holds at first */
};

/* What may be read: records as JSON, or encoded; `ONE` is a record alone, without a length. */
enum form {
    NOTHING, /* which is not even asked for */
    LINES,
    ARRAY,
    ONE_LINE,
    PROTO_LINES,
    LARGE_LINES,
    STREAM,
    KNOWN_STREAM, /* in which there is nothing that JSON can't show */
    ONE,
    SHORT_STREAM, /* for what explains every byte at length */
    SHORT_ONE,
    LARGE_STREAM,
    LARGE_ONE,
    FRAMES, /* behind lengths of 4 bytes */
    LARGE_FRAMES,
    GRPC,
    HEX_LINES,
    LARGE_LINES_OF_BASE64,
    LARGE_UNKNOWN, /* fields, in a record that takes little memory else */
    ARCHIVE,       /* of a frame for each record */
    LARGE_ARCHIVE,
    FORMS
};

struct input {
    builder bytes;
    size_t ends[RECORDS_MAX]; /* of the records */
    size_t records;
};

static struct input inputs[FORMS];

struct call {
    const char *arguments[5];
    enum form form;
    bool is_whole; /* nothing comes out before all has been read */
};

static const struct call calls[] = {
    {{"encode"}, LINES, false},
    {{"encode", "in"}, ARRAY, false},
    {{"encode", "--keep-going", "in"}, LINES, false},
    {{"encode", "--strict", "in"}, ONE_LINE, false},
    {{"encode", "--raw", "in"}, ONE_LINE, true},
    {{"encode", "--dialect=proto", "in"}, PROTO_LINES, false},
    {{"encode", "in"}, LARGE_LINES, false},
    {{"encode", "--framing=le32", "in"}, LINES, false},
    {{"encode", "--framing=be32"}, LARGE_LINES, false},
    {{"encode", "--framing=grpc"}, ARRAY, false},
    {{"encode", "--lines=hex", "in"}, LINES, false},
    {{"encode", "--lines=base64", "in"}, LARGE_LINES, false},
    {{"encode", "--output=out", "in"}, LINES, false},
    {{"encode", "--keep-going", "-oout", "in"}, LINES, false},
    {{"decode", "--output=out"}, STREAM, false},
    {{"validate", "--output=out", "in"}, STREAM, false},
    {{"inspect", "-o", "out", "in"}, SHORT_STREAM, false},
    {{"decode", "in"}, STREAM, false},
    {{"decode", "--redact", "-"}, STREAM, false},
    {{"decode", "--pretty", "in"}, STREAM, false},
    {{"decode", "--keep-going", "in"}, STREAM, false},
    {{"decode", "--strict", "in"}, KNOWN_STREAM, false},
    {{"decode", "--keep-unknown", "in"}, STREAM, false},
    {{"decode", "--dialect=proto", "in"}, STREAM, false},
    {{"decode", "--raw", "in"}, ONE, true},
    {{"decode", "in"}, LARGE_STREAM, false},
    {{"decode", "in"}, LARGE_UNKNOWN, false},
    {{"decode", "--raw", "in"}, LARGE_ONE, true},
    {{"decode", "--framing=be32", "in"}, FRAMES, false},
    {{"decode", "--framing=be32", "in"}, LARGE_FRAMES, false},
    {{"decode", "--framing=grpc"}, GRPC, false},
    {{"decode", "--lines=hex", "in"}, HEX_LINES, false},
    {{"decode", "--lines=base64", "in"}, LARGE_LINES_OF_BASE64, false},
    {{"validate", "--framing=be32", "in"}, FRAMES, false},
    {{"validate", "in"}, STREAM, false},
    {{"validate", "--closed", "in"}, STREAM, false},
    {{"validate", "--raw", "in"}, SHORT_ONE, true},
    {{"validate", "in"}, LARGE_STREAM, false},
    {{"inspect", "in"}, SHORT_STREAM, false},
    {{"inspect", "--show-secrets"}, SHORT_STREAM, false},
    {{"inspect", "--raw", "in"}, SHORT_ONE, true},
    {{"inspect", "in"}, LARGE_STREAM, false},
    {{"encode", "-T2", "in"}, LINES, false},
    {{"encode", "-T3", "--keep-going", "-"}, LINES, false},
    {{"encode", "-T2", "in"}, ARRAY, false},
    {{"encode", "--threads=2", "--output=out", "in"}, LARGE_LINES, false},
    {{"decode", "-T2", "in"}, STREAM, false},
    {{"decode", "-T2", "in"}, LARGE_STREAM, false},
    {{"decode", "-T2", "--framing=be32"}, LARGE_FRAMES, false},
    {{"decode", "-T3", "--lines=base64", "in"}, LARGE_LINES_OF_BASE64, false},
    {{"decode", "-T2", "--keep-going", "in"}, LARGE_UNKNOWN, false},
    {{"validate", "-T2", "in"}, LARGE_STREAM, false},
    {{"bench", "in"}, KNOWN_STREAM, true},
    {{"bench", "--json", "-"}, KNOWN_STREAM, true},
    {{"bench", "in"}, LARGE_STREAM, true},
    {{"generate", "20"}, NOTHING, true},
    {{"generate", "20", "--json"}, NOTHING, true},
    {{"generate", "2", "--output=out"}, NOTHING, true},
    {{"--help"}, NOTHING, true},
    {{"--version"}, NOTHING, true},
    {{"inspect", "--help"}, NOTHING, true},
    {{"decode", "--record=1-", "in"}, STREAM, false},
    {{"decode", "-T2", "--record=1-", "in"}, STREAM, false},
    {{"check", "in"}, KNOWN_STREAM, true},
    /* From here on, archives are needed. */
    {{"decode", "in"}, ARCHIVE, false},
    {{"decode", "--keep-going"}, ARCHIVE, false},
    {{"decode", "-T2", "in"}, ARCHIVE, false},
    {{"decode", "in"}, LARGE_ARCHIVE, false},
    {{"decode", "-T3", "-"}, LARGE_ARCHIVE, false},
    {{"validate", "in"}, ARCHIVE, false},
    {{"inspect", "-"}, ARCHIVE, false},
    {{"bench", "in"}, ARCHIVE, true},
    {{"decode", "--record=1-", "-"}, ARCHIVE, false},
    {{"decode", "--record=1-", "in"}, ARCHIVE, true},
    {{"decode", "-T2", "--record=2-3", "in"}, LARGE_ARCHIVE, true},
    {{"check", "in"}, ARCHIVE, true},
    {{"check", "in"}, LARGE_ARCHIVE, true},
    {{"check", "-"}, ARCHIVE, true},
    {{"check", "--repair=out", "in"}, ARCHIVE, true},
    {{"check", "--repair=out"}, LARGE_STREAM, true},
    {{"encode", "--zstd", "in"}, LINES, true},
    {{"encode", "--zstd=-100", "-T2", "in"}, LINES, true},
    {{"encode", "--zstd", "--output=out"}, LINES, true},
    {{"generate", "20", "--zstd"}, NOTHING, true},
};

static bool needs_archives(const struct call *call)
{
    return call->form == ARCHIVE || call->form == LARGE_ARCHIVE;
}

/* Those that the program can do. */
static size_t call_count(void)
{
    size_t count = 0;
    while (count < COUNT_OF(calls) && (archives_are_built() || !needs_archives(&calls[count])))
        count++;
    return count;
}

/* What comes out of a call where nothing fails. */
struct expectation {
    test_outcome right;
    size_t ends[RECORDS_MAX + 1]; /* what is out once so many records are read */
};

static bool is_command(const struct call *call, const char *name)
{
    return strcmp(call->arguments[0], name) == 0;
}

static bool is_raw(const struct call *call)
{
    return strcmp(call->arguments[1] ? call->arguments[1] : "", "--raw") == 0;
}

static bool has_argument(const struct call *call, const char *argument)
{
    for (size_t i = 1; i < COUNT_OF(call->arguments) && call->arguments[i]; i++) {
        if (strcmp(call->arguments[i], argument) == 0)
            return true;
    }
    return false;
}

static bool has_threads(const struct call *call)
{
    const char *option = call->arguments[1] ? call->arguments[1] : "";
    return strncmp(option, "-T", 2) == 0 || strncmp(option, "--threads=", 10) == 0;
}

static bool has_output_file(const struct call *call)
{
    return has_argument(call, "--repair=out") || has_argument(call, "--output=out") || has_argument(call, "-oout") ||
           has_argument(call, "-o");
}

static bool makes_archive(const struct call *call)
{
    const char *option = call->arguments[1] ? call->arguments[1] : "";
    return strncmp(option, "--zstd", 6) == 0 || has_argument(call, "--zstd") || has_argument(call, "--repair=out");
}

/* Whether it reads an archive by its table. */
static bool reads_by_place(const struct call *call)
{
    const bool is_archive = call->form == ARCHIVE || call->form == LARGE_ARCHIVE;
    const bool has_record = has_argument(call, "--record=1-") || has_argument(call, "--record=2-3");
    return is_archive && has_argument(call, "in") && (has_record || is_command(call, "check"));
}

static const char *output_name(const struct call *call)
{
    return has_output_file(call) ? "out" : "standard output";
}

static const char *input_name(const struct call *call)
{
    return has_argument(call, "in") ? "in" : "<stdin>";
}

/* Which of the many runs it is. */
static const char *label_of(const struct call *call, const char *fault, size_t place)
{
    static char label[200];
    int size = 0;
    for (size_t i = 0; i < COUNT_OF(call->arguments) && call->arguments[i]; i++)
        size += snprintf(label + size, sizeof label - (size_t)size, "%s ", call->arguments[i]);
    (void)snprintf(label + size, sizeof label - (size_t)size, "(form %d), %s at %zu", (int)call->form, fault, place);
    return label;
}

static void check_run(const char *label, const test_outcome *got, int status, const void *out, size_t size)
{
    if (got->status != status)
        fail_msg("%s: status %d, not %d; it says: %s", label, got->status, status, (char *)got->err.data);
    check_bytes(label, got->out.data, got->out.size, out, size);
    if (got->lost > 0 || got->secrets > 0)
        fail_msg("%s: %zu blocks of memory lost, secrets in %zu", label, got->lost, got->secrets);
}

static void check_says(const char *label, const test_outcome *got, const char *expected)
{
    if (strcmp((const char *)got->err.data, expected) != 0)
        fail_msg("%s: it says: %s\nnot: %s", label, (char *)got->err.data, expected);
}

static void check_says_among_others(const char *label, const test_outcome *got, const char *line);

/* The same, unless the call has said something before the archive is written. */
static void check_says_of_fault(const char *label, const struct call *call, const test_outcome *got,
                                const char *expected)
{
    if (makes_archive(call))
        check_says_among_others(label, got, expected);
    else
        check_says(label, got, expected);
}

static void check_says_among_others(const char *label, const test_outcome *got, const char *line)
{
    if (!strstr((const char *)got->err.data, line))
        fail_msg("%s: it says: %s\nwithout: %s", label, (char *)got->err.data, line);
}

static void check_same(const char *label, const test_outcome *got, const test_outcome *right)
{
    check_run(label, got, right->status, right->out.data, right->out.size);
    check_says(label, got, (const char *)right->err.data);
}

static bool is_large(const struct call *call)
{
    return call->form == LARGE_LINES || call->form == LARGE_STREAM || call->form == LARGE_ONE ||
           call->form == LARGE_FRAMES || call->form == LARGE_ARCHIVE || call->form == LARGE_LINES_OF_BASE64 ||
           call->form == LARGE_UNKNOWN;
}

/* The next place to fail at: every byte of what is small, of what is large some, and those around a block's end. */
static size_t next_place(const struct call *call, size_t place)
{
    size_t before_block_end = (place + 2) / BLOCK * BLOCK + BLOCK - 2;
    if (!is_large(call) || (place + 2) % BLOCK <= 3)
        return place + 1;
    return place + 40009 < before_block_end ? place + 40009 : before_block_end;
}

static test_faults no_faults(const struct call *call)
{
    const struct input *input = &inputs[call->form];
    return (test_faults){
        .input = input->bytes.data, .input_size = input->bytes.size, .pauses = has_threads(call) && !is_large(call)};
}

static void run_call(test_outcome *outcome, const struct call *call, const test_faults *faults)
{
    run_program(outcome, faults, call->arguments);
    /* A file is there under its name if and only if all of it is there. */
    const bool finds_errors = is_command(call, "validate") || is_command(call, "inspect") || is_command(call, "check");
    const bool is_whole =
        outcome->status == 0 || (outcome->status == 1 && (finds_errors || has_argument(call, "--keep-going")));
    if (has_output_file(call) && !faults->write_error)
        assert_int_equal(outcome->is_kept, is_whole);
    else if (has_output_file(call))
        assert_false(outcome->is_kept);
}

static void expect(struct expectation *expected, const struct call *call)
{
    const struct input *input = &inputs[call->form];
    test_faults faults = no_faults(call);
    run_call(&expected->right, call, &faults);
    test_outcome prefix = {0};
    for (size_t i = 0; i <= input->records; i++) {
        faults.input_size = i == 0 ? 0 : input->ends[i - 1];
        run_call(&prefix, call, &faults);
        expected->ends[i] = call->is_whole ? 0 : prefix.out.size;
    }
    outcome_free(&prefix);
    assert_true(expected->right.out.size > 0);
    assert_true(expected->right.status == (is_command(call, "validate") ? 1 : 0));
}

/* How many records are whole in so much of the input. */
static size_t whole_records(const struct call *call, size_t size)
{
    const struct input *input = &inputs[call->form];
    size_t records = 0;
    while (records < input->records && input->ends[records] <= size)
        records++;
    return records;
}

static void check_read_error(const struct call *call, const struct expectation *expected, size_t place, size_t most)
{
    static test_outcome got;
    char message[100];
    const char *label = label_of(call, "read error", place);
    test_faults faults = no_faults(call);
    faults.read_error = EIO;
    faults.read_error_at = place;
    faults.read_most = most;
    run_call(&got, call, &faults);
    (void)snprintf(message, sizeof message, "phonenum: %s: cannot read: %s\n", input_name(call), strerror(EIO));
    check_says_among_others(label, &got, message);
    /* Of a record without a length, it is shown as far as it goes. */
    if (is_command(call, "inspect") && is_raw(call))
        check_run(label, &got, 3, got.out.data, got.out.size);
    else
        check_run(label, &got, 3, expected->right.out.data, expected->ends[whole_records(call, place)]);
}

/* A check of one call, where something happens at a place; one read or write is of `most` bytes, or with 0 of any. */
typedef void check_place(const struct call *call, const struct expectation *expected, size_t place, size_t most);

static void check_input_places(check_place *check)
{
    for (size_t i = 0; i < call_count(); i++) {
        const struct call *call = &calls[i];
        struct expectation expected = {.ends = {0}};
        if (call->form == NOTHING || reads_by_place(call))
            continue;
        expect(&expected, call);
        for (size_t place = 0; place <= inputs[call->form].bytes.size; place = next_place(call, place)) {
            check(call, &expected, place, 0);
            check(call, &expected, place, is_large(call) ? 5000 : 1);
        }
        outcome_free(&expected.right);
    }
}

/* Every other place is come to by small steps. Which ones they are should not matter, and to do both takes long. */
static void check_output_places(check_place *check)
{
    for (size_t i = 0; i < call_count(); i++) {
        const struct call *call = &calls[i];
        struct expectation expected = {.ends = {0}};
        expect(&expected, call);
        for (size_t place = 0; place < expected.right.out.size; place = next_place(call, place))
            check(call, &expected, place, place % 2 == 0 ? 0 : is_large(call) ? 5000 : 1);
        outcome_free(&expected.right);
    }
}

static void read_error_at_any_byte_is_told_and_only_whole_records_are_written(void **state)
{
    (void)state;
    check_input_places(check_read_error);
}

/* The status for input that ends early, after so many whole records. */
static int cut_status(const struct call *call, size_t size)
{
    const struct input *input = &inputs[call->form];
    size_t records = whole_records(call, size);
    bool has_line_end = call->form == LINES || call->form == PROTO_LINES || call->form == LARGE_LINES;
    bool is_clean =
        size == 0 ||
        (records > 0 && (size == input->ends[records - 1] || (has_line_end && size == input->ends[records - 1] + 1)));
    if (call->form == ARRAY || call->form == ARCHIVE || call->form == LARGE_ARCHIVE)
        is_clean = size == 0 || size == input->bytes.size;
    if (is_command(call, "validate") && records > 1)
        return 1; /* the first record is the only one that breaks no rule */
    if (is_command(call, "bench") || is_raw(call) || has_argument(call, "--record=1-"))
        return is_clean && size > 0 ? 0 : 1;
    return is_clean ? 0 : 1;
}

static bool is_decodable(const void *data, size_t size, bool *is_valid)
{
    phonenum_arena arena;
    phonenum_record record;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_decode(data, size, NULL, &arena, &record, NULL);
    *is_valid = !status && !phonenum_validate(&record, 0, NULL);
    phonenum_arena_free(&arena);
    return !status;
}

/* A record without a length is a record wherever a field ends. */
static void check_raw_cut(const char *label, const struct call *call, const test_outcome *got,
                          const test_faults *faults)
{
    bool is_valid;
    bool is_right = is_decodable(faults->input, faults->input_size, &is_valid);
    const char *end = is_command(call, "decode") ? "}\n" : "\n";
    size_t end_size = strlen(end);
    if (is_command(call, "validate"))
        is_right = is_valid;
    check_run(label, got, is_right ? 0 : 1, got->out.data, got->out.size);
    if (is_command(call, "decode"))
        assert_int_equal(got->out.size > 0, is_right);
    if (got->out.size > 0 && memcmp(got->out.data + got->out.size - end_size, end, end_size) != 0)
        fail_msg("%s: a line has no end", label);
}

static bool is_lines_of_bytes(const struct call *call)
{
    return call->form == HEX_LINES || call->form == LARGE_LINES_OF_BASE64;
}

static void check_cut(const struct call *call, const struct expectation *expected, size_t place, size_t most)
{
    static test_outcome got;
    const char *label = label_of(call, "cut", place);
    test_faults faults = no_faults(call);
    faults.input_size = place;
    faults.read_most = most;
    run_call(&got, call, &faults);
    /* A line that is cut may be the line of another record. */
    if (is_lines_of_bytes(call))
        return;
    if (!is_command(call, "encode") && is_raw(call)) {
        check_raw_cut(label, call, &got, &faults);
        return;
    }
    int status = cut_status(call, place);
    if (is_command(call, "check")) { /* says what it has found, right or wrong */
        check_run(label, &got, status, got.out.data, got.out.size);
        return;
    }
    size_t size = expected->ends[whole_records(call, place)];
    const void *out = expected->right.out.data;
    if (call->is_whole && status == 0) {
        /* What `bench` says of fewer records is something else. */
        out = place < inputs[call->form].bytes.size ? got.out.data : out;
        size = got.out.size;
    } else if (is_command(call, "inspect") && got.out.size > size) {
        /* Behind the whole records, it shows what there is of the one that is cut. */
        check_bytes(label, got.out.data, size, out, size);
        assert_int_equal(got.out.data[got.out.size - 1], '\n');
        got.out.size = size;
    }
    check_run(label, &got, status, out, size);
    if (status != 0)
        check_says_among_others(label, &got, "phonenum: ");
}

static void input_cut_at_any_byte_is_bad_data_but_between_records(void **state)
{
    (void)state;
    check_input_places(check_cut);
}

static void short_reads_and_writes_and_interruptions_change_nothing(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 3, 7, 4096, BLOCK - 1};
    test_outcome got = {0};
    for (size_t i = 0; i < call_count(); i++) {
        struct expectation expected = {.ends = {0}};
        expect(&expected, &calls[i]);
        for (size_t j = 0; j < COUNT_OF(sizes) * COUNT_OF(sizes) * 4; j++) {
            test_faults faults = no_faults(&calls[i]);
            faults.read_most = sizes[j % COUNT_OF(sizes)];
            faults.write_most = sizes[j / COUNT_OF(sizes) % COUNT_OF(sizes)];
            faults.interruptions = (unsigned)(j / COUNT_OF(sizes) / COUNT_OF(sizes));
            faults.is_slow = faults.interruptions % 2 == 1;
            if (is_large(&calls[i]) && j % 11 != 0)
                continue;
            run_call(&got, &calls[i], &faults);
            check_same(label_of(&calls[i], "short calls, kind", j), &got, &expected.right);
        }
        outcome_free(&expected.right);
    }
    outcome_free(&got);
}

/* Writes fail once `place` bytes are out; the error may be one that is no error, or of no consequence. */
static void fail_write(test_outcome *got, const struct call *call, int error, size_t place, size_t most)
{
    test_faults faults = no_faults(call);
    faults.write_error = error;
    faults.write_error_at = place;
    faults.write_most = most;
    faults.read_most = most * 16;
    run_call(got, call, &faults);
}

/* Writing fails there, as `error` says; `told` is what the program must take it for. */
static void check_failed_write(const char *fault, int error, int told, const struct call *call,
                               const struct expectation *expected, size_t place, size_t most)
{
    static test_outcome got;
    char message[100];
    const char *label = label_of(call, fault, place);
    fail_write(&got, call, error, place, most);
    check_run(label, &got, 3, expected->right.out.data, place);
    (void)snprintf(message, sizeof message, "phonenum: cannot write to %s: %s\n", output_name(call), strerror(told));
    check_says_of_fault(label, call, &got, message);
}

static void check_write_error(const struct call *call, const struct expectation *expected, size_t place, size_t most)
{
    const int error = most == 0 ? ENOSPC : EIO;
    check_failed_write("write error", error, error, call, expected, place, most);
}

static void write_error_at_any_byte_is_told_and_the_output_ends_there(void **state)
{
    (void)state;
    check_output_places(check_write_error);
}

static void check_nothing_written(const struct call *call, const struct expectation *expected, size_t place,
                                  size_t most)
{
    check_failed_write("write of 0 bytes", WRITES_NOTHING, ENOSPC, call, expected, place, most);
}

static void write_of_nothing_at_any_byte_is_an_error_and_not_tried_for_ever(void **state)
{
    (void)state;
    check_output_places(check_nothing_written);
}

/* The status is that of what was found so far; and only `validate` may have found anything, so that it is 1. */
static void check_quiet(const char *label, const struct call *call, const test_outcome *got, const void *out,
                        size_t size)
{
    check_run(label, got, is_command(call, "validate") && got->status == 1 ? 1 : 0, out, size);
    if (!makes_archive(call)) /* that has said something before the archive is written */
        check_says(label, got, "");
}

static void check_closed_pipe(const struct call *call, const struct expectation *expected, size_t place, size_t most)
{
    static test_outcome got;
    const test_outcome *right = &expected->right;
    const char *label = label_of(call, "closed pipe", place);
    fail_write(&got, call, EPIPE, place, most);
    check_quiet(label, call, &got, right->out.data, place);
}

static void pipe_closed_at_any_byte_ends_the_program_soon_and_quietly(void **state)
{
    (void)state;
    check_output_places(check_closed_pipe);
}

static void error_of_closing_is_told(void **state)
{
    (void)state;
    static const int errors[] = {EIO, ENOSPC, EDQUOT, EINTR};
    test_outcome got = {0};
    char message[100];
    for (size_t i = 0; i < call_count() * COUNT_OF(errors); i++) {
        const struct call *call = &calls[i / COUNT_OF(errors)];
        struct expectation expected = {.ends = {0}};
        test_faults faults = no_faults(call);
        int error = errors[i % COUNT_OF(errors)];
        const char *label = label_of(call, "error of closing, kind", i % COUNT_OF(errors));
        expect(&expected, call);
        faults.close_error = error;
        run_call(&got, call, &faults);
        check_run(label, &got, 3, expected.right.out.data, expected.right.out.size);
        (void)snprintf(message, sizeof message, "phonenum: cannot write to %s: %s\n", output_name(call),
                       strerror(error));
        check_says_among_others(label, &got, message);
        /* The first error is the one that is told, and nobody waits for what a closed pipe has to say. */
        faults.write_error = ENOSPC;
        run_call(&got, call, &faults);
        check_run(label, &got, 3, NULL, 0);
        (void)snprintf(message, sizeof message, "phonenum: cannot write to %s: %s\n", output_name(call),
                       strerror(ENOSPC));
        check_says_of_fault(label, call, &got, message);
        faults.write_error = EPIPE;
        run_call(&got, call, &faults);
        check_quiet(label, call, &got, NULL, 0);
        outcome_free(&expected.right);
    }
    outcome_free(&got);
}

static void file_that_cannot_be_created_or_named_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        enum file_fault fault;
        bool exists;
        const char *message;
    } faulty[] = {
        {FILE_IS_WELL, false, ""},
        {FILE_IS_WELL, true, ""},
        {CREATING_FAILS, false, "phonenum: out: cannot create: Permission denied\n"},
        {PERMITTING_FAILS, true, "phonenum: cannot write to out: Permission denied\n"},
        {RENAMING_FAILS, false, "phonenum: cannot write to out: Permission denied\n"},
    };
    test_outcome got = {0};
    for (size_t i = 0; i < call_count() * COUNT_OF(faulty); i++) {
        const struct call *call = &calls[i / COUNT_OF(faulty)];
        const size_t kind = i % COUNT_OF(faulty);
        test_faults faults = no_faults(call);
        if (!has_output_file(call))
            continue;
        faults.file_fault = faulty[kind].fault;
        faults.output_exists = faulty[kind].exists;
        run_call(&got, call, &faults);
        check_says_among_others(label_of(call, "file fault", kind), &got, faulty[kind].message);
        assert_int_equal(got.status == 3, faulty[kind].fault != FILE_IS_WELL);
        assert_int_equal(got.is_kept, faulty[kind].fault == FILE_IS_WELL);
        assert_true(got.out.size > 0 || faulty[kind].fault == CREATING_FAILS);
    }
    outcome_free(&got);
}

static void threads_that_cannot_be_started_change_nothing(void **state)
{
    (void)state;
    test_outcome got = {0};
    size_t calls_with_threads = 0;
    for (size_t i = 0; i < call_count(); i++) {
        const struct call *call = &calls[i];
        struct expectation expected = {.ends = {0}};
        if (!has_threads(call))
            continue;
        expect(&expected, call);
        const size_t threads = expected.right.threads;
        calls_with_threads += threads > 0;
        for (size_t fault = 0; fault <= threads; fault++) {
            test_faults faults = no_faults(call);
            faults.no_pipe = fault == 0;
            faults.no_thread_at = fault;
            run_call(&got, call, &faults);
            check_same(label_of(call, "no thread", fault), &got, &expected.right);
        }
        outcome_free(&expected.right);
    }
    assert_true(calls_with_threads > 5);
    outcome_free(&got);
}

/* A record of characters that a terminal may obey, so many that their escapes need more memory. */
static void json_on_a_terminal_is_escaped_and_only_whole_records_are_written(void **state)
{
    (void)state;
    static const char *const decode[] = {"decode", NULL};
    static const char *const by_threads[] = {"decode", "--threads=2", NULL};
    static const char *const encode[] = {"encode", NULL};
    static const char before[] = "{\"id\":\"\\u009b\\u009b";
    test_outcome got = {0};
    builder stream = {0};
    build_tag(&stream, 1, BUILD_LEN);
    build_varint(&stream, 2 * (size_t)LARGE);
    build_repeated(&stream, "\xc2\x9b", 2, LARGE);
    builder input = {0};
    build_varint(&input, stream.size);
    build_bytes(&input, stream.data, stream.size);
    test_faults faults = {.input = input.data, .input_size = input.size, .output_is_terminal = true};
    run_program(&got, &faults, decode);
    assert_int_equal(got.status, 0);
    assert_true(got.out.size > 6 * (size_t)LARGE);
    assert_memory_equal(got.out.data, before, sizeof before - 1);
    const size_t allocations = got.allocations;
    for (faults.no_memory_at = 1; faults.no_memory_at <= allocations; faults.no_memory_at++) {
        run_program(&got, &faults, decode);
        check_run("no memory for a terminal", &got, 3, NULL, 0);
    }
    faults.no_memory_at = 0;
    run_program(&got, &faults, encode);
    check_run("bytes for a terminal", &got, 2, NULL, 0);
    /* Threads begin with the second record. */
    build_varint(&input, stream.size);
    build_bytes(&input, stream.data, stream.size);
    faults.input = input.data;
    faults.input_size = input.size;
    run_program(&got, &faults, by_threads);
    assert_int_equal(got.threads, 2);
    for (size_t i = 0; i < got.out.size; i++)
        assert_true(got.out.data[i] < 0x80);
    builder_free(&input);
    builder_free(&stream);
    outcome_free(&got);
}

static void error_of_waiting_is_told(void **state)
{
    (void)state;
    test_outcome got = {0};
    char message[100];
    for (size_t i = 0; i < call_count(); i++) {
        const struct call *call = &calls[i];
        test_faults faults = no_faults(call);
        faults.is_slow = true;
        faults.poll_error = ENOMEM;
        run_call(&got, call, &faults);
        assert_int_equal(got.status, 3);
        if (call->form == NOTHING || is_command(call, "inspect") || (is_command(call, "check") && reads_by_place(call)))
            (void)snprintf(message, sizeof message, "cannot write to %s: %s\n", output_name(call), strerror(ENOMEM));
        else
            (void)snprintf(message, sizeof message, "cannot read: %s\n", strerror(ENOMEM));
        check_says_among_others(label_of(call, "error of waiting", 0), &got, message);
    }
    outcome_free(&got);
}

/* Whether so much of the output are whole records. Who explains bytes writes lines. */
static bool is_whole_output(const struct call *call, const struct expectation *expected, size_t size)
{
    /* Who reads a part of an archive notices that. */
    if (makes_archive(call))
        return true;
    if (is_command(call, "inspect") || reads_by_place(call))
        return size == 0 || expected->right.out.data[size - 1] == '\n';
    for (size_t i = 0; i <= inputs[call->form].records; i++) {
        if (size == expected->ends[i] || size == expected->right.out.size)
            return true;
    }
    return size == 0;
}

/* Fails an allocation; false once there are not so many. */
static bool check_no_memory(const struct call *call, const struct expectation *expected, size_t number, bool again)
{
    static test_outcome got;
    const test_outcome *right = &expected->right;
    const char *label = label_of(call, again ? "no memory from" : "no memory", number);
    test_faults faults = no_faults(call);
    faults.no_memory_at = number;
    faults.no_memory_again = again;
    run_call(&got, call, &faults);
    if (got.status == right->status) {
        check_same(label, &got, right);
        return got.allocations >= number;
    }
    size_t size = got.out.size < right->out.size ? got.out.size : right->out.size;
    check_run(label, &got, 3, right->out.data, size);
    /* What is measured just fails. */
    check_says_among_others(label, &got, strstr((char *)got.err.data, " by phonenum failed, ") ? "" : "memory\n");
    if (!is_whole_output(call, expected, size))
        fail_msg("%s: the output is cut within a record", label);
    return true;
}

static void check_each_allocation(const struct call *call)
{
    struct expectation expected = {.ends = {0}};
    size_t number = 1;
    expect(&expected, call);
    while (check_no_memory(call, &expected, number, false))
        number++;
    assert_true(number > 1);
    for (size_t from = 1; from < number; from++)
        (void)check_no_memory(call, &expected, from, true);
    outcome_free(&expected.right);
}

static void any_allocation_that_fails_is_told_and_only_whole_records_are_written(void **state)
{
    (void)state;
    static const struct call of_sample = {{"bench"}, NOTHING, true};
    for (size_t i = 0; i < call_count(); i++)
        check_each_allocation(&calls[i]);
    check_each_allocation(&of_sample);
}

/* The file can't be read there, or has become shorter. */
static void read_at_a_place_that_fails_is_told_and_only_whole_records_are_written(void **state)
{
    (void)state;
    static const char message[] = "phonenum: in: cannot read: Input/output error\n";
    test_outcome got = {0};
    for (size_t i = 0; i < call_count(); i++) {
        const struct call *call = &calls[i];
        struct expectation expected = {.ends = {0}};
        if (!reads_by_place(call))
            continue;
        expect(&expected, call);
        const size_t reads = expected.right.reads_at_places;
        assert_true(reads > 1);
        for (size_t fault = 0; fault < 2 * reads; fault++) {
            const char *label = label_of(call, "error at a place", fault);
            test_faults faults = no_faults(call);
            faults.place_error_at = 1 + fault / 2;
            faults.place_is_gone = fault % 2 == 1;
            run_call(&got, call, &faults);
            check_says_among_others(label, &got, message);
            check_run(label, &got, 3, expected.right.out.data, got.out.size);
            assert_true(is_whole_output(call, &expected, got.out.size));
        }
        outcome_free(&expected.right);
    }
    outcome_free(&got);
}

static void read_error_is_not_counted_as_a_record(void **state)
{
    (void)state;
    static const char lines[] = "{\"id\":}\n{\"id\":\"a\"}\n{";
    static const char stream[] = "\x03\x0a\x01\xff\x03\x0a\x01\x61\x05";
    static const char skipped[] = "phonenum: in: skipped 1 of 2 records because of errors\n";
    static const struct {
        const char *arguments[5];
        const char *input;
        size_t size;
        size_t before; /* right records */
        const char *message;
    } cases[] = {
        {{"encode", "--keep-going", "in"}, lines, sizeof lines - 1, 0, skipped},
        {{"decode", "--keep-going", "in"}, stream, sizeof stream - 1, 0, skipped},
        /* Threads have read on to the error when the record before it is reported. */
        {{"encode", "-T2", "--keep-going", "in"}, lines, sizeof lines - 1, 0, skipped},
        {{"decode", "-T2", "--keep-going", "in"},
         stream,
         sizeof stream - 1,
         2000,
         "phonenum: in: skipped 1 of 2002 records because of errors\n"},
    };
    test_outcome got = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        builder input = {0};
        build_repeated(&input, stream + 4, 4, cases[i].before);
        build_bytes(&input, cases[i].input, cases[i].size);
        const test_faults faults = {
            .input = input.data, .input_size = input.size, .read_error = EIO, .read_error_at = input.size};
        run_program(&got, &faults, cases[i].arguments);
        assert_int_equal(got.status, 3);
        check_says_among_others(cases[i].arguments[0], &got, cases[i].message);
        builder_free(&input);
    }
    outcome_free(&got);
}

/* Empty records, of which there are more than are measured. The last read is to find out whether there are. */
static void read_error_behind_what_is_measured_is_told(void **state)
{
    (void)state;
    static const char *const arguments[] = {"bench", "in", NULL};
    static const char before[] = "phonenum: in: measuring only the first ";
    test_outcome got = {0};
    builder many = {0};
    build_run(&many, 0, 1000000);
    test_faults faults = {.input = many.data, .input_size = many.size};
    run_program(&got, &faults, arguments);
    assert_int_equal(got.status, 0);
    assert_memory_equal(got.err.data, before, sizeof before - 1);
    faults.read_error = EIO;
    faults.read_error_at = strtoul((char *)got.err.data + sizeof before - 1, NULL, 10);
    run_program(&got, &faults, arguments);
    check_run("the rest", &got, 3, NULL, 0);
    check_says("the rest", &got, "phonenum: in: cannot read: Input/output error\n");
    builder_free(&many);
    outcome_free(&got);
}

/* Output must not wait for input: somebody may read it who has more input only then. */
static void check_waits_for_nothing(const struct call *call, const struct expectation *expected, size_t place,
                                    size_t most)
{
    static test_outcome got;
    test_faults faults = no_faults(call);
    if (is_large(call) || call->is_whole)
        return;
    faults.read_most = 1;
    faults.watch_read_at = place;
    faults.interruptions = most == 0 ? 1 : 0;
    run_call(&got, call, &faults);
    /* Threads get whole lines. */
    if (has_threads(call) && call->form == LINES && place > 0)
        place--;
    if (got.written_before_read != expected->ends[whole_records(call, place)])
        fail_msg("%s: %zu bytes are out, not %zu", label_of(call, "waiting for input", place), got.written_before_read,
                 expected->ends[whole_records(call, place)]);
}

static void records_are_written_before_the_program_waits_for_more_input(void **state)
{
    (void)state;
    check_input_places(check_waits_for_nothing);
}

enum {
    TEXT_MOST = 400000 /* more than any buffer of a sink holds at first, and at second */
};
static size_t text_size;

/* Prints a text of `text_size` bytes, the last of which is an x. */
static int print_text(void)
{
    struct sink sink = sink_to_standard_output();
    sink_print(&sink, "%*s", (int)text_size, "x");
    return sink_finish(&sink, EXIT_OK);
}

/* A text that fills its buffer to the last byte has no room for the NUL behind it. */
static void text_of_any_size_is_printed_to_its_last_byte(void **state)
{
    (void)state;
    test_outcome got = {0};
    builder expected = {0};
    build_run(&expected, ' ', TEXT_MOST);
    for (size_t capacity = 1024; capacity < TEXT_MOST; capacity *= 2) {
        for (text_size = capacity - 2; text_size <= capacity + 2; text_size++) {
            expected.data[text_size - 1] = 'x';
            run_piece(&got, &(test_faults){.input_size = 0}, print_text);
            check_run("a text", &got, 0, expected.data, text_size);
            expected.data[text_size - 1] = ' ';
        }
    }
    builder_free(&expected);
    outcome_free(&got);
}

static void text_that_no_memory_is_left_for_is_an_error(void **state)
{
    (void)state;
    test_outcome got = {0};
    text_size = TEXT_MOST;
    run_piece(&got, &(test_faults){.no_memory_at = 2}, print_text);
    check_run("a text", &got, 3, NULL, 0);
    check_says("a text", &got, "phonenum: cannot write to standard output: Cannot allocate memory\n");
    outcome_free(&got);
}

/* To say which fields are unknown takes memory too. */
static void no_memory_to_name_unknown_fields_is_told(void **state)
{
    (void)state;
    static const char *const arguments[] = {"decode", "--strict", "in", NULL};
    static const char refusal[] = "phonenum: in: record 1: JSON cannot show unknown fields: 99 (1); use --keep-unknown "
                                  "to write them, or leave out --strict\n";
    builder record = {0};
    test_outcome got = {0};
    build_varint(&record, LARGE + 5);
    build_tag(&record, 99, BUILD_LEN);
    build_varint(&record, LARGE);
    build_run(&record, 'c', LARGE);
    test_faults faults = {.input = record.data, .input_size = record.size};
    run_program(&got, &faults, arguments);
    assert_int_equal(got.status, 1);
    assert_string_equal((const char *)got.err.data, refusal);
    const size_t allocations = got.allocations;
    for (faults.no_memory_at = 1; faults.no_memory_at <= allocations; faults.no_memory_at++) {
        run_program(&got, &faults, arguments);
        check_run("no memory", &got, 3, NULL, 0);
        check_says_among_others("no memory", &got, "memory\n");
    }
    builder_free(&record);
    outcome_free(&got);
}

static void add_record(struct input *input, const void *bytes, size_t size, const char *separator)
{
    build_bytes(&input->bytes, bytes, size);
    input->ends[input->records++] = input->bytes.size;
    build_bytes(&input->bytes, separator, strlen(separator));
}

/* Adds what the program makes of some text, which is tested elsewhere. */
static void add_made(struct input *input, const char *text, const char *const *arguments, const char *separator)
{
    test_outcome made = {0};
    test_faults faults = {.input = text, .input_size = strlen(text)};
    run_program(&made, &faults, arguments);
    assert_int_equal(made.status, 0);
    add_record(input, made.out.data, made.out.size, separator);
    outcome_free(&made);
}

static const char *const to_bytes[] = {"encode", NULL};
static const char *const to_bare_bytes[] = {"encode", "--raw", NULL};
static const char *const to_frames[] = {"encode", "--framing=be32", NULL};
static const char *const to_grpc[] = {"encode", "--framing=grpc", NULL};
static const char *const to_hex[] = {"encode", "--lines=hex", NULL};
static const char *const to_base64[] = {"encode", "--lines=base64", NULL};
static const char *const to_proto[] = {"decode", "--dialect=proto", NULL};

static phonenum_status add_frame(void *context, const void *data, size_t size)
{
    struct input *input = context;
    /* What comes behind the frames is the table. */
    if (input->records < RECORDS_MAX - 1)
        add_record(input, data, size, "");
    else
        build_bytes(&input->bytes, data, size);
    return PHONENUM_OK;
}

/* Makes an archive with a frame for each record of a stream. */
static void make_archive(struct input *input, const struct input *stream)
{
    static const phonenum_archive_write_options options = {.frame = 1};
    phonenum_archive_writer writer;
    size_t written;
    phonenum_archive_writer_init(&writer, add_frame, input, &options, NULL);
    assert_int_equal(
        phonenum_archive_write_delimited(&writer, stream->bytes.data, stream->ends[RECORDS_MAX - 2], &written, NULL),
        PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    assert_int_equal(input->records, RECORDS_MAX - 1);
}

/* Adds a record in protobuf's JSON, without the line end that the separator stands for. */
static void add_proto(struct input *input, const char *text)
{
    test_outcome bytes = {0};
    test_outcome made = {0};
    test_faults faults = {.input = text, .input_size = strlen(text)};
    run_program(&bytes, &faults, to_bytes);
    faults.input = bytes.out.data;
    faults.input_size = bytes.out.size;
    run_program(&made, &faults, to_proto);
    assert_int_equal(made.status, 0);
    add_record(input, made.out.data, made.out.size - 1, "\n");
    outcome_free(&bytes);
    outcome_free(&made);
}

/* The first breaks no rule, and has all that --strict wants. */
static const char *const records[] = {
    "{\"id\":\"1\",\"object\":\"phone_number\",\"phone_number\":\"+15550100\",\"reserved\":false,\"verification\":"
    "{\"status\":\"verified\",\"strategy\":\"phone_code\",\"attempts\":1,\"expire_at\":null},\"linked_to\":[{\"type\":"
    "\"saml\",\"id\":\"s\"}],\"backup_codes\":[\"" SECRET "\"],\"created_at\":1700000000000,\"updated_at\":"
    "1700000000001}",
    "{}",
    "{\"id\":\"\\\"\xc3\xa9\",\"new\":[1e5],\"verification\":{\"object\":\"verification_admin\",\"why\":{}}}",
};
static const char short_record[] = "{\"id\":\"1\",\"backup_codes\":[\"" SECRET "\"],\"new\":1}";
/* Known, and unknown: 99, a varint. */
static const char unknown_field[] = "\x06\x0a\x01\x61\x98\x06\x05";

static void make_small_inputs(void)
{
    build_byte(&inputs[ARRAY].bytes, '[');
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        add_record(&inputs[LINES], records[i], strlen(records[i]), "\n");
        add_record(&inputs[ARRAY], records[i], strlen(records[i]), i + 1 < COUNT_OF(records) ? "," : "]");
        add_made(&inputs[STREAM], records[i], to_bytes, "");
        add_made(&inputs[KNOWN_STREAM], records[i], to_bytes, "");
        add_made(&inputs[FRAMES], records[i], to_frames, "");
        add_made(&inputs[GRPC], records[i], to_grpc, "");
        add_made(&inputs[HEX_LINES], records[i], to_hex, "");
        add_proto(&inputs[PROTO_LINES], records[i]);
    }
    /* With a record without bytes among few others, the program would ask for the form of the input. */
    add_made(&inputs[KNOWN_STREAM], records[0], to_bytes, "");
    add_record(&inputs[STREAM], unknown_field, sizeof unknown_field - 1, "");
    add_record(&inputs[ONE_LINE], records[0], strlen(records[0]), "");
    add_made(&inputs[ONE], records[0], to_bare_bytes, "");
    add_made(&inputs[SHORT_STREAM], short_record, to_bytes, "");
    add_made(&inputs[SHORT_STREAM], "{}", to_bytes, "");
    add_record(&inputs[SHORT_STREAM], unknown_field, sizeof unknown_field - 1, "");
    add_made(&inputs[SHORT_ONE], short_record, to_bare_bytes, "");
}

/*
 * A record larger than any buffer at first, between small ones. What comes first in it is a backup code, so that this
 * is in the buffer when a larger one takes its place; what goes to extra_json is larger too.
 */
static void make_large_inputs(void)
{
    builder text = {0};
    build_bytes(&text, "{\"backup_codes\":[\"", 18);
    build_repeated(&text, SECRET, sizeof SECRET - 1, LARGE / 4);
    build_bytes(&text, "\"],\"new\":\"", 10);
    build_run(&text, 'b', 2 * LARGE);
    build_bytes(&text, "\"}", 3);
    const char *const large[] = {records[0], (char *)text.data, records[2]};
    for (size_t i = 0; i < COUNT_OF(large); i++) {
        add_record(&inputs[LARGE_LINES], large[i], strlen(large[i]), "\n");
        add_made(&inputs[LARGE_STREAM], large[i], to_bytes, "");
        add_made(&inputs[LARGE_FRAMES], large[i], to_frames, "");
        add_made(&inputs[LARGE_LINES_OF_BASE64], large[i], to_base64, "");
    }
    add_made(&inputs[LARGE_ONE], large[1], to_bare_bytes, "");
    text.size = 0;
    build_tag(&text, 99, BUILD_LEN);
    build_varint(&text, 2 * LARGE);
    build_run(&text, 'c', 2 * LARGE);
    build_varint(&inputs[LARGE_UNKNOWN].bytes, text.size);
    add_record(&inputs[LARGE_UNKNOWN], text.data, text.size, "");
    builder_free(&text);
}

static int make_inputs(void **state)
{
    (void)state;
    make_small_inputs();
    make_large_inputs();
    if (archives_are_built()) {
        make_archive(&inputs[ARCHIVE], &inputs[STREAM]);
        make_archive(&inputs[LARGE_ARCHIVE], &inputs[LARGE_STREAM]);
    }
    return 0;
}

static int free_inputs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        builder_free(&inputs[i].bytes);
    return 0;
}

int __wrap_main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_error_at_any_byte_is_told_and_only_whole_records_are_written),
        cmocka_unit_test(input_cut_at_any_byte_is_bad_data_but_between_records),
        cmocka_unit_test(short_reads_and_writes_and_interruptions_change_nothing),
        cmocka_unit_test(write_error_at_any_byte_is_told_and_the_output_ends_there),
        cmocka_unit_test(write_of_nothing_at_any_byte_is_an_error_and_not_tried_for_ever),
        cmocka_unit_test(pipe_closed_at_any_byte_ends_the_program_soon_and_quietly),
        cmocka_unit_test(error_of_closing_is_told),
        cmocka_unit_test(error_of_waiting_is_told),
        cmocka_unit_test(threads_that_cannot_be_started_change_nothing),
        cmocka_unit_test(json_on_a_terminal_is_escaped_and_only_whole_records_are_written),
        cmocka_unit_test(file_that_cannot_be_created_or_named_is_told_and_leaves_nothing),
        cmocka_unit_test(any_allocation_that_fails_is_told_and_only_whole_records_are_written),
        cmocka_unit_test(read_at_a_place_that_fails_is_told_and_only_whole_records_are_written),
        cmocka_unit_test(read_error_is_not_counted_as_a_record),
        cmocka_unit_test(read_error_behind_what_is_measured_is_told),
        cmocka_unit_test(records_are_written_before_the_program_waits_for_more_input),
        cmocka_unit_test(text_of_any_size_is_printed_to_its_last_byte),
        cmocka_unit_test(text_that_no_memory_is_left_for_is_an_error),
        cmocka_unit_test(no_memory_to_name_unknown_fields_is_told),
    };
    return cmocka_run_group_tests(tests, make_inputs, free_inputs);
}
