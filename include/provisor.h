/*
 * provisor.h - validate and provision element instances, from any language that can call C.
 *
 * libprovisor answers two questions of a program that integrates SaaS vendors (Freshservice, Jira, ...):
 *
 *   1. Is this configuration right?   provisor_validate()    every mistake at once, offline, nothing stored
 *   2. Provision it.                  provisor_provision()   complete, seal, store durably, answer the instance
 *
 * and keeps the instance for as long as it is used: provisor_instance_*().
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
 * THREADS     A handle may be used by any number of threads at once. Callbacks are called with no lock held and may
 *             call back in, on the same handle too, and even close it; they must not unwind the stack (no longjmp, no
 *             C++ exception).
 * MISUSE      A handle that is NULL, that was closed or that never was one is recognised: every call on it answers
 *             PROVISOR_MISUSE, and closing it does nothing. Of other pointers, and of a reply that is freed twice, the
 *             library can't tell.
 * PROCESSES   Several processes may use one store file at once. A handle does not survive fork(): the child opens
 *             its own. A child that provisions on its parent's handle gets PROVISOR_MISUSE.
 * MEMORY      When jansson, SQLite or libsodium can get no memory, a call answers PROVISOR_NO_MEMORY. The Swift
 *             runtime inside the library has no such way: when its own allocations fail, the process ends.
 * UNLOADING   The library stays loaded after dlclose() (linked with -z nodelete).
 * VERSIONS    Functions, status codes and option members are added, never changed or removed, within one soname.
 *             Replies may gain members; ignore those you do not know.
 * LIMITS      A request text has at most 1 MiB, nests at most 32 deep and holds at most 1,000 configuration
 *             entries and 1,000 tags. An element definition has at most 16 MiB and nests at most 32 deep. A json_t
 *             (provisor_jansson.h) has the same limits.
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
    PROVISOR_NOT_FOUND = 3, /* no such element, instance, token or configuration row */
    PROVISOR_MISUSE = 4,    /* the call itself is wrong: a NULL handle, options that contradict each other */
    PROVISOR_STORE = 5,     /* the store can't be opened, read or written; nothing was changed */
    PROVISOR_BUSY = 6,      /* another process kept the store locked for a minute; try again */
    PROVISOR_KEY = 7,       /* the key does not fit the store, or can't be read */
    PROVISOR_CALLBACK = 8,  /* one of your callbacks failed, or answered something unusable */
    PROVISOR_NO_MEMORY = 9, /* out of memory; nothing was changed */
    PROVISOR_INTERNAL = 10, /* a defect of this library; please report it */
    PROVISOR_CONFLICT = 11, /* somebody changed the instance since, used the idempotency key otherwise, has the e-mail */
    PROVISOR_UNAUTHORIZED = 12, /* a secret or token is wrong */
    PROVISOR_FORBIDDEN = 13 /* the user may not do that */
};

/**
 * Names a status the way problems spell it in their member "status".
 *
 * @param status any number
 * @return [borrowed] static text: "ok", "invalid", "malformed", "not-found", "misuse", "store", "busy", "key",
 *         "callback", "no-memory", "internal", "conflict", "unauthorized",
 *         "forbidden"; "unknown" for any other number
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

    const char *const *catalogue; /* paths of further element definitions, or of folders of *.json (docs/elements.md) */
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
 * acknowledges survives a power cut. When the file is removed, renamed or replaced while it is open, changes are
 * refused. A store that a newer version of this library wrote, that is read-only, that is no database or that was sealed
 * with another key is refused and left as it is.
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
 * Closes a handle. What was acknowledged is already durable. Wipes the key from memory. Calls that are running on the
 * handle end as usual, and the last of them closes the store; calls that begin later get PROVISOR_MISUSE.
 *
 * @param p [consumed, optional] NULL, and a handle that is closed already, do nothing
 * @threads any
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
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_provision(provisor *p, const char *request, size_t length, char **reply);

/**
 * Provisions an instance once: sent again with the same key and the same content, the request answers the instance that
 * it made the first time. The same key with other content is a conflict whose message names what differs. Keys belong
 * to the user and are forgotten with the instance.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param key     [borrowed, optional] idempotency key of 1 to 255 bytes; NULL for a plain provisor_provision()
 * @param request [borrowed] JSON text in UTF-8, see provisor_validate()
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the instance or the problem; free with provisor_free()
 * @return as provisor_provision(), and PROVISOR_CONFLICT
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_provision_once(provisor *p, const char *key, const char *request, size_t length, char **reply);

/**
 * What provisor_provision_many() is to do. Start from PROVISOR_MANY_INIT. All pointers are [borrowed] during the call.
 */
