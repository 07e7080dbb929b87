/*
 * testing.hpp - what the C++ tests share: checks, and readers for replies.
 *
 * A failed check is printed with its place. A program runs its tests by run(), and is silent when all is well.
 */
#ifndef TESTING_HPP
#define TESTING_HPP

#include <provisor.hpp>

#include <jansson.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include <stdlib.h>

inline std::atomic<int> failures{0};

inline void failed(const char *file, int line, const char *what) {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
    ++failures;
}

#define FAILED(what) failed(__FILE__, __LINE__, what)
#define CHECK(...) ((__VA_ARGS__) ? void() : FAILED(#__VA_ARGS__))

/* Checks that `call` throws provisorpp::error with that status. */
#define CHECK_STATUS(expected, call)                                                                                \
    try {                                                                                                           \
        static_cast<void>(call);                                                                                    \
        FAILED("nothing thrown: " #call);                                                                           \
    } catch (const provisorpp::error &e) {                                                                          \
        if (e.status() != (expected)) FAILED(e.what());                                                             \
    }

/* A request without any fault. */
inline const std::string good = R"({"element": {"key": "freshservice"},
    "configuration": {"username": "jane@acme.example", "password": "Blue-Kettle-42-Harbour", "subdomain": "acme"},
    "tags": ["Docs"], "name": "Docs"})";

/* A JSON text that a call answered. A text that is no JSON has no members. */
class document {
public:
    explicit document(const std::string &text) : root_(json_loadb(text.data(), text.size(), 0, nullptr)) {}
    ~document() { json_decref(root_); }
    document(const document &) = delete;
    document &operator=(const document &) = delete;

    json_t *operator[](const char *key) const { return json_object_get(root_, key); }
    std::string text(const char *key) const { return text((*this)[key]); }
    std::int64_t number(const char *key) const { return json_integer_value((*this)[key]); }

    /* An entry of the configuration of an instance. */
    std::string entry(const char *key) const { return text(json_object_get((*this)["configuration"], key)); }

    /* What a reply holds that is an array. */
    std::size_t size() const { return json_array_size(root_); }
    json_t *operator[](std::size_t index) const { return json_array_get(root_, index); }

private:
    static std::string text(json_t *value) {
        const char *string = json_string_value(value);
        return string ? string : "";
    }

    json_t *root_;
};

/* A new directory, removed with all that is in it. */
class directory {
public:
    directory() {
        std::string name = (std::filesystem::temp_directory_path() / "provisor-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
        path_ = name;
    }
    ~directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    directory(const directory &) = delete;
    directory &operator=(const directory &) = delete;

    std::string file(const char *name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/* Runs tests and answers what main() returns. */
template <class... Tests>
int run(Tests... tests) {
    try {
        (tests(), ...);
    } catch (const std::exception &e) {
        FAILED(e.what());
    }
    return failures == 0 ? 0 : 1;
}

#endif
