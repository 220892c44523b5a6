/*
 * Every public call that takes memory.
 */
#include "calls.h"

#include "check.h"
#include "source.h"

#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <string.h>
#ifdef TEST_ARCHIVE
#include <phonenum/archive.h>
#endif
#ifdef TEST_PROTOBUF_C
#include <phonenum/protobuf_c.h>
#endif

enum {
    PIECE = 1000,        /* how much a reader is given at a time */
    OUTPUT_MAX = 1 << 20 /* more than any form of a test's record takes */
};

static const phonenum_record absent = PHONENUM_RECORD_INIT;
static const phonenum_json_read_options api;
static const phonenum_json_read_options proto = {.dialect = PHONENUM_JSON_PROTO};

static builder write_json(const phonenum_record *record, phonenum_json_dialect dialect)
{
    static char text[OUTPUT_MAX];
    const phonenum_json_write_options options = {.flags = PHONENUM_JSON_DROP_UNKNOWN, .dialect = dialect};
    builder out = {0};
    size_t size;
    assert_int_equal(phonenum_json_write(record, &options, text, sizeof text, &size, NULL), PHONENUM_OK);
    build_bytes(&out, text, size);
    return out;
}

#ifdef TEST_ARCHIVE
static void make_archive(call_forms *out)
{
    test_sink sink = {0};
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, test_sink_write, &sink, NULL, NULL);
    assert_int_equal(phonenum_archive_write(&writer, out->record, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    out->archive = sink.bytes;
}
#endif

void call_forms_make(call_forms *out, const phonenum_record *record)
{
    static uint8_t bytes[OUTPUT_MAX];
    size_t size;
    memset(out, 0, sizeof *out);
    out->record = record;
    assert_int_equal(phonenum_encode(record, bytes, sizeof bytes, &size, NULL), PHONENUM_OK);
    build_bytes(&out->wire, bytes, size);
    for (int i = 0; i < 2; i++) {
        build_varint(&out->stream, size);
        build_bytes(&out->stream, bytes, size);
    }
    out->json = write_json(record, PHONENUM_JSON_API);
    out->proto = write_json(record, PHONENUM_JSON_PROTO);
#ifdef TEST_ARCHIVE
    make_archive(out);
#endif
}

void call_forms_free(call_forms *forms)
{
    builder_free(&forms->wire);
    builder_free(&forms->stream);
    builder_free(&forms->json);
    builder_free(&forms->proto);
    builder_free(&forms->archive);
}

static phonenum_status run_decode(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                  phonenum_error *error)
{
    return phonenum_decode(forms->wire.data, forms->wire.size, NULL, arena, record, error);
}

static phonenum_status run_borrow(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                  phonenum_error *error)
{
    static const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    return phonenum_decode(forms->wire.data, forms->wire.size, &borrow, arena, record, error);
}

static phonenum_status run_copy(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                phonenum_error *error)
{
    return phonenum_copy(forms->record, arena, record, error);
}

static phonenum_status run_encode_arena(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                        phonenum_error *error)
{
    phonenum_bytes encoded = {(const uint8_t *)"x", 1};
    phonenum_status status = phonenum_encode_arena(forms->record, arena, &encoded, error);
    bool right = encoded.size == forms->wire.size && memcmp(encoded.data, forms->wire.data, encoded.size) == 0;
    *record = status || !right ? absent : *forms->record;
    if (status && encoded.data) /* no such record was given: seen as one that is not absent */
        record->id = PHONENUM_STR("the bytes are not absent");
    return status;
}

static phonenum_status run_json_read(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                     phonenum_error *error)
{
    return phonenum_json_read((const char *)forms->json.data, forms->json.size, &api, arena, record, error);
}

static phonenum_status run_json_read_proto(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                           phonenum_error *error)
{
    return phonenum_json_read((const char *)forms->proto.data, forms->proto.size, &proto, arena, record, error);
}

/* Unknown fields that JSON holds go into the arena: here 700 of 3 bytes. */
static phonenum_status run_json_read_unknown(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                             phonenum_error *error)
{
    static const phonenum_json_read_options keep = {.flags = PHONENUM_JSON_KEEP_UNKNOWN};
    static char text[2900];
    static size_t size;
    if (size == 0) {
        size += (size_t)sprintf(text, "{\"@unknown\":\"");
        for (int i = 0; i < 700; i++)
            size += (size_t)sprintf(text + size, "mAYF");
        size += (size_t)sprintf(text + size, "\"}");
    }
    phonenum_status status = phonenum_json_read(text, size, &keep, arena, record, error);
    if (!status)
        *record = record->unknown.size == 2100 ? *forms->record : absent;
    return status;
}

/* Writes JSON, which needs malloc() for a large extra_json. */
static phonenum_status write_as(const call_forms *forms, phonenum_json_dialect dialect, unsigned flags,
                                phonenum_record *record, phonenum_error *error)
{
    static char text[OUTPUT_MAX];
    const builder *expected = dialect == PHONENUM_JSON_API ? &forms->json : &forms->proto;
    const phonenum_json_write_options options = {.flags = flags | PHONENUM_JSON_DROP_UNKNOWN, .dialect = dialect};
    size_t size;
    phonenum_status status = phonenum_json_write(forms->record, &options, text, sizeof text, &size, error);
    bool right = flags != 0 || (size == expected->size && memcmp(text, expected->data, size) == 0);
    *record = status || !right ? absent : *forms->record;
    return status;
}

static phonenum_status run_json_write(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                      phonenum_error *error)
{
    (void)arena;
    return write_as(forms, PHONENUM_JSON_API, 0, record, error);
}

static phonenum_status run_json_write_redacted(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                               phonenum_error *error)
{
    (void)arena;
    return write_as(forms, PHONENUM_JSON_API, PHONENUM_JSON_REDACT | PHONENUM_JSON_PRETTY, record, error);
}

static phonenum_status run_json_write_proto(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                            phonenum_error *error)
{
    (void)arena;
    return write_as(forms, PHONENUM_JSON_PROTO, 0, record, error);
}

static phonenum_status run_json_write_proto_redacted(const call_forms *forms, phonenum_arena *arena,
                                                     phonenum_record *record, phonenum_error *error)
{
    (void)arena;
    return write_as(forms, PHONENUM_JSON_PROTO, PHONENUM_JSON_REDACT, record, error);
}

/* Compares what is written with bytes that are there already, so that it takes no memory of its own. */
static phonenum_status compare_written(void *context, const void *data, size_t size)
{
    test_source *expected = context;
    bool right = size <= expected->size - expected->given && memcmp(expected->data + expected->given, data, size) == 0;
    expected->given += size;
    return right ? PHONENUM_OK : PHONENUM_ERR_IO;
}

/* An empty record, then the one that is given twice, for which the writer's buffer must grow. */
static phonenum_status run_stream_write(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                        phonenum_error *error)
{
    (void)arena;
    test_source nothing = {.data = (const uint8_t *)"", .size = 1};
    test_source expected = {.data = forms->stream.data, .size = forms->stream.size};
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, compare_written, &nothing, NULL);
    phonenum_status status = phonenum_stream_write(&writer, &absent, error);
    writer.context = &expected;
    for (int i = 0; i < 2 && !status; i++)
        status = phonenum_stream_write(&writer, forms->record, error);
    phonenum_stream_writer_free(&writer);
    *record = status || expected.given != expected.size ? absent : *forms->record;
    return status;
}

