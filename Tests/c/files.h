/*
 * files.h - for tests that have files: a scratch folder, what is in it, and stores read past the library. A source
 * that includes it defines _GNU_SOURCE first.
 */
#ifndef FILES_H
#define FILES_H

#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char check_scratch[4096];

/* Makes a new folder the current one, so that tests name files by bare names. */
static inline void scratch_enter(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(check_scratch, sizeof check_scratch, "%s/provisor-XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(check_scratch) || chdir(check_scratch) != 0) {
        perror(check_scratch);
        exit(1);
    }
}

static inline int check_remove(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    (void)status, (void)flag, (void)place;
    return remove(path);
}

static inline void scratch_leave(void)
{
    CHECK(chdir("/") == 0);
    nftw(check_scratch, check_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* A whole file with a NUL behind it, to be freed; NULL where there is none. `length` [optional]. */
static inline char *file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size = 0, room = 65536;
    if (!file)
        return NULL;
    do {
        room *= 2;
        if (!(bytes = realloc(bytes, room + 1)))
            abort();
        size += fread(bytes + size, 1, room - size, file);
    } while (size == room);
    fclose(file);
    bytes[size] = 0;
    if (length)
        *length = size;
    return bytes;
}

static inline void file_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, length, file) == length);
    if (file)
        fclose(file);
}

/* Names, modes and contents of all files here: equal before and after what must change nothing. To be freed. */
static inline char *folder_state(void)
{
    struct dirent **entries;
    char *state = calloc(1, 1), *grown;
    int count = scandir(".", &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        struct stat status;
        size_t length = 0;
        unsigned long long hash = 5381;
        char *bytes = NULL;
        if (stat(entries[i]->d_name, &status) == 0 && S_ISREG(status.st_mode))
            bytes = file_read(entries[i]->d_name, &length);
        for (size_t at = 0; bytes && at < length; at++)
            hash = hash * 33 + (unsigned char)bytes[at];
        if (asprintf(&grown, "%s%s %o %zu %llx\n", state, entries[i]->d_name, status.st_mode, length, hash) < 0)
            abort();
        free(state);
        free(bytes);
        free(entries[i]);
        state = grown;
    }
    free(entries);
    return state;
}

/* A store that can't be opened: the status, what its message says, and no file that is new or changed. */
#define CHECK_REFUSED_OPEN(store, options, status, ...) \
    check_refused_open(__FILE__, __LINE__, store, options, status, (const char *[]){__VA_ARGS__, NULL})

static inline void check_refused_open(const char *file, int line, const char *store, const provisor_options *options,
                                      provisor_status expected, const char *const *parts)
{
    char *before = folder_state(), *problem = NULL, *after;
    provisor *p = (provisor *)before; /* must be overwritten */
    provisor_status status = provisor_open(store, options, &p, &problem);
    json_t *parsed = problem ? json_loads(problem, 0, NULL) : NULL;
    if (status != expected)
        check_failed(file, line, provisor_status_name(status), problem);
    if (p || !parsed || !text_at(parsed, "/status") || !text_at(parsed, "/message") || !text_at(parsed, "/requestId")
        || strcmp(text_at(parsed, "/status"), provisor_status_name(status)) != 0)
        check_failed(file, line, "no proper problem", problem);
    for (; parsed && *parts; parts++)
        check_contains(file, line, text_at(parsed, "/message"), *parts);
    if (status == PROVISOR_OK)
        provisor_close(p);
    after = folder_state();
    if (strcmp(before, after) != 0)
        check_failed(file, line, "files were changed; they are now:", after);
    free(before);
    free(after);
    json_decref(parsed);
    provisor_free(problem);
}

/* The integer that a query answers, read past the library. */
static inline long long store_number(const char *path, const char *sql)
{
    sqlite3 *connection = NULL;
    sqlite3_stmt *statement = NULL;
    long long number = -1;
    if (sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(connection, 60000);
        if (sqlite3_prepare_v2(connection, sql, -1, &statement, NULL) == SQLITE_OK
            && sqlite3_step(statement) == SQLITE_ROW)
            number = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
    }
    sqlite3_close(connection);
    return number;
}

static inline long long count_instances(const char *path)
{
    return store_number(path, "SELECT count(*) FROM instance");
}

/* In a process without privileges: root may write everywhere. */
static inline void as_nobody(void (*body)(void))
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        check_failures = 0;
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(2);
        body();
        _exit(check_failures ? 1 : 0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT(status, 0);
}

#endif
