/*
 * What is measured on: records, and their encodings in each format.
 */
#ifndef PHONENUM_BENCH_WORKLOAD_H
#define PHONENUM_BENCH_WORKLOAD_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <phonenum/phonenum.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench
{

/* A record that a format or a library can't hold. */
struct Unfit : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Span {
    const uint8_t *data;
    size_t size;
};

/* An arena of the library that frees itself. */
class Arena
{
  public:
    Arena()
    {
        phonenum_arena_init(&arena_, nullptr, 0, nullptr);
    }

    ~Arena()
    {
        phonenum_arena_free(&arena_);
    }

    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    phonenum_arena *get()
    {
        return &arena_;
    }

  private:
    phonenum_arena arena_;
};

/*
 * The encodings of a workload's records, one behind the other in one buffer. They begin at another place of a memory page
 * in each process: where inputs and outputs lie to each other there can cost or save more than code does.
 */
class Packed
{
  public:
    Packed();

    /* Appends a copy; each begins at a multiple of 8, since some formats read whole words where they lie. */
    void add(Span encoded);

    size_t count() const
    {
        return places_.size();
    }

    Span at(size_t index) const
    {
        return {data_.data() + places_[index].offset, places_[index].size};
    }

    /* Bytes of all encodings, without what lies between them. */
    size_t bytes() const
    {
        return bytes_;
    }

    /* Bytes of the longest one, and at least 1. */
    size_t largest() const
    {
        return largest_;
    }

  private:
    struct Place {
        size_t offset;
        size_t size;
    };

    std::vector<uint8_t> data_;
    std::vector<Place> places_;
    size_t bytes_ = 0;
    size_t largest_ = 1;
};

class Workload
{
  public:
    Workload(std::string its_name, std::string its_title) : name(std::move(its_name)), title(std::move(its_title))
    {
    }

    /* Adds a deep copy of a record. */
    void add(const phonenum_record &record);

    /* The encodings in a format, which are made once for all rows that read them. Throws Unfit. */
    template <class Format> std::shared_ptr<const Packed> packed()
    {
        auto found = packed_.find(Format::name);
        if (found == packed_.end())
            found = packed_.emplace(Format::name, std::make_shared<Packed>(Format::pack(*this))).first;
        return found->second;
    }

    /* All the encodings that were asked for so far, by format. */
    std::map<std::string, std::shared_ptr<const Packed>> &encodings()
    {
        return packed_;
    }

    std::string name;
    std::string title;
    std::vector<phonenum_record> records;
    /* All records are the first one. */
    bool is_one_record = false;
    /* Rows that can't hold its records are left out. Elsewhere that is fatal. */
    bool leaves_out = false;
    /* How often a pass goes over the records: often over a single one, so that calling the pass costs nothing. */
    size_t repeats = 1;

  private:
    std::map<std::string, std::shared_ptr<const Packed>> packed_;
    std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
};

/* `minimal`, `typical` and `full`, a record each, `mixed`, and `stream`, which has so many. */
std::vector<Workload> standard_workloads(size_t stream_records);

/* Varied records, some with what the schema has no typed place for, as the API sends them. */
Workload mixed_workload();

/* Varied records, the same in every run: fields come and go, some 190 bytes each. */
Workload stream_workload(const std::string &name, size_t records);

/* Records from 1 to a million, links from 0 to 1,000, text from 0 to 64 KiB: `records=10`, `links=10`, `text=16`. */
std::vector<Workload> sweep_workloads();

/* `stream`, of the records of a delimited file. Throws Unfit with what is wrong with it. */
Workload file_workload(const std::string &path);

} // namespace bench

#endif
