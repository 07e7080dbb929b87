/* The json_t twins of the changing calls: the same effect, and the caller's value stays as it is. */
#define _GNU_SOURCE
#include "instances.h"

#define REQUIRED "'username': 'joe', 'password': 'Other-Kettle-43', 'subdomain': 'north'"
#define ROW "{'id': 5, 'key': 'no matter', 'propertyValue': 'Third-Kettle-44'}"

static int64_t password_row; /* of instance 1 */

/* All reference counts of a value added up. */
static size_t references(json_t *value)
{
    size_t sum = value->refcount, index;
    const char *key;
    json_t *part;
    if (json_is_true(value) || json_is_false(value) || json_is_null(value))
        return 0; /* shared by everybody */
    json_object_foreach(value, key, part)
        sum += references(part);
    json_array_foreach(value, index, part)
        sum += references(part);
    return sum;
}

/* A call on instance 1 with a request, as text and as value. */
struct call {
    provisor_status (*text)(provisor *, const char *, char **);
    provisor_status (*value)(provisor *, const json_t *, json_t **);
};

#define TEXT_AND_VALUE(name, text_call, value_call) \
    static provisor_status name##_text(provisor *p, const char *request, char **reply) { return text_call; } \
    static provisor_status name##_value(provisor *p, const json_t *request, json_t **reply) { return value_call; } \
    static const struct call name = {name##_text, name##_value};

TEXT_AND_VALUE(update, provisor_instance_update(p, 1, request, PROVISOR_TEXT, reply),
               provisor_instance_update_json(p, 1, request, reply))
TEXT_AND_VALUE(replace, provisor_instance_replace(p, 1, request, PROVISOR_TEXT, reply),
               provisor_instance_replace_json(p, 1, request, reply))
TEXT_AND_VALUE(plan_update, provisor_plan(p, "update", 1, request, PROVISOR_TEXT, reply),
               provisor_plan_json(p, "update", 1, request, reply))
TEXT_AND_VALUE(plan_replace, provisor_plan(p, "replace", 1, request, PROVISOR_TEXT, reply),
               provisor_plan_json(p, "replace", 1, request, reply))
TEXT_AND_VALUE(plan_provision, provisor_plan(p, "provision", 0, request, PROVISOR_TEXT, reply),
               provisor_plan_json(p, "provision", 0, request, reply))
TEXT_AND_VALUE(once, provisor_provision_once(p, "key", request, PROVISOR_TEXT, reply),
               provisor_provision_once_json(p, "key", request, reply))
TEXT_AND_VALUE(set, provisor_instance_configuration_set(p, 1, password_row, request, PROVISOR_TEXT, reply),
               provisor_instance_configuration_set_json(p, 1, password_row, request, reply))

/* A fault of a value has no place. */
static json_t *without_places(json_t *reply)
{
    json_t *copy = without(reply, "requestId"), *fault;
    size_t index;
    json_array_foreach(at(copy, "/errors"), index, fault) {
        json_object_del(fault, "line");
        json_object_del(fault, "column");
        json_object_del(fault, "offset");
    }
    json_array_foreach(at(copy, "/warnings"), index, fault) {
        json_object_del(fault, "line");
        json_object_del(fault, "column");
        json_object_del(fault, "offset");
    }
    json_decref(reply);
    return copy;
}

/* Two stores opened like this differ in their tokens only. */
static provisor *open_like_the_other(void)
{
    provisor *p = open_with_two_elements(NULL);
    json_decref(CREATE(p, GOOD));
    json_t *rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    password_row = number_at(rows, "/1/id");
    json_decref(rows);
    return p;
}

static void check_twin(const struct call *call, const char *request, provisor_status expected)
{
    provisor *one = open_like_the_other(), *two = open_like_the_other();
    json_t *value = json_loads(request, 0, NULL), *copy = json_deep_copy(value), *left, *right, *after;
    size_t count = references(value);
    char *dump = json_dumps(value, 0), *again;

    left = without_places(CALL(expected, call->text, one, request));
    right = CALL_JSON(expected, call->value, two, value);
    CHECK_REPLY(json_equal(value, copy), request);
    CHECK_REPLY(references(value) == count, request); /* no reference is kept, not even by the reply */
    again = json_dumps(value, 0);
    CHECK_TEXT(again, dump);
    json_object_del(left, "token"); /* by chance */
    json_object_del(right, "token");
    right = without_places(right);
    CHECK_SAME(left, right);
    json_decref(value);
    json_decref(left);
    json_decref(right);

    left = without(after = GET(one, 1), "token");
    json_decref(after);
    right = without(after = GET(two, 1), "token");
    json_decref(after);
    CHECK_SAME(left, right);
    json_decref(left);
    json_decref(right);
    json_decref(copy);
    free(dump);
    free(again);
    provisor_close(one);
    provisor_close(two);
}

/* A reply must not share values with the request: changing one would change the other. */
static void test_nothing_is_shared(void)
{
    provisor *p = open_like_the_other();
    json_t *request = json_loads(JSON("{'name': 'N', 'tags': ['t'], 'configuration': {'username': 'u'}}"), 0, NULL);
    json_t *reply = CALL_JSON(PROVISOR_OK, provisor_instance_update_json, p, 1, request), *now;
    json_string_set(at(request, "/name"), "changed");
    json_string_set(at(request, "/configuration/username"), "changed");
    json_array_clear(at(request, "/tags"));
    CHECK_TEXT(text_at(reply, "/name"), "N");
    CHECK_TEXT(text_at(reply, "/configuration/username"), "u");
    CHECK_JSON(at(reply, "/tags"), "['t']");
    json_object_clear(reply);
    now = GET(p, 1);
    CHECK_TEXT(text_at(now, "/configuration/username"), "u");
    json_decref(now);
    json_decref(reply);
    json_decref(request);
    provisor_close(p);
}

/* The limits hold for values too. */
static void test_limits(void)
{
    provisor *p = open_like_the_other();
    json_t *loop = json_pack("{s:{}}", "configuration"), *deep = json_object(), *bytes = json_object();
    json_object_set(at(loop, "/configuration"), "pagination.max", loop); /* contains itself */
    for (int i = 0; i < 40; i++)
        deep = json_pack("{s:o}", "configuration", deep);
    json_object_set_new(bytes, "name", json_stringn_nocheck("\xff\xfe", 2));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_update_json, p, 1, loop));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_replace_json, p, 1, loop));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_plan_json, p, "update", 1, loop));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_configuration_set_json, p, 1, password_row, loop));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_list_json, p, loop));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_update_json, p, 1, deep));
    json_decref(CALL_JSON(PROVISOR_MALFORMED, provisor_instance_update_json, p, 1, bytes));
    json_object_clear(at(loop, "/configuration"));
    json_decref(loop);
    json_decref(deep);
    json_decref(bytes);
    provisor_close(p);
}

