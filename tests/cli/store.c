/*
 * What `store` does where memory fails, and that backup codes stay in the database: SQLite's memory is that of the
 * program, so the double sees it too. What else can fail is beyond the double: see store_system.py and store_kill.py.
 */
#include "../support/check.h"
#include "faulty_system.h"
#include "find_secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CODE SECRET SECRET SECRET SECRET
#define RECORDS                                                             \
    "{\"id\":\"a\",\"backup_codes\":[\"" CODE "\"],\"updated_at\":2}\n"     \
    "{\"id\":\"a\",\"backup_codes\":[\"" CODE "\"],\"updated_at\":3}\n"     \
    "{\"phone_number\":\"+1\",\"new\":{\"backup_codes\":[\"" CODE "\"]}}\n" \
    "{\"backup_codes\":[\"" CODE "\"]}\n"

static char folder[] = "/dev/shm/phonenum-store.XXXXXX"; /* in memory, where it is possible */
static char database[sizeof folder + sizeof "/db"];

static void remove_database(void)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[sizeof database + sizeof "-journal"];
        (void)snprintf(path, sizeof path, "%s%s", database, endings[i]);
        (void)remove(path);
    }
}

static int make_folder(void **state)
{
    (void)state;
    if (access("/dev/shm", W_OK) != 0)
        (void)snprintf(folder, sizeof folder, "/tmp/phonenum-store.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(database, sizeof database, "%s/db", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_database();
    return rmdir(folder);
}

static void run_store(test_outcome *got, const char *const *arguments, test_faults faults)
{
    faults.database = database;
    run_program(got, &faults, arguments);
    if (got->lost > 0 || got->secrets > 0 || find_secret(got->err.data, got->err.size))
        fail_msg("%s, allocation %zu: %zu blocks of memory lost, secrets in %zu; it says: %s", arguments[1],
                 faults.no_memory_at, got->lost, got->secrets, (char *)got->err.data);
}

static void import(test_outcome *got, const void *input, size_t size)
{
    const char *const arguments[] = {"store", "import", database, "--keep-going", NULL};
    run_store(got, arguments, (test_faults){.input = input, .input_size = size});
}

/* Whether nothing is stored, or all. Anything else fails. */
static bool is_stored(const char *label, size_t place)
{
    static test_outcome got;
    const char *const arguments[] = {"store", "export", database, "--json", "--redact", NULL};
    run_store(&got, arguments, (test_faults){.input = NULL});
    size_t lines = 0;
    for (size_t i = 0; i < got.out.size; i++)
        lines += got.out.data[i] == '\n';
    if (lines != 0 && lines != 3)
        fail_msg("%s, allocation %zu: %zu records are stored", label, place, lines);
    return lines > 0;
}

/* Fails each allocation of a call in turn, alone or with all behind it. What is stored before is made by `prepare`. */
static void fail_memory(const char *const *arguments, void (*prepare)(void), bool again)
{
    test_outcome got = {0};
    size_t failures = 0;
    size_t place = 0;
    do {
        const test_faults faults = {
            .input = RECORDS, .input_size = sizeof RECORDS - 1, .no_memory_at = ++place, .no_memory_again = again};
        remove_database();
        prepare();
        run_store(&got, arguments, faults);
        failures += got.status != 0;
        if (got.status != 0 && got.status != 3)
            fail_msg("%s, allocation %zu: status %d; it says: %s", arguments[1], place, got.status,
                     (char *)got.err.data);
        if (got.status == 3 && !strstr((char *)got.err.data, "memory"))
            fail_msg("%s, allocation %zu: it says: %s", arguments[1], place, (char *)got.err.data);
        if (!is_stored(arguments[1], place) && got.status == 0)
            fail_msg("%s, allocation %zu: nothing is stored", arguments[1], place);
    } while (place <= got.allocations);
    assert_int_equal(got.status, 0);
    assert_true(failures > place / 4);
    outcome_free(&got);
}

static void nothing(void)
{
}

static void all_records(void)
{
    test_outcome got = {0};
    import(&got, RECORDS, sizeof RECORDS - 1);
    assert_int_equal(got.status, 0);
    outcome_free(&got);
}

static void memory_that_fails_during_import_leaves_all_or_nothing(void **state)
{
    (void)state;
    const char *const arguments[] = {"store", "import", database, NULL};
    fail_memory(arguments, nothing, false);
    fail_memory(arguments, all_records, true);
}

static void memory_that_fails_during_export_and_check_is_told(void **state)
{
    (void)state;
    const char *const export[] = {"store", "export", database, "--json", "--where=id = 'a'", NULL};
    const char *const check[] = {"store", "check", database, NULL};
    fail_memory(export, all_records, false);
    fail_memory(export, all_records, true);
    fail_memory(check, all_records, false);
}

static void records_that_are_wrong_or_cut_anywhere_show_no_codes(void **state)
{
    (void)state;
    static const char json[] = "{\"backup_codes\":[\"" CODE "\"]}";
    static const char bytes[] = "\x18\x0a\x01i\x52\x10" CODE "\x60\x01\x00";
    test_outcome got = {0};
    char wrong[sizeof json + sizeof bytes];
    for (size_t size = 0; size < sizeof json; size++)
        import(&got, json, size);
    for (size_t size = 0; size < sizeof bytes; size++)
        import(&got, bytes, size);
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        memcpy(wrong, bytes, sizeof bytes);
        wrong[i] = '\xff';
        import(&got, wrong, sizeof bytes - 1);
    }
    outcome_free(&got);
}

/* Whatever else is asked for: only who does not redact sees codes, and no message has one. */
static void only_export_without_redact_shows_codes(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[5];
        bool shows;
    } calls[] = {
        {{"store", "export", database}, true},
        {{"store", "export", database, "--json"}, true},
        {{"store", "export", database, "--json", "--redact"}, false},
        {{"store", "check", database}, false},
        {{"store", "export", database, "--where=json_extract('{}', CAST(record AS TEXT))"}, false},
        {{"store", "export", database, "--where=phonenum_get(record, phonenum_secret(record, 'backup_codes[0]'))"},
         false},
    };
    remove_database();
    all_records();
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        const char *arguments[6] = {NULL};
        test_outcome got = {0};
        memcpy(arguments, calls[i].arguments, sizeof calls[i].arguments);
        run_store(&got, arguments, (test_faults){.input = NULL});
        assert_int_equal(find_secret(got.out.data, got.out.size) != NULL, calls[i].shows);
        outcome_free(&got);
    }
}

int __wrap_main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_export_without_redact_shows_codes),
        cmocka_unit_test(records_that_are_wrong_or_cut_anywhere_show_no_codes),
        cmocka_unit_test(memory_that_fails_during_import_leaves_all_or_nothing),
        cmocka_unit_test(memory_that_fails_during_export_and_check_is_told),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
