/* Processes: several on one store, racing from its creation on, and what a fork leaves to the child. */
#define _GNU_SOURCE
#include "files.h"
#include <sys/wait.h>

enum { processes = 4 };

/* Runs a body in a child process, which ends with whether its checks passed. */
static pid_t spawn(void (*body)(int), int argument)
{
    pid_t child = fork();
    if (child < 0)
        abort();
    if (child == 0) {
        check_failures = 0;
        body(argument);
        _exit(check_failures ? 1 : 0);
    }
    return child;
}

static void wait_for(pid_t child)
{
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT(status, 0);
}

/* Waits until the other end of a pipe is closed. */
static void wait_for_end(int pipe_end)
{
    char byte;
    while (read(pipe_end, &byte, 1) > 0)
        ;
}

/* ---------------------------------------------------------------------------------------- one new store --- */

static int each;
static int start_line[2], results[2];

static void race(int number)
{
    (void)number;
    close(start_line[1]);
    wait_for_end(start_line[0]);
    provisor *p = OPEN("race.db", NULL);
    for (int i = 0; i < each; i++) {
        json_t *instance = PROVISION(p, GOOD, PROVISOR_OK); /* never PROVISOR_BUSY */
        long long id = json_integer_value(at(instance, "/id"));
        CHECK_INT(write(results[1], &id, sizeof id), sizeof id);
        json_decref(instance);
    }
    provisor_close(p);
}

static void test_race(void)
{
    pid_t children[processes];
    int all = processes * each, count = 0;
    char *seen = calloc(1, (size_t)all + 1);
    long long id;
    CHECK(seen && pipe(start_line) == 0 && pipe(results) == 0);
    for (int i = 0; i < processes; i++)
        children[i] = spawn(race, i);
    close(start_line[0]), close(start_line[1]); /* they are off */
    close(results[1]);
    while (read(results[0], &id, sizeof id) == sizeof id) {
        count++;
        CHECK(id >= 1 && id <= all && !seen[id]);
        if (id >= 1 && id <= all)
            seen[id] = 1;
    }
    for (int i = 0; i < processes; i++)
        wait_for(children[i]);
    close(results[0]);
    CHECK_INT(count, all);
    CHECK_INT(count_instances("race.db"), all);
    CHECK_INT(store_number("race.db", "SELECT count(DISTINCT token_fingerprint) FROM instance"), all);
    CHECK_INT(store_number("race.db", "SELECT count(*) FROM store"), 1);
    provisor_close(OPEN("race.db", NULL)); /* its key file fits */
    free(seen);
}

/* Only the creation, again and again: that is where stores and key files can be mixed up. */
static void create(int number)
{
    char name[32];
    snprintf(name, sizeof name, "new-%d.db", number);
    close(start_line[1]);
    wait_for_end(start_line[0]);
    provisor *p = OPEN(name, NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
}

static void test_creation(void)
{
    char name[32];
    for (int round = 0; round < rounds(25, 3); round++) {
        pid_t children[processes];
        CHECK(pipe(start_line) == 0);
        for (int i = 0; i < processes; i++)
            children[i] = spawn(create, round);
        close(start_line[0]), close(start_line[1]);
        for (int i = 0; i < processes; i++)
            wait_for(children[i]);
        snprintf(name, sizeof name, "new-%d.db", round);
        provisor *p = OPEN(name, NULL);
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
        provisor_close(p);
        CHECK_INT(count_instances(name), processes + 1);
    }
}

/* ------------------------------------------------------------------------------------------------- fork --- */

static provisor *inherited;

/* The parent's handle is refused, an own one works, both beside the parent's. */
static void use_inherited(int number)
{
    json_t *problem = PROVISION(inherited, GOOD, PROVISOR_MISUSE), *request = json_loads(GOOD, 0, NULL);
    CHECK_CONTAINS(text_at(problem, "/message"), "fork");
    CHECK_INT(provisor_provision_json(inherited, request, NULL), PROVISOR_MISUSE);
    json_decref(problem);
    json_decref(request);
    provisor *own = OPEN("fork.db", NULL);
    for (int i = 0; i < number; i++)
        json_decref(PROVISION(own, GOOD, PROVISOR_OK));
    provisor_close(own);
}

static void test_inherited_handle(void)
{
    inherited = OPEN("fork.db", NULL);
    json_decref(PROVISION(inherited, GOOD, PROVISOR_OK));
    pid_t child = spawn(use_inherited, 20);
    for (int i = 0; i < 20; i++)
        json_decref(PROVISION(inherited, GOOD, PROVISOR_OK));
    wait_for(child);
    json_decref(PROVISION(inherited, GOOD, PROVISOR_OK));
    provisor_close(inherited);
    CHECK_INT(count_instances("fork.db"), 42);

    inherited = OPEN(NULL, NULL); /* the same rule for a store in memory, of which the child has but a copy */
    child = spawn(use_inherited, 0);
    wait_for(child);
    provisor_close(inherited);
}

static int parent_closed[2], child_opened[2];

static void outlive(int number)
{
    close(parent_closed[1]), close(child_opened[0]);
    provisor *own = OPEN("outlive.db", NULL);
    json_decref(PROVISION(own, GOOD, PROVISOR_OK));
    close(child_opened[1]);
    wait_for_end(parent_closed[0]);
    for (int i = 1; i < number; i++)
        json_decref(PROVISION(own, GOOD, PROVISOR_OK));
    provisor_close(own);
}

/* The child has opened its own handle, as told; then the parent closes the one from before the fork. SQLite's locks
   belong to a process and its table of open files is copied by fork: nothing of that may cost the child's rows. */
static void test_parent_closes_first(void)
{
    CHECK(pipe(parent_closed) == 0 && pipe(child_opened) == 0);
    provisor *p = OPEN("outlive.db", NULL);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    pid_t child = spawn(outlive, 10);
    close(child_opened[1]), close(parent_closed[0]);
    wait_for_end(child_opened[0]);
    provisor_close(p);
    close(parent_closed[1]), close(child_opened[0]);
    wait_for(child);
    CHECK_INT(count_instances("outlive.db"), 11);
}

int main(void)
{
    each = rounds(500, 20);
    scratch_enter();
    test_race();
    test_creation();
    test_inherited_handle();
    test_parent_closes_first();
    scratch_leave();
    return check_result();
}
