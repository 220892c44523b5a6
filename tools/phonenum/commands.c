/*
 * The table of the commands: their options and help texts.
 */
#include "commands.h"

#include "workers.h"

#include <stdlib.h>
#include <string.h>

/* Starts a new line in the help of an option. The spaces align the line with the one above. */
#define NEXT_LINE "\n                           "

static const char encoded_input[] = "The input is length-delimited: each record comes after its length, a varint\n"
                                    "unless an option says otherwise. An archive (encode --zstd) is recognised by\n"
                                    "its first bytes; with --framing=varint, it is not.\n";

static void set_raw(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    (void)choice;
    invocation->format = FORMAT_RAW;
}

static void set_framing(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    invocation->format = (enum format)choice;
}

static void set_lines(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    invocation->format = choice == 0 ? FORMAT_HEX : FORMAT_BASE64;
}

static void set_zstd(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)choice;
    invocation->format = FORMAT_ARCHIVE;
    invocation->level = argument ? (int)strtol(argument, NULL, 10) : 0;
}

static void set_repaired(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)choice;
    invocation->repaired = argument;
}

static void set_output(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)choice;
    invocation->output = argument;
}

static void set_threads(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    invocation->threads = choice > 0 ? (size_t)choice : workers_cores();
}

static void set_seed(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    invocation->seed = choice;
}

static void set_where(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)choice;
    invocation->where = argument;
}

static void set_dialect(struct invocation *invocation, const char *argument, uint64_t choice)
{
    (void)argument;
    invocation->flags &= ~(unsigned)FLAG_PROTO;
    invocation->flags |= choice == 1 ? (unsigned)FLAG_PROTO : 0;
}

static const struct option raw_output = {.group = GROUP_RECORDS,
                                         .name = "raw",
                                         .help = "write exactly one record, without its length",
                                         .is_format = true,
                                         .set = set_raw};
static const struct option raw_input = {.group = GROUP_RECORDS,
                                        .name = "raw",
                                        .help =
                                            "read one record from each FILE, without a length" NEXT_LINE "before it",
                                        .is_format = true,
                                        .set = set_raw};
/* The choices are in the order of enum format. */
static const struct option framing = {.group = GROUP_RECORDS,
                                      .name = "framing",
                                      .argument = "varint|be16|be32|le32|grpc",
                                      .help = "the length before each record: a varint (varint, the" NEXT_LINE
                                              "default), 2 or 4 bytes in big-endian order (be16," NEXT_LINE
                                              "be32), 4 bytes in little-endian order (le32), or" NEXT_LINE
                                              "gRPC's 5 bytes (grpc)",
                                      .is_format = true,
                                      .set = set_framing};
static const struct option lines_input = {.group = GROUP_RECORDS,
                                          .name = "lines",
                                          .argument = "hex|base64",
                                          .help = "read one record from each line, as hexadecimal digits" NEXT_LINE
                                                  "or base64, without a length; quotes, \\x, 0x and X'...'" NEXT_LINE
                                                  "may be around the digits; blank lines are skipped",
                                          .is_format = true,
                                          .set = set_lines};
static const struct option lines_output = {.group = GROUP_RECORDS,
                                           .name = "lines",
                                           .argument = "hex|base64",
                                           .help = "write each record on a line, as hexadecimal digits or" NEXT_LINE
                                                   "base64, without a length",
                                           .is_format = true,
                                           .set = set_lines};
static const struct option zstd = {.group = GROUP_RECORDS,
                                   .name = "zstd",
                                   .argument = "LEVEL",
                                   .help = "write an archive: compressed, with checksums and an" NEXT_LINE
                                           "index; LEVEL is 1 to 19 (the default is 3), or -1" NEXT_LINE
                                           "to -100 to be faster",
                                   .is_format = true,
                                   .is_level = true,
                                   .set = set_zstd};
static const struct option record = {.group = GROUP_RECORDS,
                                     .name = "record",
                                     .argument = "N[-M]",
                                     .help = "only record N, or records N to M, counted from 1;" NEXT_LINE
                                             "N- is N and all behind it",
                                     .is_range = true};
static const struct option repair = {.group = GROUP_OUTPUT,
                                     .name = "repair",
                                     .argument = "FILE",
                                     .help = "write all that is whole to FILE, as a new archive;" NEXT_LINE
                                             "it appears when all of it is there",
                                     .set = set_repaired};
static const struct option dialect_input = {.group = GROUP_JSON,
                                            .name = "dialect",
                                            .argument = "api|proto",
                                            .help = "read the JSON of the service API (api, the default)" NEXT_LINE
                                                    "or the JSON mapping of protobuf (proto)",
                                            .set = set_dialect};
