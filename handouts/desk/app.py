"""Addresses -> rooms, and what they have in common: the clinic, the sessions, who may come in.

In: a counter, how people are let in.  Out: an ASGI application.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handouts.actions.counter import Counter
from handouts.actions.looking import count_looks
from handouts.actions.manner import Manner
from handouts.clinics.clinic import Clinic
from handouts.desk.gate import Gate
from handouts.desk.sessions import Role, Session, Sessions
from handouts.desk.view import page
from handouts.desk.works import Works
from handouts.errors import HandoutsError

COOKIE = "__Host-desk"
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(slots=True)
class Desk:
    """What all rooms share.  keys: one-time keys of the door; proxy: the header in which a reverse proxy names who comes, '' for none."""

    counter: Counter
    sessions: Sessions = field(default_factory=Sessions)
    keys: dict[str, Role] = field(default_factory=dict, repr=False)
    proxy: str = ""
    hosts: tuple[str, ...] = LOCAL
    works: Works = field(default_factory=Works, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def clinic(self) -> Clinic:
        """The clinic, as its folder is now.  Raises ClinicError."""
        return self.counter.read()

    def manner(self) -> Manner:
        """How copies are made at the desk.  A sample clinic's leaflets are samples."""
        return Manner()

    def key(self, role: Role = "manager") -> str:
        """A new one-time key of the door."""
        made = secrets.token_urlsafe(24)
        with self._lock:
            self.keys[made] = role
        return made

    def spend(self, key: str) -> Role | None:
        """The role of a key, which opens the door once."""
        with self._lock:
            return self.keys.pop(key, None)

    def rooms(self, session: Session | None) -> list[tuple[str, str, str]]:
        """(name, address, what it is called) of the rooms that somebody may enter."""
        if session is None:
            return []
        return [
            ("today", "/", "Today"),
            ("lists", "/lists", "Lists"),
            ("outbox", "/outbox", "Outbox"),
            ("given", "/given", "Given"),
        ]

    def outbox_count(self, session: Session | None) -> int:
        """How many copies a person has to look at."""
        if session is None or session.locked:
            return 0
        try:
            return count_looks(self.counter.where)
        except HandoutsError:
            return 0  # no ledger yet


Answer = Callable[[Request, Desk, Session, FormData], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def room(role: Role = "desk") -> Callable[[Answer], Endpoint]:
    """A page that somebody in a role, or in a higher one, may open; everybody else is shown the door.

    What answers runs in a thread of its own, so that nobody waits for somebody else's copies.
    """

    def decorate(answer: Answer) -> Endpoint:
        async def guarded(request: Request) -> Response:
            session = request.scope.get("session")
            if session is None or session.locked:
                return RedirectResponse("/door", 303)
            if not session.may(role):
                return await run_in_threadpool(page, request, "refused.html", status=403)
            form = await request.form() if request.method == "POST" else FormData()
            try:
                return await run_in_threadpool(_answered, answer, request, session, form)
            finally:
                await form.close()

        return guarded

    return decorate


def _answered(answer: Answer, request: Request, session: Session, form: FormData) -> Response:
    """The answer of a room; what is amiss is a page, too."""
    try:
        return answer(request, request.app.state.desk, session, form)
    except HandoutsError as error:
        return page(request, "fault.html", status=422, said=str(error).split("\n"))


class Seated:
    """Finds the session of each request."""

    def __init__(self, app: Any, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Look for the cookie."""
        if scope["type"] == "http":
            token = Request(scope).cookies.get(COOKIE, "")
            scope["token"], scope["session"] = token, self.desk.sessions.find(token) if token else None
        await self.app(scope, receive, send)


def application(desk: Desk) -> Starlette:
    """The desk as an application."""
    from handouts.desk.rooms import (
        audit,
        card,
        columns,
        common,
        correcting,
        door,
        given,
        lists,
        makings,
        outbox,
        plans,
        recalls,
        telephone,
        today,
    )

    routes: Sequence[Route | Mount] = [
        *common.ROUTES, *door.ROUTES, *today.ROUTES, *card.ROUTES,
        *lists.ROUTES, *columns.ROUTES, *plans.ROUTES, *makings.ROUTES,
        *telephone.ROUTES, *outbox.ROUTES, *audit.ROUTES, *recalls.ROUTES, *correcting.ROUTES, *given.ROUTES,
        Mount("/static", StaticFiles(packages=[("handouts.desk", "static")]), name="static"),
    ]  # fmt: skip
    middleware = [Middleware(Gate, hosts=desk.hosts), Middleware(Seated, desk=desk)]
    made = Starlette(routes=routes, middleware=middleware, exception_handlers={404: _nowhere})
    made.state.desk = desk
    return made


async def _nowhere(request: Request, _error: Exception) -> Response:
    return page(request, "nowhere.html", status=404)
