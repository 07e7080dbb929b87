/* The limits of a request text, at and beyond them, and hostile texts, which must be answered like any other. */
#define _GNU_SOURCE
#include "instances.h"

#define MIB (1 << 20)
#define ENTRIES "\"username\": \"jane\", \"password\": \"Kettle-42\", \"subdomain\": \"acme\""

/* A text that grows; room for more than any request may have. */
static char text[2 * MIB];
static size_t length;

static void begin(const char *start)
{
    length = 0;
    length += (size_t)snprintf(text, sizeof text, "%s", start);
}

static void add(const char *part)
{
    size_t size = strlen(part);
    if (length + size >= sizeof text)
        abort();
    memcpy(text + length, part, size + 1);
    length += size;
}

static void repeat(const char *part, size_t count)
{
    while (count-- > 0)
        add(part);
}

/* A good request up to the last entry, or up to the end of the configuration and then. */
static void begin_configuration(void)
{
    begin("{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {" ENTRIES);
}

static void begin_good(const char *then)
{
    begin_configuration();
    add("}");
    add(then);
}

/* Both calls answer the status; the first fault has the code. */
#define CHECK_LIMIT(p, status, code) check_limit(__LINE__, p, status, code)

static void check_limit(int line, provisor *p, provisor_status expected, const char *code)
{
    json_t *report = check_call(__FILE__, line, provisor_validate, p, text, length, expected);
    json_t *reply = check_call(__FILE__, line, provisor_provision, p, text, PROVISOR_TEXT, expected);
    if (code)
        check_text(__FILE__, line, "code", text_at(report, "/errors/0/code"), code);
    json_decref(report);
    json_decref(reply);
}

static void test_size(provisor *p)
{
    begin_good("}");
    memset(text + length, ' ', sizeof text - length);
    text[length = MIB] = 0;
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    text[length] = ' ', text[++length] = 0;
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-large");
    json_t *report = VALIDATE(p, text, PROVISOR_MALFORMED);
    CHECK_INT(json_integer_value(at(report, "/errors/0/offset")), MIB);
    json_decref(report);
    text[length] = ' ', text[length = sizeof text - 1] = 0;
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-large");
}

