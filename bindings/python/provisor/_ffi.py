"""The C side: the table of functions, the option struct, and how the library is found.

Importing this module loads nothing. `library()` does, once, at the first use.
"""

from __future__ import annotations

import ctypes
import os
import threading
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

# The statuses, as in provisor.h.
OK, INVALID, MALFORMED, NOT_FOUND, MISUSE, STORE, BUSY, KEY, CALLBACK, NO_MEMORY, INTERNAL, CONFLICT = range(12)
UNAUTHORIZED, FORBIDDEN = 12, 13

#: Levels of the log callback: something was set up; it works, but somebody should look.
LOG_INFO, LOG_WARNING = 1, 2

NowFunction = CFUNCTYPE(c_int64, c_void_p)
RandomFunction = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_size_t)
LogFunction = CFUNCTYPE(None, c_void_p, c_int32, c_char_p)
ProgressFunction = CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64)


class Options(ctypes.Structure):
    """provisor_options. All zero but `size` means the defaults."""

    _fields_ = [
        ("size", c_uint32),
        ("strict", c_uint32),
        ("echo_secrets", c_uint32),
        ("reserved", c_uint32),
        ("key", c_char_p),
        ("key_file", c_char_p),
        ("passphrase", c_char_p),
        ("catalogue", POINTER(c_char_p)),
        ("catalogue_count", c_size_t),
        ("now", NowFunction),
        ("random", RandomFunction),
        ("log", LogFunction),
        ("userdata", c_void_p),
    ]


class RekeyOptions(ctypes.Structure):
    """provisor_rekey_options."""

    _fields_ = [
        ("size", c_uint32),
        ("default_secrets", c_uint32),
        ("batch", c_uint32),
        ("reserved", c_uint32),
        ("key", c_char_p),
        ("key_file", c_char_p),
        ("passphrase", c_char_p),
        ("progress", ProgressFunction),
        ("userdata", c_void_p),
    ]


LineReplyFunction = CFUNCTYPE(c_int32, c_void_p, c_uint64, c_int32, c_char_p)
LineProgressFunction = CFUNCTYPE(c_int32, c_void_p, c_uint64, c_uint64, c_uint64)


class Many(ctypes.Structure):
    """provisor_many."""

    _fields_ = [
        ("size", c_uint32),
        ("chunk", c_uint32),
        ("text", c_char_p),
        ("length", c_size_t),
        ("descriptor", c_int32),
        ("reserved", c_uint32),
        ("idempotency_key", c_char_p),
        ("reply", LineReplyFunction),
        ("progress", LineProgressFunction),
        ("userdata", c_void_p),
    ]


class Header(ctypes.Structure):
    """provisor_http_header."""

    _fields_ = [("name", c_char_p), ("value", c_char_p)]


class HTTPRequest(ctypes.Structure):
    """provisor_http_request."""

    _fields_ = [
        ("size", c_uint32),
        ("header_count", c_uint32),
        ("method", c_char_p),
        ("target", c_char_p),
        ("headers", POINTER(Header)),
        ("body", c_char_p),
        ("body_length", c_size_t),
    ]


class HTTPResponse(ctypes.Structure):
    """provisor_http_response."""

    _fields_ = [
        ("size", c_uint32),
        ("header_count", c_uint32),
        ("status", c_int32),
        ("reserved", c_uint32),
        ("headers", POINTER(Header)),
        ("body", c_void_p),
        ("body_length", c_size_t),
    ]


_HANDLE, _REPLY, _ID = c_void_p, POINTER(c_void_p), c_int64
#: A JSON text and its length.
_JSON = (c_char_p, c_size_t)

