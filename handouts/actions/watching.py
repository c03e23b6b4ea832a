"""Watching a clinic's folder: whatever a leaflet's pages are made of is told when somebody has saved it.

In: the folder of a clinic.  Out: a turn for each burst of changes: of a leaflet, a picture, a layout, the page's frame, a letter, the
clinic.  What an editor keeps beside a file for itself is no change.  Needs watchfiles (extra `desk`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from handouts.clinics.clinic import built_in
from handouts.files.output import PREFIX

if TYPE_CHECKING:
    from watchfiles import Change

ROOMS = ("handouts", "layouts", "assets")  # of a clinic's folder
PROGRAM = ("handouts/frame", "handouts/library", "handouts/letters", "layouts")
KINDS = frozenset({".md", ".toml", ".svg", ".png", ".jpg", ".jpeg", ".ttf", ".otf", ".ttc", ".html", ".txt", ".po"})
QUIET, LONGEST = 15, 120  # milliseconds without a change that end a burst; that a burst may last


def changes(folder: Path, stop: Event) -> Iterator[None]:
    """A turn after each burst of changes, until it is stopped.  A folder that is made meanwhile is watched, too."""
    from watchfiles import watch

    while not stop.is_set():
        watched = folders(folder)
        turns = watch(*watched, watch_filter=_counts, debounce=LONGEST, step=QUIET, stop_event=stop, recursive=False, raise_interrupt=False)
        for _ in turns:
            yield
            if folders(folder) != watched:
                break


def folders(folder: Path) -> tuple[Path, ...]:
    """The folders that are watched: the clinic's, its rooms with all that is in them, and the program's own."""
    tops = [folder / room for room in ROOMS if (folder / room).is_dir()]
    inside = {path for top in tops for path in (top, *top.rglob("*")) if path.is_dir()}
    return (folder, *sorted(inside), *map(built_in, PROGRAM))


def _counts(_change: Change, name: str) -> bool:
    """Whether a change is one: of a file that pages are made of, or a new folder."""
    path = Path(name)
    return (path.suffix.casefold() in KINDS and not path.name.startswith((".", "~", PREFIX))) or path.is_dir()
