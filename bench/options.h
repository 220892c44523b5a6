/*
 * The options that the benchmark and its collector of facts have in common.
 */
#ifndef PHONENUM_BENCH_OPTIONS_H
#define PHONENUM_BENCH_OPTIONS_H

#include "workload.h"

#include <string>
#include <vector>

namespace bench
{

struct Options {
    size_t records = 100000;
    std::string input;
    bool sweeps = false;
};

/* Ends the program with its help or with an error. */
Options read_options(int argc, char **argv);

/* The workloads that the options ask for. Throws Unfit. */
std::vector<Workload> make_workloads(const Options &options);

} // namespace bench

#endif
