/*
 * Sabotages rows, and expects the proof to notice: a proof that can't fail proves nothing.
 */
#include "row.h"

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

/* Decodes well while it is being proved, and then no more. */
class TiresLater : public Protobuf::Reader
{
  public:
    using Format = Protobuf;
    static constexpr const bench::Description &description = sabotaged;

    bool decode(Span encoded)
    {
        return calls_++ < proof_calls && Reader::decode(encoded);
    }

    static constexpr size_t proof_calls = 50;

  private:
    size_t calls_ = 0;
};

void test_sabotage_is_caught()
{
    Workload workload = bench::stream_workload("stream", TiresLater::proof_calls);
    bench::DecodeRow<SkipsField> skipping;
    bench::DecodeRow<ReturnsEarly> early;
    bench::EncodeRow<WritesLess> less;
    bench::DecodeRow<TiresLater> tiring;
    expect("a decoder that skips a field fails", !proves_itself(skipping, workload, workload));
    expect("a decoder that returns early fails", !proves_itself(early, workload, workload));
    expect("an encoder that writes less fails", !proves_itself(less, workload, workload));
    expect("one that tires later passes the proof", proves_itself(tiring, workload, workload));
    expect("but not the pass", !tiring.pass());
}

/* A record that has every field but an Admin's, and another for each of its fields, in which that one differs. */
phonenum_record full_record(Workload &standard)
{
    phonenum_record record = standard.records[0];
    record.verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
    record.verification.strategy.custom = PHONENUM_STR("saml");
    return record;
}

struct Difference {
    const char *what;
    void (*make)(phonenum_record &record);
};

const Difference differences[] = {
    {"id", [](phonenum_record &record) { record.id = PHONENUM_STR("idn_other"); }},
    {"object", [](phonenum_record &record) { record.has_object = false; }},
    {"phone_number", [](phonenum_record &record) { record.phone_number.size--; }},
    {"reserved_for_second_factor",
     [](phonenum_record &record) { record.reserved_for_second_factor = !record.reserved_for_second_factor; }},
    {"default_second_factor",
     [](phonenum_record &record) { record.default_second_factor = !record.default_second_factor; }},
    {"reserved", [](phonenum_record &record) { record.reserved = !record.reserved; }},
    {"verification", [](phonenum_record &record) { record.verification.kind = PHONENUM_VERIFICATION_ADMIN; }},
    {"verification.object", [](phonenum_record &record) { record.verification.has_object = false; }},
    {"verification.status",
     [](phonenum_record &record) { record.verification.status = PHONENUM_VERIFICATION_STATUS_FAILED; }},
    {"verification.strategy", [](phonenum_record &record) { record.verification.strategy.custom.size--; }},
    {"verification.attempts", [](phonenum_record &record) { record.verification.attempts++; }},
    {"verification.expire_at", [](phonenum_record &record) { record.verification.expire_at++; }},
    {"verification.verified_at_client", [](phonenum_record &record) { record.verification.verified_at_client.size--; }},
    {"verification.channel", [](phonenum_record &record) { record.verification.channel.size--; }},
    {"linked_to", [](phonenum_record &record) { record.linked_to_count--; }},
    {"backup_codes", [](phonenum_record &record) { record.backup_codes_count--; }},
    {"created_at", [](phonenum_record &record) { record.created_at--; }},
    {"updated_at", [](phonenum_record &record) { record.updated_at++; }},
};

/* What a peer found is what is looked at, and all of it: against another record, no row passes. */
void test_every_field_is_proved_of_every_row()
{
    std::vector<Workload> standard = bench::standard_workloads(1);
    Workload full("full", "");
    full.add(full_record(standard[2]));
    for (std::unique_ptr<Row> &row : bench::all_rows()) {
        std::string name = std::string(row->operation()) + "/" + row->description().name;
        expect(name + " passes", proves_itself(*row, full, full));
        for (const Difference &difference : differences) {
            phonenum_record other = full_record(standard[2]);
            difference.make(other);
            Workload expected("other", "");
            expected.add(other);
            expect(name + " fails where " + difference.what + " differs", !proves_itself(*row, full, expected));
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
