"""The wrong patient's leaflet never leaves: a finished copy is read again, by other means than wrote it.

In: the bytes of a copy, and what should stand in it.  Out: nothing, or `ProofError` with every check that failed and its page.

`full` reads every page with pdfium.  The default reads the first copy of each plate in full; of later copies everything
outside the slots is compared byte for byte with what was proven (`proven`), the slots are read again (`content`), and one copy in
fifty is read in full besides.  What is looked at stands in two lists: `checks.CHECKS`, and `pdfium.CHECKS` for copies read in full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from handouts.errors import Problem, RecordError
from handouts.proof.checks import CHECKS, Failure, Specimen
from handouts.proof.content import Font, read_content, read_font
from handouts.proof.expected import Expected, Kind
from handouts.proof.pdfium import read_in_full
from handouts.proof.proven import Frame, Proven, changes, read_frame, title_of
from handouts.proof.reader import File, Unreadable, string

SAMPLE = 50  # one copy in so many is read in full by the default
KEPT = 512  # plates


class ProofError(RecordError):
    """A copy that must not leave: each failed check with its page.  Never says what the page said."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        super().__init__("copy", tuple(Problem("proof", str(failure)) for failure in failures))


class Prover:
    """Proves copies one after another; knows the plates it has proven.  others: is this the identifier of somebody else?"""

    def __init__(self, kind: Kind = "default", others: Callable[[str], bool] = lambda word: False) -> None:
        self.kind, self.others = kind, others
        self._plates: dict[int, Proven] = {}

    def prove(self, data: bytes, expected: Expected) -> str:
        """'full', 'default' or 'off': how the copy was read.  Raises ProofError."""
        if self.kind == "off":
            return "off"
        digest = hashlib.sha256(data).hexdigest()
        failures = [] if digest == expected.sha256 else [Failure("the file is not the one that was recorded")]
        proven = self._plates.get(expected.plate)
        full = self.kind == "full" or proven is None or int(digest[:8], 16) % SAMPLE == 0
        try:
            found, changed = self._read(data, expected, proven)
            failures += changed
            if full:
                failures += read_in_full(data, expected, self.others)
        except Unreadable as error:
            raise ProofError([*failures, Failure(str(error))]) from None
        if failures:
            raise ProofError(failures)
        if proven is None:
            if len(self._plates) >= KEPT:
                self._plates.clear()
            self._plates[expected.plate] = found
        return "full" if full else "default"

    def _read(self, data: bytes, expected: Expected, proven: Proven | None) -> tuple[Proven, list[Failure]]:
        """What the copy shows of its plate, and what is not as it should be."""
        file = File(data)
        if proven is not None and (changed := [Failure(what) for what in changes(file, proven)]):
            return proven, changed
        frame = proven.frame if proven else read_frame(file, expected.static)
        fonts = _fonts(file, proven.fonts if proven else {})
        readings = {ref: read_content(file.stream(ref), fonts) for ref in sorted(frame.personal)}  # a foot is one stream on every page
        specimen = Specimen(expected, frame, readings, _titles(file, frame), proven, self.others)
        failures = [failure for _, check in CHECKS for failure in check(specimen)]
        return proven or _proven(file, specimen, fonts), failures


def _fonts(file: File, known: Mapping[int, Font]) -> dict[bytes, Font]:
    """The fonts of a copy by their resource names: those of its plate as they were proven, its own ones read now."""
    return {name: known.get(ref) or read_font(file, ref) for name, ref in file.fonts().items()}


def _titles(file: File, frame: Frame) -> tuple[str | None, ...]:
    """What a copy's own bookmarks say; None where one says nothing."""
    entries = [title_of(file.body(ref)) for ref, kind in frame.kinds.items() if kind.startswith(b"<</Title/Parent")]
    return tuple(entry if entry is None else string(entry) for entry in entries)


def _proven(file: File, specimen: Specimen, fonts: Mapping[bytes, Font]) -> Proven:
    """What a first copy shows of its plate; it counts as proven once the copy has passed."""
    frame, expected = specimen.frame, specimen.expected
    shared = {ref: fonts[name] for name, ref in file.fonts().items() if frame.is_shared(ref)}
    masks = {ref: reading.mask for ref, reading in specimen.readings.items()}
    return Proven(file.data[: expected.static], frame, masks, specimen.residue(), shared)
