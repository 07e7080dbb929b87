/* The configuration of an instance row by row. */
#define _GNU_SOURCE
#include "instances.h"

#define SET(status, p, id, row, request) \
    CALL(status, provisor_instance_configuration_set, p, id, row, JSON(request), PROVISOR_TEXT)

/* The id of an entry's row. */
static int64_t row_of(provisor *p, int64_t id, const char *key)
{
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, id), *row;
    size_t index;
    int64_t found = 0;
    json_array_foreach(rows, index, row)
        if (strcmp(text_at(row, "/key"), key) == 0)
            found = id_of(row);
    CHECK_REPLY(found != 0, key);
    json_decref(rows);
    return found;
}

/* A row for each entry, in the element's order, with the value that the instance shows. */
static void test_rows(provisor *p)
{
    json_t *created = CREATE(p, GOOD);
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, id_of(created));
    json_t *twin = CALL_JSON(PROVISOR_OK, provisor_instance_configuration_list_json, p, id_of(created)), *row, *value;
    size_t index = 0;
    const char *key;
    CHECK_SAME(twin, rows);
    CHECK_INT(json_array_size(rows), 13);
    json_object_foreach(at(created, "/configuration"), key, value) {
        row = json_array_get(rows, index++);
        CHECK_TEXT(text_at(row, "/key"), key);
        CHECK_SAME(at(row, "/propertyValue"), value);
        CHECK(json_is_integer(at(row, "/id")) && id_of(row) > 0);
        CHECK(json_is_true(at(row, "/active")));
        json_t *one = CALL(PROVISOR_OK, provisor_instance_configuration_get, p, id_of(created), id_of(row));
        json_t *two = CALL_JSON(PROVISOR_OK, provisor_instance_configuration_get_json, p, id_of(created), id_of(row));
        CHECK_SAME(one, row);
        CHECK_SAME(two, row);
        json_decref(one);
        json_decref(two);
    }
    row = without(json_array_get(rows, 1), "id");
    CHECK_JSON(row, "{'key': 'password', 'name': 'Password', 'description': 'Password of the agent; any text when the "
                    "user name is an API key', 'propertyValue': '********', 'type': 'PASSWORD', 'required': true, "
                    "'hideFromConsole': false, 'active': true}");
    json_decref(row);
    CHECK_JSON(at(rows, "/3/hideFromConsole"), "true");
    CHECK_JSON(at(rows, "/3/required"), "false");
    CHECK_JSON(at(rows, "/6/propertyValue"), "null");
    json_decref(created);
    json_decref(rows);
    json_decref(twin);
}

/* No two rows of any instances have the same id; rows of one are not found under another. */
static void test_ids(provisor *p)
{
    enum { instances = 12 };
    int64_t ids[instances][13], instance[instances];
    for (int i = 0; i < instances; i++) {
        json_t *created = CREATE(p, GOOD), *rows;
        instance[i] = id_of(created);
        rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, instance[i]);
        for (size_t r = 0; r < 13; r++) {
            ids[i][r] = id_of(json_array_get(rows, r));
            for (int other = 0; other < i * 13 + (int)r; other++)
                CHECK(ids[i][r] != ids[other / 13][other % 13]);
        }
        json_decref(created);
        json_decref(rows);
    }
    for (int i = 0; i < instances; i++) {
        int64_t other = instance[(i + 1) % instances];
        DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, other, ids[i][0]);
        json_decref(CALL_JSON(PROVISOR_NOT_FOUND, provisor_instance_configuration_get_json, p, other, ids[i][12]));
        json_decref(SET(PROVISOR_NOT_FOUND, p, other, ids[i][0], "{'propertyValue': 'x'}"));
    }
    const int64_t unknown[] = {0, -1, 1, ids[0][0] - 1, ids[0][12] + 1, -ids[0][0], INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        json_t *problem = CALL(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, instance[0], unknown[i]);
        CHECK(text_at(problem, "/message") && text_at(problem, "/requestId"));
        json_decref(problem);
        json_decref(SET(PROVISOR_NOT_FOUND, p, instance[0], unknown[i], "{'propertyValue': 'x'}"));
    }
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_list, p, -1);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_list, p, INT64_MAX);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, INT64_MAX, ids[0][0]);
    REMOVE(PROVISOR_OK, p, instance[0]);
    DO(PROVISOR_NOT_FOUND, provisor_instance_configuration_get, p, instance[0], ids[0][0]);
}

