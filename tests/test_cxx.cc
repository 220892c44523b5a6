/*
 * The C++ header: an arena frees itself once, can be moved, and texts go both ways.
 */
#include <phonenum/phonenum.hpp>

#include <cstdio>
#include <type_traits>
#include <utility>

namespace
{

/* Blocks that an allocator has given and not taken back. */
struct Heap {
    long live = 0;
};

void *allocate(void *context, size_t size)
{
    static_cast<Heap *>(context)->live++;
    return ::operator new(size);
}

void deallocate(void *context, void *memory, size_t)
{
    static_cast<Heap *>(context)->live--;
    ::operator delete(memory);
}

int failures = 0;

void check(bool holds, const char *what)
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        failures++;
    }
}

phonenum_record decode(phonenum::Arena &arena, const char *bytes, size_t size)
{
    phonenum_record record;
    phonenum_error error;
    check(phonenum_decode(bytes, size, nullptr, arena.get(), &record, &error) == PHONENUM_OK, "it decodes");
    return record;
}

void test_arena()
{
    Heap heap;
    const phonenum_allocator allocator = {allocate, deallocate, &heap};
    {
        phonenum::Arena first(nullptr, 0, &allocator);
        const phonenum_record record = decode(first, "\x0a\x02id", 4);
        check(heap.live == 1, "decoding takes one block");
        phonenum::Arena second(std::move(first));
        check(phonenum::view(record.id) == "id", "a record stays when its arena moves");
        (void)decode(first, "\x0a\x02id", 4);
        check(heap.live == 1, "an arena that was moved from is on malloc");
        phonenum::Arena third(nullptr, 0, &allocator);
        (void)decode(third, "\x0a\x02id", 4);
        check(heap.live == 2, "each arena has its own");
        third = std::move(second);
        check(heap.live == 1, "moving to an arena frees what it had");
        check(phonenum::view(record.id) == "id", "a record stays when its arena moves again");
        third.reset();
        check(heap.live == 1, "a reset keeps the block");
    }
    check(heap.live == 0, "all is freed");
    static_assert(!std::is_copy_constructible_v<phonenum::Arena> && !std::is_copy_assignable_v<phonenum::Arena>);
}

void test_texts()
{
    using namespace std::string_view_literals;
    check(phonenum::view(phonenum_cstr(nullptr)).data() == nullptr, "absent stays absent");
    check(phonenum::str(std::string_view()).data == nullptr, "absent stays absent");
    check(phonenum::str(""sv).data != nullptr && phonenum::str(""sv).size == 0, "empty is present");
    check(phonenum::view(phonenum::str("a\0b"sv)) == "a\0b"sv, "a NUL stays");
}

void test_message()
{
    phonenum::Arena arena;
    phonenum_record record;
    phonenum_error error;
    check(phonenum_decode("\x0a\x01\xff", 3, nullptr, arena.get(), &record, &error) == PHONENUM_ERR_UTF8, "it fails");
    check(phonenum::message(error).find("id: ") == 0, "the message begins with the path");
}

} // namespace

int main()
{
    test_arena();
    test_texts();
    test_message();
    return failures != 0;
}
