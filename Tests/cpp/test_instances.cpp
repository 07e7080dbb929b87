/*
 * test_instances.cpp - provisor.hpp: instances read, listed, changed, planned and removed.
 *
 *     c++ -std=c++17 test_instances.cpp $(pkg-config --cflags --libs provisor jansson) -pthread
 *
 * Silent when all is well; every failed check is printed with its place, and the program ends with 1.
 */
#include "testing.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using provisorpp::options;
using provisorpp::report;
using provisorpp::store;

constexpr std::int64_t nobody = 4711;
constexpr std::int64_t start = 1449850071; /* 2015-12-11T16:07:51Z */

/* The good request with other tags and name. */
std::string request(const std::string &tags, const std::string &name) {
    return R"({"element": {"key": "freshservice"}, "configuration": {"username": "jane@acme.example",)"
           R"( "password": "Blue-Kettle-42-Harbour", "subdomain": "acme"}, "tags": )"
           + tags + R"(, "name": ")" + name + R"("})";
}

std::int64_t id_of(const std::string &instance) { return document(instance).number("id"); }
std::string token_of(const std::string &instance) { return document(instance).text("token"); }

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

/* A list of keys in a plan, such as "changed", with commas between them. */
std::string keys(const report &plan, const char *member) {
    const document answer(plan.json);
    std::string all;
    for (std::size_t i = 0; i < json_array_size(answer[member]); ++i) {
        if (i > 0) all += ",";
        all += json_string_value(json_array_get(answer[member], i));
    }
    return all;
}

/* Replies never show the password: a plan that sets the same one changes nothing. */
bool has_password(const store &in, std::int64_t id, const std::string &password) {
    const report plan = in.plan("update", id, R"({"configuration": {"password": ")" + password + R"("}})");
    return plan.valid && keys(plan, "changed").empty();
}

void test_reading() {
    store memory;
    const std::string first = memory.provision(good), second = memory.provision(good);
    const store &constant = memory; /* reading needs no more */
    CHECK(constant.instance_get(id_of(first)) == first);
    CHECK(constant.instance_find(token_of(second)) == second);
    CHECK(contains(constant.instance_list(), first) && contains(constant.instance_list(), second));
    CHECK(document(constant.instance_count()).number("totalInstances") == 2);

    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_get(nobody));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_get(INT64_MIN));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_find("no such token"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_find(""));
    CHECK_STATUS(PROVISOR_MISUSE, memory.instance_find(token_of(first) + '\0'));
    try {
        static_cast<void>(memory.instance_get(nobody));
    } catch (const provisorpp::error &e) {
        CHECK(e.status_name() == std::string("not-found"));
        CHECK(document(e.problem()).text("message") == "No instance found with ID 4711");
    }
}

void test_no_such_instance() {
    store memory;
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_update(nobody, "{}"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_replace(nobody, "{}"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_enable(nobody));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_disable(nobody));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_trace(nobody, true));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_rotate(nobody));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_configuration_list(nobody));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_configuration_get(nobody, 1));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_configuration_set(nobody, 1, R"({"propertyValue": "x"})"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, (memory.instance_remove(nobody), 0));
    CHECK(memory.plan("update", nobody, "{}").status == PROVISOR_NOT_FOUND);
    CHECK(memory.plan("replace", nobody, "{}").status == PROVISOR_NOT_FOUND);
}

void test_closed() {
    store memory;
    memory.close();
    CHECK_STATUS(PROVISOR_MISUSE, memory.instance_get(1));
    CHECK_STATUS(PROVISOR_MISUSE, memory.instance_list());
    CHECK_STATUS(PROVISOR_MISUSE, memory.instance_count());
    CHECK_STATUS(PROVISOR_MISUSE, memory.instance_update(1, "{}"));
    CHECK_STATUS(PROVISOR_MISUSE, (memory.instance_remove(1), 0));
    CHECK_STATUS(PROVISOR_MISUSE, memory.provision_once("key", good));
    CHECK_STATUS(PROVISOR_MISUSE, memory.plan("provision", 0, good));
}

/* Reads a list page by page; answers the ids. */
std::vector<std::int64_t> ids(const store &in, const std::string &conditions, int page_size, int *pages = nullptr) {
    std::vector<std::int64_t> all;
    std::string next;
    int count = 0;
    do {
        std::string query = R"({"pageSize": )" + std::to_string(page_size);
        if (!conditions.empty()) query += ", " + conditions;
        if (!next.empty()) query += R"(, "nextPage": ")" + next + '"';
        const document page(in.instance_list(query + "}"));
        for (std::size_t i = 0; i < json_array_size(page["instances"]); ++i)
            all.push_back(json_integer_value(json_object_get(json_array_get(page["instances"], i), "id")));
        next = page.text("nextPage");
        ++count;
    } while (!next.empty());
    if (pages) *pages = count;
    return all;
}

