/*
 * provisor.hpp - provisor.h for C++17 and newer: one class, one exception, header only.
 *
 *     #include <provisor.hpp>
 *
 *     provisorpp::store instances("instances.db");
 *     if (instances.validate(request).valid)
 *         std::puts(instances.provision(request).c_str());
 *     std::puts(instances.instance_list(R"({"tags": ["Docs"]})").c_str());
 *
 * provisor.h is the manual: requests, replies, statuses, limits and threads are described there. A method is called as
 * its function without "provisor_", and answers the reply. This header adds:
 *
 * NAMESPACE   provisorpp, because `provisor` is the type of the handle in C, and one scope can't hold a type and a
 *             namespace of the same name.
 * ERRORS      A call that fails throws provisorpp::error, which carries the status and the problem. validate(),
 *             plan() and the calls that take a definition do not throw for a faulty one: the report is their answer.
 *             std::bad_alloc is thrown when C++ itself gets no memory.
 * OWNERSHIP   A store closes its handle, and can be moved but not copied. Replies are released before a call
 *             returns or throws; what you get are copies, which nobody wipes. Call provisor_provision() with get()
 *             where that matters for the token.
 *             as() answers a store of its own, on the same file, that acts for another user.
 * CALLBACKS   They live as long as the store and all that as() made of it, are called by any thread that makes a call,
 *             and may throw: see options.
 *
 * MIT License.
 */
#ifndef PROVISOR_HPP
#define PROVISOR_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provisor.h"

namespace provisorpp {

/** A call failed. what() is the name of the status and the problem: `invalid: {"requestId": ...}`. */
class error : public std::runtime_error {
public:
    /** @param problem JSON text; NULL, when there was no memory for one, counts as "{}" */
    error(provisor_status status, const char *problem)
        : std::runtime_error(std::string(provisor_status_name(status)) + ": " + (problem ? problem : "{}")),
          status_(status) {}

    /** PROVISOR_INVALID and so on, never PROVISOR_OK. */
    provisor_status status() const noexcept { return status_; }

    /** "invalid" and so on, see provisor_status_name(). */
    const char *status_name() const noexcept { return provisor_status_name(status_); }

    /** The problem, a JSON object. Its requestId is null where this header refused, not the library. */
    std::string problem() const { return what() + std::strlen(status_name()) + 2; }

private:
    provisor_status status_;
};

/** What validate() found, plan(), or a look at a definition. */
struct report {
    bool valid;             /* no errors, perhaps warnings */
    provisor_status status; /* PROVISOR_OK, PROVISOR_INVALID, PROVISOR_MALFORMED or PROVISOR_NOT_FOUND */
    std::string json;       /* the report, or the plan */
};

/**
 * What provision_many() is to do, see provisor_many. What is left alone means the default. The callbacks answer false to
 * end the call; what they throw ends it too, and arrives at its caller.
 */
struct many {
    std::function<bool(std::uint64_t line, provisor_status status, std::string_view reply)> reply = nullptr;
    std::function<bool(std::uint64_t lines, std::uint64_t failed, std::uint64_t bytes)> progress = nullptr;
    std::optional<std::string> idempotency_key = std::nullopt;
    std::uint32_t chunk = 0;
};

/** What request() answers: the response that an HTTP server is to send. */
struct response {
    int status;                                               /* 200, 400, ... */
    std::vector<std::pair<std::string, std::string>> headers; /* names and values */
    std::string body;                                         /* JSON; empty for HEAD */
};

/**
 * How to open a store, see provisor_options. What is left alone means the default.
 *
 * When `now` or `random` throws, the call fails, and what was thrown arrives at the caller of the method or the
 * constructor in place of an error with PROVISOR_CALLBACK. What `log` throws is dropped.
 */
struct options {
    bool strict = false;
    bool echo_secrets = false;

    /* at most one of the three */
    std::optional<std::array<std::uint8_t, 32>> key = std::nullopt;
    std::optional<std::string> key_file = std::nullopt;
    std::optional<std::string> passphrase = std::nullopt;

    std::vector<std::string> catalogue = {};

    std::function<std::int64_t()> now = nullptr;
    std::function<void(std::uint8_t *buffer, std::size_t length)> random = nullptr; /* fill all of it, or throw */
    std::function<void(std::int32_t level, std::string_view message)> log = nullptr;
};

/** How to replace the key of a store, see provisor_rekey_options. */
struct rekey_options {
    /* at most one of the three */
    std::optional<std::array<std::uint8_t, 32>> key = std::nullopt;
    std::optional<std::string> key_file = std::nullopt;
    std::optional<std::string> passphrase = std::nullopt;

