/*
 * provisor.h - validate and provision element instances, from any language that can call C.
 *
 * libprovisor answers two questions of a program that integrates SaaS vendors (Freshservice, Jira, ...):
 *
 *   1. Is this configuration right?   provisor_validate()    every mistake at once, offline, nothing stored
 *   2. Provision it.                  provisor_provision()   complete, seal, store durably, answer the instance
 *
 * A request is the JSON body of the platform's POST /instances; the replies are JSON too.
 *
 *     provisor *p;
 *     char *reply;
 *     if (provisor_open("instances.db", NULL, &p, &reply) == PROVISOR_OK) {
 *         provisor_provision(p, request, PROVISOR_TEXT, &reply);
 *         puts(reply);
 *         provisor_free(reply);
 *         provisor_close(p);
 *     }
 *
 * ERRORS      Every call returns a provisor_status; PROVISOR_OK is 0. Calls that answer something answer one JSON
 *             document through `reply`: the result on success, the problem on failure. Nothing is kept per thread,
 *             there is no "last error" to ask for.
 *             A problem: {"requestId", "status", "message", ...} and, where a request is at fault, the members of a
 *             report as well. A report (see provisor_validate) lists every fault of the request.
 * OWNERSHIP   Four words are used below. [borrowed]: yours; read during the call only, never kept. [owned]: yours
 *             to release, a reply with provisor_free(), a handle with provisor_close(). [consumed]: ours from now
 *             on. [optional]: may be NULL. An out parameter is always written: the value, or NULL where there is
 *             none. A NULL reply pointer means "not wanted".
 * STRINGS     UTF-8. A request has an explicit length, or PROVISOR_TEXT when NUL ends it. Replies end with NUL.
 * THREADS     A handle may be used by any number of threads at once. Closing it is the exception: no call may be
 *             running on it. Callbacks are called with no lock held and may call back in, on the same handle too;
 *             they must not unwind the stack (no longjmp, no C++ exception) and must not close the handle.
 * PROCESSES   Several processes may use one store file at once. A handle does not survive fork(): the child opens
 *             its own. A child that provisions on its parent's handle gets PROVISOR_MISUSE.
 * MEMORY      When jansson, SQLite or libsodium can get no memory, a call answers PROVISOR_NO_MEMORY. The Swift
 *             runtime inside the library has no such way: when its own allocations fail, the process ends.
 * UNLOADING   The library stays loaded after dlclose() (linked with -z nodelete).
 * VERSIONS    Functions, status codes and option members are added, never changed or removed, within one soname.
 *             Replies may gain members; ignore those you do not know.
 * LIMITS      A request text has at most 1 MiB, nests at most 32 deep and holds at most 1,000 configuration
 *             entries and 1,000 tags. A json_t request (provisor_jansson.h) has the same limits.
 *
 * MIT License. https://www.sqlite.org, https://jansson.readthedocs.io, https://doc.libsodium.org are what it
 * stands on.
 */
#ifndef PROVISOR_H
#define PROVISOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------- version --- */

#define PROVISOR_VERSION "0.1.0"
#define PROVISOR_VERSION_MAJOR 0
#define PROVISOR_VERSION_MINOR 1
#define PROVISOR_VERSION_PATCH 0

/**
 * Tells the version of the library that is loaded, which may be newer than PROVISOR_VERSION of this header.
 *
 * @return [borrowed] static text such as "0.1.0"
 * @threads any
 * @since 0.1
 */
const char *provisor_version(void);

/* ----------------------------------------------------------------------------------------------- status --- */

typedef int32_t provisor_status;

