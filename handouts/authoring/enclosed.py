"""Files whose pages follow a leaflet's: what is to be said of them before anybody is given one.

In: places of files, a clinic, where they are named.  Out: remarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.authoring.told import remark, sentence
from handouts.clinics.clinic import Clinic
from handouts.errors import InputError
from handouts.files.enclosures.reading import read_enclosure
from handouts.leaflets.quality.remark import Remark
from layouts.document.enclosures import Enclosure
from layouts.measures import PAPERS

SLACK = 3.0  # points by which programs differ on a size of paper


def enclosed(paths: Iterable[Path], clinic: Clinic, file: str, line: int, column: int, rule: str) -> Iterator[Remark]:
    """What is to be said of files, at the place where they are named.  rule: by which one is refused that cannot be used."""
    warnings: list[tuple[str, str]] = []
    for path in paths:
        try:
            warnings += _said(read_enclosure(path), clinic)
        except InputError as error:
            what, _, remedy = str(error).partition("; ")
            yield remark(rule, file, line, column, sentence(what), sentence(remedy))
    if warnings:  # a rule is told once at a place
        whats, remedies = (" ".join(dict.fromkeys(words)) for words in zip(*warnings, strict=True))
        yield remark("enclosure", file, line, column, whats, remedies)


def _said(found: Enclosure, clinic: Clinic) -> Iterator[tuple[str, str]]:
    if not found.tagged:
        remedy = "Save it again as a tagged PDF (in Word: Options, Document structure tags for accessibility)."
        yield f"{found.name} has no tags: no screen reader can read it, and its copies do not leave by e-mail.", remedy
    width, height = PAPERS[clinic.page].points
    if any(abs(min(page.size) - width) > SLACK or abs(max(page.size) - height) > SLACK for page in found.pages):
        yield f"{found.name} has pages of another size than {clinic.page}.", f"Save it on {clinic.page}."
