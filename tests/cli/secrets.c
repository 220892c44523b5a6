/*
 * Backup codes stay where they are: no part of one reaches standard error, or standard output unless that was asked
 * for, and none is left in memory that the program gives back; whatever is wrong with the input, and wherever it ends.
 */
#include "../../tools/phonenum/archives.h"
#include "../support/check.h"
#include "faulty_system.h"
#include "find_secret.h"

#include <stdio.h>
#include <string.h>

/* A backup code, of 16 bytes. As a number, 8 of them make CODE_HEX; CODE_NUMBER is another, for varints. */
#define CODE SECRET SECRET SECRET SECRET
#define CODE_NUMBER "6048495027392851"

enum {
    CODE_SIZE = sizeof CODE - 1
};

struct text {
    const char *data;
    size_t size;
};

#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

/* How codes may stand in JSON, well and badly, in a member of the API's JSON and of protobuf's. */
static const struct text values[] = {
    TEXT("[\"" CODE "\"]"),
    TEXT("[\"a\",\"" CODE "\",\"" CODE "\"]"),
    TEXT("\"" CODE "\""),
    TEXT("{\"" CODE "\":\"" CODE "\"}"),
    TEXT("{\"" CODE "\":1,\"" CODE "\":1}"),
    TEXT("{\"" CODE "\":tru}"),
    TEXT("[[\"" CODE "\"]]"),
    TEXT("[{\"" CODE "\":[\"" CODE "\"]},1,\"" CODE "\"]"),
    TEXT("[\"" CODE "\",null]"),
    TEXT("[\"" CODE "\"],\"backup_codes\":[\"" CODE "\"]"),
    TEXT("[\"" CODE "\"],\"backupCodes\":[\"" CODE "\"]"),
    TEXT("[\"" CODE "\"],\"b\\u0061ckup_codes\":[\"" CODE "\"]"),
    TEXT("[\"" CODE "\"],\"new\":1"),
    TEXT("[\"" CODE "\" \"" CODE "\"]"),
    TEXT("[\"" CODE "\",]"),
    TEXT("[" CODE "]"),
    TEXT("[\"" SECRET "\xff" SECRET "\"]"),
    TEXT("[\"" SECRET "\xed\xa0\x80" SECRET "\"]"),
    TEXT("[\"" SECRET "\\ud800" SECRET "\"]"),
    TEXT("[\"" SECRET "\\u005aq7%\"]"),
    TEXT("[\"" SECRET "\\q" SECRET "\"]"),
    TEXT("[\"" SECRET "\n" SECRET "\"]"),
    TEXT("[\"" SECRET "\\u0000" SECRET "\"]"),
    TEXT(CODE_NUMBER),
    TEXT("[" CODE_NUMBER "," CODE_NUMBER ".5e3," CODE_NUMBER "x]"),
};

static const char *const names[] = {"backup_codes", "backupCodes", "b\\u0061ckup_codes"};

/* What is around them: a record, or what goes to extra_json. */
static const struct surroundings {
    const char *before;
    const char *behind;
} surroundings[] = {
    {"{\"id\":\"i\",", "}"},
    {"{\"new\":{\"a\":[{", "}]}}"},
    {"{\"verification\":{\"object\":\"verification_otp\",", "}}"},
    {"{\"linked_to\":[{\"type\":\"saml\",\"id\":\"i\",", "}]}"},
};

static const char *const encode[] = {"encode", NULL};
static const char *const encode_raw[] = {"encode", "--raw", NULL};

/* Everything that reads JSON. */
static const char *const readers[][4] = {
    {"encode"},
    {"encode", "--strict"},
    {"encode", "--keep-going"},
    {"encode", "--threads=2", "--keep-going"},
    {"encode", "--keep-unknown"},
    {"encode", "--dialect=proto"},
    {"encode", "--dialect=proto", "--ignore-unknown"},
    {"encode", "--zstd", "--keep-going"},
};

