/*
 * layout.c - what compiled programs hold as numbers, and what may therefore never change within one soname.
 *
 * Compiling it is the test. New members and codes are added here; a line that no longer compiles means that programs
 * built against an older header break.
 */
#include <provisor.h>

#define AT(member, offset) _Static_assert(offsetof(provisor_options, member) == (offset), #member " has moved")
#define IS(constant, number) _Static_assert((constant) == (number), #constant " has another number")

_Static_assert(sizeof(provisor_status) == 4, "provisor_status is an int32_t");

IS(PROVISOR_OK, 0);
IS(PROVISOR_INVALID, 1);
IS(PROVISOR_MALFORMED, 2);
IS(PROVISOR_NOT_FOUND, 3);
IS(PROVISOR_MISUSE, 4);
IS(PROVISOR_STORE, 5);
IS(PROVISOR_BUSY, 6);
IS(PROVISOR_KEY, 7);
IS(PROVISOR_CALLBACK, 8);
IS(PROVISOR_NO_MEMORY, 9);
IS(PROVISOR_INTERNAL, 10);
IS(PROVISOR_CONFLICT, 11);
IS(PROVISOR_UNAUTHORIZED, 12);
IS(PROVISOR_FORBIDDEN, 13);

IS(PROVISOR_LOG_INFO, 1);
IS(PROVISOR_LOG_WARNING, 2);

IS(PROVISOR_TEXT, SIZE_MAX);

/* Members of release 0.1. Where pointers have 64 bits; on other machines the order is the same, the places are not. */
#if UINTPTR_MAX == UINT64_MAX
AT(size, 0);
AT(strict, 4);
AT(echo_secrets, 8);
AT(reserved, 12);
AT(key, 16);
AT(key_file, 24);
AT(passphrase, 32);
AT(catalogue, 40);
AT(catalogue_count, 48);
AT(now, 56);
AT(random, 64);
AT(log, 72);
AT(userdata, 80);
_Static_assert(sizeof(provisor_options) >= 88, "provisor_options has shrunk");

#undef AT
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #member " has moved")

AT(provisor_rekey_options, size, 0);
AT(provisor_rekey_options, default_secrets, 4);
AT(provisor_rekey_options, batch, 8);
AT(provisor_rekey_options, reserved, 12);
AT(provisor_rekey_options, key, 16);
AT(provisor_rekey_options, key_file, 24);
AT(provisor_rekey_options, passphrase, 32);
AT(provisor_rekey_options, progress, 40);
AT(provisor_rekey_options, userdata, 48);
_Static_assert(sizeof(provisor_rekey_options) >= 56, "provisor_rekey_options has shrunk");

AT(provisor_many, size, 0);
AT(provisor_many, chunk, 4);
AT(provisor_many, text, 8);
AT(provisor_many, length, 16);
AT(provisor_many, descriptor, 24);
AT(provisor_many, idempotency_key, 32);
AT(provisor_many, reply, 40);
AT(provisor_many, progress, 48);
AT(provisor_many, userdata, 56);
AT(provisor_http_header, name, 0);
AT(provisor_http_header, value, 8);
/* An array of headers has no room to grow. */
_Static_assert(sizeof(provisor_http_header) == 16, "provisor_http_header has another size");
AT(provisor_http_request, size, 0);
AT(provisor_http_request, header_count, 4);
AT(provisor_http_request, method, 8);
AT(provisor_http_request, target, 16);
AT(provisor_http_request, headers, 24);
AT(provisor_http_request, body, 32);
AT(provisor_http_request, body_length, 40);
AT(provisor_http_response, size, 0);
AT(provisor_http_response, header_count, 4);
AT(provisor_http_response, status, 8);
AT(provisor_http_response, headers, 16);
AT(provisor_http_response, body, 24);
AT(provisor_http_response, body_length, 32);
#endif