void test_list() {
    store memory;
    std::vector<std::int64_t> all, even, sevens;
    for (std::int64_t n = 1; n <= 450; ++n) {
        const std::string tags = n % 2 == 0 ? R"(["all", "even"])" : R"(["all"])";
        CHECK(id_of(memory.provision(request(tags, "Number " + std::to_string(n)))) == n);
        all.push_back(n);
        if (n % 2 == 0) even.push_back(n);
        if (n == 70 || n == 72 || n == 74 || n == 76 || n == 78) sevens.push_back(n);
    }
    int pages = 0;
    CHECK(ids(memory, "", 200, &pages) == all && pages == 3);
    CHECK(ids(memory, "", 150, &pages) == all && pages == 3);
    CHECK(ids(memory, R"("tags": ["all"])", 449, &pages) == all);
    CHECK(ids(memory, R"("tags": ["even", "all"])", 100, &pages) == even && pages == 3);
    CHECK(ids(memory, R"("tags": ["even"], "searchText": "NUMBER 7", "element": "freshservice")", 2, &pages)
          == std::vector<std::int64_t>{70, 72, 74, 76, 78});
    CHECK(ids(memory, R"("tags": ["even", "none"])", 10).empty());
    CHECK(ids(memory, R"("element": "other")", 10).empty());

    CHECK(json_array_size(document(memory.instance_list())["instances"]) == 200);
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_list(R"({"pageSize": 0})"));
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_list(R"({"nextPage": "none of ours"})"));
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_list(R"({"tag": ["x"]})"));
    CHECK_STATUS(PROVISOR_MALFORMED, memory.instance_list("{"));
    CHECK_STATUS(PROVISOR_MALFORMED, memory.instance_list(""));
}

void test_update() {
    options wanted;
    std::int64_t time = start;
    wanted.now = [&] { return time; };
    store memory(":memory:", wanted);
    const std::string before = memory.provision(good);
    const std::int64_t id = id_of(before);
    CHECK(!document(before)["version"]);

    time += 60;
    const document renamed(memory.instance_update(id, R"({"name": "Other", "tags": ["a"]})"));
    CHECK(renamed.text("name") == "Other" && renamed.number("version") == 2);
    CHECK(renamed.text("updatedDate") == "2015-12-11T16:08:51Z");
    CHECK(renamed.text("token") == token_of(before));
    CHECK(json_equal(renamed["configuration"], document(before)["configuration"]));

    const document configured(
        memory.instance_update(id, R"({"configuration": {"subdomain": "other", "password": "********"}})"));
    CHECK(configured.entry("subdomain") == "other" && configured.entry("password") == "********");
    CHECK(configured.entry("username") == "jane@acme.example" && configured.text("name") == "Other");
    CHECK(has_password(memory, id, "Blue-Kettle-42-Harbour"));
    memory.instance_update(id, R"({"configuration": {"password": "something-else-17"}})");
    CHECK(has_password(memory, id, "something-else-17") && !has_password(memory, id, "Blue-Kettle-42-Harbour"));

    CHECK_STATUS(PROVISOR_INVALID, memory.instance_update(id, R"({"configuration": {"subdomain": "a/b"}})"));
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_update(id, R"({"configuration": {"password": ""}})"));
    CHECK_STATUS(PROVISOR_MALFORMED, memory.instance_update(id, "{"));
    CHECK_STATUS(PROVISOR_MALFORMED, memory.instance_update(id, std::string_view()));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_update(id, R"({"element": {"key": "nobody"}})"));
    CHECK(document(memory.instance_get(id)).number("version") == 4);
}

void test_conflict() {
    store memory;
    const std::int64_t id = id_of(memory.provision(good));
    CHECK(document(memory.instance_update(id, R"({"version": 1, "name": "a"})")).number("version") == 2);
    CHECK_STATUS(PROVISOR_CONFLICT, memory.instance_update(id, R"({"version": 1, "name": "b"})"));
    CHECK_STATUS(PROVISOR_CONFLICT, memory.instance_update(id, R"({"updatedDate": "some day", "name": "b"})"));
    CHECK_STATUS(PROVISOR_CONFLICT, memory.plan("update", id, R"({"version": 1, "name": "b"})"));
    CHECK(document(memory.instance_get(id)).text("name") == "a");
    try {
        memory.instance_update(id, R"({"version": 1})");
        FAILED("nothing thrown");
    } catch (const provisorpp::error &e) {
        CHECK(e.status_name() == std::string("conflict") && document(e.problem()).text("status") == "conflict");
    }
}

