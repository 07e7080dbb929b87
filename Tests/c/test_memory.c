/*
 * What is left of secrets in the process's memory, all of it read as a core dump would have it: nothing, once the caller
 * has overwritten what is his own.
 *
 * Excluded is what jansson releases without overwriting it while it parses a text (the buffer of its scanner): the host
 * can have that overwritten by json_set_alloc_funcs(), as here.
 */
#define _GNU_SOURCE
#include "instances.h"

#include <malloc.h>
#include <sys/wait.h>

/* Texts that are nowhere in the program: each byte is one less than that of the secret. */
#define HIDDEN_PASSWORD "Akzm,Otqokd,40,Knbjdq" /* its secret has 21 bytes, like the others */
#define HIDDEN_CHANGED "Lnrrx,Btrghnm,66,Onmc"
#define HIDDEN_KEY "qzv,jdx,sgzs,hr,mn,sdws,zs,zkk-1"
#define HIDDEN_PASSPHRASE "vnmcdqetk,rsqzmfd,ogqzrd"

static void reveal(const char *hidden, char *secret)
{
    size_t i = 0;
    for (; hidden[i]; i++)
        ((volatile char *)secret)[i] = (char)(hidden[i] + 1);
    ((volatile char *)secret)[i] = 0;
}

/* Whether bytes hold a secret. */
static int holds(const unsigned char *bytes, size_t size, const char *hidden)
{
    size_t length = strlen(hidden);
    for (size_t i = 0; i + length <= size; i++) {
        size_t same = 0;
        while (same < length && bytes[i + same] == (unsigned char)(hidden[same] + 1))
            same++;
        if (same == length)
            return 1;
    }
    return 0;
}

/* How many blocks of memory were released with a secret in them, by anybody in the process: the next who gets such a
   block may overwrite it or not. */
static int released_secrets;

#ifndef __SANITIZE_ADDRESS__
#if !defined __has_feature
#define __has_feature(feature) 0
#endif
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
void __libc_free(void *block);

void free(void *block)
{
    if (block) {
        size_t size = malloc_usable_size(block);
        released_secrets += holds(block, size, HIDDEN_PASSWORD) || holds(block, size, HIDDEN_CHANGED);
    }
    __libc_free(block);
}
#endif
#endif

static void *allocate(size_t size) { return calloc(1, size); }

static void release(void *block)
{
    if (block)
        explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

/* How often a secret is in the process's memory, wherever it can be read. */
static int count_in_memory(const char *hidden)
{
    enum { chunk = 1 << 16 };
    static unsigned char bytes[chunk]; /* skipped below, and never holds what it has found for long */
    size_t length = strlen(hidden);
    int found = 0, memory = open("/proc/self/mem", O_RDONLY);
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[4400];
    CHECK(memory >= 0 && maps);
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long start, end;
        char mode;
        if (sscanf(line, "%lx-%lx %c", &start, &end, &mode) != 3 || mode != 'r' || strstr(line, "[v"))
            continue;
        for (unsigned long at_byte = start; at_byte < end; at_byte += chunk - length) {
            size_t wanted = end - at_byte < chunk ? end - at_byte : chunk;
            ssize_t count = pread(memory, bytes, wanted, (off_t)at_byte);
            for (ssize_t i = 0; i + (ssize_t)length <= count; i++) {
                const unsigned char *place = (const unsigned char *)(at_byte + (unsigned long)i);
                size_t same = 0;
                while (same < length && bytes[i + (ssize_t)same] == (unsigned char)(hidden[same] + 1))
                    same++;
                found += same == length && (place < bytes || place >= bytes + chunk);
            }
            explicit_bzero(bytes, sizeof bytes);
        }
    }
    if (maps)
        fclose(maps);
    close(memory);
    return found;
}

static void test_search(void)
{
    char *copy = malloc(64);
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 0);
    reveal(HIDDEN_PASSWORD, copy);
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 1);
    CHECK(holds((unsigned char *)copy, 64, HIDDEN_PASSWORD));
    explicit_bzero(copy, 64);
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 0);
    free(copy);
    copy = malloc(64);
    reveal(HIDDEN_PASSWORD, copy);
    free(copy);
    CHECK_INT(released_secrets, 1);
    copy = malloc(64); /* the same block; it is overwritten */
    explicit_bzero(copy, 64);
    free(copy);
    released_secrets = 0;
}

