/* provisor_request() with what no server would hand in, and with what attackers make servers hand in. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>

enum { THREADS = 8, MIB = 1024 * 1024 };

static char authorization[256];
static provisor_http_header authorized;

static void find_secrets(provisor *p)
{
    char *reply = NULL;
    json_t *secrets;
    CHECK_INT(provisor_default_secrets(p, &reply), PROVISOR_OK);
    secrets = json_loads(reply, 0, NULL);
    snprintf(authorization, sizeof authorization, "User %s, Organization %s", text_at(secrets, "/user"),
             text_at(secrets, "/organization"));
    authorized = (provisor_http_header){ "Authorization", authorization };
    json_decref(secrets);
    provisor_free(reply);
}

static provisor_http_request make(const char *method, const char *target)
{
    return (provisor_http_request){ .size = sizeof(provisor_http_request), .header_count = 1, .method = method,
                                    .target = target, .headers = &authorized };
}

/* What is no response: all zero but the size. */
static int is_clear(const provisor_http_response *response)
{
    return !response->header_count && !response->status && !response->reserved && !response->headers && !response->body
        && !response->body_length;
}

#define REFUSED(p, request) check_refused(__LINE__, p, request)

static void check_refused(int line, provisor *p, const provisor_http_request *request)
{
    provisor_http_response response;
    memset(&response, 0x5A, sizeof response); /* overwritten, not released */
    response.size = sizeof response;
    if (provisor_request(p, request, &response) != PROVISOR_MISUSE || !is_clear(&response))
        check_failed(__FILE__, line, "this is no misuse, or the response is not clear", NULL);
    provisor_response_free(&response);
}

/* Sends, and checks what every answer must have. 0 where there is none. */
#define SEND(p, request) check_send(__LINE__, p, request)

static int check_send(int line, provisor *p, const provisor_http_request *request)
{
    provisor_http_response response = { .size = sizeof response };
    int status, has_id = 0;
    json_t *body;
    if (provisor_request(p, request, &response) != PROVISOR_OK) {
        check_failed(__FILE__, line, "there is no response", NULL);
        return 0;
    }
    status = response.status;
    for (uint32_t i = 0; i < response.header_count; i++)
        has_id |= strcmp(response.headers[i].name, "elements-request-id") == 0
            && strlen(response.headers[i].value) == 24;
    if (response.body) {
        body = json_loads(response.body, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
        if (!body || strlen(response.body) != response.body_length
            || (status != 200 && (!text_at(body, "/message") || !text_at(body, "/requestId"))))
            check_failed(__FILE__, line, "the body is not what it should be", response.body);
        if (strstr(response.body, "Blue-Kettle") || strstr(response.body, authorization))
            check_failed(__FILE__, line, "the body shows a secret", response.body);
        json_decref(body);
    }
    if (!has_id)
        check_failed(__FILE__, line, "the response has no id", response.body);
    provisor_response_free(&response);
    if (!is_clear(&response) || response.size != sizeof response)
        check_failed(__FILE__, line, "the response is not clear after its release", NULL);
    provisor_response_free(&response);
    return status;
}

/* ------------------------------------------------------------------------------------------- the call --- */

static void test_null(provisor *p)
{
    provisor_http_response response = { .size = sizeof response };
    provisor_http_header no_name = { NULL, "x" }, no_value = { "x", NULL };
    provisor_http_request request = make("GET", "/instances");

    REFUSED(NULL, &request);
    REFUSED(p, NULL);
    REFUSED(NULL, NULL);
    CHECK_INT(provisor_request(p, &request, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_request(NULL, NULL, NULL), PROVISOR_MISUSE);
    request.method = NULL;
    REFUSED(p, &request);
    request = make("GET", NULL);
    REFUSED(p, &request);
    request = make("GET", "/instances");
    request.headers = NULL;
    REFUSED(p, &request);
    request.headers = &no_name;
    REFUSED(p, &request);
    request.headers = &no_value;
    REFUSED(p, &request);
    request.header_count = 0;
    request.headers = NULL;
    CHECK_INT(SEND(p, &request), 401);
    request = make("POST", "/instances");
    request.body_length = 1;
    REFUSED(p, &request);
    request.body_length = PROVISOR_TEXT;
    REFUSED(p, &request);
    request.body_length = 0;
    CHECK_INT(SEND(p, &request), 400);
    request.body = "";
    CHECK_INT(SEND(p, &request), 400);
    provisor_response_free(NULL);
    provisor_response_free(&response);
    provisor_response_free(&response);
    CHECK(is_clear(&response));
}

static void test_sizes(provisor *p)
{
    struct {
        provisor_http_request known;
        uint64_t newer[2];
    } request = { .known = make("GET", "/instances/count") };
    struct {
        provisor_http_response known;
        uint64_t newer[2];
    } response;
    const uint32_t wrong[] = { 0, 1, sizeof request.known - 1, 65536, UINT32_MAX };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        request.known.size = wrong[i];
        REFUSED(p, &request.known);
    }
    request.known.size = sizeof request; /* a caller with a newer header */
    CHECK_INT(SEND(p, &request.known), 200);
    request.newer[1] = 1; /* which uses what we do not know */
    REFUSED(p, &request.known);

    request.known.size = sizeof request.known;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memset(&response, 0x5A, sizeof response);
        response.known.size = wrong[i] == sizeof request.known - 1 ? sizeof response.known - 1 : wrong[i];
        CHECK_INT(provisor_request(p, &request.known, &response.known), PROVISOR_MISUSE);
        CHECK(response.known.status == 0x5A5A5A5A); /* we do not know what is there */
        provisor_response_free(&response.known);
    }
    memset(&response, 0x5A, sizeof response);
    response.known.size = sizeof response;
    CHECK_INT(provisor_request(p, &request.known, &response.known), PROVISOR_OK);
    CHECK(response.known.status == 200 && !response.newer[0] && !response.newer[1]);
    provisor_response_free(&response.known);
    CHECK(is_clear(&response.known));
}

