/* Plans: what a change would do, in the same bytes each time, and without doing it. */
#define _GNU_SOURCE
#include "instances.h"

#define FIRST "Blue-Kettle-42-Harbour" /* what GOOD holds */
#define OTHER "Green-Lantern-77-Bridge"
#define REQUIRED "'username': 'joe', 'password': '" OTHER "', 'subdomain': 'north'"

struct plan {
    const char *action;
    int64_t id;
    const char *request;
    provisor_status status;
};

static const struct plan plans[] = {
    {"provision", 0, "{'element': {'key': 'freshservice'}, 'configuration': {" REQUIRED "}}", PROVISOR_OK},
    {"provision", -7, "{'element': {'key': 'ticketdesk'}, 'name': '<b>N</b>', 'tags': ['<i>t</i>'], 'configuration': "
                      "{'username': 'u', 'password': '" OTHER "', 'site': ' s '}}", PROVISOR_OK},
    {"provision", 1, "{'element': {'key': 'freshservice'}}", PROVISOR_INVALID},
    {"provision", 1, "{'element': {'key': 'nosuch'}}", PROVISOR_NOT_FOUND},
    {"provision", 1, "[]", PROVISOR_INVALID},
    {"provision", 1, "{'name': 'x',}", PROVISOR_MALFORMED},
    {"update", 1, "{}", PROVISOR_OK},
    {"update", 1, "{'name': '<b>N</b>', 'configuration': {'pagination.max': 5, 'password': '" OTHER "'}}", PROVISOR_OK},
    {"update", 1, "{'configuration': {'password': '********', 'username': 'jane@acme.example'}}", PROVISOR_OK},
    {"update", 1, "{'element': {'key': 'ticketdesk'}, 'configuration': {'site': 's'}}", PROVISOR_OK},
    {"update", 1, "{'element': {'key': 'ticketdesk'}}", PROVISOR_INVALID},
    {"update", 1, "{'configuration': {'subdomain': 'a.b', 'username': ''}, 'tags': 5}", PROVISOR_INVALID},
    {"update", 1, "{'configuration': {'password': '<" OTHER ">', 'base.url': '" OTHER "'}}", PROVISOR_INVALID},
    {"update", 1, "{'element': {'id': 700700}}", PROVISOR_NOT_FOUND},
    {"update", 1, "5", PROVISOR_INVALID},
    {"update", 1, "{'configuration': {'password': '" OTHER "', 'password': ''}}", PROVISOR_MALFORMED},
    {"replace", 1, "{'name': 'N'}", PROVISOR_OK},
    {"replace", 1, "{'configuration': {" REQUIRED "}}", PROVISOR_OK},
    {"replace", 1, "{'configuration': {'username': 'joe', 'password': '********'}}", PROVISOR_INVALID},
};

static char *planned(provisor *p, const struct plan *plan)
{
    char *request = with_quotes(plan->request), *reply = NULL;
    provisor_status status = provisor_plan(p, plan->action, plan->id, request, PROVISOR_TEXT, &reply);
    CHECK_REPLY(status == plan->status, reply);
    CHECK(reply != NULL);
    free(request);
    return reply;
}

/* Again, at another time, on another handle and after reopening: the same bytes. */
static void test_same_bytes(provisor **p, const char *store)
{
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        char *first = planned(*p, &plans[i]), *again = planned(*p, &plans[i]), *other, *reopened;
        provisor *second = store ? open_with_two_elements(store) : NULL;
        CHECK_TEXT(again, first);
        clock_seconds += 1000;
        other = planned(second ? second : *p, &plans[i]);
        CHECK_TEXT(other, first);
        if (store) {
            provisor_close(*p);
            *p = second;
        }
        reopened = planned(*p, &plans[i]);
        CHECK_TEXT(reopened, first);
        provisor_free(first);
        provisor_free(again);
        provisor_free(other);
        provisor_free(reopened);
    }
}

static long long rows(const char *table)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return store_number("plan.db", sql);
}

