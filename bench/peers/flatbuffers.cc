/*
 * FlatBuffers: built from the record; verified and then read whole, into a struct of views.
 */
#include "peers.h"

#include "../views.h"

#include <phone_number_generated.h>

namespace bench
{

namespace
{

constexpr const char *loses = "another format; no UTF-8 check, drops unknown fields";

using Builder = flatbuffers::FlatBufferBuilder;
using TextOffset = flatbuffers::Offset<flatbuffers::String>;

TextOffset put(Builder &builder, phonenum_str text)
{
    return text.data ? builder.CreateString(text.data, text.size) : TextOffset();
}

flatbuffers::Offset<fb::Verification> put_verification(Builder &builder, const phonenum_verification &verification)
{
    bool is_custom = verification.strategy.kind == PHONENUM_STRATEGY_CUSTOM;
    TextOffset custom = is_custom ? put(builder, verification.strategy.custom) : TextOffset();
    TextOffset client = put(builder, verification.verified_at_client);
    TextOffset channel = put(builder, verification.channel);
    TextOffset extra = put(builder, verification.extra_json);
    fb::VerificationBuilder out(builder);
    if (verification.has_object)
        out.add_object(static_cast<uint8_t>(verification.object));
    if (verification.has_status)
        out.add_status(static_cast<uint8_t>(verification.status));
    if (verification.strategy.kind == PHONENUM_STRATEGY_KNOWN)
        out.add_strategy(static_cast<uint8_t>(verification.strategy.known));
    if (verification.has_attempts)
        out.add_attempts(verification.attempts);
    if (verification.has_expire_at)
        out.add_expire_at(verification.expire_at);
    out.add_custom_strategy(custom);
    out.add_verified_at_client(client);
    out.add_channel(channel);
    out.add_extra_json(extra);
    return out.Finish();
}

class Encode
{
  public:
    static const Description description;

    struct Format;

    void load(Workload &workload)
    {
        records_ = workload.records.data();
    }

    Span encode(size_t index)
    {
        const phonenum_record &record = records_[index];
        builder_.Clear();
        TextOffset id = put(builder_, record.id);
        TextOffset number = put(builder_, record.phone_number);
        TextOffset extra = put(builder_, record.extra_json);
        phonenum_verification_kind kind = record.verification.kind;
        flatbuffers::Offset<fb::Verification> verification;
        if (kind != PHONENUM_VERIFICATION_NONE)
            verification = put_verification(builder_, record.verification);
        auto links = put_links(record);
        auto codes = put_codes(record);
        fb::PhoneNumberBuilder out(builder_);
        out.add_id(id);
        out.add_phone_number(number);
        if (record.has_object)
            out.add_object(static_cast<uint8_t>(record.object));
        if (record.has_reserved_for_second_factor)
            out.add_reserved_for_second_factor(record.reserved_for_second_factor);
        if (record.has_default_second_factor)
            out.add_default_second_factor(record.default_second_factor);
        if (record.has_reserved)
            out.add_reserved(record.reserved);
        if (kind == PHONENUM_VERIFICATION_OTP)
            out.add_otp(verification);
        else
            out.add_admin(verification);
        out.add_linked_to(links);
        out.add_backup_codes(codes);
        if (record.has_created_at)
            out.add_created_at(record.created_at);
        if (record.has_updated_at)
            out.add_updated_at(record.updated_at);
        out.add_extra_json(extra);
        builder_.Finish(out.Finish());
        return {builder_.GetBufferPointer(), builder_.GetSize()};
    }

  private:
    flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::Link>>> put_links(const phonenum_record &record)
    {
        if (record.linked_to_count == 0)
            return 0;
        links_.clear();
        for (size_t i = 0; i < record.linked_to_count; i++) {
            const phonenum_link &link = record.linked_to[i];
            TextOffset type = put(builder_, link.type);
            TextOffset id = put(builder_, link.id);
            TextOffset extra = put(builder_, link.extra_json);
            links_.push_back(fb::CreateLink(builder_, type, id, extra));
        }
        return builder_.CreateVector(links_);
    }