static void test_header_counts(provisor *p)
{
    provisor_http_request request = make("GET", "/instances/count");
    provisor_http_header *headers = calloc(1000, sizeof *headers); /* not one more: reading further is caught */
    for (int i = 0; i < 1000; i++)
        headers[i] = (provisor_http_header){ "X-Padding", "x" };
    headers[999] = authorized;
    request.headers = headers;
    request.header_count = 1000;
    CHECK_INT(SEND(p, &request), 200);
    request.header_count = 1001;
    REFUSED(p, &request);
    request.header_count = UINT32_MAX;
    REFUSED(p, &request);
    for (int i = 0; i < 1000; i++)
        headers[i] = authorized; /* makes one header of 1,000 parts */
    request.header_count = 1000;
    CHECK_INT(SEND(p, &request), 401);
    free(headers);
}

/* ---------------------------------------------------------------------------------------- the content --- */

/* A text of one character repeated, between two others, in memory of exactly its size. To be freed. */
static char *padded(const char *before, char padding, size_t count, const char *after)
{
    char *text = malloc(strlen(before) + count + strlen(after) + 1);
    strcpy(text, before);
    memset(text + strlen(before), padding, count);
    strcpy(text + strlen(before) + count, after);
    return text;
}

static void test_targets(provisor *p)
{
    static const char *const malformed[] = {
        "", "instances", "*", "http://host/instances", "/instances\xFF", "/\xC3", "/instances?searchText=\xC0\x80",
        "/%", "/%4", "/%zz", "/%00", "/instances?a=%FF", "/instances?%C3%28=1", "/in stances", "/instances\n",
        "/instances?tags[]=\x01", "/instances#x", "/instances\x7F",
    };
    static const char *const unknown[] = {
        "/", "//", "///////", "/instances//", "/instances/%2F", "/instances/-1", "/instances/0x1", "/instances/+1",
        "/instances/99999999999999999999999999", "/instances/9223372036854775807", "/instances/9223372036854775808",
        "/instances/1/configuration/18446744073709551616", "/elements//instances/1", "/../instances/1",
        "/elements/%F0%9F%98%80/instances", "/instances/1%00", "/elements/api-v2/elements/api-v2/instances",
        "/instances/\xE2\x80\xAEx", "/instances/%E2%91%A0", "/instances/1;x=1",
    };
    const size_t lengths[] = { 1000, 16000, 16384, 16385, 20000, 10 * MIB };
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        provisor_http_request request = make("GET", malformed[i]);
        CHECK_REPLY(SEND(p, &request) == 400, malformed[i]);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        provisor_http_request request = make("GET", unknown[i]);
        int status = SEND(p, &request);
        CHECK_REPLY(status == 404 || (status == 400 && strstr(unknown[i], "%00")), unknown[i]);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *path = padded("/", 'a', lengths[i] - 1, ""), *query = padded("/instances?", '&', lengths[i] - 11, "");
        char *tree = padded("", '/', lengths[i], ""), *escapes = padded("/", '%', lengths[i] - 1, "");
        provisor_http_request request = make("GET", path);
        CHECK_INT(SEND(p, &request), lengths[i] > 16384 ? 414 : 404);
        request.target = query;
        CHECK_INT(SEND(p, &request), lengths[i] > 16384 ? 414 : 404);
        request.target = tree;
        CHECK_INT(SEND(p, &request), lengths[i] > 16384 ? 414 : 404);
        request.target = escapes;
        CHECK_INT(SEND(p, &request), lengths[i] > 16384 ? 414 : 400);
        free(path), free(query), free(tree), free(escapes);
    }
}

