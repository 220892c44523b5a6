/*
 * Rows: what is measured, and how each proves beforehand that it does the job.
 *
 * A peer's decoder is a class with
 *     using Format = ...;                      the encoding that it reads: see formats.h
 *     static const Description description;
 *     bool decode(Span encoded);               timed; takes nothing where it fails
 *     void release();                          timed: gives back what decode took
 *     const phonenum_record *found();          what decode found, between the two; NULL where it can't be told
 * and an encoder one with
 *     using Format = ...;
 *     static const Description description;
 *     void load(Workload &workload);           makes its own form of each record
 *     Span encode(size_t index);               timed; no data where it fails
 *
 * A reader of streams is a decoder that has, in place of decode(),
 *     void start(Span all);                    timed, as all of these
 *     bool next();
 *     void finish();
 * and a class that works on records
 *     static const Description description;
 *     void load(Workload &workload);
 *     bool work(size_t index);                 timed
 *     bool proves(size_t index);               works, and looks at what came of it
 * and one that works on all records at once the same without an index, and
 *     static const char *operation;
 *     size_t bytes() const;                    of what it reads or writes
 */
#ifndef PHONENUM_BENCH_ROW_H
#define PHONENUM_BENCH_ROW_H

#include "formats.h"
#include "output.h"
#include "workload.h"