static phonenum_status run_stream_read(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error)
{
    test_source source = {.data = forms->stream.data, .size = forms->stream.size, .chunk = PIECE};
    phonenum_stream_reader reader;
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
    phonenum_status status = phonenum_stream_read(&reader, arena, record, error);
    phonenum_bytes rest;
    if (status && phonenum_stream_read_bytes(&reader, &rest, NULL) == PHONENUM_ERR_NO_MEMORY)
        record->id = PHONENUM_STR("the reader does not go on");
    phonenum_stream_reader_free(&reader);
    return status;
}

static phonenum_status run_stream_read_bytes(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                             phonenum_error *error)
{
    (void)arena;
    test_source source = {.data = forms->stream.data, .size = forms->stream.size, .chunk = PIECE};
    phonenum_stream_reader reader;
    phonenum_bytes encoded;
    phonenum_stream_reader_init(&reader, test_source_read, &source, NULL, NULL);
    phonenum_status status = phonenum_stream_read_bytes(&reader, &encoded, error);
    bool right = encoded.size == forms->wire.size && memcmp(encoded.data, forms->wire.data, encoded.size) == 0;
    *record = status || !right ? absent : *forms->record;
    if (status && encoded.data)
        record->id = PHONENUM_STR("the bytes are not absent");
    phonenum_stream_reader_free(&reader);
    return status;
}

