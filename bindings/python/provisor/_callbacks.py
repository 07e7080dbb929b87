"""Python callables as C callbacks, and where their exceptions go.

An exception can't cross C code. A callback that raises therefore answers C something that fails the call, and leaves
its exception with the `Call` that is running on the thread; who made the call raises from it.
"""

from __future__ import annotations

import ctypes
import math
import threading
from datetime import datetime
from types import TracebackType
from typing import Any, Callable, List, Optional, Type, Union

from . import _ffi

Clock = Callable[[], Union[int, float, datetime]]
RandomSource = Callable[[int], bytes]
Log = Callable[[int, str], object]
Progress = Callable[[int, int], object]

#: As a time: before any date that the library accepts, so that the call fails.
_UNUSABLE = -(2**63)


class Call:
    """One call into the library, on one thread. Calls nest when a callback calls in again."""

    def __init__(self, owner: object) -> None:
        self.owner = owner
        self.failure: Optional[BaseException] = None
        """What the first failing callback of this call raised."""

    def __enter__(self) -> Call:
        _thread.calls.append(self)
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        _thread.calls.pop()

    @staticmethod
    def running_on(owner: object) -> bool:
        """Is this thread inside a call on `owner`, that is, in one of its callbacks?"""
        return any(call.owner is owner for call in _thread.calls)


class _Thread(threading.local):
    def __init__(self) -> None:
        self.calls: List[Call] = []


_thread = _Thread()


def now(clock: Optional[Clock]) -> Any:
    """`clock` as the C callback `now`; NULL for None."""
    if clock is None:
        return _ffi.NowFunction()
    read = clock

    def callback(_userdata: Optional[int]) -> int:
        try:
            return _seconds(read())
        except BaseException as failure:
            _keep(failure)
            return _UNUSABLE

    return _ffi.NowFunction(callback)


def random(source: Optional[RandomSource]) -> Any:
    """`source` as the C callback `random`; NULL for None."""
    if source is None:
        return _ffi.RandomFunction()
    read = source

    def callback(_userdata: Optional[int], buffer: int, length: int) -> int:
        try:
            data = bytes(memoryview(read(length)))
            if len(data) != length:
                raise ValueError(f"random({length}) answered {len(data)} bytes")
            ctypes.memmove(buffer, data, length)
            return 0
        except BaseException as failure:
            _keep(failure)
            return 1

    return _ffi.RandomFunction(callback)


def log(target: Optional[Log]) -> Any:
    """`target` as the C callback `log`; NULL for None.

    ctypes hands what it raises to sys.unraisablehook, and the call goes on.
    """
    if target is None:
        return _ffi.LogFunction()
    tell = target

    def callback(_userdata: Optional[int], level: int, message: bytes) -> None:
        tell(level, message.decode("utf-8", "replace"))

    return _ffi.LogFunction(callback)


def progress(target: Optional[Progress]) -> Any:
    """`target` as the C callback `progress`, which goes on unless it raises; NULL for None."""
    if target is None:
        return _ffi.ProgressFunction()
    tell = target

    def callback(_userdata: Optional[int], done: int, total: int) -> int:
        try:
            tell(done, total)
            return 0
        except BaseException as failure:
            _keep(failure)
            return 1

    return _ffi.ProgressFunction(callback)


def report_unraisable(failure: BaseException) -> None:
    """Hands an exception that no call can raise to sys.unraisablehook, which only the interpreter can: by ctypes."""

    def callback() -> None:
        raise failure

    ctypes.CFUNCTYPE(None)(callback)()


def _seconds(time: Union[int, float, datetime]) -> int:
    """Whole seconds since 1970-01-01T00:00:00Z."""
    if isinstance(time, datetime):
        if time.tzinfo is None:
            raise ValueError("now() answered a datetime without a time zone")
        time = time.timestamp()
    seconds = math.floor(time)
    if not -(2**63) <= seconds < 2**63:
        raise OverflowError("now() answered a time that does not fit 64 bits")
    return seconds


def _keep(failure: BaseException) -> None:
    """Leaves an exception with the call that runs on this thread."""
    if not _thread.calls:
        report_unraisable(failure)
    elif _thread.calls[-1].failure is None:
        _thread.calls[-1].failure = failure
