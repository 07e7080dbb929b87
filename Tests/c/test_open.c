/* Opening a store: what is refused, with which words, and that a refusal changes nothing. */
#define _GNU_SOURCE
#include "files.h"
#include <sys/wait.h>

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *connection;
    char *message = NULL;
    CHECK_INT(sqlite3_open(path, &connection), SQLITE_OK);
    CHECK_INT(sqlite3_exec(connection, sql, NULL, NULL, &message), SQLITE_OK);
    sqlite3_free(message);
    sqlite3_close(connection);
}

/* A store with one instance. */
static void make_store(const char *path)
{
    provisor *p = OPEN(path, NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
}

static void test_new_store(void)
{
    make_store("new.db");
    CHECK_INT(count_instances("new.db"), 1);
    CHECK(access("new.db.key", F_OK) == 0);
    CHECK(access("new.db-wal", F_OK) != 0 && access("new.db-shm", F_OK) != 0); /* gone with the last handle */
    make_store("new.db");
    CHECK_INT(count_instances("new.db"), 2);
    make_store("./new.db");
    CHECK_INT(count_instances("new.db"), 3);
    CHECK_INT(symlink("new.db", "link.db"), 0); /* another name for the store has another name for the key file */
    CHECK_REFUSED_OPEN("link.db", NULL, PROVISOR_KEY, "link.db.key", "missing");
}

static void test_memory_stores(void)
{
    char *before = folder_state();
    for (int i = 0; i < 3; i++) {
        provisor *p = OPEN(i == 0 ? NULL : ":memory:", NULL);
        json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
        CHECK_INT(json_integer_value(at(instance, "/id")), 1);
        json_decref(instance);
        provisor_close(p);
    }
    char *after = folder_state();
    CHECK_TEXT(after, before);
    free(before);
    free(after);
}

static void test_paths(void)
{
    char long_name[400], long_path[6000];
    mkdir("folder", 0777);
    file_write("file", "x", 1);
    memset(long_name, 'n', sizeof long_name);
    long_name[sizeof long_name - 1] = 0;
    memset(long_path, '/', sizeof long_path);
    long_path[sizeof long_path - 1] = 0;
    CHECK_REFUSED_OPEN("missing/store.db", NULL, PROVISOR_STORE, "\"missing/store.db\"", "no directory \"missing\"");
    CHECK_REFUSED_OPEN("missing/", NULL, PROVISOR_STORE, "no directory \"missing\"");
    CHECK_REFUSED_OPEN("folder", NULL, PROVISOR_STORE, "\"folder\" is a directory");
    CHECK_REFUSED_OPEN("folder/", NULL, PROVISOR_STORE, "is a directory");
    CHECK_REFUSED_OPEN(".", NULL, PROVISOR_STORE, "is a directory");
    CHECK_REFUSED_OPEN("file/store.db", NULL, PROVISOR_STORE, "no directory \"file\"");
    CHECK_REFUSED_OPEN("", NULL, PROVISOR_MISUSE, "empty");
    CHECK_REFUSED_OPEN("st\xF6re.db", NULL, PROVISOR_MISUSE, "UTF-8");
    CHECK_REFUSED_OPEN(long_path, NULL, PROVISOR_MISUSE, "4096");
    CHECK_REFUSED_OPEN(long_name, NULL, PROVISOR_STORE, long_name);
    CHECK_INT(symlink("nowhere/store.db", "dangling.db"), 0);
    CHECK_REFUSED_OPEN("dangling.db", NULL, PROVISOR_STORE, "\"dangling.db\"");
    CHECK_INT(symlink("loop.db", "loop.db"), 0);
    CHECK_REFUSED_OPEN("loop.db", NULL, PROVISOR_STORE, "\"loop.db\"");
    CHECK_INT(mkfifo("pipe.db", 0666), 0);
    CHECK_REFUSED_OPEN("pipe.db", NULL, PROVISOR_STORE, "\"pipe.db\"");
    CHECK_INT(symlink("/dev/null", "null.db"), 0);
    CHECK_REFUSED_OPEN("null.db", NULL, PROVISOR_STORE, "\"null.db\"");
}

static void test_arguments(void)
{
    char *problem = NULL;
    json_t *parsed;
    CHECK_INT(provisor_open("arguments.db", NULL, NULL, &problem), PROVISOR_MISUSE);
    parsed = json_loads(problem, 0, NULL);
    CHECK_TEXT(text_at(parsed, "/status"), "misuse");
    json_decref(parsed);
    provisor_free(problem);
    CHECK_INT(provisor_open("arguments.db", NULL, NULL, NULL), PROVISOR_MISUSE);
    CHECK(access("arguments.db", F_OK) != 0);
    provisor *p = NULL;
    CHECK_INT(provisor_open("missing/store.db", NULL, &p, NULL), PROVISOR_STORE);
    CHECK(p == NULL);
    CHECK_INT(provisor_open("arguments.db", NULL, &p, NULL), PROVISOR_OK);
    provisor_close(p);
}

static void test_no_store(void)
{
    char text[4096];
    memset(text, 't', sizeof text);
    file_write("text.db", text, sizeof text);
    file_write("short.db", "ten bytes\n", 10);
    file_write("one.db", "S", 1);
    file_write("header.db", "SQLite format 3", 16);
    CHECK_REFUSED_OPEN("text.db", NULL, PROVISOR_STORE, "\"text.db\"", "is no database");
    CHECK_REFUSED_OPEN("short.db", NULL, PROVISOR_STORE, "\"short.db\"", "is no database");
    CHECK_REFUSED_OPEN("one.db", NULL, PROVISOR_STORE, "\"one.db\"", "is no database");
    CHECK_REFUSED_OPEN("header.db", NULL, PROVISOR_STORE, "\"header.db\"");

    run_sql("other.db", "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1);");
    CHECK_REFUSED_OPEN("other.db", NULL, PROVISOR_STORE, "\"other.db\"", "another program");
    run_sql("tables.db", "CREATE TABLE store (a); CREATE TABLE instance (a);");
    CHECK_REFUSED_OPEN("tables.db", NULL, PROVISOR_STORE, "another program");
    run_sql("version.db", "PRAGMA user_version = 1; CREATE TABLE a (b); DROP TABLE a;");
    CHECK_REFUSED_OPEN("version.db", NULL, PROVISOR_STORE, "another program");
}

static void test_other_schemas(void)
{
    char restore[64];
    make_store("newer.db");
    snprintf(restore, sizeof restore, "PRAGMA user_version = %lld", store_number("newer.db", "PRAGMA user_version"));
    run_sql("newer.db", "PRAGMA user_version = 1000");
    CHECK_REFUSED_OPEN("newer.db", NULL, PROVISOR_STORE, "\"newer.db\"", "schema 1000", "newer version");
    run_sql("newer.db", "PRAGMA user_version = 2147483647");
    CHECK_REFUSED_OPEN("newer.db", NULL, PROVISOR_STORE, "newer version");
    run_sql("newer.db", "PRAGMA user_version = -1");
    CHECK_REFUSED_OPEN("newer.db", NULL, PROVISOR_STORE, "\"newer.db\"");
    run_sql("newer.db", restore);
    make_store("newer.db");
    CHECK_INT(count_instances("newer.db"), 2);
}

/* Damaged in ways that a disk, or a hand, may do. */
static void test_damaged(void)
{
    size_t length = 0;
    make_store("damaged.db");
    char *bytes = file_read("damaged.db", &length);
    file_write("damaged.db", bytes, length / 2);
    CHECK_REFUSED_OPEN("damaged.db", NULL, PROVISOR_STORE, "\"damaged.db\"");
    memset(bytes + 100, 0xA5, length - 100);
    file_write("damaged.db", bytes, length);
    CHECK_REFUSED_OPEN("damaged.db", NULL, PROVISOR_STORE, "\"damaged.db\"");
    free(bytes);
    make_store("identity.db");
    run_sql("identity.db", "DELETE FROM store");
    CHECK_REFUSED_OPEN("identity.db", NULL, PROVISOR_STORE, "\"identity.db\"", "damaged");
}

static void open_readonly(void)
{
    CHECK_REFUSED_OPEN("readonly.db", NULL, PROVISOR_STORE, "\"readonly.db\"", "read-only");
    CHECK_REFUSED_OPEN("locked/store.db", NULL, PROVISOR_STORE, "\"locked/store.db\"", "writable");
    CHECK_REFUSED_OPEN("locked/new.db", NULL, PROVISOR_STORE, "\"locked/new.db\"", "writable");
    CHECK_REFUSED_OPEN("key.db", NULL, PROVISOR_KEY, "\"key.db.key\"", "ermission");
}

static void test_readonly(void)
{
    /* Not in the scratch folder: the one around that may be closed to others. */
    char folder[] = "/tmp/provisor-XXXXXX";
    CHECK(mkdtemp(folder) && chmod(folder, 0777) == 0 && chdir(folder) == 0);
    make_store("readonly.db");
    chmod("readonly.db", 0444), chmod("readonly.db.key", 0444);
    make_store("key.db");
    chmod("key.db", 0666), chmod("key.db.key", 0000);
    mkdir("locked", 0777);
    make_store("locked/store.db");
    chmod("locked/store.db", 0666), chmod("locked/store.db.key", 0444), chmod("locked", 0555);
    as_nobody(open_readonly);
    CHECK_INT(chmod("readonly.db", 0666) + chmod("key.db.key", 0600) + chmod("locked", 0777), 0);
    CHECK_INT(count_instances("readonly.db"), 1);
    CHECK_INT(count_instances("locked/store.db"), 1);
    CHECK_INT(chdir(check_scratch), 0);
    nftw(folder, check_remove, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    scratch_enter();
    test_new_store();
    test_memory_stores();
    test_paths();
    test_arguments();
    test_no_store();
    test_other_schemas();
    test_damaged();
    test_readonly();
    scratch_leave();
    return check_result();
}
