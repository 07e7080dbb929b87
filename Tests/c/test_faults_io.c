/* Every operation on files fails once, and then fails for good, in every kind of call: a problem that says what happened,
   nothing half done, and the next call works. */
#define _GNU_SOURCE
#include "instances.h"
#include "vfs.h"
#include <pthread.h>

static provisor *p;

/* ------------------------------------------------------------------------------------------- the calls --- */

static provisor_status provision(char **reply) { return provisor_provision(p, GOOD, PROVISOR_TEXT, reply); }

static provisor_status once(char **reply)
{
    static int number;
    char key[32];
    snprintf(key, sizeof key, "key %d", ++number);
    return provisor_provision_once(p, key, GOOD, PROVISOR_TEXT, reply);
}

static provisor_status update(char **reply)
{
    return provisor_instance_update(p, 1, JSON("{'configuration': {'password': 'Other-Kettle-43'}}"), PROVISOR_TEXT, reply);
}

static provisor_status rotate(char **reply) { return provisor_instance_rotate(p, 1, 3600, reply); }

static provisor_status create_user(char **reply)
{
    static int number;
    char request[64];
    snprintf(request, sizeof request, "{\"email\": \"%d@acme.example\"}", ++number);
    return provisor_user_create(p, 2, request, PROVISOR_TEXT, reply);
}

static provisor_status get(char **reply) { return provisor_instance_get(p, 1, reply); }
static provisor_status list(char **reply) { return provisor_instance_list(p, NULL, 0, reply); }

/* The last instance: the others are read again and again. */
static provisor_status remove_last(char **reply)
{
    long fail_at = vfs_fail_at;
    vfs_fail(0, 0);
    long long id = store_number("faults.db", "SELECT max(id) FROM instance");
    vfs_fail(fail_at, vfs_fail_all);
    return provisor_instance_remove(p, id, reply);
}

static provisor_status reopen(char **reply)
{
    provisor *other = NULL;
    provisor_status status = provisor_open("faults.db", NULL, &other, reply);
    CHECK((other != NULL) == (status == PROVISOR_OK));
    provisor_close(other);
    return status;
}

/* A disk that fails is no damage of the store: either it was read, and is whole, or there is no verdict. */
static provisor_status check_intact(provisor_status status, char *reply)
{
    if (status == PROVISOR_OK) {
        json_t *verdict = json_loads(reply, 0, NULL);
        CHECK_REPLY(json_is_true(at(verdict, "/intact")), reply);
        json_decref(verdict);
    }
    return status;
}

static provisor_status audit(char **reply)
{
    provisor_status status = provisor_audit(p, JSON("{'verify': 'all'}"), PROVISOR_TEXT, reply);
    return check_intact(status, *reply);
}

static provisor_status check(char **reply)
{
    provisor_status status = provisor_check(p, reply);
    return check_intact(status, *reply);
}

/* Wherever it was stopped, whoever opens the store finds the key that it has then, and every secret. */
static provisor_status rekey(char **reply)
{
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    options.batch = 2;
    provisor_status status = provisor_rekey(p, &options, reply);
    long count = vfs_count;
    vfs_fail(0, 0);
    provisor *other = OPEN("faults.db", NULL);
    for (int64_t id = 1; id <= 3; id++)
        json_decref(GET(other, id));
    json_t *verdict = CALL(PROVISOR_OK, provisor_check, other);
    CHECK_JSON(at(verdict, "/findings"), "[]");
    json_decref(verdict);
    provisor_close(other);
    vfs_count = count;
    return status;
}

static const struct call {
    const char *name;
    provisor_status (*make)(char **reply);
    int grows; /* by how many instances */
} calls[] = {
    /* First, as they take the longer the more there is in the store. */
    {"rekey", rekey, 0},         {"check", check, 0},         {"audit", audit, 0},
    {"provision", provision, 1}, {"provision once", once, 1}, {"update", update, 0}, {"rotate", rotate, 0},
    {"remove", remove_last, -1}, {"user", create_user, 0},    {"get", get, 0},       {"list", list, 0},
    {"open", reopen, 0},
};

/* ------------------------------------------------------------------------------------------- the faults --- */

static void check_whole(const char *what)
{
    json_t *all = CALL(PROVISOR_OK, provisor_instance_list, p, NULL, 0), *listed = at(all, "/instances");
    CHECK_REPLY(json_array_size(listed) > 0, what);
    for (size_t i = 0; i < json_array_size(listed); i++) {
        json_t *instance = GET(p, json_integer_value(json_object_get(json_array_get(listed, i), "id")));
        CHECK_REPLY(text_at(instance, "/token") && at(instance, "/configuration/subdomain"), what);
        json_decref(instance);
    }
    json_decref(all);
}

