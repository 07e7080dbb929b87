/*
 * Random calls on a file store, which is opened anew in between, against a model in memory (model.h). After each call
 * the instance that it touched must be as the model has it, and now and then the whole store.
 *
 * PROVISOR_TEST_SEED repeats a run: the seed is printed.
 */
#define _GNU_SOURCE
#include "model_check.h"

enum { most_live = 150 };

static provisor *p;
static int live; /* how many instances there are */

static void reopen(void)
{
    if (p)
        provisor_close(p);
    p = open_with_two_elements("model.db");
}

static int64_t some_id(void)
{
    if (next_id == 1 || dice(40) == 0)
        return dice(2) ? next_id + dice(5) : -dice(3); /* none */
    for (int i = 0; i < 200; i++) {
        int64_t id = 1 + dice((int)next_id - 1);
        if (model[id].exists)
            return id;
    }
    return 1 + dice((int)next_id - 1); /* perhaps removed */
}

static struct instance *find(int64_t id)
{
    return id >= 1 && id < next_id && model[id].exists ? &model[id] : NULL;
}

/* --------------------------------------------------------------------------------------------- steps --- */

/* The version goes up by one with what a call has changed; when that is nothing, it may or may not. */
static void settle(int64_t id, json_t *reply, const struct instance *before)
{
    struct instance *now = &model[id];
    int64_t version = at(reply, "/version") ? number_at(reply, "/version") : 1;
    if (!is_same(now, before) || version != before->version) {
        now->version = before->version + 1;
        /* Each change has a date of its own. */
        if (clock_seconds > now->updated) {
            now->updated = clock_seconds;
            now->thousandths = 0;
        } else if (++now->thousandths == 1000) {
            now->updated++;
            now->thousandths = 0;
        }
    }
    check_instance(reply, id, now);
}

static void provision(void)
{
    struct change change = random_change();
    struct instance new = {.exists = 1, .version = 1, .created = clock_seconds, .updated = clock_seconds};
    change.element = dice(2);
    change.configuration = 1;
    if (!change.name)
        change.name = "plain";
    for (int slot = 0; slot <= place; slot++)
        if (change.slots[slot].kind == absent && dice(20))
            change.slots[slot].kind = value;
    provisor_status expected = apply(&new, &change, provisioning);
    json_t *request = request_of(&change, change.element);
    json_t *reply = CALL_JSON(expected, provisor_provision_json, p, request);
    if (expected == PROVISOR_OK) {
        snprintf(new.token, sizeof new.token, "%s", text_at(reply, "/token"));
        model[next_id] = new;
        live++;
        check_instance(reply, next_id++, &new);
    }
    json_decref(request);
    json_decref(reply);
}

/* Updates or replaces, by text or by value. */
static void change(int64_t id, enum action action)
{
    struct instance *instance = find(id), before = instance ? *instance : (struct instance){0};
    struct change change = random_change();
    if (dice(8) == 0)
        change.element = dice(2);
    if (dice(6) == 0)
        change.version = before.version - (dice(4) == 0);
    provisor_status expected = instance ? apply(instance, &change, action) : PROVISOR_NOT_FOUND;
    json_t *request = request_of(&change, change.element >= 0 ? change.element : before.element), *reply;
    char *text = json_dumps(request, 0);
    if (dice(2))
        reply = CALL(expected, (action == updating ? provisor_instance_update : provisor_instance_replace), p, id, text,
                     PROVISOR_TEXT);
    else
        reply = CALL_JSON(
            expected, (action == updating ? provisor_instance_update_json : provisor_instance_replace_json), p, id,
            request);
    if (expected == PROVISOR_OK)
        settle(id, reply, &before);
    free(text);
    json_decref(request);
    json_decref(reply);
}

/* One entry, by its row. */
static void set(int64_t id)
{
    struct instance *instance = find(id), before = instance ? *instance : (struct instance){0};
    struct change change = NO_CHANGE, random;
    int slot = dice(slots);
    do
        random = random_change();
    while (random.slots[slot].kind == absent);
    change.configuration = 1;
    change.slots[slot] = random.slots[slot];
    provisor_status expected = instance ? apply(instance, &change, updating) : PROVISOR_NOT_FOUND;
    const char *key = elements[before.element].keys[slot];
    json_t *rows = CALL(instance ? PROVISOR_OK : PROVISOR_NOT_FOUND, provisor_instance_configuration_list, p, id), *row;
    size_t index;
    int64_t number = 10001;
    json_array_foreach(rows, index, row)
        if (strcmp(text_at(row, "/key"), key) == 0)
            number = id_of(row);
    json_t *whole = request_of(&change, before.element), *request = json_object();
    json_object_set(request, "propertyValue", json_object_get(json_object_get(whole, "configuration"), key));
    row = CALL_JSON(expected, provisor_instance_configuration_set_json, p, id, number, request);
    if (expected == PROVISOR_OK) {
        const char *shown = text_at(row, "/propertyValue");
        json_t *now = GET(p, id);
        CHECK_TEXT(shown ? shown : "", slot == password ? "********" : instance->values[slot]);
        settle(id, now, &before);
        json_decref(now);
    }
    json_decref(rows);
    json_decref(row);
    json_decref(whole);
    json_decref(request);
}

