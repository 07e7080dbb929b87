/* The cases of the HTTP API, Tests/data/http/cases.json, through provisor_request(): each on a store of its own. */
#define _GNU_SOURCE
#include "http_cases.h"

static json_t *texts_that_never_show;

/* The headers of an answer, their names in lower case. */
static json_t *headers_of(const provisor_http_response *response)
{
    json_t *headers = json_object();
    for (uint32_t i = 0; i < response->header_count; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s", response->headers[i].name);
        for (char *c = name; *c; c++)
            *c = (char)tolower(*c);
        json_object_set_new(headers, name, json_string(response->headers[i].value));
    }
    return headers;
}

/* What must hold for every answer. NULL, or what is wrong. */
static const char *general_fault(const provisor_http_response *response, json_t *headers, json_t *body)
{
    const char *id = text_at(headers, "/elements-request-id"), *message = text_at(body, "/message");
    size_t index;
    json_t *text;
    if (!id || strlen(id) != 24 || strspn(id, "0123456789abcdef") != 24)
        return "elements-request-id is not 24 hexadecimal digits";
    if (json_object_get(headers, "x-frame-options"))
        return "there is an x-frame-options";
    if (!response->body)
        return response->body_length ? "there is a length without a body" : NULL;
    if (strlen(response->body) != response->body_length)
        return "the body's length is wrong";
    if (!body || strcmp(text_at(headers, "/content-type"), "application/json") != 0)
        return "the body is no JSON";
    if (response->status != 200 && (!message || !*message || !text_at(body, "/requestId")
                                    || strcmp(text_at(body, "/requestId"), id) != 0))
        return "the error has no message, or not the request's id";
    json_array_foreach(texts_that_never_show, index, text)
        if (strstr(response->body, json_string_value(text)))
            return "the answer shows a secret";
    return NULL;
}

static void save(json_t *values, json_t *pointers, json_t *headers, json_t *body, const char *where)
{
    const char *name;
    json_t *pointer;
    json_object_foreach(pointers, name, pointer) {
        const char *path = json_string_value(pointer);
        int of_headers = strncmp(path, "headers/", 8) == 0;
        json_t *value = of_headers ? found(headers, path + 7) : found(body, path);
        if (!value)
            check_failed(__FILE__, __LINE__, where, path);
        json_object_set_new(values, name, json_copy(value));
    }
}

