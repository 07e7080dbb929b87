/* The file of an element definition; then requests for the element that it defines. */
#include "fuzz.h"

/* A request that names every entry of the definition. */
static char *request_for(json_t *definition, const char *key, const char *value)
{
    json_t *configuration = json_object(), *entry;
    size_t index;
    json_array_foreach(json_object_get(definition, "configuration"), index, entry) {
        const char *name = json_string_value(json_object_get(entry, "key"));
        if (name)
            json_object_set_new(configuration, name, value ? json_string(value) : json_null());
    }
    json_t *request = json_pack("{s{ss}so}", "element", "key", key, "configuration", configuration);
    CLAIM(request, key);
    char *text = json_dumps(request, 0);
    json_decref(request);
    return text;
}

static void use(provisor *p, json_t *definition)
{
    static const char *const values[] = {"acme", "https://acme.example/{key}", "true", "7", "<INSERT_X>", NULL};
    const char *key = json_string_value(json_object_get(definition, "key"));
    if (!key)
        return;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *request = request_for(definition, key, values[i]), *reply = NULL;
        provisor_status status = provisor_validate(p, request, PROVISOR_TEXT, &reply);
        json_decref(fuzz_check(status, reply, 1));
        CLAIM(status != PROVISOR_NOT_FOUND, request);
        CLAIM(status == provisor_provision(p, request, PROVISOR_TEXT, &reply), request);
        json_decref(fuzz_check(status, reply, 0));
        ANSWERS(provisor_instance_configuration_list(p, 1, &reply));
        free(request);
    }
}

static void fuzz_one(const uint8_t *data, size_t size)
{
    char path[300], *problem = NULL;
    const char *const paths[] = {path};
    provisor *p = NULL;
    provisor_options options = fuzz_options();
    snprintf(path, sizeof path, "%s/element.json", fuzz_folder());
    fuzz_write(path, data, size);
    options.catalogue = paths;
    options.catalogue_count = 1;
    fuzz_state = 1;
    provisor_status status = provisor_open(NULL, &options, &p, &problem);
    if (status == PROVISOR_OK) {
        json_t *definition = json_loadb((const char *)data, size, 0, NULL);
        CLAIM(definition, "jansson refuses a definition that was loaded");
        use(p, definition);
        json_decref(definition);
    } else {
        CLAIM(status == PROVISOR_INVALID || status == PROVISOR_MALFORMED, problem);
        json_decref(fuzz_check(status, problem, 0));
    }
    provisor_close(p);
}
