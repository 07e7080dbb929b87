/*
 * What the library costs, beside the floors it stands on: jansson's parse of the same text, and SQLite's durable
 * insert of an equal row. All in one run, as only ratios of one run mean something on a shared machine.
 *
 * Each figure is the median of several rounds; floors and calls take turns, so that a slow moment hits both.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jansson.h>
#include <pthread.h>
#include "measure.h"

#include <provisor.h>
#include <provisor_jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char clean[] =
    "{\n  \"element\": {\n    \"key\": \"freshservice\"\n  },\n  \"configuration\": {\n"
    "    \"username\": \"jane@acme.example\",\n    \"password\": \"correct horse battery staple\",\n"
    "    \"subdomain\": \"acme\"\n  },\n  \"tags\": [\n    \"Docs\"\n  ],\n  \"name\": \"Docs\"\n}\n";

/* Eleven faults, one of each kind that people make most. */
static const char faulty[] =
    "{\n  \"element\": {\n    \"key\": \"freshservice\"\n  },\n  \"configuration\": {\n"
    "    \"username\": \"<INSERT_FRESHSERVICE_USERNAME>\",\n    \"subdomian\": \"acme\",\n"
    "    \"base.url\": \"https//acme.freshservice.com\",\n    \"pagination.max\": \"many\",\n"
    "    \"pagination.offset\": \"no\",\n    \"event.notification.enabled\": \"yes\",\n"
    "    \"event.poller.refresh_interval\": \"soon\"\n  },\n"
    "  \"tags\": [\n    \"<INSERT_TAGS>\", 5\n  ],\n  \"name\": \"<INSERT_INSTANCE_NAME>\"\n}\n";

enum { ROUNDS = 15 };

static double now(void) { return microseconds(CLOCK_MONOTONIC); }

static void fail(const char *what) {
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
}

/* ------------------------------------------------------------------------------------ validation --- */

static provisor *handle;
static json_t *parsed;

static void parse_clean(void) {
    json_decref(json_loadb(clean, sizeof clean - 1, JSON_REJECT_DUPLICATES, NULL));
}

static void parse_faulty(void) {
    json_decref(json_loadb(faulty, sizeof faulty - 1, JSON_REJECT_DUPLICATES, NULL));
}

static void validate_clean(void) {
    char *reply;
    provisor_validate(handle, clean, sizeof clean - 1, &reply);
    provisor_free(reply);
}

static void validate_faulty(void) {
    char *reply;
    provisor_validate(handle, faulty, sizeof faulty - 1, &reply);
    provisor_free(reply);
}

static void validate_json(void) {
    json_t *reply;
    provisor_validate_json(handle, parsed, &reply);
    json_decref(reply);
}

static void validate_json_verdict(void) { provisor_validate_json(handle, parsed, NULL); }

static const struct {
    const char *name;
    void (*run)(void);
    int times;
} calls[] = {
    {"jansson parse of the request", parse_clean, 20000},
    {"provisor_validate, text", validate_clean, 20000},
    {"provisor_validate_json, with report", validate_json, 20000},
    {"provisor_validate_json, status only", validate_json_verdict, 20000},
    {"jansson parse, request with 12 faults", parse_faulty, 10000},
    {"provisor_validate, 12 faults", validate_faulty, 2000},
};
enum { CALLS = sizeof calls / sizeof *calls };

static void bench_validation(void) {
    double figures[CALLS][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        for (int call = 0; call < CALLS; call++) {
            double start = now();
            for (int i = 0; i < calls[call].times; i++) calls[call].run();
            if (round >= 0) figures[call][round] = (now() - start) / calls[call].times;
        }
    }
    double medians[CALLS];
    for (int call = 0; call < CALLS; call++) medians[call] = median(figures[call], ROUNDS);
    printf("\nvalidation of %zu bytes (median of %d rounds)\n", sizeof clean - 1, ROUNDS);
    for (int call = 0; call < CALLS; call++) {
        double floor = call < 4 ? medians[0] : medians[4];
        printf("  %-40s %8.2f us  %5.2fx the parse\n", calls[call].name, medians[call], medians[call] / floor);
    }
}

/* ---------------------------------------------------------------------------------- provisioning --- */

static sqlite3 *raw;
static sqlite3_stmt *raw_begin, *raw_insert, *raw_tag, *raw_count, *raw_former, *raw_audit, *raw_commit;

static void step(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(raw));
    sqlite3_reset(statement);
}

