/*
 * phonenum itself, and the floor: a memcpy of the encoded bytes.
 */
#include "../row.h"
#include "peers.h"

#include <phonenum/json.h>

namespace bench
{

namespace
{

class Decode : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static const Description description;
};

const Description Decode::description = {"phonenum", "phonenum, into a reused arena", true, true, true, "copies", ""};

class DecodeFresh
{
  public:
    using Format = Protobuf;
    static const Description description;

    bool decode(Span encoded)
    {
        phonenum_arena_init(&arena_, nullptr, 0, nullptr);
        if (phonenum_decode(encoded.data, encoded.size, nullptr, &arena_, &record_, &error_) == PHONENUM_OK)
            return true;
        phonenum_arena_free(&arena_);
        return false;
    }

    const phonenum_record *found()
    {
        return &record_;
    }

    void release()
    {
        phonenum_arena_free(&arena_);
    }

  private:
    phonenum_arena arena_;
    phonenum_record record_;
    phonenum_error error_;
};

const Description DecodeFresh::description = {
    "phonenum-fresh", "phonenum, into a fresh arena", true, true, true, "copies", ""};

class DecodeBorrow : public ArenaReader
{
  public:
    using Format = Protobuf;
    static const Description description;

    DecodeBorrow()
    {
        options_.flags = PHONENUM_DECODE_BORROW;
    }

    bool decode(Span encoded)
    {
        return phonenum_decode(encoded.data, encoded.size, &options_, arena_.get(), &record_, &error_) == PHONENUM_OK;
    }

  private:
    phonenum_decode_options options_ = {};
};

const Description DecodeBorrow::description = {"phonenum-borrow", "phonenum, borrowing", true, true, true, "views", ""};

class ReadJson : public Json::Reader
{
  public:
    using Format = Json;
    static const Description description;
};

const Description ReadJson::description = {
    "phonenum-json", "phonenum, JSON", true, true, true, "copies", "reads into a struct, where others make a tree",
};

class Encode : public BufferEncoder<Protobuf>
{
  public:
    static const Description description;

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status = phonenum_encode(&records_[index], out_.next(), out_.room(), &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

const Description Encode::description = {"phonenum", "phonenum, into a large buffer", true, true, true, "", ""};

class WriteJson : public BufferEncoder<Json>
{
  public:
    static const Description description;

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status =
            phonenum_json_write(&records_[index], nullptr, out_.next_text(), out_.room(), &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

const Description WriteJson::description = {"phonenum-json", "phonenum, JSON", true, true, true, "", ""};

constexpr const char *floor_fairness = "does nothing but copy: what no codec can be faster than";

class CopyIn : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static const Description description;

    /* Any piece of memory will do, so an output's. */
    bool decode(Span encoded)
    {
        if (out_.room() < encoded.size)
            out_.prepare(encoded.size);
        std::memcpy(out_.next(), encoded.data, encoded.size);
        copy_ = out_.take(encoded.size);
        return true;
    }

    const phonenum_record *found()
    {
        return Reader::decode(copy_) ? &record_ : nullptr;
    }

    void release()
    {
    }

  private:
    Output out_;
    Span copy_;
};

const Description CopyIn::description = {"memcpy",      "memcpy of the encoded bytes", false, true, true, "copies",
                                         floor_fairness};

class CopyOut
{
  public:
    using Format = Protobuf;
    static const Description description;

    void load(Workload &workload)
    {
        encoded_ = workload.packed<Protobuf>();
        out_.prepare(encoded_->largest());
    }

    Span encode(size_t index)
    {
        Span encoded = encoded_->at(index);
        std::memcpy(out_.next(), encoded.data, encoded.size);
        return out_.take(encoded.size);
    }

  private:
    std::shared_ptr<const Packed> encoded_;
    Output out_;
};

const Description CopyOut::description = {"memcpy",      "memcpy of the encoded bytes", false, true, true, "",
                                          floor_fairness};

} // namespace

void add_phonenum(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_decoder<DecodeFresh>(rows);
    add_decoder<DecodeBorrow>(rows);
    add_decoder<ReadJson>(rows);
    add_decoder<CopyIn>(rows);
    add_encoder<Encode>(rows);
    add_encoder<WriteJson>(rows);
    add_encoder<CopyOut>(rows);
    add_ways(rows);
}

std::string version_of_phonenum()
{
    return std::string("phonenum ") + phonenum_version();
}

} // namespace bench
