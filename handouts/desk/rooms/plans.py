"""The plan of a list: what would be made, what would not and why, the first copy; and that it shall be made."""

from __future__ import annotations

from collections import Counter as Tally
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.brought import ListBrought, ask_list, begin_making, request_of, rows_left_out, sample_page, titles
from handouts.actions.lists import ORDERS, PlannedList, plan_list
from handouts.desk.app import Desk, room
from handouts.desk.rooms.makings import start
from handouts.desk.sessions import Session
from handouts.desk.view import DeskWords, page, say_of
from handouts.desk.words import mark
from handouts.errors import HandoutsError

WIDTH = 816  # pixels of the sample's picture
SHOWN = 50  # rows without a copy that are shown; the file has all
ORDER = "time"
STACKED = {
    "time": mark("by day and time"), "list": mark("as the list has them"),
    "session": mark("by half-day, place and clinician"), "clinician": mark("by clinician"),
    "clinic": mark("by place"), "language": mark("by language"), "postcode": mark("by postcode"),
}  # fmt: skip


@room()
def plan(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What would be made of a list; of one that is being made, how far that is."""
    found = ask_list(desk.counter, int(request.path_params["id"]))
    if found.making:
        return RedirectResponse(f"/lists/{found.list.id}/run", 303)
    order = _order(request.query_params.get("order"))
    try:
        planned = _planned(desk, found, order)
    except HandoutsError as error:
        return page(request, "list-cannot.html", status=422, room="lists", one=found.list, said=str(error).split("\n"))
    return page(request, "list-plan.html", room="lists", **_shown(desk, say_of(request), found, planned, order))


@room()
def left_out(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The rows without a copy, for a spreadsheet."""
    found = ask_list(desk.counter, int(request.path_params["id"]))
    data = rows_left_out(_planned(desk, found, found.making.order if found.making else ORDER))
    return Response(data, media_type="text/csv", headers={"content-disposition": 'attachment; filename="rows-without-a-copy.csv"'})


@room()
def sample(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A page of the first copy."""
    found = ask_list(desk.counter, int(request.path_params["id"]))
    return Response(sample_page(desk.counter, found.list, WIDTH, int(request.path_params["page"])), media_type="image/png")


@room()
def make(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Make it.  Said twice, by reload or from two tabs, it is begun once."""
    number = int(request.path_params["id"])
    if begin_making(desk.counter, number, _order(form.get("order")), session.who):
        start(desk, number)
        desk.note(session.who, "made", about=f"list {number}")
    return RedirectResponse(f"/lists/{number}/run", 303)


def _order(said: object) -> str:
    return said if isinstance(said, str) and said in ORDERS else ORDER


def _planned(desk: Desk, found: ListBrought, order: str) -> PlannedList:
    return plan_list(request_of(desk.counter, found.list, order, desk.manner()))


def _shown(desk: Desk, say: DeskWords, found: ListBrought, planned: PlannedList, order: str) -> dict[str, Any]:
    known = titles(desk.counter)
    languages = sorted({language for _, language, _, _ in planned.by}, key=say.language)
    counts: Tally[tuple[str, str]] = Tally()
    for leaflet, language, _, copies in planned.by:
        counts[leaflet, language] += copies
    table = [
        (known.get(leaflet, leaflet), [counts[leaflet, language] for language in languages])
        for leaflet in sorted({leaflet for leaflet, _ in counts}, key=lambda id: known.get(id, id))
    ]
    return {
        "one": found.list, "plan": planned, "order": order, "orders": STACKED, "languages": [say.language(tag) for tag in languages],
        "table": table, "large": sum(copies for *_, layout, copies in planned.by if layout == "large-print"),
        "unmade": [*planned.rejected, *planned.skipped][:SHOWN], "more": max(0, len(planned.rejected) + len(planned.skipped) - SHOWN),
    }  # fmt: skip


ROUTES = [
    Route("/lists/{id:int}", plan), Route("/lists/{id:int}/rows.csv", left_out), Route("/lists/{id:int}/sample-{page:int}.png", sample),
    Route("/lists/{id:int}/make", make, methods=["POST"]),
]  # fmt: skip
