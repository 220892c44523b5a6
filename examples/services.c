/* The code of docs/services.md: records in what other protocols put around them. Prints a record in each of them. */
#include <ctype.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

/* What is accepted from strangers: what a real record can have, and a little more. */
static const phonenum_decode_options strangers = {
    .limits = {.input = 64 * 1024, .links = 100, .codes = 20, .unknown = 4096, .depth = 10},
};

static phonenum_status refuse(phonenum_error *error, const char *message)
{
    *error = (phonenum_error){.status = PHONENUM_ERR_ARGUMENT, .message = message};
    return error->status;
}

static void put_number(uint8_t bytes[4], size_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

static size_t get_number(const uint8_t bytes[4])
{
    return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

/* A prefix goes before what phonenum_encode() made, and counts if that is there or needs more room. */
static phonenum_status encode_behind(size_t prefix, const phonenum_record *record, uint8_t *buffer, size_t capacity,
                                     size_t *size, phonenum_error *error)
{
    const size_t begin = capacity > prefix ? prefix : capacity;
    phonenum_status status = phonenum_encode(record, buffer + begin, capacity - begin, size, error);
    if (status == PHONENUM_OK || status == PHONENUM_ERR_NO_SPACE)
        *size += prefix;
    return status;
}

/* gRPC: whether the message is compressed, and its size in 4 bytes. */
static phonenum_status grpc_write(const phonenum_record *record, uint8_t *frame, size_t capacity, size_t *size,
                                  phonenum_error *error)
{
    phonenum_status status = encode_behind(5, record, frame, capacity, size, error);
    if (status == PHONENUM_OK) {
        frame[0] = 0;
        put_number(frame + 1, *size - 5);
    }
    return status;
}

static phonenum_status grpc_read(const uint8_t *frame, size_t size, phonenum_arena *arena, phonenum_record *record,
                                 phonenum_error *error)
{
    if (size < 5 || frame[0] != 0 || get_number(frame + 1) != size - 5)
        return refuse(error, "not one message of gRPC without compression");
    return phonenum_decode(frame + 5, size - 5, &strangers, arena, record, error);
}

/* Kafka: a zero, the id of the schema in 4 bytes, and a zero for the first message of the schema. */
static phonenum_status kafka_write(const phonenum_record *record, uint32_t schema, uint8_t *value, size_t capacity,
                                   size_t *size, phonenum_error *error)
{
    phonenum_status status = encode_behind(6, record, value, capacity, size, error);
    if (status == PHONENUM_OK) {
        value[0] = 0;
        put_number(value + 1, schema);
        value[5] = 0;
    }
    return status;
}

static phonenum_status kafka_read(const uint8_t *value, size_t size, uint32_t *schema, phonenum_arena *arena,
                                  phonenum_record *record, phonenum_error *error)
{
    size_t prefix = 0;
    if (size >= 6 && value[0] == 0 && value[5] == 0)
        prefix = 6;
    else if (size >= 7 && value[0] == 0 && value[5] == 2 && value[6] == 0) /* the same in full: one index, which is 0 */
        prefix = 7;
    if (prefix == 0)
        return refuse(error, "not a PhoneNumber in the form of the schema registry");
    *schema = (uint32_t)get_number(value + 1);
    return phonenum_decode(value + prefix, size - prefix, &strangers, arena, record, error);
}

/* HTTP: whether a Content-Type says that the body is what phonenum_decode() takes. */
static bool is_protobuf(const char *type)
{
    static const char *const names[] = {"application/protobuf", "application/x-protobuf"};
    char lower[32] = "";
    for (size_t i = 0; i < sizeof lower - 1 && type[i] && !strchr("; \t", type[i]); i++)
        lower[i] = (char)tolower((unsigned char)type[i]);
    return strcmp(lower, names[0]) == 0 || strcmp(lower, names[1]) == 0;
}

static void show(const char *name, const uint8_t *bytes, size_t size)
{
    printf("%-10s", name);
    for (size_t i = 0; i < size; i++)
        printf(" %02x", bytes[i]);
    printf("\n");
}

static bool has_number(const phonenum_record *record, phonenum_str number)
{
    return phonenum_str_equal(record->phone_number, number);
}

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT, got;
    phonenum_error error;
    phonenum_arena arena;
    uint8_t bytes[64];
    size_t size;
    uint32_t schema;
    bool is_right = is_protobuf("Application/Protobuf; encoding=binary") && !is_protobuf("application/protobuf+json");
    phonenum_arena_init(&arena, NULL, 0, phonenum_malloc_allocator());
    record.phone_number = PHONENUM_STR("+15555550100");

    if (phonenum_encode(&record, bytes, sizeof bytes, &size, &error) == PHONENUM_OK)
        show("bare", bytes, size);
    if (phonenum_encode_delimited(&record, bytes, sizeof bytes, &size, &error) == PHONENUM_OK)
        show("delimited", bytes, size);
    if (grpc_write(&record, bytes, sizeof bytes, &size, &error) == PHONENUM_OK)
        show("gRPC", bytes, size);
    is_right &= grpc_read(bytes, size, &arena, &got, &error) == PHONENUM_OK && has_number(&got, record.phone_number);
    is_right &= grpc_read(bytes, size - 1, &arena, &got, &error) == PHONENUM_ERR_ARGUMENT;
    is_right &= grpc_write(&record, bytes, 4, &size, &error) == PHONENUM_ERR_NO_SPACE && size == 19;
    if (kafka_write(&record, 70000, bytes, sizeof bytes, &size, &error) == PHONENUM_OK)
        show("Kafka", bytes, size);
    is_right &= kafka_read(bytes, size, &schema, &arena, &got, &error) == PHONENUM_OK && schema == 70000 &&
                has_number(&got, record.phone_number);
    bytes[5] = 4; /* the third message of the schema's file, or two indexes */
    is_right &= kafka_read(bytes, size, &schema, &arena, &got, &error) == PHONENUM_ERR_ARGUMENT;
    phonenum_arena_free(&arena);
    return is_right ? 0 : 1;
}
