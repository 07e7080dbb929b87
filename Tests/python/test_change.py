"""update and replace: what changes, what stays, and who comes too late."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

import provisor

Request = Dict[str, Any]
Instance = Dict[str, Any]

SECRET = "Blue-Kettle-42-Harbour"
START = 1449850071  # 2015-12-11T16:07:51Z


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> int:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(clock: Clock) -> Iterator[provisor.Provisor]:
    """An open memory store whose time stands still unless the test moves it."""
    with provisor.open(now=clock) as p:
        yield p


def without(instance: Instance, *names: str) -> Instance:
    return {name: value for name, value in instance.items() if name not in names}


def has_password(p: provisor.Provisor, id: int, password: str) -> bool:
    """Replies never show it: a plan that sets the same value changes nothing."""
    return p.plan({"configuration": {"password": password}}, action="update", id=id).changed == ()


# Update.


def test_only_what_is_named_changes(timed: provisor.Provisor, clock: Clock, request_: Request) -> None:
    before = timed.provision(request_)
    assert "version" not in before and "updatedDate" not in before
    clock.time += 60
    after = timed.update(before["id"], {"name": "Other"})
    assert (after["name"], after["version"], after["updatedDate"]) == ("Other", 2, "2015-12-11T16:08:51Z")
    assert without(after, "name", "version", "updatedDate") == without(before, "name")
    assert timed.get(before["id"]) == after == timed.find(before["token"])


@pytest.mark.parametrize(
    "change", [{}, {"name": "Docs"}, {"tags": ["Docs"]}, {"id": 77, "token": "x", "user": {"id": 1}}]
)
def test_an_update_without_a_change(p: provisor.Provisor, instance: Instance, change: Request) -> None:
    assert p.update(instance["id"], change) == instance == p.get(instance["id"])


def test_every_kind_of_request(p: provisor.Provisor, instance: Instance) -> None:
    text = '{"name": "Zoë 🦊"}'
    for number, change in enumerate((json.loads(text), text, text.encode(), bytearray(text.encode()))):
        p.update(instance["id"], {"name": f"{number}"})
        assert p.update(instance["id"], change)["name"] == "Zoë 🦊"


def test_entries_of_the_configuration(p: provisor.Provisor, instance: Instance) -> None:
    after = p.update(instance["id"], {"configuration": {"subdomain": "other", "pagination.max": 50}})
    assert after["configuration"] == {**instance["configuration"], "subdomain": "other", "pagination.max": "50"}
    assert has_password(p, instance["id"], SECRET)
    assert list(after["configuration"]) == list(instance["configuration"])


def test_blanks_around_a_key_are_no_part_of_it(p: provisor.Provisor, request_: Request) -> None:
    request_["configuration"][" pagination.max"] = "40"
    instance = p.provision(request_)
    assert instance["configuration"]["pagination.max"] == "40"
    after = p.update(instance["id"], {"configuration": {" pagination.max": "50"}})
    assert after["configuration"]["pagination.max"] == "50"


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_sets_an_entry_back(p: provisor.Provisor, instance: Instance, nothing: Any) -> None:
    p.update(instance["id"], {"configuration": {"pagination.max": "50", "pagination.type": "page"}})
    after = p.update(instance["id"], {"configuration": {"pagination.max": nothing, "pagination.type": nothing}})
    assert after["configuration"] == instance["configuration"]


def test_a_masked_secret_leaves_the_secret(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    p.update(id, {"configuration": {"password": "********", "subdomain": "other"}})
    assert has_password(p, id, SECRET) and not has_password(p, id, "something-else-17")
    p.update(id, {"configuration": {"password": "something-else-17"}})
    assert has_password(p, id, "something-else-17") and not has_password(p, id, SECRET)
    p.update(id, p.get(id))
    assert has_password(p, id, "something-else-17")


def test_a_mask_is_no_value_where_there_is_no_secret(p: provisor.Provisor, instance: Instance) -> None:
    after = p.update(instance["id"], {"configuration": {"password": "********"}})
    assert after["configuration"]["username"] == "jane@acme.example"
    with pytest.raises(provisor.InvalidRequest):
        p.update(instance["id"], {"configuration": {"username": "********"}})


def test_tags_are_replaced_as_a_whole(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    assert p.update(id, {"tags": ["a", "b"]})["tags"] == ["a", "b"]
    assert p.update(id, {"name": "Other"})["tags"] == ["a", "b"]
    assert p.update(id, {"tags": []})["tags"] == [] == p.get(id)["tags"]
    assert p.update(id, {"name": "Docs"})["tags"] == []  # no default for an instance that is there


def test_markup_is_removed(p: provisor.Provisor, instance: Instance) -> None:
    change = {"name": '<a href="#" onClick="x()">@plain</a>', "tags": ["<b>x</b>"]}
    for call in (p.update, p.replace):
        after = call(instance["id"], change)
        assert after["name"] == "@plain" and after["tags"] == ["x"]
        p.update(instance["id"], {"name": "Docs", "tags": []})


def test_external_authentication(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    assert p.update(id, {"externalAuthentication": "initial"})["externalAuthentication"] == "initial"
    assert p.update(id, {"name": "Other"})["externalAuthentication"] == "initial"
    assert p.update(id, {"externalAuthentication": "none"})["externalAuthentication"] == "none"


def test_events_are_enabled_and_disabled(p: provisor.Provisor, instance: Instance) -> None:
    entries = {"event.notification.enabled": "true", "event.notification.callback.url": "https://acme.example/events"}
    id = instance["id"]
    assert p.update(id, {"configuration": entries})["eventsEnabled"] is True
    assert p.update(id, {"name": "Other"})["eventsEnabled"] is True
    after = p.update(id, {"configuration": {"event.notification.enabled": "false"}})
    assert after["configuration"]["event.notification.enabled"] == "false"
    assert after["eventsEnabled"] is False


def test_a_faulty_update_changes_nothing(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    with pytest.raises(provisor.InvalidRequest) as caught:
        p.update(id, '{"name": "Other",\n "configuration": {"subdomain": "a/b", "username": ""}}')
    faults = {fault.key: fault for fault in caught.value.report.errors}
    assert caught.value.missing == ("username",) and set(faults) == {"username", "subdomain"}
    assert (faults["subdomain"].line, faults["subdomain"].column) == (2, 33)
    for call in (p.update, p.replace):
        with pytest.raises(provisor.MalformedRequest):
            call(id, "{")
        for text in ("[]", "null", '"x"'):
            with pytest.raises(provisor.InvalidRequest):
                call(id, text)
        with pytest.raises(provisor.InvalidRequest):
            call(id, {"configuration": ["x"]})
        with pytest.raises(provisor.NotFound, match="no element has the key"):
            call(id, {"element": {"key": "no-such-element"}})
    assert p.get(id) == instance


def test_a_required_entry_stays(p: provisor.Provisor, instance: Instance) -> None:
    for nothing in (None, ""):
        with pytest.raises(provisor.InvalidRequest) as caught:
            p.update(instance["id"], {"configuration": {"password": nothing}})
        assert caught.value.missing == ("password",)
    assert has_password(p, instance["id"], SECRET)


def test_faults_do_not_tell_the_secret(p: provisor.Provisor, instance: Instance) -> None:
    with pytest.raises(provisor.InvalidRequest) as caught:
        p.update(instance["id"], {"configuration": {"subdomain": "a/b", "password": "Other-Kettle-43\n"}})
    assert SECRET not in repr(caught.value.problem) and "Other-Kettle" not in repr(caught.value.problem)


def test_echo_secrets_repeats_only_what_the_call_sets(request_: Request) -> None:
    with provisor.open(echo_secrets=True) as p:
        id = p.provision(request_)["id"]
        set_now = p.update(id, {"configuration": {"password": "something-else-17"}})
        assert set_now["configuration"]["password"] == "something-else-17"
        for change in (
            {"name": "x"},
            {"configuration": {"subdomain": "b"}},
            {"configuration": {"password": "********"}},
        ):
            assert p.update(id, change)["configuration"]["password"] == "********", change


def test_the_store_holds_no_secret(store: Path, request_: Request) -> None:
    with provisor.open(store) as p:
        instance = p.provision(request_)
        p.update(instance["id"], {"configuration": {"password": "something-else-17"}})
        token = p.rotate(instance["id"], 60)["token"]
        p.plan({"configuration": {"password": "a-third-one-18"}}, action="update", id=instance["id"])
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dump = "\n".join(connection.iterdump())
    connection.close()
    content = store.read_bytes()
    for secret in (SECRET, "something-else-17", "a-third-one-18", token, instance["token"]):
        assert secret not in dump and secret.encode() not in content


# Replace.


def test_a_whole_instance_sent_back(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    after = p.replace(id, {**instance, "tags": ["test"], "name": "Other"})
    assert without(after, "name", "tags", "version", "updatedDate") == without(instance, "name", "tags")
    assert (after["name"], after["tags"]) == ("Other", ["test"])
    assert has_password(p, id, SECRET)
    p.update(id, {"name": "Third"})
    assert p.replace(id, after)["name"] == "Other"  # its version is not looked at
    assert p.replace(id, {**after, "tags": []})["tags"] == [] == p.get(id)["tags"]


def test_without_a_configuration_it_stays(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    p.update(id, {"configuration": {"pagination.max": "50"}})
    after = p.replace(id, {"name": "Other", "tags": ["x"]})
    assert after["configuration"] == {**instance["configuration"], "pagination.max": "50"}
    assert has_password(p, id, SECRET)
    assert p.replace(id, {"name": "Third", "configuration": None})["configuration"] == after["configuration"]


def test_a_configuration_replaces_the_stored_one(p: provisor.Provisor, instance: Instance, request_: Request) -> None:
    id = instance["id"]
    p.update(id, {"configuration": {"pagination.max": "50", "pagination.type": "page"}})
    configuration = {**request_["configuration"], "subdomain": "other"}
    after = p.replace(id, {"configuration": configuration})
    assert after["configuration"] == {**instance["configuration"], "subdomain": "other"}  # the rest has its default
    assert after["name"] == "Docs" and after["token"] == instance["token"]


def test_every_required_entry_must_be_there(p: provisor.Provisor, instance: Instance) -> None:
    for configuration, missing in (
        ({}, ("username", "password", "subdomain")),
        ({"username": "x", "subdomain": "acme"}, ("password",)),
        ({"password": "********"}, ("username", "subdomain")),
    ):
        with pytest.raises(provisor.InvalidRequest) as caught:
            p.replace(instance["id"], {"configuration": configuration})
        assert caught.value.missing == missing
    assert p.get(instance["id"]) == instance


def test_a_masked_secret_is_there(p: provisor.Provisor, instance: Instance, request_: Request) -> None:
    request_["configuration"]["password"] = "********"
    p.replace(instance["id"], request_)
    assert has_password(p, instance["id"], SECRET)


# Another element.


@pytest.fixture
def elements(tmp_path: Path) -> List[Path]:
    """Three elements with the entries "x" and "credential", which is secret in the first only."""

    def define(key: str, *entries: Dict[str, Any]) -> Path:
        definition = {"key": key, "name": key.upper(), "configuration": [*entries, {"key": "x", "defaultValue": "1"}]}
        path = tmp_path / f"{key}.json"
        path.write_text(json.dumps(definition))
        return path

    return [
        define(
            "first", {"key": "credential", "type": "PASSWORD", "required": True}, {"key": "own", "defaultValue": "2"}
        ),
        define("second", {"key": "credential", "type": "PASSWORD"}, {"key": "new", "defaultValue": "3"}),
        define("third", {"key": "credential", "required": True}, {"key": "needed", "required": True}),
    ]


@pytest.mark.parametrize("strict", [False, True])
def test_another_element(elements: List[Path], strict: bool) -> None:
    with provisor.open(catalogue=elements, strict=strict) as p:
        request = {"element": {"key": "first"}, "configuration": {"credential": SECRET, "x": "7"}, "name": "n"}
        before = p.provision(request)
        after = p.update(before["id"], {"element": {"key": "second"}})
        assert (after["element"]["key"], after["token"]) == ("second", before["token"])
        assert after["configuration"] == {"credential": "********", "new": "3", "x": "7"}
        assert p.plan({"configuration": {"credential": SECRET}}, action="update", id=before["id"]).changed == ()
        assert p.count()["elementInstances"] == [{"key": "second", "count": 1}]
        assert list(p.list(element="second")) == [after] and list(p.list(element="first")) == []


def test_another_element_needs_its_required_entries(elements: List[Path]) -> None:
    with provisor.open(catalogue=elements) as p:
        before = p.provision({"element": {"key": "first"}, "configuration": {"credential": SECRET}, "name": "n"})
        with pytest.raises(provisor.InvalidRequest) as caught:
            p.update(before["id"], {"element": {"key": "third"}})
        # A secret does not become a value that everybody sees, so that there is none for the entry of that name.
        assert caught.value.missing == ("credential", "needed") and p.get(before["id"]) == before
        change = {"element": {"key": "third"}, "configuration": {"needed": "n", "credential": "public"}}
        after = p.update(before["id"], change)
        assert after["configuration"] == {"credential": "public", "needed": "n", "x": "1"}


def test_another_element_does_not_tell_the_secret(elements: List[Path]) -> None:
    with provisor.open(catalogue=elements) as p:
        before = p.provision({"element": {"key": "first"}, "configuration": {"credential": SECRET}, "name": "n"})
        change = {"element": {"key": "third"}, "configuration": {"needed": "n"}}
        assert SECRET not in repr(p.plan(change, action="update", id=before["id"]))
        try:
            p.update(before["id"], change)
        except provisor.InvalidRequest as error:
            assert SECRET not in repr(error.problem)
        assert SECRET not in repr(p.get(before["id"]))


def test_an_instance_of_an_element_that_is_unknown_now(elements: List[Path], store: Path) -> None:
    with provisor.open(store, catalogue=elements) as p:
        before = p.provision({"element": {"key": "first"}, "configuration": {"credential": SECRET}, "name": "n"})
        id = before["id"]
    with provisor.open(store) as p:
        found = p.get(id)
        assert found["configuration"] == before["configuration"] and found["element"]["key"] == "first"
        assert p.find(before["token"]) == found and list(p.list(element="first")) == [found]
        assert p.disable(id)["disabled"] and p.rotate(id)["token"] != before["token"]
        for call in (
            p.configuration,
            lambda id: p.configuration_get(id, 10_001),
            lambda id: p.update(id, {"name": "m"}),
        ):
            with pytest.raises(provisor.NotFound):
                call(id)
        p.remove(id)
        assert p.count()["totalInstances"] == 0


# Somebody else was faster.


def test_a_change_based_on_the_version_that_is_there(p: provisor.Provisor, instance: Instance) -> None:
    id = instance["id"]
    assert p.update(id, {"version": 1, "name": "a"})["version"] == 2
    assert p.update(id, {"version": 2, "name": "b"})["version"] == 3
    assert p.update(id, {"version": None, "name": "c"})["version"] == 4


@pytest.mark.parametrize("version", [1, 3, 0, -1, "2", 2.5])
def test_a_stale_version(p: provisor.Provisor, instance: Instance, version: Any) -> None:
    id = instance["id"]
    changed = p.update(id, {"name": "Other"})
    with pytest.raises(provisor.Conflict, match="version 2") as caught:
        p.update(id, {"version": version, "name": "Late"})
    assert (caught.value.status, caught.value.status_name) == (11, "conflict") and caught.value.request_id
    with pytest.raises(provisor.Conflict):
        p.plan({"version": version, "name": "Late"}, action="update", id=id)
    assert p.get(id) == changed


def test_a_stale_date(timed: provisor.Provisor, clock: Clock, request_: Request) -> None:
    id = timed.provision(request_)["id"]
    clock.time += 1
    first = timed.update(id, {"updatedDate": "2015-12-11T16:07:51Z", "name": "a"})  # the created date, as yet
    clock.time += 1
    second = timed.update(id, {"updatedDate": first["updatedDate"], "name": "b"})
    with pytest.raises(provisor.Conflict):
        timed.update(id, {"updatedDate": first["updatedDate"], "name": "c"})
    with pytest.raises(provisor.Conflict):
        timed.update(id, {"updatedDate": "some day", "name": "c"})
    assert timed.get(id) == second


@pytest.mark.parametrize("name", ["disable", "rotate"])
def test_every_change_makes_a_version_stale(p: provisor.Provisor, instance: Instance, name: str) -> None:
    getattr(p, name)(instance["id"])
    with pytest.raises(provisor.Conflict):
        p.update(instance["id"], {"version": 1, "name": "Late"})


def test_no_change_is_lost(store: Path, request_: Request) -> None:
    """Eight threads count in an entry by optimistic changes; as many set an entry of their own meanwhile."""
    with provisor.open(store) as p:
        id = p.provision({**request_, "tags": ["0"]})["id"]
        raised: List[BaseException] = []

        def increment() -> None:
            while True:
                seen = p.get(id)
                try:
                    p.update(id, {"version": seen.get("version", 1), "tags": [str(int(seen["tags"][0]) + 1)]})
                    return
                except provisor.Conflict:
                    pass

        def work(number: int) -> None:
            try:
                for _ in range(5):
                    increment()
                    p.trace(id, number % 2 == 0)
                    assert p.get(id)["configuration"]["username"] == "jane@acme.example"
            except BaseException as error:
                raised.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert raised == []
        assert p.get(id)["tags"] == ["40"] and p.get(id)["version"] >= 41
        assert [instance["id"] for instance in p.list(tags=["40"])] == [id]
        assert list(p.list(tags=["39"])) == []
