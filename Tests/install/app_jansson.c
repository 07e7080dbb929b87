/* The same with jansson values, by provisor-jansson.pc: jansson itself must come along. */
#include <provisor_jansson.h>

int main(void) {
    provisor *p;
    if (provisor_open(":memory:", NULL, &p, NULL) != PROVISOR_OK) return 1;
    json_t *request = json_object(), *reply;
    provisor_status status = provisor_validate_json(p, request, &reply);
    json_decref(request);
    json_decref(reply);
    provisor_close(p);
    return status == PROVISOR_INVALID ? 0 : 1;
}