/* Everything that reads bytes; what shows codes, that being its purpose, and what does not. */
struct command {
    const char *arguments[6];
    enum shape {
        DELIMITED,
        RAW,
        FRAMED, /* behind a length of 4 bytes */
        HEX_LINE,
        ARCHIVED,
        SHAPES
    } shape;
    bool shows;
};

static const struct command commands[] = {
    {{"decode"}, DELIMITED, true},
    {{"decode", "--dialect=proto"}, DELIMITED, true},
    {{"decode", "--strict"}, DELIMITED, true},
    {{"decode", "--keep-going", "--all-errors"}, DELIMITED, true},
    {{"decode", "--keep-unknown"}, DELIMITED, true},
    {{"decode", "--redact", "--keep-unknown"}, DELIMITED, false},
    {{"decode", "--threads=2"}, DELIMITED, true},
    {{"decode", "--raw"}, RAW, true},
    {{"decode", "--redact"}, DELIMITED, false},
    {{"decode", "--redact", "--pretty"}, DELIMITED, false},
    {{"decode", "--redact", "--strict"}, DELIMITED, false},
    {{"decode", "--redact", "--dialect=proto"}, DELIMITED, false},
    {{"decode", "--redact", "--raw"}, RAW, false},
    {{"decode", "--redact", "--raw", "--strict", "--dialect=proto"}, RAW, false},
    {{"validate"}, DELIMITED, false},
    {{"validate", "--closed"}, DELIMITED, false},
    {{"validate", "--raw"}, RAW, false},
    {{"decode", "--redact", "--framing=be32"}, FRAMED, false},
    {{"inspect", "--framing=be32"}, FRAMED, false},
    {{"decode", "--redact", "--lines=hex", "--keep-going"}, HEX_LINE, false},
    {{"validate", "--lines=hex"}, HEX_LINE, false},
    {{"inspect", "--lines=hex"}, HEX_LINE, false},
    {{"inspect"}, DELIMITED, false},
    {{"inspect", "--raw"}, RAW, false},
    {{"inspect", "--output=out"}, DELIMITED, false},
    {{"inspect", "--show-secrets"}, DELIMITED, true},
    {{"inspect", "--raw", "--show-secrets"}, RAW, true},
    {{"check"}, DELIMITED, false},
    {{"decode"}, ARCHIVED, true},
    {{"decode", "--redact", "--keep-going", "-T2"}, ARCHIVED, false},
    {{"decode", "--redact", "--record=1", "in"}, ARCHIVED, false},
    {{"validate"}, ARCHIVED, false},
    {{"inspect"}, ARCHIVED, false},
    {{"check", "in"}, ARCHIVED, false},
    {{"check", "--all-errors"}, ARCHIVED, false},
    {{"check", "--repair=out"}, ARCHIVED, true},
    {{"bench", "-"}, DELIMITED, false},
    {{"bench", "--json", "-"}, DELIMITED, false},
};

static bool holds(const builder *text, const char *what)
{
    size_t size = strlen(what);
    for (size_t i = 0; i + size <= text->size; i++) {
        if (memcmp(text->data + i, what, size) == 0)
            return true;
    }
    return false;
}

/* Whether 4 bytes of a code can be read there: as they are, in hexadecimal, or as a number, in either byte order. */
static bool shows_code(const builder *text)
{
    static const char code[] = SECRET SECRET;
    builder dense = {0};
    bool shows = find_secret(text->data, text->size) || holds(text, CODE_NUMBER);
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i] != ' ')
            build_byte(&dense, text->data[i]);
    }
    for (size_t shift = 0; shift < sizeof SECRET - 1; shift++) {
        char hex[9];
        char reversed[9];
        for (size_t i = 0; i < 4; i++) {
            (void)snprintf(hex + 2 * i, 3, "%02x", (unsigned)code[shift + i]);
            (void)snprintf(reversed + 2 * i, 3, "%02x", (unsigned)code[shift + 3 - i]);
        }
        shows = shows || holds(&dense, hex) || holds(&dense, reversed);
    }
    builder_free(&dense);
    return shows;
}

