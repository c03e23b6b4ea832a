"""The kinds of fences there are, by their names: a row of a table for each.

In: what stands after `:::`.  Out: the form of that name.  Refuses a name that there is not (`LeafletError`), and says which there are.

A new block of leaflets is a function in `fences` or `aids`, and its row in `FENCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from handouts.errors import LeafletError
from handouts.files.guess import meant
from handouts.language.characters import PLACEHOLDER
from handouts.leaflets.aids import beside, chance, contents, glossary, keep, questions, slip, table
from handouts.leaflets.body import body
from handouts.leaflets.fences import Fence, blank, box, colophon, columns, heading, in_columns, logo, picture, styled, titled, video
from handouts.leaflets.grid import pictures
from handouts.leaflets.medicines import medicines
from handouts.leaflets.timeline import timeline
from handouts.leaflets.tonguehelp import language_help
from layouts.document.blocks import Block


class Form(NamedTuple):
    """A kind of fence.  written: as an editor writes it, '' for those of page furniture; ruled: rules part what stands inside."""

    make: Callable[[Fence], Iterable[Block]]
    written: str = ""
    ruled: bool = False


STYLES = (
    "who", "when", "arrive", "hours", "panel-label", "clinic", "department", "letterhead", "running", "foot", "foot-quiet", "phone",
    "mark-text",
)  # fmt: skip
FENCES: dict[str, Form] = {
    "note": Form(box, "note"),
    "important": Form(box, "important"),
    "danger": Form(box, "danger"),
    "urgent": Form(box, "urgent"),
    "call-us": Form(box, "call-us"),
    "panel": Form(box),
    "mark": Form(box),
    "contact": Form(box),
    "send-to": Form(box),
    "bring": Form(in_columns),
    "contact-title": Form(titled),
    "lead": Form(styled, "lead"),
    **dict.fromkeys(STYLES, Form(styled)),
    "colophon": Form(colophon),
    "heading": Form(heading),
    "columns": Form(columns, ruled=True),
    "blank": Form(blank),
    "logo": Form(logo),
    "picture": Form(picture, "picture FILE"),
    "beside": Form(beside, "beside FILE", ruled=True),
    "video": Form(video, "video ADDRESS"),
    "glossary": Form(glossary, "glossary Title"),
    "questions": Form(questions, "questions Title"),
    "chance": Form(chance, "chance 3/100"),
    "keep": Form(keep, "keep"),
    "slip": Form(slip, "slip Title"),
    "body": Form(body, "body PLACE SIDE"),
    "medicines": Form(medicines, "medicines Title"),
    "contents": Form(contents, "contents"),
    "pictures": Form(pictures, "pictures"),
    "table": Form(table, "table 2 1"),
    "language-help": Form(language_help),
    "timeline": Form(timeline, "timeline Title"),
}


def form_of(name: str, refuse: Callable[[str, str, str], LeafletError]) -> Form:
    """The form of a name.  refuse: gives the error at the fence's line.  Raises LeafletError, naming the forms there are, for another."""
    form = FENCES.get(name)
    if form:
        return form
    if PLACEHOLDER.search(name):
        raise refuse("a merged value may not name a block", "Write the name.", "")
    written = [form.written for form in FENCES.values() if form.written]
    near = meant(name, [form.split()[0] for form in written])
    close = f" Did you mean '::: {near}'?" if near else ""
    raise refuse(f"unknown block '::: {name}'", f"Known blocks are {', '.join(written)}.{close}", name)
