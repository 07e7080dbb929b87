/* starve.h - an allocator for jansson that gives so many times, and then nothing more. */
#ifndef STARVE_H
#define STARVE_H

#include <stdlib.h>

static long allocations, fail_from; /* that many are given; 0: all */

static inline void *allocate(size_t size)
{
    allocations++;
    return fail_from && allocations > fail_from ? NULL : malloc(size);
}

static inline void give(long count)
{
    allocations = 0;
    fail_from = count;
}

#endif
