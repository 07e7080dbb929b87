/* Validation: the shape of a report, what each call answers when it is used wrongly, and that nothing stays behind. */
#define _GNU_SOURCE
#include "files.h"

static void test_good(provisor *p)
{
    json_t *report = VALIDATE(p, GOOD, PROVISOR_OK);
    CHECK_INT(json_object_size(report), 5);
    CHECK(json_is_true(at(report, "/valid")));
    CHECK_TEXT(text_at(report, "/element"), "freshservice");
    CHECK(text_at(report, "/message") != NULL);
    CHECK(json_is_array(at(report, "/errors")) && json_array_size(at(report, "/errors")) == 0);
    CHECK(json_is_array(at(report, "/warnings")) && json_array_size(at(report, "/warnings")) == 0);
    json_decref(report);
}

static void test_fault(provisor *p)
{
    json_t *report = VALIDATE(p, REQUEST("'username': 'jane@acme.example', 'subdomain': 'acme'"), PROVISOR_INVALID);
    json_t *fault = at(report, "/errors/0");
    CHECK_INT(json_object_size(report), 5);
    CHECK(json_is_false(at(report, "/valid")));
    CHECK_TEXT(text_at(report, "/message"), "freshservice: 1 required configuration entry is missing: password");
    CHECK_INT(json_array_size(at(report, "/errors")), 1);
    CHECK_TEXT(text_at(fault, "/code"), "missing");
    CHECK_TEXT(text_at(fault, "/path"), "/configuration/password");
    CHECK_TEXT(text_at(fault, "/key"), "password");
    CHECK_CONTAINS(text_at(fault, "/message"), "password");
    CHECK(text_at(fault, "/hint") != NULL);
    CHECK_INT(json_integer_value(at(fault, "/line")), 1);
    CHECK(json_is_integer(at(fault, "/column")) && json_is_integer(at(fault, "/offset")));
    json_decref(report);
}

static void test_missing_entries(provisor *p)
{
    static const char message[] = "freshservice: 2 required configuration entries are missing: password, subdomain";
    static const char all[] = "freshservice: 3 required configuration entries are missing: username, password, subdomain";
    struct { const char *request, *message; } cases[] = {
        {REQUEST("'username': 'jane@acme.example'"), message},
        {REQUEST("'username': 'jane@acme.example', 'password': '', 'subdomain': null"), message},
        {REQUEST(""), all},
        {JSON("{'element': {'key': 'freshservice'}}"), all},
        {JSON("{'element': {'key': 'freshservice'}, 'configuration': null}"), all},
        {JSON("{'element': {'id': 650}}"), all},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *report = VALIDATE(p, cases[i].request, PROVISOR_INVALID);
        CHECK_TEXT(text_at(report, "/message"), cases[i].message);
        json_decref(report);
    }
}

/* One fault for each cause, in the order of the request, whatever the kind. */
static void test_order(provisor *p)
{
    json_t *report = VALIDATE(p,
                              JSON("{'tags': [7], 'name': '<INSERT_INSTANCE_NAME>', 'configuration': {"
                                   "'subdomain': 'https://acme.freshservice.com', 'username': 'jane@acme.example',"
                                   "'event.notification.enabled': 'maybe', 'pagination.max': 'many',"
                                   "'base.url': 'https//acme.freshservice.com', 'colour': 'blue', 'tags': []"
                                   "}, 'element': {'key': 'freshservice'}}"),
                              PROVISOR_INVALID);
    static const char *const codes[] = {"wrong-type",     "placeholder",    "missing",  "not-a-host-label",
                                        "not-a-boolean", "not-an-integer", "not-a-url"};
    CHECK_INT(json_array_size(at(report, "/errors")), 7);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        CHECK_TEXT(json_string_value(json_object_get(json_array_get(at(report, "/errors"), i), "code")), codes[i]);
    CHECK_INT(json_array_size(at(report, "/warnings")), 2);
    CHECK_TEXT(text_at(report, "/warnings/0/code"), "unknown-key");
    CHECK_TEXT(text_at(report, "/warnings/1/code"), "misplaced");
    CHECK_CONTAINS(text_at(report, "/message"), "password");
    CHECK_CONTAINS(text_at(report, "/message"), "subdomain");
    CHECK_CONTAINS(text_at(report, "/message"), "base.url");
    json_decref(report);
}

static void test_strict(provisor *p)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.strict = 1;
    provisor *strict = OPEN(NULL, &options);
    const char *request = REQUEST("'username': 'jane@acme.example', 'password': 'Blue-Kettle-42-Harbour',"
                                  "'subdomain': 'acme', 'pagination_max': '50'");
    json_t *warned = VALIDATE(p, request, PROVISOR_OK), *refused = VALIDATE(strict, request, PROVISOR_INVALID);
    CHECK(json_is_true(at(warned, "/valid")) && json_is_false(at(refused, "/valid")));
    CHECK_INT(json_array_size(at(warned, "/errors")), 0);
    CHECK_INT(json_array_size(at(refused, "/warnings")), 0);
    CHECK_TEXT(text_at(warned, "/warnings/0/code"), "unknown-key");
    CHECK_CONTAINS(text_at(warned, "/warnings/0/hint"), "pagination.max");
    CHECK(json_equal(at(warned, "/warnings"), at(refused, "/errors")));
    json_decref(warned);
    json_decref(refused);
    json_decref(VALIDATE(strict, GOOD, PROVISOR_OK));
    provisor_close(strict);
}

