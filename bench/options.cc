/*
 * Reading the options.
 */
#include "options.h"

#include <cstdio>
#include <cstdlib>

namespace bench
{

namespace
{

const char usage[] =
    "Usage: phonenum_bench [OPTION]... [--benchmark_OPTION]...\n"
    "       phonenum_bench_facts [OPTION]...\n"
    "Times encoding and decoding by phonenum and its peers; collects what else is to be known of them.\n"
    "\n"
    "  --records=N   records of the stream (default 100,000; at most 10,000,000)\n"
    "  --input=FILE  work on the records of a delimited file instead; rows that can't hold them are left out\n"
    "  --sweeps      work on growing amounts of work instead; only phonenum and protobuf-c\n"
    "  --help        this help\n"
    "\n"
    "Google Benchmark's options choose what is timed and how: --benchmark_filter='^decode/stream/', say.\n";

/* Whether an argument is --name=VALUE, which is then stored. */
bool has_value(const std::string &argument, const std::string &name, std::string &value)
{
    if (argument.compare(0, name.size(), name) != 0)
        return false;
    value = argument.substr(name.size());
    return true;
}

constexpr size_t records_max = 10000000;

bool read_count(const std::string &text, size_t &count)
{
    char *end;
    count = static_cast<size_t>(std::strtoull(text.c_str(), &end, 10));
    return !text.empty() && *end == '\0' && text[0] != '-' && count > 0 && count <= records_max;
}

bool read_option(const std::string &argument, Options &options)
{
    std::string value;
    if (argument == "--sweeps") {
        options.sweeps = true;
        return true;
    }
    if (has_value(argument, "--records=", value))
        return read_count(value, options.records);
    return has_value(argument, "--input=", options.input) && !options.input.empty();
}

} // namespace

Options read_options(int argc, char **argv)
{
    Options options;
    for (int i = 1; i < argc; i++) {
        std::string argument = argv[i];
        if (argument == "--help") {
            std::fputs(usage, stdout);
            std::exit(EXIT_SUCCESS);
        }
        if (!read_option(argument, options)) {
            std::fprintf(stderr, "%s: what is '%s'?\n%s", argv[0], argv[i], usage);
            std::exit(2);
        }
    }
    if (options.sweeps && !options.input.empty()) {
        std::fprintf(stderr, "%s: --sweeps has records of its own, so there is nothing to do with --input\n", argv[0]);
        std::exit(2);
    }
    return options;
}

std::vector<Workload> make_workloads(const Options &options)
{
    std::vector<Workload> workloads;
    if (options.sweeps)
        return sweep_workloads();
    if (options.input.empty())
        return standard_workloads(options.records);
    workloads.push_back(file_workload(options.input));
    return workloads;
}

} // namespace bench
