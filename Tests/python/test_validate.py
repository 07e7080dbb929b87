"""validate: reports, the kinds of requests, positions."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Dict

import pytest

import provisor

Request = Dict[str, Any]


def test_a_right_request(p: provisor.Provisor, request_: Request) -> None:
    report = p.validate(request_)
    assert report.valid and report
    assert report.element == "freshservice"
    assert report.errors == () and report.warnings == () and report.missing == ()
    assert str(report) == report.message


def test_every_kind_of_request_is_read_alike(p: provisor.Provisor, request_: Request) -> None:
    del request_["configuration"]["password"]
    text = json.dumps(request_)
    data = text.encode()
    reports = [p.validate(request) for request in (text, data, bytearray(data), memoryview(data))]
    assert all(report == reports[0] for report in reports)
    assert p.validate(request_).missing == reports[0].missing == ("password",)


def test_missing_entries_are_told_at_once(p: provisor.Provisor, request_: Request) -> None:
    del request_["configuration"]["password"], request_["configuration"]["subdomain"]
    report = p.validate(request_)
    assert not report
    assert report.missing == ("password", "subdomain")
    assert [fault.code for fault in report.errors] == ["missing", "missing"]
    assert [fault.path for fault in report.errors] == ["/configuration/password", "/configuration/subdomain"]
    assert report.message == "freshservice: 2 required configuration entries are missing: password, subdomain"


def test_an_unknown_entry_is_a_warning(p: provisor.Provisor, request_: Request) -> None:
    request_["configuration"]["paginationmax"] = "30"
    report = p.validate(request_)
    assert report and [fault.code for fault in report.warnings] == ["unknown-key"]


def test_strict_makes_warnings_errors(request_: Request) -> None:
    request_["configuration"]["paginationmax"] = "30"
    with provisor.open(strict=True) as p:
        report = p.validate(request_)
        assert not report and [fault.code for fault in report.errors] == ["unknown-key"]
        with pytest.raises(provisor.InvalidRequest):
            p.provision(request_)


def test_positions_in_a_text(p: provisor.Provisor) -> None:
    text = """{"name": "Zoë", "element": {"key": "freshservice"},
        "tags": ["🦊"], "configuration": {"username": "jane@acme.example", "password": "ü-Kettle-42-Harbour",
        "subdomain": "acme", "pagination.type": "🦊", "paginationmax": "30"}}"""
    (fault,) = p.validate(text).warnings
    place = text.index('"paginationmax"')
    assert fault.line == 3
    assert fault.column == place - text.rindex("\n", 0, place)
    assert fault.offset == len(text[:place].encode())


def test_a_dict_has_no_positions(p: provisor.Provisor, request_: Request) -> None:
    request_["configuration"] = {"paginationmax": "30"}
    report = p.validate(request_)
    for fault in (*report.errors, *report.warnings):
        assert fault.line is None and fault.column is None and fault.offset is None
    with pytest.raises(provisor.InvalidRequest) as caught:
        p.provision(request_)
    assert caught.value.report.errors == report.errors
    assert all("line" not in fault for fault in caught.value.problem["errors"])


@pytest.mark.parametrize("text", ["", "{", "[1,]", "nonsense", b"\xff", b'{"name": "\xc3\x28"}', "{}\0", "{}{}"])
def test_no_json(p: provisor.Provisor, text: Any) -> None:
    report = p.validate(text)
    assert not report and report.errors and report.message
    assert report.errors[0].line is not None


def test_a_nul_does_not_end_a_request(p: provisor.Provisor, request_: Request) -> None:
    assert not p.validate(json.dumps(request_).encode() + b"\0")


def test_beyond_the_limits(p: provisor.Provisor, request_: Request) -> None:
    assert not p.validate(json.dumps(request_) + " " * (1 << 20))
    nested: Any = "x"
    for _ in range(33):
        nested = [nested]
    assert not p.validate({**request_, "tags": nested})


def test_an_unknown_element(p: provisor.Provisor, request_: Request) -> None:
    request_["element"]["key"] = "no-such-element"
    report = p.validate(request_)
    assert not report and report.errors


def test_no_secret_is_told(p: provisor.Provisor, request_: Request) -> None:
    request_["configuration"]["password"] = ["Blue-Kettle-42-Harbour"]
    request_["configuration"]["paginationmax"] = "30"
    report = p.validate(request_)
    assert "Kettle" not in str(report) and "Kettle" not in repr(report)


def test_what_json_cannot_express(p: provisor.Provisor, request_: Request) -> None:
    with pytest.raises(ValueError, match="U\\+D800, half a surrogate pair"):
        p.validate({**request_, "name": "\ud800"})
    with pytest.raises(ValueError, match="U\\+DFFF"):
        p.validate('{"name": "\udfff"}')
    with pytest.raises(ValueError):
        p.validate({**request_, "name": float("nan")})
    with pytest.raises(TypeError):
        p.validate({**request_, "name": {1, 2}})
    nested: Any = []
    nested.append(nested)
    with pytest.raises(ValueError):
        p.validate({**request_, "tags": nested})
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="nests too deep"):
        p.validate({**request_, "tags": deep})


@pytest.mark.parametrize("request_", [None, 1, [], object()])
def test_what_is_no_request(p: provisor.Provisor, request_: Any) -> None:
    with pytest.raises(TypeError, match="a request is a dict, str or bytes"):
        p.validate(request_)


def test_a_report_is_a_value(p: provisor.Provisor, request_: Request) -> None:
    del request_["configuration"]["password"]
    text = json.dumps(request_)
    report = p.validate(text)
    assert report == p.validate(text) and hash(report) == hash(p.validate(text))
    assert provisor.Report.from_dict(report.to_dict()) == report
    json.dumps(report.to_dict())
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.valid = True  # type: ignore[misc]


def test_report_as_text() -> None:
    report = provisor.Report(
        valid=False,
        element="freshservice",
        message="all of it",
        errors=(
            provisor.Fault("missing", "/configuration/password", "password", "is missing", "add it", 5, 3, 50),
            provisor.Fault("missing", "/configuration/subdomain", "subdomain", "is missing"),
        ),
        warnings=(provisor.Fault("unknown-key", "", None, "is odd"),),
    )
    assert str(report).splitlines() == [
        "5:3: error: is missing (hint: add it)",
        "/configuration/subdomain: error: is missing",
        "warning: is odd",
    ]
    assert report.to_dict()["errors"][1] == {
        "code": "missing",
        "path": "/configuration/subdomain",
        "key": "subdomain",
        "message": "is missing",
    }
