/*
 * placeholders.c - shows every fault of a request the way a compiler shows those of a source file.
 *
 *     placeholders [instance-placeholders.json]
 *
 * The file is the example of the Freshservice page with its five placeholders still to be filled in:
 *
 *     instance-placeholders.json:6:17: error: ... (...)
 *
 * Ends with 0 when exactly those five were found, in the order of the file; with 1 otherwise.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <provisor.h>

static const char *const expected[] = {
    "/configuration/username", "/configuration/password", "/configuration/subdomain", "/tags/0", "/name",
};

static char request[1024 * 1024 + 1]; /* one byte more than a request may have, see provision.c */

/* A member of a fault: its text, or "" when it has none. */
static const char *text(const json_t *fault, const char *key)
{
    const char *value = json_string_value(json_object_get(fault, key));
    return value ? value : "";
}

static int number(const json_t *fault, const char *key)
{
    return (int)json_integer_value(json_object_get(fault, key));
}

/* Prints the errors of a report, and tells whether they are the expected ones. */
static int show(const char *path, const json_t *report)
{
    const json_t *errors = json_object_get(report, "errors");
    const size_t count = sizeof expected / sizeof *expected;
    int as_expected = json_array_size(errors) == count;

    for (size_t i = 0; i < json_array_size(errors); i++) {
        const json_t *fault = json_array_get(errors, i);
        const char *hint = text(fault, "hint");

        printf("%s:%d:%d: error: %s", path, number(fault, "line"), number(fault, "column"), text(fault, "message"));
        printf("%s%s%s\n", *hint ? " (" : "", hint, *hint ? ")" : "");
        if (i < count && strcmp(text(fault, "path"), expected[i]) != 0)
            as_expected = 0;
    }
    return as_expected;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "instance-placeholders.json";
    int as_expected = 0;
    provisor *p;
    char *reply;

    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(request, 1, sizeof request, file) : 0;
    if (!file || ferror(file)) {
        perror(path);
        return 1;
    }
    fclose(file);

    /* Validating touches no store, so one in memory will do. */
    provisor_status status = provisor_open(NULL, NULL, &p, &reply);
    if (status == PROVISOR_OK) {
        status = provisor_validate(p, request, length, &reply);
        provisor_close(p);
    }

    /* A report, or the problem when there is none: an object with a message in either case. */
    json_t *answer = reply ? json_loads(reply, 0, NULL) : NULL;
    provisor_free(reply);
    if (status == PROVISOR_INVALID)
        as_expected = show(path, answer);
    printf("%s: %s\n", provisor_status_name(status), text(answer, "message"));
    json_decref(answer);
    return as_expected ? 0 : 1;
}
