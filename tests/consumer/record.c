/*
 * The smallest program that encodes a record and decodes it again, against an installed phonenum.
 */
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.phone_number = PHONENUM_STR("+15555550100");
    unsigned char bytes[64];
    size_t size;
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, NULL))
        return 1;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record decoded;
    int result = phonenum_decode(bytes, size, NULL, &arena, &decoded, NULL) || !phonenum_equal(&record, &decoded) ||
                 strcmp(phonenum_version(), PHONENUM_VERSION) != 0;
    printf("phonenum %s\n", phonenum_version());
    phonenum_arena_free(&arena);
    return result;
}
