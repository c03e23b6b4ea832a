"""The wrong patient's leaflet never leaves: a finished copy is read again, by other means than wrote it.

In: the bytes of a copy, and what should stand in it.  Out: nothing, or `ProofError` with every check that failed and its page.

`full` reads every page with pdfium.  The default reads the first copy of each plate in full; of later copies everything
outside the slots is compared byte for byte with what was proven (`proven`), the slots are read again (`content`), and one copy in
fifty is read in full besides.  What plates have in common is looked at once (`looked`).  What is looked at stands in two lists:
`checks.CHECKS`, and `pdfium.CHECKS` for copies read in full.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from handouts.errors import Problem, RecordError
from handouts.proof.checks import CHECKS, OTHERWISE
from handouts.proof.enclosed import enclosed
from handouts.proof.expected import Expected, Kind
from handouts.proof.hollows import Hollows
from handouts.proof.letters import Font, read_font
from handouts.proof.looked import page_digests
from handouts.proof.metadata import read_description
from handouts.proof.original import Original, original_of
from handouts.proof.pdfium import read_in_full
from handouts.proof.proven import Frame, Proven, changes, read_frame, title_of
from handouts.proof.reader import File, Unreadable, string
from handouts.proof.readings import Reading
from handouts.proof.specimen import Failure, Specimen, around

SAMPLE = 50  # one copy in so many is read in full by the default
KEPT = 512  # plates


class ProofError(RecordError):
    """A copy that must not leave: each failed check with its page and what to do.  Never says what the page said.

    columns: gives, of what a page said, the columns of the record that it came from; a failure that tells of no value names the copy.
    """

    def __init__(self, failures: Iterable[Failure], columns: Callable[[Sequence[str]], Sequence[str]] = lambda texts: ()) -> None:
        self.failures = tuple(failures)
        named = [(column, failure) for failure in self.failures for column in columns(failure.texts) or ("copy",)]
        super().__init__("proof", tuple(Problem(column, str(failure), failure.remedy) for column, failure in named))


class Prover:
    """Proves copies one after another; knows the plates it has proven.  others: is this the identifier of somebody else?"""

    def __init__(self, kind: Kind = "default", others: Callable[[str], bool] = lambda word: False) -> None:
        self.kind, self.others = kind, others
        self._plates: dict[int, Proven] = {}
        self._looked: set[bytes] = set()
        self._hollows = Hollows()

    def anew(self, others: Callable[[str], bool]) -> Prover:
        """A prover that knows the same plates, and other people."""
        made = Prover(self.kind, others)
        made._plates, made._looked, made._hollows = self._plates, self._looked, self._hollows
        return made

    def prove(self, data: bytes, expected: Expected) -> str:
        """'full', 'default' or 'off': how the copy was read.  Raises ProofError."""
        if self.kind == "off":
            return "off"
        digest = hashlib.sha256(data).hexdigest()
        failures = [] if digest == expected.sha256 else [Failure("the file is not the one that was recorded", remedy=OTHERWISE)]
        proven = self._plates.get(expected.plate)
        full = self.kind == "full" or proven is None or int(digest[:8], 16) % SAMPLE == 0
        try:
            found, changed = self._read(data, expected, proven, full)
        except Unreadable as error:
            raise ProofError([*failures, Failure(str(error), remedy=OTHERWISE)]) from None
        if failures + changed:
            raise ProofError(failures + changed)
        if proven is None:
            if len(self._plates) >= KEPT:
                self._plates.clear()
                self._looked.clear()
            self._plates[expected.plate] = found
            self._looked.update(found.looks)
        return "full" if full else "default"

    def _read(self, data: bytes, expected: Expected, proven: Proven | None, full: bool) -> tuple[Proven, list[Failure]]:
        """What the copy shows of its plate, and what is not as it should be."""
        file = File(data)
        if proven is not None and (changed := [Failure(what, remedy=OTHERWISE) for what in changes(file, proven)]):
            return proven, changed
        if proven is not None:
            file.packed.update(proven.packed)  # they stand in what has not changed
        specimen, shared = self._specimen(file, expected, proven)
        failures = [failure._replace(remedy=remedy) for _, check, remedy in CHECKS for failure in check(specimen)]
        if proven is None:
            proven = _proven(file, specimen, shared)
        if full:
            looked = {index for index, look in enumerate(proven.looks) if look in self._looked}
            failures += [*read_in_full(data, specimen, looked), *enclosed(file, expected)]
        return proven, failures

    def _specimen(self, file: File, expected: Expected, proven: Proven | None) -> tuple[Specimen, dict[int, Font]]:
        """A copy read again; and the fonts that all copies of its plate have."""
        frame = proven.frame if proven else read_frame(file, expected.static, expected.own_pages)
        known, names = proven.fonts if proven else {}, file.fonts()
        fonts = {name: known.get(ref) or read_font(file, ref, _original(name, expected)) for name, ref in names.items()}
        readings = self._readings(file, frame.personal, fonts)  # a foot is one stream on every page
        still = {} if proven else self._readings(file, set(chain(*frame.contents)) - frame.personal, fonts)
        frame = frame if proven else _by_pages(frame, expected, {**readings, **still})
        new = tuple(fonts[name] for name, ref in names.items() if ref not in known)
        found = Specimen(expected, frame, readings, still, new, _titles(file, frame), read_description(file), proven, self.others)
        return found, {ref: fonts[name] for name, ref in names.items() if frame.is_shared(ref)}

    def _readings(self, file: File, refs: Iterable[int], fonts: Mapping[bytes, Font]) -> dict[int, Reading]:
        return {ref: self._hollows.read(file.stream(ref), fonts) for ref in sorted(refs)}


def _by_pages(frame: Frame, expected: Expected, readings: Mapping[int, Reading]) -> Frame:
    """A frame whose contents are those of pages, where several stand on a side of a sheet."""
    return frame._replace(contents=expected.fold.parted(frame.contents, readings, expected.pages)) if expected.fold else frame


_CAST = re.compile(rb"w[0-9a-f]{10}$")


def _original(name: bytes, expected: Expected) -> Original:
    """The font file that a font should be cut from, or a word of it cast from."""
    face = _CAST.sub(b"", name[1:])
    if face not in expected.faces:
        raise Unreadable("a font that no layout has")
    return original_of(*expected.faces[face])


def _titles(file: File, frame: Frame) -> tuple[str | None, ...]:
    """What a copy's own bookmarks say; None where one says nothing."""
    entries = [title_of(file.body(ref)) for ref, kind in frame.kinds.items() if kind.startswith(b"<</Title/Parent")]
    return tuple(entry if entry is None else string(entry) for entry in entries)


def _proven(file: File, specimen: Specimen, shared: Mapping[int, Font]) -> Proven:
    """What a first copy shows of its plate; it counts as proven once the copy has passed."""
    frame, expected, readings = specimen.frame, specimen.expected, specimen.readings
    masks = {ref: reading.mask for ref, reading in readings.items()}
    said = tuple(around(text, blocks) for text, blocks in specimen.parts())
    still = {ref: specimen.beside(ref) for ref in readings}
    terms = repr((expected.frame, expected.window, expected.smallest, sorted(expected.sizes))).encode()
    looks = () if expected.fold else page_digests(file, frame, readings, terms)  # sides of sheets have pages that others do not have
    return Proven(file.data[: expected.static], frame, masks, said, still, shared, file.packed, looks)
