"""Lists: those that were brought in; one more; one that is taken out."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.brought import ask_list, ask_lists, take_out
from handouts.actions.days import BringIn, bring_in
from handouts.desk.app import Desk, room
from handouts.desk.rooms.columns import by_columns
from handouts.desk.sessions import Session
from handouts.desk.view import page, words_of
from handouts.desk.words import mark
from handouts.errors import InputError


@room()
def lists(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The lists, and what became of each."""
    return _show(request, desk, [])


@room()
def bring(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A list is brought in; the same one sent twice is one list."""
    sent = form.get("list")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _show(request, desk, [mark("No file was chosen. Choose the list that your calendar or record system gives.")])
    data, called = sent.file.read(), sent.filename
    known = ask_lists(desk.counter)
    if known and _same(desk, known[0].list.file, data):
        session.told.append(words_of(request)("%(list)s was brought in already. This is its plan.", list=called))
        return RedirectResponse(f"/lists/{known[0].list.id}", 303)
    try:
        made = bring_in(BringIn(desk.counter, data, called, who=session.who))
    except InputError as error:
        return by_columns(desk, session, called, data) or _show(request, desk, str(error).split("\n"), called)
    desk.note(session.who, "brought in", about=f"list {made.list.id}")
    return RedirectResponse(f"/lists/{made.list.id}", 303)


@room()
def out(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Whether a list shall be taken out; if that is said, it is."""
    number = int(request.path_params["id"])
    found = ask_list(desk.counter, number)
    if request.method == "GET" or desk.works.busy(number):
        return page(request, "list-out.html", room="lists", one=found.list, making=found.making, busy=desk.works.busy(number))
    take_out(desk.counter, number)
    desk.note(session.who, "took out", about=f"list {number}")
    gone = words_of(request)("%(list)s was taken out, with its appointments: %(count)s.", list=found.list.name, count=found.list.entries)
    session.told.append(gone)
    return RedirectResponse("/lists", 303)


def _same(desk: Desk, file: str, data: bytes) -> bool:
    from handouts.actions.counter import LISTS

    kept = desk.counter.home / LISTS / file
    return kept.is_file() and kept.stat().st_size == len(data) and kept.read_bytes() == data


def _show(request: Request, desk: Desk, said: list[str], called: str = "") -> Response:
    working = desk.works.working()  # asked first: what ends meanwhile is complete in what is asked then
    known = ask_lists(desk.counter)
    return page(request, "lists.html", status=422 if said else 200, room="lists", lists=known, working=working, said=said, called=called)


ROUTES = [Route("/lists", lists), Route("/lists", bring, methods=["POST"]), Route("/lists/{id:int}/out", out, methods=["GET", "POST"])]
