/*
 * test_wrapper.cpp - provisor.hpp: what it adds to provisor.h.
 *
 *     c++ -std=c++17 test_wrapper.cpp $(pkg-config --cflags --libs provisor jansson) -pthread
 *
 * Silent when all is well; every failed check is printed with its place, and the program ends with 1.
 */
#include "testing.hpp"

#include <cstdint>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using provisorpp::options;
using provisorpp::store;

const std::string missing = R"({"element": {"key": "freshservice"},
    "configuration": {"username": "jane@acme.example", "subdomain": "acme"}, "tags": ["Docs"], "name": "Docs"})";
const std::string suspicious = R"({"element": {"key": "freshservice"},
    "configuration": {"username": "jane@acme.example", "password": "Blue-Kettle-42-Harbour", "subdomain": "acme",
                      "colour": "blue"}, "tags": ["Docs"], "name": "Docs"})";

/* Always the same numbers. */
void count_up(std::uint8_t *buffer, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) buffer[i] = static_cast<std::uint8_t>(i);
}

struct boom {
    int number;
};

void test_types() {
    static_assert(!std::is_copy_constructible_v<store> && !std::is_copy_assignable_v<store>);
    static_assert(std::is_nothrow_move_constructible_v<store> && std::is_nothrow_move_assignable_v<store>);
    static_assert(std::is_nothrow_copy_constructible_v<provisorpp::error>);
    static_assert(std::is_base_of_v<std::runtime_error, provisorpp::error>);
    static_assert(!std::is_convertible_v<std::string, store>);
}

void test_validate() {
    const store memory;
    CHECK(memory && memory.get());

    const provisorpp::report fine = memory.validate(good);
    CHECK(fine.valid && fine.status == PROVISOR_OK);
    CHECK(json_is_true(document(fine.json)["valid"]));

    const provisorpp::report faulty = memory.validate(missing);
    const document report(faulty.json);
    CHECK(!faulty.valid && faulty.status == PROVISOR_INVALID);
    CHECK(json_is_false(report["valid"]));
    CHECK(json_array_size(report["errors"]) == 1);

    CHECK(memory.validate("[").status == PROVISOR_MALFORMED);
    CHECK(memory.validate(R"({"element": {"key": "nobody"}, "configuration": {}, "name": "x"})").status
          == PROVISOR_NOT_FOUND);
}

void test_provision() {
    store memory;
    const document instance(memory.provision(good));
    CHECK(json_is_integer(instance["id"]));
    CHECK(instance.text("name") == "Docs");
    CHECK(!instance.text("token").empty());
}

void test_file() {
    const directory temporary;
    const std::string file = temporary.file("instances.db");
    std::string first;
    {
        store created(file);
        first = document(created.provision(good)).text("token");
    }
    store again(file);
    CHECK(document(again.provision(good)).text("token") != first);

    CHECK_STATUS(PROVISOR_STORE, store(temporary.file("no/such/directory.db")));
}

void test_error() {
    store memory;
    try {
        static_cast<void>(memory.provision(missing));
        FAILED("nothing thrown");
    } catch (const std::runtime_error &caught) {
        const auto &e = dynamic_cast<const provisorpp::error &>(caught);
        const document problem(e.problem());
        CHECK(e.status() == PROVISOR_INVALID);
        CHECK(e.status_name() == std::string("invalid"));
        CHECK(e.what() == "invalid: " + e.problem());
        CHECK(problem.text("status") == "invalid");
        CHECK(json_array_size(problem["errors"]) == 1);
        CHECK(e.problem().find("Blue-Kettle") == std::string::npos);
    }
    CHECK(memory.validate(good).valid);

    const provisorpp::error no_memory(PROVISOR_NO_MEMORY, nullptr);
    CHECK(no_memory.what() == std::string("no-memory: {}"));
    CHECK(no_memory.problem() == "{}");
}

