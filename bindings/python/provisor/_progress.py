"""A bar that shows how far a long command is, for people only: there is none where standard error is no terminal."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from types import TracebackType
from typing import BinaryIO, Optional, Type


class Bar:
    """Shows lines, and of a regular file how much of it is done."""

    def __init__(self, lines: BinaryIO) -> None:
        self._is_shown = sys.stderr.isatty()
        self._shown_at = 0.0
        self._total = 0
        try:
            status = os.fstat(lines.fileno())
        except (OSError, ValueError):
            return
        if stat.S_ISREG(status.st_mode):
            self._total = status.st_size

    def show(self, lines: int, failed: int, size: int) -> None:
        """Draws the bar anew, at most ten times a second."""
        if not self._is_shown or time.monotonic() - self._shown_at < 0.1:
            return
        self._shown_at = time.monotonic()
        text = f" {lines:,} lines, {failed:,} failed"
        if self._total:
            share = min(size / self._total, 1.0)
            width = max(shutil.get_terminal_size().columns - len(text) - 10, 10)
            done = round(share * width)
            text = f"[{'#' * done}{'.' * (width - done)}] {share:4.0%}{text}"
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the bar away, so that something else can be told; the next `show` brings it back."""
        if self._is_shown and self._shown_at:
            sys.stderr.write("\r\033[K")
            self._shown_at = 0.0

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.clear()
