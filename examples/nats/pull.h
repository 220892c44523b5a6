/* Takes messages from the durable consumer, batch by batch. */
#ifndef PULL_H
#define PULL_H

#include <nats/nats.h>

struct pull {
    natsConnection *connection;
    natsInbox *inbox; /* where messages come to */
    natsSubscription *subscription;
    int awaited;      /* messages that the last request may still bring */
    int64_t asked_at; /* when that was, in milliseconds */
};

/* Gets ready to take messages. The consumer must be there. After a failure, pull_close() must follow too. */
natsStatus pull_open(struct pull *pull, natsConnection *connection, jsCtx *jetstream);

/* Takes at most `batch` messages, and waits up to a second for the first one. Returns how many there are. */
int pull_fetch(struct pull *pull, natsMsg **messages, int batch);

/* A message that is not answered comes again, after the ack_wait of consumer.json. */
void pull_acknowledge(struct pull *pull, natsMsg *message);

/* Lets another worker have the message at once. */
void pull_give_back(struct pull *pull, natsMsg *message);

void pull_close(struct pull *pull);

#endif
