/* Many requests, one on each line: each line by itself, and all of them durable when their replies come. */
#define _GNU_SOURCE
#include "files.h"
#include "instances.h"
#include <pthread.h>

enum { most = 4096 };

/* What the callbacks were told. */
struct told {
    provisor *p;
    int count, in_store, stop_at, progress_calls, stop_progress_at;
    uint64_t lines[most], progress_lines, progress_failed, progress_bytes;
    provisor_status statuses[most];
    json_t *replies[most];
};

static int32_t take_reply(void *userdata, uint64_t line, provisor_status status, const char *reply)
{
    struct told *told = userdata;
    if (told->count == most)
        abort();
    told->lines[told->count] = line;
    told->statuses[told->count] = status;
    told->replies[told->count] = json_loads(reply, JSON_REJECT_DUPLICATES, NULL);
    CHECK_REPLY(told->replies[told->count], reply);
    /* What it tells is there: the store can be asked, by this very handle. */
    if (status == PROVISOR_OK) {
        char *found = NULL;
        CHECK_INT(provisor_instance_find(told->p, text_at(told->replies[told->count], "/token"), &found), PROVISOR_OK);
        provisor_free(found);
        told->in_store++;
    }
    return ++told->count == told->stop_at;
}

static int32_t take_progress(void *userdata, uint64_t lines, uint64_t failed, uint64_t bytes)
{
    struct told *told = userdata;
    CHECK(lines >= told->progress_lines && bytes >= told->progress_bytes);
    told->progress_lines = lines;
    told->progress_failed = failed;
    told->progress_bytes = bytes;
    return ++told->progress_calls == told->stop_progress_at;
}

static void forget(struct told *told)
{
    for (int i = 0; i < told->count; i++)
        json_decref(told->replies[i]);
    *told = (struct told){.p = told->p};
}

static json_t *run(struct told *told, provisor_many many, provisor_status expected)
{
    char *reply = NULL;
    many.reply = take_reply;
    many.progress = take_progress;
    many.userdata = told;
    provisor_status status = provisor_provision_many(told->p, &many, &reply);
    CHECK_REPLY(status == expected, reply);
    json_t *summary = reply ? json_loads(reply, 0, NULL) : json_object();
    provisor_free(reply);
    return summary;
}

static json_t *run_text(struct told *told, const char *text, uint32_t chunk, const char *key)
{
    provisor_many many = PROVISOR_MANY_INIT;
    many.text = text;
    many.length = PROVISOR_TEXT;
    many.chunk = chunk;
    many.idempotency_key = key;
    return run(told, many, PROVISOR_OK);
}

static void check_summary(json_t *summary, int lines, int provisioned, int repeated, int failed, int cancelled)
{
    CHECK_INT(json_integer_value(at(summary, "/lines")), lines);
    CHECK_INT(json_integer_value(at(summary, "/provisioned")), provisioned);
    CHECK_INT(json_integer_value(at(summary, "/repeated")), repeated);
    CHECK_INT(json_integer_value(at(summary, "/failed")), failed);
    CHECK_INT(json_is_true(at(summary, "/cancelled")), cancelled);
    json_decref(summary);
}

#define LINE(name) \
    "{'element': {'key': 'freshservice'}, 'configuration': {'username': 'jane@acme.example', " \
    "'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'}, 'name': '" name "'}\n"

/* A chunk is one transaction with a record for each line, and the log ends where they end. */
static void check_log(provisor *p, int provisioned)
{
    char *reply = NULL;
    CHECK_INT(provisor_audit(p, JSON("{'verify': 'all'}"), PROVISOR_TEXT, &reply), PROVISOR_OK);
    json_t *log = json_loads(reply, 0, NULL);
    CHECK_JSON(at(log, "/intact"), "true");
    CHECK_INT(json_integer_value(at(log, "/head/sequence")), 1 + provisioned);
    json_t *records = at(log, "/records");
    CHECK_INT(json_array_size(records), 1 + provisioned);
    for (int i = 1; i <= provisioned; i++) {
        CHECK_TEXT(text_at(json_array_get(records, (size_t)i), "/action"), "instance.provision");
        CHECK_INT(json_integer_value(at(json_array_get(records, (size_t)i), "/subject")), i);
    }
    json_decref(log);
    provisor_free(reply);
}

