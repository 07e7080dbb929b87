#!/bin/sh
# Makes sure that everything is there to build Provisor, and to run its examples or tests; installs what is missing with
# apt.
#
# usage: setup.sh build|demo|test|bench
#
# Every need is probed by using it, not by asking the package manager: what came from elsewhere counts too, and a
# machine that has everything touches no network.
set -eu

level=${1:-test}
case $level in
build | demo | test | bench) ;;
*)
    echo "usage: setup.sh build|demo|test|bench" >&2
    exit 2
    ;;
esac

fail() {
    echo "setup: $*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Debian splits both modules off its python3.
has_venv() {
    python3 -c 'import ensurepip, venv' 2>/dev/null
}

# The Debian packages of everything whose probe fails; empty when all is there.
missing() {
    has cc && has readelf && has nm && has strip || echo gcc
    has g++ || echo g++
    has pkg-config || echo pkg-config
    # Without pkg-config nothing is found, and all three are installed with it; apt skips those it has.
    pkg-config --exists 'jansson >= 2.14' 2>/dev/null || echo libjansson-dev
    pkg-config --exists sqlite3 2>/dev/null || echo libsqlite3-dev
    pkg-config --exists libsodium 2>/dev/null || echo libsodium-dev
    has python3 || echo python3
    case $level in
    demo)
        # For examples/serve.c, and to ask it.
        pkg-config --exists libmicrohttpd 2>/dev/null || echo libmicrohttpd-dev
        has curl || echo curl
        ;;
    test)
        has_venv || echo python3-venv
        has valgrind || echo valgrind
        ;;
    bench)
        has_venv || echo python3-venv
        # The peer that is no Python package; it brings Node.
        [ -d /usr/share/nodejs/ajv ] || echo node-ajv
        ;;
    esac
}

install() {
    has apt-get || fail "please install these packages, or what this system calls them:" "$@"
    if [ "$(id -u)" -eq 0 ]; then
        asroot=
    else
        has sudo || fail "please install these packages as root (there is no sudo here): apt-get install" "$@"
        asroot=sudo
    fi
    echo "setup: installing" "$@"
    apt="$asroot env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends"
    apt="$apt -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
    # The package lists are refreshed only when they lack a package, or are so old that its file is gone.
    $apt --simulate install "$@" >/dev/null 2>&1 || $apt update
    $apt install "$@" || { $apt update && $apt install "$@"; }
}

check_swift() {
    wanted="Provisor needs Swift 6.3 or newer: https://www.swift.org/install"
    has swift || fail "there is no swift on the PATH. $wanted"
    said=$(swift --version 2>&1) || fail "swift does not run: $said"
    version=$(echo "$said" | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    [ -n "$version" ] || fail "\`swift --version\` tells no version: $said. $wanted"
    major=${version% *} minor=${version#* }
    [ "$major" -gt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -ge 3 ]; } || fail "this is Swift $major.$minor. $wanted"
}

check_swift
packages=$(missing)
if [ -n "$packages" ]; then
    # shellcheck disable=SC2086  # one word per package
    install $packages
    still=$(missing)
    # shellcheck disable=SC2086
    [ -z "$still" ] || fail "installed, yet not usable (is another copy of the tool first on the PATH?):" $still
fi
