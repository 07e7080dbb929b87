/* Threads that close a handle under each other and under running calls: every call works or is PROVISOR_MISUSE. */
#define _GNU_SOURCE
#include "files.h"
#include <pthread.h>

enum { workers = 4 };

static _Atomic(provisor *) shared;
static _Atomic int stop, worked, refused;

static void *work(void *argument)
{
    (void)argument;
    while (!stop) {
        char *reply = NULL;
        provisor_status status = provisor_provision(shared, GOOD, PROVISOR_TEXT, &reply);
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_MISUSE, reply);
        CHECK(reply != NULL);
        worked += status == PROVISOR_OK;
        refused += status == PROVISOR_MISUSE;
        provisor_free(reply);
    }
    return NULL;
}

static void *close_shared(void *argument)
{
    provisor_close(argument);
    return NULL;
}

static void test_closing_under_calls(void)
{
    pthread_t threads[workers], closers[2];
    shared = OPEN("closing.db", NULL);
    for (int i = 0; i < workers; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int round = 0; round < rounds(100, 10); round++) {
        int before = worked;
        while (worked < before + 2) /* there are calls on it */
            sched_yield();
        provisor *old = shared;
        pthread_create(&closers[0], NULL, close_shared, old);
        pthread_create(&closers[1], NULL, close_shared, old);
        provisor_close(old);
        pthread_join(closers[0], NULL);
        pthread_join(closers[1], NULL);
        CHECK_INT(provisor_validate(old, GOOD, PROVISOR_TEXT, NULL), PROVISOR_MISUSE);
        shared = OPEN("closing.db", NULL);
    }
    stop = 1;
    for (int i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
    provisor_close(shared);
    CHECK_INT(count_instances("closing.db"), worked);
}

/* Threads that open and close handles of their own at the same time each get their own. */
static void *open_and_close(void *argument)
{
    provisor *mine[8];
    (void)argument;
    for (int round = 0; round < rounds(100, 10); round++) {
        for (int i = 0; i < 8; i++)
            mine[i] = OPEN(NULL, NULL);
        for (int i = 0; i < 8; i++) {
            json_decref(VALIDATE(mine[i], GOOD, PROVISOR_OK));
            provisor_close(mine[i]);
            json_decref(VALIDATE(mine[i], GOOD, PROVISOR_MISUSE));
        }
    }
    return NULL;
}

static void test_opening_together(void)
{
    pthread_t threads[workers];
    for (int i = 0; i < workers; i++)
        pthread_create(&threads[i], NULL, open_and_close, NULL);
    for (int i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    scratch_enter();
    test_closing_under_calls();
    test_opening_together();
    scratch_leave();
    return check_result();
}
