"""Validate and provision element instances: the Python binding of libprovisor.

    import provisor

    with provisor.open("instances.db") as p:
        report = p.validate(request)      # every mistake at once; offline, nothing is stored
        instance = p.provision(request)   # complete, seal, store durably, answer the instance
        p.update(instance["id"], {"name": "Docs 2"})
        for instance in p.list(tags=["Docs"]):
            print(instance["id"], instance["name"])

A request is the JSON body of the platform's POST /instances, as dict, str or bytes. Errors are exceptions, one class
for each status of the library, all of them below `provisor.Error`. The manual of the calls is provisor.h.

The library is loaded by the first call, not by the import; `provisor.LibraryNotFound` tells where it was looked for.
"""

from __future__ import annotations

from ._errors import (
    Busy,
    CallbackFailed,
    Conflict,
    Error,
    InternalError,
    InvalidRequest,
    KeyMismatch,
    MalformedRequest,
    Misuse,
    NotFound,
    OutOfMemory,
    RequestError,
    StoreError,
)
from ._ffi import LOG_INFO, LOG_WARNING, LibraryNotFound
from ._instances import Page
from ._plan import Plan
from ._report import Fault, Report
from ._store import Provisor, open, version

__version__ = "0.1.0"

__all__ = [
    "LOG_INFO",
    "LOG_WARNING",
    "Busy",
    "CallbackFailed",
    "Conflict",
    "Error",
    "Fault",
    "InternalError",
    "InvalidRequest",
    "KeyMismatch",
    "LibraryNotFound",
    "MalformedRequest",
    "Misuse",
    "NotFound",
    "OutOfMemory",
    "Page",
    "Plan",
    "Provisor",
    "Report",
    "RequestError",
    "StoreError",
    "open",
    "version",
]
