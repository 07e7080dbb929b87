/* Replacing the key of a store in use: each kind of key by each other, beside other handles, and killed in between. */
#define _GNU_SOURCE
#include "instances.h"
#include "keys.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *const old_key = "0123456789abcdefghijklmnopqrstuv", *const new_key = "vutsrqponmlkjihgfedcba9876543210";
enum { instances = 20 };

static json_t *rekey(provisor *p, provisor_status status, const provisor_options *next)
{
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    options.batch = 7;
    if (next)
        options.key = next->key, options.key_file = next->key_file, options.passphrase = next->passphrase;
    return CALL(status, provisor_rekey, p, &options);
}

static void remove_store(const char *name)
{
    char path[64];
    static const char *const ends[] = {"", "-wal", "-shm", ".key", ".key.new"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(path, sizeof path, "%s%s", name, ends[i]);
        unlink(path);
    }
}

/* What clients hold, and must still be good afterwards. */
struct held { char tokens[instances][64], header[256], user[256]; };

static struct held fill(provisor *p)
{
    struct held held;
    for (int i = 0; i < instances; i++) {
        json_t *instance = CREATE(p, GOOD);
        snprintf(held.tokens[i], sizeof held.tokens[i], "%s", text_at(instance, "/token"));
        json_decref(instance);
    }
    json_t *secrets = CALL(PROVISOR_OK, provisor_default_secrets, p);
    snprintf(held.header, sizeof held.header, "User %s, Organization %s", text_at(secrets, "/user"),
             text_at(secrets, "/organization"));
    json_decref(secrets);
    json_t *made = CALL(PROVISOR_OK, provisor_organization_create, p, JSON("{'name': 'Acme', 'email': 'a@acme.example'}"),
                        PROVISOR_TEXT);
    snprintf(held.user, sizeof held.user, "User %s, Organization %s", text_at(made, "/user/secret"),
             text_at(made, "/secret"));
    json_decref(made);
    return held;
}

static void check_held(provisor *p, const struct held *held)
{
    provisor *user = NULL;
    for (int i = 0; i < instances; i++) {
        json_t *instance = CALL(PROVISOR_OK, provisor_instance_find, p, held->tokens[i]);
        CHECK_TEXT(text_at(instance, "/token"), held->tokens[i]);
        CHECK(has_password(p, id_of(instance), "Blue-Kettle-42-Harbour"));
        json_decref(instance);
    }
    CHECK_INT(provisor_as(p, held->header, &user, NULL), PROVISOR_OK);
    provisor_close(user);
    CHECK_INT(provisor_as(p, held->user, &user, NULL), PROVISOR_OK);
    provisor_close(user);
    json_t *log = CALL(PROVISOR_OK, provisor_audit, p, JSON("{'verify': 'all'}"), PROVISOR_TEXT);
    CHECK_JSON(at(log, "/findings"), "[]");
    json_decref(log);
}

