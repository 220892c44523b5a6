/*
 * Puts a record into a protobuf-c message of its own (contact.proto), and takes it out again.
 *
 *     $ protoc-c -I. -I/usr/local/share/phonenum/proto --c_out=. contact.proto
 *     $ cc -o embed embed.c contact.pb-c.c $(pkg-config --cflags --libs phonenum-protobuf-c)
 *     $ ./embed
 *     Ada has +15555550100: 21 bytes
 */
#include "contact.pb-c.h"

#include <phonenum/protobuf_c.h>
#include <stdio.h>

static phonenum_status pack(const phonenum_record *record, phonenum_arena *arena, phonenum_bytes *bytes)
{
    static char name[] = "Ada";
    Example__Contact contact = EXAMPLE__CONTACT__INIT;
    contact.name = name;
    phonenum_status status = phonenum_to_protobuf_c(record, arena, &contact.phone, NULL);
    if (status)
        return status;
    uint8_t *packed = phonenum_arena_alloc(arena, example__contact__get_packed_size(&contact), 1);
    if (!packed)
        return PHONENUM_ERR_NO_MEMORY;
    *bytes = (phonenum_bytes){packed, example__contact__pack(&contact, packed)};
    return PHONENUM_OK;
}

static phonenum_status show(phonenum_bytes bytes, phonenum_arena *arena)
{
    Example__Contact *contact = example__contact__unpack(NULL, bytes.size, bytes.data);
    phonenum_record record; /* its texts are those of the contact */
    phonenum_status status = PHONENUM_ERR_RECORD;
    if (contact && contact->phone)
        status = phonenum_from_protobuf_c(contact->phone, arena, &record, NULL);
    if (!status)
        printf("%s has %s: %zu bytes\n", contact->name, record.phone_number.data, bytes.size);
    example__contact__free_unpacked(contact, NULL);
    return status;
}

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    phonenum_arena arena;
    phonenum_bytes bytes;
    record.phone_number = PHONENUM_STR("+15555550100");
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = pack(&record, &arena, &bytes);
    if (!status)
        status = show(bytes, &arena);
    if (status)
        fprintf(stderr, "%s\n", phonenum_status_text(status));
    phonenum_arena_free(&arena);
    return status != PHONENUM_OK;
}
