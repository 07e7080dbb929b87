/* Reading an instance by its id and by its token, and counting instances. */
#define _GNU_SOURCE
#include "instances.h"

static const char *token_of(json_t *instance) { return text_at(instance, "/token"); }

/* Provisioning, get, find and the twins show the same. */
static void test_same_everywhere(provisor *p)
{
    json_t *created = CREATE(p, GOOD);
    json_t *others[] = {
        GET(p, id_of(created)),
        CALL_JSON(PROVISOR_OK, provisor_instance_get_json, p, id_of(created)),
        CALL(PROVISOR_OK, provisor_instance_find, p, token_of(created)),
        CALL_JSON(PROVISOR_OK, provisor_instance_find_json, p, token_of(created)),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CHECK_SAME(others[i], created);
        json_decref(others[i]);
    }
    CHECK_TEXT(text_at(created, "/configuration/username"), "jane@acme.example");
    CHECK_TEXT(text_at(created, "/configuration/password"), "********");
    json_decref(created);
}

/* Once it has changed, an instance shows version and date of the change. */
static void test_versions(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *updated, *read;
    CHECK(!at(created, "/version") && !at(created, "/updatedDate"));
    clock_seconds += 3600;
    updated = UPDATE(PROVISOR_OK, p, id_of(created), "{'name': 'Second'}");
    CHECK_INT(number_at(updated, "/version"), 2);
    CHECK_TEXT(text_at(updated, "/createdDate"), text_at(created, "/createdDate"));
    CHECK_TEXT(text_at(updated, "/updatedDate"), "2026-01-01T01:00:00Z");
    CHECK_TEXT(token_of(updated), token_of(created));
    read = GET(p, id_of(created));
    CHECK_SAME(read, updated);
    json_decref(created);
    json_decref(updated);
    json_decref(read);
}

/* A problem with an id of its own, and the same from the twin. */
static void check_not_found(json_t *problem, json_t *twin)
{
    json_t *left = without(problem, "requestId"), *right = without(twin, "requestId");
    CHECK_TEXT(text_at(problem, "/status"), "not-found");
    CHECK(text_at(problem, "/message") != NULL);
    CHECK_INT(strlen(text_at(problem, "/requestId")), 24);
    CHECK(strcmp(text_at(problem, "/requestId"), text_at(twin, "/requestId")) != 0);
    CHECK_SAME(left, right);
    json_decref(left);
    json_decref(right);
    json_decref(problem);
    json_decref(twin);
}

static void test_unknown(provisor *p)
{
    const int64_t ids[] = {0, -1, 999, INT64_MAX, INT64_MIN};
    const char *const tokens[] = {"", " ", "none", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "1", "' OR 1 --"};
    json_t *created = CREATE(p, GOOD);
    char *changed = strdup(token_of(created)), *longer, *huge = calloc(2000001, 1);
    if (!changed || !huge || asprintf(&longer, "%s ", changed) < 0)
        abort();
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        check_not_found(CALL(PROVISOR_NOT_FOUND, provisor_instance_get, p, ids[i]),
                        CALL_JSON(PROVISOR_NOT_FOUND, provisor_instance_get_json, p, ids[i]));
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        check_not_found(CALL(PROVISOR_NOT_FOUND, provisor_instance_find, p, tokens[i]),
                        CALL_JSON(PROVISOR_NOT_FOUND, provisor_instance_find_json, p, tokens[i]));
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, p, longer);
    changed[0] = changed[0] == 'A' ? 'B' : 'A';
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, p, changed);
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, p, memset(huge, 'A', 2000000));
    DO(PROVISOR_NOT_FOUND, provisor_instance_find, p, "\xff\xfe"); /* tokens come from strangers */
    json_decref(created);
    free(changed);
    free(longer);
    free(huge);
}

