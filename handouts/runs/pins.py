"""What a run is made of besides its list: each file that goes into its copies, and that file's digest.

In: a clinic, leaflets, layouts.  Out: name -> sha256.  A run of which one has changed does not go on.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from handouts import __version__
from handouts.clinics.clinic import NAME as CLINIC
from handouts.clinics.clinic import Clinic, built_in
from handouts.clinics.looks import files_of
from handouts.errors import InputError
from handouts.files.places import Place, Url
from handouts.leaflets.enclosed import places
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import FURNITURE, SLIP, pictures
from handouts.leaflets.signature import signed_file
from handouts.leaflets.tonguehelp import FENCE, help_file
from handouts.rules.rules import NAME as RULES

PROGRAM = "the program"
BUILT_IN = "built-in "
DRAWN_BY = ("reportlab", "uharfbuzz", "uniseg", "markdown-it-py", "jinja2", "babel", "segno", "svglib", "pillow", "pikepdf")


def pins(clinic: Clinic, leaflets: Iterable[Leaflet], layouts: Iterable[str]) -> dict[str, str]:
    """The digest of every file that copies of these leaflets in these layouts are made of, and of the program.

    Which files these are is said by what opens them: clinic, layouts, fonts, leaflets.  Raises ClinicError, LeafletError, InputError.
    """
    files = {clinic.folder / CLINIC, clinic.folder / RULES, *clinic.files}
    files |= {file for layout in layouts for file in files_of(clinic, layout)}
    files |= {clinic.find("handouts/frame", f"{name}.md") for name in (*FURNITURE, SLIP, "separator")}
    for leaflet in leaflets:
        files |= {leaflet.folder / leaflet.file, signed_file(leaflet), *pictures(leaflet, clinic), *places(leaflet, clinic)}
        files |= {help_file(clinic)} if FENCE in leaflet.body else set()
    files |= {_own(path, clinic) for path in files}
    return {PROGRAM: _program(), **{name: digest(path) for name, path in sorted((_name(path, clinic), path) for path in files)}}


def digest(path: Place) -> str:
    """The sha256 of a file; '' if it is none.  Raises InputError for one that cannot be read."""
    if isinstance(path, Url):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return ""
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def changed(pinned: Iterable[tuple[str, str]], clinic: Clinic) -> list[str]:
    """The names of those that are no longer what they were."""
    return [name for name, was in pinned if (_program() if name == PROGRAM else digest(_place(name, clinic))) != was]


def _own(path: Path, clinic: Clinic) -> Path:
    """Where the clinic's own file would be that is taken before a built-in one."""
    name = _name(path, clinic)
    return clinic.folder / name.removeprefix(BUILT_IN).replace("handouts/library/", "handouts/") if name.startswith(BUILT_IN) else path


def _name(path: Path, clinic: Clinic) -> str:
    """What a file is called in messages: its place in the clinic's folder, or among what comes with the program."""
    if path.is_relative_to(clinic.folder):
        return path.relative_to(clinic.folder).as_posix()
    root = built_in("handouts").parent
    return f"{BUILT_IN}{path.relative_to(root).as_posix()}" if path.is_relative_to(root) else str(path)


def _place(name: str, clinic: Clinic) -> Path:
    """Where the file of a name is."""
    built = name.removeprefix(BUILT_IN)
    return built_in("handouts").parent / built if built != name else clinic.folder / name


@cache
def _program() -> str:
    """A digest of the versions of the program and of the libraries that have a hand in the bytes."""
    return hashlib.sha256("\n".join(f"{name} {said}" for name, said in versions().items()).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """The versions of what has a hand in the bytes."""
    found = {"handouts": __version__, "zlib": zlib.ZLIB_RUNTIME_VERSION, "Unicode": unicodedata.unidata_version}
    for package in DRAWN_BY:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found
