/* The key of a store: file, raw bytes or passphrase. The wrong one is refused, and changes nothing. */
#define _GNU_SOURCE
#include "files.h"
#include "keys.h"

static const uint8_t raw_key[32] = "0123456789abcdefghijklmnopqrstu";
static const uint8_t other_key[32] = "another key of thirty-two bytes";

/* Opens, provisions, closes. */
static void use(const char *store, const provisor_options *options)
{
    provisor *p = OPEN(store, options);
    json_decref(PROVISION(p, GOOD, PROVISOR_OK));
    provisor_close(p);
}

/* Comes first: no call before it has set anything up. */
static void test_raw_key(void)
{
    provisor_options right = with_key(raw_key), wrong = with_key(other_key);
    use("raw.db", &right);
    use("raw.db", &right);
    CHECK_INT(count_instances("raw.db"), 2);
    CHECK(access("raw.db.key", F_OK) != 0);
    CHECK_REFUSED_OPEN("raw.db", &wrong, PROVISOR_KEY, "the key", "does not fit", "\"raw.db\"");
    CHECK_REFUSED_OPEN("raw.db", NULL, PROVISOR_KEY, "\"raw.db.key\"", "missing");
    use("raw.db", &right);
    use(NULL, &right);
}

/* The file that is made for a new store: 64 hexadecimal digits, for its owner only, whatever the umask. */
static void test_new_key_file(void)
{
    static const mode_t masks[] = {0, 022, 077};
    struct stat status = {0};
    size_t length = 0;
    for (size_t i = 0; i < 3; i++) {
        mode_t before = umask(masks[i]);
        provisor *p = OPEN("made.db", NULL);
        umask(before);
        provisor_close(p);
        CHECK(stat("made.db.key", &status) == 0 && (status.st_mode & 0777) == 0600);
        char *key = file_read("made.db.key", &length);
        CHECK(length == 65 && strspn(key, "0123456789abcdef") == 64 && key[64] == '\n');
        free(key);
        unlink("made.db"), unlink("made.db.key");
    }
}

static void test_key_file(void)
{
    provisor_options options = with_file("elsewhere.key");
    use("file.db", &options);
    use("file.db", &options);
    CHECK(access("file.db.key", F_OK) != 0 && access("elsewhere.key", F_OK) == 0);

    /* Another store may share the file, which is then left as it is. */
    char *before = file_read("elsewhere.key", NULL);
    use("shared.db", &options);
    char *after = file_read("elsewhere.key", NULL);
    CHECK_TEXT(after, before);

    file_write("elsewhere.key", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", 65);
    CHECK_REFUSED_OPEN("file.db", &options, PROVISOR_KEY, "\"elsewhere.key\"", "does not fit", "\"file.db\"");
    unlink("elsewhere.key");
    CHECK_REFUSED_OPEN("file.db", &options, PROVISOR_KEY, "\"elsewhere.key\"", "missing");

    file_write("elsewhere.key", before, 64); /* without the line end, and in capitals */
    for (char *c = before; *c; c++)
        *c = *c >= 'a' ? *c - 32 : *c;
    chmod("elsewhere.key", 0600);
    use("file.db", &options);
    file_write("elsewhere.key", before, 65);
    use("file.db", &options);
    free(before);
    free(after);
}

/* 32 raw bytes are the same key as the 64 digits, and as the option `key`. */
static void test_raw_key_file(void)
{
    provisor_options file = with_file("raw.key"), key = with_key(raw_key);
    char digits[65];
    use("bytes.db", &key);
    file_write("raw.key", raw_key, 32);
    use("bytes.db", &file);
    for (int i = 0; i < 32; i++)
        snprintf(digits + 2 * i, 3, "%02x", raw_key[i]);
    file_write("raw.key", digits, 64);
    use("bytes.db", &file);
    CHECK_INT(count_instances("bytes.db"), 3);
}

static void test_malformed_key_files(void)
{
    static const char *const malformed[] = {
        "", "\n", "0123",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdef\n0123456789abcdef0123456789abcdef",
    };
    static const char *const stores[] = {"malformed.db", "malformed-new.db"}; /* one that is there, one that is not */
    provisor_options options = with_file("malformed.key");
    char large[8192];
    use("malformed.db", &options);
    for (size_t store = 0; store < 2; store++) {
        for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
            file_write("malformed.key", malformed[i], strlen(malformed[i]));
            CHECK_REFUSED_OPEN(stores[store], &options, PROVISOR_KEY, "\"malformed.key\"");
        }
        memset(large, '0', sizeof large);
        file_write("malformed.key", large, sizeof large);
        CHECK_REFUSED_OPEN(stores[store], &options, PROVISOR_KEY, "\"malformed.key\"");
    }
    options = with_file("missing/new.key");
    CHECK_REFUSED_OPEN("malformed-new.db", &options, PROVISOR_KEY, "\"missing/new.key\"");
    options = with_file(".");
    CHECK_REFUSED_OPEN("malformed-new.db", &options, PROVISOR_KEY, "\".\"");
    options = with_file("");
    CHECK_REFUSED_OPEN("malformed-new.db", &options, PROVISOR_KEY, "key file");
}

