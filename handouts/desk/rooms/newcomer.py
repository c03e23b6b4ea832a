"""Somebody who is on no list: a short form, and then a card like all others."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.leaflets import FindLeaflets, list_leaflets
from handouts.actions.newcomer import Newcomer, enter_newcomer, usual_time
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page
from handouts.diary.search import birth_dates

TYPED = tuple(one.name for one in fields(Newcomer) if one.name not in ("counter", "who"))
FOUR = ("name", "born", "number", "leaflet")
FOLDED = ("at", "place", "clinician", "language", "format", "note")
LONGEST = 2000  # signs of a field


@room()
def newcomer(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The form, as empty as it is."""
    return show(request, desk)


@room()
def entered(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Somebody is entered; or the form again, with what is amiss.  With `find` only, the form begins with what was looked for."""
    if "find" in form:
        return show(request, desk, begun(desk, str(form.get("find", ""))))
    typed = {name: str(form.get(name, ""))[:LONGEST].replace("\r\n", "\n") for name in TYPED}
    done = enter_newcomer(Newcomer(desk.counter, **typed, who=session.who))
    if done.entry is None:
        return show(request, desk, typed, done.amiss)
    desk.note(session.who, "typed", done.entry.id)
    return RedirectResponse(f"/card/{done.entry.id}", 303)


def begun(desk: Desk, looked_for: str) -> dict[str, str]:
    """What somebody looked for, in the field that it belongs into."""
    text = looked_for.strip()[:200]
    if any(birth_dates(text, month_first=desk.clinic().page == "Letter")):
        return {"born": text}
    return {"number" if any(sign.isdigit() for sign in text) else "name": text}


def show(request: Request, desk: Desk, typed: dict[str, str] | None = None, amiss: tuple[tuple[str, str], ...] = ()) -> Response:
    """The form."""
    known = list_leaflets(FindLeaflets(desk.counter.clinic_and_ledger)).leaflets
    clinic = desk.clinic()
    titles: dict[str, str] = {}
    for one in known:  # a title a leaflet, in the clinic's language where there is one
        if one.id not in titles or one.language == clinic.language:
            titles[one.id] = one.title
    filled = dict.fromkeys(TYPED, "") | {"at": usual_time(clinic)} | (typed or {})
    words: dict[str, Any] = {
        "typed": filled, "amiss": dict(amiss), "titles": sorted(titles.values()), "languages": sorted({one.language for one in known}),
        "unfolded": any(name in FOLDED for name, _ in amiss), "month_first": clinic.page == "Letter",
        "first": amiss[0][0] if amiss else next((name for name in FOUR if not filled[name]), "name"),
    }  # fmt: skip
    return page(request, "newcomer.html", status=422 if amiss else 200, room="today", **words)


ROUTES = [Route("/new", newcomer), Route("/new", entered, methods=["POST"])]