static const struct option dialect_output = {.group = GROUP_JSON,
                                             .name = "dialect",
                                             .argument = "api|proto",
                                             .help = "write the JSON of the service API (api, the default)" NEXT_LINE
                                                     "or the JSON mapping of protobuf (proto)",
                                             .set = set_dialect};
static const struct option strict_json = {.group = GROUP_JSON,
                                          .name = "strict",
                                          .help = "fail if a member does not fit the schema, or if a" NEXT_LINE
                                                  "required member is missing; not with --dialect=proto",
                                          .flag = FLAG_STRICT};
static const struct option strict_bytes = {
    .group = GROUP_JSON, .name = "strict", .help = "fail if a record has unknown fields", .flag = FLAG_STRICT};
static const struct option ignore_unknown = {.group = GROUP_JSON,
                                             .name = "ignore-unknown",
                                             .help = "leave out members with unknown names;" NEXT_LINE
                                                     "only with --dialect=proto",
                                             .flag = FLAG_IGNORE_UNKNOWN};
static const struct option keep_unknown_input = {.group = GROUP_JSON,
                                                 .name = "keep-unknown",
                                                 .help = "read unknown fields from the members @unknown, as" NEXT_LINE
                                                         "decode --keep-unknown writes them",
                                                 .flag = FLAG_KEEP_UNKNOWN};
static const struct option keep_unknown_output = {.group = GROUP_JSON,
                                                  .name = "keep-unknown",
                                                  .help = "write unknown fields as members @unknown, in base64",
                                                  .flag = FLAG_KEEP_UNKNOWN};
static const struct option redact = {.group = GROUP_JSON,
                                     .name = "redact",
                                     .help = "write \"[REDACTED]\" instead of each backup code",
                                     .flag = FLAG_REDACT};
static const struct option pretty = {
    .group = GROUP_JSON, .name = "pretty", .help = "write each member on its own line, indented", .flag = FLAG_PRETTY};
static const struct option closed = {.group = GROUP_RECORDS,
                                     .name = "closed",
                                     .help = "also report extra_json and unknown fields; without" NEXT_LINE
                                             "this option, they are allowed",
                                     .flag = FLAG_CLOSED};
static const struct option show_secrets = {.group = GROUP_OUTPUT,
                                           .name = "show-secrets",
                                           .help = "show backup codes, unknown fields and the original" NEXT_LINE
                                                   "extra_json; this option cannot be abbreviated",
                                           .flag = FLAG_SHOW_SECRETS};
static const struct option output = {.group = GROUP_OUTPUT,
                                     .letter = 'o',
                                     .name = "output",
                                     .argument = "FILE",
                                     .help = "write to FILE, which appears when all of it is there;" NEXT_LINE
                                             "a new FILE can be read only by you",
                                     .set = set_output};
static const struct option force = {
    .group = GROUP_OUTPUT, .name = "force", .help = "write bytes to a terminal", .flag = FLAG_FORCE};
static const struct option json = {
    .group = GROUP_OUTPUT, .name = "json", .help = "write one JSON object instead of a table", .flag = FLAG_JSON};
static const struct option ndjson = {.group = GROUP_OUTPUT,
                                     .name = "json",
                                     .help = "write lines of JSON, in the form of the service API",
                                     .flag = FLAG_JSON};
static const struct option where = {.group = GROUP_RECORDS,
                                    .name = "where",
                                    .argument = "SQL",
                                    .help = "write only records for which this expression is true;" NEXT_LINE
                                            "it can use id, phone_number, updated_at, status," NEXT_LINE
                                            "record, and SQLite's and phonenum's functions",
                                    .set = set_where};
static const struct option seed = {.group = GROUP_RECORDS,
                                   .name = "seed",
                                   .argument = "N",
                                   .help = "make the records of this number (0, the default, to" NEXT_LINE
                                           "18446744073709551615); another seed, other records",
                                   .is_number = true,
                                   .set = set_seed};
static const struct option threads = {.group = GROUP_SPEED,
                                      .letter = 'T',
                                      .name = "threads",
                                      .argument = "N",
                                      .help = "let N threads work side by side (0: as many as there" NEXT_LINE
                                              "are cores); the results and messages are the same",
                                      .is_count = true,
                                      .set = set_threads};
