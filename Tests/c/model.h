/*
 * model.h - what the library should do with instances, in its simplest form: an array in memory. Two elements with five
 * entries each that matter; all other entries keep their defaults.
 */
#ifndef MODEL_H
#define MODEL_H

#include "instances.h"

enum { username, password, place, page_size, extra, slots };

static const struct {
    const char *key, *keys[slots], *defaults[slots];
    size_t entries;
} elements[2] = {
    {"freshservice", {"username", "password", "subdomain", "pagination.max", "pagination.type"},
     {NULL, NULL, NULL, "30", NULL}, 13},
    {"ticketdesk", {"username", "password", "site", "pagination.max", "region"}, {NULL, NULL, NULL, "50", "eu"}, 5},
};

/* An instance. An entry that is null is "". */
struct instance {
    int exists, element, tag_count, disabled, tracing;
    char name[24], tags[3][24], values[slots][24], token[48];
    struct { char token[48]; int64_t until; } former[2]; /* the last two tokens before */
    int64_t version, created, updated;
    int thousandths; /* of the second of the last change */
};

/* What a request says. */
struct change {
    const char *name, *tags[3];
    int element, tag_count, configuration; /* -1, -1, 0 for what it does not say */
    int64_t version;                       /* -1 for none */
    struct { enum { absent, value, nothing, mask } kind; char text[24]; } slots[slots];
};

#define NO_CHANGE ((struct change){.element = -1, .tag_count = -1, .version = -1})

enum action { provisioning, updating, replacing };

static struct instance *model; /* by id */
static int64_t next_id = 1;
static uint32_t chance; /* any number but 0 */

static inline int is_number(const char *text) { return *text && text[strspn(text, "0123456789")] == 0; }

/* What one entry becomes. */
static inline provisor_status apply_slot(const struct instance *old, struct instance *new, int slot,
                                         const struct change *change, enum action action)
{
    const char *key = elements[new->element].keys[slot];
    int had = action != provisioning && strcmp(elements[old->element].keys[slot], key) == 0;
    int keeps = had && (action == updating || !change->configuration);
    const char *standard = elements[new->element].defaults[slot];
    char *text = new->values[slot];
    strcpy(text, keeps ? old->values[slot] : "");
    if (change->slots[slot].kind == mask && !had)
        return PROVISOR_INVALID; /* nothing is stored that it could stand for */
    if (change->slots[slot].kind == mask)
        strcpy(text, old->values[slot]);
    else if (change->slots[slot].kind != absent)
        strcpy(text, change->slots[slot].kind == value ? change->slots[slot].text : "");
    if (!*text && standard)
        strcpy(text, standard);
    if (!*text && slot <= place)
        return PROVISOR_INVALID; /* required */
    return slot == page_size && new->element == 0 && !is_number(text) ? PROVISOR_INVALID : PROVISOR_OK;
}

/* Changes the instance, or leaves it as it was and tells why. */
static inline provisor_status apply(struct instance *instance, const struct change *change, enum action action)
{
    struct instance new = *instance;
    if (action == updating && change->version >= 0 && change->version != instance->version)
        return PROVISOR_CONFLICT;
    if (change->element >= 0)
        new.element = change->element;
    for (int slot = 0; slot < slots; slot++)
        if (apply_slot(instance, &new, slot, change, action) != PROVISOR_OK)
            return PROVISOR_INVALID;
    if (change->name)
        strcpy(new.name, change->name);
    if (change->tag_count >= 0)
        new.tag_count = change->tag_count;
    for (int i = 0; i < change->tag_count; i++)
        strcpy(new.tags[i], change->tags[i]);
    if (action == provisioning && change->tag_count < 0)
        new.tag_count = 1, strcpy(new.tags[0], new.name);
    *instance = new;
    return PROVISOR_OK;
}

/* The request that says it. The keys of entries are those of the element that the instance is to have. */
static inline json_t *request_of(const struct change *change, int element)
{
    json_t *request = json_object();
    if (change->name)
        json_object_set_new(request, "name", json_sprintf("<b>%s</b>", change->name));
    if (change->element >= 0)
        json_object_set_new(request, "element", json_pack("{s:s}", "key", elements[change->element].key));
    if (change->version >= 0)
        json_object_set_new(request, "version", json_integer(change->version));
    if (change->tag_count >= 0)
        json_object_set_new(request, "tags", json_array());
    for (int i = 0; i < change->tag_count; i++)
        json_array_append_new(json_object_get(request, "tags"), json_string(change->tags[i]));
    if (change->configuration)
        json_object_set_new(request, "configuration", json_object());
    for (int slot = 0; slot < slots; slot++)
        if (change->slots[slot].kind != absent)
            json_object_set_new(json_object_get(request, "configuration"), elements[element].keys[slot],
                                change->slots[slot].kind == value  ? json_string(change->slots[slot].text)
                                : change->slots[slot].kind == mask ? json_string("********")
                                : slot % 2                         ? json_null()
                                                                   : json_string(""));
    return request;
}

/* Whether two states of an instance are the same but for version and date. */
static inline int is_same(const struct instance *a, const struct instance *b)
{
    int same = a->element == b->element && a->disabled == b->disabled && a->tracing == b->tracing
        && a->tag_count == b->tag_count && strcmp(a->name, b->name) == 0 && strcmp(a->token, b->token) == 0;
    for (int i = 0; same && i < a->tag_count; i++)
        same = strcmp(a->tags[i], b->tags[i]) == 0;
    for (int slot = 0; same && slot < slots; slot++)
        same = strcmp(a->values[slot], b->values[slot]) == 0;
    return same;
}

/* --------------------------------------------------------------------------------------------- chance --- */

static const char *const tag_pool[6] = {"a", "b", "a b", "\xc3\xbc", "\"", "t5"};

/* 0 to below - 1. */
static inline int dice(int below)
{
    chance ^= chance << 13, chance ^= chance >> 17, chance ^= chance << 5;
    return (int)(chance % (uint32_t)below);
}

static inline struct change random_change(void)
{
    static char name[24];
    struct change change = NO_CHANGE;
    if (dice(2))
        snprintf(name, sizeof name, "name %d", dice(30)), change.name = name;
    if (dice(3) == 0)
        change.tag_count = dice(4);
    for (int i = 0; i < change.tag_count; i++)
        change.tags[i] = tag_pool[dice(6)];
    change.configuration = dice(3) > 0;
    for (int slot = 0; slot < slots; slot++) {
        int kind = dice(40);
        if (change.configuration)
            change.slots[slot].kind = kind < 16 ? value : kind < 17 || (kind < 20 && slot > place) ? nothing
                                    : kind < 22 && slot == password ? mask : absent;
        if (slot == page_size && dice(15))
            snprintf(change.slots[slot].text, 24, "%d", dice(100));
        else
            snprintf(change.slots[slot].text, 24, "v%dw", dice(1000000));
    }
    return change;
}

#endif