/* Deriving takes a second, and much more under valgrind: few calls. */
static void test_passphrase(void)
{
    provisor_options right = with_passphrase("correct horse battery staple"), wrong = with_passphrase("wrong horse");
    provisor_options key = with_key(raw_key);
    use("phrase.db", &right);
    CHECK(access("phrase.db.key", F_OK) != 0);
    use("phrase.db", &right);
    CHECK_REFUSED_OPEN("phrase.db", &wrong, PROVISOR_KEY, "the passphrase does not fit", "\"phrase.db\"");
    CHECK_REFUSED_OPEN("phrase.db", &key, PROVISOR_KEY, "passphrase");
    CHECK_REFUSED_OPEN("phrase.db", NULL, PROVISOR_KEY, "passphrase");
    CHECK_REFUSED_OPEN("raw.db", &right, PROVISOR_KEY, "not derived from a passphrase");
    wrong.passphrase = "";
    CHECK_REFUSED_OPEN("phrase.db", &wrong, PROVISOR_MISUSE, "passphrase");
    use("phrase.db", &right);
    CHECK_INT(count_instances("phrase.db"), 3);
}

static void test_contradictions(void)
{
    provisor_options options = with_key(raw_key);
    options.passphrase = "correct horse battery staple";
    CHECK_REFUSED_OPEN("both.db", &options, PROVISOR_MISUSE, "key_file", "passphrase");
    options.passphrase = NULL;
    options.key_file = "both.key";
    CHECK_REFUSED_OPEN("both.db", &options, PROVISOR_MISUSE, "key_file", "passphrase");
    options.key = NULL;
    options.passphrase = "correct horse battery staple";
    CHECK_REFUSED_OPEN("both.db", &options, PROVISOR_MISUSE, "key_file", "passphrase");
}

struct log { int infos, warnings, others; char last_warning[512]; };

static void take(void *userdata, int32_t level, const char *message)
{
    struct log *log = userdata;
    if (level == PROVISOR_LOG_INFO)
        log->infos++;
    else if (level == PROVISOR_LOG_WARNING)
        log->warnings++, snprintf(log->last_warning, sizeof log->last_warning, "%s", message);
    else
        log->others++;
    CHECK_REPLY(message && *message && !strchr(message, '\n'), message);
}

/* A key file that others can read works, and is told to the log; so are new files. */
static void test_log(void)
{
    struct log log = {0};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.log = take;
    options.userdata = &log;
    use("log.db", &options);
    CHECK(log.infos >= 2 && log.warnings == 0 && log.others == 0); /* the store and its key file are new */
    log.infos = 0;
    use("log.db", &options);
    CHECK(log.infos == 0 && log.warnings == 0);
    static const mode_t modes[] = {0604, 0640, 0602, 0644};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        log.warnings = 0;
        chmod("log.db.key", modes[i]);
        use("log.db", &options);
        CHECK_INT(log.warnings, 1);
        CHECK_CONTAINS(log.last_warning, "\"log.db.key\"");
    }
    chmod("log.db.key", 0400);
    log.warnings = 0;
    use("log.db", &options);
    CHECK_INT(log.warnings, 0);
    CHECK_INT(count_instances("log.db"), 7);
}

/* Each handle has a connection of its own. */
static void test_two_handles(void)
{
    provisor *first = OPEN("two.db", NULL), *second = OPEN("two.db", NULL);
    for (int i = 0; i < 6; i++) {
        json_t *instance = PROVISION(i % 2 ? first : second, GOOD, PROVISOR_OK);
        CHECK_INT(json_integer_value(at(instance, "/id")), i + 1);
        json_decref(instance);
    }
    provisor_close(first);
    json_decref(PROVISION(second, GOOD, PROVISOR_OK));
    provisor_close(second);
    CHECK_INT(count_instances("two.db"), 7);
}

int main(void)
{
    scratch_enter();
    test_raw_key();
    test_new_key_file();
    test_key_file();
    test_raw_key_file();
    test_malformed_key_files();
    test_passphrase();
    test_contradictions();
    test_log();
    test_two_handles();
    scratch_leave();
    return check_result();
}
