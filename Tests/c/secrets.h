/* secrets.h - finds out whether bytes reveal a secret, or a part of it. */
#ifndef SECRETS_H
#define SECRETS_H

#include "files.h"

/* Nothing else in a request, a report or a store looks like this. */
static const char secret[] = "Zq7#vK9~mW2$xR4%Jt8^pL3&";

static inline char *base64(const char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = calloc(length + 3, 2), *next = text;
    for (size_t i = 0; text && i + 2 < length; i += 3) {
        unsigned group = (unsigned char)bytes[i] << 16 | (unsigned char)bytes[i + 1] << 8 | (unsigned char)bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *next++ = digits[group >> shift & 63];
    }
    return text;
}

/* Whether any `window` bytes that follow each other in `needle` are in `bytes`. */
static inline int holds_part(const char *bytes, size_t length, const char *needle, size_t window)
{
    for (size_t i = 0; i + window <= strlen(needle); i++)
        if (memmem(bytes, length, needle + i, window))
            return 1;
    return 0;
}

/* As it is, in base64 at all three alignments, and in hexadecimal. */
static inline int reveals(const char *bytes, size_t length, const char *what)
{
    char hexadecimal[256] = "";
    int found = holds_part(bytes, length, what, 6);
    for (size_t skip = 0; skip < 3; skip++) {
        char *encoded = base64(what + skip, strlen(what) - skip);
        found |= holds_part(bytes, length, encoded, 8);
        free(encoded);
    }
    for (size_t i = 0; i < strlen(what) && i < 100; i++)
        snprintf(hexadecimal + 2 * i, 3, "%02x", (unsigned char)what[i]);
    return found | holds_part(bytes, length, hexadecimal, 12);
}

#endif
