/*
 * JetStream's protocol by hand, which is short. natsSubscription_Fetch() would do it, but that of libnats 3.4.1 writes
 * behind the end of its list when messages of an earlier request come late, as they do after a server has failed.
 */
#include "pull.h"

#include "connection.h"

#include <stdbool.h>
#include <stdio.h>

enum {
    FETCH_WAIT = 1000,              /* milliseconds that a request waits for messages */
    FETCH_BYTES = 16 * 1024 * 1024, /* must be more than the servers' max_payload, which is 1 MiB */
    GAP = 20                        /* milliseconds without a message that end a batch */
};

natsStatus pull_open(struct pull *pull, natsConnection *connection, jsCtx *jetstream)
{
    jsConsumerInfo *consumer = NULL;
    *pull = (struct pull){.connection = connection};
    natsStatus status = js_GetConsumerInfo(&consumer, jetstream, STREAM, CONSUMER, NULL, NULL);
    if (status == NATS_OK)
        status = natsInbox_Create(&pull->inbox);
    if (status == NATS_OK)
        status = natsConnection_SubscribeSync(&pull->subscription, connection, pull->inbox);
    jsConsumerInfo_Destroy(consumer);
    return status;
}

/* Asks for a batch, unless an earlier request may still bring messages. A failure is noticed when none come. */
static void request(struct pull *pull, int batch)
{
    char text[100];
    if (pull->awaited > 0 && nats_Now() < pull->asked_at + FETCH_WAIT)
        return;
    snprintf(text, sizeof text, "{\"batch\":%d,\"max_bytes\":%d,\"expires\":%d000000}", batch, FETCH_BYTES, FETCH_WAIT);
    natsConnection_PublishRequestString(pull->connection, "$JS.API.CONSUMER.MSG.NEXT." STREAM "." CONSUMER, pull->inbox,
                                        text);
    pull->awaited = batch;
    pull->asked_at = nats_Now();
}

/* A message that only tells how the request ended: nothing came in time, or nobody is there to answer. */
static bool is_end(natsMsg *message)
{
    const char *status;
    return !natsMsg_GetReply(message) && natsMsgHeader_Get(message, "Status", &status) == NATS_OK;
}

int pull_fetch(struct pull *pull, natsMsg **messages, int batch)
{
    int count = 0;
    natsMsg *message;
    request(pull, batch);
    while (count < batch && pull->awaited > 0 &&
           natsSubscription_NextMsg(&message, pull->subscription, count > 0 ? GAP : FETCH_WAIT) == NATS_OK) {
        pull->awaited--;
        if (!is_end(message)) {
            messages[count++] = message;
            continue;
        }
        natsMsg_Destroy(message);
        pull->awaited = 0;
        nats_Sleep(count > 0 ? 0 : GAP);
    }
    return count;
}

void pull_acknowledge(struct pull *pull, natsMsg *message)
{
    natsConnection_PublishString(pull->connection, natsMsg_GetReply(message), "+ACK");
}

void pull_give_back(struct pull *pull, natsMsg *message)
{
    natsConnection_PublishString(pull->connection, natsMsg_GetReply(message), "-NAK");
}

void pull_close(struct pull *pull)
{
    natsSubscription_Destroy(pull->subscription);
    natsInbox_Destroy(pull->inbox);
}
