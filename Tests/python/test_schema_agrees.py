"""An independent validator with our JSON Schema finds the same requests valid as the library does.

Of each kind of element, thousands of requests are made from a valid one by a few changes, the same ones in each run.
Where the two differ, one of the differences that docs/elements.md lists must be the reason.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Optional

import jsonschema
import pytest

import provisor

ROOT = Path(__file__).resolve().parents[2]
KINDS: List[Dict[str, Any]] = json.loads((ROOT / "Tests/data/elements/kinds.json").read_text(encoding="utf-8"))
REQUESTS = 10_000

TEXTS = [
    "", " ", "  \t", "\n", "\v\f", "\x0b x", "a", "acme", "Acme-1", " acme ", "-a", "a-", "a.b", "a" * 63, "a" * 64,
    "true", "FALSE", " True ", "true\n", "tru", "15", " 15 ", "-3", "+3", "--3", "007", "1" * 18, "-" + "9" * 18, "15\n",
    "1.5", "x\ty", "a\nb", "a\r\nb", "a\vb", "a\x7f", "a\x01b", "\u00e9", "\u00a0", "\u2028", "{\"a\": 1}", "{", " {x\ty",
    " {x} ", "[1]", "polling", "webhook", "<INSERT_X>", "{{x}}", "xxxxxxxx", "********", "my_api_key", "oauth2", "OAuth1",
    " basic ", "apiKey", "apiKey\n", "custom", "initial", "none", "acme\u017f", "tr\u00fce", "\u0131",
]
URL_PARTS = [
    ["https://"] * 8 + ["http://", "HTTPS://", "hTTp://", "https;//", "https//", "ftp://", "", "https:/", " https://"],
    [""] * 8 + ["user@", "u:p@", "@", "a@b@", "https://", "http:", "..@", "u{x}@", "u/@"],
    ["acme.example"] * 4
    + ["{site}.example", "a", "", ".", "a..b", ".a", "a.", "[::1]", "[::1", "{a:b}.x", "{", "}", "{a}}", "{a}{", "a{b",
       "{{x}}", "\u00fc.de", "a b", "a<b", "a|b", "a\\b", "a\tb", "a%20", "a:b", "https:a", "_", "-", "[", "a]"],
    [""] * 6 + [":80", ":", ":65535", ":65536", ":99999", ":+80", ":-0", ":x", ":080", ":8}0", ":000000080"],
    [""] * 4 + ["/", "/x", "/{a}", "/{a", "?q=1", "#f", "/a b", "/..", "/}", "/\"", "?@", "/a@b", "/{a}{b}", "/\u00e9"],
    [""] * 6 + [" ", "\n", "  ", "\t", "\x01"],
]
VALUES = [None, True, False, 0, 15, -5, 2**60, 1.5, -0.5, 15.0, 1e20, {}, {"a": 1}, {"a": ["<INSERT_X>"]}, [], ["x"], [1]]


class Generator:
    """Makes requests for an element."""

    def __init__(self, key: str, id: int, form: Dict[str, Any]) -> None:
        self.random = random.Random(key)
        self.key, self.id = key, id
        self.fields = form["fields"]
        self.keys = [field["key"] for field in self.fields]
        self.kinds = {field["key"]: field["kind"] for field in self.fields}
        self.ways = form["ways"]

    def request(self) -> Any:
        request: Dict[str, Any] = {"element": {"key": self.key}, "configuration": {}, "tags": ["Docs"], "name": "Docs"}
        way = self.random.choice(self.ways)
        if len(self.ways) > 1 and (way is not self.ways[0] or self.random.random() < 0.3):
            request["configuration"]["authentication.type"] = self.random.choice([way["name"], way["name"].upper()])
        for key in way["required"]:
            request["configuration"][key] = self.good(key)
        for key in self.random.sample(self.keys, min(len(self.keys), self.random.randrange(3))):
            if key != "authentication.type":
                request["configuration"].setdefault(key, self.good(key))
        if way["providerData"]:
            request["providerData"] = {name: self.random.choice(["4/abc", {"a": 1}, 5]) for name in way["providerData"]}
        for _ in range(self.random.choice([0, 1, 1, 1, 2, 2, 3])):
            self.change(request)
        return request

    def good(self, key: str) -> Any:
        return self.random.choice(
            {
                "boolean": ["true", "False", True],
                "integer": ["15", 15],
                "url": ["https://acme.example/x", "HTTP://{a}.b:80?c"],
                "json": ['{"a": 1}', {"a": 1}],
            }.get(self.kinds[key], ["15", "30", 7])
        )

    def text(self) -> str:
        chance = self.random.random()
        if chance < 0.5:
            return self.random.choice(TEXTS)
        if chance < 0.9:
            return "".join(self.random.choice(part) for part in URL_PARTS)
        return "".join(self.random.choice("{}:/.@[]?#a1- \t") for _ in range(self.random.randrange(12)))

    def value(self) -> Any:
        return copy.deepcopy(self.random.choice(VALUES)) if self.random.random() < 0.3 else self.text()

    def change(self, request: Dict[str, Any]) -> None:
        """Changes a request in one place."""
        configuration = request.get("configuration")
        chance = self.random.random()
        if chance < 0.6 and isinstance(configuration, dict) and self.keys:
            configuration[self.random.choice(self.keys)] = self.value()
        elif chance < 0.72 and isinstance(configuration, dict) and configuration:
            del configuration[self.random.choice(list(configuration))]
        elif chance < 0.75 and isinstance(configuration, dict):
            configuration[self.random.choice(["unknown", "name", " site", "constructor", ""])] = self.value()
        elif chance < 0.80:
            request["element"] = self.random.choice(
                [
                    {"id": self.id}, {"id": str(self.id)}, {"id": f"+0{self.id}"}, {"id": f" {self.id}"},
                    {"id": f"{self.id}\n"}, {"id": self.id + 1}, {"id": None}, {"key": "", "id": self.id},
                    {"key": None, "id": self.id}, {"key": self.key, "id": 0}, {"key": self.key.upper()}, {"key": 5}, {},
                    {"key": "no-such-element", "id": self.id}, {"id": True}, {"id": float(self.id)}, self.value(),
                ]
            )  # fmt: skip
        elif chance < 0.84:
            request["providerData"] = self.random.choice(
                [
                    None, {}, [], "code", {"code": ""}, {"code": None}, {"code": {}}, {"code": "x"}, {"code": []},
                    {"oauth_token": "a", "oauth_verifier": "b", "secret": ""}, {"code": "<INSERT_CODE>"},
                    {"oauth_token": "a", "oauth_verifier": "b", "secret": "c"}, {"oauth_token": "a"},
                ]
            )  # fmt: skip
        elif chance < 0.88:
            request["externalAuthentication"] = self.random.choice(["initial", "initial", "none", None, 5, "Initial"])
            for key in ("oauth.user.token", "oauth.user.refresh_token", "oauth.user.token.secret"):
                if isinstance(configuration, dict) and self.random.random() < 0.5:
                    configuration[key] = self.random.choice(["t", "t", "t", None, "", " "])
        elif chance < 0.91:
            request["tags"] = self.random.choice(
                [None, [], "x", ["a", None], [5], ["<INSERT_TAG>"], ["a"] * 1000, ["a"] * 1001, {}]
            )
        elif chance < 0.94:
            request["name"] = self.value()
        elif chance < 0.97:
            name = self.random.choice(["configuration", "element", "tags", "name", "providerData"])
            request[name] = self.value()
        else:
            request.pop(self.random.choice(list(request)))


def difference(request: Any, report: provisor.Report) -> Optional[str]:
    """Which of the documented differences a request shows, if any."""
    if report.errors and all(fault.code == "placeholder" for fault in report.errors):
        return "placeholder"
    configuration = request.get("configuration")
    values = list(configuration.values()) if isinstance(configuration, dict) else []
    element = request.get("element")
    if isinstance(element, dict):
        values.append(element.get("id"))
    if any(isinstance(value, float) and value.is_integer() for value in values):
        return "fraction of zero"
    if any(isinstance(value, str) and re.fullmatch(r" *-?[0-9]{19,} *", value) for value in values):
        return "more than 18 digits"
    if isinstance(configuration, dict) and any(key != key.strip() for key in configuration):
        return "key with blanks"
    return None


def compare(p: provisor.Provisor, element: Dict[str, Any], requests: int) -> "Counter[bool]":
    """How often the two agree, by the verdict."""
    key = element["key"]
    generator = Generator(key, element["id"], p.describe_element(key, "form"))
    independent = jsonschema.Draft202012Validator(p.describe_element(key, "json-schema"))
    agreed: "Counter[bool]" = Counter()
    for _ in range(requests):
        request = generator.request()
        text = json.dumps(request)
        report = p.validate(text)
        if independent.is_valid(request) == report.valid:
            agreed[report.valid] += 1
        # Two elements may have one id, by which the first is found; the schema is for one of them.
        elif report.element == key or report.element is None:
            assert difference(request, report), f"{text}\n{report}\n{list(independent.iter_errors(request))}"
    return agreed


@pytest.mark.parametrize("key", ["freshservice"] + [definition["key"] for definition in KINDS])
def test_verdicts_are_equal(key: str) -> None:
    with provisor.open() as p:
        for definition in KINDS:
            p.load_element(definition)
        agreed = compare(p, next(element for element in p.elements() if element["key"] == key), REQUESTS)
    # Both verdicts are common, and differences rare.
    assert min(agreed[True], agreed[False]) > REQUESTS * 0.15 and sum(agreed.values()) > REQUESTS * 0.9, agreed


def test_verdicts_on_builtin_elements_are_equal(p: provisor.Provisor) -> None:
    for element in p.elements():
        assert sum(compare(p, element, 20).values()) > 10