#: Every function of provisor.h: name -> (restype, argtypes). Replies are c_void_p, so that they can be freed.
FUNCTIONS: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "provisor_version": (c_char_p, ()),
    "provisor_status_name": (c_char_p, (c_int32,)),
    "provisor_open": (c_int32, (c_char_p, POINTER(Options), POINTER(c_void_p), _REPLY)),
    "provisor_close": (None, (_HANDLE,)),
    "provisor_validate": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_provision": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_provision_once": (c_int32, (_HANDLE, c_char_p, *_JSON, _REPLY)),
    "provisor_provision_many": (c_int32, (_HANDLE, POINTER(Many), _REPLY)),
    "provisor_plan": (c_int32, (_HANDLE, c_char_p, _ID, *_JSON, _REPLY)),
    "provisor_element_load": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_element_lint": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_element_list": (c_int32, (_HANDLE, _REPLY)),
    "provisor_element_export": (c_int32, (_HANDLE, c_char_p, _REPLY)),
    "provisor_element_describe": (c_int32, (_HANDLE, c_char_p, c_char_p, _REPLY)),
    "provisor_instance_get": (c_int32, (_HANDLE, _ID, _REPLY)),
    "provisor_instance_find": (c_int32, (_HANDLE, c_char_p, _REPLY)),
    "provisor_instance_list": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_instance_review": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_instance_count": (c_int32, (_HANDLE, _REPLY)),
    "provisor_instance_update": (c_int32, (_HANDLE, _ID, *_JSON, _REPLY)),
    "provisor_instance_replace": (c_int32, (_HANDLE, _ID, *_JSON, _REPLY)),
    "provisor_instance_remove": (c_int32, (_HANDLE, _ID, _REPLY)),
    "provisor_instance_enable": (c_int32, (_HANDLE, _ID, _REPLY)),
    "provisor_instance_disable": (c_int32, (_HANDLE, _ID, _REPLY)),
    "provisor_instance_trace": (c_int32, (_HANDLE, _ID, c_int32, _REPLY)),
    "provisor_instance_rotate": (c_int32, (_HANDLE, _ID, c_int64, _REPLY)),
    "provisor_instance_configuration_list": (c_int32, (_HANDLE, _ID, _REPLY)),
    "provisor_instance_configuration_get": (c_int32, (_HANDLE, _ID, _ID, _REPLY)),
    "provisor_instance_configuration_set": (c_int32, (_HANDLE, _ID, _ID, *_JSON, _REPLY)),
    "provisor_as": (c_int32, (_HANDLE, c_char_p, POINTER(c_void_p), _REPLY)),
    "provisor_default_secrets": (c_int32, (_HANDLE, _REPLY)),
    "provisor_organization_create": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_account_create": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_user_create": (c_int32, (_HANDLE, _ID, *_JSON, _REPLY)),
    "provisor_audit": (c_int32, (_HANDLE, *_JSON, _REPLY)),
    "provisor_check": (c_int32, (_HANDLE, _REPLY)),
    "provisor_rekey": (c_int32, (_HANDLE, POINTER(RekeyOptions), _REPLY)),
    "provisor_request": (c_int32, (_HANDLE, POINTER(HTTPRequest), POINTER(HTTPResponse))),
    "provisor_response_free": (None, (POINTER(HTTPResponse),)),
    "provisor_free": (None, (c_void_p,)),
}