static void test_depth(provisor *p)
{
    for (int depth = 31; depth <= 33; depth++) { /* the request itself is one more */
        begin_good(", \"more\": ");
        repeat("[{\"a\":", (size_t)depth / 2);
        repeat("[", depth % 2);
        add(depth % 2 ? "" : "1");
        repeat("]", depth % 2);
        repeat("}]", (size_t)depth / 2);
        add("}");
        CHECK_LIMIT(p, depth == 31 ? PROVISOR_OK : PROVISOR_MALFORMED, depth == 31 ? NULL : "too-deep");
    }
    begin_good(", \"more\": [");
    repeat("[],{},", 10000); /* many brackets, not deep; and some that are text */
    add("\"");
    repeat("[{", 1000);
    add("\"]}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    begin("");
    repeat("[", MIB - 1);
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-deep");
    begin("");
    repeat("{\"a\":", 200000);
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-deep");
}

static void test_entries(provisor *p)
{
    char entry[64];
    int many = rounds(50000, 5000);
    for (int count = 1000; count <= 1001; count++) {
        begin_configuration();
        for (int i = 4; i <= count; i++) {
            snprintf(entry, sizeof entry, ", \"entry.%d\": \"value\"", i);
            add(entry);
        }
        add("}}");
        CHECK_LIMIT(p, count == 1000 ? PROVISOR_OK : PROVISOR_MALFORMED, count == 1000 ? NULL : "too-many-entries");
    }
    begin_configuration();
    for (int i = 0; i < many; i++) {
        snprintf(entry, sizeof entry, ",\"%d\":1", i);
        add(entry);
    }
    add("}}");
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-many-entries");
    begin_good("");
    for (int i = 0; i < many; i++) { /* members of the request are not limited */
        snprintf(entry, sizeof entry, ",\"%d\":1", i);
        add(entry);
    }
    add("}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    add(""), text[--length] = 0;
    add(",\"17\":1}");
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "duplicate-member");
}

static void test_long_texts(provisor *p)
{
    begin_good(", \"name\": \"");
    repeat("n", 1000000);
    add("\"}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    begin_configuration();
    add(", \"");
    repeat("k", 1000000);
    add("\": 1}}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    begin("{\"element\": {\"key\": \"");
    repeat("freshservice", 80000);
    add("\"}}");
    CHECK_LIMIT(p, PROVISOR_NOT_FOUND, "unknown-element");
    begin("{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane\", \"password\": \"");
    repeat("Kettle-42", 100000);
    add("\", \"subdomain\": \"acme\"}}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);
    begin_configuration();
    add(", \"pagination.max\": ");
    repeat("9", 1000000);
    add("}}");
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "syntax");
}

static void test_many_tags(provisor *p)
{
    begin_good(", \"tags\": [\"a\"");
    repeat(",\"a\"", 999);
    add("]}");
    json_t *instance = PROVISION(p, text, PROVISOR_OK);
    CHECK_INT(json_array_size(at(instance, "/tags")), 1000);
    json_decref(instance);
    begin_good(", \"tags\": [\"a\"");
    repeat(",\"a\"", 1000);
    add("]}");
    CHECK_LIMIT(p, PROVISOR_MALFORMED, "too-many-entries");
}

/* Each of these is a fault of its own, with a place of its own in the text. */
static void test_many_faults(provisor *p)
{
    size_t count = 1000;
    static const char *const begins[] = {", \"tags\": [1", ", \"tags\": [\"<<x_y>>\""};
    static const char *const items[] = {",1", ",\"<<x_y>>\""};
    for (int i = 0; i < 2; i++) {
        begin_good(begins[i]);
        repeat(items[i], count - 1);
        add("]}");
        json_t *report = VALIDATE(p, text, PROVISOR_INVALID);
        CHECK_INT(json_array_size(at(report, "/errors")), count);
        json_decref(report);
    }
    begin_configuration(); /* inside of a value */
    add(", \"event.poller.configuration\": [\"<<x_y>>\"");
    repeat(",\"<<x_y>>\"", (size_t)rounds(100000, 3000));
    add("]}}");
    json_t *report = VALIDATE(p, text, PROVISOR_INVALID);
    CHECK_INT(json_array_size(at(report, "/errors")), 100); /* as many as are listed for one value */
    json_decref(report);
}

/* A long key above many faults: were each to spell it, 200 KB would be answered with 200 MB and more. */
static void test_long_path(provisor *p)
{
    char *reply = NULL;
    begin_configuration();
    add(", \"event.poller.configuration\": {\"");
    repeat("k", 200000);
    add("\": [\"<<x_y>>\"");
    repeat(",\"<<x_y>>\"", 499);
    add("]}}}");
    CHECK_INT(provisor_validate(p, text, length, &reply), PROVISOR_INVALID);
    CHECK(reply && strlen(reply) < 16 * MIB);
    provisor_free(reply);
}

/* Work grows with the size of a request, not with its square: these would take minutes. */
static void test_wide(provisor *p)
{
    char entry[32];
    begin_configuration(); /* a long path to many values */
    add(", \"event.poller.configuration\": {\"");
    repeat("k", 400000);
    add("\": [1");
    repeat(",1", 300000);
    add("]}}}");
    CHECK_LIMIT(p, PROVISOR_OK, NULL);

    json_t *made = CALL(PROVISOR_OK, provisor_provision, p, JSON("{'element': {'key': 'freshservice'}, 'configuration': "
                        "{'username': 'jane', 'password': 'Kettle-42', 'subdomain': 'acme'}}"), PROVISOR_TEXT);
    begin("{\"configuration\": {\"k\": 1"); /* a change with many entries */
    for (int i = 0; i < 80000; i++) {
        snprintf(entry, sizeof entry, ",\"%d\":1", i);
        add(entry);
    }
    add("}}");
    json_decref(CALL(PROVISOR_MALFORMED, provisor_instance_update, p, json_integer_value(json_object_get(made, "id")), text,
                     length));
    json_decref(made);
}

/* Names that look like HTML which never ends, or which comes out of what is taken away. */
static void test_markup(provisor *p)
{
    static const char *const parts[] = {"<a\\\"", "<a'",      "<",   "<<a",    "<a ", "</",
                                        "<!--",   "<a\\\">", "<a>", "<b<i>>", "a>",  "<<a>a>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (int closed = 0; closed < 2; closed++) {
            size_t count = (size_t)rounds(500000, 50000) / strlen(parts[i]);
            begin_good(", \"name\": \"x");
            repeat(parts[i], count);
            add(closed ? ">\", \"tags\": [\"x" : "\", \"tags\": [\"x");
            repeat(parts[i], count / 2);
            add("\"]}");
            CHECK_LIMIT(p, PROVISOR_OK, NULL);
        }
    }
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    test_size(p);
    test_depth(p);
    test_entries(p);
    test_long_texts(p);
    test_many_tags(p);
    test_many_faults(p);
    test_long_path(p);
    test_wide(p);
    test_markup(p);
    provisor_close(p);
    return check_result();
}
