/* Replacing an instance (PUT): a configuration replaces the stored one, and without one that stays. */
#define _GNU_SOURCE
#include "instances.h"

#define REQUIRED "'username': 'joe', 'password': 'Other-Kettle-43', 'subdomain': 'north'"

static json_t *replace_json(provisor *p, int64_t id, json_t *request)
{
    return CALL_JSON(PROVISOR_OK, provisor_instance_replace_json, p, id, request);
}

static void test_configuration(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *fresh, *now;
    int64_t id = id_of(created);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'configuration': {'pagination.max': 7, 'pagination.type': 'page'}}"));
    now = REPLACE(PROVISOR_OK, p, id, "{'configuration': {" REQUIRED ", 'pagination.type': 'cursor'}}");
    CHECK_TEXT(text_at(now, "/configuration/username"), "joe");
    CHECK_TEXT(text_at(now, "/configuration/subdomain"), "north");
    CHECK_TEXT(text_at(now, "/configuration/pagination.type"), "cursor");
    CHECK_TEXT(text_at(now, "/configuration/pagination.max"), "30"); /* not sent: its default */
    CHECK(has_password(p, id, "Other-Kettle-43"));
    CHECK_TEXT(text_at(now, "/name"), "Docs"); /* not sent either, but that is no entry */
    CHECK_JSON(at(now, "/tags"), "['Docs']");
    CHECK_TEXT(text_at(now, "/token"), text_at(created, "/token"));
    CHECK_TEXT(text_at(now, "/createdDate"), text_at(created, "/createdDate"));
    json_decref(now);

    /* The same as if it had been provisioned like that. */
    now = REPLACE(PROVISOR_OK, p, id, "{'name': 'Docs', 'configuration': {'username': 'jane@acme.example', "
                                      "'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'}}");
    fresh = without(now, "version updatedDate");
    CHECK_SAME(fresh, created);
    CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    json_decref(fresh);
    json_decref(now);
    json_decref(created);
}

/* Without a configuration the stored one stays: also its secrets. */
static void test_without_configuration(provisor *p)
{
    const char *texts = JSON("[{'name': 'N'}, {'name': 'M', 'tags': ['x']}, {'configuration': null}, {}, "
                             "{'element': {'key': 'freshservice'}}]");
    json_t *created = CREATE(p, GOOD), *requests = json_loads(texts, 0, NULL), *request, *now;
    size_t index;
    json_decref(UPDATE(PROVISOR_OK, p, id_of(created), "{'configuration': {'pagination.max': 7}}"));
    json_array_foreach(requests, index, request) {
        now = replace_json(p, id_of(created), request);
        CHECK_TEXT(text_at(now, "/configuration/pagination.max"), "7");
        CHECK_TEXT(text_at(now, "/configuration/username"), "jane@acme.example");
        CHECK(has_password(p, id_of(created), "Blue-Kettle-42-Harbour"));
        json_decref(now);
    }
    now = GET(p, id_of(created));
    CHECK_TEXT(text_at(now, "/name"), "M");
    CHECK_JSON(at(now, "/tags"), "['x']");
    json_decref(now);
    json_decref(created);
    json_decref(requests);
}

/* Every required entry must be there; nothing is stored otherwise. */
static void test_required(provisor *p)
{
    static const char *const requests[] = {
        "{\"configuration\": {}}",
        "{\"configuration\": {\"username\": \"joe\", \"password\": \"Other-Kettle-43\"}}",
        "{\"configuration\": {\"username\": \"joe\", \"password\": \"\", \"subdomain\": \"north\"}}",
        "{\"configuration\": {\"username\": null, \"password\": \"********\", \"subdomain\": \"north\"}}",
        "{\"name\": \"x\", \"configuration\": []}",
        "[]",
    };
    json_t *before = CREATE(p, GOOD), *after, *problem;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        problem = CALL(PROVISOR_INVALID, provisor_instance_replace, p, id_of(before), requests[i], PROVISOR_TEXT);
        CHECK(json_array_size(at(problem, "/errors")) > 0);
        json_decref(problem);
        after = GET(p, id_of(before));
        CHECK_SAME(after, before);
        json_decref(after);
    }
    problem = REPLACE(PROVISOR_INVALID, p, id_of(before), "{'configuration': {}}");
    CHECK_CONTAINS(text_at(problem, "/message"), "username, password, subdomain"); /* all at once */
    json_decref(problem);
    json_decref(before);
}

/* What a reply showed is a request: masked, with element, token, user, dates and an old version. */
static void test_whole_instance(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *body, *now, *copy, *left, *right;
    int64_t id = id_of(created);
    body = UPDATE(PROVISOR_OK, p, id, "{'configuration': {'pagination.max': {'a': 1}, 'pagination.offset': true, "
                                      "'event.notification.enabled': true, "
                                      "'event.notification.callback.url': 'https://a.example'}}");
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'name': 'meanwhile', 'configuration': {'pagination.max': 7}}"));
    copy = json_deep_copy(body);
    now = replace_json(p, id, body);
    CHECK_SAME(body, copy);
    left = without(body, "version updatedDate");
    right = without(now, "version updatedDate");
    CHECK_SAME(left, right);
    CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    json_decref(now);

    json_object_set_new(body, "tags", json_pack("[s]", "test"));
    now = replace_json(p, id, body);
    CHECK_JSON(at(now, "/tags"), "['test']");
    json_decref(now);
    json_object_set_new(body, "tags", json_array());
    now = replace_json(p, id, body);
    CHECK_JSON(at(now, "/tags"), "[]");
    CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    json_decref(now);

    /* Over another instance: its id, token and dates are not what the body says. */
    json_t *other = CREATE(p, REQUEST("'username': 'm', 'password': 'Third-Kettle-44', 'subdomain': 'south'"));
    now = replace_json(p, id_of(other), body);
    CHECK_INT(id_of(now), id_of(other));
    CHECK_TEXT(text_at(now, "/token"), text_at(other, "/token"));
    CHECK_TEXT(text_at(now, "/configuration/subdomain"), "acme");
    CHECK(has_password(p, id_of(other), "Third-Kettle-44"));
    json_decref(now);
    json_decref(other);
    json_decref(left);
    json_decref(right);
    json_decref(copy);
    json_decref(body);
    json_decref(created);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("replace.db", NULL);
    test_configuration(p);
    test_without_configuration(p);
    test_required(p);
    test_whole_instance(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
