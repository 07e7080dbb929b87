#!/bin/sh
# Runs the tests of the Python binding, in a virtual environment of this tree.
set -eu
cd "$(dirname "$0")/.."

python=build/venv/bin/python

# Asked by using it, so that a half-made environment is made anew and a whole one touches no network.
if ! "$python" -c 'import jsonschema, pytest, setuptools, wheel' 2>/dev/null; then
    rm -rf build/venv
    python3 -m venv build/venv
    "$python" -m pip install --quiet --disable-pip-version-check jsonschema pytest waitress
fi

# The tests take the binding from the tree, which finds the library in build/lib unless told otherwise.
unset PROVISOR_LIBRARY
export PYTHONDONTWRITEBYTECODE=1
exec "$python" -m pytest -q -p no:cacheprovider Tests/python
