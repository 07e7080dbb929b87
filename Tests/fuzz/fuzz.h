/*
 * fuzz.h - what the fuzz targets share: a store to work on, and what must be true of every answer, whatever was asked.
 *
 * A target is the function fuzz_one(), which is given bytes. A run is reproducible: key, clock and random source are
 * fixed, and the store begins anew after a number of inputs.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <fcntl.h>
#include <jansson.h>
#include <provisor.h>
#include <provisor_jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static void fuzz_one(const uint8_t *data, size_t size);

/* A claim that does not hold ends the program, so that libFuzzer keeps the input. */
#define CLAIM(condition, detail) \
    do { \
        if (!(condition)) \
            fuzz_claim(__FILE__, __LINE__, #condition, detail); \
    } while (0)

static inline void fuzz_claim(const char *file, int line, const char *what, const char *detail)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n    %.4000s\n", file, line, what, detail ? detail : "");
    abort();
}

/* ----------------------------------------------------------------------------------------------- the store --- */

static provisor *fuzz_store;
static uint64_t fuzz_state;
static const uint8_t fuzz_key[32] = "fuzzing needs no secret key 123";
static char fuzz_user[128], fuzz_organization[128], fuzz_token[128];

static inline int64_t fuzz_now(void *userdata)
{
    (void)userdata;
    return 1767225600;
}

/* splitmix64 */
static inline int32_t fuzz_random(void *userdata, void *buffer, size_t length)
{
    uint8_t *bytes = buffer;
    (void)userdata;
    for (size_t i = 0; i < length; i++) {
        uint64_t z = (fuzz_state += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        bytes[i] = (uint8_t)(z >> 56);
    }
    return 0;
}

static inline provisor_options fuzz_options(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = fuzz_key;
    options.now = fuzz_now;
    options.random = fuzz_random;
    return options;
}

#define FUZZ_GOOD \
    "{\"element\":{\"key\":\"freshservice\"},\"configuration\":{\"username\":\"jane@acme.example\"," \
    "\"password\":\"Blue-Kettle-42-Harbour\",\"subdomain\":\"acme\"},\"tags\":[\"Docs\"],\"name\":\"Docs\"}"

static inline void fuzz_copy(json_t *from, const char *member, char *to, size_t room)
{
    const char *text = json_string_value(json_object_get(from, member));
    CLAIM(text && strlen(text) < room, member);
    strcpy(to, text);
}

/* A store with two instances, in memory, begun anew from time to time: what inputs store piles up in it. */
static inline provisor *fuzz_begin(void)
{
    enum { inputs = 256 };
    static int used;
    if (fuzz_store && ++used % inputs)
        return fuzz_store;
    provisor_close(fuzz_store);
    fuzz_state = 1;
    provisor_options options = fuzz_options();
    json_t *request = json_loads(FUZZ_GOOD, 0, NULL), *reply = NULL;
    CLAIM(provisor_open(NULL, &options, &fuzz_store, NULL) == PROVISOR_OK, "");
    CLAIM(provisor_default_secrets_json(fuzz_store, &reply) == PROVISOR_OK, "");
    fuzz_copy(reply, "user", fuzz_user, sizeof fuzz_user);
    fuzz_copy(reply, "organization", fuzz_organization, sizeof fuzz_organization);
    json_decref(reply);
    for (int i = 0; i < 2; i++) {
        CLAIM(provisor_provision_json(fuzz_store, request, &reply) == PROVISOR_OK, "");
        fuzz_copy(reply, "token", fuzz_token, sizeof fuzz_token);
        json_decref(reply);
    }
    json_decref(request);
    return fuzz_store;
}

/* The input with $U, $O and $T replaced by secrets that are good. To be freed; NUL stands behind it. */
static inline char *fuzz_with_secrets(const uint8_t *data, size_t size, size_t *length)
{
    char *text = malloc(size * 64 + 1), *end = text;
    for (size_t i = 0; i < size; i++) {
        const char *secret = NULL;
        if (data[i] == '$' && i + 1 < size)
            secret = data[i + 1] == 'U'   ? fuzz_user
                     : data[i + 1] == 'O' ? fuzz_organization
                     : data[i + 1] == 'T' ? fuzz_token
                                          : NULL;
        if (secret) {
            end = stpcpy(end, secret);
            i++;
        } else {
            *end++ = (char)data[i];
        }
    }
    *end = 0;
    *length = (size_t)(end - text);
    return text;
}

/* A copy of exactly its size, so that reading beyond it is seen. To be freed. */
static inline char *fuzz_exact(const void *data, size_t size)
{
    char *copy = malloc(size ? size : 1);
    memcpy(copy, data, size);
    return copy;
}

/* --------------------------------------------------------------------------------------------- the answers --- */

/* A damaged store may tell SQLite of rows that are larger than the memory. */
static int fuzz_may_lack_memory;

/* What is true of every status: it is one that the header names, and no defect. */
static inline void fuzz_check_status(provisor_status status, const char *reply)
{
    CLAIM(strcmp(provisor_status_name(status), "unknown") != 0, reply);
    CLAIM(status != PROVISOR_INTERNAL && status != PROVISOR_MISUSE, reply);
    CLAIM(status != PROVISOR_NO_MEMORY || fuzz_may_lack_memory, reply);
}

/* A reply in text is JSON, and a problem is a whole one. Takes the reply; answers it parsed, to be released. */
static inline json_t *fuzz_check(provisor_status status, char *reply, int reports)
{
    json_error_t error;
    fuzz_check_status(status, reply);
    CLAIM(reply, "there is no reply");
    json_t *parsed = json_loads(reply, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    CLAIM(parsed, reply);
    if (status != PROVISOR_OK && !reports) {
        const char *name = json_string_value(json_object_get(parsed, "status"));
        CLAIM(name && strcmp(name, provisor_status_name(status)) == 0, reply);
        CLAIM(json_is_string(json_object_get(parsed, "message")), reply);
        CLAIM(json_is_string(json_object_get(parsed, "requestId")), reply);
    }
    provisor_free(reply);
    return parsed;
}

/* The same for a reply that is a value: it can be written, which needs UTF-8 and an end. */
static inline void fuzz_check_json(provisor_status status, json_t *reply)
{
    char *text = json_dumps(reply, JSON_ENCODE_ANY);
    fuzz_check_status(status, text);
    CLAIM(text, "the reply can't be written");
    free(text);
    json_decref(reply);
}

/* A call that answers through `reply`: the instance or so, a report, a value; or a problem. */
#define ANSWERS(call) FUZZ_ANSWER(call, 0)
#define REPORTS(call) FUZZ_ANSWER(call, 1)
#define FUZZ_ANSWER(call, reports) \
    do { \
        provisor_status status_ = (call); \
        json_decref(fuzz_check(status_, reply, reports)); \
    } while (0)
#define ANSWERS_JSON(call) \
    do { \
        provisor_status status_ = (call); \
        fuzz_check_json(status_, reply); \
    } while (0)

/* The folder for files of this process. */
static inline const char *fuzz_folder(void)
{
    static char folder[256];
    if (!*folder) {
        const char *parent = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/provisor-fuzz-XXXXXX", parent ? parent : "/tmp");
        CLAIM(mkdtemp(folder), folder);
    }
    return folder;
}

static inline void fuzz_write(const char *path, const void *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CLAIM(file >= 0 && write(file, data, size) == (ssize_t)size, path);
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(data, size);
    return 0;
}

#endif
