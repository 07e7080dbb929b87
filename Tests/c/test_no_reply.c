/* A call whose reply can't be made for want of memory has changed nothing: no token and no secret is lost. */
#define _GNU_SOURCE
#include "instances.h"
#include "starve.h"

static provisor *p;
static json_t *request;
static int64_t row;

static provisor_status update(json_t **reply) { return provisor_instance_update_json(p, 1, request, reply); }
static provisor_status replace(json_t **reply) { return provisor_instance_replace_json(p, 1, request, reply); }
static provisor_status disable(json_t **reply) { return provisor_instance_disable_json(p, 1, reply); }
static provisor_status enable(json_t **reply) { return provisor_instance_enable_json(p, 1, reply); }
static provisor_status trace(json_t **reply) { return provisor_instance_trace_json(p, 1, 1, reply); }
static provisor_status rotate(json_t **reply) { return provisor_instance_rotate_json(p, 1, 0, reply); }
static provisor_status set(json_t **reply)
{
    return provisor_instance_configuration_set_json(p, 1, row, request, reply);
}
static provisor_status organization(json_t **reply) { return provisor_organization_create_json(p, request, reply); }
static provisor_status account(json_t **reply) { return provisor_account_create_json(p, request, reply); }
static provisor_status user(json_t **reply) { return provisor_user_create_json(p, 2, request, reply); }

static const struct call {
    const char *name;
    provisor_status (*make)(json_t **reply);
    const char *request;
} calls[] = {
    {"update", update, "{'name': 'other'}"},
    {"replace", replace, "{'name': 'third'}"},
    {"disable", disable, "{}"},
    {"enable", enable, "{}"},
    {"trace", trace, "{}"},
    {"rotate", rotate, "{}"},
    {"set", set, "{'propertyValue': 'john@acme.example'}"},
    {"organization", organization, "{'name': 'Acme', 'email': 'o@acme.example'}"},
    {"account", account, "{'name': 'Second'}"},
    {"user", user, "{'email': 'u@acme.example'}"},
};

/* Each change has a record in the audit log. */
static long long changes(void) { return store_number("reply.db", "SELECT count(*) FROM audit"); }

static void starve(const struct call *call)
{
    char *text = with_quotes(call->request);
    long refused = 0, count = 0;
    request = json_loads(text, 0, NULL);
    for (provisor_status status = PROVISOR_NO_MEMORY; status != PROVISOR_OK && count < 10000;) {
        json_t *reply = NULL;
        long long before = changes();
        give(++count);
        status = call->make(&reply);
        give(0);
        CHECK_REPLY(status == PROVISOR_OK || status == PROVISOR_NO_MEMORY, call->name);
        CHECK_REPLY(status != PROVISOR_OK || reply, call->name);
        if (changes() != before + (status == PROVISOR_OK))
            check_failed(__FILE__, __LINE__, "changed without a reply, or not at all", call->name);
        refused += status == PROVISOR_NO_MEMORY;
        json_decref(reply);
    }
    CHECK_REPLY(refused > 0 && count < 10000, call->name);
    json_decref(request);
    free(text);
}

int main(void)
{
    json_t *rows;
    scratch_enter();
    json_set_alloc_funcs(allocate, free);
    p = OPEN("reply.db", NULL);
    json_decref(CREATE(p, GOOD));
    rows = CALL(PROVISOR_OK, provisor_instance_configuration_list, p, 1);
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(rows, i), "key")), "username") == 0)
            row = json_integer_value(json_object_get(json_array_get(rows, i), "id"));
    json_decref(rows);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        starve(&calls[i]);
    provisor_close(p);
    scratch_leave();
    return check_result();
}
