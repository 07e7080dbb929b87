/* Power cuts. All writes and syncs of a store are written down; then the disk is built as a cut at every moment could have
   left it: what was synced is there, of what was not any part may be missing, in sectors of 512 bytes. Opened again, the
   store has every acknowledged change and nothing half done.

   usage: test_powercut [full]    full: more changes, and more ways of losing what was not synced */
#define _GNU_SOURCE
#include "instances.h"
#include "vfs.h"
#include <limits.h>
#include <pthread.h>

static int is_full;

/* --------------------------------------------------------------------------------------- what has happened --- */

typedef struct event {
    enum vfs_operation operation;
    int file; /* number of its name */
    char *data;
    long long size, offset;
} event;

/* A change that somebody has asked for. */
typedef struct change {
    long long id;
    int removes; /* else it provisions or updates to the name */
    char name[32];
    long begun, acknowledged; /* numbers of events; acknowledged is after `begun`, LONG_MAX before it */
} change;

enum { most_files = 8, most_events = 200000, most_changes = 4000 };

static event *events;
static long event_count;
static change changes[most_changes];
static int change_count;
static char *names[most_files];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int file_number(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (int i = 0; i < most_files; i++) {
        if (!names[i])
            names[i] = strdup(name);
        if (strcmp(names[i], name) == 0)
            return i;
    }
    abort();
}

static void record(enum vfs_operation operation, const char *name, const void *data, long long size, long long offset)
{
    pthread_mutex_lock(&lock);
    event *e = &events[event_count++];
    *e = (event){operation, file_number(name), NULL, size, offset};
    if (data)
        memcpy(e->data = malloc((size_t)size), data, (size_t)size);
    if (event_count == most_events)
        abort();
    pthread_mutex_unlock(&lock);
}

static change *begin(void)
{
    pthread_mutex_lock(&lock);
    change *c = &changes[change_count++];
    *c = (change){.begun = event_count, .acknowledged = LONG_MAX};
    if (change_count == most_changes)
        abort();
    pthread_mutex_unlock(&lock);
    return c;
}

static void acknowledge(change *c)
{
    pthread_mutex_lock(&lock);
    c->acknowledged = event_count;
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------------------------------- the workload --- */

static provisor *store;
/* The key of the store is replaced on the way, by the second of them. */
static uint8_t keys[2][32] = {{1}, {2}};
static long rekey_begun, rekey_acknowledged = LONG_MAX;

static provisor_status open_with(const uint8_t *key, const char *path, provisor **opened, char **problem)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = key;
    return provisor_open(path, &options, opened, problem);
}

static provisor *open_store(const uint8_t *key)
{
    provisor *opened = NULL;
    char *problem = NULL;
    CHECK_REPLY(open_with(key, "cut.db", &opened, &problem) == PROVISOR_OK, problem);
    return opened;
}

static void rekey(provisor *p)
{
    provisor_rekey_options options = PROVISOR_REKEY_OPTIONS_INIT;
    options.key = keys[1];
    options.batch = 3;
    DO(PROVISOR_OK, provisor_rekey, p, &options);
}

static long long provision(void)
{
    change *c = begin();
    strcpy(c->name, "Docs");
    json_t *instance = PROVISION(store, GOOD, PROVISOR_OK);
    c->id = json_integer_value(at(instance, "/id"));
    json_decref(instance);
    acknowledge(c);
    return c->id;
}

static void rename_instance(long long id)
{
    static _Atomic int number;
    char request[80];
    change *c = begin();
    c->id = id;
    snprintf(c->name, sizeof c->name, "Name %d", ++number);
    snprintf(request, sizeof request, "{\"name\": \"%s\"}", c->name);
    DO(PROVISOR_OK, provisor_instance_update, store, id, request, PROVISOR_TEXT);
    acknowledge(c);
}

static void remove_instance(long long id)
{
    change *c = begin();
    c->id = id;
    c->removes = 1;
    REMOVE(PROVISOR_OK, store, id);
    acknowledge(c);
}

static void *work(void *argument)
{
    for (int i = 0; i < *(int *)argument; i++) {
        long long id = provision();
        if (i % 3 == 1)
            rename_instance(id);
        if (i % 4 == 3)
            remove_instance(id);
    }
    return NULL;
}