enum {
    PROVISOR_OK = 0,        /* done; the reply is the result */
    PROVISOR_INVALID = 1,   /* the request has faults; the reply lists all of them */
    PROVISOR_MALFORMED = 2, /* the request is no JSON, or beyond the limits above; the reply tells where */
    PROVISOR_NOT_FOUND = 3, /* no element has the key or id that the request names */
    PROVISOR_MISUSE = 4,    /* the call itself is wrong: a NULL handle, options that contradict each other */
    PROVISOR_STORE = 5,     /* the store can't be opened, read or written; nothing was changed */
    PROVISOR_BUSY = 6,      /* another process kept the store locked for a minute; try again */
    PROVISOR_KEY = 7,       /* the key does not fit the store, or can't be read */
    PROVISOR_CALLBACK = 8,  /* one of your callbacks failed, or answered something unusable */
    PROVISOR_NO_MEMORY = 9, /* out of memory; nothing was changed */
    PROVISOR_INTERNAL = 10  /* a defect of this library; please report it */
};

/**
 * Names a status the way problems spell it in their member "status".
 *
 * @param status any number
 * @return [borrowed] static text: "ok", "invalid", "malformed", "not-found", "misuse", "store", "busy", "key",
 *         "callback", "no-memory", "internal"; "unknown" for any other number
 * @threads any
 * @since 0.1
 */
const char *provisor_status_name(provisor_status status);

/* ------------------------------------------------------------------------------------- opening a store --- */

/** An open store together with its catalogue of elements. */
typedef struct provisor provisor;

/** What a message to the log callback is about. */
enum {
    PROVISOR_LOG_INFO = 1,   /* something was set up, such as a new store or key file */
    PROVISOR_LOG_WARNING = 2 /* it works, but somebody should look, such as at a key file that others can read */
};

/**
 * How to open a store. Start from PROVISOR_OPTIONS_INIT and set what you need; zero and NULL mean the default.
 * All pointers are [borrowed] during provisor_open(), except `userdata`, which is kept for the callbacks.
 *
 * Key: at most one of `key`, `key_file` and `passphrase`. With none of them a file store uses the key file
 * "<store>.key", which is created with mode 0600 when the store is new, and a memory store uses a random key.
 * Whoever has store and key can read the secrets: keep them apart in backups.
 */
typedef struct provisor_options {
    uint32_t size;         /* sizeof(provisor_options), set by PROVISOR_OPTIONS_INIT */
    uint32_t strict;       /* 1: warnings of a report count as errors */
    uint32_t echo_secrets; /* 1: the reply of the call that sets a secret repeats it instead of "********" */
    uint32_t reserved;     /* 0 */

    const uint8_t *key;     /* 32 bytes */
    const char *key_file;   /* path of a file with 64 hexadecimal digits or 32 raw bytes; created when the store is new */
    const char *passphrase; /* the key is derived from it (Argon2id; the parameters are kept in the store) */

    const char *const *catalogue; /* paths of files with further element definitions (docs/elements.md) */
    size_t catalogue_count;       /* how many paths */

    /* Clock, for reproducible runs: seconds since 1970-01-01T00:00:00Z, up to the year 9999. */
    int64_t (*now)(void *userdata);
    /* Random source, for reproducible runs: fill `buffer` and return 0; anything else fails the call.
       Tokens and sealing are only as good as this source. */
    int32_t (*random)(void *userdata, void *buffer, size_t length);
    /* Told what is worth knowing, see PROVISOR_LOG_*. `message` [borrowed] is one line and holds no secret. */
    void (*log)(void *userdata, int32_t level, const char *message);
    void *userdata; /* handed to all three callbacks */
} provisor_options;

#define PROVISOR_OPTIONS_INIT { (uint32_t)sizeof(provisor_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Opens a store, creating it when there is none, and reads the catalogue.
 *
 * A file store is a SQLite database in WAL mode (beside it "-wal" and "-shm" while it is open); what it
 * acknowledges survives a power cut. A store that a newer version of this library wrote, that is read-only, that
 * is no database or that was sealed with another key is refused and left as it is.
 *
 * @param store   [borrowed, optional] path of the store file; ":memory:" or NULL for one that ends with the handle
 * @param options [borrowed, optional] see provisor_options; NULL for the defaults
 * @param out     [owned] the handle, release it with provisor_close(); NULL unless PROVISOR_OK is returned
 * @param problem [owned, optional] NULL on success, else the problem; release it with provisor_free()
 * @return PROVISOR_OK | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_KEY | PROVISOR_INVALID (a catalogue file is
 *         faulty) | PROVISOR_MALFORMED (a catalogue file is no JSON) | PROVISOR_CALLBACK | PROVISOR_MISUSE |
 *         PROVISOR_NO_MEMORY
 * @threads any; two threads may open the same file, each gets a handle of its own
 * @since 0.1
 */
