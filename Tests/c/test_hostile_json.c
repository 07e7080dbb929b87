/* jansson values that no parser would make: too deep, containing themselves, spelling huge trees, no UTF-8. All are
   refused, soon, and with a reply that is proper JSON. */
#include "check.h"

#define CONFIGURATION "/configuration"
#define JSON_ENTRY "event.poller.configuration" /* takes any value */
#define REQUEST_ITSELF ""

/* The good request with another member in one of its objects. Takes the reference. */
static json_t *with(const char *object, const char *name, json_t *value)
{
    json_t *request = json_loads(GOOD, 0, NULL);
    json_object_setn_new_nocheck(at(request, object), name, strlen(name), value);
    return request;
}

/* Any of the statuses that blame the request. */
#define BLAMED (-1)
/* Both calls refuse the request, in the same way. Takes the reference. */
#define CHECK_REFUSED(request, status) check_refused(__LINE__, p, request, status)

static void check_refused(int line, provisor *p, json_t *request, provisor_status expected)
{
    json_t *report = NULL, *problem = NULL;
    provisor_status validated = provisor_validate_json(p, request, &report);
    provisor_status provisioned = provisor_provision_json(p, request, &problem);
    char *report_text = json_dumps(report, 0), *problem_text = json_dumps(problem, 0), names[64];
    int right = expected == BLAMED ? validated >= PROVISOR_INVALID && validated <= PROVISOR_NOT_FOUND
                                   : validated == expected;

    snprintf(names, sizeof names, "%s, %s; expected %s", provisor_status_name(validated),
             provisor_status_name(provisioned), expected == BLAMED ? "a refusal" : provisor_status_name(expected));
    if (!right || provisioned != validated)
        check_failed(__FILE__, line, names, report_text);
    if (!report_text || !problem_text) /* jansson writes no text that is no UTF-8 */
        check_failed(__FILE__, line, "there is a reply that can't be written", NULL);
    free(report_text);
    free(problem_text);
    json_decref(report);
    json_decref(problem);
    json_decref(request);
}

/* An array in an array in ..., `depth` of them. */
static json_t *nested(int depth)
{
    json_t *value = json_array();
    while (--depth > 0) {
        json_t *outer = json_array();
        json_array_append_new(outer, value);
        value = outer;
    }
    return value;
}

static void test_depth(provisor *p)
{
    json_t *request = with(REQUEST_ITSELF, "more", nested(31));
    CHECK_INT(provisor_validate_json(p, request, NULL), PROVISOR_OK);
    CHECK_INT(provisor_provision_json(p, request, NULL), PROVISOR_OK);
    json_decref(request);
    request = with(CONFIGURATION, JSON_ENTRY, nested(30));
    CHECK_INT(provisor_provision_json(p, request, NULL), PROVISOR_OK);
    json_decref(request);
    CHECK_REFUSED(with(REQUEST_ITSELF, "more", nested(32)), PROVISOR_MALFORMED);
    CHECK_REFUSED(with(CONFIGURATION, JSON_ENTRY, nested(31)), PROVISOR_MALFORMED);
    CHECK_REFUSED(nested(33), PROVISOR_MALFORMED);
    CHECK_REFUSED(nested(32), PROVISOR_INVALID);
    CHECK_REFUSED(nested(20000), PROVISOR_MALFORMED);
}

static void test_cycles(provisor *p)
{
    json_t *array = json_array(), *request = with(REQUEST_ITSELF, "more", array);
    json_array_append(array, request);
    CHECK_REFUSED(json_incref(request), PROVISOR_MALFORMED);
    json_array_clear(array);
    json_decref(request);

    array = json_array(), request = with(CONFIGURATION, JSON_ENTRY, array);
    json_array_append(array, at(request, CONFIGURATION));
    CHECK_REFUSED(json_incref(request), PROVISOR_MALFORMED);
    json_array_clear(array);
    json_decref(request);
}

/* 31 arrays, each holding the next one twice: 2 to the power of 31 values in 31 places of memory. */
static json_t *doubled(int levels)
{
    json_t *value = json_string("x");
    while (levels-- > 0) {
        json_t *outer = json_array();
        json_array_append(outer, value);
        json_array_append_new(outer, value);
        value = outer;
    }
    return value;
}