static void rotate(int64_t id)
{
    struct instance *instance = find(id), before = instance ? *instance : (struct instance){0};
    int64_t overlap = dice(2) ? 0 : dice(50);
    json_t *reply = CALL(instance ? PROVISOR_OK : PROVISOR_NOT_FOUND, provisor_instance_rotate, p, id, overlap);
    if (instance) {
        instance->former[1] = before.former[0];
        strcpy(instance->former[0].token, before.token);
        instance->former[0].until = clock_seconds + overlap;
        if (overlap == 0)
            instance->former[1].until = 0; /* the new token is the only one */
        snprintf(instance->token, sizeof instance->token, "%s", text_at(reply, "/token"));
        CHECK(strcmp(instance->token, before.token) != 0);
        settle(id, reply, &before);
    }
    json_decref(reply);
}

static void switch_state(int64_t id, int what)
{
    struct instance *instance = find(id), before = instance ? *instance : (struct instance){0};
    provisor_status expected = instance ? PROVISOR_OK : PROVISOR_NOT_FOUND;
    json_t *reply = what < 2    ? CALL(expected, provisor_instance_disable, p, id)
                    : what == 2 ? CALL(expected, provisor_instance_enable, p, id)
                                : CALL(expected, provisor_instance_trace, p, id, what % 2);
    if (instance) {
        if (what > 2)
            instance->tracing = what % 2;
        else
            instance->disabled = what < 2;
        settle(id, reply, &before);
    }
    json_decref(reply);
}

static void drop(int64_t id)
{
    REMOVE(find(id) ? PROVISOR_OK : PROVISOR_NOT_FOUND, p, id);
    if (find(id))
        model[id].exists = 0, live--;
}

/* ------------------------------------------------------------------------------------------------ runs --- */

static void step(void)
{
    int64_t id = some_id();
    int what = dice(100);
    if (what < (live < most_live ? 20 : 0))
        provision();
    else if (what < 45)
        change(id, updating);
    else if (what < 60)
        change(id, replacing);
    else if (what < 72)
        set(id);
    else if (what < 78)
        rotate(id);
    else if (what < 90)
        switch_state(id, dice(5));
    else
        drop(id);
    if (id >= 1 && id < next_id) {
        json_t *now = CALL(find(id) ? PROVISOR_OK : PROVISOR_NOT_FOUND, provisor_instance_get, p, id);
        if (find(id)) {
            check_instance(now, id, &model[id]);
            CHECK(has_password(p, id, model[id].values[password]));
        }
        check_tokens(p, id);
        json_decref(now);
    }
}

/* All of it, by pages of any size, and by what lists can be asked for. */
static void check_all(void)
{
    char name[24];
    snprintf(name, sizeof name, "name %d", dice(30));
    check_list(p, 1 + dice(200), (struct filter){NULL, NULL, -1});
    check_list(p, 1 + dice(9), (struct filter){tag_pool[dice(6)], NULL, dice(3) - 1});
    check_list(p, 1 + dice(99), (struct filter){NULL, dice(2) ? name : "desk", -1});
    check_list(p, 200, (struct filter){tag_pool[dice(6)], name, dice(3) - 1});
    check_counts(p);
}

int main(void)
{
    const char *given = getenv("PROVISOR_TEST_SEED");
    int steps = rounds(10000, 500);
    uint32_t seed = given ? (uint32_t)strtoul(given, NULL, 10) : (uint32_t)time(NULL) * 31 + (uint32_t)getpid();
    chance = seed ? seed : 1;
    scratch_enter();
    model = calloc((size_t)steps + 2, sizeof *model);
    reopen();
    for (int i = 1; i <= steps && !check_failures; i++) {
        clock_seconds += dice(3);
        step();
        if (dice(100) == 0)
            reopen();
        if (dice(200) == 0 || i == steps)
            check_all();
        if (check_failures)
            fprintf(stderr, "in step %d\n", i);
    }
    printf("PROVISOR_TEST_SEED=%u\n", seed);
    provisor_close(p);
    free(model);
    scratch_leave();
    return check_result();
}
