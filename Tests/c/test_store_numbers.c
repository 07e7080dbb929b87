/* Numbers in a store file as large as can be, which nothing that is counted reaches: a sum must not end the host. */
#define _GNU_SOURCE
#include "stored_elements.h"

/* The body is not looked at: only that the host lives on, and that what the store can't do is told. */
static void use_instances(provisor *p)
{
    static const int64_t ids[] = {1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char *reply = NULL;
        provisor_instance_get(p, ids[i], &reply), provisor_free(reply);
        provisor_instance_configuration_list(p, ids[i], &reply), provisor_free(reply);
        provisor_instance_update(p, ids[i], "{\"name\": \"New\"}", PROVISOR_TEXT, &reply), provisor_free(reply);
        provisor_instance_rotate(p, ids[i], 60, &reply), provisor_free(reply);
    }
    provisor_provision(p, GOOD, PROVISOR_TEXT, NULL);
    provisor_instance_list(p, NULL, 0, NULL);
    provisor_instance_count(p, NULL);
    provisor_audit(p, "{\"after\": 9223372036854775807, \"verify\": \"all\"}", PROVISOR_TEXT, NULL);
    provisor_check(p, NULL);
    json_decref(VALIDATE(p, GOOD, PROVISOR_OK));
}

/* Changes a store past the library. */
static void sql(const char *path, const char *text)
{
    sqlite3 *connection = NULL;
    CHECK_INT(sqlite3_open(path, &connection), SQLITE_OK);
    CHECK_INT(sqlite3_exec(connection, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(connection);
}

static void test_numbers(void)
{
    static const struct {
        const char *change;
        /* What becomes of a new element, and of a change of one. */
        int creation, update;
    } cases[] = {
        {"UPDATE instance SET version = 9223372036854775807", 200, 200},
        {"UPDATE instance SET updated = 9223372036854775807, created = -9223372036854775808", 200, 200},
        {"UPDATE instance SET version = 2, updated_thousandths = 9223372036854775807", 200, 200},
        {"UPDATE instance SET version = 2, updated_thousandths = -9223372036854775808", 200, 200},
        {"UPDATE instance_count SET count = 9223372036854775807; INSERT INTO instance_count SELECT user, 'jira', count"
         " FROM instance_count", 200, 200},
        {"UPDATE sqlite_sequence SET seq = 9223372036854775807", 500, 500},
        {"UPDATE sqlite_sequence SET seq = -9223372036854775808", 200, 200},
        {"UPDATE instance SET id = 9223372036854775807 WHERE id = 1", 200, 200},
        {"UPDATE instance SET id = -9223372036854775808 WHERE id = 1", 200, 200},
        {"UPDATE entry_number SET number = 9223372036854775807 WHERE number = 1", 200, 200},
        {"UPDATE element SET version = 9223372036854775807, last_part = 9223372036854775807", 200, 200},
        {"UPDATE element_change SET count = 9223372036854775807", 500, 500},
        {"UPDATE audit SET sequence = 9223372036854775807 WHERE sequence = 1", 500, 500},
        {"UPDATE audit SET sequence = -9223372036854775808 WHERE sequence = 1", 200, 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[32];
        snprintf(path, sizeof path, "%zu.db", i);
        provisor *p = OPEN(path, NULL);
        json_decref(HTTP(p, 200, "POST", "/elements", DESK));
        json_decref(PROVISION(p, GOOD, PROVISOR_OK));
        sql(path, cases[i].change);
        use_instances(p);
        json_decref(HTTP(p, cases[i].creation, "POST", "/elements/helpdesk/clone", NULL));
        json_decref(HTTP(p, cases[i].update, "PUT", "/elements/helpdesk/active", "null"));
        provisor_close(p);
        p = OPEN(path, NULL);
        use_instances(p);
        json_decref(HTTP(p, 200, "GET", "/elements/helpdesk/configuration", NULL));
        provisor_close(p);
    }
}

/* The log has room for three records more, and a chunk brings six: what has no number is refused, and the log goes on
   nowhere else. */
static void test_last_record(void)
{
    provisor *p = OPEN("last.db", NULL);
    sql("last.db", "UPDATE audit SET sequence = 9223372036854775804");
    char lines[4096] = "";
    for (int i = 0; i < 6; i++)
        strcat(strcat(lines, GOOD), "\n");
    provisor_many many = PROVISOR_MANY_INIT;
    many.text = lines;
    many.length = strlen(lines);
    provisor_provision_many(p, &many, NULL);
    CHECK_INT(store_number("last.db", "SELECT count(*) FROM audit WHERE sequence < 0"), 0);
    CHECK_INT(store_number("last.db", "SELECT count(*) FROM audit") - 2,
              store_number("last.db", "SELECT count(*) FROM instance"));
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    test_numbers();
    test_last_record();
    scratch_leave();
    return check_result();
}