static void test_shared(provisor *p)
{
    CHECK_REFUSED(with(REQUEST_ITSELF, "more", doubled(31)), PROVISOR_MALFORMED);
    CHECK_REFUSED(with(CONFIGURATION, JSON_ENTRY, doubled(30)), PROVISOR_MALFORMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "tags", doubled(31)), PROVISOR_MALFORMED);
}

static char *letters(size_t count)
{
    char *text = malloc(count + 1);
    if (!text)
        abort();
    memset(text, 'k', count);
    text[count] = 0;
    return text;
}

/* "A json_t request has the same limits": 1 MiB, however it is spread. */
static void test_size(provisor *p)
{
    static const struct { const char *object, *name; } places[] = {
        {CONFIGURATION, "username"}, {CONFIGURATION, JSON_ENTRY}, {CONFIGURATION, "colour"},
        {REQUEST_ITSELF, "name"},    {REQUEST_ITSELF, "more"},    {"/element", "key"},
    };
    char *text = letters(2 << 20), *part = letters(1024);
    json_t *array = json_array(), *shared = json_string(part);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        CHECK_REFUSED(with(places[i].object, places[i].name, json_string(text)), PROVISOR_MALFORMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "tags", json_pack("[s]", text)), PROVISOR_MALFORMED);
    CHECK_REFUSED(with(CONFIGURATION, text, json_null()), PROVISOR_MALFORMED);

    for (int i = 0; i < 20000; i++) /* 1 KiB of memory that spells 20 MiB */
        json_array_append(array, shared);
    CHECK_REFUSED(with(CONFIGURATION, JSON_ENTRY, array), PROVISOR_MALFORMED);
    json_decref(shared);
    free(text);
    free(part);
}

/* "Strings that are no UTF-8 are refused too", wherever they stand. */
static void test_encoding(provisor *p, const char *bytes)
{
    static const char *const entries[] = {"username", "password", "subdomain", "pagination.max", "base.url", JSON_ENTRY};
    json_t *string = json_string_nocheck(bytes);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        CHECK_REFUSED(with(CONFIGURATION, entries[i], json_incref(string)), BLAMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "name", json_incref(string)), BLAMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "tags", json_pack("[sO]", "Docs", string)), BLAMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "externalAuthentication", json_incref(string)), BLAMED);
    CHECK_REFUSED(with("/element", "key", json_incref(string)), BLAMED);
    CHECK_REFUSED(json_incref(string), BLAMED);
    CHECK_REFUSED(with(CONFIGURATION, bytes, json_null()), BLAMED);
    /* Inside of a value, as a value and as a key. */
    CHECK_REFUSED(with(CONFIGURATION, JSON_ENTRY, json_pack("{s:[O]}", "a", string)), BLAMED);
    CHECK_REFUSED(with(CONFIGURATION, "password", json_pack("[O]", string)), BLAMED);
    json_t *inner = json_object();
    json_object_setn_new_nocheck(inner, bytes, strlen(bytes), json_null());
    CHECK_REFUSED(with(CONFIGURATION, JSON_ENTRY, json_incref(inner)), BLAMED);
    CHECK_REFUSED(with(CONFIGURATION, "password", inner), BLAMED);
    /* In what is ignored otherwise. */
    CHECK_REFUSED(with(CONFIGURATION, "colour", json_incref(string)), BLAMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, "more", json_incref(string)), BLAMED);
    CHECK_REFUSED(with(REQUEST_ITSELF, bytes, json_null()), BLAMED);
    json_decref(string);
}

int main(void)
{
    static const char *const no_utf8[] = {"\xFF", "J\xF6rg", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "acme\xE2\x82"};
    provisor *p = OPEN(NULL, NULL);
    test_depth(p);
    test_cycles(p);
    test_shared(p);
    test_size(p);
    for (size_t i = 0; i < sizeof no_utf8 / sizeof *no_utf8; i++)
        test_encoding(p, no_utf8[i]);
    provisor_close(p);
    return check_result();
}
