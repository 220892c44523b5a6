/*
 * Compares protobuf's JSON form with C++ protobuf's, in both directions: over the samples, over made-up messages, and
 * over their JSON, mutated.
 *
 * Usage: differential_proto_json [count [first]]. Message number n is the same in every run; a failure names its number.
 *
 * What C++ 3.21 takes and this library refuses, so that only the other direction is asked of mutated JSON:
 * - what is no JSON: names without quotes or in single ones, a comma before a closing bracket, and more of the kind;
 * - a name that stands twice, a lone surrogate that an escape makes up, text that is not UTF-8;
 * - numbers of int64 in strings with what JSON's numbers don't have: "+5", "05";
 * - "true" for true, "1" for an enum's number, one value for a list of one, null in a list.
 * - an enum's name that the schema does not have, where unknown members are ignored; numbers that are 0 to a double.
 * What it takes for another number, or refuses: one with a fraction or an exponent, which goes through a double there, so
 * 9223372036854775807.0 is too large, which only some machines let it notice; and one with an exponent in a string.
 */
#include "compare.h"
#include "generator.h"

#include <phonenum/json.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <string>
#include <vector>

namespace pb = phonenum::v1;
using namespace differential;

namespace
{

struct Tally {
    unsigned long accepted = 0;
    unsigned long rejected = 0;
    unsigned long rejected_by_us = 0;
};

phonenum_json_read_options make_read_options()
{
    phonenum_json_read_options options = {};
    options.dialect = PHONENUM_JSON_PROTO;
    return options;
}

const phonenum_json_read_options read_options = make_read_options();

bool parse(const std::string &json, pb::PhoneNumber &message)
{
    return google::protobuf::util::JsonStringToMessage(json, &message).ok();
}

/* Fields that the schema does not know, numbers of enums among them, are not kept by either in what is compared. */
std::string known(pb::PhoneNumber message)
{
    message.DiscardUnknownFields();
    return message.SerializeAsString();
}

Difference read(const std::string &json, phonenum_arena *arena, phonenum_record &record)
{
    return phonenum_json_read(json.data(), json.size(), &read_options, arena, &record, nullptr) ? "we refuse it"
                                                                                                : nullptr;
}

Difference write(const phonenum_record &record, std::string &json)
{
    phonenum_json_write_options options = {};
    options.flags = PHONENUM_JSON_DROP_UNKNOWN;
    options.dialect = PHONENUM_JSON_PROTO;
    size_t size;
    json.resize(64);
    while (phonenum_status status = phonenum_json_write(&record, &options, &json[0], json.size(), &size, nullptr)) {
        if (status != PHONENUM_ERR_NO_SPACE)
            return "we can't write it";
        json.resize(size);
    }
    json.resize(size);
    return nullptr;
}

/* What we write must be to C++ what the bytes are. */
Difference compare_written(const phonenum_record &record, const pb::PhoneNumber &expected, std::string &json)
{
    pb::PhoneNumber message;
    if (Difference difference = write(record, json))
        return difference;
    if (!parse(json, message))
        return "C++ refuses what we write";
    return message.SerializeAsString() == known(expected) ? nullptr : "what we write is something else to C++";
}

/* What C++ writes, in any of its ways, must be to us what the bytes are. */
Difference compare_read(const pb::PhoneNumber &message, Random &random, phonenum_arena *arena, std::string &json)
{
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = random.once_in(3);
    options.always_print_enums_as_ints = random.once_in(3);
    options.preserve_proto_field_names = random.once_in(3);
    json.clear();
    if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok())
        return "C++ can't write it";
    phonenum_record record;
    if (Difference difference = read(json, arena, record))
        return difference;
    return compare(message, record);
}

/* Mutated JSON: what we take, C++ must take, and for the same. */
Difference compare_mutated(const std::string &json, phonenum_arena *arena, Tally &tally)
{
    phonenum_record record;
    pb::PhoneNumber message;
    bool refused = read(json, arena, record) != nullptr;
    bool refused_by_cpp = !parse(json, message);
    if (refused) {
        (refused_by_cpp ? tally.rejected : tally.rejected_by_us)++;
        return nullptr;
    }
    tally.accepted++;
    if (refused_by_cpp)
        return "C++ refuses it";
    return compare(message, record);
}

