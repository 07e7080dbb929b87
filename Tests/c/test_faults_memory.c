/* The n-th allocation of jansson, SQLite or libsodium fails, for every n of every kind of call: PROVISOR_NO_MEMORY or a
   call that does without, nothing half done, and the next call works. (What Swift's own runtime allocates can't fail: the
   process would end, as provisor.h says.) */
#define _GNU_SOURCE
#include "instances.h"
#include <link.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define IS_POSSIBLE 0 /* the sanitizer's allocator takes the place of ours */
#else
#define IS_POSSIBLE 1
#endif

/* ------------------------------------------------------------------------------- whose allocation it is --- */

enum { regions = 8 };
static struct { uintptr_t start, end; } code[regions];
static int region_count;
static const char *wanted;
static _Atomic long allocations, fail_at;

static int note_code(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size, (void)data;
    if (!strstr(object->dlpi_name, wanted))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X && region_count < regions) {
            code[region_count].start = object->dlpi_addr + part->p_vaddr;
            code[region_count++].end = object->dlpi_addr + part->p_vaddr + part->p_memsz;
        }
    }
    return 0;
}

static void watch(const char *library)
{
    wanted = library;
    region_count = 0;
    dl_iterate_phdr(note_code, NULL);
    CHECK_REPLY(region_count > 0, library);
}

#if IS_POSSIBLE
static int fails(void *caller)
{
    uintptr_t address = (uintptr_t)caller;
    for (int i = 0; i < region_count; i++)
        if (address >= code[i].start && address < code[i].end)
            return ++allocations == fail_at;
    return 0;
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size) { return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

/* libsodium's guarded memory, and what Argon2 works in. */
void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    if (fails(__builtin_return_address(0))) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}
#endif

static void fail(long n)
{
    allocations = 0;
    fail_at = n;
}

/* --------------------------------------------------------------------------------------------- the calls --- */

static provisor *p;

static provisor_status validate(char **reply) { return provisor_validate(p, GOOD, PROVISOR_TEXT, reply); }
static provisor_status provision(char **reply) { return provisor_provision(p, GOOD, PROVISOR_TEXT, reply); }
static provisor_status get(char **reply) { return provisor_instance_get(p, 1, reply); }

static provisor_status list(char **reply)
{
    return provisor_instance_list(p, "{\"tags\": [\"Docs\"], \"pageSize\": 2}", PROVISOR_TEXT, reply);
}

static provisor_status rotate(char **reply) { return provisor_instance_rotate(p, 1, 60, reply); }

static provisor_status update(char **reply)
{
    return provisor_instance_update(p, 1, "{\"configuration\": {\"password\": \"Kettle-43\"}}", PROVISOR_TEXT, reply);
}

static provisor_status request(char **reply)
{
    static char secrets[300];
    provisor_http_header header = {"Authorization", secrets};
    provisor_http_request asked = {.size = sizeof asked, .header_count = 1, .method = "GET", .target = "/instances?pageSize=2",
                                   .headers = &header};
    provisor_http_response response = {.size = sizeof response};
    if (!*secrets) {
        long n = fail_at;
        fail(0);
        json_t *both = CALL(PROVISOR_OK, provisor_default_secrets, p);
        snprintf(secrets, sizeof secrets, "User %s, Organization %s", text_at(both, "/user"), text_at(both, "/organization"));
        json_decref(both);
        fail(n);
    }
    provisor_status status = provisor_request(p, &asked, &response);
    if (status == PROVISOR_OK) {
        status = response.status == 200 ? PROVISOR_OK : response.status == 500 ? PROVISOR_NO_MEMORY : PROVISOR_INTERNAL;
        CHECK_REPLY(status != PROVISOR_NO_MEMORY || strstr(response.body, "no-memory"), response.body);
    }
    provisor_response_free(&response);
    *reply = NULL;
    return status;
}

static provisor_status open_existing(char **reply)
{
    provisor *other = NULL;
    provisor_status status = provisor_open("memory.db", NULL, &other, reply);
    CHECK((other != NULL) == (status == PROVISOR_OK));
    provisor_close(other);
    return status;
}

static provisor_status open_new(char **reply)
{
    provisor *other = NULL;
    unlink("new.db"), unlink("new.db-wal"), unlink("new.db-shm"), unlink("new.db-journal"), unlink("new.db.key");
    provisor_status status = provisor_open("new.db", NULL, &other, reply);
    CHECK((other != NULL) == (status == PROVISOR_OK));
    provisor_close(other);
    return status;
}

static provisor_status open_by_passphrase(char **reply)
{
    provisor *other = NULL;
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.passphrase = "a passphrase of some length";
    provisor_status status = provisor_open(NULL, &options, &other, reply);
    CHECK((other != NULL) == (status == PROVISOR_OK));
    provisor_close(other);
    return status;
}

static const struct call {
    const char *name;
    provisor_status (*make)(char **reply);
    int grows;
    int step; /* where allocations are many, and alike */
} calls[] = {
    {"validate", validate, 0, 1},  {"provision", provision, 1, 1}, {"update", update, 0, 1},
    {"rotate", rotate, 0, 1},      {"get", get, 0, 1},             {"list", list, 0, 1},
    {"request", request, 0, 1},    {"open", open_existing, 0, 211}, {"create", open_new, 0, 211},
    {"passphrase", open_by_passphrase, 0, 997},
};

static void fail_each(const char *library, const struct call *call)
{
    long n = 1, refused = 0, step = strcmp(library, "libsodium") == 0 ? 1 : call->step * rounds(1, 7);
    watch(library);
    for (int done = 0; !done; n += step) {
        char *reply = NULL, what[200];
        long long before = count_instances("memory.db");
        fail(n);
        provisor_status status = call->make(&reply);
        done = allocations < n;
        fail(0);
        snprintf(what, sizeof what, "%s, %s, allocation %ld: %s %.100s", library, call->name, n,
                 provisor_status_name(status), reply ? reply : "");
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_NO_MEMORY, what);
        CHECK_REPLY(!done || status == PROVISOR_OK, what);
        refused += status != PROVISOR_OK;
        provisor_free(reply);
        if (count_instances("memory.db") != before + (status == PROVISOR_OK) * call->grows)
            check_failed(__FILE__, __LINE__, "half done", what);
        reply = NULL;
        if (n % 7 == 1 && call->make(&reply) != PROVISOR_OK)
            check_failed(__FILE__, __LINE__, what, reply);
        provisor_free(reply);
        if (n > 20000)
            abort();
    }
    printf("  %-10s %-12s %5ld allocations, %5ld times refused\n", library, call->name, n - 1 - step, refused);
}

int main(void)
{
    static const char *const libraries[] = {"libjansson", "libsqlite3", "libsodium"};
    if (!IS_POSSIBLE)
        return 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    scratch_enter();
    p = OPEN("memory.db", NULL);
    for (int i = 0; i < 3; i++)
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    for (size_t library = 0; library < sizeof libraries / sizeof *libraries; library++)
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
            fail_each(libraries[library], &calls[i]);
    provisor_close(p);
    CHECK_INT(store_number("memory.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    scratch_leave();
    return check_result();
}
