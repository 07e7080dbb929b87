"""The catalogue: definitions are loaded, looked at, listed and exported."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest

import provisor

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = Path(os.environ.get("PROVISOR_SHARED", ROOT.parent / "shared")) / "data" / "exports"

with provisor.open() as _store:
    BUILTIN: List[str] = [element["key"] for element in _store.elements()]

ACME: Dict[str, Any] = {
    "key": "acme",
    "name": "Acme",
    "configuration": [{"key": "site", "required": True}, {"key": "base.ulr"}],
}


def test_load(p: provisor.Provisor) -> None:
    report = p.load_element(ACME)
    assert report and report.element == "acme"
    assert [(fault.code, fault.path, fault.line) for fault in report.warnings] == [
        ("misspelled-key", "/configuration/1/key", None)
    ]
    assert report.warnings[0].hint == "did you mean base.url?"
    assert p.validate({"element": {"key": "acme"}}).missing == ("site",)
    assert p.export_element("acme") == ACME
    listed = {element["key"]: element for element in p.elements()}
    assert listed["acme"]["origin"] == "loaded" and listed["freshservice"]["origin"] == "builtin"
    assert list(listed) == BUILTIN + ["acme"]


def test_text_has_positions(p: provisor.Provisor) -> None:
    report = p.lint_element(json.dumps(ACME, indent=1))
    assert [(fault.line, fault.column) for fault in report.warnings] == [(10, 11)]
    assert str(report).startswith("10:11: warning: base.ulr is nearly")
    assert "acme" not in [element["key"] for element in p.elements()]


def test_faulty(p: provisor.Provisor) -> None:
    for faulty, exception in (({"configuration": 5}, provisor.InvalidRequest), ("{", provisor.MalformedRequest)):
        report = p.lint_element(faulty)
        assert not report and report.errors
        with pytest.raises(exception) as caught:
            p.load_element(faulty)
        assert caught.value.report == report and str(caught.value) == report.message
    with pytest.raises(provisor.NotFound, match="did you mean freshservice"):
        p.export_element("freshservise")


def test_only_the_host_loads(p: provisor.Provisor) -> None:
    secrets = p.default_secrets()
    with p.as_user(f"User {secrets['user']}, Organization {secrets['organization']}") as user:
        with pytest.raises(provisor.Forbidden):
            user.load_element(ACME)
        p.load_element(ACME)
        assert user.export_element("acme") == ACME


@pytest.mark.parametrize("key", BUILTIN)
def test_builtin_round_trip(p: provisor.Provisor, key: str) -> None:
    exported = p.export_element(key)
    assert [fault.code for fault in p.load_element(exported).warnings][-1:] == ["replaces-builtin"]
    assert p.export_element(key) == exported


def test_builtin_lint(p: provisor.Provisor) -> None:
    """Our own definitions are clean, or it is said why not."""
    explained = json.loads((ROOT / "Tests" / "data" / "elements" / "lint.json").read_text(encoding="utf-8"))
    unused = list(explained)
    unexplained = []
    for key in BUILTIN:
        for fault in p.lint_element(p.export_element(key)).warnings:
            reasons = [
                row
                for row in explained
                if (row["code"], row["key"]) == (fault.code, fault.key) and key in row.get("elements", [key])
            ]
            if not reasons:
                unexplained.append(f"{key}: {fault.code} {fault.path}: {fault.message}")
            unused = [row for row in unused if row not in reasons]
    assert unexplained == []
    assert unused == []


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the folder ../shared/data/exports with real exports is not there")
def test_real_exports(p: provisor.Provisor, tmp_path: Path) -> None:
    files = sorted(EXPORTS.glob("*.json"))
    assert len(files) == 42
    for file in files:
        original = json.loads(file.read_text(encoding="utf-8"))
        assert p.load_element(file.read_bytes())
        assert p.export_element(original["key"]) == original
        exported = json.dumps(p.export_element(original["key"]))
        report = p.lint_element(exported)
        assert p.load_element(exported) == report
        assert p.export_element(original["key"]) == original
    with provisor.open(catalogue=[EXPORTS]) as whole:
        listed = [element for element in whole.elements() if element["origin"] == "loaded"]
        assert listed == sorted(
            (element for element in p.elements() if element["origin"] == "loaded"),
            key=lambda element: [row["key"] for row in listed].index(element["key"]),
        )
        assert len(listed) == len({json.loads(file.read_text(encoding="utf-8"))["key"] for file in files})