/* No table has a row more or less, and the next instance gets the next id. */
static void test_nothing_done(provisor *p)
{
    static const char *const tables[] = {"instance", "instance_tag", "instance_count", "former_token", "idempotency"};
    long long counts[5];
    char *before = NULL, *after = NULL;
    for (size_t t = 0; t < 5; t++)
        counts[t] = rows(tables[t]);
    CHECK_INT(provisor_instance_list(p, NULL, 0, &before), PROVISOR_OK);
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        provisor_free(planned(p, &plans[i]));
    for (size_t t = 0; t < 5; t++)
        CHECK_INT(rows(tables[t]), counts[t]);
    CHECK(counts[0] == 1);
    CHECK_INT(provisor_instance_list(p, NULL, 0, &after), PROVISOR_OK);
    CHECK_TEXT(after, before);
    provisor_free(before);
    provisor_free(after);
    json_t *next = CREATE(p, GOOD);
    CHECK_INT(id_of(next), 2);
    json_decref(next);
    REMOVE(PROVISOR_OK, p, 2);
}

static void test_no_secrets(provisor *p)
{
    static const char *const parts[] = {"Kettle", "Harbour", "Lantern", "Bridge"};
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        /* This one's address is no secret, whatever it looks like. */
        int skip = strstr(plans[i].request, "base.url") != NULL;
        char *reply = planned(p, &plans[i]);
        for (size_t s = 0; s < 4 && !skip; s++)
            CHECK_REPLY(!strstr(reply, parts[s]), reply);
        provisor_free(reply);
    }
}

static void test_provision(provisor *p)
{
    json_t *plan = PLAN(PROVISOR_OK, p, "provision", 99, "{'element': {'key': 'ticketdesk'}, 'name': '<b>N</b>', "
                        "'configuration': {'username': 'u', 'password': '" OTHER "', 'site': 's', 'no.entry': 1}}");
    CHECK_TEXT(text_at(plan, "/warnings/0/code"), "unknown-key");
    CHECK(number_at(plan, "/warnings/0/line") == 1 && number_at(plan, "/warnings/0/offset") > 100);
    CHECK_INT(json_array_size(at(plan, "/warnings")), 1);
    json_object_del(plan, "warnings");
    CHECK(text_at(plan, "/message") != NULL);
    json_object_del(plan, "message");
    CHECK_JSON(plan, "{'action': 'provision', 'valid': true, 'element': 'ticketdesk', 'errors': [], 'name': 'N', "
                     "'tags': ['N'], 'configuration': {'username': 'u', 'password': '********', 'site': 's', "
                     "'region': 'eu', 'pagination.max': '50'}, 'defaulted': ['region', 'pagination.max']}");
    json_decref(plan);
}

