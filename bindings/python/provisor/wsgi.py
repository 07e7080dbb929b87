"""The platform's HTTP API as a WSGI application (PEP 3333), for any server that speaks WSGI.

    # service.py
    import provisor.wsgi

    application = provisor.wsgi.application(store="instances.db", key_file="/run/secrets/provisor.key")

    $ waitress-serve service:application        # or: gunicorn --threads 8 service:application

docs/http.md lists routes, headers and statuses. Behind Apache's mod_wsgi set `WSGIPassAuthorization On`.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from http import HTTPStatus
from types import TracebackType
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple, Type
from urllib.parse import quote, unquote_to_bytes

from ._arguments import FilePath
from ._errors import misuse
from ._http import Response
from ._store import Provisor, open

Environ = Dict[str, Any]

#: What the library takes at most, in bytes. A longer body is read up to here and one byte more, and then refused.
LONGEST_BODY = 1_048_576
_PIECE = 65_536


def application(store: Optional[FilePath] = None, **options: Any) -> Application:
    """Makes a WSGI application on a store.

    Args:
        store, options: as for `provisor.open`.
    Raises:
        What `provisor.open` raises: a store that can't be opened is told now, not by the first request.
    """
    return Application(store, **options)


class Application:
    """A WSGI application. `application` makes it.

    Threads: any number may call it at once.
    Processes: each opens the store when it has its first request, so that a server may load the application and fork
    then; a memory store, which can't be shared, is open from the beginning, and not after a fork.
    """

    def __init__(self, store: Optional[FilePath], **options: Any) -> None:
        self._store, self._options = store, options
        self._lock = threading.Lock()  # guards the two members below
        self._process = os.getpid()
        self._open: Optional[Provisor] = open(store, **options)
        self._closed = False
        if not self._is_memory:
            self._open.close()
            self._open = None

    @property
    def provisor(self) -> Provisor:
        """The open store of this process."""
        with self._lock:
            if self._closed:
                raise misuse("the application is closed")
            if self._open is None or (self._process != os.getpid() and not self._is_memory):
                self._process = os.getpid()
                self._open = open(self._store, **self._options)
            return self._open

    def close(self) -> None:
        """Closes the store, when the calls that are running are done. Later requests raise `Misuse`."""
        with self._lock:
            self._closed = True
            opened, self._open = self._open, None
        if opened is not None:
            opened.close()

    def __enter__(self) -> Application:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    @property
    def _is_memory(self) -> bool:
        return self._store is None or os.fsdecode(self._store) == ":memory:"

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answers a request."""
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        answer = self._answer(environ, "GET" if is_head else environ["REQUEST_METHOD"])
        # For HEAD too: it tells the length that GET would have.
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        start_response(_status_line(answer.status), headers)
        return [] if is_head else [answer.body]

    def _answer(self, environ: Environ, method: str) -> Response:
        body = _body(environ)
        if isinstance(body, Response):
            return body
        headers = list(_headers(environ))
        target = _target(environ)
        if b"\0" in target or any(b"\0" in value for _, value in headers):
            return _refusal(400, "malformed", "the target or a header holds a NUL character")
        return self.provisor.request(method, target, headers, body)


def _headers(environ: Environ) -> Iterator[Tuple[str, bytes]]:
    """The headers of a request. WSGI has bytes as text in Latin-1."""
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-").lower(), value.encode("latin-1").strip()
    if environ.get("CONTENT_TYPE"):
        yield "content-type", environ["CONTENT_TYPE"].encode("latin-1").strip()


def _target(environ: Environ) -> bytes:
    """Path and query as in the request line, without the path that the application is mounted at."""
    path: bytes = environ.get("PATH_INFO", "").encode("latin-1")
    target = quote(path, safe="/:@!$&'()*+,;=~-._").encode() or b"/"
    # WSGI has the path decoded, where %2F and / are the same. Most servers tell the original as well.
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    original: bytes = raw.encode("latin-1").partition(b"?")[0]
    if not environ.get("SCRIPT_NAME") and unquote_to_bytes(original) == path and path:
        target = original
    query: bytes = environ.get("QUERY_STRING", "").encode("latin-1")
    return target + b"?" + query if query else target


def _body(environ: Environ) -> Any:
    """The body of a request, or the response that refuses it."""
    stream = environ["wsgi.input"]
    ends = bool(environ.get("wsgi.input_terminated"))  # the server tells the end of a body without a length
    text = environ.get("CONTENT_LENGTH") or ""
    if not text:
        if ends:
            return _read(stream, LONGEST_BODY + 1)
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _refusal(411, "misuse", "send the body with a Content-Length: this server takes no chunks")
        return b""
    if not (text.isascii() and text.isdigit()):
        return _refusal(400, "malformed", "the Content-Length is no number")
    # A number of thousands of digits takes long to read, and is too long in any case.
    length = int(text) if len(text) < 20 else LONGEST_BODY + 1
    try:
        body = _read(stream, min(length, LONGEST_BODY + 1))
    except TimeoutError:
        return _refusal(408, "malformed", "the body did not come in time")
    if len(body) < min(length, LONGEST_BODY + 1):
        return _refusal(400, "malformed", "the body is shorter than its Content-Length")
    return body


def _read(stream: Any, length: int) -> bytes:
    pieces: List[bytes] = []
    while length > 0:
        piece: bytes = stream.read(min(length, _PIECE))
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _refusal(status: int, name: str, message: str) -> Response:
    """What is refused here, before the library sees it, in the library's words."""
    request_id = secrets.token_hex(12)
    problem = {"requestId": request_id, "status": name, "message": message}
    headers = (("Content-Type", "application/json"), ("elements-request-id", request_id))
    return Response(status, headers, json.dumps(problem).encode())


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
