/* Threads: many on one handle, and handles opened and closed side by side on one file. */
#define _GNU_SOURCE
#include "files.h"
#include <pthread.h>

enum { threads = 8, validators = 2 };

static provisor *shared;
static int each; /* instances of each thread */
static atomic_int at_work;

/* The ids and tokens that were acknowledged. */
struct work {
    long long *ids;
    char (*tokens)[48];
};

static void start(pthread_t *thread, void *(*body)(void *), void *argument)
{
    if (pthread_create(thread, NULL, body, argument) != 0)
        abort();
}

static void *provision(void *argument)
{
    struct work *work = argument;
    for (int i = 0; i < each; i++) {
        json_t *instance = PROVISION(shared, GOOD, PROVISOR_OK);
        work->ids[i] = json_integer_value(at(instance, "/id"));
        snprintf(work->tokens[i], sizeof *work->tokens, "%s", text_at(instance, "/token"));
        json_decref(instance);
        if (i % 8 == 0)
            json_decref(PROVISION(shared, "{}", PROVISOR_INVALID));
    }
    at_work--;
    return NULL;
}

static void *validate(void *argument)
{
    json_t *good = json_loads(GOOD, 0, NULL);
    (void)argument;
    while (at_work > 0) {
        json_decref(VALIDATE(shared, GOOD, PROVISOR_OK));
        json_decref(VALIDATE(shared, REQUEST("'username': ' '"), PROVISOR_INVALID));
        json_decref(VALIDATE(shared, "{'", PROVISOR_MALFORMED));
        CHECK_INT(provisor_validate_json(shared, good, NULL), PROVISOR_OK);
        usleep(1000);
    }
    json_decref(good);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    long long left = *(const long long *)a, right = *(const long long *)b;
    return (left > right) - (left < right);
}

static int compare_tokens(const void *a, const void *b) { return strcmp(a, b); }

/* 2,000 instances: all there, numbered without a gap, each with a token of its own. */
static void test_one_handle(void)
{
    size_t all = (size_t)threads * (size_t)each;
    pthread_t provisioning[threads], validating[validators];
    struct work work[threads];
    long long *ids = calloc(all, sizeof *ids);
    char(*tokens)[48] = calloc(all, sizeof *tokens);
    if (!ids || !tokens)
        abort();
    shared = OPEN("threads.db", NULL);
    at_work = threads;
    for (int i = 0; i < threads; i++) {
        work[i] = (struct work){ids + i * each, tokens + i * each};
        start(&provisioning[i], provision, &work[i]);
    }
    for (int i = 0; i < validators; i++)
        start(&validating[i], validate, NULL);
    for (int i = 0; i < threads; i++) {
        pthread_join(provisioning[i], NULL);
        for (int k = 1; k < each; k++) /* what one thread sees ascends */
            CHECK(work[i].ids[k] > work[i].ids[k - 1]);
    }
    for (int i = 0; i < validators; i++)
        pthread_join(validating[i], NULL);
    provisor_close(shared);

    qsort(ids, all, sizeof *ids, compare_ids);
    qsort(tokens, all, sizeof *tokens, compare_tokens);
    for (size_t i = 0; i < all; i++) {
        CHECK_INT(ids[i], i + 1);
        CHECK_INT(strlen(tokens[i]), 44);
        CHECK(i == 0 || strcmp(tokens[i], tokens[i - 1]) != 0);
    }
    CHECK_INT(count_instances("threads.db"), all);
    CHECK_INT(store_number("threads.db", "SELECT max(id) FROM instance"), all);
    CHECK_INT(store_number("threads.db", "SELECT count(DISTINCT token_fingerprint) FROM instance"), all);
    free(ids);
    free(tokens);
}

/* Opens, provisions and closes, on a file that at first is not there. */
static void *open_and_close(void *argument)
{
    (void)argument;
    for (int i = 0; i < each / 10; i++) {
        provisor *p = OPEN("handles.db", NULL), *memory = OPEN(NULL, NULL);
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
        json_decref(PROVISION(memory, GOOD, PROVISOR_OK));
        provisor_close(memory);
        json_decref(VALIDATE(p, GOOD, PROVISOR_OK));
        provisor_close(p);
    }
    return NULL;
}

static void test_many_handles(void)
{
    pthread_t running[threads];
    for (int i = 0; i < threads; i++)
        start(&running[i], open_and_close, NULL);
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    CHECK_INT(count_instances("handles.db"), threads * (each / 10));
    CHECK_INT(store_number("handles.db", "SELECT max(id) FROM instance"), threads * (each / 10));
}

int main(void)
{
    each = rounds(250, 20);
    scratch_enter();
    test_one_handle();
    test_many_handles();
    scratch_leave();
    return check_result();
}
