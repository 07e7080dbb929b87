/*
 * What reading and changing cost in a small store and in a large one, in one run: whatever is found by an index must
 * not grow with the store. Started by bench, or alone: store [INSTANCES], 1,000,000 when not said.
 *
 * The stores are built where a commit costs nothing (/dev/shm, when it is there), so that building them takes about a
 * minute; so the figures of update are those of the work, not of a disk.
 */
#define _GNU_SOURCE
#include "measure.h"

#include <provisor.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOKENS = 1000, ROUNDS = 9, TAGGED = 100 };

static provisor *handle;
static long instances;
static char tokens[TOKENS][64];
static char authorization[320];
static unsigned long long state = 88172645463325252ULL;

static unsigned long random_below(unsigned long limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned long)(state % limit);
}

static double now(void) { return microseconds(CLOCK_MONOTONIC); }

static void fail(const char *what) {
    fprintf(stderr, "store: %s\n", what ? what : "out of memory");
    exit(1);
}

static void check(provisor_status status, char **reply) {
    if (status) fail(*reply);
    provisor_free(*reply);
}

static void text_of(const char *reply, const char *member, char *out, size_t size) {
    const char *start = strstr(reply, member);
    if (!start) fail(reply);
    start += strlen(member);
    snprintf(out, size, "%.*s", (int)strcspn(start, "\""), start);
}

static void build(const char *path) {
    char request[512], *reply;
    if (provisor_open(path, NULL, &handle, &reply)) fail(reply);
    for (long i = 0; i < instances; i++) {
        int length = snprintf(request, sizeof request,
            "{\"element\":{\"key\":\"freshservice\"},\"configuration\":{\"username\":\"user%ld@acme.example\","
            "\"password\":\"correct horse %ld\",\"subdomain\":\"acme\"},\"tags\":[\"t%ld\"],\"name\":\"Instance %ld\"}",
            i, i, i / TAGGED, i);
        if (provisor_provision(handle, request, (size_t)length, &reply)) fail(reply);
        if (i % (instances / TOKENS) == 0 && i / (instances / TOKENS) < TOKENS)
            text_of(reply, "\"token\":\"", tokens[i / (instances / TOKENS)], sizeof *tokens);
        provisor_free(reply);
    }
    char user[128], organization[128];
    if (provisor_default_secrets(handle, &reply)) fail(reply);
    text_of(reply, "\"user\":\"", user, sizeof user);
    text_of(reply, "\"organization\":\"", organization, sizeof organization);
    provisor_free(reply);
    snprintf(authorization, sizeof authorization, "User %s, Organization %s", user, organization);
}

static int64_t some_id(void) { return (int64_t)random_below((unsigned long)instances) + 1; }

static void get(void) {
    char *reply;
    check(provisor_instance_get(handle, some_id(), &reply), &reply);
}

static void request_get(void) {
    char target[64];
    snprintf(target, sizeof target, "/elements/api-v2/instances/%lld", (long long)some_id());
    provisor_http_header header = {"Authorization", authorization};
    provisor_http_request request = {sizeof request, 1, "GET", target, &header, NULL, 0};
    provisor_http_response response = {sizeof response, 0, 0, 0, NULL, NULL, 0};
    if (provisor_request(handle, &request, &response) || response.status != 200) fail("GET failed");
    provisor_response_free(&response);
}

static void find(void) {
    char *reply;
    check(provisor_instance_find(handle, tokens[random_below(TOKENS)], &reply), &reply);
}

static void page(void) {
    char *reply;
    check(provisor_instance_list(handle, "{\"pageSize\": 200}", PROVISOR_TEXT, &reply), &reply);
}

static void tagged(void) {
    char query[64], *reply;
    snprintf(query, sizeof query, "{\"tags\": [\"t%lu\"]}", random_below((unsigned long)instances / TAGGED));
    check(provisor_instance_list(handle, query, PROVISOR_TEXT, &reply), &reply);
}

static void count(void) {
    char *reply;
    check(provisor_instance_count(handle, &reply), &reply);
}

static void update(void) {
    char request[64], *reply;
    snprintf(request, sizeof request, "{\"name\": \"Instance %lu\"}", random_below(1000000000));
    check(provisor_instance_update(handle, some_id(), request, PROVISOR_TEXT, &reply), &reply);
}

static const struct {
    const char *name;
    void (*run)(void);
    int times;
} calls[] = {
    {"get by id", get, 2000},          {"find by token", find, 2000},  {"list a page of 200", page, 20},
    {"list 100 by tag", tagged, 40},   {"count", count, 2000},         {"update of the name", update, 500},
    {"provisor_request GET", request_get, 2000},
};
enum { CALLS = sizeof calls / sizeof *calls };

static void measure(double *medians) {
    double figures[CALLS][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        for (int call = 0; call < CALLS; call++) {
            double start = now();
            for (int i = 0; i < calls[call].times; i++) calls[call].run();
            if (round >= 0) figures[call][round] = (now() - start) / calls[call].times;
        }
    }
    for (int call = 0; call < CALLS; call++) medians[call] = median(figures[call], ROUNDS);
}

int main(int argument_count, char **arguments) {
    long large = argument_count > 1 ? atol(arguments[1]) : 1000000;
    if (large < TOKENS) fail("at least 1000 instances");
    char folder[] = "/dev/shm/provisor-bench-XXXXXX", here[] = "build/bench-XXXXXX", path[64], command[96];
    const char *root = mkdtemp(folder) ? folder : mkdtemp(here);
    if (!root) fail("no folder for the stores");
    double medians[2][CALLS];
    for (int i = 0; i < 2; i++) {
        instances = i ? large : 1000;
        snprintf(path, sizeof path, "%s/%ld.db", root, instances);
        build(path);
        measure(medians[i]);
        provisor_close(handle);
    }
    struct stat file;
    if (stat(path, &file)) fail("stat");
    printf("\nstores of 1,000 and of %ld instances (median of %d rounds)\n", large, ROUNDS);
    for (int call = 0; call < CALLS; call++) {
        printf("  %-24s %9.1f us  %9.1f us  %5.2fx\n", calls[call].name, medians[0][call], medians[1][call],
               medians[1][call] / medians[0][call]);
    }
    printf("  provisor_request adds %.1f us to the typed get\n", medians[0][CALLS - 1] - medians[0][0]);
    printf("  %ld instances weigh %.0f MB, %.0f bytes each\n", large, (double)file.st_size / 1e6,
           (double)file.st_size / (double)large);
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command) != 0;
}
