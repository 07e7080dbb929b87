/* Clock and random source in changes: when they fail nothing is changed, and they may call back in. */
#define _GNU_SOURCE
#include "instances.h"

static provisor *p; /* that the callbacks call */
static int clock_fails, random_fails, calls_back, depth, calls;
static int64_t username_row; /* of instance 1 */

static void call_back(void)
{
    if (!calls_back || !p || depth > 0)
        return;
    depth++, calls++;
    DO(PROVISOR_OK, provisor_instance_get, p, 1);
    DO(PROVISOR_OK, provisor_instance_count, p);
    json_decref(LIST(PROVISOR_OK, p, "{'pageSize': 1}"));
    json_decref(UPDATE(PROVISOR_OK, p, 2, "{'tags': ['called back'], 'configuration': {'pagination.max': 5}}"));
    DO(PROVISOR_OK, provisor_instance_rotate, p, 2, 10);
    json_decref(PLAN(PROVISOR_OK, p, "update", 2, "{'name': 'x'}"));
    depth--;
}

static int64_t now(void *userdata)
{
    (void)userdata;
    call_back();
    return clock_fails ? -1 : clock_seconds;
}

static int32_t fill(void *userdata, void *buffer, size_t length)
{
    static unsigned char next;
    (void)userdata;
    call_back();
    for (size_t i = 0; i < length; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)(next++ * 37 + i);
    return random_fails;
}

/* Each call that changes instance 1, in an order in which each has something to change. */
static provisor_status change(int which, char **reply)
{
    switch (which) {
    case 0: return provisor_instance_disable(p, 1, reply);
    case 1: return provisor_instance_enable(p, 1, reply);
    case 2: return provisor_instance_trace(p, 1, 1, reply);
    case 3: return provisor_instance_rotate(p, 1, 60, reply);
    case 4: return provisor_instance_update(p, 1, "{\"name\": \"changed\"}", PROVISOR_TEXT, reply);
    case 5: return provisor_instance_update(
        p, 1, "{\"configuration\": {\"password\": \"Other-Kettle-43\"}}", PROVISOR_TEXT, reply);
    case 6: return provisor_instance_replace(p, 1, "{\"tags\": [\"replaced\"]}", PROVISOR_TEXT, reply);
    case 7: return provisor_instance_configuration_set(
        p, 1, username_row, "{\"propertyValue\": \"joe\"}", PROVISOR_TEXT, reply);
    case 8: return provisor_provision_once(p, "a key", GOOD, PROVISOR_TEXT, reply);
    default: return PROVISOR_INTERNAL;
    }
}

enum { changes = 9 };

static int draws_random(int which) { return which == 3 || which == 5 || which == 7 || which == 8; }

static void check_failing(int which)
{
    char *before = NULL, *after = NULL, *reply = NULL;
    CHECK_INT(provisor_instance_list(p, NULL, 0, &before), PROVISOR_OK);
    provisor_status status = change(which, &reply);
    CHECK_REPLY(status == PROVISOR_CALLBACK, reply);
    CHECK_CONTAINS(reply, "\"status\":\"callback\"");
    CHECK_INT(provisor_instance_list(p, NULL, 0, &after), PROVISOR_OK);
    CHECK_TEXT(after, before);
    provisor_free(before);
    provisor_free(after);
    provisor_free(reply);
}

static void test(const char *store)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = now;
    options.random = fill;
    calls_back = clock_fails = random_fails = 0;
    p = NULL;
    p = OPEN(store, &options);
    json_decref(CREATE(p, GOOD));
    json_decref(CREATE(p, GOOD));
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    username_row = number_at(rows, "/0/id");
    json_decref(rows);
    for (int i = 0; i < changes; i++) {
        clock_fails = 1;
        check_failing(i);
        clock_fails = 0;
        if (draws_random(i)) {
            random_fails = 1;
            check_failing(i);
            random_fails = 0;
        }
        int before = calls;
        char *reply = NULL;
        calls_back = 1;
        provisor_status status = change(i, &reply);
        calls_back = 0;
        CHECK_REPLY(status == PROVISOR_OK, reply);
        CHECK(calls > before);
        provisor_free(reply);
    }
    json_t *one = GET(p, 1), *two = GET(p, 2);
    CHECK_TEXT(text_at(one, "/name"), "changed");
    CHECK_TEXT(text_at(one, "/configuration/username"), "joe");
    CHECK_JSON(at(one, "/tags"), "['replaced']");
    CHECK(has_password(p, 1, "Other-Kettle-43"));
    CHECK_JSON(at(two, "/tags"), "['called back']");
    json_decref(one);
    json_decref(two);
    provisor_close(p);
}

/* A callback that changes the very instance that is being changed: the outer change is worked out again. */
static int64_t interfere(void *userdata)
{
    (void)userdata;
    if (calls_back && depth == 0) {
        depth++, calls_back--;
        json_decref(UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'subdomain': 'meanwhile'}}"));
        depth--;
    }
    return clock_seconds;
}

static void test_interference(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    json_t *value = json_loads(JSON("{'name': 'outer', 'configuration': {'username': 'outer', 'password': "
                                    "'Third-Kettle-44'}}"), 0, NULL), *reply;
    char *text = json_dumps(value, 0);
    options.now = interfere;
    calls_back = 0;
    p = OPEN("interference.db", &options);
    for (int by_text = 0; by_text < 2; by_text++) {
        json_decref(CREATE(p, GOOD));
        json_decref(REPLACE(PROVISOR_OK, p, 1, "{'name': 'Docs', 'configuration': {'username': 'jane', 'password': "
                                               "'Blue-Kettle-42', 'subdomain': 'acme'}}"));
        calls_back = 2;
        reply = by_text ? CALL(PROVISOR_OK, provisor_instance_update, p, 1, text, PROVISOR_TEXT)
                        : CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, value);
        CHECK_INT(calls_back, 0);
        CHECK_TEXT(text_at(reply, "/name"), "outer");
        CHECK_TEXT(text_at(reply, "/configuration/username"), "outer");
        CHECK_TEXT(text_at(reply, "/configuration/subdomain"), "meanwhile");
        CHECK(has_password(p, 1, "Third-Kettle-44"));
        json_decref(reply);
    }
    /* What it was based on is gone by then. */
    json_t *now = GET(p, 1), *based = json_pack("{s:s, s:O}", "name", "stale", "version", at(now, "/version"));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'subdomain': 'before'}}"));
    json_object_set_new(based, "version", json_integer(number_at(now, "/version") + 1));
    calls_back = 1;
    json_decref(CALL_JSON(PROVISOR_CONFLICT, provisor_instance_update_json, p, 1, based));
    CHECK_INT(calls_back, 0);
    json_decref(now);
    json_decref(based);
    json_decref(value);
    free(text);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    test(NULL);
    test("callbacks.db");
    test_interference();
    scratch_leave();
    return check_result();
}
