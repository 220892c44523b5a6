/*
 * Many records from one text. Reads each record where it lies. Searches for its end only if that fails.
 */
#include "base/error.h"
#include "base/input.h"
#include "base/limits.h"
#include "json/read.h"

#include <phonenum/json.h>
#include <string.h>

/* What may come next, after whitespace. */
enum state {
    STATE_START,         /* an object or the array */
    STATE_SEQUENCE,      /* an object or the end */
    STATE_FIRST,         /* the array's first element or its end */
    STATE_ELEMENT,       /* an element, after a comma */
    STATE_SEPARATOR,     /* a comma or the array's end */
    STATE_AFTER,         /* nothing: the array has ended */
    STATE_LOST,          /* anything, up to the next line that begins with a brace */
    STATE_LOST_IN_ARRAY, /* the same, inside the array */
    STATE_END            /* nothing more is read */
};

static void begin(phonenum_json_reader *reader, const phonenum_json_read_options *options)
{
    static const phonenum_json_read_options defaults = {.flags = 0};
    memset(reader, 0, sizeof *reader);
    reader->options = options ? *options : defaults;
    reader->line = 1;
    reader->column = 1;
    reader->state = STATE_START;
}

void phonenum_json_reader_init(phonenum_json_reader *reader, phonenum_read_callback *read, void *context,
                               const phonenum_json_read_options *options, const phonenum_allocator *allocator)
{
    begin(reader, options);
    phonenum_input_init(&reader->input, read, context, allocator);
}

void phonenum_json_reader_init_memory(phonenum_json_reader *reader, const char *text, size_t size,
                                      const phonenum_json_read_options *options)
{
    begin(reader, options);
    phonenum_input_init_memory(&reader->input, text, size);
}

void phonenum_json_reader_free(phonenum_json_reader *reader)
{
    if (reader)
        phonenum_input_free(&reader->input);
}

uint64_t phonenum_json_reader_offset(const phonenum_json_reader *reader)
{
    return reader->record_offset;
}

static const char *text_of(const phonenum_json_reader *reader)
{
    return (const char *)input_bytes(&reader->input);
}

/* Steps over input. Its lines are counted later: see count_lines(). */
static void consume(phonenum_json_reader *reader, size_t size)
{
    reader->uncounted += size;
    phonenum_input_consume(&reader->input, size);
}

/* Counts the lines and columns of consumed text: for errors, and before more is read, which discards the text. */
static void count_lines(phonenum_json_reader *reader)
{
    const char *end = text_of(reader);
    const char *text = end - reader->uncounted;
    const char *line = text;
    for (const char *next = text; next < end; next++)
        reader->line += *next == '\n';
    while (end > line && end[-1] != '\n')
        end--;
    if (end > line)
        reader->column = 1;
    for (; end < text_of(reader); end++)
        reader->column += ((unsigned char)*end & 0xc0) != 0x80;
    reader->uncounted = 0;
}

/* Makes sure that `size` bytes are there, unless the input ends earlier. */
static phonenum_status need(phonenum_json_reader *reader, size_t size)
{
    while (input_size(&reader->input) < size && !reader->input.ended) {
        count_lines(reader);
        phonenum_status status = phonenum_input_fill(&reader->input);
        if (status) {
            reader->state = STATE_END;
            return status;
        }
    }
    return PHONENUM_OK;
}

/* Changes an error's place in the current text to its place in the whole input. */
static void place_error(phonenum_json_reader *reader, phonenum_error *error)
{
    if (!error || error->line == 0)
        return;
    count_lines(reader);
    error->offset += reader->input.offset;
    if (error->line == 1)
        error->column += reader->column - 1;
    error->line += reader->line - 1;
}

static phonenum_status fail_here(phonenum_json_reader *reader, phonenum_status status, const char *message,
                                 phonenum_error *error)
{
    count_lines(reader);
    (void)phonenum_error_set(error, status, reader->input.offset, message);
    if (error) {
        error->line = reader->line;
        error->column = reader->column;
    }
    return status;
}

/* Skips whitespace. *byte is the byte after it; NUL at the end of the input. */
static phonenum_status next_byte(phonenum_json_reader *reader, char *byte)
{
    *byte = '\0';
    for (;;) {
        phonenum_status status = need(reader, 1);
        size_t size = input_size(&reader->input);
        if (status || size == 0)
            return status;
        const char *text = text_of(reader);
        size_t spaces = 0;
        while (spaces < size && json_is_space(text[spaces]))
            spaces++;
        consume(reader, spaces);
        if (spaces < size) {
            *byte = *text_of(reader);
            return PHONENUM_OK;
        }
    }
}

