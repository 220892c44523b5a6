/*
 * Where decoders without a struct of their own put what they find: the library's public struct, with views into the
 * input, and lists that are reused from record to record.
 */
#ifndef PHONENUM_BENCH_VIEWS_H
#define PHONENUM_BENCH_VIEWS_H

#include <phonenum/phonenum.h>
#include <vector>

namespace bench
{

class Views
{
  public:
    /* Empties the record; the lists keep their memory. */
    phonenum_record &begin()
    {
        record_ = PHONENUM_RECORD_INIT;
        links.clear();
        codes.clear();
        return record_;
    }

    /* Puts the lists into the record. */
    void finish()
    {
        record_.linked_to = links.data();
        record_.linked_to_count = links.size();
        record_.backup_codes = codes.data();
        record_.backup_codes_count = codes.size();
    }

    const phonenum_record *record() const
    {
        return &record_;
    }

    std::vector<phonenum_link> links;
    std::vector<phonenum_str> codes;

  private:
    phonenum_record record_;
};

/* The number of an optional scalar that is there. */
template <class To, class From> void set(bool &has, To &member, From value)
{
    has = true;
    member = static_cast<To>(value);
}

} // namespace bench

#endif
