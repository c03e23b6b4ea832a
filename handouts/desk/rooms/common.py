"""What belongs to no room: the clinic's colour, the face, the keys."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from handouts.actions.brand import screen_colours
from handouts.clinics.clinic import built_in
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page

FACES = {"regular": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf"}
KEYS = [
    ("Everywhere", [
        ("/", "the field that finds a patient"), ("?", "all keys"), ("Esc", "leave the field, then back"), ("Alt 1", "the first room"),
        ("Alt L", "lock"),
    ]),
    ("Lists", [("Ctrl Enter", "the coloured button")]),
    ("Today", [
        ("↑ ↓", "choose"), ("Enter", "open the patient's card"), ("+", "somebody not on the list"),
        ("PageUp PageDown", "the day before, the day after"),
    ]),
    ("Outbox", [
        ("↑ ↓ Enter", "choose, and open"), ("Y", "it has come"), ("N", "it has not: it leaves again, or now"),
        ("R", "try again what failed"), ("P", "print what could not be e-mailed"), ("W", "withdraw"),
    ]),
    ("Given", [("↑ ↓ Enter", "choose, and open"), ("P", "print once more"), ("C", "correct")]),
    ("Writing a leaflet", [("Ctrl S", "save"), ("F8", "the next finding, at its line"), ("Shift F8", "the one before")]),
    ("Patient's card", [("P", "print"), ("E", "e-mail"), ("S", "save"), ("← →", "turn the pages")]),
]  # fmt: skip


async def brand(request: Request) -> Response:
    """The clinic's colour as a style sheet."""
    clinic = await run_in_threadpool(request.app.state.desk.clinic)
    found = screen_colours(clinic)
    light, dark = ("".join(f"--{name}: {value}; " for name, value in tokens.items()) for tokens in (found.light, found.dark))
    text = f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"
    return Response(text, media_type="text/css")


async def face(request: Request) -> Response:
    """The face that the program carries."""
    return FileResponse(built_in("assets") / "fonts" / FACES[request.path_params["weight"]], media_type="font/ttf")


@room()
def keys(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """All keys."""
    return page(request, "keys.html", groups=KEYS)


SHARED = [Route("/brand.css", brand), Route("/static/{weight:str}.ttf", face)]  # with the page of a preview
ROUTES = [*SHARED, Route("/keys", keys)]
