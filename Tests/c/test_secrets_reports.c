/* No part of a secret is in a report or problem, whatever is wrong about it or beside it. */
#define _GNU_SOURCE
#include "secrets.h"

/* The library's words on a request, from all that may go wrong with it. */
static void ask_text(provisor *p, const char *text, size_t length)
{
    for (int i = 0; i < 2; i++) {
        char *reply = NULL;
        provisor_status status = (i ? provisor_provision : provisor_validate)(p, text, length, &reply);
        CHECK_REPLY(reply && !reveals(reply, strlen(reply), secret), reply);
        CHECK(status <= PROVISOR_NOT_FOUND);
        provisor_free(reply);
    }
}

static void ask_value(provisor *p, json_t *request)
{
    for (int i = 0; i < 2; i++) {
        json_t *reply = NULL;
        (i ? provisor_provision_json : provisor_validate_json)(p, request, &reply);
        char *text = json_dumps(reply, 0);
        CHECK_REPLY(text && !reveals(text, strlen(text), secret), text);
        free(text);
        json_decref(reply);
    }
}

/* In `pattern` @ stands for the secret. Where the text is JSON, it is asked as a jansson value too. */
static void ask(provisor *p, const char *pattern)
{
    char text[2048];
    size_t length = 0;
    for (const char *c = pattern; *c; c++) {
        if (*c == '@')
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", secret);
        else
            text[length++] = *c == '\'' ? '"' : *c;
    }
    text[length] = 0;
    ask_text(p, text, length);
    json_t *request = json_loads(text, 0, NULL);
    if (request)
        ask_value(p, request);
    json_decref(request);
}

#define ELEMENT "'element': {'key': 'freshservice'}"
#define BEFORE "{" ELEMENT ", 'configuration': {'username': 'jane', 'subdomain': 'acme', 'password': "

static void test_values(provisor *p)
{
    static const char *const values[] = {
        "'@'", "' @ '", "'@\\n'", "'\\u0007@'", "'<@>'", "'<<@>>'", "'{{@}}'", "'<INSERT_@>'", "'<YOUR @'", "'@&gt;'",
        "'xxxxxxxx@'", "'my_password_@'", "'${@}'", "'@@@@@@@@@@@@@@'", "{'a': '@'}", "['@']", "['@', '<INSERT_X>']",
        "[['<@>']]", "{'@': 1}", "{'@': '<INSERT_X>'}", "{'a': {'@': ['<INSERT_X>']}}",
        /* no JSON */
        "'@", "@", "'@'x", "'a'@'b'", "'@\\x'", "'@\\u0000'", "'@\t'", "'@\n'", "'@\xFF'", "'\xFF@'", "'\xC3@'", "`@`",
        "\xE2\x80\x9C@\xE2\x80\x9D", "'@\xE2\x80\x9D", "'@' '@'", "['@'", "{'@'}", "{'@': }", "{@: 1}", "{'@': 1, '@': 2}",
    };
    char pattern[512];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(pattern, sizeof pattern, BEFORE "%s}, 'name': 'Docs'}", values[i]);
        ask(p, pattern);
    }
}

static void test_places(provisor *p)
{
    static const char *const patterns[] = {
        BEFORE "'@', 'password': 'b'}}",
        BEFORE "'b', ' password': '@'}}",
        "{" ELEMENT ", 'configuration': {' password ': '@'}}",
        "{" ELEMENT ", 'configuration': {'Password': '@', 'pass word': '<@>', 'passwort': ['@']}}",
        "{" ELEMENT ", 'configuration': {'freshservice': {'password': '@'}}}",
        "{" ELEMENT ", 'configuration': ['@']}",
        "{" ELEMENT ", 'configuration': '@'}",
        "{" ELEMENT ", 'password': '@', 'configuration': {}}",
        "{'element': {'key': 'jira'}, 'configuration': {'password': '@'}}",
        "{'configuration': {'password': '@'}}",
        "['password', '@']",
        "'@'",
        "password=@",
        "{" ELEMENT ", 'configuration': {'username': ' ', 'subdomain': 'a b', 'password': ' @'}, 'name': 5, 'tags': 1}",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        ask(p, patterns[i]);
}

/* Broken at every byte, in every way that a hand or a cable breaks texts. */
static void test_broken(provisor *p)
{
    static const char *const breaks[] = {"\"", "\\", "\n", "\xFF", "'", ",", "\":\"", "\",\"", "}", "\xE2\x80\x9C"};
    char whole[512], broken[600];
    int length = snprintf(whole, sizeof whole,
                          "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"username\": \"jane\", "
                          "\"password\": \"%s\", \"subdomain\": \"acme\"}, \"name\": \"Docs\"}", secret);
    for (int at = 0; at <= length; at += rounds(1, 3)) {
        ask_text(p, whole, (size_t)at); /* cut off */
        for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
            for (int lost = 0; lost <= (at < length); lost++) { /* put in, and put in the place of a byte */
                int size = snprintf(broken, sizeof broken, "%.*s%s%s", at, whole, breaks[i], whole + at + lost);
                ask_text(p, broken, (size_t)size);
            }
        }
    }
}

