/*
 * test_people.cpp - provisor.hpp: users, whose instances nobody else sees, and the HTTP API as one call.
 *
 *     c++ -std=c++17 test_people.cpp $(pkg-config --cflags --libs provisor jansson) -pthread
 *
 * Silent when all is well; every failed check is printed with its place, and the program ends with 1.
 */
#include "testing.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using provisorpp::options;
using provisorpp::response;
using provisorpp::store;

using headers = std::vector<std::pair<std::string, std::string>>;

std::string authorization(const std::string &user, const std::string &organization) {
    return "User " + user + ", Organization " + organization;
}

/* The Authorization header of the default user. */
std::string default_user(const store &host) {
    const document secrets(host.default_secrets());
    return authorization(secrets.text("user"), secrets.text("organization"));
}

/* Creates an organization, and answers the Authorization header of its administrator. */
std::string administrator(store &host, const std::string &email) {
    const document made(host.organization_create(R"({"name": "Acme", "email": ")" + email + R"("})"));
    return authorization(json_string_value(json_object_get(made["user"], "secret")), made.text("secret"));
}

std::string header(const response &answer, const std::string &name) {
    for (const auto &[other, value] : answer.headers)
        if (other == name) return value;
    return {};
}

void test_users_see_their_own() {
    store host;
    store one = host.as(administrator(host, "one@acme.example"));
    store two = host.as(administrator(host, "two@acme.example"));
    const document made(one.provision(good));
    CHECK(one.instance_find(made.text("token")) == one.instance_get(made.number("id")));
    for (const store *other : {&host, &two}) {
        CHECK_STATUS(PROVISOR_NOT_FOUND, other->instance_get(made.number("id")));
        CHECK_STATUS(PROVISOR_NOT_FOUND, other->instance_find(made.text("token")));
        CHECK(document(other->instance_count()).number("totalInstances") == 0);
    }
    CHECK(document(host.as(default_user(host)).provision(good)).number("id") != made.number("id"));
    CHECK(document(host.instance_count()).number("totalInstances") == 1);
}

void test_accounts_and_users() {
    store host;
    const document account(host.account_create(R"({"name": "Support"})"));
    const document user(host.user_create(account.number("id"), R"({"email": "kim@acme.example"})"));
    const document secrets(host.default_secrets());
    store kim = host.as(authorization(user.text("secret"), secrets.text("organization")));
    CHECK_STATUS(PROVISOR_CONFLICT, host.user_create(account.number("id"), R"({"email": "kim@acme.example"})"));
    CHECK_STATUS(PROVISOR_NOT_FOUND, host.user_create(4711, R"({"email": "kai@acme.example"})"));
    CHECK_STATUS(PROVISOR_INVALID, host.account_create("{}"));
    CHECK_STATUS(PROVISOR_MALFORMED, host.organization_create(""));
    CHECK_STATUS(PROVISOR_FORBIDDEN, kim.default_secrets());
    CHECK_STATUS(PROVISOR_FORBIDDEN, kim.organization_create(R"({"name": "n", "email": "e@acme.example"})"));
    CHECK_STATUS(PROVISOR_FORBIDDEN, kim.account_create(R"({"name": "n"})"));
}

void test_unauthorized() {
    store host;
    for (const std::string &wrong : {std::string(), std::string("User x"), default_user(host) + "x"})
        CHECK_STATUS(PROVISOR_UNAUTHORIZED, host.as(wrong));
    CHECK_STATUS(PROVISOR_MISUSE, host.as(default_user(host) + '\0'));
    const std::string right = default_user(host);
    host.close();
    CHECK_STATUS(PROVISOR_MISUSE, host.as(right));
    CHECK_STATUS(PROVISOR_MISUSE, host.request("GET", "/instances"));
}

/* The callbacks of a store are there until the last of its handles is closed. */
void test_closed_in_any_order() {
    int read = 0;
    options counting;
    counting.now = [&read] { return ++read, std::int64_t{1449850071}; };
    store host(":memory:", counting);
    store user = host.as(default_user(host));
    host.close();
    read = 0;
    CHECK(document(user.provision(good)).text("createdDate") == "2015-12-11T16:07:51Z");
    CHECK(read > 0);

    store again;
    again.as(default_user(again)).close();
    CHECK(document(again.provision(good)).number("id") > 0);
}

void test_callbacks_of_a_user() {
    bool fails = false;
    options failing;
    failing.now = [&fails] {
        if (fails) throw std::domain_error("no time");
        return std::int64_t{1449850071};
    };
    store host(":memory:", failing);
    store user = host.as(default_user(host));
    fails = true;
    try {
        static_cast<void>(user.provision(good));
        FAILED("nothing thrown");
    } catch (const std::domain_error &) {
    }
}

/* Setting up a new store reads the clock, too. */
void test_a_clock_that_fails_at_once() {
    options failing;
    failing.now = []() -> std::int64_t { throw std::domain_error("no time"); };
    try {
        const store host(":memory:", failing);
        FAILED("nothing thrown");
    } catch (const std::domain_error &) {
    }
}

void test_request() {
    store host;
    const headers mine{{"Authorization", default_user(host)}, {"content-type", "application/json"}};
    const response made = host.request("POST", "/elements/api-v2/instances", mine, good);
    CHECK(made.status == 200);
    CHECK(header(made, "elements-request-id").size() == 24);
    const std::string path = "/instances/" + std::to_string(document(made.body).number("id"));
    CHECK(host.request("GET", path, mine).body == host.instance_get(document(made.body).number("id")));
    const response head = host.request("HEAD", path, mine);
    CHECK(head.status == 200 && head.body.empty());
    CHECK(host.request("GET", path).status == 401);
    CHECK(host.request("POST", "/instances", mine, "{").status == 400);
    CHECK(host.request("POST", "/instances", mine, std::string_view("{}\0", 3)).status == 400);
    CHECK(host.request("POST", "/instances", mine, std::string(1'048'577, ' ')).status == 413);
    CHECK(header(host.request("POST", "/instances/count", mine), "Allow") == "GET, HEAD");
    CHECK_STATUS(PROVISOR_MISUSE, host.request("GET", path, headers(1'001, {"x", "y"})));
    CHECK_STATUS(PROVISOR_MISUSE, host.request("GET", path, {{"Accept", std::string(1, '\0')}}));
    CHECK(host.request("DELETE", path, mine).body == "{}");
    CHECK(host.request("GET", path, mine).status == 404);
}

} // namespace

int main() {
    return run(test_users_see_their_own, test_accounts_and_users, test_unauthorized, test_closed_in_any_order,
               test_callbacks_of_a_user, test_a_clock_that_fails_at_once, test_request);
}
