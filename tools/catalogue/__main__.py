"""Writes the definitions of the built-in elements from a file of facts; docs/elements.md tells how.

usage: python3 tools/catalogue FACTS [--check]
"""

import sys
from pathlib import Path

import output
from facts import Facts
from vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]


def main(arguments):
    checks = "--check" in arguments
    paths = [argument for argument in arguments if argument != "--check"]
    if len(paths) != 1:
        print(__doc__.strip().splitlines()[-1], file=sys.stderr)
        return 2
    vocabulary = Vocabulary.read(ROOT / "Sources/BuiltinElements/vocabulary.json")
    files = output.files(Facts.read(Path(paths[0])), vocabulary, ROOT)
    if checks:
        return output.check(files, ROOT)
    output.write(files, ROOT)
    return 0


sys.exit(main(sys.argv[1:]))
