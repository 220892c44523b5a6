/*
 * The two encodings that several peers share, with phonenum's own as the reference: Protocol Buffers and JSON.
 *
 * A format has
 *     static constexpr const char *name;
 *     static Packed pack(Workload &workload);                        encodes all records; throws Unfit
 *     struct Reader                                                  a decoder, for reading back what an encoder wrote
 *     static bool is_reference(const phonenum_record &, Span)        whether an encoding is the one that must come out
 */
#ifndef PHONENUM_BENCH_FORMATS_H
#define PHONENUM_BENCH_FORMATS_H

#include "output.h"
#include "workload.h"

#include <phonenum/json.h>

namespace bench
{

/* What reading into an arena that is reset between records has in common. */
class ArenaReader
{
  public:
    const phonenum_record *found()
    {
        return &record_;
    }

    void release()
    {
        phonenum_arena_reset(arena_.get());
    }

  protected:
    Arena arena_;
    phonenum_record record_;
    phonenum_error error_;
};

struct Protobuf {
    static constexpr const char *name = "protobuf";
    static Packed pack(const Workload &workload);
    static bool is_reference(const phonenum_record &record, Span encoded);

    class Reader : public ArenaReader
    {
      public:
        bool decode(Span encoded)
        {
            return phonenum_decode(encoded.data, encoded.size, nullptr, arena_.get(), &record_, &error_) == PHONENUM_OK;
        }
    };
};

struct Json {
    static constexpr const char *name = "json";
    static Packed pack(const Workload &workload);

    /* JSON can be written in several ways; what counts is what it says. */
    static bool is_reference(const phonenum_record &, Span)
    {
        return true;
    }

    class Reader : public ArenaReader
    {
      public:
        bool decode(Span encoded)
        {
            return phonenum_json_read(reinterpret_cast<const char *>(encoded.data), encoded.size, nullptr, arena_.get(),
                                      &record_, &error_) == PHONENUM_OK;
        }
    };
};

/* Protocol Buffers behind its length, and a line of JSON: what streams are made of. */
struct Delimited {
    static constexpr const char *name = "delimited";
    static Packed pack(const Workload &workload);
    static bool is_reference(const phonenum_record &record, Span encoded);

    class Reader : public ArenaReader
    {
      public:
        bool decode(Span encoded)
        {
            size_t consumed;
            return phonenum_decode_delimited(encoded.data, encoded.size, nullptr, arena_.get(), &record_, &consumed,
                                             &error_) == PHONENUM_OK &&
                   consumed == encoded.size;
        }
    };
};

struct JsonLines : Json {
    static constexpr const char *name = "json-lines";
    static Packed pack(const Workload &workload);
};

/* What encoding records into one buffer has in common. */
template <class OneFormat> class BufferEncoder
{
  public:
    using Format = OneFormat;

    void load(Workload &workload)
    {
        records_ = workload.records.data();
        out_.prepare(workload.packed<Format>()->largest());
    }

  protected:
    const phonenum_record *records_ = nullptr;
    Output out_;
    phonenum_error error_;
};

/* A format that one peer alone encodes and decodes. */
template <class Encoder, class Decoder> struct OwnFormat {
    using Reader = Decoder;

    static Packed pack(Workload &workload)
    {
        Packed packed;
        Encoder encoder;
        encoder.load(workload);
        for (size_t i = 0; i < workload.records.size(); i++) {
            Span encoded = encoder.encode(i);
            if (!encoded.data)
                throw Unfit("record " + std::to_string(i + 1) + " can't be encoded");
            packed.add(encoded);
        }
        return packed;
    }

    static bool is_reference(const phonenum_record &, Span)
    {
        return true;
    }
};

} // namespace bench

#endif