/* Texts are views: they need not end with NUL, and a NUL does not end them. */
void test_views() {
    store memory;
    const std::string longer = good + "}}} and more";
    const std::string_view part(longer.data(), good.size());
    CHECK(memory.validate(part).valid);
    CHECK(!document(memory.provision(part)).text("token").empty());

    const std::vector<char> exact(good.begin(), good.end());
    CHECK(memory.validate({exact.data(), exact.size()}).valid);

    CHECK(memory.validate(good + '\0').status == PROVISOR_MALFORMED);
    CHECK(memory.validate("").status == PROVISOR_MALFORMED);
    CHECK(memory.validate(std::string_view()).status == PROVISOR_MALFORMED);

    const std::string hidden("a\0b", 3);
    options wanted;
    wanted.passphrase = hidden;
    CHECK_STATUS(PROVISOR_MISUSE, store(hidden));
    CHECK_STATUS(PROVISOR_MISUSE, store(":memory:", wanted));
    try {
        const store refused(hidden);
    } catch (const provisorpp::error &e) {
        CHECK(document(e.problem()).text("status") == "misuse");
        CHECK(json_is_null(document(e.problem())["requestId"]));
    }
}

void test_moving_and_closing() {
    options counting; /* the callback must move with its store */
    counting.random = [calls = std::make_shared<int>(0)](std::uint8_t *buffer, std::size_t length) {
        count_up(buffer, length);
        if (length > 0) buffer[0] = static_cast<std::uint8_t>(++*calls);
    };

    store first(":memory:", counting);
    ::provisor *const handle = first.get();
    store second(std::move(first));
    CHECK(!first && first.get() == nullptr);
    CHECK(second.get() == handle);
    CHECK_STATUS(PROVISOR_MISUSE, first.validate(good));
    CHECK_STATUS(PROVISOR_MISUSE, first.provision(good));
    CHECK(!document(second.provision(good)).text("token").empty());

    store third(":memory:", counting);
    third = std::move(second);
    CHECK(!second && third.get() == handle);
    CHECK(!document(third.provision(good)).text("token").empty());

    store &same = third;
    third = std::move(same);
    CHECK(third.get() == handle && third.validate(good).valid);

    first = std::move(third);
    CHECK(first && first.validate(good).valid);
    first.close();
    first.close();
    CHECK(!first);
    CHECK_STATUS(PROVISOR_MISUSE, first.validate(good));
    first = store();
    CHECK(first.validate(good).valid);
}

void test_options() {
    options strict;
    strict.strict = true;
    CHECK(store().validate(suspicious).valid);
    CHECK(store(":memory:", strict).validate(suspicious).status == PROVISOR_INVALID);

    options echo;
    echo.echo_secrets = true;
    CHECK(store().provision(good).find("Blue-Kettle-42-Harbour") == std::string::npos);
    CHECK(store(":memory:", echo).provision(good).find("Blue-Kettle-42-Harbour") != std::string::npos);

    options fixed;
    fixed.now = [] { return std::int64_t{1449849871}; };
    fixed.random = count_up;
    const std::string once = store(":memory:", fixed).provision(good);
    CHECK(once == store(":memory:", fixed).provision(good));
    CHECK(once != store().provision(good));

    options contradicting;
    contradicting.key.emplace();
    contradicting.passphrase = "open sesame";
    CHECK_STATUS(PROVISOR_MISUSE, store(":memory:", contradicting));

    const directory temporary;
    options catalogue;
    catalogue.catalogue = {temporary.file("elements.json")};
    std::ofstream(catalogue.catalogue[0]) << "no JSON";
    CHECK_STATUS(PROVISOR_MALFORMED, store(":memory:", catalogue));

    options key;
    key.key.emplace().fill(1);
    static_cast<void>(store(temporary.file("sealed.db"), key).provision(good));
    CHECK(store(temporary.file("sealed.db"), key).validate(good).valid);
    key.key->fill(2);
    CHECK_STATUS(PROVISOR_KEY, store(temporary.file("sealed.db"), key));
}

