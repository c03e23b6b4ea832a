"""Recall: who was given a leaflet, as a list to work through, and as a file."""

from __future__ import annotations

from typing import get_args

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.copies import Recall, recall
from handouts.actions.looking import titles_of
from handouts.actions.recalls import AskRecall, Called, NoteCall, ToCall, note_call, recall_csv, recall_list, recallable
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import DeskWords, page, say_of
from handouts.desk.words import mark
from handouts.errors import InputError

CALLED: dict[str, Called] = {one: one for one in get_args(Called)}
AWAY = mark("that recall was put away meanwhile; begin it again: what was noted is kept")
WHAT = {"told": mark("told"), "not reached": mark("not reached")}


@room("manager")
def choose(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Which leaflet, and which version."""
    where = desk.counter.where
    given = recallable(where) if where.file().is_file() else ()
    return page(request, "recall.html", room="given", tab="recall", given=given, titles=titles_of(where))


@room("manager")
def begin(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A recall begins, and the ledger keeps who has begun it.  Raises InputError for a leaflet that nobody has heard of."""
    leaflet, _, version = str(form.get("which", "")).partition(" ")
    asked = AskRecall(desk.counter.where, leaflet, int(version) if version.isascii() and version.isdigit() else None)
    recall(Recall(asked.where, asked.leaflet, asked.version, who=session.who))
    desk.note(session.who, "recalled", about=_about(asked))
    return RedirectResponse(f"/given/recall/{session.keep(asked)}", 303)


@room("manager")
def work(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The list: whom to call, and who was told."""
    asked, titles = _kept(request, session), titles_of(desk.counter.where)
    found = recall_list(asked)
    return page(
        request, "calls.html", room="given", tab="recall", list=found, title=titles.get(asked.leaflet, asked.leaflet),
        to_call=[one for one in found.patients if not one.told], done=[one for one in found.patients if one.told],
        on=request.path_params["on"],
    )  # fmt: skip


@room("manager")
def call(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Told, or not reached.  If somebody else has called meanwhile, that is said, and nothing more is noted.  Raises InputError."""
    asked, called, calls = _kept(request, session), CALLED.get(str(form.get("called"))), str(form.get("calls", ""))
    if called is None or not calls.isdecimal():
        raise InputError(mark("say whether the patient was told or not reached"))
    found = note_call(NoteCall(asked, str(form.get("copy", "")), called, int(calls), session.who))
    desk.note(session.who, "called", copies=[found.copy])
    session.told.append(_said(found, called, int(calls), session, say_of(request)))
    return RedirectResponse(f"/given/recall/{request.path_params['on']}", 303)


def _said(found: ToCall, called: Called, calls: int, session: Session, say: DeskWords) -> str:
    what, who, when = found.calls[-1]
    if len(found.calls) == calls + 1 and (what, who) == (called, session.who):
        return f"{found.name}: {say.words(WHAT[what])}."
    said = {"name": found.name, "what": say.words(WHAT[what]), "who": who, "time": say.time(when)}
    return say.words("%(name)s: %(what)s, as %(who)s has noted at %(time)s. Nothing more was noted.", **said)


@room("manager")
def file(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The list as a file; the ledger keeps who has taken it."""
    asked = _kept(request, session)
    headers = {"content-disposition": f'attachment; filename="recall-{asked.leaflet}.csv"'}
    desk.note(session.who, "downloaded", about=_about(asked))
    return Response(recall_csv(asked, session.who), media_type="text/csv; charset=utf-8", headers=headers)


def _about(asked: AskRecall) -> str:
    return f"{asked.leaflet} {asked.version}" if asked.version else asked.leaflet


def _kept(request: Request, session: Session) -> AskRecall:
    found = session.kept.get(request.path_params["on"])
    if not isinstance(found, AskRecall):
        raise InputError(AWAY)
    return found


ROUTES = [
    Route("/given/recall", choose), Route("/given/recall", begin, methods=["POST"]), Route("/given/recall/{on:str}", work),
    Route("/given/recall/{on:str}", call, methods=["POST"]), Route("/given/recall/{on:str}/file", file, methods=["POST"]),
]  # fmt: skip
