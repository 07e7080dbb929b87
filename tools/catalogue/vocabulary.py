"""The shared entries: what elements have in common, said once."""

import json


class Vocabulary:
    def __init__(self, document):
        self.element = document["element"]
        self.entry = document["entry"]
        self.entries = document["entries"]

    @classmethod
    def read(cls, path):
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def shortened(self, entry):
        """An entry by what it has beside, or other than, the shared entry of its key; nothing but the key for an equal."""
        shared = self.entries.get(entry["key"])
        common = self.entry if shared is None else self.entry | shared
        short = {} if shared is None else {"like": entry["key"]}
        for member, value in entry.items():
            if member == "key" and shared is not None:
                continue
            if member not in common or common[member] != value:
                short[member] = value
        for member in common:
            if member not in entry:
                short[member] = None
        return entry["key"] if list(short) == ["like"] else short