provisor_status provisor_open(const char *store, const provisor_options *options, provisor **out, char **problem);

/**
 * Closes a handle. What was acknowledged is already durable. Wipes the key from memory.
 *
 * @param p [consumed, optional] NULL does nothing
 * @threads no other call may be running on the handle
 * @since 0.1
 */
void provisor_close(provisor *p);

/* ----------------------------------------------------------------------------------- the two main calls --- */

/** As a length: the text ends with NUL. */
#define PROVISOR_TEXT SIZE_MAX

/**
 * Validates a provisioning request without touching the store.
 *
 * The request is the body of POST /instances: {"element": {"key": "freshservice"}, "configuration": {...},
 * "tags": [...], "name": "..."}. The reply is a report:
 *
 *     {"valid": false, "element": "freshservice",
 *      "message": "freshservice: 1 required configuration entry is missing: password",
 *      "errors": [{"code": "missing", "path": "/configuration/password", "key": "password", "message": "...",
 *                  "hint": "...", "line": 5, "column": 3, "offset": 50}],
 *      "warnings": []}
 *
 * An error is what the platform or the vendor would refuse, or what can never work. A warning is accepted but
 * suspicious; with the option `strict` it is an error. Faults stand in the order of the request; each cause gives
 * one fault. `path` is a JSON pointer (RFC 6901). `line` and `column` count from 1, columns in characters;
 * `offset` counts bytes from 0. They point at the value at fault, or at the key when the key is at fault, or, for
 * something missing, at the member or object that should hold it. The codes are listed in docs/faults.md. No part
 * of a secret value is ever in a report.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param request [borrowed] JSON text in UTF-8
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the report (a problem for PROVISOR_MISUSE and PROVISOR_NO_MEMORY); free with
 *                provisor_free(); NULL only when memory ran out
 * @return PROVISOR_OK (perhaps with warnings) | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_NOT_FOUND |
 *         PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; takes no lock
 * @since 0.1
 */
provisor_status provisor_validate(provisor *p, const char *request, size_t length, char **reply);

/**
 * Provisions an instance: validates the request, completes it with the element's defaults, seals the secrets,
 * creates the element token and stores all of it in one durable transaction.
 *
 * The reply is the instance: id, name, createdDate, token, element, configuration (every entry of the element; a
 * string or null), tags, ... Secret values show as "********" unless the option `echo_secrets` is set. Keep the
 * token: it authorises every later request on the instance.
 *
 * When anything is wrong nothing is stored, and the reply is a problem that holds the whole report:
 * {"requestId", "status": "invalid", "message", "valid": false, "element", "errors", "warnings"}.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param request [borrowed] JSON text in UTF-8, see provisor_validate()
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the instance or the problem; free with provisor_free(); NULL only when memory
 *                ran out
 * @return PROVISOR_OK | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_NOT_FOUND | PROVISOR_STORE |
 *         PROVISOR_BUSY | PROVISOR_CALLBACK | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; writers take turns
 * @since 0.1
 */
provisor_status provisor_provision(provisor *p, const char *request, size_t length, char **reply);

/**
 * Releases a reply. The memory is wiped first, as a reply may hold a token.
 *
 * @param reply [consumed, optional] a text that a call of this header answered; NULL does nothing. Anything else,
 *              and the same reply twice, is undefined.
 * @threads any
 * @since 0.1
 */
void provisor_free(void *reply);

#ifdef __cplusplus
}
#endif

#endif
