/* Listing instances: filters, which must all hold, and pages. */
#define _GNU_SOURCE
#include "instances.h"

/* An instance of either element, with a name and tags. */
#define DESK(name, tags) \
    JSON("{'element': {'key': 'ticketdesk'}, 'name': '" name "', 'tags': " tags ", 'configuration': " \
         "{'username': 'jane', 'password': 'Blue-Kettle-42', 'site': 'north'}}")
#define SERVICE(name, tags) \
    JSON("{'element': {'key': 'freshservice'}, 'name': '" name "', 'tags': " tags ", 'configuration': " \
         "{'username': 'jane', 'password': 'Blue-Kettle-42', 'subdomain': 'acme'}}")

/* The ids of a page with blanks between them. */
static const char *ids_of(json_t *page)
{
    static char ids[4096];
    size_t index;
    json_t *instance;
    ids[0] = 0;
    json_array_foreach(at(page, "/instances"), index, instance)
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%lld", index ? " " : "", (long long)id_of(instance));
    return ids;
}

/* What a query finds, by text and by value, on one page. */
#define CHECK_FOUND(p, query, ids) \
    do { \
        json_t *page = LIST(PROVISOR_OK, p, query), *value = json_loads(JSON(query), 0, NULL); \
        json_t *copy = json_deep_copy(value), *twin = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, value); \
        CHECK_TEXT(ids_of(page), ids); \
        CHECK(json_is_null(at(page, "/nextPage"))); \
        CHECK_SAME(twin, page); \
        CHECK_SAME(value, copy); \
        json_decref(page); \
        json_decref(twin); \
        json_decref(value); \
        json_decref(copy); \
    } while (0)

static void fill(provisor *p)
{
    json_decref(CREATE(p, SERVICE("Docs", "['a', 'b']")));             /* 1 */
    json_decref(CREATE(p, SERVICE("Churros instance", "['a']")));      /* 2 */
    json_decref(CREATE(p, DESK("Docs", "['b']")));                     /* 3 */
    json_decref(CREATE(p, DESK("100% \\u00dcber_x", "['A', 'a b']"))); /* 4 */
    json_decref(CREATE(p, SERVICE("none", "[]")));                     /* 5 */
    json_decref(CREATE(p, SERVICE("quoted", "['\\\"', '\\\\', '%', '\\ud83d\\ude80', '\\u00fc', '<i>a</i>', 'a']")));
    json_decref(CREATE(p, SERVICE("removed", "['a', 'b']"))); /* 7 */
    REMOVE(PROVISOR_OK, p, 7);
    json_decref(CREATE(p, JSON("{'element': {'key': 'freshservice'}, 'name': 'churros-xss', 'configuration': "
                               "{'username': 'j', 'password': 'Blue-Kettle-42', 'subdomain': 'acme'}}"))); /* 8 */
    DO(PROVISOR_OK, provisor_instance_disable, p, 2); /* disabled ones are listed */
}

static void test_tags(provisor *p)
{
    CHECK_FOUND(p, "{'tags': []}", "1 2 3 4 5 6 8");
    CHECK_FOUND(p, "{'tags': ['a']}", "1 2 6");
    CHECK_FOUND(p, "{'tags': ['b']}", "1 3");
    CHECK_FOUND(p, "{'tags': ['a', 'b']}", "1");
    CHECK_FOUND(p, "{'tags': ['b', 'a', 'b', 'a']}", "1");
    CHECK_FOUND(p, "{'tags': ['A']}", "4"); /* as it is written */
    CHECK_FOUND(p, "{'tags': ['a b']}", "4");
    CHECK_FOUND(p, "{'tags': ['a', 'none']}", "");
    CHECK_FOUND(p, "{'tags': ['']}", "");
    CHECK_FOUND(p, "{'tags': ['\\\"', '\\\\']}", "6");
    CHECK_FOUND(p, "{'tags': ['%']}", "6");
    CHECK_FOUND(p, "{'tags': ['\\ud83d\\ude80', '\\u00fc']}", "6");
    CHECK_FOUND(p, "{'tags': ['churros-xss']}", "8"); /* one without tags has its name for one */
    CHECK_FOUND(p, "{'tags': ['none']}", "");
}

