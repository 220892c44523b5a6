/*
 * The workloads: three single records, a generated stream, what the sweeps vary, and a user's file.
 */
#include "workload.h"

#include "../tests/support/random.h"

#include <algorithm>
#include <cstdio>
#include <new>
#include <phonenum/stream.h>
#include <random>

namespace bench
{

namespace
{

constexpr int64_t some_time = 1700000000000;

constexpr size_t cached_bytes = 16384;

/* So that even a pass over few records takes long, beside what calling it takes. */
size_t repeats_for(size_t records)
{
    return std::max<size_t>(1, 64 / records);
}

constexpr phonenum_link link_of(phonenum_str type, phonenum_str id)
{
    phonenum_link link = {};
    link.type = type;
    link.id = id;
    return link;
}

constexpr phonenum_link links[] = {
    link_of(PHONENUM_STR_INIT("oauth_google"), PHONENUM_STR_INIT("idn_29w83sxmDNGwOuEthce5gg56FcC")),
    link_of(PHONENUM_STR_INIT("saml"), PHONENUM_STR_INIT("idn_2ArGLxjV3mZ6pQ0tWkYd8sBnHuE")),
    link_of(PHONENUM_STR_INIT("oauth_custom_acme"), PHONENUM_STR_INIT("idn_2BzPqRsTuVwXyZ0123456789abC")),
};

constexpr phonenum_str codes[] = {
    PHONENUM_STR_INIT("k2v8-x1qd"), PHONENUM_STR_INIT("9fhs-27bn"), PHONENUM_STR_INIT("p0wz-mm4c"),
    PHONENUM_STR_INIT("t6yr-e83l"), PHONENUM_STR_INIT("a1ja-5gqo"), PHONENUM_STR_INIT("h7nx-vk09"),
    PHONENUM_STR_INIT("3cds-uw2i"), PHONENUM_STR_INIT("zb4p-f6te"), PHONENUM_STR_INIT("q8lm-j1yr"),
    PHONENUM_STR_INIT("5xok-8hgv"),
};

phonenum_record minimal_record()
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.has_object = true;
    record.object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER;
    record.phone_number = PHONENUM_STR("+15555550100");
    record.has_created_at = record.has_updated_at = true;
    record.created_at = some_time;
    record.updated_at = some_time + 98765;
    return record;
}

phonenum_record typical_record()
{
    phonenum_record record = minimal_record();
    record.id = PHONENUM_STR("idn_29w83sxmDNGwOuEthce5gg56FcC");
    record.has_reserved_for_second_factor = record.has_default_second_factor = record.has_reserved = true;
    phonenum_verification &verification = record.verification;
    verification.kind = PHONENUM_VERIFICATION_OTP;
    verification.has_object = verification.has_status = true;
    verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP;
    verification.status = PHONENUM_VERIFICATION_STATUS_VERIFIED;
    verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
    verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE;
    verification.has_attempts = verification.has_expire_at = true;
    verification.attempts = 1;
    verification.expire_at = some_time + 600000;
    verification.channel = PHONENUM_STR("sms");
    record.linked_to = links;
    record.linked_to_count = 1;
    return record;
}

phonenum_record full_record()
{
    phonenum_record record = typical_record();
    record.verification.verified_at_client = PHONENUM_STR("client_2AqwEr1tYuIoPasDfGhJkLzXcV");
    record.linked_to_count = 3;
    record.backup_codes = codes;
    record.backup_codes_count = 10;
    return record;
}

Workload single(const std::string &name, const char *title, const phonenum_record &record)
{
    size_t size;
    if (phonenum_encoded_size(&record, &size, nullptr))
        throw std::logic_error(name + " can't be encoded");
    Workload workload(name, title);
    /* More than one where they fit into the cache: so no row is measured at one lucky distance of things in memory. */
    size_t copies = std::clamp<size_t>(cached_bytes / size, 1, 16);
    for (size_t i = 0; i < copies; i++)
        workload.add(record);
    workload.is_one_record = true;
    workload.repeats = repeats_for(copies);
    return workload;
}

Workload links_workload(size_t count)
{
    std::vector<phonenum_link> many(count, links[0]);
    phonenum_record record = typical_record();
    record.linked_to = many.data();
    record.linked_to_count = count;
    return single("links=" + std::to_string(count), "a typical record with so many links", record);
}

Workload text_workload(size_t bytes, bool ascii)
{
    const std::string letters = ascii ? "abcdefgh" : "\u0436\u4e2d\U0001f4de\u00e9";
    std::string text;
    while (text.size() + letters.size() <= bytes)
        text += letters;
    text.append(bytes - text.size(), '.');
    phonenum_record record = typical_record();
    record.verification.verified_at_client = {text.data(), text.size()};
    return single((ascii ? "text=" : "text-utf8=") + std::to_string(bytes),
                  "a typical record with a text of so many bytes", record);
}

std::string with_commas(size_t number)
{
    std::string text = std::to_string(number);
    for (size_t place = text.size(); place > 3;) {
        place -= 3;
        text.insert(place, ",");
    }
    return text;
}

/* Makes the stream's records, one after another. Each is valid until the next. */
class Generator
{
  public:
    const phonenum_record &next()
    {
        record_ = minimal_record();
        texts_.clear();
        texts_.reserve(texts_max);
        record_.has_object = !random_.once_in(100);
        record_.id = random_.once_in(40) ? phonenum_str{nullptr, 0} : identity();
        record_.phone_number = number();
        flag(record_.has_reserved_for_second_factor, record_.reserved_for_second_factor);
        flag(record_.has_default_second_factor, record_.default_second_factor);
        flag(record_.has_reserved, record_.reserved);
        verification(record_.verification);
        lists();
        record_.created_at = some_time - static_cast<int64_t>(random_.below(100000000000));
        record_.updated_at = record_.created_at + static_cast<int64_t>(random_.below(1000000000));
        record_.has_updated_at = !random_.once_in(100);
        return record_;
    }