typedef struct provisor_many {
    uint32_t size;  /* sizeof(provisor_many), set by PROVISOR_MANY_INIT */
    uint32_t chunk; /* lines that share a transaction, at most 100,000; 0 for 1,000 */

    const char *text; /* the requests in UTF-8, one on each line; NULL to read them from `descriptor` */
    size_t length;    /* bytes of text, or PROVISOR_TEXT when NUL ends it */
    int32_t descriptor; /* of a file, pipe or socket, read up to its end; ignored where `text` is set */
    uint32_t reserved;  /* 0 */

    /* A line that has no "idempotencyKey" of its own gets "<idempotency_key>-<number of the line>". NULL for none. */
    const char *idempotency_key;

    /* Told what became of a line, counted from 1, when that is durable: the instance, or a problem that has "line".
       `reply` is [borrowed] during the callback. Anything but 0 ends the call. */
    int32_t (*reply)(void *userdata, uint64_t line, provisor_status status, const char *reply);
    /* Told behind each chunk how many lines were worked through, how many of them failed, and how many bytes of the
       input that was. Anything but 0 ends the call. */
    int32_t (*progress)(void *userdata, uint64_t lines, uint64_t failed, uint64_t bytes);
    void *userdata; /* handed to both */
} provisor_many;

#define PROVISOR_MANY_INIT { (uint32_t)sizeof(provisor_many), 0, 0, 0, -1, 0, 0, 0, 0, 0 }

/**
 * Provisions an instance for each line of a text (NDJSON: each line is a request), a chunk of lines in one durable
 * transaction. A line that is refused gets a problem and harms no other; blank lines are left out. The limits of a
 * request hold for each line.
 *
 * Work that was broken off is resumed by the same call with the same idempotency key: lines that are done answer the
 * instances that they made. A chunk ends early when a pipe has no more for now, so that whoever writes into it can
 * wait for the replies.
 *
 * The reply is {"lines": 3, "provisioned": 2, "repeated": 0, "failed": 1, "cancelled": false}, where "repeated" counts
 * lines whose key had an instance before, and "cancelled" tells that a callback has ended the call.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param many  [borrowed] see provisor_many
 * @param reply [owned, optional] the summary, or the problem that ended the work; what the callbacks were told before
 *              is durable; free with provisor_free()
 * @return PROVISOR_OK, also when lines have failed | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE (also when the
 *         descriptor can't be read) | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; other writes get their turn between chunks
 * @since 0.1
 */
provisor_status provisor_provision_many(provisor *p, const provisor_many *many, char **reply);

/**
 * Tells what a provisioning, an update or a replacement would do, and does nothing. The same request on the same store
 * gives the same bytes.
 *
 * The reply is a report with more members: "action"; and, when there is no error, "name", "tags", "configuration" (as
 * it would be, secrets masked), "defaulted" (keys of entries that get their default), and for an instance that exists
 * "added", "changed" and "removed" (keys of entries).
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param action  [borrowed] "provision", "update" or "replace"
 * @param id      the instance; ignored for "provision"
 * @param request [borrowed] JSON text in UTF-8, as for the action itself
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the plan or the problem; free with provisor_free()
 * @return as provisor_validate(), and PROVISOR_NOT_FOUND | PROVISOR_CONFLICT | PROVISOR_STORE
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_plan(
    provisor *p, const char *action, int64_t id, const char *request, size_t length, char **reply);

/* ------------------------------------------------------------------------------------------ elements --- */

/*
 * The elements of a handle: those that are compiled into the library, over them those that the host has loaded, at
 * opening (`catalogue` of provisor_options) or later, and those that were defined through the HTTP API, which are kept
 * in the store, as far as the user may see them. All handles that provisor_as() makes share what was loaded; other
 * handles on the same store do not. docs/elements.md describes definitions and the findings about them.
 */

