"""Addresses -> rooms, and what they have in common: the clinic, the sessions, who may come in.

In: a counter, how people are let in.  Out: an ASGI application.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handouts.actions.bench import EditorsBench
from handouts.actions.counter import Counter
from handouts.actions.daybook import Daybook
from handouts.actions.infobutton import Infobutton
from handouts.actions.looking import count_looks
from handouts.actions.manner import Manner
from handouts.actions.presses import Presses
from handouts.actions.staff import Staff, ask_staff, record_deed, unified
from handouts.clinics.clinic import Clinic
from handouts.desk.gate import Gate
from handouts.desk.pauses import Pauses
from handouts.desk.sessions import Session, Sessions
from handouts.desk.view import page
from handouts.desk.words import mark
from handouts.desk.works import Works
from handouts.diary.deeds import Done
from handouts.diary.staff import Role
from handouts.errors import HandoutsError

COOKIE = "__Host-desk"
WHICH = "/which"  # asked by whoever would open the same desk once more
LOCAL = ("127.0.0.1", "localhost", "[::1]")
LOOPBACK = ("127.0.0.1", "::1")
ROOMS: tuple[tuple[str, str, str, Role], ...] = (  # name, address, what it is called, who may enter
    ("today", "/", mark("Today"), "desk"),
    ("lists", "/lists", mark("Lists"), "desk"),
    ("outbox", "/outbox", mark("Outbox"), "desk"),
    ("leaflets", "/leaflets", mark("Leaflets"), "desk"),
    ("given", "/given", mark("Given"), "desk"),
    ("audit", "/audit", mark("Audit"), "manager"),
)


@dataclass(slots=True)
class Desk:
    """What all rooms share.  keys: one-time keys of the door; proxy: the header in which a reverse proxy names who comes, '' for none."""

    counter: Counter
    sessions: Sessions = field(default_factory=Sessions)
    keys: dict[str, Role] = field(default_factory=dict, repr=False)
    proxy: str = ""
    hosts: tuple[str, ...] = LOCAL
    days: Daybook = field(default_factory=Daybook, repr=False)
    presses: Presses = field(default_factory=Presses, repr=False)
    pauses: Pauses = field(default_factory=Pauses)
    works: Works = field(default_factory=Works, repr=False)
    _bench: EditorsBench | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def clinic(self) -> Clinic:
        """The clinic, as its folder is now.  Raises ClinicError."""
        return self.counter.read()

    @property
    def bench(self) -> EditorsBench:
        """The editors' bench."""
        with self._lock:
            self._bench = self._bench or EditorsBench(self.counter.clinic_and_ledger)
            return self._bench

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
        return [(name, address, called) for name, address, called, role in ROOMS if session and session.may(role)]

    def staff(self) -> Staff:
        """Who may come in by name.  Raises ClinicError, LedgerError."""
        return ask_staff(self.counter)

    def proxied(self, scope: Any) -> str:
        """Whom the proxy names, '' for nobody: it stands on this computer, and says one name."""
        client = scope.get("client") or ("",)
        said = Headers(scope=scope).getlist(self.proxy) if self.proxy and client[0] in LOOPBACK else []
        return unified(said[0]) if len(said) == 1 else ""

    def still(self, session: Session) -> bool:
        """Whether somebody may still sit here: staff comes and goes, and so do their roles.  Raises ClinicError, LedgerError."""
        staff = self.staff()
        if not staff.members:
            return not self.proxy
        found = staff.find(session.who)
        if found:
            session.role = found.role
        return found is not None

    def note(self, who: str, deed: Done, entry: str = "", copies: Iterable[str] = (), about: str = "") -> None:
        """Keep who did what; entry, copies: ids; about: a run, list or leaflet.  Raises ClinicError, LedgerError."""
        record_deed(self.counter, who, deed, entry, copies, about)

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
            form = await request.form() if request.method == "POST" else FormData()
            try:
                return await run_in_threadpool(_answered, answer, request, session, form, role)
            finally:
                await form.close()

        return guarded

    return decorate


def _answered(answer: Answer, request: Request, session: Session, form: FormData, role: Role) -> Response:
    """The answer of a room; what is amiss is a page, too.  Of whoever sits there no more the session ends."""
    desk: Desk = request.app.state.desk
    try:
        if not desk.still(session):
            desk.sessions.end(request.scope["token"])
            return RedirectResponse("/door", 303)
        if not session.may(role):
            return page(request, "refused.html", status=403)
        answered = answer(request, desk, session, form)
    except HandoutsError as error:
        return page(request, "fault.html", status=422, said=str(error).split("\n"))
    if request.method == "GET" and answered.status_code == 200 and answered.media_type == "text/html":
        session.at = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return answered


class Seated:
    """Finds the session of each request."""

    def __init__(self, app: Any, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Look for the cookie."""
        if scope["type"] == "http":
            token = Request(scope).cookies.get(COOKIE, "")
            found = self.desk.sessions.find(token) if token else None
            if self.desk.proxy and found and found.who != self.desk.proxied(scope):
                found = None
            scope["token"], scope["session"] = token, found
        await self.app(scope, receive, send)


def application(desk: Desk) -> Starlette:
    """The desk as an application."""
    from handouts.desk.rooms import (
        audit,
        card,
        columns,
        common,
        correcting,
        deeds,
        door,
        given,
        handover,
        infobutton,
        leaflets,
        lists,
        makings,
        newcomer,
        outbox,
        plans,
        recalls,
        telephone,
        today,
        writing,
    )

    routes: Sequence[Route | Mount] = [
        *common.ROUTES, *door.ROUTES, *today.ROUTES, *handover.ROUTES, *card.ROUTES, *newcomer.ROUTES, *leaflets.ROUTES, *writing.ROUTES,
        *deeds.ROUTES, *infobutton.ROUTES,
        *lists.ROUTES, *columns.ROUTES, *plans.ROUTES, *makings.ROUTES,
        *telephone.ROUTES, *outbox.ROUTES, *audit.ROUTES, *recalls.ROUTES, *correcting.ROUTES, *given.ROUTES,
        Route(WHICH, _which), Mount("/static", StaticFiles(packages=[("handouts.desk", "static")]), name="static"),
    ]  # fmt: skip
    middleware = [Middleware(Gate, hosts=desk.hosts), Middleware(Seated, desk=desk)]
    made = Starlette(routes=routes, middleware=middleware, exception_handlers={404: _nowhere})
    made.state.desk, made.state.infobutton = desk, Infobutton(desk.counter.clinic_and_ledger)
    return made


def sign(home: Path) -> str:
    """By which a desk is known to whoever opens the same folder once more; the folder itself is not told."""
    return f"handouts-desk {hashlib.sha256(os.fsencode(home.resolve())).hexdigest()}"


async def _which(request: Request) -> Response:
    return PlainTextResponse(sign(request.app.state.desk.counter.home))


async def _nowhere(request: Request, _error: Exception) -> Response:
    return page(request, "nowhere.html", status=404)
