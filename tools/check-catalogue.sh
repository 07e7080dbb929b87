#!/bin/sh
# Checks that the built-in definitions are what `make catalogue` writes.
set -eu
cd "$(dirname "$0")/.."

facts=${PROVISOR_SHARED:-../shared}/data/elements.json
if [ -f "$facts" ]; then
    PYTHONDONTWRITEBYTECODE=1 python3 tools/catalogue "$facts" --check
else
    echo "check-catalogue: skipped: $facts is not there"
fi