/* Fails unless nothing is shown, and nothing left in memory. */
static void check_hidden(const char *const *arguments, const test_outcome *got, bool may_show, const builder *input)
{
    const bool is_told = shows_code(&got->err);
    if (!is_told && (may_show || !shows_code(&got->out)) && got->secrets == 0 && got->lost == 0)
        return;
    fail_msg("%s %s: a code is %s; status %d, standard output:\n%.*s\nstandard error:\n%s\ninput:\n%.*s", arguments[0],
             arguments[1] ? arguments[1] : "",
             is_told            ? "told on standard error"
             : got->secrets > 0 ? "left in memory"
             : got->lost > 0    ? "perhaps in memory that is lost"
                                : "shown",
             got->status, (int)got->out.size, (char *)got->out.data, (char *)got->err.data, (int)input->size,
             (char *)input->data);
}

static void run_on(test_outcome *got, const char *const *arguments, const builder *input, size_t size)
{
    /* When the input pauses, threads get what there is of it. */
    const test_faults faults = {.input = input->data, .input_size = size, .pauses = true};
    run_program(got, &faults, arguments);
}

static phonenum_status add_bytes(void *context, const void *data, size_t size)
{
    build_bytes(context, data, size);
    return PHONENUM_OK;
}

/* Makes an archive. Most of so few bytes is in it as it is. */
static void build_archive(builder *archive, const builder *record)
{
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, add_bytes, archive, NULL, NULL);
    assert_int_equal(phonenum_archive_write_bytes(&writer, record->data, record->size, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
}

static void build_shapes(builder shapes[SHAPES], const builder *record)
{
    static const char digits[] = "0123456789abcdef";
    build_varint(&shapes[DELIMITED], record->size);
    build_bytes(&shapes[DELIMITED], record->data, record->size);
    build_bytes(&shapes[RAW], record->data, record->size);
    for (unsigned shift = 32; shift > 0; shift -= 8)
        build_byte(&shapes[FRAMED], (uint8_t)(record->size >> (shift - 8)));
    build_bytes(&shapes[FRAMED], record->data, record->size);
    for (size_t i = 0; i < record->size; i++) {
        build_byte(&shapes[HEX_LINE], (uint8_t)digits[record->data[i] >> 4]);
        build_byte(&shapes[HEX_LINE], (uint8_t)digits[record->data[i] & 15]);
    }
    build_byte(&shapes[HEX_LINE], '\n');
    if (archives_are_built())
        build_archive(&shapes[ARCHIVED], record);
}

/* Runs all that reads bytes on one record, in the form that it reads; and on what is left of it when cut anywhere. */
static void check_record(const builder *record, bool is_cut)
{
    test_outcome got = {0};
    builder shapes[SHAPES] = {{0}};
    build_shapes(shapes, record);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const struct command *command = &commands[i];
        const builder *input = &shapes[command->shape];
        for (size_t cut = is_cut ? 0 : input->size; cut <= input->size; cut++) {
            run_on(&got, command->arguments, input, cut);
            check_hidden(command->arguments, &got, command->shows, input);
        }
    }
    for (size_t i = 0; i < COUNT_OF(shapes); i++)
        builder_free(&shapes[i]);
    outcome_free(&got);
}

static void build_string(builder *out, const char *string)
{
    build_bytes(out, string, strlen(string));
}

/* The text that one number stands for, of all combinations of surroundings, names and values; false behind the last. */
static bool build_json(builder *out, size_t number)
{
    const struct text *value = &values[number % COUNT_OF(values)];
    size_t name = number / COUNT_OF(values) % COUNT_OF(names);
    size_t around = number / COUNT_OF(values) / COUNT_OF(names);
    out->size = 0;
    if (around == COUNT_OF(surroundings))
        return false;
    build_string(out, surroundings[around].before);
    build_string(out, "\"");
    build_string(out, names[name]);
    build_string(out, "\":");
    build_bytes(out, value->data, value->size);
    build_string(out, surroundings[around].behind);
    return true;
}

