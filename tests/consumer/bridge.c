/*
 * The smallest program that hands a record to protobuf-c, against an installed phonenum with its bridge.
 */
#include <phonenum/protobuf_c.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.phone_number = PHONENUM_STR("+15555550100");
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    Phonenum__V1__PhoneNumber *message;
    int result = phonenum_to_protobuf_c(&record, &arena, &message, NULL) ||
                 phonenum__v1__phone_number__get_packed_size(message) != 14 ||
                 strcmp(message->phone_number, "+15555550100") != 0;
    printf("phonenum %s\n", phonenum_version());
    phonenum_arena_free(&arena);
    return result;
}
