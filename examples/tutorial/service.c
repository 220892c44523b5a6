/* The service of docs/tutorial.md: a request a line on stdin, an answer a line on stdout, the records in a file. */
#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char id[64];
    phonenum_arena arena;
    phonenum_bytes encoded; /* the record, in the arena */
};

struct service {
    struct entry *entries;
    size_t count;
    FILE *file;
    phonenum_stream_writer writer; /* appends to the file */
    phonenum_record record;        /* of the request that is being answered */
    phonenum_arena arena;          /* its memory */
    phonenum_error error;          /* of the last call */
};

static phonenum_status fail(struct service *service, phonenum_status status, const char *message)
{
    service->error = (phonenum_error){.status = status, .message = message};
    return status;
}

static struct entry *find(const struct service *service, const char *id)
{
    size_t i = 0;
    while (i < service->count && strcmp(service->entries[i].id, id) != 0)
        i++;
    return i < service->count ? &service->entries[i] : NULL;
}

/* Keeps the record in memory, in place of one with the same id. */
static phonenum_status keep(struct service *service)
{
    static const char letters[] = "_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    phonenum_str id = service->record.id;
    if (id.size == 0 || id.size >= sizeof service->entries->id || strspn(id.data, letters) != id.size)
        return fail(service, PHONENUM_ERR_RULE, "id: must be 1 to 63 letters, digits and underscores");
    struct entry *entry = find(service, id.data);
    if (!entry) {
        struct entry *entries = realloc(service->entries, (service->count + 1) * sizeof *entries);
        if (!entries)
            return fail(service, PHONENUM_ERR_NO_MEMORY, "out of memory");
        service->entries = entries;
        entry = &entries[service->count++];
        memcpy(entry->id, id.data, id.size + 1);
        phonenum_arena_init(&entry->arena, NULL, 0, NULL);
    }
    phonenum_arena_reset(&entry->arena);
    return phonenum_encode_arena(&service->record, &entry->arena, &entry->encoded, &service->error);
}

static phonenum_status load(struct service *service)
{
    phonenum_stream_reader reader;
    phonenum_stream_reader_init(&reader, phonenum_read_file, service->file, NULL, NULL);
    while (!phonenum_stream_read(&reader, &service->arena, &service->record, &service->error) && !keep(service))
        phonenum_arena_reset(&service->arena);
    phonenum_stream_reader_free(&reader);
    return service->error.status == PHONENUM_END ? PHONENUM_OK : service->error.status;
}

static phonenum_status put(struct service *service, const char *json)
{
    if (!phonenum_json_read(json, strlen(json), NULL, &service->arena, &service->record, &service->error) &&
        !phonenum_validate(&service->record, 0, &service->error) && !keep(service) &&
        !phonenum_stream_write(&service->writer, &service->record, &service->error))
        printf("ok %s\n", service->record.id.data);
    return service->error.status;
}

static phonenum_status get(struct service *service, const char *id)
{
    static const phonenum_json_write_options options = {.flags = PHONENUM_JSON_REDACT};
    static char json[1 << 20];
    const struct entry *entry = find(service, id);
    if (!entry)
        return fail(service, PHONENUM_ERR_ARGUMENT, "no record has this id");
    size_t size;
    phonenum_bytes encoded = entry->encoded;
    if (!phonenum_decode(encoded.data, encoded.size, NULL, &service->arena, &service->record, &service->error) &&
        !phonenum_json_write(&service->record, &options, json, sizeof json, &size, &service->error))
        printf("%.*s\n", (int)size, json);
    return service->error.status;
}

static phonenum_status answer(struct service *service, const char *line)
{
    if (strncmp(line, "put ", 4) == 0)
        return put(service, line + 4);
    if (strncmp(line, "get ", 4) == 0)
        return get(service, line + 4);
    if (strcmp(line, "list") != 0)
        return fail(service, PHONENUM_ERR_ARGUMENT, "a request is: put JSON, get ID, or list");
    printf("%zu", service->count);
    for (size_t i = 0; i < service->count; i++)
        printf(" %s", service->entries[i].id);
    printf("\n");
    return PHONENUM_OK;
}

static void print_error(FILE *to, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(to, "error: %s\n", line);
}

static phonenum_status serve(struct service *service)
{
    static char line[65536];
    while (!fflush(stdout) && fgets(line, sizeof line, stdin)) {
        char *end = strchr(line, '\n');
        if (!end)
            return fail(service, PHONENUM_ERR_ARGUMENT, "a request must be one line of at most 65,534 bytes");
        *end = '\0';
        phonenum_status status = answer(service, line);
        if (status == PHONENUM_ERR_NO_MEMORY || status == PHONENUM_ERR_IO)
            return status;
        if (status)
            print_error(stdout, &service->error);
        phonenum_arena_reset(&service->arena);
    }
    return ferror(stdin) || ferror(stdout) ? fail(service, PHONENUM_ERR_IO, "stdin or stdout failed") : PHONENUM_OK;
}

int main(int argc, char **argv)
{
    struct service service = {.file = argc == 2 ? fopen(argv[1], "a+b") : NULL};
    if (!service.file || setvbuf(service.file, NULL, _IONBF, 0))
        return fprintf(stderr, "usage: service FILE, which must be writable\n"), 1;
    phonenum_arena_init(&service.arena, NULL, 0, NULL);
    phonenum_stream_writer_init(&service.writer, phonenum_write_file, service.file, NULL);
    bool failed = load(&service) || serve(&service);
    if (failed)
        print_error(stderr, &service.error);
    for (size_t i = 0; i < service.count; i++)
        phonenum_arena_free(&service.entries[i].arena);
    free(service.entries);
    phonenum_stream_writer_free(&service.writer);
    phonenum_arena_free(&service.arena);
    return fclose(service.file) || failed;
}
