/* instances.h - calls on instances for tests: the status checked, the reply parsed. */
#ifndef INSTANCES_H
#define INSTANCES_H

#include "files.h"

/* --------------------------------------------------------------------------------------------- calls --- */

/*
 * CALL(status, function, arguments...) calls without the last argument, the reply; checks the status; and answers the
 * parsed reply: a new reference, an empty object where there was none. CALL_JSON does the same for a json_t twin.
 */
#define CALL(status, function, ...) \
    called(__FILE__, __LINE__, #function, function(__VA_ARGS__, &called_text), status)
#define CALL_JSON(status, function, ...) \
    called_json(__FILE__, __LINE__, #function, function(__VA_ARGS__, &called_value), status)

/* Only whether it answers the status. */
#define DO(status, ...) json_decref(CALL(status, __VA_ARGS__))

/* The calls with a request, which is given with ' for ". */
#define CREATE(p, request) CALL(PROVISOR_OK, provisor_provision, p, request, PROVISOR_TEXT)
#define UPDATE(status, p, id, request) CALL(status, provisor_instance_update, p, id, JSON(request), PROVISOR_TEXT)
#define REPLACE(status, p, id, request) CALL(status, provisor_instance_replace, p, id, JSON(request), PROVISOR_TEXT)
#define LIST(status, p, query) CALL(status, provisor_instance_list, p, JSON(query), PROVISOR_TEXT)
#define PLAN(status, p, action, id, request) \
    CALL(status, provisor_plan, p, action, id, JSON(request), PROVISOR_TEXT)
#define GET(p, id) CALL(PROVISOR_OK, provisor_instance_get, p, id)
#define REMOVE(status, p, id) check_removal(__FILE__, __LINE__, p, id, status)

static _Thread_local char *called_text;
static _Thread_local json_t *called_value;

static inline json_t *called_json(const char *file, int line, const char *function, provisor_status status,
                                  provisor_status expected)
{
    char what[160], *text = json_dumps(called_value, JSON_COMPACT);
    if (status != expected) {
        snprintf(what, sizeof what, "%s answered \"%s\", expected \"%s\"", function, provisor_status_name(status),
                 provisor_status_name(expected));
        check_failed(file, line, what, text);
    }
    free(text);
    return called_value ? called_value : json_object();
}

static inline json_t *called(const char *file, int line, const char *function, provisor_status status,
                             provisor_status expected)
{
    called_value = called_text ? json_loads(called_text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!called_value)
        check_failed(file, line, "the reply is no JSON document", called_text);
    provisor_free(called_text);
    return called_json(file, line, function, status, expected);
}

/* A removal answers nothing, or the problem. */
static inline void check_removal(const char *file, int line, provisor *p, int64_t id, provisor_status expected)
{
    char *problem = NULL;
    provisor_status status = provisor_instance_remove(p, id, &problem);
    if (status != expected || !problem != (status == PROVISOR_OK))
        check_failed(file, line, provisor_status_name(status), problem);
    provisor_free(problem);
}

/* -------------------------------------------------------------------------------------------- replies --- */

static inline int64_t id_of(json_t *object) { return json_integer_value(at(object, "/id")); }
static inline int64_t number_at(json_t *value, const char *pointer) { return json_integer_value(at(value, pointer)); }

/* What a value must be, given with ' for ". */
#define CHECK_JSON(actual, expected) check_json(__FILE__, __LINE__, #actual, actual, JSON(expected))
/* That two values are equal. */
#define CHECK_SAME(a, b) check_same(__FILE__, __LINE__, #a " is not " #b, a, b)

static inline void check_same(const char *file, int line, const char *what, json_t *a, json_t *b)
{
    char *left = json_dumps(a, JSON_ENCODE_ANY | JSON_COMPACT), *right = json_dumps(b, JSON_ENCODE_ANY | JSON_COMPACT);
    char *detail = NULL;
    if (!json_equal(a, b) && asprintf(&detail, "%s\n    %s", left, right) >= 0)
        check_failed(file, line, what, detail);
    free(left);
    free(right);
    free(detail);
}

static inline void check_json(const char *file, int line, const char *what, json_t *actual, const char *expected)
{
    json_t *value = json_loads(expected, JSON_DECODE_ANY, NULL);
    CHECK(value != NULL);
    check_same(file, line, what, actual, value);
    json_decref(value);
}

/* JSON() for a text that is no literal: a copy, to be freed. */
static inline char *with_quotes(const char *text) { return check_quotes(strdup(text)); }

/* A copy without some members, which stand in `names` with blanks between them. */
static inline json_t *without(json_t *object, const char *names)
{
    json_t *copy = json_deep_copy(object);
    char *list = strdup(names), *rest = NULL;
    for (char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        json_object_del(copy, name);
    free(list);
    return copy;
}

/* Whether a stored password is this one, found out without opening anything: it would change nothing. */
static inline int has_password(provisor *p, int64_t id, const char *password)
{
    json_t *request = json_pack("{s:{s:s}}", "configuration", "password", password);
    json_t *plan = CALL_JSON(PROVISOR_OK, provisor_plan_json, p, "update", id, request);
    int same = json_is_array(at(plan, "/changed")) && json_array_size(at(plan, "/changed")) == 0;
    json_decref(request);
    json_decref(plan);
    return same;
}

/* -------------------------------------------------------------------------------------------- options --- */

/* A clock that stands still until a test sets it. */
static int64_t clock_seconds = 1767225600; /* 2026-01-01T00:00:00Z */

static inline int64_t clock_read(void *userdata)
{
    (void)userdata;
    return clock_seconds;
}

/* An element that has some entries in common with freshservice, lacks others, and needs one more. */
#define OTHER_ELEMENT \
    "{'key': 'ticketdesk', 'id': 9001, 'name': 'Ticketdesk', 'configuration': [" \
    "{'key': 'username', 'required': true}," \
    "{'key': 'password', 'type': 'PASSWORD', 'required': true}," \
    "{'key': 'site', 'required': true}," \
    "{'key': 'region', 'defaultValue': 'eu'}," \
    "{'key': 'pagination.max', 'defaultValue': '50'}]}"

/* Opens a store with it in the catalogue. */
static inline provisor *open_with_two_elements(const char *store)
{
    static const char *const files[] = {"ticketdesk.json"};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    char *definition = JSON(OTHER_ELEMENT);
    file_write(files[0], definition, strlen(definition));
    options.catalogue = files;
    options.catalogue_count = 1;
    options.now = clock_read;
    return OPEN(store, &options);
}

#endif