static void run(void)
{
    enum { writers = 4 };
    pthread_t threads[writers];
    int alone = is_full ? 60 : 8, together = is_full ? 80 : 6;
    store = open_store(keys[0]);
    work(&alone);
    provisor_close(store); /* carries the log over into the file */
    store = open_store(keys[0]);
    rekey_begun = event_count;
    rekey(store);
    rekey_acknowledged = event_count;
    for (int i = 0; i < writers; i++)
        pthread_create(&threads[i], NULL, work, &together);
    for (int i = 0; i < writers; i++)
        pthread_join(threads[i], NULL);
    work(&alone);
    /* Here the log begins anew while it is open, and is overwritten. */
    CHECK_INT(store_number("cut.db", "PRAGMA wal_checkpoint(RESTART)"), 0);
    work(&alone);
    provisor_close(store);
}

/* ----------------------------------------------------------------------------------------------- the disk --- */

typedef struct file {
    char *bytes;
    long long size, room;
    int exists;
} file;

static file durable[most_files];
/* Events that no sync has followed yet. */
static long pending[most_events];
static long pending_count;

static void file_grow(file *f, long long size)
{
    if (size > f->room) {
        long long room = size * 2;
        f->bytes = realloc(f->bytes, (size_t)room);
        memset(f->bytes + f->room, 0, (size_t)(room - f->room));
        f->room = room;
    }
    if (size > f->size)
        f->size = size;
}

/* A part of an event: all of it, or each sector perhaps. */
static void apply(file *files, const event *e, int torn)
{
    enum { sector = 512 };
    file *f = &files[e->file];
    f->exists = 1;
    if (e->operation == VFS_DELETE) {
        f->exists = 0;
        f->size = 0;
        memset(f->bytes, 0, (size_t)f->room);
    } else if (e->operation == VFS_TRUNCATE) {
        file_grow(f, e->size);
        memset(f->bytes + e->size, 0, (size_t)(f->room - e->size));
        f->size = e->size;
    } else if (e->operation == VFS_WRITE) {
        for (long long at = 0; at < e->size;) {
            long long next = ((e->offset + at) / sector + 1) * sector - e->offset;
            next = next < e->size ? next : e->size;
            if (!torn || rand() % 2) {
                file_grow(f, e->offset + next);
                memcpy(f->bytes + e->offset + at, e->data + at, (size_t)(next - at));
            }
            at = next;
        }
    }
}

/* Makes durable what was done to a file, or all removals. */
static void settle(int number, int removals)
{
    long kept = 0;
    for (long i = 0; i < pending_count; i++) {
        const event *e = &events[pending[i]];
        if (removals ? e->operation == VFS_DELETE : e->file == number)
            apply(durable, e, 0);
        else
            pending[kept++] = pending[i];
    }
    pending_count = kept;
}

/* One more event. The first sync of a new file syncs the folder too, and so do some removals. */
static void advance(long number)
{
    const event *e = &events[number];
    if (e->operation != VFS_SYNC)
        pending[pending_count++] = number;
    if (e->operation == VFS_DELETE ? e->offset != 0 : e->operation == VFS_SYNC && !durable[e->file].exists)
        settle(0, 1);
    if (e->operation == VFS_SYNC)
        settle(e->file, 0);
}

enum loss { ALL, NOTHING, SOME_WRITES, SOME_SECTORS };

static void write_disk(enum loss loss)
{
    file disk[most_files] = {0};
    for (int i = 0; i < most_files; i++) {
        file_grow(&disk[i], durable[i].size);
        if (durable[i].size)
            memcpy(disk[i].bytes, durable[i].bytes, (size_t)durable[i].size);
        disk[i].exists = durable[i].exists;
    }
    for (long i = 0; i < pending_count; i++)
        if (loss == NOTHING || (loss == SOME_WRITES && rand() % 2) || (loss == SOME_SECTORS && rand() % 4))
            apply(disk, &events[pending[i]], loss == SOME_SECTORS);
    for (int i = 0; i < most_files && names[i]; i++) {
        char path[300];
        snprintf(path, sizeof path, "disk/%s", names[i]);
        unlink(path);
        if (disk[i].exists)
            file_write(path, disk[i].bytes, (size_t)disk[i].size);
        free(disk[i].bytes);
    }
    unlink("disk/cut.db-shm");
}

