/*
 * Provisions without end, and tells each acknowledged instance in one line: "id token password". Tests kill it and
 * look whether all that it has told is there.
 *
 *     provision_until_killed STORE
 */
#define _GNU_SOURCE
#include "check.h"
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: provision_until_killed STORE\n");
        return 2;
    }
    provisor *p = OPEN(argv[1], NULL);
    for (unsigned long number = 1;; number++) {
        char password[64], request[512], line[256];
        snprintf(password, sizeof password, "Kettle-%ld-%lu-Harbour", (long)getpid(), number);
        snprintf(request, sizeof request,
                 "{\"element\": {\"key\": \"freshservice\"}, \"name\": \"Docs\", \"configuration\": "
                 "{\"username\": \"jane@acme.example\", \"password\": \"%s\", \"subdomain\": \"acme\"}}", password);
        json_t *instance = PROVISION(p, request, PROVISOR_OK);
        int length = snprintf(line, sizeof line, "%lld %s %s\n", (long long)json_integer_value(at(instance, "/id")),
                              text_at(instance, "/token"), password);
        json_decref(instance);
        /* One call, so that no line is half written. */
        if (check_failures || write(STDOUT_FILENO, line, (size_t)length) != length)
            return 1;
    }
}