    bool default_secrets = false;
    std::uint32_t batch = 0;
    std::function<void(std::int64_t done, std::int64_t total)> progress = nullptr; /* what it throws stops the call */
};

/**
 * An open store. Any number of threads may call it at once; moving, closing and destroying need the store for
 * themselves. A store that was closed or moved from answers every call with PROVISOR_MISUSE.
 */
class store {
public:
    /** Opens a store, by default one in memory. @throws error; what a callback threw; see provisor_open() */
    explicit store(const std::string &path = ":memory:", const options &wanted = {})
        : callbacks_(new callbacks{wanted.now, wanted.random, wanted.log}) {
        std::vector<const char *> catalogue;
        for (const std::string &file : wanted.catalogue) catalogue.push_back(c_text(file));

        provisor_options c{}; /* PROVISOR_OPTIONS_INIT, without its casts of C that some compilers warn about */
        c.size = sizeof c;
        c.strict = wanted.strict ? 1 : 0;
        c.echo_secrets = wanted.echo_secrets ? 1 : 0;
        if (wanted.key) c.key = wanted.key->data();
        if (wanted.key_file) c.key_file = c_text(*wanted.key_file);
        if (wanted.passphrase) c.passphrase = c_text(*wanted.passphrase);
        c.catalogue = catalogue.data();
        c.catalogue_count = catalogue.size();
        if (callbacks_->now) c.now = call_now;
        if (callbacks_->random) c.random = call_random;
        if (callbacks_->log) c.log = call_log;
        c.userdata = callbacks_.get();

        const char *file = c_text(path);
        running call(callbacks_.get());
        ::provisor *opened = nullptr;
        char *text = nullptr;
        const provisor_status status = provisor_open(file, &c, &opened, &text);
        const reply problem(text);
        handle_.reset(opened);
        if (status != PROVISOR_OK) call.fail(status, problem.get());
        call.check(); /* a new store can be made without a clock, but not unnoticed */
    }

    /**
     * Answers a store on which every call acts for another user. It shares what is open with this one, and both are
     * closed on their own, in any order. @throws error; what a callback threw; see provisor_as()
     */
    [[nodiscard]] store as(const std::string &authorization) const {
        const char *header = c_text(authorization);
        running call(callbacks_.get());
        ::provisor *made = nullptr;
        char *text = nullptr;
        const provisor_status status = provisor_as(get(), header, &made, &text);
        const reply problem(text);
        if (status != PROVISOR_OK) call.fail(status, problem.get());
        return store(callbacks_, made);
    }

    store(store &&) noexcept = default;
    store &operator=(store &&other) noexcept {
        store taken(std::move(other)); /* gets what this one had, and closes it */
        handle_.swap(taken.handle_);
        callbacks_.swap(taken.callbacks_);
        return *this;
    }

    /** Validates a request without touching the store. @throws error; see provisor_validate() */
    [[nodiscard]] report validate(std::string_view request) const {
        return judge(provisor_validate, bytes(request), request.size());
    }

    /**
     * Provisions an instance and answers it as JSON. Keep its token.
     * @throws error, for a faulty request with the whole report; what a callback threw; see provisor_provision()
     */
    [[nodiscard]] std::string provision(std::string_view request) {
        return ask(provisor_provision, bytes(request), request.size());
    }

    /** The same, once for each idempotency key. @throws as provision(); see provisor_provision_once() */
    [[nodiscard]] std::string provision_once(const std::string &key, std::string_view request) {
        return ask(provisor_provision_once, c_text(key), bytes(request), request.size());
    }

    /**
     * Provisions an instance for each line of a text, or of what is read from a file descriptor, and answers the summary.
     * @throws error; what a callback threw; see provisor_provision_many()
     */
    std::string provision_many(std::string_view lines, const many &wanted = {}) {
        provisor_many c{};
        c.text = bytes(lines);
        c.length = lines.size();
        return provision_many(c, wanted);
    }
    std::string provision_many(std::int32_t descriptor, const many &wanted = {}) {
        provisor_many c{};
        c.descriptor = descriptor;
        return provision_many(c, wanted);
    }