    flatbuffers::Offset<flatbuffers::Vector<TextOffset>> put_codes(const phonenum_record &record)
    {
        if (record.backup_codes_count == 0)
            return 0;
        codes_.clear();
        for (size_t i = 0; i < record.backup_codes_count; i++)
            codes_.push_back(put(builder_, record.backup_codes[i]));
        return builder_.CreateVector(codes_);
    }

    const phonenum_record *records_ = nullptr;
    Builder builder_;
    std::vector<flatbuffers::Offset<fb::Link>> links_;
    std::vector<TextOffset> codes_;
};

const Description Encode::description = {"flatbuffers", "FlatBuffers, build", false, true, false, "", loses};

phonenum_str view(const flatbuffers::String *text)
{
    return text ? phonenum_str{text->c_str(), text->size()} : phonenum_str{nullptr, 0};
}

template <class To, class From> void read(flatbuffers::Optional<From> value, bool &has, To &member)
{
    if (value)
        set(has, member, *value);
}

void read_verification(const fb::Verification &in, phonenum_verification_kind kind, phonenum_verification &verification)
{
    verification.kind = kind;
    read(in.object(), verification.has_object, verification.object);
    read(in.status(), verification.has_status, verification.status);
    if (in.strategy()) {
        verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
        verification.strategy.known = static_cast<phonenum_verification_strategy>(*in.strategy());
    } else if (in.custom_strategy()) {
        verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
        verification.strategy.custom = view(in.custom_strategy());
    }
    read(in.attempts(), verification.has_attempts, verification.attempts);
    read(in.expire_at(), verification.has_expire_at, verification.expire_at);
    verification.verified_at_client = view(in.verified_at_client());
    verification.channel = view(in.channel());
    verification.extra_json = view(in.extra_json());
}

class Decode
{
  public:
    using Format = Encode::Format;
    static const Description description;

    bool decode(Span encoded)
    {
        flatbuffers::Verifier verifier(encoded.data, encoded.size);
        if (!fb::VerifyPhoneNumberBuffer(verifier))
            return false;
        const fb::PhoneNumber &in = *fb::GetPhoneNumber(encoded.data);
        phonenum_record &record = views_.begin();
        record.id = view(in.id());
        read(in.object(), record.has_object, record.object);
        record.phone_number = view(in.phone_number());
        read(in.reserved_for_second_factor(), record.has_reserved_for_second_factor, record.reserved_for_second_factor);
        read(in.default_second_factor(), record.has_default_second_factor, record.default_second_factor);
        read(in.reserved(), record.has_reserved, record.reserved);
        if (in.otp())
            read_verification(*in.otp(), PHONENUM_VERIFICATION_OTP, record.verification);
        else if (in.admin())
            read_verification(*in.admin(), PHONENUM_VERIFICATION_ADMIN, record.verification);
        if (in.linked_to()) {
            for (const fb::Link *link : *in.linked_to()) {
                phonenum_link &out = views_.links.emplace_back();
                out.type = view(link->type());
                out.id = view(link->id());
                out.extra_json = view(link->extra_json());
            }
        }
        if (in.backup_codes()) {
            for (const flatbuffers::String *code : *in.backup_codes())
                views_.codes.push_back(view(code));
        }
        read(in.created_at(), record.has_created_at, record.created_at);
        read(in.updated_at(), record.has_updated_at, record.updated_at);
        record.extra_json = view(in.extra_json());
        views_.finish();
        return true;
    }

    const phonenum_record *found()
    {
        return views_.record();
    }

    void release()
    {
    }

  private:
    Views views_;
};

const Description Decode::description = {
    "flatbuffers", "FlatBuffers, verify and read all", false, true, false, "views", loses,
};

struct Encode::Format : OwnFormat<Encode, Decode> {
    static constexpr const char *name = "flatbuffers";
};

} // namespace

void add_flatbuffers(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_flatbuffers()
{
    return "FlatBuffers " + std::to_string(FLATBUFFERS_VERSION_MAJOR) + "." +
           std::to_string(FLATBUFFERS_VERSION_MINOR) + "." + std::to_string(FLATBUFFERS_VERSION_REVISION);
}

} // namespace bench
