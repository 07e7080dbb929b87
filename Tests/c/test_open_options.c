/* The options: callers that know fewer or more of them, values out of range, and the catalogue. */
#define _GNU_SOURCE
#include "files.h"

/* A caller that was compiled against a shorter struct: memory behind it is not his, and is not read. */
static void test_old_clients(void)
{
    static const uint32_t sizes[] = {4, 8, 12, 16};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t *old = calloc(1, sizes[i]);
        if (!old)
            abort();
        old[0] = sizes[i];
        if (sizes[i] >= 8)
            old[1] = 1; /* strict */
        provisor *p = OPEN(NULL, (provisor_options *)(void *)old);
        free(old);
        json_decref(VALIDATE(p, REQUEST("'username': 'jane', 'password': 'Kettle-42', 'subdomain': ' acme'"),
                             sizes[i] >= 8 ? PROVISOR_INVALID : PROVISOR_OK));
        provisor_close(p);
    }
}

/* A caller compiled against a later header: what this library does not know must not be set. */
static void test_new_clients(void)
{
    static const size_t more[] = {1, 8, 64};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        size_t size = sizeof(provisor_options) + more[i];
        char *bytes = calloc(1, size);
        if (!bytes)
            abort();
        *(uint32_t *)(void *)bytes = (uint32_t)size;
        provisor_close(OPEN(NULL, (provisor_options *)(void *)bytes));
        bytes[size - 1] = 1;
        CHECK_REFUSED_OPEN("new.db", (provisor_options *)(void *)bytes, PROVISOR_MISUSE, "newer library");
        free(bytes);
    }
}

static void test_sizes(void)
{
    static const uint32_t sizes[] = {0, 1, 3, UINT32_MAX, 1u << 31};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    CHECK_INT(options.size, sizeof options);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        options.size = sizes[i];
        CHECK_REFUSED_OPEN("sizes.db", &options, PROVISOR_MISUSE, "PROVISOR_OPTIONS_INIT");
    }
}

static void test_ranges(void)
{
    static const uint32_t wrong[] = {2, 7, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        provisor_options strict = PROVISOR_OPTIONS_INIT, echo = PROVISOR_OPTIONS_INIT, reserved = PROVISOR_OPTIONS_INIT;
        strict.strict = wrong[i];
        CHECK_REFUSED_OPEN("ranges.db", &strict, PROVISOR_MISUSE, "strict");
        echo.echo_secrets = wrong[i];
        CHECK_REFUSED_OPEN("ranges.db", &echo, PROVISOR_MISUSE, "echo_secrets");
        reserved.reserved = wrong[i] - 1;
        CHECK_REFUSED_OPEN("ranges.db", &reserved, PROVISOR_MISUSE, "reserved");
    }
}

/* -------------------------------------------------------------------------------------------- catalogue --- */

#define DEFINITION(head, entries) "{" head ", 'authentication': {'type': 'basic'}, 'configuration': [" entries "]}"
#define SHOP DEFINITION("'key': 'shop', 'id': 7001, 'name': 'Shop'", \
                        "{'key': 'token', 'type': 'PASSWORD', 'required': true, 'displayOrder': 2}," \
                        "{'key': 'site', 'type': 'TEXTFIELD_32', 'required': true, 'displayOrder': 1}," \
                        "{'key': 'base.url', 'defaultValue': 'https://{site}.shop.example', 'displayOrder': 3}")

static void write_definition(const char *path, const char *text)
{
    char *definition = strdup(text);
    file_write(path, check_quotes(definition), strlen(definition));
    free(definition);
}

static provisor_options with_catalogue(const char *const *paths, size_t count)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.catalogue = paths;
    options.catalogue_count = count;
    return options;
}

static void test_extra_element(void)
{
    const char *const paths[] = {"shop.json"};
    provisor_options options = with_catalogue(paths, 1);
    write_definition("shop.json", SHOP);
    provisor *p = OPEN(NULL, &options);
    unlink("shop.json"); /* it is read at open only */

    json_t *instance = PROVISION(p, JSON("{'element': {'key': 'shop'}, 'name': 'Shop',"
                                         "'configuration': {'site': 'acme', 'token': 'Kettle-42'}}"), PROVISOR_OK);
    CHECK_INT(json_integer_value(at(instance, "/element/id")), 7001);
    CHECK_INT(json_object_size(at(instance, "/configuration")), 3);
    CHECK_TEXT(json_object_iter_key(json_object_iter(at(instance, "/configuration"))), "site"); /* by display order */
    CHECK_TEXT(text_at(instance, "/configuration/token"), "********");
    CHECK_TEXT(text_at(instance, "/configuration/base.url"), "https://{site}.shop.example");
    json_decref(instance);

    /* What becomes part of a host name is checked, though the definition does not say so. */
    json_t *report = VALIDATE(p, JSON("{'element': {'id': 7001}, 'configuration': {'site': 'evil.example/?'}}"),
                              PROVISOR_INVALID);
    CHECK_TEXT(text_at(report, "/message"),
               "shop: 1 required configuration entry is missing: token; 1 value is wrong: site");
    json_decref(report);
    json_decref(VALIDATE(p, GOOD, PROVISOR_OK)); /* the built-in element is still there */
    provisor_close(p);
    p = OPEN(NULL, NULL);
    json_decref(VALIDATE(p, JSON("{'element': {'key': 'shop'}}"), PROVISOR_NOT_FOUND));
    provisor_close(p);
}