static void json_with_codes_that_is_read_or_refused_or_cut_anywhere_shows_none(void **state)
{
    (void)state;
    test_outcome got = {0};
    builder json = {0};
    for (size_t number = 0; build_json(&json, number); number++) {
        bool is_cut = number / COUNT_OF(values) % COUNT_OF(names) == 0;
        for (size_t i = 0; i < COUNT_OF(readers); i++) {
            for (size_t cut = is_cut ? 0 : json.size; cut <= json.size; cut++) {
                run_on(&got, readers[i], &json, cut);
                check_hidden(readers[i], &got, true, &json);
            }
        }
    }
    builder_free(&json);
    outcome_free(&got);
}

static void json_with_codes_that_is_wrong_anywhere_shows_none(void **state)
{
    (void)state;
    static const char wrong[] = {'"', '\\', '{', '}', ',', '\xff'};
    test_outcome got = {0};
    builder json = {0};
    for (size_t number = 0; number < COUNT_OF(values) && build_json(&json, number); number++) {
        /* A member's name is told, unless the one that it is in is spelled as it should be. */
        if (holds(&json, "{\"" SECRET))
            continue;
        for (size_t i = 0; i < json.size * COUNT_OF(wrong); i++) {
            uint8_t *byte = &json.data[i / COUNT_OF(wrong)];
            const uint8_t right = *byte;
            *byte = (uint8_t)wrong[i % COUNT_OF(wrong)];
            for (size_t j = 0; j < COUNT_OF(readers); j++) {
                run_on(&got, readers[j], &json, json.size);
                check_hidden(readers[j], &got, true, &json);
            }
            *byte = right;
        }
    }
    builder_free(&json);
    outcome_free(&got);
}

/* What was read well is known to hold codes: it can be cut where it likes. */
static void records_made_of_json_show_no_codes_unless_asked_to(void **state)
{
    (void)state;
    test_outcome made = {0};
    builder json = {0};
    size_t records = 0;
    for (size_t number = 0; build_json(&json, number); number++) {
        run_on(&made, encode_raw, &json, json.size);
        if (made.status != 0)
            continue;
        records++;
        check_record(&made.out, number < COUNT_OF(values));
    }
    assert_true(records > COUNT_OF(values));
    builder_free(&json);
    outcome_free(&made);
}

/* Fields that hold codes, for people who know the schema; broken ones too. */
static const struct text fields[] = {
    TEXT("\x52\x10" CODE),                                     /* as it should be */
    TEXT("\x52\x10" CODE "\x52\x10" CODE "\x52\x00"),          /* many */
    TEXT("\x52\x11" CODE),                                     /* cut */
    TEXT("\x52\x09" SECRET "\xff" SECRET),                     /* no UTF-8 */
    TEXT("\x52\xff\xff\xff\xff\x0f" CODE),                     /* a length beyond all */
    TEXT("\x50\xd3\xa2\xa2\xec\xaf\xa2\xdf\x0a"),              /* CODE_NUMBER as a varint */
    TEXT("\x51" SECRET SECRET),                                /* 8 bytes */
    TEXT("\x55" SECRET),                                       /* 4 bytes */
    TEXT("\x53\x0a\x10" CODE "\x99\x06" SECRET SECRET "\x54"), /* a group of fields */
    TEXT("\x53\x53\x0a\x10" CODE "\x54\x54"),                  /* a group in a group */
    TEXT("\x53\x0a\x10" CODE),                                 /* a group without an end */
    TEXT("\x53\x0a\x10" CODE "\x5c"),                          /* a group with another's end */
    TEXT("\x54\x52\x10" CODE),                                 /* an end without a start */
    TEXT("\x56\x52\x10" CODE),                                 /* a wire type that there is not */
    TEXT("\x00\x52\x10" CODE),                                 /* a tag that there is not */
    TEXT("\xa2\x06\x10" CODE "\xa1\x06" SECRET SECRET),        /* a field that a later schema may define */
    TEXT("\xa3\x06\x0a\x10" CODE "\xa4\x06"),                  /* a group of it */
};

