/* The cases that all languages' tests share: a request and the report that it must get. */
#define _GNU_SOURCE
#include "files.h"

/* A file of the case in the current folder, to be freed. */
static char *read_part(const char *name, const char *part, size_t *length)
{
    char path[512];
    snprintf(path, sizeof path, "%.400s/%s", name, part);
    return file_read(path, length);
}

static int run_case(provisor *p, const char *name, provisor_status refused)
{
    char *actual = NULL, *expected_text;
    size_t length = 0;
    char *request = read_part(name, "request.json", &length), *reply_text = read_part(name, "reply.json", NULL);
    json_t *expected = reply_text ? json_loads(reply_text, 0, NULL) : NULL;
    free(reply_text);
    if (!request || !expected) {
        check_failed(__FILE__, __LINE__, "request.json and reply.json can't be read", name);
        free(request);
        json_decref(expected);
        return 0;
    }
    provisor_status status = provisor_validate(p, request, length, &actual);
    json_t *reply = json_loads(actual, 0, NULL);
    if (!json_equal(reply, expected) || (status == PROVISOR_OK) != (refused == PROVISOR_OK)) {
        expected_text = json_dumps(expected, JSON_COMPACT);
        check_failed(__FILE__, __LINE__, name, provisor_status_name(status));
        fprintf(stderr, "    answered %s\n    expected %s\n", actual, expected_text);
        free(expected_text);
    }
    json_decref(reply);
    json_decref(expected);
    provisor_free(actual);
    free(request);
    return 1;
}

static void run_folder(provisor *p, const char *data, const char *kind, provisor_status refused)
{
    struct dirent **entries;
    int ran = 0, count;
    CHECK_REPLY(chdir(data) == 0 && chdir(kind) == 0, kind);
    count = scandir(".", &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.')
            ran += run_case(p, entries[i]->d_name, refused);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    CHECK_REPLY(ran > 0, kind);
}

int main(void)
{
    const char *given = getenv("PROVISOR_TEST_DATA");
    char *data = realpath(given ? given : "Tests/data", NULL);
    CHECK_REPLY(data != NULL, given);
    if (!data)
        return check_result();
    provisor *p = OPEN(NULL, NULL);
    run_folder(p, data, "valid", PROVISOR_OK);
    run_folder(p, data, "invalid", PROVISOR_INVALID);
    provisor_close(p);
    free(data);
    return check_result();
}
