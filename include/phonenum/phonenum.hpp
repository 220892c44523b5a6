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
    /**
     * Makes an arena, as phonenum_arena_init() does.
     *
     * @param buffer memory to use first, or null.
     * @param size bytes at buffer.
     * @param allocator where more memory comes from; null means malloc if there is no buffer, otherwise none.
     */
    explicit Arena(void *buffer = nullptr, size_t size = 0, const phonenum_allocator *allocator = nullptr) noexcept
    {
        phonenum_arena_init(&arena_, buffer, size, allocator);
    }

    ~Arena()
    {
        phonenum_arena_free(&arena_);
    }

    /**
     * Takes over the other arena's memory. The records in it stay valid.
     *
     * @param other is then an empty arena on malloc.
     */
    Arena(Arena &&other) noexcept : arena_(other.arena_)
    {
        phonenum_arena_init(&other.arena_, nullptr, 0, nullptr);
    }

    /**
     * Frees its own memory, then takes over that of the other arena.
     *
     * @param other is then an empty arena on malloc.
     * @return this arena.
     */
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

/**
 * @param text any text.
 * @return the text as a view. For an absent text, the view is empty and its data() is null.
 */
inline std::string_view view(phonenum_str text) noexcept
{
    return {text.data, text.size};
}

/**
 * @param text what it views must live as long as the result is used.
 * @return the view as a text, which is absent if data() is null.
 */
inline phonenum_str str(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/**
 * @param error what a call has set.
 * @return the line that phonenum_error_format() writes.
 */
inline std::string message(const phonenum_error &error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    return {line, phonenum_error_format(&error, line, sizeof line)};
}

} // namespace phonenum

#endif
