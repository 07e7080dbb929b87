/* Callers that break the rules: pointers that are no handle, handles that are closed, closing and forking in the middle
   of a call. All of it is PROVISOR_MISUSE or works; nothing of it is a crash. */
#define _GNU_SOURCE
#include "instances.h"
#include <sys/wait.h>

/* Every kind of call on a handle that is none. */
static void check_misuse(provisor *p)
{
    json_t *request = json_loads(GOOD, 0, NULL);
    provisor *out = p;
    provisor_http_request http = {.size = sizeof http, .method = "GET", .target = "/instances"};
    provisor_http_response response = {.size = sizeof response, .status = 7};
    json_decref(VALIDATE(p, GOOD, PROVISOR_MISUSE));
    json_decref(PROVISION(p, GOOD, PROVISOR_MISUSE));
    DO(PROVISOR_MISUSE, provisor_provision_once, p, "key", GOOD, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_plan, p, "provision", 0, GOOD, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_get, p, 1);
    DO(PROVISOR_MISUSE, provisor_instance_find, p, "token");
    DO(PROVISOR_MISUSE, provisor_instance_update, p, 1, GOOD, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_rotate, p, 1, 0);
    DO(PROVISOR_MISUSE, provisor_instance_remove, p, 1);
    DO(PROVISOR_MISUSE, provisor_default_secrets, p);
    DO(PROVISOR_MISUSE, provisor_organization_create, p, "{}", 2);
    DO(PROVISOR_MISUSE, provisor_user_create, p, 2, "{}", 2);
    DO(PROVISOR_MISUSE, provisor_as, p, "User x, Organization y", &out);
    CHECK(out == NULL);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_validate_json, p, request));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_provision_json, p, request));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_get_json, p, 1));
    CHECK_INT(provisor_validate(p, GOOD, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_request(p, &http, &response), PROVISOR_MISUSE);
    CHECK_INT(response.status, 0);
    provisor_close(p);
    json_decref(request);
}

static void test_no_handles(void)
{
    char text[64] = "this is no handle, but it is readable memory";
    uintptr_t const numbers[] = {1, 16, 4096, (uintptr_t)1 << 30, (uintptr_t)1 << 47, UINTPTR_MAX, UINTPTR_MAX - 15};
    check_misuse(NULL);
    check_misuse((provisor *)(void *)text);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check_misuse((provisor *)numbers[i]);
}

/* A handle that is closed stays closed, however many are opened after it. */
static void test_closed(void)
{
    enum { handles = 200 };
    provisor *closed[handles];
    for (int i = 0; i < handles; i++) {
        closed[i] = OPEN(NULL, NULL);
        provisor_close(closed[i]);
        provisor_close(closed[i]);
    }
    provisor *p = OPEN(NULL, NULL);
    for (int i = 0; i < handles; i++) {
        CHECK(closed[i] != p);
        CHECK_INT(provisor_validate(closed[i], GOOD, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
        provisor_close(closed[i]);
    }
    check_misuse(closed[handles - 1]);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    check_misuse(p);
}

/* Handles of users live on when the host's is closed, and are many. */
static void test_users(void)
{
    enum { handles = 3000 };
    static provisor *users[handles];
    char header[400];
    provisor *p = OPEN(NULL, NULL);
    json_t *secrets = CALL(PROVISOR_OK, provisor_default_secrets, p);
    snprintf(header, sizeof header, "User %s, Organization %s", text_at(secrets, "/user"),
             text_at(secrets, "/organization"));
    json_decref(secrets);
    for (int i = 0; i < handles; i++)
        CHECK_INT(provisor_as(p, header, &users[i], NULL), PROVISOR_OK);
    provisor_close(p);
    json_decref(PROVISION(users[handles - 1], GOOD, PROVISOR_OK));
    for (int i = 0; i < handles; i++)
        provisor_close(users[i]);
    check_misuse(users[0]);
}

/* ------------------------------------------------------------------------- in the middle of a call --- */

static provisor *current;
static int how, calls;

enum { CLOSE = 1, CALL_BACK, FORK };

static void child_of_a_fork(void)
{
    provisor *own = NULL;
    json_decref(VALIDATE(current, GOOD, PROVISOR_OK));
    json_decref(PROVISION(current, GOOD, PROVISOR_MISUSE));
    provisor_close(current);
    check_misuse(current);
    CHECK_INT(provisor_open("middle.db", NULL, &own, NULL), PROVISOR_OK);
    json_decref(PROVISION(own, GOOD, PROVISOR_OK));
    provisor_close(own);
}

static int32_t meddle(void *userdata, void *buffer, size_t length)
{
    unsigned char *bytes = buffer;
    int now = how, status = -1;
    (void)userdata;
    how = 0;
    for (size_t i = 0; i < length; i++)
        bytes[i] = (unsigned char)(++calls * 31 + rand());
    if (now == CLOSE) {
        provisor_close(current);
        CHECK_INT(provisor_validate(current, GOOD, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
    } else if (now == CALL_BACK) {
        json_decref(PROVISION(current, GOOD, PROVISOR_OK));
    } else if (now == FORK) {
        pid_t child = fork();
        if (child == 0) {
            check_failures = 0;
            child_of_a_fork();
            _exit(check_failures ? 1 : 0);
        }
        CHECK(waitpid(child, &status, 0) == child);
        CHECK_INT(status, 0);
    }
    return 0;
}

static void test_in_the_middle(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.random = meddle;
    current = OPEN("middle.db", &options);
    how = CALL_BACK;
    json_decref(PROVISION(current, GOOD, PROVISOR_OK));
    CHECK_INT(count_instances("middle.db"), 2);
    how = FORK;
    json_decref(PROVISION(current, GOOD, PROVISOR_OK));
    CHECK_INT(count_instances("middle.db"), 4);
    how = CLOSE; /* the call that is running ends as if nothing had happened */
    json_decref(PROVISION(current, GOOD, PROVISOR_OK));
    CHECK_INT(count_instances("middle.db"), 5);
    CHECK(access("middle.db-wal", F_OK) != 0); /* closed indeed */
    check_misuse(current);
}

int main(void)
{
    scratch_enter();
    test_no_handles();
    test_closed();
    test_users();
    test_in_the_middle();
    scratch_leave();
    return check_result();
}