/* Changes a token, or a byte. None of the numbers has so many digits that C++'s detour over a double would show. */
void mutate_json(std::string &json, Random &random)
{
    static const char *const tokens[] = {"null",
                                         "true",
                                         "false",
                                         "0",
                                         "1",
                                         "-1",
                                         "7",
                                         "\"7\"",
                                         "5.0",
                                         "5e2",
                                         "1.5e1",
                                         "\"-12\"",
                                         "\"12a\"",
                                         "\"\"",
                                         "[]",
                                         "{}",
                                         "[\"a\"]",
                                         "[{}]",
                                         "\"VERIFICATION_STATUS_FAILED\"",
                                         "\"VERIFICATION_STATUS_UNSPECIFIED\"",
                                         "\"verified\"",
                                         "\"PHONE_NUMBER_OBJECT_PHONE_NUMBER\"",
                                         "\"\\u00e9\"",
                                         "\"\\ud83d\\ude00\"",
                                         "9223372036854775807",
                                         "9223372036854775808",
                                         "\"9223372036854775807\"",
                                         "\"-9223372036854775808\"",
                                         "{\"otp\":{}}"};
    static const char *const names[] = {"id",       "object",    "phoneNumber", "phone_number",   "otp",      "admin",
                                        "linkedTo", "createdAt", "updated_at",  "customStrategy", "strategy", "status",
                                        "attempts", "extraJson", "channel",     "type",           "nothing"};
    size_t at = random.below(json.size() + 1);
    size_t token = json.find_first_of(",:{}[]", at);
    size_t end = token == std::string::npos ? token : json.find_first_of(",]}", token + 1);
    switch (random.below(4)) {
    case 0:
        if (end != std::string::npos)
            json.replace(token + 1, end - token - 1, tokens[random.below(sizeof tokens / sizeof tokens[0])]);
        break;
    case 1:
        json.insert(json.find('{') + 1, std::string("\"") + names[random.below(sizeof names / sizeof names[0])] +
                                            "\":" + tokens[random.below(sizeof tokens / sizeof tokens[0])] + ",");
        break;
    case 2:
        json.erase(at, 1 + random.below(3));
        break;
    default:
        json.insert(at, 1, "\"{}[],:0\\u n"[random.below(11)]);
        break;
    }
}

/* Both ways, and mutated. */
Difference compare_bytes(const std::string &bytes, Random &random, phonenum_arena *arena, Tally &tally,
                         std::string &json)
{
    pb::PhoneNumber message;
    phonenum_record record;
    if (!message.ParseFromString(bytes) ||
        phonenum_decode(bytes.data(), bytes.size(), nullptr, arena, &record, nullptr))
        return nullptr;
    if (Difference difference = compare_written(record, message, json))
        return difference;
    message.DiscardUnknownFields();
    if (Difference difference = compare_read(message, random, arena, json))
        return difference;
    for (size_t i = 1 + random.below(2); i > 0; i--)
        mutate_json(json, random);
    return compare_mutated(json, arena, tally);
}

/* The samples, which are in the API's JSON. */
unsigned compare_samples(phonenum_arena *arena, Tally &tally)
{
    unsigned failures = 0;
    unsigned count = 0;
    std::ifstream in(TEST_SAMPLES);
    Random random(1);
    for (std::string line; std::getline(in, line); count++) {
        phonenum_record record;
        phonenum_bytes encoded;
        std::string json;
        Difference difference = "it can't be read and encoded";
        if (!phonenum_json_read(line.data(), line.size(), nullptr, arena, &record, nullptr) &&
            !phonenum_encode_arena(&record, arena, &encoded, nullptr))
            difference =
                compare_bytes({reinterpret_cast<const char *>(encoded.data), encoded.size}, random, arena, tally, json);
        if (difference) {
            std::printf("sample %u: %s: %s\n", count + 1, difference, json.c_str());
            failures++;
        }
        phonenum_arena_reset(arena);
    }
    if (count < 40)
        std::printf("only %u samples in " TEST_SAMPLES "\n", count);
    return failures + (count < 40);
}

/* What is worth a look by itself; whether we take it, whether C++ does, and whether that depends on the machine. */
struct Case {
    const char *json;
    bool ours;
    bool cpp;
    bool depends = false;
};