    /**
     * Tells what "provision", "update" or "replace" would do. The status tells apart what went wrong, as with
     * validate(); PROVISOR_NOT_FOUND also when there is no such instance, with the problem for a report.
     * @throws error; see provisor_plan()
     */
    [[nodiscard]] report plan(const std::string &action, std::int64_t id, std::string_view request) const {
        return judge(provisor_plan, c_text(action), id, bytes(request), request.size());
    }

    /* Elements. All throw error; see provisor_element_load() and so on. Definitions that can't be loaded have a report. */

    report element_load(std::string_view definition) {
        return judge(provisor_element_load, bytes(definition), definition.size());
    }
    [[nodiscard]] report element_lint(std::string_view definition) const {
        return judge(provisor_element_lint, bytes(definition), definition.size());
    }
    [[nodiscard]] std::string element_list() const { return ask(provisor_element_list); }
    [[nodiscard]] std::string element_export(const std::string &key) const {
        return ask(provisor_element_export, c_text(key));
    }
    /** `format`: "json-schema", "example", "form" or "markdown". */
    [[nodiscard]] std::string element_describe(const std::string &key, const std::string &format) const {
        return ask(provisor_element_describe, c_text(key), c_text(format));
    }

    /* Instances. All throw error; see provisor_instance_get() and so on. Those that change one throw what a callback
       threw, too. */

    [[nodiscard]] std::string instance_get(std::int64_t id) const { return ask(provisor_instance_get, id); }
    [[nodiscard]] std::string instance_find(const std::string &token) const {
        return ask(provisor_instance_find, c_text(token));
    }
    [[nodiscard]] std::string instance_list(std::string_view query = "{}") const {
        return ask(provisor_instance_list, bytes(query), query.size());
    }
    [[nodiscard]] std::string instance_review(std::string_view query = "{}") const {
        return ask(provisor_instance_review, bytes(query), query.size());
    }
    [[nodiscard]] std::string instance_count() const { return ask(provisor_instance_count); }

    std::string instance_update(std::int64_t id, std::string_view request) {
        return ask(provisor_instance_update, id, bytes(request), request.size());
    }
    std::string instance_replace(std::int64_t id, std::string_view request) {
        return ask(provisor_instance_replace, id, bytes(request), request.size());
    }
    void instance_remove(std::int64_t id) { ask(provisor_instance_remove, id); }
    std::string instance_enable(std::int64_t id) { return ask(provisor_instance_enable, id); }
    std::string instance_disable(std::int64_t id) { return ask(provisor_instance_disable, id); }
    std::string instance_trace(std::int64_t id, bool on) {
        return ask(provisor_instance_trace, id, std::int32_t{on ? 1 : 0});
    }
    /** Answers the instance with its new token. `overlap`: seconds for which the old one stays good. */
    std::string instance_rotate(std::int64_t id, std::int64_t overlap = 0) {
        return ask(provisor_instance_rotate, id, overlap);
    }

    [[nodiscard]] std::string instance_configuration_list(std::int64_t id) const {
        return ask(provisor_instance_configuration_list, id);
    }
    [[nodiscard]] std::string instance_configuration_get(std::int64_t id, std::int64_t configuration) const {
        return ask(provisor_instance_configuration_get, id, configuration);
    }
    std::string instance_configuration_set(std::int64_t id, std::int64_t configuration, std::string_view request) {
        return ask(provisor_instance_configuration_set, id, configuration, bytes(request), request.size());
    }

    /* Who may see what. All throw error; see provisor_default_secrets() and so on. */

    [[nodiscard]] std::string default_secrets() const { return ask(provisor_default_secrets); }
    [[nodiscard]] std::string organization_create(std::string_view request) {
        return ask(provisor_organization_create, bytes(request), request.size());
    }
    std::string account_create(std::string_view request) {
        return ask(provisor_account_create, bytes(request), request.size());
    }
    [[nodiscard]] std::string user_create(std::int64_t account, std::string_view request) {
        return ask(provisor_user_create, account, bytes(request), request.size());
    }