void test_replace() {
    store memory;
    const std::string before = memory.provision(good);
    const std::int64_t id = id_of(before);
    memory.instance_update(id, R"({"configuration": {"pagination.max": "50"}})");

    const document renamed(memory.instance_replace(id, R"({"name": "Other", "tags": []})"));
    CHECK(renamed.text("name") == "Other" && json_array_size(renamed["tags"]) == 0);
    CHECK(renamed.entry("pagination.max") == "50" && has_password(memory, id, "Blue-Kettle-42-Harbour"));

    const document whole(memory.instance_replace(id, before)); /* as it was shown, masks and all */
    CHECK(whole.text("name") == "Docs" && whole.entry("pagination.max") == "30");
    CHECK(has_password(memory, id, "Blue-Kettle-42-Harbour"));
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_replace(id, R"({"configuration": {"username": "x"}})"));
}

void test_states() {
    store memory;
    const std::int64_t id = id_of(memory.provision(good));
    CHECK(json_is_true(document(memory.instance_disable(id))["disabled"]));
    CHECK(json_is_true(document(memory.instance_disable(id))["disabled"]));
    CHECK(json_is_true(document(memory.instance_get(id))["disabled"]));
    CHECK(json_is_false(document(memory.instance_enable(id))["disabled"]));
    CHECK(json_is_true(document(memory.instance_trace(id, true))["traceLoggingEnabled"]));
    CHECK(json_is_false(document(memory.instance_trace(id, false))["traceLoggingEnabled"]));
    CHECK(document(memory.instance_get(id)).number("version") == 5);
}

void test_rotate() {
    options wanted;
    std::int64_t time = start;
    wanted.now = [&] { return time; };
    store memory(":memory:", wanted);
    const std::string first = memory.provision(good);
    const std::int64_t id = id_of(first);

    const std::string second = memory.instance_rotate(id);
    CHECK(token_of(second) != token_of(first) && id_of(second) == id);
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_find(token_of(first)));
    CHECK(memory.instance_find(token_of(second)) == second);

    const std::string third = memory.instance_rotate(id, 60);
    time += 59;
    CHECK(memory.instance_find(token_of(second)) == third && memory.instance_find(token_of(third)) == third);
    time += 1;
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_find(token_of(second)));
    CHECK(memory.instance_find(token_of(third)) == third);

    CHECK_STATUS(PROVISOR_INVALID, memory.instance_rotate(id, -1));
    CHECK_STATUS(PROVISOR_INVALID, memory.instance_rotate(id, INT64_MAX));
}

void test_remove() {
    const directory temporary;
    std::string kept, gone;
    {
        store created(temporary.file("instances.db"));
        kept = created.provision(good);
        gone = created.provision(good);
        created.instance_remove(id_of(gone));
        CHECK_STATUS(PROVISOR_NOT_FOUND, (created.instance_remove(id_of(gone)), 0));
    }
    store again(temporary.file("instances.db"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, again.instance_get(id_of(gone)));
    CHECK_STATUS(PROVISOR_NOT_FOUND, again.instance_find(token_of(gone)));
    CHECK(again.instance_get(id_of(kept)) == kept);
    CHECK(id_of(again.provision(good)) > id_of(gone));
    CHECK(document(again.instance_count()).number("totalInstances") == 2);
}

void test_configuration() {
    store memory;
    const std::string instance = memory.provision(good);
    const std::int64_t id = id_of(instance);
    const document rows(memory.instance_configuration_list(id));
    CHECK(rows.size() == json_object_size(document(instance)["configuration"]));

    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t row = json_integer_value(json_object_get(rows[i], "id"));
        const std::string key = json_string_value(json_object_get(rows[i], "key"));
        const document found(memory.instance_configuration_get(id, row));
        CHECK(seen.insert(row).second && found.text("key") == key);
        CHECK(json_equal(found["propertyValue"], json_object_get(document(instance)["configuration"], key.c_str())));
        if (key == "subdomain") {
            const document set(memory.instance_configuration_set(id, row, R"({"id": 5, "propertyValue": "other"})"));
            CHECK(set.number("id") == row && set.text("propertyValue") == "other");
            CHECK_STATUS(PROVISOR_INVALID, memory.instance_configuration_set(id, row, R"({"propertyValue": "a/b"})"));
            CHECK_STATUS(PROVISOR_INVALID, memory.instance_configuration_set(id, row, "{}"));
            CHECK_STATUS(PROVISOR_MALFORMED, memory.instance_configuration_set(id, row, "{"));
        }
    }
    CHECK(document(memory.instance_get(id)).entry("subdomain") == "other");
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_configuration_get(id, *seen.rbegin() + 1));
    const document others(memory.instance_configuration_list(id_of(memory.provision(good))));
    const std::int64_t of_another = json_integer_value(json_object_get(others[std::size_t{0}], "id"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.instance_configuration_get(id, of_another));
}

