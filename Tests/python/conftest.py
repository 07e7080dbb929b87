"""Fixtures of the Python tests. They run the binding as it stands in the tree on the library that was built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings" / "python"))

import provisor  # noqa: E402
from provisor import _ffi  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "error")


def pytest_sessionstart(session: pytest.Session) -> None:
    try:
        provisor.version()
    except provisor.LibraryNotFound as error:
        pytest.exit(f"the tests need the library: {error}", returncode=1)


def pytest_report_header(config: pytest.Config) -> str:
    return f"libprovisor: {provisor.version()}, {_ffi.library()._name}"


@pytest.fixture
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def library() -> Path:
    """The file of the library under test."""
    path = _ffi.library()._name
    if os.sep not in path:
        pytest.skip("the library under test is the system's, so that its file is not known")
    return Path(path).resolve()


@pytest.fixture
def package() -> Path:
    """The folder of the package under test."""
    return Path(provisor.__file__).resolve().parent


@pytest.fixture
def no_system_library() -> None:
    """Skips the test where the loader of the system finds a libprovisor by itself."""
    # In a process of its own: this one has a library of that name loaded.
    program = f"import ctypes; ctypes.CDLL({_ffi.SONAME!r})"
    if subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0:
        pytest.skip("the system has a libprovisor")


@pytest.fixture
def request_() -> Dict[str, Any]:
    """A request without any fault; every test has its own copy."""
    return {
        "element": {"key": "freshservice"},
        "configuration": {
            "username": "jane@acme.example",
            "password": "Blue-Kettle-42-Harbour",
            "subdomain": "acme",
        },
        "tags": ["Docs"],
        "name": "Docs",
    }


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store file can be made."""
    return tmp_path / "instances.db"


@pytest.fixture
def p() -> Iterator[provisor.Provisor]:
    """An open memory store."""
    with provisor.open() as p:
        yield p


@pytest.fixture
def instance(p: provisor.Provisor, request_: Dict[str, Any]) -> Dict[str, Any]:
    """An instance in the memory store."""
    return p.provision(request_)
