/*
 * The proof that all rows share.
 */
#include "row.h"

namespace bench
{

bool is_found(const Workload &expected, size_t index, const phonenum_record *found)
{
    return found && phonenum_equal(found, &expected.records.at(index));
}

void throw_unfit(const Row &row, const Workload &expected, size_t index)
{
    throw Unfit(std::string(row.operation()) + "/" + expected.name + "/" + row.description().name + ": record " +
                std::to_string(index + 1) + " was refused, or came out as another, or as other bytes");
}

} // namespace bench
