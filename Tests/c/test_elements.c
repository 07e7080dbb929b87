/* provisor_element_*: definitions are loaded, looked at, listed and exported. */
#define _GNU_SOURCE
#include "check.h"
#include "files.h"

#include <pthread.h>

#define ACME JSON("{'key': 'acme', 'id': 4711, 'name': 'Acme', 'hub': 'CRM', 'authentication': {'type': 'custom'}," \
                  " 'configuration': [{'key': 'site', 'required': true}], 'resources': [{'path': '/x'}], 'own': {'a': [1]}}")
#define ACME_REQUEST JSON("{'element': {'key': 'acme'}, 'configuration': {'site': 'x'}, 'name': 'A'}")

#define LOAD(p, definition, status) \
    check_call(__FILE__, __LINE__, provisor_element_load, p, definition, PROVISOR_TEXT, status)
#define LINT(p, definition, status) \
    check_call(__FILE__, __LINE__, provisor_element_lint, p, definition, PROVISOR_TEXT, status)

static json_t *export(provisor *p, const char *key, provisor_status expected)
{
    json_t *reply = NULL;
    CHECK_INT(provisor_element_export_json(p, key, &reply), expected);
    return reply;
}

static void test_load(provisor *p)
{
    json_decref(VALIDATE(p, ACME_REQUEST, PROVISOR_NOT_FOUND));
    json_t *report = LINT(p, ACME, PROVISOR_OK);
    CHECK(json_is_true(at(report, "/valid")) && json_array_size(at(report, "/warnings")) == 0);
    json_decref(report);
    json_decref(VALIDATE(p, ACME_REQUEST, PROVISOR_NOT_FOUND)); /* looking at it does nothing */
    report = LOAD(p, ACME, PROVISOR_OK);
    CHECK_TEXT(text_at(report, "/element"), "acme");
    json_decref(report);
    json_decref(VALIDATE(p, ACME_REQUEST, PROVISOR_OK));
    json_decref(VALIDATE(p, JSON("{'element': {'id': 4711}, 'configuration': {'site': 'x'}}"), PROVISOR_OK));

    json_t *original = json_loads(ACME, 0, NULL), *exported = export(p, "acme", PROVISOR_OK);
    CHECK(json_equal(original, exported));
    json_decref(exported);

    /* Replaced by a value: the new rules count at once. */
    json_object_set_new(json_array_get(json_object_get(original, "configuration"), 0), "key", json_string("server"));
    json_t *reply = NULL;
    CHECK_INT(provisor_element_load_json(p, original, &reply), PROVISOR_OK);
    CHECK(json_array_size(at(reply, "/warnings")) == 0);
    json_decref(reply);
    CHECK_INT(provisor_element_load_json(p, original, NULL), PROVISOR_OK);
    json_decref(original);
    report = VALIDATE(p, ACME_REQUEST, PROVISOR_INVALID);
    CHECK_TEXT(text_at(report, "/errors/0/key"), "server");
    json_decref(report);
}

static void test_faulty(provisor *p)
{
    json_t *report = LOAD(p, JSON("{'configuration': [{'key': 'a', 'required': 1}]}"), PROVISOR_INVALID), *twin = NULL;
    CHECK(json_is_false(at(report, "/valid")) && json_is_null(at(report, "/element")));
    CHECK_TEXT(text_at(report, "/errors/0/path"), "/key");
    CHECK_TEXT(text_at(report, "/errors/1/path"), "/configuration/0/required");
    CHECK_INT(json_integer_value(at(report, "/errors/1/column")), 45);
    json_decref(report);
    json_decref(LOAD(p, "", PROVISOR_MALFORMED));
    json_decref(LINT(p, "{", PROVISOR_MALFORMED));
    json_decref(LINT(p, "5", PROVISOR_INVALID));

    json_t *cyclic = json_pack("{s:{}}", "key");
    json_object_set(at(cyclic, "/key"), "key", cyclic);
    CHECK_INT(provisor_element_load_json(p, cyclic, &twin), PROVISOR_MALFORMED);
    CHECK_TEXT(text_at(twin, "/errors/0/code"), "too-deep");
    json_decref(twin);
    CHECK_INT(provisor_element_lint_json(p, cyclic, &twin), PROVISOR_MALFORMED);
    json_decref(twin);
    json_object_clear(cyclic);
    json_decref(cyclic);
    json_t *bytes = json_pack("{s:o}", "key", json_stringn_nocheck("\xff\xfe", 2));
    CHECK_INT(provisor_element_load_json(p, bytes, &twin), PROVISOR_MALFORMED);
    CHECK_TEXT(text_at(twin, "/errors/0/code"), "encoding");
    json_decref(twin);
    json_decref(bytes);

    json_decref(export(p, "no-such", PROVISOR_NOT_FOUND));
    twin = export(p, "freshservce", PROVISOR_NOT_FOUND);
    CHECK_CONTAINS(text_at(twin, "/message"), "did you mean freshservice?");
    json_decref(twin);
}

