#include "message.h"

#include "connection.h"

#include <inttypes.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME_SIZE = 64,                   /* of a record's id that is part of a message's id */
    MESSAGE_ID_SIZE = NAME_SIZE + 100 /* with the time and the hash */
};

/* The digit of a hash of the id decides on the subject. So all versions of a record are in one partition. */
static void make_subject(phonenum_str id, char subject[static sizeof SUBJECT + 2])
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)(id.data ? id.data : ""), id.size, hash);
    snprintf(subject, sizeof SUBJECT + 2, SUBJECT ".%x", hash[0] >> 4);
}

/* The id of the record if it can stand in a header, its time, and the first half of the SHA-256 of its bytes. */
static void make_message_id(const phonenum_record *record, phonenum_bytes bytes, char text[MESSAGE_ID_SIZE])
{
    static const char letters[] = "_-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *id = record->id.size < NAME_SIZE && record->id.data ? record->id.data : "";
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256(bytes.data, bytes.size, hash);
    int size = snprintf(text, MESSAGE_ID_SIZE, "%.*s.%" PRId64 ".", (int)strspn(id, letters), id, record->updated_at);
    for (size_t i = 0; i < sizeof hash / 2; i++)
        size += snprintf(text + size, MESSAGE_ID_SIZE - (size_t)size, "%02x", hash[i]);
}

natsStatus message_make(const phonenum_record *record, phonenum_bytes bytes, natsMsg **message)
{
    char subject[sizeof SUBJECT + 2];
    char id[MESSAGE_ID_SIZE];
    make_subject(record->id, subject);
    make_message_id(record, bytes, id);
    natsStatus status = natsMsg_Create(message, subject, NULL, (const char *)bytes.data, (int)bytes.size);
    if (status == NATS_OK)
        status = natsMsgHeader_Set(*message, TYPE_HEADER, TYPE);
    if (status == NATS_OK)
        status = natsMsgHeader_Set(*message, MESSAGE_HEADER, MESSAGE);
    if (status == NATS_OK)
        status = natsMsgHeader_Set(*message, ID_HEADER, id);
    return status;
}
