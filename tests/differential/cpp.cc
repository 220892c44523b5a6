/*
 * Compares the codec with C++ protobuf over the vectors, and over made-up messages, well-formed ones and broken ones,
 * all from a fixed seed.
 *
 * Usage: differential_cpp [count [first]]. Message number n is the same in every run, as long as the vectors stay; a
 * failure names its number.
 */
#include "../support/random.h"

#include <phonenum/codec.h>
#include <phonenum/v1/phone_number.pb.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <string>
#include <vector>

namespace pb = phonenum::v1;

namespace
{

enum WireType : unsigned {
    VARINT = 0,
    I64 = 1,
    LEN = 2,
    SGROUP = 3,
    EGROUP = 4,
    I32 = 5
};

/* What a field of the schema holds; of MESSAGE the number says which. */
enum Kind {
    NONE,
    TEXT,
    BOOL,
    INT64,
    ENUM,
    MESSAGE
};

enum Level {
    RECORD,
    OTP,
    ADMIN,
    LINK
};

const Kind kinds[][16] = {
    {NONE, TEXT, ENUM, TEXT, BOOL, BOOL, BOOL, MESSAGE, MESSAGE, MESSAGE, TEXT, INT64, INT64, NONE, NONE, TEXT},
    {NONE, ENUM, ENUM, ENUM, TEXT, INT64, INT64, TEXT, TEXT, NONE, NONE, NONE, NONE, NONE, NONE, TEXT},
    {NONE, ENUM, ENUM, ENUM, TEXT, INT64, INT64, TEXT, NONE, NONE, NONE, NONE, NONE, NONE, NONE, TEXT},
    {NONE, TEXT, TEXT, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, TEXT},
};

/* Makes well-formed messages that use every freedom that the wire format leaves. */
class Generator
{
  public:
    explicit Generator(Random &random) : random_(random)
    {
    }

    std::string message(Level level)
    {
        std::string out;
        size_t fields = random_.below(level == RECORD ? 14 : 7);
        for (size_t i = 0; i < fields; i++)
            field(out, level);
        return out;
    }

  private:
    /* A varint, now and then longer than need be, up to size_max bytes. */
    void varint(std::string &out, uint64_t value, size_t size_max)
    {
        size_t size = 1;
        for (uint64_t rest = value >> 7; rest > 0; rest >>= 7)
            size++;
        if (size < size_max && random_.once_in(12))
            size += 1 + random_.below(size_max - size);
        for (; size > 1; size--, value >>= 7)
            out += static_cast<char>(0x80 | (value & 0x7f));
        out += static_cast<char>(value);
    }

    void tag(std::string &out, uint32_t number, WireType type)
    {
        varint(out, static_cast<uint64_t>(number) << 3 | type, 5);
    }

    void len(std::string &out, uint32_t number, const std::string &data)
    {
        tag(out, number, LEN);
        varint(out, data.size(), 5);
        out += data;
    }

    uint64_t number_value()
    {
        static const uint64_t edges[] = {0,
                                         1,
                                         127,
                                         128,
                                         0x7fffffff,
                                         0xffffffff,
                                         uint64_t{1} << 32,
                                         uint64_t{1} << 63,
                                         ~uint64_t{0},
                                         ~uint64_t{0} >> 1,
                                         ~uint64_t{0} << 31};
        if (random_.once_in(3))
            return edges[random_.below(sizeof edges / sizeof edges[0])];
        return random_.next() >> random_.below(64);
    }

    uint64_t enum_value()
    {
        uint64_t value = random_.below(random_.once_in(4) ? 9 : 3);
        return random_.once_in(8) ? value | random_.next() << 32 : random_.once_in(20) ? number_value() : value;
    }

    std::string text()
    {
        static const char *const pieces[] = {"a", "idn_", "+1555", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                             "{}"};
        std::string out;
        for (size_t i = random_.below(random_.once_in(10) ? 40 : 5); i > 0; i--) {
            if (random_.once_in(15))
                out += '\0';
            else
                out += pieces[random_.below(sizeof pieces / sizeof pieces[0])];
        }
        return out;
    }