static void test_misuse(provisor *p)
{
    DO(PROVISOR_MISUSE, provisor_instance_get, NULL, 1);
    DO(PROVISOR_MISUSE, provisor_instance_find, NULL, "token");
    DO(PROVISOR_MISUSE, provisor_instance_find, p, NULL);
    DO(PROVISOR_MISUSE, provisor_instance_list, NULL, NULL, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_count, NULL);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_get_json, NULL, 1));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_find_json, NULL, "token"));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_find_json, p, NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_list_json, NULL, NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_count_json, NULL));
    /* Replies that nobody wants. */
    CHECK_INT(provisor_instance_get(p, 1, NULL), PROVISOR_OK);
    CHECK_INT(provisor_instance_get(p, -1, NULL), PROVISOR_NOT_FOUND);
    CHECK_INT(provisor_instance_find_json(p, "none", NULL), PROVISOR_NOT_FOUND);
    CHECK_INT(provisor_instance_count(p, NULL), PROVISOR_OK);
    CHECK_INT(provisor_instance_list(p, NULL, 0, NULL), PROVISOR_OK);
}

#define CHECK_COUNT(p, expected) \
    do { \
        json_t *count = CALL(PROVISOR_OK, provisor_instance_count, p); \
        json_t *twin = CALL_JSON(PROVISOR_OK, provisor_instance_count_json, p); \
        CHECK_JSON(count, expected); \
        CHECK_SAME(twin, count); \
        json_decref(count); \
        json_decref(twin); \
    } while (0)

static void test_count(const char *store)
{
    provisor *p = open_with_two_elements(store);
    CHECK_COUNT(p, "{'totalInstances': 0, 'elementInstances': []}");
    for (int i = 0; i < 3; i++)
        json_decref(CREATE(p, GOOD));
    CHECK_COUNT(p, "{'totalInstances': 3, 'elementInstances': [{'key': 'freshservice', 'count': 3}]}");
    json_decref(CREATE(p, JSON("{'element': {'id': 9001}, 'name': 'Desk', 'configuration': {'username': 'jane', "
                               "'password': 'Blue-Kettle-42', 'site': 'north'}}")));
    CHECK_COUNT(p, "{'totalInstances': 4, 'elementInstances': [{'key': 'freshservice', 'count': 3}, "
                   "{'key': 'ticketdesk', 'count': 1}]}");
    DO(PROVISOR_OK, provisor_instance_disable, p, 1); /* still there */
    REMOVE(PROVISOR_OK, p, 2);
    REMOVE(PROVISOR_OK, p, 4);
    CHECK_COUNT(p, "{'totalInstances': 2, 'elementInstances': [{'key': 'freshservice', 'count': 2}]}");
    provisor_close(p);

    if (store) {
        p = OPEN(store, NULL);
        CHECK_COUNT(p, "{'totalInstances': 2, 'elementInstances': [{'key': 'freshservice', 'count': 2}]}");
        provisor_close(p);
    }
}

/* What was acknowledged is there after the store was opened anew, the same in every byte. */
static void test_reopening(void)
{
    char *before = NULL, *after = NULL;
    provisor *p = open_with_two_elements("reopened.db");
    json_t *created = CREATE(p, GOOD);
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'tags': ['\\u00fc', '\\ud83d\\ude80']}"));
    CHECK_INT(provisor_instance_get(p, 1, &before), PROVISOR_OK);
    provisor_close(p);
    p = OPEN("reopened.db", NULL);
    CHECK_INT(provisor_instance_get(p, 1, &after), PROVISOR_OK);
    CHECK_TEXT(after, before);
    DO(PROVISOR_OK, provisor_instance_find, p, token_of(created));
    provisor_close(p);
    provisor_free(before);
    provisor_free(after);
    json_decref(created);
}

int main(void)
{
    const char *const stores[] = {NULL, "read.db"};
    scratch_enter();
    for (size_t i = 0; i < 2; i++) {
        clock_seconds = 1767225600;
        provisor *p = open_with_two_elements(stores[i]);
        test_same_everywhere(p);
        test_versions(p);
        test_unknown(p);
        test_misuse(p);
        provisor_close(p);
        test_count(stores[i] ? "count.db" : NULL);
    }
    test_reopening();
    scratch_leave();
    return check_result();
}