/**
 * Loads the definition of an element: JSON in the platform's export format. Members that the library does not know are
 * kept. It replaces an element of the same key, also one that is compiled in (a warning tells), for requests from now
 * on; instances that exist are left as they are. It is there as long as the handle, and is not stored.
 *
 * The reply is a report like provisor_validate()'s, with "line", "column" and "offset" into the definition. Errors are
 * why it can't be loaded, and nothing was changed then; warnings are what is suspicious about one that was loaded,
 * whether the option `strict` is set or not.
 *
 * @param p          [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param definition [borrowed] JSON text in UTF-8, of at most 16 MiB
 * @param length     bytes of definition, or PROVISOR_TEXT when it is NUL-terminated
 * @param report     [owned, optional] the report (a problem for the other statuses); free with provisor_free()
 * @return PROVISOR_OK (perhaps with warnings) | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_FORBIDDEN |
 *         PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle, also while others judge requests
 * @since 0.1
 */
provisor_status provisor_element_load(provisor *p, const char *definition, size_t length, char **report);

/**
 * Tells what is wrong with a definition, or suspicious about it, and does nothing else. See provisor_element_load().
 *
 * @param p          [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param definition [borrowed] JSON text in UTF-8, of at most 16 MiB
 * @param length     bytes of definition, or PROVISOR_TEXT when it is NUL-terminated
 * @param report     [owned, optional] the report (a problem for the other statuses); free with provisor_free()
 * @return PROVISOR_OK (perhaps with warnings) | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_MISUSE |
 *         PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_element_lint(provisor *p, const char *definition, size_t length, char **report);

/**
 * Lists the elements: [{"id", "key", "name", "description", "hub", "authentication", "active", "origin"}, ...]. The
 * origin is "builtin", "loaded" or "stored". Compiled-in elements stand first.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param reply [owned, optional] an array or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_element_list(provisor *p, char **reply);

/**
 * Answers the definition of an element as it was loaded, with the members that the library does not know. Loaded again
 * it gives an equal element. A default of a secret entry, where a definition has one, is in it.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param key   [borrowed] key of the element, ended by NUL
 * @param reply [owned, optional] the definition or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_NOT_FOUND | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_element_export(provisor *p, const char *key, char **reply);

/**
 * Describes an element for others: what the library asks of a request, read off the same rules.
 *
 * "json-schema"  JSON Schema (2020-12) of a request that provisions an instance; "$defs"."configuration" is that of its
 *                configuration. What the library refuses is invalid there, but for the differences that
 *                docs/elements.md lists; what it only warns of is valid.
 * "example"      a request in which placeholders are to be filled in
 * "form"         the fields of a form: {"element", "title", "help", "image", "ways", "fields": [{"key", "label",
 *                "kind", "help", "required", "secret", "default", "options", ...}]}
 * "markdown"     a page for people, as one JSON string
 *
 * @param p      [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param key    [borrowed] key of the element, ended by NUL
 * @param format [borrowed] one of the four
 * @param reply  [owned, optional] the description or the problem; free with provisor_free()
 * @return as provisor_element_export()
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_element_describe(provisor *p, const char *key, const char *format, char **reply);

/* --------------------------------------------------------------------------------- reading instances --- */

/*
 * An instance is addressed by its id. Each reply shows it as provisor_provision() does, and once it has changed also
 * with "updatedDate" and "version" (1 for a new one, and one more with each change). Each change has another date:
 * several within a second count on by thousandths. Secrets are masked.
 */

/**
 * Reads an instance.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id    the instance
 * @param reply [owned, optional] the instance or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_NOT_FOUND | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_get(provisor *p, int64_t id, char **reply);

/**
 * Reads the instance to which an element token belongs.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param token [borrowed] the token, ended by NUL
 * @param reply [owned, optional] the instance or the problem; free with provisor_free()
 * @return as provisor_instance_get()
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_find(provisor *p, const char *token, char **reply);

/**
 * Lists instances in ascending order of their ids, a page at a time.
 *
 * The query is a JSON object; every member is optional, and all conditions must hold: "tags" (an array of at most 16;
 * all must be among the instance's), "searchText" (part of the name or of the element's key, in any case of ASCII letters),
 * "element" (key), "pageSize" (200 when absent, and at most), "nextPage" (from the page before). The reply is
 * {"instances": [...], "nextPage": "..."}, in which nextPage is null on the last page.
 *
 * @param p      [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param query  [borrowed, optional] JSON text in UTF-8; NULL for the first page of all
 * @param length bytes of query, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply  [owned, optional] the page or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE |
 *         PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_list(provisor *p, const char *query, size_t length, char **reply);

/**
 * Judges stored instances by today's rules, a page at a time, and changes nothing: after an element's definition was
 * changed, or the library was updated. What it names goes on working as it is, but would be refused if it were provisioned
 * or replaced today.
 *
 * The query is that of provisor_instance_list(). The reply is {"reviewed": 200, "instances": [...], "nextPage": "..."}:
 * how many instances the page has, and of each that has errors "id", "name" and the members of a report. An instance
 * whose element is gone has the error "unknown-element".
 *
 * @param p      [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param query  [borrowed, optional] JSON text in UTF-8; NULL for the first page of all
 * @param length bytes of query, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply  [owned, optional] the page or the problem; free with provisor_free()
 * @return as provisor_instance_list()
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_review(provisor *p, const char *query, size_t length, char **reply);

/**
 * Counts instances: {"totalInstances": 3, "elementInstances": [{"key": "freshservice", "count": 3}]}.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param reply [owned, optional] the counts or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_count(provisor *p, char **reply);

/* -------------------------------------------------------------------------------- changing instances --- */

