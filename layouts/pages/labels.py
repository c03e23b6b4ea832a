"""The words on a drawing: in the page's type and the theme's size, whatever the drawing's scale.

In: a drawing's labels and the words for them, where the drawing stands and how much room there is.  Out: set lines at their places.
Refuses (`PictureError`) what has no room: a word that is wider, lines that are higher, labels that would lie on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from layouts.document.inlines import TextRun
from layouts.errors import PictureError
from layouts.pages.drawings import Drawing, Label
from layouts.pages.places import CAP_HEIGHT
from layouts.pages.setting import Setting
from layouts.styles import Style
from layouts.typesetting.text import Galley, galley

LEADING = 1.3  # of the size
FUZZ = 0.01  # points
BETWEEN = 0.2  # of the size, above and below a line: no letter of most words reaches there
UNBOUNDED = 1e6


class Room(NamedTuple):
    """Where a drawing stands, and what is free beside it.  Points: its lower left corner, its size; left, right: of the column."""

    x: float
    y: float
    width: float
    height: float
    left: float
    right: float


class SetLabel(NamedTuple):
    """A label's lines: x of their measure, y of the top of the first; left, bottom, right: what they cover.  Points."""

    label: Label
    galley: Galley
    style: Style
    x: float
    top: float
    left: float
    bottom: float
    right: float

    def shifted(self, up: float) -> SetLabel:
        """The label so much higher."""
        return self._replace(top=self.top + up, bottom=self.bottom + up)


def placed(name: str, drawing: Drawing, words: Mapping[str, str], room: Room, setting: Setting) -> list[SetLabel]:
    """The labels of a drawing.  words: what is said in place of its own; name: of its file.  Raises PictureError."""
    wanted = [_placed(name, label, drawing, room, setting) for label in _said(drawing.labels, words) if label.text]
    out: list[SetLabel] = []
    for label in sorted(wanted, key=lambda label: -label.top):
        out = _apart(out, label, room)
    for one, other in combinations(out, 2):
        if _lack(one, other) > FUZZ:
            what = f"the labels “{one.label.text[:60]}” and “{other.label.text[:60]}” lie on each other at {one.style.size:g} points"
            raise PictureError(f"{name}: {what}; shorten one, or move them apart in the drawing", _near(name, other.label))
    return out


def _apart(above: list[SetLabel], label: SetLabel, room: Room) -> list[SetLabel]:
    """Labels with another below them; it gives way, and where it has no room those above it do, each by no more than a line."""
    lack = max((_lack(one, label) for one in above), default=0.0)
    if lack <= 0 or lack > label.style.size:
        return [*above, label]
    down = max(min(lack, label.bottom - room.y), 0.0)
    up = lack - down
    raised = [one.shifted(up) if _lack(one, label.shifted(-down)) > 0 and one.top + up <= room.y + room.height else one for one in above]
    return [*raised, label.shifted(-down)]


def _said(labels: Iterable[Label], words: Mapping[str, str]) -> Iterable[Label]:
    """Each label with its words; those that are said in place of a text stand where its first line stood."""
    for label in labels:
        if label.key not in words:
            yield label
        elif label.first:
            yield label._replace(text=words[label.key])


def _placed(name: str, label: Label, drawing: Drawing, room: Room, setting: Setting) -> SetLabel:
    scale, size = room.width / drawing.width, setting.theme.figure.label
    style = Style(size, size * LEADING, align=label.anchor)  # type: ignore[arg-type]
    x, y = room.x + label.x * scale, room.y + label.y * scale
    measure = _measure(label, x, room)
    voice = setting.voice._replace(rtl=False)  # labels stand where their drawing says
    whole = set_type = galley((TextRun(label.text),), (), style, UNBOUNDED, voice)
    if _widest(whole) > measure + FUZZ:
        set_type = galley((TextRun(label.text),), (), style, max(measure, size), voice)
    if set_type.cut:
        raise _no_room(name, label, f"“{set_type.cut[0][:40]}” is wider than the {max(measure, 0):.0f} points that are free there")
    height, more = len(set_type.lines) * style.leading, len(set_type.lines) - len(whole.lines)
    if height > max(room.height, style.leading) + FUZZ:
        raise _no_room(name, label, f"its {len(set_type.lines)} lines are higher than the drawing")
    upwards = more * style.leading if label.y > drawing.height / 2 else 0  # lines that are more go away from the middle
    top = y + (style.leading + CAP_HEIGHT * size) / 2 + upwards
    top = max(min(top, room.y + room.height), room.y + height) if height <= room.height else top
    wide = _widest(set_type)
    begin = {"start": x, "center": x - wide / 2, "end": x - wide}[label.anchor]
    lefts = min(line.left for line in set_type.lines)
    return SetLabel(label, set_type, style, begin - lefts, top, begin, top - height, begin + wide)


def _measure(label: Label, x: float, room: Room) -> float:
    """How wide a label may be: as far as its column goes."""
    if label.anchor == "center":
        return 2 * min(x - room.left, room.right - x)
    return room.right - x if label.anchor == "start" else x - room.left


def _widest(galley: Galley) -> float:
    return max((line.width for line in galley.lines), default=0.0)


def _lack(one: SetLabel, other: SetLabel) -> float:
    """By how much a label lies on one below it, but for the room between their lines; nothing or less: it does not."""
    across = one.left < other.right and other.left < one.right
    over = min(one.top, other.top) - max(one.bottom, other.bottom)
    return over - 2 * BETWEEN * one.style.size if across else 0.0


def _no_room(name: str, label: Label, why: str) -> PictureError:
    what = f"the label “{label.text[:60]}” does not fit on the drawing: {why}"
    return PictureError(f"{name}: {what}; shorten it, or move it in the drawing", _near(name, label))


def _near(name: str, label: Label) -> str:
    """What stands in a leaflet where a label may be said; the name of the drawing where none can be."""
    return f"- {label.key}:" if label.key else name
