/*
 * What the size of the catalogue costs. Started by `make bench`, in the root of the tree, with the path of a library
 * that has one element only; all figures are of one run.
 *
 * - opening a store in a fresh process, with all elements and with one
 * - validation of an example request for each element, beside jansson's parse of the same text
 * - validation for one element, with a thousand further ones loaded
 * - loading the largest real export, beside the parse of its text; skipped where the exports are absent
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <jansson.h>
#include "measure.h"

#include <provisor.h>
#include <provisor_jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ROUNDS = 9, ELEMENTS = 1000 };

/* The time of this process only, which other work on the machine disturbs less. */
static double now(void) { return microseconds(CLOCK_PROCESS_CPUTIME_ID); }

static void fail(const char *what) {
    fprintf(stderr, "catalogue: %s\n", what ? what : "out of memory");
    exit(1);
}

/* ------------------------------------------------------------------------------------------- opening --- */

/* Milliseconds of opening and the first validation, and KiB of memory for loading and both, in a process of its own. */
static void load(const char *library, double *milliseconds, double *kib) {
    char command[512];
    snprintf(command, sizeof command, "build/tests/bench/load %s", library);
    FILE *output = popen(command, "r");
    double loaded, loaded_kib;
    if (!output || fscanf(output, "%lf %lf %lf %lf", &loaded, milliseconds, &loaded_kib, kib) != 4) fail(command);
    pclose(output);
}

static void bench_open(const char *with_one) {
    enum { TIMES = 41 };
    const char *libraries[] = {with_one, "build/lib/libprovisor.so"};
    double milliseconds[2][TIMES], kib[2][TIMES];
    for (int i = 0; i < TIMES; i++)
        for (int which = 0; which < 2; which++) load(libraries[which], &milliseconds[which][i], &kib[which][i]);
    double one = median(milliseconds[0], TIMES), all = median(milliseconds[1], TIMES);
    double one_kib = median(kib[0], TIMES), all_kib = median(kib[1], TIMES);
    printf("\nopening and a first validation in a fresh process (median of %d)\n", TIMES);
    printf("  %-44s %8.3f ms %8.0f KiB\n", "with one element", one, one_kib);
    printf("  %-44s %8.3f ms %8.0f KiB\n", "with all elements", all, all_kib);
    printf("  %-44s %8.3f ms %8.0f KiB\n", "more", all - one, all_kib - one_kib);
}

/* ---------------------------------------------------------------------------------------- validation --- */

static provisor *open_store(void) {
    provisor *p;
    char *problem;
    if (provisor_open(":memory:", NULL, &p, &problem)) fail(problem);
    return p;
}

static double validation(provisor *p, const char *text, size_t length, int times) {
    double start = now();
    for (int i = 0; i < times; i++)
        if (provisor_validate(p, text, length, NULL)) fail(text);
    return (now() - start) / times;
}

static double parse(const char *text, size_t length, int times) {
    double start = now();
    for (int i = 0; i < times; i++) json_decref(json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL));
    return (now() - start) / times;
}

static void bench_elements(void) {
    json_t *requests = json_load_file("Tests/data/catalogue/requests.json", 0, NULL);
    size_t count = json_object_size(requests);
    double *ratios = calloc(count, sizeof *ratios), *firsts = calloc(count, sizeof *firsts);
    if (!requests || !ratios || !firsts) fail("no example requests");
    provisor *p = open_store();
    const char *key, *worst = "";
    double most = 0;
    size_t index = 0;
    json_t *request;
    json_object_foreach(requests, key, request) {
        char *text = json_dumps(request, JSON_INDENT(2));
        size_t length = strlen(text);
        firsts[index] = validation(p, text, length, 1);
        double floors[ROUNDS], figures[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floors[round] = parse(text, length, 500);
            figures[round] = validation(p, text, length, 500);
        }
        ratios[index] = median(figures, ROUNDS) / median(floors, ROUNDS);
        if (ratios[index] > most) {
            most = ratios[index];
            worst = key;
        }
        index++;
        free(text);
    }
    printf("\nvalidation of an example for each of %zu elements, status only\n", count);
    printf("  %-44s %8.2fx the parse of its text\n", "median", median(ratios, (int)count));
    printf("  %-44s %8.2fx (%s)\n", "worst", most, worst);
    qsort(firsts, count, sizeof *firsts, ascending);
    printf("  %-44s %8.2f us, at most %.2f us\n", "the first one, which reads the definition", firsts[count / 2],
        firsts[count - 1]);
    provisor_close(p);
    json_decref(requests);
    free(ratios);
    free(firsts);
}

static void bench_growth(void) {
    static const char request[] =
        "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane@acme.example\","
        " \"password\": \"correct horse battery staple\", \"subdomain\": \"acme\"}, \"name\": \"Docs\"}";
    provisor *small = open_store(), *large = open_store();
    for (int i = 0; i < ELEMENTS; i++) {
        char definition[256], *report;
        snprintf(definition, sizeof definition,
            "{\"key\": \"other%d\", \"configuration\": [{\"key\": \"username\", \"required\": true}]}", i);
        if (provisor_element_load(large, definition, PROVISOR_TEXT, &report)) fail(report);
        provisor_free(report);
    }
    double before[ROUNDS], after[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        before[round] = validation(small, request, sizeof request - 1, 20000);
        after[round] = validation(large, request, sizeof request - 1, 20000);
    }
    double few = median(before, ROUNDS), many = median(after, ROUNDS);
    printf("\nvalidation for one element as the catalogue grows\n");
    printf("  %-44s %8.3f us\n", "with the built-in elements", few);
    printf("  with %4d more loaded %30.3f us  %5.2fx\n", ELEMENTS, many, many / few);
    provisor_close(small);
    provisor_close(large);
}

/* --------------------------------------------------------------------------------- the largest export --- */

static void bench_export(void) {
    const char *shared = getenv("PROVISOR_SHARED");
    char folder[512], largest[1024] = "";
    snprintf(folder, sizeof folder, "%s/data/exports", shared ? shared : "../shared");
    DIR *entries = opendir(folder);
    if (!entries) {
        printf("\nloading the largest real export: skipped, %s is not there\n", folder);
        return;
    }
    off_t most = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        char path[1024];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (stat(path, &about) || !S_ISREG(about.st_mode) || about.st_size <= most) continue;
        most = about.st_size;
        snprintf(largest, sizeof largest, "%s", path);
    }
    closedir(entries);
    char *text = malloc((size_t)most + 1);
    FILE *file = fopen(largest, "r");
    if (!text || !file || fread(text, 1, (size_t)most, file) != (size_t)most) fail(largest);
    fclose(file);
    provisor *p = open_store();
    double floors[ROUNDS], figures[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        floors[round] = parse(text, (size_t)most, 10);
        double start = now();
        for (int i = 0; i < 10; i++)
            if (provisor_element_load(p, text, (size_t)most, NULL)) fail(largest);
        figures[round] = (now() - start) / 10;
    }
    double floor = median(floors, ROUNDS), figure = median(figures, ROUNDS);
    printf("\nloading the largest real export, %lld bytes\n", (long long)most);
    printf("  %-44s %8.0f us\n", "jansson parse", floor);
    printf("  %-44s %8.0f us  %5.2fx the parse\n", "provisor_element_load, with its lint", figure, figure / floor);
    provisor_close(p);
    free(text);
}

int main(int count, char **arguments) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count == 2) bench_open(arguments[1]);
    bench_elements();
    bench_growth();
    bench_export();
    return 0;
}