static void records_that_are_broken_or_strange_show_no_codes_unless_asked_to(void **state)
{
    (void)state;
    static const struct text neighbours[] = {TEXT(""), TEXT("\x0a\x01i"), TEXT("\x0a\x01\xff"), TEXT("\x9a\x06\x01x"),
                                             TEXT("\x07")};
    const size_t count = COUNT_OF(neighbours);
    builder record = {0};
    for (size_t i = 0; i < COUNT_OF(fields) * count * count; i++) {
        const struct text *field = &fields[i / count / count];
        const struct text *before = &neighbours[i / count % count];
        const struct text *behind = &neighbours[i % count];
        record.size = 0;
        build_bytes(&record, before->data, before->size);
        build_bytes(&record, field->data, field->size);
        build_bytes(&record, behind->data, behind->size);
        check_record(&record, before == behind && behind->size == 3);
    }
    builder_free(&record);
}

/* A record whose extra_json, or that of a message in it, is the text. */
static void build_extra(builder *out, uint32_t message, const builder *text)
{
    builder inner = {0};
    build_field(&inner, 15, text->data, text->size);
    out->size = 0;
    if (message == 0)
        build_bytes(out, inner.data, inner.size);
    else
        build_field(out, message, inner.data, inner.size);
    builder_free(&inner);
}

static void extra_json_of_strangers_shows_no_codes_unless_asked_to(void **state)
{
    (void)state;
    static const uint32_t messages[] = {0, 7, 8, 9}; /* the record, its verification of either kind, a link */
    builder json = {0};
    builder record = {0};
    for (size_t number = 0; build_json(&json, number); number++) {
        for (size_t i = 0; i < COUNT_OF(messages); i++) {
            build_extra(&record, messages[i], &json);
            check_record(&record, false);
        }
        /* Cut, it is not even JSON. */
        for (size_t size = 0; number < COUNT_OF(values) && size < json.size; size++) {
            const builder cut = {json.data, size, 0};
            build_extra(&record, 0, &cut);
            check_record(&record, false);
        }
    }
    builder_free(&json);
    builder_free(&record);
}

/* Whether an option says how records follow one another, which encode must know too. */
static bool is_format(const char *option)
{
    return strcmp(option, "--raw") == 0 || strncmp(option, "--framing=", 10) == 0 ||
           strncmp(option, "--lines=", 8) == 0;
}

/* What an option shows of a record that breaks no rule of form. */
static void check_option(const char *command, const char *option, const char *more, bool shows)
{
    static const char json[] =
        "{\"id\":\"i\",\"backup_codes\":[\"" CODE "\"],\"new\":{\"backup_codes\":[\"" CODE "\"]}}";
    const char *arguments[5] = {command, option, NULL};
    const char *const encode_so[] = {"encode", option, NULL};
    const test_faults faults = {.input = json, .input_size = sizeof json - 1};
    test_outcome made = {0};
    test_outcome got = {0};
    size_t count = 2;
    if (more)
        arguments[count++] = more;
    if (strcmp(command, "bench") == 0)
        arguments[count] = "-";
    run_program(&made, &faults, is_format(option) ? encode_so : encode);
    run_on(&got, arguments, &made.out, made.out.size);
    check_hidden(arguments, &got, shows, &made.out);
    if (shows_code(&got.out) != shows)
        fail_msg("%s %s does not show codes", command, option);
    outcome_free(&made);
    outcome_free(&got);
}