void test_plan() {
    store memory;
    const report first = memory.plan("provision", 0, good);
    const document plan(first.json);
    CHECK(first.valid && first.status == PROVISOR_OK);
    CHECK(plan.text("action") == "provision" && plan.text("name") == "Docs" && plan.entry("password") == "********");
    CHECK(document(memory.instance_count()).number("totalInstances") == 0);

    const std::string before = memory.provision(good);
    const std::int64_t id = id_of(before);
    CHECK(json_equal(document(before)["configuration"], plan["configuration"]));
    CHECK(memory.plan("provision", 0, good).json == first.json); /* the same bytes */

    const std::string change = R"({"configuration": {"subdomain": "b", "pagination.max": "", "password": "********"}})";
    memory.instance_update(id, R"({"configuration": {"pagination.max": "50"}})");
    const report update = memory.plan("update", id, change);
    CHECK(update.valid && keys(update, "changed") == "subdomain,pagination.max");
    CHECK(keys(update, "defaulted") == "pagination.max");
    CHECK(keys(update, "added").empty() && keys(update, "removed").empty());
    CHECK(memory.plan("update", id, change).json == update.json);
    CHECK(store().plan("provision", 0, good).json == first.json);
    CHECK(document(memory.instance_get(id)).entry("subdomain") == "acme");
    CHECK(json_equal(document(memory.instance_update(id, change))["configuration"],
                     document(update.json)["configuration"]));

    const report faulty = memory.plan("replace", id, R"({"configuration": {}})");
    CHECK(!faulty.valid && faulty.status == PROVISOR_INVALID);
    CHECK(json_array_size(document(faulty.json)["errors"]) == 3);
    CHECK(memory.plan("provision", 0, "{").status == PROVISOR_MALFORMED);
    CHECK(memory.plan("provision", 0, R"({"element": {"key": "nobody"}, "configuration": {}})").status
          == PROVISOR_NOT_FOUND);
    CHECK_STATUS(PROVISOR_MISUSE, memory.plan(std::string("update\0", 7), id, "{}"));
}

void test_provision_once() {
    store memory;
    const std::string first = memory.provision_once("order-17", good);
    CHECK(memory.provision_once("order-17", good) == first);
    CHECK(id_of(memory.provision_once("order-18", good)) != id_of(first));
    try {
        static_cast<void>(memory.provision_once("order-17", R"({"element": {"key": "freshservice"}, "configuration":
            {"username": "jane@acme.example", "password": "something-else-17", "subdomain": "acme"}})"));
        FAILED("nothing thrown");
    } catch (const provisorpp::error &e) {
        CHECK(e.status() == PROVISOR_CONFLICT);
        CHECK(contains(e.problem(), "name, tags, password differ") && !contains(e.problem(), "something-else-17"));
    }
    CHECK_STATUS(PROVISOR_INVALID, memory.provision_once("", good));
    CHECK_STATUS(PROVISOR_INVALID, memory.provision_once(std::string(256, 'x'), good));
    CHECK_STATUS(PROVISOR_INVALID, memory.provision_once("order-19", "{}"));
    CHECK_STATUS(PROVISOR_MISUSE, memory.provision_once(std::string("a\0b", 3), good));
    CHECK(document(memory.instance_count()).number("totalInstances") == 2);

    memory.instance_remove(id_of(first));
    CHECK(id_of(memory.provision_once("order-17", good)) > id_of(first));
}

struct boom {};

