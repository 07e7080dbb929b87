"""The commands of the command line. Each prints JSON, and raises what is wrong."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from typing import Any, BinaryIO, ContextManager, Dict, Iterable

from . import _progress, _server, wsgi
from ._errors import RequestError
from ._report import Report
from ._store import Provisor
from ._store import open as open_store


class Faulty(Exception):
    """The request has faults; they have been told."""


class Unreadable(Exception):
    """A file that the command line names can't be read."""


class NoStore(Exception):
    """The store that a command reads is not there."""


def describe(options: argparse.Namespace) -> None:
    """Prints a description of an element."""
    with open_store(catalogue=options.catalogue) as p:
        description = p.describe_element(options.key, options.format)
    if isinstance(description, str):
        print(description, end="")
    else:
        _print(description)


def elements(options: argparse.Namespace) -> None:
    """Prints the elements, an array with one on each line."""
    with open_store(catalogue=options.catalogue) as p:
        _print_rows(p.elements())


def lint(options: argparse.Namespace) -> None:
    """Prints the reports on definitions, an array with one for each file."""
    reports = []
    with open_store(catalogue=options.catalogue) as p:
        for file in options.files:
            reports.append(p.lint_element(_read(file)))
    _print_rows(report.to_dict() for report in reports)
    for file, report in zip(options.files, reports):
        _tell(file, report)
    if not all(reports) or (options.strict and any(report.warnings for report in reports)):
        raise Faulty


def validate(options: argparse.Namespace) -> None:
    """Prints the report of a request."""
    request = _read(options.file)
    with open_store(catalogue=options.catalogue, strict=options.strict) as p:
        report = p.validate(request)
    _print(report.to_dict())
    _tell(options.file, report)
    if not report:
        raise Faulty


def provision(options: argparse.Namespace) -> None:
    """Prints the new instance, or those of many lines."""
    if options.many:
        return _provision_many(options)
    request = _read(options.file)
    with open_store(**_options(options)) as p:
        report = p.validate(request)
        _tell(options.file, report)
        if not report:
            raise Faulty
        try:
            instance = p.provision(request, idempotency_key=options.idempotency_key)
        except RequestError as error:  # such as an unusable idempotency key
            print(f"provisor: {error}", file=sys.stderr)
            raise Faulty from error
    _print(instance)


def _provision_many(options: argparse.Namespace) -> None:
    """Prints a reply for each line, and tells faults. On a terminal a bar shows how far it is."""
    with _stream(options.file) as lines, open_store(**_options(options)) as p, _progress.Bar(lines) as bar:

        def reply(line: int, document: Dict[str, Any]) -> None:
            print(json.dumps(document, ensure_ascii=False))
            if "line" in document:
                bar.clear()
                _tell_line(options.file, line, document)

        summary = p.provision_many(lines, reply, progress=bar.show, idempotency_key=options.idempotency_key)
    sys.stdout.flush()
    print(
        "provisor: {lines} lines: {provisioned} provisioned, {repeated} repeated, {failed} failed".format(**summary),
        file=sys.stderr,
    )
    if summary["failed"]:
        raise Faulty


def _tell_line(file: str, line: int, problem: Dict[str, Any]) -> None:
    """Tells what is wrong with a line, by its faults where it has a report."""
    if "errors" in problem:
        _tell(file, Report.from_dict(problem))
    else:
        print(f"{'<stdin>' if file == '-' else file}:{line}: error: {problem['message']}", file=sys.stderr)


def list_instances(options: argparse.Namespace) -> None:
    """Prints instances, an array with one on each line."""
    with _existing(options) as p:
        _print_rows(p.list(tags=options.tag, search=options.search, element=options.element))


def get(options: argparse.Namespace) -> None:
    """Prints an instance."""
    with _existing(options) as p:
        _print(p.get(options.id))


def remove(options: argparse.Namespace) -> None:
    """Removes an instance."""
    with _existing(options) as p:
        p.remove(options.id)
    _print({})


def serve(options: argparse.Namespace) -> None:
    """Prints a curl command, and serves."""
    with wsgi.application(**_options(options)) as application:
        secrets = application.provisor.default_secrets()
        _server.serve(application, secrets, options.host, options.port, options.server)


def check(options: argparse.Namespace) -> None:
    """Prints what a check of the whole store has found."""
    with _existing(options) as p:
        found = p.check()
    _print(found)
    for finding in found["findings"]:
        print(f"provisor: {finding['code']}: {finding['message']}", file=sys.stderr)
    if not found["intact"]:
        raise Faulty


def audit(options: argparse.Namespace) -> None:
    """Prints the audit log, a record on each line, verified as a whole."""
    after, intact = 0, True
    with _existing(options) as p:
        while after is not None:
            page = p.audit(after=after, verify_all=after == 0)
            for record in page["records"]:
                print(json.dumps(record, ensure_ascii=False))
            for finding in page["findings"]:
                print(f"provisor: {finding['message']}", file=sys.stderr)
            intact = intact and page["intact"]
            after = page["nextPage"]
    if not intact:
        raise Faulty


def rekey(options: argparse.Namespace) -> None:
    """Replaces the key of the store, and prints what was done."""
    passphrase = None
    if options.new_passphrase_file is not None:
        passphrase = _text(options.new_passphrase_file).partition("\n")[0].rstrip("\r")

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {total} instances", end="", file=sys.stderr, flush=True)

    with _existing(options) as p:
        done = p.rekey(
            key_file=options.new_key_file,
            passphrase=passphrase,
            default_secrets=options.default_secrets,
            progress=progress,
        )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    _print(done)


def _options(options: argparse.Namespace) -> Dict[str, Any]:
    """What `provisor.open` is told by the options of the command line."""
    passphrase = None
    if options.passphrase_file is not None:
        passphrase = _text(options.passphrase_file).partition("\n")[0].rstrip("\r")
    return {
        "store": options.store,
        "key_file": options.key_file,
        "passphrase": passphrase,
        "catalogue": options.catalogue,
        "strict": getattr(options, "strict", False),
        "log": lambda level, message: print(f"provisor: {message}", file=sys.stderr),
    }


def _existing(options: argparse.Namespace) -> Provisor:
    """Opens the store, but makes none: to look into an empty one is a mistake in its name."""
    if not os.path.exists(options.store):
        raise NoStore(f"there is no store {options.store}; provision or serve makes one")
    return open_store(**_options(options))


def _stream(file: str) -> ContextManager[BinaryIO]:
    if file == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return open(file, "rb", buffering=0)
    except OSError as error:
        raise Unreadable(f"{file} can't be read: {error.strerror}") from error


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise Unreadable(f"{file} can't be read: {error.strerror}") from error


def _text(file: str) -> str:
    try:
        return _read(file).decode()
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is no text in UTF-8") from None


def _tell(file: str, report: Report) -> None:
    sys.stdout.flush()
    name = "<stdin>" if file == "-" else file
    for line in report.lines(name) or ([] if report else [f"{name}: error: {report.message}"]):
        print(line, file=sys.stderr)


def _print_rows(rows: Iterable[Any]) -> None:
    separator = "["
    for row in rows:
        print(separator, json.dumps(row, ensure_ascii=False), sep="\n", end="")
        separator = ","
    print("[]" if separator == "[" else "\n]")


def _print(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))