static void test_misuse(provisor *p)
{
    char *reply = NULL;
    json_t *value = NULL;
    CHECK_INT(provisor_element_load(NULL, ACME, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_load(p, NULL, 0, &reply), PROVISOR_MISUSE);
    CHECK_CONTAINS(reply, "the definition is NULL");
    provisor_free(reply);
    CHECK_INT(provisor_element_lint_json(p, NULL, &value), PROVISOR_MISUSE);
    json_decref(value);
    CHECK_INT(provisor_element_lint(NULL, ACME, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_list(NULL, &reply), PROVISOR_MISUSE);
    provisor_free(reply);
    CHECK_INT(provisor_element_export(p, NULL, &reply), PROVISOR_MISUSE);
    provisor_free(reply);
    CHECK_INT(provisor_element_export(p, "\xff", NULL), PROVISOR_MISUSE);
}

static void test_describe(provisor *p)
{
    const char *formats[] = {"json-schema", "example", "form", "markdown"};
    for (size_t i = 0; i < 4; i++) {
        char *text = NULL;
        json_t *value = NULL;
        CHECK_INT(provisor_element_describe(p, "freshservice", formats[i], &text), PROVISOR_OK);
        CHECK_INT(provisor_element_describe_json(p, "freshservice", formats[i], &value), PROVISOR_OK);
        json_t *parsed = json_loads(text, JSON_DECODE_ANY, NULL);
        CHECK_REPLY(json_equal(parsed, value), text);
        json_decref(parsed);
        json_decref(value);
        provisor_free(text);
    }
    char *reply = NULL;
    CHECK_INT(provisor_element_describe(p, "freshservice", "markdown", &reply), PROVISOR_OK);
    CHECK_CONTAINS(reply, "\"# Freshservice");
    provisor_free(reply);
    CHECK_INT(provisor_element_describe(p, "freshservice", "example", &reply), PROVISOR_OK);
    json_t *report = VALIDATE(p, reply, PROVISOR_INVALID);
    CHECK_INT(json_array_size(at(report, "/errors")), 5); /* three entries, the tag and the name */
    json_decref(report);
    provisor_free(reply);
    CHECK_INT(provisor_element_describe(p, "freshservice", "Form", NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_describe(p, "freshservice", NULL, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_describe(p, NULL, "form", NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_describe(NULL, "freshservice", "form", NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_element_describe(p, "no-such", "form", NULL), PROVISOR_NOT_FOUND);
}

static json_t *element(json_t *list, const char *key)
{
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
        if (strcmp(text_at(item, "/key"), key) == 0)
            return item;
    return NULL;
}

/* A definition may replace one that is compiled in; only the host may load, and whom he lets in sees it. */
static void test_privilege(void)
{
    provisor *p = OPEN(NULL, NULL), *user = NULL, *other = OPEN(NULL, NULL);
    json_t *secrets = NULL, *list = NULL, *reply;
    char header[256];
    CHECK_INT(provisor_default_secrets_json(p, &secrets), PROVISOR_OK);
    snprintf(header, sizeof header, "User %s, Organization %s", text_at(secrets, "/user"), text_at(secrets, "/organization"));
    json_decref(secrets);
    CHECK_INT(provisor_as(p, header, &user, NULL), PROVISOR_OK);
    reply = LOAD(user, ACME, PROVISOR_FORBIDDEN);
    CHECK_TEXT(text_at(reply, "/status"), "forbidden");
    json_decref(reply);
    json_decref(LINT(user, ACME, PROVISOR_OK));

    json_decref(LOAD(p, ACME, PROVISOR_OK));
    reply = LOAD(p, JSON("{'key': 'freshservice', 'id': 1, 'name': 'Mine'}"), PROVISOR_OK);
    CHECK_TEXT(text_at(reply, "/warnings/0/code"), "replaces-builtin");
    json_decref(reply);
    CHECK_INT(provisor_element_list_json(user, &list), PROVISOR_OK);
    CHECK_TEXT(text_at(element(list, "freshservice"), "/name"), "Mine");
    CHECK_TEXT(text_at(element(list, "acme"), "/origin"), "loaded");
    CHECK_TEXT(text_at(element(list, "acme"), "/hub"), "crm");
    json_decref(list);
    json_decref(VALIDATE(user, ACME_REQUEST, PROVISOR_OK));
    CHECK_INT(provisor_element_list_json(other, &list), PROVISOR_OK);
    CHECK_TEXT(text_at(element(list, "freshservice"), "/origin"), "builtin");
    CHECK(!element(list, "acme"));
    json_decref(list);
    provisor_close(user);
    provisor_close(other);
    provisor_close(p);
}

static void hear(void *userdata, int32_t level, const char *message)
{
    if (level == PROVISOR_LOG_WARNING)
        strncat(userdata, message, 500);
}

/* Files and folders of the option `catalogue`. */
static void test_folder(void)
{
    char heard[1024] = "";
    scratch_enter();
    mkdir("definitions", 0700);
    file_write("definitions/a.json", ACME, strlen(ACME));
    const char *second = JSON("{'key': 'acme', 'name': 'Second', 'configuration': [{'key': 'base.ulr'}]}");
    file_write("definitions/b.json", second, strlen(second));
    file_write("definitions/notes.txt", "?", 1);
    mkdir("empty", 0700);
    const char *paths[] = {"definitions", "empty/"};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.catalogue = paths;
    options.catalogue_count = 2;
    options.log = hear;
    options.userdata = heard;
    provisor *p = OPEN(NULL, &options);
    json_t *exported = export(p, "acme", PROVISOR_OK);
    CHECK_TEXT(text_at(exported, "/name"), "Second"); /* in the order of the names, the last counts */
    json_decref(exported);
    CHECK_CONTAINS(heard, "definitions/b.json");
    CHECK_CONTAINS(heard, "base.ulr is nearly the platform's key base.url");
    CHECK(!strstr(heard, "a.json"));
    provisor_close(p);

    file_write("definitions/c.json", "{}", 2);
    CHECK_REFUSED_OPEN(NULL, &options, PROVISOR_INVALID, "definitions/c.json", "has no \"key\"");
    scratch_leave();
}

/* Readers are left alone by a definition that is replaced under them. */
static void *judge(void *p)
{
    for (int i = 0; i < rounds(2000, 50); i++) {
        char *reply = NULL;
        provisor_status status = provisor_validate(p, ACME_REQUEST, PROVISOR_TEXT, &reply);
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_INVALID, reply);
        provisor_free(reply);
    }
    return NULL;
}

static void test_threads(provisor *p)
{
    pthread_t threads[3];
    const char *definitions[] = {ACME, JSON("{'key': 'acme', 'configuration': [{'key': 'server', 'required': true}]}")};
    json_decref(LOAD(p, ACME, PROVISOR_OK));
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, judge, p);
    for (int i = 0; i < rounds(200, 20); i++)
        CHECK_INT(provisor_element_load(p, definitions[i % 2], PROVISOR_TEXT, NULL), PROVISOR_OK);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    test_load(p);
    test_faulty(p);
    test_misuse(p);
    test_describe(p);
    test_threads(p);
    provisor_close(p);
    test_privilege();
    test_folder();
    return check_result();
}
