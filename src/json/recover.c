/*
 * Looks for the end of a malformed record in one pass, by brackets, strings and line ends alone.
 *
 * A raw line end can't stand in a string, so each line begins outside of strings. That makes one count of brackets right
 * for all places at once: for the malformed record, and for each later line that might begin the next one.
 */
#include "json/recover.h"

#include "base/input.h"
#include "record/enum_names.h"
#include "json/scan.h"

#include <string.h>

/* A line that begins as records do. It counts once its brackets are closed, if it says that it is a phone number. */
struct candidate {
    uint64_t start;
    size_t depth; /* around it */
    bool named;
};

enum {
    /* One at each depth that drop_hopeless() leaves, and one more. */
    CANDIDATES_MAX = PHONENUM_DEPTH_MAX + 2,
    RECORD_SEPARATOR = 0x1e
};

/* What the string was that came last, if nothing but white space and a colon came after it. */
enum last_string {
    STRING_OTHER,
    STRING_IS_NUMBER, /* phone_number */
    STRING_IS_OBJECT, /* object */
    NAME_IS_OBJECT    /* the same, and a colon */
};

/* One search. Offsets count from the start of the whole text. */
struct search {
    phonenum_json_reader *reader;
    uint64_t start;
    uint64_t at;
    size_t most;       /* bytes of a record */
    size_t depth_most; /* of a record */
    bool in_array;
    bool has_brackets; /* what is looked at begins with one */
    bool keeps;        /* the text from the start on is not given up */
    size_t depth;
    bool in_string;
    bool escaped;
    uint64_t string_start;
    bool string_has_escape;
    enum last_string last;
    bool at_line_start;
    phonenum_json_indent indent;
    /* A ring: the oldest is the first. Each lies within the one before. */
    struct candidate candidates[CANDIDATES_MAX];
    size_t first;
    size_t count;
};

static struct candidate *candidate_at(struct search *search, size_t index)
{
    return &search->candidates[(search->first + index) % CANDIDATES_MAX];
}

static struct candidate *innermost(struct search *search)
{
    return search->count > 0 ? candidate_at(search, search->count - 1) : NULL;
}

static void drop_oldest(struct search *search)
{
    search->first = (search->first + 1) % CANDIDATES_MAX;
    search->count--;
}

static const char *text_at(const struct search *search, uint64_t offset)
{
    return (const char *)input_bytes(&search->reader->input) + (size_t)(offset - search->reader->input.offset);
}

static bool is_same_indent(const phonenum_json_indent *a, const phonenum_json_indent *b)
{
    const size_t size = a->size < sizeof a->bytes ? a->size : sizeof a->bytes;
    return a->size == b->size && memcmp(a->bytes, b->bytes, size) == 0;
}

static void begin_line(struct search *search)
{
    search->in_string = search->escaped = false;
    search->at_line_start = true;
    search->indent.size = 0;
}

/* An opening brace where records begin. */
static void add_candidate(struct search *search)
{
    const phonenum_json_indent *usual = &search->reader->usual_indent;
    if (!search->at_line_start || (usual->is_known && !is_same_indent(usual, &search->indent)))
        return;
    search->count++;
    *innermost(search) = (struct candidate){search->at, search->depth, false};
}

/* What can't be a record any more: nested too deep, or too long. */
static void drop_hopeless(struct search *search)
{
    while (search->count > 0) {
        const struct candidate *oldest = candidate_at(search, 0);
        if (search->depth - oldest->depth <= search->depth_most + 1 && search->at - oldest->start < search->most)
            break;
        drop_oldest(search);
    }
}

/* Whether a string, which may stand in damaged text, is one that can be read. Most have no escapes. */
static bool is_well_formed(const struct search *search)
{
    const char *raw = text_at(search, search->string_start);
    const size_t size = (size_t)(search->at - search->string_start);
    json_scanner scan = json_scan_text((phonenum_str){raw - 1, size + 2}, NULL);
    json_string string;
    return !search->string_has_escape || phonenum_json_scan_string(&scan, &string) == PHONENUM_OK;
}

