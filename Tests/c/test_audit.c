/* The audit log: what is recorded, and that whatever is done to the records past the library shows. */
#define _GNU_SOURCE
#include "instances.h"

static const uint8_t store_key[32] = "0123456789abcdefghijklmnopqrstu";
static const char *const secret_texts[] = {"Blue-Kettle-42-Harbour", "Red-Lantern-17-Meadow", "jane@acme.example"};

static int64_t the_time = 1449850071;

static int64_t now(void *userdata)
{
    (void)userdata;
    return the_time;
}

static provisor *open_log(const char *path)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = store_key;
    options.now = now;
    return OPEN(path, &options);
}

static json_t *audit(provisor *p, const char *query) { return CALL(PROVISOR_OK, provisor_audit, p, query, PROVISOR_TEXT); }

static void execute(const char *path, const char *sql)
{
    sqlite3 *connection = NULL;
    char *message = NULL;
    CHECK_INT(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(connection, 60000);
    CHECK_REPLY(sqlite3_exec(connection, sql, NULL, NULL, &message) == SQLITE_OK, message);
    sqlite3_free(message);
    sqlite3_close(connection);
}

/* Every kind of change by one handle, in the order of the list below. */
static void change_everything(provisor *p)
{
    json_t *instance = CREATE(p, GOOD);
    int64_t id = id_of(instance), row;
    json_decref(instance);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'name': 'Other', 'configuration': {'password': 'Red-Lantern-17-Meadow'}}"));
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'name': 'Other'}")); /* changes nothing */
    json_decref(UPDATE(PROVISOR_INVALID, p, id, "{'configuration': {'password': ''}}"));
    json_decref(REPLACE(PROVISOR_OK, p, id, "{'tags': ['a']}"));
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, id);
    row = number_at(rows, "/0/id");
    json_decref(rows);
    DO(PROVISOR_OK, provisor_instance_configuration_set, p, id, row, JSON("{'propertyValue': 'paul@acme.example'}"),
       PROVISOR_TEXT);
    DO(PROVISOR_OK, provisor_instance_disable, p, id);
    DO(PROVISOR_OK, provisor_instance_enable, p, id);
    DO(PROVISOR_OK, provisor_instance_trace, p, id, 1);
    DO(PROVISOR_OK, provisor_instance_rotate, p, id, 60);
    REMOVE(PROVISOR_OK, p, id);
    REMOVE(PROVISOR_NOT_FOUND, p, id);
    DO(PROVISOR_OK, provisor_organization_create, p, JSON("{'name': 'Acme', 'email': 'jane@acme.example'}"), PROVISOR_TEXT);
    json_t *account = CALL(PROVISOR_OK, provisor_account_create, p, JSON("{'name': 'East'}"), PROVISOR_TEXT);
    DO(PROVISOR_OK, provisor_user_create, p, id_of(account), JSON("{'email': 'paul@acme.example'}"), PROVISOR_TEXT);
    json_decref(account);
}

