/* Updating an instance (PATCH): what the request names changes, all else stays. */
#define _GNU_SOURCE
#include "instances.h"

/* Updates, and checks that nothing but the named members has changed; get and the twin's plan agree. */
#define CHECK_UPDATE(p, id, request, changed) check_update(__FILE__, __LINE__, p, id, JSON(request), changed)

static json_t *check_update(const char *file, int line, provisor *p, int64_t id, const char *request,
                            const char *changed)
{
    char names[256];
    json_t *before = GET(p, id), *after = CALL(PROVISOR_OK, provisor_instance_update, p, id, request, PROVISOR_TEXT);
    json_t *read = GET(p, id), *left, *right;
    check_same(file, line, "get shows another instance than the reply", read, after);
    snprintf(names, sizeof names, "version updatedDate %s", changed);
    left = without(before, names);
    right = without(after, names);
    check_same(file, line, "more has changed", left, right);
    json_decref(before);
    json_decref(left);
    json_decref(right);
    json_decref(read);
    return after;
}

static void test_name_and_tags(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *now;
    int64_t id = id_of(created);
    now = CHECK_UPDATE(p, id, "{'name': 'Second'}", "name"); /* the tags stay */
    CHECK_TEXT(text_at(now, "/name"), "Second");
    CHECK_INT(number_at(now, "/version"), 2);
    json_decref(now);
    now = CHECK_UPDATE(p, id, "{'id': 77, 'tags': ['a', 'b', 'a b']}", "tags");
    CHECK_JSON(at(now, "/tags"), "['a', 'b', 'a b']");
    json_decref(now);
    now = CHECK_UPDATE(p, id, "{'tags': ['c']}", "tags"); /* the whole list */
    CHECK_JSON(at(now, "/tags"), "['c']");
    json_decref(now);
    now = CHECK_UPDATE(p, id, "{'tags': []}", "tags");
    CHECK_JSON(at(now, "/tags"), "[]");
    CHECK_INT(number_at(now, "/version"), 5);
    json_decref(now);
    now = CHECK_UPDATE(p, id, "{'name': null, 'tags': null, 'configuration': null, 'element': null}", "");
    CHECK_JSON(at(now, "/tags"), "[]");
    json_decref(now);
    json_decref(CHECK_UPDATE(p, id, "{}", ""));
    json_decref(created);
}

/* HTML goes, what it encloses stays. */
static void test_markup(provisor *p)
{
    static const struct { const char *sent, *kept; } texts[] = {
        {"<a href=\"#\" onClick=\"alert('x')\">churros-xss</a>", "churros-xss"},
        {"<a href=\"#\">@churros-xss</a>", "@churros-xss"},
        {"<b>bold</b> and <i>more</i>", "bold and more"},
        {"x<br/>y", "xy"},
        {"<script>alert(1)</script>", "alert(1)"},
        {"a < b > c", "a < b > c"},
        {"<!-- gone -->kept", "kept"},
        {"<<b>b>nested", "nested"},
        {"plain", "plain"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *request = json_pack("{s:{s:s}, s:{s:s, s:s, s:s}, s:s}", "element", "key", "freshservice",
                                    "configuration", "username", "jane", "password", "Blue-Kettle-42", "subdomain",
                                    "acme", "name", texts[i].sent);
        json_t *created = CALL_JSON(PROVISOR_OK, provisor_provision_json, p, request), *changed;
        json_t *patch = json_pack("{s:s, s:[s, s]}", "name", texts[i].sent, "tags", texts[i].sent, "second");
        CHECK_TEXT(text_at(created, "/name"), texts[i].kept);
        CHECK_INT(json_array_size(at(created, "/tags")), 1);
        CHECK_TEXT(text_at(created, "/tags/0"), texts[i].kept); /* without tags, the name is one */

        json_decref(UPDATE(PROVISOR_OK, p, id_of(created), "{'name': 'between', 'tags': []}"));
        changed = CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, id_of(created), patch);
        CHECK_TEXT(text_at(changed, "/name"), texts[i].kept);
        CHECK_TEXT(text_at(changed, "/tags/0"), texts[i].kept);
        json_decref(changed);

        json_decref(UPDATE(PROVISOR_OK, p, id_of(created), "{'name': 'between', 'tags': []}"));
        changed = CALL_JSON(PROVISOR_OK, provisor_instance_replace_json, p, id_of(created), patch);
        CHECK_TEXT(text_at(changed, "/name"), texts[i].kept);
        CHECK_TEXT(text_at(changed, "/tags/0"), texts[i].kept);
        json_decref(changed);
        json_decref(created);
        json_decref(request);
        json_decref(patch);
    }
}

/* Sets one entry and tells what it is then; nothing else may change. */
#define CHECK_ENTRY(p, id, key, sent, expected) \
    do { \
        json_t *before = GET(p, id); \
        json_t *now = CHECK_UPDATE(p, id, "{'configuration': {'" key "': " sent "}}", "configuration"); \
        json_t *left = without(at(before, "/configuration"), key), *right = without(at(now, "/configuration"), key); \
        CHECK_JSON(at(now, "/configuration/" key), expected); \
        CHECK_SAME(left, right); \
        CHECK_INT(json_object_size(at(now, "/configuration")), 13); \
        json_decref(before); \
        json_decref(now); \
        json_decref(left); \
        json_decref(right); \
    } while (0)

