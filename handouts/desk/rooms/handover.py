"""Handing over: the paper is scanned, then the patient; if they do not agree, that is a loud page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.handover import HandedOver, HandOver, ScannedPaper, hand_over, is_code, read_paper
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import DeskWords, page, say_of
from handouts.desk.words import mark
from handouts.errors import InputError

AWAY = mark("the paper that was scanned was put away meanwhile; scan it again")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A paper that was scanned."""

    paper: ScannedPaper


@room()
def begin(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The field for the paper's code."""
    return page(request, "handover.html", room="today", paper=None, said=[], amiss=None)


@room()
def paper(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A paper: what it is, and the field for the patient's code.  What is no paper's code is said, and nothing is done."""
    return scanned(request, desk, session, str(form.get("code", ""))[:200])


@room()
def waits(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The paper, which waits for its patient.  Raises InputError if it was put away."""
    found = _kept(request, session)
    return page(request, "handover.html", room="today", paper=found, said=[], amiss=None)


@room()
def patient(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The patient's code.  Another paper's code begins anew with that paper.  Raises InputError if the paper was put away."""
    found, code = _kept(request, session), str(form.get("code", ""))[:200]
    if not code.strip():
        return RedirectResponse(request.url.path, 303)
    if is_code(code):
        return scanned(request, desk, session, code)
    done = hand_over(HandOver(desk.counter.where, found.copy, code, session.who))
    if not done.agreed:
        desk.note(session.who, "stopped a hand-over", copies=[found.copy])
        return page(request, "handover.html", status=409, room="today", paper=found, said=[], amiss=done)
    if done.new:
        desk.note(session.who, "handed over", copies=[found.copy])
    session.told.append(_told(done, say_of(request)))
    return RedirectResponse("/handover", 303)


def _told(done: HandedOver, say: DeskWords) -> str:
    what = {"name": done.name, "title": done.paper.title, "when": say.moment(done.paper.handed) if done.paper.handed else ""}
    if done.new:
        return say.words("%(name)s: %(title)s: handed over, %(when)s.", **what)
    return say.words("%(name)s: %(title)s: was handed over already, by %(who)s, %(when)s.", **what, who=done.paper.by)


def scanned(request: Request, desk: Desk, session: Session, code: str) -> Response:
    """Where a paper's code leads; what is amiss with it is said."""
    try:
        found = read_paper(desk.counter.where, code)
    except InputError as error:
        return page(request, "handover.html", status=422, room="today", paper=None, said=str(error).split("\n"), amiss=None)
    return RedirectResponse(f"/handover/{session.keep(Scanned(found))}", 303)


def _kept(request: Request, session: Session) -> ScannedPaper:
    kept = session.kept.get(request.path_params["on"])
    if not isinstance(kept, Scanned):
        raise InputError(AWAY)
    return kept.paper


ROUTES = [
    Route("/handover", begin), Route("/handover", paper, methods=["POST"]), Route("/handover/{on:str}", waits),
    Route("/handover/{on:str}", patient, methods=["POST"]),
]  # fmt: skip