/* A definition replaces an earlier one of its key, built in or not. */
static void test_override(void)
{
    const char *const paths[] = {"first.json", "second.json"};
    provisor_options options = with_catalogue(paths, 2);
    write_definition("first.json", DEFINITION("'key': 'freshservice', 'id': 900001", "{'key': 'one', 'required': true}"));
    write_definition("second.json", DEFINITION("'key': 'freshservice', 'id': 900002", "{'key': 'two', 'required': true}"));
    provisor *p = OPEN(NULL, &options);
    json_t *report = VALIDATE(p, JSON("{'element': {'key': 'freshservice'}}"), PROVISOR_INVALID);
    CHECK_TEXT(text_at(report, "/message"), "freshservice: 1 required configuration entry is missing: two");
    json_decref(report);
    json_decref(VALIDATE(p, JSON("{'element': {'id': 900002}, 'configuration': {'two': 'x'}}"), PROVISOR_OK));
    json_decref(VALIDATE(p, JSON("{'element': {'id': 650}}"), PROVISOR_NOT_FOUND));
    json_decref(VALIDATE(p, JSON("{'element': {'id': 900001}}"), PROVISOR_NOT_FOUND));
    provisor_close(p);
}

static void test_faulty_catalogues(void)
{
    static const struct { const char *text; provisor_status status; const char *part; } cases[] = {
        {"", PROVISOR_MALFORMED, "line 1, column 1"},
        {"{'key': 'shop',\n 'id': 7,}", PROVISOR_MALFORMED, "line 2"},
        {"not JSON", PROVISOR_MALFORMED, "line 1"},
        {"[]", PROVISOR_INVALID, "object"},
        {"{}", PROVISOR_INVALID, "key"},
        {"{'key': ''}", PROVISOR_INVALID, "key"},
        {"{'key': 5}", PROVISOR_INVALID, "key"},
        {"{'key': 'shop', 'id': 'seven'}", PROVISOR_INVALID, "id"},
        {"{'key': 'shop', 'configuration': {}}", PROVISOR_INVALID, "configuration"},
        {"{'key': 'shop', 'configuration': [5]}", PROVISOR_INVALID, "entry 1"},
        {"{'key': 'shop', 'configuration': [{'key': 'a'}, {'key': 'a'}]}", PROVISOR_INVALID, "\"a\""},
        {"{'key': 'shop', 'configuration': [{'key': 'a', 'required': 'yes'}]}", PROVISOR_INVALID, "required"},
        {"{'key': 'shop', 'configuration': [{'key': 'a', 'format': 'colour'}]}", PROVISOR_INVALID, "colour"},
    };
    const char *paths[] = {"faulty.json", NULL};
    provisor_options options = with_catalogue(paths, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_definition("faulty.json", cases[i].text);
        CHECK_REFUSED_OPEN("catalogue.db", &options, cases[i].status, "\"faulty.json\"", cases[i].part);
    }
    unlink("faulty.json");
    CHECK_REFUSED_OPEN("catalogue.db", &options, PROVISOR_INVALID, "\"faulty.json\"");
    options.catalogue_count = 2; /* the second is NULL */
    CHECK_REFUSED_OPEN("catalogue.db", &options, PROVISOR_MISUSE, "catalogue[1]");
    options.catalogue = NULL;
    CHECK_REFUSED_OPEN("catalogue.db", &options, PROVISOR_MISUSE, "catalogue");
    options = with_catalogue(paths, 0);
    provisor_close(OPEN(NULL, &options));
}

int main(void)
{
    scratch_enter();
    test_old_clients();
    test_new_clients();
    test_sizes();
    test_ranges();
    test_extra_element();
    test_override();
    test_faulty_catalogues();
    scratch_leave();
    return check_result();
}
