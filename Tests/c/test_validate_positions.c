/* Where a report points: line and column from 1, columns in characters, the offset in bytes. */
#include "check.h"

/* In the requests below ^ stands before the place that the fault must point at. It is taken out before the call. */
struct marked {
    const char *code, *request;
    provisor_status status;
};

#define ELEMENT "'element': {'key': 'freshservice'}"
#define ENTRIES "'username': 'jane@acme.example', 'password': 'Blue-Kettle-42-Harbour', 'subdomain': 'acme'"

static void check_marked(provisor *p, const struct marked *marked)
{
    char request[2048];
    const char *mark = strchr(marked->request, '^');
    size_t offset = (size_t)(mark - marked->request), found = 0, index, part;
    int line = 1, column = 1;
    json_t *report, *fault, *list;

    snprintf(request, sizeof request, "%.*s%s", (int)offset, marked->request, mark + 1);
    check_quotes(request);
    for (size_t i = 0; i < offset; i++) {
        if (request[i] == '\n')
            line++, column = 1;
        else if ((request[i] & 0xC0) != 0x80)
            column++;
    }
    report = VALIDATE(p, request, marked->status);
    for (part = 0; part < 2; part++) {
        list = at(report, part ? "/warnings" : "/errors");
        json_array_foreach(list, index, fault) {
            if (strcmp(text_at(fault, "/code"), marked->code) != 0)
                continue;
            found++;
            CHECK_REPLY(json_integer_value(at(fault, "/line")) == line, request);
            CHECK_REPLY(json_integer_value(at(fault, "/column")) == column, request);
            CHECK_INT(json_integer_value(at(fault, "/offset")), offset);
        }
    }
    CHECK_INT(found, 1);
    if (found != 1)
        fprintf(stderr, "    no single \"%s\" in the report on: %s\n", marked->code, request);
    json_decref(report);
}