    uint32_t unknown_number()
    {
        static const uint32_t numbers[] = {13, 14, 16, 100, 2047, 2048, 1 << 20, (1 << 29) - 1};
        return random_.once_in(2) ? 1 + static_cast<uint32_t>(random_.below(16))
                                  : numbers[random_.below(sizeof numbers / sizeof numbers[0])];
    }

    /* A field of any number and wire type: unknown, unless it happens to fit the schema. */
    void any(std::string &out, size_t depth)
    {
        uint32_t number = unknown_number();
        switch (random_.below(5)) {
        case 0:
            tag(out, number, VARINT);
            varint(out, number_value(), 10);
            break;
        case 1:
            tag(out, number, I64);
            out.append("\1\2\3\4\5\6\7\x88", 8);
            break;
        case 2:
            len(out, number, text());
            break;
        case 3:
            group(out, number, depth);
            break;
        default:
            tag(out, number, I32);
            out.append("\1\2\3\xff", 4);
            break;
        }
    }

    /* A group, at times as deep as the limit, or one past it. */
    void group(std::string &out, uint32_t number, size_t depth)
    {
        size_t nested = random_.once_in(40) ? 96 + random_.below(8) : 1;
        for (size_t i = 0; i < nested; i++)
            tag(out, number, SGROUP);
        for (size_t i = random_.below(3); i > 0 && depth < 4; i--)
            any(out, depth + 1);
        for (size_t i = 0; i < nested; i++)
            tag(out, number, EGROUP);
    }

    void field(std::string &out, Level level)
    {
        uint32_t number = 1 + static_cast<uint32_t>(random_.below(15));
        if (level == RECORD && random_.once_in(3))
            number = 7 + static_cast<uint32_t>(random_.below(3));
        Kind kind = random_.once_in(7) ? NONE : kinds[level][number];
        switch (kind) {
        case NONE:
            any(out, 0);
            break;
        case TEXT:
            len(out, number, text());
            break;
        case BOOL:
        case INT64:
            tag(out, number, VARINT);
            varint(out, number_value(), 10);
            break;
        case ENUM:
            tag(out, number, VARINT);
            varint(out, enum_value(), 10);
            break;
        case MESSAGE:
            len(out, number, message(number == 7 ? OTP : number == 8 ? ADMIN : LINK));
            break;
        }
    }

