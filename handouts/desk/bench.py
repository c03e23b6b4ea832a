"""What the bench shows, as parts of a page: pages, findings, source, the fault; and what of them is new, as server-sent events.

In: a bench, a pose.  Out: HTML by the id of its place, JSON for the script that puts it there.  Every part stands in the page from the
beginning, so that it works without a script, too.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from starlette.concurrency import iterate_in_threadpool
from starlette.datastructures import QueryParams

from handouts.actions.bench import EditorsBench, Pose, Sight
from handouts.actions.preview import PATIENTS
from handouts.actions.where import SAMPLES
from handouts.authoring.told import sentence
from handouts.desk.bell import Bell
from handouts.desk.view import macros, spoken
from handouts.desk.words import Speech, mark
from handouts.errors import HandoutsError, Stopped
from layouts.measures import PAPERS

if TYPE_CHECKING:
    from handouts.leaflets.quality.remark import Remark

View = Literal["pages", "heard"]
SIGNS = {  # by how grave it is: the colour, the sign, and what that is called
    "error": ("bad", "stop", mark("error")), "warning": ("care", "care", mark("warning")), "noted": ("", "tick", mark("set aside")),
    "question": ("", "ask", mark("question")),
}  # fmt: skip
STATUSES = {"sample": mark("sample"), "draft": mark("draft"), "reviewed": mark("reviewed"), "withdrawn": mark("withdrawn")}
CALLED = {
    "long": mark("Longest name"), "short": mark("Short name, little known"), "arabic": mark("Arabic name"),
    "without-clinician": mark("No clinician"),
}  # fmt: skip
BEAT = 1.0  # seconds after which a page that waits hears that it is still connected
QUIET = 0.5  # seconds without anything new after which every layout is tried
PARTS = ("now", "fault", "findings", "source", "heard")


def pose_of(asked: Mapping[str, Any]) -> Pose:
    """The pose of an address, or of a form: what it does not say is as usual.  What it may not say is as usual, too."""
    said = {field.name: str(asked[field.name])[:200] for field in fields(Pose) if asked.get(field.name)}
    known = {"patient": PATIENTS, "page": tuple(PAPERS), "clinic": SAMPLES}
    return Pose(**{name: text for name, text in said.items() if text in known.get(name, (text,))})


def query(pose: Pose, **more: str) -> str:
    """The end of an address that says a pose."""
    said = {name: text for name, text in {**asdict(pose), **more}.items() if text}
    return f"?{urlencode(said)}" if said else ""


def view_of(asked: QueryParams) -> View:
    """Whether the pages are looked at or read."""
    return "heard" if asked.get("view") == "heard" else "pages"


def shown(
    bench: EditorsBench, sight: Sight, found: tuple[Remark, ...] | None, *, all_: bool = True, words: Speech | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What templates have of a sight.

    found: what check says, None if that is not known yet; all_: of its pages as well; words: the clinic's language otherwise.
    """
    by: dict[str, list[Remark]] = {severity: [said for said in found or () if said.severity == severity] for severity in SIGNS}
    here = {severity: {said.line for said in by[severity] if said.file == str(sight.file)} for severity in ("error", "warning")}
    wrong = here["error"] | {slip.line for slip in sight.said if slip.file == sight.file.name}
    marks = dict.fromkeys(here["warning"], "care") | dict.fromkeys(wrong, "bad")
    return {
        **spoken(bench.clinic(), words), "sight": sight, "pose": sight.pose, "called": CALLED, "looking": not all_, "marks": marks,
        "signs": SIGNS,
        "counts": {severity: len(said) for severity, said in by.items()}, "found": [*by["error"], *by["warning"]],
        "questions": by["question"], "noted": by["noted"], "sentence": sentence, "statuses": STATUSES,
    }  # fmt: skip


def parts(words: dict[str, Any]) -> dict[str, str]:
    """The HTML of each place."""
    return macros("bench-parts.html", words, PARTS)


class Unfolding:
    """What a pose shows, the quickest first.  still: raises Stopped once there is something newer."""

    def __init__(self, bench: EditorsBench, pose: Pose, still: Callable[[], None]) -> None:
        self.bench, self.pose, self.still = bench, pose, still
        self.sight: Sight | None = None

    def quickly(self) -> Iterator[dict[str, Any]]:
        """Each page as soon as it is drawn, then what is said of the text.  Raises InputError if there is no such leaflet, Stopped."""
        bench, sight = self.bench, self.bench.look(self.pose)
        if sight.said:
            yield {"parts": {name: html for name, html in parts(shown(bench, sight, None)).items() if name in ("fault", "now")}}
        else:
            for number, name in enumerate(bench.drawn(sight), 1):
                yield {"page": number, "of": sight.count, "picture": f"pictures/{name}.png"}
                self.still()
            yield {"parts": {"fault": ""}, "of": sight.count}
        yield {"parts": parts(shown(bench, sight, bench.remarks(sight), all_=False))}
        self.sight = sight

    def whole(self) -> Iterator[dict[str, Any]]:
        """What is said of its pages as well, in every layout and on both sizes of paper.  Raises Stopped."""
        if self.sight is not None:
            yield {"parts": parts(shown(self.bench, self.sight, self.bench.remarks(self.sight, self.still)))}


async def followed(bench: EditorsBench, pose: Pose, bell: Bell, over: Callable[[], bool]) -> AsyncIterator[str]:
    """What is new of a pose, now and after each ring of the bell, as server-sent events (HTML, 9.2), until it is over."""
    with bell.heard() as hearer:
        while not over():
            hearer.answer()
            unfolding = Unfolding(bench, pose, hearer.still)
            async for said in iterate_in_threadpool(_told(unfolding.quickly)):
                yield f"data: {json.dumps(said)}\n\n"
            if not await hearer.wait(QUIET):
                async for said in iterate_in_threadpool(_told(unfolding.whole)):
                    yield f"data: {json.dumps(said)}\n\n"
            while not over() and not await hearer.wait(BEAT):
                yield ": here\n\n"


def _told(steps: Callable[[], Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    try:
        yield from steps()
    except Stopped:
        return
    except HandoutsError as error:
        yield {"said": str(error)}