/* One value; the instance shows it, and nothing else has changed. */
static void test_set(provisor *p)
{
    static const struct { const char *key, *request, *value; } cases[] = {
        {"event.notification.enabled", "{'propertyValue': 'true'}", "'true'"}, /* its callback may come afterwards */
        {"event.notification.callback.url", "{'propertyValue': 'https://a.example'}", "'https://a.example'"},
        {"event.notification.enabled", "{'propertyValue': false}", "'false'"},
        {"username", "{'propertyValue': 'joe', 'key': 'password', 'id': 1, 'type': 'no'}", "'joe'"},
        {"pagination.max", "{'propertyValue': 12}", "'12'"},
        {"pagination.max", "{'propertyValue': {'a': 5}}", "'{\\\"a\\\":5}'"},
        {"pagination.max", "{'propertyValue': null}", "'30'"},
        {"pagination.type", "{'propertyValue': 'page'}", "'page'"},
        {"pagination.type", "{'propertyValue': ''}", "null"},
    };
    json_t *created = CREATE(p, GOOD);
    int64_t id = id_of(created);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[256], value[64], key[64];
        int64_t row = row_of(p, id, cases[i].key);
        json_t *before = GET(p, id), *reply, *read, *after, *left, *right;
        snprintf(request, sizeof request, "%s", cases[i].request);
        snprintf(value, sizeof value, "%s", cases[i].value);
        snprintf(key, sizeof key, "%s", cases[i].key);
        check_quotes(request);
        reply = CALL(PROVISOR_OK, provisor_instance_configuration_set, p, id, row, request, PROVISOR_TEXT);
        check_json(__FILE__, __LINE__, key, at(reply, "/propertyValue"), check_quotes(value));
        CHECK_INT(id_of(reply), row);
        read = CALL(PROVISOR_OK, provisor_instance_configuration_get, p, id, row);
        CHECK_SAME(read, reply);
        after = GET(p, id);
        CHECK_SAME(json_object_get(at(after, "/configuration"), key), at(reply, "/propertyValue"));
        left = without(at(before, "/configuration"), key);
        right = without(at(after, "/configuration"), key);
        CHECK_SAME(left, right);
        CHECK_INT(number_at(after, "/version"), i + 2);
        json_decref(before);
        json_decref(reply);
        json_decref(read);
        json_decref(after);
        json_decref(left);
        json_decref(right);
    }
    json_decref(created);
}

