/* Neither passwords nor tokens nor the key are readable in the store, and none of them is told to the log. */
#define _GNU_SOURCE
#include "secrets.h"

static const char *const store_files[] = {"store.db", "store.db-wal", "store.db-shm", "store.db.key"};

static char log_lines[4096];

static void take_log(void *userdata, int32_t level, const char *message)
{
    (void)userdata, (void)level;
    snprintf(log_lines + strlen(log_lines), sizeof log_lines - strlen(log_lines), "%s\n", message);
}

static void check_files(const char *what)
{
    for (size_t i = 0; i < sizeof store_files / sizeof *store_files; i++) {
        size_t length = 0;
        char *bytes = file_read(store_files[i], &length);
        if (bytes)
            CHECK_REPLY(!reveals(bytes, length, what), store_files[i]);
        free(bytes);
    }
}

static void test_checker(void)
{
    char *encoded = base64(secret + 1, strlen(secret) - 1);
    CHECK(reveals("..K9~mW2..", 10, secret) && !reveals("..K9~mW..", 9, secret));
    CHECK(reveals(encoded + 4, 8, secret) && reveals("..237644b39", 11, "xyz#vK9~mW2") == 0);
    CHECK(reveals("717a37237676", 12, "qz7#vv"));
    free(encoded);
}

/* After provisioning: in the files while the store is open, and after. */
static void test_store(void)
{
    char *tokens[8];
    for (uint32_t echo = 0; echo < 2; echo++) {
        provisor_options options = PROVISOR_OPTIONS_INIT;
        options.echo_secrets = echo;
        options.log = take_log;
        provisor *p = OPEN("store.db", &options);
        for (int i = 0; i < 4; i++) {
            json_t *request = json_loads(GOOD, 0, NULL), *reply = NULL;
            json_object_set_new(at(request, "/configuration"), "password", json_string(secret));
            char *text = json_dumps(request, 0);
            if (i % 2)
                CHECK_INT(provisor_provision_json(p, request, &reply), PROVISOR_OK);
            else
                reply = PROVISION(p, text, PROVISOR_OK);
            CHECK_TEXT(text_at(reply, "/configuration/password"), echo ? secret : "********");
            tokens[echo * 4 + i] = strdup(text_at(reply, "/token"));
            json_decref(reply);
            json_decref(request);
            free(text);
        }
        check_files(secret);
        provisor_close(p);
        check_files(secret);
    }
    for (int i = 0; i < 8; i++) {
        check_files(tokens[i]);
        CHECK(!reveals(log_lines, strlen(log_lines), tokens[i]));
        free(tokens[i]);
    }
    CHECK(log_lines[0] && !reveals(log_lines, strlen(log_lines), secret));
    /* The key is in its own file only. */
    char *key = file_read("store.db.key", NULL);
    for (size_t i = 0; i < 3; i++) {
        size_t length = 0;
        char *bytes = file_read(store_files[i], &length);
        CHECK(!bytes || !holds_part(bytes, length, key, 12));
        free(bytes);
    }
    CHECK(!holds_part(log_lines, strlen(log_lines), key, 12));
    free(key);
}

int main(void)
{
    scratch_enter();
    test_checker();
    test_store();
    scratch_leave();
    return check_result();
}
