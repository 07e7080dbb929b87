"""python -m provisor serve, over a real socket."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest

from provisor import _command, _ffi, _server

#: The request of the element's documentation, filled in.
INSTANCE = """{
  "element": {
    "key": "freshservice"
  },
  "configuration": {
    "username": "jane@acme.example",
    "password": "Blue-Kettle-42-Harbour",
    "subdomain": "acme"
  },
  "tags": [
    "Docs"
  ],
  "name": "Docs"
}
"""
SERVERS = ["wsgiref", *(["waitress"] if importlib.util.find_spec("waitress") else [])]


class Service:
    """A server in a process of its own."""

    def __init__(self, folder: Path, package: Path, *arguments: str) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(package.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PROVISOR_LIBRARY": str(_ffi.library()._name),
        }
        self.folder = folder
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "provisor", "serve", "--port", "0", *arguments],
                cwd=folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # A run of the tests in the background ignores Ctrl-C, and a child would inherit that.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
        assert self.process.stdout
        self.command = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.command)
        assert found, self.log.read_text()
        self.port = int(found[1])
        self.authorization = re.findall(r"Authorization: (User [^ ]+, Organization [^ ']+)", self.command)[0]

    def ask(
        self, method: str, target: str, body: Any = None, headers: Any = None, **options: Any
    ) -> Tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            given = {"Authorization": self.authorization, **(headers or {})}
            connection.request(method, target, body, given, **options)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Sends bytes as they are; answers all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture(params=SERVERS)
def service(request: pytest.FixtureRequest, tmp_path: Path, package: Path) -> Iterator[Service]:
    service = Service(tmp_path, package, "--server", request.param)
    yield service
    if service.process.returncode is None:
        assert service.end() == 0, service.log.read_text()
    assert "Traceback" not in service.log.read_text()


def check_documented(instance: Dict[str, Any]) -> None:
    """Is an instance what the documentation of the element shows?"""
    assert instance["name"] == "Docs" and len(instance["token"]) == 44
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", instance["createdDate"])
    assert instance["element"]["key"] == "freshservice"
    assert instance["configuration"]["base.url"] == "https://{subdomain}.freshservice.com"
    assert instance["configuration"]["pagination.max"] == "30"
    assert instance["configuration"]["username"] == "jane@acme.example"
    assert not instance["eventsEnabled"] and not instance["traceLoggingEnabled"]


def test_the_documented_request(service: Service) -> None:
    user, organization = re.findall(r" ([^ ,]+)(?:,|$)", service.authorization)
    (service.folder / "instance.json").write_text(INSTANCE)
    if shutil.which("curl") is None:
        headers = {"Content-Type": "application/json"}
        check_documented(json.loads(service.ask("POST", "/elements/api-v2/instances", INSTANCE, headers)[1]))
        return
    documented = f"""curl -X POST \\
