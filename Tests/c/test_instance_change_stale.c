/* A change that says what it was based on is refused when somebody has changed the instance since. */
#define _GNU_SOURCE
#include "instances.h"

static void check_conflict(provisor *p, json_t *request)
{
    char *before = NULL, *after = NULL;
    provisor_instance_get(p, 1, &before);
    json_t *problem = CALL_JSON(PROVISOR_CONFLICT, provisor_instance_update_json, p, 1, request);
    provisor_instance_get(p, 1, &after);
    CHECK_TEXT(after, before);
    CHECK_TEXT(text_at(problem, "/status"), "conflict");
    CHECK(text_at(problem, "/message") && text_at(problem, "/requestId"));
    json_decref(problem);
    problem = CALL_JSON(PROVISOR_CONFLICT, provisor_plan_json, p, "update", 1, request); /* and so would the plan be */
    CHECK_TEXT(text_at(problem, "/status"), "conflict");
    json_decref(problem);
    json_decref(request);
    provisor_free(before);
    provisor_free(after);
}

static json_t *update(provisor *p, json_t *request)
{
    json_t *now = CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, request);
    json_decref(request);
    return now;
}

static json_t *named(const char *name, const char *member, json_t *value)
{
    return json_pack("{s:s, s:o}", "name", name, member, value);
}

static void test_version(provisor *p)
{
    json_decref(update(p, named("two", "version", json_integer(1)))); /* a new one has version 1 */
    check_conflict(p, named("stale", "version", json_integer(1)));
    check_conflict(p, named("stale", "version", json_integer(3)));
    check_conflict(p, named("stale", "version", json_integer(0)));
    json_t *now = update(p, named("three", "version", json_integer(2)));
    CHECK_TEXT(text_at(now, "/name"), "three");
    CHECK_INT(number_at(now, "/version"), 3);
    json_decref(now);
    json_decref(update(p, named("four", "version", json_null()))); /* says nothing */
    json_decref(update(p, json_pack("{s:s}", "name", "five")));
}

/* What counts is any change: of state, token or configuration too. */
static void test_every_change(provisor *p)
{
    json_t *now = GET(p, 1), *row;
    int64_t version = number_at(now, "/version");
    json_decref(now);
    DO(PROVISOR_OK, provisor_instance_disable, p, 1);
    check_conflict(p, named("stale", "version", json_integer(version++)));
    DO(PROVISOR_OK, provisor_instance_enable, p, 1);
    check_conflict(p, named("stale", "version", json_integer(version++)));
    DO(PROVISOR_OK, provisor_instance_trace, p, 1, 1);
    check_conflict(p, named("stale", "version", json_integer(version++)));
    DO(PROVISOR_OK, provisor_instance_rotate, p, 1, 0);
    check_conflict(p, named("stale", "version", json_integer(version++)));
    now = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    row = json_pack("{s:s}", "propertyValue", "north");
    json_decref(CALL_JSON(PROVISOR_OK, provisor_instance_configuration_set_json, p, 1, number_at(now, "/2/id"), row));
    check_conflict(p, named("stale", "version", json_integer(version++)));
    json_decref(now);
    json_decref(row);
    now = update(p, named("fresh", "version", json_integer(version)));
    CHECK_INT(number_at(now, "/version"), version + 1);
    json_decref(now);
    /* What was refused, or changed nothing, is no change. */
    json_decref(UPDATE(PROVISOR_INVALID, p, 1, "{'name': 5}"));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'name': 'fresh'}"));
    DO(PROVISOR_OK, provisor_instance_enable, p, 1);
    json_decref(update(p, named("again", "version", json_integer(version + 1))));
}

static void test_date(provisor *p)
{
    clock_seconds += 10;
    json_t *now = UPDATE(PROVISOR_OK, p, 1, "{'name': 'dated'}");
    char *date = strdup(text_at(now, "/updatedDate"));
    json_decref(now);
    clock_seconds += 10;
    now = update(p, named("later", "updatedDate", json_string(date)));
    CHECK(strcmp(text_at(now, "/updatedDate"), date) > 0);
    check_conflict(p, named("stale", "updatedDate", json_string(date)));
    json_decref(update(p, named("latest", "updatedDate", json_incref(at(now, "/updatedDate")))));
    json_decref(now);
    /* Within one second too. */
    now = GET(p, 1);
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'name': 'somebody else'}"));
    check_conflict(p, named("stale", "updatedDate", json_incref(at(now, "/updatedDate"))));
    json_decref(now);
    free(date);
}

/* A whole instance sent back to update is based on what it shows; a replacement does not look at it. */
static void test_whole_instance(provisor *p)
{
    json_t *now = GET(p, 1), *next;
    json_object_set_new(now, "name", json_string("whole"));
    next = CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, now);
    CHECK_TEXT(text_at(next, "/name"), "whole");
    check_conflict(p, json_incref(now));
    json_decref(CALL_JSON(PROVISOR_OK, provisor_instance_replace_json, p, 1, now));
    json_decref(CALL_JSON(PROVISOR_OK, provisor_plan_json, p, "replace", 1, now));
    json_decref(now);
    json_decref(next);
}

int main(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = clock_read;
    scratch_enter();
    provisor *p = OPEN("stale.db", &options);
    json_t *created = CREATE(p, GOOD);
    json_decref(created);
    test_version(p);
    test_every_change(p);
    test_whole_instance(p);
    test_date(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