/* The first characters of what is sealed under the present key: its version and key id. */
static void read_mark(const char *store, char mark[7])
{
    sqlite3 *connection;
    sqlite3_stmt *row;
    CHECK_INT(sqlite3_open(store, &connection), SQLITE_OK);
    sqlite3_prepare_v2(connection, "SELECT substr(token_sealed, 1, 6) FROM instance LIMIT 1", -1, &row, NULL);
    CHECK_INT(sqlite3_step(row), SQLITE_ROW);
    snprintf(mark, 7, "%s", (const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    sqlite3_close(connection);
}

static size_t count_in_file(const char *path, const char *mark)
{
    size_t length = 0, found = 0;
    char *bytes = file_read(path, &length), *here = bytes;
    while (here && (here = memmem(here, length - (size_t)(here - bytes), mark, strlen(mark))))
        found++, here++;
    free(bytes);
    return found;
}

/* ---------------------------------------------------------------------------------------- kinds of keys --- */

static void test_kind(const provisor_options *from, const provisor_options *to)
{
    char mark[7], wal_mark[7];
    provisor *p = OPEN("kind.db", from);
    struct held held = fill(p);
    read_mark("kind.db", mark);
    CHECK(count_in_file("kind.db", mark) + count_in_file("kind.db-wal", mark) >= instances);
    json_t *done = rekey(p, PROVISOR_OK, to);
    CHECK_JSON(done, "{'generation': 2, 'resealed': 20, 'resumed': false, 'damaged': 0}");
    json_decref(done);
    CHECK_INT(count_in_file("kind.db", mark), 0);
    CHECK_INT(count_in_file("kind.db-wal", mark), 0);
    read_mark("kind.db", wal_mark);
    CHECK(strcmp(mark, wal_mark) != 0);
    check_held(p, &held);
    json_decref(CREATE(p, GOOD));
    provisor_close(p);

    const provisor_options *opens = to ? to : from;
    p = OPEN("kind.db", opens);
    check_held(p, &held);
    json_t *again = rekey(p, PROVISOR_OK, to); /* and once more, from the kind to itself */
    CHECK_INT(number_at(again, "/generation"), 3);
    json_decref(again);
    check_held(p, &held);
    provisor_close(p);
    if (to) { /* otherwise both are the same file */
        char *problem = NULL;
        CHECK_REPLY(provisor_open("kind.db", from, &p, &problem) == PROVISOR_KEY, problem);
        provisor_free(problem);
    }
    provisor_close(OPEN("kind.db", opens));
    CHECK(access("kind.db.key.new", F_OK) != 0 && access("a.key.new", F_OK) != 0);
    remove_store("kind.db");
    unlink("a.key"), unlink("b.key");
}

static void test_kinds(void)
{
    provisor_options raw = with_key(old_key), other = with_key(new_key), a = with_file("a.key"), b = with_file("b.key"),
                     standard = PROVISOR_OPTIONS_INIT, phrase = with_passphrase("correct horse battery staple");
    test_kind(&raw, &other);
    test_kind(&raw, &a);
    test_kind(&a, &raw);
    test_kind(&a, &b);
    test_kind(&standard, &b);
    test_kind(&standard, NULL);
    test_kind(&a, NULL);
    test_kind(&raw, &phrase);
    test_kind(&phrase, &raw);
}

/* The file that replaces a key file is the owner's only, like the first one. */
static void test_replaced_key_file(void)
{
    struct stat status;
    provisor *p = OPEN("mode.db", NULL);
    char *before = file_read("mode.db.key", NULL);
    json_decref(rekey(p, PROVISOR_OK, NULL));
    char *after = file_read("mode.db.key", NULL);
    CHECK(strcmp(before, after) != 0 && strlen(after) == 65);
    CHECK(stat("mode.db.key", &status) == 0 && (status.st_mode & 0777) == 0600);
    provisor_close(p);
    file_write("mode.db.key", before, 65);
    CHECK_REFUSED_OPEN("mode.db", NULL, PROVISOR_KEY, "does not fit");
    free(before);
    free(after);
}

static void test_misuse(void)
{
    provisor_options raw = with_key(old_key);
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    provisor *p = OPEN("misuse.db", &raw), *user = NULL;
    DO(PROVISOR_MISUSE, provisor_rekey, p, NULL);
    options.key = raw.key, options.passphrase = "x";
    DO(PROVISOR_MISUSE, provisor_rekey, p, &options);
    options.passphrase = NULL, options.size = 2;
    DO(PROVISOR_MISUSE, provisor_rekey, p, &options);
    options.size = sizeof options, options.default_secrets = 2;
    DO(PROVISOR_MISUSE, provisor_rekey, p, &options);
    options.default_secrets = 0, options.key = NULL, options.key_file = "no/such/file.key";
    DO(PROVISOR_KEY, provisor_rekey, p, &options);
    struct held held = fill(p);
    CHECK_INT(provisor_as(p, held.header, &user, NULL), PROVISOR_OK);
    options.key = (const uint8_t *)new_key, options.key_file = NULL;
    DO(PROVISOR_FORBIDDEN, provisor_rekey, user, &options);
    CHECK_INT(provisor_rekey(NULL, &options, NULL), PROVISOR_MISUSE);
    provisor_close(user), provisor_close(p);
    provisor_close(OPEN("misuse.db", &raw)); /* nothing was changed */

    p = OPEN(NULL, NULL); /* in memory, with whatever key */
    held = fill(p);
    json_decref(rekey(p, PROVISOR_OK, NULL));
    json_decref(rekey(p, PROVISOR_OK, &raw));
    check_held(p, &held);
    provisor_close(p);
}

/* The secrets of the default user, which the old key could tell, change on demand; those of others never. */
static void test_default_secrets(void)
{
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    provisor *p = OPEN("secrets.db", NULL), *user = NULL;
    struct held held = fill(p);
    options.default_secrets = 1;
    DO(PROVISOR_OK, provisor_rekey, p, &options);
    CHECK_INT(provisor_as(p, held.header, &user, NULL), PROVISOR_UNAUTHORIZED);
    CHECK_INT(provisor_as(p, held.user, &user, NULL), PROVISOR_OK);
    provisor_close(user);
    json_t *secrets = CALL(PROVISOR_OK, provisor_default_secrets, p);
    snprintf(held.header, sizeof held.header, "User %s, Organization %s", text_at(secrets, "/user"),
             text_at(secrets, "/organization"));
    json_decref(secrets);
    check_held(p, &held);
    provisor_close(p);
}

/* --------------------------------------------------------------------------------------- other handles --- */

struct progress { int calls, stop_at; int64_t done, total; provisor *p; };

static int32_t note(void *userdata, int64_t done, int64_t total)
{
    struct progress *progress = userdata;
    CHECK(done > progress->done && done <= total);
    progress->done = done, progress->total = total;
    if (progress->p) { /* a callback may call back in */
        json_decref(CREATE(progress->p, GOOD));
        json_decref(UPDATE(PROVISOR_OK, progress->p, 1, "{'tags': ['in', 'between']}"));
        CHECK(has_password(progress->p, 1, "Blue-Kettle-42-Harbour"));
    }
    return ++progress->calls == progress->stop_at;
}

/* Handles opened before: those with the key file go on, the others are told. */
static void test_other_handles(void)
{
    provisor_options raw = with_key(old_key), other = with_key(new_key);
    provisor *p = OPEN("others.db", NULL), *q = OPEN("others.db", NULL), *idle = OPEN("others.db", NULL);
    struct held held = fill(p);
    check_held(q, &held);
    json_decref(rekey(p, PROVISOR_OK, NULL));
    json_decref(CREATE(q, GOOD)); /* a write notices */
    check_held(idle, &held);      /* a read does */
    json_decref(rekey(q, PROVISOR_OK, NULL));
    DO(PROVISOR_OK, provisor_account_create, p, JSON("{'name': 'East'}"), PROVISOR_TEXT); /* seals nothing, but is logged */
    json_t *log = CALL(PROVISOR_OK, provisor_audit, idle, JSON("{'verify': 'all'}"), PROVISOR_TEXT); /* looks first of all */
    CHECK_JSON(at(log, "/findings"), "[]");
    json_decref(log);
    json_decref(UPDATE(PROVISOR_OK, p, 3, "{'configuration': {'password': 'Red-Lantern-17-Meadow'}}"));
    CHECK(has_password(idle, 3, "Red-Lantern-17-Meadow"));
    json_decref(UPDATE(PROVISOR_OK, idle, 3, "{'configuration': {'password': 'Blue-Kettle-42-Harbour'}}"));
    check_held(p, &held);
    provisor_close(p), provisor_close(q), provisor_close(idle);

    p = OPEN("raw.db", &raw), q = OPEN("raw.db", &raw);
    held = fill(p);
    json_decref(rekey(p, PROVISOR_OK, &other));
    json_t *problem = CALL(PROVISOR_KEY, provisor_provision, q, GOOD, PROVISOR_TEXT);
    CHECK_CONTAINS(text_at(problem, "/message"), "open it with the new key");
    json_decref(problem);
    DO(PROVISOR_KEY, provisor_instance_get, q, 1);
    DO(PROVISOR_KEY, provisor_account_create, q, JSON("{'name': 'East'}"), PROVISOR_TEXT);
    DO(PROVISOR_KEY, provisor_audit, q, NULL, 0);
    DO(PROVISOR_KEY, provisor_check, q);
    provisor_close(q);
    check_held(p, &held);
    provisor_close(p);
}

/* Stopped, and gone on with: by the same call, or by another handle without options. */
static void test_stopped(void)
{
    provisor_options raw = with_key(old_key), other = with_key(new_key);
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    struct progress progress = {.stop_at = 2};
    provisor *p = OPEN("stopped.db", &raw);
    struct held held = fill(p);
    options.key = other.key, options.batch = 5, options.progress = note, options.userdata = &progress;
    DO(PROVISOR_CALLBACK, provisor_rekey, p, &options);
    CHECK_INT(progress.done, 10);
    CHECK_INT(progress.total, instances);
    check_held(p, &held);
    provisor_close(p);
    CHECK_REFUSED_OPEN("stopped.db", &raw, PROVISOR_KEY, "does not fit");
    p = OPEN("stopped.db", &other);
    check_held(p, &held);
    progress = (struct progress){.p = p, .done = 10};
    json_t *done = CALL(PROVISOR_OK, provisor_rekey, p, &options);
    CHECK_JSON(at(done, "/resumed"), "true");
    CHECK_INT(number_at(done, "/generation"), 2);
    CHECK(progress.calls >= 2 && progress.done >= instances);
    json_decref(done);
    check_held(p, &held);
    done = rekey(p, PROVISOR_OK, &raw); /* and back */
    CHECK_JSON(at(done, "/resumed"), "false");
    json_decref(done);
    provisor_close(p);
    p = OPEN("stopped.db", &raw);
    check_held(p, &held);
    provisor_close(p);
}

/* ------------------------------------------------------------------------------------------- in motion --- */

static _Atomic int is_over;

static void *work(void *store)
{
    unsigned seed = (unsigned)(uintptr_t)&seed;
    provisor *p = OPEN(store, NULL);
    while (!is_over) {
        char request[256];
        int64_t id = 1 + rand_r(&seed) % instances;
        json_t *instance = CREATE(p, GOOD);
        CHECK(has_password(p, id_of(instance), "Blue-Kettle-42-Harbour"));
        json_decref(instance);
        snprintf(request, sizeof request,
                 "{\"tags\": [\"%d\"], \"configuration\": {\"password\": \"Blue-Kettle-42-Harbour\"}}", rand_r(&seed));
        DO(PROVISOR_OK, provisor_instance_update, p, id, request, PROVISOR_TEXT);
        DO(PROVISOR_OK, provisor_instance_disable, p, id);
        DO(PROVISOR_OK, provisor_instance_rotate, p, instances + 1, 0);
        DO(PROVISOR_OK, provisor_instance_enable, p, id);
        CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    }
    provisor_close(p);
    return NULL;
}

/* Whoever opens the store meets it between any two steps of a rotation. */
static void *reopen(void *store)
{
    while (!is_over) {
        provisor *p = OPEN(store, NULL);
        CHECK(has_password(p, 1, "Blue-Kettle-42-Harbour"));
        provisor_close(p);
    }
    return NULL;
}

/* Rotation after rotation while threads with handles of their own read, write and change. */
static void test_in_motion(void)
{
    pthread_t threads[6];
    provisor *p = OPEN("motion.db", NULL);
    struct held held = fill(p);
    json_decref(CREATE(p, GOOD)); /* the one whose token changes */
    is_over = 0;
    for (int i = 0; i < 6; i++)
        CHECK(pthread_create(&threads[i], NULL, i < 4 ? work : reopen, "motion.db") == 0);
    for (int i = 0; i < rounds(12, 2); i++) {
        json_decref(rekey(p, PROVISOR_OK, NULL));
        json_t *found = CALL(PROVISOR_OK, provisor_check, p);
        CHECK_JSON(at(found, "/findings"), "[]");
        json_decref(found);
    }
    is_over = 1;
    for (int i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    check_held(p, &held);
    long long all = count_instances("motion.db");
    for (int64_t id = 1; id <= all; id++)
        CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    provisor_close(p);
    CHECK_INT(store_number("motion.db", "SELECT count(DISTINCT substr(token_sealed, 1, 6)) FROM instance"), 1);
}

/* ---------------------------------------------------------------------------------------------- killed --- */

/* Starts rekey_store, kills it after some microseconds; answers whether it was killed before it was done. */
static int kill_after(long microseconds, const char *store, const char *key, const char *next)
{
    char program[4096];
    int status;
    snprintf(program, sizeof program, "%s/rekey_store", getenv("PROVISOR_TEST_PROGRAMS"));
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, store, key, next, (char *)NULL);
        _exit(127);
    }
    if (microseconds >= 0) {
        struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
        nanosleep(&time, NULL);
        kill(child, SIGKILL);
    }
    CHECK(waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status))
        return 1;
    CHECK_INT(WEXITSTATUS(status), 0);
    return 0;
}

