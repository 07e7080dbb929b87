"""An open store, and the calls on it."""

from __future__ import annotations

import ctypes
import json
import os
import threading
import warnings
from types import TracebackType
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple, Type, Union

from . import _callbacks, _ffi
from ._errors import BY_STATUS, Error, misuse
from ._report import Report

Request = Union[Mapping[str, Any], str, bytes, bytearray, memoryview]
FilePath = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]


def version() -> str:
    """Tells the version of the library that is loaded, such as "0.1.0". May be newer than `provisor.__version__`.

    Raises:
        LibraryNotFound: the library can't be loaded.
    """
    text: bytes = _ffi.library().provisor_version()
    return text.decode()


def open(
    store: Optional[FilePath] = None,
    *,
    key: Optional[bytes] = None,
    key_file: Optional[FilePath] = None,
    passphrase: Optional[str] = None,
    catalogue: Sequence[FilePath] = (),
    strict: bool = False,
    echo_secrets: bool = False,
    now: Optional[_callbacks.Clock] = None,
    random: Optional[_callbacks.RandomSource] = None,
    log: Optional[_callbacks.Log] = None,
) -> Provisor:
    """Opens a store, creating it when there is none, and reads the catalogue.

    At most one of `key`, `key_file` and `passphrase`. With none of them a file store uses the key file "<store>.key",
    created with mode 0600 when the store is new, and a memory store a random key.

    Args:
        store: path of the store file; None or ":memory:" for one that ends with the handle.
        key: 32 bytes.
        key_file: path of a file with 64 hexadecimal digits or 32 raw bytes; created when the store is new.
        passphrase: the key is derived from it (Argon2id).
        catalogue: paths of files with further element definitions (docs/elements.md).
        strict: warnings of a report count as errors.
        echo_secrets: `provision` repeats the secrets it was given instead of "********".
        now: clock for reproducible runs: seconds since 1970-01-01T00:00:00Z (parts of a second are cut off), or a
            datetime with a time zone.
        random: random source for reproducible runs: answers exactly as many bytes as it is asked for. Tokens and
            sealing are only as good as it is.
        log: told what is worth knowing: `LOG_INFO` or `LOG_WARNING`, and one line that holds no secret.

    The callbacks are kept alive as long as the store is open. They are called on the threads that call, with no lock
    held; they may call the store again but not close it. What `now` or `random` raises fails the call with
    `CallbackFailed`, with the exception as __cause__ (a KeyboardInterrupt or SystemExit is raised as it is). What
    `log` raises goes to sys.unraisablehook.

    Returns:
        An open store. Close it, best by `with`.
    Raises:
        LibraryNotFound: the library can't be loaded.
        StoreError, Busy, KeyMismatch, CallbackFailed, Misuse, OutOfMemory: see there; an existing store is left as
            it is.
        InvalidRequest, MalformedRequest: a file of the catalogue is faulty, or no JSON.
        TypeError, ValueError: an argument can't be handed to the library.
    Threads: any; every caller gets a store of its own.
    """
    if key is not None and len(key) != 32:
        raise ValueError(f"a key has 32 bytes, this one {len(key)}")
    if isinstance(catalogue, (str, bytes, os.PathLike)):
        raise TypeError("a catalogue is a list of paths, not one path")
    if passphrase is not None and not isinstance(passphrase, str):
        raise TypeError("a passphrase is a str")
    paths = [_path(path) for path in catalogue]
    callbacks = (_callbacks.now(now), _callbacks.random(random), _callbacks.log(log))
    options = _ffi.Options(
        size=ctypes.sizeof(_ffi.Options),
        strict=bool(strict),
        echo_secrets=bool(echo_secrets),
        key=None if key is None else bytes(memoryview(key)),
        key_file=None if key_file is None else _path(key_file),
        passphrase=None if passphrase is None else _no_nul(_utf8(passphrase)),
        catalogue=(ctypes.c_char_p * len(paths))(*paths),
        catalogue_count=len(paths),
        now=callbacks[0],
        random=callbacks[1],
        log=callbacks[2],
    )
    name = b":memory:" if store is None else _path(store)
    handle = ctypes.c_void_p()
    _call(None, (_ffi.OK,), _ffi.library().provisor_open, name, ctypes.byref(options), ctypes.byref(handle))
    return Provisor(handle, callbacks, os.fsdecode(name))


