"""The WSGI application, called as PEP 3333 says; wsgiref.validate checks both sides."""

from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import WSGIWarning, validator

import pytest

import provisor
import provisor.wsgi

Document = Dict[str, Any]
Answer = Tuple[str, Dict[str, str], bytes]


@pytest.fixture
def application(store: Path) -> Iterator[provisor.wsgi.Application]:
    with provisor.wsgi.application(store=store) as application:
        yield application


def authorization(application: provisor.wsgi.Application) -> str:
    secrets = application.provisor.default_secrets()
    return f"User {secrets['user']}, Organization {secrets['organization']}"


def ask(
    application: provisor.wsgi.Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    server_is_strict: bool = True,
    **environ: Any,
) -> Answer:
    """Sends a request of the default user, with Content-Length and Content-Type; None removes a variable."""
    given: Dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
        "HTTP_AUTHORIZATION": authorization(application),
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    setup_testing_defaults(given)
    given = {name: value for name, value in given.items() if value is not None}
    told: List[Tuple[str, Dict[str, str]]] = []

    def start_response(status: str, headers: List[Tuple[str, str]], failure: Any = None) -> Any:
        told.append((status, dict(headers)))
        return lambda data: None

    if server_is_strict:
        result = validator(application)(given, start_response)
        content = b"".join(result)
        result.close()  # type: ignore[attr-defined]
    else:  # the validator does not let through what a careless server does
        content = b"".join(application(given, start_response))
    return (*told[0], content)


def test_an_instance(application: provisor.wsgi.Application, request_: Document) -> None:
    status, headers, body = ask(application, "POST", "/elements/api-v2/instances", json.dumps(request_).encode())
    assert status == "200 OK" and headers["Content-Type"] == "application/json"
    assert headers["Content-Length"] == str(len(body)) and len(headers["elements-request-id"]) == 24
    made = json.loads(body)
    assert application.provisor.get(made["id"]) == made
    status, headers, head = ask(application, "HEAD", f"/instances/{made['id']}")
    assert (status, headers["Content-Length"], head) == ("200 OK", str(len(body)), b"")
    found = ask(application, "GET", "/instances", QUERY_STRING="tags%5B%5D=Docs&searchText=d%6Fcs")
    assert json.loads(found[2]) == [made]
    assert ask(application, "DELETE", f"/instances/{made['id']}", b"null")[2] == b"{}"


@pytest.mark.parametrize(
    ("status", "method", "path", "environ"),
    [
        ("401 Unauthorized", "GET", "/instances", {"HTTP_AUTHORIZATION": None}),
        ("401 Unauthorized", "GET", "/instances", {"HTTP_AUTHORIZATION": "User \xff, Organization x"}),
        ("404 Not Found", "GET", "/nothing", {}),
        ("405 Method Not Allowed", "PURGE", "/instances/count", {}),
        ("406 Not Acceptable", "GET", "/instances/count", {"HTTP_ACCEPT": "text/html"}),
        ("415 Unsupported Media Type", "POST", "/instances", {"CONTENT_TYPE": "text/plain"}),
        ("400 Bad Request", "GET", "/instances", {"QUERY_STRING": "pageSize=x"}),
        ("400 Bad Request", "GET", "/instances\0", {}),
        ("400 Bad Request", "GET", "/instances/count", {"HTTP_ACCEPT": "*/*\0"}),
        ("200 OK", "GET", "/instances/count", {"SCRIPT_NAME": "/here", "REQUEST_URI": "/here/instances/count"}),
        ("200 OK", "GET", "/instances/count", {"REQUEST_URI": "http://localhost/instances/count"}),
        ("200 OK", "GET", "/instances/count", {"CONTENT_LENGTH": "", "CONTENT_TYPE": ""}),
    ],
)
def test_statuses(
    application: provisor.wsgi.Application, status: str, method: str, path: str, environ: Dict[str, Any]
) -> None:
    if method == "PURGE":  # of which the validator only warns
        with pytest.warns(WSGIWarning, match="Unknown REQUEST_METHOD"):
            answer = ask(application, method, path, b"{}", **environ)
    else:
        answer = ask(application, method, path, b"{}", **environ)
    assert answer[0] == status
    if not status.startswith("200"):
        assert json.loads(answer[2])["requestId"] == answer[1]["elements-request-id"]


@pytest.mark.parametrize(
    ("status", "body", "environ"),
    [
        ("400 Bad Request", b"{}", {"CONTENT_LENGTH": "x"}),
        ("400 Bad Request", b"{}", {"CONTENT_LENGTH": "3"}),
        ("400 Bad Request", b"{}", {"CONTENT_LENGTH": "\u00b2"}),
        ("411 Length Required", b"{}", {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked"}),
        ("413 Request Entity Too Large", b" " * (2**20 + 1), {}),
        ("413 Request Entity Too Large", b" " * (2**20 + 1), {"CONTENT_LENGTH": "9" * 5000}),
    ],
    ids=["no-number", "short", "no-ascii", "chunked", "long", "very-long"],
)
def test_bodies_that_are_refused(
    application: provisor.wsgi.Application, status: str, body: bytes, environ: Dict[str, Any]
) -> None:
    stream = io.BytesIO(body + b" " * 100)
    if environ.get("CONTENT_LENGTH") == "3":
        stream = io.BytesIO(body)
    environ = {"wsgi.input": stream, **environ}
    answer = ask(application, "POST", "/instances", body, server_is_strict=False, **environ)
    assert answer[0].split()[0] == status.split()[0]  # Python 3.13 has other words for 413
    assert stream.tell() <= provisor.wsgi.LONGEST_BODY + 1


def test_a_body_whose_end_the_server_tells(application: provisor.wsgi.Application, request_: Document) -> None:
    body = json.dumps(request_).encode()
    environ = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert ask(application, "POST", "/instances", body, **environ)[0] == "200 OK"


def test_a_slash_that_is_none(application: provisor.wsgi.Application) -> None:
    original = {"REQUEST_URI": "/users/a%2Fb@acme.example?x=/"}
    with_it = json.loads(ask(application, "GET", "/users/a/b@acme.example", **original)[2])
    assert "a/b@acme.example" in with_it["message"]


def test_a_store_that_can_not_be_opened(tmp_path: Path) -> None:
    with pytest.raises(provisor.StoreError):
        provisor.wsgi.application(store=tmp_path)


def test_after_close(store: Path) -> None:
    application = provisor.wsgi.application(store)
    application.close()
    application.close()
    with pytest.raises(provisor.Misuse, match="closed"):
        application.provisor
    with provisor.wsgi.application() as memory:
        assert memory.provisor is memory.provisor


def test_many_threads(application: provisor.wsgi.Application, request_: Document) -> None:
    wrong: List[object] = []
    header, body = authorization(application), json.dumps(request_).encode()

    def work() -> None:
        for _ in range(10):
            answer = ask(application, "POST", "/instances", body, HTTP_AUTHORIZATION=header)
            if answer[0] != "200 OK":
                wrong.append(answer)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and application.provisor.count()["totalInstances"] == 80


@pytest.mark.parametrize("is_used", [False, True])
def test_each_process_opens_the_store(
    application: provisor.wsgi.Application, request_: Document, is_used: bool
) -> None:
    if is_used:
        assert application.provisor.count()["totalInstances"] == 0
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if application.provisor.provision(request_)["id"] == 1 else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert application.provisor.count()["totalInstances"] == 1
