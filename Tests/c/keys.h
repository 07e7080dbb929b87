/* keys.h - options with each kind of key. */
#ifndef KEYS_H
#define KEYS_H

#include <provisor.h>

static inline provisor_options with_key(const void *key)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key = key;
    return options;
}

static inline provisor_options with_file(const char *path)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.key_file = path;
    return options;
}

static inline provisor_options with_passphrase(const char *passphrase)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.passphrase = passphrase;
    return options;
}

#endif
