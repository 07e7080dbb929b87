/* Elements that are defined at run time: two handles on one store, instances that outlive definitions, their review. */
#define _GNU_SOURCE
#include "stored_elements.h"
#include "secrets.h"

/* What one handle changes the other sees, as two processes would: an unknown key is looked for, and whatever is stored
   is judged by the definition of that moment. */
static void test_two_handles(void)
{
    provisor *a = OPEN("two.db", NULL), *b = OPEN("two.db", NULL);
    json_t *element, *instance, *reply;
    json_decref(VALIDATE(b, JSON(DESK_REQUEST), PROVISOR_NOT_FOUND));
    element = HTTP(a, 200, "POST", "/elements", DESK);
    CHECK_TEXT(text_at(element, "/key"), "helpdesk");
    CHECK(id_of(element) > 1100000000);
    json_decref(VALIDATE(b, JSON(DESK_REQUEST), PROVISOR_OK));
    instance = CREATE(b, JSON(DESK_REQUEST));
    CHECK_TEXT(text_at(instance, "/configuration/site"), "north");

    json_decref(HTTP(a, 200, "POST", "/elements/helpdesk/configuration",
                     "{'key': 'region', 'name': 'Region', 'required': true}"));
    reply = PROVISION(b, JSON(DESK_REQUEST), PROVISOR_INVALID);
    CHECK_TEXT(text_at(reply, "/errors/0/key"), "region");
    json_decref(reply);
    reply = UPDATE(PROVISOR_OK, b, id_of(instance), "{'configuration': {'site': 'south'}}");
    CHECK_TEXT(text_at(reply, "/configuration/site"), "south");
    CHECK(has_password(b, id_of(instance), "Blue-Kettle-42-Harbour"));
    json_decref(reply);

    json_decref(HTTP(a, 200, "DELETE", "/elements/helpdesk", NULL));
    json_decref(PROVISION(b, JSON(DESK_REQUEST), PROVISOR_NOT_FOUND));
    reply = GET(b, id_of(instance));
    CHECK_TEXT(text_at(reply, "/element/name"), "Help Desk");
    CHECK(json_is_true(at(reply, "/element/deleted")));
    json_decref(reply);
    json_decref(UPDATE(PROVISOR_OK, b, id_of(instance), "{'configuration': {'username': 'joe'}}"));
    json_decref(element);
    json_decref(instance);
    provisor_close(a);
    provisor_close(b);
}

/* After reopening everything is as it was; every definition is kept, and instances know theirs. */
static void test_reopened(void)
{
    provisor *p = OPEN("kept.db", NULL);
    json_t *reply, *first, *second;
    json_decref(HTTP(p, 200, "POST", "/elements", DESK));
    first = CREATE(p, JSON(DESK_REQUEST));
    json_decref(HTTP(p, 200, "PUT", "/elements/helpdesk/active", "null"));
    second = CREATE(p, JSON(DESK_REQUEST));
    json_decref(CREATE(p, GOOD));
    provisor_close(p);
    CHECK_INT(store_number("kept.db", "SELECT count(*) FROM element_definition"), 2);
    CHECK_INT(store_number("kept.db", "SELECT count(DISTINCT definition) FROM instance"), 2);
    CHECK_INT(store_number("kept.db", "SELECT count(*) FROM instance WHERE definition IS NULL"), 1);
    p = OPEN("kept.db", NULL);
    reply = GET(p, id_of(first));
    CHECK_SAME(reply, first);
    json_decref(reply);
    reply = CALL(PROVISOR_OK, provisor_element_export, p, "helpdesk");
    CHECK_TEXT(text_at(reply, "/name"), "Help Desk");
    json_decref(reply);
    json_decref(CREATE(p, JSON(DESK_REQUEST)));
    json_decref(first);
    json_decref(second);
    provisor_close(p);
}

/* A real export comes back as it was sent, but for the ids; what the library does not know is left alone. */
static void test_unknown_members(void)
{
    provisor *p = OPEN(NULL, NULL);
    json_t *made = HTTP(p, 200, "POST", "/elements",
                        "{'name': 'Odd', 'key': 'odd.one-2', 'models': [{'name': 'Contact'}], 'paginatorVersion': 2,"
                        "'resources': [{'path': '/x', 'method': 'GET', 'parameters': [{'name': 'q', 'id': 9}]}]}");
    json_t *read = HTTP(p, 200, "GET", "/elements/odd.one-2", NULL);
    CHECK_SAME(read, made);
    CHECK_JSON(at(made, "/models"), "[{'name': 'Contact'}]");
    CHECK_INT(number_at(made, "/paginatorVersion"), 2);
    CHECK(number_at(made, "/resources/0/parameters/0/id") != number_at(made, "/resources/0/id"));
    json_decref(made);
    json_decref(read);
    /* An id as large as there is, of a definition that the host has loaded: the next one must not be too large. */
    json_decref(CALL(PROVISOR_OK, provisor_element_load, p,
                     JSON("{'key': 'huge', 'configuration': [{'key': 'a', 'id': 9223372036854775807}, {'key': 'b'}]}"),
                     PROVISOR_TEXT));
    json_decref(HTTP(p, 200, "GET", "/elements/huge/configuration", NULL));
    json_decref(HTTP(p, 200, "POST", "/elements/huge/clone", NULL));
    provisor_close(p);
}

