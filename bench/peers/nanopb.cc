/*
 * nanopb: structs of a fixed size, with all texts in place.
 */
#include "peers.h"

#include <pb_decode.h>
#include <pb_encode.h>
#include <phonenum/v1/phone_number.nanopb.h>

namespace bench
{

namespace
{

using Message = phonenum_v1_PhoneNumber;

constexpr const char *loses =
    "no UTF-8 check, cuts text at a NUL, drops unknown fields, refuses what is over a fixed size";

bool decode_message(Span encoded, Message *message)
{
    pb_istream_t stream = pb_istream_from_buffer(encoded.data, encoded.size);
    return pb_decode(&stream, phonenum_v1_PhoneNumber_fields, message);
}

Span encode_message(const Message &message, Output &out)
{
    pb_ostream_t stream = pb_ostream_from_buffer(out.next(), out.room());
    bool encoded = pb_encode(&stream, phonenum_v1_PhoneNumber_fields, &message);
    return encoded ? out.take(stream.bytes_written) : Span{nullptr, 0};
}

class Decode
{
  public:
    using Format = Protobuf;
    static const Description description;

    bool decode(Span encoded)
    {
        return decode_message(encoded, &message_);
    }

    /* The message is looked at by what it is when encoded again. */
    const phonenum_record *found()
    {
        Output out;
        out.prepare(sizeof message_);
        Span again = encode_message(message_, out);
        reader_.release();
        return again.data && reader_.decode(again) ? reader_.found() : nullptr;
    }

    void release()
    {
    }

  private:
    Message message_;
    Protobuf::Reader reader_;
};

const Description Decode::description = {"nanopb", "nanopb, static", false, false, false, "copies", loses};

class Encode
{
  public:
    using Format = Protobuf;
    static const Description description;

    void load(Workload &workload)
    {
        std::shared_ptr<const Packed> encoded = workload.packed<Protobuf>();
        messages_.resize(encoded->count());
        for (size_t i = 0; i < encoded->count(); i++) {
            if (!decode_message(encoded->at(i), &messages_[i]))
                throw Unfit("nanopb refuses record " + std::to_string(i + 1) + ": over a fixed size");
        }
        out_.prepare(encoded->largest());
    }

    Span encode(size_t index)
    {
        return encode_message(messages_[index], out_);
    }

  private:
    std::vector<Message> messages_;
    Output out_;
};

const Description Encode::description = {"nanopb", "nanopb, static", false, false, false, "", loses};

} // namespace

void add_nanopb(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_nanopb()
{
    std::string version = NANOPB_VERSION;
    size_t dash = version.rfind('-');
    return "nanopb " + (dash == std::string::npos ? version : version.substr(dash + 1));
}

} // namespace bench
