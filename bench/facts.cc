/*
 * What is to be known of the rows beyond their times, as JSON: allocations, sizes, and whether what each row says of
 * itself is true.
 */
#include "allocations.h"
#include "options.h"
#include "row.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <zstd.h>

namespace
{

using bench::Packed;
using bench::Row;
using bench::Span;
using bench::Unfit;
using bench::Workload;

/* A new row of the same kind. */
std::unique_ptr<Row> again(size_t index)
{
    return std::move(bench::all_rows()[index]);
}

/* Whether a record comes through a row as it was; also false where it is refused. */
bool comes_through(Row &row, const phonenum_record &record)
{
    Workload workload("probe", "");
    workload.add(record);
    try {
        row.load(workload);
        row.prove(workload);
        return true;
    } catch (const Unfit &) {
        return false;
    }
}

bool keeps_nul(Row &row, phonenum_record record)
{
    record.id = PHONENUM_STR("idn_\0_2");
    return comes_through(row, record);
}

bool keeps_unknown(Row &row, phonenum_record record)
{
    static const uint8_t field_100[] = {0xa0, 0x06, 0x07};
    if (std::string(row.format()).compare(0, 4, "json") == 0)
        record.extra_json = PHONENUM_STR("{\"field_100\":7}");
    else
        record.unknown = {field_100, sizeof field_100};
    return comes_through(row, record);
}

/* Whether a decoder refuses text that is no UTF-8: the id's, which stands in every encoding as it is. */
bool checks_utf8(Row &row, const phonenum_record &record)
{
    Workload workload("probe", "");
    workload.add(record);
    row.load(workload);
    std::shared_ptr<const Packed> &encodings = workload.encodings()[row.format()];
    Span good = encodings->at(0);
    std::vector<uint8_t> bad(good.data, good.data + good.size);
    auto id = std::search(bad.begin(), bad.end(), record.id.data, record.id.data + record.id.size);
    if (id == bad.end())
        throw Unfit(std::string(row.description().name) + ": the id is not found in its encoding");
    id[5] = 0xff;
    auto packed = std::make_shared<Packed>();
    packed->add({bad.data(), bad.size()});
    encodings = packed;
    row.load(workload);
    return !row.pass();
}

void check_claim(const Row &row, const char *claim, bool claimed, bool is_true)
{
    if (claimed != is_true)
        throw Unfit(std::string(row.operation()) + "/" + row.description().name + " says of itself that it " +
                    (claimed ? "" : "does not ") + claim + ", but that is not so");
}

/* Throws Unfit where a row says of itself what is not so. What an encoder checks can't be seen from here. */
void check_claims(size_t index, const phonenum_record &record)
{
    const bench::Description description = again(index)->description();
    check_claim(*again(index), "keep a NUL in text", description.keeps_nul, keeps_nul(*again(index), record));
    check_claim(*again(index), "keep unknown fields", description.keeps_unknown, keeps_unknown(*again(index), record));
    bool is_decoder = std::string(again(index)->operation()) == "decode";
    bool is_floor = std::string(description.name) == "memcpy";
    if (is_decoder && !is_floor)
        check_claim(*again(index), "check UTF-8", description.checks_utf8, checks_utf8(*again(index), record));
}

/* Of a pass after the first, which brings buffers to their size; for each record. */
double allocations(Row &row, Workload &workload)
{
    row.load(workload);
    row.prove(workload);
    bool passed = row.pass();
    size_t before = bench::allocations_so_far();
    passed = row.pass() && passed;
    size_t count = bench::allocations_so_far() - before;
    if (!passed)
        throw Unfit(std::string(row.description().name) + ": a pass went otherwise than the proof");
    return static_cast<double>(count) / static_cast<double>(workload.records.size() * workload.repeats);
}

/* What so many of the encodings take together when they are compressed. */
size_t zstd_bytes(const Packed &packed, size_t count)
{
    std::vector<uint8_t> all;
    for (size_t i = 0; i < count; i++)
        all.insert(all.end(), packed.at(i).data, packed.at(i).data + packed.at(i).size);
    std::vector<uint8_t> compressed(ZSTD_compressBound(all.size()));
    size_t size = ZSTD_compress(compressed.data(), compressed.size(), all.data(), all.size(), ZSTD_CLEVEL_DEFAULT);
    return ZSTD_isError(size) ? 0 : size;
}

std::string quoted(const std::string &text)
{
    std::string out = "\"";
    for (char letter : text)
        out += letter == '"' || letter == '\\' ? std::string("\\") + letter : std::string(1, letter);
    return out + "\"";
}

std::string member(const char *name, const std::string &text)
{
    return quoted(name) + ": " + quoted(text);
}

std::string member(const char *name, const char *text)
{
    return member(name, std::string(text));
}

std::string member(const char *name, bool value)
{
    return quoted(name) + (value ? ": true" : ": false");
}

std::string member(const char *name, double value)
{
    return quoted(name) + ": " + std::to_string(value);
}

std::string object(std::initializer_list<std::string> members)
{
    std::string out;
    for (const std::string &text : members)
        out += (out.empty() ? "{" : ", ") + text;
    return out + "}";
}

/* Prints the elements of an array, one a line. */
class List
{
  public:
    explicit List(const char *name)
    {
        std::printf(",\n\"%s\": [", name);
    }