/**
 * Changes what the request names (PATCH): "name", "tags" (the whole list), entries of "configuration", "element"
 * (another element: common entries keep their values, the rest gets defaults), "externalAuthentication", "cachingEnabled",
 * "maxCacheSize", "cacheTimeToLive". All else stays. A null or "" sets an entry back to its default. A masked secret ("********") sent back leaves the secret.
 *
 * With "version" or "updatedDate", which an earlier reply showed, the change is refused as PROVISOR_CONFLICT when
 * somebody has changed the instance since.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id      the instance
 * @param request [borrowed] JSON text in UTF-8
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the changed instance or the problem; free with provisor_free()
 * @return as provisor_provision(), and PROVISOR_CONFLICT; PROVISOR_NOT_FOUND also when there is no such instance
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_update(provisor *p, int64_t id, const char *request, size_t length, char **reply);

/**
 * Replaces an instance (PUT): like provisor_instance_update(), but a configuration replaces the stored one, so that
 * every required entry must be there. A request without a configuration leaves it. A whole instance as an earlier
 * reply showed it is a request too; its version and dates are not looked at.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id      the instance
 * @param request [borrowed] JSON text in UTF-8
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the changed instance or the problem; free with provisor_free()
 * @return as provisor_instance_update()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_replace(provisor *p, int64_t id, const char *request, size_t length, char **reply);

/**
 * Removes an instance for good, with its secrets and tokens. Its id is never given again.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id      the instance
 * @param problem [owned, optional] NULL on success, else the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_NOT_FOUND | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_CALLBACK | PROVISOR_MISUSE |
 *         PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_remove(provisor *p, int64_t id, char **problem);

/**
 * Enables an instance. One that is enabled stays so.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id    the instance
 * @param reply [owned, optional] the instance or the problem; free with provisor_free()
 * @return as provisor_instance_remove()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_enable(provisor *p, int64_t id, char **reply);

/**
 * Disables an instance: it stays readable, with "disabled": true. One that is disabled stays so.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id    the instance
 * @param reply [owned, optional] the instance or the problem; free with provisor_free()
 * @return as provisor_instance_enable()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_disable(provisor *p, int64_t id, char **reply);

/**
 * Switches "traceLoggingEnabled" of an instance.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id    the instance
 * @param on    0 for off, anything else for on
 * @param reply [owned, optional] the instance or the problem; free with provisor_free()
 * @return as provisor_instance_enable()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_trace(provisor *p, int64_t id, int32_t on, char **reply);

/**
 * Gives an instance a new element token.
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id      the instance
 * @param overlap seconds for which the old token stays good beside the new one, up to 366 days; with 0 the new token is
 *                the only one that is good from now on
 * @param reply   [owned, optional] the instance with its new token, or the problem; free with provisor_free()
 * @return as provisor_instance_enable(), and PROVISOR_INVALID
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_rotate(provisor *p, int64_t id, int64_t overlap, char **reply);

/* ------------------------------------------------------------------------- configuration row by row --- */

