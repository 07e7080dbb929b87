/*
 * check.h - what the C tests share: checks that go on after a failure, and calls whose replies are parsed.
 */
#ifndef CHECK_H
#define CHECK_H

#include <jansson.h>
#include <provisor.h>
#include <provisor_jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------------- checks --- */

static _Atomic int check_failures;

/* `detail` [optional]: what the library said. Of a long text the beginning is printed. */
static inline void check_failed(const char *file, int line, const char *what, const char *detail)
{
    enum { shown = 25 };
    if (++check_failures > shown)
        return;
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    if (detail)
        fprintf(stderr, "    %.2000s\n", detail);
}

#define CHECK(condition) CHECK_REPLY(condition, NULL)

#define CHECK_REPLY(condition, reply) \
    do { \
        if (!(condition)) \
            check_failed(__FILE__, __LINE__, #condition, reply); \
    } while (0)

#define CHECK_TEXT(actual, expected) check_text(__FILE__, __LINE__, #actual, actual, expected)
#define CHECK_INT(actual, expected) check_int(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(expected))
#define CHECK_CONTAINS(text, part) check_contains(__FILE__, __LINE__, text, part)

static inline void check_text(const char *file, int line, const char *what, const char *actual, const char *expected)
{
    char detail[2048];
    if (actual && strcmp(actual, expected) == 0)
        return;
    snprintf(detail, sizeof detail, "is       %s\n    expected %s", actual ? actual : "(none)", expected);
    check_failed(file, line, what, detail);
}

static inline void check_int(const char *file, int line, const char *what, long long actual, long long expected)
{
    char detail[64];
    if (actual == expected)
        return;
    snprintf(detail, sizeof detail, "is %lld, expected %lld", actual, expected);
    check_failed(file, line, what, detail);
}

static inline void check_contains(const char *file, int line, const char *text, const char *part)
{
    char what[256];
    if (text && strstr(text, part))
        return;
    snprintf(what, sizeof what, "does not contain: %s", part);
    check_failed(file, line, what, text);
}

/* What main returns. */
static inline int check_result(void)
{
    if (check_failures)
        fprintf(stderr, "%d checks failed\n", check_failures);
    return check_failures ? 1 : 0;
}

/* How often to do something: less where every step is slow, under valgrind and the sanitizers. */
static inline int rounds(int full, int quick) { return getenv("PROVISOR_TEST_QUICK") ? quick : full; }

/* -------------------------------------------------------------------------------------------- requests --- */

/* JSON with ' for ", which C would have us escape: JSON("{'name': 'Docs'}"). Lives as long as the block around it. */
#define JSON(text) check_quotes((char[]){text})

static inline char *check_quotes(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return text;
}

/* A request without a fault, and one with other members of its configuration. */
#define GOOD REQUEST("'username': 'jane@acme.example', 'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'")
#define REQUEST(configuration) \
    JSON("{'element': {'key': 'freshservice'}, 'configuration': {" configuration "}, 'tags': ['Docs'], 'name': 'Docs'}")

/* Calls, checks the status, and answers the parsed reply: a new reference. */
#define VALIDATE(p, request, status) \
    check_call(__FILE__, __LINE__, provisor_validate, p, request, PROVISOR_TEXT, status)
#define PROVISION(p, request, status) \
    check_call(__FILE__, __LINE__, provisor_provision, p, request, PROVISOR_TEXT, status)

static inline json_t *check_call(const char *file, int line,
                                 provisor_status (*call)(provisor *, const char *, size_t, char **), provisor *p,
                                 const char *request, size_t length, provisor_status expected)
{
    char *reply = NULL, what[128];
    provisor_status status = call(p, request, length, &reply);
    json_t *parsed = reply ? json_loads(reply, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (status != expected) {
        snprintf(what, sizeof what, "answered \"%s\", expected \"%s\"", provisor_status_name(status),
                 provisor_status_name(expected));
        check_failed(file, line, what, reply);
    }
    if (!parsed)
        check_failed(file, line, "the reply is no JSON document", reply);
    provisor_free(reply);
    return parsed ? parsed : json_object();
}

/* Where a pointer such as "/errors/0/code" leads; NULL where it leads nowhere. Keys must not hold a slash. */
static inline json_t *at(json_t *value, const char *pointer)
{
    char name[256];
    while (value && *pointer == '/') {
        size_t length = strcspn(++pointer, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10)) : json_object_get(value, name);
        pointer += length;
    }
    return value;
}

static inline const char *text_at(json_t *value, const char *pointer) { return json_string_value(at(value, pointer)); }

/* Opens a store that must open. */
#define OPEN(store, options) check_open(__FILE__, __LINE__, store, options)

static inline provisor *check_open(const char *file, int line, const char *store, const provisor_options *options)
{
    provisor *p = NULL;
    char *problem = NULL;
    if (provisor_open(store, options, &p, &problem) != PROVISOR_OK || !p || problem) {
        check_failed(file, line, "the store can't be opened", problem);
        exit(1);
    }
    return p;
}

#endif
