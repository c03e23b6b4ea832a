"""What a run is made of besides its list: each file that goes into its copies, and that file's digest.

In: a clinic, leaflets, layouts.  Out: name -> sha256.  A run of which one has changed does not go on.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from handouts import __version__
from handouts.clinics.clinic import Clinic, built_in
from handouts.errors import InputError
from handouts.files.places import Place, Url
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.merge import FURNITURE
from handouts.rules.rules import NAME as RULES

PROGRAM = "the program"
BUILT_IN = "built-in "
DRAWN_BY = ("reportlab", "uharfbuzz", "uniseg", "markdown-it-py", "jinja2", "babel", "segno", "svglib", "pillow")


def pins(clinic: Clinic, leaflets: Iterable[Leaflet], layouts: Iterable[str]) -> dict[str, str]:
    """The digest of every file that copies of these leaflets in these layouts are made of, and of the program."""
    files = {**_of_clinic(clinic), **_of_layouts(clinic, layouts)}
    texts = [clinic.find("handouts/frame", f"{name}.md") for name in (*FURNITURE, "separator")]
    texts += [leaflet.folder / leaflet.file for leaflet in leaflets]
    for text in texts:
        files[_name(text, clinic)] = text
        files.update({_name(picture, clinic): picture for picture in _pictures(text, clinic)})
    return {PROGRAM: _program(), **{name: digest(path) for name, path in sorted(files.items())}}


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


def _of_clinic(clinic: Clinic) -> dict[str, Path]:
    files = {"clinic.toml": clinic.folder / "clinic.toml", RULES: clinic.folder / RULES}
    fonts = [file for family in clinic.fonts for file in (family.regular, family.bold) if file]
    files |= {_name(font, clinic): font for font in fonts}
    logo = tomllib.loads((clinic.folder / "clinic.toml").read_text("utf-8-sig")).get("brand", {}).get("logo")
    return files | ({logo: clinic.folder / logo} if logo else {})


def _of_layouts(clinic: Clinic, layouts: Iterable[str]) -> dict[str, Path]:
    """Layout files, and those they extend."""
    files: dict[str, Path] = {}
    names = list(layouts)
    while names:
        path = clinic.find("layouts", f"{names.pop()}.toml")
        if _name(path, clinic) not in files and path.is_file():
            files[_name(path, clinic)] = path
            names += re.findall(r"^extends\s*=\s*[\"']([^\"']+)", path.read_text("utf-8"), re.M)
    return files


def _pictures(text: Path, clinic: Clinic) -> Iterator[Path]:
    """The pictures that a text names."""
    said = text.read_text("utf-8-sig")
    for name in set(re.findall(r"^::: *picture +(\S[^\n]*?) *$", said, re.M)):
        places = (text.parent / name, clinic.folder / "assets" / name, clinic.find("handouts/library", name))
        yield from (place for place in places if place.is_file())


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
