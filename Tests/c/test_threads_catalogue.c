/* Threads that are all the first to use an element, for every built-in element in turn. */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

enum { threads = 4 };

static provisor *shared;
static json_t *requests;
static pthread_barrier_t together;

static void *validate(void *argument)
{
    const char *key;
    json_t *request;
    (void)argument;
    json_object_foreach (requests, key, request) {
        char *text = json_dumps(request, 0), *reply = NULL;
        pthread_barrier_wait(&together);
        provisor_status status = provisor_validate(shared, text, PROVISOR_TEXT, &reply);
        CHECK_REPLY(status == PROVISOR_OK, reply);
        provisor_free(reply);
        free(text);
    }
    return NULL;
}

int main(void)
{
    const char *data = getenv("PROVISOR_TEST_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/catalogue/requests.json", data ? data : "Tests/data");
    requests = json_load_file(path, 0, NULL);
    CHECK(json_object_size(requests) > 200);
    shared = OPEN(NULL, NULL);
    pthread_t running[threads];
    pthread_barrier_init(&together, NULL, threads);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&running[i], NULL, validate, NULL) != 0)
            abort();
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    pthread_barrier_destroy(&together);
    provisor_close(shared);
    json_decref(requests);
    return check_result();
}
