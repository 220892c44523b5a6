/*
 * A program that is built with one version of the headers and runs with the library of another. Compiled with GROWN, it
 * knows the member `label`, field 13, which the library it runs with may not know.
 */
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

static void print_error(const char *call, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    printf("%s: %s\n", call, line);
}

/* Decodes bytes with field 13, and passes the record on: by copying it, by encoding it, as JSON. */
static int pass_on(phonenum_arena *arena)
{
    static const char bytes[] = "\x0a\x04idn_\x6a\x05hello";
    phonenum_record record;
    phonenum_record copy;
    phonenum_error error;
    uint8_t again[512];
    char json[512];
    size_t size;
    if (phonenum_decode(bytes, sizeof bytes - 1, NULL, arena, &record, &error) ||
        phonenum_copy(&record, arena, &copy, &error) || phonenum_encode(&copy, again, sizeof again, &size, &error)) {
        print_error("pass on", &error);
        return 1;
    }
    printf("bytes: %s\n", size == sizeof bytes - 1 && memcmp(again, bytes, size) == 0 ? "the same" : "others");
    printf("equal: %s\n", phonenum_equal(&record, &copy) ? "yes" : "no");
    if (phonenum_json_write(&record, NULL, json, sizeof json, &size, &error))
        print_error("json", &error);
    else
        printf("json: %.*s\n", (int)size, json);
    return 0;
}

#if defined(GROWN)
static int set_label(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    phonenum_error error;
    uint8_t bytes[512];
    size_t size;
    record.label = PHONENUM_STR("hello");
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, &error))
        print_error("set", &error);
    else
        printf("set: %zu bytes\n", size);
    return 0;
}
#else
static int set_label(void)
{
    return 0;
}
#endif

int main(void)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    int failed = pass_on(&arena) || set_label();
    phonenum_arena_free(&arena);
    return failed;
}
