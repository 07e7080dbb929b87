"""What a request would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

from ._report import Report


@dataclass(frozen=True)
class Plan:
    """The answer of `Provisor.plan`. True when the action would be done; without effect on the store either way.

    All but the first three members are empty when it would not. Keys stand in the order of the element's entries.
    """

    action: str
    """"provision", "update" or "replace"."""
    valid: bool
    """Nothing is an error, so that the action would be done."""
    report: Report
    """Every fault of the request."""
    name: Optional[str] = None
    """The name that the instance would have."""
    tags: Tuple[str, ...] = ()
    """The tags that the instance would have."""
    configuration: Mapping[str, Optional[str]] = field(default_factory=dict)
    """The configuration that the instance would have, secrets masked."""
    defaulted: Tuple[str, ...] = ()
    """Keys of the entries that would get their default."""
    added: Tuple[str, ...] = ()
    """Keys of the entries that the instance does not have yet. Empty for a provisioning, like the next two."""
    changed: Tuple[str, ...] = ()
    """Keys of the entries whose value would change."""
    removed: Tuple[str, ...] = ()
    """Keys of the entries that the instance would lose."""

    @classmethod
    def from_dict(cls, action: str, document: Mapping[str, Any]) -> Plan:
        """Reads a plan; members that are not known are ignored."""
        report = Report.from_dict(document)
        configuration: Dict[str, Optional[str]] = document.get("configuration", {})
        return cls(
            action=action,
            valid=report.valid,
            report=report,
            name=document.get("name"),
            tags=tuple(document.get("tags", ())),
            configuration=configuration,
            defaulted=tuple(document.get("defaulted", ())),
            added=tuple(document.get("added", ())),
            changed=tuple(document.get("changed", ())),
            removed=tuple(document.get("removed", ())),
        )

    def __bool__(self) -> bool:
        return self.valid
