/* Out of memory in jansson or SQLite: PROVISOR_NO_MEMORY, nothing stored, nothing leaked, and the next call works. */
#define _GNU_SOURCE
#include "files.h"
#include "starve.h"

enum call { VALIDATE_TEXT, VALIDATE_JSON, PROVISION_TEXT, PROVISION_JSON };

/* Makes a call, and looks at no more than whether there was a reply. */
static provisor_status call(enum call which, provisor *p, const char *text, const json_t *json, int *replied)
{
    char *text_reply = NULL;
    json_t *json_reply = NULL;
    provisor_status status = which == VALIDATE_TEXT    ? provisor_validate(p, text, PROVISOR_TEXT, &text_reply)
                             : which == VALIDATE_JSON  ? provisor_validate_json(p, json, &json_reply)
                             : which == PROVISION_TEXT ? provisor_provision(p, text, PROVISOR_TEXT, &text_reply)
                                                       : provisor_provision_json(p, json, &json_reply);
    *replied = text_reply || json_reply;
    provisor_free(text_reply);
    json_decref(json_reply);
    return status;
}

/* Lets each allocation of a call fail in turn, and all that follow it. */
static void starve(enum call which, provisor *p, const char *text, provisor_status expected)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    int replied, done = 0;
    provisor_status status;
    for (long count = 1; !done; count++) {
        long long before = count_instances("memory.db");
        give(count);
        status = call(which, p, text, json, &replied);
        done = allocations <= count; /* all were given */
        give(0);
        if (done || status != PROVISOR_NO_MEMORY)
            CHECK_REPLY(status == expected && replied, text);
        CHECK_INT(count_instances("memory.db"), before + (status == PROVISOR_OK && which >= PROVISION_TEXT));
        if (count > 10000)
            abort();
    }
    CHECK_INT(call(which, p, text, json, &replied), expected);
    json_decref(json);
}

static void test_jansson(void)
{
    provisor *p = OPEN("memory.db", NULL);
    const struct { const char *request; provisor_status status; } cases[] = {
        {GOOD, PROVISOR_OK},
        {REQUEST("'username': 'j', 'password': 'Kettle-42', 'subdomain': 'a', 'pagination.max': {'a': [1, 'b']}"),
         PROVISOR_OK},
        {REQUEST("'username': ' ', 'event.poller.configuration': '[\\'<INSERT_X>\\', {}]'"), PROVISOR_INVALID},
        {"[1, 2]", PROVISOR_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (enum call which = VALIDATE_TEXT; which <= PROVISION_JSON; which++)
            starve(which, p, cases[i].request, cases[i].status);
    provisor_close(p);
}

static void test_jansson_at_open(void)
{
    int opened = 0;
    for (long count = 1; !opened; count += rounds(7, 101)) {
        provisor *p = NULL;
        char *problem = NULL;
        give(count);
        provisor_status status = provisor_open("open.db", NULL, &p, &problem);
        give(0);
        opened = status == PROVISOR_OK;
        CHECK_REPLY(opened || status == PROVISOR_NO_MEMORY, problem);
        CHECK((p != NULL) == opened);
        CHECK(opened || access("open.db", F_OK) != 0);
        provisor_free(problem);
        provisor_close(p);
    }
}

static void test_sqlite(void)
{
    provisor *p = OPEN("sqlite.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    long long used = sqlite3_memory_used(), before;
    int refused = 0;
    for (int i = 0; i < rounds(200, 20); i++) {
        provisor_status status;
        before = count_instances("sqlite.db");
        sqlite3_hard_heap_limit64(used - 20000 + i * rounds(200, 2000));
        status = provisor_provision(p, GOOD, PROVISOR_TEXT, NULL);
        sqlite3_hard_heap_limit64(0);
        refused += status == PROVISOR_NO_MEMORY;
        CHECK_INT(status, status == PROVISOR_OK ? PROVISOR_OK : PROVISOR_NO_MEMORY);
        CHECK_INT(count_instances("sqlite.db"), before + (status == PROVISOR_OK));
        if (status != PROVISOR_OK && status != PROVISOR_NO_MEMORY)
            break;
    }
    CHECK(refused > 0);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    CHECK_INT(store_number("sqlite.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

int main(void)
{
    scratch_enter();
    json_set_alloc_funcs(allocate, free);
    test_jansson();
    test_jansson_at_open();
    test_sqlite();
    scratch_leave();
    return check_result();
}
