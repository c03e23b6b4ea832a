"""What belongs to no room: the clinic's colour, the face, the keys, the language."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.brand import brand_sheet
from handouts.actions.staff import reads_in
from handouts.clinics.clinic import built_in
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import own_name, page
from handouts.desk.words import LANGUAGES, mark

FACES = {"regular": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf"}
KEYS = [
    (mark("Everywhere"), [
        ("/", mark("the field that finds a patient")), ("?", mark("all keys")), ("Esc", mark("leave the field, then back")),
        ("Alt 1", mark("the first room")),
        ("Alt L", mark("lock")),
    ]),
    (mark("Lists"), [("Ctrl Enter", mark("the coloured button"))]),
    (mark("Today"), [
        ("↑ ↓", mark("choose")), ("Enter", mark("open the patient's card")), ("+", mark("somebody not on the list")),
        ("PageUp PageDown", mark("the day before, the day after")),
    ]),
    (mark("Outbox"), [
        ("↑ ↓ Enter", mark("choose, and open")), ("Y", mark("it has come")), ("N", mark("it has not: it leaves again, or now")),
        ("R", mark("try again what failed")), ("P", mark("print what could not be e-mailed")), ("W", mark("withdraw")),
    ]),
    (mark("Given"), [("↑ ↓ Enter", mark("choose, and open")), ("P", mark("print once more")), ("C", mark("correct"))]),
    (mark("Writing a leaflet"), [
        ("Ctrl S", mark("save")), ("F8", mark("the next finding, at its line")), ("Shift F8", mark("the one before")),
    ]),
    (mark("Patient's card"), [
        ("P", mark("print")), ("E", mark("e-mail")), ("S", mark("save")), ("C", mark("correct")), ("← →", mark("turn the pages")),
    ]),
]  # fmt: skip


async def brand(request: Request) -> Response:
    """The clinic's colour as a style sheet."""
    clinic = await run_in_threadpool(request.app.state.desk.clinic)
    return Response(brand_sheet(clinic), media_type="text/css")


async def face(request: Request) -> Response:
    """The face that the program carries."""
    file = FACES.get(request.path_params["weight"])
    return FileResponse(built_in("assets") / "fonts" / file, media_type="font/ttf") if file else Response(status_code=404)


@room()
def keys(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """All keys."""
    return page(request, "keys.html", groups=KEYS)


@room()
def languages(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The languages that the desk speaks, each by its own name."""
    return page(request, "languages.html", languages=[(tag, own_name(tag)) for tag in LANGUAGES])


@room()
def speak(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Another language, for whoever sits here: the same when they come in again."""
    chosen = str(form.get("language", ""))
    if chosen in LANGUAGES:
        session.language = chosen
        reads_in(desk.counter, session.who, chosen)
    return RedirectResponse("/language", 303)


SHARED = [Route("/brand.css", brand), Route("/static/{weight:str}.ttf", face)]  # with the page of a preview
ROUTES = [
    *SHARED, Route("/keys", keys),
    Route("/language", languages), Route("/language", speak, methods=["POST"]),
]  # fmt: skip