static void test_records(void)
{
    static const char *const actions[] = {
        "store.create", "instance.provision", "instance.update", "instance.replace", "instance.configure",
        "instance.disable", "instance.enable", "instance.trace", "instance.rotate", "instance.remove",
        "organization.create", "account.create", "user.create",
    };
    enum { count = sizeof actions / sizeof *actions };
    provisor *p = open_log("records.db");
    change_everything(p);
    json_t *log = audit(p, NULL);
    CHECK_INT(json_array_size(at(log, "/records")), count);
    for (int i = 0; i < count; i++) {
        json_t *record = json_array_get(at(log, "/records"), (size_t)i);
        CHECK_INT(number_at(record, "/sequence"), i + 1);
        CHECK_TEXT(text_at(record, "/action"), actions[i]);
        CHECK_TEXT(text_at(record, "/date"), "2015-12-11T16:07:51Z");
        if (i > 0)
            CHECK_INT(number_at(record, "/user"), 2);
    }
    CHECK_JSON(at(log, "/records/0/user"), "null");
    CHECK_JSON(at(log, "/records/1/details"), "{'element': 'freshservice'}");
    CHECK_INT(number_at(log, "/records/1/subject"), 1);
    CHECK_JSON(at(log, "/records/2/details"), "{'version': 2, 'changed': ['name', 'configuration.password']}");
    CHECK_JSON(at(log, "/records/4/details"), "{'version': 4, 'changed': ['configuration.username']}");
    CHECK_JSON(at(log, "/intact"), "true");
    CHECK_JSON(at(log, "/findings"), "[]");
    CHECK_JSON(at(log, "/nextPage"), "null");
    CHECK_INT(number_at(log, "/head/sequence"), count);
    char *text = json_dumps(log, 0);
    for (size_t i = 0; i < sizeof secret_texts / sizeof *secret_texts; i++)
        CHECK_REPLY(!strstr(text, secret_texts[i]), secret_texts[i]);
    free(text);
    json_decref(log);

    /* Pages, each verified where it begins; the same by the other door. */
    int64_t after = 0, seen = 0;
    do {
        char query[96];
        snprintf(query, sizeof query, "{\"after\": %lld, \"pageSize\": 5, \"verify\": \"all\"}", (long long)after);
        log = audit(p, query);
        json_t *query_value = json_loads(query, 0, NULL), *twin = CALL_JSON(PROVISOR_OK, provisor_audit_json, p, query_value);
        CHECK_SAME(log, twin);
        CHECK_JSON(at(log, "/intact"), "true");
        seen += (int64_t)json_array_size(at(log, "/records"));
        after = number_at(log, "/nextPage");
        json_decref(query_value), json_decref(twin), json_decref(log);
    } while (after);
    CHECK_INT(seen, count);

    DO(PROVISOR_INVALID, provisor_audit, p, JSON("{'after': -1}"), PROVISOR_TEXT);
    DO(PROVISOR_INVALID, provisor_audit, p, JSON("{'pageSize': 0}"), PROVISOR_TEXT);
    DO(PROVISOR_INVALID, provisor_audit, p, JSON("{'verify': 'some'}"), PROVISOR_TEXT);
    DO(PROVISOR_INVALID, provisor_audit, p, JSON("{'since': 1}"), PROVISOR_TEXT);
    DO(PROVISOR_INVALID, provisor_audit, p, "[]", PROVISOR_TEXT);
    DO(PROVISOR_MALFORMED, provisor_audit, p, "{", PROVISOR_TEXT);
    CHECK_INT(provisor_audit(p, NULL, 0, NULL), PROVISOR_OK);
    CHECK_INT(provisor_audit(NULL, NULL, 0, NULL), PROVISOR_MISUSE);
    provisor_close(p);
}

