/*
 * What loading the library costs a process that has loaded nothing of it yet. Started by bench, with the path of the
 * library; prints milliseconds of dlopen, milliseconds of open and first validation, and KiB of resident memory added
 * by each of both.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char request[] =
    "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane@acme.example\","
    " \"password\": \"correct horse battery staple\", \"subdomain\": \"acme\"}, \"name\": \"Docs\"}";

static void fail(const char *what) {
    fprintf(stderr, "load: %s failed\n", what);
    exit(1);
}

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long resident_kib(void) {
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &pages, &resident) != 2) fail("/proc/self/statm");
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int count, char **arguments) {
    if (count != 2) fail("load LIBRARY");
    long before = resident_kib();
    double start = milliseconds();
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) fail(dlerror());
    double loaded = milliseconds();
    long loaded_kib = resident_kib();
    int (*open_store)(const char *, const void *, void **, char **);
    int (*validate)(void *, const char *, size_t, char **);
    void (*close_store)(void *);
    *(void **)&open_store = dlsym(library, "provisor_open");
    *(void **)&validate = dlsym(library, "provisor_validate");
    *(void **)&close_store = dlsym(library, "provisor_close");
    void *p;
    if (open_store(":memory:", NULL, &p, NULL) || validate(p, request, sizeof request - 1, NULL)) fail("validation");
    double ready = milliseconds();
    printf("%f %f %ld %ld\n", loaded - start, ready - loaded, loaded_kib - before, resident_kib() - before);
    close_store(p);
    return 0;
}
