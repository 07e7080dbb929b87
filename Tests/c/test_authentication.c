/* Every kind of authentication: what each needs, what is wrong without it, and what is kept of it. */
#define _GNU_SOURCE
#include "instances.h"
#include "secrets.h"

static const char *const definitions[][2] = {
    {"basic.json", "{'key': 'basicone', 'authentication': {'type': 'basic'}, 'configuration': ["
                   "{'key': 'username', 'required': true}, {'key': 'password', 'type': 'PASSWORD', 'required': true}]}"},
    {"apikey.json", "{'key': 'keyone', 'authentication': {'type': 'apiKey'}, 'configuration': ["
                    "{'key': 'apikey', 'required': true}]}"},
    {"custom.json", "{'key': 'customone', 'authentication': {'type': 'custom'}}"},
    {"oauth1.json", "{'key': 'oauthone', 'authentication': {'type': 'oauth1'}, 'configuration': ["
                    "{'key': 'oauth.api.key', 'required': true}, {'key': 'oauth.api.secret', 'required': true},"
                    "{'key': 'oauth.callback.url', 'required': true, 'format': 'url'}]}"},
    {"oauth2.json", "{'key': 'oauthtwo', 'authentication': {'type': 'oauth2'}, 'configuration': ["
                    "{'key': 'oauth.api.key', 'required': true}, {'key': 'oauth.api.secret', 'required': true},"
                    "{'key': 'oauth.callback.url', 'required': true, 'format': 'url'}]}"},
    {"password.json", "{'key': 'passwordtwo', 'authentication': {'type': 'oauth2Password'}, 'configuration': ["
                      "{'key': 'username', 'required': true}, {'key': 'password', 'required': true},"
                      "{'key': 'oauth.api.key', 'required': true}, {'key': 'oauth.api.secret', 'required': true}]}"},
    {"aws.json", "{'key': 'buckets', 'authentication': {'type': 'awsv4'}, 'configuration': ["
                 "{'key': 'aws.api.key', 'required': true}, {'key': 'aws.api.secret', 'required': true},"
                 "{'key': 'aws.region', 'required': true}]}"},
    {"ways.json", "{'key': 'ways', 'authentication': {'type': 'oauth2'}, 'configuration': ["
                  "{'key': 'oauth.api.key', 'required': true}, {'key': 'oauth.api.secret', 'required': true},"
                  "{'key': 'username', 'required': true}, {'key': 'password', 'required': true},"
                  "{'key': 'account.key', 'required': true, 'authenticationTypes': ['apiKey']},"
                  "{'key': 'site', 'required': true},"
                  "{'key': 'authentication.type', 'options': [{'value': 'oauth2'}, {'value': 'basic'},"
                  " {'value': 'apiKey'}, {'value': 'oauth1'}]}]}"},
};
enum { definition_count = sizeof definitions / sizeof definitions[0] };

static provisor *open_with_all(const char *store)
{
    const char *files[definition_count];
    provisor_options options = PROVISOR_OPTIONS_INIT;
    for (size_t i = 0; i < definition_count; i++) {
        char *text = with_quotes(definitions[i][1]);
        files[i] = definitions[i][0];
        file_write(files[i], text, strlen(text));
        free(text);
    }
    options.catalogue = files;
    options.catalogue_count = definition_count;
    return OPEN(store, &options);
}

#define APP "'oauth.api.key': 'app-key-7201', 'oauth.api.secret': 'app-secret-5512'"
#define CALLBACK ", 'oauth.callback.url': 'https://app.example/callback'"
#define LITERAL "You must provide an OAuth code in order to create an instance of this element"