/* - all: whether the disk stays broken, as one that is full or has been pulled out. */
static void fail_each(const struct call *call, int all)
{
    long failed = 0, n = 1, step = rounds(1, call->make == rekey ? 16 : 1);
    for (int done = 0; !done; n += step) {
        char *reply = NULL, what[200];
        long long before = count_instances("faults.db");
        vfs_fail(n, all);
        provisor_status status = call->make(&reply);
        done = vfs_count < n; /* all were let through */
        vfs_fail(0, 0);
        snprintf(what, sizeof what, "%s, operation %ld%s: %s %.100s", call->name, n, all ? " and on" : "",
                 provisor_status_name(status), reply ? reply : "");
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_STORE, what);
        CHECK_REPLY(!done || status == PROVISOR_OK, what);
        failed += status != PROVISOR_OK;
        if (status != PROVISOR_OK) {
            json_t *problem = reply ? json_loads(reply, 0, NULL) : NULL;
            CHECK_REPLY(problem && strstr(text_at(problem, "/message"), "\"faults.db\""), what);
            json_decref(problem);
        }
        provisor_free(reply);
        long long expected = before + (status == PROVISOR_OK ? call->grows : 0);
        if (count_instances("faults.db") != expected)
            check_failed(__FILE__, __LINE__, "half done", what);
        /* The next call works. */
        reply = NULL;
        status = call->make(&reply);
        if (status != PROVISOR_OK)
            check_failed(__FILE__, __LINE__, what, reply);
        provisor_free(reply);
        if (n > 2000)
            abort();
    }
    CHECK_REPLY(failed > 0, call->name);
    check_whole(call->name);
    printf("  %-16s %4ld operations, %4ld refused%s\n", call->name, n - 1 - step, failed, all ? ", broken for good" : "");
}

/* Writers who share a commit: whoever was acknowledged is there, whoever was refused is not. */
static _Atomic int acknowledged;

static void *provision_some(void *argument)
{
    (void)argument;
    for (int i = 0; i < 5; i++) {
        char *reply = NULL;
        provisor_status status = provision(&reply);
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_STORE, reply);
        acknowledged += status == PROVISOR_OK;
        provisor_free(reply);
    }
    return NULL;
}

static void fail_together(void)
{
    enum { writers = 4 };
    for (long n = 1; n < rounds(60, 10); n++) {
        pthread_t threads[writers];
        long long before = count_instances("faults.db");
        acknowledged = 0;
        vfs_fail(n, 0);
        for (int i = 0; i < writers; i++)
            pthread_create(&threads[i], NULL, provision_some, NULL);
        for (int i = 0; i < writers; i++)
            pthread_join(threads[i], NULL);
        vfs_fail(0, 0);
        CHECK_INT(count_instances("faults.db"), before + acknowledged);
    }
}

/* A store that does not exist yet: what fails leaves nothing that the next open could stumble over. */
static void fail_creation(int all)
{
    for (long n = 1, done = 0; !done; n++) {
        provisor *made = NULL;
        char *problem = NULL, what[200];
        unlink("new.db"), unlink("new.db-wal"), unlink("new.db-shm"), unlink("new.db-journal"), unlink("new.db.key");
        vfs_fail(n, all);
        provisor_status status = provisor_open("new.db", NULL, &made, &problem);
        done = vfs_count < n;
        vfs_fail(0, 0);
        snprintf(what, sizeof what, "operation %ld: %.150s", n, problem ? problem : "");
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_STORE, what);
        CHECK_REPLY(!done || status == PROVISOR_OK, what);
        CHECK((made != NULL) == (status == PROVISOR_OK));
        provisor_free(problem);
        provisor_close(made);
        made = OPEN("new.db", NULL);
        json_decref(PROVISION(made, GOOD, PROVISOR_OK));
        provisor_close(made);
        CHECK_INT(count_instances("new.db"), 1);
    }
}

int main(void)
{
    scratch_enter();
    vfs_install();
    p = OPEN("faults.db", NULL);
    for (int i = 0; i < 3; i++)
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        fail_each(&calls[i], 0);
        fail_each(&calls[i], 1);
    }
    fail_together();
    fail_creation(0);
    fail_creation(1);
    check_whole("at the end");
    provisor_close(p);
    CHECK_INT(store_number("faults.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    scratch_leave();
    return check_result();
}
