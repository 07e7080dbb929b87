"""pip install ./bindings/python, from a copy of the sources, into a fresh environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Dict

import pytest

PROGRAM = """if True:
    import provisor
    request = {"element": {"key": "freshservice"}, "configuration":
               {"username": "jane@acme.example", "password": "Blue-Kettle-42", "subdomain": "acme"}}
    with provisor.open("instances.db") as p:
        assert p.validate(request), p.validate(request)
        assert len(p.provision(request)["token"]) == 44
    print(provisor._ffi.library()._name)
    """


def run(*command: object, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command in an environment that holds nothing but what is given."""
    variables: Dict[str, str] = {"PATH": os.defpath, "HOME": str(cwd), **environment}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=variables, capture_output=True, text=True)


@pytest.fixture
def sources(tmp_path: Path, root: Path) -> Path:
    """bindings/python in a copy of the repository that is not built, so that nothing is written to the real one."""
    copy = tmp_path / "repository" / "bindings" / "python"
    ignored = shutil.ignore_patterns("__pycache__", "build", "*.egg-info", "libprovisor.so*")
    shutil.copytree(root / "bindings" / "python", copy, ignore=ignored)
    for name in ("Makefile", "Package.swift", "LICENSE"):
        shutil.copy(root / name, copy.parents[1])
    return copy


def built(sources: Path, library: Path) -> None:
    """Puts the library where `make` would."""
    folder = sources.parents[1] / "build" / "lib"
    folder.mkdir(parents=True)
    shutil.copy(library, folder / "libprovisor.so.0")


def wheel(sources: Path, target: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Makes the wheel as pip would, but without pip."""
    program = f"import build_backend; print(build_backend.build_wheel({str(target)!r}))"
    return run(sys.executable, "-B", "-c", program, cwd=sources, **environment)


def test_pip_install(tmp_path: Path, sources: Path, library: Path) -> None:
    built(sources, library)
    environment = tmp_path / "venv"
    try:
        venv.create(environment, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"pip can't be had in a fresh environment: {error}")
    python = environment / "bin" / "python"
    before = {path for path in sources.rglob("*") if "__pycache__" not in path.parts}
    options = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check")
    result = run(python, "-m", "pip", "install", *options, sources, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert {path for path in sources.rglob("*") if "__pycache__" not in path.parts} == before

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(sources.parents[1])  # the installed package stands alone
    result = run(python, "-W", "error", "-c", PROGRAM, cwd=elsewhere)
    assert result.returncode == 0, result.stderr
    loaded = Path(result.stdout.strip())
    assert loaded.name == "libprovisor.so.0" and environment.resolve() in loaded.resolve().parents
    assert (loaded.parent / "py.typed").is_file()

    result = run(python, "-m", "pip", "uninstall", "-y", "provisor", cwd=tmp_path)
    assert result.returncode == 0 and not loaded.parent.exists()


def test_the_wheel(tmp_path: Path, sources: Path, library: Path, root: Path) -> None:
    result = wheel(sources, tmp_path, PROVISOR_LIBRARY=str(library))
    assert result.returncode == 0, result.stderr
    name = result.stdout.strip()
    version = (root / "VERSION").read_text().strip()
    assert name.startswith(f"provisor-{version}-py3-none-linux_")
    with zipfile.ZipFile(tmp_path / name) as archive:
        names = archive.namelist()
        assert archive.read("provisor/libprovisor.so.0") == library.read_bytes()
        record = archive.read(f"provisor-{version}.dist-info/RECORD").decode()
    assert sorted(line.split(",")[0] for line in record.splitlines()) == sorted(names)
    assert {"provisor/__init__.py", "provisor/py.typed", f"provisor-{version}.dist-info/LICENSE"} <= set(names)
    first = (tmp_path / name).read_bytes()
    wheel(sources, tmp_path, PROVISOR_LIBRARY=str(library))
    assert (tmp_path / name).read_bytes() == first


def test_the_library_is_built_where_there_is_swift(tmp_path: Path, sources: Path, library: Path) -> None:
    if shutil.which("make", path=os.defpath) is None:
        pytest.skip("needs make")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "swift").write_text("#!/bin/sh\n")
    (tools / "swift").chmod(0o755)
    recipe = f"all:\n\tmkdir -p build/lib\n\tcp '{library}' build/lib/libprovisor.so.0\n\t@echo made by make\n"
    (sources.parents[1] / "Makefile").write_text(recipe)
    result = wheel(sources, tmp_path, PATH=f"{tools}{os.pathsep}{os.defpath}")
    assert result.returncode == 0, result.stderr
    assert "made by make" in result.stderr
    assert len(result.stdout.splitlines()) == 1 and "linux_" in result.stdout


def test_an_unusable_library_ends_the_build(tmp_path: Path, sources: Path) -> None:
    garbage = tmp_path / "garbage.so"
    garbage.write_text("garbage")
    result = wheel(sources, tmp_path, PROVISOR_LIBRARY=str(garbage))
    assert result.returncode == 1
    assert result.stderr.startswith(f"provisor: {garbage} can't be used: ")


def test_no_library_ends_the_build(tmp_path: Path, sources: Path, no_system_library: None) -> None:
    result = wheel(sources, tmp_path, PATH=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.startswith("provisor: there is no libprovisor to install: ")


def test_a_library_of_the_system_is_not_copied(tmp_path: Path, sources: Path, library: Path) -> None:
    system = tmp_path / "lib"
    system.mkdir()
    shutil.copy(library, system / "libprovisor.so.0")
    result = wheel(sources, tmp_path, PATH=str(tmp_path), LD_LIBRARY_PATH=str(system))
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().endswith("-py3-none-any.whl")
    with zipfile.ZipFile(tmp_path / result.stdout.strip()) as archive:
        assert not [name for name in archive.namelist() if "libprovisor" in name]
