"""A clinic's own PDF, whose pages follow a leaflet's: opened, looked through, and cut into loose objects.

In: the path of a file.  Out: an `Enclosure`, the same one for the same file.  Refuses (`InputError`, with the file's name) what is no PDF,
is too large, damaged or encrypted, and whatever moves, asks, opens or hides something: see `refusals`.

The data of every stream stay as they are.  qpdf reads the file (by pikepdf, of the extra `append`); what is printed is read again by
`proof`, which asks PDFium.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from handouts.errors import InputError
from handouts.files.enclosures.links import Lead, links_of, loose_link
from handouts.files.enclosures.objects import Find, Found, Key, joined, value
from handouts.files.enclosures.refusals import refused
from handouts.files.enclosures.tags import NONE, read_tags
from handouts.files.reading import opened
from layouts.document.enclosures import EnclosedPage, Enclosure, Pieces

LARGEST = 10 * 2**20  # bytes
PAGED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # what a page may have from those above it (ISO 32000-1, table 30)
KEPT = (*PAGED, "/BleedBox", "/TrimBox", "/ArtBox", "/Group", "/UserUnit")
LETTER = (0, 0, 612, 792)
Draft = tuple[Pieces, list[int], set[int], tuple[float, float]]  # entries, contents, everything that a page names, its size
SMALLEST, WIDEST = 50, 450  # mm: of a page's sides, from the smallest card to A3 and Tabloid
MM = 72 / 25.4
NO_TITLE = frozenset({"", "untitled", "(anonymous)", "anonymous"})
INSTALL = "pip install 'handouts[append]'"


def read_enclosure(path: Path) -> Enclosure:
    """The file as one that can be enclosed.  Raises InputError."""
    return _read(path.name, _data(path))


def _data(path: Path) -> bytes:
    try:
        with opened(path) as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path.name}: is not in {path.parent}; put it there, or delete its name under 'append'") from None
    except ValueError as refused:
        raise InputError(f"{path}: cannot be read: {refused}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise InputError(f"{path.name}: has more than {LARGEST >> 20} MB; make a smaller file of it")
    if b"%PDF-" not in data[:1024]:
        raise InputError(f"{path.name}: is no PDF, whatever its name says; save it as a PDF")
    return data


@lru_cache(32)
def _read(name: str, data: bytes) -> Enclosure:
    try:
        import pikepdf
    except ImportError:
        raise InputError(f"{name}: PDFs that follow a leaflet need pikepdf; install it with: {INSTALL}") from None
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if why := refused(pdf):
                raise InputError(f"{name}: {why}")
            return _cut(pdf, name, data)
    except pikepdf.PasswordError:
        raise InputError(f"{name}: is encrypted; save it without a password") from None
    except InputError:
        raise
    except Exception:  # noqa: BLE001  a damaged file fails in many ways
        raise InputError(f"{name}: is damaged, or made in a way that is not known here; print it to a new PDF, and name that one") from None


def _cut(pdf: Any, name: str, data: bytes, *, told: bool = True) -> Enclosure:
    """The file in parts.  told: with its tags."""
    pages, links = _numbered(pdf)
    linked = list(chain(*links))
    numbers = {link.objgen: number for number, (link, _) in enumerate(linked)}
    found, tags = Found(pages), read_tags(pdf, pages, numbers) if told else NONE
    base = len(pages) + len(tags.elements)
    drafts = [_page(page.obj, found, base + len(numbers)) for page in pdf.pages]
    for number, (*_, size) in enumerate(drafts, start=1):
        if why := _unprintable(size):
            raise InputError(f"{name}: page {number} {why}")
    found.settle(base + len(numbers))
    if found.deep and tags:  # what several copies draw cannot say whose element it is
        return _cut(pdf, name, data, told=False)
    places = (_placed(each, base, numbers) for each in links)
    accessible, archival = _claims(pdf) if tags else (False, False)
    return Enclosure(
        name, _title(pdf, name), str(pdf.Root.get("/Lang", "")), hashlib.sha256(data).hexdigest(), data,
        tuple(map(partial(_finished, found), drafts, places, tags.marks or [()] * len(pages))), tags.elements, tags.tops,
        tuple(map(partial(loose_link, pages), linked)), tags.owners or (None,) * len(numbers), tuple(found.things),
        _top(pdf.pages[0]), bool(tags), accessible, archival,
    )  # fmt: skip


def _placed(links: list[Lead], base: int, numbers: Mapping[Key, int]) -> tuple[int, ...]:
    return tuple(base + numbers[link.objgen] for link, _ in links)


def _numbered(pdf: Any) -> tuple[dict[Key, int], list[list[Lead]]]:
    """The places of the pages, and the links of each.  Raises ValueError for a page that stands in the file twice."""
    pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    if len(pages) < len(pdf.pages):
        raise ValueError("a page stands in it twice")
    return pages, [links_of(page.obj, pages, pdf) for page in pdf.pages]


def _finished(found: Found, draft: Draft, links: tuple[int, ...], marks: tuple[int | None, ...]) -> EnclosedPage:
    inner, contents, met, size = draft
    return EnclosedPage(inner, tuple(contents), links, marks, found.drawn_with(met), size)


def _page(page: Any, found: Found, first: int) -> Draft:
    """A page.  The places of everything that it names are counted without `first`."""
    met: set[int] = set()

    def find(item: Any) -> int:
        met.add(place := found.place(item))
        return first + place

    held = {key: item for key in KEPT if (item := _inherited(page, key)) is not None}
    held.setdefault("/MediaBox", list(LETTER))
    inner = joined(part for key, item in held.items() for part in (f"{key} ".encode("ascii"), *_value(item, find)))
    content = page.get("/Contents", None)
    streams = [] if content is None else [content] if _is_stream(content) else list(content)
    return inner, [find(stream) for stream in streams], met, _size(held)


def _size(held: Mapping[str, Any]) -> tuple[float, float]:
    """Width and height of what is seen of a page.  Raises ValueError for one that is turned by less than a right angle."""
    left, bottom, right, top = map(float, held.get("/CropBox", held["/MediaBox"]))
    width, height = abs(right - left), abs(top - bottom)
    if int(held.get("/Rotate", 0)) % 90:
        raise ValueError("a page stands askew")
    return (height, width) if int(held.get("/Rotate", 0)) % 180 else (width, height)


def _unprintable(size: tuple[float, float]) -> str:
    """Why no printer has paper for a page, with what to do; '' if one may have."""
    sides = [side / MM for side in size]
    if min(sides) >= SMALLEST and max(sides) <= WIDEST:
        return ""
    return f"is {sides[0]:,.0f} by {sides[1]:,.0f} mm, for which a printer has no paper; print it on your paper to a new PDF"


def _value(item: Any, find: Find) -> Iterator[bytes | int]:
    if isinstance(item, list):
        yield f"[{' '.join(map(str, item))}]".encode("ascii")
    else:
        yield from value(item, find)


def _is_stream(item: Any) -> bool:
    import pikepdf

    return isinstance(item, pikepdf.Stream)


def _inherited(page: Any, key: str) -> Any:
    """An entry of a page; its own, or that of the nearest node above it."""
    node = page
    for _ in range(100):
        if key in node:
            return node[key]
        if key not in PAGED or "/Parent" not in node:
            return None
        node = node.Parent
    raise ValueError("has too many nodes above a page")


def _title(pdf: Any, name: str) -> str:
    """What the file calls itself; its name without its ending if it does not."""
    said = str(pdf.docinfo.get("/Title", "")) if pdf.trailer.get("/Info", None) is not None else ""
    said = " ".join("".join(c for c in said if c.isprintable()).split())
    return name.rpartition(".")[0] if said.casefold() in NO_TITLE else said[:200]


def _top(page: Any) -> float:
    """The height of what is seen of a page that stands upright."""
    return float(page.cropbox[3])


def _claims(pdf: Any) -> tuple[bool, bool]:
    """Whether it says that it is PDF/UA-1, and PDF/A of level a, with no profile of its own but one of three colours, as a leaflet's is."""
    said = pdf.open_metadata()
    profiles = [intent.get("/DestOutputProfile", {}) for intent in pdf.Root.get("/OutputIntents", [])]
    level = said.get("pdfaid:conformance") == "A" and said.get("pdfaid:part") in ("1", "2")
    return said.get("pdfuaid:part") == "1", level and all(profile.get("/N", 3) == 3 for profile in profiles)
