"""Exceptions: the mirror of the statuses, closed stores, and arguments that can't be handed on."""

from __future__ import annotations

import copy
import ctypes
import gc
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Type

import pytest

import provisor
from provisor import _ffi, _handle

Request = Dict[str, Any]

MIRROR: Dict[str, Type[provisor.Error]] = {
    "invalid": provisor.InvalidRequest,
    "malformed": provisor.MalformedRequest,
    "not-found": provisor.NotFound,
    "misuse": provisor.Misuse,
    "store": provisor.StoreError,
    "busy": provisor.Busy,
    "key": provisor.KeyMismatch,
    "callback": provisor.CallbackFailed,
    "no-memory": provisor.OutOfMemory,
    "internal": provisor.InternalError,
    "conflict": provisor.Conflict,
    "unauthorized": provisor.Unauthorized,
    "forbidden": provisor.Forbidden,
}


def answering(status: int) -> Any:
    """A function of the library that answers `status`, and no reply."""
    return lambda *arguments: status


@pytest.mark.parametrize("status", range(1, 14))
def test_every_status_has_its_exception(status: int) -> None:
    with pytest.raises(provisor.Error) as caught:
        _handle.call(None, (_ffi.OK,), answering(status))
    name = _ffi.library().provisor_status_name(status).decode()
    assert type(caught.value) is MIRROR[name]
    assert (caught.value.status, caught.value.status_name) == (status, name)
    assert str(caught.value)


def test_a_status_of_a_newer_library() -> None:
    with pytest.raises(provisor.Error) as caught:
        _handle.call(None, (_ffi.OK,), answering(99))
    assert type(caught.value) is provisor.Error and caught.value.status == 99
    assert caught.value.status_name == "unknown" and caught.value.request_id is None


def test_the_standard_bases() -> None:
    assert issubclass(provisor.Misuse, ValueError)
    assert issubclass(provisor.OutOfMemory, MemoryError)
    assert issubclass(provisor.LibraryNotFound, ImportError)
    for kind in (provisor.InvalidRequest, provisor.MalformedRequest, provisor.NotFound):
        assert issubclass(kind, provisor.RequestError)


def test_exceptions_can_be_pickled(p: provisor.Provisor) -> None:
    with pytest.raises(provisor.InvalidRequest) as caught:
        p.provision({"element": {"key": "freshservice"}, "configuration": {}})
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is provisor.InvalidRequest
    assert again.problem == caught.value.problem and again.missing == caught.value.missing


def test_the_c_calls_take_null() -> None:
    library = _ffi.library()
    for function in (library.provisor_validate, library.provisor_provision):
        with pytest.raises(provisor.Misuse) as caught:
            _handle.call(None, (_ffi.OK,), function, None, b"{}", 2)
        assert caught.value.request_id
        assert function(None, b"{}", 2, None) == _ffi.MISUSE
    library.provisor_close(None)
    library.provisor_free(None)
    assert library.provisor_open(None, None, None, None) == _ffi.MISUSE
    handle = ctypes.c_void_p()
    assert library.provisor_open(None, None, ctypes.byref(handle), None) == _ffi.OK
    assert library.provisor_validate(handle, None, 0, None) != _ffi.OK
    library.provisor_close(handle)


def test_after_close(request_: Request) -> None:
    p = provisor.open()
    assert not p.closed
    p.close()
    p.close()
    assert p.closed and "closed" in repr(p)
    calls: List[Callable[[], object]] = [
        lambda: p.validate(request_),
        lambda: p.provision(request_),
        lambda: p.provision(request_, idempotency_key="k"),
        lambda: p.plan(request_),
        lambda: p.as_user("User u, Organization o"),
        lambda: p.default_secrets(),
        lambda: p.create_organization({}),
        lambda: p.create_account({}),
        lambda: p.create_user(1, {}),
        lambda: p.request("GET", "/instances"),
        lambda: p.get(1),
        lambda: p.find("token"),
        lambda: p.list(),
        lambda: p.page(),
        lambda: p.count(),
        lambda: p.update(1, {}),
        lambda: p.replace(1, {}),
        lambda: p.remove(1),
        lambda: p.enable(1),
        lambda: p.disable(1),
        lambda: p.trace(1, True),
        lambda: p.rotate(1),
        lambda: p.configuration(1),
        lambda: p.configuration_get(1, 1),
        lambda: p.configuration_set(1, 1, ""),
    ]
    for call in calls:
        with pytest.raises(provisor.Misuse, match="the store is closed") as caught:
            call()
        assert (caught.value.status, caught.value.status_name) == (4, "misuse")
    with pytest.raises(ValueError, match="the store is closed"):
        with p:
            pass


def test_with_closes_on_errors() -> None:
    with pytest.raises(ZeroDivisionError):
        with provisor.open() as p:
            1 / 0
    assert p.closed


def test_a_forgotten_store_is_closed_with_a_warning() -> None:
    p = provisor.open()
    with pytest.warns(ResourceWarning, match="unclosed <provisor.Provisor ':memory:'>"):
        del p
        gc.collect()


def test_a_store_cannot_be_copied(p: provisor.Provisor) -> None:
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="can't be copied or pickled"):
            attempt(p)