/* The long name of the next option in a help: first in its line, or after a short name. NULL if there is none. */
static const char *find_option(const char *help)
{
    for (const char *line = strchr(help, '\n'); line; line = strchr(line + 1, '\n')) {
        const char *name = line + 1 + strspn(line + 1, " ");
        if (name[0] == '-' && name[1] != '-' && name[1] != '\0' && strncmp(name + 2, ", ", 2) == 0)
            name += strlen("-x, ");
        if (strncmp(name, "--", 2) == 0)
            return name;
    }
    return NULL;
}

/* Takes the next option from a help, with the last of its arguments if it has any; false behind the last. */
static bool next_option(const char **help, char option[40])
{
    const char *name = find_option(*help);
    if (!name)
        return false;
    size_t size = strcspn(name, " \n");
    assert_true(size < 40);
    *help = name + size;
    memcpy(option, name, size);
    option[size] = '\0';
    char *choice = strrchr(option, '|');
    char *equals = strchr(option, '=');
    /* The one file that there is to write to. */
    if (equals && strcmp(equals, "=FILE") == 0)
        memcpy(equals, "=out", sizeof "=out");
    if (equals && strcmp(equals, "=N") == 0)
        memcpy(equals, "=2", sizeof "=2");
    if (equals && strcmp(equals, "=N[-M]") == 0)
        memcpy(equals, "=1", sizeof "=1");
    if (choice && equals)
        memmove(equals + 1, choice + 1, strlen(choice));
    return true;
}

static void only_the_options_that_say_so_in_the_help_show_codes(void **state)
{
    (void)state;
    static const char *const named[] = {"decode", "validate", "inspect", "check", "bench"};
    const test_faults none = {.input = NULL};
    char option[40];
    size_t options = 0;
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        const char *const arguments[] = {named[i], "--help", NULL};
        test_outcome help = {0};
        run_program(&help, &none, arguments);
        build_byte(&help.out, '\0');
        for (const char *text = (char *)help.out.data; next_option(&text, option); options++) {
            bool is_decode = strcmp(named[i], "decode") == 0;
            const bool is_repair = strcmp(option, "--repair=out") == 0;
            if (strcmp(option, "--help") == 0 || (is_repair && !archives_are_built()))
                continue;
            check_option(named[i], option, NULL,
                         is_decode ? strcmp(option, "--redact") != 0
                                   : strcmp(option, "--show-secrets") == 0 || is_repair);
            if (is_decode)
                check_option(named[i], option, "--redact", false);
        }
        outcome_free(&help);
    }
    assert_true(options > 10);
}

static void test_sees_codes_in_whatever_form_they_are_shown(void **state)
{
    (void)state;
    static const char *const shown[] = {
        "q7%Z", "x" CODE "x", "5a 71 37 25", "37 25 5a 71", "0x2537715a", "value 0x002537715a253771", CODE_NUMBER};
    static const char *const hidden[] = {"", "Zq7", "5a 71 37", "[REDACTED]", "Zq7Zq7"};
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        const builder text = {(uint8_t *)(uintptr_t)shown[i], strlen(shown[i]), 0};
        if (!shows_code(&text))
            fail_msg("not seen: %s", shown[i]);
    }
    for (size_t i = 0; i < COUNT_OF(hidden); i++) {
        const builder text = {(uint8_t *)(uintptr_t)hidden[i], strlen(hidden[i]), 0};
        if (shows_code(&text))
            fail_msg("seen: %s", hidden[i]);
    }
}

int __wrap_main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sees_codes_in_whatever_form_they_are_shown),
        cmocka_unit_test(only_the_options_that_say_so_in_the_help_show_codes),
        cmocka_unit_test(json_with_codes_that_is_read_or_refused_or_cut_anywhere_shows_none),
        cmocka_unit_test(json_with_codes_that_is_wrong_anywhere_shows_none),
        cmocka_unit_test(records_made_of_json_show_no_codes_unless_asked_to),
        cmocka_unit_test(records_that_are_broken_or_strange_show_no_codes_unless_asked_to),
        cmocka_unit_test(extra_json_of_strangers_shows_no_codes_unless_asked_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
