#include "connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SERVERS_MAX = 16,
    LIST_SIZE = 2048,
    RECONNECT_WAIT = 200, /* milliseconds */
    PING_INTERVAL = 2000, /* milliseconds. By default, a server that hangs is noticed after 6 minutes. */
    PINGS_MAX = 2         /* without an answer */
};

/* Splits the list in place. */
static int split(char *list, const char *servers[SERVERS_MAX])
{
    int count = 0;
    for (char *server = strtok(list, ","); server && count < SERVERS_MAX; server = strtok(NULL, ","))
        servers[count++] = server;
    return count;
}

static natsStatus configure(natsOptions *options, const char *name)
{
    const char *servers[SERVERS_MAX];
    const char *list = getenv("NATS_URL");
    char copy[LIST_SIZE];
    snprintf(copy, sizeof copy, "%s", list ? list : "nats://127.0.0.1:4222");
    natsStatus status = natsOptions_SetServers(options, servers, split(copy, servers));
    if (status == NATS_OK)
        status = natsOptions_SetName(options, name);
    if (status == NATS_OK)
        status = natsOptions_SetMaxReconnect(options, -1); /* try for ever */
    if (status == NATS_OK)
        status = natsOptions_SetReconnectWait(options, RECONNECT_WAIT);
    if (status == NATS_OK)
        status = natsOptions_SetPingInterval(options, PING_INTERVAL);
    if (status == NATS_OK)
        status = natsOptions_SetMaxPingsOut(options, PINGS_MAX);
    return status;
}

natsStatus connect_to_servers(natsConnection **connection, const char *name)
{
    natsOptions *options = NULL;
    natsStatus status = natsOptions_Create(&options);
    if (status == NATS_OK)
        status = configure(options, name);
    if (status == NATS_OK)
        status = natsConnection_Connect(connection, options);
    natsOptions_Destroy(options);
    return status;
}
