"""Where on the body: `::: body knee left` -> a figure with a ring, its words, and whose left it is.

In: a fence that names a place and a side.  Out: a `Figure`.  Refuses (`LeafletError`) a place that there is not, and a place of which
there are two without a side: nothing is drawn that could be the wrong knee.  A side that the record does not have refuses the copy, as
every value does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from handouts.errors import LeafletError
from handouts.files.guess import meant
from handouts.leaflets.fences import Fence
from handouts.leaflets.figurine import BACK, FRONT, Ring, figurine
from handouts.leaflets.inlines import plain_words
from handouts.leaflets.skeleton import PLAIN
from layouts.document.blocks import Block, Figure, Paragraph, Picture
from layouts.document.inlines import Inlines, TextRun

EITHER, ONE_LINE = (FRONT, BACK), 12  # characters of words that stand in one line
SIDES = ("left", "right", "both")


class BodyPlace(NamedTuple):
    """A place on the body.  x: how far from the axis, 0 for what there is once; y, radius: of its ring; views: the first shows it best."""

    x: float
    y: float
    radius: float
    views: tuple[str, ...] = EITHER


PLACES = {
    "head": BodyPlace(0, 8.6, 7.4), "eye": BodyPlace(2.2, 7.4, 2.0, (FRONT,)), "ear": BodyPlace(5.8, 8.8, 2.2),
    "neck": BodyPlace(0, 17.6, 4.0), "shoulder": BodyPlace(11.2, 23.4, 4.2), "elbow": BodyPlace(14.3, 37.4, 3.6),
    "wrist": BodyPlace(16.8, 46.8, 3.0), "hand": BodyPlace(17.4, 51.2, 3.8), "chest": BodyPlace(0, 30.0, 6.4, (FRONT,)),
    "belly": BodyPlace(0, 41.4, 6.4, (FRONT,)), "upper back": BodyPlace(0, 28.6, 6.4, (BACK,)),
    "lower back": BodyPlace(0, 42.6, 5.6, (BACK,)), "groin": BodyPlace(4.6, 51.0, 3.8, (FRONT,)), "hip": BodyPlace(9.4, 49.4, 4.2),
    "thigh": BodyPlace(6.4, 58.4, 4.2), "knee": BodyPlace(6.2, 66.8, 4.2), "lower leg": BodyPlace(6.2, 77.6, 4.2),
    "ankle": BodyPlace(5.8, 89.4, 3.4), "foot": BodyPlace(6.2, 94.0, 3.8),
}  # fmt: skip
PLURALS = {"foot": "feet"}
SHAPE = "Write '::: body knee left', or '::: body knee {{ appointment.side }}' for the side in the list."


def body(fence: Fence) -> Iterable[Block]:
    """The figure.  Raises LeafletError for a place or a side that there is not, and for anything but a paragraph inside: the caption."""
    texts = [block.content for block in fence.blocks if isinstance(block, Paragraph)]
    if len(texts) != len(fence.blocks) or len(texts) > 1:
        raise fence.refuse("a drawing of the body has one paragraph, its caption", "Write it on the next line, or nothing.", "body")
    place, side = _named(fence)
    say = fence.skeleton.phrase
    words = say(f"both {PLURALS.get(place, f'{place}s')}" if side == "both" else f"{side} {place}".strip())
    spot = PLACES[place]
    turns = {"left": (1,), "right": (-1,), "both": (1, -1), "": (1,)}[side]
    rings = tuple(Ring(turn * spot.x, spot.y, spot.radius, spot.views) for turn in turns)
    lines = _lines(words)
    labels = (*((f"word-{number}", line) for number, line in enumerate(lines, 1)), (FRONT, say("Front")), (BACK, say("Back")))
    alternative = say("A body from the front and from behind. Marked with a ring: %(place)s.") % {"place": words}
    caption: Inlines = texts[0] if texts else ()
    if side in ("left", "right"):
        caption = (*caption, *((TextRun(" "),) if caption else ()), TextRun(say("In the front view, your left is on the right.")))
    drawn = Picture(f"body-{side}-{place}.svg".replace(" ", "-"), figurine(rings, len(lines)), labels)
    yield Figure(drawn, alternative, caption, rigid=True)


def _named(fence: Fence) -> tuple[str, str]:
    """The place and the side.  Raises LeafletError for those that there are not."""
    named = fence.skeleton.inline(fence.rest, PLAIN)
    said = plain_words(named, fence.skeleton, fence.line, "what names a place of the body").lower().split()
    sides = [word for word in said if word in SIDES]
    place = " ".join(word for word in said if word not in SIDES)
    if place not in PLACES:
        raise _unknown(fence, place)
    if sides and not PLACES[place].x:
        raise fence.refuse(f"there is only one {place}, which has no side", f"Write '::: body {place}'.", sides[0])
    if len(sides) != bool(PLACES[place].x):
        what = "a place on the body has one side" if sides else f"nothing says which {place}"
        raise fence.refuse(what, f"{SHAPE} The sides are {', '.join(SIDES)}.", place)
    return place, sides[0] if sides else ""


def _unknown(fence: Fence, place: str) -> LeafletError:
    """That there is no such place, and which there are."""
    near = meant(place, list(PLACES))
    what = f"there is no place {place!r} on the body" if place else "nothing says which place on the body"
    return fence.refuse(what, f"There are {', '.join(PLACES)}.{f' Did you mean {near!r}?' if near else ''}", place)


def _lines(words: str) -> tuple[str, ...]:
    """Words in one line, or in two where they are long and can be parted."""
    parts = words.split(" ")
    if len(words) <= ONE_LINE or len(parts) == 1:
        return (words,)
    cut = min(range(1, len(parts)), key=lambda at: abs(len(" ".join(parts[:at])) - len(words) / 2))
    return " ".join(parts[:cut]), " ".join(parts[cut:])
