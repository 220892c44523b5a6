/*
 * C++ protobuf as the judge of what the codec makes of bytes.
 */
#ifndef PHONENUM_TESTS_DIFFERENTIAL_JUDGE_H
#define PHONENUM_TESTS_DIFFERENTIAL_JUDGE_H

#include "../support/paths.h"
#include "../support/unknown.h"
#include "compare.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <phonenum/codec.h>
#include <phonenum/v1/phone_number.pb.h>
#include <string>

namespace differential
{

namespace v1 = phonenum::v1;

/* Whether the varint there has `size` bytes, the last of them above `last_max`. */
inline bool last_byte_is_above(const std::string &bytes, size_t at, size_t size, unsigned last_max)
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
inline bool is_known_difference(const std::string &bytes, const phonenum_error &error)
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
inline std::string serialized(const v1::PhoneNumber &message)
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
inline Difference compare_accepted(const v1::PhoneNumber &message, const phonenum_record &record, phonenum_arena *arena,
                                   Tally &tally)
{
    if (Difference difference = compare(message, record))
        return difference;
    phonenum_bytes encoded;
    if (phonenum_encode_arena(&record, arena, &encoded, nullptr))
        return "encoding fails";
    const std::string ours(reinterpret_cast<const char *>(encoded.data), encoded.size);
    std::string roomy(encoded.size + 300, '\0');
    size_t size;
    if (phonenum_encode(&record, &roomy[0], roomy.size(), &size, nullptr) || roomy.substr(0, size) != ours)
        return "with room to spare, the encoding is another";
    const std::string theirs = serialized(message);
    v1::PhoneNumber again;
    if (!again.ParseFromString(ours) || serialized(again) != theirs)
        return "the encoding means something else to C++";
    if (!has_unknown(&record)) {
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

inline Difference compare_with_cpp(const std::string &bytes, unsigned flags, phonenum_arena *arena, Tally &tally)
{
    v1::PhoneNumber message;
    bool accepted = message.ParseFromString(bytes);
    phonenum_decode_options options = {};
    options.flags = flags;
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = phonenum_decode(bytes.data(), bytes.size(), &options, arena, &record, &error);
    tally.by_status[status]++;
    if (Difference path = path_that_differs(bytes.data(), bytes.size(), &record, &error))
        return path;
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

} // namespace differential

#endif
