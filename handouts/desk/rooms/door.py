"""The door: a one-time link, and the lock."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.desk.app import COOKIE, Desk
from handouts.desk.view import page

HERE = "this computer"  # who comes by a one-time link


async def door(request: Request) -> Response:
    """Who is not in sees how to come in."""
    session = request.scope.get("session")
    if session is not None and not session.locked:
        return RedirectResponse("/", 303)
    return await run_in_threadpool(page, request, "door.html", status=401)


async def enter(request: Request) -> Response:
    """A one-time link: it opens the door once, and its key is in no address after that."""
    desk: Desk = request.app.state.desk
    role = desk.spend(request.path_params["key"])
    if role is None:
        return await run_in_threadpool(page, request, "door.html", status=401, spent=True)
    answer = RedirectResponse("/", 303)
    token = desk.sessions.begin(HERE, role)
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")
    return answer


async def lock(request: Request) -> Response:
    """Put away what lies on the desk; the same person comes in again."""
    desk: Desk = request.app.state.desk
    desk.sessions.lock(request.scope.get("token", ""))
    return RedirectResponse("/door", 303)


ROUTES = [Route("/door", door), Route("/enter/{key}", enter), Route("/lock", lock, methods=["POST"])]
