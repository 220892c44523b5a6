/*
 * Reads a record from JSON, and writes it as JSON again: in the form of the service's API, and in protobuf's.
 *
 *     $ cc -o json json.c $(pkg-config --cflags --libs phonenum)
 *     $ ./json
 *     {"phone_number":"+15555550100","verification":null,"linked_to":[],"created_at":1700000000000,"mood":"happy"}
 *     {"phoneNumber":"+15555550100","createdAt":"1700000000000","extraJson":"{\"mood\":\"happy\"}"}
 *     phone_number: expected a value (line 2, column 19, byte 20)
 */
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

/* The schema does not know the mood. It is kept in extra_json. */
static const char good[] = "{\"phone_number\": \"+15555550100\", \"created_at\": 1700000000000, \"mood\": \"happy\"}";
static const char bad[] = "{\n  \"phone_number\": +15555550100\n}";

static phonenum_status show(const phonenum_record *record, phonenum_json_dialect dialect, phonenum_error *error)
{
    /* For people to look at: without backup codes. */
    const phonenum_json_write_options options = {.dialect = dialect, .flags = PHONENUM_JSON_REDACT};
    char text[1024];
    size_t size;
    phonenum_status status = phonenum_json_write(record, &options, text, sizeof text, &size, error);
    if (!status)
        printf("%.*s\n", (int)size, text);
    return status;
}

int main(void)
{
    phonenum_record record;
    phonenum_error error;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_json_read(good, strlen(good), NULL, &arena, &record, &error);
    if (!status)
        status = show(&record, PHONENUM_JSON_API, &error);
    if (!status)
        status = show(&record, PHONENUM_JSON_PROTO, &error);
    /* This one fails, and the error says where. */
    if (!status && phonenum_json_read(bad, strlen(bad), NULL, &arena, &record, &error)) {
        char line[PHONENUM_ERROR_LINE_SIZE];
        phonenum_error_format(&error, line, sizeof line);
        printf("%s\n", line);
    }
    phonenum_arena_free(&arena);
    return status != PHONENUM_OK;
}
