/*
 * msgpack-c: a map whose keys are the schema's field numbers; unpacked, and then read whole, into a struct of views.
 */
#include "peers.h"

#include "../views.h"

#include <msgpack.h>

namespace bench
{

namespace
{

constexpr const char *loses = "another format; no UTF-8 check, drops unknown fields";

/* Fields that are there are counted first, since a map begins with its size; packed in a second round. */
class Map
{
  public:
    explicit Map(msgpack_packer *packer) : packer_(packer)
    {
    }

    /* Whether a field is there: counted in the first round, its key packed in the second. */
    bool field(unsigned number, bool present)
    {
        if (!present)
            return false;
        if (counting_) {
            count_++;
            return false;
        }
        msgpack_pack_uint8(packer_, static_cast<uint8_t>(number));
        return true;
    }

    void text(unsigned number, phonenum_str value)
    {
        if (field(number, value.data != nullptr))
            msgpack_pack_str_with_body(packer_, value.data, value.size);
    }

    void number(unsigned number, bool present, int64_t value)
    {
        if (field(number, present))
            msgpack_pack_int64(packer_, value);
    }

    void flag(unsigned number, bool present, bool value)
    {
        if (!field(number, present))
            return;
        if (value)
            msgpack_pack_true(packer_);
        else
            msgpack_pack_false(packer_);
    }

    void begin()
    {
        msgpack_pack_map(packer_, count_);
        counting_ = false;
    }

  private:
    msgpack_packer *packer_;
    size_t count_ = 0;
    bool counting_ = true;
};

/* Calls put() for both rounds. */
template <class Put> void pack_map(msgpack_packer *packer, Put put)
{
    Map map(packer);
    put(map);
    map.begin();
    put(map);
}

void pack_verification(msgpack_packer *packer, const phonenum_verification &verification)
{
    pack_map(packer, [&](Map &map) {
        map.number(1, verification.has_object, verification.object);
        map.number(2, verification.has_status, verification.status);
        map.number(3, verification.strategy.kind == PHONENUM_STRATEGY_KNOWN, verification.strategy.known);
        if (verification.strategy.kind == PHONENUM_STRATEGY_CUSTOM)
            map.text(4, verification.strategy.custom);
        map.number(5, verification.has_attempts, verification.attempts);
        map.number(6, verification.has_expire_at, verification.expire_at);
        map.text(7, verification.verified_at_client);
        map.text(8, verification.channel);
        map.text(15, verification.extra_json);
    });
}

void pack_lists(msgpack_packer *packer, Map &map, const phonenum_record &record)
{
    if (map.field(9, record.linked_to_count > 0)) {
        msgpack_pack_array(packer, record.linked_to_count);
        for (size_t i = 0; i < record.linked_to_count; i++) {
            const phonenum_link &link = record.linked_to[i];
            pack_map(packer, [&](Map &inner) {
                inner.text(1, link.type);
                inner.text(2, link.id);
                inner.text(15, link.extra_json);
            });
        }
    }
    if (map.field(10, record.backup_codes_count > 0)) {
        msgpack_pack_array(packer, record.backup_codes_count);
        for (size_t i = 0; i < record.backup_codes_count; i++)
            msgpack_pack_str_with_body(packer, record.backup_codes[i].data, record.backup_codes[i].size);
    }
}

void pack_record(msgpack_packer *packer, const phonenum_record &record)
{
    phonenum_verification_kind kind = record.verification.kind;
    pack_map(packer, [&](Map &map) {
        map.text(1, record.id);
        map.number(2, record.has_object, record.object);
        map.text(3, record.phone_number);
        map.flag(4, record.has_reserved_for_second_factor, record.reserved_for_second_factor);
        map.flag(5, record.has_default_second_factor, record.default_second_factor);
        map.flag(6, record.has_reserved, record.reserved);
        if (map.field(kind == PHONENUM_VERIFICATION_OTP ? 7 : 8, kind != PHONENUM_VERIFICATION_NONE))
            pack_verification(packer, record.verification);
        pack_lists(packer, map, record);
        map.number(11, record.has_created_at, record.created_at);
        map.number(12, record.has_updated_at, record.updated_at);
        map.text(15, record.extra_json);
    });
}

class Encode
{
  public:
    static const Description description;

    struct Format;

    Encode()
    {
        msgpack_sbuffer_init(&buffer_);
        msgpack_packer_init(&packer_, &buffer_, msgpack_sbuffer_write);
    }

    ~Encode()
    {
        msgpack_sbuffer_destroy(&buffer_);
    }

    Encode(const Encode &) = delete;
    Encode &operator=(const Encode &) = delete;

    void load(Workload &workload)
    {
        records_ = workload.records.data();
    }

    Span encode(size_t index)
    {
        msgpack_sbuffer_clear(&buffer_);
        pack_record(&packer_, records_[index]);
        return {reinterpret_cast<const uint8_t *>(buffer_.data), buffer_.size};
    }