/* An element with a secret of every kind. */
static void test_kinds(void)
{
    static const char *const kinds[] = {
        "'type': 'PASSWORD'", "'type': 'TEXTFIELD_1'", "'type': 'TEXTAREA', 'format': 'json'",
        "'type': 'TEXTFIELD_32', 'format': 'url'", "'type': 'TEXTFIELD_32', 'format': 'host-label'",
        "'type': 'TEXTFIELD_32', 'format': 'integer'", "'type': 'TEXTFIELD_32', 'format': 'integer-or-json'",
        "'type': 'BOOLEAN'", "'type': 'COMBO', 'options': [{'value': 'a'}, {'value': 'b'}]",
        "'type': 'TEXTFIELD_32', 'defaultValue': 'Kettle'"};
    static const char *const values[] = {
        "'@'", "' @ '", "'<@>'", "'<INSERT_@>'", "'@\\n'", "'https//@'", "'https://@/'", "'https://a:@@b/'",
        "'@.shop.example'", "'https://@.shop.example'", "{'@': '<INSERT_X>'}", "['@', '<INSERT_X>']",
        /* JSON as text, and what only looks like it */
        "'[\\'@\\', \\'<INSERT_X>\\']'", "'{\\'@\\': \\'<INSERT_X>\\'}'", "'{\\'@\\': 1, \\'@\\': 2}'",
        "'{\\'@\\': @}'", "'{\\'a\\': \\'@\\'}'", "'{@}'", "'[@'", "'\\'@'"};
    const char *path = "kinds.json";
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.catalogue = &path;
    options.catalogue_count = 1;
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        char text[1024];
        snprintf(text, sizeof text, "{'key': 'shop', 'configuration': [{'key': 'token', 'required': true, %s},"
                 "{'key': 'base.url', 'defaultValue': 'https://{token}.shop.example'}]}", kinds[kind]);
        file_write(path, check_quotes(text), strlen(text));
        provisor *p = OPEN(NULL, &options);
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            snprintf(text, sizeof text, "{'element': {'key': 'shop'}, 'configuration': {'token': %s}}", values[i]);
            ask(p, text);
        }
        provisor_close(p);
    }
}

/* Beside bytes that are no UTF-8, which only jansson values can hold. */
static void test_encoding(provisor *p)
{
    char bytes[64];
    for (int before = 0; before < 2; before++) {
        snprintf(bytes, sizeof bytes, before ? "\xFF%s" : "%s\xFF", secret);
        json_t *request = json_loads(GOOD, 0, NULL), *inner = json_object();
        json_object_set_new_nocheck(at(request, "/configuration"), "password", json_string_nocheck(bytes));
        ask_value(p, request);
        json_object_setn_new_nocheck(inner, bytes, strlen(bytes), json_string_nocheck(bytes));
        json_object_set_new(at(request, "/configuration"), "password", inner);
        ask_value(p, request);
        json_decref(request);
    }
}

int main(void)
{
    scratch_enter();
    provisor *p = OPEN(NULL, NULL);
    test_values(p);
    test_places(p);
    test_broken(p);
    test_kinds();
    test_encoding(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
