/*
 * A program of the other project.
 */
#include <phonenum/phonenum.h>
#include <stdio.h>

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    uint8_t bytes[64];
    size_t size;
    record.id = PHONENUM_STR("a");
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, NULL))
        return 1;
    printf("%zu bytes\n", size);
    return 0;
}
