/*
 * Takes records from NATS JetStream and puts them into a database of `phonenum store`. Of each record, the newest
 * version stays. A message is acknowledged when the database has it on its disk, so none is lost. A message that comes
 * again changes nothing.
 *
 * usage: store [-v] [-b BATCH] DATABASE
 *
 * Any number of these may run, on the same database or on others. It ends after the batch at hand when it gets SIGTERM.
 */
#include "connection.h"
#include "pull.h"

#include <phonenum/phonenum.h>
#include <phonenum/sqlite.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_DEFAULT = 1000,
    BATCH_MAX = 10000,
    BUSY_WAIT = 5000, /* milliseconds, for another worker that writes */
    PAUSE_MIN = 250,  /* milliseconds before the next try, doubled from one to the next */
    PAUSE_MAX = 30000,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3
};

/*
 * Of two versions, the one with the higher updated_at stays; of two with the same, the one with the higher bytes. So it
 * does not matter in which order they come, and how often.
 */
#define TIME_OF(row) "ifnull(" row ".updated_at, -9223372036854775808)"
#define PUT                                               \
    "INSERT INTO phone_numbers (record) VALUES (?1) "     \
    "ON CONFLICT DO UPDATE SET record = excluded.record " \
    "WHERE (" TIME_OF("excluded") ", excluded.record) > (" TIME_OF("phone_numbers") ", phone_numbers.record)"

struct worker {
    natsConnection *connection;
    jsCtx *jetstream;
    struct pull pull;
    natsMsg *messages[BATCH_MAX];
    bool is_bad[BATCH_MAX]; /* can't be stored, by anybody */
    int count;
    long batch;
    sqlite3 *database;
    sqlite3_stmt *put;
    phonenum_arena arena; /* one for all records: it is reset before each */
    bool is_verbose;
};

static volatile sig_atomic_t is_asked_to_end;

static void on_signal(int number)
{
    (void)number;
    is_asked_to_end = 1;
}

/* Why a message can't be stored, with the place. Errors never have anything of a backup code in them. */
static bool find_fault(struct worker *worker, natsMsg *message, char line[PHONENUM_ERROR_LINE_SIZE])
{
    const char *name = NULL;
    phonenum_record record;
    phonenum_error error;
    natsMsgHeader_Get(message, MESSAGE_HEADER, &name);
    if (!name || strcmp(name, MESSAGE) != 0) {
        snprintf(line, PHONENUM_ERROR_LINE_SIZE, "the header " MESSAGE_HEADER " is not " MESSAGE);
        return true;
    }
    phonenum_arena_reset(&worker->arena);
    if (phonenum_decode(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message), NULL, &worker->arena, &record,
                        &error) == PHONENUM_OK)
        return false;
    phonenum_error_format(&error, line, PHONENUM_ERROR_LINE_SIZE);
    return true;
}

