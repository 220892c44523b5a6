/* Step 1 of docs/tutorial.md: encodes a record, decodes it, and prints an error. */
#include <phonenum/phonenum.h>
#include <stdio.h>

static int print_error(const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(stderr, "%s\n", line);
    return 1;
}

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT, decoded;
    record.phone_number = PHONENUM_STR("+15555550100");
    record.has_created_at = true;
    record.created_at = 1700000000000;

    uint8_t bytes[256];
    size_t size;
    phonenum_error error;
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, &error))
        return print_error(&error);

    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    int result = 0;
    if (phonenum_decode(bytes, size, NULL, &arena, &decoded, &error))
        result = print_error(&error);
    else
        printf("%s in %zu bytes\n", decoded.phone_number.data, size);

    /* This one fails: the last byte is missing. */
    if (phonenum_decode(bytes, size - 1, NULL, &arena, &decoded, &error))
        result = print_error(&error);
    phonenum_arena_free(&arena);
    return result;
}
