"""The outbox: what needs a person, what waits; a doubt is settled, what failed is tried again, what waits is withdrawn, once each."""

from __future__ import annotations

from typing import Any, get_args

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.answers import AskAnswers, ask_answers
from handouts.actions.looking import AskLooking, LookingAnswer, Part, Said, ask_looking, look_at
from handouts.actions.outbox import Became
from handouts.actions.saying import SaidOf, SayOf, leave_now, say_of
from handouts.actions.settling import SettleRun, settle_run
from handouts.actions.takeback import Withdraw, withdraw
from handouts.actions.where import Where
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page, words_of
from handouts.desk.words import Speech, fit, mark
from handouts.diary.deeds import Done

AFTER = {
    "arrived": mark("Copies of run %(run)s that are settled, and have arrived: %(count)s."),
    "again": mark("Copies of run %(run)s that are settled, and leave again: %(count)s."),
    "withdraw": mark("Copies of run %(run)s that are withdrawn: %(count)s."),
    "now": mark("Copies of run %(run)s that have left now: %(count)s."),
}  # fmt: skip
PARTS: tuple[Part, ...] = get_args(Part)
SAYS: dict[str, Said] = {said: said for said in get_args(Said)}
AT_ONCE = 50  # copies that leave while somebody waits for the page
BECAME: dict[str, Became] = {"arrived": "sent", "again": "again"}
NOTED: dict[Said, Done] = {
    "arrived": "settled", "again": "sent again", "now": "let leave", "paper": "printed", "withdraw": "withdrew",
}  # fmt: skip
DONE = {
    ("print", "sent"): mark("printed"), ("mail", "sent"): mark("e-mailed"), ("print", "waiting"): mark("waits to be printed"),
    ("mail", "waiting"): mark("waits to be e-mailed"), ("print", "failed"): mark("could not be printed"),
    ("mail", "failed"): mark("could not be e-mailed"), ("print", "in doubt"): mark("in doubt: was it printed?"),
    ("mail", "in doubt"): mark("in doubt: was it e-mailed?"), ("print", "withdrawn"): mark("withdrawn, and not printed"),
    ("mail", "withdrawn"): mark("withdrawn, and not e-mailed"), ("print", "sending"): mark("is being printed"),
    ("mail", "sending"): mark("is being e-mailed"),
}  # fmt: skip


@room()
def outbox(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What needs a person; or what waits; or everything that goes one way."""
    part: Part = next((part for part in PARTS if part == request.query_params.get("show")), "look")
    where = desk.counter.where
    found = ask_looking(AskLooking(where, part)) if _begun(where) else LookingAnswer((), 0, dict.fromkeys(PARTS, 0), ())
    return page(request, "outbox.html", room="outbox", found=found, part=part)


@room()
def one(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A delivery: whose it is, what the other side said, and the answers that there are."""
    where = desk.counter.where
    found = look_at(where, request.path_params["number"])
    desk.note(session.who, "looked", copies=[found.copy])
    heard = [answer for answer in ask_answers(AskAnswers(where, found.copy)).deliveries if answer.channel != "folder"]
    return page(request, "delivery.html", room="outbox", look=found, heard=heard)


@room()
def say(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """What somebody says of a delivery.  Said twice, or after somebody else, it is done once, and one sees what it is by then."""
    said = SAYS.get(request.path_params["said"])
    if said is None:
        return Response(status_code=404)
    done = say_of(SayOf(desk.counter, request.path_params["number"], str(form.get("seen", "")), said, session.who))
    if not done.done:
        return page(request, "first.html", status=409, room="outbox", look=done.now, became=became(done, words_of(request)))
    desk.note(session.who, NOTED[said], copies=[done.now.copy])
    session.told.append(f"{done.now.name}: {done.now.title}: {became(done, words_of(request))}. {fit(done.why)}".rstrip())
    return RedirectResponse("/outbox", 303)


def became(done: SaidOf, say: Speech) -> str:
    """What a delivery is now, in the patient's terms."""
    known = DONE.get((done.now.channel, done.now.state))
    return say(known) if known else f"{done.now.state}, {done.now.channel}"


@room()
def lot(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Many at once: what would be done to how many, to be said yes to."""
    return page(request, "lot.html", room="outbox", lot=_lot(request, desk), other=False)


@room()
def say_lot(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """All of a run that are in doubt, or that wait or failed, by one channel.  If it is another number by now, it is asked again."""
    found, said, where = _lot(request, desk), request.path_params["said"], desk.counter.where
    if str(found["count"]) != form.get("count"):
        return page(request, "lot.html", status=409, room="outbox", lot=found, other=True)
    run, channel, number, why = found["run"], found["channel"], 0, ""
    if found["state"] == "in doubt" and said in BECAME:
        number = settle_run(SettleRun(where, run, BECAME[said], channel, session.who, sure=True)).copies
    elif said == "withdraw":
        number = withdraw(Withdraw(where, str(run), channel, session.who, sure=True)).copies
    elif said == "now" and found["state"] == "waiting":
        number, why = leave_now(desk.counter, run, channel, AT_ONCE)
    if number:
        desk.note(session.who, NOTED[SAYS[said]], about=f"run {run}")
    session.told.append(f"{words_of(request)(AFTER[SAYS[said]], run=run, count=number)} {fit(why)}".rstrip())
    return RedirectResponse("/outbox" if said == "arrived" else "/outbox?show=waiting", 303)


def _lot(request: Request, desk: Desk) -> dict[str, Any]:
    run, channel, state = (request.path_params[name] for name in ("run", "channel", "state"))
    state = {"doubt": "in doubt", "waiting": "waiting", "failed": "failed"}.get(state, "")
    states = {"in doubt"} if state == "in doubt" else {"waiting", "failed"}  # both are withdrawn
    parts: tuple[Part, ...] = ("look", "waiting")
    lots = [one for part in parts for one in ask_looking(AskLooking(desk.counter.where, part, most=0)).lots]
    count = sum(number for its, way, now, number in lots if (its, way) == (run, channel) and now in states)
    return {"run": run, "channel": channel, "state": state, "count": count, "most": AT_ONCE}


def _begun(where: Where) -> bool:
    return where.file().is_file()


ROUTES = [
    Route("/outbox", outbox), Route("/outbox/{number:int}", one), Route("/outbox/{number:int}/{said:str}", say, methods=["POST"]),
    Route("/outbox/run/{run:int}/{channel:str}/{state:str}", lot),
    Route("/outbox/run/{run:int}/{channel:str}/{state:str}/{said:str}", say_lot, methods=["POST"]),
]  # fmt: skip