static int put(struct worker *worker, natsMsg *message)
{
    const int size = natsMsg_GetDataLength(message);
    const char *data = size > 0 ? natsMsg_GetData(message) : ""; /* NULL would be SQL's NULL */
    int result = sqlite3_bind_blob(worker->put, 1, data, size, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_step(worker->put);
    sqlite3_reset(worker->put);
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

/* Puts the batch into the database, all of it or nothing. Returns whether the disk has it. */
static bool put_all(struct worker *worker)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    int result = sqlite3_exec(worker->database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (int i = 0; i < worker->count && result == SQLITE_OK; i++) {
        worker->is_bad[i] = find_fault(worker, worker->messages[i], line);
        if (!worker->is_bad[i])
            result = put(worker, worker->messages[i]);
    }
    if (result == SQLITE_OK)
        result = sqlite3_exec(worker->database, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return true;
    /* Not sqlite3_errmsg(), which may have a part of a record in it. */
    fprintf(stderr, "store: the database takes no records: %s\n", sqlite3_errstr(result));
    sqlite3_exec(worker->database, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* Sends a message that can't be stored to where people look after it. Returns whether it is there. */
static bool bury(struct worker *worker, natsMsg *message)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    const char *id = NULL;
    natsMsg *dead = NULL;
    (void)find_fault(worker, message, line);
    fprintf(stderr, "store: %s: %s\n", natsMsg_GetReply(message), line); /* the number of the message is in it */
    natsStatus status =
        natsMsg_Create(&dead, DEAD_SUBJECT, NULL, natsMsg_GetData(message), natsMsg_GetDataLength(message));
    if (status == NATS_OK)
        status = natsMsgHeader_Set(dead, "Error", line);
    if (status == NATS_OK && natsMsgHeader_Get(message, ID_HEADER, &id) == NATS_OK)
        status = natsMsgHeader_Set(dead, ID_HEADER, id);
    if (status == NATS_OK)
        status = js_PublishMsg(NULL, worker->jetstream, dead, NULL, NULL);
    natsMsg_Destroy(dead);
    return status == NATS_OK;
}

static void acknowledge(struct worker *worker)
{
    int bad = 0;
    for (int i = 0; i < worker->count; i++) {
        bad += worker->is_bad[i];
        if (!worker->is_bad[i] || bury(worker, worker->messages[i]))
            pull_acknowledge(&worker->pull, worker->messages[i]);
    }
    if (worker->is_verbose && worker->count > 0)
        fprintf(stderr, "store: %d records, %d bad\n", worker->count - bad, bad);
}

static void work(struct worker *worker)
{
    int64_t pause = PAUSE_MIN;
    while (!is_asked_to_end) {
        worker->count = pull_fetch(&worker->pull, worker->messages, (int)worker->batch);
        const bool is_stored = worker->count == 0 || put_all(worker);
        if (is_stored)
            acknowledge(worker);
        for (int i = 0; i < worker->count; i++) {
            if (!is_stored)
                pull_give_back(&worker->pull, worker->messages[i]);
            natsMsg_Destroy(worker->messages[i]);
        }
        if (!is_stored)
            nats_Sleep(pause);
        pause = is_stored ? PAUSE_MIN : pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX;
    }
}

static bool open_database(struct worker *worker, const char *path)
{
    sqlite3_auto_extension((void (*)(void))sqlite3_phonenum_init);
    int result = sqlite3_open_v2(path, &worker->database, SQLITE_OPEN_READWRITE, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_busy_timeout(worker->database, BUSY_WAIT);
    if (result == SQLITE_OK) /* FULL: what is committed survives a loss of power */
        result =
            sqlite3_exec(worker->database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_prepare_v3(worker->database, PUT, -1, SQLITE_PREPARE_PERSISTENT, &worker->put, NULL);
    if (result != SQLITE_OK)
        fprintf(stderr, "store: %s: %s; make the database with: phonenum store import\n", path,
                sqlite3_errmsg(worker->database));
    return result == SQLITE_OK;
}

static bool subscribe(struct worker *worker)
{
    natsStatus status = connect_to_servers(&worker->connection, "store");
    if (status == NATS_OK)
        status = natsConnection_JetStream(&worker->jetstream, worker->connection, NULL);
    if (status == NATS_OK)
        status = pull_open(&worker->pull, worker->connection, worker->jetstream);
    if (status != NATS_OK)
        fprintf(stderr, "store: cannot take from " STREAM ": %s\n", natsStatus_GetText(status));
    return status == NATS_OK;
}

/* Reads the options. Returns the path of the database, or NULL. */
static const char *parse(struct worker *worker, int count, char **arguments)
{
    int i = 1;
    for (; i < count && arguments[i][0] == '-'; i++) {
        char *end = "";
        if (strcmp(arguments[i], "-v") == 0)
            worker->is_verbose = true;
        else if (strcmp(arguments[i], "-b") == 0 && i + 1 < count)
            worker->batch = strtol(arguments[++i], &end, 10);
        else
            return NULL;
        if (*end || worker->batch < 1 || worker->batch > BATCH_MAX)
            return NULL;
    }
    return i + 1 == count ? arguments[i] : NULL;
}

int main(int count, char **arguments)
{
    static struct worker worker = {.batch = BATCH_DEFAULT};
    const char *path = parse(&worker, count, arguments);
    if (!path)
        return fprintf(stderr, "usage: store [-v] [-b BATCH] DATABASE\n"), EXIT_USAGE;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    phonenum_arena_init(&worker.arena, NULL, 0, phonenum_malloc_allocator());
    const bool is_ready = open_database(&worker, path) && subscribe(&worker);
    if (is_ready)
        work(&worker);
    phonenum_arena_free(&worker.arena);
    sqlite3_finalize(worker.put);
    sqlite3_close(worker.database);
    pull_close(&worker.pull);
    jsCtx_Destroy(worker.jetstream);
    natsConnection_Destroy(worker.connection);
    nats_Close();
    return is_ready ? EXIT_SUCCESS : EXIT_SYSTEM;
}
