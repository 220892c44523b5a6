/*
 * The peers: each adds its rows, and names its library and the version. CMake knows which are in this build.
 */
#ifndef PHONENUM_BENCH_PEERS_H
#define PHONENUM_BENCH_PEERS_H

#include "../row.h"

#include <peers.inc>
#include <string>

namespace bench
{

#define BENCH_DECLARE_PEER(name) \
    void add_##name(Rows &rows); \
    std::string version_of_##name();
BENCH_PEERS(BENCH_DECLARE_PEER)
#undef BENCH_DECLARE_PEER

/* More rows of phonenum's own: each other way in and out. */
void add_ways(Rows &rows);

} // namespace bench

#endif