  private:
    static constexpr size_t texts_max = 32;

    phonenum_str keep(std::string text)
    {
        texts_.push_back(std::move(text));
        return {texts_.back().data(), texts_.back().size()};
    }

    std::string letters(size_t size)
    {
        static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        std::string text;
        for (size_t i = 0; i < size; i++)
            text += base62[random_.below(62)];
        return text;
    }

    template <size_t count> phonenum_str one_of(const char *const (&choices)[count])
    {
        return phonenum_cstr(choices[random_.below(count)]);
    }

    phonenum_str identity()
    {
        return keep("idn_" + letters(27));
    }

    phonenum_str number()
    {
        std::string text = "+";
        for (size_t digits = 10 + random_.below(6); digits > 0; digits--)
            text += static_cast<char>('1' + random_.below(9));
        return keep(text);
    }

    void flag(bool &has, bool &value)
    {
        has = !random_.once_in(12);
        value = has && random_.once_in(6);
    }

    void verification(phonenum_verification &verification)
    {
        size_t kind = random_.below(10);
        if (kind < 2)
            return;
        bool otp = kind > 2;
        verification.kind = otp ? PHONENUM_VERIFICATION_OTP : PHONENUM_VERIFICATION_ADMIN;
        /* Nothing else in their JSON form would tell an Admin. */
        verification.has_object = !otp || !random_.once_in(5);
        verification.object =
            otp ? PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP : PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
        verification.has_status = !random_.once_in(20);
        verification.status = random_.once_in(4) ? static_cast<phonenum_verification_status>(1 + random_.below(4))
                                                 : PHONENUM_VERIFICATION_STATUS_VERIFIED;
        strategy(verification.strategy, otp);
        verification.has_attempts = !random_.once_in(6);
        verification.attempts = static_cast<int64_t>(random_.below(4));
        verification.has_expire_at = !random_.once_in(6);
        verification.expire_at = some_time + static_cast<int64_t>(random_.below(100000000));
        if (random_.once_in(2))
            verification.verified_at_client = keep("client_" + letters(20 + random_.below(12)));
        static const char *const channels[] = {"sms", "sms", "sms", "whatsapp"};
        if (otp && !random_.once_in(3))
            verification.channel = one_of(channels);
    }

    void strategy(phonenum_strategy &strategy, bool otp)
    {
        static const char *const customs[] = {"from_oauth_google", "ticket", "saml", "email_link",
                                              "cl\u00e9_d\u2019acc\u00e8s"};
        size_t choice = random_.below(20);
        if (choice == 0)
            return;
        strategy.kind = otp && choice < 4 ? PHONENUM_STRATEGY_CUSTOM : PHONENUM_STRATEGY_KNOWN;
        strategy.known = otp ? PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE : PHONENUM_VERIFICATION_STRATEGY_ADMIN;
        if (strategy.kind == PHONENUM_STRATEGY_CUSTOM)
            strategy.custom = one_of(customs);
    }

    void lists()
    {
        static const char *const types[] = {"oauth_google", "oauth_apple", "oauth_github", "saml", "oauth_custom_acme"};
        static const size_t counts[] = {0, 1, 1, 1, 1, 1, 1, 2, 2, 3};
        record_.linked_to_count = counts[random_.below(10)];
        for (size_t i = 0; i < record_.linked_to_count; i++)
            links_[i] = link_of(one_of(types), identity());
        record_.linked_to = links_;
        record_.backup_codes_count = random_.once_in(4) ? 10 : 0;
        for (size_t i = 0; i < record_.backup_codes_count; i++)
            codes_[i] = keep(letters(4) + "-" + letters(4));
        record_.backup_codes = codes_;
    }

