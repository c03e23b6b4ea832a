"""The leaflets: a gallery of their first pages; each with all of its pages, for no patient."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.actions.gallery import Example, ShowLeaflet, ShowLeaflets, show_leaflets, specimen
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page
from handouts.desk.words import mark
from handouts.errors import InputError

NONE = mark("there is no such leaflet; look for it among the leaflets")
TILE, PAGE, MINI = 480, 816, 320  # pixels of a picture's width


@room()
def leaflets(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The gallery; of a search, what fits.  A search is a form that is sent, as everywhere at the desk."""
    words = str(form.get("words", ""))[:200]
    found = show_leaflets(ShowLeaflets(desk.counter.clinic_and_ledger, words))
    return page(request, "leaflets.html", room="leaflets", shelf=found, words=words)


@room()
def leaflet(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """One leaflet in one language.  Raises InputError if there is none."""
    name, language = request.path_params["name"], request.path_params["language"]
    mine = next((one for one in show_leaflets(ShowLeaflets(desk.counter.clinic_and_ledger)) if one.shown.leaflet.identifier == name), None)
    shown = next((one for one in mine.languages if one.leaflet.language == language), None) if mine else None
    if mine is None or shown is None:
        raise InputError(NONE)
    made = specimen(ShowLeaflet(desk.counter.clinic_and_ledger, name, language))
    clinic = desk.clinic()
    own = shown.leaflet.folder.resolve().is_relative_to(clinic.folder.resolve())
    write = session.may("editor") and not desk.counter.clinic_and_ledger.sample
    return page(request, "leaflet.html", room="leaflets", of=shown, others=mine.languages, made=made, own=own, write=write)


@room()
def tile(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What the gallery shows of a leaflet."""
    return Response(_made(request, desk).tile(TILE), media_type="image/png")


@room()
def sheet(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A page of a leaflet."""
    width = MINI if request.query_params.get("mini") else PAGE
    return Response(_made(request, desk).page(int(request.path_params["page"]), width), media_type="image/png")


def _made(request: Request, desk: Desk) -> Example:
    return specimen(ShowLeaflet(desk.counter.clinic_and_ledger, request.path_params["name"], request.path_params["language"]))


ROUTES = [
    Route("/leaflets", leaflets, methods=["GET", "POST"]), Route("/leaflets/{name}/{language}", leaflet),
    Route("/leaflets/{name}/{language}/tile.png", tile), Route("/leaflets/{name}/{language}/{page:int}.png", sheet),
]  # fmt: skip