/* A request with a secret in it, in a buffer of the caller's that he overwrites. */
static char request[512];

static void write_request(const char *before, const char *hidden, const char *behind)
{
    size_t length = strlen(before);
    memcpy(request, before, length);
    reveal(hidden, request + length);
    memcpy(request + length + strlen(hidden), behind, strlen(behind) + 1);
}

#define BEFORE "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane\", \"subdomain\": \"acme\", \
\"password\": \""
#define BEHIND "\"}}"

static void test_password(const char *store)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = (const uint8_t *)"0123456789abcdefghijklmnopqrstu";
    provisor_rekey_options next = PROVISOR_REKEY_OPTIONS_INIT;
    next.key = (const uint8_t *)"another key of thirty-two bytes";
    provisor *p = OPEN(store, &options);
    for (int i = 0; i < 20; i++) {
        write_request(BEFORE, HIDDEN_PASSWORD, BEHIND);
        CHECK_INT(provisor_validate(p, request, PROVISOR_TEXT, NULL), PROVISOR_OK);
        CHECK_INT(provisor_provision(p, request, PROVISOR_TEXT, NULL), PROVISOR_OK);
        CHECK_INT(provisor_provision_once(p, "key", request, PROVISOR_TEXT, NULL), PROVISOR_OK);
        explicit_bzero(request, sizeof request);
    }
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 0);

    /* What opens the stored secret again, and what replaces it. */
    CHECK_INT(provisor_instance_update(p, 1, JSON("{'configuration': {'username': 'paul'}}"), PROVISOR_TEXT, NULL),
              PROVISOR_OK);
    CHECK_INT(provisor_plan(p, "update", 2, JSON("{'configuration': {'username': 'paul'}}"), PROVISOR_TEXT, NULL),
              PROVISOR_OK);
    write_request("{\"configuration\": {\"password\": \"", HIDDEN_CHANGED, "\"}}");
    CHECK_INT(provisor_plan(p, "update", 3, request, PROVISOR_TEXT, NULL), PROVISOR_OK);
    CHECK_INT(provisor_instance_update(p, 3, request, PROVISOR_TEXT, NULL), PROVISOR_OK);
    explicit_bzero(request, sizeof request);
    CHECK_INT(provisor_check(p, NULL), PROVISOR_OK);
    CHECK_INT(provisor_rekey(p, &next, NULL), PROVISOR_OK);
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 0);
    CHECK_INT(count_in_memory(HIDDEN_CHANGED), 0);
    provisor_close(p);
    CHECK_INT(count_in_memory(HIDDEN_PASSWORD), 0);
    CHECK_INT(released_secrets, 0);
}

/* Neither a key nor a passphrase that a store was opened with is kept. */
static void test_keys(void)
{
    char key[64];
    provisor_options options = PROVISOR_OPTIONS_INIT;
    for (int round = 0; round < 2; round++) { /* new, and there already */
        reveal(HIDDEN_KEY, key);
        options.key = (const uint8_t *)key, options.passphrase = NULL;
        provisor *p = OPEN("key.db", &options);
        explicit_bzero(key, sizeof key);
        CHECK_INT(count_in_memory(HIDDEN_KEY), 0);
        provisor_close(p);

        reveal(HIDDEN_PASSPHRASE, key);
        options.key = NULL, options.passphrase = key;
        p = OPEN("passphrase.db", &options);
        explicit_bzero(key, sizeof key);
        CHECK_INT(count_in_memory(HIDDEN_PASSPHRASE), 0);
        provisor_close(p);
    }
}

int main(void)
{
    if (getenv("PROVISOR_TEST_QUICK")) {
        puts("skipped: valgrind and the sanitizers keep released memory as it was");
        return 0;
    }
    json_set_alloc_funcs(allocate, release);
    scratch_enter();
    test_search();
    test_password("memory.db");
    test_password(NULL);
    test_keys();
    scratch_leave();
    return check_result();
}