    /**
     * Replaces the key of the store while it is in use, and seals everything anew. What `progress` throws stops it, and
     * arrives here; call again to go on. @throws error; what a callback threw; see provisor_rekey()
     */
    std::string rekey(const rekey_options &wanted = {}) {
        provisor_rekey_options c{};
        c.size = sizeof c;
        c.default_secrets = wanted.default_secrets ? 1 : 0;
        c.batch = wanted.batch;
        if (wanted.key) c.key = wanted.key->data();
        if (wanted.key_file) c.key_file = c_text(*wanted.key_file);
        if (wanted.passphrase) c.passphrase = c_text(*wanted.passphrase);
        struct progress {
            const rekey_options *wanted;
            std::exception_ptr thrown;
        } state{&wanted, nullptr};
        c.userdata = &state;
        if (wanted.progress) {
            c.progress = [](void *userdata, std::int64_t done, std::int64_t total) -> std::int32_t {
                progress *state = static_cast<progress *>(userdata);
                try {
                    state->wanted->progress(done, total);
                    return 0;
                } catch (...) {
                    state->thrown = std::current_exception();
                    return 1;
                }
            };
        }
        try {
            return ask(provisor_rekey, &c);
        } catch (...) {
            if (state.thrown) std::rethrow_exception(state.thrown);
            throw;
        }
    }

    /** Verifies the whole store, as the reply tells. @throws error; see provisor_check() */
    [[nodiscard]] std::string check() const { return ask(provisor_check); }

    /** Reads and verifies the audit log, as the reply tells. @throws error; see provisor_audit() */
    [[nodiscard]] std::string audit(std::string_view query = "{}") const {
        return ask(provisor_audit, bytes(query), query.size());
    }

    /**
     * Answers a request of the platform's HTTP API. Whatever is wrong with the request, or fails on the way, is told
     * by the response; what a callback threw is dropped.
     * @throws error, when there is no response; see provisor_request()
     */
    [[nodiscard]] response request(const std::string &method, const std::string &target,
                                   const std::vector<std::pair<std::string, std::string>> &headers = {},
                                   std::string_view body = {}) const {
        std::vector<provisor_http_header> list;
        for (const auto &[name, value] : headers) list.push_back({c_text(name), c_text(value)});
        if (list.size() > UINT32_MAX) throw std::length_error("provisorpp::store::request");
        provisor_http_request asked{};
        asked.size = sizeof asked;
        asked.header_count = static_cast<std::uint32_t>(list.size());
        asked.method = c_text(method);
        asked.target = c_text(target);
        asked.headers = list.data();
        asked.body = bytes(body);
        asked.body_length = body.size();

        running call(callbacks_.get());
        struct released : provisor_http_response {
            released() : provisor_http_response{} { size = sizeof(provisor_http_response); }
            ~released() { provisor_response_free(this); }
            released(const released &) = delete;
            released &operator=(const released &) = delete;
        } given;
        const provisor_status status = provisor_request(get(), &asked, &given);
        if (status != PROVISOR_OK) call.fail(status, nullptr);
        response answer{given.status, {}, given.body ? std::string(given.body, given.body_length) : std::string()};
        for (std::uint32_t i = 0; i < given.header_count; ++i)
            answer.headers.emplace_back(given.headers[i].name, given.headers[i].value);
        return answer;
    }

    /** Closes the store before its time; a second time does nothing. */
    void close() noexcept {
        handle_.reset();
        callbacks_.reset();
    }

    /** Tells whether the store is open: false once it was closed or moved from. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for the calls of C, such as those of provisor_jansson.h; NULL when not open. It stays ours. */
    ::provisor *get() const noexcept { return handle_.get(); }

private:
    struct callbacks {
        std::function<std::int64_t()> now;
        std::function<void(std::uint8_t *, std::size_t)> random;
        std::function<void(std::int32_t, std::string_view)> log;
    };

    struct release {
        void operator()(char *text) const noexcept { provisor_free(text); }
        void operator()(::provisor *handle) const noexcept { provisor_close(handle); }
    };
    using reply = std::unique_ptr<char, release>;

    /*
     * A call that this thread is in the middle of, and what one of its callbacks threw. An exception can't pass
     * through C: the callback leaves it here, and fail() throws it on. Calls nest when a callback calls back in.
     */
    class running {
    public:
        explicit running(const callbacks *of) noexcept : of_(of), outer_(innermost) { innermost = this; }
        ~running() { innermost = outer_; }
        running(const running &) = delete;
        running &operator=(const running &) = delete;

        [[noreturn]] void fail(provisor_status status, const char *problem) {
            if (status == PROVISOR_CALLBACK && thrown_) std::rethrow_exception(std::move(thrown_));
            throw error(status, problem);
        }

        /* Throws what a callback threw though the call succeeded. */
        void check() {
            if (thrown_) std::rethrow_exception(std::move(thrown_));
        }

