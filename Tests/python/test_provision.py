"""provision: instances, refusals, stores and keys."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any, Dict

import pytest

import provisor

Request = Dict[str, Any]

ENTRIES = {
    "username": "jane@acme.example",
    "password": "********",
    "subdomain": "acme",
    "base.url": "https://{subdomain}.freshservice.com",
    "pagination.max": "30",
    "pagination.offset": "false",
    "pagination.type": None,
    "event.vendor.type": "polling",
    "event.poller.refresh_interval": "15",
    "event.poller.configuration": " ",
    "event.notification.enabled": "false",
    "event.notification.callback.url": None,
    "event.notification.subscription.id": None,
}


def test_the_instance(p: provisor.Provisor, request_: Request) -> None:
    instance = p.provision(request_)
    assert isinstance(instance["id"], int)
    assert instance["name"] == "Docs" and instance["tags"] == ["Docs"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", instance["createdDate"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", instance["token"])
    assert instance["element"]["key"] == "freshservice"
    configuration = instance["configuration"]
    assert list(configuration) == list(ENTRIES)  # in the order of the definition
    # The address may be shown with the subdomain put in.
    assert {**configuration, "base.url": ENTRIES["base.url"]} == ENTRIES


def test_echo_secrets(request_: Request) -> None:
    with provisor.open(echo_secrets=True) as p:
        assert p.provision(request_)["configuration"]["password"] == "Blue-Kettle-42-Harbour"


def test_every_kind_of_request_is_accepted(p: provisor.Provisor, request_: Request) -> None:
    text = json.dumps(request_)
    for request in (request_, text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert p.provision(request)["name"] == "Docs"


def test_instances_differ(p: provisor.Provisor, request_: Request) -> None:
    first, second = p.provision(request_), p.provision(request_)
    assert first["id"] != second["id"] and first["token"] != second["token"]


def test_any_text_survives(p: provisor.Provisor, request_: Request) -> None:
    request_["name"] = 'Zoë 🦊 "quoted" \\ \n\t 漢字'
    assert p.provision(request_)["name"] == request_["name"]
    assert p.provision(json.dumps(request_))["name"] == request_["name"]


def test_the_request_is_not_changed(p: provisor.Provisor, request_: Request) -> None:
    before = json.dumps(request_)
    p.provision(request_)
    assert json.dumps(request_) == before


def test_missing_entries(p: provisor.Provisor, request_: Request) -> None:
    del request_["configuration"]["password"], request_["configuration"]["subdomain"]
    with pytest.raises(provisor.InvalidRequest) as caught:
        p.provision(request_)
    error = caught.value
    assert error.missing == ("password", "subdomain")
    assert str(error) == "freshservice: 2 required configuration entries are missing: password, subdomain"
    assert (error.status, error.status_name) == (1, "invalid")
    assert error.request_id
    assert error.report == p.validate(request_)


def test_no_json(p: provisor.Provisor) -> None:
    with pytest.raises(provisor.MalformedRequest) as caught:
        p.provision("{")
    assert not caught.value.report and caught.value.report.errors[0].line == 1
    assert (caught.value.status, caught.value.status_name) == (2, "malformed")


def test_an_unknown_element(p: provisor.Provisor, request_: Request) -> None:
    request_["element"]["key"] = "no-such-element"
    with pytest.raises(provisor.NotFound) as caught:
        p.provision(request_)
    assert not caught.value.report and caught.value.missing == ()
    assert (caught.value.status, caught.value.status_name) == (3, "not-found")


def test_a_file_store_is_kept(store: Path, request_: Request) -> None:
    with provisor.open(store) as p:
        first = p.provision(request_)
    key = Path(f"{store}.key")
    assert store.is_file() and stat.S_IMODE(key.stat().st_mode) == 0o600
    with provisor.open(str(store)) as p:
        assert p.provision(request_)["id"] != first["id"]


def test_stores_of_memory_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_: Request) -> None:
    monkeypatch.chdir(tmp_path)
    for store in (None, ":memory:", b":memory:"):
        with provisor.open(store) as p:
            p.provision(request_)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["plain.db", "a b.db", "zoë 🦊.db"])
def test_names_of_stores(tmp_path: Path, name: str, request_: Request) -> None:
    for store in (tmp_path / name, str(tmp_path / name), os.fsencode(tmp_path / name)):
        with provisor.open(store) as p:
            p.provision(request_)
    assert (tmp_path / name).is_file()


def test_a_key(store: Path, request_: Request) -> None:
    with provisor.open(store, key=bytes(range(32))) as p:
        p.provision(request_)
    assert not Path(f"{store}.key").exists()
    with provisor.open(store, key=bytes(range(32))):
        pass
    with pytest.raises(provisor.KeyMismatch):
        provisor.open(store, key=bytes(32))


def test_a_key_file(store: Path, tmp_path: Path, request_: Request) -> None:
    key_file = tmp_path / "my.key"
    with provisor.open(store, key_file=key_file) as p:
        p.provision(request_)
    assert key_file.is_file() and not Path(f"{store}.key").exists()
    with provisor.open(store, key_file=str(key_file)):
        pass


def test_a_passphrase(store: Path, request_: Request) -> None:
    with provisor.open(store, passphrase="Fuchsbau ü 🦊") as p:
        p.provision(request_)
    with provisor.open(store, passphrase="Fuchsbau ü 🦊"):
        pass
    with pytest.raises(provisor.KeyMismatch) as caught:
        provisor.open(store, passphrase="Fuchsbau")
    assert (caught.value.status, caught.value.status_name) == (7, "key")
