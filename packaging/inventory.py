"""What Handouts is made of besides itself: the packages of an environment that its requirements lead to, its fonts, and what Python brings.

    python packaging/inventory.py constraints FILE   versions of all of them, tests' included, as pip takes with --constraint
    python packaging/inventory.py sbom FILE          a bill of materials, CycloneDX 1.6 in JSON
    python packaging/inventory.py licences FOLDER    every licence, and a table of them

In: setup.cfg, and the packages of the Python that runs this.  Refuses a licence that may not be among them: permissive ones may, and those
whose condition ends at their own files or at a library that can be exchanged (MPL, LGPL).
"""

from __future__ import annotations

import configparser
import re
import shutil
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
DESK = ("desk", "import", "keyring", "mail", "oauth", "scripts", "write")  # extras that are frozen, and that `sbom` and `licences` tell of
SPDX = {  # as metadata say it that were written before PEP 639
    "MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0", "ISC License (ISCL)": "ISC",
    "Apache License 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0", "MIT license": "MIT", "Python Software Foundation License": "PSF-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}  # fmt: skip
# What the system lends where the program is frozen on Linux; GCC's exception lets programs of any licence have its two libraries.
LENT = {
    "bzip2": "bzip2-1.0.6", "libffi": "MIT", "libgcc and libstdc++, of GCC": "GPL-3.0-or-later WITH GCC-exception-3.1", "liblzma, of XZ Utils": "0BSD",
    "libuuid, of util-linux": "BSD-3-Clause", "zlib": "Zlib",
}  # fmt: skip
EXCEPTED = "GPL-3.0-or-later WITH GCC-exception-3.1"
FORBIDDEN = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public|Affero|SSPL|Server Side Public|BUSL|Commons Clause|[- ]NC\b|non-?commercial|proprietary", re.I)
TEXTS = re.compile(r"licen[cs]e|copying|notice", re.I)
BUILD = (
    "PyInstaller puts the frozen program together and is no part of it, but for its boot loader. PyInstaller is under the GPL 2 or later, with an "
    "exception by which programs of any licence may be given away with that boot loader; the run-time hooks of pyinstaller-hooks-contrib are "
    "under the Apache License 2.0."
)


class Part(NamedTuple):
    """One thing: its name, version and licence (an SPDX expression where it says so), and the files with the licence's text."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()
    needs: tuple[str, ...] = ()
    wheel: bool = True


def required(extras: tuple[str, ...] | None) -> list[Requirement]:
    """What setup.cfg asks for; extras: None for all there are."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    more = config["options.extras_require"]
    lines = config["options"]["install_requires"].splitlines()
    for extra in more if extras is None else extras:
        lines += more[extra].splitlines()
    return [Requirement(line) for line in lines if line.strip()]


def wheels(wanted: list[Requirement]) -> dict[str, Part]:
    """The packages that these lead to, by name.  Raises PackageNotFoundError for one that is not installed."""
    found: dict[str, Part] = {}
    seen: set[tuple[str, str]] = set()
    left = [(one, extra) for one in wanted for extra in ("", *one.extras)]
    while left:
        one, extra = left.pop()
        name = canonicalize_name(one.name)
        if (name, extra) in seen or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        seen.add((name, extra))
        there = distribution(one.name)
        below = [need for need in map(Requirement, there.requires or ()) if not need.marker or need.marker.evaluate({"extra": extra})]
        left += [(Requirement(str(need).partition(";")[0]), more) for need in below for more in ("", *need.extras)]
        needs = {canonicalize_name(need.name) for need in below} | set(found[name].needs if name in found else ())
        found[name] = Part(there.name, there.version, licence_of(there), tuple(texts_of(there)), tuple(sorted(needs)))
    return dict(sorted(found.items()))


def licence_of(there: Distribution) -> str:
    """The licence that a package says it has."""
    said = there.metadata.get("License-Expression") or ""
    kinds = [kind.rpartition(" :: ")[2] for kind in there.metadata.get_all("Classifier") or () if kind.startswith("License ::")]
    written = (there.metadata.get("License") or "").strip()
    short = written if re.fullmatch(r"[\w.+-]+-[\w.+-]+", written) or written in SPDX else ""  # and no whole text of a licence
    told = said or short or " OR ".join(SPDX.get(kind, kind) for kind in kinds) or written.split("\n")[0]
    return SPDX.get(told, told)


def texts_of(there: Distribution) -> Iterator[Path]:
    """The files of its licences."""
    for file in there.files or ():
        inside = any(part.endswith(".dist-info") for part in file.parts)
        if (inside and (TEXTS.search(file.name) or "licenses" in file.parts)) and (path := Path(str(there.locate_file(file)))).is_file():
            yield path


def carried() -> list[Part]:
    """What is no package: the fonts in this tree, and what a Python brings along."""
    openssl = ssl.OPENSSL_VERSION.split()[1]
    python = next((path for path in (Path(sys.base_prefix) / "LICENSE.txt", Path(ssl.__file__).parent / "LICENSE.txt") if path.is_file()), None)
    return [
        Part("Noto Sans fonts", "20201225", "OFL-1.1", (ROOT / "assets" / "fonts" / "OFL.txt",), wheel=False),
        Part("sRGB colour profile, of Little CMS", "4.3", "LicenseRef-No-copyright-use-freely", wheel=False),
        Part("CPython", sys.version.split()[0], "PSF-2.0", (python,) if python else (), wheel=False),
        Part("OpenSSL", openssl, "Apache-2.0", wheel=False),
        Part("SQLite", sqlite3.sqlite_version, "blessing", wheel=False),
        *(Part(name, "as of the system", licence, wheel=False) for name, licence in LENT.items() if sys.platform == "linux"),
    ]


def forbidden(licence: str) -> bool:
    """Whether a licence may not be among those of this program; of several that one can choose from, one may do."""
    return all(FORBIDDEN.search(one) for one in re.split(r"\bOR\b", licence.replace(EXCEPTED, "")))


def unasked(parts: list[Part]) -> list[str]:
    """Those whose licence may not be here, or that tell none."""
    return [f"{part.name} {part.version}: {part.licence or 'no licence is told'}" for part in parts if not part.licence or forbidden(part.licence)]


def write_constraints(file: Path) -> None:
    """Versions of everything that any extra asks for.  Raises PackageNotFoundError where one of these is not installed."""
    lines = [f"{part.name}=={part.version}" for name, part in wheels(required(None)).items() if name != "setuptools"]  # which pip sees to
    head = f"# What the tests were run with, on Python {sys.version.split()[0]}: pip install --constraint packaging/constraints.txt …  (make constraints)\n"
    file.write_text(head + "".join(f"{line}\n" for line in lines), "utf-8")


def write_sbom(file: Path) -> None:
    """A bill of materials."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    def component(part: Part, kind: ComponentType = ComponentType.LIBRARY) -> Component:
        ref = f"{part.name.replace(' ', '-')}@{part.version}"
        purl = PackageURL("pypi", name=canonicalize_name(part.name), version=part.version) if part.wheel else None
        licence = LicenseFactory().make_from_string(part.licence)
        return Component(name=part.name, version=part.version, type=kind, bom_ref=ref, purl=purl, licenses=[licence])

    sys.path.insert(0, str(ROOT))
    from handouts import __version__

    bom, found = Bom(), wheels(required(DESK))
    bom.metadata.component = ours = component(Part("handouts", __version__, "MIT", wheel=False), ComponentType.APPLICATION)
    made = {name: component(part) for name, part in found.items()}
    others = [component(part) for part in carried()]
    for one in (*made.values(), *others):
        bom.components.add(one)
    direct = [made[name] for one in required(DESK) if (name := canonicalize_name(one.name)) in made]
    bom.register_dependency(ours, [*direct, *others])
    for name, part in found.items():
        bom.register_dependency(made[name], [made[need] for need in part.needs if need in made])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(JsonV1Dot6(bom).output_as_string(indent=2), "utf-8")


def write_licences(folder: Path) -> None:
    """The texts, a folder a part, and THIRD-PARTY.md.  Raises SystemExit for what may not be there."""
    parts = [*carried(), *wheels(required(DESK)).values()]
    if bad := unasked(parts):
        sys.exit("may not be among the parts of Handouts:\n" + "\n".join(bad))
    shutil.rmtree(folder, ignore_errors=True)
    rows = []
    for part in parts:
        place = folder / re.sub(r"[^\w.-]", "-", part.name)
        for text in part.texts:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, place / f"{len(list(place.iterdir())) or ''}{text.name}")
        rows.append(f"| {part.name} | {part.version} | {part.licence} | {f'[text]({place.name}/)' if part.texts else 'its wheel brings no text' if part.wheel else 'no text is brought'} |")
    head = f"# Licences of others\n\nHandouts itself is under the MIT licence. {BUILD}\n\n| part | version | licence | |\n|---|---|---|---|\n"
    (folder / "THIRD-PARTY.md").write_text(head + "\n".join(rows) + "\n", "utf-8")


DO = {"constraints": write_constraints, "sbom": write_sbom, "licences": write_licences}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in DO:
        sys.exit(__doc__)
    DO[sys.argv[1]](Path(sys.argv[2]))
