/*
 * The same as record.c, in C++17.
 */
#include <iostream>
#include <phonenum/phonenum.hpp>

int main()
{
    phonenum_record record = {};
    record.phone_number = phonenum_cstr("+15555550100");
    unsigned char bytes[64];
    size_t size;
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, nullptr))
        return 1;
    phonenum::Arena arena;
    phonenum_record decoded;
    if (phonenum_decode(bytes, size, nullptr, arena.get(), &decoded, nullptr) || !phonenum_equal(&record, &decoded))
        return 1;
    std::cout << "phonenum " << phonenum_version() << '\n';
    return 0;
}