static phonenum_status run_json_reader(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error)
{
    test_source source = {.data = forms->json.data, .size = forms->json.size, .chunk = PIECE};
    phonenum_json_reader reader;
    phonenum_json_reader_init(&reader, test_source_read, &source, NULL, NULL);
    phonenum_status status = phonenum_json_reader_next(&reader, arena, record, error);
    phonenum_json_reader_free(&reader);
    return status;
}

/* What is there as a whole is read at once. */
static phonenum_status read_from_memory(const builder *text, const phonenum_json_read_options *options,
                                        phonenum_arena *arena, phonenum_record *record, phonenum_error *error)
{
    phonenum_json_reader reader;
    phonenum_json_reader_init_memory(&reader, (const char *)text->data, text->size, options);
    phonenum_status status = phonenum_json_reader_next(&reader, arena, record, error);
    phonenum_json_reader_free(&reader);
    return status;
}

static phonenum_status run_json_memory(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error)
{
    return read_from_memory(&forms->json, &api, arena, record, error);
}

static phonenum_status run_json_memory_proto(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                             phonenum_error *error)
{
    return read_from_memory(&forms->proto, &proto, arena, record, error);
}

#ifdef TEST_ARCHIVE
/* Throws away what is written, so that it takes no memory of its own. */
static phonenum_status throw_away(void *context, const void *data, size_t size)
{
    (void)data;
    *(size_t *)context += size;
    return PHONENUM_OK;
}

static phonenum_status run_archive_write(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                         phonenum_error *error)
{
    (void)arena;
    size_t size = 0, written;
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, throw_away, &size, NULL, NULL);
    phonenum_status status = phonenum_archive_write(&writer, forms->record, error);
    if (!status)
        status = phonenum_archive_write_bytes(&writer, forms->wire.data, forms->wire.size, error);
    if (!status)
        status = phonenum_archive_write_delimited(&writer, forms->stream.data, forms->stream.size, &written, error);
    if (!status)
        status = phonenum_archive_finish(&writer, error);
    phonenum_archive_writer_free(&writer);
    *record = status || size == 0 ? absent : *forms->record;
    return status;
}

static phonenum_status run_archive_read(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                        phonenum_error *error)
{
    test_source source = {.data = forms->archive.data, .size = forms->archive.size, .chunk = PIECE};
    phonenum_archive_reader reader;
    phonenum_archive_reader_init(&reader, test_source_read, &source, NULL, NULL);
    phonenum_status status = phonenum_archive_read(&reader, arena, record, error);
    phonenum_archive_reader_free(&reader);
    return status;
}

static phonenum_status read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    const builder *bytes = context;
    memcpy(buffer, bytes->data + offset, size);
    return PHONENUM_OK;
}

static phonenum_status run_archive_get(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error)
{
    builder bytes = forms->archive;
    phonenum_archive archive;
    *record = absent;
    phonenum_status status = phonenum_archive_open(&archive, read_at, &bytes, bytes.size, NULL, NULL, error);
    if (!status)
        status = phonenum_archive_get(&archive, 0, arena, record, error);
    phonenum_archive_close(&archive);
    return status;
}

static phonenum_status run_archive_append(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                          phonenum_error *error)
{
    (void)arena;
    builder bytes = forms->archive;
    size_t size = 0;
    uint64_t end = 0;
    phonenum_archive archive;
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, throw_away, &size, NULL, NULL);
    phonenum_status status = phonenum_archive_open(&archive, read_at, &bytes, bytes.size, NULL, NULL, error);
    if (!status)
        status = phonenum_archive_append(&writer, &archive, &end, error);
    phonenum_archive_close(&archive);
    phonenum_archive_writer_free(&writer);
    *record = status || end == 0 ? absent : *forms->record;
    return status;
}

