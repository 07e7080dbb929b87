"""Every built-in element, by its example request; and by the facts it was made from, where they are there."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest

import provisor

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("PROVISOR_TEST_DATA") or ROOT / "Tests" / "data") / "catalogue"
SHARED = Path(os.environ.get("PROVISOR_SHARED") or ROOT.parent / "shared")
FACTS = SHARED / "data" / "elements.json"
DEFINITIONS = ROOT / "Sources" / "BuiltinElements" / "definitions"

REQUESTS: Dict[str, Any] = json.loads((DATA / "requests.json").read_text(encoding="utf-8"))
EXCEPTIONS: Dict[str, Any] = json.loads((DATA / "exceptions.json").read_text(encoding="utf-8"))


def definitions() -> Iterator[Dict[str, Any]]:
    for path in sorted(DEFINITIONS.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


ENTRIES = {
    definition["key"]: [
        entry if isinstance(entry, str) else entry.get("key") or entry["like"] for entry in definition["configuration"]
    ]
    for definition in definitions()
}


def gathered() -> List[Dict[str, Any]]:
    """The facts of the elements that the catalogue has."""
    if not FACTS.exists():
        return []
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    return [fact for fact in facts if fact["key"] in REQUESTS and "sameKeyAs" not in fact]


def documented() -> List[Dict[str, Any]]:
    """Those with a documented request."""
    return [fact for fact in gathered() if fact["documentedRequest"]]


needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="../shared/data/elements.json is not there")


def test_there_is_an_example_for_every_definition() -> None:
    assert sorted(REQUESTS) == sorted(ENTRIES)


@pytest.mark.parametrize("key", sorted(REQUESTS))
def test_example_provisions(p: provisor.Provisor, key: str) -> None:
    report = p.validate(REQUESTS[key])
    assert not report.errors and not report.warnings
    instance = p.provision(REQUESTS[key])
    assert instance["element"]["key"] == key
    assert set(ENTRIES[key]) <= set(instance["configuration"])


@pytest.mark.parametrize("key", sorted(REQUESTS))
def test_every_entry_of_an_example_is_needed(p: provisor.Provisor, key: str) -> None:
    request = REQUESTS[key]
    report = p.validate({**request, "configuration": {}})
    missing = [error.key for error in report.errors if error.path.startswith("/configuration/")]
    assert sorted(missing) == sorted(request["configuration"])
    assert {error.code for error in report.errors} <= {"missing"}


@needs_facts
@pytest.mark.parametrize("fact", gathered(), ids=lambda fact: fact["key"])
def test_facts_are_carried(p: provisor.Provisor, fact: Dict[str, Any]) -> None:
    if fact["key"] == "freshservice":
        return  # by hand, from another page
    corrections = json.loads((ROOT / "tools" / "catalogue" / "corrections.json").read_text(encoding="utf-8"))
    corrected = corrections.get(fact["key"], {})
    definition = p.export_element(fact["key"])
    assert definition.get("id") == fact["elementId"]
    assert definition["hub"] == fact["hub"] if fact["hub"] else "hub" not in definition
    if "authentication" not in corrected.get("element", {}):
        assert definition["authentication"]["type"] == fact["authentication"]
    entries = {entry["key"]: entry for entry in definition["configuration"]}
    assert set(entries) == {one["key"] for one in fact["configuration"]} - set(corrected.get("leftOut", {}))
    for one in fact["configuration"]:
        if one["key"] not in entries or one["key"] in corrected.get("entries", {}):
            continue
        entry = entries[one["key"]]
        assert entry["required"] is (one["required"] is True), one["key"]
        assert ("evidence" in entry) is (one["required"] is None), one["key"]
        default = str(one["default"]).lower() if isinstance(one["default"], bool) else one["default"]
        assert entry.get("defaultValue") == (default or None), one["key"]
        assert entry.get("secret", False) is one["secret"], one["key"]
        assert entry["type"] == one.get("declaredType", entry["type"]), one["key"]
        for member in ("hideFromConsole", "internal", "active", "resellerConfig", "companyConfig", "groupControl"):
            assert entry[member] is one.get(member, entry[member]), one["key"]
        if not entry["type"].startswith("BOOLEAN"):
            assert {option["value"] for option in entry.get("options", [])} >= set(one["options"]), one["key"]


@needs_facts
@pytest.mark.parametrize("fact", documented(), ids=lambda fact: fact["key"])
def test_documented_request_yields_its_placeholders(p: provisor.Provisor, fact: Dict[str, Any]) -> None:
    request = {**fact["documentedRequest"], "element": {"key": fact["key"]}}
    expected = {path: "placeholder" for path, text in strings(request) if is_placeholder(text)}
    expected.update(exceptions(fact, "asDocumented"))
    errors = {error.path: error.code for error in p.validate(request).errors}
    assert errors == {path: code for path, code in expected.items() if code}


@needs_facts
@pytest.mark.parametrize("fact", documented(), ids=lambda fact: fact["key"])
def test_documented_request_provisions(p: provisor.Provisor, fact: Dict[str, Any]) -> None:
    request = replaced({**fact["documentedRequest"], "element": {"key": fact["key"]}}, fact)
    report = p.validate(request)
    assert [(error.path, error.code) for error in report.errors] == []
    configuration = p.provision(request)["configuration"]
    if fact["key"] in EXCEPTIONS["answerOfAnother"]:
        assert fact["documentedResponse"]["element"]["key"] == EXCEPTIONS["answerOfAnother"][fact["key"]]
    else:
        assert set(documented_entries(fact)) <= set(configuration)


def exceptions(fact: Dict[str, Any], kind: str) -> Dict[str, Any]:
    return {name: value for name, value in EXCEPTIONS[kind].get(fact["key"], {}).items() if name != "reason"}


def documented_entries(fact: Dict[str, Any]) -> List[str]:
    response = fact.get("documentedResponse") or {}
    configuration = response.get("configuration") or (response.get("element") or {}).get("configuration")
    return list(configuration) if isinstance(configuration, dict) else []


def strings(value: Any, path: str = "") -> Iterator[Tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from strings(member, f"{path}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, f"{path}/{index}")


def is_placeholder(text: str) -> bool:
    """What nobody could have meant to send: anything in angle brackets, and runs of one letter."""
    return bool(re.search(r"<[^<>]+(>|gt;|$)", text) or re.fullmatch(r"x{4,}|\*{3,}", text))


def replaced(request: Dict[str, Any], fact: Dict[str, Any]) -> Dict[str, Any]:
    """The documented request with plausible values in the place of its placeholders."""
    plausible = {**EXAMPLES_OF_ENTRIES, **REQUESTS[fact["key"]]["configuration"]}
    plausible.update(exceptions(fact, "plausible"))
    wrong = exceptions(fact, "asDocumented")

    def value(name: str, path: str, old: Any) -> Any:
        if isinstance(old, dict):
            return {member: value(member, f"{path}/{member}", item) for member, item in old.items()}
        if isinstance(old, list):
            return [value("tag", f"{path}/{index}", item) for index, item in enumerate(old)]
        if not isinstance(old, str) or not (is_placeholder(old) or wrong.get(path)):
            return old
        return plausible.get(name, "acme-4711")

    complete = {**value("", "", request), "element": request["element"]}
    if "/providerData/code" in wrong:
        complete["providerData"] = REQUESTS[fact["key"]]["providerData"]
    return complete


# For entries that a documented request holds although they need not be there.
EXAMPLES_OF_ENTRIES = {
    entry: value
    for request in REQUESTS.values()
    for entry, value in request["configuration"].items()
    if entry.startswith(("oauth.", "event.", "base.url"))
}
