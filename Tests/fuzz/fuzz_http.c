/*
 * Requests of the HTTP API: "METHOD TARGET\n", "Name: value\n"..., "\n", body. $U, $O and $T stand for secrets that are
 * good; without an Authorization header the default user's is added.
 */
#include "fuzz.h"

enum { most_headers = 32 };

/* The line at *text up to a line feed, which becomes NUL; *text is behind it. */
static char *line(char **text, char *end)
{
    char *start = *text, *stop = memchr(start, '\n', (size_t)(end - start));
    *text = stop ? stop + 1 : end;
    if (stop)
        *stop = 0;
    return start;
}

static void check_response(const provisor_http_response *response)
{
    static const int known[] = {200, 400, 401, 403, 404, 405, 406, 409, 413, 414, 415};
    int found = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found |= response->status == known[i];
    CLAIM(found, response->body);
    for (uint32_t i = 0; i < response->header_count; i++) {
        CLAIM(*response->headers[i].name && !strpbrk(response->headers[i].name, "\r\n: "), response->headers[i].name);
        CLAIM(!strpbrk(response->headers[i].value, "\r\n"), response->headers[i].value);
    }
    if (!response->body)
        return;
    CLAIM(strlen(response->body) == response->body_length, response->body);
    json_t *body = json_loads(response->body, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    CLAIM(body, response->body);
    if (response->status != 200)
        CLAIM(json_is_string(json_object_get(body, "message")), response->body);
    json_decref(body);
}

static void fuzz_one(const uint8_t *data, size_t size)
{
    provisor *p = fuzz_begin();
    size_t length;
    char authorization[300], *all = fuzz_with_secrets(data, size, &length), *rest = all, *end = all + length;
    provisor_http_header headers[most_headers];
    provisor_http_request request = {.size = sizeof request, .headers = headers};
    provisor_http_response response = {.size = sizeof response};
    int authorized = 0;

    char *method = line(&rest, end), *target = strchr(method, ' ');
    request.method = method;
    request.target = target ? target + 1 : "";
    if (target)
        *target = 0;
    while (rest < end && *rest != '\n' && request.header_count < most_headers - 1) {
        char *name = line(&rest, end), *value = strstr(name, ": ");
        authorized |= strncasecmp(name, "authorization", 13) == 0;
        headers[request.header_count++] = (provisor_http_header){name, value ? value + 2 : ""};
        if (value)
            *value = 0;
    }
    if (!authorized) {
        snprintf(authorization, sizeof authorization, "User %s, Organization %s", fuzz_user, fuzz_organization);
        headers[request.header_count++] = (provisor_http_header){"Authorization", authorization};
    }
    if (rest < end && *rest == '\n')
        rest++;
    char *body = fuzz_exact(rest, (size_t)(end - rest));
    request.body = body;
    request.body_length = (size_t)(end - rest);

    CLAIM(provisor_request(p, &request, &response) == PROVISOR_OK, request.target);
    check_response(&response);
    provisor_response_free(&response);
    provisor_response_free(&response);
    free(body);
    free(all);
}
