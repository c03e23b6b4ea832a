"""`::: timeline` … `:::` -> a timeline: its entries in the order of their moments, each day told once.

In: a fence with one list, whose inside is read already.  Out: blocks.  Refuses an entry without a moment or words, and everything that is
no entry (`LeafletError`, all of them at once).

    - [ ] {{ appointment.start | before(hours=6) | time }}: Eat nothing more.       what the patient does
    - {{ appointment.start | time }}: **Please arrive.**                            when the patient comes
    - until {{ appointment.start | after(weeks=6) | date }}: Do not drive.          how long something holds
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from handouts.errors import LeafletError, Slip
from handouts.leaflets.days import Stop
from handouts.leaflets.fences import Fence, headed
from handouts.leaflets.inlines import unboxed
from layouts.document.blocks import Block, Items, Paragraph, Timeline, TimelineEvent, TimelineMark
from layouts.document.inlines import Field, Inlines, TextRun

UNTIL = "until"
COLONS = ":："
WRITTEN = "Write '- [ ] {{ appointment.start | before(hours=6) | time }}: Eat nothing more.'"
FORMS = f"{WRITTEN} A whole day is '| date'; what the patient comes to has no '[ ]'; what holds so long has 'until' before its moment."
NONE = Stop()


class TimelineEntry(NamedTuple):
    """An entry as it is written.  value: the number of that which is its moment; words: what follows the moment."""

    mark: TimelineMark
    value: int
    words: Inlines

    def key(self, stop: Stop) -> tuple[int, int, int]:
        """By which entries are put in order: a day's whole begins it, and what holds until a day ends it."""
        return stop.day, 1 if stop.turn >= 0 else 2 if self.mark == "until" else 0, stop.turn


def timeline(fence: Fence) -> Iterable[Block]:
    """A timeline; what follows its name is its heading.  Raises LeafletError."""
    items = fence.blocks[0] if len(fence.blocks) == 1 else None
    if not isinstance(items, Items) or items.kind == "number" or len(items.items) != len(fence.items):
        what = "a timeline is one list, and nothing else" if fence.blocks else "a timeline without entries"
        raise fence.refuse(what, FORMS, "timeline")
    entries = [_entry(fence, item, row, ticked=items.kind == "check") for item, row in zip(items.items, fence.items, strict=True)]
    if slips := [entry for entry in entries if isinstance(entry, Slip)]:
        raise LeafletError.at(slips)
    yield from headed(fence)
    yield Timeline(tuple(_events(fence, [entry for entry in entries if isinstance(entry, TimelineEntry)])))


def _entry(fence: Fence, item: tuple[Block, ...], row: int, *, ticked: bool) -> TimelineEntry | Slip:
    """An entry, or what is wrong with it."""
    if len(item) != 1 or not isinstance(item[0], Paragraph):
        return fence.slip(row, "an entry of a timeline is one paragraph", "Write another entry, or put what it tells under a heading.")
    content = item[0].content
    bare = content if ticked else unboxed(content)
    mark: TimelineMark = "come" if bare is None else "do"
    content = content if bare is None else bare
    if until := _without_until(content, fence):
        mark, content = "until", until
    head, words = (content[0], _without_colon(content[1:])) if content else (None, None)
    if not isinstance(head, Field) or (fence.skeleton.stops is not None and head.index not in fence.skeleton.stops):
        return fence.slip(row, "an entry of a timeline begins with its moment", FORMS)
    if not words:
        return fence.slip(row, "an entry of a timeline has a colon after its moment, and then words", WRITTEN)
    return TimelineEntry(mark, head.index, words)


def _without_until(content: Inlines, fence: Fence) -> Inlines:
    """What follows the word 'until', in English or in the leaflet's language; nothing where it is not there."""
    first = content[0] if content else None
    said = _plain(first.text) if isinstance(first, TextRun) else ""
    return content[1:] if said and said in (UNTIL, _plain(fence.skeleton.phrase(UNTIL))) else ()


def _plain(text: str) -> str:
    return text.strip().casefold().replace("’", "'")


def _without_colon(content: Inlines) -> Inlines:
    """What follows a colon; nothing where there is none, or nothing follows it."""
    for at, inline in enumerate(content):
        if not isinstance(inline, TextRun):
            break
        text = inline.text.lstrip()
        if text and text[0] not in COLONS:
            break
        if text:
            rest = text[1:].lstrip()
            return ((replace(inline, text=rest),) if rest else ()) + _trimmed(content[at + 1 :], first=not rest)
    return ()


def _trimmed(content: Inlines, *, first: bool) -> Inlines:
    """Words without the space that they begin with, where they are the first."""
    head = content[0] if content and first else None
    if not isinstance(head, TextRun):
        return content
    rest = head.text.lstrip()
    return ((replace(head, text=rest),) if rest else ()) + content[1:]


def _events(fence: Fence, entries: list[TimelineEntry]) -> Iterator[TimelineEvent]:
    """Entries in the order of their moments, each day with the first of them."""
    stops = fence.skeleton.stops
    if stops is not None:
        entries = sorted(entries, key=lambda entry: entry.key(stops[entry.value]))
    told = -1
    for entry in entries:
        stop = stops[entry.value] if stops is not None else NONE
        again = stops is not None and stop.day == told
        told = stop.day
        day: Inlines = () if again else (Field(entry.value, strong=True),)
        time: Inlines = (Field(stop.time, strong=True),) if stop.time >= 0 else ()
        aside: Inlines = (Field(stop.words), TextRun(": ")) if stop.words >= 0 else ()
        yield TimelineEvent(entry.mark, day, time, (*_holding(entry, fence), *aside, *entry.words))


def _holding(entry: TimelineEntry, fence: Fence) -> Inlines:
    """That something holds until then, in words, unless its own begin so."""
    phrase = fence.skeleton.phrase("Until then:")
    said = "".join(inline.text for inline in entry.words if isinstance(inline, TextRun))
    if entry.mark != "until" or _plain(said).startswith(_plain(phrase).rstrip(f"{COLONS}\u00a0")):
        return ()
    return (TextRun(str(phrase), strong=True), TextRun(" "))
