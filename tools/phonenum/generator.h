/*
 * Makes records that look like those of the service, for trying things out. Numbers, codes and names are made up.
 */
#ifndef PHONENUM_TOOLS_GENERATOR_H
#define PHONENUM_TOOLS_GENERATOR_H

#include <phonenum/phonenum.h>

enum {
    GENERATED_LINKS_MAX = 3,
    GENERATED_CODES_MAX = 10,
    GENERATED_ID_SIZE = 32,
    GENERATED_NUMBER_SIZE = 16, /* `+` and 15 digits */
    GENERATED_CODE_SIZE = 15
};

/* The record points into the generator, so it is valid until the next one is made, and the generator must not be moved. */
struct generator {
    uint64_t state; /* of the random numbers */
    uint64_t first; /* decides the phone number of the first record */
    uint64_t made;
    phonenum_record record;
    phonenum_link links[GENERATED_LINKS_MAX];
    phonenum_str codes[GENERATED_CODES_MAX];
    char id[GENERATED_ID_SIZE];
    char number[GENERATED_NUMBER_SIZE];
    char client[GENERATED_ID_SIZE];
    char link_ids[GENERATED_LINKS_MAX][GENERATED_ID_SIZE];
    char code_texts[GENERATED_CODES_MAX][GENERATED_CODE_SIZE];
};

/* Starts the sequence of a seed. It is the same on every machine, and tests/cli/cases/generate.sh pins it. */
void generator_init(struct generator *generator, uint64_t seed);

/* Makes the next record. It follows the rules of phonenum_validate(). */
const phonenum_record *generator_next(struct generator *generator);

#endif
