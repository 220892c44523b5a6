/*
 * Sabotages rows, and expects the proof to notice: a proof that can't fail proves nothing.
 */
#include "row.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace
{

using bench::Protobuf;
using bench::Row;
using bench::Span;
using bench::Unfit;
using bench::Workload;

int failures;

void expect(const std::string &what, bool holds)
{
    if (!holds) {
        std::printf("WRONG: %s\n", what.c_str());
        failures++;
    }
}

bool proves_itself(Row &row, Workload &workload, const Workload &expected)
{
    try {
        row.load(workload);
        row.prove(expected);
        return true;
    } catch (const Unfit &) {
        return false;
    }
}

constexpr size_t records = 50;

const bench::Description sabotaged = {"sabotaged", "", true, true, true, "", ""};

class SkipsField : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static constexpr const bench::Description &description = sabotaged;

    bool decode(Span encoded)
    {
        bool decoded = Reader::decode(encoded);
        record_.has_updated_at = false;
        return decoded;
    }
};

/* Does the first record only. */
class ReturnsEarly : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static constexpr const bench::Description &description = sabotaged;

    bool decode(Span encoded)
    {
        return calls_++ > 0 || Reader::decode(encoded);
    }

    void release()
    {
    }

  private:
    size_t calls_ = 0;
};

class WritesLess
{
  public:
    using Format = Protobuf;
    static constexpr const bench::Description &description = sabotaged;

    void load(Workload &workload)
    {
        encoded_ = workload.packed<Protobuf>();
    }

    /* The last field of the stream's records is a timestamp: 7 bytes. */
    Span encode(size_t index)
    {
        return {encoded_->at(index).data, encoded_->at(index).size - 7};
    }

  private:
    std::shared_ptr<const bench::Packed> encoded_;
};

/* Decodes well while it is being proved, and then no more: with `confesses` it says so. */
template <bool confesses> class TiresLater : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static constexpr const bench::Description &description = sabotaged;

    bool decode(Span encoded)
    {
        if (calls_++ < records)
            return Reader::decode(encoded);
        record_ = phonenum_record{}; // what it held is in an arena that was reset
        return !confesses;
    }

  private:
    size_t calls_ = 0;
};

void test_sabotage_is_caught()
{
    Workload workload = bench::stream_workload("stream", records);
    bench::DecodeRow<SkipsField> skipping;
    bench::DecodeRow<ReturnsEarly> early;
    bench::EncodeRow<WritesLess> less;
    bench::DecodeRow<TiresLater<true>> tiring;
    bench::DecodeRow<TiresLater<false>> lying;
    expect("a decoder that skips a field fails", !proves_itself(skipping, workload, workload));
    expect("a decoder that returns early fails", !proves_itself(early, workload, workload));
    expect("an encoder that writes less fails", !proves_itself(less, workload, workload));
    expect("one that tires later passes the proof", proves_itself(tiring, workload, workload));
    expect("but not the pass", !tiring.pass());
    expect("one that hides it passes the proof", proves_itself(lying, workload, workload));
    expect("and the pass", lying.pass());
    expect("but not the proof after it", !proves_itself(lying, workload, workload));
}

/* A record that has every field but an Admin's. */
struct Full {
    Full()
    {
        phonenum_str extra = PHONENUM_STR("{\"x\":1}");
        record = full_workload.records[0];
        std::copy_n(record.linked_to, record.linked_to_count, links);
        std::copy_n(record.backup_codes, record.backup_codes_count, codes);
        links[1].extra_json = record.extra_json = record.verification.extra_json = extra;
        record.linked_to = links;
        record.backup_codes = codes;
    }

    Full(const Full &other) = delete;
    Full &operator=(const Full &) = delete;

    static const Workload full_workload;

    phonenum_record record;
    phonenum_link links[3];
    phonenum_str codes[10];
};

const Workload Full::full_workload = std::move(bench::standard_workloads(1)[2]);

struct Difference {
    const char *what;
    void (*make)(Full &full);
};

const Difference differences[] = {
    {"id", [](Full &full) { full.record.id = PHONENUM_STR("idn_other"); }},
    {"object", [](Full &full) { full.record.has_object = false; }},
    {"phone_number", [](Full &full) { full.record.phone_number.size--; }},
    {"reserved_for_second_factor",
     [](Full &full) { full.record.reserved_for_second_factor = !full.record.reserved_for_second_factor; }},
    {"default_second_factor",
     [](Full &full) { full.record.default_second_factor = !full.record.default_second_factor; }},
    {"reserved", [](Full &full) { full.record.reserved = !full.record.reserved; }},
    {"verification", [](Full &full) { full.record.verification.kind = PHONENUM_VERIFICATION_ADMIN; }},
    {"verification.object", [](Full &full) { full.record.verification.has_object = false; }},
    {"verification.status", [](Full &full) { full.record.verification.status = PHONENUM_VERIFICATION_STATUS_FAILED; }},
    {"verification.strategy",
     [](Full &full) { full.record.verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE; }},
    {"verification.custom_strategy",
     [](Full &full) {
         full.record.verification.strategy = {PHONENUM_STRATEGY_CUSTOM, PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED,
                                              PHONENUM_STR("saml")};
     }},
    {"verification.attempts", [](Full &full) { full.record.verification.attempts++; }},
    {"verification.expire_at", [](Full &full) { full.record.verification.expire_at++; }},
    {"verification.verified_at_client", [](Full &full) { full.record.verification.verified_at_client.size--; }},
    {"verification.channel", [](Full &full) { full.record.verification.channel.size--; }},
    {"verification.extra_json", [](Full &full) { full.record.verification.extra_json = PHONENUM_STR("{}"); }},
    {"linked_to", [](Full &full) { full.record.linked_to_count--; }},
    {"linked_to[0].type", [](Full &full) { full.links[0].type.size--; }},
    {"linked_to[2].id", [](Full &full) { full.links[2].id.size--; }},
    {"linked_to[1].extra_json", [](Full &full) { full.links[1].extra_json = PHONENUM_STR("{}"); }},
    {"backup_codes", [](Full &full) { full.record.backup_codes_count--; }},
    {"backup_codes[9]", [](Full &full) { full.codes[9].size--; }},
    {"created_at", [](Full &full) { full.record.created_at--; }},
    {"updated_at", [](Full &full) { full.record.updated_at++; }},
    {"extra_json", [](Full &full) { full.record.extra_json = PHONENUM_STR("{}"); }},
};

/* What a peer found is what is looked at, and all of it: against another record, no row passes. */
void test_every_field_is_proved_of_every_row()
{
    for (std::unique_ptr<Row> &row : bench::all_rows()) {
        std::string name = std::string(row->operation()) + "/" + row->description().name;
        Workload given("given", "");
        given.add(Full().record);
        expect(name + " passes", proves_itself(*row, given, given));
        for (const Difference &difference : differences) {
            Full other;
            difference.make(other);
            Workload expected("other", "");
            expected.add(other.record);
            expect(name + " fails where " + difference.what + " differs", !proves_itself(*row, given, expected));
        }
    }
}

} // namespace

int main()
{
    test_sabotage_is_caught();
    test_every_field_is_proved_of_every_row();
    std::printf(failures == 0 ? "all as expected\n" : "%d things are wrong\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
