"""Content streams: a page's code cut into what all copies share and what is struck anew; the code of what is struck.

In: code and slots in the order of drawing.  Out: streams.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from layouts.copies.annotations import rects_of
from layouts.pages.places import lines_code, underline
from layouts.pages.slots import CodePart, SlotPart
from layouts.pages.tagged import END, TURN
from layouts.pdf.objects import numbers
from layouts.typesetting.text import Galley

Code: TypeAlias = str | SlotPart | CodePart
Stream: TypeAlias = tuple[Code, ...]
SHORT = 1500  # static code between two slots that is written again with them: a stream of its own would take more room and time


def is_static(items: Stream) -> bool:
    """Whether a stream is the same in all copies."""
    return all(isinstance(item, str) for item in items)


def cut(code: Sequence[Code]) -> list[Stream]:
    """Code as streams: static ones, and ones that are struck anew, which take short static code between slots along.

    No stream is of two pages, where several stand on a sheet.
    """
    if TURN in code:
        at = code.index(TURN)
        return [*cut(code[:at]), *cut(code[at + 1 :])]
    out: list[Stream] = []
    for part in _parts(code):
        if len(out) > 1 and is_static(out[-1]) and _in_text(part[0]) and _length(out[-1]) < SHORT:
            between = out.pop()
            out[-1] += between + part
        else:
            out.append(part)
    if len(out) > 1 and out[-1] == (END,):
        out[-2:] = [out[-2] + out[-1]]
    return out


def _parts(code: Sequence[Code]) -> Iterator[Stream]:
    """Code that is static, slots in the text, slots in the foot."""
    for _, items in groupby(code, key=lambda item: (isinstance(item, str), _in_text(item))):
        yield tuple(items)


def _in_text(item: Code) -> bool:
    """Whether it is a slot in the text of a page: those in page furniture have no marks, and can be the same on every page."""
    return isinstance(item, CodePart) or (isinstance(item, SlotPart) and item.marks is not None)


def _length(items: Iterable[Code]) -> int:
    return sum(len(str(item)) for item in items)


def code_of(items: Stream, galleys: Sequence[Galley], values: Sequence[str]) -> bytes:
    """The code of a stream with the lines and values of a copy."""
    return "\n".join([item if isinstance(item, str) else _own(item, galleys, values) for item in items]).encode("ascii")


def _own(part: SlotPart | CodePart, galleys: Sequence[Galley], values: Sequence[str]) -> str:
    return part.code(values) if isinstance(part, CodePart) else _part_code(part, galleys[part.slot.index])


def _part_code(part: SlotPart, set_type: Galley) -> str:
    code = lines_code(set_type.lines[part.first : part.last], part.place, part.marks)
    if not part.links:
        return code
    lined = [key for key, link in part.links.items() if link.lined]
    under = [numbers(*underline(rect, part.slot.style)) for key in lined for rect in rects_of(part, set_type, key)]
    return "\n".join([code, *(f"/Artifact BMC {line} re f EMC" for line in under)])
