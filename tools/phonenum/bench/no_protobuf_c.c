/*
 * Replaces protobuf_c.c in a build without protobuf-c.
 */
#include "bench/codec.h"

const struct bench_codec *const bench_protobuf_c = NULL;
