"""Arguments of Python as C takes them. What C can't take at all is a TypeError or ValueError."""

from __future__ import annotations

import json
import operator
import os
from typing import Any, Mapping, SupportsIndex, Tuple, Union

Request = Union[Mapping[str, Any], str, bytes, bytearray, memoryview]
FilePath = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]


def request_text(request: Request) -> Tuple[bytes, bool]:
    """The JSON text of a request, and whether positions in it mean something to the caller."""
    if isinstance(request, (bytes, bytearray, memoryview)):
        return bytes(request), True
    if isinstance(request, str):
        return utf8(request), True
    if not isinstance(request, Mapping):
        raise TypeError(f"a request is a dict, str or bytes, not {type(request).__name__}")
    try:
        return utf8(json.dumps(dict(request), ensure_ascii=False, allow_nan=False)), False
    except RecursionError:
        raise ValueError("the request nests too deep") from None


def utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = ord(text[error.start])
    # Not chained: the error would keep the whole text, which may hold secrets.
    raise ValueError(f"the text holds U+{character:04X}, half a surrogate pair, which is no character")


def path(path: FilePath) -> bytes:
    return _no_nul("a path", os.fsencode(path))


def text(what: str, text: str) -> bytes:
    """A text that ends with NUL in C; `what` it is, such as "a token"."""
    if not isinstance(text, str):
        raise TypeError(f"{what} is a str, not {type(text).__name__}")
    return _no_nul(what, utf8(text))


def int64(what: str, number: SupportsIndex) -> int:
    """A whole number of 64 bits: ctypes would cut off what does not fit, and so name another instance."""
    value = operator.index(number)
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"{what} has at most 64 bits, {value} has more")
    return value


def _no_nul(what: str, text: bytes) -> bytes:
    if b"\0" in text:
        raise ValueError(f"{what} must not contain a NUL character")
    return text
