/*
 * Cap'n Proto: built from the record into one segment; read whole, into a struct of views.
 */
#include "peers.h"

#include "../views.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <optional>
#include <phone_number.capnp.h>

namespace bench
{

namespace
{

constexpr const char *loses = "another format; no UTF-8 check, drops unknown fields";

/* Cap'n Proto checks that texts are followed by a NUL. Those of a workload are. */
capnp::Text::Reader text(phonenum_str text)
{
    return capnp::Text::Reader(text.data, text.size);
}

void put_verification(cp::Verification::Builder out, const phonenum_verification &verification)
{
    if (verification.has_object) {
        out.setHasObject(true);
        out.setObject(static_cast<uint8_t>(verification.object));
    }
    if (verification.has_status) {
        out.setHasStatus(true);
        out.setStatus(static_cast<uint8_t>(verification.status));
    }
    if (verification.strategy.kind == PHONENUM_STRATEGY_KNOWN) {
        out.setHasStrategy(true);
        out.setStrategy(static_cast<uint8_t>(verification.strategy.known));
    } else if (verification.strategy.kind == PHONENUM_STRATEGY_CUSTOM) {
        out.setCustomStrategy(text(verification.strategy.custom));
    }
    if (verification.has_attempts) {
        out.setHasAttempts(true);
        out.setAttempts(verification.attempts);
    }
    if (verification.has_expire_at) {
        out.setHasExpireAt(true);
        out.setExpireAt(verification.expire_at);
    }
    if (verification.verified_at_client.data)
        out.setVerifiedAtClient(text(verification.verified_at_client));
    if (verification.channel.data)
        out.setChannel(text(verification.channel));
    if (verification.extra_json.data)
        out.setExtraJson(text(verification.extra_json));
}

void put_lists(cp::PhoneNumber::Builder out, const phonenum_record &record)
{
    if (record.linked_to_count > 0) {
        auto links = out.initLinkedTo(static_cast<unsigned>(record.linked_to_count));
        for (unsigned i = 0; i < record.linked_to_count; i++) {
            const phonenum_link &link = record.linked_to[i];
            if (link.type.data)
                links[i].setType(text(link.type));
            if (link.id.data)
                links[i].setId(text(link.id));
            if (link.extra_json.data)
                links[i].setExtraJson(text(link.extra_json));
        }
    }
    if (record.backup_codes_count > 0) {
        auto codes = out.initBackupCodes(static_cast<unsigned>(record.backup_codes_count));
        for (unsigned i = 0; i < record.backup_codes_count; i++)
            codes.set(i, text(record.backup_codes[i]));
    }
}

void put_record(cp::PhoneNumber::Builder out, const phonenum_record &record)
{
    if (record.id.data)
        out.setId(text(record.id));
    if (record.phone_number.data)
        out.setPhoneNumber(text(record.phone_number));
    if (record.has_object) {
        out.setHasObject(true);
        out.setObject(static_cast<uint8_t>(record.object));
    }
    if (record.has_reserved_for_second_factor) {
        out.setHasReservedForSecondFactor(true);
        out.setReservedForSecondFactor(record.reserved_for_second_factor);
    }
    if (record.has_default_second_factor) {
        out.setHasDefaultSecondFactor(true);
        out.setDefaultSecondFactor(record.default_second_factor);
    }
    if (record.has_reserved) {
        out.setHasReserved(true);
        out.setReserved(record.reserved);
    }
    if (record.verification.kind == PHONENUM_VERIFICATION_OTP)
        put_verification(out.initOtp(), record.verification);
    else if (record.verification.kind == PHONENUM_VERIFICATION_ADMIN)
        put_verification(out.initAdmin(), record.verification);
    put_lists(out, record);
    if (record.has_created_at) {
        out.setHasCreatedAt(true);
        out.setCreatedAt(record.created_at);
    }
    if (record.has_updated_at) {
        out.setHasUpdatedAt(true);
        out.setUpdatedAt(record.updated_at);
    }
    if (record.extra_json.data)
        out.setExtraJson(text(record.extra_json));
}

/* Segments' sizes come before the segments, in words: a number (of segments, less 1), then the size of each. */
constexpr size_t words_before_one_segment = 1;

class Encode
{
  public:
    static const Description description;

    struct Format;

    Encode() = default;

    /* Said, since a message builder's own end may throw. */
    ~Encode() noexcept
    {
    }

    void load(Workload &workload)
    {
        records_ = workload.records.data();
        words_.resize(words_for(workload.packed<Protobuf>()->largest()));
    }

    /* The message is built right behind where its head goes, so that nothing needs to be copied. */
    Span encode(size_t index)
    {
        try {
            auto *words = reinterpret_cast<capnp::word *>(words_.data());
            kj::ArrayPtr<capnp::word> segment(words + words_before_one_segment, words + words_.size());
            message_.emplace(segment);
            put_record(message_->initRoot<cp::PhoneNumber>(), records_[index]);
            auto segments = message_->getSegmentsForOutput();
            if (segments.size() != 1)
                return {nullptr, 0};
            const uint32_t head[2] = {0, static_cast<uint32_t>(segments[0].size())};
            std::memcpy(words_.data(), head, sizeof head);
            size_t count = words_before_one_segment + segments[0].size();
            return {reinterpret_cast<const uint8_t *>(words_.data()), count * sizeof(capnp::word)};
        } catch (const kj::Exception &) {
            return {nullptr, 0};
        }
    }