static void test_refused(provisor *p)
{
    static const struct { const char *key, *request; provisor_status status; const char *part; } cases[] = {
        {"pagination.offset", "{\"propertyValue\": \"maybe\"}", PROVISOR_INVALID, "pagination.offset"},
        {"subdomain", "{\"propertyValue\": \"https://acme.freshservice.com\"}", PROVISOR_INVALID, "subdomain"},
        {"username", "{\"propertyValue\": null}", PROVISOR_INVALID, "username"},
        {"username", "{\"propertyValue\": \"\"}", PROVISOR_INVALID, "username"},
        {"password", "{\"propertyValue\": \"<INSERT_PASSWORD>\"}", PROVISOR_INVALID, "password"},
        {"username", "{\"value\": \"x\"}", PROVISOR_INVALID, "propertyValue"},
        {"username", "{}", PROVISOR_INVALID, "propertyValue"},
        {"username", "[]", PROVISOR_INVALID, ""},
        {"username", "\"x\"", PROVISOR_INVALID, ""},
        {"username", "{", PROVISOR_MALFORMED, ""},
        {"username", "{\"propertyValue\": \"a\", \"propertyValue\": \"b\"}", PROVISOR_MALFORMED, ""},
    };
    json_t *created = CREATE(p, GOOD);
    int64_t id = id_of(created);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *problem = CALL(cases[i].status, provisor_instance_configuration_set, p, id, row_of(p, id, cases[i].key),
                               cases[i].request, PROVISOR_TEXT), *now = GET(p, id);
        CHECK_SAME(now, created);
        CHECK_CONTAINS(text_at(problem, "/message"), cases[i].part);
        json_decref(problem);
        json_decref(now);
    }
    DO(PROVISOR_MISUSE, provisor_instance_configuration_set, p, id, 1, NULL, PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_configuration_set, NULL, id, 1, "{}", PROVISOR_TEXT);
    DO(PROVISOR_MISUSE, provisor_instance_configuration_list, NULL, id);
    DO(PROVISOR_MISUSE, provisor_instance_configuration_get, NULL, id, 1);
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_configuration_set_json, p, id, 1, NULL));
    json_decref(CALL_JSON(PROVISOR_MISUSE, provisor_instance_configuration_list_json, NULL, id));
    json_decref(created);
}

/* A fault points at the value in this request, and names the entry. */
static void test_positions(provisor *p)
{
    int64_t row = row_of(p, 1, "subdomain");
    json_t *problem = SET(PROVISOR_INVALID, p, 1, row, "{'id': 5,\n 'propertyValue': 'a.b'}");
    CHECK_TEXT(text_at(problem, "/errors/0/key"), "subdomain");
    CHECK_TEXT(text_at(problem, "/errors/0/path"), "/propertyValue");
    CHECK_INT(number_at(problem, "/errors/0/line"), 2);
    CHECK_INT(number_at(problem, "/errors/0/column"), 19);
    CHECK_INT(number_at(problem, "/errors/0/offset"), 28);
    json_decref(problem);
}

/* A whole row sent back is a request: its mask leaves the secret. */
static void test_secrets(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.echo_secrets = 1;
    provisor *p = OPEN("secrets.db", NULL);
    json_decref(CREATE(p, GOOD));
    int64_t id = row_of(p, 1, "password");
    json_t *row = CALL(PROVISOR_OK, provisor_instance_configuration_get, p, 1, id), *now;
    now = CALL_JSON(PROVISOR_OK, provisor_instance_configuration_set_json, p, 1, id, row);
    CHECK_SAME(now, row);
    CHECK(has_password(p, 1, "Blue-Kettle-42-Harbour"));
    json_decref(now);
    now = SET(PROVISOR_OK, p, 1, id, "{'propertyValue': 'Other-Kettle-43'}");
    CHECK_TEXT(text_at(now, "/propertyValue"), "********");
    CHECK(has_password(p, 1, "Other-Kettle-43"));
    json_decref(now);
    provisor_close(p);

    p = OPEN("secrets.db", &options); /* the reply of the call that sets a secret repeats it, and no other reply */
    now = SET(PROVISOR_OK, p, 1, id, "{'propertyValue': 'Third-Kettle-44'}");
    CHECK_TEXT(text_at(now, "/propertyValue"), "Third-Kettle-44");
    json_decref(now);
    now = SET(PROVISOR_OK, p, 1, id, "{'propertyValue': '********'}");
    CHECK_TEXT(text_at(now, "/propertyValue"), "********");
    json_decref(now);
    now = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    CHECK_TEXT(text_at(now, "/1/propertyValue"), "********");
    json_decref(now);
    json_decref(row);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("configuration.db", NULL);
    test_rows(p);
    test_ids(p);
    test_set(p);
    test_refused(p);
    provisor_close(p);
    p = OPEN("positions.db", NULL);
    json_decref(CREATE(p, GOOD));
    test_positions(p);
    provisor_close(p);
    test_secrets();
    scratch_leave();
    return check_result();
}
