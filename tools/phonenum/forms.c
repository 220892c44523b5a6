/*
 * Forms of input, by their first bytes. An encoded record has no mark at its start, so it is read for a try.
 */
#include "forms.h"

#include "bytetext.h"
#include "format.h"
#include "report.h"

#include <phonenum/arena.h>
#include <phonenum/inspect.h>
#include <string.h>

enum kind {
    KIND_UNKNOWN,
    KIND_RECORDS, /* in some format */
    KIND_JSON,
    KIND_GZIP,
    KIND_ZSTD,
    KIND_XZ,
    KIND_SQLITE,
    KIND_UTF16, /* with a byte order mark */
    KIND_UTF16LE,
    KIND_UTF16BE,
    KIND_HTML,
    KIND_HEX, /* of something else than a record on each line */
    KIND_BASE64
};

struct form {
    enum kind kind;
    enum kind inner;    /* of what KIND_HEX, KIND_BASE64 and KIND_SQLITE stand for */
    enum format format; /* if one of both is KIND_RECORDS */
};

#define IMPORT "store import DB"

struct start {
    const unsigned char *data;
    size_t size;
    bool is_cut; /* there is more input behind it */
};

static bool begins_with(struct start start, const char *bytes, size_t size)
{
    return start.size >= size && memcmp(start.data, bytes, size) == 0;
}

static struct start without(struct start start, size_t size)
{
    return (struct start){start.data + size, start.size - size, start.is_cut};
}

static struct start without_mark_and_spaces(struct start start)
{
    if (begins_with(start, "\xef\xbb\xbf", 3))
        start = without(start, 3);
    while (start.size > 0 && memchr(" \t\r\n", start.data[0], 4))
        start = without(start, 1);
    return start;
}

static enum kind marked_kind(struct start start)
{
    static const struct {
        const char *bytes;
        size_t size;
        enum kind kind;
    } marks[] = {
        {"\x1f\x8b", 2, KIND_GZIP},  {"\x28\xb5\x2f\xfd", 4, KIND_ZSTD}, {"\xfd\x37zXZ\0", 6, KIND_XZ},
        {"\xff\xfe", 2, KIND_UTF16}, {"\xfe\xff", 2, KIND_UTF16},        {"SQLite format 3\0", 16, KIND_SQLITE},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (begins_with(start, marks[i].bytes, marks[i].size))
            return marks[i].kind;
    }
    return KIND_UNKNOWN;
}

static bool is_json_bracket(unsigned char byte)
{
    return byte == '{' || byte == '[';
}

/* The separator of RFC 7464 counts as text. */
static bool is_text(struct start start)
{
    const size_t looked_at = start.size < 64 ? start.size : 64;
    for (size_t i = 0; i < looked_at; i++) {
        if (start.data[i] < 0x20 && !memchr("\t\r\n\x1e", start.data[i], 4))
            return false;
    }
    return looked_at > 0;
}

static enum kind text_kind(struct start start)
{
    static const char *const tags[] = {"<!", "<?xml", "<html", "<HTML", "<head", "<body"};
    const unsigned char *data = start.data;
    if (start.size >= 4 && is_json_bracket(data[0]) && data[1] == 0 && data[2] != 0 && data[3] == 0)
        return KIND_UTF16LE;
    if (start.size >= 4 && data[0] == 0 && is_json_bracket(data[1]) && data[2] == 0 && data[3] != 0)
        return KIND_UTF16BE;
    start = without_mark_and_spaces(start);
    if (!is_text(start))
        return KIND_UNKNOWN;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (begins_with(start, tags[i], strlen(tags[i])))
            return KIND_HTML;
    }
    return is_json_bracket(start.data[0]) ? KIND_JSON : KIND_UNKNOWN;
}

/* Whether the bytes are a record, or the start of one, in which the schema knows at least half of the fields. */
static bool is_record(struct start start)
{
    phonenum_inspector inspector;
    phonenum_field field;
    size_t known = 0;
    size_t unknown = 0;
    phonenum_status status;
    phonenum_inspector_init(&inspector, start.data, start.size);
    while ((status = phonenum_inspect_next(&inspector, &field, NULL)) == PHONENUM_OK) {
        known += field.type != PHONENUM_FIELD_UNKNOWN;
        unknown += field.type == PHONENUM_FIELD_UNKNOWN;
    }
    const bool ends_early = status == PHONENUM_ERR_TRUNCATED || status == PHONENUM_ERR_LENGTH;
    return known > 0 && known >= unknown && (status == PHONENUM_END || (ends_early && start.is_cut));
}