static void test_lines(struct told *told)
{
    const char *text = JSON(LINE("one") "\n  \t\r\n" LINE("two") "{'element': \n" "{'element': {'key': 'freshservice'}}\n"
                            "[]\n" "{'element': {'key': 'freshservcie'}}\r\n" LINE("last"));
    for (uint32_t chunk = 0; chunk < 4; chunk++) {
        long long before = count_instances("many.db");
        check_summary(run_text(told, text, chunk, NULL), 7, 3, 0, 4, 0);
        CHECK_INT(count_instances("many.db"), before + 3);
        static const uint64_t lines[] = {1, 4, 5, 6, 7, 8, 9};
        static const provisor_status statuses[] = {PROVISOR_OK,      PROVISOR_OK,        PROVISOR_MALFORMED,
                                                   PROVISOR_INVALID, PROVISOR_INVALID,   PROVISOR_NOT_FOUND,
                                                   PROVISOR_OK};
        CHECK_INT(told->count, 7);
        for (int i = 0; i < told->count; i++) {
            CHECK_INT(told->lines[i], lines[i]);
            CHECK_INT(told->statuses[i], statuses[i]);
            if (statuses[i] != PROVISOR_OK) {
                CHECK_INT(json_integer_value(at(told->replies[i], "/line")), lines[i]);
                CHECK_INT(json_integer_value(at(told->replies[i], "/errors/0/line")), lines[i]);
            }
        }
        CHECK_TEXT(text_at(told->replies[1], "/name"), "two");
        CHECK_TEXT(text_at(told->replies[1], "/configuration/password"), "********");
        CHECK_INT(told->progress_lines, 7);
        CHECK_INT(told->progress_failed, 4);
        CHECK_INT(told->progress_bytes, strlen(text));
        forget(told);
    }
    check_summary(run_text(told, "", 0, NULL), 0, 0, 0, 0, 0);
    check_summary(run_text(told, "\n\n \n", 1, NULL), 0, 0, 0, 0, 0);
    CHECK_INT(told->count, 0);
    forget(told);
    check_log(told->p, (int)count_instances("many.db"));
}

/* A line without a line end, and one beyond the limit between two good ones. */
static void test_limits(struct told *told)
{
    size_t length = 1 << 20;
    char *good = JSON(LINE("good")), *text = malloc(2 * strlen(good) + length + 3), *end;
    end = stpcpy(text, good);
    *end++ = '"';
    memset(end, 'a', length);
    end[length] = '\n';
    strcpy(end + length + 1, good);
    end[length + strlen(good)] = '\0'; /* without its line end */
    for (int from_file = 0; from_file < 2; from_file++) {
        provisor_many many = PROVISOR_MANY_INIT;
        file_write("lines.ndjson", text, strlen(text));
        many.descriptor = open("lines.ndjson", O_RDONLY);
        if (!from_file) {
            many.text = text;
            many.length = strlen(text);
        }
        check_summary(run(told, many, PROVISOR_OK), 3, 2, 0, 1, 0);
        CHECK_INT(told->count, 3);
        CHECK_INT(told->statuses[1], PROVISOR_MALFORMED);
        CHECK_TEXT(text_at(told->replies[1], "/errors/0/code"), "too-large");
        CHECK_INT(told->progress_bytes, strlen(text));
        close(many.descriptor);
        forget(told);
    }
    free(text);
}

/* Broken off in the middle, and sent again: each line has one instance. */
static void test_resuming(struct told *told)
{
    const char *text = JSON(LINE("a") LINE("b") "{'no': 1}\n" LINE("d") LINE("e"));
    long long before = count_instances("many.db");
    told->stop_progress_at = 1;
    check_summary(run_text(told, text, 2, "import"), 2, 2, 0, 0, 1);
    long long first = json_integer_value(at(told->replies[0], "/id"));
    forget(told);
    check_summary(run_text(told, text, 2, "import"), 5, 2, 2, 1, 0);
    CHECK_INT(json_integer_value(at(told->replies[0], "/id")), first);
    CHECK_INT(count_instances("many.db"), before + 4);
    forget(told);

    /* Another request under a key that was used: a conflict, and no harm to the others. */
    const char *other = JSON(LINE("z") LINE("b"));
    check_summary(run_text(told, other, 0, "import"), 2, 0, 1, 1, 0);
    CHECK_INT(told->statuses[0], PROVISOR_CONFLICT);
    CHECK_INT(json_integer_value(at(told->replies[0], "/line")), 1);
    forget(told);

    /* Keys of the lines' own. */
    const char *keyed = JSON("{'element': {'key': 'freshservice'}, 'configuration': {'username': 'jane@acme.example', "
                             "'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'}, 'idempotencyKey': 'mine'}\n");
    check_summary(run_text(told, keyed, 0, NULL), 1, 1, 0, 0, 0);
    check_summary(run_text(told, keyed, 0, "other"), 1, 0, 1, 0, 0);
    forget(told);

    told->stop_at = 1; /* the reply callback has had enough */
    check_summary(run_text(told, JSON(LINE("f") LINE("g") LINE("h")), 2, NULL), 1, 1, 0, 0, 1);
    CHECK_INT(count_instances("many.db"), before + 4 + 1 + 2); /* the chunk is durable all the same */
    forget(told);
}

