/* Rotation: a new token, and the old one good for as long as the overlap says. */
#define _GNU_SOURCE
#include "instances.h"

enum { year = 366 * 86400 };

static void check_token(int line, provisor *p, const char *token, int64_t expected)
{
    json_t *found = expected ? CALL(PROVISOR_OK, provisor_instance_find, p, token)
                             : CALL(PROVISOR_NOT_FOUND, provisor_instance_find, p, token);
    if (expected && id_of(found) != expected)
        check_failed(__FILE__, line, "the token leads to another instance", token);
    else if (!expected && at(found, "/id"))
        check_failed(__FILE__, line, "the token is still good", token);
    json_decref(found);
}

#define GOOD_TOKEN(p, token, id) check_token(__LINE__, p, token, id)
#define DEAD_TOKEN(p, token) check_token(__LINE__, p, token, 0)

/* Rotates and answers the new token, to be freed; all else stays. */
static char *rotate(provisor *p, int64_t id, int64_t overlap)
{
    json_t *before = GET(p, id), *after = CALL(PROVISOR_OK, provisor_instance_rotate, p, id, overlap), *left, *right;
    char *token = strdup(text_at(after, "/token"));
    left = without(before, "token version updatedDate");
    right = without(after, "token version updatedDate");
    CHECK_SAME(left, right);
    CHECK_INT(strlen(token), 44);
    CHECK(strcmp(token, text_at(before, "/token")) != 0);
    json_decref(left);
    json_decref(right);
    left = GET(p, id);
    CHECK_SAME(left, after);
    json_decref(left);
    json_decref(before);
    json_decref(after);
    return token;
}

static char *first_token(provisor *p, int64_t *id)
{
    json_t *created = CREATE(p, GOOD);
    char *token = strdup(text_at(created, "/token"));
    *id = id_of(created);
    json_decref(created);
    return token;
}

static void test_no_overlap(provisor *p)
{
    int64_t id;
    char *first = first_token(p, &id), *second, *third;
    GOOD_TOKEN(p, first, id);
    second = rotate(p, id, 0);
    DEAD_TOKEN(p, first);
    GOOD_TOKEN(p, second, id);
    third = rotate(p, id, 60);
    GOOD_TOKEN(p, second, id);
    free(first);
    first = rotate(p, id, 0); /* ends overlaps, too */
    DEAD_TOKEN(p, second);
    DEAD_TOKEN(p, third);
    GOOD_TOKEN(p, first, id);
    free(first);
    free(second);
    free(third);
}

/* Good up to the last second of the overlap, and each old token for its own time. */
static void test_overlap(provisor *p)
{
    int64_t id, other;
    char *first = first_token(p, &id), *foreign = first_token(p, &other), *second, *third;
    second = rotate(p, id, 60);
    GOOD_TOKEN(p, first, id);
    GOOD_TOKEN(p, second, id);
    clock_seconds += 59;
    GOOD_TOKEN(p, first, id);
    clock_seconds += 1;
    DEAD_TOKEN(p, first);
    GOOD_TOKEN(p, second, id);
    third = rotate(p, id, 1);
    GOOD_TOKEN(p, second, id);
    clock_seconds += 1;
    DEAD_TOKEN(p, second);
    clock_seconds -= 1000; /* a clock that was set back */
    GOOD_TOKEN(p, third, id);
    clock_seconds += 1000;
    GOOD_TOKEN(p, third, id);
    GOOD_TOKEN(p, foreign, other);
    free(first);
    free(second);
    free(third);
    free(foreign);
}

/* An old token in its overlap leads to the instance as it is now, and dies with it. */
static void test_old_token(provisor *p)
{
    int64_t id;
    char *first = first_token(p, &id), *second = rotate(p, id, 3600);
    json_decref(UPDATE(PROVISOR_OK, p, id, "{'name': 'renamed', 'configuration': {'username': 'joe'}}"));
    json_t *found = CALL(PROVISOR_OK, provisor_instance_find, p, first), *now = GET(p, id);
    CHECK_SAME(found, now);
    DO(PROVISOR_OK, provisor_instance_disable, p, id);
    GOOD_TOKEN(p, first, id);
    REMOVE(PROVISOR_OK, p, id);
    DEAD_TOKEN(p, first);
    DEAD_TOKEN(p, second);
    json_decref(found);
    json_decref(now);
    free(first);
    free(second);
}

static void test_limits(provisor *p)
{
    static const int64_t refused[] = {-1, INT64_MIN, (int64_t)year + 1, INT64_MAX};
    int64_t id;
    char *first = first_token(p, &id), *second;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        DO(PROVISOR_INVALID, provisor_instance_rotate, p, id, refused[i]);
        json_decref(CALL_JSON(PROVISOR_INVALID, provisor_instance_rotate_json, p, id, refused[i]));
    }
    json_t *now = GET(p, id);
    CHECK_TEXT(text_at(now, "/token"), first);
    CHECK(!at(now, "/version"));
    json_decref(now);
    second = rotate(p, id, year);
    clock_seconds += year - 1;
    GOOD_TOKEN(p, first, id);
    clock_seconds += 1;
    DEAD_TOKEN(p, first);
    GOOD_TOKEN(p, second, id);
    free(first);
    free(second);
}

/* Reopened, on a second handle, and by the twin: the same. */
static void test_reopened(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = clock_read;
    provisor *p = OPEN("reopened.db", &options), *other = OPEN("reopened.db", &options);
    int64_t id;
    char *first = first_token(p, &id);
    json_t *rotated = CALL_JSON(PROVISOR_OK, provisor_instance_rotate_json, p, id, 60);
    GOOD_TOKEN(other, first, id);
    GOOD_TOKEN(other, text_at(rotated, "/token"), id);
    provisor_close(p);
    provisor_close(other);
    p = OPEN("reopened.db", &options);
    GOOD_TOKEN(p, first, id);
    clock_seconds += 60;
    DEAD_TOKEN(p, first);
    GOOD_TOKEN(p, text_at(rotated, "/token"), id);
    provisor_close(p);
    json_decref(rotated);
    free(first);
}

/* Old tokens whose time is over do not pile up in the store. */
static void test_forgotten(void)
{
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = clock_read;
    provisor *p = OPEN("forgotten.db", &options);
    json_decref(CREATE(p, GOOD));
    for (int i = 0; i < 20; i++) {
        free(rotate(p, 1, 10));
        clock_seconds += 100;
    }
    CHECK(store_number("forgotten.db", "SELECT count(*) FROM former_token") <= 1);
    provisor_close(p);
}

int main(void)
{
    const char *const stores[] = {NULL, "tokens.db"};
    provisor_options options = PROVISOR_OPTIONS_INIT;
    options.now = clock_read;
    scratch_enter();
    for (size_t i = 0; i < 2; i++) {
        provisor *p = OPEN(stores[i], &options);
        test_no_overlap(p);
        test_overlap(p);
        test_old_token(p);
        test_limits(p);
        provisor_close(p);
    }
    test_reopened();
    test_forgotten();
    scratch_leave();
    return check_result();
}
