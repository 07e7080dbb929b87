/*
 * provision.c - provisions the instance that a file describes.
 *
 *     provision [instance.json [instances.db]]
 *
 * Prints the instance, a JSON document. Its member "token" authorises every later request on the instance: keep it.
 * What is wrong, or suspicious, is told on standard error.
 */
#include <stdio.h>

#include <provisor.h>

/* A request has at most 1 MiB. The buffer has room for one byte more, so that the library can refuse a longer one. */
static char request[1024 * 1024 + 1];

/* Prints what a call answered, and releases it. Only when memory ran out is there no reply. */
static void print(FILE *out, provisor_status status, char *reply)
{
    fprintf(out, "%s\n", reply ? reply : provisor_status_name(status));
    provisor_free(reply);
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "instance.json";
    const char *store = argc > 2 ? argv[2] : "instances.db";
    provisor_status status;
    provisor *p;
    char *reply;

    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(request, 1, sizeof request, file) : 0;
    if (!file || ferror(file)) {
        perror(path);
        return 1;
    }
    fclose(file);

    /* Creates the store, and beside it the key that seals the secrets, when there is none yet. */
    status = provisor_open(store, NULL, &p, &reply);
    if (status != PROVISOR_OK) {
        print(stderr, status, reply);
        return 1;
    }

    /* The report lists every fault at once, each with line and column. Nothing is stored. */
    status = provisor_validate(p, request, length, &reply);
    print(stderr, status, reply);

    /* Validates again, then stores the instance for good. */
    if (status == PROVISOR_OK) {
        status = provisor_provision(p, request, length, &reply);
        print(status == PROVISOR_OK ? stdout : stderr, status, reply);
    }

    provisor_close(p);
    return status == PROVISOR_OK ? 0 : 1;
}
