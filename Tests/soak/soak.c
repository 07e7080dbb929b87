/*
 * Mixed load of threads and processes on one store, for a while: soak SECONDS. Fails when a call fails, when resident
 * memory grows between the first half and the second, or when the number of open files changes.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <provisor.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, PROCESSES = 2, KEPT = 50, SAMPLES = 100000 };

static const char request[] =
    "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane@acme.example\","
    " \"password\": \"correct horse battery staple\", \"subdomain\": \"acme\"}, \"tags\": [\"soak\"]}";
static const char faulty[] = "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"subdomian\": \"<X>\"}}";

static provisor *handle;
static atomic_int is_over;
static atomic_long calls;

static void check(int holds, const char *what, const char *reply)
{
    if (holds)
        return;
    fprintf(stderr, "soak: %s failed: %s\n", what, reply ? reply : "");
    exit(1);
}

/* The address of the reply, as nobody says which argument is worked out first. */
static void call(provisor_status status, provisor_status expected, const char *what, char **reply)
{
    check(status == expected, what, *reply);
    provisor_free(*reply);
    calls++;
}

/* Makes instances and removes them again, so that the store stays as large as it is. */
static void *work(void *argument)
{
    long long ids[KEPT] = {0};
    char *reply, *id;
    (void)argument;
    for (long round = 0; !is_over; round++) {
        long long *slot = &ids[round % KEPT];
        if (*slot)
            call(provisor_instance_remove(handle, *slot, &reply), PROVISOR_OK, "remove", &reply);
        provisor_status status = provisor_provision(handle, request, PROVISOR_TEXT, &reply);
        check(status == PROVISOR_OK, "provision", reply);
        check((id = strstr(reply, "\"id\":")) != NULL, "the reply of provision", reply);
        *slot = atoll(id + 5);
        provisor_free(reply);
        call(provisor_instance_get(handle, *slot, &reply), PROVISOR_OK, "get", &reply);
        call(provisor_instance_update(handle, *slot, "{\"name\": \"soaked\"}", PROVISOR_TEXT, &reply), PROVISOR_OK,
             "update", &reply);
        call(provisor_instance_rotate(handle, *slot, 0, &reply), PROVISOR_OK, "rotate", &reply);
        call(provisor_validate(handle, faulty, PROVISOR_TEXT, &reply), PROVISOR_INVALID, "validate", &reply);
        call(provisor_instance_list(handle, "{\"pageSize\": 20}", PROVISOR_TEXT, &reply), PROVISOR_OK, "list", &reply);
    }
    return NULL;
}

static void start(pthread_t *threads)
{
    for (int i = 0; i < THREADS; i++)
        check(pthread_create(&threads[i], NULL, work, NULL) == 0, "pthread_create", NULL);
}

static void finish(pthread_t *threads)
{
    is_over = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    provisor_close(handle);
}

static long resident_kib(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    check(file && fscanf(file, "%ld %ld", &pages, &resident) == 2, "/proc/self/statm", NULL);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int open_files(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    check(folder != NULL, "/proc/self/fd", NULL);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void end(int signal)
{
    (void)signal;
    is_over = 1;
}

/* The same load in another process, until it is told to end. */
static pid_t start_process(const char *store)
{
    pid_t child = fork();
    if (child == 0) {
        pthread_t threads[THREADS];
        signal(SIGTERM, end);
        check(provisor_open(store, NULL, &handle, NULL) == PROVISOR_OK, "open", NULL);
        start(threads);
        while (!is_over)
            usleep(100000);
        finish(threads);
        exit(0);
    }
    check(child > 0, "fork", NULL);
    return child;
}

static int ascending(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

static long median(long *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

int main(int count, char **arguments)
{
    int seconds = count > 1 ? atoi(arguments[1]) : 600, samples = 0;
    char folder[] = "build/soak-XXXXXX", store[64], command[64];
    pid_t children[PROCESSES];
    pthread_t threads[THREADS];
    static long memory[SAMPLES];
    check(seconds >= 4 && seconds < SAMPLES, "at least 4 SECONDS", NULL);
    check(mkdtemp(folder) != NULL, "mkdtemp", NULL);
    snprintf(store, sizeof store, "%s/instances.db", folder);
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start_process(store);
    check(provisor_open(store, NULL, &handle, NULL) == PROVISOR_OK, "open", NULL);
    start(threads);
    /* Caches fill and every thread gets its connection before anything is measured. */
    int warm_up = seconds / 4, files = 0, odd = 0;
    for (int second = 0; second < seconds; second++) {
        sleep(1);
        if (second < warm_up)
            continue;
        memory[samples++] = resident_kib();
        if (!files)
            files = open_files();
        odd += open_files() > files + THREADS * 3; /* a connection of three files for each reader at once */
    }
    finish(threads);
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        kill(children[i], SIGTERM);
        check(waitpid(children[i], &status, 0) == children[i] && status == 0, "another process", NULL);
    }
    int half = samples / 2;
    long before = median(memory, half), after = median(memory + half, samples - half);
    printf("soak: %d s, %ld calls here; resident %ld KiB, then %ld KiB; %d files open\n", seconds, (long)calls, before,
           after, files);
    check(after <= before + before / 20 + 1024, "resident memory, which grows", NULL);
    check(odd == 0, "the number of open files, which grows", NULL);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0;
}
