/*
 * Replaces the key of a store. Tests kill it.
 *
 *     rekey_store STORE KEY [NEW]     opens with KEY, or else with NEW; keys are texts of 32 characters, and without NEW
 *                                     KEY is a key file that gets a new key
 */
#define _GNU_SOURCE
#include "check.h"

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: rekey_store STORE KEY [NEW]\n");
        return 2;
    }
    provisor_options options = PROVISOR_OPTIONS_INIT;
    provisor_rekey_options next = PROVISOR_REKEY_OPTIONS_INIT;
    provisor *p = NULL;
    char *reply = NULL;
    next.batch = 3;
    if (argc == 4) {
        options.key = (const uint8_t *)argv[2];
        next.key = (const uint8_t *)argv[3];
        if (provisor_open(argv[1], &options, &p, NULL) == PROVISOR_KEY)
            options.key = next.key;
    } else {
        options.key_file = argv[2];
    }
    if (!p)
        p = OPEN(argv[1], &options);
    if (provisor_rekey(p, &next, &reply) != PROVISOR_OK)
        check_failed(__FILE__, __LINE__, "the key can't be replaced", reply);
    provisor_free(reply);
    provisor_close(p);
    return check_result();
}