static void test_text_and_element(provisor *p)
{
    CHECK_FOUND(p, "{}", "1 2 3 4 5 6 8");
    CHECK_FOUND(p, "{'searchText': 'churros'}", "2 8");
    CHECK_FOUND(p, "{'searchText': 'S INST'}", "2");
    CHECK_FOUND(p, "{'searchText': 'Docs'}", "1 3");
    CHECK_FOUND(p, "{'searchText': 'DESK'}", "3 4"); /* part of the element's key */
    CHECK_FOUND(p, "{'searchText': 'freshservice'}", "1 2 5 6 8");
    CHECK_FOUND(p, "{'searchText': '%'}", "4"); /* no wildcards */
    CHECK_FOUND(p, "{'searchText': '_'}", "4");
    CHECK_FOUND(p, "{'searchText': '*'}", "");
    CHECK_FOUND(p, "{'searchText': '\\u00dcBER'}", "4");
    CHECK_FOUND(p, "{'searchText': ''}", "1 2 3 4 5 6 8");
    CHECK_FOUND(p, "{'searchText': '\\'; DROP TABLE instance'}", "");
    CHECK_FOUND(p, "{'element': 'ticketdesk'}", "3 4");
    CHECK_FOUND(p, "{'element': 'Ticketdesk'}", "");
    CHECK_FOUND(p, "{'element': 'jira'}", "");
    CHECK_FOUND(p, "{'tags': ['a'], 'searchText': 'churros', 'element': 'freshservice'}", "2");
    CHECK_FOUND(p, "{'tags': ['b'], 'element': 'ticketdesk'}", "3");
    CHECK_FOUND(p, "{'tags': ['b'], 'searchText': 'docs', 'element': 'freshservice'}", "1");
    CHECK_FOUND(p, "{'tags': null, 'searchText': null, 'element': null, 'pageSize': null, 'nextPage': null}",
                "1 2 3 4 5 6 8");
}

/* Tags and names as they are now are what is searched. */
static void test_changes(provisor *p)
{
    json_decref(UPDATE(PROVISOR_OK, p, 1, "{'tags': ['c', 'c'], 'name': 'Other'}"));
    CHECK_FOUND(p, "{'tags': ['a']}", "2 6");
    CHECK_FOUND(p, "{'tags': ['c']}", "1");
    CHECK_FOUND(p, "{'searchText': 'docs'}", "3");
    json_decref(REPLACE(PROVISOR_OK, p, 1, "{'tags': []}"));
    CHECK_FOUND(p, "{'tags': ['c']}", "");
    REMOVE(PROVISOR_OK, p, 1);
    CHECK_FOUND(p, "{'searchText': 'other'}", "");
}

/* The items are whole instances, as get shows them. */
static void test_items(provisor *p)
{
    size_t index;
    json_t *page = LIST(PROVISOR_OK, p, "{}"), *all = CALL(PROVISOR_OK, provisor_instance_list, p, NULL, PROVISOR_TEXT);
    json_t *twin = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, NULL), *instance;
    CHECK_SAME(all, page);
    CHECK_SAME(twin, page);
    CHECK_INT(json_object_size(page), 2);
    json_array_foreach(at(page, "/instances"), index, instance) {
        json_t *one = GET(p, id_of(instance));
        CHECK_SAME(instance, one);
        json_decref(one);
    }
    json_decref(page);
    json_decref(all);
    json_decref(twin);
}

/* Pages of every size put together are the whole list; what is removed on the way loses nothing else. */
static void test_pages(provisor *p)
{
    for (int size = 1; size <= 9; size++) {
        char ids[256] = "";
        json_t *query = json_pack("{s:s, s:i}", "searchText", "page ", "pageSize", size), *page;
        const char *next;
        do {
            page = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, query);
            size_t count = json_array_size(at(page, "/instances"));
            next = text_at(page, "/nextPage");
            CHECK(next ? count == (size_t)size : count >= 1 && count <= (size_t)size);
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s ", ids_of(page));
            if (next)
                json_object_set_new(query, "nextPage", json_string(next));
            json_decref(page);
        } while (next);
        CHECK_TEXT(ids, "1 2 3 4 5 6 7 8 ");
        json_decref(query);
    }
    json_t *page = LIST(PROVISOR_OK, p, "{'pageSize': 3}"), *query;
    query = json_pack("{s:O, s:i}", "nextPage", at(page, "/nextPage"), "pageSize", 3);
    REMOVE(PROVISOR_OK, p, 3); /* the page before ended with it */
    REMOVE(PROVISOR_OK, p, 5);
    json_decref(page);
    page = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, query);
    CHECK_TEXT(ids_of(page), "4 6 7");
    json_decref(page);
    json_decref(query);
}

