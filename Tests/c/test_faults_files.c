/* What happens to files underneath an open store, clocks that jump and random sources that fail: a clear problem, nothing
   half done, and the next call works. */
#define _GNU_SOURCE
#include "instances.h"
#include <sys/mount.h>
#include <sys/wait.h>

static const unsigned char key[32] = "the same key for every store...";

static provisor *open_with_key(const char *path)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = key;
    return OPEN(path, &options);
}

static void check_problem(json_t *problem, const char *part)
{
    CHECK_CONTAINS(text_at(problem, "/message"), part);
    json_decref(problem);
}

static void remove_store(const char *path)
{
    char beside[64];
    unlink(path);
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
}

/* ---------------------------------------------------------------------------- the file is not there --- */

static void test_removed(void)
{
    provisor *p = open_with_key("removed.db");
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    remove_store("removed.db");
    check_problem(PROVISION(p, GOOD, PROVISOR_STORE), "was removed, renamed or replaced");
    check_problem(UPDATE(PROVISOR_STORE, p, 1, "{'name': 'New'}"), "was removed, renamed or replaced");
    REMOVE(PROVISOR_STORE, p, 1);
    /* Readers make no new file in its place. */
    char *reply = NULL;
    provisor_instance_get(p, 1, &reply);
    provisor_free(reply);
    CHECK(access("removed.db", F_OK) != 0);
    provisor_close(p);
    CHECK(access("removed.db", F_OK) != 0);
    p = open_with_key("removed.db");
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
}

