"""Makes the wheel of this package: its Python files, and libprovisor within. A build backend as PEP 517 has it.

The library is, in this order:
  1. the file that the environment variable PROVISOR_LIBRARY names,
  2. build/lib/libprovisor.so.0 of the repository that this folder is part of,
  3. the same, built by `make` when there is a `swift`,
  4. the system's, which is then used in place and not copied into the wheel.

Nothing is written but the file that was asked for (and, in case 3, what `make` writes).
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

from provisor import __version__, _ffi

Settings = Optional[Mapping[str, Any]]

PROJECT = Path(__file__).resolve().parent
REPOSITORY = PROJECT.parents[1]
NAME = f"provisor-{__version__}"

METADATA = f"""\
Metadata-Version: 2.1
Name: provisor
Version: {__version__}
Summary: Validate and provision element instances: the Python binding of libprovisor
License: MIT
Requires-Python: >=3.9
Classifier: License :: OSI Approved :: MIT License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3 :: Only
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{(PROJECT / "README.md").read_text(encoding="utf-8")}"""


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: Optional[str] = None
) -> str:
    """Writes the wheel and answers its file name."""
    library = find_library()
    files = {f"provisor/{path.name}": path.read_bytes() for path in sources()}
    if library is not None:
        files[f"provisor/{_ffi.SONAME}"] = library.read_bytes()
    return write_wheel(wheel_directory, files, platform="any" if library is None else this_platform())


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: Optional[str] = None
) -> str:
    """Writes a wheel that points to this folder (`pip install -e`), where the library is found in the build tree."""
    return write_wheel(wheel_directory, {"provisor.pth": f"{PROJECT}\n".encode()}, platform="any")


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Writes the Python sources, without the library, and answers the file name."""
    members = {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in sources()}
    for name in ("README.md", "build_backend.py", "pyproject.toml"):
        members[name] = (PROJECT / name).read_bytes()
    members["PKG-INFO"] = METADATA.encode()
    with tarfile.open(Path(sdist_directory) / f"{NAME}.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(f"{NAME}/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return f"{NAME}.tar.gz"


def find_library() -> Optional[Path]:
    """The library to copy into the wheel; None to use the system's. Ends the build when there is none at all."""
    chosen = os.environ.get("PROVISOR_LIBRARY")
    if chosen:
        return usable(Path(chosen).absolute())
    built = REPOSITORY / "build" / "lib" / _ffi.SONAME
    in_repository = (REPOSITORY / "Makefile").is_file() and (REPOSITORY / "Package.swift").is_file()
    if in_repository and not built.exists() and shutil.which("swift"):
        subprocess.run(["make", "-C", str(REPOSITORY), "all"], stdout=sys.stderr, check=True)
    if in_repository and built.exists():
        return usable(built)
    try:
        _ffi.load(_ffi.SONAME)
    except OSError as error:
        sys.exit(
            f"provisor: there is no libprovisor to install: PROVISOR_LIBRARY is not set, {built} does not exist and "
            f"can't be built (that needs the repository and swift), and the system has none ({error}).\n"
            "Build it (make), install it (make install), or set PROVISOR_LIBRARY to the path of the file."
        )
    return None


def usable(library: Path) -> Path:
    """Checks that the library can be loaded and fits this package."""
    try:
        _ffi.load(str(library))
    except OSError as error:
        sys.exit(f"provisor: {library} can't be used: {error}")
    return library


def sources() -> Iterator[Path]:
    """The files of the package."""
    yield from sorted((PROJECT / "provisor").glob("*.py"))
    yield PROJECT / "provisor" / "py.typed"


def this_platform() -> str:
    """This machine as wheel tags spell it, such as "linux_x86_64"."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def write_wheel(directory: str, files: Mapping[str, bytes], *, platform: str) -> str:
    """Writes a wheel, the same bytes for the same files, and answers its file name."""
    tag = f"py3-none-{platform}"
    pure = "true" if platform == "any" else "false"
    wheel = f"Wheel-Version: 1.0\nGenerator: provisor {__version__}\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
    members: Dict[str, bytes] = dict(files)
    members[f"{NAME}.dist-info/METADATA"] = METADATA.encode()
    members[f"{NAME}.dist-info/WHEEL"] = wheel.encode()
    licence = REPOSITORY / "LICENSE"
    if licence.is_file():
        members[f"{NAME}.dist-info/LICENSE"] = licence.read_bytes()
    record = f"{NAME}.dist-info/RECORD"
    lines = [",".join((name, *digest(data))) for name, data in members.items()]
    members[record] = "\n".join([*lines, f"{record},,", ""]).encode()

    name = f"{NAME}-{tag}.whl"
    with zipfile.ZipFile(Path(directory) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            info = zipfile.ZipInfo(member)  # its default date, 1980, is the same for every build
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return name


def digest(data: bytes) -> Tuple[str, str]:
    """Hash and size as the file RECORD of a wheel wants them."""
    sha256 = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={sha256}", str(len(data))
