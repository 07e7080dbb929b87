"""The shared cases: Tests/data/{valid,invalid}/NAME/{request.json,reply.json}."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import List

import pytest

import provisor

DATA = Path(os.environ.get("PROVISOR_TEST_DATA") or Path(__file__).resolve().parents[1] / "data")


def cases() -> List[Path]:
    return sorted(path.parent for kind in ("valid", "invalid") for path in DATA.glob(f"{kind}/*/request.json"))


def test_there_are_cases() -> None:
    assert cases(), f"{DATA} holds no cases"


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(p: provisor.Provisor, case: Path) -> None:
    report = p.validate((case / "request.json").read_bytes())
    reply = json.loads((case / "reply.json").read_bytes())
    assert report.to_dict() == reply
    assert report.valid == reply["valid"] == (case.parent.name == "valid")
