"""Idempotency keys: the same request answers the same instance."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any, Dict, List

import pytest

import provisor

Request = Dict[str, Any]


def test_the_same_request_answers_the_same_instance(store: Path, request_: Request) -> None:
    with provisor.open(store) as p:
        first = p.provision(request_, idempotency_key="order-17")
        assert p.provision(request_, idempotency_key="order-17") == first
        assert p.provision(json.dumps(request_, indent=4), idempotency_key="order-17") == first
    with provisor.open(store) as p:
        assert p.provision(request_, idempotency_key="order-17") == first
        assert p.count()["totalInstances"] == 1


def test_without_a_key_and_with_another_one(p: provisor.Provisor, request_: Request) -> None:
    ids = [p.provision(request_, idempotency_key=key)["id"] for key in ("a", "A", "b", None, None, "a")]
    assert ids == [1, 2, 3, 4, 5, 1]


def test_the_content_counts_not_the_text(p: provisor.Provisor, request_: Request) -> None:
    first = p.provision(request_, idempotency_key="k")
    same = {
        "name": "<b>Docs</b>",
        "tags": ["Docs"],
        "configuration": {**request_["configuration"], "pagination.max": 30, "pagination.offset": False},
        "element": {"id": 650},
    }
    assert p.provision(same, idempotency_key="k") == first


def test_the_instance_is_answered_as_it_is_now(p: provisor.Provisor, request_: Request) -> None:
    id = p.provision(request_, idempotency_key="k")["id"]
    p.update(id, {"name": "Other"})
    now = p.rotate(id)
    assert p.provision(request_, idempotency_key="k") == now == p.get(id)


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ({"name": "Other"}, ["name"]),
        ({"tags": ["x"]}, ["tags"]),
        ({"tags": []}, ["tags"]),
        ({"configuration": {"subdomain": "other"}}, ["subdomain"]),
        ({"configuration": {"password": "something-else-17"}}, ["password"]),
        ({"configuration": {"pagination.max": "31"}}, ["pagination.max"]),
        ({"configuration": {"pagination.type": "page", "username": "x"}}, ["username", "pagination.type"]),
        ({"name": "Other", "configuration": {"password": "something-else-17"}}, ["name", "password"]),
        ({"externalAuthentication": "initial"}, ["externalAuthentication"]),
        ({"eventsEnabled": True}, ["eventsEnabled"]),
    ],
)
def test_another_request_is_a_conflict(
    p: provisor.Provisor, request_: Request, change: Request, differing: List[str]
) -> None:
    first = p.provision(request_, idempotency_key="k")
    other = {**request_, **change, "configuration": {**request_["configuration"], **change.get("configuration", {})}}
    with pytest.raises(provisor.Conflict) as caught:
        p.provision(other, idempotency_key="k")
    assert f"request: {', '.join(differing)} differ" in str(caught.value)
    assert (caught.value.status, caught.value.status_name) == (11, "conflict")
    for secret in ("something-else-17", "Blue-Kettle-42-Harbour", "other", "Other"):
        assert secret not in str(caught.value).replace("another", "")
    assert list(p.list()) == [first] and p.provision(request_, idempotency_key="k") == first


def test_another_element_is_a_conflict(tmp_path: Path, request_: Request) -> None:
    (tmp_path / "other.json").write_text('{"key": "other", "configuration": [{"key": "username"}]}')
    with provisor.open(catalogue=[tmp_path / "other.json"]) as p:
        p.provision(request_, idempotency_key="k")
        with pytest.raises(provisor.Conflict, match="element, .*subdomain"):
            p.provision({**request_, "element": {"key": "other"}}, idempotency_key="k")


def test_a_faulty_request_does_not_use_the_key_up(p: provisor.Provisor, request_: Request) -> None:
    faulty = {**request_, "configuration": {}}
    with pytest.raises(provisor.InvalidRequest):
        p.provision(faulty, idempotency_key="k")
    first = p.provision(request_, idempotency_key="k")
    with pytest.raises(provisor.InvalidRequest):
        p.provision(faulty, idempotency_key="k")
    assert p.provision(request_, idempotency_key="k") == first


def test_a_key_is_forgotten_with_its_instance(p: provisor.Provisor, request_: Request) -> None:
    first = p.provision(request_, idempotency_key="k")
    p.remove(first["id"])
    second = p.provision({**request_, "name": "Other"}, idempotency_key="k")
    assert second["id"] > first["id"]


@pytest.mark.parametrize("key", ["x", "x" * 255, "ü" * 127, " ", "a/b?c=d", "🦊"], ids=range(6))
def test_keys(p: provisor.Provisor, request_: Request, key: str) -> None:
    assert p.provision(request_, idempotency_key=key) == p.provision(request_, idempotency_key=key)


@pytest.mark.parametrize("key", ["", "x" * 256, "ü" * 128, "x" * 10_000], ids=range(4))
def test_keys_of_a_wrong_length(p: provisor.Provisor, request_: Request, key: str) -> None:
    with pytest.raises(provisor.InvalidRequest, match="1 to 255 bytes"):
        p.provision(request_, idempotency_key=key)
    assert p.count()["totalInstances"] == 0


def test_a_secret_is_echoed_only_to_who_set_it(request_: Request) -> None:
    with provisor.open(echo_secrets=True) as p:
        first = p.provision(request_, idempotency_key="k")
        assert first["configuration"]["password"] == "Blue-Kettle-42-Harbour"
        assert p.provision(request_, idempotency_key="k")["configuration"]["password"] == "********"


def test_many_threads_with_one_key(store: Path, request_: Request) -> None:
    found: List[Dict[str, Any]] = []
    start = threading.Barrier(8)
    with provisor.open(store) as p:

        def work() -> None:
            start.wait()
            found.append(p.provision(request_, idempotency_key="k"))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8 and all(instance == found[0] for instance in found)
        assert p.count()["totalInstances"] == 1
