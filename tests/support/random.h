/*
 * C++: numbers that look random and are the same everywhere, for generated messages and records.
 */
#ifndef PHONENUM_TESTS_RANDOM_H
#define PHONENUM_TESTS_RANDOM_H

#include <cstddef>
#include <cstdint>

/* SplitMix64. */
class Random
{
  public:
    explicit Random(uint64_t seed) : state_(seed * 0x2545f4914f6cdd1dULL)
    {
    }

    uint64_t next()
    {
        uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    size_t below(size_t bound)
    {
        return static_cast<size_t>(next() % bound);
    }

    bool once_in(size_t times)
    {
        return below(times) == 0;
    }

  private:
    uint64_t state_;
};

#endif
