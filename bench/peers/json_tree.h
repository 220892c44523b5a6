/*
 * How a tree of JSON is looked at: by what phonenum reads in the text that it prints.
 */
#ifndef PHONENUM_BENCH_PEERS_JSON_TREE_H
#define PHONENUM_BENCH_PEERS_JSON_TREE_H

#include "../formats.h"

#include <cstring>

namespace bench
{

class TreeReader
{
  public:
    const phonenum_record *read(const char *text)
    {
        if (!text)
            return nullptr;
        reader_.release();
        bool read = reader_.decode({reinterpret_cast<const uint8_t *>(text), std::strlen(text)});
        return read ? reader_.found() : nullptr;
    }

  private:
    Json::Reader reader_;
};

} // namespace bench

#endif