    Random &random_;
};

/* Breaks a message somewhere. */
void mutate(std::string &bytes, const std::string &other, Random &random)
{
    static const char favourites[] = {0,    1,    2,    3,    4,    5,    6,      7,      0x08,   0x0b,   0x0c,  0x0f,
                                      0x10, 0x3a, 0x42, 0x4a, 0x52, 0x7f, '\x80', '\x81', '\xc0', '\xed', '\xff'};
    size_t at = random.below(bytes.size() + 1);
    size_t size = random.below(bytes.size() - at + 1);
    switch (random.below(8)) {
    case 0:
        if (at < bytes.size())
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        break;
    case 1:
        if (at < bytes.size())
            bytes[at] = favourites[random.below(sizeof favourites)];
        break;
    case 2:
        bytes.insert(at, 1 + random.below(11), favourites[random.below(sizeof favourites)]);
        break;
    case 3:
        bytes.erase(at, random.once_in(2) ? 1 : size);
        break;
    case 4:
        bytes.insert(at, bytes.substr(at, size));
        break;
    case 5:
        bytes.insert(at, other.substr(random.below(other.size() + 1)));
        break;
    case 6:
        bytes.resize(at);
        break;
    default:
        bytes.insert(at, 1, static_cast<char>(random.next()));
        break;
    }
}

/* One line of the vectors' files. */
struct Vector {
    std::string name;
    std::string bytes;
    bool accepted;
};

/* Bytes from hexadecimal, where 61*3 is three of them. */
std::string bytes_of(const std::string &text)
{
    std::string bytes;
    for (const char *next = text.c_str(); *next != '\0'; next += std::strspn(next, " ")) {
        char *end;
        unsigned long byte = std::strtoul(next, &end, 16);
        size_t count = *end == '*' ? std::strtoul(end + 1, &end, 10) : 1;
        if (end == next) {
            std::printf("not hexadecimal: %s\n", next);
            std::exit(EXIT_FAILURE);
        }
        bytes.append(count, static_cast<char>(byte));
        next = end;
    }
    return bytes;
}

void read_vectors(const char *file, bool accepted, std::vector<Vector> &out)
{
    std::ifstream in(std::string(TEST_VECTORS "/") + file);
    for (std::string line; std::getline(in, line);) {
        size_t bytes = line.find('|');
        if (line[0] != '#' && bytes != std::string::npos) {
            size_t start = line.find_first_not_of(' ', bytes + 1);
            std::string text = line.substr(start, line.find('|', bytes + 1) - start);
            out.push_back({line.substr(0, line.find(' ')), bytes_of(text), accepted});
        }
    }
}

/* A message. Three times of four it is a generated one, or a vector, that was mutated: then *mutated is true. */
std::string made_up(Random &random, const std::vector<Vector> &vectors, bool *mutated)
{
    Generator generator(random);
    std::string bytes = generator.message(RECORD);
    *mutated = !random.once_in(4);
    if (!*mutated)
        return bytes;
    std::string other = generator.message(RECORD);
    if (random.once_in(3))
        bytes = vectors[random.below(vectors.size())].bytes;
    for (size_t i = 1 + random.below(3); i > 0; i--)
        mutate(bytes, other, random);
    return bytes;
}

/* The first member that differs, or NULL. */
using Difference = const char *;

bool same_text(bool has, const std::string &text, phonenum_str ours)
{
    return has == (ours.data != nullptr) && (!has || text == std::string(ours.data, ours.size));
}

#define SAME_TEXT(message, ours, name)                                     \
    if (!same_text((message).has_##name(), (message).name(), (ours).name)) \
    return #name
#define SAME_NUMBER(message, ours, name)                                                                       \
    if ((message).has_##name() != (ours).has_##name || ((ours).has_##name && (message).name() != (ours).name)) \
    return #name
#define SAME_ENUM(message, ours, name)                                                              \
    if ((message).has_##name() != (ours).has_##name ||                                              \
        ((ours).has_##name && static_cast<int>((message).name()) != static_cast<int>((ours).name))) \
    return #name

template <typename Message> Difference compare_verification(const Message &message, const phonenum_verification &ours)
{
    SAME_ENUM(message, ours, object);
    SAME_ENUM(message, ours, status);
    if (message.has_strategy() != (ours.strategy.kind == PHONENUM_STRATEGY_KNOWN) ||
        (message.has_strategy() && static_cast<int>(message.strategy()) != static_cast<int>(ours.strategy.known)))
        return "strategy";
    if (message.has_custom_strategy() != (ours.strategy.kind == PHONENUM_STRATEGY_CUSTOM) ||
        (message.has_custom_strategy() && !same_text(true, message.custom_strategy(), ours.strategy.custom)))
        return "custom_strategy";
    SAME_NUMBER(message, ours, attempts);
    SAME_NUMBER(message, ours, expire_at);
    SAME_TEXT(message, ours, verified_at_client);
    SAME_TEXT(message, ours, extra_json);
    return nullptr;
}

Difference compare_either_verification(const pb::PhoneNumber &message, const phonenum_verification &ours)
{
    if (message.has_otp() != (ours.kind == PHONENUM_VERIFICATION_OTP) ||
        message.has_admin() != (ours.kind == PHONENUM_VERIFICATION_ADMIN))
        return "kind of verification";
    if (message.has_otp())
        SAME_TEXT(message.otp(), ours, channel);
    if (message.has_otp())
        return compare_verification(message.otp(), ours);
    return message.has_admin() ? compare_verification(message.admin(), ours) : nullptr;
}

Difference compare_lists(const pb::PhoneNumber &message, const phonenum_record &ours)
{
    if (static_cast<size_t>(message.linked_to_size()) != ours.linked_to_count)
        return "links";
    for (int i = 0; i < message.linked_to_size(); i++) {
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], type);
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], id);
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], extra_json);
    }
    if (static_cast<size_t>(message.backup_codes_size()) != ours.backup_codes_count)
        return "codes";
    for (int i = 0; i < message.backup_codes_size(); i++) {
        if (!same_text(true, message.backup_codes(i), ours.backup_codes[i]))
            return "code";
    }
    return nullptr;
}

