/*
 * protozero: the wire format by hand, into a struct of views and out of the record. Reading checks nothing but bounds.
 */
#include "peers.h"

#include "../views.h"

#include <protozero/basic_pbf_writer.hpp>
#include <protozero/buffer_fixed.hpp>
#include <protozero/pbf_message.hpp>
#include <protozero/version.hpp>

namespace bench
{

namespace
{

constexpr const char *loses =
    "no check of UTF-8 or wire types, drops unknown fields and empty messages; the loop is written by hand";

/* The fields' numbers in the schema. */
enum class Record : protozero::pbf_tag_type {
    id = 1,
    object,
    phone_number,
    reserved_for_second_factor,
    default_second_factor,
    reserved,
    otp,
    admin,
    linked_to,
    backup_codes,
    created_at,
    updated_at,
    extra_json = 15
};

enum class Verification : protozero::pbf_tag_type {
    object = 1,
    status,
    strategy,
    custom_strategy,
    attempts,
    expire_at,
    verified_at_client,
    channel,
    extra_json = 15
};

enum class Link : protozero::pbf_tag_type {
    type = 1,
    id,
    extra_json = 15
};

phonenum_str text(protozero::data_view view)
{
    return {view.data(), view.size()};
}

void read_verification(protozero::pbf_message<Verification> in, phonenum_verification_kind kind,
                       phonenum_verification &verification)
{
    if (verification.kind != kind) {
        verification = phonenum_verification{};
        verification.kind = kind;
    }
    while (in.next()) {
        switch (in.tag()) {
        case Verification::object:
            set(verification.has_object, verification.object, in.get_enum());
            break;
        case Verification::status:
            set(verification.has_status, verification.status, in.get_enum());
            break;
        case Verification::strategy:
            verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
            verification.strategy.known = static_cast<phonenum_verification_strategy>(in.get_enum());
            break;
        case Verification::custom_strategy:
            verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
            verification.strategy.custom = text(in.get_view());
            break;
        case Verification::attempts:
            set(verification.has_attempts, verification.attempts, in.get_int64());
            break;
        case Verification::expire_at:
            set(verification.has_expire_at, verification.expire_at, in.get_int64());
            break;
        case Verification::verified_at_client:
            verification.verified_at_client = text(in.get_view());
            break;
        case Verification::channel:
            verification.channel = text(in.get_view());
            break;
        case Verification::extra_json:
            verification.extra_json = text(in.get_view());
            break;
        default:
            in.skip();
        }
    }
}

phonenum_link read_link(protozero::pbf_message<Link> in)
{
    phonenum_link link{};
    while (in.next()) {
        switch (in.tag()) {
        case Link::type:
            link.type = text(in.get_view());
            break;
        case Link::id:
            link.id = text(in.get_view());
            break;
        case Link::extra_json:
            link.extra_json = text(in.get_view());
            break;
        default:
            in.skip();
        }
    }
    return link;
}

void read_record(protozero::pbf_message<Record> in, Views &views)
{
    phonenum_record &record = views.begin();
    while (in.next()) {
        switch (in.tag()) {
        case Record::id:
            record.id = text(in.get_view());
            break;
        case Record::object:
            set(record.has_object, record.object, in.get_enum());
            break;
        case Record::phone_number:
            record.phone_number = text(in.get_view());
            break;
        case Record::reserved_for_second_factor:
            set(record.has_reserved_for_second_factor, record.reserved_for_second_factor, in.get_bool());
            break;
        case Record::default_second_factor:
            set(record.has_default_second_factor, record.default_second_factor, in.get_bool());
            break;
        case Record::reserved:
            set(record.has_reserved, record.reserved, in.get_bool());
            break;
        case Record::otp:
            read_verification(in.get_message(), PHONENUM_VERIFICATION_OTP, record.verification);
            break;
        case Record::admin:
            read_verification(in.get_message(), PHONENUM_VERIFICATION_ADMIN, record.verification);
            break;
        case Record::linked_to:
            views.links.push_back(read_link(in.get_message()));
            break;
        case Record::backup_codes:
            views.codes.push_back(text(in.get_view()));
            break;
        case Record::created_at:
            set(record.has_created_at, record.created_at, in.get_int64());
            break;
        case Record::updated_at:
            set(record.has_updated_at, record.updated_at, in.get_int64());
            break;
        case Record::extra_json:
            record.extra_json = text(in.get_view());
            break;
        default:
            in.skip();
        }
    }
    views.finish();
}

class Decode
{
  public:
    using Format = Protobuf;
    static const Description description;

