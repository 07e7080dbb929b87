/*
 * provision.cpp - provisions the instance that a file describes, with the C++ wrapper.
 *
 *     provision [instance.json [instances.db]]
 *
 * Prints the instance, a JSON document, and its token, which is found in it with jansson; any other JSON library
 * does as well. What is wrong is told on standard error.
 */
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include <jansson.h>
#include <provisor.hpp>

/* One text member of a JSON object, "" when there is none. */
static std::string member(const std::string &object, const char *key) {
    const std::unique_ptr<json_t, void (*)(json_t *)> root(json_loads(object.c_str(), 0, nullptr), json_decref);
    const char *value = json_string_value(json_object_get(root.get(), key));
    return value ? value : "";
}

int main(int argc, char **argv) {
    const std::string path = argc > 1 ? argv[1] : "instance.json";
    const std::string file = argc > 2 ? argv[2] : "instances.db";

    try {
        std::ifstream input(path, std::ios::binary);
        if (!input) throw std::runtime_error(path + ": can't be opened");
        const std::string request{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};

        /* Creates the store, and beside it the key that seals the secrets, when there is none yet. */
        provisorpp::store store(file);

        /* The report lists every fault at once, each with line and column. Nothing is stored. */
        const provisorpp::report report = store.validate(request);
        if (!report.valid) {
            std::cerr << report.json << '\n';
            return 1;
        }

        /* The token authorises every later request on the instance: keep it. */
        const std::string instance = store.provision(request);
        std::cout << instance << '\n' << "token: " << member(instance, "token") << '\n';
        return 0;
    } catch (const std::exception &e) {
        /* A provisorpp::error, such as for a store that can't be opened, has its status and problem besides what(). */
        std::cerr << e.what() << '\n';
        return 1;
    }
}
