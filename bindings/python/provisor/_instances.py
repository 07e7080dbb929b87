"""The calls on instances that are there: read, change, remove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Sequence, SupportsIndex, Tuple

from . import _ffi
from ._arguments import Request, int64, text
from ._handle import Document, Handle


@dataclass(frozen=True)
class Page:
    """Some of the instances that a list has."""

    instances: Tuple[Document, ...]
    """In ascending order of their ids."""
    next_page: Optional[str]
    """Where the next page begins; None on the last one."""


class Instances(Handle):
    """The instances of a store.

    An instance is a dict as `Provisor.provision` answers it; once it has changed it has "updatedDate" and "version"
    too. Secrets are "********". Every call raises, besides what it tells itself:

        NotFound: there is no such instance.
        StoreError, Busy, OutOfMemory: see there. A call that changes an instance may also raise CallbackFailed.
        Misuse: the store is closed, or belongs to another process.
        TypeError, ValueError: an argument can't be handed to the library.
    """

    # Reading.

    def get(self, id: SupportsIndex) -> Document:
        """Reads an instance."""
        return self._answer(_ffi.library().provisor_instance_get, _id(id))

    def find(self, token: str) -> Document:
        """Reads the instance to which an element token belongs.

        Raises:
            NotFound: no instance has the token.
        """
        return self._answer(_ffi.library().provisor_instance_find, text("a token", token))

    def list(
        self,
        *,
        tags: Sequence[str] = (),
        search: Optional[str] = None,
        element: Optional[str] = None,
        page_size: Optional[int] = None,
    ) -> Iterator[Document]:
        """Lists instances in ascending order of their ids. All conditions must hold.

        The first page is read at once, so that what is wrong is raised here; every other one when the iteration gets
        there. Instances that are made or removed meanwhile are in the list or not; no other is missing or there twice.

        Args:
            tags: all must be among the tags of the instance.
            search: part of the name or of the element's key, in any case of ASCII letters.
            element: key of the element.
            page_size: how many instances are read at a time: 1 to 200, 200 when None.
        Raises:
            InvalidRequest: a condition is out of range.
        """
        wanted = _tags(tags)

        def page(next_page: Optional[str] = None) -> Page:
            return self.page(tags=wanted, search=search, element=element, page_size=page_size, next_page=next_page)

        def instances(current: Page) -> Iterator[Document]:
            yield from current.instances
            while current.next_page is not None:
                current = page(current.next_page)
                yield from current.instances

        return instances(page())

    def page(
        self,
        *,
        tags: Sequence[str] = (),
        search: Optional[str] = None,
        element: Optional[str] = None,
        page_size: Optional[int] = None,
        next_page: Optional[str] = None,
    ) -> Page:
        """Reads one page of a list.

        Args:
            tags, search, element, page_size: see `list`; the same for all pages.
            next_page: of the page before; None for the first page.
        Raises:
            InvalidRequest: a condition is out of range, or `next_page` is none that a page has told.
        """
        query = {
            "tags": _tags(tags),
            "searchText": search,
            "element": element,
            "pageSize": page_size,
            "nextPage": next_page,
        }
        reply = self._send(
            _ffi.library().provisor_instance_list,
            request={name: value for name, value in query.items() if value is not None},
        )
        return Page(instances=tuple(reply["instances"]), next_page=reply["nextPage"])

    def review(self, *, element: Optional[str] = None) -> Iterator[Document]:
        """Judges stored instances by today's rules, and changes nothing.

        For after an element's definition was changed, or the library was updated: what is named goes on working as it
        is, but would be refused if it were provisioned or replaced today.

        Args:
            element: key of an element; None for the instances of all.
        Yields:
            Of each instance that has errors, {"id", "name"} and the members of a report; "unknown-element" when its
            element is gone.
        """
        query: Dict[str, Any] = {} if element is None else {"element": element}
        while True:
            page = self._send(_ffi.library().provisor_instance_review, request=query)
            yield from page["instances"]
            if page["nextPage"] is None:
                return
            query["nextPage"] = page["nextPage"]

    def count(self) -> Document:
        """Counts instances: {"totalInstances": 3, "elementInstances": [{"key": "freshservice", "count": 3}]}."""
        return self._answer(_ffi.library().provisor_instance_count)

    # Changing.

    def update(self, id: SupportsIndex, change: Request) -> Document:
        """Changes what `change` names (PATCH); all else stays.

        Args:
            id: of the instance.
            change: any of "name", "tags" (the whole list), "configuration" (the entries to change), "element" (common
                entries keep their values, the rest gets defaults), "externalAuthentication". None or "" sets an entry
                back to its default; a masked secret ("********") sent back leaves the secret. With "version" or
                "updatedDate", which an earlier answer had, the change is refused when it is based on an old state.
        Returns:
            The changed instance.
        Raises:
            Conflict: somebody has changed the instance since.
            InvalidRequest, MalformedRequest: the change is at fault.
            NotFound: there is no such instance, or no such element.
        """
        return self._change(_ffi.library().provisor_instance_update, _id(id), request=change)

    def replace(self, id: SupportsIndex, instance: Request) -> Document:
        """Replaces an instance (PUT).

        Args:
            id: of the instance.
            instance: as `change` of `update`, but a "configuration" replaces the stored one, so that every required
                entry must be there; without one it stays. A whole instance as an earlier answer showed it will do;
                its version and dates are not looked at.
        Returns, Raises: see `update`.
        """
        return self._change(_ffi.library().provisor_instance_replace, _id(id), request=instance)

    def remove(self, id: SupportsIndex) -> None:
        """Removes an instance for good, with its secrets and tokens. Its id is never given again."""
        self._ask(_ffi.library().provisor_instance_remove, _id(id))

    def enable(self, id: SupportsIndex) -> Document:
        """Enables an instance. One that is enabled stays so."""
        return self._answer(_ffi.library().provisor_instance_enable, _id(id))

    def disable(self, id: SupportsIndex) -> Document:
        """Disables an instance: it stays readable, with "disabled": True. One that is disabled stays so."""
        return self._answer(_ffi.library().provisor_instance_disable, _id(id))

    def trace(self, id: SupportsIndex, on: bool) -> Document:
        """Switches "traceLoggingEnabled" of an instance."""
        return self._answer(_ffi.library().provisor_instance_trace, _id(id), int(bool(on)))

    def rotate(self, id: SupportsIndex, overlap: SupportsIndex = 0) -> Document:
        """Gives an instance a new element token.

        Args:
            id: of the instance.
            overlap: seconds for which the old token stays good beside the new one, up to 366 days.
        Returns:
            The instance with its new token.
        Raises:
            InvalidRequest: the overlap is out of range.
        """
        return self._answer(_ffi.library().provisor_instance_rotate, _id(id), int64("an overlap", overlap))

    # Configuration, row by row.

    def configuration(self, id: SupportsIndex) -> List[Document]:
        """Lists the configuration of an instance, a row for each entry in the element's order.

        Returns:
            Rows of "id" (which addresses the row), "key", "name", "description", "propertyValue", "type", "required",
            "hideFromConsole", "active".
        Raises:
            NotFound: there is no such instance, or the catalogue does not know its element any more.
        """
        rows: List[Document] = self._ask(_ffi.library().provisor_instance_configuration_list, _id(id))
        return rows

    def configuration_get(self, id: SupportsIndex, row: SupportsIndex) -> Document:
        """Reads one row of the configuration of an instance.

        Args:
            id: of the instance.
            row: id of the row.
        Raises:
            NotFound: there is no such instance, or it has no such row.
        """
        return self._answer(_ffi.library().provisor_instance_configuration_get, _id(id), _row(row))

    def configuration_set(self, id: SupportsIndex, row: SupportsIndex, value: Any) -> Document:
        """Sets the value of one row.

        Args:
            id: of the instance.
            row: id of the row.
            value: the "propertyValue", a str or what else a request for the entry may hold; see `update` for None, ""
                and masked secrets.
        Returns:
            The row.
        Raises:
            InvalidRequest: the value is at fault.
            NotFound: there is no such instance, or it has no such row.
        """
        function = _ffi.library().provisor_instance_configuration_set
        return self._change(function, _id(id), _row(row), request={"propertyValue": value})


def _id(id: SupportsIndex) -> int:
    return int64("the id of an instance", id)


def _row(row: SupportsIndex) -> int:
    return int64("the id of a row", row)


def _tags(tags: Sequence[str]) -> List[str]:
    if isinstance(tags, (str, bytes)):
        raise TypeError("tags are a list of str, not one str")
    return [*tags]