/* Rows keep their ids, whatever comes before them or goes. */
static void test_rows(void)
{
    provisor *p = OPEN(NULL, NULL);
    json_t *before, *after, *instance, *row;
    json_decref(HTTP(p, 200, "POST", "/elements", DESK));
    instance = CREATE(p, JSON(DESK_REQUEST));
    before = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, id_of(instance));
    json_decref(HTTP(p, 200, "POST", "/elements/helpdesk/configuration", "{'key': 'first', 'displayOrder': -1}"));
    json_decref(HTTP(p, 200, "DELETE", "/elements/helpdesk/configuration/username", NULL));
    after = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, id_of(instance));
    CHECK_INT(json_array_size(after), 3);
    CHECK_TEXT(text_at(after, "/0/key"), "first");
    CHECK_SAME(at(after, "/1"), at(before, "/1"));
    CHECK_SAME(at(after, "/2"), at(before, "/2"));
    row = CALL(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, id_of(instance), id_of(at(before, "/0")));
    json_decref(row);
    json_decref(before);
    json_decref(after);
    json_decref(instance);
    provisor_close(p);
}

/* The review names what today's rules would refuse, and nothing else; it changes nothing and tells no secret. */
static void test_review(void)
{
    provisor *p = OPEN("review.db", NULL);
    json_t *reply, *before, *after;
    char *text;
    json_decref(HTTP(p, 200, "POST", "/elements", DESK));
    json_decref(CREATE(p, GOOD));
    for (int i = 0; i < 3; i++)
        json_decref(CREATE(p, JSON(DESK_REQUEST)));
    reply = CALL(PROVISOR_OK, provisor_instance_review, p, NULL, 0);
    CHECK_JSON(reply, "{'reviewed': 4, 'instances': [], 'nextPage': null}");
    json_decref(reply);
    json_decref(HTTP(p, 200, "POST", "/elements/helpdesk/configuration", "{'key': 'region', 'required': true}"));
    json_decref(CREATE(p, JSON("{'element': {'key': 'helpdesk'}, 'configuration': {'username': 'joe', 'password': 'x1',"
                               "'region': 'eu'}}")));
    before = GET(p, 2);
    reply = CALL(PROVISOR_OK, provisor_instance_review, p, JSON("{'element': 'helpdesk', 'pageSize': 2}"),
                 PROVISOR_TEXT);
    CHECK_INT(number_at(reply, "/reviewed"), 2);
    CHECK_INT(json_array_size(at(reply, "/instances")), 2);
    CHECK_INT(number_at(reply, "/instances/0/id"), 2);
    CHECK_TEXT(text_at(reply, "/instances/0/errors/0/code"), "missing");
    CHECK_TEXT(text_at(reply, "/instances/0/errors/0/key"), "region");
    CHECK(json_is_string(at(reply, "/nextPage")));
    text = json_dumps(reply, 0);
    CHECK(!reveals(text, strlen(text), "Blue-Kettle-42-Harbour"));
    free(text);
    json_decref(reply);
    reply = CALL_JSON(PROVISOR_OK, provisor_instance_review_json, p, NULL);
    CHECK_INT(number_at(reply, "/reviewed"), 5);
    CHECK_INT(json_array_size(at(reply, "/instances")), 3);
    json_decref(reply);
    after = GET(p, 2);
    CHECK_SAME(after, before);
    json_decref(HTTP(p, 200, "DELETE", "/elements/helpdesk", NULL));
    reply = CALL(PROVISOR_OK, provisor_instance_review, p, NULL, 0);
    CHECK_INT(json_array_size(at(reply, "/instances")), 4);
    CHECK_TEXT(text_at(reply, "/instances/3/errors/0/code"), "unknown-element");
    CHECK_TEXT(text_at(reply, "/instances/3/element"), "helpdesk");
    json_decref(reply);
    json_decref(CALL(PROVISOR_INVALID, provisor_instance_review, p, JSON("{'pageSize': 0}"), PROVISOR_TEXT));
    json_decref(before);
    json_decref(after);
    provisor_close(p);
}

/* Definitions that can't be: refused, and nothing of them is kept. */
static void test_refused(void)
{
    provisor *p = OPEN("refused.db", NULL);
    static const char *const bodies[] = {
        "[]", "{}", "{'name': 7}", "{'name': ' '}", "{'name': '!!!'}", "{'name': 'x', 'key': 'a/b'}",
        "{'name': 'x', 'key': 'metadata'}", "{'name': 'x', 'configuration': [7]}",
        "{'name': 'x', 'configuration': {}}", "{'name': 'x', 'resources': 7}",
        "{'name': 'x', 'configuration': [{'key': 'a'}, {'key': 'a'}]}",
        "{'name': 'x', 'configuration': [{'key': 'a', 'format': 'nonsense'}]}",
        "{'name': 'x', 'authentication': {'type': 5}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        json_decref(HTTP(p, 400, "POST", "/elements", bodies[i]));
    json_decref(HTTP(p, 200, "POST", "/elements", DESK));
    json_decref(HTTP(p, 400, "PUT", "/elements/helpdesk", "{'configuration': [{'key': 'a'}, {'key': 'a'}]}"));
    json_decref(HTTP(p, 400, "PUT", "/elements/helpdesk", "[]"));
    provisor_close(p);
    CHECK_INT(store_number("refused.db", "SELECT count(*) FROM element"), 1);
    CHECK_INT(store_number("refused.db", "SELECT count(*) FROM element_definition"), 1);
}

int main(void)
{
    scratch_enter();
    test_two_handles();
    test_reopened();
    test_unknown_members();
    test_rows();
    test_review();
    test_refused();
    scratch_leave();
    return check_result();
}