        /* Called in a catch block. A call made with get(), in C, has nobody to throw to: it has its status. */
        static void keep_exception(const callbacks *of) noexcept {
            if (innermost && innermost->of_ == of) innermost->thrown_ = std::current_exception();
        }

    private:
        static inline thread_local running *innermost = nullptr;
        const callbacks *of_;
        running *outer_;
        std::exception_ptr thrown_;
    };

    /* Calls a function of C whose last parameter is the reply. */
    template <class Function, class... Arguments>
    std::string ask(Function function, Arguments... arguments) const {
        running call(callbacks_.get());
        char *text = nullptr;
        const provisor_status status = function(get(), arguments..., &text);
        const reply answer(text);
        if (status != PROVISOR_OK) call.fail(status, answer.get());
        return answer ? answer.get() : "{}";
    }

    /* The same for a function whose reply is a report. */
    template <class Function, class... Arguments>
    report judge(Function function, Arguments... arguments) const {
        running call(callbacks_.get());
        char *text = nullptr;
        const provisor_status status = function(get(), arguments..., &text);
        const reply answer(text);
        switch (status) {
        case PROVISOR_OK:
        case PROVISOR_INVALID:
        case PROVISOR_MALFORMED:
        case PROVISOR_NOT_FOUND:
            return {status == PROVISOR_OK, status, answer ? answer.get() : "{}"};
        default:
            call.fail(status, answer.get());
        }
    }

    struct many_running {
        const many &wanted;
        std::exception_ptr thrown;
    };

    std::string provision_many(provisor_many &c, const many &wanted) {
        many_running state{wanted, nullptr};
        c.size = sizeof c;
        c.chunk = wanted.chunk;
        if (wanted.idempotency_key) c.idempotency_key = c_text(*wanted.idempotency_key);
        if (wanted.reply) c.reply = call_line;
        if (wanted.progress) c.progress = call_progress;
        c.userdata = &state;
        std::string summary = ask(provisor_provision_many, static_cast<const provisor_many *>(&c));
        if (state.thrown) std::rethrow_exception(std::move(state.thrown));
        return summary;
    }

    static std::int32_t call_line(void *userdata, std::uint64_t line, provisor_status status, const char *text) noexcept {
        auto *state = static_cast<many_running *>(userdata);
        try {
            return state->wanted.reply(line, status, text) ? 0 : 1;
        } catch (...) {
            state->thrown = std::current_exception();
            return 1;
        }
    }

    static std::int32_t call_progress(
        void *userdata, std::uint64_t lines, std::uint64_t failed, std::uint64_t size) noexcept {
        auto *state = static_cast<many_running *>(userdata);
        try {
            return state->wanted.progress(lines, failed, size) ? 0 : 1;
        } catch (...) {
            state->thrown = std::current_exception();
            return 1;
        }
    }

    static std::int64_t call_now(void *userdata) noexcept {
        const auto *own = static_cast<const callbacks *>(userdata);
        try {
            return own->now();
        } catch (...) {
            running::keep_exception(own);
            return INT64_MAX; /* beyond the year 9999, so that the call fails */
        }
    }

    static std::int32_t call_random(void *userdata, void *buffer, std::size_t length) noexcept {
        const auto *own = static_cast<const callbacks *>(userdata);
        try {
            own->random(static_cast<std::uint8_t *>(buffer), length);
            return 0;
        } catch (...) {
            running::keep_exception(own);
            return -1;
        }
    }

    static void call_log(void *userdata, std::int32_t level, const char *message) noexcept {
        try {
            static_cast<const callbacks *>(userdata)->log(level, message);
        } catch (...) {
        }
    }

    /* C ends a text at its first NUL. A path, key or token with one inside is refused rather than cut short. */
    static const char *c_text(const std::string &text) {
        if (text.find('\0') != std::string::npos)
            throw error(PROVISOR_MISUSE, R"({"requestId":null,"status":"misuse","message":"a path, passphrase, key, )"
                                         R"(token, action or header contains a NUL character"})");
        return text.c_str();
    }

    /* An empty view may have no data at all, and NULL is no text in C. */
    static const char *bytes(std::string_view text) noexcept { return text.data() ? text.data() : ""; }

    store(std::shared_ptr<callbacks> shared, ::provisor *handle) noexcept
        : callbacks_(std::move(shared)), handle_(handle) {}

    std::shared_ptr<callbacks> callbacks_; /* before the handle, so that it is destroyed after it; shared by as() */
    std::unique_ptr<::provisor, release> handle_;
};

} // namespace provisorpp

#endif
