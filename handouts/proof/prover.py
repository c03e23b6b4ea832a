"""The wrong patient's leaflet never leaves: a finished copy is read again, by other means than wrote it.

In: the bytes of a copy, and what should stand in it.  Out: nothing, or `ProofError` with every check that failed and its page.

`full` reads every page with pdfium.  The default reads the first copy of each plate in full; of later copies everything
outside the slots is compared byte for byte with what was proven, the slots are read again by `reader`, and one copy in
fifty is read in full besides.  Each checks: the number of pages; on every page the patient's identifier and "page x of y"; every
personal value; nobody else's identifier; no glyph without a meaning; all text inside its frame and no smaller than the
layout's smallest.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handouts.errors import Problem, RecordError
from handouts.proof.expected import Expected, Kind, own_words, personal_texts, plain, words
from handouts.proof.pdfium import read_in_full
from handouts.proof.reader import File, Font, Reading, Unreadable, read_content, string

ENTRY = 7  # bytes of a cross-reference entry, W [1 4 2]
SAMPLE = 50  # one copy in so many is read in full by the default
SLACK = 1.5  # points that a glyph's overhang may reach out of its frame


class ProofError(RecordError):
    """A copy that must not leave: each failed check with its page.  Never says what the page said."""

    def __init__(self, failures: Iterable[str]) -> None:
        super().__init__("copy", tuple(Problem("proof", failure) for failure in failures))


@dataclass(slots=True)
class _Proven:
    """What is known of a plate from its first copy."""

    prefix: bytes
    table: bytes
    trailer: dict[bytes, int]
    contents: list[list[int]]
    personal: frozenset[int]
    refs: dict[int, bytes]
    masks: dict[int, bytes]
    residue: tuple[Counter[str], ...]
    fonts: dict[int, Font]


class Prover:
    """Proves copies one after another; knows the plates it has proven.  others: is this the identifier of somebody else?"""

    def __init__(self, kind: Kind = "default", others: Callable[[str], bool] = lambda word: False) -> None:
        self.kind, self.others = kind, others
        self._plates: dict[int, _Proven] = {}

    def prove(self, data: bytes, expected: Expected) -> str:
        """'full', 'default' or 'off': how the copy was read.  Raises ProofError."""
        if self.kind == "off":
            return "off"
        digest = hashlib.sha256(data).hexdigest()
        failures = [] if digest == expected.sha256 else ["the file is not the one that was recorded"]
        proven = self._plates.get(expected.plate)
        full = self.kind == "full" or proven is None or int(digest[:8], 16) % SAMPLE == 0
        try:
            found = self._read(data, expected, proven)
            if full:
                failures += read_in_full(data, expected, self.others)
        except Unreadable as error:
            raise ProofError([*failures, str(error)]) from None
        failures += found[1]
        if failures:
            raise ProofError(failures)
        if proven is None:
            if len(self._plates) > 512:
                self._plates.clear()
            self._plates[expected.plate] = found[0]
        return "full" if full else "default"

    def _read(self, data: bytes, expected: Expected, proven: _Proven | None) -> tuple[_Proven, list[str]]:
        """The slots, read again; and what is not as it was proven."""
        file = File(data)
        failures: list[str] = []
        known = proven or _first(file, data, expected)
        if proven is not None:
            failures += _unchanged(file, data, proven)
        if failures:
            return known, failures
        fonts = self._fonts(file, known)
        read = {ref: read_content(file.stream(ref), fonts) for ref in known.personal}  # a foot is one stream on every page
        pages = [[(ref, read[ref]) for ref in refs if ref in known.personal] for refs in known.contents]
        own = own_words(expected)
        for ref, reading in read.items():
            number = _page_of(ref, known)
            failures += _misplaced(reading, expected, number)
            if any(self.others(word) and word not in own for word in words(reading.text)):
                failures.append(f"page {number}: an identifier of somebody else")
        residue: list[Counter[str]] = []
        for number, readings in enumerate(pages, start=1):
            rest = _cut(readings[-1][1].text if readings else "", personal_texts(expected.document, "foot", expected.values))
            if rest is None:
                failures.append(f"page {number}: the foot does not name the patient as it should")
            residue.append(rest or Counter())
        body = "".join(reading.text for readings in pages for _, reading in readings[:-1])
        rest = _cut(body, personal_texts(expected.document, "body", expected.values))
        if rest is None:
            failures.append("a personal value is not there to be read, or stands in another order")
        residue.append(rest or Counter())
        failures += _titles(file, known, expected)
        masks = {ref: reading.mask for readings in pages for ref, reading in readings}
        if proven is None:
            known.masks, known.residue = masks, tuple(residue)
        else:
            failures += [
                f"page {_page_of(ref, known)}: what stands around a value has changed"
                for ref, mask in masks.items()
                if mask != proven.masks.get(ref)
            ]
            if tuple(residue) != proven.residue and not failures:
                failures.append("the words around a value have changed")
        return known, failures

    def _fonts(self, file: File, known: _Proven) -> dict[bytes, Font]:
        """The fonts of the copy: proven ones as they were, its own ones read now."""
        out = {}
        for resource, ref in file.fonts(_font_dictionary(file)).items():
            static = ref * ENTRY < len(known.table) and ref not in known.personal
            if static:
                if ref not in known.fonts:
                    known.fonts[ref] = file.font(ref)
                out[resource] = known.fonts[ref]
            else:
                out[resource] = file.font(ref)
        return out


def _first(file: File, data: bytes, expected: Expected) -> _Proven:
    """What the first copy of a plate shows of it; it counts as proven once the copy is read in full."""
    contents = file.contents()
    personal = frozenset(ref for refs in contents for ref in refs if file.entry(ref)[0] == 1 and file.entry(ref)[1] >= expected.static)
    refs = {ref: _kind(file.body(ref)) for ref in range(1, file.size) if file.entry(ref)[0] == 1 and file.entry(ref)[1] >= expected.static}
    last = max((ref for ref in range(1, file.size) if not _of_copy(file, ref, expected.static)), default=0)
    refs = {ref: kind for ref, kind in refs.items() if ref <= last}
    table = b"".join(bytes(ENTRY) if ref in refs else file.table[ref * ENTRY : (ref + 1) * ENTRY] for ref in range(last + 1))
    return _Proven(data[: expected.static], table, file.trailer, contents, personal, refs, {}, (), {})


def _of_copy(file: File, ref: int, static: int) -> bool:
    kind, at, _ = file.entry(ref)
    return kind == 1 and at >= static


def _kind(body: bytes) -> bytes:
    """What an object is, with everything that may differ from copy to copy left out."""
    if b"\nstream\r\n" in body[:400]:
        return b"stream"
    body = re.sub(rb"\(D:\d{14}\+00'00'\)", b"(D:)", body)
    body = re.sub(rb"/(Rect|QuadPoints)\[[^\]]*\]", b"", body)
    body = re.sub(rb"/X\w+ \d+ 0 R", b"", body)
    return re.sub(rb"^<</Title (<[0-9A-F]*>|\((?:[^()\\]|\\.)*\))/Parent", b"<</Title/Parent", body)


def _unchanged(file: File, data: bytes, proven: _Proven) -> list[str]:
    """Everything outside the slots, byte for byte: the shared part, where its objects are said to be, and that nothing else is there."""
    if not data.startswith(proven.prefix):
        return ["what all copies share has changed"]
    if file.trailer != proven.trailer:
        return ["the file begins with another object"]
    static = len(proven.prefix)
    table = bytearray(file.table[: len(proven.table)])
    for ref in proven.refs:
        if ref * ENTRY < len(table):
            table[ref * ENTRY : (ref + 1) * ENTRY] = bytes(ENTRY)
    if table != proven.table:
        return ["an object is another than was proven"]
    own = [file.entry(ref) for ref in {*proven.refs, *range(len(proven.table) // ENTRY, file.size)}]
    if any(kind != 1 or at < static for kind, at, _ in own):
        return ["an object is not the copy's own"]
    starts = sorted(at for _, at, _ in own)
    at = static
    for start in starts:
        if start != at:
            return [f"there is something at byte {at} that is no object of the copy"]
        at = file.end_of(start)
    return [f"object {ref} is of another kind than was proven" for ref, kind in proven.refs.items() if kind != _kind(file.body(ref))]


def _font_dictionary(file: File) -> int:
    root = file.body(file.trailer[b"Root"])
    tree = re.search(rb"/Pages (\d+) 0 R", root)
    page = re.search(rb"/Kids\[(\d+) 0 R", file.body(int(tree[1]))) if tree else None
    resources = re.search(rb"/Resources (\d+) 0 R", file.body(int(page[1]))) if page else None
    fonts = re.search(rb"/Font (\d+) 0 R", file.body(int(resources[1]))) if resources else None
    if not fonts:
        raise Unreadable("the pages have no fonts")
    return int(fonts[1])


def _titles(file: File, known: _Proven, expected: Expected) -> list[str]:
    """Outline entries with values in them say what their heading says."""
    wanted = None
    for ref, kind in known.refs.items():
        if kind.startswith(b"<</Title/Parent"):
            wanted = wanted or set(personal_texts(expected.document, "body", expected.values))
            match = re.match(rb"<</Title (<[0-9A-F]*>|\((?:[^()\\]|\\.)*\))", file.body(ref))
            if not match or plain(string(match[1])) not in wanted:
                return ["a bookmark says something else than its heading"]
    return []


def _page_of(ref: int, known: _Proven) -> int:
    return next((n for n, refs in enumerate(known.contents, start=1) if ref in refs), 0)


def _misplaced(reading: Reading, expected: Expected, page: int) -> list[str]:
    left, bottom, right, top = expected.frame
    failures = []
    if any(size < expected.smallest - 0.01 for *_, size in reading.boxes):
        failures.append(f"page {page}: type smaller than the layout's smallest")
    if any(x0 < left - SLACK or x1 > right + SLACK or not bottom - SLACK <= y <= top for x0, y, x1, _ in reading.boxes if x1 > x0):
        failures.append(f"page {page}: text outside its frame")
    return failures


def _cut(text: str, blocks: list[str]) -> Counter[str] | None:
    """The letters of a text that are not those of the blocks, which stand in it in their order; None if one does not.

    Counted, because a value may say what stands before it as well, and then nobody can tell where it begins.
    """
    text, at = plain(text), 0
    for block in blocks:
        found = text.find(block, at)
        if found < 0:
            return None
        at = found + len(block)
    return Counter(text) - Counter("".join(blocks))
