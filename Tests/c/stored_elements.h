/* stored_elements.h - requests of the elements API for tests, by the default user. */
#ifndef STORED_ELEMENTS_H
#define STORED_ELEMENTS_H

#include "instances.h"

/* Sends a request whose body is given with ' for ", checks the status, and answers the parsed body: a new reference. */
#define HTTP(p, status, method, target, body) http(__FILE__, __LINE__, p, status, method, target, body)

static inline json_t *http(const char *file, int line, provisor *p, int expected, const char *method,
                           const char *target, const char *body)
{
    char *secrets = NULL, authorization[256], *text = body ? with_quotes(body) : NULL;
    json_t *parsed;
    provisor_http_header headers[] = {{"Authorization", authorization}, {"Content-Type", "application/json"}};
    provisor_http_request request = {.size = sizeof request, .header_count = 2, .method = method, .target = target,
                                     .headers = headers, .body = text, .body_length = text ? strlen(text) : 0};
    provisor_http_response response = {.size = sizeof response};
    if (provisor_default_secrets(p, &secrets) != PROVISOR_OK)
        check_failed(file, line, "there are no default secrets", secrets);
    parsed = json_loads(secrets, 0, NULL);
    snprintf(authorization, sizeof authorization, "User %s, Organization %s", text_at(parsed, "/user"),
             text_at(parsed, "/organization"));
    json_decref(parsed);
    provisor_free(secrets);
    if (provisor_request(p, &request, &response) != PROVISOR_OK || response.status != expected) {
        char what[64];
        snprintf(what, sizeof what, "the status is %d, expected %d", (int)response.status, expected);
        check_failed(file, line, what, response.body);
    }
    parsed = response.body ? json_loads(response.body, 0, NULL) : NULL;
    provisor_response_free(&response);
    free(text);
    return parsed ? parsed : json_object();
}

#define DESK \
    "{'name': 'Help Desk', 'authentication': {'type': 'basic'}, 'configuration': [" \
    "{'key': 'username', 'required': true}, {'key': 'password', 'type': 'PASSWORD', 'required': true}," \
    "{'key': 'site', 'defaultValue': 'north'}]}"
#define DESK_REQUEST \
    "{'element': {'key': 'helpdesk'}, 'configuration': {'username': 'jane', 'password': 'Blue-Kettle-42-Harbour'}}"

#endif
