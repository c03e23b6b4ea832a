"""Today: who comes, what they get, what became of it; the one field that finds a patient."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.days import AskDay, DayAnswer, Show
from handouts.actions.handover import is_code
from handouts.desk.app import Desk, room
from handouts.desk.rooms.handover import scanned
from handouts.desk.rooms.newcomer import begun, show
from handouts.desk.sessions import Session
from handouts.desk.view import page

SHOWN: tuple[Show, ...] = get_args(Show)


def _asked(desk: Desk, said: FormData | dict[str, str]) -> AskDay:
    """The day, the words and the tab that a request asks for."""
    shown: Show = next((show for show in SHOWN if show == said.get("show")), "all")
    return AskDay(desk.counter, _day(str(said.get("day", ""))), str(said.get("find", ""))[:200], shown)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@room()
def today(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The day; of a search, what fits.  A search is a form that is sent, so that no name stands in an address."""
    asked = _asked(desk, form if request.method == "POST" else dict(request.query_params))
    answer = desk.days.ask(asked)
    if request.method == "POST" and form.get("go") and len(answer.visits) == 1:
        return RedirectResponse(f"/card/{answer.visits[0].entry.id}", 303)
    if request.method == "POST" and form.get("go") and is_code(asked.typed):
        return scanned(request, desk, session, asked.typed)
    if request.method == "POST" and form.get("go") and asked.typed and not answer.visits:
        return show(request, desk, begun(desk, asked.typed))
    return page(request, "today.html", **_shown(answer, asked))


@room()
def rows(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The lines alone, for whoever is typing."""
    asked = _asked(desk, form)
    return page(request, "rows.html", **_shown(desk.days.ask(asked), asked))


def _shown(answer: DayAnswer, asked: AskDay) -> dict[str, Any]:
    return {"day": answer, "asked": asked, "visits": answer.visits, "more": answer.more, "room": "today", "coded": is_code(asked.typed)}


ROUTES = [Route("/", today, methods=["GET", "POST"]), Route("/rows", rows, methods=["POST"])]
