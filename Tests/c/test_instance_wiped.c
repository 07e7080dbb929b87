/* What the library parsed or opened itself does not leave secrets behind in freed memory. */
#define _GNU_SOURCE
#include "instances.h"
#include <malloc.h>

#define STORED "Blue-Kettle-42-Harbour" /* what GOOD holds */
#define SENT "Green-Lantern-77-Bridge"

static int left_behind; /* strings of jansson's that were freed with a secret in them */

static void *allocate(size_t size) { return calloc(1, size); }

static void release(void *block)
{
    static const char *const secrets[] = {STORED, SENT};
    for (size_t i = 0; block && i < 2; i++)
        if (malloc_usable_size(block) > strlen(secrets[i]) && memcmp(block, secrets[i], strlen(secrets[i])) == 0)
            left_behind++;
    free(block);
}

/* Calls with text, which the library parses and releases. */
#define CHECK_WIPED(status, ...) \
    do { \
        char *reply = NULL; \
        left_behind = 0; \
        provisor_status answered = (__VA_ARGS__); \
        CHECK_REPLY(left_behind == 0, #__VA_ARGS__); \
        CHECK_REPLY(answered == (status), reply); \
        provisor_free(reply); \
    } while (0)

#define UPDATING(request) provisor_instance_update(p, 1, JSON(request), PROVISOR_TEXT, &reply)
#define REPLACING(request) provisor_instance_replace(p, 1, JSON(request), PROVISOR_TEXT, &reply)
#define PLANNING(action, request) provisor_plan(p, action, 1, JSON(request), PROVISOR_TEXT, &reply)
#define SETTING(row, request) \
    provisor_instance_configuration_set(p, 1, row, JSON("{'propertyValue': " request "}"), PROVISOR_TEXT, &reply)
#define WHOLE(password) "'configuration': {'username': 'joe', 'password': '" password "', 'subdomain': 'acme'}"

static void test_provisioning(provisor *p)
{
    CHECK_WIPED(PROVISOR_OK, provisor_provision(p, GOOD, PROVISOR_TEXT, &reply));
    CHECK_WIPED(PROVISOR_OK, provisor_provision_once(p, "key", GOOD, PROVISOR_TEXT, &reply));
    CHECK_WIPED(PROVISOR_OK, provisor_provision_once(p, "key", GOOD, PROVISOR_TEXT, &reply));
    CHECK_WIPED(PROVISOR_CONFLICT, provisor_provision_once(
        p, "key", REQUEST("'username': 'j', 'password': '" SENT "', 'subdomain': 'acme'"), PROVISOR_TEXT, &reply));
    CHECK_WIPED(PROVISOR_INVALID, provisor_provision(p, REQUEST("'password': '" SENT "'"), PROVISOR_TEXT, &reply));
}

static void test_changes(provisor *p)
{
    CHECK_WIPED(PROVISOR_OK, UPDATING("{'name': 'x'}"));
    CHECK_WIPED(PROVISOR_OK, UPDATING("{'configuration': {'username': 'joe'}}"));
    CHECK_WIPED(PROVISOR_OK, UPDATING("{'configuration': {'password': '********'}}"));
    CHECK_WIPED(PROVISOR_INVALID, UPDATING("{'configuration': {'subdomain': 'a.b'}}"));
    CHECK_WIPED(PROVISOR_INVALID, UPDATING("{'configuration': {'password': '" SENT "', 'subdomain': 'a.b'}}"));
    CHECK_WIPED(PROVISOR_NOT_FOUND, UPDATING("{'element': {'key': 'nosuch'}, " WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_CONFLICT, UPDATING("{'version': 77, " WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_INVALID, REPLACING("{'configuration': {'password': '" SENT "'}}"));
    CHECK_WIPED(PROVISOR_INVALID, REPLACING("{'configuration': {'password': '********'}}"));
    CHECK_WIPED(PROVISOR_OK, REPLACING("{" WHOLE("********") "}"));
    CHECK_WIPED(PROVISOR_OK, REPLACING("{" WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_OK, UPDATING("{'configuration': {'password': '" STORED "'}}"));
}

static void test_rows(provisor *p)
{
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    int64_t username = number_at(rows, "/0/id"), password = number_at(rows, "/1/id");
    json_decref(rows);
    CHECK_WIPED(PROVISOR_OK, SETTING(username, "'jim'"));
    CHECK_WIPED(PROVISOR_INVALID, SETTING(username, "''"));
    CHECK_WIPED(PROVISOR_OK, SETTING(password, "'" SENT "'"));
    CHECK_WIPED(PROVISOR_OK, SETTING(password, "'" STORED "'"));
    CHECK_WIPED(PROVISOR_INVALID, SETTING(password, "['<INSERT_X>', '" SENT "']"));
}

static void test_plans(provisor *p)
{
    CHECK_WIPED(PROVISOR_OK, PLANNING("provision", "{'element': {'key': 'freshservice'}, " WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_OK, PLANNING("update", "{'name': 'x'}"));
    CHECK_WIPED(PROVISOR_OK, PLANNING("update", "{" WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_OK, PLANNING("replace", "{" WHOLE(SENT) "}"));
    CHECK_WIPED(PROVISOR_INVALID, PLANNING("update", "{'configuration': {'subdomain': 'a.b'}}"));
    CHECK_WIPED(PROVISOR_NOT_FOUND, PLANNING("update", "{'element': {'key': 'nosuch'}, " WHOLE(SENT) "}"));
}

int main(void)
{
    json_set_alloc_funcs(allocate, release);
    scratch_enter();
    provisor *p = OPEN("wiped.db", NULL);
    test_provisioning(p);
    test_changes(p);
    test_rows(p);
    test_plans(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
