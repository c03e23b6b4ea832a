"""What should stand in a copy, told from its document and values: the texts of its personal blocks, its page lines.

In: a document, the copy's values.  Out: texts to look for.  Nothing here reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from lxml import etree

from handouts.proof.folds import Fold
from layouts.document.blocks import Contents, CopyCode, Document, Items, Picture
from layouts.document.enclosures import Enclosure, pages_of, untagged
from layouts.document.inlines import Field, Inlines, PageCount, PageNumber, TextRun
from layouts.document.tongues import Abreast, Foreign

Kind = Literal["off", "default", "full"]
KINDS: tuple[Kind, ...] = ("off", "default", "full")
_WORD = re.compile(r"[^\s·,;:()]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """What should stand in a copy.

    static: length of the part that all copies of its plate share; plate: names the plate; frame: left, bottom, right, top
    in points; smallest, sizes: of type in points; sha256: of the file, as it was recorded; issued: the moment that its metadata name, in
    ISO 8601; window: of the envelope, over page 1, with the room round it that stays empty; fold: of sheets with several pages
    on a side; faces: the file, and
    which of its faces, that each font is cut from, by the name of its resource without the first letter.
    """

    document: Document
    values: tuple[str, ...]
    identifier: str
    pages: int
    plate: int
    static: int
    frame: tuple[float, float, float, float]
    smallest: float
    sizes: frozenset[float]
    sha256: str
    issued: str
    faces: Mapping[bytes, tuple[Path, int]]
    window: tuple[float, float, float, float] | None = None
    fold: Fold | None = None

    def frame_of(self, page: int) -> tuple[float, float, float, float]:
        """The frame of a page (from 1) where it stands on its sheet."""
        left, bottom, right, top = self.frame
        if self.fold is None:
            return self.frame
        at, slack = self.fold.left(page, self.pages), self.fold.slack(self.pages)
        return at + left - slack, bottom, at + right + slack, top

    @property
    def sides(self) -> tuple[tuple[int, ...], ...]:
        """The pages of each page of the file, which is a side of a sheet."""
        return self.fold.sides(self.pages) if self.fold else tuple((page,) for page in range(1, self.own_pages + 1))

    @property
    def address(self) -> str:
        """What the window shows."""
        return _set(self.document.address, self.values)

    @property
    def own_pages(self) -> int:
        """How many pages are the document's own, before those of its enclosures."""
        return self.pages - pages_of(self.document.enclosures)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that a text of the document may be set in, the likeliest first; '' for none."""
        return _languages(id(self.document), _Same(self.document))


def words(text: str) -> list[str]:
    """The words of a text, as identifiers are looked for among them."""
    return _WORD.findall(text)


def strange_words(text: str, expected: Expected) -> set[str]:
    """The words of a text that are neither a copy's identifier nor of its values, and that not every copy of the document says."""
    found = set(words(text)) - _common_words(id(expected.document), _Same(expected.document), expected.pages)
    return found.difference([expected.identifier], *map(words, expected.values)) if found else found


@lru_cache(256)
def _common_words(key: int, same: _Same, pages: int) -> frozenset[str]:
    """The words of a document that are no patient's: its texts, labels and page lines.  A neighbour may be called so: 4, say."""
    lines = [line for page in range(1, pages + 1) for line in page_lines(same.document, page, pages)]
    return frozenset(word for text in (*_texts(same.document), *lines) for word in words(text))


def _texts(part: object, *, inlines: bool = True) -> Iterable[str]:
    """Every text in a part of a document, with the labels of its lists and drawings; without the runs of its blocks, if so asked."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item, inlines=inlines)
    elif is_dataclass(part) and (inlines or not isinstance(part, TextRun)):
        yield from _labels(part)
        for entry in () if isinstance(part, (Picture, Enclosure)) else fields(part):
            yield from _texts(getattr(part, entry.name), inlines=inlines)


def _labels(part: object) -> Iterable[str]:
    """What a drawing or a list says besides its texts."""
    if isinstance(part, Picture):
        yield from (label for _, label in part.labels)
        yield from _drawn_words(part.data)
    if isinstance(part, Items):
        yield from ("•", *(f"{number} {number}." for number in range(part.start, part.start + len(part.items))))


@lru_cache(64)
def _drawn_words(data: bytes) -> tuple[str, ...]:
    """What the texts of a drawing say, whole and part by part; nothing of a photograph."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ()
    texts = [list(text.itertext()) for text in root.iter("{*}text")]
    return tuple(" ".join(said.split()) for parts in texts for said in ("".join(parts), " ".join(parts), *parts))


def said_by(expected: Expected) -> str:
    """Every text of a copy, one after the other: of each block, of labels, of the lines that count pages."""
    document, values, pages = expected.document, expected.values, range(1, expected.pages + 1)
    parts = document.head, document.address, document.letter, document.running, document.blocks, document.foot
    blocks = [_set(content, values) for content in _inlines(parts)]
    lines = [line for page in pages for line in page_lines(document, page, expected.pages)]
    return "\n".join([*blocks, *_texts(document, inlines=False), *lines])


def listed(expected: Expected) -> tuple[str, ...]:
    """What the contents of a copy list, line by line."""
    blocks = [block for block in expected.document.blocks if isinstance(block, Contents)]
    return tuple(_set(line, expected.values).strip() for block in blocks for line in block.lines)