Difference compare(const pb::PhoneNumber &message, const phonenum_record &ours)
{
    SAME_TEXT(message, ours, id);
    SAME_ENUM(message, ours, object);
    SAME_TEXT(message, ours, phone_number);
    SAME_NUMBER(message, ours, reserved_for_second_factor);
    SAME_NUMBER(message, ours, default_second_factor);
    SAME_NUMBER(message, ours, reserved);
    SAME_NUMBER(message, ours, created_at);
    SAME_NUMBER(message, ours, updated_at);
    SAME_TEXT(message, ours, extra_json);
    if (Difference difference = compare_either_verification(message, ours.verification))
        return difference;
    return compare_lists(message, ours);
}

bool has_unknown(const phonenum_record &record)
{
    size_t size = record.unknown.size + record.verification.unknown.size;
    for (size_t i = 0; i < record.linked_to_count; i++)
        size += record.linked_to[i].unknown.size;
    return size > 0;
}

/* Whether the varint there has `size` bytes, the last of them above `last_max`. */
bool last_byte_is_above(const std::string &bytes, size_t at, size_t size, unsigned last_max)
{
    if (at + size > bytes.size())
        return false;
    for (size_t i = 0; i + 1 < size; i++) {
        if (static_cast<unsigned char>(bytes[at + i]) < 0x80)
            return false;
    }
    unsigned last = static_cast<unsigned char>(bytes[at + size - 1]);
    return last > last_max && last < 0x80;
}

/* Whether the library may refuse what C++ accepts: only for what its header names. */
bool is_known_difference(const std::string &bytes, const phonenum_error &error)
{
    size_t at = static_cast<size_t>(error.offset);
    switch (error.status) {
    case PHONENUM_ERR_UTF8:
        return at < bytes.size() && static_cast<unsigned char>(bytes[at]) >= 0x80;
    case PHONENUM_ERR_TAG:
        return last_byte_is_above(bytes, at, 5, 0x0f);
    case PHONENUM_ERR_VARINT:
        return last_byte_is_above(bytes, at, 10, 0x01);
    default:
        return false;
    }
}

struct Tally {
    unsigned long mutated = 0;
    unsigned long others = 0;
    unsigned long accepted = 0;
    unsigned long identical = 0;
    unsigned long rejected = 0;
    unsigned long rejected_by_us = 0;
    unsigned long by_status[32] = {};
};

/* What C++ writes, the same in every run. */
std::string serialized(const pb::PhoneNumber &message)
{
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream out(&stream);
        out.SetSerializationDeterministic(true);
        message.SerializeToCodedStream(&out);
    }
    return bytes;
}

/*
 * Compares what both made of the bytes that both accepted. C++ does not write as it stood what it does not know, so it
 * is made to read what the library wrote, and to write that: byte for byte what it writes of the input.
 */
Difference compare_accepted(const pb::PhoneNumber &message, const phonenum_record &record, phonenum_arena *arena,
                            Tally &tally)
{
    if (Difference difference = compare(message, record))
        return difference;
    phonenum_bytes encoded;
    if (phonenum_encode_arena(&record, arena, &encoded, nullptr))
        return "encoding fails";
    const std::string ours(reinterpret_cast<const char *>(encoded.data), encoded.size);
    const std::string theirs = serialized(message);
    pb::PhoneNumber again;
    if (!again.ParseFromString(ours) || serialized(again) != theirs)
        return "the encoding means something else to C++";
    if (!has_unknown(record)) {
        tally.identical++;
        if (ours != theirs)
            return "the encoding is not that of C++";
    }
    phonenum_record decoded;
    if (phonenum_decode(ours.data(), ours.size(), nullptr, arena, &decoded, nullptr) ||
        !phonenum_equal(&decoded, &record))
        return "the encoding decodes to another record";
    return nullptr;
}

