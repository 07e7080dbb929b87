#ifndef BUILTIN_ELEMENTS_H
#define BUILTIN_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>

/* An element that is compiled into the library. */
typedef struct builtin_element {
    const char *key;
    int64_t id;
    /* The definition: JSON in the platform's export format. */
    const unsigned char *text;
    size_t length;
} builtin_element;

/* The element with an index; one with a NULL key behind the last. */
builtin_element builtin_element_at(size_t index);

#endif
