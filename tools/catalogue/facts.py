"""What is known of each element: the facts that were gathered, and what we know better."""

import json
from pathlib import Path

HERE = Path(__file__).parent


def _read(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


class Facts:
    """The elements that the catalogue takes up, sorted by key."""

    def __init__(self, elements):
        left_out = _read("left_out.json")
        self.corrections = _read("corrections.json")
        taken = {}
        for element in elements + _read("additions.json"):
            key = element["key"]
            # One key, one element: the documented one. What somebody else has published under its key, for another
            # part of the vendor's API, is an export to load.
            if key in left_out or element.get("sameKeyAs") or not element["configuration"]:
                continue
            taken[key] = element
        self.elements = [taken[key] for key in sorted(taken)]
        unknown = (set(left_out) | set(self.corrections)) - {element["key"] for element in elements}
        if unknown:
            raise SystemExit(f"catalogue: no such elements in the facts: {', '.join(sorted(unknown))}")

    @classmethod
    def read(cls, path):
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def corrections_of(self, element):
        return self.corrections.get(element["key"], {})
