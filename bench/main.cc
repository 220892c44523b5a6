/*
 * The benchmark: lets every row prove that it does its job on every workload, and only then times them all.
 */
#include "options.h"
#include "row.h"

#include <cstdio>
#include <cstdlib>
#include <regex.h>

namespace
{

bool is_swept(const bench::Row &row)
{
    std::string name = row.description().name;
    return name == "phonenum" || name == "protobuf-c";
}

/*
 * Which rows Google Benchmark's filter may choose: the others need not be loaded. Where it is none that is understood
 * here, all of them.
 */
class Filter
{
  public:
    explicit Filter(const std::string &pattern)
    {
        is_negative_ = !pattern.empty() && pattern[0] == '-';
        const char *plain = pattern.c_str() + is_negative_;
        bool is_plain = *plain != '\0' && pattern != "all";
        is_compiled_ = is_plain && regcomp(&regex_, plain, REG_EXTENDED | REG_NOSUB) == 0;
    }

    ~Filter()
    {
        if (is_compiled_)
            regfree(&regex_);
    }

    Filter(const Filter &) = delete;
    Filter &operator=(const Filter &) = delete;

    bool may_choose(const std::string &name) const
    {
        return !is_compiled_ || (regexec(&regex_, name.c_str(), 0, nullptr, 0) == 0) != is_negative_;
    }

  private:
    bool is_negative_ = false; /* "-PATTERN": all others */
    bool is_compiled_ = false;
    regex_t regex_;
};

/* What was proved before is proved again afterwards: a row might only have worked while it was looked at. */
bool still_proves_itself(bench::Row &row, const bench::Workload &workload)
{
    try {
        row.prove(workload);
        return true;
    } catch (const bench::Unfit &) {
        return false;
    }
}

void time_passes(benchmark::State &state, bench::Row &row, const bench::Workload &workload, bool &failed)
{
    bool passed = true;
    while (passed && state.KeepRunning())
        passed = row.pass();
    if (!passed || !still_proves_itself(row, workload)) {
        failed = true;
        state.SkipWithError("it did not do what it had proved to do");
        return;
    }
    size_t records = workload.records.size() * workload.repeats;
    state.counters["records"] = static_cast<double>(records);
    state.counters["bytes"] = static_cast<double>(row.bytes() * workload.repeats);
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(records));
}

/* Rows that have proved themselves, registered to be timed. */
class Bench
{
  public:
    explicit Bench(const bench::Options &options) : options_(options), workloads_(bench::make_workloads(options))
    {
    }

    /* Throws Unfit where a row fails to prove itself. */
    void prepare()
    {
        Filter filter(benchmark::GetBenchmarkFilter());
        for (bench::Workload &workload : workloads_) {
            for (std::unique_ptr<bench::Row> &row : bench::all_rows()) {
                std::string name = std::string(row->operation()) + "/" + workload.name + "/" + row->description().name;
                bool is_wanted = row->is_for(workload) && (!options_.sweeps || is_swept(*row));
                if (is_wanted && filter.may_choose(name) && proves_itself(*row, workload, name))
                    add(name, std::move(row), workload);
            }
        }
    }

    /* The exit status. */
    int run()
    {
        if (!rows_.empty() && benchmark::RunSpecifiedBenchmarks() > 0)
            return failed_ ? EXIT_FAILURE : EXIT_SUCCESS;
        std::fputs("phonenum_bench: nothing to time\n", stderr);
        return EXIT_FAILURE;
    }

  private:
    bool proves_itself(bench::Row &row, bench::Workload &workload, const std::string &name)
    {
        try {
            row.load(workload);
            row.prove(workload);
            return true;
        } catch (const bench::Unfit &unfit) {
            if (!workload.leaves_out)
                throw;
            std::fprintf(stderr, "left out %s: %s\n", name.c_str(), unfit.what());
            return false;
        }
    }

    void add(const std::string &name, std::unique_ptr<bench::Row> row, const bench::Workload &workload)
    {
        bench::Row *timed = row.get();
        rows_.push_back(std::move(row));
        benchmark::RegisterBenchmark(name.c_str(), [this, timed, &workload](benchmark::State &state) {
            time_passes(state, *timed, workload, failed_);
        });
    }

    bench::Options options_;
    std::vector<bench::Workload> workloads_;
    bench::Rows rows_;
    bool failed_ = false;
};

} // namespace

int main(int argc, char **argv)
{
    /* --help is ours to answer; for the rest, Google Benchmark takes its own options out first. */
    bool wants_help = argc > 1 && std::string(argv[1]) == "--help";
    if (!wants_help)
        benchmark::Initialize(&argc, argv);
    bench::Options options = bench::read_options(argc, argv);
    for (const std::string &peer : bench::peers_left_out())
        std::fprintf(stderr, "not in this build: %s\n", peer.c_str());
    try {
        Bench bench(options);
        bench.prepare();
        return bench.run();
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "phonenum_bench: nothing was timed: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
