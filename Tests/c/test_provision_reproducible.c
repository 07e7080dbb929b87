/* With the caller's clock and random source a run can be repeated byte by byte, as text and as jansson values. */
#define _GNU_SOURCE
#include "check.h"

static int64_t now(void *userdata)
{
    (void)userdata;
    return 1449850071; /* 2015-12-11T16:07:51Z, the date of the platform's documentation */
}

static int32_t count_up(void *userdata, void *buffer, size_t length)
{
    unsigned char *next = userdata, *bytes = buffer;
    while (length-- > 0)
        *bytes++ = (*next)++;
    return 0;
}

static provisor *open_counting(unsigned char *next, int64_t (*clock)(void *))
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    *next = 0;
    options.now = clock;
    options.random = count_up;
    options.userdata = next;
    return OPEN(":memory:", &options);
}

static void test_text(void)
{
    const char *requests[] = {GOOD, GOOD, REQUEST("'username': 'jane'"), "{", GOOD};
    unsigned char first_next, second_next;
    provisor *first = open_counting(&first_next, now), *second = open_counting(&second_next, now);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char *one = NULL, *two = NULL;
        provisor_status status = provisor_provision(first, requests[i], PROVISOR_TEXT, &one);
        CHECK_INT(provisor_provision(second, requests[i], PROVISOR_TEXT, &two), status);
        CHECK_TEXT(one, two);
        if (status == PROVISOR_OK)
            CHECK_CONTAINS(one, "\"createdDate\":\"2015-12-11T16:07:51Z\"");
        provisor_free(one);
        provisor_free(two);
    }
    provisor_close(first);
    provisor_close(second);
}

static void test_json(void)
{
    const char *requests[] = {
        GOOD,
        REQUEST("'username': 'jane', 'password': 'Kettle-42', 'subdomain': ' acme', 'pagination.max': {'a': [1, 2.5]}"),
        JSON("{'element': {'id': 650}, 'name': 'Docs', 'tags': ['<b>a</b>', '']}"),
        JSON("{'element': {'key': 'jira'}}"),
        GOOD,
    };
    unsigned char text_next, json_next;
    provisor *text = open_counting(&text_next, now), *json = open_counting(&json_next, now);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        json_t *request = json_loads(requests[i], 0, NULL), *copy = json_deep_copy(request), *expected, *reply = NULL;
        char *reply_text = NULL;
        provisor_status status = provisor_provision(text, requests[i], PROVISOR_TEXT, &reply_text);
        expected = json_loads(reply_text, 0, NULL);
        CHECK_INT(provisor_provision_json(json, request, &reply), status);
        if (status == PROVISOR_OK) {
            char *dumped = json_dumps(reply, JSON_COMPACT);
            CHECK_TEXT(dumped, reply_text);
            free(dumped);
        } else {
            CHECK_TEXT(text_at(reply, "/requestId"), text_at(expected, "/requestId"));
            CHECK_TEXT(text_at(reply, "/message"), text_at(expected, "/message"));
        }
        CHECK(json_equal(request, copy) && request->refcount == 1);
        provisor_free(reply_text);
        json_decref(expected);
        json_decref(reply);
        json_decref(copy);
        json_decref(request);
    }
    provisor_close(text);
    provisor_close(json);
}

static int64_t first_second(void *userdata) { return (void)userdata, 0; }
static int64_t leap_day(void *userdata) { return (void)userdata, 951827696; }
static int64_t last_second(void *userdata) { return (void)userdata, 253402300799; }

static void test_dates(void)
{
    static const struct { int64_t (*now)(void *); const char *date; } cases[] = {
        {first_second, "1970-01-01T00:00:00Z"},
        {leap_day, "2000-02-29T12:34:56Z"},
        {last_second, "9999-12-31T23:59:59Z"},
    };
    unsigned char next;
    setenv("TZ", "America/St_Johns", 1); /* dates are UTC wherever the program runs */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        provisor *p = open_counting(&next, cases[i].now);
        json_t *instance = PROVISION(p, GOOD, PROVISOR_OK);
        CHECK_TEXT(text_at(instance, "/createdDate"), cases[i].date);
        json_decref(instance);
        provisor_close(p);
    }
}

int main(void)
{
    test_text();
    test_json();
    test_dates();
    return check_result();
}