/* ------------------------------------------------------------------------------------- after the power cut --- */

/* What may be seen of an instance: the last acknowledged change, or any that was asked for and not answered. */
static void check_instance(provisor *p, long long id, long moment, const char *what)
{
    const change *last = NULL;
    char *reply = NULL;
    provisor_status status = provisor_instance_get(p, id, &reply);
    json_t *instance = reply ? json_loads(reply, 0, NULL) : NULL;
    const char *name = status == PROVISOR_OK ? text_at(instance, "/name") : NULL;
    int right = 0;
    for (int i = 0; i < change_count; i++) {
        const change *c = &changes[i];
        if (c->id != id || c->begun > moment)
            continue;
        if (c->acknowledged <= moment)
            last = c;
        else if (c->removes ? !name : name && strcmp(name, c->name) == 0)
            right = 1; /* under way */
    }
    if (!last)
        right |= status == PROVISOR_NOT_FOUND;
    else
        right |= last->removes ? !name : name && strcmp(name, last->name) == 0;
    if (name)
        right &= text_at(instance, "/token") != NULL;
    if (!right || (status != PROVISOR_OK && status != PROVISOR_NOT_FOUND))
        check_failed(__FILE__, __LINE__, what, reply);
    json_decref(instance);
    provisor_free(reply);
}

static void check_store(long moment, enum loss loss)
{
    static const char *const losses[] = {"all", "nothing", "some writes", "some sectors"};
    char what[200];
    char *problem = NULL;
    provisor *p = NULL;
    long long highest = 0;
    snprintf(what, sizeof what, "cut after event %ld of %ld, lost of what was not synced: %s", moment, event_count,
             losses[loss]);
    /* The old key until the new one was asked for; the new one when that was acknowledged; in between, one of them. */
    provisor_status status = open_with(keys[0], "disk/cut.db", &p, &problem);
    CHECK(moment < rekey_acknowledged || status == PROVISOR_KEY);
    if (status == PROVISOR_KEY && moment > rekey_begun) {
        provisor_free(problem);
        problem = NULL;
        status = open_with(keys[1], "disk/cut.db", &p, &problem);
        if (status == PROVISOR_OK)
            rekey(p); /* goes on with what was cut off */
    }
    if (status != PROVISOR_OK) {
        check_failed(__FILE__, __LINE__, what, problem);
        provisor_free(problem);
        return;
    }
    for (int i = 0; i < change_count; i++)
        highest = changes[i].begun <= moment && changes[i].id > highest ? changes[i].id : highest;
    for (long long id = 1; id <= highest; id++)
        check_instance(p, id, moment, what);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
    if (store_number("disk/cut.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1)
        check_failed(__FILE__, __LINE__, "the database is damaged", what);
}

int main(int count, char **arguments)
{
    is_full = count > 1 && strcmp(arguments[1], "full") == 0;
    events = calloc(most_events, sizeof *events);
    scratch_enter();
    vfs_install();
    vfs_watch = record;
    run();
    vfs_watch = NULL;

    CHECK(mkdir("disk", 0700) == 0);
    long cuts = 0, step = is_full ? 1 : rounds(10, 60);
    for (long moment = 0; moment <= event_count; moment++) {
        if (is_full && moment % 500 == 0)
            printf("  %ld of %ld writes and syncs\n", moment, event_count), fflush(stdout);
        /* Right before and after a sync is where it matters most. */
        int is_near = moment > 0 && events[moment - 1].operation == VFS_SYNC;
        is_near |= moment < event_count && events[moment].operation == VFS_SYNC;
        if (moment % step == 0 || (is_near && (is_full || moment % rounds(2, 20) == 0))) {
            for (enum loss loss = ALL; loss <= SOME_SECTORS; loss++) {
                for (int again = 0; again < (is_full && loss >= SOME_WRITES ? 3 : 1); again++, cuts++) {
                    write_disk(loss);
                    check_store(moment, loss);
                }
                if (pending_count == 0)
                    break; /* there is nothing to lose */
            }
        }
        if (moment < event_count)
            advance(moment);
    }
    printf("  %ld power cuts in %ld writes and syncs, %d changes\n", cuts, event_count, change_count);
    CHECK(cuts > 0);
    scratch_leave();
    return check_result();
}