/* At the value that is wrong. */
static void test_values(provisor *p)
{
    static const struct marked cases[] = {
        {"not-a-host-label", "{" ELEMENT ", 'configuration': {'username': 'a', 'password': 'Kettle-42', 'subdomain': "
                             "^'https://acme.freshservice.com'}}", PROVISOR_INVALID},
        {"not-an-integer", "{" ELEMENT ",\n 'configuration': {" ENTRIES ",\n\t'pagination.max':\n  ^1.5}}",
         PROVISOR_INVALID},
        {"not-a-boolean", "{" ELEMENT ", 'configuration': {" ENTRIES ", 'pagination.offset':^0}}", PROVISOR_INVALID},
        {"placeholder", "{'name':^'<INSERT_INSTANCE_NAME>', 'configuration': {" ENTRIES "}, " ELEMENT "}",
         PROVISOR_INVALID},
        {"wrong-type", "{" ELEMENT ", 'configuration': {" ENTRIES "}, 'tags': ['a,b', '\\\"[', ^{'id': 1}]}",
         PROVISOR_INVALID},
        {"wrong-type", "{" ELEMENT ", 'configuration':   ^[]}", PROVISOR_INVALID},
        {"wrong-type", "{" ELEMENT ", 'tags': ^'Docs', 'configuration': {" ENTRIES "}}", PROVISOR_INVALID},
        {"wrong-type", "{'element': ^'freshservice'}", PROVISOR_INVALID},
        {"unknown-element", "{'element': {'id': 1, 'key': ^'freshservce'}}", PROVISOR_NOT_FOUND},
        {"unknown-element", "{'element': {'id':\n\n^651}}", PROVISOR_NOT_FOUND},
        {"placeholder", "{" ELEMENT ", 'configuration': {" ENTRIES ", 'event.notification.enabled': true,"
                        "'event.notification.callback.url': 'https://acme.example/',"
                        "'event.poller.configuration': {'a': [1, [], {'b': 'c'}, ^'<INSERT_X>'], 'd': 5}}}",
         PROVISOR_INVALID},
        {"missing", "{" ELEMENT ", 'configuration': {'username': 'jane', 'password': ^'', 'subdomain': 'acme'}}",
         PROVISOR_INVALID},
        {"missing", "{" ELEMENT ", 'configuration': {'subdomain':\t^null, 'username': 'jane', 'password': 'Kettle-42'}}",
         PROVISOR_INVALID},
        {"not-an-object", "\n ^[{}]", PROVISOR_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_marked(p, &cases[i]);
}

/* At the key where the key is what is wrong, or where it is the member that should hold what is missing. */
static void test_keys(provisor *p)
{
    static const struct marked cases[] = {
        {"unknown-key", "{" ELEMENT ", 'configuration': {" ENTRIES ", ^'colour': 'colour'}}", PROVISOR_OK},
        {"misplaced", "{" ELEMENT ", 'configuration': {^'tags': ['tags'], " ENTRIES "}}", PROVISOR_OK},
        {"surrounding-blanks", "{" ELEMENT ", 'configuration': {'username': 'jane', 'password': 'Kettle-42', "
                               "^' subdomain': 'acme'}}", PROVISOR_OK},
        {"missing", "{" ELEMENT ", ^'configuration': {'username': 'jane', 'password': 'Kettle-42'}}", PROVISOR_INVALID},
        {"missing", "{" ELEMENT ", ^'configuration': {" ENTRIES ", 'event.notification.enabled': 'true'}}",
         PROVISOR_INVALID},
        {"missing", " \r\n ^{'configuration': {" ENTRIES "}}", PROVISOR_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_marked(p, &cases[i]);
}

/* Without a configuration all that is missing is missing from the request itself. */
static void test_no_configuration(provisor *p)
{
    json_t *report = VALIDATE(p, JSON("\n  {'element': {'key': 'freshservice'}}"), PROVISOR_INVALID), *fault;
    size_t index;
    CHECK_INT(json_array_size(at(report, "/errors")), 3);
    json_array_foreach(at(report, "/errors"), index, fault) {
        CHECK_INT(json_integer_value(at(fault, "/line")), 2);
        CHECK_INT(json_integer_value(at(fault, "/column")), 3);
        CHECK_INT(json_integer_value(at(fault, "/offset")), 3);
    }
    json_decref(report);
}

static void test_syntax(provisor *p)
{
    static const struct marked cases[] = {
        {"syntax", "^", PROVISOR_MALFORMED},
        {"syntax", "{'name': 'Docs'^", PROVISOR_MALFORMED},
        {"syntax", "{'name': 'Docs'^,\n}", PROVISOR_MALFORMED},
        {"syntax", "{'name': 'Docs'^\n 'tags': []}", PROVISOR_MALFORMED},
        {"syntax", "{'name': ^\xE2\x80\x9C" "Docs\xE2\x80\x9D}", PROVISOR_MALFORMED},
        {"syntax", "{'name': ^Docs}", PROVISOR_MALFORMED},
        {"syntax", "{'tags': []} ^{}", PROVISOR_MALFORMED},
        {"syntax", "{ ^// a comment\n'tags': []}", PROVISOR_MALFORMED},
        {"syntax", "{'name': '\xC3\xB6^\t'}", PROVISOR_MALFORMED},
        {"syntax", "{'a': 1, 'b': ^01}", PROVISOR_MALFORMED},
        {"encoding", "^\xEF\xBB\xBF{}", PROVISOR_MALFORMED},
        {"encoding", "{'n\xC3\xA4me': 'J^\xF6rg'}", PROVISOR_MALFORMED},
        {"duplicate-member", "{'name': 'a',\n 'tags': [{'name': 'b'}],\n ^'n\\u0061me': 'c'}", PROVISOR_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_marked(p, &cases[i]);
}

/* Columns count characters, offsets bytes; CR is a character, LF ends the line. */
static void test_characters(provisor *p)
{
    static const struct marked cases[] = {
        {"placeholder", "{" ELEMENT ", 'configuration': {" ENTRIES "},\r\n"
                        " 'tags': ['\xC3\xB6\xE2\x82\xAC\xF0\x9F\x98\x80',\t^'<Add_Your_Tag>']}", PROVISOR_INVALID},
        {"not-a-url", "{" ELEMENT ",'name':'\\u00f6 \\\\','configuration':{'username':'j\xC3\xB6rg',"
                      "'password':'\xE2\x82\xAC\xE2\x82\xAC-Kettle','subdomain':'acme','base.url' :  ^'https//acme'}}",
         PROVISOR_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_marked(p, &cases[i]);
}

int main(void)
{
    provisor *p = OPEN(NULL, NULL);
    test_values(p);
    test_keys(p);
    test_no_configuration(p);
    test_syntax(p);
    test_characters(p);
    provisor_close(p);
    return check_result();
}
