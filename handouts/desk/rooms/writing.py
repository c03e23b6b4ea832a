"""The editor: a leaflet's text with findings and live pages beside it; kept, adopted and signed from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.bench import Pose
from handouts.actions.leaflets import Adopt, adopt
from handouts.actions.signing import LONGEST, SignLeaflet, ToSign, look_to_sign, sign_leaflet
from handouts.actions.writing import KeepText, LeafletText, OpenText, keep_text, open_text
from handouts.desk.app import Desk, room
from handouts.desk.bench import parts, pose_of, query, shown
from handouts.desk.sessions import Session
from handouts.desk.view import page, say_of, words_of
from handouts.desk.words import fit, mark
from handouts.errors import HandoutsError, InputError, Slip

if TYPE_CHECKING:
    from handouts.leaflets.changes import Change

ROLES = (mark("Consultant"), mark("Specialist nurse"), mark("Pharmacist"), mark("General practitioner"))
ADOPTED = mark("It is your own now. It is given out as soon as somebody has signed it.")
NO_NAME, NO_ROLE = mark("Write who has read it."), mark("Write in which role.")
NO_ANSWER, NO_DAY = mark("Answer it in a few words."), mark("Write a day.")
ITS_AUTHOR = mark("Whoever wrote it does not sign it; somebody else reads and signs it.")
IS_WITHDRAWN = mark("It is withdrawn. Write 'status: draft' in its head first.")


@room("editor")
def editor(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The text as it is kept.  Raises InputError for a leaflet that may not be written."""
    opened = open_text(OpenText(desk.counter.clinic_and_ledger, *_named(request)))
    return _shown(request, desk, form, opened)


