#!/bin/sh
# All that is checked by reading the sources.
set -eu
cd "$(dirname "$0")/.."

swift format lint --strict --recursive --parallel Package.swift Sources Tests
tools/check-sources.sh
tools/check-versions.sh
tools/check-catalogue.sh