def codes(expected: Expected) -> tuple[bytes, ...]:
    """The bits of the codes that a copy has, in hex, each row filled up to whole bytes: 'HC' and the value that it is of."""
    found = [(block.whole, expected.values[block.index]) for block in expected.document.blocks if isinstance(block, CopyCode)]
    return tuple(_bits(text if whole else f"HC{text}".upper()) for whole, text in found)


def printed(expected: Expected) -> list[str]:
    """The values that can be read, and not only scanned."""
    scanned = {block.index for block in expected.document.blocks if isinstance(block, CopyCode) and block.whole}
    return [value for number, value in enumerate(expected.values) if number not in scanned]


def _bits(text: str) -> bytes:
    import segno

    rows = ["".join(map(str, row)) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    whole = -(-len(rows) // 8) * 8
    return b"".join(int(row.ljust(whole, "0"), 2).to_bytes(whole // 8, "big") for row in rows).hex().upper().encode()


def description(expected: Expected) -> dict[str, str]:
    """What a file's metadata should say, by the names of XMP (ISO 16684-1) and, in capitals, of the information dictionary."""
    document, moment = expected.document, "".join(sign for sign in expected.issued[:19] if sign.isdigit())
    said = {"Title": document.title, "Author": document.author, "Subject": document.subject}
    xmp = {"dc:title": document.title, "dc:creator": document.author, "dc:description": document.subject, "dc:language": document.language}
    dates = {"CreationDate": moment, "ModDate": moment, "xmp:CreateDate": expected.issued, "xmp:ModifyDate": expected.issued}
    fixed = {"Producer": "Handouts", "pdf:Producer": "Handouts", "Untagged": untagged(document.enclosures)}
    return {name: text for name, text in {**said, **xmp, **dates, **fixed, **_claims(document)}.items() if text}


def _claims(document: Document) -> dict[str, str]:
    """The standards that a file may say it keeps: those that all of its enclosures keep, too (ISO 14289-1, 5; ISO 19005-2, 6.6.4)."""
    kept: dict[str, str] = {}
    if all(enclosure.accessible for enclosure in document.enclosures):
        kept["pdfuaid:part"] = "1"
    if all(enclosure.archival for enclosure in document.enclosures):
        kept |= {"pdfaid:part": "2", "pdfaid:conformance": "A"}
    return kept


@lru_cache(256)
def _languages(key: int, same: _Same) -> tuple[str, ...]:
    document = same.document
    everything = (document.head, document.running, document.blocks, document.foot)
    own = (inline.language for content in _inlines(everything) for inline in content if isinstance(inline, (TextRun, Field)))
    whole = (language for block in document.blocks for language in _spoken(block))
    return tuple(dict.fromkeys([document.language, "", *(language for language in (*whole, *own) if language)]))


def _spoken(block: object) -> tuple[str, ...]:
    """The languages that blocks are in as a whole."""
    return (block.language,) if isinstance(block, Foreign) else block.languages if isinstance(block, Abreast) else ()


def plain(text: str) -> str:
    """Text as a reader gives it back: no-break spaces as spaces, forced line ends gone."""
    return text.replace("\u00a0", " ").replace("\n", "")


def personal_texts(document: Document, part: str, values: tuple[str, ...]) -> list[str]:
    """The texts of the blocks that hold a value, in the order of the document."""
    contents = _personal_contents(id(document), _Same(document), part)
    return [_set(content, values) for content in contents]


def _set(content: Inlines, values: tuple[str, ...]) -> str:
    """The words of a block in a copy with these values."""
    return plain("".join(values[i.index] if isinstance(i, Field) else getattr(i, "text", "") for i in content))


class _Same:
    """A document as a key: equal only to itself, and cheap to compare."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document


@lru_cache(1024)
def _personal_contents(key: int, same: _Same, part: str) -> tuple[Inlines, ...]:
    document = same.document
    blocks = document.foot if part == "foot" else (*document.head, document.address, *document.letter, *document.blocks)
    return tuple(content for content in _inlines(blocks) if any(isinstance(i, Field) for i in content))


def page_lines(document: Document, page: int, pages: int) -> list[str]:
    """What the foot says of the page's number, such as 'page 1 of 4'; of a page that is not counted, whose back it is."""
    last = pages - document.uncounted
    numbers: dict[type, str] = {PageNumber: str(min(page, last)), PageCount: str(last)}
    counted = [content for content in _inlines(document.foot) if any(isinstance(i, (PageNumber, PageCount)) for i in content)]
    counted = [document.back[1]] * len(counted) if page > last else counted
    return [plain("".join(numbers.get(type(i)) or str(getattr(i, "text", "")) for i in content)) for content in counted]


def _inlines(part: object) -> Iterable[Inlines]:
    """Every run of inlines in a document, in its order."""
    if isinstance(part, tuple):
        if part and all(isinstance(i, (TextRun, Field, PageNumber, PageCount)) for i in part):
            yield part
        else:
            for item in part:
                yield from _inlines(item)
    elif is_dataclass(part) and not isinstance(part, (TextRun, Field)):
        for entry in fields(part):
            yield from _inlines(getattr(part, entry.name))
