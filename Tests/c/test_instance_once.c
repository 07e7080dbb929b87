/* Idempotent provisioning: a request that is sent again with its key makes no second instance. */
#define _GNU_SOURCE
#include "instances.h"
#include <pthread.h>

/* What GOOD is made of, with more behind. */
#define ENTRIES(username, password, more) \
    "'element': {'key': 'freshservice'}, 'configuration': {'username': '" username "', 'password': '" password "', " \
    "'subdomain': 'acme'" more "}"
#define JANE "jane@acme.example"
#define KETTLE "Blue-Kettle-42-Harbour"

#define ONCE(status, p, key, request) CALL(status, provisor_provision_once, p, key, request, PROVISOR_TEXT)

static int64_t total(provisor *p)
{
    json_t *count = CALL(PROVISOR_OK, provisor_instance_count, p);
    int64_t total = number_at(count, "/totalInstances");
    json_decref(count);
    return total;
}

/* The same content, however it is written, on any handle: the instance as it is now. */
static void test_same_content(provisor *p, provisor *other)
{
    static const char *const same[] = {
        "{" ENTRIES(JANE, KETTLE, "") ", 'tags': ['Docs'], 'name': 'Docs'}",
        "{'tags': ['Docs'], 'name': 'Docs', 'configuration': {'subdomain': 'acme', 'password': '" KETTLE "', "
        "'username': '" JANE "'}, 'element': {'id': 650}}",
        "{" ENTRIES(JANE, KETTLE, ", 'pagination.max': 30, 'pagination.offset': 'FALSE', 'pagination.type': ''")
        ", 'name': '<b>Docs</b>', 'tags': ['Docs']}",
        "{" ENTRIES(JANE, KETTLE, ", 'unknown': 5") ", 'name': 'Docs'}", /* its name is its tag */
    };
    json_t *first = ONCE(PROVISOR_OK, p, "key", GOOD), *again;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char *request = with_quotes(same[i]);
        again = ONCE(PROVISOR_OK, i % 2 ? other : p, "key", request);
        CHECK_SAME(again, first);
        json_decref(again);
        free(request);
    }
    json_decref(UPDATE(PROVISOR_OK, p, id_of(first), "{'name': 'since', 'configuration': {'username': 'since'}}"));
    DO(PROVISOR_OK, provisor_instance_rotate, p, id_of(first), 0);
    again = ONCE(PROVISOR_OK, p, "key", GOOD);
    json_decref(first);
    first = GET(p, id_of(again));
    CHECK_SAME(again, first);
    json_decref(again);
    json_decref(first);
    CHECK_INT(total(p), 1);
}

/* Another content is a conflict: it names what differs, but no value, and makes nothing. */
static void test_other_content(provisor *p)
{
    static const struct { const char *request, *names; } others[] = {
        {"{" ENTRIES(JANE, KETTLE, ", 'pagination.max': 5") ", 'name': 'Docs'}", ": pagination.max differs"},
        {"{" ENTRIES(JANE, "Green-Lantern-77", "") ", 'name': 'Docs'}", ": password differs"},
        {"{" ENTRIES("joe", "Green-Lantern-77", "") ", 'name': 'Docs'}", ": username, password differ"},
        {"{" ENTRIES(JANE, KETTLE, "") ", 'name': 'Moss', 'tags': ['Docs']}", ": name differs"},
        {"{" ENTRIES(JANE, KETTLE, "") ", 'name': 'Docs', 'tags': []}", ": tags differs"},
        {"{" ENTRIES(JANE, KETTLE, "") ", 'name': 'Docs', 'externalAuthentication': 'initial'}",
         ": externalAuthentication differs"},
        {"{" ENTRIES(JANE, KETTLE, "") ", 'name': 'Docs', 'eventsEnabled': true}", ": eventsEnabled differs"},
    };
    static const char *const values[] = {"Kettle", "Lantern", "joe", "Moss", "jane", "initial", "acme", ": 5"};
    json_t *before = GET(p, 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char *request = with_quotes(others[i].request), *reply = NULL;
        CHECK_REPLY(provisor_provision_once(p, "key", request, PROVISOR_TEXT, &reply) == PROVISOR_CONFLICT, request);
        CHECK_CONTAINS(reply, others[i].names);
        CHECK_CONTAINS(reply, "\"status\":\"conflict\"");
        for (size_t v = 0; v < sizeof values / sizeof *values; v++)
            CHECK_REPLY(!strstr(reply, values[v]), reply);
        provisor_free(reply);
        free(request);
    }
    CHECK_INT(total(p), 1);
    json_t *after = GET(p, 1);
    CHECK_SAME(after, before);
    json_decref(before);
    json_decref(after);
}

