/* A record as a message: its subject, its headers, its bytes. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <nats/nats.h>
#include <phonenum/phonenum.h>

/* Makes the message of a record and its encoded bytes. After a failure, what was made of it must be destroyed too. */
natsStatus message_make(const phonenum_record *record, phonenum_bytes bytes, natsMsg **message);

#endif
