# Provisor: every task, for people and for CI alike. `make help` lists them.
#
# SwiftPM builds the library and knows itself what is out of date; the C and C++ programs are compiled here. All that
# is made goes to .build/ and build/.

VERSION := $(shell cat VERSION)
LIBRARY := build/lib/libprovisor.so.$(VERSION)

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib

WARNINGS := -Wall -Wextra -Werror
HEADERS  := $(wildcard include/*.h include/*.hpp Tests/c/*.h Tests/cpp/*.h* Tests/bench/*.h)

# Programs of this tree find the library from where they are themselves, so that the tree may be moved.
LINK := -Lbuild/lib -Wl,-rpath,'$$ORIGIN/../../lib'

# Tests/c holds tests (test_*.c) and the programs that tests start (all others).
C_SOURCES    := $(wildcard Tests/c/*.c)
C_PROGRAMS   := $(C_SOURCES:Tests/%.c=build/tests/%)
C_TESTS      := $(filter build/tests/c/test_%,$(C_PROGRAMS))
THREAD_TESTS := $(wildcard Tests/c/test_threads*.c) Tests/c/test_http_abuse.c
CPP_TESTS    := $(patsubst Tests/%.cpp,build/tests/%,$(wildcard Tests/cpp/test_*.cpp))
FUZZ_TARGETS := $(patsubst Tests/%.c,build/tests/%,$(wildcard Tests/fuzz/fuzz_*.c))
BENCHES      := $(patsubst Tests/%.c,build/tests/%,$(wildcard Tests/bench/*.c))

# The stages of `make test`, in their order.
STAGES := lint lint-traps test-swift test-c test-fuzz test-headers test-cpp test-python test-abi test-install \
          sanitize-memory sanitize-address sanitize-thread
STAGE   = @tools/stage.sh $@

# Swift's runtime keeps its caches by pointers that valgrind can't follow ("possibly lost"): definite leaks count.
MEMCHECK := valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
            --errors-for-leak-kinds=definite

# For tools/sanitize.sh, which compiles the C tests too.
export TEST_CFLAGS := -std=c11 -O1 -g $(WARNINGS) -Iinclude -ITests/c
export TEST_LIBS   := -lprovisor -ljansson -lsqlite3 -lpthread
# For the tools that compile C and C++. Not as CC and CXX: SwiftPM would take these for its own clang.
export TEST_CC = $(CC)
export TEST_CXX = $(CXX)
unexport CC CXX
# For the tests, whatever their language: the shared cases, and the programs that tests start.
export PROVISOR_TEST_DATA     := $(CURDIR)/Tests/data
export PROVISOR_TEST_PROGRAMS := $(CURDIR)/build/tests/c

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# One thing at a time, even with -j: SwiftPM uses all cores by itself, and the stages of the tests stay readable.
.NOTPARALLEL:
.PHONY: all demo test bench fuzz soak powercut sanitize abi format catalogue install uninstall clean setup help setup-build setup-demo setup-bench begin \
        $(STAGES)

all: setup-build ## Build build/lib/libprovisor.so (the default)
	@tools/build.sh

demo: setup-demo all ## Compile and run every program of examples/
	@tools/demo.sh

test: begin setup all $(STAGES) ## Run every stage below; `make -k test` goes on after one that fails
	@printf '\n'; cat build/summary; echo 'make test: all stages passed'

bench: setup-bench all build/bench/libprovisor.so $(BENCHES) ## Measure the speed, that of peers too, and write docs/performance.md
	@python3 Tests/bench/report.py build/tests/bench

SECONDS ?= 60
fuzz: setup-build ## Let libFuzzer loose on the library (SECONDS=60 for each TARGET=json, http, ...; all by default)
	@tools/fuzz.sh $(SECONDS) $(TARGET)

powercut: build/tests/c/test_powercut ## Cut the power after every write and sync, in many ways (an hour)
	@build/tests/c/test_powercut full

soak: build/tests/soak/soak ## Mixed load for SECONDS; fails when memory or open files grow
	@build/tests/soak/soak $(SECONDS)

sanitize: sanitize-memory sanitize-address sanitize-thread ## Run the C tests under valgrind and both sanitizers

abi: test-abi ## Compare headers, version script, exported symbols and Python's table

format: ## Format the Swift sources in place
	swift format format --in-place --recursive --parallel Package.swift Sources Tests

# Facts about the elements of the platform, as docs/elements.md describes them; they are no part of this project.
FACTS ?= $(or $(PROVISOR_SHARED),../shared)/data/elements.json

catalogue: ## Write the built-in definitions again, from FACTS
	@PYTHONDONTWRITEBYTECODE=1 python3 tools/catalogue '$(FACTS)'

install: $(LIBRARY) ## Install library, headers, pkg-config and CMake files (PREFIX, LIBDIR, DESTDIR)
	@PREFIX='$(PREFIX)' LIBDIR='$(LIBDIR)' DESTDIR='$(DESTDIR)' tools/install.sh install

uninstall: ## Remove what install put there (same PREFIX, LIBDIR, DESTDIR)
	@PREFIX='$(PREFIX)' LIBDIR='$(LIBDIR)' DESTDIR='$(DESTDIR)' tools/install.sh uninstall

setup: ## Install what building and testing need, where it is missing (apt)
	@tools/setup.sh test

clean: ## Remove everything that was made
	rm -rf .build build

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 } \
	    /^# -+ / { gsub(/^# -+ | -+$$/, ""); print "\n" $$0 }' Makefile

setup-build setup-demo setup-bench:
	@tools/setup.sh $(@:setup-%=%)

# Built here only when there is none at all: `sudo make install` after `make` compiles nothing as root.
$(LIBRARY):
	@$(MAKE) --no-print-directory all

# ---------------------------------------------------------------------------- the stages of `make test` ---

begin:
	@mkdir -p build && : >build/summary

lint: setup-build ## Check format and versions, and for what the sources must not contain
	$(STAGE) tools/lint.sh

lint-traps: all ## Check that nothing in the sources can end the host by its form
	$(STAGE) tools/check-traps.py

test-swift: all $(C_PROGRAMS) ## Run the Swift tests
	$(STAGE) swift test

test-c: all $(C_PROGRAMS) ## Run the C tests
	$(STAGE) tools/run-programs.sh '' $(C_TESTS)

test-fuzz: all $(FUZZ_TARGETS) ## Run the fuzz targets on their corpora
	$(STAGE) tools/replay.sh $(FUZZ_TARGETS)

test-headers: all ## Compile each header alone, twice and together, as C99, C17 and C++17
	$(STAGE) tools/test-headers.sh

test-cpp: all $(CPP_TESTS) ## Run the C++ tests
	$(STAGE) tools/run-programs.sh '' $(CPP_TESTS)

test-python: setup all $(C_PROGRAMS) ## Run the Python tests
	$(STAGE) tools/test-python.sh

test-abi: all ## Compare headers, version script, exported symbols and Python's table
	$(STAGE) Tests/abi/check.sh

test-install: all ## Install, build against what was installed, uninstall
	$(STAGE) Tests/install/check.sh

sanitize-memory: setup all $(C_PROGRAMS) ## Run the C tests under valgrind
	$(STAGE) env PROVISOR_TEST_QUICK=1 tools/run-programs.sh '$(MEMCHECK)' $(C_TESTS)

sanitize-address: setup-build ## Run the C tests with AddressSanitizer in them and in the library
	$(STAGE) tools/sanitize.sh address $(C_SOURCES)

sanitize-thread: setup-build ## Run the C tests of threads with ThreadSanitizer in them and in the library
	$(STAGE) tools/sanitize.sh thread $(THREAD_TESTS) $(filter-out Tests/c/test_%,$(C_SOURCES))

# ------------------------------------------------------------------------------------------------------------------

# The library with one built-in element, beside which the size of the catalogue is measured.
build/bench/libprovisor.so: $(LIBRARY)
	@mkdir -p $(@D)
	@swift build -c release --product provisor --scratch-path .build/one -Xcc -DPROVISOR_ONE_ELEMENT
	@strip --strip-unneeded -o $@ .build/one/release/libprovisor.so

# `| all`: the programs need the library to be linked, but nothing changes in them when it does.
build/tests/c/%: Tests/c/%.c $(HEADERS) | all
	@echo '  $@'; mkdir -p $(@D)
	@$(CC) $(TEST_CFLAGS) $< -o $@ $(LINK) $(TEST_LIBS)

build/tests/fuzz/%: Tests/fuzz/%.c Tests/fuzz/fuzz.h Tests/fuzz/replay.c $(HEADERS) | all
	@echo '  $@'; mkdir -p $(@D)
	@$(CC) $(TEST_CFLAGS) -D_GNU_SOURCE $< Tests/fuzz/replay.c -o $@ $(LINK) $(TEST_LIBS)

# --as-needed: the program that measures loading must not have loaded the library already.
build/tests/bench/%: Tests/bench/%.c $(HEADERS) | all
	@echo '  $@'; mkdir -p $(@D)
	@$(CC) -std=c11 -O2 $(WARNINGS) -Iinclude $< -o $@ -Wl,--as-needed $(LINK) $(TEST_LIBS)

build/tests/soak/%: Tests/soak/%.c $(HEADERS) | all
	@echo '  $@'; mkdir -p $(@D)
	@$(CC) $(TEST_CFLAGS) $< -o $@ $(LINK) $(TEST_LIBS)

build/tests/cpp/%: Tests/cpp/%.cpp $(HEADERS) | all
	@echo '  $@'; mkdir -p $(@D)
	@$(CXX) -std=c++17 -O1 -g $(WARNINGS) -Iinclude $< -o $@ $(LINK) $(TEST_LIBS)
