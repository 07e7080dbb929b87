/* The text of a request, for every call that takes one. A text and the value that it spells are judged alike. */
#include "fuzz.h"

/* A report without the places, which only a text has. */
static void strip_places(json_t *report)
{
    const char *message = json_string_value(json_object_get(report, "message"));
    if (message && strncmp(message, "line ", 5) == 0 && strstr(message, ": "))
        json_object_set_new(report, "message", json_string(strstr(message, ": ") + 2));
    static const char *const lists[] = {"errors", "warnings"};
    for (size_t list = 0; list < 2; list++) {
        size_t index;
        json_t *fault;
        json_array_foreach(json_object_get(report, lists[list]), index, fault) {
            json_object_del(fault, "line");
            json_object_del(fault, "column");
            json_object_del(fault, "offset");
        }
    }
}

static void compare(provisor *p, const char *text, size_t size, provisor_status status, json_t *report)
{
    json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL), *same = NULL;
    if (!value || status == PROVISOR_MALFORMED) {
        json_decref(value);
        return;
    }
    CLAIM(provisor_validate_json(p, value, &same) == status, "text and value are judged differently");
    strip_places(report);
    if (!json_equal(report, same)) {
        char *left = json_dumps(report, 0), *right = json_dumps(same, 0);
        fprintf(stderr, "%s\n%s\n", left, right);
        CLAIM(0, "text and value get different reports");
    }
    json_decref(same);
    json_decref(value);
}

static void fuzz_one(const uint8_t *data, size_t size)
{
    provisor *p = fuzz_begin();
    char *text = fuzz_exact(data, size), *reply = NULL;
    provisor_status status = provisor_validate(p, text, size, &reply), again;
    json_t *report = fuzz_check(status, reply, 1);
    CLAIM(json_is_true(json_object_get(report, "valid")) == (status == PROVISOR_OK), "valid");
    compare(p, text, size, status, report);
    json_decref(report);

    again = provisor_provision(p, text, size, &reply);
    json_decref(fuzz_check(again, reply, 0));
    CLAIM(again == status, "a provisioning is judged like its validation");
    again = provisor_plan(p, "provision", 0, text, size, &reply);
    json_decref(fuzz_check(again, reply, 1));
    CLAIM(again == status, "a plan is judged like its validation");
    ANSWERS(provisor_provision_once(p, "key", text, size, &reply));
    REPORTS(provisor_plan(p, "update", 1, text, size, &reply));
    ANSWERS(provisor_instance_update(p, 1, text, size, &reply));
    REPORTS(provisor_plan(p, "replace", 2, text, size, &reply));
    ANSWERS(provisor_instance_replace(p, 2, text, size, &reply));
    ANSWERS(provisor_instance_list(p, text, size, &reply));
    ANSWERS(provisor_instance_configuration_set(p, 1, 1, text, size, &reply));
    ANSWERS(provisor_account_create(p, text, size, &reply));
    ANSWERS(provisor_organization_create(p, text, size, &reply));
    ANSWERS(provisor_user_create(p, 2, text, size, &reply));
    free(text);
}
