"""Validate and provision element instances: the Python binding of libprovisor.

    import provisor

    with provisor.open("instances.db") as p:
        report = p.validate(request)      # every mistake at once; offline, nothing is stored
        instance = p.provision(request)   # complete, seal, store durably, answer the instance
        p.update(instance["id"], {"name": "Docs 2"})
        for instance in p.list(tags=["Docs"]):
            print(instance["id"], instance["name"])

`provisor.wsgi` serves the platform's HTTP API, `python -m provisor` is the command line.

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
    Forbidden,
    InternalError,
    InvalidRequest,
    KeyMismatch,
    MalformedRequest,
    Misuse,
    NotFound,
    OutOfMemory,
    RequestError,
    StoreError,
    Unauthorized,
)
from ._ffi import LOG_INFO, LOG_WARNING, LibraryNotFound
from ._http import Response
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
    "Forbidden",
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
    "Response",
    "StoreError",
    "Unauthorized",
    "open",
    "version",
]
