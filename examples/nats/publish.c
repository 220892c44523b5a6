/*
 * Sends records to NATS JetStream, each as a message of bare Protocol Buffers bytes. It ends when a quorum of the
 * servers has stored all of them.
 *
 * usage: publish [-v] [--json] [FILE]
 *
 * The file has JSON, or else an archive or a delimited stream. It may be started again from the start at any time: the
 * same record is the same message, and the store keeps the newest version of each record.
 */
#include "connection.h"
#include "message.h"
#include "records.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <threads.h>

enum {
    WINDOW = 4096,                   /* messages that may wait for their acknowledgement */
    ROOM = WINDOW + 1,               /* all of them may be refused, and one more that was just sent */
    WINDOW_BYTES = 16 * 1024 * 1024, /* after so many, wait for all of them: records may be large */
    DEADLINE = 3000,                 /* milliseconds for an acknowledgement. The client by itself waits for ever. */
    PAUSE_MIN = 100,                 /* milliseconds before messages are sent again, doubled from one to the next */
    PAUSE_MAX = 2000,
    PROGRESS = 1000, /* records from one line to the next, if lines are asked for */
    EXIT_DATA = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3
};

struct publisher {
    jsCtx *jetstream;
    struct records input;
    phonenum_arena arena; /* of the record at hand */
    uint64_t records;     /* sent */
    uint64_t failed;
    uint64_t repeated;
    size_t bytes; /* sent since nothing was in flight */
    bool is_verbose;
    int exit_status;
    mtx_t mutex;          /* for what is below: acknowledgements come on another thread */
    natsMsg *again[ROOM]; /* messages that were not stored */
    size_t again_count;
};

/* Keeps a message that was not stored. Nothing new is sent before it is sent again, so there is room. */
static void keep(struct publisher *publisher, natsMsg *message)
{
    mtx_lock(&publisher->mutex);
    publisher->again[publisher->again_count++] = message;
    mtx_unlock(&publisher->mutex);
}

static size_t take_kept(struct publisher *publisher, natsMsg *messages[ROOM])
{
    mtx_lock(&publisher->mutex);
    const size_t count = publisher->again_count;
    memcpy(messages, publisher->again, count * sizeof *messages);
    publisher->again_count = 0;
    mtx_unlock(&publisher->mutex);
    return count;
}

/* Newer servers may call a message a duplicate of one that is not stored yet, and may never be: its number is 0. */
static void on_answer(jsCtx *jetstream, natsMsg *message, jsPubAck *stored, jsPubAckErr *refused, void *publisher)
{
    (void)jetstream;
    (void)refused; /* for example, the stream has no leader at the moment */
    if (stored && stored->Sequence > 0)
        natsMsg_Destroy(message);
    else
        keep(publisher, message);
}

/* Takes what was not acknowledged in time, because an acknowledgement or a message was lost. */
static void keep_pending(struct publisher *publisher)
{
    natsMsgList pending;
    if (js_PublishAsyncGetPendingList(&pending, publisher->jetstream) != NATS_OK)
        return;
    for (int i = 0; i < pending.Count; i++) {
        keep(publisher, pending.Msgs[i]);
        pending.Msgs[i] = NULL;
    }
    natsMsgList_Destroy(&pending);
}

/* Waits until all that was sent is stored, and sends again what was not, under the same id. */
static void settle(struct publisher *publisher)
{
    natsMsg *messages[ROOM];
    bool has_waited = false;
    jsPubOptions options;
    jsPubOptions_Init(&options);
    options.MaxWait = DEADLINE;
    for (int64_t pause = PAUSE_MIN;; pause = pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX) {
        if (js_PublishAsyncComplete(publisher->jetstream, &options) != NATS_OK)
            keep_pending(publisher);
        const size_t count = take_kept(publisher, messages);
        if (count == 0)
            break;
        publisher->repeated += count;
        if (pause == PAUSE_MAX && !has_waited) {
            fprintf(stderr, "publish: waiting until a quorum of the servers stores %zu messages\n", count);
            has_waited = true;
        }
        nats_Sleep(pause);
        for (size_t i = 0; i < count; i++)
            if (js_PublishMsgAsync(publisher->jetstream, &messages[i], NULL) != NATS_OK)
                keep(publisher, messages[i]);
    }
    publisher->bytes = 0;
}

static bool has_kept(struct publisher *publisher)
{
    mtx_lock(&publisher->mutex);
    const bool has_some = publisher->again_count > 0;
    mtx_unlock(&publisher->mutex);
    return has_some;
}

