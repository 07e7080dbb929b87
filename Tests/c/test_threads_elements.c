/* Threads that provision while a definition changes under them: every instance fits one of the definitions as a whole. */
#define _GNU_SOURCE
#include "stored_elements.h"
#include <pthread.h>

static provisor *shared;
static _Atomic int is_over;

static void *provision(void *unused)
{
    int count = rounds(60, 10);
    for (int i = 0; i < count; i++) {
        char *reply = NULL, *request = JSON(DESK_REQUEST);
        provisor_status status = provisor_provision(shared, request, PROVISOR_TEXT, &reply);
        json_t *parsed = json_loads(reply, 0, NULL), *configuration = at(parsed, "/configuration");
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_NOT_FOUND, reply);
        if (status == PROVISOR_OK) {
            /* With the first definition site alone, with the second region beside it. */
            const char *site = text_at(configuration, "/site"), *region = text_at(configuration, "/region");
            CHECK_REPLY(region ? !strcmp(region, "eu") && !strcmp(site, "south") : site && !strcmp(site, "north"), reply);
        }
        json_decref(parsed);
        provisor_free(reply);
        json_decref(CALL(PROVISOR_OK, provisor_instance_review, shared, NULL, 0));
    }
    (void)unused;
    return NULL;
}

static void *change(void *unused)
{
    while (!is_over) {
        json_decref(HTTP(shared, 200, "PUT", "/elements/helpdesk",
                         "{'configuration': [{'key': 'username'}, {'key': 'password', 'type': 'PASSWORD'},"
                         "{'key': 'site', 'defaultValue': 'south'}, {'key': 'region', 'defaultValue': 'eu'}]}"));
        json_decref(HTTP(shared, 200, "PUT", "/elements/helpdesk", DESK));
    }
    (void)unused;
    return NULL;
}

int main(void)
{
    pthread_t threads[5];
    scratch_enter();
    shared = OPEN("threads.db", NULL);
    json_decref(HTTP(shared, 200, "POST", "/elements", DESK));
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, provision, NULL);
    pthread_create(&threads[4], NULL, change, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    is_over = 1;
    pthread_join(threads[4], NULL);
    provisor_close(shared);
    scratch_leave();
    return check_result();
}
