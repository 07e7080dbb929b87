"""provision_many: a request on each line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

import provisor


def lines(request_: Dict[str, Any], *names: str) -> str:
    return "".join(json.dumps({**request_, "name": name}) + "\n" for name in names)


def test_text(p: provisor.Provisor, request_: Dict[str, Any]) -> None:
    told: List[Tuple[int, Dict[str, Any]]] = []
    text = lines(request_, "a", "ü") + "{'\n" + lines(request_, "c")
    for given in (text, text.encode()):
        told.clear()
        summary = p.provision_many(given, lambda line, document: told.append((line, document)))
        assert summary == {"lines": 4, "provisioned": 3, "repeated": 0, "failed": 1, "cancelled": False}
        assert [line for line, _ in told] == [1, 2, 3, 4]
        assert told[1][1]["name"] == "ü"
        assert told[2][1]["status"] == "malformed" and told[2][1]["line"] == 3
        assert p.get(told[3][1]["id"])["name"] == "c"


def test_file_and_resuming(p: provisor.Provisor, request_: Dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "lines.ndjson"
    path.write_text(lines(request_, *"abcdef"))
    seen: List[Tuple[int, int, int]] = []

    def stop(*progress: int) -> bool:
        seen.append(progress)  # type: ignore[arg-type]
        return len(seen) < 2

    with path.open("rb", buffering=0) as file:
        summary = p.provision_many(file, progress=stop, chunk=2, idempotency_key="import")
    assert summary["cancelled"] and summary["provisioned"] == 4
    assert seen[1][:2] == (4, 0) and 0 < seen[1][2] < path.stat().st_size
    with path.open("rb", buffering=0) as file:
        summary = p.provision_many(file, idempotency_key="import")
    assert summary == {"lines": 6, "provisioned": 2, "repeated": 4, "failed": 0, "cancelled": False}
    assert p.count()["totalInstances"] == 6


def test_what_a_callback_raises(p: provisor.Provisor, request_: Dict[str, Any]) -> None:
    def fail(line: int, document: Dict[str, Any]) -> None:
        raise LookupError(line)

    with pytest.raises(LookupError):
        p.provision_many(lines(request_, "a", "b"), fail)
    with pytest.raises(KeyboardInterrupt):
        p.provision_many(lines(request_, "a"), progress=lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))


def test_arguments(p: provisor.Provisor, request_: Dict[str, Any]) -> None:
    for wrong in ({}, [], 5, None):
        with pytest.raises(TypeError):
            p.provision_many(wrong)  # type: ignore[arg-type]
    with pytest.raises(provisor.Misuse):
        p.provision_many("", chunk=100_001)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe:
        os.write(writing, lines(request_, "piped").encode())
        os.close(writing)
        assert p.provision_many(pipe)["provisioned"] == 1
    with pytest.raises(ValueError):
        p.provision_many(pipe)
