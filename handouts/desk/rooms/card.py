"""The patient's card: who, when, which leaflets; the very pages; and the deeds, each of which is done once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.cards import AskCard, Card, ask_card, looks_alike
from handouts.actions.handing import HandedOut, Way, Wishes, hand_out, picture, prepare, words
from handouts.desk.app import Desk, room
from handouts.desk.rooms.given import Person
from handouts.desk.sessions import Draft, Session
from handouts.desk.view import DeskWords, page, say_of
from handouts.desk.words import fit, mark
from handouts.diary.deeds import Done
from handouts.diary.search import birth_dates
from handouts.errors import HandoutsError, InputError

PAGE_WIDTH, MINI_WIDTH = 816, 204  # pixels of a picture
WAYS: dict[str, Way] = {"print": "print", "mail": "mail", "save": "save"}
HAPPENED: dict[Way, str] = {
    "print": mark("%(name)s: %(titles)s: printed."), "mail": mark("%(name)s: %(titles)s: e-mailed."),
    "save": mark("%(name)s: %(titles)s: kept."),
}  # fmt: skip
NOT_LEFT = mark("%(name)s: %(titles)s: kept, and it has not left yet.")
PUT_AWAY = mark("what lay on the desk was put away meanwhile; nothing was done: open the patient's card again")
DONE: dict[Way, Done] = {"print": "printed", "mail": "e-mailed", "save": "kept"}


@room()
def card(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The card, with the copies as they would leave."""
    found = ask_card(AskCard(desk.counter, request.path_params["entry"]), desk.days)
    name = request.query_params.get("on", "")
    draft = session.drafts.get(name)
    said: list[str] = []
    if draft is None or draft.entry != found.visit.entry.id:
        desk.note(session.who, "looked", found.visit.entry.id)
        name, draft, said = _laid(desk, session, found, usual(found))
    return _show(request, session, found, name, draft, said)


