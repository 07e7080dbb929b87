"""The HTTP API as one call; what it answers is checked by the tests of the library."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest

import provisor

Document = Dict[str, Any]


@pytest.fixture
def headers(p: provisor.Provisor) -> Dict[str, str]:
    secrets = p.default_secrets()
    return {"Authorization": f"User {secrets['user']}, Organization {secrets['organization']}"}


def test_an_instance_from_beginning_to_end(
    p: provisor.Provisor, headers: Dict[str, str], request_: Document
) -> None:
    made = p.request("POST", "/elements/api-v2/instances", headers, json.dumps(request_))
    assert made.status == 200 and made.header("CONTENT-TYPE") == "application/json"
    assert len(made.header("elements-request-id") or "") == 24 and made.header("no-such-header") is None
    path = f"/instances/{made.json()['id']}"
    read = p.request("GET", path, headers.items())
    assert read.json() == p.get(made.json()["id"]) == made.json()
    head = p.request("HEAD", path.encode(), [(name, value.encode()) for name, value in headers.items()])
    assert (head.status, head.body) == (200, b"")
    assert p.request("DELETE", path, headers, b"null").json() == {}
    assert p.request("GET", path, headers).status == 404


def test_the_user_of_the_header_counts(p: provisor.Provisor, headers: Dict[str, str], request_: Document) -> None:
    organization = p.create_organization({"name": "Acme", "email": "admin@acme.example"})
    theirs = f"User {organization['user']['secret']}, Organization {organization['secret']}"
    with p.as_user(theirs) as scoped:
        made = scoped.request("POST", "/instances", headers, json.dumps(request_)).json()
        assert scoped.count()["totalInstances"] == 0 and p.get(made["id"]) == made
        assert p.request("GET", "/instances/count", {"authorization": theirs}).json()["totalInstances"] == 0


def test_bodies_are_bytes(p: provisor.Provisor, headers: Dict[str, str], request_: Document) -> None:
    text = json.dumps({**request_, "name": "Dôcs 🦜"}, ensure_ascii=False)
    for body in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        made = p.request("POST", "/instances", headers, body)  # type: ignore[arg-type]
        assert made.json()["name"] == "Dôcs 🦜"
    for wrong in (text.encode() + b"\0", text.encode("utf-16"), b"\xff", b"\0"):
        assert p.request("POST", "/instances", headers, wrong).status == 400
    assert p.request("POST", "/instances", headers, b" " * (2**20 + 1)).status == 413


def test_what_is_wrong_is_told_by_the_response(p: provisor.Provisor, headers: Dict[str, str]) -> None:
    assert p.request("GET", "/instances").status == 401
    assert p.request("GET", "/no/such/path", headers).status == 404
    assert p.request("GET", "", headers).status == 400
    assert p.request("", "/instances", headers).status == 405
    assert p.request("PURGE", "/instances/count", headers).header("allow") == "GET, HEAD"
    fault = p.request("POST", "/instances", headers, '{"element":\n{"key": "freshserve"}}').json()["errors"][0]
    assert (fault["code"], fault["line"], fault["column"]) == ("unknown-element", 2, 9)


def test_what_can_not_be_handed_on(p: provisor.Provisor) -> None:
    for arguments in (("GET\0", "/"), ("GET", "/\0"), ("GET", b"/\0"), ("GET", "/", {"a": "b\0"}), ("GET", "\ud800")):
        with pytest.raises(ValueError):
            p.request(*arguments)  # type: ignore[arg-type]
    for arguments in ((None, "/"), ("GET", None), ("GET", "/", {"a": 1}), ("GET", "/", {}, 7)):
        with pytest.raises(TypeError):
            p.request(*arguments)  # type: ignore[arg-type]
    with pytest.raises(provisor.Misuse, match="too many headers"):
        p.request("GET", "/", [("x", "y")] * 1001)
    assert p.request("GET", "/", [("x", "y")] * 1000).status == 401


def test_a_failing_callback(monkeypatch: pytest.MonkeyPatch, request_: Document) -> None:
    lost: List[Any] = []
    monkeypatch.setattr("sys.unraisablehook", lambda hook: lost.append(hook.exc_value))
    failure: List[Exception] = []

    def now() -> int:
        if failure:
            raise failure[0]
        return 0

    with provisor.open(now=now) as p:
        secrets = p.default_secrets()
        header = f"User {secrets['user']}, Organization {secrets['organization']}"
        failure.append(RuntimeError("no time"))
        answer = p.request("POST", "/instances", {"Authorization": header}, json.dumps(request_))
    assert (answer.status, answer.json()["status"], lost) == (500, "callback", failure)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_nothing_is_kept(p: provisor.Provisor, headers: Dict[str, str], request_: Document) -> None:
    for _ in range(20):
        p.provision(request_)

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(50):
        p.request("GET", "/instances", headers)
    before = resident()
    for _ in range(200):  # more than 20 KB each
        assert len(p.request("GET", "/instances", headers).body) > 20_000
    assert resident() - before < 2_000_000
