"""The platform's HTTP API as one call."""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Optional, Tuple, Union

from . import _arguments, _callbacks, _ffi
from ._errors import BY_STATUS, Error
from ._handle import Handle

Text = Union[str, bytes]
Headers = Union[Mapping[str, Text], Iterable[Tuple[str, Text]]]


@dataclass(frozen=True)
class Response:
    """What an HTTP server is to send back."""

    status: int
    """200, 400, ..."""
    headers: Tuple[Tuple[str, str], ...]
    """Without Content-Length, Date and what else the server adds."""
    body: bytes
    """JSON; empty for HEAD."""

    def header(self, name: str) -> Optional[str]:
        """The value of a header, whose name may be in any case; None when there is none."""
        return next((value for other, value in self.headers if other.lower() == name.lower()), None)

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class HTTP(Handle):
    """What answers requests of the HTTP API."""

    def request(self, method: str, target: Text, headers: Headers = (), body: Text = b"") -> Response:
        """Answers a request of the platform's HTTP API (docs/http.md).

        Whatever is wrong with the request is told by the response. It acts for the user whom its Authorization header
        names, whatever user the handle acts for.

        Args:
            method: "GET", "POST", ...
            target: path and query as in the request line: "/elements/api-v2/instances?tags%5B%5D=x".
            headers: pairs of name and value, or a dict; at most 1,000.
            body: as it was received.
        Raises:
            Misuse: the store is closed, belongs to another process, or there are too many headers.
            OutOfMemory: see there.
            TypeError, ValueError: an argument can't be handed to the library.
        """
        pairs = [
            (_text("the name of a header", name), _text("the value of a header", value))
            for name, value in (headers.items() if isinstance(headers, Mapping) else headers)
        ]
        content = _arguments.utf8(body) if isinstance(body, str) else bytes(memoryview(body))
        request = _ffi.HTTPRequest(
            size=ctypes.sizeof(_ffi.HTTPRequest),
            header_count=len(pairs),
            method=_text("a method", method),
            target=_text("a target", target),
            headers=(_ffi.Header * len(pairs))(*(_ffi.Header(*pair) for pair in pairs)),
            body=content,
            body_length=len(content),
        )
        response = _ffi.HTTPResponse(size=ctypes.sizeof(_ffi.HTTPResponse))
        library = _ffi.library()
        with self._held() as handle, _callbacks.Call(self) as running:
            status = library.provisor_request(handle, ctypes.byref(request), ctypes.byref(response))
            try:
                answer = _copy(response)
            finally:
                library.provisor_response_free(ctypes.byref(response))
        if running.failure is not None:  # the response tells only that a callback failed
            _callbacks.report_unraisable(running.failure)
        if status != _ffi.OK:
            raise BY_STATUS.get(status, Error)(status, _problem(status))
        return answer


def _text(what: str, text: Text) -> bytes:
    if not isinstance(text, bytes):
        return _arguments.text(what, text)
    if b"\0" in text:
        raise ValueError(f"{what} must not contain a NUL character")
    return text


def _copy(response: _ffi.HTTPResponse) -> Response:
    headers = (response.headers[index] for index in range(response.header_count))
    return Response(
        status=response.status,
        headers=tuple((header.name.decode(), header.value.decode()) for header in headers),
        body=ctypes.string_at(response.body, response.body_length) if response.body else b"",
    )


def _problem(status: int) -> Mapping[str, Any]:
    name = _ffi.library().provisor_status_name(status).decode()
    message = "the library does not take the request: it has too many headers" if status == _ffi.MISUSE else name
    return {"status": name, "message": message}
