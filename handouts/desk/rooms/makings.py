"""A list that is being made, or was: how far it is, the piles for the printer, the letters, the report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from handouts.actions.brought import ListBrought, ask_list, make_brought, piles
from handouts.actions.mail import SendMail, look_before_mailing, send_mail
from handouts.actions.printing import SIDES, PrintCopies, print_copies
from handouts.actions.reports import AskReport, report_run
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page
from handouts.desk.words import mark
from handouts.desk.works import Work
from handouts.errors import HandoutsError, InputError

BEAT = 0.4  # seconds between two looks
SIDED = {"": mark("sides as usual"), SIDES[0]: mark("one side"), SIDES[1]: mark("both sides")}
UNMADE = mark("this list is not made yet; look at its plan, and have it made first")


def start(desk: Desk, number: int) -> None:
    """Make a list that somebody has begun, or go on with it, unless that is being done."""
    desk.works.begin(("make", number), lambda work: make_brought(desk.counter, number, desk.manner(), work))


@room()
def run(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """How far a list is; when it is made, what to do with the copies."""
    number = int(request.path_params["id"])
    work = desk.works.find(("make", number))
    working = work is not None and work.state == "working"  # asked first: what ends meanwhile is complete in what is asked then
    found = ask_list(desk.counter, number)
    if found.making is None:
        return RedirectResponse(f"/lists/{number}", 303)
    if found.making.run is None:
        return page(request, "list-run.html", room="lists", one=found.list, making=found.making, work=work, working=working)
    return page(request, "list-made.html", room="lists", **_made(desk, found, found.making.run, work))


@room()
def go_on(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Go on with what was stopped; said twice, it goes on once."""
    found = ask_list(desk.counter, int(request.path_params["id"]))
    if found.making and found.making.run is None:
        start(desk, found.list.id)
    return RedirectResponse(f"/lists/{found.list.id}/run", 303)


@room()
def stop(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Stop after the copies that are being made."""
    number = int(request.path_params["id"])
    if work := desk.works.find(("make", number)):
        work.stopping = True
    return RedirectResponse(f"/lists/{number}/run", 303)


@room()
def events(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """How far a work is, as server-sent events (HTML, 9.2), until it is over or the session is locked."""
    number, deed = int(request.path_params["id"]), str(request.path_params["deed"])
    return StreamingResponse(_told(desk.works.find((deed, number)), session), media_type="text/event-stream")


async def _told(work: Work | None, session: Session) -> AsyncIterator[str]:
    while work and work.state == "working" and not session.locked:
        said = {"done": work.done, "total": work.total, "rate": round(work.rate, 1), "left": work.left}
        yield f"data: {json.dumps(said)}\n\n"
        await asyncio.sleep(BEAT)
    yield "event: over\ndata: {}\n\n"


@room()
def print_pile(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Print a pile: what of it was not printed yet, so that saying it twice prints it once.  Raises InputError for a pile there is not."""
    number, run = _run(desk, request)
    stack = piles(desk.counter, run)
    place, sides = str(form.get("pile", "")), str(form.get("sides", ""))
    if not place.isdecimal() or not int(place) < len(stack):
        raise InputError(mark("that pile is not there any more; look at the list again"))
    wanted = PrintCopies(desk.counter.where, str(run), sides=sides if sides in SIDES else None, pages=stack[int(place)].span)
    if desk.works.begin(("print", number), lambda work: print_copies(wanted, work)):
        desk.note(session.who, "printed", about=f"run {run}")
    return RedirectResponse(f"/lists/{number}/run", 303)


@room()
def mail(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What would be sent by e-mail; if that is said, it is.  Each letter leaves once."""
    number, run = _run(desk, request)
    wanted = SendMail(desk.counter.where, str(run))
    if request.method == "GET":
        return _letters(request, desk, number, wanted)
    if desk.works.begin(("mail", number), lambda work: send_mail(wanted, work)):
        desk.note(session.who, "e-mailed", about=f"run {run}")
    return RedirectResponse(f"/lists/{number}/run", 303)


def _letters(request: Request, desk: Desk, number: int, wanted: SendMail) -> Response:
    one = ask_list(desk.counter, number).list
    try:
        return page(request, "list-mail.html", room="lists", one=one, look=look_before_mailing(wanted), said=[])
    except HandoutsError as error:
        return page(request, "list-mail.html", status=422, room="lists", one=one, look=None, said=str(error).split("\n"))


@room()
def report(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The page of the report, as a file to keep: its styles stand in it, and the desk shows no page that has any."""
    _, run = _run(desk, request)
    with TemporaryDirectory() as near:
        file = Path(near) / f"run-{run}.html"
        report_run(AskReport(desk.counter.where, run, file))
        data = file.read_bytes()
    headers = {"content-disposition": f'attachment; filename="run-{run}.html"'}
    return Response(data, media_type="text/html; charset=utf-8", headers=headers)


def _run(desk: Desk, request: Request) -> tuple[int, int]:
    """The list of a request, and the run that has made it.  Raises InputError if none has."""
    found = ask_list(desk.counter, int(request.path_params["id"]))
    if found.making is None or found.making.run is None:
        raise InputError(UNMADE)
    return found.list.id, found.making.run


def _made(desk: Desk, found: ListBrought, run: int, work: Work | None) -> dict[str, Any]:
    """What the page of a list that is made shows."""
    number, reported = found.list.id, report_run(AskReport(desk.counter.where, run))
    return {
        "one": found.list, "making": found.making, "run": run, "report": reported, "counts": reported.report.counts,
        "piles": piles(desk.counter, run), "sided": SIDED, "made": work.came if work and work.state == "done" else None,
        "printing": desk.works.find(("print", number)), "mailing": desk.works.find(("mail", number)),
    }  # fmt: skip


ROUTES = [
    Route("/lists/{id:int}/run", run), Route("/lists/{id:int}/run/{deed:str}/events", events), Route("/lists/{id:int}/report.html", report),
    Route("/lists/{id:int}/go-on", go_on, methods=["POST"]), Route("/lists/{id:int}/stop", stop, methods=["POST"]),
    Route("/lists/{id:int}/print", print_pile, methods=["POST"]), Route("/lists/{id:int}/mail", mail, methods=["GET", "POST"]),
]  # fmt: skip