    Random random_{1};
    phonenum_record record_;
    phonenum_link links_[3];
    phonenum_str codes_[10];
    std::vector<std::string> texts_;
};

/* Adds to a record what the schema has no typed place for, if the record has the place where the API sends it. */
void add_extra(phonenum_record &record, phonenum_link *own_links, size_t kind)
{
    phonenum_verification &verification = record.verification;
    switch (kind) {
    case 0:
        verification = {};
        record.extra_json =
            PHONENUM_STR(R"({"verification":{"object":"verification_from_oauth","status":"verified",)"
                         R"("strategy":"from_oauth_google","error":null,"attempts":null,"expire_at":1700000600000}})");
        break;
    case 1:
        record.extra_json = PHONENUM_STR(R"({"metadata":{"tier":"gold","tags":["a","b"],"score":1.5}})");
        break;
    case 2:
        if (verification.kind == PHONENUM_VERIFICATION_NONE)
            break;
        verification.has_status = false;
        verification.status = PHONENUM_VERIFICATION_STATUS_UNSPECIFIED;
        verification.extra_json = PHONENUM_STR(R"({"status":"transferable"})");
        break;
    case 3:
        if (verification.kind == PHONENUM_VERIFICATION_NONE)
            break;
        verification.extra_json = PHONENUM_STR(R"({"nonce":"c2Fsc2E","message":"example.com wants you to sign in",)"
                                               R"("external_verification_redirect_url":"https://example.com/cb?a=1",)"
                                               R"("error":{"code":"too_many_requests","long_message":null}})");
        break;
    default:
        for (size_t i = 0; i < record.linked_to_count; i++) {
            own_links[i] = record.linked_to[i];
            own_links[i].extra_json = PHONENUM_STR(R"({"object":"identification_link"})");
        }
        record.linked_to = own_links;
    }
}

} // namespace

Packed::Packed() : data_(std::random_device()() % 4096)
{
}

void Packed::add(Span encoded)
{
    data_.resize((data_.size() + 7) / 8 * 8);
    places_.push_back({data_.size(), encoded.size});
    data_.insert(data_.end(), encoded.data, encoded.data + encoded.size);
    bytes_ += encoded.size;
    largest_ = std::max(largest_, encoded.size);
}

void Workload::add(const phonenum_record &record)
{
    phonenum_record copy;
    if (phonenum_copy(&record, arena_->get(), &copy, nullptr))
        throw std::bad_alloc();
    records.push_back(copy);
}

std::vector<Workload> standard_workloads(size_t stream_records)
{
    std::vector<Workload> workloads;
    workloads.push_back(single("minimal", "object, number and the two timestamps", minimal_record()));
    workloads.push_back(single("typical", "all but backup codes: verified by code, one link", typical_record()));
    workloads.push_back(single("full", "three links, ten backup codes, verified_at_client", full_record()));
    workloads.push_back(mixed_workload());
    workloads.push_back(stream_workload("stream", stream_records));
    return workloads;
}

Workload mixed_workload()
{
    constexpr size_t records = 60;
    constexpr size_t kinds = 5;
    Workload workload("mixed", with_commas(records) + " varied records, every third with extra_json");
    Generator generator;
    for (size_t i = 0; i < records; i++) {
        phonenum_record record = generator.next();
        phonenum_link own_links[3];
        if (i % 3 == 0)
            add_extra(record, own_links, i / 3 % kinds);
        workload.add(record);
    }
    workload.leaves_out = true;
    workload.repeats = repeats_for(records);
    return workload;
}

Workload stream_workload(const std::string &name, size_t records)
{
    Workload workload(name, "a stream of " + with_commas(records) + " varied records");
    Generator generator;
    workload.records.reserve(records);
    for (size_t i = 0; i < records; i++)
        workload.add(generator.next());
    workload.repeats = repeats_for(records);
    return workload;
}

std::vector<Workload> sweep_workloads()
{
    std::vector<Workload> workloads;
    for (size_t records = 1; records <= 1000000; records *= 10) {
        workloads.push_back(stream_workload("records=" + std::to_string(records), records));
    }
    for (unsigned count : {0u, 1u, 10u, 100u, 1000u})
        workloads.push_back(links_workload(count));
    for (bool ascii : {true, false}) {
        for (unsigned bytes : {0u, 16u, 64u, 256u, 1024u, 4096u, 16384u, 65536u})
            workloads.push_back(text_workload(bytes, ascii));
    }
    return workloads;
}

Workload file_workload(const std::string &path)
{
    Workload workload("stream", path);
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file)
        throw Unfit(path + ": can't be opened");
    phonenum_stream_reader reader;
    phonenum_record record;
    phonenum_error error;
    Arena arena;
    phonenum_status status;
    phonenum_stream_reader_init(&reader, phonenum_read_file, file.get(), nullptr, nullptr);
    while ((status = phonenum_stream_read(&reader, arena.get(), &record, &error)) == PHONENUM_OK) {
        workload.add(record);
        phonenum_arena_reset(arena.get());
    }
    phonenum_stream_reader_free(&reader);
    char why[512];
    phonenum_error_format(&error, why, sizeof why);
    if (status != PHONENUM_END)
        throw Unfit(path + ": " + why);
    if (workload.records.empty())
        throw Unfit(path + ": there is no record in it");
    workload.title = with_commas(workload.records.size()) + " records of " + path;
    workload.leaves_out = true;
    workload.repeats = repeats_for(workload.records.size());
    return workload;
}

} // namespace bench
