/* provisor_check: a store that is whole, and everything that may be wrong with one: each is named, the rest is readable. */
#define _GNU_SOURCE
#include "instances.h"

static const uint8_t store_key[32] = "0123456789abcdefghijklmnopqrstu";
enum { instances = 4 };

static provisor *open_store(const char *path)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = store_key;
    return OPEN(path, &options);
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *connection = NULL;
    char *message = NULL;
    CHECK_INT(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    CHECK_REPLY(sqlite3_exec(connection, sql, NULL, NULL, &message) == SQLITE_OK, message);
    sqlite3_free(message);
    sqlite3_close(connection);
}

/* Another user's instance is the last one. */
static void make_store(const char *path)
{
    char header[256];
    provisor *p = open_store(path), *user = NULL;
    for (int i = 1; i < instances; i++)
        json_decref(CREATE(p, GOOD));
    json_t *made = CALL(PROVISOR_OK, provisor_organization_create, p, JSON("{'name': 'Acme', 'email': 'a@acme.example'}"),
                        PROVISOR_TEXT);
    snprintf(header, sizeof header, "User %s, Organization %s", text_at(made, "/user/secret"), text_at(made, "/secret"));
    json_decref(made);
    CHECK_INT(provisor_as(p, header, &user, NULL), PROVISOR_OK);
    json_decref(CREATE(user, GOOD));
    DO(PROVISOR_FORBIDDEN, provisor_check, user);
    provisor_close(user);
    provisor_close(p);
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
}

/* A copy of a store that SQL has changed. */
static provisor *open_changed(const char *sql)
{
    size_t length = 0;
    char *whole = file_read("whole.db", &length);
    unlink("changed.db-wal"), unlink("changed.db-shm");
    file_write("changed.db", whole, length);
    free(whole);
    execute("changed.db", sql);
    return open_store("changed.db");
}