/* What somebody who can write the file, but has no key, may try; and what the log says of it. */
static void test_tampering(void)
{
    static const struct { const char *name, *sql, *message; int64_t record; } attempts[] = {
        {"a record removed", "DELETE FROM audit WHERE sequence = 5", "record 5 is missing", 6},
        {"several removed", "DELETE FROM audit WHERE sequence BETWEEN 4 AND 6", "records from 4 are missing", 7},
        {"the first removed", "DELETE FROM audit WHERE sequence = 1", "record 1 is missing", 2},
        {"removed, the rest moved up", "DELETE FROM audit WHERE sequence = 5; "
         "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 5", "record 5 was changed", 5},
        {"the last removed", "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)", "were cut off", 12},
        {"the last five removed", "DELETE FROM audit WHERE sequence > 8", "were cut off", 8},
        {"the last removed, its proof moved", "UPDATE audit SET head = (SELECT head FROM audit WHERE sequence = 13) "
         "WHERE sequence = 12; DELETE FROM audit WHERE sequence = 13", "were cut off", 12},
        {"the proof of the end removed", "UPDATE audit SET head = NULL", "were cut off", 13},
        {"two exchanged", "UPDATE audit SET sequence = 99 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE "
         "sequence = 5; UPDATE audit SET sequence = 5 WHERE sequence = 99", "record 4 was changed", 4},
        {"two exchanged but for their codes", "CREATE TEMP TABLE c AS SELECT * FROM audit WHERE sequence IN (4, 5); "
         "UPDATE audit SET action = (SELECT action FROM c WHERE c.sequence = 9 - audit.sequence), details = (SELECT "
         "details FROM c WHERE c.sequence = 9 - audit.sequence) WHERE sequence IN (4, 5)", "record 4 was changed", 4},
        {"the time changed", "UPDATE audit SET time = time + 1 WHERE sequence = 7", "record 7 was changed", 7},
        {"the user changed", "UPDATE audit SET user = 1 WHERE sequence = 7", "record 7 was changed", 7},
        {"the user taken away", "UPDATE audit SET user = NULL WHERE sequence = 7", "record 7 was changed", 7},
        {"nobody made the user 0", "UPDATE audit SET user = 0 WHERE sequence = 1", "record 1 was changed", 1},
        {"the action changed", "UPDATE audit SET action = 'instance.enable' WHERE sequence = 6", "record 6 was changed", 6},
        {"the subject changed", "UPDATE audit SET subject = 2 WHERE sequence = 7", "record 7 was changed", 7},
        {"the details changed", "UPDATE audit SET details = '{}' WHERE sequence = 2", "record 2 was changed", 2},
        {"a letter moved between action and details", "UPDATE audit SET action = action || '{', details = "
         "substr(details, 2) WHERE sequence = 2", "record 2 was changed", 2},
        {"the code changed", "UPDATE audit SET code = zeroblob(32) WHERE sequence = 7", "record 7 was changed", 7},
        {"a record added in the middle", "UPDATE audit SET sequence = -sequence WHERE sequence > 6; UPDATE audit SET "
         "sequence = 1 - sequence WHERE sequence < 0; INSERT INTO audit SELECT 7, time, user, action, subject, details, "
         "code, head FROM audit WHERE sequence = 6", "record 7 was changed", 7},
        {"a record added at the end", "INSERT INTO audit SELECT 14, time, user, action, subject, details, code, head FROM "
         "audit WHERE sequence = 13", "record 14 was changed", 14},
        {"all removed", "DELETE FROM audit", "the audit log is empty", 0},
    };
    provisor *p = open_log("whole.db");
    change_everything(p);
    provisor_close(p);
    execute("whole.db", "PRAGMA wal_checkpoint(TRUNCATE)");
    size_t length = 0;
    char *whole = file_read("whole.db", &length);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        file_write("changed.db", whole, length);
        execute("changed.db", attempts[i].sql);
        p = open_log("changed.db");
        json_t *log = audit(p, JSON("{'verify': 'all'}"));
        CHECK_REPLY(json_is_false(at(log, "/intact")), attempts[i].name);
        CHECK_CONTAINS(text_at(log, "/findings/0/message"), attempts[i].message);
        CHECK_INT(number_at(log, "/findings/0/record"), attempts[i].record);
        CHECK_TEXT(text_at(log, "/findings/0/code"), "audit");
        json_decref(log);
        /* The store goes on, and what is appended covers nothing up. */
        json_decref(CREATE(p, GOOD));
        log = audit(p, JSON("{'verify': 'all'}"));
        CHECK_REPLY(json_is_false(at(log, "/intact")), attempts[i].name);
        json_decref(log);
        provisor_close(p);
        unlink("changed.db"), unlink("changed.db-wal"), unlink("changed.db-shm");
    }
    free(whole);
}

/* The log of one store is none of another with the same key. */
static void test_other_store(void)
{
    provisor *p = open_log("one.db"), *q = open_log("two.db");
    change_everything(p), change_everything(q);
    execute("two.db", "ATTACH 'one.db' AS one; DELETE FROM audit; INSERT INTO audit SELECT * FROM one.audit");
    json_t *log = audit(q, NULL);
    CHECK_REPLY(json_is_false(at(log, "/intact")), "another store's log");
    json_decref(log);
    provisor_close(p), provisor_close(q);
}

