/* model_check.h - compares replies, lists and counts with the model. */
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include "model.h"
#include <time.h>

static inline int has_tag(const struct instance *instance, const char *tag)
{
    for (int i = 0; i < instance->tag_count; i++)
        if (strcmp(instance->tags[i], tag) == 0)
            return 1;
    return 0;
}

/* Whether a reply shows an instance as the model has it. */
static inline void check_instance(json_t *reply, int64_t id, const struct instance *expected)
{
    char date[32];
    CHECK_INT(id_of(reply), id);
    CHECK_TEXT(text_at(reply, "/name"), expected->name);
    CHECK_TEXT(text_at(reply, "/token"), expected->token);
    CHECK_TEXT(text_at(reply, "/element/key"), elements[expected->element].key);
    CHECK(json_is_true(at(reply, "/disabled")) == expected->disabled);
    CHECK(json_is_true(at(reply, "/traceLoggingEnabled")) == expected->tracing);
    CHECK_INT(at(reply, "/version") ? number_at(reply, "/version") : 1, expected->version);
    for (int updated = 0; updated < 2; updated++) {
        time_t seconds = updated ? expected->updated : expected->created;
        size_t length = strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
        if (updated && expected->thousandths)
            snprintf(date + length - 1, sizeof date - length + 1, ".%03dZ", expected->thousandths);
        if (!updated || expected->version > 1)
            CHECK_TEXT(text_at(reply, updated ? "/updatedDate" : "/createdDate"), date);
    }
    CHECK_INT(json_array_size(at(reply, "/tags")), expected->tag_count);
    for (int i = 0; i < expected->tag_count; i++)
        CHECK_TEXT(json_string_value(json_array_get(at(reply, "/tags"), (size_t)i)), expected->tags[i]);
    CHECK_INT(json_object_size(at(reply, "/configuration")), elements[expected->element].entries);
    for (int slot = 0; slot < slots; slot++) {
        const char *shown = json_string_value(json_object_get(at(reply, "/configuration"),
                                                              elements[expected->element].keys[slot]));
        CHECK_TEXT(shown ? shown : "", slot == password ? "********" : expected->values[slot]);
    }
}

/* -------------------------------------------------------------------------------------------- the store --- */

/* What a list is asked for; NULL and -1 for nothing. */
struct filter {
    const char *tag, *text;
    int element;
};

static inline int64_t next_match(int64_t id, const struct filter *filter)
{
    for (id++; id < next_id; id++) {
        const struct instance *found = &model[id];
        if (found->exists && (!filter->tag || has_tag(found, filter->tag))
            && (filter->element < 0 || found->element == filter->element)
            && (!filter->text || strstr(found->name, filter->text)
                || strstr(elements[found->element].key, filter->text)))
            break;
    }
    return id;
}

/* All pages of a list hold those instances that the model has, and no others. */
static inline void check_list(provisor *p, int page_size, struct filter filter)
{
    json_t *query = json_pack("{s:i, s:[], s:s*, s:s*}", "pageSize", page_size, "tags", "searchText", filter.text,
                              "element", filter.element < 0 ? NULL : elements[filter.element].key);
    int64_t id = 0;
    int more = 1;
    if (filter.tag)
        json_array_append_new(json_object_get(query, "tags"), json_string(filter.tag));
    while (more) {
        json_t *page = CALL_JSON(PROVISOR_OK, provisor_instance_list_json, p, query), *instance;
        size_t index;
        json_array_foreach(at(page, "/instances"), index, instance) {
            id = next_match(id, &filter);
            CHECK(id < next_id);
            if (id < next_id)
                check_instance(instance, id, &model[id]);
        }
        more = json_is_string(at(page, "/nextPage"));
        json_object_set(query, "nextPage", at(page, "/nextPage"));
        json_decref(page);
    }
    CHECK(next_match(id, &filter) == next_id);
    json_decref(query);
}

static inline void check_counts(provisor *p)
{
    json_t *counts = CALL(PROVISOR_OK, provisor_instance_count, p), *count;
    int64_t expected[2] = {0, 0};
    size_t index, shown = 0;
    for (int64_t id = 1; id < next_id; id++)
        if (model[id].exists)
            expected[model[id].element]++;
    CHECK_INT(number_at(counts, "/totalInstances"), expected[0] + expected[1]);
    json_array_foreach(at(counts, "/elementInstances"), index, count) {
        int element = strcmp(text_at(count, "/key"), elements[1].key) == 0;
        CHECK_TEXT(text_at(count, "/key"), elements[element].key);
        CHECK_INT(number_at(count, "/count"), expected[element]);
        shown++;
    }
    CHECK_INT(shown, (expected[0] > 0) + (expected[1] > 0));
    json_decref(counts);
}

/* Each token leads to its instance, and an old one as long as its overlap lasts. */
static inline void check_tokens(provisor *p, int64_t id)
{
    const struct instance *instance = &model[id];
    for (int i = -1; i < 2; i++) {
        const char *token = i < 0 ? instance->token : instance->former[i].token;
        int is_good = instance->exists && (i < 0 || instance->former[i].until > clock_seconds);
        json_t *found = CALL(is_good ? PROVISOR_OK : PROVISOR_NOT_FOUND, provisor_instance_find, p, token);
        if (is_good)
            check_instance(found, id, instance);
        json_decref(found);
    }
}

#endif
