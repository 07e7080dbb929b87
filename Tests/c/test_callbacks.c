/* The caller's clock, random source and log: what happens when they fail, and when they call back in. */
#define _GNU_SOURCE
#include "files.h"
#include <sys/random.h>

struct host {
    int64_t time;
    int fail_at;    /* which call of the random source fails; 0: none */
    int fill;       /* -1: random bytes, -2: none at all, else this byte */
    int calls;      /* of the random source so far */
    provisor *p;    /* to call back in */
    int depth;      /* how deep in callbacks */
    int calls_back; /* how often the random source or the clock has called back in */
    int logged;
};

static void call_back(struct host *host)
{
    if (!host->p || host->depth > 0)
        return;
    host->depth++;
    host->calls_back++;
    json_decref(VALIDATE(host->p, GOOD, PROVISOR_OK));
    json_decref(VALIDATE(host->p, "{", PROVISOR_MALFORMED));
    json_decref(PROVISION(host->p, GOOD, PROVISOR_OK));
    json_decref(PROVISION(host->p, "{}", PROVISOR_INVALID));
    provisor_close(OPEN(NULL, NULL));
    host->depth--;
}

static int64_t now(void *userdata)
{
    struct host *host = userdata;
    call_back(host);
    return host->time;
}

static int32_t random_bytes(void *userdata, void *buffer, size_t length)
{
    struct host *host = userdata;
    call_back(host);
    if (++host->calls == host->fail_at)
        return -1;
    if (host->fill == -1)
        CHECK_INT(getrandom(buffer, length, 0), length);
    else if (host->fill >= 0)
        memset(buffer, host->fill, length);
    return 0;
}

static void take_log(void *userdata, int32_t level, const char *message)
{
    struct host *host = userdata;
    host->logged++;
    CHECK(level == PROVISOR_LOG_INFO && message && *message);
    provisor_close(OPEN(":memory:", NULL));
}

static provisor_options options_of(struct host *host)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    *host = (struct host){.time = 1449850071, .fill = -1};
    options.now = now;
    options.random = random_bytes;
    options.log = take_log;
    options.userdata = host;
    return options;
}

static void test_absurd_times(void)
{
    static const int64_t absurd[] = {INT64_MAX, INT64_MIN, -1, 253402300800, 4000000000000};
    struct host host;
    provisor_options options = options_of(&host);
    provisor *p = OPEN("times.db", &options);
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        host.time = absurd[i];
        json_t *problem = PROVISION(p, GOOD, PROVISOR_CALLBACK);
        CHECK_TEXT(text_at(problem, "/status"), "callback");
        CHECK_CONTAINS(text_at(problem, "/message"), "now");
        json_decref(problem);
        CHECK_INT(count_instances("times.db"), i);
        json_decref(PROVISION(p, "{", PROVISOR_MALFORMED));
        host.time = 0; /* the next call works */
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    }
    provisor_close(p);
    CHECK_INT(count_instances("times.db"), sizeof absurd / sizeof *absurd);
}

/* Whichever call of the random source fails, nothing is stored; a problem is told all the same. */
static void test_failing_random(void)
{
    struct host host;
    provisor_options options = options_of(&host);
    provisor *p = OPEN("random.db", &options);
    host.calls = 0;
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    int needed = host.calls;
    CHECK(needed > 0);
    for (int call = 1; call <= needed; call++) {
        host.calls = 0;
        host.fail_at = call;
        json_t *problem = PROVISION(p, GOOD, PROVISOR_CALLBACK);
        CHECK_INT(strlen(text_at(problem, "/requestId")), 24);
        CHECK_CONTAINS(text_at(problem, "/message"), "random");
        json_decref(problem);
        CHECK_INT(count_instances("random.db"), call);
        host.fail_at = 0;
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    }
    host.calls = 0;
    host.fail_at = 1; /* of the request id of a problem */
    json_t *problem = PROVISION(p, "{}", PROVISOR_INVALID);
    CHECK_INT(strlen(text_at(problem, "/requestId")), 24);
    json_decref(problem);
    provisor_close(p);
    CHECK_INT(count_instances("random.db"), needed + 1);
}

/* At open too: neither store nor key file is left. */
static void test_failing_random_at_open(void)
{
    struct host host;
    provisor_options options = options_of(&host);
    provisor_close(OPEN(NULL, &options));
    int needed = host.calls;
    CHECK(needed > 0);
    for (int call = 1; call <= needed; call++) {
        options = options_of(&host);
        host.fail_at = call;
        CHECK_REFUSED_OPEN("open.db", &options, PROVISOR_CALLBACK, "random");
        CHECK_INT(host.logged, 0); /* nothing was created */
    }
    options = options_of(&host);
    provisor_close(OPEN("open.db", &options));
    CHECK(host.logged > 0);
}

/* A source that repeats itself gives the same token twice: unusable. One that fills nothing leaves what is there. */
static void test_poor_random(void)
{
    struct host host;
    provisor_options options = options_of(&host);
    host.fill = 7;
    provisor *p = OPEN("poor.db", &options);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    json_decref(PROVISION(p, GOOD, PROVISOR_CALLBACK));
    CHECK_INT(count_instances("poor.db"), 1);
    host.fill = -1;
    json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
    CHECK_INT(json_integer_value(at(instance, "/id")), 2);
    json_decref(instance);
    host.fill = -2;
    json_t *first = PROVISION(p, GOOD, PROVISOR_OK), *second = PROVISION(p, GOOD, PROVISOR_OK);
    CHECK(strcmp(text_at(first, "/token"), text_at(second, "/token")) != 0);
    json_decref(first);
    json_decref(second);
    provisor_close(p);
}

/* Every callback may call back in on the same handle, for which no lock may be held. */
static void test_calling_back_in(const char *store)
{
    struct host host;
    provisor_options options = options_of(&host);
    provisor *p = OPEN(store, &options);
    host.p = p;
    json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
    CHECK(host.calls_back >= 2); /* from the clock, and from the random source */
    CHECK_INT(json_integer_value(at(instance, "/id")), host.calls_back + 1);
    int before = host.calls_back;
    json_decref(PROVISION(p, "[]", PROVISOR_INVALID)); /* the request id of a problem */
    CHECK(host.calls_back > before);
    before = host.calls_back;
    json_decref(VALIDATE(p, GOOD, PROVISOR_OK)); /* needs neither time nor randomness */
    CHECK_INT(host.calls_back, before);

    json_t *request = json_loads(GOOD, 0, NULL), *reply = NULL;
    CHECK_INT(provisor_provision_json(p, request, &reply), PROVISOR_OK);
    CHECK_INT(json_integer_value(at(reply, "/id")), host.calls_back + 2);
    json_decref(reply);
    json_decref(request);
    json_decref(instance);
    provisor_close(p);
}

/* Only opening a store has something to tell. */
static void test_log_at_open(void)
{
    struct host host;
    provisor_options options = options_of(&host);
    provisor *p = OPEN("log.db", &options);
    int at_open = host.logged;
    CHECK(at_open > 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    json_decref(VALIDATE(p, "{", PROVISOR_MALFORMED));
    provisor_close(p);
    CHECK_INT(host.logged, at_open);
}

int main(void)
{
    scratch_enter();
    test_absurd_times();
    test_failing_random();
    test_failing_random_at_open();
    test_poor_random();
    test_calling_back_in(NULL);
    test_calling_back_in("back.db");
    test_log_at_open();
    scratch_leave();
    return check_result();
}