@room()
def wished(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Other leaflets, another language, layout or note: new copies on the desk."""
    found = ask_card(AskCard(desk.counter, request.path_params["entry"]), desk.days)
    known = {leaflet for leaflet, _ in found.leaflets}
    chosen = tuple(dict.fromkeys(str(one) for one in form.getlist("leaflet") if one in known))
    wishes = Wishes(chosen, str(form.get("language", "")), str(form.get("layout", "")), str(form.get("note", "")).replace("\r\n", "\n"))
    name, draft, said = _laid(desk, session, found, wishes)
    if draft is None:
        return _show(request, session, found, "", None, said, wishes)
    return RedirectResponse(f"/card/{found.visit.entry.id}?on={name}", 303)


@room()
def born(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The birth date, as the patient says it: of whoever looks like somebody else, nothing leaves before."""
    found = ask_card(AskCard(desk.counter, request.path_params["entry"]), desk.days)
    said = set(birth_dates(str(form.get("born", "")), month_first=desk.clinic().page == "Letter"))
    on = str(form.get("on", ""))
    if found.visit.entry.appointment.patient.born in said:
        session.checked.add(found.visit.entry.id)
        return RedirectResponse(f"/card/{found.visit.entry.id}" + (f"?on={on}" if on in session.drafts else ""), 303)
    draft = session.drafts.get(on)
    return _show(request, session, found, on, draft, [], wrong=True)


@room()
def deed(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Print, e-mail or save what lies on the desk.  Said twice, by reload or from two tabs, it is done once.

    Raises InputError if it was put away meanwhile, and what the action raises.
    """
    draft, entry = session.drafts.get(str(form.get("on", ""))), request.path_params["entry"]
    way = WAYS.get(request.path_params["way"])
    if draft is None or draft.entry != entry or way is None:
        raise InputError(PUT_AWAY)
    found = ask_card(AskCard(desk.counter, entry), desk.days)
    if not _ready(session, found):
        return RedirectResponse(f"/card/{entry}", 303)
    with draft.lock:
        if draft.done is None:
            draft.done = hand_out(desk.counter, draft.prepared, way, session.who)
            session.told.append(told(draft.done, draft, say_of(request)))
            desk.note(session.who, DONE[way] if draft.done.ok else "kept", entry, (copy.id for copy in draft.done.copies))
    return RedirectResponse("/", 303)


@room()
def sheet(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A page of what lies on the desk, as a picture of the very bytes."""
    draft = session.drafts.get(request.path_params["on"])
    if draft is None:
        return Response(status_code=404)
    covered = draft.entry not in session.checked and looks_alike(AskCard(desk.counter, draft.entry), desk.days)
    width = MINI_WIDTH if request.query_params.get("mini") else PAGE_WIDTH
    return Response(picture(draft.prepared, int(request.path_params["page"]), width, cover=covered), media_type="image/png")


@room()
def heard(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What lies on the desk, as text.  Raises InputError if it was put away meanwhile."""
    draft = session.drafts.get(request.path_params["on"])
    if draft is None:
        raise InputError(PUT_AWAY)
    found = ask_card(AskCard(desk.counter, draft.entry), desk.days)
    texts = words(draft.prepared) if _ready(session, found) else ()
    return page(request, "heard.html", room="today", texts=texts, entry=draft.entry, on=request.path_params["on"])


def usual(found: Card) -> Wishes:
    """The leaflets that the rules give."""
    return Wishes(tuple(dict.fromkeys(pick.leaflet for pick in found.visit.picks)))


def told(done: HandedOut, draft: Draft, say: DeskWords) -> str:
    """What just happened, as a sentence."""
    patient = draft.prepared.appointment.patient
    titles = ", ".join(handout.leaflet.title for handout in draft.prepared.handouts)
    happened = say.words(HAPPENED[done.way] if done.ok else NOT_LEFT, name=patient.name, titles=titles)
    return " ".join([happened, *map(fit, done.said)])


def _laid(desk: Desk, session: Session, found: Card, wishes: Wishes) -> tuple[str, Draft | None, list[str]]:
    """Copies laid on the desk: the name they have there; or why there are none."""
    if not wishes.leaflets:
        return "", None, []
    try:
        made = prepare(desk.counter, found.visit.entry.id, wishes, desk.manner(), desk.presses)
    except HandoutsError as error:
        return "", None, str(error).split("\n")
    draft = Draft(found.visit.entry.id, wishes, made)
    return session.lay(draft), draft, []


def _ready(session: Session, found: Card) -> bool:
    """Whether anything may leave: nobody looks alike, or the birth date was said."""
    return not found.alike or found.visit.entry.id in session.checked


def _show(
    request: Request, session: Session, found: Card, on: str, draft: Draft | None, said: list[str], wishes: Wishes | None = None, *,
    wrong: bool = False,
) -> Response:  # fmt: skip
    wishes = draft.wishes if draft else wishes or usual(found)
    appointment = found.visit.entry.appointment
    if wishes.note is None:
        wishes = replace(wishes, note=appointment.instructions)
    shown: dict[str, Any] = {
        "card": found, "visit": found.visit, "appointment": appointment, "patient": appointment.patient, "on": on, "draft": draft,
        "whose": session.keep(Person(appointment.patient.identifier, appointment.patient.born)) if found.given else "",
        "said": said, "wishes": wishes, "ready": _ready(session, found), "wrong": wrong, "titles": dict(found.leaflets),
    }  # fmt: skip
    return page(request, "card.html", status=422 if said or wrong else 200, room="today", **shown)


ROUTES = [
    Route("/card/{entry}", card), Route("/card/{entry}", wished, methods=["POST"]), Route("/card/{entry}/born", born, methods=["POST"]),
    Route("/card/{entry}/{way:str}", deed, methods=["POST"]), Route("/desk/{on}/{page:int}.png", sheet), Route("/desk/{on}/text", heard),
]  # fmt: skip
