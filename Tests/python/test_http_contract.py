"""The contract of the HTTP API on a socket: Tests/data/http/cases.json, in the language of the README.md beside it."""

from __future__ import annotations

import fnmatch
import http.client
import importlib
import json
import os
import re
import threading
import wsgiref.simple_server
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

import pytest

import provisor

DATA = Path(os.environ.get("PROVISOR_TEST_DATA") or Path(__file__).resolve().parents[1] / "data") / "http"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
ROWS = {"T-CRE": 36, "T-GET": 15, "T-CFG": 14, "T-UPD": 17, "T-SAN": 7, "T-LIF": 16, "T-AUT": 18, "T-HDR": 2}
TYPES = {"text": str, "integer": int, "boolean": bool, "list": list, "object": dict}
ABSENT = object()


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def server(store: Path) -> Iterator[Tuple[http.client.HTTPConnection, Dict[str, Any]]]:
    """A connection to a server on a new store, and the default user's secrets."""
    try:
        wsgi = importlib.import_module("provisor.wsgi")
    except ModuleNotFoundError:
        pytest.skip("the binding has no WSGI application")
    catalogue = sorted((DATA / "elements").glob("*.json"))
    with wsgi.application(store=store, catalogue=catalogue) as application:
        secrets = application.provisor.default_secrets()
        with wsgiref.simple_server.make_server("127.0.0.1", 0, application, handler_class=Quiet) as listening:
            thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
            thread.start()
            connection = http.client.HTTPConnection(*listening.server_address, timeout=60)
            try:
                yield connection, secrets
            finally:
                connection.close()
                listening.shutdown()
                thread.join()


# ------------------------------------------------------------------------------------------------- values


def value_of(name: str, values: Dict[str, Any]) -> Any:
    name, plus, number = name.partition("+")
    value = expanded(values[name], values)
    return value + int(number) if plus else value


def expanded(value: Any, values: Dict[str, Any]) -> Any:
    """A copy with all ${name} replaced and all $merge carried out."""
    if isinstance(value, str):
        if re.fullmatch(r"\$\{[^}]*\}", value):
            return value_of(value[2:-1], values)

        def text(match: re.Match[str]) -> str:
            part = value_of(match[1], values)
            return part if isinstance(part, str) else json.dumps(part)

        return re.sub(r"\$\{([^}]*)\}", text, value)
    if isinstance(value, list):
        return [expanded(item, values) for item in value]
    if isinstance(value, dict):
        value = {key: expanded(item, values) for key, item in value.items()}
        if "$merge" in value:
            return {key: item for part in value["$merge"] for key, item in part.items()}
    return value


def found(value: Any, pointer: str) -> Any:
    for segment in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value[segment]
        elif "=" in segment:
            key, _, text = segment.partition("=")
            value = next(item for item in value if item[key] == text)
        else:
            value = value[int(segment)]
    return value


# ----------------------------------------------------------------------------------------------- patterns


def matches(actual: Any, pattern: Any) -> bool:
    if isinstance(pattern, list):
        return isinstance(actual, list) and len(actual) == len(pattern) and all(map(matches, actual, pattern))
    if not isinstance(pattern, dict):
        return type(actual) is type(pattern) and bool(actual == pattern)
    operator = next(iter(pattern), "")
    if operator.startswith("$"):
        return matches_operator(actual, operator, pattern[operator])
    return isinstance(actual, dict) and all(matches(actual.get(key, ABSENT), item) for key, item in pattern.items())


def matches_operator(actual: Any, operator: str, operand: Any) -> bool:
    if operator == "$absent":
        return actual is ABSENT
    if operator == "$not":
        return not matches(actual, operand)
    if operator == "$all":
        return all(matches(actual, pattern) for pattern in operand)
    if operator == "$type":
        return type(actual) is TYPES[operand]
    if operator == "$match":
        return isinstance(actual, str) and fnmatch.fnmatchcase(actual, operand)
    if operator == "$length":
        sized = actual.encode() if isinstance(actual, str) else actual
        return isinstance(sized, (bytes, list)) and len(sized) == operand
    if operator == "$contains":
        return isinstance(actual, list) and any(matches(item, operand) for item in actual)
    if operator == "$each":
        return isinstance(actual, list) and all(matches(item, operand) for item in actual)
    raise AssertionError(f"there is no operator {operator}")