/* Skips to the next line that begins with a brace. Most likely, a record begins there. */
static phonenum_status find_record(phonenum_json_reader *reader)
{
    for (;;) {
        phonenum_status status = need(reader, 2);
        size_t size = input_size(&reader->input);
        if (status)
            return status;
        if (size < 2) {
            consume(reader, size);
            reader->state = STATE_END;
            return PHONENUM_OK;
        }
        const char *text = text_of(reader);
        const char *line_end = memchr(text, '\n', size - 1);
        consume(reader, line_end ? (size_t)(line_end - text) + 1 : size - 1);
        if (line_end && *text_of(reader) == '{') {
            reader->state = reader->state == STATE_LOST ? STATE_SEQUENCE : STATE_ELEMENT;
            return PHONENUM_OK;
        }
    }
}

static bool is_in_array(const phonenum_json_reader *reader)
{
    return reader->state == STATE_FIRST || reader->state == STATE_ELEMENT || reader->state == STATE_SEPARATOR;
}

static void lose_track(phonenum_json_reader *reader)
{
    reader->state = is_in_array(reader) ? STATE_LOST_IN_ARRAY : STATE_LOST;
}

/* The extent of a value, found only by its brackets and quotes. A number or word ends at the next delimiter. */
struct frame {
    size_t size;
    size_t depth;
    bool is_plain; /* it has neither brackets nor quotes */
    bool in_string;
    bool escaped;
    bool whole;  /* its end was found */
    bool broken; /* it is malformed, so its end cannot be found */
    size_t looked_at;
};

static void add_string_byte(struct frame *frame, char byte)
{
    frame->broken = (unsigned char)byte < 0x20;
    frame->in_string = frame->escaped || byte != '"';
    frame->escaped = !frame->escaped && byte == '\\';
}

/* Adds one byte to the frame, unless the byte comes after a plain value. */
static void add_byte(struct frame *frame, char byte)
{
    if (frame->size == 0)
        frame->is_plain = byte != '{' && byte != '[' && byte != '"';
    else if (frame->is_plain)
        frame->whole = byte == ',' || byte == ']' || byte == '}' || json_is_space(byte);
    if (frame->whole)
        return;
    frame->size++;
    if (frame->is_plain)
        return;
    if (frame->in_string)
        add_string_byte(frame, byte);
    else if (byte == '"')
        frame->in_string = true;
    else if (byte == '{' || byte == '[')
        frame->depth++;
    else if (byte == '}' || byte == ']')
        frame->depth--;
    frame->whole = frame->depth == 0 && !frame->in_string;
}

/*
 * Whether the value is malformed so far. This is checked at line ends, so that an object without its closing brace does
 * not swallow the objects on the next lines. The size must have doubled since the last check, so that all checks
 * together take linear time.
 */
static bool is_malformed(const phonenum_json_reader *reader, struct frame *frame)
{
    if (frame->size < 2 * frame->looked_at)
        return false;
    frame->looked_at = frame->size;
    json_scanner scan = {.begin = text_of(reader),
                         .next = text_of(reader),
                         .end = text_of(reader) + frame->size,
                         .most_open = limits_or_defaults(&reader->options.limits).depth + 1};
    phonenum_status status = phonenum_json_skip_value(&scan);
    return status && status != PHONENUM_ERR_TRUNCATED;
}

/* Finds the extent of the next value, or of the part that is there. */
static phonenum_status find_frame(phonenum_json_reader *reader, struct frame *frame)
{
    const size_t most = limits_or_defaults(&reader->options.limits).input;
    while (!frame->whole && !frame->broken && frame->size <= most) {
        phonenum_status status = need(reader, frame->size + 1);
        if (status)
            return status;
        if (input_size(&reader->input) == frame->size) {
            frame->whole = frame->is_plain;
            break;
        }
        char byte = text_of(reader)[frame->size];
        add_byte(frame, byte);
        if (byte == '\n' && !frame->broken && !frame->whole)
            frame->broken = is_malformed(reader, frame);
    }
    return PHONENUM_OK;
}

/*
 * Reads the next record if it is well-formed and all of it is there, as is usual. If this fails, the text up to the
 * failure is not tried again in this way: otherwise it could be read many times.
 */