/* An insertion of the row of another table, with a new key, and a token of its own. */
static sqlite3_stmt *raw_row(const char *table, const char *source) {
    sqlite3_stmt *row, *made;
    char select[64], insert[512];
    snprintf(select, sizeof select, "SELECT * FROM %s", source);
    if (sqlite3_prepare_v2(raw, select, -1, &row, NULL) || sqlite3_step(row) != SQLITE_ROW) fail("reading a row");
    int columns = sqlite3_column_count(row);
    int end = snprintf(insert, sizeof insert, "INSERT INTO %s VALUES (NULL", table);
    for (int i = 1; i < columns; i++) {
        int is_token = strcmp(sqlite3_column_name(row, i), "token_fingerprint") == 0;
        end += snprintf(insert + end, sizeof insert - (size_t)end, is_token ? ", randomblob(16)" : ", ?%d", i);
    }
    snprintf(insert + end, sizeof insert - (size_t)end, ")");
    if (sqlite3_prepare_v2(raw, insert, -1, &made, NULL)) fail(sqlite3_errmsg(raw));
    for (int i = 1; i < columns; i++) sqlite3_bind_value(made, i, sqlite3_column_value(row, i));
    sqlite3_finalize(row);
    return made;
}

/* The same tables, indexes, journal and durability, and rows of the same values, made from those of an instance that we
   provisioned: its own row, those of its tag and of the audit log, and the count of instances. */
static void raw_open(const char *path, const char *store) {
    char *sql = sqlite3_mprintf(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ATTACH %Q AS store;", store);
    if (sqlite3_open(path, &raw) || sqlite3_exec(raw, sql, NULL, NULL, NULL)) fail(sqlite3_errmsg(raw));
    sqlite3_free(sql);
    sqlite3_stmt *schema;
    sqlite3_prepare_v2(
        raw,
        "SELECT sql FROM store.sqlite_schema WHERE tbl_name IN ('instance', 'instance_tag', 'instance_count', 'audit')"
        " AND sql IS NOT NULL", -1, &schema, NULL);
    while (sqlite3_step(schema) == SQLITE_ROW) {
        if (sqlite3_exec(raw, (const char *)sqlite3_column_text(schema, 0), NULL, NULL, NULL)) fail(sqlite3_errmsg(raw));
    }
    sqlite3_finalize(schema);
    if (sqlite3_exec(raw, "CREATE TEMP TABLE row AS SELECT * FROM store.instance LIMIT 1;"
                     "CREATE TEMP TABLE event AS SELECT * FROM store.audit ORDER BY sequence DESC LIMIT 1; DETACH store;",
                     NULL, NULL, NULL))
        fail(sqlite3_errmsg(raw));
    raw_insert = raw_row("instance", "row");
    raw_audit = raw_row("audit", "event");
    sqlite3_prepare_v2(raw, "BEGIN IMMEDIATE", -1, &raw_begin, NULL);
    sqlite3_prepare_v2(raw, "COMMIT", -1, &raw_commit, NULL);
    sqlite3_prepare_v2(raw, "INSERT INTO instance_tag VALUES (2, 'Docs', last_insert_rowid())", -1, &raw_tag, NULL);
    sqlite3_prepare_v2(
        raw, "INSERT INTO instance_count VALUES (2, 'freshservice', 1) ON CONFLICT DO UPDATE SET count = count + 1", -1,
        &raw_count, NULL);
    sqlite3_prepare_v2(
        raw, "UPDATE audit SET head = NULL WHERE sequence = (SELECT max(sequence) FROM audit)", -1, &raw_former, NULL);
}

static void raw_row_insert(void) {
    step(raw_insert);
    step(raw_tag);
    step(raw_count);
    step(raw_audit);
}

static void raw_durable_insert(void) {
    step(raw_begin);
    step(raw_former);
    raw_row_insert();
    step(raw_commit);
}

static void provision(void) {
    char *reply;
    if (provisor_provision(handle, clean, sizeof clean - 1, &reply)) fail(reply);
    provisor_free(reply);
}

enum { TIMES = 40, THREADS = 8, LINES = 2000 };

static void *provision_some(void *argument) {
    (void)argument;
    for (int i = 0; i < TIMES; i++) provision();
    return NULL;
}

static void provision_in_threads(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, provision_some, NULL)) fail("pthread_create");
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

static int32_t keep_reply(void *userdata, uint64_t line, provisor_status status, const char *reply) {
    (void)userdata, (void)line;
    if (status) fail(reply);
    return 0;
}

/* The request on one line, again and again. */
static void provision_lines(char *text, size_t length) {
    provisor_many many = PROVISOR_MANY_INIT;
    many.text = text;
    many.length = length;
    many.reply = keep_reply;
    if (provisor_provision_many(handle, &many, NULL)) fail("provisor_provision_many");
}

static void raw_lines(void) {
    for (int i = 0; i < LINES; i++) {
        if (i % 1000 == 0) step(raw_begin), step(raw_former);
        raw_row_insert();
        if (i % 1000 == 999) step(raw_commit);
    }
}

