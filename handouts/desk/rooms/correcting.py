"""A copy, corrected: its time, place, note or name, in a form; then what it replaces."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.copies import GivenCopy
from handouts.actions.correct import CorrectCopy, CorrectedCopy, correct
from handouts.actions.counter import COPIES
from handouts.actions.looking import titles_of
from handouts.desk.app import Desk, room
from handouts.desk.rooms.given import copy_of, person
from handouts.desk.sessions import Session
from handouts.desk.view import page, words_of
from handouts.desk.words import Speech, fit, mark
from handouts.errors import HandoutsError

FIELDS = {
    "start": mark("Date and time"), "location": mark("Where"), "clinician": mark("With whom"), "instructions": mark("Note for the patient"),
    "given_name": mark("Given name"), "family_name": mark("Family name"),
}  # fmt: skip


@room()
def form(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What the copy says, to be corrected."""
    one, _ = copy_of(request, desk, session)
    return _shown(request, desk, session, one, known_of(one), [])


@room()
def corrected(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The new copy, in place of the old one.  Of two who correct it, and of a form that is sent twice, the second is told."""
    from handouts.files.output import make_folder

    one, _ = copy_of(request, desk, session)
    known = known_of(one)
    typed = {name: str(form.get(name, known[name])).replace("\r\n", "\n").strip() for name in FIELDS}
    changed = {name: text for name, text in typed.items() if text != known[name]}
    if not changed:
        return _shown(request, desk, session, one, typed, [mark("Nothing is different from what the copy says already.")])
    folder = desk.counter.home / COPIES
    make_folder(folder)
    out = folder / f"{secrets.token_hex(10)}.pdf"
    try:
        said = json.dumps(changed).encode()
        done = correct(CorrectCopy(desk.counter.where, one.copy.id, out, appointment=said, who=session.who, manner=desk.manner()))
    except HandoutsError as error:
        return _shown(request, desk, session, one, typed, str(error).split("\n"))
    desk.note(session.who, "corrected", copies=[one.copy.id, done.copy.id])
    session.told.append(_said(done, words_of(request)))
    return RedirectResponse(f"/given/{request.path_params['on']}/{done.copy.id}", 303)


def known_of(one: GivenCopy) -> dict[str, str]:
    """What the ledger's record has of these fields."""
    record: Mapping[str, object] = json.loads(one.copy.whose.record) if one.copy.whose else {}
    known = {name: str(record.get(name, "")) for name in FIELDS}
    return known | {"start": known["start"][:16]}


def _said(done: CorrectedCopy, say: Speech) -> str:
    what = ", ".join(say(FIELDS[name]) if name in FIELDS else name for name in done.changed)
    replaced = say("Corrected: %(what)s. Older copies that this one takes the place of: %(count)s.", what=what, count=len(done.replaced))
    remarks = [f"{remark[:1].upper()}{remark[1:]}." for remark in done.remarks()]
    return " ".join([replaced, *map(fit, remarks)])


def _shown(request: Request, desk: Desk, session: Session, one: GivenCopy, typed: Mapping[str, str], said: list[str]) -> Response:
    found = person(request, desk, session)
    return page(
        request, "correct.html", status=422 if said else 200, room="given", tab="patient", person=found, given=one, fields=FIELDS,
        typed=typed, said=said, on=request.path_params["on"], titles=titles_of(desk.counter.where),
    )  # fmt: skip


ROUTES = [
    Route("/given/{on:str}/{copy:str}/correct", form), Route("/given/{on:str}/{copy:str}/correct", corrected, methods=["POST"]),
]  # fmt: skip