/**
 * Lists the configuration of an instance, an object for each entry in the element's order: {"id", "key", "name",
 * "description", "propertyValue", "type", "required", "hideFromConsole", "active"}. The id addresses the row.
 *
 * @param p     [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id    the instance
 * @param reply [owned, optional] an array of rows or the problem; free with provisor_free()
 * @return as provisor_instance_get(); PROVISOR_NOT_FOUND also when the catalogue does not know the element any more
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_configuration_list(provisor *p, int64_t id, char **reply);

/**
 * Reads one row of the configuration of an instance.
 *
 * @param p             [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id            the instance
 * @param configuration id of the row
 * @param reply         [owned, optional] the row or the problem; free with provisor_free()
 * @return as provisor_instance_configuration_list()
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_instance_configuration_get(provisor *p, int64_t id, int64_t configuration, char **reply);

/**
 * Sets the value of one row: {"propertyValue": "..."}. Other members, of a whole row sent back for example, are ignored.
 *
 * @param p             [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param id            the instance
 * @param configuration id of the row
 * @param request       [borrowed] JSON text in UTF-8
 * @param length        bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply         [owned, optional] the row or the problem; free with provisor_free()
 * @return as provisor_instance_update()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_instance_configuration_set(
    provisor *p, int64_t id, int64_t configuration, const char *request, size_t length, char **reply);

/* ----------------------------------------------------------------------------- who may see what --- */

/*
 * Organizations have accounts, accounts have users, and an instance belongs to the user who provisioned it: nobody else
 * reads, counts, changes or finds it. A new store has a default organization, account and user, for whom a handle from
 * provisor_open() acts, so a program that needs no users never meets them. Secrets of users and organizations are kept
 * as keyed hashes only.
 */

/**
 * Makes a handle on which every call acts for another user. It shares the open store; close both, in any order.
 *
 * @param p             [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param authorization [borrowed] "User <secret>, Organization <secret>", optionally ", Element <token>": the value of
 *                      an Authorization header; parts in any order, schemes in any case
 * @param out           [owned] the handle, release it with provisor_close(); NULL unless PROVISOR_OK is returned
 * @param problem       [owned, optional] NULL on success, else the problem, which never tells which part was wrong
 * @return PROVISOR_OK | PROVISOR_UNAUTHORIZED | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_CALLBACK | PROVISOR_MISUSE |
 *         PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_as(provisor *p, const char *authorization, provisor **out, char **problem);

/**
 * Tells the secrets of the default user and organization: {"user": "...", "organization": "..."}. They are made of a
 * working key of the store and kept nowhere.
 *
 * @param p     [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param reply [owned, optional] the secrets or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_FORBIDDEN | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_default_secrets(provisor *p, char **reply);

/**
 * Creates an organization with a default account and its administrator: {"name", "email", "firstName", "lastName"}.
 * The reply is the organization with "secret", "account" and "user", the user with "secret" too. The secrets are shown
 * this once.
 *
 * @param p       [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param request [borrowed] JSON text in UTF-8; name and email are required
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the organization or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_FORBIDDEN | PROVISOR_STORE | PROVISOR_BUSY |
 *         PROVISOR_CALLBACK | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_organization_create(provisor *p, const char *request, size_t length, char **reply);

/**
 * Creates an account in the organization of the user for whom the handle acts: {"name", "description", "externalId"}.
 *
 * @param p       [borrowed] open handle, of a user who manages the organization; NULL gives PROVISOR_MISUSE
 * @param request [borrowed] JSON text in UTF-8; name is required
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the account or the problem; free with provisor_free()
 * @return as provisor_organization_create()
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_account_create(provisor *p, const char *request, size_t length, char **reply);

/**
 * Creates a user: {"email", "firstName", "lastName", "roles"}. The reply holds the user's secret, which is shown this
 * once. Roles are keys of the organization's roles, ["user"] when absent.
 *
 * @param p       [borrowed] open handle, of a user who manages the account; NULL gives PROVISOR_MISUSE
 * @param account the account that the user will belong to
 * @param request [borrowed] JSON text in UTF-8; email is required, and unique in the organization
 * @param length  bytes of request, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply   [owned, optional] the user or the problem; free with provisor_free()
 * @return as provisor_organization_create(), and PROVISOR_NOT_FOUND | PROVISOR_CONFLICT
 * @threads any, concurrently on one handle; writes that come at the same time share a commit
 * @since 0.1
 */
provisor_status provisor_user_create(provisor *p, int64_t account, const char *request, size_t length, char **reply);

/* --------------------------------------------------------------------------------- the store and its keys --- */

