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

/*
 * The twins of provisor_instance_get() and so on: the same parameters, with json_t for text. `request`, `query` and
 * `definition` are [borrowed], `reply`, `report` and `problem` [owned, optional]; statuses, threads and since as for the twin.
 */

/**
 * Twin of provisor_provision_once().
 *
 * @since 0.1
 */
provisor_status provisor_provision_once_json(provisor *p, const char *key, const json_t *request, json_t **reply);
/**
 * Twin of provisor_plan().
 *
 * @since 0.1
 */
provisor_status provisor_plan_json(
    provisor *p, const char *action, int64_t id, const json_t *request, json_t **reply);
/**
 * Twin of provisor_element_load().
 *
 * @since 0.1
 */
provisor_status provisor_element_load_json(provisor *p, const json_t *definition, json_t **report);
/**
 * Twin of provisor_element_lint().
 *
 * @since 0.1
 */
provisor_status provisor_element_lint_json(provisor *p, const json_t *definition, json_t **report);
/**
 * Twin of provisor_element_list().
 *
 * @since 0.1
 */
provisor_status provisor_element_list_json(provisor *p, json_t **reply);
/**
 * Twin of provisor_element_export().
 *
 * @since 0.1
 */
provisor_status provisor_element_export_json(provisor *p, const char *key, json_t **reply);
/**
 * Twin of provisor_element_describe().
 *
 * @since 0.1
 */
provisor_status provisor_element_describe_json(provisor *p, const char *key, const char *format, json_t **reply);
/**
 * Twin of provisor_instance_get().
 *
 * @since 0.1
 */
provisor_status provisor_instance_get_json(provisor *p, int64_t id, json_t **reply);
/**
 * Twin of provisor_instance_find().
 *
 * @since 0.1
 */
provisor_status provisor_instance_find_json(provisor *p, const char *token, json_t **reply);
/**
 * Twin of provisor_instance_list().
 *
 * @since 0.1
 */
provisor_status provisor_instance_list_json(provisor *p, const json_t *query, json_t **reply);
/**
 * Twin of provisor_instance_review().
 *
 * @since 0.1
 */
provisor_status provisor_instance_review_json(provisor *p, const json_t *query, json_t **reply);
/**
 * Twin of provisor_instance_count().
 *
 * @since 0.1
 */
provisor_status provisor_instance_count_json(provisor *p, json_t **reply);
/**
 * Twin of provisor_instance_update().
 *
 * @since 0.1
 */
provisor_status provisor_instance_update_json(provisor *p, int64_t id, const json_t *request, json_t **reply);
/**
 * Twin of provisor_instance_replace().
 *
 * @since 0.1
 */
provisor_status provisor_instance_replace_json(provisor *p, int64_t id, const json_t *request, json_t **reply);
/**
 * Twin of provisor_instance_remove().
 *
 * @since 0.1
 */
provisor_status provisor_instance_remove_json(provisor *p, int64_t id, json_t **problem);
/**
 * Twin of provisor_instance_enable().
 *
 * @since 0.1
 */
provisor_status provisor_instance_enable_json(provisor *p, int64_t id, json_t **reply);
/**
 * Twin of provisor_instance_disable().
 *
 * @since 0.1
 */
provisor_status provisor_instance_disable_json(provisor *p, int64_t id, json_t **reply);
/**
 * Twin of provisor_instance_trace().
 *
 * @since 0.1
 */
provisor_status provisor_instance_trace_json(provisor *p, int64_t id, int32_t on, json_t **reply);
/**
 * Twin of provisor_instance_rotate().
 *
 * @since 0.1
 */
provisor_status provisor_instance_rotate_json(provisor *p, int64_t id, int64_t overlap, json_t **reply);
/**
 * Twin of provisor_instance_configuration_list().
 *
 * @since 0.1
 */
provisor_status provisor_instance_configuration_list_json(provisor *p, int64_t id, json_t **reply);
/**
 * Twin of provisor_instance_configuration_get().
 *
 * @since 0.1
 */
provisor_status provisor_instance_configuration_get_json(
    provisor *p, int64_t id, int64_t configuration, json_t **reply);
/**
 * Twin of provisor_instance_configuration_set().
 *
 * @since 0.1
 */
provisor_status provisor_instance_configuration_set_json(
    provisor *p, int64_t id, int64_t configuration, const json_t *request, json_t **reply);
/**
 * Twin of provisor_default_secrets().
 *
 * @since 0.1
 */
provisor_status provisor_default_secrets_json(provisor *p, json_t **reply);
/**
 * Twin of provisor_organization_create().
 *
 * @since 0.1
 */
provisor_status provisor_organization_create_json(provisor *p, const json_t *request, json_t **reply);
/**
 * Twin of provisor_account_create().
 *
 * @since 0.1
 */
provisor_status provisor_account_create_json(provisor *p, const json_t *request, json_t **reply);
/**
 * Twin of provisor_user_create().
 *
 * @since 0.1
 */
provisor_status provisor_user_create_json(provisor *p, int64_t account, const json_t *request, json_t **reply);
/**
 * Twin of provisor_audit().
 *
 * @since 0.1
 */
provisor_status provisor_audit_json(provisor *p, const json_t *query, json_t **reply);
/**
 * Twin of provisor_check().
 *
 * @since 0.1
 */
provisor_status provisor_check_json(provisor *p, json_t **reply);
/**
 * Twin of provisor_rekey().
 *
 * @since 0.1
 */
provisor_status provisor_rekey_json(provisor *p, const provisor_rekey_options *options, json_t **reply);

#ifdef __cplusplus
}
#endif

#endif
