/* What becomes of the values of a request on their way into an instance. */
#include "check.h"

#define ELEMENT "'element': {'key': 'freshservice'}"
#define ENTRIES "'username': 'jane@acme.example', 'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'"

/* Provisions a request and looks at one text in the instance. */
#define CHECK_BECOMES(p, request, pointer, expected) check_becomes(__LINE__, p, request, pointer, expected)

static void check_becomes(int line, provisor *p, const char *request, const char *pointer, const char *expected)
{
    json_t *instance = check_call(__FILE__, line, provisor_provision, p, request, PROVISOR_TEXT, PROVISOR_OK);
    check_text(__FILE__, line, pointer, text_at(instance, pointer), expected);
    json_decref(instance);
}

#define CONFIGURED(p, configuration, key, expected) \
    CHECK_BECOMES(p, REQUEST(configuration), "/configuration/" key, expected)

static void test_secrets(provisor *p)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.echo_secrets = 1;
    provisor *echoing = OPEN(NULL, &options);
    CHECK_BECOMES(p, GOOD, "/configuration/password", "********");
    CHECK_BECOMES(echoing, GOOD, "/configuration/password", "Blue-Kettle-42-Harbour");
    CHECK_BECOMES(p, GOOD, "/configuration/username", "jane@acme.example");
    /* Blanks, quotes and letters of all kinds belong to a password. */
    CONFIGURED(echoing, "'username': 'j', 'subdomain': 'acme', 'password': ' \\u00fc\xE2\x82\xAC\\\\ \xF0\x9F\x94\x91 '",
               "password", " \xC3\xBC\xE2\x82\xAC\\ \xF0\x9F\x94\x91 ");
    CONFIGURED(echoing, "'username': 'j', 'subdomain': 'acme', 'password': 4711", "password", "4711");
    provisor_close(echoing);
}

/* On the wire every value is a string or null. */
static void test_kinds(provisor *p)
{
    CONFIGURED(p, ENTRIES ", 'pagination.offset': true", "pagination.offset", "true");
    CONFIGURED(p, ENTRIES ", 'pagination.offset': false", "pagination.offset", "false");
    CONFIGURED(p, ENTRIES ", 'pagination.offset': ' TRUE '", "pagination.offset", "true");
    CONFIGURED(p, ENTRIES ", 'pagination.max': 50", "pagination.max", "50");
    CONFIGURED(p, ENTRIES ", 'pagination.max': {'users': 50}", "pagination.max", "{\"users\":50}");
    CONFIGURED(p, ENTRIES ", 'event.poller.refresh_interval': 0", "event.poller.refresh_interval", "0");
    CONFIGURED(p, ENTRIES ", 'event.poller.configuration': {'a': [1, 2.5, null, true, 'b\\u00e4'], 'b': {}}",
               "event.poller.configuration", "{\"a\":[1,2.5,null,true,\"b\xC3\xA4\"],\"b\":{}}");
    CONFIGURED(p, ENTRIES ", 'event.poller.configuration': '{ }'", "event.poller.configuration", "{ }");
    CONFIGURED(p, "'username': 12, 'password': 'Kettle-42', 'subdomain': 34", "username", "12");
    CONFIGURED(p, "'username': true, 'password': 'Kettle-42', 'subdomain': 34", "subdomain", "34");
    CONFIGURED(p, "'username': true, 'password': 'Kettle-42', 'subdomain': 34", "username", "true");
}

/* Blanks around what becomes part of an address, a number or a boolean are nobody's intention. */
static void test_blanks(provisor *p)
{
    CONFIGURED(p, "'username': 'j', 'password': 'Kettle-42', 'subdomain': '  acme '", "subdomain", "acme");
    CONFIGURED(p, "'username': 'j', 'password': 'Kettle-42', ' subdomain ': 'acme'", "subdomain", "acme");
    CONFIGURED(p, "'username': ' j ', 'password': 'Kettle-42', 'subdomain': 'acme'", "username", " j ");
    CONFIGURED(p, ENTRIES ", 'base.url': ' https://acme.freshservice.com '", "base.url", "https://acme.freshservice.com");
    CONFIGURED(p, ENTRIES ", 'pagination.max': ' 7 '", "pagination.max", "7");
}

static void test_defaults(provisor *p)
{
    CONFIGURED(p, ENTRIES ", 'pagination.max': null", "pagination.max", "30");
    CONFIGURED(p, ENTRIES ", 'pagination.max': ''", "pagination.max", "30");
    CONFIGURED(p, ENTRIES ", 'event.poller.configuration': ''", "event.poller.configuration", " ");
    json_t *instance = PROVISION(p, REQUEST(ENTRIES ", 'colour': 'blue', 'pagination.type': ''"), PROVISOR_OK);
    CHECK(at(instance, "/configuration/colour") == NULL); /* unknown entries are dropped */
    CHECK(json_is_null(at(instance, "/configuration/pagination.type")));
    json_decref(instance);
}