/**
 * Reads and verifies the audit log: a record for each change, written in the same transaction as the change. Each is
 * chained to the one before by a keyed code, so that one that was removed, changed or moved shows, and so does an end
 * that was cut off. docs/keys.md tells what is recorded, and what the log can't prove.
 *
 * The query is a JSON object; every member is optional: "after" (sequence number of the last record of the page before,
 * 0 when absent), "pageSize" (200 when absent, at most 1,000), "verify" ("page", or "all" for the whole log, which
 * takes about a second for each 500,000 records). The reply:
 *
 *     {"records": [{"sequence": 7, "date": "2026-11-25T02:31:17Z", "action": "instance.update", "user": 2,
 *                   "subject": 12, "details": {"version": 3, "changed": ["name", "configuration.password"]}}],
 *      "nextPage": null, "head": {"sequence": 7, "code": "..."}, "intact": true, "findings": []}
 *
 * "nextPage" is what the next query's "after" should be, null on the last page. "intact" tells whether what was verified
 * is as it was written; "findings" ({"code": "audit", "message", "record"}) what is not, at most 100. No record holds a
 * value that somebody has set.
 *
 * @param p      [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param query  [borrowed, optional] JSON text in UTF-8; NULL for the first page
 * @param length bytes of query, or PROVISOR_TEXT when it is NUL-terminated
 * @param reply  [owned, optional] the page or the problem; free with provisor_free()
 * @return PROVISOR_OK (also when the log is not intact) | PROVISOR_INVALID | PROVISOR_MALFORMED | PROVISOR_FORBIDDEN |
 *         PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; readers do not wait for writers
 * @since 0.1
 */
provisor_status provisor_audit(provisor *p, const char *query, size_t length, char **reply);

/**
 * Verifies a whole store, as it is at one moment: the database itself, references between its rows, counts, everything
 * that is sealed (each token and secret is opened, and belongs where it stands), hashes, and the audit log. Changes
 * nothing, and others may go on reading and writing; for a large store it takes about a minute for each million
 * instances.
 *
 *     {"intact": false, "checked": {"organization": 2, "account": 2, "user": 2, "instance": 3, "element": 0, "sealed": 6,
 *      "audit": 4}, "findings": [{"code": "seal", "message": "password of instance 2 can't be opened", "instance": 2,
 *      "entry": "password"}], "findingCount": 1}
 *
 * Codes: "database" (what SQLite says of its file), "seal", "token" (it is not the one that the instance is found by),
 * "value", "reference", "count", "audit". At most 100 findings are listed; "findingCount" counts all of them.
 *
 * @param p     [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param reply [owned, optional] what was found, or the problem; free with provisor_free()
 * @return PROVISOR_OK (the store was checked: "intact" tells the result) | PROVISOR_FORBIDDEN | PROVISOR_KEY |
 *         PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle; writers are not held up, but for a store in memory
 * @since 0.1
 */
provisor_status provisor_check(provisor *p, char **reply);

/**
 * How to replace the key of a store. Start from PROVISOR_REKEY_OPTIONS_INIT; zero and NULL mean the default. All pointers
 * are [borrowed] during provisor_rekey().
 *
 * The new key: at most one of `key`, `key_file` and `passphrase`, as in provisor_options. With none of them a store that
 * has a key file gets a new key in that file, and one in memory a random one; with a `key` or `passphrase` of its own the
 * store must be told what comes next.
 */
typedef struct provisor_rekey_options {
    uint32_t size;            /* sizeof(provisor_rekey_options), set by PROVISOR_REKEY_OPTIONS_INIT */
    uint32_t default_secrets; /* 1: the default user and organization get new secrets too */
    uint32_t batch;           /* instances for each transaction, 500 when 0, at most 100,000 */
    uint32_t reserved;        /* 0 */

    const uint8_t *key;     /* 32 bytes */
    const char *key_file;   /* the key in this file; a new one when there is no file, or when it is the store's own */
    const char *passphrase;

    /* Told after each batch how many instances are done, of how many; anything but 0 stops. */
    int32_t (*progress)(void *userdata, int64_t done, int64_t total);
    void *userdata;
} provisor_rekey_options;

