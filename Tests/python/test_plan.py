"""Plans: what an action would do, told without doing it."""

from __future__ import annotations

import ctypes
import dataclasses
import json
from pathlib import Path
from typing import Any, Dict

import pytest

import provisor
from provisor import _ffi

Request = Dict[str, Any]
Instance = Dict[str, Any]

DEFAULTED = (
    "base.url",
    "pagination.max",
    "pagination.offset",
    "event.vendor.type",
    "event.poller.refresh_interval",
    "event.poller.configuration",
    "event.notification.enabled",
)


def plan_bytes(p: provisor.Provisor, action: str, id: int, request: Request) -> bytes:
    """The reply as the library answers it."""
    text, reply = json.dumps(request).encode(), ctypes.c_void_p()
    status = _ffi.library().provisor_plan(p._handle, action.encode(), id, text, len(text), ctypes.byref(reply))
    assert status == _ffi.OK
    answer = ctypes.string_at(reply)
    _ffi.library().provisor_free(reply)
    return answer


def test_a_provisioning(p: provisor.Provisor, request_: Request) -> None:
    plan = p.plan(request_)
    assert plan and plan.valid and plan.action == "provision"
    assert plan.report == p.validate(request_)
    assert (plan.name, plan.tags, plan.defaulted) == ("Docs", ("Docs",), DEFAULTED)
    assert plan.added == plan.changed == plan.removed == ()
    assert p.count()["totalInstances"] == 0
    instance = p.provision(request_)
    assert plan.configuration == instance["configuration"] and plan.configuration["password"] == "********"
    assert p.plan(request_, id=99) == plan  # the id is ignored


def test_a_plan_tells_what_the_store_makes_of_a_request(p: provisor.Provisor, request_: Request) -> None:
    del request_["tags"]
    request_["name"] = "<b>Docs</b>"
    request_["configuration"]["pagination.max"] = 50
    plan = p.plan(request_)
    assert (plan.name, plan.tags, plan.configuration["pagination.max"]) == ("Docs", ("Docs",), "50")
    assert "pagination.max" not in plan.defaulted
    instance = p.provision(request_)
    assert (instance["name"], instance["tags"]) == ("Docs", ["Docs"])


