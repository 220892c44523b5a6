/*
 * The proof that all rows share.
 */
#include "row.h"

namespace bench
{

void check_found(const Row &row, const Workload &expected, size_t index, const phonenum_record *found)
{
    if (found && phonenum_equal(found, &expected.records.at(index)))
        return;
    throw Unfit(std::string(row.operation()) + "/" + expected.name + "/" + row.description().name + ": record " +
                std::to_string(index + 1) + (found ? " came out as another" : " was refused"));
}

} // namespace bench
