/*
 * Stepping through the members of any JSON object. A public function, which is used for extra_json too.
 */
#include "base/error.h"
#include "json/scan.h"

#include <phonenum/json.h>

phonenum_status phonenum_json_next_member(phonenum_str object, size_t *position, phonenum_str *name,
                                          phonenum_str *value, phonenum_error *error)
{
    json_scanner scan = json_scan_text(object, error);
    json_string string = {{NULL, 0}, false};
    bool first = *position == 0;
    *name = *value = (phonenum_str){NULL, 0};
    phonenum_status status = PHONENUM_OK;
    if (!first)
        scan.next += *position;
    else if (json_peek(&scan) == '{')
        scan.next++;
    else
        status = phonenum_json_unexpected(&scan, "expected a JSON object");
    scan.open = 1;
    if (!status)
        status = phonenum_json_next_name(&scan, &first);
    if (status == PHONENUM_END)
        return phonenum_error_set(error, status, 0, NULL);
    if (!status)
        status = phonenum_json_scan_name(&scan, &string);
    if (status)
        return status;
    const char *start = scan.next;
    status = phonenum_json_skip_value(&scan);
    if (status) {
        phonenum_json_within_name(&scan, string);
        return status;
    }
    *name = string.raw;
    *value = (phonenum_str){start, (size_t)(scan.next - start)};
    *position = (size_t)(scan.next - scan.begin);
    return phonenum_success(error);
}
