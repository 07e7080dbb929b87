"""The command line: what it takes, and how it ends."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import Any, Callable, Dict, List, Optional

from . import __version__, _commands, _errors
from ._ffi import LibraryNotFound

OK, FAULTY, USAGE, NOT_FOUND, STORE, CONFLICT, FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

Command = Callable[[argparse.Namespace], None]

EXIT_CODES = """\
exit codes:
  0    done
  1    the request, or a definition, has faults, or the store has findings; standard error lists them
  2    usage, or FILE can't be read
  3    there is no such instance, or element
  4    the store can't be used: it is not there, locked or damaged, the key does not fit, the catalogue is faulty
  5    the idempotency key was used for another request
  6    anything else: no library, no memory, an address that can't be listened at, output that can't be written
  130  interrupted (serve ends with 0)

Standard output has JSON. Faults are lines on standard error: FILE:LINE:COLUMN: error: MESSAGE (hint: ...).
"""


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs a command and answers its exit code."""
    options = parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is, whatever the locale says
    try:
        code = _run(options)
    except KeyboardInterrupt:
        code = INTERRUPTED
    try:
        sys.stdout.flush()
    except OSError:
        # So that the interpreter, which flushes once more at its end, finds nothing to complain about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code


def _run(options: argparse.Namespace) -> int:
    try:
        options.command(options)
        sys.stdout.flush()
        return OK
    except _commands.Faulty:
        return FAULTY
    except _commands.Unreadable as error:
        return _fail(error, USAGE)
    except (_errors.InvalidRequest, _errors.MalformedRequest) as error:
        return _fail(error, STORE)  # of the catalogue: requests are told as Faulty
    except _errors.NotFound as error:
        return _fail(error, NOT_FOUND)
    except (_commands.NoStore, _errors.StoreError, _errors.Busy, _errors.KeyMismatch) as error:
        return _fail(error, STORE)
    except _errors.Conflict as error:
        return _fail(error, CONFLICT)
    except BrokenPipeError:  # the reader has seen enough
        return FAILED
    except (_errors.Error, LibraryNotFound, OSError) as error:
        return _fail(error, FAILED)
    except ValueError as error:  # an argument that is no text
        return _fail(error, USAGE)


def _fail(error: Exception, code: int) -> int:
    print(f"provisor: {error}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    layout: Dict[str, Any] = {"epilog": EXIT_CODES, "formatter_class": argparse.RawDescriptionHelpFormatter}
    parser = argparse.ArgumentParser(prog="python -m provisor", description="Provisions element instances.", **layout)
    parser.add_argument("--version", action="version", version=f"provisor {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help, **layout)
        made.set_defaults(command=command)
        made.add_argument(
            "--catalogue",
            metavar="PATH",
            action="append",
            default=[],
            help="a further element definition, or a folder of them; repeatable",
        )
        return made

    def add_stored(name: str, command: Command, help: str) -> argparse.ArgumentParser:
        made = add(name, command, help)
        made.add_argument("--store", metavar="FILE", default="instances.db", help="default: %(default)s")
        key = made.add_mutually_exclusive_group()
        key.add_argument("--key-file", metavar="FILE", help="default: the name of the store with .key behind it")
        key.add_argument("--passphrase-file", metavar="FILE", help="its first line is the passphrase")
        return made

    def add_strict(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="warnings count as errors")

    def add_request(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the request, a JSON text; - for standard input")
        add_strict(parser)

    describe = add("describe", _commands.describe, "Describes an element: its rules as a schema, a form, a page.")
    describe.add_argument("key", metavar="KEY", help="key of the element")
    describe.add_argument(
        "--format",
        choices=("json-schema", "example", "form", "markdown"),
        default="markdown",
        help="default: %(default)s, which is printed as it is",
    )
    add("elements", _commands.elements, "Lists the elements that the library and --catalogue know.")
    lint = add("lint", _commands.lint, "Tells what is wrong with definitions of elements, or suspicious about them.")
    lint.add_argument("files", metavar="FILE", nargs="+", help="a definition, a JSON text; - for standard input")
    add_strict(lint)
    add_request(add("validate", _commands.validate, "Tells every fault of a request; no store is needed."))
    provision = add_stored("provision", _commands.provision, "Provisions an instance and prints it, with its token.")
    add_request(provision)
    provision.add_argument(
        "--many", action="store_true", help="FILE has a request on each line, and each gets its reply on a line"
    )
    provision.add_argument("--idempotency-key", metavar="KEY", help="the same request again answers the same instance; with --many the number of the line is added")
    listing = add_stored("list", _commands.list_instances, "Lists instances that meet all conditions.")
    listing.add_argument("--tag", metavar="TAG", action="append", default=[], help="repeatable")
    listing.add_argument("--search", metavar="TEXT", help="part of the name or of the element's key")
    listing.add_argument("--element", metavar="KEY", help="key of the element")
    for name, command, help in (
        ("get", _commands.get, "Prints an instance."),
        ("remove", _commands.remove, "Removes an instance for good."),
    ):
        add_stored(name, command, help).add_argument("id", metavar="ID", type=_id)
    add_stored("check", _commands.check, "Verifies the whole store, and prints what it found.")
    add_stored("audit", _commands.audit, "Prints the audit log, a record on each line, and verifies it.")
    rekey = add_stored("rekey", _commands.rekey, "Replaces the key of the store while it is in use.")
    new = rekey.add_mutually_exclusive_group()
    new.add_argument("--new-key-file", metavar="FILE", help="default: a new key in the key file of the store")
    new.add_argument("--new-passphrase-file", metavar="FILE", help="its first line is the passphrase")
    rekey.add_argument("--default-secrets", action="store_true", help="the default user gets new secrets too")
    serve = add_stored("serve", _commands.serve, "Serves the HTTP API until it is interrupted.")
    add_strict(serve)
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s; it speaks plain HTTP")
    serve.add_argument("--port", type=_port, default=8080, help="default: %(default)s; 0 for any that is free")
    serve.add_argument(
        "--server", choices=("wsgiref", "waitress"), help="default: waitress when it is installed, else wsgiref"
    )
    return parser


def _id(text: str) -> int:
    return _number(text, -(2**63), 2**63 - 1, "an id")


def _port(text: str) -> int:
    return _number(text, 0, 65_535, "a port")


def _number(text: str, least: int, most: int, what: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = most + 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return number