    bool decode(Span encoded)
    {
        try {
            read_record(protozero::pbf_message<Record>(reinterpret_cast<const char *>(encoded.data), encoded.size),
                        views_);
            return true;
        } catch (const protozero::exception &) {
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
    Views views_;
};

const Description Decode::description = {"protozero", "protozero, into views", false, true, false, "views", loses};

using Buffer = protozero::fixed_size_buffer_adaptor;

template <class Field> protozero::pbf_tag_type number(Field field)
{
    return static_cast<protozero::pbf_tag_type>(field);
}

/* A writer whose fields are named. */
template <class Field> class Writer : public protozero::basic_pbf_writer<Buffer>
{
  public:
    explicit Writer(Buffer &buffer) : basic_pbf_writer(buffer)
    {
    }

    template <class Parent> Writer(Writer<Parent> &parent, Parent field) : basic_pbf_writer(parent, number(field))
    {
    }

    void add(Field field, phonenum_str text)
    {
        if (text.data)
            add_string(number(field), text.data, text.size);
    }

    void add_flag(Field field, bool present, bool value)
    {
        if (present)
            add_bool(number(field), value);
    }

    void add_number(Field field, bool present, int64_t value)
    {
        if (present)
            add_int64(number(field), value);
    }
};

void write_verification(Writer<Record> &out, const phonenum_verification &verification)
{
    if (verification.kind == PHONENUM_VERIFICATION_NONE)
        return;
    bool otp = verification.kind == PHONENUM_VERIFICATION_OTP;
    Writer<Verification> inner(out, otp ? Record::otp : Record::admin);
    inner.add_number(Verification::object, verification.has_object, verification.object);
    inner.add_number(Verification::status, verification.has_status, verification.status);
    if (verification.strategy.kind == PHONENUM_STRATEGY_CUSTOM)
        inner.add(Verification::custom_strategy, verification.strategy.custom);
    else
        inner.add_number(Verification::strategy, verification.strategy.kind == PHONENUM_STRATEGY_KNOWN,
                         verification.strategy.known);
    inner.add_number(Verification::attempts, verification.has_attempts, verification.attempts);
    inner.add_number(Verification::expire_at, verification.has_expire_at, verification.expire_at);
    inner.add(Verification::verified_at_client, verification.verified_at_client);
    inner.add(Verification::channel, verification.channel);
    inner.add(Verification::extra_json, verification.extra_json);
}

void write_record(Writer<Record> &out, const phonenum_record &record)
{
    out.add(Record::id, record.id);
    out.add_number(Record::object, record.has_object, record.object);
    out.add(Record::phone_number, record.phone_number);
    out.add_flag(Record::reserved_for_second_factor, record.has_reserved_for_second_factor,
                 record.reserved_for_second_factor);
    out.add_flag(Record::default_second_factor, record.has_default_second_factor, record.default_second_factor);
    out.add_flag(Record::reserved, record.has_reserved, record.reserved);
    write_verification(out, record.verification);
    for (size_t i = 0; i < record.linked_to_count; i++) {
        const phonenum_link &link = record.linked_to[i];
        Writer<Link> inner(out, Record::linked_to);
        inner.add(Link::type, link.type);
        inner.add(Link::id, link.id);
        inner.add(Link::extra_json, link.extra_json);
    }
    for (size_t i = 0; i < record.backup_codes_count; i++)
        out.add(Record::backup_codes, record.backup_codes[i]);
    out.add_number(Record::created_at, record.has_created_at, record.created_at);
    out.add_number(Record::updated_at, record.has_updated_at, record.updated_at);
    out.add(Record::extra_json, record.extra_json);
}

class Encode
{
  public:
    using Format = Protobuf;
    static const Description description;

    void load(Workload &workload)
    {
        records_ = workload.records.data();
        out_.prepare(workload.packed<Protobuf>()->largest());
    }

    Span encode(size_t index)
    {
        try {
            Buffer buffer(out_.next_text(), out_.room());
            Writer<Record> out(buffer);
            write_record(out, records_[index]);
            return out_.take(buffer.size());
        } catch (const std::exception &) {
            return {nullptr, 0};
        }
    }

  private:
    const phonenum_record *records_ = nullptr;
    Output out_;
};

const Description Encode::description = {"protozero", "protozero", false, true, false, "", loses};

} // namespace

void add_protozero(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_protozero()
{
    return "protozero " PROTOZERO_VERSION_STRING;
}

} // namespace bench