  private:
    const phonenum_record *records_ = nullptr;
    msgpack_sbuffer buffer_;
    msgpack_packer packer_;
};

const Description Encode::description = {"msgpack", "msgpack-c, number keys", false, true, false, "", loses};

phonenum_str view(const msgpack_object &value)
{
    return {value.via.str.size > 0 ? value.via.str.ptr : "", value.via.str.size};
}

template <class Member> void read_number(const msgpack_object &value, bool &has, Member &member)
{
    set(has, member, value.via.i64);
}

void read_flag(const msgpack_object &value, bool &has, bool &member)
{
    set(has, member, value.via.boolean);
}

/* Calls read(number, value) for each field of a map. */
template <class Read> void each_field(const msgpack_object &map, Read read)
{
    if (map.type != MSGPACK_OBJECT_MAP)
        return;
    for (size_t i = 0; i < map.via.map.size; i++)
        read(map.via.map.ptr[i].key.via.u64, map.via.map.ptr[i].val);
}

void read_verification(const msgpack_object &map, phonenum_verification_kind kind, phonenum_verification &verification)
{
    verification.kind = kind;
    each_field(map, [&](uint64_t number, const msgpack_object &value) {
        switch (number) {
        case 1:
            return read_number(value, verification.has_object, verification.object);
        case 2:
            return read_number(value, verification.has_status, verification.status);
        case 3:
            verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
            verification.strategy.known = static_cast<phonenum_verification_strategy>(value.via.u64);
            return;
        case 4:
            verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
            verification.strategy.custom = view(value);
            return;
        case 5:
            return read_number(value, verification.has_attempts, verification.attempts);
        case 6:
            return read_number(value, verification.has_expire_at, verification.expire_at);
        case 7:
            verification.verified_at_client = view(value);
            return;
        case 8:
            verification.channel = view(value);
            return;
        case 15:
            verification.extra_json = view(value);
            return;
        default:
            return;
        }
    });
}

phonenum_link read_link(const msgpack_object &map)
{
    phonenum_link link{};
    each_field(map, [&](uint64_t number, const msgpack_object &value) {
        phonenum_str *member = number == 1    ? &link.type
                               : number == 2  ? &link.id
                               : number == 15 ? &link.extra_json
                                              : nullptr;
        if (member)
            *member = view(value);
    });
    return link;
}

void read_record(const msgpack_object &map, Views &views)
{
    phonenum_record &record = views.begin();
    each_field(map, [&](uint64_t number, const msgpack_object &value) {
        switch (number) {
        case 1:
            record.id = view(value);
            return;
        case 2:
            return read_number(value, record.has_object, record.object);
        case 3:
            record.phone_number = view(value);
            return;
        case 4:
            return read_flag(value, record.has_reserved_for_second_factor, record.reserved_for_second_factor);
        case 5:
            return read_flag(value, record.has_default_second_factor, record.default_second_factor);
        case 6:
            return read_flag(value, record.has_reserved, record.reserved);
        case 7:
            return read_verification(value, PHONENUM_VERIFICATION_OTP, record.verification);
        case 8:
            return read_verification(value, PHONENUM_VERIFICATION_ADMIN, record.verification);
        case 9:
            for (size_t i = 0; i < value.via.array.size; i++)
                views.links.push_back(read_link(value.via.array.ptr[i]));
            return;
        case 10:
            for (size_t i = 0; i < value.via.array.size; i++)
                views.codes.push_back(view(value.via.array.ptr[i]));
            return;
        case 11:
            return read_number(value, record.has_created_at, record.created_at);
        case 12:
            return read_number(value, record.has_updated_at, record.updated_at);
        case 15:
            record.extra_json = view(value);
            return;
        default:
            return;
        }
    });
    views.finish();
}

class Decode
{
  public:
    using Format = Encode::Format;
    static const Description description;

    Decode()
    {
        msgpack_zone_init(&zone_, 8192);
    }

    ~Decode()
    {
        msgpack_zone_destroy(&zone_);
    }

    Decode(const Decode &) = delete;
    Decode &operator=(const Decode &) = delete;

    bool decode(Span encoded)
    {
        msgpack_object object;
        size_t offset = 0;
        if (msgpack_unpack(reinterpret_cast<const char *>(encoded.data), encoded.size, &offset, &zone_, &object) !=
            MSGPACK_UNPACK_SUCCESS)
            return false;
        read_record(object, views_);
        return true;
    }

    const phonenum_record *found()
    {
        return views_.record();
    }

    void release()
    {
        msgpack_zone_clear(&zone_);
    }

  private:
    msgpack_zone zone_;
    Views views_;
};

const Description Decode::description = {
    "msgpack",
    "msgpack-c, unpack and read all",
    false,
    true,
    false,
    "views",
    "another format; no UTF-8 check, no "
    "check of the values' types, drops unknown fields",
};

struct Encode::Format : OwnFormat<Encode, Decode> {
    static constexpr const char *name = "msgpack";
};

} // namespace

void add_msgpack(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_msgpack()
{
    return std::string("msgpack-c ") + msgpack_version();
}

} // namespace bench
