/*
 * Requests as jansson values, built from bytes by a small stack machine, so that everything comes up that no text can
 * spell: strings that are no UTF-8, values in several places, objects that contain themselves, great depth and width.
 */
#include "fuzz.h"

enum { most_depth = 4096, most_values = 1 << 14 };

static const char *const keys[] = {
    "element", "key", "id", "configuration", "username", "password", "subdomain", "tags", "name", "version",
    "base.url", "pagination.max", "event.notification.enabled", "event.notification.callback.url",
    "event.poller.configuration", "propertyValue", "externalAuthentication", "providerData", "email", "roles",
    "updatedDate", "searchText", "nextPage", "pageSize", "", "freshservice",
};

typedef struct machine {
    const uint8_t *data, *end;
    json_t *stack[most_depth];        /* open containers, borrowed from `all` */
    json_t *all[most_values];         /* every container, so that cycles can be broken in the end */
    int depth, count, values;
    char key[256];
    size_t key_length;
} machine;

static int next(machine *m) { return m->data < m->end ? *m->data++ : 0; }

/* Puts a value into the container on top. Takes the reference. */
static void put(machine *m, json_t *value)
{
    json_t *top = m->stack[m->depth - 1];
    if (!value || m->values++ > most_values) {
        json_decref(value);
        return;
    }
    if (json_is_array(top))
        json_array_append_new(top, value);
    else
        json_object_setn_new_nocheck(top, m->key, m->key_length, value);
}

static void open_container(machine *m, json_t *container)
{
    if (m->depth == most_depth || m->count == most_values) {
        json_decref(container);
        return;
    }
    m->all[m->count++] = json_incref(container);
    put(m, container);
    m->stack[m->depth++] = container;
}

static json_t *bytes_of(machine *m)
{
    size_t length = (size_t)next(m), rest = (size_t)(m->end - m->data);
    length = length < rest ? length : rest;
    json_t *text = json_stringn_nocheck((const char *)m->data, length);
    m->data += length;
    return text;
}

static void set_key(machine *m, const char *key, size_t length)
{
    m->key_length = length < sizeof m->key ? length : sizeof m->key;
    memcpy(m->key, key, m->key_length);
}

static json_t *huge_text(machine *m)
{
    int size = next(m);
    size_t length = (size_t)1 << (size < 250 ? size % 16 : 21); /* seldom, as it takes time */
    char *text = malloc(length);
    memset(text, next(m), length);
    json_t *value = json_stringn_nocheck(text, length);
    free(text);
    return value;
}

