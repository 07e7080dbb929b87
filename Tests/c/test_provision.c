/* Provisioning: what the instance looks like, and that nothing is stored when anything is wrong. */
#define _GNU_SOURCE
#include "files.h"
#include <time.h>

static const char *const entry_keys[] = {
    "username", "password", "subdomain", "base.url", "pagination.max", "pagination.offset", "pagination.type",
    "event.vendor.type", "event.poller.refresh_interval", "event.poller.configuration", "event.notification.enabled",
    "event.notification.callback.url", "event.notification.subscription.id"};
static const char *const defaults[] = {
    "jane@acme.example", "********", "acme", "https://{subdomain}.freshservice.com", "30", "false", NULL,
    "polling", "15", " ", "false", NULL, NULL};

/* The names of an object's members in their order, with blanks between them. */
static const char *names_of(json_t *object)
{
    static char names[1024];
    const char *name;
    json_t *value;
    names[0] = 0;
    json_object_foreach(object, name, value)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", names[0] ? " " : "", name);
    return names;
}

static void check_element(json_t *element)
{
    CHECK_TEXT(names_of(element), "id name key description image active deleted typeOauth trialAccount resources");
    CHECK_INT(json_integer_value(at(element, "/id")), 650);
    CHECK_TEXT(text_at(element, "/name"), "Freshservice Beta");
    CHECK_TEXT(text_at(element, "/key"), "freshservice");
    CHECK_TEXT(text_at(element, "/description"), "Add a Freshservice element instance");
    CHECK_TEXT(text_at(element, "/image"),
               "https://pbs.twimg.com/profile_images/3559030339/57085fa888b2c9e82fafc5b165da00db.png");
    CHECK(json_is_true(at(element, "/active")) && json_is_false(at(element, "/deleted")));
    CHECK(json_is_false(at(element, "/typeOauth")) && json_is_false(at(element, "/trialAccount")));
    CHECK(json_is_array(at(element, "/resources")) && json_array_size(at(element, "/resources")) == 0);
}

static void check_configuration(json_t *configuration)
{
    size_t index = 0;
    const char *key;
    json_t *value;
    CHECK_INT(json_object_size(configuration), 13);
    json_object_foreach(configuration, key, value) {
        CHECK_TEXT(key, entry_keys[index]);
        if (defaults[index])
            CHECK_TEXT(json_string_value(value), defaults[index]);
        else
            CHECK(json_is_null(value));
        index++;
    }
}

static void test_reply(provisor *p)
{
    struct tm date = {0};
    time_t before = time(NULL);
    json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
    time_t after = time(NULL);

    CHECK_TEXT(names_of(instance),
               "id name createdDate token element tags user provisionInteractions valid disabled maxCacheSize "
               "cacheTimeToLive configuration eventsEnabled traceLoggingEnabled cachingEnabled externalAuthentication");
    CHECK_INT(json_integer_value(at(instance, "/id")), 1);
    CHECK_TEXT(text_at(instance, "/name"), "Docs");
    check_element(at(instance, "/element"));
    CHECK_INT(json_array_size(at(instance, "/tags")), 1);
    CHECK_TEXT(text_at(instance, "/tags/0"), "Docs");
    CHECK(json_is_integer(at(instance, "/user/id")));
    CHECK(json_is_array(at(instance, "/provisionInteractions")));
    CHECK_INT(json_array_size(at(instance, "/provisionInteractions")), 0);
    CHECK(json_is_true(at(instance, "/valid")) && json_is_false(at(instance, "/disabled")));
    CHECK(json_is_integer(at(instance, "/maxCacheSize")) && json_integer_value(at(instance, "/maxCacheSize")) == 0);
    CHECK(json_is_integer(at(instance, "/cacheTimeToLive")) && json_integer_value(at(instance, "/cacheTimeToLive")) == 0);
    check_configuration(at(instance, "/configuration"));
    CHECK(json_is_false(at(instance, "/eventsEnabled")) && json_is_false(at(instance, "/traceLoggingEnabled")));
    CHECK(json_is_false(at(instance, "/cachingEnabled")));
    CHECK_TEXT(text_at(instance, "/externalAuthentication"), "none");

    const char *created = text_at(instance, "/createdDate"), *end = strptime(created, "%Y-%m-%dT%H:%M:%SZ", &date);
    CHECK(strlen(created) == 20 && end && !*end);
    CHECK(timegm(&date) >= before && timegm(&date) <= after);
    json_decref(instance);
}