static void test_replaced(void)
{
    provisor *p = open_with_key("replaced.db"), *other = open_with_key("other.db");
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    json_decref(PROVISION(other, GOOD, PROVISOR_OK));
    json_decref(PROVISION(other, GOOD, PROVISOR_OK));
    provisor_close(other);
    remove_store("replaced.db");
    CHECK_INT(rename("other.db", "replaced.db"), 0);
    check_problem(PROVISION(p, GOOD, PROVISOR_STORE), "was removed, renamed or replaced");
    /* What is in the other store is not shown as this one's. */
    char *reply = NULL;
    CHECK_REPLY(provisor_instance_get(p, 2, &reply) != PROVISOR_OK, reply);
    provisor_free(reply);
    provisor_close(p);
    p = open_with_key("replaced.db");
    json_decref(GET(p, 2));
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(store_number("replaced.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

static void test_renamed_and_back(void)
{
    provisor *p = open_with_key("renamed.db");
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    CHECK_INT(rename("renamed.db", "elsewhere.db"), 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_STORE));
    CHECK_INT(rename("elsewhere.db", "renamed.db"), 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(count_instances("renamed.db"), 2);
}

/* --------------------------------------------------------------------------------------- permissions --- */

static void permissions(void)
{
    provisor *p, *none = NULL;
    char *problem = NULL;
    CHECK_INT(mkdir("locked", 0700), 0);
    p = OPEN("locked/store.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    CHECK_INT(chmod("locked/store.db", 0444), 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK)); /* what is open stays open */
    provisor_close(p);
    CHECK_INT(provisor_open("locked/store.db", NULL, &none, &problem), PROVISOR_STORE);
    CHECK_CONTAINS(problem, "read-only");
    provisor_free(problem);
    CHECK_INT(chmod("locked/store.db", 0600), 0);
    CHECK_INT(chmod("locked", 0555), 0); /* there can be no log beside it */
    CHECK_INT(provisor_open("locked/store.db", NULL, &none, &problem), PROVISOR_STORE);
    CHECK_CONTAINS(problem, "locked/store.db");
    provisor_free(problem);
    CHECK_INT(chmod("locked", 0000), 0);
    provisor_status status = provisor_open("locked/store.db", NULL, &none, &problem);
    CHECK_REPLY(status == PROVISOR_STORE || status == PROVISOR_KEY, problem);
    provisor_free(problem);
    CHECK_INT(chmod("locked", 0700), 0);
    CHECK_INT(chmod("locked/store.db.key", 0000), 0);
    CHECK_INT(provisor_open("locked/store.db", NULL, &none, &problem), PROVISOR_KEY);
    CHECK_CONTAINS(problem, "store.db.key");
    provisor_free(problem);
    CHECK_INT(chmod("locked/store.db.key", 0600), 0);
    p = OPEN("locked/store.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(count_instances("locked/store.db"), 3);
    CHECK(none == NULL);
}

/* ------------------------------------------------------------------------------------- a disk that is full --- */

static void test_small_disk(void)
{
    CHECK_INT(mkdir("small", 0700), 0);
    if (mount("tmpfs", "small", "tmpfs", 0, "size=1m") != 0) {
        printf("  no small disk: file systems can't be mounted here (%s)\n", strerror(errno));
        return;
    }
    provisor *p = open_with_key("small/store.db");
    int stored = 0;
    provisor_status status;
    char *problem = NULL;
    while ((status = provisor_provision(p, GOOD, PROVISOR_TEXT, &problem)) == PROVISOR_OK && ++stored < 5000)
        provisor_free(problem);
    CHECK_INT(status, PROVISOR_STORE);
    CHECK_CONTAINS(problem, "the disk is full");
    provisor_free(problem);
    json_decref(GET(p, stored));
    CHECK_INT(mount("tmpfs", "small", "tmpfs", MS_REMOUNT, "size=8m"), 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK)); /* there is room again */
    provisor_close(p);
    CHECK_INT(count_instances("small/store.db"), stored + 1);
    CHECK_INT(umount2("small", MNT_DETACH), 0);
}

/* ------------------------------------------------------------------------------------ clock and random source --- */

static int64_t clock_now;

static int64_t jumping(void *userdata)
{
    (void)userdata;
    return clock_now;
}

static void test_clock(void)
{
    static const int64_t times[] = {0, 253402300799, 1, INT64_MAX, -1, 1767225600, INT64_MIN, 86400, 253402300800};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = jumping;
    options.key = key;
    clock_now = 1767225600;
    provisor *p = OPEN("clock.db", &options);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int is_right = times[i] >= 0 && times[i] <= 253402300799;
        provisor_status expected = is_right ? PROVISOR_OK : PROVISOR_CALLBACK;
        clock_now = times[i];
        long long before = count_instances("clock.db");
        json_decref(PROVISION(p, GOOD, expected));
        CHECK_INT(count_instances("clock.db"), before + is_right);
        json_decref(UPDATE(expected, p, 1, "{'name': 'Changed'}"));
        DO(expected, provisor_instance_rotate, p, 1, 366 * 86400);
        json_decref(GET(p, 1));
    }
    provisor_close(p);
}

static int random_calls, random_fail_at;

static int32_t failing_random(void *userdata, void *buffer, size_t length)
{
    static unsigned state = 1;
    (void)userdata;
    for (size_t i = 0; i < length; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)((state = state * 1103515245u + 12345u) >> 16);
    return ++random_calls == random_fail_at ? -1 : 0;
}

static void test_random(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.random = failing_random;
    int opened = 0;
    for (int n = 1; !opened; n++) {
        provisor *p = NULL;
        random_calls = 0, random_fail_at = n;
        provisor_status status = provisor_open("random.db", &options, &p, NULL);
        opened = random_calls < n;
        CHECK_INT(status, opened ? PROVISOR_OK : PROVISOR_CALLBACK);
        CHECK(opened || (access("random.db", F_OK) != 0 && access("random.db.key", F_OK) != 0));
        provisor_close(p);
    }
    random_fail_at = 0;
    provisor *p = OPEN("random.db", &options);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    for (int call = 0; call < 3; call++) {
        for (int n = 1, done = 0; !done; n++) {
            long long before = count_instances("random.db");
            random_calls = 0, random_fail_at = n;
            provisor_status status = call == 0   ? provisor_provision(p, GOOD, PROVISOR_TEXT, NULL)
                                     : call == 1 ? provisor_instance_rotate(p, 1, 0, NULL)
                                                 : provisor_instance_update(p, 1, JSON("{'configuration': {'password': 'K'}}"),
                                                                            PROVISOR_TEXT, NULL);
            done = random_calls < n;
            CHECK_INT(status, done ? PROVISOR_OK : PROVISOR_CALLBACK);
            CHECK_INT(count_instances("random.db"), before + (status == PROVISOR_OK && call == 0));
            json_decref(GET(p, 1));
        }
    }
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    test_removed();
    test_replaced();
    test_renamed_and_back();
    CHECK_INT(chmod(".", 0777), 0); /* so that it can make files here */
    as_nobody(permissions);
    test_small_disk();
    test_clock();
    test_random();
    scratch_leave();
    return check_result();
}
