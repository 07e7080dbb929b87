"""Instances that are there: reading, counting, states, removing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import provisor

Request = Dict[str, Any]
Instance = Dict[str, Any]


def test_reading_by_id_and_by_token(p: provisor.Provisor, instance: Instance, request_: Request) -> None:
    other = p.provision(request_)
    assert p.get(instance["id"]) == p.find(instance["token"]) == instance
    assert p.get(other["id"]) == p.find(other["token"]) == other


def test_what_is_read_is_what_was_stored(store: Path, request_: Request) -> None:
    with provisor.open(store) as p:
        instance = p.provision(request_)
        p.update(instance["id"], {"tags": ["a", "b"]})
        changed = p.disable(instance["id"])
    with provisor.open(store) as p:
        assert p.get(instance["id"]) == p.find(instance["token"]) == changed
        assert changed["tags"] == ["a", "b"] and changed["disabled"] and changed["version"] == 3


def test_secrets_are_masked_in_every_answer(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    answers: List[Instance] = [
        p.get(id),
        p.find(instance["token"]),
        *p.list(),
        p.update(id, {"name": "x"}),
        p.replace(id, {"name": "x"}),
        p.disable(id),
        p.enable(id),
        p.trace(id, True),
        p.rotate(id),
    ]
    for answer in answers:
        assert answer["configuration"] == instance["configuration"]
        assert answer["configuration"]["password"] == "********"
    assert "Blue-Kettle-42-Harbour" not in repr([*answers, p.configuration(id), p.plan({}, action="update", id=id)])


@pytest.mark.parametrize("id", [0, -1, 2, 2**63 - 1, -(2**63)])
def test_no_such_instance(p: provisor.Provisor, instance: Instance, id: int) -> None:
    assert instance["id"] == 1
    calls: List[Callable[[], object]] = [
        lambda: p.get(id),
        lambda: p.update(id, {"name": "x"}),
        lambda: p.replace(id, {"name": "x"}),
        lambda: p.remove(id),
        lambda: p.enable(id),
        lambda: p.disable(id),
        lambda: p.trace(id, True),
        lambda: p.rotate(id),
        lambda: p.configuration(id),
        lambda: p.configuration_get(id, 10001),
        lambda: p.configuration_set(id, 10001, "x"),
        lambda: p.plan({}, action="update", id=id),
        lambda: p.plan({}, action="replace", id=id),
    ]
    for call in calls:
        with pytest.raises(provisor.NotFound, match=f"No instance found with ID {id}$") as caught:
            call()
        assert (caught.value.status, caught.value.status_name) == (3, "not-found")
        assert caught.value.request_id and caught.value.report.errors == ()
    assert p.get(1) == instance


@pytest.mark.parametrize("token", ["", " ", "x", "ü", "********", "A" * 43 + "=", "x" * 10_000], ids=range(7))
def test_no_such_token(p: provisor.Provisor, instance: Instance, token: str) -> None:
    with pytest.raises(provisor.NotFound):
        p.find(token)


def test_a_part_of_a_token_finds_nothing(p: provisor.Provisor, instance: Instance) -> None:
    for token in (instance["token"][:-1], instance["token"] + "=", instance["token"].lower()):
        with pytest.raises(provisor.NotFound):
            p.find(token)


def test_disabling_and_enabling(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    assert not instance["disabled"]
    disabled = p.disable(id)
    assert disabled["disabled"] is True and disabled["version"] == 2
    assert p.disable(id) == disabled == p.get(id) == p.find(instance["token"])
    enabled = p.enable(id)
    assert enabled["disabled"] is False and enabled["version"] == 3
    assert p.enable(id) == enabled == p.get(id)
    unchanged = {name: value for name, value in enabled.items() if name not in ("updatedDate", "version")}
    assert unchanged == instance


def test_a_disabled_instance_can_be_changed(p: provisor.Provisor, instance: Instance) -> None:
    p.disable(instance["id"])
    changed = p.update(instance["id"], {"name": "Other"})
    assert changed["name"] == "Other" and changed["disabled"]


def test_tracing(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    assert not instance["traceLoggingEnabled"]
    assert p.trace(id, True)["traceLoggingEnabled"] is True
    assert p.trace(id, True)["version"] == 2
    assert p.get(id)["traceLoggingEnabled"] is True
    assert p.trace(id, False)["traceLoggingEnabled"] is False
    assert p.get(id)["version"] == 3


def test_counting(p: provisor.Provisor, request_: Request) -> None:
    assert p.count() == {"totalInstances": 0, "elementInstances": []}
    ids = [p.provision(request_)["id"] for _ in range(3)]
    p.disable(ids[0])
    assert p.count() == {"totalInstances": 3, "elementInstances": [{"key": "freshservice", "count": 3}]}
    p.remove(ids[0])
    assert p.count()["totalInstances"] == 2
    for id in ids[1:]:
        p.remove(id)
    assert p.count() == {"totalInstances": 0, "elementInstances": []}


def test_removing(store: Path, request_: Request) -> None:
    with provisor.open(store) as p:
        kept = p.provision(request_)
        gone = p.provision(request_)
        old = p.rotate(gone["id"], 3600)
        assert p.remove(gone["id"]) is None  # type: ignore[func-returns-value]
        for _ in range(2):
            for call in (p.get, p.remove, p.enable, p.configuration):
                with pytest.raises(provisor.NotFound):
                    call(gone["id"])
            for token in (gone["token"], old["token"]):
                with pytest.raises(provisor.NotFound):
                    p.find(token)
        assert [instance["id"] for instance in p.list()] == [kept["id"]]
        assert list(p.list(tags=["Docs"])) == [kept]
    with provisor.open(store) as p:
        with pytest.raises(provisor.NotFound):
            p.get(gone["id"])
        assert p.provision(request_)["id"] > gone["id"]  # the id is never given again
        assert p.get(kept["id"]) == kept


def test_removing_by_many_names(p: provisor.Provisor, instance: Instance) -> None:
    class Id:
        def __index__(self) -> int:
            return int(instance["id"])

    assert p.get(Id()) == instance
    p.remove(Id())
    assert p.count()["totalInstances"] == 0


def test_review(p: provisor.Provisor) -> None:
    p.load_element({"key": "acme", "configuration": [{"key": "site", "required": True}]})
    created = p.provision({"element": {"key": "acme"}, "configuration": {"site": "north"}, "name": "A"})
    assert list(p.review()) == []
    p.load_element({"key": "acme", "configuration": [{"key": "site"}, {"key": "region", "required": True}]})
    (faulty,) = p.review()
    assert faulty["id"] == created["id"] and faulty["name"] == "A"
    assert [error["key"] for error in faulty["errors"]] == ["region"]
    assert list(p.review(element="freshservice")) == []
