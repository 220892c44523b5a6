/**
 * @file
 * A few lines for C++17: an arena that frees itself, and texts as std::string_view. All else is the C interface.
 */
#ifndef PHONENUM_PHONENUM_HPP
#define PHONENUM_PHONENUM_HPP

#include <phonenum/phonenum.h>

#include <string>
#include <string_view>

namespace phonenum
{

/** An arena that frees its memory at the end of its scope. It can be moved, but not copied. */
class Arena
{
  public:
    /** An arena as phonenum_arena_init() makes it; without arguments it takes its memory from malloc. */
    explicit Arena(void *buffer = nullptr, size_t size = 0, const phonenum_allocator *allocator = nullptr) noexcept
    {
        phonenum_arena_init(&arena_, buffer, size, allocator);
    }

    ~Arena()
    {
        phonenum_arena_free(&arena_);
    }

    /** Takes over the other arena's memory, and the records in it stay valid. The other is then an empty one on malloc. */
    Arena(Arena &&other) noexcept : arena_(other.arena_)
    {
        phonenum_arena_init(&other.arena_, nullptr, 0, nullptr);
    }

    /** Frees its own memory first; then as above. */
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

    /** As phonenum_arena_reset(). */
    void reset() noexcept
    {
        phonenum_arena_reset(&arena_);
    }

    /** The arena, for C calls; never null. */
    phonenum_arena *get() noexcept
    {
        return &arena_;
    }

  private:
    phonenum_arena arena_;
};

/** A text as a view; an absent one is an empty view whose data() is null. */
inline std::string_view view(phonenum_str text) noexcept
{
    return {text.data, text.size};
}

/** A view as a text, which is absent if data() is null. What it views must outlive the text. */
inline phonenum_str str(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/** An error as a line, as phonenum_error_format() writes it. */
inline std::string message(const phonenum_error &error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    return {line, phonenum_error_format(&error, line, sizeof line)};
}

} // namespace phonenum

#endif