/* 32 bytes in base64, other ones each time; ids ascend. */
static void test_ids_and_tokens(provisor *p)
{
    enum { count = 20 };
    json_t *instances[count];
    for (int i = 0; i < count; i++) {
        instances[i] = PROVISION(p, GOOD, PROVISOR_OK);
        const char *token = text_at(instances[i], "/token");
        CHECK_INT(strlen(token), 44);
        CHECK_INT(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"), 43);
        CHECK(token[43] == '=');
        CHECK(strchr("AEIMQUYcgkosw048", token[42]) != NULL); /* no bits beyond the 32nd byte */
        for (int other = 0; other < i; other++)
            CHECK(strcmp(token, text_at(instances[other], "/token")) != 0);
        if (i > 0)
            CHECK_INT(json_integer_value(at(instances[i], "/id")), json_integer_value(at(instances[i - 1], "/id")) + 1);
    }
    for (int i = 0; i < count; i++)
        json_decref(instances[i]);
}

/* A refused request: a problem that holds the whole report, and no row. */
static void test_refusals(void)
{
    const struct { const char *request; provisor_status status; } cases[] = {
        {REQUEST("'username': 'jane@acme.example', 'subdomain': 'a.b'"), PROVISOR_INVALID},
        {JSON("{'element': {'key': 'nosuch'}}"), PROVISOR_NOT_FOUND},
        {"{", PROVISOR_MALFORMED},
        {"7", PROVISOR_INVALID},
    };
    provisor *p = OPEN("refusals.db", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *report = VALIDATE(p, cases[i].request, cases[i].status);
        json_t *problem = PROVISION(p, cases[i].request, cases[i].status);
        CHECK_INT(json_object_size(problem), 7);
        CHECK_TEXT(text_at(problem, "/status"), provisor_status_name(cases[i].status));
        CHECK_INT(strspn(text_at(problem, "/requestId"), "0123456789abcdef"), 24);
        CHECK_INT(strlen(text_at(problem, "/requestId")), 24);
        json_object_del(problem, "status");
        json_object_del(problem, "requestId");
        CHECK(json_equal(problem, report));
        json_decref(problem);
        json_decref(report);
    }
    CHECK_INT(count_instances("refusals.db"), 0);
    json_decref(PROVISION(NULL, GOOD, PROVISOR_MISUSE));
    json_decref(PROVISION(p, NULL, PROVISOR_MISUSE));
    CHECK_INT(provisor_provision(p, "{}", PROVISOR_TEXT, NULL), PROVISOR_INVALID);
    CHECK_INT(provisor_provision(p, NULL, 5, NULL), PROVISOR_MISUSE);
    CHECK_INT(count_instances("refusals.db"), 0);

    json_t *instance = PROVISION(p, GOOD, PROVISOR_OK); /* no id was lost on them */
    CHECK_INT(json_integer_value(at(instance, "/id")), 1);
    json_decref(instance);
    CHECK_INT(provisor_provision(p, GOOD, PROVISOR_TEXT, NULL), PROVISOR_OK); /* a reply that nobody wants */
    CHECK_INT(count_instances("refusals.db"), 2);
    provisor_close(p);
}

static void test_strict_stores_nothing(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.strict = 1;
    provisor *p = OPEN("strict.db", &options);
    const char *warned = REQUEST("'username': 'jane', 'password': 'Kettle-42-Blue', 'subdomain': ' acme'");
    json_decref(PROVISION(p, warned, PROVISOR_INVALID));
    CHECK_INT(count_instances("strict.db"), 0);
    provisor_close(p);

    p = OPEN("strict.db", NULL);
    json_decref(PROVISION(p, warned, PROVISOR_OK));
    CHECK_INT(count_instances("strict.db"), 1);
    provisor_close(p);
}

/* Ids are never given twice, also not after rows have gone, and go on in the next process. */
static void test_ids_go_on(void)
{
    provisor *p = OPEN("ids.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    CHECK_INT(store_number("ids.db", "DELETE FROM instance WHERE id = 2 RETURNING id"), 2);
    provisor_close(p);
    p = OPEN("ids.db", NULL);
    json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
    CHECK_INT(json_integer_value(at(instance, "/id")), 3);
    json_decref(instance);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN(NULL, NULL);
    test_reply(p);
    test_ids_and_tokens(p);
    provisor_close(p);
    test_refusals();
    test_strict_stores_nothing();
    test_ids_go_on();
    scratch_leave();
    return check_result();
}
