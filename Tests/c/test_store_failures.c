/* A disk that is full, a store that others hold: refused or waited for, never half written. */
#define _GNU_SOURCE
#include "files.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void limit(int resource, rlim_t to)
{
    struct rlimit limit;
    CHECK_INT(getrlimit(resource, &limit), 0);
    limit.rlim_cur = to == RLIM_INFINITY ? limit.rlim_max : to;
    CHECK_INT(setrlimit(resource, &limit), 0);
}

static rlim_t size_of(const char *path)
{
    struct stat status = {0};
    stat(path, &status);
    return (rlim_t)status.st_size;
}

static long long integrity(const char *path)
{
    return store_number(path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");
}

/* Files may not grow beyond a limit, which is what a full disk looks like. */
static void test_full_disk(void)
{
    int refused = 0;
    provisor *p = OPEN("full.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 20; i++) {
        long long before = count_instances("full.db");
        limit(RLIMIT_FSIZE, size_of("full.db-wal") + (rlim_t)i * 500);
        char *reply = NULL;
        provisor_status status = provisor_provision(p, GOOD, PROVISOR_TEXT, &reply);
        limit(RLIMIT_FSIZE, RLIM_INFINITY);
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_STORE, reply);
        refused += status == PROVISOR_STORE;
        CHECK_INT(count_instances("full.db"), before + (status == PROVISOR_OK));
        provisor_free(reply);
    }
    CHECK(refused > 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK)); /* there is room again */
    provisor_close(p);
    CHECK_INT(integrity("full.db"), 1);

    limit(RLIMIT_FSIZE, 0); /* nothing fits: neither key file nor store */
    CHECK_REFUSED_OPEN("nothing.db", NULL, PROVISOR_KEY, "\"nothing.db.key\"");
    limit(RLIMIT_FSIZE, 100); /* the key file fits */
    provisor *none = NULL;
    CHECK_INT(provisor_open("key-only.db", NULL, &none, NULL), PROVISOR_STORE);
    limit(RLIMIT_FSIZE, RLIM_INFINITY);
    signal(SIGXFSZ, SIG_DFL);
    provisor_close(OPEN("key-only.db", NULL)); /* whatever was left is no obstacle */
}

/* No file can be opened any more. */
static void test_no_files(void)
{
    provisor *p = OPEN("files.db", NULL), *none = NULL;
    limit(RLIMIT_NOFILE, 3);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK)); /* all that it needs is open */
    provisor_status status = provisor_open("files.db", NULL, &none, NULL);
    CHECK(none == NULL && (status == PROVISOR_STORE || status == PROVISOR_KEY));
    status = provisor_open("more.db", NULL, &none, NULL);
    CHECK(none == NULL && (status == PROVISOR_STORE || status == PROVISOR_KEY));
    limit(RLIMIT_NOFILE, 256);
    CHECK(access("more.db", F_OK) != 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(count_instances("files.db"), 2);
}

/* Another process writes for a while: the call waits for its turn. */
static void test_waiting(void)
{
    int held[2], status = -1;
    char byte;
    provisor_close(OPEN("held.db", NULL));
    CHECK_INT(pipe(held), 0);
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *connection;
        if (sqlite3_open("held.db", &connection) != SQLITE_OK
            || sqlite3_exec(connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK || write(held[1], "x", 1) != 1)
            _exit(1);
        usleep(300000);
        int failed = sqlite3_exec(connection, "COMMIT", NULL, NULL, NULL) != SQLITE_OK;
        _exit(sqlite3_close(connection) != SQLITE_OK || failed);
    }
    close(held[1]);
    CHECK_INT(read(held[0], &byte, 1), 1);
    close(held[0]);
    provisor *p = OPEN("held.db", NULL); /* reading does not wait */
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK_INT(count_instances("held.db"), 1);
}

/* A table that somebody has taken away under an open handle. */
static void test_sabotage(void)
{
    provisor *p = OPEN("sabotage.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    CHECK_INT(store_number("sabotage.db", "ALTER TABLE instance RENAME TO gone"), -1);
    json_t *problem = PROVISION(p, GOOD, PROVISOR_STORE);
    CHECK_CONTAINS(text_at(problem, "/message"), "\"sabotage.db\"");
    json_decref(problem);
    json_decref(PROVISION(p, GOOD, PROVISOR_STORE));
    json_decref(VALIDATE(p, GOOD, PROVISOR_OK));
    CHECK_INT(store_number("sabotage.db", "ALTER TABLE gone RENAME TO instance"), -1);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(count_instances("sabotage.db"), 2);
}

int main(void)
{
    scratch_enter();
    test_full_disk();
    test_no_files();
    test_waiting();
    test_sabotage();
    scratch_leave();
    return check_result();
}