static bool string_is(const struct search *search, const char *text)
{
    const char *raw = text_at(search, search->string_start);
    const json_string string = {{raw, (size_t)(search->at - search->string_start)}, search->string_has_escape};
    return phonenum_json_string_is(string, phonenum_cstr(text));
}

static bool string_names_the_object(const struct search *search)
{
    const struct enum_names *names = &phonenum_enum_names[ENUM_PHONE_NUMBER_OBJECT];
    const struct enum_name *name = &names->list[PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER];
    return string_is(search, name->api.data) || string_is(search, name->schema.data);
}

/* Looks at a string that has just ended, if it is a name or value of the innermost candidate's own. */
static void end_string(struct search *search)
{
    struct candidate *candidate = innermost(search);
    const enum last_string before = search->last;
    search->in_string = false;
    search->last = STRING_OTHER;
    if (!candidate || candidate->depth + 1 != search->depth || !is_well_formed(search))
        return;
    if (before == NAME_IS_OBJECT)
        candidate->named = candidate->named || string_names_the_object(search);
    else if (string_is(search, "phone_number") || string_is(search, "phoneNumber"))
        search->last = STRING_IS_NUMBER;
    else if (string_is(search, "object"))
        search->last = STRING_IS_OBJECT;
}

static void take_string_byte(struct search *search, char byte)
{
    if (search->escaped) {
        search->escaped = false;
    } else if (byte == '\\') {
        search->escaped = search->string_has_escape = true;
    } else if (byte == '"') {
        end_string(search);
    }
}

static void begin_string(struct search *search)
{
    search->in_string = true;
    search->string_has_escape = false;
    search->string_start = search->at + 1;
}

static void take_colon(struct search *search)
{
    struct candidate *candidate = innermost(search);
    if (candidate && search->last == STRING_IS_NUMBER)
        candidate->named = true;
    search->last = search->last == STRING_IS_OBJECT ? NAME_IS_OBJECT : STRING_OTHER;
}

/* A closing bracket. Returns whether it ends the search: before a record, or with what is looked at. */
static bool close_bracket(struct search *search, enum ending *ending, uint64_t *end)
{
    search->depth -= search->depth > 0;
    drop_hopeless(search);
    const struct candidate *candidate = innermost(search);
    if (candidate && candidate->depth == search->depth) {
        if (candidate->named) {
            *ending = ENDS_BEFORE_RECORD;
            *end = candidate->start;
            return true;
        }
        search->count--;
    }
    *ending = ENDS_BALANCED;
    *end = search->at + 1;
    return search->has_brackets && search->depth == 0;
}

/*
 * Whether a byte ends what has no brackets: a bracket at the start of a later line, or what separates the elements of an
 * array. Lines without brackets in a row are one piece.
 */
static bool ends_plain(const struct search *search, char byte)
{
    if (search->has_brackets || search->depth > 0)
        return false;
    bool begins_value = search->at_line_start && (byte == '{' || byte == '[');
    return begins_value || (search->in_array && (byte == ',' || byte == ']'));
}

/* White space at the start of a line. */
static void add_indent(struct search *search, char byte)
{
    if (search->indent.size < sizeof search->indent.bytes)
        search->indent.bytes[search->indent.size] = byte;
    search->indent.size++;
}

static void open_bracket(struct search *search, char byte)
{
    if (byte == '{' && search->at > search->start)
        add_candidate(search);
    search->depth++;
    drop_hopeless(search);
}

/* A byte outside of strings that is no white space. Returns whether it ends the search. */
static bool take_token_byte(struct search *search, char byte, enum ending *ending, uint64_t *end)
{
    bool ends = false;
    if (byte == '"')
        begin_string(search);
    else if (byte == ':')
        take_colon(search);
    else if (byte == '{' || byte == '[')
        open_bracket(search, byte);
    else if (byte == '}' || byte == ']')
        ends = close_bracket(search, ending, end);
    if (byte != '"' && byte != ':')
        search->last = STRING_OTHER;
    search->at_line_start = false;
    return ends;
}

