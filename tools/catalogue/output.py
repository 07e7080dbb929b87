"""The files of the catalogue: a definition for each element, their index in C, an example request for each."""

import json
import re
import sys

import element
import examples

DEFINITIONS = "Sources/BuiltinElements/definitions"
INDEX = "Sources/BuiltinElements/builtin_elements.c"
REQUESTS = "Tests/data/catalogue/requests.json"
# Written by hand, from the founding page.
BY_HAND = ["freshservice"]


def files(facts, vocabulary, root):
    """Every file by its path."""
    found = {}
    definitions = {path: json.loads((root / path).read_text(encoding="utf-8")) for path in by_hand()}
    for fact in facts.elements:
        path = _path(fact["key"])
        if path not in definitions:
            definitions[path] = element.definition(fact, facts.corrections_of(fact), vocabulary)
            found[path] = definition_text(definitions[path], vocabulary)
    found[INDEX] = index_text(definitions)
    found[REQUESTS] = examples.text(list(definitions.values()))
    return found


def write(found, root):
    for name in _superfluous(found, root):
        (root / name).unlink()
    for name, text in found.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if _read(path) != text:
            path.write_text(text, encoding="utf-8")


def check(found, root):
    """0 when the files are what this run would write."""
    wrong = [name for name, text in found.items() if _read(root / name) != text] + _superfluous(found, root)
    for name in sorted(wrong):
        print(f"catalogue: {name} is not what `make catalogue` writes", file=sys.stderr)
    return 1 if wrong else 0


def by_hand():
    return [_path(key) for key in BY_HAND]


def _superfluous(found, root):
    names = [f"{DEFINITIONS}/{path.name}" for path in (root / DEFINITIONS).glob("*.json")]
    return [name for name in names if name not in found and name not in by_hand()]


def _read(path):
    return path.read_text(encoding="utf-8") if path.exists() else None


def _path(key):
    """Some keys hold characters that no file name should."""
    return f"{DEFINITIONS}/{re.sub('[^A-Za-z0-9._-]+', '-', key).strip('-')}.json"


def definition_text(document, vocabulary):
    """JSON with a line for each member and each entry, so that changes read well, and no blanks: all is embedded."""
    lines = []
    for name, value in document.items():
        if name in vocabulary.element and vocabulary.element[name] == value:
            continue
        if name == "configuration":
            entries = ",\n".join(_json(vocabulary.shortened(entry)) for entry in value)
            lines.append(f'"configuration":[\n{entries}\n]')
        else:
            lines.append(f"{_json(name)}:{_json(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def index_text(definitions):
    """The element of an index is found by counting, so the table's order is that of the keys."""
    rows = sorted((document["key"], identity(document), path) for path, document in definitions.items())
    ids = [row[1] for row in rows]
    if len(set(ids)) != len(ids):
        raise SystemExit("catalogue: two elements have one id")
    texts = "\n\n".join(
        f"static const unsigned char text_{number}[] = {{\n#embed \"definitions/{path.rsplit('/', 1)[1]}\"\n}};"
        for number, (_, _, path) in enumerate(rows)
    )
    table = "\n".join(
        f"    {{{_json(key)}, {number}, text_{index}, sizeof text_{index}}},"
        for index, (key, number, _) in enumerate(rows)
    )
    one = next(line for line in table.splitlines() if '"freshservice"' in line)
    return f"""/* Written by tools/catalogue: `make catalogue`. */
#include "builtin_elements.h"

static const unsigned char vocabulary[] = {{
#embed "vocabulary.json"
}};

{texts}

static const builtin_element elements[] = {{
#ifdef PROVISOR_ONE_ELEMENT /* for make bench, to compare with */
{one}
#else
{table}
#endif
}};

builtin_element builtin_element_at(size_t index) {{
    if (index < sizeof elements / sizeof *elements) {{
        return elements[index];
    }}
    return (builtin_element){{0, 0, 0, 0}};
}}

builtin_text builtin_vocabulary(void) {{
    return (builtin_text){{vocabulary, sizeof vocabulary}};
}}
"""


def identity(document):
    """The documented id, or the one that the library derives from the key (ElementReader.derivedID)."""
    if "id" in document:
        return document["id"]
    number = 2_166_136_261
    for byte in document["key"].encode():
        number = ((number ^ byte) * 16_777_619) & 0xFFFF_FFFF
    return 1_000_000 + number % 1_000_000_000


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