def test_an_update(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    change = {
        "name": "Other",
        "configuration": {"subdomain": "other", "password": "********", "pagination.type": "page"},
    }
    plan = p.plan(change, action="update", id=id)
    assert plan and plan.action == "update"
    assert (plan.name, plan.tags) == ("Other", ("Docs",))
    assert (plan.changed, plan.added, plan.removed) == (("subdomain", "pagination.type"), (), ())
    assert p.get(id) == instance
    after = p.update(id, change)
    assert (after["name"], after["configuration"]) == (plan.name, plan.configuration)
    again = p.plan(change, action="update", id=id)
    assert again.changed == () and again.configuration == plan.configuration


def test_an_entry_set_back_is_changed_and_defaulted(p: provisor.Provisor, instance: Instance) -> None:
    p.update(instance["id"], {"configuration": {"pagination.max": "50"}})
    plan = p.plan({"configuration": {"pagination.max": None}}, action="update", id=instance["id"])
    assert "pagination.max" in plan.defaulted and plan.changed == ("pagination.max",)
    assert plan.configuration["pagination.max"] == "30"


def test_secrets_are_compared_and_not_told(p: provisor.Provisor, instance: Instance) -> None:
    def changed(password: str) -> object:
        plan = p.plan({"configuration": {"password": password}}, action="update", id=instance["id"])
        assert plan.configuration["password"] == "********" and password not in repr(plan).replace("********", "")
        return plan.changed

    assert changed("Blue-Kettle-42-Harbour") == ()
    assert changed("Blue-Kettle-42-Harbou") == ("password",)
    assert changed("something-else-17") == ("password",)


def test_a_replacement(p: provisor.Provisor, instance: Instance, request_: Request) -> None:
    id = instance["id"]
    p.update(id, {"configuration": {"pagination.max": "50"}})
    plan = p.plan({"configuration": request_["configuration"]}, action="replace", id=id)
    assert plan and plan.changed == ("pagination.max",) and plan.defaulted == DEFAULTED
    incomplete = p.plan({"configuration": {"username": "x"}}, action="replace", id=id)
    assert not incomplete and incomplete.report.missing == ("password", "subdomain")
    kept = p.plan({"name": "Other"}, action="replace", id=id)
    assert kept.changed == () and kept.configuration["pagination.max"] == "50"


def test_another_element(tmp_path: Path, request_: Request) -> None:
    element = {"key": "other", "configuration": [{"key": "subdomain"}, {"key": "new", "defaultValue": "1"}]}
    (tmp_path / "other.json").write_text(json.dumps(element))
    with provisor.open(catalogue=[tmp_path / "other.json"]) as p:
        instance = p.provision(request_)
        change = {"element": {"key": "other"}}
        plan = p.plan(change, action="update", id=instance["id"])
        assert plan and plan.report.element == "other"
        assert plan.configuration == {"subdomain": "acme", "new": "1"}
        assert (plan.defaulted, plan.added, plan.changed) == (("new",), ("new",), ())
        assert sorted(plan.removed) == sorted(set(instance["configuration"]) - {"subdomain"})
        assert p.update(instance["id"], change)["configuration"] == plan.configuration


@pytest.mark.parametrize("action", ["provision", "update", "replace"])
def test_a_request_with_faults(p: provisor.Provisor, instance: Instance, request_: Request, action: str) -> None:
    request_["configuration"]["subdomain"] = "a/b"
    for request in (request_, json.dumps(request_)):
        plan = p.plan(request, action=action, id=instance["id"])
        assert not plan and not plan.valid and plan.action == action
        assert [fault.key for fault in plan.report.errors] == ["subdomain"]
        assert (plan.report.errors[0].line is None) == (request is request_)
        assert plan == provisor.Plan(action=action, valid=False, report=plan.report)
    for text in ("{", "[]", "null", b"\xff"):
        plan = p.plan(text, action=action, id=instance["id"])
        assert not plan and plan.report.errors[0].line == 1, text
    plan = p.plan({**request_, "element": {"key": "no-such-element"}}, action=action, id=instance["id"])
    assert not plan and plan.report.errors[0].code == "unknown-element"
    assert p.get(instance["id"]) == instance and p.count()["totalInstances"] == 1


def test_warnings(p: provisor.Provisor, request_: Request) -> None:
    request_["configuration"]["paginationmax"] = "30"
    plan = p.plan(request_)
    assert plan and [fault.code for fault in plan.report.warnings] == ["unknown-key"]
    assert plan.configuration == p.provision(request_)["configuration"]


@pytest.mark.parametrize("action", ["", "Provision", "remove", "x" * 100])
def test_no_such_action(p: provisor.Provisor, request_: Request, action: str) -> None:
    with pytest.raises(provisor.Error, match='"provision", "update" or "replace"'):
        p.plan(request_, action=action)


def test_the_same_bytes(store: Path, request_: Request) -> None:
    change = {"configuration": {"password": "something-else-17", "pagination.max": 50}, "name": "Other"}
    requests = (("provision", request_), ("update", change), ("replace", request_))

    def plans(p: provisor.Provisor, id: int) -> Dict[str, bytes]:
        return {action: plan_bytes(p, action, id, request) for action, request in requests}

    with provisor.open(store) as p:
        id = p.provision(request_)["id"]
        first = plans(p, id)
        assert plans(p, id) == first
        p.provision(request_)
        p.disable(id)
        assert plans(p, id) == first
    with provisor.open(store) as p:
        assert plans(p, id) == first
    with provisor.open() as p:  # other keys, other tokens
        assert plans(p, p.provision(request_)["id"]) == first
    for action, answer in first.items():
        document = json.loads(answer)
        assert document["action"] == action and b"something-else" not in answer and b"Kettle" not in answer


def test_a_plan_is_a_value(p: provisor.Provisor, request_: Request) -> None:
    plan = p.plan(request_)
    assert plan == p.plan(json.dumps(request_)) and plan != p.plan({**request_, "name": "Other"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.valid = False  # type: ignore[misc]
