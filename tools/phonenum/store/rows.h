/*
 * Puts records into the table: inserts them, or replaces older ones.
 */
#ifndef PHONENUM_TOOLS_STORE_ROWS_H
#define PHONENUM_TOOLS_STORE_ROWS_H

#include "store/database.h"

#include <phonenum/codec.h>

/* What a record is known by. */
enum row_key {
    KEY_ID,
    KEY_PHONE_NUMBER, /* if there is no id */
    KEY_BYTES,        /* if there is neither */
    ROW_KEYS
};

enum row_outcome {
    ROW_INSERTED,
    ROW_REPLACED,  /* another record with the same key */
    ROW_UNCHANGED, /* because the same record is there */
    ROW_OLDER,     /* than the record with the same key, which stays */
    ROW_OUTCOMES
};

struct rows {
    struct database *database;
    sqlite3_stmt *find[ROW_KEYS];
    sqlite3_stmt *insert;
    sqlite3_stmt *replace;
};

/* What the record is known by. An empty text counts as none. */
enum row_key row_key_of(const phonenum_record *record);

/* Returns an exit status. If it is not EXIT_OK, an error was reported. rows_close() must follow in any case. */
int rows_open(struct rows *rows, struct database *database);

/* Puts a record, whose bytes are given too. Returns an exit status. If it is not EXIT_OK, an error was reported. */
int rows_put(struct rows *rows, const phonenum_record *record, phonenum_bytes encoded, enum row_outcome *outcome);

void rows_close(struct rows *rows);

#endif