static bool read_varint(struct start start, size_t *value, size_t *size)
{
    *value = 0;
    for (*size = 0; *size < 5 && *size < start.size;) {
        const unsigned char byte = start.data[*size];
        *value |= (size_t)(byte & 0x7f) << (7 * *size);
        ++*size;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool read_prefix(enum format format, struct start start, size_t *length, size_t *size)
{
    if (format == FORMAT_VARINT)
        return read_varint(start, length, size);
    *size = format_prefix_size(format);
    if (start.size < *size || (format == FORMAT_GRPC && start.data[0] != 0))
        return false;
    *length = format_prefix_length(format, start.data);
    return *length <= PHONENUM_INPUT_SIZE_DEFAULT;
}

/* What a try to read the first records of a stream has found. */
struct trial {
    size_t records;
    size_t empty;
    bool is_wrong; /* what follows is no record */
};

static struct trial try_stream(enum format format, struct start start)
{
    struct trial trial = {.records = 0};
    while (trial.records < 8 && start.size > 0 && !trial.is_wrong) {
        size_t length;
        size_t size;
        if (!read_prefix(format, start, &length, &size)) {
            trial.is_wrong = !start.is_cut;
            break;
        }
        start = without(start, size);
        const bool is_whole = length <= start.size;
        const struct start record = {start.data, is_whole ? length : start.size, !is_whole};
        /* Of a record that is cut soon, nothing can be said, if there were others before. */
        const bool is_no_record = length > 0 && !is_record(record) && (is_whole || trial.records == trial.empty);
        trial.is_wrong = is_no_record || (!is_whole && !start.is_cut);
        trial.records++;
        trial.empty += length == 0;
        start = without(start, record.size);
    }
    return trial;
}

/* Lengths of 4 bytes can be read as varints too, most of which are 0 then. */
static bool is_stream(enum format format, struct start start)
{
    const struct trial trial = try_stream(format, start);
    const bool has_few_empty = format != FORMAT_VARINT || 4 * trial.empty <= trial.records;
    return !trial.is_wrong && trial.records > trial.empty && has_few_empty;
}

static struct form records_form(enum format format)
{
    return (struct form){.kind = KIND_RECORDS, .format = format};
}

/* What fits the expected format is not taken for another. */
static struct form bytes_form(struct start start, enum format expected)
{
    static const enum format streams[] = {FORMAT_VARINT, FORMAT_GRPC, FORMAT_BE32, FORMAT_LE32, FORMAT_BE16};
    if (expected == FORMAT_RAW && is_record(start))
        return records_form(expected);
    if (expected <= FORMAT_GRPC && is_stream(expected, start))
        return records_form(expected);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        if (is_stream(streams[i], start))
            return records_form(streams[i]);
    }
    return is_record(start) ? records_form(FORMAT_RAW) : (struct form){.kind = KIND_UNKNOWN};
}

/* Reads text that stands for bytes. Most digits of base64 are no hexadecimal digits. */
static bool read_bytes_text(const char *text, size_t text_size, unsigned char *bytes, size_t *size, bool *is_hex)
{
    *is_hex = hex_read(text, text_size, bytes, size) == NULL;
    return text_size >= 4 && (*is_hex || !base64_read(text, text_size, bytes, size));
}

/* Copies text without its line ends. Returns its size. */
static size_t join_lines(struct start start, char *joined)
{
    size_t size = 0;
    for (size_t i = 0; i < start.size; i++) {
        if (start.data[i] != '\r' && start.data[i] != '\n')
            joined[size++] = (char)start.data[i];
    }
    /* The last group of digits may be cut. */
    return start.is_cut ? size - size % 4 : size;
}

/* The size of the first line without its end. */
static size_t first_line_size(struct start start)
{
    size_t size = 0;
    while (size < start.size && start.data[size] != '\r' && start.data[size] != '\n')
        size++;
    return size;
}

static struct form decoded_form(struct start bytes, bool is_hex)
{
    const struct form records = bytes_form(bytes, FORMAT_VARINT);
    struct form form = {.kind = is_hex ? KIND_HEX : KIND_BASE64, .format = records.format};
    form.inner = marked_kind(bytes);
    if (form.inner == KIND_UNKNOWN)
        form.inner = text_kind(bytes);
    if (form.inner == KIND_UNKNOWN)
        form.inner = records.kind;
    if (form.inner == KIND_UNKNOWN)
        form.kind = KIND_UNKNOWN;
    return form;
}

/* The form of text that stands for bytes: one record on each line, or something else in all lines together. */
static struct form bytes_text_form(struct start start)
{
    char text[SOURCE_START_SIZE] = "";
    unsigned char bytes[SOURCE_START_SIZE];
    struct form form = {.kind = KIND_UNKNOWN};
    size_t count;
    bool is_hex;
    start = without_mark_and_spaces(start);
    const size_t size = join_lines(start, text);
    if (read_bytes_text(text, first_line_size(start), bytes, &count, &is_hex) &&
        is_record((struct start){bytes, count, false}))
        form = records_form(is_hex ? FORMAT_HEX : FORMAT_BASE64);
    else if (read_bytes_text(text, size, bytes, &count, &is_hex))
        form = decoded_form((struct start){bytes, count, start.is_cut}, is_hex);
    phonenum_wipe(text, sizeof text);
    phonenum_wipe(bytes, sizeof bytes);
    return form;
}

static struct form form_of(struct start start, enum format expected)
{
    enum kind kind = marked_kind(start);
    if (kind == KIND_UNKNOWN)
        kind = text_kind(start);
    if (kind == KIND_SQLITE)
        return (struct form){.kind = kind, .inner = KIND_RECORDS, .format = FORMAT_VARINT};
    if (kind != KIND_UNKNOWN)
        return (struct form){.kind = kind};
    const struct form text = bytes_text_form(start);
    return text.kind != KIND_UNKNOWN ? text : bytes_form(start, expected);
}

static const char *const record_forms[] = {
    [FORMAT_VARINT] = "length-delimited records",
    [FORMAT_BE16] = "records after lengths of 2 bytes",
    [FORMAT_BE32] = "records after lengths of 4 bytes",
    [FORMAT_LE32] = "records after lengths of 4 bytes",
    [FORMAT_GRPC] = "gRPC messages",
    [FORMAT_RAW] = "one record without a length",
    [FORMAT_HEX] = "hexadecimal digits, one record on each line",
    [FORMAT_BASE64] = "base64, one record on each line",
};

static const char *const format_options[] = {
    [FORMAT_VARINT] = "",
    [FORMAT_BE16] = " --framing=be16",
    [FORMAT_BE32] = " --framing=be32",
    [FORMAT_LE32] = " --framing=le32",
    [FORMAT_GRPC] = " --framing=grpc",
    [FORMAT_RAW] = " --raw",
    [FORMAT_HEX] = " --lines=hex",
    [FORMAT_BASE64] = " --lines=base64",
};

/* Other forms, and the program that makes of them what a command reads. */
static const struct {
    const char *name;
    const char *converter;
} other_forms[] = {
    [KIND_GZIP] = {"gzip", "gzip -dc FILE"},
    [KIND_ZSTD] = {"zstd", "zstd -dc FILE"},
    [KIND_XZ] = {"xz", "xz -dc FILE"},
    [KIND_SQLITE] = {"a SQLite database", "phonenum store export FILE"},
    [KIND_UTF16] = {"UTF-16", "iconv -f UTF-16 -t UTF-8 FILE"},
    [KIND_UTF16LE] = {"UTF-16", "iconv -f UTF-16LE -t UTF-8 FILE"},
    [KIND_UTF16BE] = {"UTF-16", "iconv -f UTF-16BE -t UTF-8 FILE"},
    [KIND_HEX] = {"hexadecimal digits", "xxd -r -p FILE"},
    [KIND_BASE64] = {"base64", "base64 -d FILE"},
};

static bool is_command(const char *command, const char *name)
{
    return strcmp(command, name) == 0;
}

static bool reads_json(const char *command)
{
    return is_command(command, "encode") || is_command(command, IMPORT);
}

/* The command that reads records in a format, and what the user wants of them: the one that was called, if it can. */
static const char *bytes_command(const char *command, enum format format)
{
    const bool reads_none = is_command(command, "encode");
    const bool reads_streams = is_command(command, "bench");
    const bool reads_varints = is_command(command, IMPORT);
    if (reads_none || (reads_streams && format > FORMAT_GRPC) || (reads_varints && format != FORMAT_VARINT))
        return "decode";
    return command;
}

/* Notes what reads the input after another program has converted it. */
static void note_converter(const char *file, struct form form, const char *command)
{
    const bool is_unicode = form.kind >= KIND_UTF16 && form.kind <= KIND_UTF16BE;
    const bool holds_records = form.inner == KIND_RECORDS;
    if (is_unicode || form.inner == KIND_JSON)
        command = reads_json(command) ? command : "encode";
    else if (holds_records)
        command = bytes_command(command, form.format);
    report_note(file, "the input looks like %s; to read it, use: %s | phonenum %s%s", other_forms[form.kind].name,
                other_forms[form.kind].converter, command, holds_records ? format_options[form.format] : "");
}

static void note(const char *file, struct form form, const char *command)
{
    switch (form.kind) {
    case KIND_UNKNOWN:
        break;
    case KIND_HTML:
        report_note(file, "the input looks like HTML or XML, which phonenum does not read");
        break;
    case KIND_JSON:
        report_note(file, "the input looks like JSON; to read it, use: phonenum encode");
        break;
    case KIND_RECORDS:
        report_note(file, "the input looks like %s; to read it, use: phonenum %s%s", record_forms[form.format],
                    bytes_command(command, form.format), format_options[form.format]);
        break;
    default:
        note_converter(file, form, command);
        break;
    }
}

static struct start start_of(const struct source *source)
{
    const bool is_cut = !source->has_ended || source->bytes > source->start_size;
    return (struct start){source->start, source->start_size, is_cut};
}

const char *forms_command(const struct invocation *invocation)
{
    return is_command(invocation->command, "store import") ? IMPORT : invocation->command;
}

bool forms_note_other(const struct source *source, const struct invocation *invocation)
{
    const char *command = forms_command(invocation);
    const bool reads_bytes = !is_command(command, "encode");
    if (source->bytes == 0 && source->has_ended && sink_is_open(source->sink)) {
        report_note(source->name, "the input is empty");
        return true;
    }
    /* If the first record could be read, the form is right. */
    if ((source->failed == 0 && source->damages == 0) || source->first_failed > source->empty_at_start + 1 ||
        !sink_is_open(source->sink))
        return false;
    const struct form form = form_of(start_of(source), reads_bytes ? invocation->format : FORMAT_VARINT);
    const bool is_expected = (reads_json(command) && form.kind == KIND_JSON) ||
                             (reads_bytes && form.kind == KIND_RECORDS && form.format == invocation->format);
    if (is_expected || form.kind == KIND_UNKNOWN)
        return false;
    note(source->name, form, command);
    return true;
}

/* Whether text in brackets begins as JSON does: with a name or an element, or with the end. */
static bool begins_json(struct start start)
{
    const char *followers = start.data[0] == '{' ? "\"}" : "{[]";
    start = without_mark_and_spaces(without(start, 1));
    return start.size > 0 && strchr(followers, start.data[0]);
}

/*
 * A stream whose first record has 123 or 91 bytes begins with a bracket too. But its tags are hardly ever text, and even
 * then, they hardly look like JSON.
 */
bool forms_is_json(const struct source *source)
{
    struct start all = start_of(source);
    struct start start = without_mark_and_spaces(all);
    if (begins_with(start, "\x1e", 1)) /* before each record of RFC 7464 */
        start = without_mark_and_spaces(without(start, 1));
    if (start.size == 0)
        return true;
    return is_json_bracket(start.data[0]) && is_text(start) && (begins_json(start) || !is_stream(FORMAT_VARINT, all));
}

const char *forms_framing_option(const struct source *source)
{
    static const enum format framings[] = {FORMAT_GRPC, FORMAT_BE32, FORMAT_LE32, FORMAT_BE16};
    const struct start start = start_of(source);
    for (size_t i = 0; i < sizeof framings / sizeof framings[0]; i++) {
        if (is_stream(framings[i], start))
            return format_options[framings[i]];
    }
    return NULL;
}
