/*
 * Made-up messages on the wire, well-formed ones and broken ones.
 */
#ifndef PHONENUM_TESTS_DIFFERENTIAL_GENERATOR_H
#define PHONENUM_TESTS_DIFFERENTIAL_GENERATOR_H

#include "../support/random.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace differential
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

constexpr Kind kinds[][16] = {
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
inline void mutate(std::string &bytes, const std::string &other, Random &random)
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

} // namespace differential

#endif
