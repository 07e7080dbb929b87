#ifndef BUILTIN_ELEMENTS_H
#define BUILTIN_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>

/* An element that is compiled into the library. */
typedef struct builtin_element {
    const char *key;
    int64_t id;
    /* The definition: JSON in the platform's export format, without what the vocabulary says for all. */
    const unsigned char *text;
    size_t length;
} builtin_element;

/* The element with an index; one with a NULL key behind the last. */
builtin_element builtin_element_at(size_t index);

typedef struct builtin_text {
    const unsigned char *text;
    size_t length;
} builtin_text;

/* What the definitions share: JSON, described in docs/elements.md. */
builtin_text builtin_vocabulary(void);

#endif