@pytest.mark.parametrize("id", [2**63, -(2**63) - 1, 2**64 + 1])
def test_ids_of_more_than_64_bits(p: provisor.Provisor, request_: Request, id: int) -> None:
    assert p.provision(request_)["id"] == 1  # which 2**64 + 1 would be, cut off
    for call in (p.get, p.remove, p.enable, p.configuration, lambda id: p.configuration_get(1, id), p.rotate):
        with pytest.raises(ValueError, match="64 bits"):
            call(id)
    with pytest.raises(ValueError, match="64 bits"):
        p.rotate(1, id)
    with pytest.raises(ValueError, match="64 bits"):
        p.plan({}, action="update", id=id)


def test_calls_with_arguments_of_a_wrong_type(p: provisor.Provisor, request_: Request) -> None:
    wrong: Any
    for wrong in ("1", 1.0, None):
        for call in (p.get, p.remove, p.disable, p.configuration, p.rotate, lambda id: p.update(id, {})):
            with pytest.raises(TypeError):
                call(wrong)
    for wrong in (5, None, b"token"):
        with pytest.raises(TypeError):
            p.find(wrong)
    for wrong in (5, b"key"):
        with pytest.raises(TypeError):
            p.provision(request_, idempotency_key=wrong)
    for wrong in ("Docs", b"Docs", 5):
        with pytest.raises(TypeError):
            p.list(tags=wrong)
    with pytest.raises(TypeError):
        p.plan(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        p.configuration_set(1, 1, object())
    assert p.count()["totalInstances"] == 0


def test_texts_that_c_cannot_take(p: provisor.Provisor, request_: Request) -> None:
    for text in ("a\0b", "\ud800"):
        with pytest.raises(ValueError):
            p.find(text)
        with pytest.raises(ValueError):
            p.provision(request_, idempotency_key=text)
        with pytest.raises(ValueError):
            p.plan(request_, action=text)
    assert p.count()["totalInstances"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"store": 5},
        {"key": "k" * 32},
        {"key": 5},
        {"key_file": 5},
        {"passphrase": b"bytes"},
        {"catalogue": "one path"},
        {"catalogue": Path("one path")},
        {"catalogue": [5]},
    ],
)
def test_arguments_of_a_wrong_type(arguments: Dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        provisor.open(**arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"store": "a\0b"},
        {"key": b"short"},
        {"key_file": "a\0b"},
        {"passphrase": "a\0b"},
        {"passphrase": "\ud800"},
        {"catalogue": ["a\0b"]},
    ],
)
def test_arguments_that_c_cannot_take(arguments: Dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        provisor.open(**arguments)


def test_options_that_contradict_each_other() -> None:
    with pytest.raises(provisor.Misuse) as caught:
        provisor.open(key=bytes(range(32)), passphrase="x")
    assert caught.value.problem["status"] == "misuse" and caught.value.request_id


def test_stores_that_cannot_be_opened(tmp_path: Path) -> None:
    key = bytes(range(32))
    with pytest.raises(provisor.StoreError) as caught:
        provisor.open(tmp_path / "no such folder" / "instances.db", key=key)
    assert (caught.value.status, caught.value.status_name) == (5, "store")
    with pytest.raises(provisor.StoreError):
        provisor.open(tmp_path, key=key)
    text = tmp_path / "text.db"
    text.write_text("this is no database, and it stays as it is\n" * 100)
    before = text.read_bytes()
    with pytest.raises(provisor.StoreError):
        provisor.open(text, key=key)
    assert text.read_bytes() == before


def test_catalogue_files_that_are_no_json(tmp_path: Path) -> None:
    faulty = tmp_path / "vendor.json"
    faulty.write_text("{")
    with pytest.raises(provisor.MalformedRequest) as caught:
        provisor.open(catalogue=[faulty])
    assert str(caught.value) and isinstance(caught.value.report, provisor.Report)


# A process of its own: in this one other tests have opened stores before.
@pytest.mark.parametrize("option", ["key=bytes(32)", "passphrase='open sesame'", "key_file=sys.argv[1]", "strict=True"])
def test_whatever_the_first_store_of_a_process_is_opened_with(tmp_path: Path, package: Path, option: str) -> None:
    program = f"import sys, provisor; provisor.open({option}).close()"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(tmp_path / "my.key")],
        check=True,
        env={"PYTHONPATH": str(package.parent), "PROVISOR_LIBRARY": _ffi.library()._name, "PATH": ""},
    )


def test_after_fork(store: Path, package: Path) -> None:
    program = """if True:
        import os, sys
        import provisor
        request = {"element": {"key": "freshservice"}, "configuration":
                   {"username": "jane@acme.example", "password": "Blue-Kettle-42", "subdomain": "acme"}}
        p = provisor.open(sys.argv[1])
        p.provision(request)
        child = os.fork()
        if child == 0:
            for call in (p.validate, p.provision, lambda request: p.get(1), lambda request: p.list()):
                try:
                    call(request)
                except provisor.Misuse as error:
                    assert "another process" in str(error), error
                else:
                    os._exit(1)
            p.close()
            with provisor.open(sys.argv[1]) as own:
                own.provision(request)
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        p.provision(request)
        p.close()
        """
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(store)],
        check=True,
        env={"PYTHONPATH": str(package.parent), "PROVISOR_LIBRARY": _ffi.library()._name, "PATH": ""},
    )
