/* Step 3 of docs/tutorial.md: reads a record from the API's JSON, and prints every rule that it breaks. */
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

/* A phonenum_validate_callback. The context counts the broken rules. */
static bool print_rule(void *context, const phonenum_error *broken)
{
    unsigned *count = context;
    ++*count;
    printf("%s: %s\n", broken->field, broken->message);
    return true; /* go on with the next rule */
}

static int check(const phonenum_record *record)
{
    unsigned count = 0;
    phonenum_status status = phonenum_validate_each(record, 0, print_rule, &count);
    if (status == PHONENUM_OK)
        printf("the record is valid\n");
    else if (status == PHONENUM_ERR_RULE)
        printf("broken rules: %u\n", count);
    else
        fprintf(stderr, "%s\n", phonenum_status_text(status));
    return status != PHONENUM_OK;
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
    phonenum_arena_init(&arena, NULL, 0, NULL);
    bool is_read = phonenum_json_read(text, size, NULL, &arena, &record, &error) == PHONENUM_OK;
    int result = is_read ? check(&record) : print_error(&error);
    phonenum_arena_free(&arena);
    return result;
}