/* Keys are compared byte by byte, and have 1 to 255. */
static void test_keys(provisor *p)
{
    char longest[257];
    memset(longest, 'k', 256);
    longest[255] = 0;
    const char *const keys[] = {"KEY", "key ", " ", "\xc3\xbc", "1", "' OR 1 --", longest};
    int64_t before = total(p);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *first = ONCE(PROVISOR_OK, p, keys[i], GOOD), *again = ONCE(PROVISOR_OK, p, keys[i], GOOD);
        CHECK_SAME(again, first);
        CHECK_INT(total(p), before + (int64_t)i + 1);
        json_decref(first);
        json_decref(again);
    }
    before = total(p);
    json_decref(ONCE(PROVISOR_INVALID, p, "", GOOD));
    longest[255] = 'k', longest[256] = 0;
    json_t *problem = ONCE(PROVISOR_INVALID, p, longest, GOOD);
    CHECK_CONTAINS(text_at(problem, "/message"), "255");
    json_decref(problem);
    CHECK_INT(total(p), before);
    for (int i = 1; i <= 2; i++) { /* no key: a plain provisioning */
        json_decref(ONCE(PROVISOR_OK, p, NULL, GOOD));
        CHECK_INT(total(p), before + i);
    }
    json_decref(ONCE(PROVISOR_MISUSE, NULL, "key", GOOD));
    json_decref(ONCE(PROVISOR_MISUSE, p, "key", NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_provision_once_json, p, "key", NULL));
}

/* A refused request uses up nothing; with the instance the key is forgotten. */
static void test_forgotten(provisor *p)
{
    json_decref(ONCE(PROVISOR_INVALID, p, "new", REQUEST("'username': 'joe'")));
    json_decref(ONCE(PROVISOR_MALFORMED, p, "new", "{"));
    json_t *first = ONCE(PROVISOR_OK, p, "new", GOOD), *second;
    json_decref(ONCE(PROVISOR_INVALID, p, "new", REQUEST("'username': 'joe'")));
    json_decref(ONCE(PROVISOR_CONFLICT, p, "new", REQUEST("'username': 'j', 'password': 'K-42', 'subdomain': 'a'")));
    REMOVE(PROVISOR_OK, p, id_of(first));
    second = ONCE(PROVISOR_OK, p, "new", REQUEST("'username': 'j', 'password': 'K-42', 'subdomain': 'a'"));
    CHECK(id_of(second) > id_of(first));
    CHECK(strcmp(text_at(second, "/token"), text_at(first, "/token")) != 0);
    json_decref(ONCE(PROVISOR_CONFLICT, p, "new", GOOD));
    json_decref(first);
    json_decref(second);
}

/* --------------------------------------------------------------------------------------------- threads --- */

enum { threads = 8 };

struct sender {
    provisor *p;
    pthread_barrier_t *start;
    const char *key;
    int64_t id;
};

static void *send_once(void *argument)
{
    struct sender *sender = argument;
    pthread_barrier_wait(sender->start);
    json_t *instance = ONCE(PROVISOR_OK, sender->p, sender->key, GOOD);
    sender->id = id_of(instance);
    json_decref(instance);
    return NULL;
}

/* All at once, on two handles: one of them makes the instance, and all get it. */
static void test_at_once(provisor *p, provisor *other)
{
    for (int round = 0; round < rounds(50, 5); round++) {
        pthread_t running[threads];
        pthread_barrier_t start;
        struct sender senders[threads];
        char key[32];
        int64_t before = total(p);
        snprintf(key, sizeof key, "at once %d", round);
        pthread_barrier_init(&start, NULL, threads);
        for (int i = 0; i < threads; i++) {
            senders[i] = (struct sender){i % 2 ? other : p, &start, key, 0};
            if (pthread_create(&running[i], NULL, send_once, &senders[i]) != 0)
                abort();
        }
        for (int i = 0; i < threads; i++) {
            pthread_join(running[i], NULL);
            CHECK_INT(senders[i].id, senders[0].id);
        }
        pthread_barrier_destroy(&start);
        CHECK_INT(total(p), before + 1);
    }
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("once.db", NULL), *other = OPEN("once.db", NULL);
    test_same_content(p, other);
    provisor_close(other);
    provisor_close(p);
    p = OPEN("once.db", NULL); /* keys outlive the handle */
    other = OPEN("once.db", NULL);
    test_other_content(p);
    test_keys(p);
    test_forgotten(p);
    test_at_once(p, other);
    provisor_close(p);
    provisor_close(other);
    scratch_leave();
    return check_result();
}