constexpr Case cases[] = {
    {R"({"createdAt":"5"})", true, true},
    {R"({"createdAt":5})", true, true},
    {R"({"createdAt":5.0})", true, true},
    {R"({"createdAt":5e2})", true, true},
    {R"({"createdAt":1.5e1})", true, true},
    {R"({"createdAt":150e-1})", true, true},
    {R"({"createdAt":-0})", true, true},
    {R"({"createdAt":5.5})", false, false},
    {R"({"createdAt":9223372036854775807})", true, true},
    {R"({"createdAt":9223372036854775808})", false, false},
    {R"({"createdAt":-9223372036854775808})", true, true},
    {R"({"createdAt":"9223372036854775808"})", false, false},
    {R"({"createdAt":1e18})", true, true},
    {R"({"createdAt":1e19})", false, false},
    {R"({"createdAt":1e400})", false, false},
    {R"({"createdAt":0e400})", true, true},
    {R"({"createdAt":0.000})", true, true},
    {R"({"createdAt":"-12"})", true, true},
    {R"({"createdAt":"+5"})", false, true},
    {R"({"createdAt":"05"})", false, true},
    {R"({"createdAt":"1e3"})", true, false},
    {R"({"createdAt":"1.0"})", true, false},
    {R"({"createdAt":9223372036854775807.0})", true, false, true},
    {R"({"createdAt":1e-400})", false, true},
    {R"({"createdAt":" 5"})", false, false},
    {R"({"createdAt":"5 "})", false, false},
    {R"({"createdAt":""})", false, false},
    {R"({"createdAt":"\u0035"})", true, true},
    {R"({"createdAt":true})", false, false},
    {R"({"reserved":"true"})", false, true},
    {R"({"reserved":1})", false, false},
    {R"({"object":1})", true, true},
    {R"({"object":1.0})", true, true},
    {R"({"object":"1"})", false, true},
    {R"({"object":7})", true, true},
    {R"({"object":-1})", true, true},
    {R"({"object":2147483648})", false, false},
    {R"({"object":"PHONE_NUMBER_OBJECT_UNSPECIFIED"})", true, true},
    {R"({"object":"PHONE_NUMBER_OBJECT_PHONE_NUMBER"})", true, true},
    {R"({"object":"PHONE_NUMBER_OBJECT_PHONE\u005fNUMBER"})", true, true},
    {R"({"object":"phone_number"})", false, false},
    {R"({"object":"PHONE_NUMBER"})", false, false},
    {R"({"object":""})", false, false},
    {R"({"id":5})", false, false},
    {R"({"id":null,"object":null,"reserved":null,"otp":null,"linkedTo":null,"backupCodes":null,"createdAt":null})",
     true, true},
    {R"({"id":"a","id":"b"})", false, true},
    {R"({"phoneNumber":"a","phone_number":"b"})", false, true},
    {R"({"phone_number":"a","phoneNumber":"b"})", false, true},
    {R"({"otp":{},"admin":{}})", false, false},
    {R"({"otp":null,"admin":{}})", true, true},
    {R"({"otp":{"strategy":1,"customStrategy":"x"}})", false, false},
    {R"({"otp":{"customStrategy":"x","strategy":1}})", false, false},
    {R"({"otp":{"strategy":null,"customStrategy":"x"}})", true, true},
    {R"({"otp":{"strategy":9}})", true, true},
    {R"({"otp":{"strategy":9,"customStrategy":"x"}})", false, false},
    {R"({"otp":{"customStrategy":"x","strategy":9}})", false, false},
    {R"({"otp":{"object":9,"customStrategy":"x"}})", true, true},
    {R"({"admin":{"channel":"sms"}})", false, false},
    {R"({"linkedTo":[null]})", false, true},
    {R"({"linkedTo":{}})", false, true},
    {R"({"linkedTo":[[]]})", false, true},
    {R"({"backupCodes":["a","a"]})", true, true},
    {R"({"backupCodes":[1]})", false, false},
    {R"({"backupCodes":"a"})", false, true},
    {R"({"nothing":1})", false, false},
    {R"({"otp":{"nothing":{}}})", false, false},
    {R"({"Id":"x"})", false, false},
    {R"({"id":"\u0000"})", true, true},
    {R"({"\u0069d":"x"})", true, true},
    {R"({"otp":[]})", false, false},
    {R"({"extraJson":"{\"a\":1}"})", true, true},
    {R"([])", false, false},
    {R"({"id":"x",})", false, true},
    {R"({id:"x"})", false, true},
    {R"( { } )", true, true},
    {R"({"id":"x"}x)", false, false},
};

unsigned compare_cases(phonenum_arena *arena)
{
    unsigned failures = 0;
    for (const Case &one : cases) {
        phonenum_record record;
        pb::PhoneNumber message;
        bool ours = read(one.json, arena, record) == nullptr;
        bool cpp = parse(one.json, message);
        Difference difference = ours && cpp ? compare(message, record) : nullptr;
        if (ours == one.ours && (cpp == one.cpp || one.depends) && !difference)
            continue;
        std::printf("%s: %s, C++ %s%s%s\n", one.json, ours ? "taken" : "refused", cpp ? "takes it" : "refuses it",
                    difference ? ", and differs in " : "", difference ? difference : "");
        failures++;
    }
    return failures;
}

} // namespace

int main(int argc, char **argv)
{
    google::protobuf::SetLogHandler(nullptr);
    uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100000;
    uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    Tally tally;
    phonenum_arena arena;
    phonenum_arena_init(&arena, nullptr, 0, nullptr);
    unsigned failures = compare_cases(&arena) + compare_samples(&arena, tally);
    for (uint64_t i = first; i < first + count && failures < 10; i++) {
        std::string json;
        Random random(i + 1);
        const std::string bytes = Generator(random).message(RECORD);
        if (Difference difference = compare_bytes(bytes, random, &arena, tally, json)) {
            std::printf("message %lu: %s: %s\n", static_cast<unsigned long>(i), difference, json.c_str());
            failures++;
        }
        phonenum_arena_reset(&arena);
    }
    phonenum_arena_free(&arena);
    std::printf("%lu messages both ways; of their JSON, mutated, %lu accepted, %lu rejected by both, %lu by us alone\n",
                static_cast<unsigned long>(count), tally.accepted, tally.rejected, tally.rejected_by_us);
    bool reached = count < 10000 || (tally.accepted > count / 10 && tally.rejected > 0 && tally.rejected_by_us > 0);
    return failures == 0 && reached ? EXIT_SUCCESS : EXIT_FAILURE;
}
