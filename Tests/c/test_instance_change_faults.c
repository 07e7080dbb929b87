/* Changes that are refused: what the report says, where it points, and that nothing is stored. */
#define _GNU_SOURCE
#include "instances.h"

/* In the requests ^ stands before the place that the fault must point at. It is taken out before the call. */
struct refusal {
    const char *request, *code, *path;
    provisor_status status;
};

static const struct refusal updates[] = {
    {"{'configuration': {'subdomain': ^'https://a.b'}}", "not-a-host-label", "/configuration/subdomain",
     PROVISOR_INVALID},
    {"{'name': 'x',\n 'configuration': {'pagination.max': 5,\n  'pagination.offset':\t^'maybe'}}", "not-a-boolean",
     "/configuration/pagination.offset", PROVISOR_INVALID},
    {"{'configuration': {'username': ^null}}", "missing", "/configuration/username", PROVISOR_INVALID},
    {"{'configuration': {'password': ^''}}", "missing", "/configuration/password", PROVISOR_INVALID},
    {"{'name': '\xc3\xbc', 'configuration': {'base.url': ^'https;//x'}}", "not-a-url", "/configuration/base.url",
     PROVISOR_INVALID},
    {"{'configuration': {'password': ^'<INSERT_PASSWORD>'}}", "placeholder", "/configuration/password",
     PROVISOR_INVALID},
    {"{'configuration': {'username': ^'********'}}", "placeholder", "/configuration/username", PROVISOR_INVALID},
    {"{'configuration': ^['username']}", "wrong-type", "/configuration", PROVISOR_INVALID},
    {"{'configuration': ^'username'}", "wrong-type", "/configuration", PROVISOR_INVALID},
    {"{'tags': ^'a'}", "wrong-type", "/tags", PROVISOR_INVALID},
    {"{'tags': ['a', ^5]}", "wrong-type", "/tags/1", PROVISOR_INVALID},
    {"{'configuration': {'username': 'x'}, 'name': ^5}", "wrong-type", "/name", PROVISOR_INVALID},
    {"{'name': ^'<INSERT_NAME>'}", "placeholder", "/name", PROVISOR_INVALID},
    {"{'element': ^'freshservice'}", "wrong-type", "/element", PROVISOR_INVALID},
    {"{'element': {'key': ^'nosuch'}}", "unknown-element", "/element/key", PROVISOR_NOT_FOUND},
    {"{'element': {'id': ^700700}}", "unknown-element", "/element/id", PROVISOR_NOT_FOUND},
    {"^[{'name': 'x'}]", "not-an-object", "", PROVISOR_INVALID},
    {"{'name': 'x'^,}", "syntax", "", PROVISOR_MALFORMED},
    {"{'name': 'x', ^'name': 'y'}", "duplicate-member", "/name", PROVISOR_MALFORMED},
    {"^", "syntax", "", PROVISOR_MALFORMED},
};

static const struct refusal replacements[] = {
    {"{'name': 'x', ^'configuration': {'username': 'joe', 'password': 'Other-Kettle-43'}}", "missing",
     "/configuration/subdomain", PROVISOR_INVALID},
    {"{'configuration': {'username': 'joe', 'password': 'Other-Kettle-43', 'subdomain': ^'a.b'}}", "not-a-host-label",
     "/configuration/subdomain", PROVISOR_INVALID},
};

typedef provisor_status change(provisor *, int64_t, const char *, size_t, char **);

static void check_refusal(provisor *p, int64_t id, change *change, const struct refusal *expected)
{
    char request[1024], *before = NULL, *after = NULL;
    const char *mark = strchr(expected->request, '^');
    size_t offset = (size_t)(mark - expected->request);
    int line = 1, column = 1;
    snprintf(request, sizeof request, "%.*s%s", (int)offset, expected->request, mark + 1);
    check_quotes(request);
    for (size_t i = 0; i < offset; i++) {
        if (request[i] == '\n')
            line++, column = 1;
        else if ((request[i] & 0xC0) != 0x80)
            column++;
    }
    provisor_instance_get(p, id, &before);
    json_t *problem = CALL(expected->status, change, p, id, request, PROVISOR_TEXT);
    provisor_instance_get(p, id, &after);
    CHECK_TEXT(after, before);
    CHECK_REPLY(json_array_size(at(problem, "/errors")) == 1, request);
    CHECK_TEXT(text_at(problem, "/status"), provisor_status_name(expected->status));
    CHECK_TEXT(text_at(problem, "/errors/0/code"), expected->code);
    if (expected->status != PROVISOR_MALFORMED)
        CHECK_TEXT(text_at(problem, "/errors/0/path"), expected->path);
    CHECK_REPLY(number_at(problem, "/errors/0/line") == line, request);
    CHECK_REPLY(number_at(problem, "/errors/0/column") == column, request);
    CHECK_REPLY(number_at(problem, "/errors/0/offset") == (int64_t)offset, request);
    json_decref(problem);
    provisor_free(before);
    provisor_free(after);
}