static void test_methods(provisor *p)
{
    static const char *const methods[] = { "", " ", "get", "GET ", "OPTIONS", "TRACE", "CONNECT", "\xFF\xFE",
                                           "GET /instances HTTP/1.1\r\nX: y" };
    char *huge = padded("", 'G', MIB, "");
    provisor_http_request request = make(huge, "/instances");
    CHECK_INT(SEND(p, &request), 405);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        request = make(methods[i], "/instances");
        CHECK_REPLY(SEND(p, &request) == 405, methods[i]);
    }
    free(huge);
}

static void test_headers(provisor *p)
{
    static const char *const names[] = { "Accept", "Origin", "If-Match", "Idempotency-Key", "Content-Type" };
    char *huge = padded("User ", 'x', 10 * MIB, ""), *commas = padded("User x", ',', 60000, ""), twice[600];
    const char *values[] = { "", " ", ",", "User", "User ", "User  ,Organization ", "\xFF\xFE", "User \xC3\x28",
                             "User x\r\nX-Injected: y, Organization x", "Element", huge, commas,
                             "User \xF0\x9F\x98\x80, Organization \xF0\x9F\x98\x80" };
    provisor_http_header headers[2] = { authorized };
    provisor_http_request request = make("GET", "/instances/count");
    request.headers = headers;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        headers[0].value = values[i];
        CHECK_REPLY(SEND(p, &request) == 401, values[i]);
    }
    snprintf(twice, sizeof twice, "%s, %s", authorization, authorization);
    headers[0].value = twice;
    CHECK_INT(SEND(p, &request), 401);

    headers[0] = authorized;
    request.header_count = 2;
    headers[1] = (provisor_http_header){ huge, "x" }; /* a long name */
    CHECK_INT(SEND(p, &request), 200);
    headers[1] = (provisor_http_header){ "", "" };
    CHECK_INT(SEND(p, &request), 200);
    headers[1] = (provisor_http_header){ "\xFF\xFE\xFD", "\xFF" };
    CHECK_INT(SEND(p, &request), 200);
    for (size_t name = 0; name < sizeof names / sizeof *names; name++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            headers[1] = (provisor_http_header){ names[name], values[i] };
            int status = SEND(p, &request);
            CHECK_REPLY(status == 200 || status == 400 || status == 406, names[name]);
        }
    }
    free(huge), free(commas);
}

/* A body in memory of exactly its length. */
static int post(provisor *p, const char *body, size_t length)
{
    provisor_http_request request = make("POST", "/instances");
    char *exact = malloc(length ? length : 1);
    memcpy(exact, body, length);
    request.body = exact;
    request.body_length = length;
    int status = SEND(p, &request);
    free(exact);
    return status;
}

static void test_bodies(provisor *p)
{
    static const char *const others[] = { "null", "[]", "1", "\"x\"", "{}", "true", "-", "{\"element\":[]}" };
    char *good = GOOD, *text;
    provisor_http_request request = make("POST", "/instances");
    CHECK_INT(post(p, good, strlen(good)), 200);
    CHECK_INT(post(p, good, strlen(good) + 1), 400); /* the NUL is in it */
    for (size_t length = 0; length < strlen(good); length++)
        CHECK_INT(post(p, good, length), 400);
    CHECK_INT(post(p, "\xFF\xFE{\0}\0", 6), 400);
    CHECK_INT(post(p, "{\"name\": \"\xC3\x28\"}", 14), 400);
    CHECK_INT(post(p, "\0\0\0\0", 4), 400);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK_REPLY(post(p, others[i], strlen(others[i])) == 400, others[i]);

    text = padded("", ' ', MIB - strlen(good), good); /* as long as it may be */
    CHECK_INT(post(p, text, MIB), 200);
    free(text);
    text = padded(" ", ' ', MIB - strlen(good), good);
    CHECK_INT(post(p, text, MIB + 1), 413);
    request.body = text;
    request.body_length = PROVISOR_TEXT;
    CHECK_INT(SEND(p, &request), 413);
    free(text);
    text = padded("", '[', 64 * MIB, "");
    CHECK_INT(post(p, text, 64 * MIB), 413);
    CHECK_INT(post(p, text, 100000), 400);
    free(text);

    request.body = good;
    CHECK_INT(SEND(p, &request), 200);
    request.body_length = SIZE_MAX - 1; /* no object is as long */
    REFUSED(p, &request);
    request.body_length = (size_t)PTRDIFF_MAX + 1;
    REFUSED(p, &request);

    request = make("GET", "/instances/count"); /* bodies that nobody reads */
    request.body = "\xFF";
    request.body_length = 1;
    CHECK_INT(SEND(p, &request), 200);
}

