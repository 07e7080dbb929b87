#ifndef BUILTIN_ELEMENTS_H
#define BUILTIN_ELEMENTS_H

#include <stddef.h>

/* The element definitions that are compiled into the library: JSON texts in the platform's export format. */
typedef struct builtin_element {
    const unsigned char *text;
    size_t length;
} builtin_element;

/* The definition with an index; one with a NULL text behind the last. */
builtin_element builtin_element_at(size_t index);

#endif