/* Several at once, in the order of the request. */
static void test_all_at_once(provisor *p)
{
    json_t *problem = UPDATE(PROVISOR_INVALID, p, 1, "{'tags': 5, 'configuration': {'base.url': 'x', 'username': ''}}");
    CHECK_INT(json_array_size(at(problem, "/errors")), 3);
    CHECK_TEXT(text_at(problem, "/errors/0/path"), "/tags");
    CHECK_TEXT(text_at(problem, "/errors/1/path"), "/configuration/base.url");
    CHECK_TEXT(text_at(problem, "/errors/2/path"), "/configuration/username");
    CHECK_TEXT(text_at(problem, "/element"), "freshservice");
    json_decref(problem);
}

/* Entries that need each other: while events are on, their callback can't go. */
static void test_events_need_a_callback(provisor *p)
{
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'event.notification.enabled': true, "
                                          "'event.notification.callback.url': 'https://a.example'}}"));
    json_t *problem = UPDATE(PROVISOR_INVALID, p, 1, "{'configuration': {'event.notification.callback.url': null}}");
    CHECK_TEXT(text_at(problem, "/errors/0/code"), "missing");
    CHECK_TEXT(text_at(problem, "/errors/0/key"), "event.notification.callback.url");
    json_decref(problem);
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'event.notification.enabled': false, "
                                          "'event.notification.callback.url': null}}"));
}

/* What a change leaves alone is not judged again: this instance has no callback yet. */
static void test_stored_faults(provisor *p)
{
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    json_t *on = json_pack("{s:b}", "propertyValue", 1);
    json_decref(CALL_JSON(PROVISOR_OK, provisor_instance_configuration_set_json, p, 1, number_at(rows, "/10/id"), on));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'name': 'renamed'}"));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{}"));
    json_decref(REPLACE(PROVISOR_OK, p, 1, "{'tags': ['a']}"));
    json_decref(PLAN(PROVISOR_OK, p, "update", 1, "{'name': 'planned'}"));
    json_decref(UPDATE(PROVISOR_INVALID, p, 1, "{'name': 5}"));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'event.notification.enabled': null}}"));
    json_decref(rows);
    json_decref(on);
}

/* A request may hold 1,000 entries, however many the instance has besides. */
static void test_many_entries(provisor *p)
{
    json_t *configuration = json_object(), *request = json_pack("{s:o}", "configuration", configuration), *problem;
    char key[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "unknown.%d", i);
        json_object_set_new(configuration, key, json_string("x"));
    }
    char *text = json_dumps(request, 0);
    DO(PROVISOR_OK, provisor_instance_update, p, 1, text, PROVISOR_TEXT);
    free(text);
    json_object_set_new(configuration, "one.more", json_string("x"));
    problem = CALL_JSON(PROVISOR_MALFORMED, provisor_instance_update_json, p, 1, request);
    CHECK_TEXT(text_at(problem, "/errors/0/code"), "too-many-entries");
    json_decref(problem);
    json_decref(request);
}

/* And 1,000 tags. */
static void test_many_tags(provisor *p)
{
    json_t *tags = json_array(), *request = json_pack("{s:o}", "tags", tags), *now;
    for (int i = 0; i < 1000; i++)
        json_array_append_new(tags, json_sprintf("tag %d", i));
    now = CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, request);
    CHECK_SAME(at(now, "/tags"), tags);
    json_decref(now);
    json_array_append_new(tags, json_string("one more"));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_update_json, p, 1, request));
    json_decref(request);
}

/* In strict mode the warnings about what the request says refuse it; what was stored before is not judged again. */
static void test_strict(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    provisor *p = OPEN("strict.db", NULL);
    json_decref(CREATE(p, REQUEST("'username': ' padded ', 'password': 'Kettle-42-Blue', 'subdomain': 'acme'")));
    provisor_close(p);
    options.strict = 1;
    p = OPEN("strict.db", &options);
    json_t *problem = UPDATE(PROVISOR_INVALID, p, 1, "{'configuration': {'pagination.type': ' page '}}");
    CHECK_INT(json_array_size(at(problem, "/errors")), 1);
    CHECK_TEXT(text_at(problem, "/errors/0/code"), "surrounding-blanks");
    json_decref(problem);
    json_decref(UPDATE(PROVISOR_INVALID, p, 1, "{'configuration': {'username': ' padded '}}"));
    json_decref(UPDATE(PROVISOR_INVALID, p, 1, "{'externalAuthentication': 'other'}"));
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'name': 'x'}"));
    json_decref(PLAN(PROVISOR_OK, p, "replace", 1, "{'name': 'x', 'tags': []}"));
    json_t *now = UPDATE(PROVISOR_OK, p, 1, "{'name': 'y', 'configuration': {'subdomain': 'north'}}");
    CHECK_TEXT(text_at(now, "/configuration/username"), " padded ");
    json_decref(now);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("faults.db", NULL);
    json_decref(CREATE(p, GOOD));
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
        check_refusal(p, 1, provisor_instance_update, &updates[i]);
        if (!strstr(updates[i].request, "'configuration': {"))
            check_refusal(p, 1, provisor_instance_replace, &updates[i]);
    }
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++)
        check_refusal(p, 1, provisor_instance_replace, &replacements[i]);
    test_all_at_once(p);
    test_events_need_a_callback(p);
    test_stored_faults(p);
    test_many_entries(p);
    test_many_tags(p);
    provisor_close(p);
    test_strict();
    scratch_leave();
    return check_result();
}