void test_log() {
    const directory temporary;
    int messages = 0;
    options logging;
    logging.log = [&](std::int32_t level, std::string_view message) {
        if (level == PROVISOR_LOG_INFO && !message.empty()) ++messages;
        throw boom{0};
    };
    const store created(temporary.file("instances.db"), logging);
    CHECK(created && messages > 0);
}

/* Calls `call` and tells the number of the boom that it threw; -1 when it threw none. */
template <class Call>
int boom_of(const Call &call) {
    try {
        call();
    } catch (const boom &thrown) {
        return thrown.number;
    }
    return -1;
}

void test_throwing_callbacks() {
    enum { work, fail, answer_nonsense } clock = work, random = work;
    options throwing;
    throwing.now = [&] {
        if (clock == fail) throw boom{1};
        return clock == work ? std::int64_t{1449849871} : INT64_MAX;
    };
    throwing.random = [&](std::uint8_t *buffer, std::size_t length) {
        if (random == fail) throw boom{2};
        count_up(buffer, length);
    };

    store memory(":memory:", throwing);
    const auto provision = [&] { static_cast<void>(memory.provision(good)); };
    clock = fail;
    CHECK(boom_of(provision) == 1);
    clock = answer_nonsense; /* an earlier exception is not thrown again */
    CHECK_STATUS(PROVISOR_CALLBACK, memory.provision(good));
    clock = work;
    random = fail;
    CHECK(boom_of(provision) == 2);
    CHECK(boom_of([&] { const store opened(":memory:", throwing); }) == 2);

    char *reply = nullptr; /* in C there is nobody to throw to */
    CHECK(provisor_provision(memory.get(), good.c_str(), PROVISOR_TEXT, &reply) == PROVISOR_CALLBACK);
    provisor_free(reply);

    random = work;
    CHECK(!document(memory.provision(good)).text("token").empty());
}

/* Calls nest: a callback may call back in, and handle what that call throws or throw something else itself. */
void test_calling_back_in() {
    store *self = nullptr;
    int depth = 0, caught = 0;
    bool fail = false;
    options nesting;
    nesting.random = [&](std::uint8_t *buffer, std::size_t length) {
        if (self && depth == 1) throw boom{3};
        if (self) {
            depth = 1;
            caught = boom_of([&] { static_cast<void>(self->provision(good)); });
            depth = 0;
        }
        if (fail) throw boom{4};
        count_up(buffer, length);
    };
    store memory(":memory:", nesting);
    self = &memory;
    CHECK(!document(memory.provision(good)).text("token").empty());
    CHECK(caught == 3);
    fail = true;
    CHECK(boom_of([&] { static_cast<void>(memory.provision(good)); }) == 4);
}

/* What a callback threw arrives on the thread it was thrown on. */
void test_threads() {
    static thread_local int number = 0;
    options throwing;
    throwing.random = [](std::uint8_t *buffer, std::size_t length) {
        if (number % 2 == 1) throw boom{number};
        count_up(buffer, length);
    };
    store memory(":memory:", throwing);
    std::vector<std::thread> threads;
    for (int i = 1; i <= 4; ++i)
        threads.emplace_back([&memory, i] {
            number = i;
            for (int round = 0; round < 25; ++round) {
                if (i % 2 == 1)
                    CHECK(boom_of([&] { static_cast<void>(memory.provision(good)); }) == i);
                else
                    CHECK(memory.validate(good).valid);
            }
        });
    for (std::thread &thread : threads) thread.join();
}

} // namespace

int main() {
    return run(
        test_types, test_validate, test_provision, test_file, test_error, test_views, test_moving_and_closing,
        test_options, test_log, test_throwing_callbacks, test_calling_back_in, test_threads);
}