static void step(machine *m)
{
    int operation = next(m), argument;
    json_t *text;
    switch (operation % 18) {
    case 0: open_container(m, json_object()); break;
    case 1: open_container(m, json_array()); break;
    case 2: m->depth -= m->depth > 1; break;
    case 3: put(m, bytes_of(m)); break;
    case 4: put(m, json_integer((int8_t)next(m))); break;
    case 5: {
        uint64_t bits = 0;
        for (int i = 0; i < 8; i++)
            bits = bits << 8 | (uint64_t)next(m);
        put(m, json_integer((json_int_t)bits));
        break;
    }
    case 6: {
        double real = 0;
        uint8_t *bits = (uint8_t *)&real;
        for (size_t i = 0; i < sizeof real; i++)
            bits[i] = (uint8_t)next(m);
        put(m, json_real(real)); /* NULL for what is no number */
        break;
    }
    case 7: put(m, json_boolean(next(m) & 1)); break;
    case 8: put(m, json_null()); break;
    case 9:
        argument = next(m);
        set_key(m, keys[argument % (sizeof keys / sizeof *keys)], strlen(keys[argument % (sizeof keys / sizeof *keys)]));
        break;
    case 10:
        text = bytes_of(m);
        set_key(m, json_string_value(text), json_string_length(text));
        json_decref(text);
        break;
    case 11: put(m, json_incref(m->all[next(m) % m->count])); break; /* cycles, and values that are shared */
    case 12: put(m, huge_text(m)); break;
    case 13: /* deep */
        for (argument = next(m) * 16; argument-- > 0;)
            open_container(m, json_array());
        break;
    case 14: /* wide */
        for (argument = next(m) * 16; argument-- > 0;) {
            m->key_length = (size_t)snprintf(m->key, sizeof m->key, "entry.%d", argument);
            put(m, json_integer(argument));
        }
        break;
    case 15: /* the same value twice in each level: 2 to the power of the depth */
        for (argument = next(m) % 64; argument-- > 0;) {
            json_t *outer = m->stack[m->depth - 1];
            open_container(m, json_array());
            if (json_is_array(outer) && m->stack[m->depth - 1] != outer)
                json_array_append(outer, m->stack[m->depth - 1]);
        }
        break;
    case 16: { /* a good request's members */
        json_t *good = json_loads(FUZZ_GOOD, 0, NULL);
        if (json_is_object(m->stack[m->depth - 1]))
            json_object_update(m->stack[m->depth - 1], good);
        json_decref(good);
        break;
    }
    case 17: { /* into the configuration of the container on top */
        json_t *inner = json_object_get(m->stack[m->depth - 1], "configuration");
        if (json_is_object(inner) && m->count < most_values && m->depth < most_depth) {
            m->all[m->count++] = json_incref(inner);
            m->stack[m->depth++] = inner;
        }
        break;
    }
    }
}

static json_t *build(machine *m, const uint8_t *data, size_t size)
{
    json_t *root = size && data[0] & 0x80 ? json_array() : json_object();
    *m = (machine){.data = data + (size > 0), .end = data + size};
    set_key(m, "element", 7);
    m->all[m->count++] = json_incref(root);
    m->stack[m->depth++] = root;
    while (m->data < m->end)
        step(m);
    return root;
}

/* What contains itself is never released by counting references. */
static void release(machine *m, json_t *root)
{
    json_decref(root);
    for (int i = 0; i < m->count; i++) {
        if (json_is_array(m->all[i]))
            json_array_clear(m->all[i]);
        else
            json_object_clear(m->all[i]);
    }
    for (int i = 0; i < m->count; i++)
        json_decref(m->all[i]);
}

static void fuzz_one(const uint8_t *data, size_t size)
{
    static machine m;
    provisor *p = fuzz_begin();
    json_t *root = build(&m, data, size), *reply = NULL;
    size_t references = root->refcount;

    provisor_status status = provisor_validate_json(p, root, &reply), again;
    CLAIM(json_is_true(json_object_get(reply, "valid")) == (status == PROVISOR_OK), "valid");
    fuzz_check_json(status, reply);
    again = provisor_provision_json(p, root, &reply);
    fuzz_check_json(again, reply);
    CLAIM(again == status, "a provisioning is judged like its validation");
    again = provisor_plan_json(p, "provision", 0, root, &reply);
    fuzz_check_json(again, reply);
    CLAIM(again == status, "a plan is judged like its validation");
    ANSWERS_JSON(provisor_provision_once_json(p, "key", root, &reply));
    ANSWERS_JSON(provisor_instance_update_json(p, 1, root, &reply));
    ANSWERS_JSON(provisor_instance_replace_json(p, 2, root, &reply));
    ANSWERS_JSON(provisor_instance_configuration_set_json(p, 1, 1, root, &reply));
    ANSWERS_JSON(provisor_instance_list_json(p, root, &reply));
    ANSWERS_JSON(provisor_account_create_json(p, root, &reply));
    ANSWERS_JSON(provisor_organization_create_json(p, root, &reply));
    ANSWERS_JSON(provisor_user_create_json(p, 2, root, &reply));
    CLAIM(root->refcount == references, "a request is only borrowed");
    release(&m, root);
}
