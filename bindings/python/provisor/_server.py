"""The server of `python -m provisor serve`: waitress where it is installed, else the one of Python's library."""

from __future__ import annotations

import importlib
import shlex
import signal
import socket
import socketserver
import sys
import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from .wsgi import Application

#: What is read of a request at most once it was answered, in bytes, and for how long, in seconds.
_DRAINED, _PATIENCE = 64 * 1_048_576, 5.0


def serve(
    application: Application, secrets: Mapping[str, str], host: str, port: int, server: Optional[str] = None
) -> None:
    """Listens, prints a curl command with the secrets, and serves until SIGINT or SIGTERM.

    Args:
        port: 0 for any that is free.
        server: "waitress" or "wsgiref"; waitress when it is installed if None.
    Raises:
        OSError: the address can't be listened at, or waitress is wanted but not installed.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _listening(application, host, port, server) as (run, real_port):
            print(curl(secrets, host, real_port), flush=True)
            run()
    except KeyboardInterrupt:
        pass


def curl(secrets: Mapping[str, str], host: str, port: int) -> str:
    """A command for a shell that provisions instance.json."""
    here = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    name = f"[{here}]" if ":" in here else here
    header = f"Authorization: User {secrets['user']}, Organization {secrets['organization']}"
    url = f"http://{name}:{port}/elements/api-v2/instances"
    return (
        f"curl -X POST -H {shlex.quote(header)} -H 'Content-Type: application/json' "
        f"-d @instance.json {shlex.quote(url)}"
    )


@contextmanager
def _listening(application: Application, host: str, port: int, server: Optional[str]) -> Iterator[Tuple[Any, int]]:
    """Answers what serves, and its port."""
    waitress = None if server == "wsgiref" else _waitress()
    if waitress is None and server == "waitress":
        raise OSError("waitress is not installed: pip install waitress")
    if waitress is None:
        threaded = ThreadedServer(application, host, port)
        try:
            yield threaded.serve_forever, threaded.server_port
        finally:
            threaded.server_close()
    else:
        # It reads a whole body before it asks the application, which refuses what has more than 1 MiB.
        made = waitress.create_server(application, host=host, port=port, max_request_body_size=_DRAINED)
        try:
            yield made.run, getattr(made, "effective_port", None) or made.effective_listen[0][1]
        finally:
            made.close()


def _waitress() -> Any:
    try:
        return importlib.import_module("waitress")
    except ImportError:
        return None


class Handler(WSGIRequestHandler):
    """A request on a socket."""

    timeout = 60  # for a client that says nothing

    def get_environ(self) -> Dict[str, Any]:
        environ: Dict[str, Any] = super().get_environ()
        environ["REQUEST_URI"] = self.path
        if "content-type" not in self.headers:
            environ.pop("CONTENT_TYPE", None)  # wsgiref takes text/plain for it
        return environ


class ThreadedServer(socketserver.ThreadingMixIn, WSGIServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, application: Application, host: str, port: int) -> None:
        stream, passive = socket.SOCK_STREAM, socket.AI_PASSIVE
        self.address_family, *_, address = socket.getaddrinfo(host or None, port, type=stream, flags=passive)[0]
        super().__init__(address[:2], Handler)  # type: ignore[arg-type]
        self.set_app(application)

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks the DNS for the name of the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self.setup_environ()

    def shutdown_request(self, request: Any) -> None:
        """Ends a connection. What the client still sends is read first: closing would reset the connection, and the
        client lose the response."""
        try:
            request.shutdown(socket.SHUT_WR)
            request.settimeout(_PATIENCE)
            rest, end = _DRAINED, time.monotonic() + _PATIENCE
            while rest > 0 and time.monotonic() < end:
                piece = request.recv(65_536)
                if not piece:
                    break
                rest -= len(piece)
        except OSError:
            pass
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a client that is gone is nothing to report
            super().handle_error(request, client_address)
