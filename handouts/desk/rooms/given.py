"""Given: who was given what; a copy printed once more, or made void."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.answers import AskAnswers, ask_answers
from handouts.actions.copies import GivenCopy
from handouts.actions.find import Find, FoundPatient, find
from handouts.actions.find import Way as WentBy
from handouts.actions.handover import handed_at
from handouts.actions.looking import titles_of
from handouts.actions.printing import PrintCopies, print_copies
from handouts.actions.takeback import VoidCopy, void_copy
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page, words_of
from handouts.desk.words import Speech, fit, mark
from handouts.diary.search import birth_dates
from handouts.errors import HandoutsError, InputError

PURGED = mark("the patient's data have been purged")
OTHERS = mark("the patient was not given that copy; find the patient again")
NOTED = 8  # copies of a patient by which the audit names whom somebody has looked at
AWAY = mark("what was looked at was put away meanwhile; nothing was done: find the patient again")


@dataclass(frozen=True, slots=True)
class Person:
    """Whom somebody at the desk looks at."""

    identifier: str = field(repr=False)
    born: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class OnceMore:
    """A copy that may be printed once more, once."""

    copy: str


@room()
def given(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Find a patient; the words that were typed stand in no address."""
    typed = str(form.get("find", ""))[:200].strip()
    found: tuple[FoundPatient, ...] = ()
    more = 0
    if typed and desk.counter.where.file().is_file():
        answer = find(_wanted(desk, typed))
        found, more = answer.patients, answer.more
    people = [(session.keep(Person(one.identifier, one.born)), one) for one in found]
    if len(people) == 1:
        return RedirectResponse(f"/given/{people[0][0]}", 303)
    return page(request, "given.html", room="given", tab="patient", typed=typed, people=people, more=more)


def _wanted(desk: Desk, typed: str) -> Find:
    """Speech, a number; or a birth date, as the clinic writes them."""
    born = list(birth_dates(typed, month_first=desk.clinic().page == "Letter"))
    return Find(desk.counter.where, born=born[0]) if born else Find(desk.counter.where, (typed,))


@room()
def patient(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Everything that a patient was given, the newest first."""
    found, titles = person(request, desk, session), titles_of(desk.counter.where)
    desk.note(session.who, "looked", copies=[given.copy.id for given, _ in found.copies[-NOTED:]])
    return page(request, "patient.html", room="given", tab="patient", person=found, on=request.path_params["on"], titles=titles)


@room()
def copy(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A copy: how it went, and what can be done with it."""
    found, (one, ways) = person(request, desk, session), copy_of(request, desk, session)
    heard = [answer for answer in ask_answers(AskAnswers(desk.counter.where, one.copy.id)).deliveries if answer.channel != "folder"]
    return page(
        request, "copy.html", room="given", tab="patient", person=found, given=one, heard=heard, on=request.path_params["on"],
        titles=titles_of(desk.counter.where), once=session.keep(OnceMore(one.copy.id)), counts=not (one.copy.void or one.copy.replaced_by),
        handed=handed_at(desk.counter.where, [one.copy.id]).get(one.copy.id),
        mailed=any(way.channel == "mail" and way.state in ("sent", "in doubt") for way in ways),
    )  # fmt: skip


@room()
def print_again(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Print a copy once more: of a form that is sent twice, once.  Raises InputError."""
    one, _ = copy_of(request, desk, session)
    here = f"/given/{request.path_params['on']}/{one.copy.id}"
    if session.kept.pop(str(form.get("once", "")), None) != OnceMore(one.copy.id):
        session.told.append(words_of(request)("That was done already; nothing more was printed."))
        return RedirectResponse(here, 303)
    session.told.append(_printed(desk, one.copy.id, words_of(request)))
    desk.note(session.who, "printed", copies=[one.copy.id])
    return RedirectResponse(here, 303)


def _printed(desk: Desk, id: str, say: Speech) -> str:
    try:
        done = print_copies(PrintCopies(desk.counter.where, id, again=True, sure=True))
    except HandoutsError as error:
        return say("Not printed: %(why)s", why=fit(str(error)))
    if done.stopped or not done.passed:
        why = str(done.stopped) if done.stopped else "; ".join(done.left_out.reasons())
        why = fit(why) if why else say("another desk prints just now")
        return say("Not printed yet, it waits in the outbox: %(why)s", why=why)
    if done.passed[-1].delivery.state == "sent":
        return say("Printed once more.")
    return say("Not printed as far as is known; see the outbox.")


@room("manager")
def void(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Nobody may be given this copy any more.  Said twice, the action says since when it is so.  Raises InputError."""
    one, _ = copy_of(request, desk, session)
    why = str(form.get("why", ""))
    done = void_copy(VoidCopy(desk.counter.where, one.copy.id, why, session.who))
    desk.note(session.who, "voided", copies=[one.copy.id])
    say = words_of(request)
    said = [say("Void: %(why)s. Nobody will be given this copy any more.", why=done.why)]
    said += [say("It was on its way already: %(what)s.", what=fit(late.said)) for late in done.taken.left]
    said += [say("It stands in %(file)s with others; take its pages out by hand.", file=done.bound)] if done.bound else []
    session.told.append(" ".join(said + [done.left_behind] * bool(done.left_behind)))
    return RedirectResponse(f"/given/{request.path_params['on']}", 303)


def person(request: Request, desk: Desk, session: Session) -> FoundPatient:
    """The patient that an address means.  Raises InputError if that was put away."""
    kept = session.kept.get(request.path_params["on"])
    if not isinstance(kept, Person):
        raise InputError(AWAY)
    found = find(Find(desk.counter.where, (), kept.born, kept.identifier)).patients
    if not found:
        raise InputError(PURGED)
    return found[0]


def copy_of(request: Request, desk: Desk, session: Session) -> tuple[GivenCopy, tuple[WentBy, ...]]:
    """The copy that an address means, one of the patient's.  Raises InputError if it is not, or if that was put away."""
    wanted = request.path_params["copy"]
    for one, ways in person(request, desk, session).copies:
        if one.copy.id == wanted:
            return one, ways
    raise InputError(OTHERS)


ROUTES = [
    Route("/given", given, methods=["GET", "POST"]), Route("/given/{on:str}", patient), Route("/given/{on:str}/{copy:str}", copy),
    Route("/given/{on:str}/{copy:str}/print", print_again, methods=["POST"]),
    Route("/given/{on:str}/{copy:str}/void", void, methods=["POST"]),
]  # fmt: skip