/* Every kind provisions with what it needs, and names at once all that is missing without. */
static void test_kinds(provisor *p)
{
    static const struct {
        const char *element, *configuration, *further, *missing;
    } kinds[] = {
        {"basicone", "'username': 'jane', 'password': 'Blue-Kettle-42'", "", "['username', 'password']"},
        {"keyone", "'apikey': 'k-3301-9921'", "", "['apikey']"},
        {"customone", "", "", "[]"},
        {"oauthone", APP CALLBACK,
         ", 'providerData': {'oauth_token': 't-8812', 'oauth_verifier': 'v-1177', 'secret': 's-6234'}",
         "['providerData', 'oauth.api.key', 'oauth.api.secret', 'oauth.callback.url']"},
        {"oauthtwo", APP CALLBACK, ", 'providerData': {'code': 'c-4410'}",
         "['providerData', 'oauth.api.key', 'oauth.api.secret', 'oauth.callback.url']"},
        {"passwordtwo", "'username': 'jane', 'password': 'Blue-Kettle-42', " APP, "",
         "['username', 'password', 'oauth.api.key', 'oauth.api.secret']"},
        {"buckets", "'aws.api.key': 'AKIA-9921', 'aws.api.secret': 'Blue-Kettle-42', 'aws.region': 'eu-west-1'", "",
         "['aws.api.key', 'aws.api.secret', 'aws.region']"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char request[1024];
        json_t *reply, *keys = json_array(), *fault, *expected;
        size_t index;
        snprintf(request, sizeof request, "{'element': {'key': '%s'}, 'configuration': {%s}%s}", kinds[i].element,
                 kinds[i].configuration, kinds[i].further);
        reply = CREATE(p, check_quotes(request));
        CHECK_TEXT(text_at(reply, "/element/key"), kinds[i].element);
        CHECK_TEXT(text_at(reply, "/externalAuthentication"), "none");
        CHECK(!at(reply, "/providerData"));
        json_decref(reply);
        snprintf(request, sizeof request, "{'element': {'key': '%s'}}", kinds[i].element);
        expected = json_loads(check_quotes(strcpy((char[256]){0}, kinds[i].missing)), 0, NULL);
        reply = VALIDATE(p, check_quotes(request), json_array_size(expected) ? PROVISOR_INVALID : PROVISOR_OK);
        json_array_foreach(at(reply, "/errors"), index, fault)
        {
            CHECK_TEXT(text_at(fault, "/code"), "missing");
            json_array_append(keys, at(fault, "/key"));
        }
        CHECK_INT(json_array_size(keys), json_array_size(expected));
        json_array_foreach(expected, index, fault)
        {
            int found = 0;
            for (size_t k = 0; k < json_array_size(keys); k++)
                found |= json_equal(fault, json_array_get(keys, k));
            CHECK_REPLY(found, json_string_value(fault));
        }
        json_decref(keys);
        json_decref(expected);
        json_decref(reply);
    }
}

#define OAUTH2(further) "{'element': {'key': 'oauthtwo'}, 'configuration': {" APP CALLBACK "}" further "}"
#define OAUTH1(further) "{'element': {'key': 'oauthone'}, 'configuration': {" APP CALLBACK "}" further "}"

static json_t *only_fault(provisor *p, char *request, const char *code, const char *path)
{
    json_t *problem = PROVISION(p, request, PROVISOR_INVALID);
    CHECK_INT(json_array_size(at(problem, "/errors")), 1);
    CHECK_TEXT(text_at(problem, "/errors/0/code"), code);
    CHECK_TEXT(text_at(problem, "/errors/0/path"), path);
    CHECK(text_at(problem, "/errors/0/hint") != NULL);
    return problem;
}

static void test_codes(provisor *p)
{
    json_t *problem = only_fault(p, JSON(OAUTH2("")), "missing", "/providerData/code");
    CHECK_TEXT(text_at(problem, "/message"), LITERAL);
    json_decref(problem);
    json_decref(only_fault(p, JSON(OAUTH2(", 'providerData': {}")), "missing", "/providerData/code"));
    json_decref(only_fault(p, JSON(OAUTH2(", 'providerData': {'code': ''}")), "missing", "/providerData/code"));
    json_decref(only_fault(p, JSON(OAUTH2(", 'providerData': {'code': null}")), "missing", "/providerData/code"));
    json_decref(only_fault(p, JSON(OAUTH2(", 'providerData': 'c-4410'")), "wrong-type", "/providerData"));
    problem = only_fault(p, JSON(OAUTH2(", 'providerData': {'code': '<AUTHORIZATION_GRANT_CODE>'}")), "placeholder",
                         "/providerData/code");
    CHECK_INT(number_at(problem, "/errors/0/line"), 1);
    json_decref(problem);
    json_decref(CREATE(p, JSON(OAUTH2(", 'providerData': {'code': {'value': 'c-4410'}}"))));

    problem = only_fault(p, JSON(OAUTH1("")), "missing", "/providerData/oauth_verifier");
    CHECK_TEXT(text_at(problem, "/message"), LITERAL);
    json_decref(problem);
    json_decref(only_fault(p, JSON(OAUTH1(", 'providerData': {'oauth_token': 't', 'oauth_verifier': 'v'}")), "missing",
                           "/providerData/secret"));
    /* The code and an entry are missing: one message names both. */
    problem = PROVISION(p, JSON("{'element': {'key': 'oauthtwo'}, 'configuration': {" APP "}}"), PROVISOR_INVALID);
    CHECK_INT(json_array_size(at(problem, "/errors")), 2);
    CHECK_CONTAINS(text_at(problem, "/message"), LITERAL);
    CHECK_CONTAINS(text_at(problem, "/message"), "oauth.callback.url");
    json_decref(problem);
}

/* Whoever has been at the vendor himself brings the tokens. */
static void test_external(provisor *p)
{
    json_t *reply = CREATE(p, JSON("{'element': {'key': 'oauthtwo'}, 'externalAuthentication': 'initial',"
                                   "'configuration': {'oauth.user.refresh_token': 'r-5561'" CALLBACK "," APP "}}"));
    CHECK_TEXT(text_at(reply, "/externalAuthentication"), "initial");
    CHECK_TEXT(text_at(reply, "/configuration/oauth.user.refresh_token"), "********");
    json_decref(reply);
    reply = CREATE(p, JSON("{'element': {'key': 'oauthone'}, 'externalAuthentication': 'initial', 'configuration': "
                           "{'oauth.user.token': 't-5561', 'oauth.user.token.secret': 's-5561'" CALLBACK "," APP "}}"));
    CHECK_TEXT(text_at(reply, "/configuration/oauth.user.token.secret"), "********");
    json_decref(reply);
    json_decref(only_fault(p, JSON(OAUTH2(", 'externalAuthentication': 'initial'")), "missing",
                           "/configuration/oauth.user.refresh_token"));
    reply = PROVISION(p, JSON(OAUTH1(", 'externalAuthentication': 'initial'")), PROVISOR_INVALID);
    CHECK_INT(json_array_size(at(reply, "/errors")), 2);
    json_decref(reply);
    /* "none" is no way around the code. */
    json_decref(only_fault(p, JSON(OAUTH2(", 'externalAuthentication': 'none'")), "missing", "/providerData/code"));
}

/* Several ways in one element: each asks for its own entries, and for those of no way in particular. */
static void test_ways(provisor *p)
{
    static const struct {
        const char *configuration, *missing;
    } cases[] = {
        {"'authentication.type': 'basic'", "username, password, site"},
        {"'authentication.type': 'Basic'", "username, password, site"},
        {"'authentication.type': 'apiKey'", "account.key, site"},
        {"'authentication.type': 'oauth2'", "oauth.api.key, oauth.api.secret, site"},
        {"", "oauth.api.key, oauth.api.secret, site"},
        {"'authentication.type': 'oauth1'", "oauth.api.key, oauth.api.secret, site"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char request[512];
        json_t *reply;
        snprintf(request, sizeof request, "{'element': {'key': 'ways'}, 'configuration': {%s}}",
                 cases[i].configuration);
        reply = VALIDATE(p, check_quotes(request), PROVISOR_INVALID);
        CHECK_CONTAINS(text_at(reply, "/message"), cases[i].missing);
        CHECK((strstr(text_at(reply, "/message"), LITERAL) != NULL) == (i >= 3));
        json_decref(reply);
    }
    json_decref(CREATE(p, JSON("{'element': {'key': 'ways'}, 'configuration': {'authentication.type': 'apiKey', "
                               "'account.key': 'a-1', 'site': 'north'}}")));
    json_decref(CREATE(p, JSON("{'element': {'key': 'ways'}, 'configuration': {" APP ", 'site': 'north'}, "
                               "'providerData': {'code': 'c-4410'}}")));
}

/* A change goes on with what was given; giving it anew replaces it. Entries come back masked. */
static void test_changes(provisor *p)
{
    json_t *created = CREATE(p, JSON(OAUTH2(", 'providerData': {'code': 'c-4410'}"))), *now;
    int64_t id = id_of(created);
    now = REPLACE(PROVISOR_OK, p, id, "{'name': 'x', 'element': {'key': 'oauthtwo'}, 'providerData': {'code': 'c-9'},"
                                      "'configuration': {" APP CALLBACK "}}");
    CHECK(!at(now, "/providerData"));
    json_decref(now);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'name': 'y', 'providerData': {'code': 'c-10'}}"));
    json_decref(UPDATE(PROVISOR_INVALID, p, id, "{'providerData': {'code': '<CODE>'}}"));
    json_decref(UPDATE(PROVISOR_INVALID, p, id, "{'providerData': {'state': 'x'}}"));
    now = CALL_JSON(PROVISOR_OK, provisor_instance_replace_json, p, id, created);
    CHECK_TEXT(text_at(now, "/configuration/oauth.api.secret"), "********");
    json_decref(now);
    json_decref(created);
}

/* What the vendor's page gave is kept sealed, and nowhere else. */
static void test_secrecy(void)
{
    provisor *p = open_with_all("sealed.db");
    char request[1024], *bytes;
    size_t length = 0;
    json_t *reply;
    snprintf(request, sizeof request,
             "{\"element\": {\"key\": \"oauthtwo\"}, \"configuration\": {\"oauth.api.key\": \"k\", "
             "\"oauth.api.secret\": \"s\", \"oauth.callback.url\": \"https://app.example/cb\"}, "
             "\"providerData\": {\"code\": \"%s\"}}",
             secret);
    reply = CREATE(p, request);
    bytes = json_dumps(reply, JSON_COMPACT);
    CHECK(!reveals(bytes, strlen(bytes), secret));
    free(bytes);
    json_decref(reply);
    provisor_close(p);
    CHECK_INT(store_number("sealed.db", "SELECT count(*) FROM instance WHERE provider_data_sealed IS NOT NULL"), 1);
    bytes = file_read("sealed.db", &length);
    CHECK(bytes && !reveals(bytes, length, secret));
    free(bytes);
}

int main(void)
{
    scratch_enter();
    provisor *p = open_with_all(NULL);
    test_kinds(p);
    test_codes(p);
    test_external(p);
    test_ways(p);
    test_changes(p);
    provisor_close(p);
    test_secrecy();
    scratch_leave();
    return check_result();
}
