#include "builtin_elements.h"

static const unsigned char freshservice[] = {
#embed "definitions/freshservice.json"
};

builtin_element builtin_element_at(size_t index) {
    static const builtin_element elements[] = {
        {"freshservice", 650, freshservice, sizeof freshservice},
    };
    if (index < sizeof elements / sizeof *elements) {
        return elements[index];
    }
    return (builtin_element){0, 0, 0, 0};
}
