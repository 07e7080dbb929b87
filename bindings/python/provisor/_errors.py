"""The exceptions: one class for each status of the library.

    Error
      RequestError            the request is at fault; has a report
        InvalidRequest          it has faults
        MalformedRequest        it is no JSON, or beyond the limits
        NotFound                there is no such element, instance, token or configuration row
      Misuse (ValueError)     the call itself is wrong
      StoreError              the store can't be opened, read or written
      Busy                    another process kept the store locked for a minute
      KeyMismatch             the key does not fit the store, or can't be read
      CallbackFailed          one of your callbacks failed; what it raised is the __cause__
      OutOfMemory (MemoryError)
      InternalError           a defect of the library
      Conflict                somebody changed the instance since, used the idempotency key otherwise, has the e-mail
      Unauthorized            a secret or token is wrong
      Forbidden               the user may not do that

A status that a newer library adds arrives as a plain `Error`.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Tuple, Type

from . import _ffi
from ._report import Report


class Error(Exception):
    """A call failed, and nothing was changed. Can be pickled. Its text is the message of the problem.

    Args:
        status: number of the status, PROVISOR_* of provisor.h.
        problem: the JSON document that the library answered.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(status, problem)
        #: Number of the status, as in provisor.h.
        self.status: int = status
        #: The JSON document that the library answered: requestId, status, message and more.
        self.problem: Dict[str, Any] = dict(problem)

    @property
    def status_name(self) -> str:
        """The status as problems spell it, such as "not-found"."""
        return str(self.problem.get("status", "unknown"))

    @property
    def request_id(self) -> Optional[str]:
        """Identifies the failure in logs; None when the failure was found before the library was called."""
        return self.problem.get("requestId")

    def __str__(self) -> str:
        return str(self.problem.get("message", self.status_name))


class RequestError(Error):
    """The request is at fault, or, when `provisor.open` raises it, a file of the catalogue; nothing was stored."""

    @property
    def report(self) -> Report:
        """Every fault of the request."""
        return Report.from_dict(self.problem)

    @property
    def missing(self) -> Tuple[str, ...]:
        """Keys of the configuration entries that are required but missing."""
        return self.report.missing


class InvalidRequest(RequestError):
    """The request has faults; `report` lists all of them."""


class MalformedRequest(RequestError):
    """The request is no JSON, or beyond the limits of provisor.h; `report` tells where."""


class NotFound(RequestError):
    """There is no such element, instance, element token or configuration row."""


class Misuse(Error, ValueError):
    """The call itself is wrong: a closed store, a store of another process, options that contradict each other."""


class StoreError(Error):
    """The store can't be opened, read or written."""


class Busy(Error):
    """Another process kept the store locked for a minute; try again."""


class KeyMismatch(Error):
    """The key does not fit the store, or can't be read."""


class CallbackFailed(Error):
    """One of your callbacks failed or answered something unusable; what it raised is the __cause__."""


class OutOfMemory(Error, MemoryError):
    """The library could get no memory."""


class InternalError(Error):
    """A defect of the library; please report it."""


class Conflict(Error):
    """Somebody changed the instance since it was read, used the idempotency key otherwise, or has the e-mail."""


class Unauthorized(Error):
    """A secret or token is wrong; it is not told which."""


class Forbidden(Error):
    """The user for whom the handle acts may not do that."""


BY_STATUS: Dict[int, Type[Error]] = {
    _ffi.INVALID: InvalidRequest,
    _ffi.MALFORMED: MalformedRequest,
    _ffi.NOT_FOUND: NotFound,
    _ffi.MISUSE: Misuse,
    _ffi.STORE: StoreError,
    _ffi.BUSY: Busy,
    _ffi.KEY: KeyMismatch,
    _ffi.CALLBACK: CallbackFailed,
    _ffi.NO_MEMORY: OutOfMemory,
    _ffi.INTERNAL: InternalError,
    _ffi.CONFLICT: Conflict,
    _ffi.UNAUTHORIZED: Unauthorized,
    _ffi.FORBIDDEN: Forbidden,
}


def misuse(message: str) -> Misuse:
    """A `Misuse` that this binding finds itself, before the library is called."""
    return Misuse(_ffi.MISUSE, {"status": "misuse", "message": message})
