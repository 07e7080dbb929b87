"""Every function of the library, on handles that are none: the table of functions says which there are."""

from __future__ import annotations

import ctypes
import json
from typing import Any

import pytest
from provisor import _ffi

ON_HANDLES = [
    name
    for name, (_, arguments) in _ffi.FUNCTIONS.items()
    if arguments and arguments[0] is ctypes.c_void_p and name not in ("provisor_close", "provisor_free")
]


def opened() -> ctypes.c_void_p:
    handle = ctypes.c_void_p()
    assert _ffi.library().provisor_open(None, None, ctypes.byref(handle), None) == _ffi.OK
    return handle


def zero(kind: Any) -> Any:
    return 0 if issubclass(kind, ctypes._SimpleCData) and kind not in (ctypes.c_char_p, ctypes.c_void_p) else None


@pytest.mark.parametrize("name", ON_HANDLES)
def test_no_handle(name: str) -> None:
    library, (_, arguments) = _ffi.library(), _ffi.FUNCTIONS[name]
    function, closed = getattr(library, name), opened()
    library.provisor_close(closed)
    for handle in (None, closed, ctypes.c_void_p(4096), ctypes.c_void_p(2**64 - 1)):
        assert function(handle, *(zero(kind) for kind in arguments[1:])) == _ffi.MISUSE
        if arguments[-1] is ctypes.POINTER(ctypes.c_void_p):
            reply = ctypes.c_void_p(1)
            rest = [zero(kind) for kind in arguments[1:-1]]
            if ctypes.POINTER(ctypes.c_void_p) in arguments[:-1]:  # the new handle
                rest[list(arguments[1:-1]).index(ctypes.POINTER(ctypes.c_void_p))] = ctypes.byref(ctypes.c_void_p(1))
            assert function(handle, *rest, ctypes.byref(reply)) == _ffi.MISUSE
            assert json.loads(ctypes.string_at(reply.value))["status"] == "misuse"
            library.provisor_free(reply)
    library.provisor_close(closed)


@pytest.mark.parametrize("name", ON_HANDLES)
def test_null_everywhere_else(name: str) -> None:
    library, (_, arguments) = _ffi.library(), _ffi.FUNCTIONS[name]
    handle = opened()
    status = getattr(library, name)(handle, *(zero(kind) for kind in arguments[1:]))
    assert status not in (_ffi.INTERNAL, _ffi.NO_MEMORY)
    assert library.provisor_validate(handle, b"{}", 2, None) == _ffi.INVALID
    library.provisor_close(handle)