static void bench_provisioning(void) {
    char folder[] = "build/bench-XXXXXX", store[64], path[64], command[96];
    if (!mkdtemp(folder)) fail("mkdtemp");
    snprintf(store, sizeof store, "%s/instances.db", folder);
    snprintf(path, sizeof path, "%s/raw.db", folder);
    if (provisor_open(store, NULL, &handle, NULL)) fail("provisor_open");
    provision();
    raw_open(path, store);
    size_t length = sizeof clean, all = length * LINES;
    char *lines = malloc(all);
    if (!lines) fail("malloc");
    for (size_t i = 0; i < all; i++) {
        char c = i % length == length - 1 ? '\0' : clean[i % length];
        lines[i] = c == '\0' ? '\n' : c == '\n' ? ' ' : c;
    }
    double figures[5][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        double times[6] = {now()};
        for (int i = 0; i < TIMES; i++) raw_durable_insert();
        times[1] = now();
        for (int i = 0; i < TIMES; i++) provision();
        times[2] = now();
        provision_in_threads();
        times[3] = now();
        raw_lines();
        times[4] = now();
        provision_lines(lines, all);
        times[5] = now();
        static const int counts[] = {TIMES, TIMES, TIMES * THREADS, LINES, LINES};
        for (int i = 0; i < 5 && round >= 0; i++) figures[i][round] = (times[i + 1] - times[i]) / counts[i];
    }
    free(lines);
    double floor = median(figures[0], ROUNDS), ours = median(figures[1], ROUNDS), shared = median(figures[2], ROUNDS);
    double raw_line = median(figures[3], ROUNDS), line = median(figures[4], ROUNDS);
    provisor_close(handle);
    if (provisor_open(":memory:", NULL, &handle, NULL)) fail("provisor_open");
    double memory[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < 1000; i++) provision();
        if (round >= 0) memory[round] = (now() - start) / 1000;
    }
    printf("\nprovisioning into a file, durable\n");
    printf("  %-40s %8.1f us\n", "raw SQLite insert of equal rows", floor);
    printf("  %-40s %8.1f us  %5.2fx the raw insert\n", "provisor_provision", ours, ours / floor);
    printf("  %-40s %8.1f us  %5.2fx the throughput of one\n", "... by 8 threads, for each", shared, ours / shared);
    printf("  %-40s %8.1f us\n", "raw insert, 1,000 in a transaction", raw_line);
    printf("  %-40s %8.1f us  %5.2fx the raw insert\n", "provisor_provision_many, for each", line, line / raw_line);
    printf("  %-40s %8.1f us\n", "provisor_provision into memory", median(memory, ROUNDS));
    sqlite3_finalize(raw_begin);
    sqlite3_finalize(raw_insert);
    sqlite3_finalize(raw_tag);
    sqlite3_finalize(raw_count);
    sqlite3_finalize(raw_former);
    sqlite3_finalize(raw_audit);
    sqlite3_finalize(raw_commit);
    sqlite3_close(raw);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command)) fail("rm");
}

/* ------------------------------------------------------------------------------------------ load --- */

/* Measured in processes of their own, which load the library as a host does: see load.c. */
static void bench_load(const char *self) {
    Dl_info library;
    /* By dlsym, as the address of a function may be a stub of the program's own. */
    if (!dladdr(dlsym(RTLD_DEFAULT, "provisor_version"), &library)) fail("dladdr");
    double load[ROUNDS], first[ROUNDS], after_load[ROUNDS], after_first[ROUNDS];
    char folder[4096], command[16384];
    snprintf(folder, sizeof folder, "%s", self);
    *strrchr(folder, '/') = '\0';
    snprintf(command, sizeof command, "'%s/load' '%s'", folder, library.dli_fname);
    for (int round = 0; round < ROUNDS; round++) {
        FILE *pipe = popen(command, "r");
        long loaded, ready;
        if (!pipe || fscanf(pipe, "%lf %lf %ld %ld", &load[round], &first[round], &loaded, &ready) != 4) fail(command);
        pclose(pipe);
        after_load[round] = (double)loaded;
        after_first[round] = (double)ready;
    }
    printf("\nloading (median of %d processes)\n", ROUNDS);
    printf("  %-40s %8.2f ms\n", "dlopen", median(load, ROUNDS));
    printf("  %-40s %8.2f ms\n", "open(\":memory:\") + first validation", median(first, ROUNDS));
    printf("  %-40s %8.0f KiB\n", "resident memory added by dlopen", median(after_load, ROUNDS));
    printf("  %-40s %8.0f KiB\n", "... and after the first validation", median(after_first, ROUNDS));
}

int main(int count, char **arguments) {
    (void)count;
    printf("libprovisor %s\n", provisor_version());
    bench_load(arguments[0]);
    parsed = json_loads(clean, 0, NULL);
    if (provisor_open(":memory:", NULL, &handle, NULL)) fail("provisor_open");
    char *reply;
    if (provisor_validate(handle, clean, PROVISOR_TEXT, &reply)) fail(reply);
    provisor_free(reply);
    provisor_validate(handle, faulty, PROVISOR_TEXT, &reply);
    json_t *report = json_loads(reply, 0, NULL);
    printf("\nfaults in the faulty request: %zu\n",
           json_array_size(json_object_get(report, "errors")) + json_array_size(json_object_get(report, "warnings")));
    json_decref(report);
    provisor_free(reply);
    bench_validation();
    provisor_close(handle);
    bench_provisioning();
    provisor_close(handle);
    json_decref(parsed);
    return 0;
}
