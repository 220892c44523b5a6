/*
 * A plug-in of the other project. It gives away one name.
 */
#include <phonenum/phonenum.h>

__attribute__((visibility("default"))) size_t plugin_size(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    size_t size;
    return phonenum_encoded_size(&record, &size, NULL) ? 1 : size;
}