static phonenum_status read_at_once(phonenum_json_reader *reader, phonenum_arena *arena, phonenum_record *record)
{
    const size_t most = limits_or_defaults(&reader->options.limits).input;
    size_t size = input_size(&reader->input);
    phonenum_str text = {text_of(reader), size < most ? size : most};
    if (reader->input.offset < reader->tried_offset)
        return PHONENUM_ERR_TRUNCATED;
    phonenum_status status = phonenum_json_read_first(text, &reader->options, arena, record, &size);
    if (status) {
        reader->tried_offset = reader->input.offset + size;
        return status;
    }
    consume(reader, size);
    reader->state = is_in_array(reader) ? STATE_SEPARATOR : STATE_SEQUENCE;
    return PHONENUM_OK;
}

/* Reads the next value, which should be an object. */
static phonenum_status read_record(phonenum_json_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                   phonenum_error *error)
{
    struct frame frame = {.size = 0};
    reader->record_offset = reader->input.offset;
    const phonenum_status at_once = read_at_once(reader, arena, record);
    if (!at_once)
        return phonenum_success(error);
    /* With invalid options, do not search for the end of the record: the search depends on their depth. */
    if (at_once == PHONENUM_ERR_ARGUMENT) {
        reader->state = STATE_END;
        return phonenum_json_read(NULL, 0, &reader->options, arena, record, error);
    }
    phonenum_status status = find_frame(reader, &frame);
    if (status)
        return phonenum_error_set(error, status, 0, NULL);
    const bool may_fit = frame.size <= limits_or_defaults(&reader->options.limits).input;
    status = at_once == PHONENUM_ERR_NO_MEMORY && may_fit
                 ? phonenum_error_set(error, at_once, 0, NULL)
                 : phonenum_json_read(text_of(reader), frame.size, &reader->options, arena, record, error);
    place_error(reader, error);
    bool is_garbage = frame.is_plain && status == PHONENUM_ERR_JSON_SYNTAX;
    if (!frame.whole || is_garbage) {
        lose_track(reader);
        return status;
    }
    consume(reader, frame.size);
    reader->state = is_in_array(reader) ? STATE_SEPARATOR : STATE_SEQUENCE;
    return status;
}

/* Steps over a bracket or comma around the records, if one comes next. */
static bool step_over(phonenum_json_reader *reader, char byte)
{
    bool opens = reader->state == STATE_START && byte == '[';
    bool separates = reader->state == STATE_SEPARATOR && byte == ',';
    bool closes = (reader->state == STATE_FIRST || reader->state == STATE_SEPARATOR) && byte == ']';
    if (!opens && !separates && !closes)
        return false;
    consume(reader, 1);
    reader->state = opens ? STATE_FIRST : separates ? STATE_ELEMENT : STATE_AFTER;
    return true;
}

static phonenum_status finish(phonenum_json_reader *reader, phonenum_error *error)
{
    bool clean = reader->state == STATE_START || reader->state == STATE_SEQUENCE || reader->state == STATE_AFTER ||
                 reader->state == STATE_END;
    reader->state = STATE_END;
    if (clean)
        return phonenum_error_set(error, PHONENUM_END, 0, NULL);
    return fail_here(reader, PHONENUM_ERR_TRUNCATED, "the array is not closed", error);
}

phonenum_status phonenum_json_reader_next(phonenum_json_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                          phonenum_error *error)
{
    char byte = '\0';
    phonenum_status status = PHONENUM_OK;
    *record = (phonenum_record)PHONENUM_RECORD_INIT;
    if (reader->state == STATE_LOST || reader->state == STATE_LOST_IN_ARRAY)
        status = find_record(reader);
    if (reader->state == STATE_END)
        return status ? phonenum_error_set(error, status, 0, NULL) : finish(reader, error);
    do {
        status = next_byte(reader, &byte);
        if (status)
            return phonenum_error_set(error, status, 0, NULL);
    } while (step_over(reader, byte));
    if (input_size(&reader->input) == 0)
        return finish(reader, error);
    if (reader->state == STATE_AFTER) {
        lose_track(reader);
        return fail_here(reader, PHONENUM_ERR_JSON_SYNTAX, "unexpected text after the array", error);
    }
    if (reader->state == STATE_SEPARATOR) {
        lose_track(reader);
        return fail_here(reader, PHONENUM_ERR_JSON_SYNTAX, "expected a comma or ] after an element", error);
    }
    return read_record(reader, arena, record, error);
}
