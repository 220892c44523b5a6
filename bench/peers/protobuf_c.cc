/*
 * protobuf-c, which all ratios are to, and phonenum's bridge to its struct.
 */
#include "peers.h"

#include <phonenum/protobuf_c.h>
#include <vector>

namespace bench
{

namespace
{

using Message = Phonenum__V1__PhoneNumber;

constexpr const char *loses = "accepts bad UTF-8, cuts text at a NUL, does not merge oneof messages, rejects groups";

/* How a decoded message is looked at: through the bridge. */
class MessageDecoder
{
  public:
    using Format = Protobuf;

    const phonenum_record *found()
    {
        phonenum_arena_reset(arena_.get());
        return phonenum_from_protobuf_c(message_, arena_.get(), &record_, nullptr) ? nullptr : &record_;
    }

  protected:
    Message *message_ = nullptr;

  private:
    Arena arena_;
    phonenum_record record_;
};

class UnpackMalloc : public MessageDecoder
{
  public:
    static const Description description;

    bool decode(Span encoded)
    {
        message_ = phonenum__v1__phone_number__unpack(nullptr, encoded.size, encoded.data);
        return message_ != nullptr;
    }

    void release()
    {
        phonenum__v1__phone_number__free_unpacked(message_, nullptr);
    }
};

const Description UnpackMalloc::description = {
    "protobuf-c", "protobuf-c, malloc (unpack and free)", false, false, true, "copies", loses,
};

/* Takes memory from one block, and gives it back all at once. */
class UnpackBump : public MessageDecoder
{
  public:
    static const Description description;

    UnpackBump() : block_(16 << 20)
    {
    }

    bool decode(Span encoded)
    {
        message_ = phonenum__v1__phone_number__unpack(&allocator_, encoded.size, encoded.data);
        return message_ != nullptr;
    }

    void release()
    {
        used_ = 0;
    }

  private:
    static void *allocate(void *context, size_t size)
    {
        UnpackBump *bump = static_cast<UnpackBump *>(context);
        size_t aligned = (size + 15) / 16 * 16;
        if (aligned > bump->block_.size() - bump->used_)
            return nullptr;
        void *memory = bump->block_.data() + bump->used_;
        bump->used_ += aligned;
        return memory;
    }

    static void deallocate(void *, void *)
    {
    }

    std::vector<unsigned char> block_;
    size_t used_ = 0;
    ProtobufCAllocator allocator_ = {allocate, deallocate, this};
};

const Description UnpackBump::description = {
    "protobuf-c-bump", "protobuf-c, bump allocator", false, false, true, "copies", loses,
};

class DecodeBridge : public MessageDecoder
{
  public:
    static const Description description;

    bool decode(Span encoded)
    {
        phonenum_arena *arena = decoded_.get();
        return phonenum_decode(encoded.data, encoded.size, nullptr, arena, &record_, &error_) == PHONENUM_OK &&
               phonenum_to_protobuf_c(&record_, arena, &message_, &error_) == PHONENUM_OK;
    }

    void release()
    {
        phonenum_arena_reset(decoded_.get());
    }

  private:
    Arena decoded_;
    phonenum_record record_;
    phonenum_error error_;
};

const Description DecodeBridge::description = {
    "phonenum-bridge", "phonenum, bridge to protobuf-c's struct", true, false, true, "copies", "",
};

/* What encoding from protobuf-c's structs has in common. */
class MessageEncoder
{
  public:
    using Format = Protobuf;

    void load(Workload &workload)
    {
        messages_.clear();
        for (const phonenum_record &record : workload.records) {
            Message *message;
            phonenum_error error;
            if (phonenum_to_protobuf_c(&record, arena_.get(), &message, &error))
                throw Unfit(std::string("protobuf-c: ") + error.field + ": " + error.message);
            messages_.push_back(message);
        }
        out_.prepare(workload.packed<Protobuf>()->largest());
    }

  protected:
    std::vector<Message *> messages_;
    Output out_;

  private:
    Arena arena_;
};

class Pack : public MessageEncoder
{
  public:
    static const Description description;

    Span encode(size_t index)
    {
        return out_.take(phonenum__v1__phone_number__pack(messages_[index], out_.next()));
    }
};

const Description Pack::description = {
    "protobuf-c",
    "protobuf-c, pack alone",
    false,
    false,
    true,
    "",
    "no UTF-8 check, trusts the buffer to be large enough",
};

class PackSized : public MessageEncoder
{
  public:
    static const Description description;

    Span encode(size_t index)
    {
        size_t size = phonenum__v1__phone_number__get_packed_size(messages_[index]);
        if (size > out_.room())
            return {nullptr, 0};
        return out_.take(phonenum__v1__phone_number__pack(messages_[index], out_.next()));
    }
};

const Description PackSized::description = {
    "protobuf-c-sized", "protobuf-c, get_packed_size and pack", false, false, true, "", "no UTF-8 check",
};

class EncodeBridge : public MessageEncoder
{
  public:
    static const Description description;

    Span encode(size_t index)
    {
        size_t size = 0;
        phonenum_record record;
        phonenum_error error;
        phonenum_arena_reset(arena_.get());
        bool encoded = phonenum_from_protobuf_c(messages_[index], arena_.get(), &record, &error) == PHONENUM_OK &&
                       phonenum_encode(&record, out_.next(), out_.room(), &size, &error) == PHONENUM_OK;
        return encoded ? out_.take(size) : Span{nullptr, 0};
    }

  private:
    Arena arena_;
};

const Description EncodeBridge::description = {
    "phonenum-bridge", "phonenum, bridge from protobuf-c's struct", true, false, true, "", "",
};

} // namespace

void add_protobuf_c(Rows &rows)
{
    add_decoder<UnpackMalloc>(rows);
    add_decoder<UnpackBump>(rows);
    add_decoder<DecodeBridge>(rows);
    add_encoder<Pack>(rows);
    add_encoder<PackSized>(rows);
    add_encoder<EncodeBridge>(rows);
}

std::string version_of_protobuf_c()
{
    return std::string("protobuf-c ") + protobuf_c_version();
}

} // namespace bench