/* Which entries would be added, changed, removed; and then are. */
static void test_differences(provisor *p)
{
    static const struct { const char *action, *request, *changed, *defaulted; } cases[] = {
        {"update", "{}", "[]", NULL},
        {"update", "{'name': 'x', 'tags': []}", "[]", NULL},
        {"update", "{'configuration': {'password': '" FIRST "', 'username': 'jane@acme.example'}}", "[]", NULL},
        {"update", "{'configuration': {'password': '********'}}", "[]", NULL},
        {"update", "{'configuration': {'password': '" OTHER "'}}", "['password']", NULL},
        {"update", "{'configuration': {'pagination.type': 'page', 'username': 'joe'}}",
         "['username', 'pagination.type']", NULL},
        {"update", "{'configuration': {'pagination.type': null, 'pagination.max': '30'}}", "[]", NULL},
        {"replace", "{'configuration': {" REQUIRED "}}", "['username', 'password', 'subdomain', 'pagination.offset']",
         "['base.url', 'pagination.max', 'pagination.offset', 'event.vendor.type', 'event.poller.refresh_interval', "
         "'event.poller.configuration', 'event.notification.enabled']"},
        {"update", "{'configuration': {'pagination.offset': null}}", "['pagination.offset']", "['pagination.offset']"},
        {"update", "{'configuration': {'pagination.offset': ''}}", "['pagination.offset']", "['pagination.offset']"},
    };
    json_t *created = CREATE(p, REQUEST("'username': 'jane@acme.example', 'password': '" FIRST "', "
                                        "'subdomain': 'acme', 'pagination.offset': true"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *request = with_quotes(cases[i].request), *changed = with_quotes(cases[i].changed);
        char *defaulted = with_quotes(cases[i].defaulted ? cases[i].defaulted : "[]");
        json_t *plan = CALL(PROVISOR_OK, provisor_plan, p, cases[i].action, id_of(created), request, PROVISOR_TEXT);
        check_json(__FILE__, __LINE__, request, at(plan, "/changed"), changed);
        check_json(__FILE__, __LINE__, request, at(plan, "/defaulted"), defaulted);
        CHECK_JSON(at(plan, "/added"), "[]");
        CHECK_JSON(at(plan, "/removed"), "[]");
        CHECK_TEXT(text_at(plan, "/action"), cases[i].action);
        if (strcmp(cases[i].action, "update") == 0) {
            json_t *now = CALL(PROVISOR_OK, provisor_instance_update, p, id_of(created), request, PROVISOR_TEXT);
            CHECK_SAME(at(plan, "/configuration"), at(now, "/configuration"));
            CHECK_SAME(at(plan, "/name"), at(now, "/name"));
            CHECK_SAME(at(plan, "/tags"), at(now, "/tags"));
            json_decref(now);
            json_decref(REPLACE(PROVISOR_OK, p, id_of(created), "{'configuration': {'username': 'jane@acme.example', "
                                "'password': '" FIRST "', 'subdomain': 'acme', 'pagination.offset': true}}"));
        }
        json_decref(plan);
        free(request);
        free(changed);
        free(defaulted);
    }
    json_decref(created);
}

/* With an error a plan is a report: what is wrong and where, and no word of what would be. */
static void test_faults(provisor *p)
{
    json_t *plan = PLAN(PROVISOR_INVALID, p, "update", 1, "{'name': 'x',\n 'configuration': {'subdomain': 'a.b'}}");
    CHECK_INT(json_object_size(plan), 6);
    CHECK_TEXT(text_at(plan, "/action"), "update");
    CHECK(json_is_false(at(plan, "/valid")));
    CHECK_TEXT(text_at(plan, "/element"), "freshservice");
    CHECK_TEXT(text_at(plan, "/errors/0/code"), "not-a-host-label");
    CHECK_TEXT(text_at(plan, "/errors/0/path"), "/configuration/subdomain");
    CHECK_INT(number_at(plan, "/errors/0/line"), 2);
    CHECK_INT(number_at(plan, "/errors/0/column"), 33);
    CHECK_INT(number_at(plan, "/errors/0/offset"), 46);
    json_decref(plan);
}

static void test_refused(provisor *p)
{
    static const char *const actions[] = {"", "remove", "Update", "update "};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        DO(PROVISOR_MISUSE, provisor_plan, p, actions[i], 1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_plan, p, "update", 99, "{}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_plan, p, "replace", -1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_MALFORMED, provisor_plan, p, "update", 1, "{", PROVISOR_TEXT);
    DO(PROVISOR_MALFORMED, provisor_plan, p, "provision", 1, "", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_plan, NULL, "update", 1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_plan, p, NULL, 1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_plan, p, "update", 1, NULL, 2);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_plan_json, p, "update", 1, NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_plan_json, NULL, "update", 1, NULL));
    CHECK_INT(provisor_plan(p, "update", 1, "{}", PROVISOR_TEXT, NULL), PROVISOR_OK);
    CHECK_INT(provisor_plan(p, "update", 1, "{\"name\": 5}", PROVISOR_TEXT, NULL), PROVISOR_INVALID);
}

int main(void)
{
    const char *const stores[] = {NULL, "plan.db"};
    scratch_enter();
    for (size_t i = 0; i < 2; i++) {
        provisor *p = open_with_two_elements(stores[i]);
        json_decref(CREATE(p, GOOD));
        test_same_bytes(&p, stores[i]);
        test_no_secrets(p);
        if (stores[i])
            test_nothing_done(p);
        test_provision(p);
        test_refused(p);
        test_differences(p);
        test_faults(p);
        provisor_close(p);
    }
    scratch_leave();
    return check_result();
}