static _Atomic uint64_t random_calls;

/* Tokens that repeat themselves: the store refuses every second one while it writes. */
static int32_t repeating(void *userdata, void *buffer, size_t length)
{
    uint64_t number = random_calls++ / 2;
    (void)userdata;
    memset(buffer, 1, length);
    memcpy(buffer, &number, length < sizeof number ? length : sizeof number);
    return 0;
}

static void test_failing_lines(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.random = repeating;
    struct told told = {.p = OPEN("repeating.db", &options)};
    random_calls = 1000000;
    check_summary(run_text(&told, JSON(LINE("a") LINE("b") LINE("c") LINE("d")), 0, NULL), 4, 2, 0, 2, 0);
    CHECK_INT(told.statuses[1], PROVISOR_CALLBACK);
    CHECK_INT(told.statuses[2], PROVISOR_OK);
    CHECK_INT(told.in_store, 2);
    CHECK_INT(count_instances("repeating.db"), 2);
    check_log(told.p, 2);
    forget(&told);
    provisor_close(told.p);
}

/* A writer who waits for the reply before he writes on: he gets it although the chunk is not full. */
static int pipe_ends[2], answers[2];

static int32_t answer(void *userdata, uint64_t line, provisor_status status, const char *reply)
{
    (void)userdata, (void)line, (void)reply;
    CHECK_INT(status, PROVISOR_OK);
    CHECK_INT(write(answers[1], "x", 1), 1);
    return 0;
}

static void *write_slowly(void *argument)
{
    char byte;
    for (int i = 0; i < 3; i++) {
        const char *line = argument;
        CHECK_INT(write(pipe_ends[1], line, 40), 40);
        usleep(1000);
        CHECK_INT(write(pipe_ends[1], line + 40, strlen(line) - 40), strlen(line) - 40);
        CHECK_INT(read(answers[0], &byte, 1), 1);
    }
    close(pipe_ends[1]);
    return NULL;
}

static void test_pipe(provisor *p)
{
    pthread_t writer;
    provisor_many many = PROVISOR_MANY_INIT;
    char *reply = NULL;
    CHECK(pipe(pipe_ends) == 0 && pipe(answers) == 0);
    CHECK_INT(fcntl(pipe_ends[0], F_SETFL, O_NONBLOCK), 0);
    char *line = JSON(LINE("piped"));
    if (pthread_create(&writer, NULL, write_slowly, line) != 0)
        abort();
    many.descriptor = pipe_ends[0];
    many.reply = answer;
    CHECK_INT(provisor_provision_many(p, &many, &reply), PROVISOR_OK);
    CHECK_CONTAINS(reply, "\"provisioned\":3");
    provisor_free(reply);
    pthread_join(writer, NULL);
    close(pipe_ends[0]);
    close(answers[0]);
    close(answers[1]);
}

static void test_misuse(provisor *p)
{
    provisor_many many = PROVISOR_MANY_INIT;
    CHECK_INT(provisor_provision_many(NULL, &many, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_provision_many(p, NULL, NULL), PROVISOR_MISUSE);
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_MISUSE);
    many.descriptor = 9999;
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_MISUSE);
    many.text = "";
    many.length = 0;
    many.size = 0;
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_MISUSE);
    many.size = sizeof many;
    many.chunk = 100001;
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_MISUSE);
    many.chunk = 0;
    many.reserved = 1;
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_MISUSE);
    many.reserved = 0;
    CHECK_INT(provisor_provision_many(p, &many, NULL), PROVISOR_OK);
}

int main(void)
{
    scratch_enter();
    struct told told = {.p = OPEN("many.db", NULL)};
    test_lines(&told);
    test_limits(&told);
    test_resuming(&told);
    test_failing_lines();
    test_pipe(told.p);
    test_misuse(told.p);
    provisor_close(told.p);
    scratch_leave();
    return check_result();
}
