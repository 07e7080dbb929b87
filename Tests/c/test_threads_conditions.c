/* Threads on two handles that send changes with the same If-Match: exactly one of them is carried out. */
#define _GNU_SOURCE
#include "instances.h"
#include <pthread.h>

static char secrets[300], version[32], target[64];
static pthread_barrier_t together;

struct sender {
    provisor *p;
    const char *method, *body;
    int status;
};

static void *send_one(void *argument)
{
    struct sender *sender = argument;
    provisor_http_header headers[] = {
        {"Authorization", secrets}, {"If-Match", version}, {"Content-Type", "application/json"}};
    provisor_http_request request = {.size = sizeof request, .header_count = 3, .method = sender->method,
                                     .target = target, .headers = headers, .body = sender->body,
                                     .body_length = sender->body ? strlen(sender->body) : 0};
    provisor_http_response response = {.size = sizeof response};
    pthread_barrier_wait(&together);
    CHECK_INT(provisor_request(sender->p, &request, &response), PROVISOR_OK);
    sender->status = (int)response.status;
    provisor_response_free(&response);
    return NULL;
}

static void send_both(struct sender *a, struct sender *b)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, send_one, a) != 0)
        abort();
    send_one(b);
    pthread_join(thread, NULL);
}

/* `other`: PUT or DELETE. A removal and a change exclude each other: the loser sees another version, or nothing. */
static void race(provisor *p, provisor *q, const char *other)
{
    int removes = strcmp(other, "DELETE") == 0;
    for (int i = 0; i < rounds(100, 10); i++) {
        json_t *instance = CREATE(p, GOOD), *now;
        int64_t id = id_of(instance);
        struct sender a = {.p = p, .method = "PUT", .body = "{\"name\": \"a\"}"};
        struct sender b = {.p = q, .method = other, .body = removes ? NULL : "{\"name\": \"b\"}"};
        snprintf(target, sizeof target, "/instances/%lld", (long long)id);
        snprintf(version, sizeof version, "\"1\"");
        send_both(&a, &b);
        CHECK((a.status == 200) + (b.status == 200) == 1);
        CHECK(a.status == 200 || a.status == (removes ? 404 : 409));
        CHECK(b.status == 200 || b.status == 409);
        if (removes && b.status == 200) {
            DO(PROVISOR_NOT_FOUND, provisor_instance_get, p, id);
        } else {
            now = GET(p, id);
            CHECK_TEXT(text_at(now, "/name"), a.status == 200 ? "a" : "b");
            CHECK_INT(number_at(now, "/version"), 2);
            json_decref(now);
        }
        json_decref(instance);
    }
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN("race.db", NULL), *q = OPEN("race.db", NULL);
    json_t *both = CALL(PROVISOR_OK, provisor_default_secrets, p);
    snprintf(secrets, sizeof secrets, "User %s, Organization %s", text_at(both, "/user"), text_at(both, "/organization"));
    json_decref(both);
    pthread_barrier_init(&together, NULL, 2);
    race(p, p, "PUT");
    race(p, q, "PUT");
    race(p, p, "DELETE");
    race(p, q, "DELETE");
    provisor_close(q);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