@room("editor")
def keep(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Keep the text, or show what it would look like.  Of two who keep one, the second sees both texts."""
    where, (name, language) = desk.counter.clinic_and_ledger, _named(request)
    typed, known = str(form.get("text", "")).replace("\r\n", "\n"), str(form.get("mark", ""))
    opened = open_text(OpenText(where, name, language))
    if "look" in form:
        return _shown(request, desk, form, replace(opened, mark=known), typed=typed)
    try:
        done = keep_text(KeepText(where, name, language, typed, known))
    except HandoutsError as error:
        slips = error.slips or tuple(Slip("", 0, 0, line) for line in str(error).split("\n"))
        return _shown(request, desk, form, replace(opened, mark=known), typed=typed, said=slips)
    if done.overtaken:
        return _shown(request, desk, form, done.now, typed=typed, theirs=done.changes)
    if done.now.mark != opened.mark:
        desk.note(session.who, "wrote", copies=[done.now.file.name])
    session.told.append(words_of(request)("Saved, %(time)s.", time=say_of(request).time(done.now.at)))
    return RedirectResponse(f"{_address(request)}/edit{query(_pose(request, form), leaflet='', language='')}", 303)


@room("editor")
def look(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What a text that is being written looks like: the names of its pages' pictures, and what is said of it."""
    sight = desk.bench.look(_pose(request, form), str(form.get("text", "")).replace("\r\n", "\n"))
    pictures = [f"pictures/{drawn}.png" for drawn in desk.bench.drawn(sight)]
    whole = bool(form.get("whole"))
    remarks = desk.bench.remarks(sight, _alone if whole else None)
    found = parts(shown(desk.bench, sight, remarks, all_=whole, words=words_of(request)))
    return JSONResponse({"pictures": pictures, "parts": {name: found[name] for name in ("now", "fault", "findings")}})


@room("editor")
def picture(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A page's picture, by its name."""
    return Response(desk.bench.picture(request.path_params["picture"]), media_type="image/png")


@room("editor")
def adopted(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A leaflet that comes with the program becomes the clinic's own, in all its languages."""
    files = adopt(Adopt(desk.counter.clinic_and_ledger, _named(request)[0]))
    desk.note(session.who, "adopted", copies=[file.name for file in files if file.suffix == ".md"])
    session.told.append(words_of(request)(ADOPTED))
    return RedirectResponse(f"{_address(request)}/edit", 303)


@room("editor")
def to_sign(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What has changed since the last signature, and what only a person can judge.  Raises InputError, LeafletError."""
    return _asked(request, desk, session, {}, {})


@room("editor")
def signed(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Sign it.  What is missing is said at its field; what was typed stays."""
    typed = {name: str(said).strip()[:1000] for name, said in form.items()}
    looked = look_to_sign(_wished(request, desk))
    words = words_of(request)
    amiss = {name: words(said) for name, said in (("reviewer", NO_NAME), ("role", NO_ROLE)) if not typed.get(name)}
    amiss |= {f"q-{name}": words(NO_ANSWER) for name in looked.questions if not typed.get(f"q-{name}")}
    until = _day(typed.get("until", ""))
    amiss |= {} if until or not typed.get("until") else {"until": words(NO_DAY)}
    if amiss:
        return _asked(request, desk, session, typed, amiss)
    answers = {name: typed[f"q-{name}"] for name in looked.questions}
    try:
        done = sign_leaflet(replace(_wished(request, desk), reviewer=typed["reviewer"], role=typed["role"], until=until, answers=answers))
    except InputError as error:
        return _asked(request, desk, session, typed, _refused(request, str(error)))
    desk.note(session.who, "signed", copies=[looked.file.name])
    told = words("Signed by %(name)s, until %(day)s. It may be given out.", name=done.reviewer, day=say_of(request).full(done.until))
    session.told.append(told)
    return RedirectResponse(_address(request), 303)


def _alone() -> None:
    """Nobody waits meanwhile."""


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["name"], request.path_params["language"]


def _address(request: Request) -> str:
    name, language = _named(request)
    return f"/leaflets/{name}/{language}"


def _wished(request: Request, desk: Desk) -> SignLeaflet:
    name, language = _named(request)
    return SignLeaflet(desk.counter.clinic_and_ledger, name, language)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refused(request: Request, said: str) -> dict[str, str]:
    """Why an action does not sign, by the field, without the names of a command's options."""
    words, amiss = words_of(request), {}
    if "--until" in said:
        amiss["until"] = words("Choose a day after today, and at most %(count)s years from now.", count=LONGEST)
    if "is withdrawn" in said or "was written by" in said:
        amiss["reviewer"] = words(IS_WITHDRAWN if "is withdrawn" in said else ITS_AUTHOR)
    return amiss or {"reviewer": fit(said)}


def _asked(request: Request, desk: Desk, session: Session, typed: dict[str, str], amiss: dict[str, str]) -> Response:
    looked: ToSign = look_to_sign(_wished(request, desk))
    words: dict[str, Any] = {
        "looked": looked, "typed": typed, "amiss": amiss, "address": _address(request), "language_of": _named(request)[1], "roles": ROLES,
    }  # fmt: skip
    return page(request, "sign.html", status=422 if amiss else 200, room="leaflets", **words)


def _pose(request: Request, form: FormData) -> Pose:
    """How the leaflet is looked at, as the form says, or the address."""
    name, language = _named(request)
    return replace(pose_of(form if form else request.query_params), leaflet=name, language=language)


def _shown(
    request: Request, desk: Desk, form: FormData, opened: LeafletText, *, typed: str | None = None, said: tuple[Slip, ...] = (),
    theirs: tuple[Change, ...] = (),
) -> Response:  # fmt: skip
    """The page.  typed: a text that is not kept; said: why it is not; theirs: how it differs from what somebody else has kept."""
    pose, address = _pose(request, form), _address(request)
    sight = desk.bench.look(pose, opened.text if typed is None else typed)
    sight = replace(sight, said=sight.said or said)
    words = shown(desk.bench, sight, desk.bench.remarks(sight), all_=False, words=words_of(request))
    words |= {
        "parts": parts(words), "pictures": list(desk.bench.drawn(sight)), "choices": desk.bench.choices(pose), "opened": opened,
        "tall": desk.bench.tall(sight), "text": sight.source, "dirty": typed is not None, "theirs": theirs, "refused": bool(said),
        "address": address,
    }  # fmt: skip
    return page(request, "editor.html", status=409 if theirs else 422 if said else 200, room="leaflets", **words)


AT = "/leaflets/{name}/{language}"
ROUTES = [
    Route(f"{AT}/edit", editor), Route(f"{AT}/edit", keep, methods=["POST"]), Route(f"{AT}/look", look, methods=["POST"]),
    Route(f"{AT}/adopt", adopted, methods=["POST"]), Route(f"{AT}/sign", to_sign), Route(f"{AT}/sign", signed, methods=["POST"]),
    Route("/pictures/{picture}.png", picture),
]  # fmt: skip