Difference compare_with_cpp(const std::string &bytes, unsigned flags, phonenum_arena *arena, Tally &tally)
{
    pb::PhoneNumber message;
    bool accepted = message.ParseFromString(bytes);
    phonenum_decode_options options = {};
    options.flags = flags;
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = phonenum_decode(bytes.data(), bytes.size(), &options, arena, &record, &error);
    tally.by_status[status]++;
    if (status && accepted) {
        tally.rejected_by_us++;
        return is_known_difference(bytes, error) ? nullptr : "C++ accepts it";
    }
    if (!status && !accepted)
        return "C++ rejects it";
    if (status) {
        tally.rejected++;
        return nullptr;
    }
    tally.accepted++;
    return compare_accepted(message, record, arena, tally);
}

void print_failure(const std::string &name, const std::string &bytes, Difference difference)
{
    std::printf("%s: %s:", name.c_str(), difference);
    for (char byte : bytes)
        std::printf(" %02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    std::printf("\n");
}

/* Returns how often C++ or the library makes of a vector what the other does not, or its file does not say. */
unsigned compare_vectors(const std::vector<Vector> &vectors, phonenum_arena *arena)
{
    unsigned failures = 0;
    for (const Vector &vector : vectors) {
        for (unsigned flags : {0U, static_cast<unsigned>(PHONENUM_DECODE_BORROW)}) {
            Tally tally;
            Difference difference = compare_with_cpp(vector.bytes, flags, arena, tally);
            if (!difference && (tally.accepted > 0) != vector.accepted)
                difference = "it is in the wrong file";
            if (difference) {
                print_failure(vector.name, vector.bytes, difference);
                failures++;
            }
            phonenum_arena_reset(arena);
        }
    }
    return failures;
}

/* Fails where the messages did not reach what they are made for. */
bool reached_all(const Tally &tally, uint64_t count)
{
    if (count < 10000)
        return true;
    for (int status = PHONENUM_ERR_LIMIT; status <= PHONENUM_ERR_UTF8; status++) {
        if (tally.by_status[status] == 0) {
            std::printf("no message was refused as: %s\n", phonenum_status_text(static_cast<phonenum_status>(status)));
            return false;
        }
    }
    return tally.accepted > count / 10 && tally.identical > 0 && tally.rejected_by_us > 0;
}

} // namespace

int main(int argc, char **argv)
{
    google::protobuf::SetLogHandler(nullptr);
    uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1500000; /* a million of them mutated */
    uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    std::vector<Vector> vectors;
    read_vectors("accept.txt", true, vectors);
    read_vectors("reject.txt", false, vectors);
    if (vectors.size() < 1000) {
        std::printf("only %zu vectors in " TEST_VECTORS "\n", vectors.size());
        return EXIT_FAILURE;
    }
    Tally tally;
    phonenum_arena arena;
    phonenum_arena_init(&arena, nullptr, 0, nullptr);
    unsigned failures = compare_vectors(vectors, &arena);
    for (uint64_t i = first; i < first + count && failures < 10; i++) {
        Random random(i + 1);
        bool mutated;
        std::string bytes = made_up(random, vectors, &mutated);
        (mutated ? tally.mutated : tally.others)++;
        unsigned flags = i % 2 ? PHONENUM_DECODE_BORROW : 0;
        if (Difference difference = compare_with_cpp(bytes, flags, &arena, tally)) {
            print_failure("message " + std::to_string(i), bytes, difference);
            failures++;
        }
        phonenum_arena_reset(&arena);
    }
    phonenum_arena_free(&arena);
    std::printf("%zu vectors, %lu mutated messages and %lu others\n", vectors.size(), tally.mutated, tally.others);
    std::printf("%lu accepted, %lu of them without unknown fields; %lu rejected by both, %lu by us alone\n",
                tally.accepted, tally.identical, tally.rejected, tally.rejected_by_us);
    return failures == 0 && reached_all(tally, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}
