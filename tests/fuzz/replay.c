/*
 * Runs a fuzzer's function over the inputs that are kept, without libFuzzer and with any compiler.
 *
 * Usage: replay_NAME FILE...
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    INPUT_MAX = 1 << 20
};

static size_t read_file(const char *name, uint8_t *buffer)
{
    FILE *file = fopen(name, "rb");
    if (!file) {
        perror(name);
        exit(EXIT_FAILURE);
    }
    size_t size = fread(buffer, 1, INPUT_MAX, file);
    FUZZ_CHECK(feof(file) && !ferror(file));
    fclose(file);
    return size;
}

int main(int argc, char **argv)
{
    static uint8_t buffer[INPUT_MAX];
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE...\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (int i = 1; i < argc; i++) {
        size_t size = read_file(argv[i], buffer);
        fprintf(stderr, "%s\n", argv[i]);
        LLVMFuzzerTestOneInput(buffer, size);
    }
    printf("%d inputs\n", argc - 1);
    return EXIT_SUCCESS;
}
