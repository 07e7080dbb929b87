"""The store itself: audit log, check, replacing the key; and their commands."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, List

import pytest

import provisor
from provisor import _ffi

REQUEST = {
    "element": {"key": "freshservice"},
    "name": "Docs",
    "configuration": {"username": "jane@acme.example", "password": "Blue-Kettle-42-Harbour", "subdomain": "acme"},
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "instances.db"
    with provisor.open(path) as p:
        for _ in range(3):
            p.provision(REQUEST)
    return path


def tamper(store: Path, sql: str) -> None:
    connection = sqlite3.connect(store)
    with connection:
        connection.execute(sql)
    connection.close()


def command(*arguments: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "provisor", *map(str, arguments)],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(provisor.__file__).parent.parent),
            "PROVISOR_LIBRARY": _ffi.library()._name,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_audit(store: Path) -> None:
    with provisor.open(store) as p:
        first = p.audit(page_size=2)
        assert [record["action"] for record in first["records"]] == ["store.create", "instance.provision"]
        assert first["intact"] and first["nextPage"] == 2
        rest = p.audit(after=first["nextPage"], verify_all=True)
        assert [record["sequence"] for record in rest["records"]] == [3, 4] and rest["nextPage"] is None
        with pytest.raises(provisor.InvalidRequest):
            p.audit(after=-1)
        tamper(store, "DELETE FROM audit WHERE sequence = 4")
        assert not p.audit()["intact"]


def test_check(store: Path) -> None:
    with provisor.open(store) as p:
        found = p.check()
        assert found["intact"] and found["checked"]["instance"] == 3
        tamper(store, "UPDATE instance SET token_sealed = 'x' WHERE id = 2")
        (finding,) = p.check()["findings"]
        assert (finding["code"], finding["instance"], finding["entry"]) == ("seal", 2, "token")


def test_rekey(store: Path, tmp_path: Path) -> None:
    told: List[Any] = []
    with provisor.open(store) as p:
        done = p.rekey(key=bytes(range(32)), batch=2, progress=lambda *numbers: told.append(numbers))
        assert done == {"generation": 2, "resealed": 3, "resumed": False, "damaged": 0}
        assert told == [(2, 3), (3, 3)]
        assert p.check()["intact"]
    with pytest.raises(provisor.KeyMismatch):
        provisor.open(store)
    with provisor.open(store, key=bytes(range(32))) as p:
        p.rekey(key_file=tmp_path / "new.key")
        with pytest.raises(ValueError):
            p.rekey(key=b"short")
    with provisor.open(store, key_file=tmp_path / "new.key") as p:
        assert p.get(2)["name"] == "Docs"


def test_progress_that_raises_stops(store: Path) -> None:
    def fail(done: int, total: int) -> None:
        raise RuntimeError("enough")

    with provisor.open(store) as p:
        with pytest.raises(provisor.CallbackFailed) as raised:
            p.rekey(batch=1, progress=fail)
        assert isinstance(raised.value.__cause__, RuntimeError)
        assert p.rekey(batch=1)["resumed"]
        assert p.check()["intact"]


def test_users_may_not(store: Path) -> None:
    with provisor.open(store) as p:
        secrets = p.default_secrets()
        with p.as_user(f"User {secrets['user']}, Organization {secrets['organization']}") as user:
            for call in (user.audit, user.check, user.rekey):
                with pytest.raises(provisor.Forbidden):
                    call()


def test_commands(store: Path) -> None:
    key = store.with_name("instances.db.key")
    before = key.read_bytes()
    rekeyed = command("rekey", "--store", store)
    assert rekeyed.returncode == 0 and json.loads(rekeyed.stdout)["resealed"] == 3
    assert key.read_bytes() != before
    checked = command("check", "--store", store)
    assert checked.returncode == 0 and json.loads(checked.stdout)["intact"]
    log = command("audit", "--store", store)
    assert log.returncode == 0
    actions = [json.loads(line)["action"] for line in log.stdout.splitlines()]
    assert actions[-2:] == ["store.rekey", "store.rekeyed"]
    tamper(store, "UPDATE audit SET user = 7 WHERE sequence = 2")
    for name in ("check", "audit"):
        found = command(name, "--store", store)
        assert found.returncode == 1 and "record 2 was changed" in found.stderr
    assert command("check", "--store", store.with_name("none.db")).returncode == 4
    new = store.with_name("new.key")
    assert command("rekey", "--store", store, "--new-key-file", new).returncode == 0
    assert command("check", "--store", store).returncode == 4
    assert command("check", "--store", store, "--key-file", new).returncode == 1