  private:
    /* More than the words of any record that takes so many bytes in protobuf. A builder wants them to be zero. */
    static size_t words_for(size_t protobuf_bytes)
    {
        return 4 * protobuf_bytes + 64;
    }

    const phonenum_record *records_ = nullptr;
    std::vector<uint64_t> words_;
    /* Kept until the next one is built: its end wipes the segment. */
    std::optional<capnp::MallocMessageBuilder> message_;
};

const Description Encode::description = {"capnproto", "Cap'n Proto, build", false, true, false, "", loses};

phonenum_str view(capnp::Text::Reader text)
{
    return {text.begin(), text.size()};
}

void read_verification(cp::Verification::Reader in, phonenum_verification_kind kind,
                       phonenum_verification &verification)
{
    verification.kind = kind;
    if (in.getHasObject())
        set(verification.has_object, verification.object, in.getObject());
    if (in.getHasStatus())
        set(verification.has_status, verification.status, in.getStatus());
    if (in.getHasStrategy()) {
        verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
        verification.strategy.known = static_cast<phonenum_verification_strategy>(in.getStrategy());
    } else if (in.hasCustomStrategy()) {
        verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
        verification.strategy.custom = view(in.getCustomStrategy());
    }
    if (in.getHasAttempts())
        set(verification.has_attempts, verification.attempts, in.getAttempts());
    if (in.getHasExpireAt())
        set(verification.has_expire_at, verification.expire_at, in.getExpireAt());
    if (in.hasVerifiedAtClient())
        verification.verified_at_client = view(in.getVerifiedAtClient());
    if (in.hasChannel())
        verification.channel = view(in.getChannel());
    if (in.hasExtraJson())
        verification.extra_json = view(in.getExtraJson());
}

phonenum_link read_link(cp::Link::Reader in)
{
    phonenum_link link{};
    if (in.hasType())
        link.type = view(in.getType());
    if (in.hasId())
        link.id = view(in.getId());
    if (in.hasExtraJson())
        link.extra_json = view(in.getExtraJson());
    return link;
}

class Decode
{
  public:
    using Format = Encode::Format;
    static const Description description;

    bool decode(Span encoded)
    {
        try {
            kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word *>(encoded.data),
                                                  encoded.size / sizeof(capnp::word));
            capnp::FlatArrayMessageReader message(words);
            read_record(message.getRoot<cp::PhoneNumber>());
            return true;
        } catch (const kj::Exception &) {
            return false;
        }
    }

    const phonenum_record *found()
    {
        return views_.record();
    }

    void release()
    {
    }

  private:
    void read_record(cp::PhoneNumber::Reader in)
    {
        phonenum_record &record = views_.begin();
        if (in.hasId())
            record.id = view(in.getId());
        if (in.hasPhoneNumber())
            record.phone_number = view(in.getPhoneNumber());
        if (in.getHasObject())
            set(record.has_object, record.object, in.getObject());
        if (in.getHasReservedForSecondFactor())
            set(record.has_reserved_for_second_factor, record.reserved_for_second_factor,
                in.getReservedForSecondFactor());
        if (in.getHasDefaultSecondFactor())
            set(record.has_default_second_factor, record.default_second_factor, in.getDefaultSecondFactor());
        if (in.getHasReserved())
            set(record.has_reserved, record.reserved, in.getReserved());
        if (in.hasOtp())
            read_verification(in.getOtp(), PHONENUM_VERIFICATION_OTP, record.verification);
        else if (in.hasAdmin())
            read_verification(in.getAdmin(), PHONENUM_VERIFICATION_ADMIN, record.verification);
        for (cp::Link::Reader link : in.getLinkedTo())
            views_.links.push_back(read_link(link));
        for (capnp::Text::Reader code : in.getBackupCodes())
            views_.codes.push_back(view(code));
        if (in.getHasCreatedAt())
            set(record.has_created_at, record.created_at, in.getCreatedAt());
        if (in.getHasUpdatedAt())
            set(record.has_updated_at, record.updated_at, in.getUpdatedAt());
        if (in.hasExtraJson())
            record.extra_json = view(in.getExtraJson());
        views_.finish();
    }

    Views views_;
};

const Description Decode::description = {"capnproto", "Cap'n Proto, read all", false, true, false, "views", loses};

struct Encode::Format : OwnFormat<Encode, Decode> {
    static constexpr const char *name = "capnproto";
};

} // namespace

void add_capnproto(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_capnproto()
{
    return "Cap'n Proto " + std::to_string(CAPNP_VERSION / 1000000) + "." +
           std::to_string(CAPNP_VERSION / 1000 % 1000) + "." + std::to_string(CAPNP_VERSION % 1000);
}

} // namespace bench