/* The header says for whom a request acts, whatever the handle. */
static void test_scoped(provisor *p)
{
    provisor_http_request request = make("GET", "/instances/count");
    provisor *scoped = NULL;
    CHECK_INT(provisor_as(p, authorization, &scoped, NULL), PROVISOR_OK);
    CHECK_INT(SEND(scoped, &request), 200);
    request.header_count = 0;
    CHECK_INT(SEND(scoped, &request), 401);
    provisor_close(scoped);
    CHECK_INT(SEND(p, &request), 401);
}

/* ----------------------------------------------------------------------------------------- all at once --- */

static json_t *answer_of(provisor *p, const char *method, const char *target, const char *body, int expected)
{
    provisor_http_request request = make(method, target);
    provisor_http_response response = { .size = sizeof response };
    json_t *parsed = NULL;
    request.body = body;
    request.body_length = body ? PROVISOR_TEXT : 0;
    CHECK_INT(provisor_request(p, &request, &response), PROVISOR_OK);
    if (response.status != expected)
        check_failed(__FILE__, __LINE__, target, response.body);
    parsed = response.body ? json_loads(response.body, JSON_DECODE_ANY, NULL) : NULL;
    provisor_response_free(&response);
    provisor_response_free(&response);
    return parsed ? parsed : json_object();
}

static void *work(void *p)
{
    char target[64], name[64], patch[256], list[256];
    for (int i = 0; i < rounds(100, 5); i++) {
        json_t *made = answer_of(p, "POST", "/instances", GOOD, 200), *seen;
        json_int_t id = json_integer_value(at(made, "/id"));
        snprintf(target, sizeof target, "/instances/%" JSON_INTEGER_FORMAT, id);
        snprintf(name, sizeof name, "thread-%" JSON_INTEGER_FORMAT "-", id);
        snprintf(patch, sizeof patch, "{\"name\": \"%s\", \"tags\": [\"%s\"]}", name, name);
        snprintf(list, sizeof list, "/elements/api-v2/instances?tags%%5B%%5D=%s&searchText=%s", name, name);
        json_decref(answer_of(p, "PATCH", target, patch, 200));
        seen = answer_of(p, "GET", list, NULL, 200);
        CHECK_INT(json_array_size(seen), 1);
        CHECK(json_equal(at(seen, "/0/token"), at(made, "/token")));
        json_decref(seen);
        json_decref(answer_of(p, "GET", "/instances?pageSize=5", NULL, 200));
        json_decref(answer_of(p, "POST", "/instances", "{", 400));
        json_decref(answer_of(p, "HEAD", target, NULL, 200));
        if (i % 2) {
            json_decref(answer_of(p, "DELETE", target, NULL, 200));
            json_decref(answer_of(p, "GET", target, NULL, 404));
        }
        json_decref(made);
    }
    return NULL;
}

static void test_threads(provisor *p)
{
    pthread_t threads[THREADS];
    json_t *before = answer_of(p, "GET", "/instances/count", NULL, 200), *after;
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, work, p), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    after = answer_of(p, "GET", "/instances/count", NULL, 200);
    CHECK_INT(json_integer_value(at(after, "/totalInstances")) - json_integer_value(at(before, "/totalInstances")),
              THREADS * ((rounds(100, 5) + 1) / 2));
    json_decref(before);
    json_decref(after);
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    find_secrets(p);
    test_null(p);
    test_sizes(p);
    test_header_counts(p);
    test_targets(p);
    test_methods(p);
    test_headers(p);
    test_bodies(p);
    test_scoped(p);
    test_threads(p);
    provisor_close(p);
    return check_result();
}
