"""The store itself: its audit log, its keys, its health. For the handle of `provisor.open` only."""

from __future__ import annotations

import ctypes
import json
from typing import Optional, SupportsIndex, Union

from . import _arguments, _callbacks, _ffi
from ._arguments import FilePath, int64
from ._handle import Document, Handle


class Upkeep(Handle):
    """What whoever runs a store does with it. Every call raises, besides what it tells itself:

    Forbidden: the handle is one of `as_user`.
    StoreError, Busy, CallbackFailed, OutOfMemory: see there.
    Misuse: the store is closed, or belongs to another process.
    """

    def audit(self, *, after: SupportsIndex = 0, page_size: SupportsIndex = 200, verify_all: bool = False) -> Document:
        """Reads a page of the audit log, and verifies it.

        Args:
            after: "nextPage" of the page before.
            page_size: how many records, at most 1,000.
            verify_all: verifies the whole log, not only the page and the end of the log.
        Returns:
            "records", "nextPage", "head", "intact" and "findings", as provisor.h describes them.
        Raises:
            InvalidRequest: an argument is out of range.
        """
        query = {
            "after": int64("the number of a record", after),
            "pageSize": int64("the size of a page", page_size),
            "verify": "all" if verify_all else "page",
        }
        text = json.dumps(query).encode()
        return self._answer(_ffi.library().provisor_audit, text, len(text))

    def check(self) -> Document:
        """Verifies the whole store. Changes nothing, and others may go on reading and writing.

        Returns:
            "intact", "checked" (how much of what), "findings" (at most 100) and "findingCount", as provisor.h describes
            them.
        """
        return self._answer(_ffi.library().provisor_check)

    def rekey(
        self,
        *,
        key: Union[bytes, bytearray, memoryview, None] = None,
        key_file: Optional[FilePath] = None,
        passphrase: Optional[str] = None,
        default_secrets: bool = False,
        batch: int = 0,
        progress: Optional[_callbacks.Progress] = None,
    ) -> Document:
        """Replaces the key of the store while it is in use, and seals everything anew.

        A call that was stopped or killed has lost nothing: call again with the same arguments, on a store that is
        opened with the new key, to go on.

        Args:
            key: 32 bytes. At most one of `key`, `key_file` and `passphrase`; with none of them a store that has a key
                file gets a new key in that file.
            key_file: path of a file with a key, which is created when there is none.
            passphrase: the key is derived from it (Argon2id).
            default_secrets: the default user and organization get new secrets too.
            batch: instances for each transaction; 500 when 0.
            progress: told after each batch how many instances are done, of how many. What it raises stops the call.
        Returns:
            {"generation", "resealed", "resumed", "damaged"}.
        Raises:
            KeyMismatch: the new key can't be read or written, or another process has replaced the key.
        """
        if key is not None and len(key) != 32:
            raise ValueError(f"a key has 32 bytes, this one {len(key)}")
        callback = _callbacks.progress(progress)
        options = _ffi.RekeyOptions(
            size=ctypes.sizeof(_ffi.RekeyOptions),
            default_secrets=bool(default_secrets),
            batch=batch,
            key=None if key is None else bytes(memoryview(key)),
            key_file=None if key_file is None else _arguments.path(key_file),
            passphrase=None if passphrase is None else _arguments.text("a passphrase", passphrase),
            progress=callback,
        )
        return self._answer(_ffi.library().provisor_rekey, ctypes.byref(options))