/* A user's handle neither reads the log nor is forgotten by it. */
static void test_users(void)
{
    char header[256];
    provisor *p = open_log("users.db"), *user = NULL;
    json_t *made = CALL(PROVISOR_OK, provisor_organization_create, p, JSON("{'name': 'Acme', 'email': 'a@acme.example'}"),
                        PROVISOR_TEXT);
    snprintf(header, sizeof header, "User %s, Organization %s", text_at(made, "/user/secret"), text_at(made, "/secret"));
    CHECK_INT(provisor_as(p, header, &user, NULL), PROVISOR_OK);
    json_decref(CREATE(user, GOOD));
    DO(PROVISOR_FORBIDDEN, provisor_audit, user, NULL, 0);
    provisor_close(user);
    json_t *log = audit(p, NULL);
    CHECK_TEXT(text_at(log, "/records/2/action"), "instance.provision");
    CHECK_INT(number_at(log, "/records/2/user"), number_at(made, "/user/id"));
    json_decref(made), json_decref(log);
    provisor_close(p);
}

/* However many attempts are refused: one record at once, and one for all that follow within a minute. */
static void test_refused(void)
{
    static const char *const headers[] = {"", "User x, Organization y", "User x", "Bearer z", "User x, Element y"};
    char header[256];
    provisor *p = open_log("refused.db"), *user = NULL;
    json_t *secrets = CALL(PROVISOR_OK, provisor_default_secrets, p);
    snprintf(header, sizeof header, "User %s, Organization wrong", text_at(secrets, "/user"));
    json_decref(secrets);
    CHECK_INT(provisor_as(p, header, &user, NULL), PROVISOR_UNAUTHORIZED);
    CHECK_INT(store_number("refused.db", "SELECT count(*) FROM audit"), 2);
    for (int i = 0; i < 500; i++)
        CHECK_INT(provisor_as(p, headers[i % 5], &user, NULL), PROVISOR_UNAUTHORIZED);
    CHECK_INT(store_number("refused.db", "SELECT count(*) FROM audit"), 2);
    json_t *log = audit(p, NULL);
    CHECK_INT(json_array_size(at(log, "/records")), 3);
    CHECK_TEXT(text_at(log, "/records/1/action"), "authorization.refuse");
    CHECK_JSON(at(log, "/records/1/details"), "{'attempts': 1, 'since': 1449850071}");
    CHECK_JSON(at(log, "/records/1/user"), "null");
    CHECK_JSON(at(log, "/records/2/details"), "{'attempts': 500, 'since': 1449850071}");
    json_decref(log);
    CHECK_INT(provisor_as(p, NULL, &user, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_as(p, "User x", &user, NULL), PROVISOR_UNAUTHORIZED);
    provisor_close(p); /* writes what is pending */
    CHECK_INT(store_number("refused.db", "SELECT count(*) FROM audit"), 4);
}

/* A change that fails leaves no record. */
static void test_failures(void)
{
    provisor *p = open_log("failures.db");
    json_t *problem = PROVISION(p, REQUEST("'username': 'jane'"), PROVISOR_INVALID);
    json_decref(problem);
    the_time = -1;
    DO(PROVISOR_CALLBACK, provisor_provision, p, GOOD, PROVISOR_TEXT);
    DO(PROVISOR_CALLBACK, provisor_account_create, p, JSON("{'name': 'East'}"), PROVISOR_TEXT);
    the_time = 1449850071;
    json_t *log = audit(p, NULL);
    CHECK_INT(json_array_size(at(log, "/records")), 1);
    json_decref(log);
    provisor_close(p);
    p = OPEN(NULL, NULL); /* in memory too */
    json_decref(CREATE(p, GOOD));
    log = audit(p, JSON("{'verify': 'all'}"));
    CHECK_INT(json_array_size(at(log, "/records")), 2);
    CHECK_JSON(at(log, "/intact"), "true");
    json_decref(log);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    test_records();
    test_tampering();
    test_other_store();
    test_users();
    test_refused();
    test_failures();
    scratch_leave();
    return check_result();
}