static phonenum_status run_archive_check(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                         phonenum_error *error)
{
    (void)arena;
    builder bytes = forms->archive;
    phonenum_archive_summary summary;
    phonenum_status status =
        phonenum_archive_check(read_at, &bytes, bytes.size, NULL, NULL, NULL, NULL, &summary, error);
    *record = status || summary.records != 1 ? absent : *forms->record;
    return status;
}
#endif

#ifdef TEST_PROTOBUF_C
static phonenum_status run_to_protobuf_c(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                         phonenum_error *error)
{
    static uint8_t packed[OUTPUT_MAX];
    Phonenum__V1__PhoneNumber *message;
    phonenum_status status = phonenum_to_protobuf_c(forms->record, arena, &message, error);
    bool right = !status && phonenum__v1__phone_number__get_packed_size(message) == forms->wire.size &&
                 phonenum__v1__phone_number__pack(message, packed) == forms->wire.size &&
                 memcmp(packed, forms->wire.data, forms->wire.size) == 0;
    *record = right ? *forms->record : absent;
    if (status && message)
        record->id = PHONENUM_STR("the message is not NULL");
    return status;
}

/* There and back. The message lies in an arena of its own, and the text stays there. */
static phonenum_status run_from_protobuf_c(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                                           phonenum_error *error)
{
    Phonenum__V1__PhoneNumber *message;
    phonenum_record made = absent;
    phonenum_arena own;
    phonenum_arena_init(&own, NULL, 0, NULL);
    phonenum_status status = phonenum_to_protobuf_c(forms->record, &own, &message, error);
    if (!status)
        status = phonenum_from_protobuf_c(message, arena, &made, error);
    *record = !status && phonenum_equal(&made, forms->record) ? *forms->record : absent;
    if (status && !phonenum_equal(&made, &absent))
        record->id = PHONENUM_STR("the record is not absent");
    phonenum_arena_free(&own);
    return status;
}
#endif

const memory_call memory_calls[] = {
    {"phonenum_decode", run_decode, 2, false},
    {"phonenum_decode, borrowing", run_borrow, 3, false},
    {"phonenum_copy", run_copy, 6, false},
    {"phonenum_encode_arena", run_encode_arena, 1, true},
    {"phonenum_json_read", run_json_read, 3, false},
    {"phonenum_json_read, protobuf's", run_json_read_proto, 2, false},
    {"phonenum_json_read, unknown fields", run_json_read_unknown, 1, false},
    {"phonenum_json_write", run_json_write, 6, false},
    {"phonenum_json_write, redacted", run_json_write_redacted, 6, false},
    {"phonenum_json_write, protobuf's", run_json_write_proto, 0, false},
    {"phonenum_json_write, protobuf's, redacted", run_json_write_proto_redacted, 2, false},
    {"phonenum_json_reader_next", run_json_reader, 4, false},
    {"phonenum_json_reader_next, from memory", run_json_memory, 3, false},
    {"phonenum_json_reader_next, protobuf's, from memory", run_json_memory_proto, 2, false},
    {"phonenum_stream_write", run_stream_write, 2, false},
    {"phonenum_stream_read", run_stream_read, 3, false},
    {"phonenum_stream_read_bytes", run_stream_read_bytes, 2, false},
#ifdef TEST_ARCHIVE
    {"phonenum_archive_write", run_archive_write, 5, false},
    {"phonenum_archive_read", run_archive_read, 5, false},
    {"phonenum_archive_get", run_archive_get, 5, false},
    {"phonenum_archive_append", run_archive_append, 5, false},
    {"phonenum_archive_check", run_archive_check, 5, false},
#endif
#ifdef TEST_PROTOBUF_C
    {"phonenum_to_protobuf_c", run_to_protobuf_c, 6, false},
    {"phonenum_from_protobuf_c", run_from_protobuf_c, 6, false},
#endif
    {NULL, NULL, 0, false},
};
