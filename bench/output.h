/*
 * Where encoders write to: one record behind the other, round and round in a piece of memory that stays in the cache. In
 * one place all the time, some would meet their own input at a distance that the processor is slow at, and others not.
 */
#ifndef PHONENUM_BENCH_OUTPUT_H
#define PHONENUM_BENCH_OUTPUT_H

#include "workload.h"

namespace bench
{

class Output
{
  public:
    /* Makes sure that a record of so many bytes always fits, with much to spare. */
    void prepare(size_t largest)
    {
        memory_.resize(round + largest + spare);
        next_ = memory_.data();
    }

    uint8_t *next()
    {
        return next_;
    }

    char *next_text()
    {
        return reinterpret_cast<char *>(next_);
    }

    size_t room() const
    {
        return static_cast<size_t>(memory_.data() + memory_.size() - next_);
    }

    /* Takes what was written, which is valid until the next time around. */
    Span take(size_t size)
    {
        Span taken = {next_, size};
        next_ += size;
        if (next_ >= memory_.data() + round)
            next_ = memory_.data();
        return taken;
    }

  private:
    static constexpr size_t round = 16384;
    static constexpr size_t spare = 4096;

    std::vector<uint8_t> memory_;
    uint8_t *next_ = nullptr;
};

} // namespace bench

#endif
