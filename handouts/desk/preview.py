"""A leaflet's pages in a browser on this computer, beside what check says of them: the application of `preview`.

In: a bench, a pose, whether saved changes are followed.  Out: an ASGI application, which takes the same care as the desk: its own names
only, nothing of another site, and nobody without the key that its link holds.  Nothing can be done here but look.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handouts.actions.bench import EditorsBench, Pose
from handouts.actions.watching import changes
from handouts.clinics.clinic import Clinic
from handouts.desk.app import LOCAL
from handouts.desk.bell import Bell
from handouts.desk.bench import followed, parts, pose_of, query, shown, view_of
from handouts.desk.gate import Gate
from handouts.desk.rooms.common import SHARED
from handouts.desk.view import page, words_of
from handouts.desk.words import mark
from handouts.errors import HandoutsError

COOKIE = "__Host-preview"
STRANGER = mark("Open the preview by the link that it showed when it was started.")


@dataclass(slots=True)
class PreviewDesk:
    """What the pages of a preview share.  pose: the one that it begins with; follows: whether saved changes are; stop: set at the end."""

    bench: EditorsBench
    pose: Pose = Pose()
    follows: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    bell: Bell = field(default_factory=Bell)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def entry(self) -> str:
        """The address that lets a browser in."""
        return f"/enter/{self.key}{query(self.pose)}"

    def clinic(self) -> Clinic:
        """The clinic, as it is or last was.  Raises ClinicError."""
        return self.bench.clinic()

    def rooms(self, session: None) -> list[tuple[str, str, str]]:
        """None: there is this one page."""
        return []

    def outbox_count(self, session: None) -> int:
        """Nothing is sent from here."""
        return 0

    def watch(self) -> None:
        """Ring whenever something is saved, from a thread of its own, until it is stopped."""

        def ring() -> None:
            for _ in changes(self.clinic().folder, self.stop):
                self.bell.ring()

        threading.Thread(target=ring, name="saved changes", daemon=True).start()


class Keyed:
    """Lets in who has come by the link; a cookie keeps that."""

    def __init__(self, app: Any, key: str) -> None:
        self.app, self.key = app, key

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or show the door."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        answer: Response
        if self._is(request.url.path.removeprefix("/enter/")):
            answer = RedirectResponse(f"/?{request.url.query}", 303)
            answer.set_cookie(COOKIE, self.key, path="/", secure=True, httponly=True, samesite="strict")
        elif self._is(request.cookies.get(COOKIE, "")):
            answer = self.app
        else:
            answer = PlainTextResponse(f"{words_of(request)(STRANGER)}\n", 401)
        await answer(scope, receive, send)

    def _is(self, said: str) -> bool:
        return compare_digest(said.encode("utf-8", "replace"), self.key.encode())


def preview_application(desk: PreviewDesk) -> Starlette:
    """The preview as an application."""
    routes = [
        Route("/", look), Route("/events", events), Route("/pictures/{name}.png", picture), Route("/page/{page:int}.png", large),
        Route("/pages.pdf", pdf), *SHARED, Mount("/static", StaticFiles(packages=[("handouts.desk", "static")]), name="static"),
    ]  # fmt: skip
    middleware = [Middleware(Gate, hosts=LOCAL), Middleware(Keyed, key=desk.key)]
    made = Starlette(routes=routes, middleware=middleware, exception_handlers={HandoutsError: _amiss})
    made.state.desk = desk
    return made


async def look(request: Request) -> Response:
    """The page."""
    return await run_in_threadpool(_looked, request)


def _looked(request: Request) -> Response:
    desk: PreviewDesk = request.app.state.desk
    asked, pose = request.query_params, pose_of(request.query_params)
    choices = desk.bench.choices(pose)
    sight = desk.bench.look(pose)
    pictures = list(desk.bench.drawn(sight))
    words = shown(desk.bench, sight, desk.bench.remarks(sight, None if desk.follows else _at_leisure), all_=not desk.follows)
    words |= {"parts": parts(words), "pictures": pictures, "choices": choices, "tall": desk.bench.tall(sight), "follows": desk.follows}
    here = f"?{request.url.query}" if request.url.query else ""
    return page(request, "preview.html", **words, view=view_of(asked), query=here, at=lambda view: _at(asked, view))


def _at_leisure() -> None:
    """Nobody waits for anything newer."""


def _at(asked: QueryParams, view: str) -> str:
    said = {name: text for name, text in asked.items() if name != "view"} | ({"view": view} if view else {})
    return f"?{urlencode(said)}" if said else ""


async def events(request: Request) -> Response:
    """What is new, whenever something is saved."""
    desk: PreviewDesk = request.app.state.desk
    told = followed(desk.bench, pose_of(request.query_params), desk.bell, desk.stop.is_set)
    return StreamingResponse(told, media_type="text/event-stream")


async def picture(request: Request) -> Response:
    """A page's picture, by its name."""
    data = await run_in_threadpool(request.app.state.desk.bench.picture, request.path_params["name"])
    return Response(data, media_type="image/png")


async def large(request: Request) -> Response:
    """A page, large."""
    return Response(await run_in_threadpool(_large, request), media_type="image/png")


def _large(request: Request) -> bytes:
    bench: EditorsBench = request.app.state.desk.bench
    return bench.large(bench.look(pose_of(request.query_params)), request.path_params["page"])


async def pdf(request: Request) -> Response:
    """The very bytes."""
    bench: EditorsBench = request.app.state.desk.bench
    sight = await run_in_threadpool(bench.look, pose_of(request.query_params))
    return Response(sight.data, media_type="application/pdf", headers={"content-disposition": 'inline; filename="preview.pdf"'})


async def _amiss(request: Request, error: Exception) -> Response:
    return await run_in_threadpool(page, request, "fault.html", status=422, said=str(error).split("\n"))