/* Up to 16 tags at once. */
static void test_many_tags(provisor *p)
{
    json_t *tags = json_array(), *query = json_pack("{s:o}", "tags", tags), *page;
    for (int i = 0; i < 16; i++)
        json_array_append_new(tags, json_sprintf("t%d", i));
    json_decref(CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, query)); /* a request like the query */
    page = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, query);
    CHECK_TEXT(ids_of(page), "1");
    json_decref(page);
    json_array_append_new(tags, json_string("t0"));
    json_decref(CALL_JSON(PROVISOR_INVALID, provisor_instance_list_json, p, query));
    json_decref(query);
}

/* 200 on a page, as no more than that is asked for. */
static void test_largest_page(provisor *p)
{
    const char *const sizes[] = {"{}", "{'pageSize': 200}", "{'pageSize': 1000000}"};
    for (int i = 0; i < 201; i++)
        json_decref(CREATE(p, GOOD));
    for (size_t i = 0; i < 3; i++) {
        char query[64];
        snprintf(query, sizeof query, "%s", sizes[i]);
        json_t *page = CALL(PROVISOR_OK, provisor_instance_list, p, check_quotes(query), PROVISOR_TEXT);
        CHECK_INT(json_array_size(at(page, "/instances")), 200);
        CHECK(json_is_string(at(page, "/nextPage")));
        json_decref(page);
    }
    REMOVE(PROVISOR_OK, p, 1);
    json_t *page = LIST(PROVISOR_OK, p, "{}");
    CHECK_INT(json_array_size(at(page, "/instances")), 200);
    CHECK(json_is_null(at(page, "/nextPage")));
    json_decref(page);
}

static void test_refused(provisor *p)
{
    static const struct { provisor_status status; const char *query; } cases[] = {
        {PROVISOR_INVALID, "[]"}, {PROVISOR_INVALID, "7"}, {PROVISOR_INVALID, "null"},
        {PROVISOR_INVALID, "{\"tags\": \"a\"}"}, {PROVISOR_INVALID, "{\"tags\": {\"a\": 1}}"},
        {PROVISOR_INVALID, "{\"tags\": [1]}"}, {PROVISOR_INVALID, "{\"tags\": [null]}"},
        {PROVISOR_INVALID, "{\"searchText\": 5}"}, {PROVISOR_INVALID, "{\"element\": {\"key\": \"freshservice\"}}"},
        {PROVISOR_INVALID, "{\"pageSize\": 0}"}, {PROVISOR_INVALID, "{\"pageSize\": -1}"},
        {PROVISOR_INVALID, "{\"pageSize\": 1.5}"}, {PROVISOR_INVALID, "{\"pageSize\": \"10\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": 5}"}, {PROVISOR_INVALID, "{\"nextPage\": \"\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": \"5\"}"}, {PROVISOR_INVALID, "{\"nextPage\": \"-1\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": \"garbage!\"}"}, {PROVISOR_INVALID, "{\"nextPage\": \"\\u00e9\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": \"i99999999999999999999999999999999\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": \"i-1\"}"}, {PROVISOR_INVALID, "{\"nextPage\": \"i 1\"}"},
        {PROVISOR_INVALID, "{\"nextPage\": \"1 OR 1=1\"}"}, {PROVISOR_INVALID, "{\"tag\": [\"a\"]}"},
        {PROVISOR_MALFORMED, "{"}, {PROVISOR_MALFORMED, ""}, {PROVISOR_MALFORMED, "{\"tags\": [\"a\",]}"},
        {PROVISOR_MALFORMED, "{\"tags\": [], \"tags\": []}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *problem = CALL(cases[i].status, provisor_instance_list, p, cases[i].query, PROVISOR_TEXT);
        CHECK_REPLY(text_at(problem, "/message") && text_at(problem, "/requestId"), cases[i].query);
        CHECK_TEXT(text_at(problem, "/status"), provisor_status_name(cases[i].status));
        json_decref(problem);
    }
}

int main(void)
{
    const char *const stores[] = {NULL, "list.db"};
    scratch_enter();
    for (size_t i = 0; i < 2; i++) {
        provisor *p = open_with_two_elements(stores[i]);
        test_refused(p);
        CHECK_FOUND(p, "{}", "");
        fill(p);
        test_tags(p);
        test_text_and_element(p);
        test_items(p);
        test_changes(p);
        provisor_close(p);
        p = open_with_two_elements(stores[i] ? "pages.db" : NULL);
        for (int n = 0; n < 8; n++)
            json_decref(CREATE(p, SERVICE("Page x", "['a']")));
        test_many_tags(p);
        test_pages(p);
        provisor_close(p);
    }
    provisor *p = open_with_two_elements(NULL);
    test_largest_page(p);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
