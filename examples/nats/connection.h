/* What both programs have in common: the connection, and the names that cluster.sh gives to streams and consumers. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <nats/nats.h>

#define STREAM "PHONE_NUMBERS"      /* has the subjects phone_numbers.*: see stream.json */
#define CONSUMER "store"            /* see consumer.json */
#define SUBJECT "phone_numbers"     /* the first part of a subject; the second is a digit of a hash of the id */
#define DEAD_SUBJECT "dead_numbers" /* where records go that nobody can decode: see dead.json */
#define TYPE_HEADER "Content-Type"  /* RFC 9996 */
#define TYPE "application/protobuf"
#define MESSAGE_HEADER "Protobuf-Message"
#define MESSAGE "phonenum.v1.PhoneNumber"
#define ID_HEADER "Nats-Msg-Id" /* the server stores a message only once within two minutes */

/* Connects to one of the servers in NATS_URL, which commas separate, and to another one whenever that fails. */
natsStatus connect_to_servers(natsConnection **connection, const char *name);

#endif