int main(void)
{
    scratch_enter();
    check_twin(&update, JSON("{'name': 'N', 'tags': ['a', 'b']}"), PROVISOR_OK);
    check_twin(&update, JSON("{'configuration': {'password': 'Third-Kettle-44', 'pagination.max': {'a': 1}}}"),
               PROVISOR_OK);
    check_twin(&update, JSON("{'configuration': {'password': '********', 'username': null}}"), PROVISOR_INVALID);
    check_twin(&update, JSON("{'version': 7, 'configuration': {'password': 'Third-Kettle-44'}}"), PROVISOR_CONFLICT);
    check_twin(&update, JSON("{'element': {'key': 'ticketdesk'}, 'configuration': {'site': 'x'}}"), PROVISOR_OK);
    check_twin(&update, JSON("{'configuration': {'unknown': [1, 2, {'a': null}]}}"), PROVISOR_OK);
    check_twin(&replace, JSON("{'configuration': {" REQUIRED "}, 'name': 'N'}"), PROVISOR_OK);
    check_twin(&replace, JSON("{'configuration': {'username': 'x'}}"), PROVISOR_INVALID);
    check_twin(&plan_update, JSON("{'configuration': {'password': 'Third-Kettle-44', 'base.url': 5}}"),
               PROVISOR_INVALID);
    check_twin(&plan_update, JSON("{'configuration': {'password': 'Third-Kettle-44'}}"), PROVISOR_OK);
    check_twin(&plan_replace, JSON("{'configuration': {" REQUIRED "}}"), PROVISOR_OK);
    check_twin(&plan_provision, GOOD, PROVISOR_OK);
    check_twin(&plan_provision, JSON("{}"), PROVISOR_INVALID);
    check_twin(&once, GOOD, PROVISOR_OK);
    check_twin(&set, JSON(ROW), PROVISOR_OK);
    check_twin(&set, JSON("{'propertyValue': '********'}"), PROVISOR_OK);
    check_twin(&set, JSON("{'value': 'x'}"), PROVISOR_INVALID);
    test_nothing_is_shared();
    test_limits();
    scratch_leave();
    return check_result();
}
