/*
 * C++ protobuf: generated classes, in the three ways that its users hold messages.
 */
#include "peers.h"

#include <google/protobuf/arena.h>
#include <phonenum/v1/phone_number.pb.h>

namespace bench
{

namespace
{

using Message = phonenum::v1::PhoneNumber;

constexpr const char *accepts = "accepts bad UTF-8 (proto2)";

bool parse(Message &message, Span encoded)
{
    return message.ParseFromArray(encoded.data, static_cast<int>(encoded.size));
}

/* How a decoded message is looked at: by what it is when serialised again. */
class MessageDecoder
{
  public:
    using Format = Protobuf;

    const phonenum_record *found()
    {
        std::string again = message_->SerializeAsString();
        reader_.release();
        bool read = reader_.decode({reinterpret_cast<const uint8_t *>(again.data()), again.size()});
        return read ? reader_.found() : nullptr;
    }

  protected:
    Message *message_ = nullptr;

  private:
    Protobuf::Reader reader_;
};

class ParseReused : public MessageDecoder
{
  public:
    static const Description description;

    ParseReused()
    {
        message_ = &reused_;
    }

    bool decode(Span encoded)
    {
        return parse(reused_, encoded);
    }

    void release()
    {
    }

  private:
    Message reused_;
};

const Description ParseReused::description = {
    "protobuf-cpp-reused", "C++ protobuf, reused message", false, true, true, "copies", accepts,
};

class ParseFresh : public MessageDecoder
{
  public:
    static const Description description;

    bool decode(Span encoded)
    {
        message_ = new Message;
        if (parse(*message_, encoded))
            return true;
        delete message_;
        return false;
    }

    void release()
    {
        delete message_;
    }
};

const Description ParseFresh::description = {
    "protobuf-cpp-fresh", "C++ protobuf, fresh message", false, true, true, "copies", accepts,
};

class ParseArena : public MessageDecoder
{
  public:
    static const Description description;

    ParseArena() : block_(1 << 20), arena_(block_.data(), block_.size())
    {
    }

    bool decode(Span encoded)
    {
        message_ = google::protobuf::Arena::CreateMessage<Message>(&arena_);
        return parse(*message_, encoded);
    }

    void release()
    {
        arena_.Reset();
    }

  private:
    std::vector<char> block_;
    google::protobuf::Arena arena_;
};

const Description ParseArena::description = {
    "protobuf-cpp-arena", "C++ protobuf, arena", false, true, true, "copies", accepts,
};

class Serialize
{
  public:
    using Format = Protobuf;
    static const Description description;

    void load(Workload &workload)
    {
        std::shared_ptr<const Packed> encoded = workload.packed<Protobuf>();
        messages_.clear();
        messages_.resize(encoded->count());
        for (size_t i = 0; i < encoded->count(); i++) {
            if (!parse(messages_[i], encoded->at(i)))
                throw Unfit("C++ protobuf refuses record " + std::to_string(i + 1));
        }
        out_.prepare(encoded->largest());
    }

    Span encode(size_t index)
    {
        const Message &message = messages_[index];
        if (!message.SerializeToArray(out_.next(), static_cast<int>(out_.room())))
            return {nullptr, 0};
        return out_.take(static_cast<size_t>(message.GetCachedSize()));
    }

  private:
    std::vector<Message> messages_;
    Output out_;
};

const Description Serialize::description = {
    "protobuf-cpp", "C++ protobuf, SerializeToArray", false, true, true, "", accepts,
};

} // namespace

void add_protobuf_cpp(Rows &rows)
{
    add_decoder<ParseReused>(rows);
    add_decoder<ParseFresh>(rows);
    add_decoder<ParseArena>(rows);
    add_encoder<Serialize>(rows);
}

std::string version_of_protobuf_cpp()
{
    return "C++ protobuf " + google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
}

} // namespace bench
