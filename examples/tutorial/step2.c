/* Step 2 of docs/tutorial.md: reads a record from the API's JSON, and writes it back without its backup codes. */
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <stdio.h>

static int print_error(const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(stderr, "%s\n", line);
    return 1;
}

static int show_extra(phonenum_str extra_json)
{
    char json[4096];
    size_t size;
    phonenum_error error;
    if (!extra_json.data)
        return 0;
    if (phonenum_json_redact(extra_json, json, sizeof json, &size, &error))
        return print_error(&error);
    printf("kept in extra_json: %.*s\n", (int)size, json);
    return 0;
}

static int show(const phonenum_record *record)
{
    phonenum_json_write_options options = {.flags = PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT};
    char json[4096];
    size_t size;
    phonenum_error error;
    if (phonenum_json_write(record, &options, json, sizeof json, &size, &error))
        return print_error(&error);
    printf("%.*s\n", (int)size, json);
    return 0;
}

int main(void)
{
    static char text[65536];
    size_t size = fread(text, 1, sizeof text, stdin);
    if (ferror(stdin) || !feof(stdin))
        return fprintf(stderr, "the input can't be read, or is too long\n"), 1;

    phonenum_record record;
    phonenum_error error;
    phonenum_arena arena;
    int result = 0;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    if (phonenum_json_read(text, size, NULL, &arena, &record, &error))
        result = print_error(&error);
    else if (show_extra(record.extra_json) || show(&record))
        result = 1;
    phonenum_arena_free(&arena);
    return result;
}