static void test_whole(void)
{
    provisor *p = open_store("whole.db");
    json_t *found = CALL(PROVISOR_OK, provisor_check, p), *twin = CALL_JSON(PROVISOR_OK, provisor_check_json, p);
    CHECK_JSON(at(found, "/intact"), "true");
    CHECK_JSON(at(found, "/findings"), "[]");
    CHECK_INT(number_at(found, "/findingCount"), 0);
    CHECK_INT(number_at(found, "/checked/instance"), instances);
    CHECK_INT(number_at(found, "/checked/sealed"), 2 * instances);
    CHECK_INT(number_at(found, "/checked/user"), 3);
    CHECK_SAME(found, twin);
    json_decref(found), json_decref(twin);
    CHECK_INT(provisor_check(NULL, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_check(p, NULL), PROVISOR_OK);
    provisor_close(p);
    p = OPEN(NULL, NULL);
    json_decref(CREATE(p, GOOD));
    found = CALL(PROVISOR_OK, provisor_check, p);
    CHECK_JSON(at(found, "/intact"), "true");
    json_decref(found);
    provisor_close(p);
}

static void test_findings(void)
{
    static const struct { const char *sql, *code, *message; int64_t instance; } cases[] = {
        {"UPDATE instance SET token_fingerprint = x'00' WHERE id = 2", "token", "instance 2", 2},
        {"UPDATE instance SET configuration = '{' WHERE id = 2", "value", "configuration of instance 2", 2},
        {"UPDATE instance SET tags = 'x' WHERE id = 2", "value", "tags of instance 2", 2},
        {"UPDATE instance SET configuration = json_set(configuration, '$.password', json('{}')) WHERE id = 3", "seal",
         "password of instance 3", 3},
        {"DELETE FROM instance_tag WHERE instance = 3", "reference", "a tag of instance 3", 3},
        {"UPDATE instance_tag SET tag = 'other' WHERE instance = 3", "reference", "instance 3", 3},
        {"INSERT INTO instance_tag VALUES (2, 'x', 99)", "reference", "instance 99", 99},
        {"INSERT INTO former_token VALUES (x'01', 99, 0)", "reference", "instance 99", 99},
        {"INSERT INTO idempotency VALUES (2, 'k', '', 99)", "reference", "instance 99", 99},
        {"UPDATE instance_count SET count = 2 WHERE user = 2", "count", "has 3 instances", 0},
        {"DELETE FROM instance_count", "count", "0 are counted", 0},
        {"DELETE FROM instance WHERE id = 1", "reference", "instance 1, which is not there", 1},
        {"DELETE FROM user WHERE id = 3", "reference", "user 3", 4},
        {"DELETE FROM account WHERE id = 3", "reference", "account 3", 0},
        {"DELETE FROM organization WHERE id = 3", "reference", "organization 3", 0},
        {"UPDATE audit SET user = 7 WHERE sequence = 2", "audit", "record 2 was changed", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        provisor *p = open_changed(cases[i].sql);
        json_t *found = CALL(PROVISOR_OK, provisor_check, p);
        CHECK_REPLY(json_is_false(at(found, "/intact")), cases[i].sql);
        CHECK_TEXT(text_at(found, "/findings/0/code"), cases[i].code);
        CHECK_CONTAINS(text_at(found, "/findings/0/message"), cases[i].message);
        CHECK_INT(number_at(found, "/findings/0/instance"), cases[i].instance);
        json_decref(found);
        provisor_close(p);
    }
}

/* A byte flipped anywhere in a sealed field: it is named, that value is refused, other instances stay readable. */
static void test_flipped_bytes(void)
{
    static const char *const fields[] = {"token_sealed", "json_extract(configuration, '$.password.sealed')"};
    for (int field = 0; field < 2; field++) {
        char query[128], sql[512];
        snprintf(query, sizeof query, "SELECT length(%s) FROM instance WHERE id = 2", fields[field]);
        long long length = store_number("whole.db", query);
        CHECK(length > 60);
        for (long long at_byte = 1; at_byte <= length; at_byte += rounds(3, 29)) {
            char changed[256];
            snprintf(changed, sizeof changed,
                     "substr(%s, 1, %lld) || iif(substr(%s, %lld, 1) = 'A', 'Q', 'A') || substr(%s, %lld)", fields[field],
                     at_byte - 1, fields[field], at_byte, fields[field], at_byte + 1);
            snprintf(sql, sizeof sql,
                     field ? "UPDATE instance SET configuration = json_set(configuration, '$.password.sealed', %s) WHERE id = 2"
                           : "UPDATE instance SET token_sealed = %s WHERE id = 2", changed);
            provisor *p = open_changed(sql);
            json_t *found = CALL(PROVISOR_OK, provisor_check, p);
            CHECK_INT(number_at(found, "/findingCount"), 1);
            CHECK_TEXT(text_at(found, "/findings/0/code"), "seal");
            CHECK_TEXT(text_at(found, "/findings/0/entry"), field ? "password" : "token");
            CHECK_INT(number_at(found, "/findings/0/instance"), 2);
            json_decref(found);
            if (field)
                json_decref(PLAN(PROVISOR_STORE, p, "update", 2, "{'name': 'x', 'configuration': {'username': 'j'}}"));
            else
                DO(PROVISOR_STORE, provisor_instance_get, p, 2);
            json_decref(GET(p, 1));
            CHECK(has_password(p, 3, "Blue-Kettle-42-Harbour"));
            provisor_close(p);
        }
    }
}

/* A ciphertext from every place in every other one: instances of one owner, of another, columns and entries, stores. */
static void test_moved(void)
{
    static const char *const fields[] = {
        "token_sealed", "json_extract(configuration, '$.password.sealed')", "json_extract(configuration, '$.username')"};
    make_store("foreign.db");
    for (int from = 0; from <= instances; from++) /* 0: the first one of another store with the same key */
        for (int to = 1; to <= instances; to++)
            for (int source = 0; source < 2; source++)
                for (int target = 0; target < 3; target++) {
                    char value[192], sql[640];
                    if (from == to && source == target)
                        continue;
                    snprintf(value, sizeof value, "(SELECT %s FROM %sinstance WHERE id = %d)", fields[source],
                             from ? "" : "f.", from ? from : 1);
                    if (target == 0)
                        snprintf(sql, sizeof sql, "ATTACH 'foreign.db' AS f; UPDATE main.instance SET token_sealed = %s "
                                 "WHERE id = %d", value, to);
                    else
                        snprintf(sql, sizeof sql, "ATTACH 'foreign.db' AS f; UPDATE main.instance SET configuration = "
                                 "json_set(configuration, '$.%s', json_object('sealed', %s)) WHERE id = %d",
                                 target == 1 ? "password" : "username", value, to);
                    provisor *p = open_changed(sql);
                    json_t *found = CALL(PROVISOR_OK, provisor_check, p);
                    CHECK_REPLY(number_at(found, "/findingCount") == 1, sql);
                    CHECK_INT(number_at(found, "/findings/0/instance"), to);
                    CHECK_TEXT(text_at(found, "/findings/0/code"), "seal");
                    CHECK_TEXT(text_at(found, "/findings/0/entry"),
                               target == 0 ? "token" : target == 1 ? "password" : "username");
                    json_decref(found);
                    if (target == 0 && to < instances)
                        DO(PROVISOR_STORE, provisor_instance_get, p, to);
                    provisor_close(p);
                }
    /* A whole instance given to another user: nothing of it opens. */
    provisor *p = open_changed("UPDATE instance SET user = 3 WHERE id = 1");
    json_t *found = CALL(PROVISOR_OK, provisor_check, p);
    CHECK(number_at(found, "/findingCount") >= 2);
    CHECK_TEXT(text_at(found, "/findings/0/entry"), "token");
    CHECK_TEXT(text_at(found, "/findings/1/entry"), "password");
    json_decref(found);
    provisor_close(p);
}

/* More findings than are listed are counted. */
static void test_many(void)
{
    provisor *p = open_changed("WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 349) "
                               "INSERT INTO instance_tag SELECT 2, 'x', i FROM n");
    json_t *found = CALL(PROVISOR_OK, provisor_check, p);
    CHECK_INT(json_array_size(at(found, "/findings")), 100);
    CHECK_INT(number_at(found, "/findingCount"), 250);
    json_decref(found);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    make_store("whole.db");
    test_whole();
    test_findings();
    test_flipped_bytes();
    test_moved();
    test_many();
    scratch_leave();
    return check_result();
}