/* Sends a message. It waits as long as that takes, but not for a message that is too large and so will never go. */
static natsStatus send_message(struct publisher *publisher, natsMsg **message)
{
    natsStatus status;
    if (publisher->bytes > WINDOW_BYTES || has_kept(publisher))
        settle(publisher);
    publisher->bytes += (size_t)natsMsg_GetDataLength(*message);
    do {
        status = js_PublishMsgAsync(publisher->jetstream, message, NULL);
        if (status != NATS_OK && status != NATS_MAX_PAYLOAD)
            settle(publisher); /* the window is full, or the servers are away */
    } while (status != NATS_OK && status != NATS_MAX_PAYLOAD);
    return status;
}

static void complain(struct publisher *publisher, const char *problem, int exit_status)
{
    fprintf(stderr, "publish: record %" PRIu64 ": %s\n", publisher->records + publisher->failed + 1, problem);
    publisher->failed++;
    if (publisher->exit_status < exit_status)
        publisher->exit_status = exit_status;
}

static void publish(struct publisher *publisher, const phonenum_record *record)
{
    phonenum_bytes bytes;
    phonenum_error error;
    natsMsg *message = NULL;
    char line[PHONENUM_ERROR_LINE_SIZE];
    if (phonenum_encode_arena(record, &publisher->arena, &bytes, &error) != PHONENUM_OK) {
        phonenum_error_format(&error, line, sizeof line);
        complain(publisher, line, EXIT_DATA);
        return;
    }
    natsStatus status = message_make(record, bytes, &message);
    if (status == NATS_OK)
        status = send_message(publisher, &message);
    natsMsg_Destroy(message); /* none, if it was sent */
    if (status != NATS_OK)
        complain(publisher, natsStatus_GetText(status), status == NATS_MAX_PAYLOAD ? EXIT_DATA : EXIT_SYSTEM);
    else if (++publisher->records % PROGRESS == 0 && publisher->is_verbose)
        fprintf(stderr, "publish: %" PRIu64 " records\n", publisher->records);
}

static void publish_all(struct publisher *publisher)
{
    phonenum_record record;
    phonenum_error error;
    phonenum_status status;
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_arena_init(&publisher->arena, NULL, 0, phonenum_malloc_allocator());
    while ((status = records_next(&publisher->input, &publisher->arena, &record, &error)) != PHONENUM_END) {
        if (status == PHONENUM_OK) {
            publish(publisher, &record);
        } else {
            phonenum_error_format(&error, line, sizeof line);
            complain(publisher, line, status == PHONENUM_ERR_IO ? EXIT_SYSTEM : EXIT_DATA);
        }
        phonenum_arena_reset(&publisher->arena);
    }
    phonenum_arena_free(&publisher->arena);
    settle(publisher);
}

static int run(struct publisher *publisher)
{
    natsConnection *connection = NULL;
    jsOptions options;
    jsOptions_Init(&options);
    options.PublishAsync.MaxPending = WINDOW;
    options.PublishAsync.StallWait = DEADLINE;
    options.PublishAsync.AckHandler = on_answer;
    options.PublishAsync.AckHandlerClosure = publisher;
    natsStatus status = connect_to_servers(&connection, "publish");
    if (status == NATS_OK)
        status = natsConnection_JetStream(&publisher->jetstream, connection, &options);
    if (status == NATS_OK)
        publish_all(publisher);
    else
        fprintf(stderr, "publish: cannot connect: %s\n", natsStatus_GetText(status));
    jsCtx_Destroy(publisher->jetstream);
    natsConnection_Destroy(connection);
    return status == NATS_OK ? publisher->exit_status : EXIT_SYSTEM;
}

static int run_file(struct publisher *publisher, FILE *file, bool is_json)
{
    records_open(&publisher->input, file, is_json);
    const int exit_status = run(publisher);
    records_close(&publisher->input);
    fprintf(stderr, "publish: %" PRIu64 " records are stored, %" PRIu64 " were sent again, %" PRIu64 " failed\n",
            publisher->records, publisher->repeated, publisher->failed);
    return exit_status;
}

int main(int count, char **arguments)
{
    static struct publisher publisher;
    bool is_json = false, is_known = true;
    int i = 1;
    for (; i < count && arguments[i][0] == '-'; i++) {
        const bool is_verbose = strcmp(arguments[i], "-v") == 0;
        is_json |= strcmp(arguments[i], "--json") == 0;
        is_known &= is_verbose || strcmp(arguments[i], "--json") == 0;
        publisher.is_verbose |= is_verbose;
    }
    if (!is_known || i + 1 < count || mtx_init(&publisher.mutex, mtx_plain) != thrd_success)
        return fprintf(stderr, "usage: publish [-v] [--json] [FILE]\n"), EXIT_USAGE;
    FILE *file = i < count ? fopen(arguments[i], "rb") : stdin;
    if (!file)
        return fprintf(stderr, "publish: %s: cannot open\n", arguments[i]), EXIT_SYSTEM;
    const int exit_status = run_file(&publisher, file, is_json);
    fclose(file);
    mtx_destroy(&publisher.mutex);
    nats_Close();
    return exit_status;
}
