/* Disabling, tracing, removing, and new tokens. */
#define _GNU_SOURCE
#include "instances.h"

/* Twice in each direction: the state, and nothing else, changes once. */
static void test_disabled(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *first, *second, *left;
    int64_t id = id_of(created);
    first = CALL(PROVISOR_OK, provisor_instance_enable, p, id); /* already */
    CHECK_SAME(first, created);
    json_decref(first);
    first = CALL(PROVISOR_OK, provisor_instance_disable, p, id);
    CHECK(json_is_true(at(first, "/disabled")));
    CHECK_INT(number_at(first, "/version"), 2);
    second = CALL_JSON(PROVISOR_OK, provisor_instance_disable_json, p, id);
    CHECK_SAME(second, first);
    json_decref(second);
    second = GET(p, id); /* stays readable */
    CHECK_SAME(second, first);
    json_decref(second);
    second = CALL(PROVISOR_OK, provisor_instance_find, p, text_at(created, "/token"));
    CHECK_SAME(second, first);
    json_decref(second);
    second = UPDATE(PROVISOR_OK, p, id, "{'name': 'changed while disabled', 'disabled': false}");
    CHECK(json_is_true(at(second, "/disabled")));
    json_decref(second);
    json_decref(first);
    first = CALL(PROVISOR_OK, provisor_instance_enable, p, id);
    second = CALL_JSON(PROVISOR_OK, provisor_instance_enable_json, p, id);
    CHECK_SAME(second, first);
    CHECK(json_is_false(at(first, "/disabled")));
    json_object_set_new(first, "name", json_string("Docs"));
    left = without(first, "version updatedDate");
    CHECK_SAME(left, created);
    json_decref(left);
    json_decref(first);
    json_decref(second);
    json_decref(created);
}

static void test_trace(provisor *p)
{
    static const struct { int32_t on; int expected; } steps[] = {{0, 0}, {1, 1}, {1, 1}, {0, 0}, {-5, 1}, {256, 1}};
    json_t *created = CREATE(p, GOOD);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        json_t *now = CALL(PROVISOR_OK, provisor_instance_trace, p, id_of(created), steps[i].on);
        json_t *twin = CALL_JSON(PROVISOR_OK, provisor_instance_trace_json, p, id_of(created), steps[i].on);
        json_t *left = without(now, "version updatedDate traceLoggingEnabled");
        json_t *right = without(created, "traceLoggingEnabled");
        CHECK(json_is_true(at(now, "/traceLoggingEnabled")) == steps[i].expected);
        CHECK_SAME(left, right);
        CHECK_SAME(twin, now);
        json_decref(now);
        json_decref(twin);
        json_decref(left);
        json_decref(right);
    }
    json_decref(created);
}

/* Gone for everybody at once, with its token; its id is never given again, also not after reopening. */
static void test_remove(void)
{
    provisor *p = OPEN("remove.db", NULL), *other = OPEN("remove.db", NULL);
    json_t *first = CREATE(p, GOOD), *last = CREATE(p, GOOD), *next, *former;
    former = CALL(PROVISOR_OK, provisor_instance_rotate, p, 2, 3600);
    REMOVE(PROVISOR_OK, p, 2);
    REMOVE(PROVISOR_NOT_FOUND, p, 2);
    REMOVE(PROVISOR_NOT_FOUND, other, 2);
    DO(PROVISOR_NOT_FOUND, provisor_instance_get, other, 2);
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, other, text_at(former, "/token"));
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, p, text_at(last, "/token")); /* in its overlap */
    DO(PROVISOR_NOT_FOUND, provisor_instance_disable, p, 2);
    DO(PROVISOR_NOT_FOUND, provisor_instance_enable, p, 2);
    DO(PROVISOR_NOT_FOUND, provisor_instance_trace, p, 2, 1);
    DO(PROVISOR_NOT_FOUND, provisor_instance_rotate, p, 2, 0);
    DO(PROVISOR_NOT_FOUND, provisor_instance_update, p, 2, "{}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_instance_replace, p, 2, "{}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_list, p, 2);
    CHECK_INT(store_number("remove.db", "SELECT (SELECT count(*) FROM instance WHERE id = 2) + (SELECT count(*) FROM "
                                        "instance_tag WHERE instance = 2) + (SELECT count(*) FROM former_token)"), 0);
    json_t *reply = NULL;
    CHECK_INT(provisor_instance_remove_json(other, 1, &reply), PROVISOR_OK);
    CHECK(reply == NULL);
    json_decref(CALL_JSON(PROVISOR_NOT_FOUND, provisor_instance_remove_json, other, 1));
    next = CREATE(p, GOOD);
    CHECK_INT(id_of(next), 3);
    REMOVE(PROVISOR_OK, p, 3);
    provisor_close(p);
    provisor_close(other);
    json_decref(next);
    p = OPEN("remove.db", NULL);
    next = CREATE(p, GOOD);
    CHECK_INT(id_of(next), 4);
    CHECK_INT(provisor_instance_remove(p, 4, NULL), PROVISOR_OK); /* a problem that nobody wants */
    CHECK_INT(provisor_instance_remove(p, 4, NULL), PROVISOR_NOT_FOUND);
    provisor_close(p);
    json_decref(first);
    json_decref(last);
    json_decref(next);
    json_decref(former);
}

static void test_misuse(provisor *p)
{
    const int64_t ids[] = {0, -1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        DO(PROVISOR_NOT_FOUND, provisor_instance_enable, p, ids[i]);
        DO(PROVISOR_NOT_FOUND, provisor_instance_disable, p, ids[i]);
        DO(PROVISOR_NOT_FOUND, provisor_instance_trace, p, ids[i], 1);
        DO(PROVISOR_NOT_FOUND, provisor_instance_rotate, p, ids[i], 0);
        REMOVE(PROVISOR_NOT_FOUND, p, ids[i]);
    }
    DO(PROVISOR_MISUSE, provisor_instance_enable, NULL, 1);
    DO(PROVISOR_MISUSE, provisor_instance_disable, NULL, 1);
    DO(PROVISOR_MISUSE, provisor_instance_trace, NULL, 1, 1);
    DO(PROVISOR_MISUSE, provisor_instance_rotate, NULL, 1, 0);
    REMOVE(PROVISOR_MISUSE, NULL, 1);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_enable_json, NULL, 1));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_disable_json, NULL, 1));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_trace_json, NULL, 1, 1));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_rotate_json, NULL, 1, 0));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_remove_json, NULL, 1));
}

int main(void)
{
    const char *const stores[] = {NULL, "states.db"};
    scratch_enter();
    for (size_t i = 0; i < 2; i++) {
        provisor *p = OPEN(stores[i], NULL);
        test_disabled(p);
        test_trace(p);
        test_misuse(p);
        provisor_close(p);
    }
    test_remove();
    scratch_leave();
    return check_result();
}
