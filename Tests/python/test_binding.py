"""The table of C functions and the option struct, compared with the header."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import pytest

import provisor
from provisor import _ffi


@pytest.fixture
def header(root: Path) -> str:
    text = "".join((root / "include" / name).read_text() for name in ("provisor.h", "provisor_jansson.h"))
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_every_function_is_bound_or_said_not_to_be(header: str) -> None:
    declared = set(re.findall(r"\b(provisor_[a-z_]+)\(", header))
    assert declared == set(_ffi.FUNCTIONS) | set(_ffi.NOT_BOUND)
    assert not set(_ffi.FUNCTIONS) & set(_ffi.NOT_BOUND)
    for name in declared:
        assert hasattr(_ffi.library(), name)


#: What a parameter or result of C is in the table.
TYPES = {
    "const char *": ctypes.c_char_p,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "provisor *": ctypes.c_void_p,
    "provisor_status": ctypes.c_int32,
    "size_t": ctypes.c_size_t,
    "void": None,
    "void *": ctypes.c_void_p,
    "char **": ctypes.POINTER(ctypes.c_void_p),
    "provisor **": ctypes.POINTER(ctypes.c_void_p),
    "const provisor_http_header *": ctypes.POINTER(_ffi.Header),
    "const provisor_http_request *": ctypes.POINTER(_ffi.HTTPRequest),
    "const provisor_many *": ctypes.POINTER(_ffi.Many),
    "const provisor_options *": ctypes.POINTER(_ffi.Options),
    "const provisor_rekey_options *": ctypes.POINTER(_ffi.RekeyOptions),
    "provisor_http_response *": ctypes.POINTER(_ffi.HTTPResponse),
    "uint32_t": ctypes.c_uint32,
}


def test_every_function_has_its_types(header: str) -> None:
    for name, (restype, argtypes) in _ffi.FUNCTIONS.items():
        found = re.search(rf"^(\w[\w ]*[ *]){name}\(([^)]*)\);", header, re.MULTILINE)
        assert found, name
        assert TYPES[found[1].strip()] == restype, name
        parameters = [] if found[2] == "void" else found[2].split(",")
        types = [re.sub(r"\w+$", "", parameter.strip()).strip() for parameter in parameters]
        assert [TYPES[type] for type in types] == list(argtypes), name


def test_the_option_struct(header: str) -> None:
    found = re.search(r"typedef struct provisor_options \{(.*?)\} provisor_options;", header, re.DOTALL)
    assert found
    members = re.findall(r"(?:\(\*(\w+)\)\([^)]*\)|(\w+));", found[1])
    assert [one or other for one, other in members] == [name for name, *_ in _ffi.Options._fields_]
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(_ffi.Options) == 88


@pytest.mark.parametrize("struct", [_ffi.Header, _ffi.HTTPRequest, _ffi.HTTPResponse])
def test_the_structs_of_http(header: str, struct: type[ctypes.Structure]) -> None:
    name = {"Header": "header", "HTTPRequest": "request", "HTTPResponse": "response"}[struct.__name__]
    found = re.search(rf"typedef struct provisor_http_{name} \{{(.*?)\}} provisor_http_{name};", header, re.DOTALL)
    assert found
    members = re.findall(r"(\w[\w ]*[ *])(\w+);", found[1])
    types = dict(TYPES)
    if struct is _ffi.HTTPResponse:
        types["const char *"] = ctypes.c_void_p  # the body, which is copied with its length
    assert [(member, types[type.strip()]) for type, member in members] == [field[:2] for field in struct._fields_]


def test_statuses_and_levels(header: str) -> None:
    for name, number in re.findall(r"\bPROVISOR_([A-Z_]+) = (\d+)", header):
        assert getattr(_ffi, name) == int(number), name


def test_versions(root: Path) -> None:
    version = (root / "VERSION").read_text().strip()
    assert provisor.__version__ == version
    assert provisor.version() == version
