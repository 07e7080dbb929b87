/*
 * provisor_jansson.h - the calls of provisor.h for programs that hold their JSON as jansson values.
 *
 * Same rules, statuses and replies as their twins in provisor.h; only these differ:
 *
 * REQUESTS    [borrowed] and not changed; no reference is kept. The limits of provisor.h hold, so that a value that
 *             nests too deep, or contains itself, is refused as PROVISOR_MALFORMED. Strings that are no UTF-8
 *             (jansson's nocheck calls make them) are refused too. No thread may change the value during the call.
 * REPLIES     [owned] new references; release them with json_decref().
 * POSITIONS   A json_t knows no text, so faults carry no line, column and offset.
 *
 * Needs jansson 2.14 or newer: https://jansson.readthedocs.io
 */
#ifndef PROVISOR_JANSSON_H
#define PROVISOR_JANSSON_H

#include <jansson.h>

#include "provisor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Validates a provisioning request. See provisor_validate().
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param request [borrowed] the request; NULL gives PROVISOR_MISUSE
 * @param reply   [owned, optional] the report; NULL only when memory ran out
 * @return as provisor_validate()
 * @threads any, concurrently on one handle; takes no lock
 * @since 0.1
 */
provisor_status provisor_validate_json(provisor *p, const json_t *request, json_t **reply);

/**
 * Provisions an instance. See provisor_provision().
 *
 * @param p       [borrowed] open handle; NULL gives PROVISOR_MISUSE
 * @param request [borrowed] the request; NULL gives PROVISOR_MISUSE
 * @param reply   [owned, optional] the instance or the problem; NULL only when memory ran out
 * @return as provisor_provision()
 * @threads any, concurrently on one handle; writers take turns
 * @since 0.1
 */
provisor_status provisor_provision_json(provisor *p, const json_t *request, json_t **reply);

#ifdef __cplusplus
}
#endif

#endif
