"""By telephone: whose letters are locked, and the passphrase of one, for who says the birth date."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.actions.phrases import AskLocked, TellPhrase, ask_locked, letter_of, tell_phrase
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page
from handouts.diary.search import birth_dates


@room()
def callers(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Whose letters are locked, and nobody has told the passphrase yet."""
    where = desk.counter.where
    letters = ask_locked(AskLocked(where)) if where.file().is_file() else ()
    return page(request, "telephone.html", room="outbox", letters=letters)


@room()
def caller(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """One of them, whose birth date is asked for."""
    letter = letter_of(desk.counter.where, request.path_params["copy"])
    desk.note(session.who, "looked", copies=[letter.copy])
    return page(request, "caller.html", room="outbox", letter=letter, wrong=False)


@room()
def told(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The passphrase, on a page of its own, after it is kept that it was shown."""
    born, copy = frozenset(birth_dates(str(form.get("born", "")), month_first=desk.clinic().page == "Letter")), request.path_params["copy"]
    found = tell_phrase(TellPhrase(desk.counter.where, copy, born, session.who))
    if found is None:
        return page(request, "caller.html", status=422, room="outbox", letter=letter_of(desk.counter.where, copy), wrong=True)
    desk.note(session.who, "told a passphrase", copies=[copy])
    return page(request, "phrase.html", room="outbox", letter=found.letter, phrase=found.phrase)


ROUTES = [
    Route("/outbox/telephone", callers), Route("/outbox/telephone/{copy:str}", caller),
    Route("/outbox/telephone/{copy:str}", told, methods=["POST"]),
]  # fmt: skip
