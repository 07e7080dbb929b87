/* Version and status names: static texts that need no handle. */
#include "check.h"

static void test_version(void)
{
    char parts[32];
    CHECK_TEXT(provisor_version(), PROVISOR_VERSION);
    CHECK(provisor_version() == provisor_version());
    snprintf(parts, sizeof parts, "%d.%d.%d", PROVISOR_VERSION_MAJOR, PROVISOR_VERSION_MINOR, PROVISOR_VERSION_PATCH);
    CHECK_TEXT(provisor_version(), parts);
}

static void test_status_names(void)
{
    static const char *const names[] = {"ok",   "invalid", "malformed", "not-found", "misuse",  "store",
                                        "busy", "key",     "callback",  "no-memory", "internal", "conflict",
                                        "unauthorized", "forbidden"};
    static const provisor_status unknown[] = {-1, 14, 15, 99, 1000, INT32_MAX, INT32_MIN};

    CHECK_INT(PROVISOR_FORBIDDEN + 1, sizeof names / sizeof *names);
    for (provisor_status status = PROVISOR_OK; status <= PROVISOR_FORBIDDEN; status++)
        CHECK_TEXT(provisor_status_name(status), names[status]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK_TEXT(provisor_status_name(unknown[i]), "unknown");
}

int main(void)
{
    test_version();
    test_status_names();
    return check_result();
}