static void test_names_and_tags(provisor *p)
{
#define NAMED(members) JSON("{" ELEMENT ", 'configuration': {" ENTRIES "}, " members "}")
    CHECK_BECOMES(p, NAMED("'name': '<a href=\\'#\\' onClick=\\'alert(1)\\'>churros-xss</a>'"), "/name", "churros-xss");
    CHECK_BECOMES(p, NAMED("'name': '<b>bold</b> and <i title=\\'a>b\\'>it</i>'"), "/name", "bold and it");
    CHECK_BECOMES(p, NAMED("'name': '<<b>script>x<</b>/script>'"), "/name", "x");
    CHECK_BECOMES(p, NAMED("'name': '@a < b > c'"), "/name", "@a < b > c");
    CHECK_BECOMES(p, NAMED("'name': 'J\xC3\xB6rg \xF0\x9F\x98\x80'"), "/name", "J\xC3\xB6rg \xF0\x9F\x98\x80");
    CHECK_BECOMES(p, NAMED("'name': '<b></b>'"), "/name", "Freshservice Beta");
    CHECK_BECOMES(p, NAMED("'name': null"), "/name", "Freshservice Beta");
    CHECK_BECOMES(p, NAMED("'name': '  '"), "/name", "Freshservice Beta");
    CHECK_BECOMES(p, NAMED("'name': 'Docs', 'tags': ['<i>one</i>', 'two']"), "/tags/0", "one");
    CHECK_BECOMES(p, NAMED("'name': 'Docs', 'tags': ['<i>one</i>', 'two']"), "/tags/1", "two");
    /* Without tags the name is one. */
    CHECK_BECOMES(p, NAMED("'name': '<b>Docs</b>'"), "/tags/0", "Docs");
    CHECK_BECOMES(p, NAMED("'name': 'Docs', 'tags': null"), "/tags/0", "Docs");
    json_t *instance = PROVISION(p, NAMED("'name': 'Docs', 'tags': []"), PROVISOR_OK);
    CHECK_INT(json_array_size(at(instance, "/tags")), 0);
    json_decref(instance);
}

static void test_events(provisor *p)
{
#define EVENTS "'event.notification.enabled': true, 'event.notification.callback.url': 'https://acme.example/events'"
    const char *on[] = {REQUEST(ENTRIES ", " EVENTS), NAMED("'eventsEnabled': true"), NAMED("'eventsEnabled': 'true'")};
    for (size_t i = 0; i < sizeof on / sizeof *on; i++) {
        json_t *instance = PROVISION(p, on[i], PROVISOR_OK);
        CHECK(json_is_true(at(instance, "/eventsEnabled")));
        json_decref(instance);
    }
    CHECK_BECOMES(p, REQUEST(ENTRIES ", " EVENTS), "/configuration/event.notification.enabled", "true");
    CHECK_BECOMES(p, NAMED("'externalAuthentication': 'initial'"), "/externalAuthentication", "initial");
}

/* A whole returned instance is a request again, once the secret is put back in place of its mask. */
static void test_round_trip(provisor *p)
{
    json_t *instance = PROVISION(p, NAMED("'name': 'Docs'"), PROVISOR_OK), *again;
    char *masked = json_dumps(instance, 0);
    json_decref(PROVISION(p, masked, PROVISOR_INVALID));
    json_object_set_new(at(instance, "/configuration"), "password", json_string("Blue-Kettle-42-Harbour"));
    char *complete = json_dumps(instance, JSON_INDENT(2));
    json_decref(VALIDATE(p, complete, PROVISOR_OK));
    again = PROVISION(p, complete, PROVISOR_OK);
    json_object_set_new(at(instance, "/configuration"), "password", json_string("********"));
    CHECK(json_integer_value(at(again, "/id")) > json_integer_value(at(instance, "/id")));
    CHECK(strcmp(text_at(again, "/token"), text_at(instance, "/token")) != 0);
    static const char *const same[] = {"name", "tags", "element", "configuration", "user", "valid", "eventsEnabled"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        CHECK_REPLY(json_equal(json_object_get(again, same[i]), json_object_get(instance, same[i])), same[i]);
    free(masked);
    free(complete);
    json_decref(again);
    json_decref(instance);
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    test_secrets(p);
    test_kinds(p);
    test_blanks(p);
    test_defaults(p);
    test_names_and_tags(p);
    test_events(p);
    test_round_trip(p);
    provisor_close(p);
    return check_result();
}
