"""An open store: how it is opened, and the calls that take a request for a new instance."""

from __future__ import annotations

import ctypes
import os
from typing import Any, Dict, Optional, Sequence, SupportsIndex

from . import _arguments, _callbacks, _ffi
from ._arguments import FilePath, Request
from ._elements import Elements
from ._errors import RequestError
from ._handle import call
from ._http import HTTP
from ._instances import Instances
from ._many import Many
from ._people import People
from ._plan import Plan
from ._report import Report
from ._upkeep import Upkeep


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
        catalogue: paths of further element definitions, or of folders of *.json (docs/elements.md).
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
    paths = [_arguments.path(path) for path in catalogue]
    callbacks = (_callbacks.now(now), _callbacks.random(random), _callbacks.log(log))
    options = _ffi.Options(
        size=ctypes.sizeof(_ffi.Options),
        strict=bool(strict),
        echo_secrets=bool(echo_secrets),
        key=None if key is None else bytes(memoryview(key)),
        key_file=None if key_file is None else _arguments.path(key_file),
        passphrase=None if passphrase is None else _arguments.text("a passphrase", passphrase),
        catalogue=(ctypes.c_char_p * len(paths))(*paths),
        catalogue_count=len(paths),
        now=callbacks[0],
        random=callbacks[1],
        log=callbacks[2],
    )
    name = b":memory:" if store is None else _arguments.path(store)
    library, handle = _ffi.library(), ctypes.c_void_p()

    def undo() -> None:
        library.provisor_close(handle)

    call(None, (_ffi.OK,), library.provisor_open, name, ctypes.byref(options), ctypes.byref(handle), undo=undo)
    return Provisor(handle, callbacks, os.fsdecode(name))


class Provisor(Elements, Instances, Many, People, Upkeep, HTTP):
    """An open store together with its catalogue of elements; `provisor.open` makes it.

    It acts for the store's default user; one that `as_user` made acts for the user who was named there.

    Threads: any number may call at once, and calls let other Python threads run. Closing waits for the calls that
    are running; later calls raise `Misuse`.
    Processes: a store does not survive os.fork(); in the child every call raises `Misuse`, and closing only forgets
    the store.
    """

    def as_user(self, authorization: str) -> Provisor:
        """Makes a handle on which every call acts for another user, who sees nobody else's instances.

        It shares the open store but is a handle of its own: close both, in any order. Closing one leaves the other
        open; the store and the callbacks of `provisor.open` live until the last one is closed.

        Args:
            authorization: "User <secret>, Organization <secret>", optionally ", Element <token>": the value of an
                Authorization header.
        Returns:
            A handle for the user. Close it, best by `with`.
        Raises:
            Unauthorized: a secret or token is wrong, or a part is missing.
            StoreError, Busy, CallbackFailed, OutOfMemory: see there.
            Misuse: the store is closed, or belongs to another process.
            TypeError, ValueError: the text can't be handed to the library.
        """
        handle = ctypes.c_void_p()
        header = _arguments.text("an authorization", authorization)
        self._ask(_ffi.library().provisor_as, header, ctypes.byref(handle))
        return Provisor(handle, self._callbacks, self._name)

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
        return Report.from_dict(self._send(_ffi.library().provisor_validate, request=request, answered=answered))

    def provision(self, request: Request, *, idempotency_key: Optional[str] = None) -> Dict[str, Any]:
        """Provisions an instance: validates, completes, seals the secrets, makes the token, stores all durably.

        Args:
            request: see `validate`.
            idempotency_key: 1 to 255 bytes of your choice. The same request sent again with the same key answers the
                instance that it made the first time, as it is now. Keys are forgotten with their instance.
        Returns:
            The instance: id, name, createdDate, token, element, configuration (each value a str or None), tags, ...
            Keep the token: it authorises every later request on the instance.
        Raises:
            InvalidRequest, MalformedRequest, NotFound: the request is at fault; `report` tells all, `missing` the
                entries to add.
            Conflict: the key was used for another request; the message names what differs.
            StoreError, Busy, CallbackFailed, OutOfMemory: see there.
            Misuse: the store is closed, or belongs to another process.
            TypeError, ValueError: see `validate`.
        """
        key = None if idempotency_key is None else _arguments.text("an idempotency key", idempotency_key)
        return self._change(_ffi.library().provisor_provision_once, key, request=request)

    def plan(self, request: Request, *, action: str = "provision", id: SupportsIndex = 0) -> Plan:
        """Tells what an action would do, and does nothing. The same request on the same store has the same plan.

        Args:
            request: as for the action itself.
            action: "provision", "update" or "replace".
            id: the instance; ignored for "provision".
        Returns:
            The plan, with a report for a request that has faults, is no JSON or names no known element as well.
        Raises:
            NotFound: there is no such instance.
            Conflict: an update is based on an old state of the instance.
            InvalidRequest: there is no such action.
            StoreError, Busy, OutOfMemory: see there.
            Misuse: the store is closed, or belongs to another process.
            TypeError, ValueError: see `validate`.
        """
        number = _arguments.int64("the id of an instance", id)
        name = _arguments.text("an action", action)
        try:
            document = self._send(_ffi.library().provisor_plan, name, number, request=request)
        except RequestError as error:
            if "valid" not in error.problem:  # it is no report: the request is not what is wrong
                raise
            document = error.problem
        return Plan.from_dict(action, document)