#include <benchmark/benchmark.h>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace bench
{

/* What a row says of itself. The claims on UTF-8, NUL and unknown fields are put to the test by facts.cc. */
struct Description {
    const char *name;
    const char *title;
    bool checks_utf8;
    bool keeps_nul;
    bool keeps_unknown;
    const char *memory;   /* what becomes of texts: copies or views */
    const char *fairness; /* what the comparison with it is unfair for; empty where it is not */
    bool is_way = false;  /* whether it is one of phonenum's other ways, which have a table of their own */
};

class Row
{
  public:
    virtual ~Row() = default;

    virtual const char *operation() const = 0;
    virtual const char *format() const = 0;
    virtual const Description &description() const = 0;

    /* Makes ready for a workload. Throws Unfit. */
    virtual void load(Workload &workload) = 0;

    /* Shows for each record that the job is done, by the functions that are timed. Throws Unfit. */
    virtual void prove(const Workload &expected) = 0;

    /* Goes over all records as often as the workload wants. False where anything was not as in the proof. */
    virtual bool pass() = 0;

    /* Bytes of the encodings that one pass over the records reads or writes. */
    virtual size_t bytes() const = 0;

    /* Whether its times on a workload are of interest. */
    virtual bool is_for(const Workload &) const
    {
        return true;
    }
};

/* Whether a row found the very record that it was given. */
bool is_found(const Workload &expected, size_t index, const phonenum_record *found);

/* Says which row failed, and at what. */
[[noreturn]] void throw_unfit(const Row &row, const Workload &expected, size_t index);

template <class Decoder> class DecodeRow : public Row
{
  public:
    const char *operation() const override
    {
        return "decode";
    }

    const char *format() const override
    {
        return Decoder::Format::name;
    }

    const Description &description() const override
    {
        return Decoder::description;
    }

    void load(Workload &workload) override
    {
        input_ = workload.packed<typename Decoder::Format>();
        repeats_ = workload.repeats;
    }

    void prove(const Workload &expected) override
    {
        for (size_t i = 0; i < input_->count(); i++) {
            bool decoded = decoder_.decode(input_->at(i));
            bool right = decoded && is_found(expected, i, decoder_.found());
            if (decoded)
                decoder_.release();
            if (!right)
                throw_unfit(*this, expected, i);
        }
    }

    bool pass() override
    {
        for (size_t repeat = 0; repeat < repeats_; repeat++) {
            for (size_t i = 0; i < input_->count(); i++) {
                if (!decoder_.decode(input_->at(i)))
                    return false;
                benchmark::ClobberMemory();
                decoder_.release();
            }
        }
        return true;
    }

    size_t bytes() const override
    {
        return input_->bytes();
    }

  private:
    Decoder decoder_;
    std::shared_ptr<const Packed> input_;
    size_t repeats_ = 0;
};

template <class Encoder> class EncodeRow : public Row
{
  public:
    const char *operation() const override
    {
        return "encode";
    }

    const char *format() const override
    {
        return Encoder::Format::name;
    }

    const Description &description() const override
    {
        return Encoder::description;
    }

    void load(Workload &workload) override
    {
        encoder_.load(workload);
        count_ = workload.records.size();
        repeats_ = workload.repeats;
    }

    void prove(const Workload &expected) override
    {
        typename Encoder::Format::Reader reader;
        bytes_ = 0;
        for (size_t i = 0; i < count_; i++) {
            Span encoded = encoder_.encode(i);
            bool read = encoded.data && reader.decode(encoded);
            bool right = read && is_found(expected, i, reader.found()) &&
                         Encoder::Format::is_reference(expected.records[i], encoded);
            if (read)
                reader.release();
            if (!right)
                throw_unfit(*this, expected, i);
            bytes_ += encoded.size;
        }
    }

    bool pass() override
    {
        size_t bytes = 0;
        for (size_t repeat = 0; repeat < repeats_; repeat++) {
            for (size_t i = 0; i < count_; i++) {
                bytes += encoder_.encode(i).size;
                benchmark::ClobberMemory();
            }
        }
        return bytes == bytes_ * repeats_;
    }

    size_t bytes() const override
    {
        return bytes_;
    }

  private:
    Encoder encoder_;
    size_t count_ = 0;
    size_t repeats_ = 0;
    size_t bytes_ = 0;
};

template <class Reader> class StreamRow : public Row
{
  public:
    const char *operation() const override
    {
        return "decode";
    }

    const char *format() const override
    {
        return Reader::Format::name;
    }

    const Description &description() const override
    {
        return Reader::description;
    }

    void load(Workload &workload) override
    {
        std::shared_ptr<const Packed> packed = workload.packed<typename Reader::Format>();
        stream_.clear();
        count_ = packed->count();
        for (size_t i = 0; i < count_; i++)
            stream_.insert(stream_.end(), packed->at(i).data, packed->at(i).data + packed->at(i).size);
        repeats_ = workload.repeats;
    }

    void prove(const Workload &expected) override
    {
        reader_.start({stream_.data(), stream_.size()});
        for (size_t i = 0; i < count_; i++) {
            bool right = reader_.next() && is_found(expected, i, reader_.found());
            reader_.release();
            if (!right) {
                reader_.finish();
                throw_unfit(*this, expected, i);
            }
        }
        reader_.finish();
    }

    bool pass() override
    {
        bool passed = true;
        for (size_t repeat = 0; repeat < repeats_ && passed; repeat++) {
            reader_.start({stream_.data(), stream_.size()});
            for (size_t i = 0; i < count_ && passed; i++) {
                passed = reader_.next();
                benchmark::ClobberMemory();
                reader_.release();
            }
            reader_.finish();
        }
        return passed;
    }

    size_t bytes() const override
    {
        return stream_.size();
    }

  private:
    Reader reader_;
    std::vector<uint8_t> stream_;
    size_t count_ = 0;
    size_t repeats_ = 0;
};

template <class Worker> class WorkRow : public Row
{
  public:
    const char *operation() const override
    {
        return "record";
    }

    const char *format() const override
    {
        return "record";
    }

    const Description &description() const override
    {
        return Worker::description;
    }

    void load(Workload &workload) override
    {
        worker_.load(workload);
        records_ = workload.records.data();
        count_ = workload.records.size();
        repeats_ = workload.repeats;
        bytes_ = workload.packed<Protobuf>()->bytes();
    }

    void prove(const Workload &expected) override
    {
        for (size_t i = 0; i < count_; i++) {
            if (!is_found(expected, i, &records_[i]) || !worker_.proves(i))
                throw_unfit(*this, expected, i);
        }
    }

    bool pass() override
    {
        bool passed = true;
        for (size_t repeat = 0; repeat < repeats_; repeat++) {
            for (size_t i = 0; i < count_; i++) {
                passed = worker_.work(i) && passed;
                benchmark::ClobberMemory();
            }
        }
        return passed;
    }

    /* What the records take when they are encoded. */
    size_t bytes() const override
    {
        return bytes_;
    }

  private:
    Worker worker_;
    const phonenum_record *records_ = nullptr;
    size_t count_ = 0;
    size_t repeats_ = 0;
    size_t bytes_ = 0;
};

template <class Worker> class WholeRow : public Row
{
  public:
    const char *operation() const override
    {
        return Worker::operation;
    }

    const char *format() const override
    {
        return "records";
    }

    const Description &description() const override
    {
        return Worker::description;
    }

    void load(Workload &workload) override
    {
        worker_.load(workload);
        records_ = &workload.records;
        repeats_ = workload.repeats;
    }

    void prove(const Workload &expected) override
    {
        for (size_t i = 0; i < records_->size(); i++) {
            if (!is_found(expected, i, &(*records_)[i]))
                throw_unfit(*this, expected, i);
        }
        if (!worker_.proves())
            throw_unfit(*this, expected, 0);
    }

    bool pass() override
    {
        bool passed = true;
        for (size_t repeat = 0; repeat < repeats_ && passed; repeat++)
            passed = worker_.work();
        return passed;
    }

    size_t bytes() const override
    {
        return worker_.bytes();
    }

    /* With few records, it would be the time of beginning. */
    bool is_for(const Workload &workload) const override
    {
        return workload.name == "stream";
    }

  private:
    Worker worker_;
    const std::vector<phonenum_record> *records_ = nullptr;
    size_t repeats_ = 0;
};

using Rows = std::vector<std::unique_ptr<Row>>;

template <class Decoder> void add_decoder(Rows &rows)
{
    rows.push_back(std::make_unique<DecodeRow<Decoder>>());
}

template <class Encoder> void add_encoder(Rows &rows)
{
    rows.push_back(std::make_unique<EncodeRow<Encoder>>());
}

template <class Reader> void add_stream_reader(Rows &rows)
{
    rows.push_back(std::make_unique<StreamRow<Reader>>());
}

template <class Worker> void add_worker(Rows &rows)
{
    rows.push_back(std::make_unique<WorkRow<Worker>>());
}

template <class Worker> void add_whole_worker(Rows &rows)
{
    rows.push_back(std::make_unique<WholeRow<Worker>>());
}

/* New rows, not loaded yet, of every peer in this build. */
Rows all_rows();

/* "NAME VERSION" of every library in this build, and why others were left out of it. */
std::vector<std::string> peer_versions();
std::vector<std::string> peers_left_out();

} // namespace bench

#endif
