/**
 * @file
 * A few lines for C++17: an arena that frees itself, and texts as std::string_view. All else is the C interface.
 */
#ifndef PHONENUM_PHONENUM_HPP
#define PHONENUM_PHONENUM_HPP

#if !defined(__cplusplus) || (__cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L))
#error "phonenum.hpp needs C++17; phonenum.h works with C11 and C++11"
#endif

#include <phonenum/phonenum.h>

#include <string>
#include <string_view>

namespace phonenum
{

/** An arena that frees its memory at the end of its scope. It can be moved, but not copied. */
class Arena
{
  public:
    /**
     * Makes an arena.
     * @param buffer as for phonenum_arena_init()
     * @param size likewise
     * @param allocator likewise
     */
    explicit Arena(void *buffer = nullptr, size_t size = 0, const phonenum_allocator *allocator = nullptr) noexcept
    {
        phonenum_arena_init(&arena_, buffer, size, allocator);
    }

    ~Arena()
    {
        phonenum_arena_free(&arena_);
    }

    /** Takes over the memory of another arena. Its records stay valid. @param other is then empty, on malloc. */
    Arena(Arena &&other) noexcept : arena_(other.arena_)
    {
        phonenum_arena_init(&other.arena_, nullptr, 0, nullptr);
    }

    /** Frees its own memory, then does the same. @param other is then empty, on malloc. @return this arena. */
    Arena &operator=(Arena &&other) noexcept
    {
        if (this != &other) {
            phonenum_arena_free(&arena_);
            arena_ = other.arena_;
            phonenum_arena_init(&other.arena_, nullptr, 0, nullptr);
        }
        return *this;
    }

    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    /** Takes back all memory for reuse, as phonenum_arena_reset() does. */
    void reset() noexcept
    {
        phonenum_arena_reset(&arena_);
    }

    /** @return the arena for C calls; never null. */
    phonenum_arena *get() noexcept
    {
        return &arena_;
    }

  private:
    phonenum_arena arena_;
};

/** @param text any text. @return the text as a view. For an absent text, its data() is null. */
inline std::string_view view(phonenum_str text) noexcept
{
    return {text.data, text.size};
}

/** @param text must view what lives as long as the result. @return the text; absent if data() is null. */
inline phonenum_str str(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/** @param error what a call has set. @return the line that phonenum_error_format() writes. */
inline std::string message(const phonenum_error &error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    return {line, phonenum_error_format(&error, line, sizeof line)};
}

} // namespace phonenum

#endif