void test_elements() {
    store memory;
    const std::string acme = R"({"key": "acme", "configuration": [{"key": "base.ulr", "required": true}]})";
    const report odd = memory.element_lint(acme);
    CHECK(odd.valid && contains(odd.json, "misspelled-key"));
    CHECK(memory.element_load(acme).valid);
    CHECK(contains(memory.element_list(), R"("key":"acme")"));
    CHECK(document(memory.element_export("acme")).text("key") == "acme");
    CHECK(contains(memory.element_describe("acme", "example"), "<INSERT_BASE_ULR>"));
    const report wrong = memory.element_load("{");
    CHECK(!wrong.valid && wrong.status == PROVISOR_MALFORMED);
    CHECK_STATUS(PROVISOR_NOT_FOUND, memory.element_describe("no-such", "form"));
    CHECK_STATUS(PROVISOR_MISUSE, memory.element_describe("acme", "xml"));
}

void test_provision_many() {
    provisorpp::store memory;
    const std::string line = R"({"element": {"key": "freshservice"}, "configuration": {"username": "jane@acme.example",
        "password": "Blue-Kettle-42-Harbour", "subdomain": "acme"}})";
    std::string text = line;
    for (char &c : text)
        if (c == '\n') c = ' ';
    text += "\n{}\n" + text;
    std::string statuses;
    provisorpp::many wanted;
    wanted.reply = [&](std::uint64_t number, provisor_status status, std::string_view reply) {
        CHECK(!reply.empty());
        statuses += std::to_string(number) + ":" + std::to_string(status) + " ";
        return true;
    };
    const document summary(memory.provision_many(text, wanted));
    CHECK(summary.number("provisioned") == 2 && summary.number("failed") == 1);
    CHECK(statuses == "1:0 2:1 3:0 ");
    wanted.chunk = 1;
    wanted.progress = [](std::uint64_t, std::uint64_t, std::uint64_t) -> bool { throw std::length_error("enough"); };
    try {
        memory.provision_many(text, wanted);
        FAILED("nothing thrown");
    } catch (const std::length_error &) {
    }
    CHECK(document(memory.instance_count()).number("totalInstances") == 3);
    CHECK_STATUS(PROVISOR_MISUSE, memory.provision_many(-1));
}

void test_throwing_callbacks() {
    bool fail = false;
    options throwing;
    throwing.now = [&] { return fail ? throw boom{} : start; };
    store memory(":memory:", throwing);
    const std::int64_t id = id_of(memory.provision(good));
    fail = true;
    int caught = 0;
    const auto expect = [&](const auto &call) {
        try {
            call();
        } catch (const boom &) {
            ++caught;
        }
    };
    expect([&] { memory.instance_update(id, R"({"name": "Other"})"); });
    expect([&] { memory.instance_disable(id); });
    expect([&] { memory.instance_rotate(id); });
    expect([&] { static_cast<void>(memory.provision_once("key", good)); });
    CHECK(caught == 4);
    fail = false;
    CHECK(document(memory.instance_get(id)).text("name") == "Docs");
    CHECK(document(memory.instance_count()).number("totalInstances") == 1);
}

/* Nobody's change is lost, and readers see whole instances only. */
void test_threads() {
    const directory temporary;
    store file(temporary.file("instances.db"));
    const std::int64_t id = id_of(file.provision(request(R"(["0"])", "0")));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&file, id] {
            for (int round = 0; round < 10;) {
                const document seen(file.instance_get(id));
                const std::string name = seen.text("name");
                CHECK(json_array_size(seen["tags"]) == 1
                      && name == json_string_value(json_array_get(seen["tags"], 0)));
                const std::string next = std::to_string(std::stoi(name) + 1);
                const std::int64_t version = seen["version"] ? seen.number("version") : 1;
                try {
                    file.instance_update(id, R"({"version": )" + std::to_string(version) + R"(, "name": ")" + next
                                                 + R"(", "tags": [")" + next + R"("]})");
                    ++round;
                } catch (const provisorpp::error &e) {
                    if (e.status() != PROVISOR_CONFLICT) throw;
                }
            }
        });
    for (std::thread &thread : threads) thread.join();
    CHECK(document(file.instance_get(id)).text("name") == "40");
    CHECK(document(file.instance_get(id)).number("version") == 41);
}

} // namespace

int main() {
    return run(
        test_reading, test_no_such_instance, test_closed, test_list, test_update, test_conflict, test_replace,
        test_states, test_rotate, test_remove, test_configuration, test_plan, test_provision_once, test_elements,
        test_provision_many,
        test_throwing_callbacks, test_threads);
}