    ~List()
    {
        std::printf("\n]");
    }

    List(const List &) = delete;
    List &operator=(const List &) = delete;

    void add(const std::string &element)
    {
        std::printf("%s\n  %s", is_first_ ? "" : ",", element.c_str());
        is_first_ = false;
    }

  private:
    bool is_first_ = true;
};

std::string row_json(size_t index, std::vector<Workload> &workloads)
{
    std::unique_ptr<Row> row = again(index);
    const bench::Description &description = row->description();
    std::string counts;
    for (Workload &workload : workloads) {
        if (!row->is_for(workload))
            continue;
        try {
            double count = allocations(*again(index), workload);
            counts += (counts.empty() ? "" : ", ") + member(workload.name.c_str(), count);
        } catch (const Unfit &) {
            if (!workload.leaves_out || workloads.size() == 1)
                throw;
        }
    }
    std::string name = description.name;
    return object({
        member("operation", row->operation()),
        member("name", name),
        member("title", description.title),
        member("ours", name.compare(0, 8, "phonenum") == 0),
        member("floor", name == "memcpy"),
        member("way", description.is_way),
        member("format", row->format()),
        member("utf8", description.checks_utf8 ? "checked" : "not checked"),
        member("nul", description.keeps_nul ? "kept" : "lost"),
        member("unknown", description.keeps_unknown ? "kept" : "lost"),
        member("memory", description.memory),
        member("fairness", description.fairness),
        "\"allocations\": {" + counts + "}",
    });
}

void print_versions()
{
    std::string versions;
    for (const std::string &name_and_version : bench::peer_versions()) {
        size_t space = name_and_version.rfind(' ');
        versions += (versions.empty() ? "" : ", ") +
                    member(name_and_version.substr(0, space).c_str(), name_and_version.substr(space + 1));
    }
    std::printf(",\n\"versions\": {%s}", versions.c_str());
}

void print_workloads(const std::vector<Workload> &workloads)
{
    List list("workloads");
    for (const Workload &workload : workloads)
        list.add(object({
            member("name", workload.name),
            member("title", workload.title),
            member("records", static_cast<double>(workload.records.size())),
        }));
}

/* On a user's file, a row that can't hold the records is left out, as it is where they are timed. Returns which, and why. */
std::vector<std::string> print_rows(std::vector<Workload> &workloads, bool may_leave_out)
{
    std::vector<std::string> left_out;
    List list("rows");
    std::vector<Workload> standard = bench::standard_workloads(1);
    size_t count = bench::all_rows().size();
    for (size_t i = 0; i < count; i++) {
        check_claims(i, standard[1].records[0]);
        try {
            list.add(row_json(i, workloads));
        } catch (const Unfit &unfit) {
            if (!may_leave_out)
                throw;
            std::unique_ptr<Row> row = again(i);
            left_out.push_back(std::string(row->operation()) + " by " + row->description().title + ": " + unfit.what());
        }
    }
    return left_out;
}

/* The encodings are those that the rows were measured on. */
void print_sizes(std::vector<Workload> &workloads)
{
    List list("sizes");
    for (Workload &workload : workloads) {
        for (const auto &[format, packed] : workload.encodings()) {
            auto records = static_cast<double>(packed->count());
            /* Copies of a record would be compressed to almost nothing. */
            size_t compressed = workload.is_one_record ? 1 : packed->count();
            list.add(object({
                member("format", format),
                member("workload", workload.name),
                member("bytes", static_cast<double>(packed->bytes()) / records),
                member("zstd_bytes",
                       static_cast<double>(zstd_bytes(*packed, compressed)) / static_cast<double>(compressed)),
            }));
        }
    }
}

void print_left_out(const std::vector<std::string> &rows)
{
    List list("left_out");
    for (const std::string &peer : bench::peers_left_out())
        list.add(quoted(peer));
    for (const std::string &row : rows)
        list.add(quoted(row));
}

} // namespace

int main(int argc, char **argv)
{
    bench::Options options = bench::read_options(argc, argv);
    if (options.sweeps) {
        std::fprintf(stderr, "phonenum_bench_facts: there are no facts of --sweeps\n");
        return 2;
    }
    try {
        std::vector<Workload> workloads = bench::make_workloads(options);
        std::printf("{\"build\": %s",
                    object({member("compiler", BENCH_COMPILER), member("flags", BENCH_FLAGS)}).c_str());
        print_versions();
        print_workloads(workloads);
        std::vector<std::string> left_out = print_rows(workloads, !options.input.empty());
        print_sizes(workloads);
        print_left_out(left_out);
        std::printf("}\n");
        return EXIT_SUCCESS;
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "phonenum_bench_facts: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
