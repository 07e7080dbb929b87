/*
 * http_cases.h - the language of Tests/data/http/cases.json, which the README.md beside it explains: values put into
 * requests and patterns, and patterns matched against answers.
 */
#ifndef HTTP_CASES_H
#define HTTP_CASES_H

#include "files.h"

#include <ctype.h>
#include <fnmatch.h>

/* ------------------------------------------------------------------------------------------- values --- */

static inline json_t *expanded(json_t *value, json_t *values);

/* What ${name} stands for, ${name+2} being two more: a new reference; NULL where nothing has the name. */
static inline json_t *value_of(const char *name, size_t length, json_t *values)
{
    char key[64];
    size_t plain = strcspn(name, "+}");
    json_t *value, *full;
    snprintf(key, sizeof key, "%.*s", (int)plain, name);
    value = json_object_get(values, key);
    if (!value) {
        check_failed(__FILE__, __LINE__, "nothing has this name", key);
        return json_null();
    }
    full = expanded(value, values);
    if (plain < length) {
        json_t *sum = json_integer(json_integer_value(full) + strtol(name + plain, NULL, 10));
        json_decref(full);
        return sum;
    }
    return full;
}

/* A text with its ${name}; where it is nothing but one, what that stands for, whatever its type. */
static inline json_t *expanded_text(const char *text, json_t *values)
{
    char *result = NULL;
    size_t size = 0, length;
    json_t *value;
    FILE *out;
    if (strncmp(text, "${", 2) == 0 && strcspn(text, "}") == strlen(text) - 1)
        return value_of(text + 2, strlen(text) - 3, values);
    out = open_memstream(&result, &size);
    for (const char *next; (next = strstr(text, "${")); text = next + 2 + length + 1) {
        length = strcspn(next + 2, "}");
        value = value_of(next + 2, length, values);
        fprintf(out, "%.*s", (int)(next - text), text);
        if (json_is_string(value))
            fputs(json_string_value(value), out);
        else
            json_dumpf(value, out, JSON_ENCODE_ANY | JSON_COMPACT);
        json_decref(value);
    }
    fputs(text, out);
    fclose(out);
    value = json_string(result);
    free(result);
    return value;
}

/* A copy with all ${name} replaced and all $merge carried out. */
static inline json_t *expanded(json_t *value, json_t *values)
{
    json_t *copy, *item, *merged;
    const char *key;
    size_t index;
    if (json_is_string(value))
        return expanded_text(json_string_value(value), values);
    if (json_is_array(value)) {
        copy = json_array();
        json_array_foreach(value, index, item)
            json_array_append_new(copy, expanded(item, values));
        return copy;
    }
    if (!json_is_object(value))
        return json_incref(value);
    copy = json_object();
    json_object_foreach(value, key, item)
        json_object_set_new(copy, key, expanded(item, values));
    if (!json_object_get(copy, "$merge"))
        return copy;
    merged = json_object();
    json_array_foreach(json_object_get(copy, "$merge"), index, item)
        json_object_update(merged, item);
    json_decref(copy);
    return merged;
}

/* Where a pointer leads, in which /key=value stands for the item of a list whose member is that text. */
static inline json_t *found(json_t *value, const char *pointer)
{
    char segment[256], *equals;
    while (value && *pointer == '/') {
        size_t length = strcspn(++pointer, "/"), index;
        json_t *item, *list = value;
        snprintf(segment, sizeof segment, "%.*s", (int)length, pointer);
        pointer += length;
        if (!json_is_array(list)) {
            value = json_object_get(list, segment);
        } else if (!(equals = strchr(segment, '='))) {
            value = json_array_get(list, strtoul(segment, NULL, 10));
        } else {
            *equals = 0;
            value = NULL;
            json_array_foreach(list, index, item) {
                const char *text = json_string_value(json_object_get(item, segment));
                if (text && strcmp(text, equals + 1) == 0 && !value)
                    value = item;
            }
        }
    }
    return value;
}

/* ----------------------------------------------------------------------------------------- patterns --- */

static inline int matches(json_t *actual, json_t *pattern);

static inline int has_type(json_t *value, const char *type)
{
    return value && ((json_is_string(value) && strcmp(type, "text") == 0)
                     || (json_is_integer(value) && strcmp(type, "integer") == 0)
                     || (json_is_boolean(value) && strcmp(type, "boolean") == 0)
                     || (json_is_array(value) && strcmp(type, "list") == 0)
                     || (json_is_object(value) && strcmp(type, "object") == 0));
}

static inline int matches_operator(json_t *actual, const char *name, json_t *operand)
{
    size_t index, count = 0, length = json_is_string(actual) ? json_string_length(actual) : json_array_size(actual);
    json_t *item;
    if (strcmp(name, "$absent") == 0)
        return !actual;
    if (strcmp(name, "$not") == 0)
        return !matches(actual, operand);
    if (strcmp(name, "$type") == 0)
        return has_type(actual, json_string_value(operand));
    if (strcmp(name, "$length") == 0)
        return (json_is_string(actual) || json_is_array(actual)) && (json_int_t)length == json_integer_value(operand);
    if (strcmp(name, "$match") == 0)
        return json_is_string(actual)
            && fnmatch(json_string_value(operand), json_string_value(actual), FNM_NOESCAPE) == 0;
    if (strcmp(name, "$all") == 0) {
        json_array_foreach(operand, index, item)
            count += matches(actual, item);
        return count == json_array_size(operand);
    }
    json_array_foreach(actual, index, item)
        count += matches(item, operand);
    if (strcmp(name, "$contains") == 0)
        return count > 0;
    if (strcmp(name, "$each") == 0)
        return json_is_array(actual) && count == json_array_size(actual);
    check_failed(__FILE__, __LINE__, "there is no such operator", name);
    return 0;
}

/* `actual` [optional]: NULL for what is not there. */
static inline int matches(json_t *actual, json_t *pattern)
{
    const char *key;
    json_t *item;
    size_t index;
    if (json_is_array(pattern)) {
        if (!json_is_array(actual) || json_array_size(actual) != json_array_size(pattern))
            return 0;
        json_array_foreach(pattern, index, item)
            if (!matches(json_array_get(actual, index), item))
                return 0;
        return 1;
    }
    if (!json_is_object(pattern))
        return actual && json_equal(actual, pattern);
    key = json_object_iter_key(json_object_iter(pattern));
    if (key && *key == '$')
        return matches_operator(actual, key, json_object_get(pattern, key));
    json_object_foreach(pattern, key, item)
        if (!matches(json_object_get(actual, key), item))
            return 0;
    return json_is_object(actual);
}

#endif
