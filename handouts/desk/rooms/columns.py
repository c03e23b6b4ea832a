"""The columns of a list that nobody knows: side by side with its first rows, to be confirmed or mended, and remembered."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.actions.columns import ColumnsSeen, DateOrder, keep_map, known_map, look_at_columns
from handouts.actions.days import BringIn, BroughtIn, bring_in
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page
from handouts.desk.words import mark
from handouts.errors import InputError

USED_AS = {
    "patient_id": mark("Patient's number"), "name": mark("Whole name"), "given_name": mark("Given name"),
    "family_name": mark("Family name"), "title": mark("Title"), "date_of_birth": mark("Birth date"), "start": mark("Day and time"),
    "start_date": mark("Day"), "start_time": mark("Time"), "start_utc": mark("Day and time, UTC"), "zone": mark("Time zone"),
    "end": mark("End"), "duration_minutes": mark("How long"), "status": mark("Status: booked, cancelled …"),
    "appointment_id": mark("Appointment's number"), "type": mark("Visit type"), "code": mark("Code"), "location": mark("Place"),
    "clinician": mark("Clinician"), "instructions": mark("Note for the patient"), "leaflet": mark("Leaflet"),
    "language": mark("Language"), "format": mark("Format: large print …"), "email": mark("E-mail"),
    "email_consent": mark("E-mail allowed"), "email_plain": mark("E-mail without a passphrase allowed"), "phone": mark("Telephone"),
    "address_1": mark("Street"), "address_2": mark("Second line of the address"), "city": mark("City"), "postcode": mark("Postcode"),
    "side": mark("Side of the body"),
}  # fmt: skip
GONE = mark("the list was put away meanwhile; bring it in again")
ORDERED: dict[str, DateOrder] = {"day-first": "day-first", "month-first": "month-first"}
ASKED = mark("Say whether the day or the month stands first in its dates; the list itself does not show it.")


def by_columns(desk: Desk, session: Session, called: str, data: bytes) -> Response | None:
    """Where a list goes that cannot be read as it is: to its plan, if its columns were confirmed before, or to its columns.

    None if it is no table.
    """
    try:
        seen = look_at_columns(desk.counter, data, called)
    except InputError:
        return None
    known = known_map(desk.counter, seen)
    if known:
        try:
            return _planned(desk, session, bring_in(BringIn(desk.counter, data, called, known, session.who)))
        except InputError:  # the columns are asked again, and then it is said what is amiss
            pass
    return RedirectResponse(f"/lists/columns?on={session.ask(called, data)}", 303)


@room()
def columns(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The columns, and how their first rows are read.  Raises InputError if the list was put away."""
    name = request.query_params.get("on", "")
    called, data = _waiting(session, name)
    seen = look_at_columns(desk.counter, data, called)
    return _show(request, name, called, seen, [column.ours for column in seen.columns], [])


@room()
def confirmed(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The columns are as somebody says: the list is brought in.  Raises InputError if it was put away."""
    name = str(form.get("on", ""))
    called, data = _waiting(session, name)
    seen = look_at_columns(desk.counter, data, called)
    ours = [str(form.get(f"c{place}", "")) for place in range(len(seen.columns))]
    order = ORDERED.get(str(form.get("order", "")), "")
    if seen.asks and not order:
        return _show(request, name, called, seen, ours, [ASKED])
    known = [one if one in USED_AS else "" for one in ours]
    try:
        made = _brought(desk, session, (called, data), seen, (known, order, bool(form.get("remember"))))
    except InputError as error:
        return _show(request, name, called, seen, ours, str(error).split("\n"), order)
    session.asked.pop(name, None)
    return _planned(desk, session, made)


def _brought(
    desk: Desk, session: Session, sent: tuple[str, bytes], seen: ColumnsSeen, said: tuple[Sequence[str], DateOrder, bool],
) -> BroughtIn:  # fmt: skip
    """The list, by what was confirmed; a map that does not read it is not kept."""
    (called, data), (ours, order, remember) = sent, said
    kept, new = keep_map(desk.counter, seen, ours, order, remember=remember)
    try:
        return bring_in(BringIn(desk.counter, data, called, kept, session.who))
    except InputError:
        if new:
            (desk.counter.home / kept).unlink(missing_ok=True)
        raise


def _planned(desk: Desk, session: Session, made: BroughtIn) -> Response:
    desk.note(session.who, "brought in", about=f"list {made.list.id}")
    return RedirectResponse(f"/lists/{made.list.id}", 303)


def _waiting(session: Session, name: str) -> tuple[str, bytes]:
    found = session.asked.get(name)
    if found is None:
        raise InputError(GONE)
    return found


def _show(
    request: Request, name: str, called: str, seen: ColumnsSeen, ours: Sequence[str], said: list[str], order: DateOrder = "",
) -> Response:  # fmt: skip
    asks = seen.asks or any("day or the month" in line for line in said)
    return page(
        request, "list-columns.html", status=422 if said else 200, room="lists", on=name, called=called, seen=seen, ours=ours, said=said,
        used_as=USED_AS, asks=asks, order=order,
    )  # fmt: skip


ROUTES = [Route("/lists/columns", columns), Route("/lists/columns", confirmed, methods=["POST"])]
