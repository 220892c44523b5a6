/*
 * What a file is, is first read from its header without SQLite: SQLite may change even what it only reads, to complete
 * what another program has not finished.
 */
#include "store/database.h"

#include "program.h"
#include "report.h"
#include "store/heap.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <phonenum/sqlite.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WAIT_MILLISECONDS = 5000,   /* for another program that writes */
    CACHE_KIBIBYTES = 16 * 1024 /* more makes little difference, even for a million records */
};

/* What kind of file there is. */
enum file_kind {
    FILE_WITHOUT_BYTES,
    FILE_OF_PHONENUM,
    FILE_OF_ANOTHER
};

static int report_system(const struct database *database, const char *what, int error)
{
    report_error(database->path, "%s: %s", what, strerror(error));
    return EXIT_SYSTEM;
}

/* What to do about a result code of SQLite. NULL if it tells only what has happened. */
static const char *advice_for(int code)
{
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program has locked it for longer than 5 seconds; try again when that program has ended";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return "SQLite cannot write to the file, or not make files beside it; change the permissions of the file, of "
               "those beside it that end in -wal and -shm, and of the folder, or copy the file elsewhere";
    case SQLITE_FULL:
        return "there is no room left; finished batches are stored, so make room, and import the input again";
    case SQLITE_CONSTRAINT:
        return "an index that was added to it refuses a record; remove that index, and import the input again";
    case SQLITE_ERROR:
        return "an index or a table that was added to it cannot be used here; remove it, and try again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "it is damaged; use a copy, or see what is left with: phonenum store check, and sqlite3's .recover";
    case SQLITE_IOERR:
        return "a read or write has failed; finished batches are stored, so import the input again when that is mended";
    default:
        return NULL;
    }
}

/* SQLite's own messages are not shown: they may have parts of records in them. */
int database_report(struct database *database)
{
    const int extended = sqlite3_extended_errcode(database->handle);
    const int code = extended & 0xff;
    const int error = sqlite3_system_errno(database->handle);
    const char *advice = advice_for(code);
    database->is_damaged |= code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    if (code == SQLITE_IOERR && error != 0)
        return report_system(database, "cannot read or write", error);
    report_error(database->path, "%s", advice ? advice : sqlite3_errstr(extended));
    return EXIT_SYSTEM;
}

/* SQLite begins its files with a text and has numbers in them, the highest byte first. */
static enum file_kind kind_of(const unsigned char *header, size_t size)
{
    static const char magic[] = "SQLite format 3";
    const unsigned char *id = header + 68;
    if (size == 0)
        return FILE_WITHOUT_BYTES;
    if (size < 100 || memcmp(header, magic, sizeof magic) != 0)
        return FILE_OF_ANOTHER;
    const uint32_t number = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    return number == SCHEMA_APPLICATION_ID ? FILE_OF_PHONENUM : FILE_OF_ANOTHER;
}

static int read_kind(struct database *database, enum file_kind *kind)
{
    unsigned char header[100];
    FILE *file = fopen(database->path, "rb");
    if (!file)
        return report_system(database, "cannot open", errno);
    (void)setvbuf(file, NULL, _IONBF, 0);
    const size_t size = fread(header, 1, sizeof header, file);
    const int error = ferror(file) ? errno : 0;
    (void)fclose(file);
    *kind = kind_of(header, size);
    return error == 0 ? EXIT_OK : report_system(database, "cannot read", error);
}

