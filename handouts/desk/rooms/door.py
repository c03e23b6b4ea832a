"""The door: a one-time link, a name with its pass-phrase, or a proxy's word; and the lock."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.staff import recognised, unified
from handouts.desk.app import COOKIE, Desk
from handouts.desk.view import page
from handouts.desk.words import HERE
from handouts.diary.staff import Member, Role


async def door(request: Request) -> Response:
    """Who is not in sees how to come in."""
    session = request.scope.get("session")
    if session is not None and not session.locked:
        return RedirectResponse(session.at, 303)
    return await run_in_threadpool(_stand, request)


async def come(request: Request) -> Response:
    """A name and its pass-phrase; of a proxy, its word alone."""
    return await run_in_threadpool(_come, request, await request.form())


async def enter(request: Request) -> Response:
    """A one-time link: it opens the door once, and its key is in no address after that."""
    desk: Desk = request.app.state.desk
    role = desk.spend(request.path_params["key"])
    if role is None:
        return await run_in_threadpool(_closed, request, spent=True)
    return _in(request, HERE, role)


async def lock(request: Request) -> Response:
    """Put away what lies on the desk; the same person comes in again, and is where they were."""
    desk: Desk = request.app.state.desk
    desk.sessions.lock(request.scope.get("token", ""))
    return RedirectResponse("/door", 303)


async def leave(request: Request) -> Response:
    """Somebody else comes: the session ends."""
    desk: Desk = request.app.state.desk
    desk.sessions.end(request.scope.get("token", ""))
    return RedirectResponse("/door", 303)


def _stand(request: Request) -> Response:
    member = _vouched(request)
    if member and request.scope.get("session") is None:
        return _admitted(request, member)
    return _closed(request)


def _come(request: Request, form: FormData) -> Response:
    desk: Desk = request.app.state.desk
    if desk.proxy:
        member = _vouched(request)
        return _admitted(request, member) if member else _closed(request)
    name, phrase = str(form.get("name", ""))[:100], str(form.get("phrase", ""))[:1000]
    pause = desk.pauses.wait(unified(name))
    if pause:
        return _closed(request, status=429, name=name, pause=pause)
    member = recognised(desk.counter, name, phrase)
    if member is None:
        return _closed(request, name=name, wrong=True)
    desk.pauses.right(member.name)
    return _admitted(request, member)


def _vouched(request: Request) -> Member | None:
    """Whom a proxy has named, if that is one of the staff."""
    desk: Desk = request.app.state.desk
    named = desk.proxied(request.scope)
    return desk.staff().find(named) if named else None


def _admitted(request: Request, member: Member) -> Response:
    request.app.state.desk.note(member.name, "came in")
    return _in(request, member.name, member.role, member.language)


def _in(request: Request, who: str, role: Role, language: str = "") -> Response:
    """Into a new session, under a token that nobody has had; whoever was there before is where they were."""
    desk: Desk = request.app.state.desk
    token = desk.sessions.begin(who, role, request.cookies.get(COOKIE, ""))
    begun = desk.sessions.find(token)
    if begun:
        begun.language = language
    answer = RedirectResponse(begun.at if begun else "/", 303)
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")
    return answer


def _closed(request: Request, *, status: int = 401, name: str = "", wrong: bool = False, pause: int = 0, spent: bool = False) -> Response:
    """The door from outside: nothing of any patient stands on it."""
    desk: Desk = request.app.state.desk
    staff, session = desk.staff(), request.scope.get("session")
    known = session.who if session and staff.find(session.who) else ""
    words: dict[str, Any] = {
        "by": "proxy" if desk.proxy else "phrase" if staff.members else "link", "known": known, "typed": known or name, "wrong": wrong,
        "pause": pause, "spent": spent, "minutes": desk.sessions.idle // 60,
    }  # fmt: skip
    return page(request, "door.html", status=status, **words)


ROUTES = [
    Route("/door", door), Route("/door", come, methods=["POST"]), Route("/enter/{key}", enter), Route("/lock", lock, methods=["POST"]),
    Route("/leave", leave, methods=["POST"]),
]  # fmt: skip