-H 'Authorization: User {user}, Organization {organization}' \\
-H 'Content-Type: application/json' \\
-d @instance.json \\
'http://127.0.0.1:{service.port}/elements/api-v2/instances'"""
    for command in (documented, service.command):
        result = subprocess.run(
            ["sh", "-c", f"no_proxy='*' {command}"], cwd=service.folder, capture_output=True, text=True, check=True
        )
        check_documented(json.loads(result.stdout))
    assert len(json.loads(service.ask("GET", "/elements/api-v2/instances")[1])) == 2


def test_an_instance(service: Service) -> None:
    response, body = service.ask("POST", "/instances", INSTANCE)
    assert (response.status, response.reason) == (200, "OK")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Length"] == str(len(body))
    made = json.loads(body)
    path, token = f"/instances/{made['id']}", made["token"]
    read, same = service.ask("GET", path)
    assert json.loads(same) == made and read.headers["ETag"]
    head, nothing = service.ask("HEAD", path)
    assert (head.status, nothing) == (200, b"") and head.headers["Content-Length"] == str(len(same))
    by_token = {"Authorization": f"{service.authorization}, Element {token}"}
    changed = json.loads(service.ask("PATCH", "/instances", '{"name": "2"}', by_token)[1])
    assert (changed["id"], changed["name"]) == (made["id"], "2")
    stale, _ = service.ask("PATCH", path, '{"name": "3"}', {"If-Match": read.headers["ETag"]})
    assert (stale.status, stale.reason) == (409, "Conflict")
    assert json.loads(service.ask("GET", "/instances?tags%5B%5D=Docs&searchText=2")[1]) == [changed]
    assert service.ask("DELETE", path, "null")[1] == b"{}"
    assert service.ask("GET", path)[0].status == 404


def test_idempotency_key(service: Service) -> None:
    answers = [service.ask("POST", "/instances", INSTANCE, {"idempotency-KEY": "k"}) for _ in range(2)]
    assert json.loads(answers[0][1]) == json.loads(answers[1][1])


def test_long_bodies(service: Service) -> None:
    for length in (2**20 + 1, 2**23):
        response, body = service.ask("POST", "/instances", b" " * length)
        assert response.status == 413 and json.loads(body)["status"] == "malformed"
    at_most = INSTANCE + " " * (2**20 - len(INSTANCE))
    assert service.ask("POST", "/instances", at_most)[0].status == 200


def test_odd_requests(service: Service, request: pytest.FixtureRequest) -> None:
    is_waitress = "waitress" in request.node.name
    chunks = iter([INSTANCE.encode()[:50], INSTANCE.encode()[50:]])
    in_chunks = {"Transfer-Encoding": "chunked"}
    chunked, _ = service.ask("POST", "/instances", chunks, in_chunks, encode_chunked=True)
    assert chunked.status == (200 if is_waitress else 411)
    head = f"POST /instances HTTP/1.1\r\nHost: x\r\nAuthorization: {service.authorization}\r\n".encode()
    assert b" 400 " in service.send(head + b"Content-Length: x\r\n\r\n{}").split(b"\r\n")[0]
    if not is_waitress:  # which hangs up
        assert b" 400 " in service.send(head + b"Content-Length: 3\r\n\r\n{}").split(b"\r\n")[0]
    assert b" 400 " in service.send(head + b"\r\n").split(b"\r\n")[0]
    assert service.ask("GET", "/users/a%2Fb@acme.example")[0].status == 404
    assert service.ask("GET", "/instances/%zz")[0].status == 400
    assert service.ask("GET", "/instances/count/")[0].status == 200
    assert service.ask("GET", "/instances", headers={"Authorization": "User x, Organization y"})[0].status == 401


def test_many_clients(service: Service) -> None:
    statuses: List[int] = []

    def work() -> None:
        for _ in range(5):
            statuses.append(service.ask("POST", "/instances", INSTANCE)[0].status)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 50
    assert json.loads(service.ask("GET", "/instances/count")[1])["totalInstances"] == 50


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_and_goes_on(service: Service, package: Path, number: int) -> None:
    service.ask("POST", "/instances", INSTANCE)
    assert service.end(number) == 0, service.log.read_text()
    again = Service(service.folder, package)
    try:
        assert again.authorization == service.authorization
        assert len(json.loads(again.ask("GET", "/instances")[1])) == 1
    finally:
        assert again.end() == 0


def test_an_address_that_is_taken(service: Service) -> None:
    command = [sys.executable, "-m", "provisor", "serve", "--port", str(service.port)]
    result = subprocess.run(command, cwd=service.folder, env=service.environment, capture_output=True, text=True)
    assert result.returncode == _command.FAILED, result.stderr
    assert result.stderr.startswith("provisor: ") and "Traceback" not in result.stderr and not result.stdout


def test_the_command_for_every_host() -> None:
    secrets = {"user": "u'", "organization": "o"}
    assert "http://127.0.0.1:80/" in _server.curl(secrets, "0.0.0.0", 80)
    assert "http://[::1]:80/" in _server.curl(secrets, "::", 80)
    assert "http://acme.example:80/" in _server.curl(secrets, "acme.example", 80)