# -------------------------------------------------------------------------------------------------- tests


def send(
    connection: http.client.HTTPConnection, step: Dict[str, Any], values: Dict[str, Any]
) -> Tuple[int, Dict[str, str], bytes]:
    """Answers status, headers with names in lower case, and body."""
    request = step["request"]
    headers = expanded(request.get("headers", {}), values)
    names = {name.lower() for name in headers}
    body = None
    if "body" in request:
        body = expanded(request["body"], values)
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
        if "content-type" not in names:
            headers["Content-Type"] = "application/json"
    if "authorization" not in names:
        headers["Authorization"] = expanded("User ${user}, Organization ${organization}", values)
    headers = {name: value for name, value in headers.items() if value is not None}
    connection.request(request["method"], expanded(request["target"], values), body, headers)
    response = connection.getresponse()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def check_in_general(status: int, headers: Dict[str, str], text: bytes, method: str) -> Any:
    """What must hold for every answer. Answers its body."""
    assert re.fullmatch("[0-9a-f]{24}", headers["elements-request-id"])
    assert "x-frame-options" not in headers
    if method == "HEAD":
        assert text == b""
        return ABSENT
    assert not [secret for secret in CASES["secrets"] if secret.encode() in text]
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(text))
    body = json.loads(text)
    if status != 200:
        assert body["message"] and body["requestId"] == headers["elements-request-id"]
    return body


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: f"{case['row']}: {case['title']}")
def test_case(server: Tuple[http.client.HTTPConnection, Dict[str, Any]], case: Dict[str, Any]) -> None:
    connection, secrets = server
    values = {**CASES["values"], **secrets}
    for number, step in enumerate(case["steps"], 1):
        status, headers, text = send(connection, step, values)
        where = f"step {number}: {json.dumps(step['request'])} answered {status} {text.decode()}"
        body = check_in_general(status, headers, text, step["request"]["method"])
        assert status == step["status"], where
        for name, pattern in expanded(step.get("headers", {}), values).items():
            assert matches(headers.get(name.lower(), ABSENT), pattern), (where, name, pattern)
        if "body" in step:
            pattern = expanded(step["body"], values)
            assert matches(body, pattern), (where, pattern)
        for name, pointer in step.get("save", {}).items():
            part, _, rest = pointer.partition("/")
            values[name] = found(headers, "/" + rest) if part == "headers" else found(body, pointer)


def test_every_row_is_there() -> None:
    rows = [f"{name}-{number:02}" for name, last in ROWS.items() for number in range(1, last + 1)]
    covered = {case["row"] for case in CASES["cases"]} | {entry["row"] for entry in CASES["skipped"]}
    assert [row for row in rows if row not in covered] == []


@pytest.mark.parametrize(
    ("actual", "pattern", "fits"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": True}, {"a": 1}, False),
        ({"a": "1"}, {"a": 1}, False),
        ({}, {"a": None}, False),
        ({"a": None}, {"a": {"$absent": True}}, False),
        ({}, {"a": {"$absent": True}}, True),
        ([1, 2], [1], False),
        ([1, 2], {"$contains": 2}, True),
        ([], {"$contains": 2}, False),
        ([1, 2], {"$each": {"$type": "integer"}}, True),
        (True, {"$type": "integer"}, False),
        ("abc", {"$match": "a*[a-c]"}, True),
        ("abc", {"$match": "a"}, False),
        ("é", {"$length": 2}, True),
    ],
)
def test_patterns(actual: Any, pattern: Any, fits: bool) -> None:
    assert matches(actual, pattern) == matches(actual, {"$all": [pattern]}) == fits
    assert matches(actual, {"$not": pattern}) != fits
