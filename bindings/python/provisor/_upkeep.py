"""The store itself: its audit log, its keys, its health. For the handle of `provisor.open` only."""

from __future__ import annotations

import json
from typing import SupportsIndex

from . import _ffi
from ._arguments import int64
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