/* Takes the next byte. Returns whether it ends the search. */
static bool take_byte(struct search *search, char byte, enum ending *ending, uint64_t *end)
{
    if (byte == RECORD_SEPARATOR) {
        *ending = ENDS_AT_SEPARATOR;
        *end = search->at;
        return true;
    }
    if (!search->in_string && ends_plain(search, byte)) {
        /* The white space before a value tells how it is indented. */
        *ending = search->at_line_start ? ENDS_WITH_LINE : ENDS_BALANCED;
        *end = search->at_line_start ? search->at - search->indent.size : search->at;
        return true;
    }
    if (byte == '\n')
        begin_line(search);
    else if (search->in_string)
        take_string_byte(search, byte);
    else if (!json_is_space(byte))
        return take_token_byte(search, byte, ending, end);
    else if (search->at_line_start)
        add_indent(search, byte);
    return false;
}

/* Takes the bytes that are there. Returns whether the search has ended. */
static bool take_bytes(struct search *search, enum ending *ending, uint64_t *end)
{
    const phonenum_input *input = &search->reader->input;
    const uint64_t there = input->offset + input_size(input);
    for (; search->at < there; search->at++) {
        if (take_byte(search, *text_at(search, search->at), ending, end))
            return true;
    }
    drop_hopeless(search);
    return false;
}

/* Gives up text that is not needed any more: that before the oldest candidate. */
static void give_up(struct search *search)
{
    const uint64_t offset = search->reader->input.offset;
    const uint64_t needed = search->count > 0 ? candidate_at(search, 0)->start : search->at;
    if (!search->keeps && search->at - offset > search->most)
        phonenum_json_reader_consume(search->reader, (size_t)(needed - offset));
}

/* All but the candidates, of which there are none yet. */
static void begin(struct search *search, phonenum_json_reader *reader, bool in_array, bool keeps)
{
    search->reader = reader;
    search->start = search->at = reader->input.offset;
    search->most = phonenum_json_reader_most(reader);
    search->depth_most = phonenum_json_reader_depth(reader);
    search->in_array = in_array;
    search->has_brackets = false;
    search->keeps = keeps;
    search->depth = 0;
    search->in_string = search->escaped = search->string_has_escape = false;
    search->string_start = 0;
    search->last = STRING_OTHER;
    search->at_line_start = false;
    search->indent.size = 0;
    search->first = 0;
    search->count = 0;
}

/* Finds the end, and tells its offset. */
static phonenum_status run(struct search *search, enum ending *ending, uint64_t *end)
{
    phonenum_json_reader *reader = search->reader;
    const phonenum_input *input = &reader->input;
    phonenum_status status = phonenum_json_reader_need(reader, 1);
    if (!status && input_size(input) > 0)
        search->has_brackets = *text_at(search, search->at) == '{' || *text_at(search, search->at) == '[';
    while (!status) {
        if (take_bytes(search, ending, end))
            return PHONENUM_OK;
        if (input->ended || (search->keeps && input_size(input) > search->most))
            break;
        give_up(search);
        status = phonenum_json_reader_need(reader, input_size(input) + 1);
    }
    *ending = ENDS_WITH_TEXT;
    *end = search->at;
    return status;
}

phonenum_status phonenum_json_find_end(phonenum_json_reader *reader, bool in_array, enum ending *ending, size_t *size)
{
    struct search search;
    uint64_t end = 0;
    begin(&search, reader, in_array, true);
    phonenum_status status = run(&search, ending, &end);
    *size = (size_t)(end - search.start);
    return status;
}

phonenum_status phonenum_json_step_to_end(phonenum_json_reader *reader, bool in_array, enum ending *ending)
{
    struct search search;
    uint64_t end = 0;
    begin(&search, reader, in_array, false);
    phonenum_status status = run(&search, ending, &end);
    if (!status)
        phonenum_json_reader_consume(reader, (size_t)(end - reader->input.offset));
    if (!status && (*ending == ENDS_BEFORE_RECORD || *ending == ENDS_WITH_TEXT))
        reader->skipped += end - search.start;
    return status;
}
