/*
 * A part of the program that needs the bridge.
 */
#include <phonenum/protobuf_c.h>

phonenum_status bridge(const phonenum_record *record, phonenum_arena *arena, Phonenum__V1__PhoneNumber **message);

phonenum_status bridge(const phonenum_record *record, phonenum_arena *arena, Phonenum__V1__PhoneNumber **message)
{
    return phonenum_to_protobuf_c(record, arena, message, NULL);
}
