/*
 * All the peers that this build has.
 */
#include "peers.h"

namespace bench
{

Rows all_rows()
{
    Rows rows;
#define BENCH_ADD(name) add_##name(rows);
    BENCH_PEERS(BENCH_ADD)
#undef BENCH_ADD
    return rows;
}

std::vector<std::string> peer_versions()
{
    return {
#define BENCH_VERSION(name) version_of_##name(),
        BENCH_PEERS(BENCH_VERSION)
#undef BENCH_VERSION
    };
}

std::vector<std::string> peers_left_out()
{
    return {BENCH_LEFT_OUT};
}

} // namespace bench
