"""Many requests at once, one on each line."""

from __future__ import annotations

import ctypes
import json
from typing import Any, Callable, Dict, Mapping, Optional, Protocol, Union

from . import _arguments, _ffi
from ._handle import Document, Handle

#: Told the number of a line, and its instance or problem. Answers False to end.
LineReply = Callable[[int, Dict[str, Any]], Optional[bool]]
#: Told how many lines were worked through, how many of them failed, and how many bytes that was. Answers False to end.
LineProgress = Callable[[int, int, int], Optional[bool]]


class HasDescriptor(Protocol):
    """A file, pipe or socket."""

    def fileno(self) -> int: ...


Lines = Union[str, bytes, HasDescriptor]


class Many(Handle):
    """Provisioning of many instances."""

    def provision_many(
        self,
        lines: Lines,
        reply: Optional[LineReply] = None,
        *,
        progress: Optional[LineProgress] = None,
        idempotency_key: Optional[str] = None,
        chunk: int = 0,
    ) -> Document:
        """Provisions an instance for each line, a chunk of lines in one durable transaction. A line that is refused
        gets a problem and harms no other.

        Args:
            lines: requests as JSON, one on each line: str, bytes in UTF-8, or an open file, pipe or socket, of which
                what Python has buffered already is not seen.
            reply: called for each line, when that is durable, with its number from 1 and the instance, or a problem,
                which has "status" and "line". Answers False to end.
            progress: called behind each chunk with how many lines were worked through, how many of them failed, and
                how many bytes that was. Answers False to end.
            idempotency_key: a line that has no "idempotencyKey" of its own gets this one with its number behind it, so
                that work that was broken off can be sent again.
            chunk: lines of one transaction; 0 for 1,000.
        Returns:
            {"lines", "provisioned", "repeated", "failed", "cancelled"}.
        Raises:
            StoreError, Busy, OutOfMemory: see there. What `reply` was told before is durable.
            Misuse: the store is closed or of another process, or the input can't be read.
            TypeError, ValueError: an argument can't be handed to the library.
            What a callback raises ends the work and is raised.
        """
        many = _ffi.Many(size=ctypes.sizeof(_ffi.Many), chunk=chunk, descriptor=-1)
        if isinstance(lines, (str, bytes)):
            text = _arguments.utf8(lines) if isinstance(lines, str) else lines
            many.text, many.length = text, len(text)
        elif isinstance(lines, Mapping) or not hasattr(lines, "fileno"):
            raise TypeError(f"lines are str, bytes or an open file, not {type(lines).__name__}")
        else:
            many.descriptor = lines.fileno()
        if idempotency_key is not None:
            many.idempotency_key = _arguments.text("an idempotency key", idempotency_key)
        failure: Optional[BaseException] = None

        def told(callback: Callable[..., Optional[bool]], *arguments: Any) -> int:
            nonlocal failure
            try:
                return 1 if callback(*arguments) is False else 0
            except BaseException as raised:
                failure = raised
                return 1

        if reply is not None:
            tell = reply
            many.reply = _ffi.LineReplyFunction(
                lambda _, line, __, text: told(lambda: tell(line, json.loads(text)))
            )
        if progress is not None:
            show = progress
            many.progress = _ffi.LineProgressFunction(
                lambda _, done, failed, size: told(show, done, failed, size)
            )
        summary = self._answer(_ffi.library().provisor_provision_many, ctypes.byref(many))
        if failure is not None:
            raise failure
        return summary
