/* A program as users write it: knows nothing of this tree, finds Provisor by pkg-config or CMake. */
#include <provisor.h>

#include <stdio.h>
#include <string.h>

int main(void) {
    if (strcmp(provisor_version(), PROVISOR_VERSION) != 0) {
        fprintf(stderr, "the header is of %s, the library of %s\n", PROVISOR_VERSION, provisor_version());
        return 1;
    }
    provisor *p;
    if (provisor_open(":memory:", NULL, &p, NULL) != PROVISOR_OK) return 1;
    provisor_close(p);
    return 0;
}