_JANSSON = "takes or answers a json_t of jansson; Python passes text to the function of that name without _json"
#: What the library exports besides, and why it is not bound: name -> reason.
NOT_BOUND: Dict[str, str] = {
    "provisor_validate_json": _JANSSON,
    "provisor_provision_json": _JANSSON,
    "provisor_provision_once_json": _JANSSON,
    "provisor_plan_json": _JANSSON,
    "provisor_element_load_json": _JANSSON,
    "provisor_element_lint_json": _JANSSON,
    "provisor_element_list_json": _JANSSON,
    "provisor_element_export_json": _JANSSON,
    "provisor_element_describe_json": _JANSSON,
    "provisor_instance_get_json": _JANSSON,
    "provisor_instance_find_json": _JANSSON,
    "provisor_instance_list_json": _JANSSON,
    "provisor_instance_review_json": _JANSSON,
    "provisor_instance_count_json": _JANSSON,
    "provisor_instance_update_json": _JANSSON,
    "provisor_instance_replace_json": _JANSSON,
    "provisor_instance_remove_json": _JANSSON,
    "provisor_instance_enable_json": _JANSSON,
    "provisor_instance_disable_json": _JANSSON,
    "provisor_instance_trace_json": _JANSSON,
    "provisor_instance_rotate_json": _JANSSON,
    "provisor_instance_configuration_list_json": _JANSSON,
    "provisor_instance_configuration_get_json": _JANSSON,
    "provisor_instance_configuration_set_json": _JANSSON,
    "provisor_default_secrets_json": _JANSSON,
    "provisor_organization_create_json": _JANSSON,
    "provisor_account_create_json": _JANSSON,
    "provisor_user_create_json": _JANSSON,
    "provisor_audit_json": _JANSSON,
    "provisor_check_json": _JANSSON,
    "provisor_rekey_json": _JANSSON,
}

SONAME = "libprovisor.so.0"
#: The oldest library that has everything this binding calls: major and minor. The major must be the same.
NEEDS = (0, 1)

_PACKAGE = Path(__file__).resolve().parent
_lock = threading.Lock()
_library: Optional[ctypes.CDLL] = None


class LibraryNotFound(ImportError):
    """No usable libprovisor was found. The message lists every place that was looked at, and what to do."""


def library() -> ctypes.CDLL:
    """Answers the library, with `FUNCTIONS` declared; loads it at the first call.

    Raises:
        LibraryNotFound: there is none, or none of a version that fits.
    Threads: any.
    """
    global _library
    if _library is None:
        with _lock:
            if _library is None:
                _library = _find()
    return _library


def load(path: str) -> ctypes.CDLL:
    """Loads one library and checks that it is a libprovisor of a version that fits.

    Args:
        path: of the file, or a bare file name for the loader of the system to look up.
    Raises:
        OSError: it can't be loaded, or does not fit; the message says why.
    """
    # CDLL, unlike PyDLL, lets other Python threads run during a call.
    loaded = ctypes.CDLL(path)
    try:
        loaded.provisor_version.restype = c_char_p
        version: str = loaded.provisor_version().decode()
    except AttributeError:
        raise OSError("it is no libprovisor: it has no function provisor_version") from None
    numbers = tuple(int(part) if part.isdigit() else -1 for part in version.split(".")[:2])
    if numbers[0] != NEEDS[0] or numbers < NEEDS:
        raise OSError(f"it is version {version}, but {NEEDS[0]}.{NEEDS[1]} or a later {NEEDS[0]}.x is needed")
    for name, (restype, argtypes) in FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = restype, argtypes
    return loaded


def _find() -> ctypes.CDLL:
    """Loads the library from the first place that has a usable one."""
    chosen = os.environ.get("PROVISOR_LIBRARY")
    if chosen:
        try:
            return load(os.path.abspath(chosen))
        except OSError as error:
            raise LibraryNotFound(
                f"PROVISOR_LIBRARY names {chosen}, which can't be used: {error}. Correct or unset the variable.",
                path=chosen,
            ) from error
    looked: List[str] = []
    for candidate in _candidates():
        try:
            return load(candidate)
        except OSError as error:
            looked.append(f"\n  {candidate}: {error}")
    raise LibraryNotFound(
        f"no usable libprovisor was found. Looked at:{''.join(looked)}\n"
        "Build it (make), install it (make install), or set PROVISOR_LIBRARY to the path of the file."
    )


def _candidates() -> Iterator[str]:
    """The places to look at: beside the package, the build tree that the package is part of, the system."""
    beside = sorted(_PACKAGE.glob("libprovisor.so*")) or [_PACKAGE / SONAME]
    yield from map(str, beside)
    # Only the repository around bindings/python/provisor: not any folder above an installed package.
    yield str(_PACKAGE.parents[2] / "build" / "lib" / SONAME)
    yield SONAME
