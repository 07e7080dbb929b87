/*
 * Store files. The first byte chooses what is there before: a store; a store and its write-ahead log, as a crash leaves
 * them; a store of the first schema; somebody else's database; or nothing, and the rest of the input is the file. Patches
 * follow: two bytes that choose the file and the place, a length, and so many bytes to write there.
 */
#include "fuzz.h"
#include <sqlite3.h>

typedef struct image {
    char *bytes;
    size_t size;
} image;

static image stored, crashed, crashed_log, old, foreign;

static image read_image(const char *path)
{
    image image = {NULL, 0};
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    CLAIM(file >= 0 && fstat(file, &status) == 0, path);
    image.size = (size_t)status.st_size;
    image.bytes = malloc(image.size + 1);
    CLAIM(read(file, image.bytes, image.size) == status.st_size, path);
    close(file);
    return image;
}

static void sql(const char *path, const char *text)
{
    sqlite3 *connection;
    CLAIM(sqlite3_open(path, &connection) == SQLITE_OK, path);
    CLAIM(sqlite3_exec(connection, text, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(connection));
    sqlite3_close(connection);
}

static const char *in_folder(const char *name)
{
    static char paths[8][300];
    static int used;
    char *path = paths[used++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", fuzz_folder(), name);
    return path;
}

static void make_images(void)
{
    provisor_options options = fuzz_options();
    provisor *p;
    char *reply;
    fuzz_state = 1;
    CLAIM(provisor_open(in_folder("base.db"), &options, &p, &reply) == PROVISOR_OK, reply);
    for (int i = 0; i < 2; i++)
        CLAIM(provisor_provision_once(p, i ? "once" : NULL, FUZZ_GOOD, PROVISOR_TEXT, NULL) == PROVISOR_OK, "");
    CLAIM(provisor_instance_rotate(p, 1, 3600, &reply) == PROVISOR_OK, reply);
    json_t *instance = json_loads(reply, 0, NULL);
    fuzz_copy(instance, "token", fuzz_token, sizeof fuzz_token);
    json_decref(instance);
    provisor_free(reply);
    crashed = read_image(in_folder("base.db"));
    crashed_log = read_image(in_folder("base.db-wal"));
    provisor_close(p);
    stored = read_image(in_folder("base.db"));
    sql(in_folder("base.db"), "PRAGMA user_version = 1");
    old = read_image(in_folder("base.db"));
    sql(in_folder("other.db"), "CREATE TABLE instance (id, user); INSERT INTO instance VALUES (1, 2);"
                               "CREATE VIEW store AS SELECT 1 AS id; PRAGMA application_id = 7");
    foreign = read_image(in_folder("other.db"));
}

/* Whatever is in the file: every call answers, and what it can't answer is a problem of the store. */
static void use(provisor *p)
{
    char *reply = NULL;
    provisor *scoped = NULL;
    for (int64_t id = 1; id <= 3; id++) {
        ANSWERS(provisor_instance_get(p, id, &reply));
        ANSWERS(provisor_instance_configuration_list(p, id, &reply));
    }
    ANSWERS(provisor_instance_find(p, fuzz_token, &reply));
    ANSWERS(provisor_instance_list(p, "{\"tags\": [\"Docs\"]}", PROVISOR_TEXT, &reply));
    ANSWERS(provisor_instance_count(p, &reply));
    ANSWERS(provisor_instance_update(p, 1, "{\"configuration\": {\"password\": \"new\"}}", PROVISOR_TEXT, &reply));
    ANSWERS(provisor_provision_once(p, "once", FUZZ_GOOD, PROVISOR_TEXT, &reply));
    ANSWERS(provisor_instance_rotate(p, 1, 60, &reply));
    ANSWERS(provisor_instance_disable(p, 2, &reply));
    ANSWERS(provisor_account_create(p, "{\"name\": \"new\"}", PROVISOR_TEXT, &reply));
    ANSWERS(provisor_user_create(p, 2, "{\"email\": \"ann@acme.example\"}", PROVISOR_TEXT, &reply));
    provisor_status status = provisor_instance_remove(p, 2, &reply);
    if (status != PROVISOR_OK)
        json_decref(fuzz_check(status, reply, 0));
    ANSWERS(provisor_default_secrets(p, &reply));
    status = provisor_as(p, "User x, Organization y", &scoped, &reply);
    json_decref(fuzz_check(status, reply, 0));
    CLAIM(!scoped && status != PROVISOR_OK, "secrets that nobody has");
}

static void patch(image *file, const uint8_t *data, size_t size, uint32_t place)
{
    if (place < file->size)
        memcpy(file->bytes + place, data, size < file->size - place ? size : file->size - place);
}

static void fuzz_one(const uint8_t *data, size_t size)
{
    static int made;
    if (!made++)
        make_images();
    fuzz_may_lack_memory = 1;
    const image *bases[] = {&stored, &crashed, &old, &foreign};
    int choice = size ? data[0] % 5 : 4;
    image file = {NULL, 0}, log = {NULL, 0};
    if (choice < 4) {
        file = (image){fuzz_exact(bases[choice]->bytes, bases[choice]->size), bases[choice]->size};
        if (choice == 1)
            log = (image){fuzz_exact(crashed_log.bytes, crashed_log.size), crashed_log.size};
        for (size_t at = 1; at + 5 < size;) {
            uint32_t place = (uint32_t)data[at] << 16 | (uint32_t)data[at + 1] << 8 | data[at + 2];
            size_t length = data[at + 3] % 32 + 1u, rest = size - (at + 4);
            length = length < rest ? length : rest;
            image *target = log.bytes && place & 0x800000 ? &log : &file;
            patch(target, data + at + 4, length, (place & 0x7FFFFF) % (uint32_t)target->size);
            at += 4 + length;
        }
    } else {
        file = (image){fuzz_exact(data + (size > 0), size - (size > 0)), size - (size > 0)};
    }

    static const char *const names[] = {"fuzz.db", "fuzz.db-wal", "fuzz.db-shm", "fuzz.db-journal"};
    for (size_t i = 0; i < 4; i++)
        unlink(in_folder(names[i]));
    fuzz_write(in_folder("fuzz.db"), file.bytes, file.size);
    if (log.bytes)
        fuzz_write(in_folder("fuzz.db-wal"), log.bytes, log.size);
    provisor_options options = fuzz_options();
    provisor *p = NULL;
    char *problem = NULL;
    fuzz_state = 7;
    provisor_status status = provisor_open(in_folder("fuzz.db"), &options, &p, &problem);
    if (status == PROVISOR_OK)
        use(p);
    else
        json_decref(fuzz_check(status, problem, 0));
    provisor_close(p);
    if (choice == 3 && size < 6)
        CLAIM(status == PROVISOR_STORE, "a database of somebody else is refused");
    free(file.bytes);
    free(log.bytes);
}