/* Backup codes will be in it, so only its owner may read it. SQLite gives its other files the same permissions. */
static int make_file(struct database *database)
{
    const int descriptor = open(database->path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return report_system(database, "cannot create", errno);
    (void)close(descriptor);
    return EXIT_OK;
}

static int refuse_kind(const struct database *database, enum file_kind kind, bool is_regular)
{
    if (!is_regular)
        report_error(database->path, "this is not a file; name a file for the database");
    else if (kind == FILE_WITHOUT_BYTES)
        report_error(database->path, "the file is empty; phonenum store import makes a database of it");
    else
        report_error(database->path, "this is not a database of phonenum, and stays as it is; name another file");
    return EXIT_SYSTEM;
}

/* Looks at the file, and makes it if it is wanted and not there. */
static int look_at_file(struct database *database, enum database_access access)
{
    struct stat there = {.st_mode = 0}; /* MemorySanitizer does not know who fills it */
    enum file_kind kind = FILE_WITHOUT_BYTES;
    int result = EXIT_OK;
    if (stat(database->path, &there) != 0 && errno == ENOENT && access == DATABASE_WRITE)
        return make_file(database);
    const bool is_regular = S_ISREG(there.st_mode) || there.st_mode == 0;
    if (is_regular)
        result = read_kind(database, &kind);
    if (result == EXIT_OK &&
        (!is_regular || kind == FILE_OF_ANOTHER || (kind == FILE_WITHOUT_BYTES && access == DATABASE_READ)))
        result = refuse_kind(database, kind, is_regular);
    return result;
}

/* What a file says, such as a trigger, must not make SQLite do anything beyond the statements of the program. */
static int defend(sqlite3 *handle)
{
    static const struct {
        int option;
        int value;
    } options[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                   {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                   {SQLITE_DBCONFIG_ENABLE_VIEW, 0}};
    int result = SQLITE_OK;
    for (size_t i = 0; i < sizeof options / sizeof options[0] && result == SQLITE_OK; i++)
        result = sqlite3_db_config(handle, options[i].option, options[i].value, NULL);
    return result;
}

static int open_handle(const char *path, int flags, sqlite3 **handle)
{
    char *message = NULL;
    int result = sqlite3_open_v2(path, handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (result == SQLITE_OK)
        result = defend(*handle);
    if (result == SQLITE_OK)
        result = sqlite3_phonenum_init(*handle, &message, NULL);
    sqlite3_free(message);
    return result;
}

/* A path is a path for SQLite, also if it begins with `file:`. Must be called before anything else of SQLite. */
static int configure(void)
{
    const int result = heap_use();
    return result == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_URI, 0) : result;
}

int database_open_empty(sqlite3 **handle)
{
    *handle = NULL;
    int result = configure();
    if (result == SQLITE_OK)
        result = open_handle(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, handle);
    return result == SQLITE_OK ? schema_create(*handle) : result;
}

static int read_number(struct database *database, const char *sql, sqlite3_int64 *number)
{
    sqlite3_stmt *statement;
    int result = database_prepare(database, sql, &statement);
    *number = 0;
    if (result == EXIT_OK && sqlite3_step(statement) == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    if (sqlite3_finalize(statement) != SQLITE_OK)
        result = database_report(database);
    return result;
}

static int count_parts(struct database *database, sqlite3_int64 *parts)
{
    return read_number(database, "SELECT count(*) FROM sqlite_master", parts);
}

/* Makes the table, unless another program has made something in the meantime. */
static int make_table(struct database *database)
{
    sqlite3_int64 parts;
    int result = database_do(database, "BEGIN EXCLUSIVE");
    if (result == EXIT_OK)
        result = count_parts(database, &parts);
    if (result == EXIT_OK && parts == 0 && schema_create(database->handle) != SQLITE_OK)
        result = database_report(database);
    return result == EXIT_OK ? database_do(database, "COMMIT") : result;
}

static int check_version(struct database *database)
{
    sqlite3_int64 id;
    sqlite3_int64 version;
    int result = read_number(database, "PRAGMA application_id", &id);
    if (result == EXIT_OK)
        result = read_number(database, "PRAGMA user_version", &version);
    if (result != EXIT_OK)
        return result;
    /* If a program was killed while it made the table, SQLite has now undone that. */
    if (id != SCHEMA_APPLICATION_ID)
        return refuse_kind(database, id == 0 ? FILE_WITHOUT_BYTES : FILE_OF_ANOTHER, true);
    if (version <= SCHEMA_VERSION)
        return EXIT_OK;
    report_error(database->path, "a newer version of phonenum has made this database; use that version");
    return EXIT_SYSTEM;
}

static int check_schema(struct database *database)
{
    bool is_same;
    const int result = check_version(database);
    if (result != EXIT_OK)
        return result;
    if (schema_compare(database->handle, &is_same) != SQLITE_OK)
        return database_report(database);
    if (is_same)
        return EXIT_OK;
    database->is_damaged = true;
    report_error(database->path, "its table or an index is not as phonenum has made it; export what can be read with "
                                 "sqlite3, and import it into another database");
    return EXIT_SYSTEM;
}

/* With a write-ahead log, others can read while a batch is written. It is switched on when the file is marked as ours. */
static int prepare_to_write(struct database *database)
{
    sqlite3_int64 parts;
    int result = count_parts(database, &parts);
    if (result == EXIT_OK && parts == 0)
        result = make_table(database);
    if (result == EXIT_OK)
        result = check_schema(database);
    if (result != EXIT_OK)
        return result;
    if (sqlite3_db_readonly(database->handle, "main") == 1) {
        report_error(database->path, "%s", advice_for(SQLITE_READONLY));
        return EXIT_SYSTEM;
    }
    return database_do(database, "PRAGMA journal_mode = WAL");
}

/* No statement may write, but SQLite may: it undoes what a program that was killed has left half done. */
static int prepare_to_read(struct database *database)
{
    const int result = database_do(database, "PRAGMA query_only = ON");
    return result == EXIT_OK ? check_schema(database) : result;
}

static int open_file(struct database *database)
{
    if (configure() != SQLITE_OK || open_handle(database->path, SQLITE_OPEN_READWRITE, &database->handle) != SQLITE_OK)
        return database_report(database);
    (void)sqlite3_busy_timeout(database->handle, WAIT_MILLISECONDS);
    return EXIT_OK;
}

static int enlarge_cache(struct database *database)
{
    char sql[40];
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA cache_size = -%d", CACHE_KIBIBYTES);
    return database_do(database, sql);
}

int database_open(struct database *database, const char *path, enum database_access access)
{
    *database = (struct database){.path = path};
    if (strcmp(path, ":memory:") == 0) {
        report_error(path, "SQLite takes this for a name without a file; use ./%s", path);
        return EXIT_SYSTEM;
    }
    int result = look_at_file(database, access);
    if (result == EXIT_OK)
        result = open_file(database);
    if (result == EXIT_OK)
        result = access == DATABASE_WRITE ? prepare_to_write(database) : prepare_to_read(database);
    return result == EXIT_OK ? enlarge_cache(database) : result;
}

void database_close(struct database *database)
{
    (void)sqlite3_close(database->handle);
    (void)sqlite3_shutdown();
}

int database_prepare(struct database *database, const char *sql, sqlite3_stmt **statement)
{
    if (sqlite3_prepare_v2(database->handle, sql, -1, statement, NULL) == SQLITE_OK)
        return EXIT_OK;
    return database_report(database);
}

int database_do(struct database *database, const char *sql)
{
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return EXIT_OK;
    return database_report(database);
}
