"""How the library is found, or not. Each case is a process of its own, for a library is loaded once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Optional

import pytest

from provisor import _ffi

TELL = "import provisor; print(provisor.version(), provisor._ffi.library()._name)"


def python(program: str, path: Path, library: Optional[object] = None) -> "subprocess.CompletedProcess[str]":
    """Runs a program with the package in `path`, and PROVISOR_LIBRARY set to `library` or not at all."""
    environment: Dict[str, str] = {"PYTHONPATH": str(path), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    if library is not None:
        environment["PROVISOR_LIBRARY"] = str(library)
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, cwd=path)


@pytest.fixture
def copied(tmp_path: Path, package: Path) -> Path:
    """The package, alone in a folder where no library is near."""
    folder = tmp_path / "some" / "where" / "else"
    shutil.copytree(package, folder / "provisor", ignore=shutil.ignore_patterns("__pycache__", "libprovisor.so*"))
    return folder


def test_importing_loads_nothing(copied: Path) -> None:
    program = "import provisor; assert provisor._ffi._library is None; print(len(provisor._ffi.FUNCTIONS))"
    assert python(program, copied, "/no/such/file").stdout == f"{len(_ffi.FUNCTIONS)}\n"


def test_the_variable_comes_first(copied: Path, library: Path) -> None:
    (copied / "provisor" / "libprovisor.so.0").write_text("garbage")
    assert python(TELL, copied, library).stdout.split()[1] == str(library)


def test_a_wrong_variable_is_an_error(copied: Path, library: Path, tmp_path: Path) -> None:
    shutil.copy(library, copied / "provisor" / "libprovisor.so.0")
    garbage = tmp_path / "garbage.so"
    garbage.write_text("garbage")
    for wrong in (tmp_path / "no such file", tmp_path, garbage, "libc.so.6", "libprovisor.so.0"):
        result = python(TELL, copied, wrong)
        assert result.returncode == 1 and not result.stdout
        assert f"provisor._ffi.LibraryNotFound: PROVISOR_LIBRARY names {wrong}" in result.stderr


def test_a_library_of_something_else_is_an_error(copied: Path) -> None:
    other = getattr(sys.modules.get("_ctypes"), "__file__", None)
    if other is None:
        pytest.skip("this Python has _ctypes built in, so that there is no file to try")
    assert "it has no function provisor_version" in python(TELL, copied, other).stderr


def test_an_empty_variable_counts_as_none(copied: Path, library: Path) -> None:
    shutil.copy(library, copied / "provisor" / "libprovisor.so.0")
    assert python(TELL, copied, "").stdout.split()[1] == str(copied / "provisor" / "libprovisor.so.0")


@pytest.mark.parametrize("name", ["libprovisor.so.0", "libprovisor.so", "libprovisor.so.0.1.0"])
def test_beside_the_package(copied: Path, library: Path, name: str) -> None:
    shutil.copy(library, copied / "provisor" / name)
    assert python(TELL, copied).stdout.split()[1] == str(copied / "provisor" / name)


def test_in_the_build_tree(tmp_path: Path, package: Path, library: Path) -> None:
    folder = tmp_path / "repository" / "bindings" / "python"
    shutil.copytree(package, folder / "provisor", ignore=shutil.ignore_patterns("__pycache__", "libprovisor.so*"))
    built = tmp_path / "repository" / "build" / "lib" / "libprovisor.so.0"
    built.parent.mkdir(parents=True)
    built.symlink_to(library)
    assert python(TELL, folder).stdout.split()[1] == str(built)
    # What is beside the package but unusable is passed over.
    (folder / "provisor" / "libprovisor.so.0").write_text("garbage")
    assert python(TELL, folder).stdout.split()[1] == str(built)


def test_none_at_all(copied: Path, no_system_library: None) -> None:
    result = python(TELL, copied)
    assert result.returncode == 1
    for part in (
        "provisor._ffi.LibraryNotFound: no usable libprovisor was found. Looked at:",
        f"\n  {copied}/provisor/libprovisor.so.0: ",
        f"\n  {copied.parents[1]}/build/lib/libprovisor.so.0: ",
        "\n  libprovisor.so.0: ",
        "set PROVISOR_LIBRARY",
    ):
        assert part in result.stderr


@pytest.mark.parametrize(
    ("version", "fits"),
    [("0.1.0", True), ("0.1.7", True), ("0.2.0", True), ("0.0.9", False), ("1.0.0", False), ("odd", False)],
)
def test_versions(copied: Path, tmp_path: Path, version: str, fits: bool) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("making a library of another version needs cc")
    source, made = tmp_path / "other.c", tmp_path / "other.so"
    functions = [f"void {name}(void) {{}}" for name in _ffi.FUNCTIONS if name != "provisor_version"]
    functions.append(f'const char *provisor_version(void) {{ return "{version}"; }}')
    source.write_text("\n".join(functions) + "\n")
    subprocess.run([compiler, "-shared", "-fPIC", str(source), "-o", str(made)], check=True)
    result = python(TELL, copied, made)
    if fits:
        assert result.stdout.split() == [version, str(made)]
    else:
        assert f"it is version {version}, but 0.1 or a later 0.x is needed" in result.stderr
