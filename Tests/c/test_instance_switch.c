/* Switching an instance to another element: common entries keep their values, the rest gets defaults. */
#define _GNU_SOURCE
#include "instances.h"

/* freshservice has username, password and pagination.max in common with ticketdesk, which needs a site. */
static void test_switch(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *plan, *now, *read;
    int64_t id = id_of(created);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'configuration': {'pagination.max': 7, 'pagination.type': 'page'}}"));
    plan = PLAN(PROVISOR_OK, p, "update", id, "{'element': {'key': 'ticketdesk'}, 'configuration': {'site': 'north'}}");
    CHECK_TEXT(text_at(plan, "/element"), "ticketdesk");
    CHECK_JSON(at(plan, "/added"), "['site', 'region']");
    CHECK_JSON(at(plan, "/changed"), "[]");
    CHECK_JSON(at(plan, "/removed"),
               "['subdomain', 'base.url', 'pagination.offset', 'pagination.type', 'event.vendor.type', "
               "'event.poller.refresh_interval', 'event.poller.configuration', 'event.notification.enabled', "
               "'event.notification.callback.url', 'event.notification.subscription.id']");
    CHECK_JSON(at(plan, "/defaulted"), "['region']");

    now = UPDATE(PROVISOR_OK, p, id, "{'element': {'key': 'ticketdesk'}, 'configuration': {'site': 'north'}}");
    CHECK_JSON(at(now, "/configuration"), "{'username': 'jane@acme.example', 'password': '********', 'site': 'north', "
                                          "'region': 'eu', 'pagination.max': '7'}");
    CHECK_SAME(at(plan, "/configuration"), at(now, "/configuration"));
    CHECK(has_password(p, id, "Blue-Kettle-42-Harbour"));
    CHECK_INT(number_at(now, "/element/id"), 9001);
    CHECK_TEXT(text_at(now, "/element/key"), "ticketdesk");
    CHECK_TEXT(text_at(now, "/element/name"), "Ticketdesk");
    CHECK_TEXT(text_at(now, "/name"), "Docs");
    CHECK_JSON(at(now, "/tags"), "['Docs']");
    CHECK_TEXT(text_at(now, "/token"), text_at(created, "/token"));
    CHECK_INT(id_of(now), id);
    read = CALL(PROVISOR_OK, provisor_instance_find, p, text_at(created, "/token"));
    CHECK_SAME(read, now);
    json_decref(plan);
    json_decref(now);
    json_decref(read);
    json_decref(created);
}

/* Lists, counts and rows go with the element. */
static void test_what_goes_along(provisor *p)
{
    json_t *count = CALL(PROVISOR_OK, provisor_instance_count, p), *page, *rows;
    CHECK_JSON(count, "{'totalInstances': 1, 'elementInstances': [{'key': 'ticketdesk', 'count': 1}]}");
    page = LIST(PROVISOR_OK, p, "{'element': 'ticketdesk'}");
    CHECK_INT(json_array_size(at(page, "/instances")), 1);
    rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    CHECK_INT(json_array_size(rows), 5);
    CHECK_TEXT(text_at(rows, "/2/key"), "site");
    json_decref(count);
    json_decref(page);
    json_decref(rows);
    page = LIST(PROVISOR_OK, p, "{'element': 'freshservice'}");
    CHECK_INT(json_array_size(at(page, "/instances")), 0);
    json_decref(page);
}

/* What was dropped does not come back, so that a required entry is missing again. By id too, and by replacing. */
static void test_back(provisor *p)
{
    json_t *before = GET(p, 1), *problem, *now;
    problem = UPDATE(PROVISOR_INVALID, p, 1, "{'name': 'x', 'element': {'id': 650}}");
    CHECK_INT(json_array_size(at(problem, "/errors")), 1);
    CHECK_TEXT(text_at(problem, "/errors/0/code"), "missing");
    CHECK_TEXT(text_at(problem, "/errors/0/key"), "subdomain");
    json_decref(problem);
    now = GET(p, 1);
    CHECK_SAME(now, before);
    json_decref(now);
    now = UPDATE(PROVISOR_OK, p, 1, "{'element': {'id': 650}, 'configuration': {'subdomain': 'acme'}}");
    CHECK_TEXT(text_at(now, "/configuration/pagination.max"), "7");
    CHECK(json_is_null(at(now, "/configuration/pagination.type")));
    CHECK(has_password(p, 1, "Blue-Kettle-42-Harbour"));
    json_decref(now);
    json_decref(REPLACE(PROVISOR_INVALID, p, 1, "{'element': {'key': 'ticketdesk'}}"));
    now = REPLACE(PROVISOR_OK, p, 1, "{'element': {'key': 'ticketdesk'}, 'configuration': "
                                     "{'username': 'joe', 'password': '********', 'site': 'south'}}");
    CHECK_JSON(at(now, "/configuration"), "{'username': 'joe', 'password': '********', 'site': 'south', "
                                          "'region': 'eu', 'pagination.max': '50'}");
    CHECK(has_password(p, 1, "Blue-Kettle-42-Harbour"));
    json_decref(now);
    json_decref(before);
}