/* Checks an answer. */
static void check_answer(json_t *step, json_t *values, const provisor_http_response *response, const char *where)
{
    json_t *headers = headers_of(response), *body = NULL, *expected_headers, *expected_body;
    json_t *pattern = json_object_get(step, "body");
    const char *fault, *name;
    json_t *value;
    if (response->body)
        body = json_loads(response->body, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    fault = general_fault(response, headers, body);
    expected_headers = expanded(json_object_get(step, "headers"), values);
    expected_body = pattern ? expanded(pattern, values) : NULL;
    json_object_foreach(expected_headers, name, value) {
        char lower[128];
        snprintf(lower, sizeof lower, "%s", name);
        for (char *c = lower; *c; c++)
            *c = (char)tolower(*c);
        if (!matches(json_object_get(headers, lower), value))
            fault = "a header does not match";
    }
    if (expected_body && !matches(body, expected_body))
        fault = "the body does not match";
    if (response->status != json_integer_value(json_object_get(step, "status")))
        fault = "the status is another";
    if (fault) {
        check_failed(__FILE__, __LINE__, where, fault);
        fprintf(stderr, "    status %d, body %.1500s\n", response->status, response->body ? response->body : "(none)");
        fputs("    expected ", stderr);
        json_dumpf(step, stderr, JSON_COMPACT);
        fputs("\n", stderr);
    }
    save(values, json_object_get(step, "save"), headers, body, where);
    json_decref(headers);
    json_decref(body);
    json_decref(expected_headers);
    json_decref(expected_body);
}

/* The headers of a request: those of the step, and what it does not say otherwise. */
static json_t *request_headers(json_t *step, json_t *values, int has_body)
{
    json_t *headers = expanded(at(step, "/request/headers"), values), *value;
    const char *name;
    int authorized = 0, typed = !has_body;
    if (!headers)
        headers = json_object();
    json_object_foreach(headers, name, value) {
        authorized |= strcasecmp(name, "Authorization") == 0;
        typed |= strcasecmp(name, "Content-Type") == 0;
    }
    if (!authorized)
        json_object_set_new(headers, "Authorization",
                            expanded_text("User ${user}, Organization ${organization}", values));
    if (!typed)
        json_object_set_new(headers, "Content-Type", json_string("application/json"));
    return headers;
}

static void run_step(provisor *p, json_t *step, json_t *values, const char *where)
{
    json_t *target = expanded(at(step, "/request/target"), values), *body = NULL, *headers, *value;
    provisor_http_header list[16];
    provisor_http_request request = { .size = sizeof request, .headers = list };
    provisor_http_response response = { .size = sizeof response };
    char *dumped = NULL;
    const char *name;

    if (at(step, "/request/body"))
        body = expanded(at(step, "/request/body"), values);
    headers = request_headers(step, values, body != NULL);
    json_object_foreach(headers, name, value)
        if (json_is_string(value))
            list[request.header_count++] = (provisor_http_header){ name, json_string_value(value) };
    if (body && !json_is_string(body))
        dumped = json_dumps(body, JSON_COMPACT);
    request.method = text_at(step, "/request/method");
    request.target = json_string_value(target);
    request.body = dumped ? dumped : json_string_value(body);
    request.body_length = request.body ? strlen(request.body) : 0;
    CHECK_INT(provisor_request(p, &request, &response), PROVISOR_OK);
    check_answer(step, values, &response, where);
    provisor_response_free(&response);
    free(dumped);
    json_decref(target);
    json_decref(body);
    json_decref(headers);
}

/* The definitions beside the cases: their number. To be freed one by one. */
static size_t find_catalogue(const char *data, const char *paths[], size_t room)
{
    char folder[4096], *path;
    struct dirent **entries;
    size_t found = 0;
    int count;
    snprintf(folder, sizeof folder, "%s/http/elements", data);
    count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.' && found < room && asprintf(&path, "%s/%s", folder, entries[i]->d_name) > 0)
            paths[found++] = path;
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return found;
}

static void run_case(json_t *file, json_t *one, const provisor_options *options)
{
    provisor *p = OPEN(NULL, options);
    json_t *values = json_copy(json_object_get(file, "values")), *step;
    char *secrets = NULL, where[512];
    size_t index;
    CHECK_INT(provisor_default_secrets(p, &secrets), PROVISOR_OK);
    json_object_update_new(values, json_loads(secrets, 0, NULL));
    provisor_free(secrets);
    json_array_foreach(json_object_get(one, "steps"), index, step) {
        snprintf(where, sizeof where, "%s, %s: step %zu, %s %s", text_at(one, "/row"), text_at(one, "/title"),
                 index + 1, text_at(step, "/request/method"), text_at(step, "/request/target"));
        run_step(p, step, values, where);
    }
    json_decref(values);
    provisor_close(p);
}

/* With arguments: only the cases of these rows. */
int main(int count, char **rows)
{
    const char *given = getenv("PROVISOR_TEST_DATA"), *data = given ? given : "Tests/data", *paths[16];
    provisor_options options = PROVISOR_OPTIONS_INIT;
    char path[4096];
    json_t *file, *one;
    size_t index;
    snprintf(path, sizeof path, "%s/http/cases.json", data);
    file = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    CHECK_REPLY(file != NULL && json_array_size(json_object_get(file, "cases")) > 0, path);
    texts_that_never_show = json_object_get(file, "secrets");
    options.catalogue_count = find_catalogue(data, paths, 16);
    options.catalogue = paths;
    json_array_foreach(json_object_get(file, "cases"), index, one) {
        int wanted = count < 2;
        for (int i = 1; i < count; i++)
            wanted |= strcmp(rows[i], text_at(one, "/row")) == 0;
        if (wanted)
            run_case(file, one, &options);
    }
    for (size_t i = 0; i < options.catalogue_count; i++)
        free((char *)paths[i]);
    json_decref(file);
    return check_result();
}
