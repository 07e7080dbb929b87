"""The catalogue: what elements there are, and what they need."""

from __future__ import annotations

from typing import Any, List

from . import _ffi
from ._arguments import Request, text
from ._handle import Document, Handle
from ._report import Report


class Elements(Handle):
    """The elements that a store knows: those compiled into the library, over them those that were loaded, and those that
    were defined through the HTTP API.

    Every call raises, besides what it tells itself:

        StoreError, Busy, OutOfMemory: see there.
        Misuse: the store is closed, or belongs to another process.
        TypeError, ValueError: an argument can't be handed to the library.
    """

    def elements(self) -> List[Document]:
        """Lists the elements: "id", "key", "name", "description", "hub", "authentication", "active", "origin"."""
        found: List[Document] = self._ask(_ffi.library().provisor_element_list)
        return found

    def load_element(self, definition: Request) -> Report:
        """Loads the definition of an element, for as long as the store is open.

        It replaces an element of the same key, also one that is compiled into the library. Handles of `as_user` see it
        too, but can't load one.

        Args:
            definition: in the platform's export format (docs/elements.md): a dict, or JSON as str or as bytes in UTF-8.
        Returns:
            The report, with warnings for what is suspicious about the definition.
        Raises:
            InvalidRequest, MalformedRequest: it can't be loaded; `report` tells all.
            Forbidden: the handle is one of `as_user`.
        """
        return Report.from_dict(self._send(_ffi.library().provisor_element_load, request=definition))

    def lint_element(self, definition: Request) -> Report:
        """Tells what is wrong with a definition, or suspicious about it, and does nothing else.

        Args:
            definition: see `load_element`.
        Returns:
            The report, for a definition that can't be loaded as well.
        """
        answered = (_ffi.OK, _ffi.INVALID, _ffi.MALFORMED)
        return Report.from_dict(
            self._send(_ffi.library().provisor_element_lint, request=definition, answered=answered)
        )

    def export_element(self, key: str) -> Document:
        """Answers the definition of an element as it was loaded. Loaded again it gives an equal element.

        Raises:
            NotFound: there is no such element.
        """
        return self._answer(_ffi.library().provisor_element_export, text("the key of an element", key))

    def describe_element(self, key: str, format: str = "form") -> Any:
        """Describes an element for others, by the same rules by which requests are judged.

        Args:
            key: of the element.
            format: "json-schema" (2020-12, of a request), "example" (a request with placeholders), "form" (fields for
                a user interface) or "markdown" (a page for people).
        Returns:
            A dict; a str for "markdown".
        Raises:
            NotFound: there is no such element.
            Misuse: there is no such format.
        """
        return self._ask(
            _ffi.library().provisor_element_describe, text("the key of an element", key), text("a format", format)
        )
