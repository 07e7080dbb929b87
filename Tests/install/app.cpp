// The same through provisor.hpp.
#include <provisor.hpp>

int main() {
    provisorpp::store store(":memory:");
    return store.validate("{}").valid ? 1 : 0;
}
