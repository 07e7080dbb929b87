"""What elements look like to others: schema, example, form, page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List

import jsonschema
import pytest

import provisor

ROOT = Path(__file__).resolve().parents[2]
#: Plausible values for every built-in element.
REQUESTS: Dict[str, Any] = json.loads((ROOT / "Tests/data/catalogue/requests.json").read_text(encoding="utf-8"))
KINDS: List[Dict[str, Any]] = json.loads((ROOT / "Tests/data/elements/kinds.json").read_text(encoding="utf-8"))

with provisor.open() as _store:
    KEYS = [element["key"] for element in _store.elements()] + [definition["key"] for definition in KINDS]


@pytest.fixture(scope="module")
def store() -> Iterator[provisor.Provisor]:
    """Knows an element of every kind."""
    with provisor.open() as p:
        for definition in KINDS:
            p.load_element(definition)
        yield p


def placeholders(value: Any, path: str = "") -> List[str]:
    """Where a document has placeholders."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in placeholders(inner, f"{path}/{key}")]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in placeholders(inner, f"{path}/{index}")]
    return [path] if isinstance(value, str) and value.startswith("<") else []


def filled(example: Dict[str, Any], form: Dict[str, Any]) -> Dict[str, Any]:
    """The example as somebody fills it in who reads the form."""
    known = REQUESTS.get(form["element"], {})
    kinds = {"boolean": "true", "integer": "15", "url": "https://acme.example/x", "json": '{"a": 1}'}
    request = {**example, "tags": ["Docs"], "name": "Docs"}
    for field in form["fields"]:
        key = field["key"]
        if request["configuration"].get(key, "").startswith("<INSERT_"):
            options = [option["value"] for option in field["options"]]
            plausible = field["example"] or (options or [kinds.get(field["kind"], "15")])[0]
            request["configuration"][key] = known.get("configuration", {}).get(key, plausible)
    if "providerData" in request:
        request["providerData"] = dict.fromkeys(request["providerData"], "4/abcdef")
    return request


@pytest.mark.parametrize("key", KEYS)
def test_example(store: provisor.Provisor, key: str) -> None:
    example = store.describe_element(key, "example")
    report = store.validate(json.dumps(example))
    assert {fault.code for fault in report.errors} == {"placeholder"}
    assert [fault.path for fault in report.errors] == placeholders(example)
    form = store.describe_element(key, "form")
    request = filled(example, form)
    report = store.validate(request)
    assert report, report
    schema = store.describe_element(key, "json-schema")
    jsonschema.Draft202012Validator(schema).validate(request)
    assert set(store.provision(request)["configuration"]) == {field["key"] for field in form["fields"]}


@pytest.mark.parametrize("key", KEYS)
def test_schema_is_one(store: provisor.Provisor, key: str) -> None:
    schema = store.describe_element(key, "json-schema")
    jsonschema.Draft202012Validator.check_schema(schema)
    definition = store.export_element(key)
    properties = schema["$defs"]["configuration"]["properties"]
    for entry in definition["configuration"]:
        described = properties[entry["key"]]
        assert described["title"] == entry.get("name", entry["key"])
        if described.get("writeOnly"):
            assert "default" not in described
        else:
            assert described.get("default") == (entry.get("defaultValue") or None)


@pytest.mark.parametrize("key", KEYS)
def test_form(store: provisor.Provisor, key: str) -> None:
    form = store.describe_element(key, "form")
    assert form["element"] == key and form["ways"]
    definition = {entry["key"]: entry for entry in store.export_element(key)["configuration"]}
    shown = [field for field in form["fields"] if field["key"] in definition]
    assert [field["key"] for field in shown] == [
        entry["key"] for entry in sorted(definition.values(), key=lambda entry: entry.get("displayOrder", 0))
    ]
    for field in shown:
        entry = definition[field["key"]]
        assert field["label"] == entry.get("name", entry["key"])
        assert [option["value"] for option in field["options"]] == [o["value"] for o in entry.get("options") or []]
        assert field["default"] is None or not field["secret"]
    missing = tuple(name for name in store.validate({"element": {"key": key}}).missing if name != "providerData")
    assert missing == tuple(form["ways"][0]["required"])
    assert {field["key"] for field in form["fields"] if field["required"]} <= set(missing)


def test_form_of_freshservice(store: provisor.Provisor) -> None:
    form = store.describe_element("freshservice")
    fields = {field["key"]: field for field in form["fields"]}
    assert fields["subdomain"]["suffix"] == ".freshservice.com" and fields["subdomain"]["required"]
    assert fields["password"]["kind"] == "password" and fields["password"]["secret"]
    assert fields["base.url"]["kind"] == "url" and fields["base.url"]["hidden"]
    assert fields["pagination.offset"]["kind"] == "boolean"
    assert form["ways"] == [{"name": "basic", "required": ["username", "password", "subdomain"], "providerData": []}]


@pytest.mark.parametrize("key", KEYS)
def test_markdown(store: provisor.Provisor, key: str) -> None:
    page = store.describe_element(key, "markdown")
    form = store.describe_element(key, "form")
    assert page.startswith("# ") and page.endswith("```\n")
    for field in form["fields"]:
        assert f"`{field['key']}`" in page
    request = page.split("```json\n")[1].split("```")[0]
    assert json.loads(request) == store.describe_element(key, "example")
    for line in page.splitlines():
        if line.startswith("|"):
            assert len([bar for bar in line.replace("\\|", "").split("|")]) == 6, line


def test_markdown_has_no_markup_of_the_definition(store: provisor.Provisor) -> None:
    store.load_element(
        {
            "key": "markup",
            "name": "*A* <b>\n# B",
            "configuration": [{"key": "a|b`c", "name": "x|y", "description": "[l](u) | `c`", "defaultValue": "``|"}],
        }
    )
    page = store.describe_element("markup", "markdown")
    assert page.startswith("# \\*A\\* \\<b\\> \\# B\n")
    assert "| ``` ``\\| ``` |" in page and "\\[l\\](u) \\| \\`c\\`" in page and "`` a\\|b`c ``" in page


def test_secrets_are_in_no_description(store: provisor.Provisor) -> None:
    store.load_element(
        {"key": "leak", "configuration": [{"key": "password", "type": "PASSWORD", "defaultValue": "Kettle-42"}]}
    )
    for format in ("json-schema", "example", "form", "markdown"):
        assert "Kettle" not in json.dumps(store.describe_element("leak", format))


def test_unknown(store: provisor.Provisor) -> None:
    with pytest.raises(provisor.NotFound, match="did you mean freshservice"):
        store.describe_element("freshservce", "form")
    with pytest.raises(provisor.Misuse, match='"json-schema", or "example"'):
        store.describe_element("freshservice", "xml")
