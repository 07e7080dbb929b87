/* Readers during writers, on one handle and on a second one of the same file: they only ever see whole instances. */
#define _GNU_SOURCE
#include "instances.h"
#include <pthread.h>

enum { lasting = 3, writers = 4, comers = 2, readers = 4 };

static provisor *handles[2];
static char tokens[lasting][64]; /* of the instances that stay, whose ids are 1 and up */
static _Atomic int64_t newest_id = lasting;
static atomic_int at_work, changes; /* writers that are not done; all changes so far */
static int each;                    /* changes of each writer */

/* Everything that a change sets is made of one number. */
static char *request_of(int number)
{
    char *request;
    if (asprintf(&request,
                 "{\"element\": {\"key\": \"freshservice\"}, \"name\": \"n%d\", \"tags\": [\"n%d\", \"all\"], "
                 "\"configuration\": {\"username\": \"n%d\", \"subdomain\": \"n%d\", \"password\": \"Kettle-%d\"}}",
                 number, number, number, number, number) < 0)
        abort();
    return request;
}

/* An instance of which some members are of one change and some of another is none that ever was. */
static void check_whole(json_t *instance)
{
    const char *name = text_at(instance, "/name");
    CHECK(name && json_array_size(at(instance, "/tags")) == 2 && json_object_size(instance) >= 17);
    if (!name)
        return;
    CHECK_TEXT(text_at(instance, "/tags/0"), name);
    CHECK_TEXT(text_at(instance, "/configuration/username"), name);
    CHECK_TEXT(text_at(instance, "/configuration/subdomain"), name);
    CHECK_TEXT(text_at(instance, "/configuration/password"), "********");
}

/* --------------------------------------------------------------------------------------------- writers --- */

/* Changes the lasting instances, so that writers of both handles meet on each. */
static void *change(void *argument)
{
    provisor *p = argument;
    for (int i = 0; i < each; i++) {
        char *request = request_of(++changes);
        json_t *now = i % 3 == 2
            ? CALL(PROVISOR_OK, provisor_instance_replace, p, i % lasting + 1, request, PROVISOR_TEXT)
            : CALL(PROVISOR_OK, provisor_instance_update, p, i % lasting + 1, request, PROVISOR_TEXT);
        check_whole(now);
        json_decref(now);
        free(request);
    }
    at_work--;
    return NULL;
}

/* Provisions and removes others. */
static void *come_and_go(void *argument)
{
    provisor *p = argument;
    for (int i = 0; i < each / 2; i++) {
        char *request = request_of(++changes);
        json_t *created = CREATE(p, request);
        int64_t id = id_of(created), newest = newest_id;
        check_whole(created);
        while (id > newest && !atomic_compare_exchange_weak(&newest_id, &newest, id))
            ;
        if (i % 4)
            REMOVE(PROVISOR_OK, p, id);
        json_decref(created);
        free(request);
    }
    at_work--;
    return NULL;
}

/* --------------------------------------------------------------------------------------------- readers --- */

static void read_one(provisor *p, int64_t id)
{
    char *reply = NULL;
    provisor_status status = provisor_instance_get(p, id, &reply);
    json_t *instance = json_loads(reply, 0, NULL);
    CHECK_REPLY(status == PROVISOR_OK || (status == PROVISOR_NOT_FOUND && id > lasting), reply);
    if (status == PROVISOR_OK)
        check_whole(instance);
    json_decref(instance);
    provisor_free(reply);
}

static void read_page(provisor *p, const char *query)
{
    json_t *page = CALL(PROVISOR_OK, provisor_instance_list, p, query, PROVISOR_TEXT), *instance;
    size_t index;
    int64_t before = 0;
    json_array_foreach(at(page, "/instances"), index, instance) {
        check_whole(instance);
        CHECK(id_of(instance) > before && (index >= lasting || id_of(instance) == (int64_t)index + 1));
        before = id_of(instance);
    }
    CHECK(index >= lasting);
    json_decref(page);
}

static void *read_all(void *argument)
{
    provisor *p = argument;
    for (int i = 0; at_work > 0; i++) {
        read_one(p, i % lasting + 1);
        read_one(p, newest_id);
        json_t *found = CALL(PROVISOR_OK, provisor_instance_find, p, tokens[i % lasting]);
        check_whole(found);
        CHECK_INT(id_of(found), i % lasting + 1);
        json_decref(found);
        if (i % 4 == 0) {
            read_page(p, i % 8 ? JSON("{'tags': ['all']}") : "{}");
            json_t *count = CALL(PROVISOR_OK, provisor_instance_count, p);
            CHECK(number_at(count, "/totalInstances") >= lasting);
            CHECK_INT(number_at(count, "/totalInstances"), number_at(count, "/elementInstances/0/count"));
            json_decref(count);
        }
        usleep(200);
    }
    return NULL;
}

static pthread_t start(void *(*body)(void *), int handle)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, handles[handle]) != 0)
        abort();
    return thread;
}

/* What is left when all are done is what one change made of it, its secret too. */
static void check_the_end(provisor *p)
{
    for (int64_t id = 1; id <= lasting; id++) {
        char password[64];
        json_t *now = GET(p, id);
        check_whole(now);
        CHECK_TEXT(text_at(now, "/token"), tokens[id - 1]);
        CHECK_INT(number_at(now, "/version"), 1 + writers * (each / lasting));
        snprintf(password, sizeof password, "Kettle-%s", text_at(now, "/name") + 1);
        CHECK_REPLY(has_password(p, id, password), password);
        json_decref(now);
    }
}

int main(void)
{
    pthread_t running[writers + comers + readers];
    int count = 0;
    each = rounds(67, 9) * lasting;
    scratch_enter();
    for (int i = 0; i < 2; i++)
        handles[i] = OPEN("readers.db", NULL);
    for (int i = 0; i < lasting; i++) {
        char *request = request_of(++changes);
        json_t *created = CREATE(handles[0], request);
        snprintf(tokens[i], sizeof *tokens, "%s", text_at(created, "/token"));
        json_decref(created);
        free(request);
    }
    at_work = writers + comers;
    for (int i = 0; i < writers; i++)
        running[count++] = start(change, i % 2);
    for (int i = 0; i < comers; i++)
        running[count++] = start(come_and_go, i % 2);
    for (int i = 0; i < readers; i++)
        running[count++] = start(read_all, i % 2);
    for (int i = 0; i < count; i++)
        pthread_join(running[i], NULL);
    check_the_end(handles[0]);
    check_the_end(handles[1]);
    for (int i = 0; i < 2; i++)
        provisor_close(handles[i]);
    scratch_leave();
    return check_result();
}