/* Killed at random again and again: whatever the moment, the store opens with the key that its files tell, everything
   is there, and the next call brings it to an end. `is_file`: in a key file, else from one raw key to another and back. */
static void test_killed(int is_file, int kills)
{
    const char *keys[2] = {old_key, new_key};
    provisor_options options = is_file ? with_file("killed.key") : with_key(old_key);
    char mark[7], others[192];
    int killed = 0, runs = 0, turn = 0;
    provisor *p = OPEN("killed.db", &options);
    struct held held = fill(p);
    for (int i = 0; i < 80; i++)
        json_decref(CREATE(p, GOOD));
    provisor_close(p);
    srand((unsigned)getpid());
    while (killed < kills && runs < 40 * kills) {
        runs++;
        int died = kill_after(rand() % 40000, "killed.db", is_file ? "killed.key" : keys[turn], is_file ? NULL : keys[!turn]);
        killed += died;
        if (!died && !is_file)
            turn = !turn; /* it is done: the next one goes back */
        /* One of the keys opens the store, and all is there. */
        if (!is_file) {
            options.key = (const uint8_t *)keys[turn];
            if (provisor_open("killed.db", &options, &p, NULL) == PROVISOR_KEY)
                options.key = (const uint8_t *)keys[!turn];
            else
                provisor_close(p);
        }
        p = OPEN("killed.db", &options);
        check_held(p, &held);
        json_decref(UPDATE(PROVISOR_OK, p, 1 + runs % instances, "{'configuration': {'password': 'Blue-Kettle-42-Harbour'}}"));
        provisor_close(p);
    }
    CHECK(killed >= kills);
    CHECK_INT(kill_after(-1, "killed.db", is_file ? "killed.key" : keys[turn], is_file ? NULL : keys[!turn]), 0);
    if (!is_file) {
        options.key = (const uint8_t *)keys[turn];
        CHECK_REFUSED_OPEN("killed.db", &options, PROVISOR_KEY, "does not fit");
        options.key = (const uint8_t *)keys[!turn];
    }
    p = OPEN("killed.db", &options);
    check_held(p, &held);
    provisor_close(p);
    /* One key seals all there is, and no other has left a trace. */
    read_mark("killed.db", mark);
    snprintf(others, sizeof others,
             "SELECT count(*) FROM instance WHERE substr(token_sealed, 1, 6) <> '%s' OR instr(configuration, '%s') = 0",
             mark, mark);
    CHECK_INT(store_number("killed.db", others), 0);
    CHECK_INT(store_number("killed.db", "SELECT count(*) FROM store_key WHERE resealed IS NOT NULL"), 0);
    CHECK(access("killed.key.new", F_OK) != 0);
    remove_store("killed.db");
    unlink("killed.key");
}

int main(void)
{
    scratch_enter();
    test_kinds();
    test_replaced_key_file();
    test_misuse();
    test_default_secrets();
    test_other_handles();
    test_stopped();
    test_in_motion();
    test_killed(0, rounds(50, 3));
    test_killed(1, rounds(50, 3));
    scratch_leave();
    return check_result();
}
