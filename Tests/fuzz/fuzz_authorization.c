/* The text of an Authorization header. $U, $O and $T stand for secrets that are good. */
#include "fuzz.h"

static void fuzz_one(const uint8_t *data, size_t size)
{
    provisor *p = fuzz_begin(), *scoped = p;
    size_t length;
    char *header = fuzz_with_secrets(data, size, &length), *problem = NULL, *reply = NULL;
    provisor_status status = provisor_as(p, header, &scoped, &problem);
    CLAIM((scoped != NULL) == (status == PROVISOR_OK), header);
    if (scoped) {
        CLAIM(strstr(header, fuzz_user) && strstr(header, fuzz_organization), header);
        CLAIM(!problem, problem);
        ANSWERS(provisor_instance_get(scoped, 1, &reply));
        CLAIM(provisor_default_secrets(scoped, NULL) == PROVISOR_FORBIDDEN, header);
    } else {
        CLAIM(status == PROVISOR_UNAUTHORIZED || status == PROVISOR_MISUSE, problem);
        if (status == PROVISOR_MISUSE) /* too long, or no UTF-8: what no server hands on */
            provisor_free(problem);
        else
            json_decref(fuzz_check(status, problem, 0));
    }
    provisor_close(scoped);
    free(header);
}
