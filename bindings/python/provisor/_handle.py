"""A handle of the library: how it is called, and how it is closed."""

from __future__ import annotations

import ctypes
import json
import os
import threading
import warnings
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, Optional, Tuple, Type, TypeVar

from . import _callbacks, _ffi
from ._arguments import Request, request_text
from ._errors import BY_STATUS, Error, misuse

Self = TypeVar("Self", bound="Handle")

#: A JSON object that the library answered.
Document = Dict[str, Any]


class Handle:
    """An open handle.

    Threads: any number may call at once, and calls let other Python threads run. Closing waits for the calls that
    are running; later calls raise `Misuse`.
    Processes: a handle does not survive os.fork(); in the child every call raises `Misuse`, and closing only forgets
    it.
    """

    _handle: Optional[ctypes.c_void_p] = None

    def __init__(self, handle: ctypes.c_void_p, callbacks: object, name: str) -> None:
        self._callbacks = callbacks  # kept alive as long as C may call them
        self._name = name
        self._process = os.getpid()
        self._idle = threading.Condition()  # guards the members below; notified when no call is running
        self._running = 0
        self._closed = False
        self._handle = handle

    def close(self) -> None:
        """Closes the store and wipes the key from memory. Waits for running calls; closing twice does nothing.

        Raises:
            Misuse: called in a callback of the same store.
        """
        if os.getpid() != self._process:
            self._closed, self._handle = True, None
            return
        if _callbacks.Call.running_on(self):
            raise misuse("a callback must not close the store that called it")
        with self._idle:
            self._closed = True
            self._idle.wait_for(lambda: self._running == 0)
            handle, self._handle = self._handle, None
            if handle is not None:
                _ffi.library().provisor_close(handle)

    @property
    def closed(self) -> bool:
        """Has the store been closed?"""
        return self._closed

    @contextmanager
    def _held(self) -> Iterator[Optional[ctypes.c_void_p]]:
        """Answers the handle of C for the time of a call, during which it can't be closed."""
        if os.getpid() != self._process:
            raise misuse("the store was opened by another process; open it again after fork()")
        with self._idle:
            if self._closed:
                raise misuse("the store is closed")
            self._running += 1
        try:
            yield self._handle
        finally:
            with self._idle:
                self._running -= 1
                if self._running == 0:
                    self._idle.notify_all()

    def _ask(
        self,
        function: Callable[..., int],
        *arguments: object,
        answered: Tuple[int, ...] = (_ffi.OK,),
        positions: bool = True,
    ) -> Any:
        """Calls a function of the library with this handle. See `call`."""
        with self._held() as handle:
            return call(self, answered, function, handle, *arguments, positions=positions)

    def _send(
        self,
        function: Callable[..., int],
        *arguments: object,
        request: Request,
        answered: Tuple[int, ...] = (_ffi.OK,),
    ) -> Any:
        """The same for a function that takes a request behind the other arguments."""
        text, positions = request_text(request)
        return self._ask(function, *arguments, text, len(text), answered=answered, positions=positions)

    def _answer(self, function: Callable[..., int], *arguments: object) -> Document:
        """Calls a function that answers an object."""
        document: Document = self._ask(function, *arguments)
        return document

    def _change(self, function: Callable[..., int], *arguments: object, request: Request) -> Document:
        """Calls a function that takes a request and answers an object."""
        document: Document = self._send(function, *arguments, request=request)
        return document

    def __enter__(self: Self) -> Self:
        if self._closed:
            raise misuse("the store is closed")
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self, warn: Callable[..., None] = warnings.warn, process: Callable[[], int] = os.getpid) -> None:
        if self._handle is not None and process() == self._process:
            warn(f"unclosed {self!r}", ResourceWarning, source=self)
            self.close()

    def __repr__(self) -> str:
        return f"<provisor.{type(self).__name__} {self._name!r}{', closed' if self._closed else ''}>"

    def __reduce__(self) -> Any:
        raise TypeError("a store can't be copied or pickled")


def call(
    owner: Optional[Handle],
    answered: Tuple[int, ...],
    function: Callable[..., int],
    *arguments: object,
    positions: bool = True,
    undo: Optional[Callable[[], object]] = None,
) -> Any:
    """Calls a function of the library whose last parameter is the reply, and answers the reply; {} where there is none.

    Raises the exception of every status that is not in `answered`. Without `positions`, faults lose theirs. With
    `undo`, a callback that failed fails the call even where the library could do without it.
    """
    reply = ctypes.c_void_p()
    with _callbacks.Call(owner) as running:
        status = function(*arguments, ctypes.byref(reply))
    document: Any = {}
    if reply:
        try:
            document = json.loads(ctypes.string_at(reply))
        finally:
            _ffi.library().provisor_free(reply)
    if not positions and isinstance(document, dict):
        for fault in (*document.get("errors", ()), *document.get("warnings", ())):
            for position in ("line", "column", "offset"):
                fault.pop(position, None)
    failure = running.failure
    if status in answered and failure is not None and undo is not None:
        undo()
        status, document = _ffi.CALLBACK, {"message": f"a callback failed: {type(failure).__name__}"}
    if status not in answered:
        if failure is not None and not isinstance(failure, Exception):
            raise failure  # Ctrl-C and the like mean the program, not the call
        if "status" not in document:
            document["status"] = _ffi.library().provisor_status_name(status).decode()
        raise BY_STATUS.get(status, Error)(status, document) from failure
    if failure is not None:
        _callbacks.report_unraisable(failure)
    return document