static void test_statuses(provisor *p)
{
    json_decref(VALIDATE(p, JSON("{'element': {'key': 'freshservce'}}"), PROVISOR_NOT_FOUND));
    json_decref(VALIDATE(p, JSON("{'element': {'id': 651}}"), PROVISOR_NOT_FOUND));
    json_decref(VALIDATE(p, JSON("{'element': {}}"), PROVISOR_INVALID));
    json_decref(VALIDATE(p, "{}", PROVISOR_INVALID));
    json_decref(VALIDATE(p, "[]", PROVISOR_INVALID));
    json_decref(VALIDATE(p, "null", PROVISOR_INVALID));
    json_decref(VALIDATE(p, "\"text\"", PROVISOR_INVALID));
    json_decref(VALIDATE(p, "", PROVISOR_MALFORMED));
    json_decref(VALIDATE(p, " \n", PROVISOR_MALFORMED));
    json_decref(VALIDATE(p, "{", PROVISOR_MALFORMED));
    json_decref(VALIDATE(p, "\xEF\xBB\xBF{}", PROVISOR_MALFORMED));
}

static json_t *validate(provisor *p, const char *request, size_t length, provisor_status expected)
{
    return check_call(__FILE__, __LINE__, provisor_validate, p, request, length, expected);
}

static void test_length(provisor *p)
{
    const char *good = GOOD;
    size_t length = strlen(good);
    /* Exactly as large as the text, without a NUL behind it: reading one byte further is what the checkers see. */
    char *exact = malloc(length), *longer = malloc(length + 8);
    if (!exact || !longer)
        abort();
    memcpy(exact, good, length);
    json_decref(validate(p, exact, length, PROVISOR_OK));
    json_decref(validate(p, exact, length - 1, PROVISOR_MALFORMED));
    json_decref(validate(p, exact, 0, PROVISOR_MALFORMED));

    memcpy(longer, good, length);
    memcpy(longer + length, "   \n\0\0x", 8);
    json_decref(validate(p, longer, length + 4, PROVISOR_OK));
    json_t *report = validate(p, longer, length + 5, PROVISOR_MALFORMED); /* a NUL counted in */
    CHECK_INT(json_integer_value(at(report, "/errors/0/offset")), length + 4);
    json_decref(report);
    json_decref(validate(p, longer, length + 7, PROVISOR_MALFORMED));
    json_decref(validate(p, longer, PROVISOR_TEXT, PROVISOR_OK));
    free(exact);
    free(longer);
}

static void test_misuse(provisor *p)
{
    char *reply = NULL;
    json_t *problem = VALIDATE(NULL, GOOD, PROVISOR_MISUSE);
    CHECK_TEXT(text_at(problem, "/status"), "misuse");
    CHECK_INT(strlen(text_at(problem, "/requestId")), 24);
    CHECK(text_at(problem, "/message") != NULL);
    json_decref(problem);
    json_decref(VALIDATE(p, NULL, PROVISOR_MISUSE));
    json_decref(VALIDATE(NULL, NULL, PROVISOR_MISUSE));
    json_decref(validate(p, NULL, 0, PROVISOR_MISUSE));
    json_decref(validate(p, NULL, 7, PROVISOR_MISUSE));

    CHECK_INT(provisor_validate(p, GOOD, PROVISOR_TEXT, NULL), PROVISOR_OK);
    CHECK_INT(provisor_validate(p, "{}", PROVISOR_TEXT, NULL), PROVISOR_INVALID);
    CHECK_INT(provisor_validate(p, "{", PROVISOR_TEXT, NULL), PROVISOR_MALFORMED);
    CHECK_INT(provisor_validate(NULL, GOOD, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_validate(p, NULL, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);

    reply = (char *)"left over"; /* is overwritten, not freed */
    CHECK_INT(provisor_validate(p, GOOD, PROVISOR_TEXT, &reply), PROVISOR_OK);
    CHECK(reply && reply[0] == '{' && reply[strlen(reply) - 1] == '}');
    provisor_free(reply);
    provisor_free(NULL);
    provisor_close(NULL);
}

/* The same request gets the same bytes, and the store does not notice that it was asked. */
static void test_nothing_stays(void)
{
    provisor *p = OPEN("store.db", NULL);
    const char *requests[] = {GOOD, "{}", "{", JSON("{'element': {'key': 'freshservice'}, 'tags': [1, 2, '<X_Y>']}")};
    size_t before_length = 0, after_length = 0;
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    char *before = file_read("store.db-wal", &before_length);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char *first = NULL, *second = NULL;
        provisor_status status = provisor_validate(p, requests[i], PROVISOR_TEXT, &first);
        CHECK_INT(provisor_validate(p, requests[i], PROVISOR_TEXT, &second), status);
        CHECK_TEXT(first, second);
        provisor_free(first);
        provisor_free(second);
    }
    char *after = file_read("store.db-wal", &after_length);
    CHECK(before && after && before_length == after_length && memcmp(before, after, after_length) == 0);
    free(before);
    free(after);
    provisor_close(p);
    CHECK_INT(count_instances("store.db"), 1);
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN(NULL, NULL);
    test_good(p);
    test_fault(p);
    test_missing_entries(p);
    test_order(p);
    test_strict(p);
    test_statuses(p);
    test_length(p);
    test_misuse(p);
    provisor_close(p);
    test_nothing_stays();
    scratch_leave();
    return check_result();
}