class Provisor:
    """An open store together with its catalogue of elements; `provisor.open` makes it.

    Threads: any number may call at once, and calls let other Python threads run. Closing waits for the calls that
    are running; later calls raise `Misuse`.
    Processes: a store does not survive os.fork(); in the child every call raises `Misuse`, and closing only forgets
    the store.
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

    def validate(self, request: Request) -> Report:
        """Validates a provisioning request without touching the store.

        Args:
            request: body of POST /instances: a dict, or JSON as str or as bytes in UTF-8. The faults of a dict carry
                no line, column and offset.
        Returns:
            The report, for a request that is no JSON or names no known element as well.
        Raises:
            Misuse: the store is closed, or belongs to another process.
            OutOfMemory: see there.
            TypeError, ValueError: a dict holds what JSON can't express: other types, NaN, half a surrogate pair.
        """
        answered = (_ffi.OK, _ffi.INVALID, _ffi.MALFORMED, _ffi.NOT_FOUND)
        return Report.from_dict(self._request(answered, _ffi.library().provisor_validate, request))

    def provision(self, request: Request) -> Dict[str, Any]:
        """Provisions an instance: validates, completes, seals the secrets, makes the token, stores all durably.

        Args:
            request: see `validate`.
        Returns:
            The instance: id, name, createdDate, token, element, configuration (each value a str or None), tags, ...
            Keep the token: it authorises every later request on the instance.
        Raises:
            InvalidRequest, MalformedRequest, NotFound: the request is at fault; `report` tells all, `missing` the
                entries to add.
            StoreError, Busy, CallbackFailed, OutOfMemory: see there.
            Misuse: the store is closed, or belongs to another process.
            TypeError, ValueError: see `validate`.
        """
        return self._request((_ffi.OK,), _ffi.library().provisor_provision, request)

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

    def _request(self, answered: Tuple[int, ...], function: Callable[..., int], request: Request) -> Dict[str, Any]:
        """Hands a request to a function of the library while the store can't be closed."""
        text, positions = _text(request)
        if os.getpid() != self._process:
            raise misuse("the store was opened by another process; open it again after fork()")
        with self._idle:
            if self._closed:
                raise misuse("the store is closed")
            self._running += 1
        try:
            return _call(self, answered, function, self._handle, text, len(text), positions=positions)
        finally:
            with self._idle:
                self._running -= 1
                if self._running == 0:
                    self._idle.notify_all()

    def __enter__(self) -> Provisor:
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
        return f"<provisor.Provisor {self._name!r}{', closed' if self._closed else ''}>"

    def __reduce__(self) -> Any:
        raise TypeError("a store can't be copied or pickled")


def _call(
    owner: Optional[Provisor],
    answered: Tuple[int, ...],
    function: Callable[..., int],
    *arguments: object,
    positions: bool = True,
) -> Dict[str, Any]:
    """Calls a function of the library whose last parameter is the reply, and answers the reply.

    Raises the exception of every status that is not in `answered`. Without `positions`, faults lose theirs.
    """
    reply = ctypes.c_void_p()
    with _callbacks.Call(owner) as call:
        status = function(*arguments, ctypes.byref(reply))
    document: Dict[str, Any] = {}
    if reply:
        try:
            document = json.loads(ctypes.string_at(reply))
        finally:
            _ffi.library().provisor_free(reply)
    if not positions:
        for fault in (*document.get("errors", ()), *document.get("warnings", ())):
            for position in ("line", "column", "offset"):
                fault.pop(position, None)
    failure = call.failure
    if status not in answered:
        if failure is not None and not isinstance(failure, Exception):
            raise failure  # Ctrl-C and the like mean the program, not the call
        if "status" not in document:
            document["status"] = _ffi.library().provisor_status_name(status).decode()
        raise BY_STATUS.get(status, Error)(status, document) from failure
    if failure is not None:
        _callbacks.report_unraisable(failure)
    return document


def _text(request: Request) -> Tuple[bytes, bool]:
    """The JSON text of a request, and whether positions in it mean something to the caller."""
    if isinstance(request, (bytes, bytearray, memoryview)):
        return bytes(request), True
    if isinstance(request, str):
        return _utf8(request), True
    if not isinstance(request, Mapping):
        raise TypeError(f"a request is a dict, str or bytes, not {type(request).__name__}")
    try:
        return _utf8(json.dumps(dict(request), ensure_ascii=False, allow_nan=False)), False
    except RecursionError:
        raise ValueError("the request nests too deep") from None


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = ord(text[error.start])
    # Not chained: the error would keep the whole text, which may hold secrets.
    raise ValueError(f"the text holds U+{character:04X}, half a surrogate pair, which is no character")


def _path(path: FilePath) -> bytes:
    return _no_nul(os.fsencode(path))


def _no_nul(text: bytes) -> bytes:
    if b"\0" in text:
        raise ValueError("a path or passphrase must not contain a NUL character")
    return text