static void test_single_entries(provisor *p)
{
    json_t *created = CREATE(p, GOOD);
    int64_t id = id_of(created);
    CHECK_ENTRY(p, id, "username", "'joe@acme.example'", "'joe@acme.example'");
    CHECK_ENTRY(p, id, "event.notification.callback.url", "'http://acme.example/hook'", "'http://acme.example/hook'");
    CHECK_ENTRY(p, id, "pagination.max", "50", "'50'");
    CHECK_ENTRY(p, id, "pagination.max", "{'users': 10}", "'{\\\"users\\\":10}'");
    CHECK_ENTRY(p, id, "pagination.offset", "true", "'true'");
    CHECK_ENTRY(p, id, "pagination.offset", "'False'", "'false'");
    CHECK_ENTRY(p, id, "pagination.type", "'page'", "'page'");
    CHECK_ENTRY(p, id, "base.url", "'https://acme.freshservice.com'", "'https://acme.freshservice.com'");
    CHECK_ENTRY(p, id, "password", "'Other-Kettle-43'", "'********'");
    CHECK(has_password(p, id, "Other-Kettle-43"));
    json_decref(created);
}

/* Null and "" set an entry back to its default, or to nothing. */
static void test_defaults(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *now;
    int64_t id = id_of(created);
    for (int round = 0; round < 2; round++) {
        json_decref(UPDATE(PROVISOR_OK, p, id,
                           "{'configuration': {'pagination.max': 7, 'pagination.type': 'page', 'base.url': "
                           "'https://a.example', 'pagination.offset': true, 'event.poller.configuration': {}}}"));
        now = round ? CHECK_UPDATE(p, id, "{'configuration': {'pagination.max': null, 'pagination.type': null, "
                                          "'base.url': null, 'pagination.offset': null, "
                                          "'event.poller.configuration': null}}", "configuration")
                    : CHECK_UPDATE(p, id, "{'configuration': {'pagination.max': '', 'pagination.type': '', "
                                          "'base.url': '', 'pagination.offset': '', "
                                          "'event.poller.configuration': ''}}", "configuration");
        CHECK_SAME(at(now, "/configuration"), at(created, "/configuration"));
        json_decref(now);
    }
    json_decref(created);
}

/* "eventsEnabled" says what the entry says. */
static void test_events(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *now;
    int64_t id = id_of(created);
    now = CHECK_UPDATE(p, id, "{'configuration': {'event.notification.enabled': 'true', "
                              "'event.notification.callback.url': 'https://acme.example/hook'}}",
                       "configuration eventsEnabled");
    CHECK(json_is_true(at(now, "/eventsEnabled")));
    json_decref(now);
    json_decref(CHECK_UPDATE(p, id, "{'name': 'still on'}", "name"));
    now = CHECK_UPDATE(p, id, "{'configuration': {'event.notification.enabled': 'false'}}",
                       "configuration eventsEnabled");
    CHECK(json_is_false(at(now, "/eventsEnabled")));
    json_decref(now);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'configuration': {'event.notification.enabled': true}}"));
    now = UPDATE(PROVISOR_OK, p, id, "{'configuration': {'event.notification.enabled': null}}");
    CHECK(json_is_false(at(now, "/eventsEnabled")));
    json_decref(now);
    json_decref(created);
}

static void test_other_members(provisor *p)
{
    json_t *created = CREATE(p, GOOD), *now;
    int64_t id = id_of(created);
    now = CHECK_UPDATE(p, id, "{'externalAuthentication': 'initial'}", "externalAuthentication");
    CHECK_TEXT(text_at(now, "/externalAuthentication"), "initial");
    json_decref(now);
    json_decref(CHECK_UPDATE(p, id, "{'name': 'stays initial'}", "name"));
    /* Not for a client to say. */
    json_decref(CHECK_UPDATE(p, id, "{'id': 5, 'token': 'mine', 'createdDate': '2000-01-01T00:00:00Z', "
                                    "'user': {'id': 9}, 'valid': false, 'disabled': true, 'unknown': {'a': []}, "
                                    "'traceLoggingEnabled': true, 'providerData': {'code': 'c'}}", ""));
    now = CHECK_UPDATE(p, id, "{'configuration': {'no.such.entry': 'x', 'tags': ['y']}}", "");
    CHECK_INT(json_object_size(at(now, "/configuration")), 13);
    json_decref(now);
    now = CHECK_UPDATE(p, id, "{'configuration': {' username ': 'padded'}}", "configuration");
    CHECK_TEXT(text_at(now, "/configuration/username"), "padded"); /* taken for the entry that is meant */
    json_decref(now);
    json_decref(created);
}

static void test_unknown_instance(provisor *p)
{
    DO(PROVISOR_NOT_FOUND, provisor_instance_update, p, -1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_instance_update, p, 9999, "{\"name\": \"x\"}", PROVISOR_TEXT);
    DO(PROVISOR_NOT_FOUND, provisor_instance_replace, p, 9999, "{\"name\": \"x\"}", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_update, NULL, 1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_update, p, 1, NULL, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_replace, p, 1, NULL, 5);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_update_json, p, 1, NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_replace_json, NULL, 1, NULL));
    CHECK_INT(provisor_instance_update(p, 1, "{\"name\": \"unseen\"}", PROVISOR_TEXT, NULL), PROVISOR_OK);
    json_t *now = GET(p, 1);
    CHECK_TEXT(text_at(now, "/name"), "unseen");
    json_decref(now);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("change.db", NULL);
    test_name_and_tags(p);
    test_markup(p);
    test_single_entries(p);
    test_defaults(p);
    test_events(p);
    test_other_members(p);
    test_unknown_instance(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