static const struct option keep_going = {.group = GROUP_ERRORS,
                                         .name = "keep-going",
                                         .help = "skip records with errors and continue with the next;" NEXT_LINE
                                                 "after an error, the exit status is 1",
                                         .flag = FLAG_KEEP_GOING};
static const struct option all_errors = {.group = GROUP_ERRORS,
                                         .name = "all-errors",
                                         .help = "show all errors; without this option, only the first" NEXT_LINE
                                                 "20 are shown",
                                         .flag = FLAG_ALL_ERRORS};

const struct command commands[COMMANDS] = {
    {"encode",
     "Convert JSON to Protocol Buffers",
     "The input is one JSON object, several objects one after another (as in NDJSON),\n"
     "or one array of objects. Each object becomes one record.\n",
     "The output is length-delimited: each record comes after its length, a varint\n"
     "unless an option says otherwise. With --zstd, it is an archive, which notices\n"
     "damage and survives it. zstd -dc makes length-delimited records of it. If encode\n"
     "stops at an error, the archive has no end, and its last records are missing.\n"
     "\n"
     "A member does not fit the schema if the schema does not define its name, type\n"
     "or value. encode keeps such members in extra_json and lists their names on\n"
     "standard error at the end. With --dialect=proto, such members are errors.\n"
     "encode stops at the first error, except with --keep-going.\n"
     "\n"
     "Threads encode lines with whole records, as in NDJSON. From the first lines on\n"
     "that have anything else or an error in them, one thread does the rest.\n",
     "  phonenum encode numbers.ndjson > numbers.bin\n"
     "  phonenum encode --raw one.json > one.bin\n",
     {&raw_output, &framing, &lines_output, &zstd, &dialect_input, &strict_json, &ignore_unknown, &keep_unknown_input,
      &keep_going, &all_errors, &output, &force, &threads},
     run_encode,
     OPERANDS_FILES},
    {"decode",
     "Convert Protocol Buffers to JSON",
     encoded_input,
     "The output has one line of JSON for each record.\n"
     "\n"
     "A field is unknown if the schema does not define its number, its type or its\n"
     "value. decode leaves unknown fields out, and lists them on standard error at the\n"
     "end. With --keep-unknown, it writes them, and encode --keep-unknown reads them.\n"
     "decode stops at the first error, except with --keep-going.\n",
     "  phonenum decode --redact numbers.bin | head\n"
     "  phonenum decode --raw --pretty one.bin\n",
     {&raw_input, &framing, &lines_input, &record, &dialect_output, &redact, &pretty, &strict_bytes,
      &keep_unknown_output, &keep_going, &all_errors, &output, &threads},
     run_decode,
     OPERANDS_FILES},
    {"validate",
     "Check records against the rules of the service",
     encoded_input,
     "The output has one line for each broken rule: the number of the record, its id,\n"
     "the field and the rule. The first record has number 1.\n"
     "\n"
     "If a record is malformed, validate reports this and continues with the next one.\n"
     "validate does not check the content of extra_json, but decode does.\n",
     "  phonenum validate numbers.bin\n"
     "  phonenum encode numbers.ndjson | phonenum validate --closed\n",
     {&raw_input, &framing, &lines_input, &closed, &all_errors, &output, &threads},
     run_validate,
     OPERANDS_FILES},
    {"inspect",
     "Explain every byte of encoded records",
     encoded_input,
     "The output has one line for each field: offset, bytes, path, wire type, value.\n"
     "If the field has many bytes, they continue on the next lines.\n"
     "\n"
     "If a record is malformed, inspect shows its fields up to the error. Then it\n"
     "continues with the next record.\n"
     "\n"
     "inspect does not show backup codes, only their lengths. It treats unknown fields\n"
     "in the same way, because they may hold backup codes. In extra_json, it shows\n"
     "\"[REDACTED]\" instead of backup codes.\n"
     "\n"
     "Warning: the input must have the form that the options say. Otherwise, inspect\n"
     "may not recognise backup codes and may show them.\n",
     "  phonenum inspect numbers.bin | less\n"
     "  phonenum inspect --raw one.bin\n",
     {&raw_input, &framing, &lines_input, &all_errors, &output, &show_secrets},
     run_inspect,
     OPERANDS_FILES},
    {"generate",
     "Make records for trying things out",
     "",
     "The output has COUNT records, each after its length, as encode writes them. They\n"
     "are as varied as those of the service, and follow its rules. Nobody has the\n"
     "phone numbers. Backup codes begin with fake-.\n"
     "\n"
     "The same seed gives the same records on every machine and in every version 0.1.\n"
     "With a larger COUNT, the records of the smaller one come first.\n",
     "  phonenum generate 1000000 > numbers.bin\n"
     "  phonenum generate 10 --seed 7 --json\n",
     {&seed, &zstd, &ndjson, &output, &force},
     run_generate,
     OPERANDS_COUNT},
    {"check",
     "Check whether everything in archives can be read",
     "The input is an archive (encode --zstd), or length-delimited. These have no\n"
     "checksums, so damage is only noticed if a record cannot be decoded.\n",
     "The output has a line for each FILE: what it is, and what can be read of it. Each\n"
     "damaged place and each record that cannot be decoded is an error. It says which\n"
     "records are lost, if the index of the archive is whole.\n"
     "\n"
     "With --repair, check writes all records that can be decoded to a new archive. The\n"
     "exit status is 0 if these are all, and 1 if some are lost.\n",
     "  phonenum check numbers.zst\n"
     "  phonenum check --repair whole.zst numbers.zst\n",
     {&framing, &all_errors, &repair},
     run_check,
     OPERANDS_FILES},
    {"bench",
     "Measure how fast records are decoded and encoded",
     encoded_input,
     "bench first reads the records into memory. Then it measures phonenum and\n"
     "protobuf-c in turns. It also compares the size of the encoded records with\n"
     "their size as JSON.\n"
     "\n"
     "Only phonenum checks UTF-8, checks the size of the buffer, and wipes backup\n"
     "codes from memory. Its times include this work.\n",
     "  phonenum bench\n"
     "  phonenum bench --json numbers.bin\n",
     {&framing, &json},
     run_bench,
     OPERANDS_FILE},
    {"store import",
     "Put records into a database",
     "The input is JSON as encode reads it, length-delimited records, or an archive.\n"
     "store import recognises which. DB is a file of SQLite. If it is not there, it is\n"
     "made, and can be read only by you.\n"
     "\n",
     "A record replaces the one with the same id, unless its updated_at is lower. So\n"
     "the same input can be imported again. A record without an id replaces the one\n"
     "without an id that has the same phone number. A record with neither is stored\n"
     "once. Messages say how many records were inserted and replaced.\n"
     "\n"
     "Records are stored in batches of 10,000. A batch is there as a whole or not at\n"
     "all, whenever the program ends. store import stops at the first error, except\n"
     "with --keep-going. What came before the error is stored.\n"
     "\n"
     "Members @unknown of JSON are read as by encode --keep-unknown.\n",
     "  phonenum store import numbers.db numbers.ndjson\n"
     "  phonenum generate 1000000 | phonenum store import numbers.db\n",
     {&keep_going, &all_errors},
     run_store_import,
     OPERANDS_DATABASE_FILES},
    {"store export",
     "Write the records of a database",
     "",
     "The output is length-delimited, as encode writes it. With --json, it is lines of\n"
     "JSON with all that is stored: backup codes, unless --redact hides them, and\n"
     "unknown fields as members @unknown. The records come in the order in which they\n"
     "were inserted. In messages, the number of a record is its rowid.\n"
     "\n"
     "store export stops at the first error, except with --keep-going.\n",
     "  phonenum store export numbers.db > numbers.bin\n"
     "  phonenum store export numbers.db --json --redact --where \"status = 'verified'\"\n",
     {&where, &redact, &keep_going, &all_errors, &ndjson, &output, &force},
     run_store_export,
     OPERANDS_DATABASE},
    {"store check",
     "Look for damage in a database",
     "",
     "store check decodes every record, and lets SQLite check the file, its table and\n"
     "its indexes. The output counts the records. In messages, the number of a record\n"
     "is its rowid. If there is damage, the exit status is 1.\n",
     "  phonenum store check numbers.db\n",
     {&all_errors},
     run_store_check,
     OPERANDS_DATABASE},
};

/* Whether the word is the first of the name, which has so many bytes. */
static bool begins_name(const char *name, const char *word, size_t size)
{
    return strncmp(name, word, size) == 0 && word[size] == '\0';
}

const struct command *find_command(char **words, size_t *count)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *name = commands[i].name;
        const size_t size = strcspn(name, " ");
        *count = name[size] == '\0' ? 1 : 2;
        if (begins_name(name, words[0], size) && (*count == 1 || (words[1] && strcmp(words[1], name + size + 1) == 0)))
            return &commands[i];
    }
    return NULL;
}

bool is_group(const char *word)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        const size_t size = strcspn(commands[i].name, " ");
        if (commands[i].name[size] != '\0' && begins_name(commands[i].name, word, size))
            return true;
    }
    return false;
}
