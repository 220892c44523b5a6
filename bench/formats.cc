/*
 * Encoding by the reference.
 */
#include "formats.h"

#include <algorithm>
#include <cstring>

namespace bench
{

namespace
{

/* Encodes one record into the buffer, which grows as needed. Throws Unfit. */
template <class Encode> Span encode_into(std::vector<uint8_t> &buffer, Encode encode)
{
    size_t size = 0;
    phonenum_error error;
    phonenum_status status = encode(buffer.data(), buffer.size(), &size, &error);
    if (status == PHONENUM_ERR_NO_SPACE) {
        buffer.resize(size);
        status = encode(buffer.data(), buffer.size(), &size, &error);
    }
    if (status)
        throw Unfit(std::string(error.field) + ": " + error.message);
    return {buffer.data(), size};
}

Span encode_protobuf(const phonenum_record &record, std::vector<uint8_t> &buffer)
{
    return encode_into(buffer, [&](uint8_t *out, size_t capacity, size_t *size, phonenum_error *error) {
        return phonenum_encode(&record, out, capacity, size, error);
    });
}

Span encode_json(const phonenum_record &record, std::vector<uint8_t> &buffer)
{
    return encode_into(buffer, [&](uint8_t *out, size_t capacity, size_t *size, phonenum_error *error) {
        return phonenum_json_write(&record, nullptr, reinterpret_cast<char *>(out), capacity, size, error);
    });
}

Span encode_delimited(const phonenum_record &record, std::vector<uint8_t> &buffer)
{
    return encode_into(buffer, [&](uint8_t *out, size_t capacity, size_t *size, phonenum_error *error) {
        return phonenum_encode_delimited(&record, out, capacity, size, error);
    });
}

Span encode_json_line(const phonenum_record &record, std::vector<uint8_t> &buffer)
{
    Span json = encode_json(record, buffer);
    buffer.resize(std::max(buffer.size(), json.size + 1));
    buffer[json.size] = '\n';
    return {buffer.data(), json.size + 1};
}

bool is_same(Span reference, Span encoded)
{
    return reference.size == encoded.size && std::memcmp(reference.data, encoded.data, encoded.size) == 0;
}

template <class Encode> Packed pack_all(const Workload &workload, Encode encode)
{
    Packed packed;
    std::vector<uint8_t> buffer(1);
    for (const phonenum_record &record : workload.records)
        packed.add(encode(record, buffer));
    return packed;
}

} // namespace

Packed Protobuf::pack(const Workload &workload)
{
    return pack_all(workload, encode_protobuf);
}

bool Protobuf::is_reference(const phonenum_record &record, Span encoded)
{
    std::vector<uint8_t> buffer(1);
    return is_same(encode_protobuf(record, buffer), encoded);
}

Packed Json::pack(const Workload &workload)
{
    return pack_all(workload, encode_json);
}

Packed Delimited::pack(const Workload &workload)
{
    return pack_all(workload, encode_delimited);
}

bool Delimited::is_reference(const phonenum_record &record, Span encoded)
{
    std::vector<uint8_t> buffer(1);
    return is_same(encode_delimited(record, buffer), encoded);
}

Packed JsonLines::pack(const Workload &workload)
{
    return pack_all(workload, encode_json_line);
}

} // namespace bench
