"""python -m provisor: what it prints, and its exit codes. Each case is a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import pytest

from provisor import _command, _ffi

Result = subprocess.CompletedProcess  # of str


class Shell:
    """Runs commands in a folder of their own."""

    def __init__(self, folder: Path, package: Path) -> None:
        self.folder = folder
        self.environment: Dict[str, str] = {
            "PATH": os.defpath,
            "PYTHONPATH": str(package.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "error",
            "PROVISOR_LIBRARY": str(_ffi.library()._name),
        }

    def __call__(self, *arguments: object, stdin: Any = b"", **environment: str) -> "Result[str]":
        result = subprocess.run(
            [sys.executable, "-m", "provisor", *map(os.fsencode, map(str, arguments))],
            cwd=self.folder,
            env={**self.environment, **environment},
            input=stdin,
            capture_output=True,
        )
        out, err = result.stdout.decode(), result.stderr.decode()
        assert "Traceback" not in err and "Exception ignored" not in err, err
        return subprocess.CompletedProcess(result.args, result.returncode, out, err)

    def write(self, name: str, request: Any) -> str:
        text = request if isinstance(request, str) else json.dumps(request, indent=2)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@pytest.fixture
def shell(tmp_path: Path, package: Path) -> Shell:
    return Shell(tmp_path, package)


def test_an_instance_from_beginning_to_end(shell: Shell, request_: Dict[str, Any]) -> None:
    file = shell.write("instance.json", {**request_, "name": "Dôcs"})
    made = shell("provision", file, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert made.returncode == 0
    instance = json.loads(made.stdout)
    assert instance["name"] == "Dôcs" and len(instance["token"]) == 44
    assert "Blue-Kettle" not in made.stdout + made.stderr
    second = json.loads(shell("provision", "-", stdin=(shell.folder / file).read_bytes()).stdout)
    assert json.loads(shell("list").stdout) == [instance, second]
    assert json.loads(shell("list", "--tag", "Docs", "--tag", "x").stdout) == []
    assert json.loads(shell("list", "--search", "D", "--element", "freshservice").stdout) == [instance, second]
    got = shell("get", instance["id"], "--store", shell.folder / "instances.db")
    assert (got.returncode, json.loads(got.stdout), got.stderr) == (0, instance, "")
    removed = shell("remove", instance["id"])
    assert (removed.returncode, json.loads(removed.stdout), removed.stderr) == (0, {}, "")
    for command in ("get", "remove"):
        gone = shell(command, instance["id"])
        assert (gone.returncode, gone.stdout) == (_command.NOT_FOUND, "")
        assert gone.stderr == f"provisor: No instance found with ID {instance['id']}\n"


def test_faults(shell: Shell) -> None:
    text = '{"element": {"key": "freshservice"},\n "configuration": {"username": "u", "subdomian": "acme"}}'
    file = shell.write("faulty.json", text)
    told = shell("validate", file)
    assert told.returncode == _command.FAULTY
    report = json.loads(told.stdout)
    assert not report["valid"] and len(report["errors"]) == 2
    lines = told.stderr.splitlines()
    assert lines[0].startswith("faulty.json:2:2: error: password is required and missing")
    assert [line for line in lines if line.startswith("faulty.json:2:37: warning: ")]
    assert len(lines) == len(report["errors"]) + len(report["warnings"])
    refused = shell("provision", file)
    assert (refused.returncode, refused.stdout) == (_command.FAULTY, "")
    assert refused.stderr.splitlines()[-len(lines) :] == lines
    from_input = shell("validate", "-", stdin=text.encode())
    assert from_input.stderr == told.stderr.replace("faulty.json", "<stdin>") and from_input.stdout == told.stdout


@pytest.mark.parametrize("text", ["", "{", '{"element": {"key": "no-such"}}', "[]", "{}", "\ufeff{}", "x" * 2**21])
def test_requests_that_are_none(shell: Shell, text: str) -> None:
    file = shell.write("faulty.json", text)
    for command in ("validate", "provision"):
        result = shell(command, file)
        assert result.returncode == _command.FAULTY
        assert [line for line in result.stderr.splitlines() if line.startswith("faulty.json:") and "error: " in line]


def test_warnings(shell: Shell, request_: Dict[str, Any]) -> None:
    request_["configuration"]["no-such"] = "x"
    file = shell.write("instance.json", request_)
    for command in ("validate", "provision"):
        result = shell(command, file)
        assert result.returncode == 0 and "instance.json:9:5: warning: " in result.stderr
        strict = shell(command, file, "--strict")
        assert strict.returncode == _command.FAULTY and "instance.json:9:5: error: " in strict.stderr
    assert len(json.loads(shell("list").stdout)) == 1


def test_idempotency(shell: Shell, request_: Dict[str, Any]) -> None:
    command = ("provision", shell.write("a.json", request_), "--idempotency-key", "order-17")
    first = shell(*command)
    assert shell(*command).stdout == first.stdout
    shell.write("a.json", {**request_, "name": "other"})
    conflict = shell(*command)
    assert (conflict.returncode, conflict.stdout) == (_command.CONFLICT, "") and "name" in conflict.stderr
    unusable = shell("provision", "a.json", "--idempotency-key", "x" * 256)
    assert unusable.returncode == _command.FAULTY and unusable.stderr.startswith("provisor: ")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("no-such-command",),
        ("validate",),
        ("validate", "no-such-file"),
        ("validate", "."),
        ("provision", "no-such-file"),
        ("get", "x"),
        ("get", str(2**63)),
        ("get", "1", "--passphrase-file", "no-such-file"),
        ("get", "1", "--passphrase-file", "x", "--key-file", "y"),
        ("list", "--search", "\udcff"),
        ("serve", "--port", "65536"),
    ],
    ids=" ".join,
)
def test_usage(shell: Shell, arguments: Any, request_: Dict[str, Any]) -> None:
    if arguments[:1] in (("list",), ("get",)):
        shell("provision", shell.write("instance.json", request_))
    result = shell(*arguments)
    assert (result.returncode, result.stdout) == (_command.USAGE, "") and result.stderr


def test_keys(shell: Shell, request_: Dict[str, Any]) -> None:
    file = shell.write("instance.json", request_)
    shell.write("secret", "correct horse\nsecond line\n")
    shell.write("other", "battery staple\n")
    assert shell("provision", file, "--passphrase-file", "secret").returncode == 0
    assert shell("get", 1, "--passphrase-file", "secret").returncode == 0
    for wrong in ((), ("--passphrase-file", "other"), ("--key-file", "secret")):
        result = shell("get", 1, *wrong)
        assert (result.returncode, result.stdout) == (_command.STORE, "") and result.stderr.startswith("provisor: ")
    assert not (shell.folder / "instances.db.key").exists()


def test_stores(shell: Shell, request_: Dict[str, Any]) -> None:
    file = shell.write("instance.json", request_)
    for arguments in (("list",), ("get", 1), ("remove", 1)):
        result = shell(*arguments, "--store", "typo.db")
        assert result.returncode == _command.STORE and "there is no store typo.db" in result.stderr
    shell.write("garbage.db", "garbage " * 1000)
    for store in ("garbage.db", ".", "no/such/folder.db"):
        assert shell("provision", file, "--store", store).returncode == _command.STORE
    assert shell("validate", file, "--catalogue", "no-such-file").returncode == _command.STORE
    assert shell("validate", file, "--catalogue", shell.write("broken.json", "{")).returncode == _command.STORE
    left = {path.name for path in shell.folder.iterdir()}
    assert left == {"instance.json", "garbage.db", "broken.json"}, "validate and refused commands leave no store"


def test_the_catalogue(shell: Shell) -> None:
    shell.write("vendors.json", {"key": "mine", "name": "Mine", "configuration": [{"key": "x", "required": True}]})
    file = shell.write("instance.json", {"element": {"key": "mine"}, "configuration": {"x": "y"}, "name": "n"})
    assert shell("validate", file).returncode == _command.FAULTY
    assert shell("validate", file, "--catalogue", "vendors.json").returncode == 0
    assert shell("provision", file, "--catalogue", "vendors.json").returncode == 0


def test_describe(shell: Shell) -> None:
    page = shell("describe", "freshservice")
    assert page.returncode == 0 and page.stdout.startswith("# Freshservice") and page.stdout.endswith("```\n")
    example = shell("describe", "freshservice", "--format", "example")
    file = shell.write("instance.json", example.stdout)
    assert shell("validate", file).returncode == _command.FAULTY
    schema = json.loads(shell("describe", "freshservice", "--format", "json-schema").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    assert json.loads(shell("describe", "freshservice", "--format", "form").stdout)["element"] == "freshservice"
    unknown = shell("describe", "freshservce")
    assert (unknown.returncode, unknown.stdout) == (_command.NOT_FOUND, "")
    assert "did you mean freshservice?" in unknown.stderr
    assert shell("describe", "freshservice", "--format", "xml").returncode == _command.USAGE


def test_elements_and_lint(shell: Shell) -> None:
    (shell.folder / "definitions").mkdir()
    shell.write("definitions/acme.json", {"key": "acme", "configuration": [{"key": "base.ulr"}]})
    listed = json.loads(shell("elements", "--catalogue", "definitions").stdout)
    assert [element["key"] for element in listed if element["origin"] == "loaded"] == ["acme"]
    assert shell("describe", "acme", "--catalogue", "definitions").returncode == 0
    odd = shell("lint", "definitions/acme.json")
    assert odd.returncode == 0 and json.loads(odd.stdout)[0]["element"] == "acme"
    assert odd.stderr.startswith("definitions/acme.json:5:14: warning: base.ulr is nearly")
    assert shell("lint", "definitions/acme.json", "--strict").returncode == _command.FAULTY
    wrong = shell.write("wrong.json", "{")
    both = shell("lint", "definitions/acme.json", wrong)
    assert both.returncode == _command.FAULTY and "wrong.json:1:2: error: " in both.stderr
    assert [report["valid"] for report in json.loads(both.stdout)] == [True, False]
    assert shell("lint", "-", stdin=b'{"key": "x"}').stderr == ""
    assert shell("lint", "no-such.json").returncode == _command.USAGE


def test_no_library(shell: Shell) -> None:
    result = shell("validate", "-", stdin=b"{}", PROVISOR_LIBRARY="/no/such/file")
    assert result.returncode == _command.FAILED and "PROVISOR_LIBRARY names /no/such/file" in result.stderr


def test_help(shell: Shell) -> None:
    for arguments in ((), ("validate",), ("provision",), ("list",), ("get",), ("remove",), ("serve",)):
        result = shell(*arguments, "--help")
        assert (result.returncode, result.stderr) == (0, "") and _command.EXIT_CODES in result.stdout
    assert shell("--version").stdout.startswith("provisor ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_can_not_be_written(shell: Shell, request_: Dict[str, Any]) -> None:
    file = shell.write("instance.json", request_)
    command = [sys.executable, "-m", "provisor", "validate", file]
    reader, pipe = os.pipe()
    os.close(reader)
    for target, told in ((os.open("/dev/full", os.O_WRONLY), "provisor: "), (pipe, "")):
        result = subprocess.run(
            command, cwd=shell.folder, env=shell.environment, stdout=target, stderr=subprocess.PIPE, text=True
        )
        os.close(target)
        assert result.returncode == _command.FAILED and result.stderr.startswith(told), result.stderr
        assert "Traceback" not in result.stderr and "ignored" not in result.stderr, result.stderr


def test_many_lines(shell: Shell, request_: Dict[str, Any]) -> None:
    good = json.dumps(request_)
    text = "\n".join([good, "", '{"element": {"key": "freshservice"}}', "{'", good])
    (shell.folder / "many.ndjson").write_text(text, encoding="utf-8")
    arguments = ("provision", "--many", "--idempotency-key", "run", "many.ndjson")
    for repeated in (0, 2):
        done = shell(*arguments)
        assert done.returncode == _command.FAULTY
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        assert ["token" in reply for reply in replies] == [True, False, False, True]
        assert [reply.get("line") for reply in replies] == [None, 3, 4, None]
        told = done.stderr.splitlines()
        assert any(line.startswith("many.ndjson:3:") and "required and missing" in line for line in told)
        assert any(line.startswith("many.ndjson:4:2: error:") for line in told)
        assert told[-1] == f"provisor: 4 lines: {2 - repeated} provisioned, {repeated} repeated, 2 failed"
        assert "\r" not in done.stderr  # no bar where there is no terminal
    piped = shell("provision", "--many", "-", stdin=(good + "\n").encode())
    assert (piped.returncode, len(piped.stdout.splitlines())) == (_command.OK, 1)
    assert shell("provision", "--many", "nowhere").returncode == _command.USAGE


def test_a_bar_on_a_terminal(shell: Shell, request_: Dict[str, Any]) -> None:
    (shell.folder / "many.ndjson").write_text((json.dumps(request_) + "\n") * 3, encoding="utf-8")
    terminal, end = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "provisor", "provision", "--many", "many.ndjson"],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.DEVNULL,
        stderr=end,
    )
    os.close(end)
    shown = b""
    while True:
        try:
            block = os.read(terminal, 4096)
        except OSError:  # how Linux tells the end of a terminal
            break
        if not block:
            break
        shown += block
    os.close(terminal)
    assert process.wait() == 0
    assert b"100%" in shown and b"3 lines, 0 failed" in shown
