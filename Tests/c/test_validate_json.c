/* Validation of jansson values: the same report as for text but for positions, and the request stays as it was. */
#include "check.h"

#define ELEMENT "'element': {'key': 'freshservice'}"
#define ENTRIES "'username': 'jane@acme.example', 'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'"

static void remove_positions(json_t *faults)
{
    size_t index;
    json_t *fault;
    json_array_foreach(faults, index, fault) {
        CHECK_INT(json_object_del(fault, "line"), 0);
        CHECK_INT(json_object_del(fault, "column"), 0);
        CHECK_INT(json_object_del(fault, "offset"), 0);
    }
}

/* How many references there are to a value and to all that it holds. */
static size_t references(const json_t *value)
{
    size_t sum = value->refcount == (size_t)-1 ? 1 : value->refcount;
    if (json_is_object(value))
        for (void *i = json_object_iter((json_t *)value); i; i = json_object_iter_next((json_t *)value, i))
            sum += references(json_object_iter_value(i));
    for (size_t i = 0; i < json_array_size(value); i++)
        sum += references(json_array_get(value, i));
    return sum;
}

static void check_twin(provisor *p, const char *text)
{
    json_t *request = json_loads(text, JSON_DECODE_ANY, NULL), *copy = json_deep_copy(request);
    json_t *report = NULL, *expected;
    size_t before = references(request);
    char *text_reply = NULL, *reply;
    provisor_status status = provisor_validate(p, text, PROVISOR_TEXT, &text_reply);

    CHECK_REPLY(provisor_validate_json(p, request, &report) == status, text);
    expected = json_loads(text_reply, 0, NULL);
    remove_positions(at(expected, "/errors"));
    remove_positions(at(expected, "/warnings"));
    reply = json_dumps(report, 0);
    if (json_is_object(request))
        CHECK_REPLY(json_equal(report, expected), reply);
    else /* the message of a report that has no better place for it begins with "line 1, column 1" */
        CHECK_REPLY(json_equal(at(report, "/errors"), at(expected, "/errors")), reply);
    CHECK_INT(report->refcount, 1);

    CHECK_REPLY(json_equal(request, copy), text);
    CHECK_INT(references(request), before);
    CHECK_INT(provisor_validate_json(p, request, NULL), status);
    CHECK_INT(references(request), before);
    json_decref(request);
    CHECK_REPLY(report->refcount == 1, "the report lives without the request");
    free(reply);
    json_decref(report);
    json_decref(copy);
    json_decref(expected);
    provisor_free(text_reply);
}

static void test_twins(provisor *p)
{
    const char *requests[] = {
        GOOD,
        "{}",
        "[]",
        "null",
        "true",
        "17",
        "1.5",
        "\"text\"",
        JSON("{'element': {'key': 'freshservce'}, 'name': 5}"),
        JSON("{'element': {'id': 650}, 'configuration': {'username': 'jane'}}"),
        JSON("{'element': {'id': '650'}, 'configuration': []}"),
        JSON("{'element': {'key': '<INSERT_KEY>'}}"),
        JSON("{'element': null, 'configuration': 5, 'tags': {}, 'name': ['a']}"),
        REQUEST("'username': ' jane ', 'password': {'a': ['<INSERT_PASSWORD>']}, ' subdomain': 'Acme.freshservice.com'"),
        REQUEST("'username': '  ', 'password': '********', 'subdomain': 'a b'"),
        REQUEST(ENTRIES ", 'pagination.max': 1.5, 'pagination.offset': 1, 'base.url': true, 'name': 'Docs'"),
        REQUEST(ENTRIES ", 'pagination.max': {'users': 50}, 'pagination.offset': false, 'event.poller.configuration': []"),
        REQUEST(ENTRIES ", 'event.notification.enabled': true, 'event.poller.configuration': '{\\'a\\': 1,}'"),
        REQUEST(ENTRIES ", 'event.notification.callback.url': 'https://acme.example/?a=\\u0007', 'url': '', 'a/b~c': 1"),
        JSON("{" ELEMENT ", 'configuration': {" ENTRIES "}, 'tags': ['a', 5, null, '<Add_Your_Tag>', {}],"
             "'eventsEnabled': 'true'}"),
        JSON("{" ELEMENT ", 'configuration': {" ENTRIES "}, 'externalAuthentication': 'late', 'id': 5, 'valid': {}}"),
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        check_twin(p, requests[i]);
}

static void test_misuse(provisor *p)
{
    json_t *reply = NULL, *request = json_object();
    CHECK_INT(provisor_validate_json(p, NULL, &reply), PROVISOR_MISUSE);
    CHECK_TEXT(text_at(reply, "/status"), "misuse");
    json_decref(reply);
    CHECK_INT(provisor_validate_json(NULL, request, &reply), PROVISOR_MISUSE);
    CHECK_TEXT(text_at(reply, "/status"), "misuse");
    json_decref(reply);
    CHECK_INT(provisor_validate_json(NULL, NULL, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_validate_json(p, request, NULL), PROVISOR_INVALID);
    json_decref(request);
}

/* What no parser makes but a program can build with jansson's calls. */
static void test_built(provisor *p)
{
    json_t *report, *request = json_loads(GOOD, 0, NULL), *configuration = at(request, "/configuration");
    /* A NUL inside: no text can spell it, so that what is stored with it could not be read again. */
    json_object_set_new(configuration, "username", json_stringn("jane\0@acme", 10));
    CHECK_INT(provisor_validate_json(p, request, &report), PROVISOR_MALFORMED);
    CHECK_TEXT(text_at(report, "/errors/0/code"), "encoding");
    CHECK_TEXT(text_at(report, "/errors/0/path"), "/configuration/username");
    json_decref(report);
    json_object_set_new(configuration, "username", json_string("jane"));
    json_array_append_new(at(request, "/tags"), json_stringn("D\0cs", 4));
    CHECK_INT(provisor_validate_json(p, request, NULL), PROVISOR_MALFORMED);
    CHECK_INT(provisor_provision_json(p, request, NULL), PROVISOR_MALFORMED);
    json_array_remove(at(request, "/tags"), 1);

    json_object_setn_new(configuration, "subdomain\0x", 11, json_string("acme")); /* a key too */
    CHECK_INT(provisor_validate_json(p, request, &report), PROVISOR_MALFORMED);
    CHECK_TEXT(text_at(report, "/errors/0/code"), "encoding");
    json_decref(report);
    json_decref(request);

    request = json_loads(GOOD, 0, NULL); /* the same value in several places */
    json_t *shared = json_string("acme");
    json_object_set(at(request, "/configuration"), "subdomain", shared);
    json_object_set(at(request, "/configuration"), "username", shared);
    json_object_set(request, "name", shared);
    CHECK_INT(provisor_validate_json(p, request, &report), PROVISOR_OK);
    CHECK_INT(shared->refcount, 4);
    json_decref(report);
    json_decref(request);
    json_decref(shared);
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    test_twins(p);
    test_misuse(p);
    test_built(p);
    provisor_close(p);
    return check_result();
}
