/* Threads that share a commit: each hears of his own write, and only of what is durable. */
#define _GNU_SOURCE
#include "files.h"
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

enum { threads = 8 };

static provisor *shared;
static int each;
static atomic_int acknowledged, refused;
static _Thread_local int repeats_itself;

static int32_t random_source(void *userdata, void *buffer, size_t length)
{
    static atomic_uint counter;
    unsigned number = repeats_itself ? 0 : ++counter;
    (void)userdata;
    memset(buffer, 7, length);
    memcpy(buffer, &number, sizeof number);
    return 0;
}

/* Counts what is acknowledged; what is refused must be refused for the reason that the thread has given. */
static void provision_all(provisor_status reason)
{
    for (int i = 0; i < each; i++) {
        char *reply = NULL;
        provisor_status status = provisor_provision(shared, GOOD, PROVISOR_TEXT, &reply);
        CHECK_REPLY(status == PROVISOR_OK || (reason && status == reason), reply);
        (status == PROVISOR_OK ? &acknowledged : &refused)[0]++;
        provisor_free(reply);
    }
}

static void *good(void *argument)
{
    (void)argument;
    provision_all(PROVISOR_OK);
    return NULL;
}

/* The same token again and again, which the store refuses while it writes. */
static void *bad(void *argument)
{
    (void)argument;
    repeats_itself = 1;
    provision_all(PROVISOR_CALLBACK);
    return NULL;
}

static void *without_room(void *argument)
{
    (void)argument;
    provision_all(PROVISOR_STORE);
    return NULL;
}

/* Lets threads loose while another connection holds the store, so that all of them wait; then lets them go. */
static void run(void *(*const bodies[threads])(void *))
{
    pthread_t started[threads];
    sqlite3 *holder;
    acknowledged = refused = 0;
    CHECK_INT(sqlite3_open("commit.db", &holder), SQLITE_OK);
    CHECK_INT(sqlite3_exec(holder, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&started[i], NULL, bodies[i], NULL) != 0)
            abort();
    usleep(200000);
    CHECK_INT(sqlite3_exec(holder, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < threads; i++)
        pthread_join(started[i], NULL);
    sqlite3_close(holder);
}

/* Transactions in the log: its frames that say how large the database is after them. */
static int commits_in(const char *wal)
{
    size_t length = 0;
    unsigned char *bytes = (unsigned char *)file_read(wal, &length);
    int commits = 0;
    for (size_t frame = 32; frame + 24 <= length; frame += 24 + 4096)
        commits += bytes[frame + 4] || bytes[frame + 5] || bytes[frame + 6] || bytes[frame + 7];
    free(bytes);
    return commits;
}

static void test_sharing(void)
{
    each = 1;
    shared = OPEN("commit.db", NULL);
    int before = commits_in("commit.db-wal");
    run((void *(*const[threads])(void *)){good, good, good, good, good, good, good, good});
    CHECK_INT(acknowledged, threads);
    int commits = commits_in("commit.db-wal") - before;
    CHECK(commits > 0 && commits < threads);
    CHECK_INT(count_instances("commit.db"), threads);
    provisor_close(shared);
}

/* Whoever fails takes nobody with him. */
static void test_failing_beside(void)
{
    each = rounds(20, 5);
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.random = random_source;
    shared = OPEN("commit.db", &options);
    long long before = count_instances("commit.db");
    run((void *(*const[threads])(void *)){good, bad, good, bad, bad, good, bad, good});
    CHECK_INT(refused, 4 * each - 1); /* the first of the equal tokens is as good as any */
    CHECK_INT(count_instances("commit.db"), before + acknowledged);
    provisor_close(shared);
}

/* The disk is full when they commit: all whose writes were in it hear of it, and nothing of them is there. */
static void test_failing_together(void)
{
    struct rlimit normal, tight;
    struct stat wal;
    each = rounds(20, 5);
    shared = OPEN("commit.db", NULL);
    json_decref(PROVISION(shared, GOOD, PROVISOR_OK));
    signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(getrlimit(RLIMIT_FSIZE, &normal), 0);
    for (int pages = 0; pages < 60; pages += 20) {
        long long before = count_instances("commit.db");
        CHECK_INT(stat("commit.db-wal", &wal), 0);
        tight = normal;
        tight.rlim_cur = (rlim_t)wal.st_size + (rlim_t)pages * 4096;
        CHECK_INT(setrlimit(RLIMIT_FSIZE, &tight), 0);
        run((void *(*const[threads])(void *)){without_room, without_room, without_room, without_room, without_room,
                                              without_room, without_room, without_room});
        CHECK_INT(setrlimit(RLIMIT_FSIZE, &normal), 0);
        CHECK(refused > 0);
        CHECK_INT(count_instances("commit.db"), before + acknowledged);
    }
    run((void *(*const[threads])(void *)){good, good, good, good, good, good, good, good});
    provisor_close(shared);
    CHECK_INT(store_number("commit.db",
                           "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

int main(void)
{
    scratch_enter();
    test_sharing();
    test_failing_beside();
    test_failing_together();
    scratch_leave();
    return check_result();
}
