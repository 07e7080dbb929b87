"""rotate: new tokens, and how long the old ones stay good."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import pytest

import provisor

Request = Dict[str, Any]
Instance = Dict[str, Any]

START = 1449850071


def is_good(p: provisor.Provisor, token: str, id: int) -> bool:
    try:
        return bool(p.find(token)["id"] == id)
    except provisor.NotFound:
        return False


def test_without_overlap(p: provisor.Provisor, instance: Instance, request_: Request) -> None:
    other = p.provision(request_)
    rotated = p.rotate(instance["id"])
    assert rotated["token"] != instance["token"] and rotated["version"] == 2
    assert {**instance, "token": rotated["token"]} == {
        name: value for name, value in rotated.items() if name not in ("version", "updatedDate")
    }
    assert not is_good(p, instance["token"], instance["id"])
    assert p.find(rotated["token"]) == p.get(instance["id"]) == rotated
    assert p.find(other["token"]) == other


def test_with_overlap(store: Path, request_: Request) -> None:
    time = START
    with provisor.open(store, now=lambda: time) as p:
        instance = p.provision(request_)
        id = instance["id"]
        rotated = p.rotate(id, 60)
        assert rotated["token"] != instance["token"]
        for time in (START, START + 59):
            assert p.find(instance["token"]) == p.find(rotated["token"]) == rotated  # which has the new token
        time = START + 60
        assert not is_good(p, instance["token"], id) and is_good(p, rotated["token"], id)
    time = START + 59
    with provisor.open(store, now=lambda: time) as p:
        assert is_good(p, instance["token"], id)
        assert p.update(id, {"name": "Other"})["token"] == rotated["token"]
        assert is_good(p, instance["token"], id)
        time = START + 60
        assert not is_good(p, instance["token"], id) and is_good(p, rotated["token"], id)


def test_many_rotations(request_: Request) -> None:
    time = START
    with provisor.open(now=lambda: time) as p:
        id = p.provision(request_)["id"]
        tokens = [p.get(id)["token"]]
        for _ in range(5):
            tokens.append(p.rotate(id, 100)["token"])
            time += 30
        assert len(set(tokens)) == 6
        # Token n was replaced at START + 30 * n; it is START + 150 now.
        assert [is_good(p, token, id) for token in tokens] == [False, False, True, True, True, True]
        assert p.get(id)["token"] == tokens[-1] and p.get(id)["version"] == 6


@pytest.mark.parametrize("overlap", [-1, 366 * 86_400 + 1, 2**63 - 1, -(2**63)])
def test_an_overlap_out_of_range(p: provisor.Provisor, instance: Instance, overlap: int) -> None:
    with pytest.raises(provisor.InvalidRequest, match="overlap"):
        p.rotate(instance["id"], overlap)
    assert p.find(instance["token"]) == instance


def test_the_longest_overlap(p: provisor.Provisor, instance: Instance) -> None:
    p.rotate(instance["id"], 366 * 86_400)
    assert is_good(p, instance["token"], instance["id"])


def test_an_overlap_at_the_end_of_time(request_: Request) -> None:
    last = 253_402_300_799  # 9999-12-31T23:59:59Z
    with provisor.open(now=lambda: last) as p:
        instance = p.provision(request_)
        p.rotate(instance["id"], 366 * 86_400)
        assert is_good(p, instance["token"], instance["id"])


def test_a_removed_instance_takes_its_tokens_along(p: provisor.Provisor, instance: Instance) -> None:
    rotated = p.rotate(instance["id"], 3600)
    p.remove(instance["id"])
    assert not is_good(p, instance["token"], instance["id"]) and not is_good(p, rotated["token"], instance["id"])