#define PROVISOR_REKEY_OPTIONS_INIT { (uint32_t)sizeof(provisor_rekey_options), 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Replaces the key of a store while it is in use, and seals every secret and token anew, in batches. Reading and writing
 * go on. From the first transaction on, the old key opens nothing; when the call returns, nothing is sealed under what it
 * opened. Tokens and secrets of users stay as they are.
 *
 * A call that was stopped or killed has lost nothing: open the store (with the new key) and call again, with the same
 * options, to go on. The same goes for PROVISOR_BUSY and the like. A new key in a key file is durable before the store
 * needs it.
 *
 * Other handles and processes that have the store open with a key file notice, and go on with what is in that file. Those
 * with a key or passphrase get PROVISOR_KEY until they open the store anew. docs/keys.md tells more.
 *
 * The reply: {"generation": 2, "resealed": 1000, "resumed": false, "damaged": 0}. "resumed" tells whether a call that did
 * not end was finished (or this one is the same, and had only to be finished); "damaged" counts instances that could not
 * be opened before either: they are left as they are, and named to the log callback.
 *
 * @param p       [borrowed] handle from provisor_open(); one from provisor_as() gives PROVISOR_FORBIDDEN
 * @param options [borrowed, optional] see provisor_rekey_options; NULL for the defaults
 * @param reply   [owned, optional] what was done or the problem; free with provisor_free()
 * @return PROVISOR_OK | PROVISOR_FORBIDDEN | PROVISOR_KEY | PROVISOR_STORE | PROVISOR_BUSY | PROVISOR_CALLBACK (also when
 *         `progress` has stopped it) | PROVISOR_MISUSE | PROVISOR_NO_MEMORY
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_rekey(provisor *p, const provisor_rekey_options *options, char **reply);

/* ------------------------------------------------------------------------- the API as one call (HTTP) --- */

/** A header of a request or response. */
typedef struct provisor_http_header {
    const char *name;  /* in any case */
    const char *value; /* without blanks around it */
} provisor_http_header;

/**
 * A request of the platform's API as an HTTP server received it. All pointers are [borrowed] during the call. Members
 * that are not needed are zero.
 */
typedef struct provisor_http_request {
    uint32_t size;         /* sizeof(provisor_http_request) */
    uint32_t header_count; /* how many headers, at most 1,000 */
    const char *method;    /* "GET", "POST", ... */
    const char *target;    /* path and query as in the request line: "/elements/api-v2/instances?tags%5B%5D=x" */
    const provisor_http_header *headers;
    const char *body;   /* [optional] */
    size_t body_length; /* bytes of body, or PROVISOR_TEXT when it is NUL-terminated */
} provisor_http_request;

/** The response. Set `size`; the rest is written by provisor_request() and released by provisor_response_free(). */
typedef struct provisor_http_response {
    uint32_t size;         /* sizeof(provisor_http_response) */
    uint32_t header_count; /* how many headers */
    int32_t status;        /* 200, 400, ... */
    uint32_t reserved;     /* 0 */
    const provisor_http_header *headers; /* without Content-Length, Date, ..., which the server adds */
    const char *body;   /* JSON, ended by NUL; NULL for HEAD */
    size_t body_length; /* without the NUL */
} provisor_http_response;

/**
 * Answers a request of the platform's HTTP API, so that existing clients work behind any server. Whatever is wrong with
 * the request is told by the response: a status and the error body of the platform. docs/http.md lists routes, headers
 * and statuses.
 *
 * The base path /elements/api-v2 may be there or not. The request acts for the user whom its Authorization header
 * names ("User <secret>, Organization <secret>"), whatever user the handle acts for.
 *
 * @param p        [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param request  [borrowed] the request; NULL, or one without method or target, gives PROVISOR_MISUSE
 * @param response [owned] the response, also for 4xx and 5xx; release it with provisor_response_free(). Its members but
 *                 `size` are zero unless PROVISOR_OK is returned; what they were before is overwritten, not released
 * @return PROVISOR_OK (there is a response) | PROVISOR_MISUSE | PROVISOR_NO_MEMORY (there is none)
 * @threads any, concurrently on one handle
 * @since 0.1
 */
provisor_status provisor_request(
    provisor *p, const provisor_http_request *request, provisor_http_response *response);

/**
 * Releases what provisor_request() wrote into a response. The memory is wiped first.
 *
 * @param response [borrowed, optional] the response; its members but `size` are zero afterwards, so that releasing it
 *                 twice does nothing
 * @threads any
 * @since 0.1
 */
void provisor_response_free(provisor_http_response *response);

/* ------------------------------------------------------------------------------------------- replies --- */

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
