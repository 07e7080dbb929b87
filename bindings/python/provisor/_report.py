"""What the library says about a request: a report and its faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with, or suspicious about, a request. Holds no part of a secret value."""

    code: str
    """What kind of fault, such as "missing"; docs/faults.md lists all codes."""
    path: str
    """Where, as a JSON pointer (RFC 6901)."""
    key: Optional[str]
    """The configuration entry that it is about, if any."""
    message: str
    """One sentence."""
    hint: Optional[str] = None
    """What to do about it."""
    line: Optional[int] = None
    """Line of the request text, from 1. None where there is no text of yours: the request was a dict."""
    column: Optional[int] = None
    """Column of the line in characters, from 1."""
    offset: Optional[int] = None
    """Bytes of the request text, in UTF-8, before the fault."""

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Fault:
        """Reads one fault of a reply; members that are not known are ignored."""
        return cls(
            code=document["code"],
            path=document["path"],
            key=document.get("key"),
            message=document["message"],
            hint=document.get("hint"),
            line=document.get("line"),
            column=document.get("column"),
            offset=document.get("offset"),
        )


@dataclass(frozen=True)
class Report:
    """The answer of `Provisor.validate`, and the reason of a `RequestError`. True when the request is valid."""

    valid: bool
    """Nothing is an error, so that `Provisor.provision` would accept the request."""
    element: Optional[str]
    """Key of the element that the request names; None when it names none."""
    message: str
    """One sentence about the whole request."""
    errors: Tuple[Fault, ...] = ()
    """What would be refused or can never work, in the order of the request."""
    warnings: Tuple[Fault, ...] = ()
    """What is accepted but suspicious, in the order of the request."""

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Report:
        """Reads a report, or the report within a problem; members that are not known are ignored."""
        return cls(
            valid=document.get("valid", False),
            element=document.get("element"),
            message=document.get("message", ""),
            errors=tuple(Fault.from_dict(fault) for fault in document.get("errors", ())),
            warnings=tuple(Fault.from_dict(fault) for fault in document.get("warnings", ())),
        )

    @property
    def missing(self) -> Tuple[str, ...]:
        """Keys of the configuration entries that are required but missing."""
        return tuple(fault.key for fault in self.errors if fault.code == "missing" and fault.key is not None)

    def to_dict(self) -> Dict[str, Any]:
        """The report as the JSON document of the library; members of a fault that are None are left out."""
        return {
            "valid": self.valid,
            "element": self.element,
            "message": self.message,
            "errors": [_members(fault) for fault in self.errors],
            "warnings": [_members(fault) for fault in self.warnings],
        }

    def __bool__(self) -> bool:
        return self.valid

    def __str__(self) -> str:
        """One line for each fault, like a compiler's: "5:3: error: ... (hint: ...)"; without faults the message.

        Where there is no line and column, the line starts with the path.
        """
        return "\n".join(self.lines()) or self.message

    def lines(self, file: str = "") -> List[str]:
        """One line for each fault, the errors first; with the name of a file: "instance.json:5:3: error: ..."."""
        errors = [_line(file, "error", fault) for fault in self.errors]
        warnings = [_line(file, "warning", fault) for fault in self.warnings]
        return errors + warnings


def _members(fault: Fault) -> Dict[str, Any]:
    return {name: value for name, value in vars(fault).items() if value is not None}


def _line(file: str, severity: str, fault: Fault) -> str:
    position = "" if fault.line is None else f"{fault.line}:{fault.column}"
    places = [":".join(filter(None, (file, position))), "" if position else fault.path]
    hint = f" (hint: {fault.hint})" if fault.hint else ""
    return ": ".join([*filter(None, places), severity, fault.message]) + hint
