/* The definition of an element, as a file of the catalogue and loaded; then what is told of it, and requests for it. */
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

/* What is told of an element that there is, in every format. */
static void describe(provisor *p, json_t *definition)
{
    static const char *const formats[] = {"json-schema", "example", "form", "markdown"};
    const char *key = json_string_value(json_object_get(definition, "key"));
    json_t *exported = NULL;
    char *reply = NULL;
    if (!key || strlen(key) != json_string_length(json_object_get(definition, "key")))
        return;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        provisor_status status = provisor_element_describe(p, key, formats[i], &reply);
        CLAIM(status == PROVISOR_OK, formats[i]);
        json_decref(fuzz_check(status, reply, 1));
    }
    CLAIM(provisor_element_export_json(p, key, &exported) == PROVISOR_OK, key);
    CLAIM(json_equal(exported, definition), "a definition is exported as it was loaded");
    json_decref(exported);
}

/* Loads the definition into a handle that is open; it is judged like at opening, and like a mere lint. */
static void load(const uint8_t *data, size_t size, provisor_status expected)
{
    provisor_options options = fuzz_options();
    provisor *p = NULL;
    char *text = fuzz_exact(data, size), *reply = NULL;
    fuzz_state = 1;
    CLAIM(provisor_open(NULL, &options, &p, NULL) == PROVISOR_OK, "");
    provisor_status status = provisor_element_lint(p, text, size, &reply);
    CLAIM(status == expected, reply);
    json_decref(fuzz_check(status, reply, 1));
    status = provisor_element_load(p, text, size, &reply);
    CLAIM(status == expected, reply);
    json_decref(fuzz_check(status, reply, 1));
    if (status == PROVISOR_OK) {
        json_t *definition = json_loadb(text, size, JSON_ALLOW_NUL, NULL);
        CLAIM(definition, "jansson refuses a definition that was loaded");
        describe(p, definition);
        use(p, definition);
        json_decref(definition);
    }
    /* It reads all built-in definitions too, which takes a hundred times as long as the rest. */
    if (size % 64 == 0)
        ANSWERS(provisor_element_list(p, &reply));
    provisor_close(p);
    free(text);
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
    if (status != PROVISOR_OK) {
        CLAIM(status == PROVISOR_INVALID || status == PROVISOR_MALFORMED, problem);
        json_decref(fuzz_check(status, problem, 0));
    }
    provisor_close(p);
    load(data, size, status);
}
