/*
 * Passes a record from standard input to standard output by one way through the library.
 *
 * usage: pass struct|borrow|copy|json|proto-json|drop|refuse
 */
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

enum {
    SIZE_MOST = 1 << 20
};

/* A way through the library: how to decode, whether to copy, whether to go through JSON and in which dialect. */
typedef struct route {
    const char *name;
    unsigned decode_flags;
    bool copies;
    bool has_json;
    phonenum_json_dialect dialect;
    unsigned json_flags;
} route;

static const route ways[] = {
    {.name = "struct"},
    {.name = "borrow", .decode_flags = PHONENUM_DECODE_BORROW},
    {.name = "copy", .copies = true},
    {.name = "json", .has_json = true, .json_flags = PHONENUM_JSON_KEEP_UNKNOWN},
    {.name = "proto-json", .has_json = true, .dialect = PHONENUM_JSON_PROTO, .json_flags = PHONENUM_JSON_KEEP_UNKNOWN},
    {.name = "drop", .has_json = true, .dialect = PHONENUM_JSON_PROTO, .json_flags = PHONENUM_JSON_DROP_UNKNOWN},
    {.name = "refuse", .has_json = true, .dialect = PHONENUM_JSON_PROTO},
};

static const route *find_way(const char *name)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(ways[i].name, name) == 0)
            return &ways[i];
    }
    return NULL;
}

static phonenum_status pass_json(const route *way, phonenum_record *record, phonenum_arena *arena,
                                 phonenum_error *error)
{
    static char text[4 * SIZE_MOST];
    size_t size;
    const phonenum_json_write_options writing = {.dialect = way->dialect, .flags = way->json_flags};
    const phonenum_json_read_options reading = {.dialect = way->dialect,
                                                .flags = way->json_flags & PHONENUM_JSON_KEEP_UNKNOWN};
    phonenum_status status = phonenum_json_write(record, &writing, text, sizeof text, &size, error);
    return status ? status : phonenum_json_read(text, size, &reading, arena, record, error);
}

static phonenum_status pass(const route *way, const void *data, size_t size, phonenum_arena *arena, phonenum_bytes *out,
                            phonenum_error *error)
{
    const phonenum_decode_options options = {.flags = way->decode_flags};
    phonenum_record record;
    phonenum_record copy;
    phonenum_status status = phonenum_decode(data, size, &options, arena, &record, error);
    if (!status && way->has_json)
        status = pass_json(way, &record, arena, error);
    if (!status && way->copies)
        status = phonenum_copy(&record, arena, &copy, error);
    return status ? status : phonenum_encode_arena(way->copies ? &copy : &record, arena, out, error);
}

int main(int argc, char **argv)
{
    static unsigned char input[SIZE_MOST];
    phonenum_bytes out = {0};
    phonenum_error error;
    phonenum_arena arena;
    const route *way = argc == 2 ? find_way(argv[1]) : NULL;
    if (!way)
        return 2;
    size_t size = fread(input, 1, sizeof input, stdin);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = pass(way, input, size, &arena, &out, &error);
    if (status)
        fprintf(stderr, "%s: %s\n", error.field, error.message);
    else
        fwrite(out.data, 1, out.size, stdout);
    phonenum_arena_free(&arena);
    return status ? 1 : 0;
}
