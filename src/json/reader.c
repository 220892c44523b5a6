/*
 * Many records from one text: objects, and arrays of objects, one after another.
 *
 * A record is read at once if all of it is there, as most are. If it is malformed, the error is told first, and recover.c
 * finds where to go on with the next call.
 */
#include "base/error.h"
#include "base/input.h"
#include "base/limits.h"
#include "base/memory.h"
#include "wire/utf8.h"
#include "json/read.h"
#include "json/recover.h"

#include <phonenum/json.h>
#include <string.h>

/* What may come next, after white space. */
enum state {
    STATE_START,     /* the start of the text: a byte order mark, or as STATE_TOP */
    STATE_TOP,       /* an object, an array, or the end */
    STATE_FIRST,     /* the array's first element or its end */
    STATE_ELEMENT,   /* an element, after a comma */
    STATE_SEPARATOR, /* a comma or the array's end */
    STATE_ANY,       /* any of these: what came before in the array was damaged */
    STATE_LOST,      /* the rest of a malformed record */
    STATE_LOST_IN_ARRAY,
    STATE_END /* nothing more is read */
};

static const char separator = 0x1e; /* of RFC 7464 */
static const char byte_order_mark[] = "\xef\xbb\xbf";

static void begin(phonenum_json_reader *reader, const phonenum_json_read_options *options)
{
    static const phonenum_json_read_options defaults = {.flags = 0};
    memset(reader, 0, sizeof *reader);
    reader->options = options ? *options : defaults;
    reader->line = 1;
    reader->column = 1;
    reader->indent.is_known = true;
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

uint64_t phonenum_json_reader_skipped(const phonenum_json_reader *reader)
{
    return reader->skipped;
}

size_t phonenum_json_reader_most(const phonenum_json_reader *reader)
{
    return limits_or_defaults(&reader->options.limits).input;
}

size_t phonenum_json_reader_depth(const phonenum_json_reader *reader)
{
    return limits_or_defaults(&reader->options.limits).depth;
}

static const char *text_of(const phonenum_json_reader *reader)
{
    return (const char *)input_bytes(&reader->input);
}

/* Lines are counted later: see count_lines(). */
void phonenum_json_reader_consume(phonenum_json_reader *reader, size_t size)
{
    reader->uncounted += size;
    input_consume(&reader->input, size);
}

/* Counts the lines and columns of what was stepped over, while it is still there: before more is read, and for errors. */
static void count_lines(phonenum_json_reader *reader)
{
    const char *end = text_of(reader);
    const char *next = end - reader->uncounted;
    const char *line_end;
    while (next < end && (line_end = memchr(next, '\n', (size_t)(end - next))) != NULL) {
        reader->line++;
        reader->column = 1;
        next = line_end + 1;
    }
    for (; next < end; next++)
        reader->column += ((unsigned char)*next & 0xc0) != 0x80;
    reader->uncounted = 0;
}

phonenum_status phonenum_json_reader_need(phonenum_json_reader *reader, size_t size)
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

/* Turns an error's place in the text before the reader into one in the whole input. */
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

/* Takes a byte of white space into the indentation of what comes next. */
static void add_space(phonenum_json_indent *indent, char byte)
{
    if (byte == '\n') {
        indent->is_known = true;
        indent->size = 0;
        return;
    }
    if (indent->size < sizeof indent->bytes)
        indent->bytes[indent->size] = byte;
    indent->size++;
}

/* Whether a byte only separates records. RFC 7464's separator stands between them, not in an array. */
static bool is_space(const phonenum_json_reader *reader, char byte)
{
    return json_is_space(byte) || (byte == separator && reader->state == STATE_TOP);
}

/* Steps over white space, and gives the byte that comes next; NUL at the end of the text. */
static phonenum_status next_byte(phonenum_json_reader *reader, char *byte)
{
    *byte = '\0';
    for (;;) {
        phonenum_status status = phonenum_json_reader_need(reader, 1);
        size_t size = input_size(&reader->input);
        if (status || size == 0)
            return status;
        const char *text = text_of(reader);
        size_t spaces = 0;
        for (; spaces < size && is_space(reader, text[spaces]); spaces++)
            add_space(&reader->indent, text[spaces]);
        phonenum_json_reader_consume(reader, spaces);
        if (spaces < size) {
            *byte = *text_of(reader);
            return PHONENUM_OK;
        }
    }
}

/* Steps over text that is no white space, so that no line begins there. */
static void step(phonenum_json_reader *reader, size_t size)
{
    reader->indent.is_known = false;
    phonenum_json_reader_consume(reader, size);
}

static bool is_in_array(const phonenum_json_reader *reader)
{
    return reader->state >= STATE_FIRST && reader->state <= STATE_ANY;
}

static void lose_track(phonenum_json_reader *reader)
{
    reader->state = is_in_array(reader) ? STATE_LOST_IN_ARRAY : STATE_LOST;
}

static phonenum_status finish_record(phonenum_json_reader *reader, size_t size, phonenum_status status)
{
    /* Records begin as the one before did. */
    if (!status && reader->indent.is_known)
        reader->usual_indent = reader->indent;
    step(reader, size);
    reader->state = is_in_array(reader) ? STATE_SEPARATOR : STATE_TOP;
    return status;
}

/* Goes on after a malformed record. */
static phonenum_status recover(phonenum_json_reader *reader)
{
    const bool in_array = reader->state == STATE_LOST_IN_ARRAY;
    enum ending ending;
    if (!reader->usual_indent.is_known)
        reader->usual_indent = reader->indent;
    phonenum_status status = phonenum_json_step_to_end(reader, in_array, &ending);
    if (status)
        return status;
    reader->indent = (phonenum_json_indent){.is_known = ending == ENDS_WITH_LINE};
    if (ending == ENDS_BEFORE_RECORD)
        reader->indent = reader->usual_indent;
    if (ending == ENDS_WITH_TEXT)
        reader->state = STATE_END;
    else
        reader->state = in_array && ending != ENDS_AT_SEPARATOR ? STATE_ANY : STATE_TOP;
    return PHONENUM_OK;
}

/*
 * Steps over any value by the grammar alone. *size is its extent, or that of the part that is well-formed. Of the text, only
 * `most` bytes are looked at.
 */
static phonenum_status skip_value(const phonenum_json_reader *reader, size_t most, size_t *size)
{
    const size_t there = input_size(&reader->input);
    json_scanner scan = {.begin = text_of(reader),
                         .next = text_of(reader),
                         .end = text_of(reader) + (there < most ? there : most),
                         .most_open = phonenum_json_reader_depth(reader) + 1};
    phonenum_status status = phonenum_json_skip_value(&scan);
    *size = (size_t)(scan.next - scan.begin);
    return status;
}

/* How far the brackets of a value have been counted. */
struct brackets {
    size_t size;
    size_t depth;
    bool in_string;
    bool escaped;
};

static void count_byte(struct brackets *brackets, char byte)
{
    if (brackets->in_string) {
        brackets->in_string = brackets->escaped || byte != '"';
        brackets->escaped = !brackets->escaped && byte == '\\';
    } else if (byte == '"') {
        brackets->in_string = true;
    } else if (byte == '{' || byte == '[') {
        brackets->depth++;
    } else if (byte == '}' || byte == ']') {
        brackets->depth--;
    }
}

/* Counts on to the end of the text. Returns whether the value's brackets are closed before. */
static bool are_closed(struct brackets *brackets, const char *text, size_t size)
{
    while (brackets->size < size && (brackets->size == 0 || brackets->depth > 0))
        count_byte(brackets, text[brackets->size++]);
    return brackets->depth == 0 && (*text == '{' || *text == '[');
}

/*
 * Whether it is time to look at a value again: its brackets are closed, or there is twice as much of it, so that looking
 * takes linear time. A value must not wait for the text that comes after it, which may come much later.
 */
static phonenum_status wait_for_more(phonenum_json_reader *reader, struct brackets *brackets)
{
    const size_t before = input_size(&reader->input);
    while (!are_closed(brackets, text_of(reader), input_size(&reader->input)) && !reader->input.ended &&
           input_size(&reader->input) < 2 * before) {
        phonenum_status status = phonenum_json_reader_need(reader, input_size(&reader->input) + 1);
        if (status)
            return status;
    }
    return PHONENUM_OK;
}

/* Finds the extent of the value that is next. More text is read until all of the value is there. */
static phonenum_status find_extent(phonenum_json_reader *reader, size_t *size)
{
    const size_t most = phonenum_json_reader_most(reader);
    struct brackets brackets = {.size = 0};
    for (;;) {
        phonenum_status status = skip_value(reader, most, size);
        const size_t there = input_size(&reader->input);
        /* A number may go on. A character may be cut, or a byte order mark. */
        const bool is_character = status == PHONENUM_ERR_UTF8 || *text_of(reader) == byte_order_mark[0];
        const bool is_cut = is_character && there - *size < UTF8_SEQUENCE_MOST;
        const bool may_go_on = status == PHONENUM_ERR_TRUNCATED || is_cut || (!status && *size == there);
        const bool is_whole = are_closed(&brackets, text_of(reader), there);
        if (is_whole || !may_go_on || reader->input.ended || there > most)
            return status;
        status = wait_for_more(reader, &brackets);
        if (status)
            return status;
    }
}

/* The same inside of the text that an earlier malformed record reached into. There, the next record ends a value. */
static phonenum_status find_extent_in_damage(phonenum_json_reader *reader, size_t *size)
{
    enum ending ending;
    phonenum_status status = phonenum_json_find_end(reader, is_in_array(reader), &ending, size);
    return status ? status : skip_value(reader, *size, size);
}

/* Reads the text that is next, of which all that is needed lies in `size` bytes. */
static phonenum_status read_text(phonenum_json_reader *reader, size_t size, phonenum_arena *arena,
                                 phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = phonenum_json_read(text_of(reader), size, &reader->options, arena, record, error);
    place_error(reader, error);
    return status;
}

/* Tells what is wrong with a value that is malformed after `size` bytes, or too large. */
static phonenum_status refuse(phonenum_json_reader *reader, size_t size, phonenum_arena *arena, phonenum_record *record,
                              phonenum_error *error)
{
    enum {
        /* After so many bytes more, the error is the same as with all of the text. */
        ENOUGH = 16
    };
    const size_t most = phonenum_json_reader_most(reader);
    const size_t there = input_size(&reader->input);
    const uint64_t reached = reader->input.offset + size;
    if (reached > reader->damaged_until)
        reader->damaged_until = reached;
    size_t looked_at = there - size < ENOUGH ? there : size + ENOUGH;
    /* One byte over the limit is too large. All within it may still be malformed. */
    if (looked_at > most)
        looked_at = size < most ? most : most + 1;
    phonenum_status status = read_text(reader, looked_at, arena, record, error);
    lose_track(reader);
    return status;
}

/* Reads the record that is next, if it is not all there, or something is wrong with it. `why` is what was wrong before. */
static phonenum_status read_closely(phonenum_json_reader *reader, phonenum_status why, phonenum_arena *arena,
                                    phonenum_record *record, phonenum_error *error)
{
    const bool is_damaged = reader->input.offset < reader->damaged_until;
    size_t size = 0;
    phonenum_status status = is_damaged ? find_extent_in_damage(reader, &size) : find_extent(reader, &size);
    if (reader->state == STATE_END)
        return phonenum_error_set(error, status, 0, NULL);
    if (status)
        return refuse(reader, size, arena, record, error);
    if (why == PHONENUM_ERR_NO_MEMORY)
        return finish_record(reader, size, phonenum_error_set(error, why, 0, NULL));
    return finish_record(reader, size, read_text(reader, size, arena, record, error));
}

/* Reads the value that is next, which should be an object. */
static phonenum_status read_record(phonenum_json_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                   phonenum_error *error)
{
    const size_t most = phonenum_json_reader_most(reader);
    size_t size = input_size(&reader->input);
    const phonenum_str text = {text_of(reader), size < most ? size : most};
    phonenum_status status = PHONENUM_ERR_TRUNCATED;
    reader->record_offset = reader->input.offset;
    if (reader->input.offset >= reader->damaged_until)
        status = phonenum_json_read_first(text, &reader->options, arena, record, &size);
    if (!status)
        return finish_record(reader, size, phonenum_success(error));
    return read_closely(reader, status, arena, record, error);
}

/* Steps over a byte order mark at the start of the text. */
static phonenum_status start(phonenum_json_reader *reader)
{
    const size_t size = strlen(byte_order_mark);
    phonenum_status status = phonenum_json_reader_need(reader, size);
    if (status)
        return status;
    reader->state = STATE_TOP;
    if (input_size(&reader->input) >= size && memcmp(text_of(reader), byte_order_mark, size) == 0)
        phonenum_json_reader_consume(reader, size);
    return PHONENUM_OK;
}

/* What a byte between records does. */
enum step {
    STEP_NONE, /* nothing: a record begins there */
    STEP_OVER, /* it was stepped over */
    STEP_ERROR /* it can't stand there */
};

static enum step move(phonenum_json_reader *reader, enum state state)
{
    step(reader, 1);
    reader->state = (int)state;
    return STEP_OVER;
}

static enum step step_at_top(phonenum_json_reader *reader, char byte, const char **message)
{
    if (byte == '[')
        return move(reader, STATE_FIRST);
    if (byte != ',')
        return STEP_NONE;
    /* One error is enough for a text that has commas everywhere. */
    if (reader->has_commas)
        return move(reader, STATE_TOP);
    reader->has_commas = true;
    *message = "unexpected comma: only an array, within [ and ], separates records by commas";
    return STEP_ERROR;
}

static enum step step_in_array(phonenum_json_reader *reader, char byte, const char **message)
{
    const enum state state = (enum state)reader->state;
    if (byte == ']' && state != STATE_ELEMENT)
        return move(reader, STATE_TOP);
    if (byte == ',' && (state == STATE_SEPARATOR || state == STATE_ANY))
        return move(reader, STATE_ELEMENT);
    if (state != STATE_SEPARATOR && byte != ']' && byte != ',')
        return STEP_NONE;
    *message = state == STATE_SEPARATOR ? "expected a comma or ] after an element"
               : byte == ']'            ? "unexpected comma before a closing bracket"
                                        : "expected an element before a comma";
    /* If only the comma is missing, the element comes next. Anything else is skipped. */
    reader->state = byte == '{' || byte == ',' || byte == ']' ? STATE_ANY : STATE_LOST_IN_ARRAY;
    return STEP_ERROR;
}

static phonenum_status finish(phonenum_json_reader *reader, phonenum_error *error)
{
    const bool is_open = is_in_array(reader) && reader->state != STATE_ANY;
    reader->state = STATE_END;
    if (is_open)
        return fail_here(reader, PHONENUM_ERR_TRUNCATED, "the array is not closed", error);
    return phonenum_error_set(error, PHONENUM_END, 0, NULL);
}

phonenum_status phonenum_json_reader_next(phonenum_json_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                          phonenum_error *error)
{
    enum step done = STEP_OVER;
    const char *message = NULL;
    phonenum_status status = PHONENUM_OK;
    phonenum_clear(record, sizeof *record);
    if (reader->state == STATE_START && phonenum_json_check_options(&reader->options, error)) {
        reader->state = STATE_END;
        return PHONENUM_ERR_ARGUMENT;
    }
    if (reader->state == STATE_START)
        status = start(reader);
    else if (reader->state == STATE_LOST || reader->state == STATE_LOST_IN_ARRAY)
        status = recover(reader);
    while (!status && done == STEP_OVER) {
        char byte = '\0';
        if (reader->state != STATE_END)
            status = next_byte(reader, &byte);
        if (!status && (reader->state == STATE_END || input_size(&reader->input) == 0))
            return finish(reader, error);
        if (!status)
            done = is_in_array(reader) ? step_in_array(reader, byte, &message) : step_at_top(reader, byte, &message);
    }
    if (status)
        return phonenum_error_set(error, status, 0, NULL);
    if (done == STEP_ERROR)
        return fail_here(reader, PHONENUM_ERR_JSON_SYNTAX, message, error);
    return read_record(reader, arena, record, error);
}
