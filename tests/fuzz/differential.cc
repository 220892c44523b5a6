/*
 * Bytes, as C++ protobuf and the codec understand them: both accept them, or both refuse them but for the differences
 * that codec.h names; and they mean, and encode to, the same.
 */
#include "../differential/judge.h"
#include "fuzz.h"

#include <cstdio>
#include <google/protobuf/stubs/logging.h>

using namespace differential;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static google::protobuf::LogHandler *const silenced = google::protobuf::SetLogHandler(nullptr);
    static_cast<void>(silenced);
    const std::string bytes(reinterpret_cast<const char *>(data), size);
    phonenum_arena arena;
    phonenum_arena_init(&arena, nullptr, 0, nullptr);
    for (unsigned flags : {0U, static_cast<unsigned>(PHONENUM_DECODE_BORROW)}) {
        Tally tally;
        if (Difference difference = compare_with_cpp(bytes, flags, &arena, tally))
            fuzz_failed(__FILE__, __LINE__, difference);
    }
    phonenum_arena_free(&arena);
    return 0;
}