/* The stored value of a common entry must suit the new element; an unknown element changes nothing. */
static void test_refused(provisor *p)
{
    json_t *created = CREATE(p, JSON("{'element': {'key': 'ticketdesk'}, 'name': 'n', 'configuration': {'username': "
                                     "'u', 'password': 'Blue-Kettle-42', 'site': 's', 'pagination.max': 'many'}}"));
    json_t *problem, *now;
    problem = UPDATE(PROVISOR_INVALID, p, id_of(created),
                     "{'element': {'key': 'freshservice'}, 'configuration': {'subdomain': 'acme'}}");
    CHECK_TEXT(text_at(problem, "/errors/0/code"), "not-an-integer");
    CHECK_TEXT(text_at(problem, "/errors/0/key"), "pagination.max");
    json_decref(problem);
    json_decref(UPDATE(PROVISOR_NOT_FOUND, p, id_of(created), "{'element': {'key': 'nosuch'}}"));
    json_decref(UPDATE(PROVISOR_NOT_FOUND, p, id_of(created), "{'element': {'id': 123456}}"));
    json_decref(UPDATE(PROVISOR_INVALID, p, id_of(created), "{'element': {}}"));
    now = GET(p, id_of(created));
    CHECK_SAME(now, created);
    json_decref(now);
    json_decref(created);
}

/* Naming its own element switches nothing. */
static void test_same_element(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *now, *left;
    json_decref(UPDATE(PROVISOR_OK, p, id_of(created), "{'configuration': {'pagination.max': 9}}"));
    now = UPDATE(PROVISOR_OK, p, id_of(created), "{'element': {'id': 650, 'key': 'freshservice', 'name': 'x'}}");
    CHECK_TEXT(text_at(now, "/configuration/pagination.max"), "9");
    json_object_set_new(at(now, "/configuration"), "pagination.max", json_string("30"));
    left = without(now, "version updatedDate");
    CHECK_SAME(left, created);
    CHECK(has_password(p, id_of(created), "Blue-Kettle-42-Harbour"));
    json_decref(now);
    json_decref(left);
    json_decref(created);
}

/* Where an element does not keep an entry secret, a secret does not come along and to light. */
static void test_secret_stays_secret(void)
{
    static const char *const files[] = {"open.json"};
    const char *definition = JSON("{'key': 'open', 'configuration': [{'key': 'username', 'required': true}, "
                                  "{'key': 'password', 'type': 'TEXTFIELD_64', 'secret': false}]}");
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.catalogue = files;
    options.catalogue_count = 1;
    file_write(files[0], definition, strlen(definition));
    provisor *p = OPEN(NULL, &options);
    json_decref(CREATE(p, GOOD));
    json_t *plan = PLAN(PROVISOR_OK, p, "update", 1, "{'element': {'key': 'open'}}"), *now;
    CHECK_JSON(at(plan, "/configuration"), "{'username': 'jane@acme.example', 'password': null}");
    json_decref(plan);
    now = UPDATE(PROVISOR_OK, p, 1, "{'element': {'key': 'open'}}");
    CHECK_JSON(at(now, "/configuration"), "{'username': 'jane@acme.example', 'password': null}");
    json_decref(now);
    now = UPDATE(PROVISOR_OK, p, 1, "{'configuration': {'password': 'Shown-Kettle'}}");
    CHECK_TEXT(text_at(now, "/configuration/password"), "Shown-Kettle");
    json_decref(now);
    now = UPDATE(PROVISOR_OK, p, 1, "{'element': {'id': 650}, 'configuration': {'subdomain': 'acme'}}");
    CHECK_TEXT(text_at(now, "/configuration/password"), "********"); /* and sealed where it is secret */
    CHECK(has_password(p, 1, "Shown-Kettle"));
    json_decref(now);
    provisor_close(p);
}

/* Without its definition an instance stays readable, and what needs no definition still works. */
static void test_definition_gone(const char *store)
{
    provisor *p = OPEN(store, NULL);
    json_t *now = GET(p, 1), *listed = LIST(PROVISOR_OK, p, "{'element': 'ticketdesk', 'pageSize': 1}"), *problem;
    CHECK_TEXT(text_at(now, "/element/key"), "ticketdesk");
    CHECK_TEXT(text_at(now, "/configuration/site"), "south");
    CHECK_TEXT(text_at(now, "/configuration/password"), "********");
    CHECK_SAME(at(listed, "/instances/0"), now);
    json_decref(listed);
    json_decref(now);
    DO(PROVISOR_OK, provisor_instance_disable, p, 1);
    DO(PROVISOR_OK, provisor_instance_enable, p, 1);
    DO(PROVISOR_OK, provisor_instance_rotate, p, 1, 0);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_list, p, 1);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, 1, 10001);
    problem = UPDATE(PROVISOR_NOT_FOUND, p, 1, "{'configuration': {'site': 'x'}}");
    CHECK_CONTAINS(text_at(problem, "/message"), "ticketdesk");
    json_decref(problem);
    now = UPDATE(PROVISOR_OK, p, 1, "{'element': {'key': 'freshservice'}, 'configuration': {'subdomain': 'acme'}}");
    CHECK_TEXT(text_at(now, "/configuration/username"), "joe");
    CHECK(has_password(p, 1, "Blue-Kettle-42-Harbour"));
    json_decref(now);
    REMOVE(PROVISOR_OK, p, 1);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    provisor *p = open_with_two_elements("switch.db");
    test_switch(p);
    test_what_goes_along(p);
    test_back(p);
    test_refused(p);
    test_same_element(p);
    provisor_close(p);
    test_secret_stays_secret();
    test_definition_gone("switch.db");
    scratch_leave();
    return check_result();
}
