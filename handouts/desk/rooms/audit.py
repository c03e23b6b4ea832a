"""What no patient is asked for: copies that tell an old time, runs and their reports, who did what."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.actions.brought import ask_lists
from handouts.actions.events import AskEvents, list_events
from handouts.actions.looking import titles_of
from handouts.actions.outdated import AskOutdated, list_outdated
from handouts.actions.reports import AskReport, list_runs, report_page, report_run
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page


@room()
def outdated(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Whom to tell, for their copies have an old time or place, or are of an appointment that is off."""
    where = desk.counter.where
    copies = list_outdated(AskOutdated(where)).copies if where.file().is_file() else ()
    return page(request, "outdated.html", room="given", tab="outdated", copies=copies, titles=titles_of(where))


@room()
def runs(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The runs there are."""
    where = desk.counter.where
    found = list_runs(AskReport(where)) if where.file().is_file() else None
    called = {one.list.file: one.list.name for one in ask_lists(desk.counter)}  # a run knows the file that the desk keeps
    older, runs = bool(found and found.older), found.runs if found else ()
    return page(request, "runs.html", room="given", tab="runs", runs=runs, older=older, called=called)


@room()
def run(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """A run, reconciled.  Raises InputError if there is none of that number."""
    where = desk.counter.where
    found = report_run(AskReport(where, request.path_params["run"]))
    return page(request, "run.html", room="given", tab="runs", found=found, report=found.report, titles=titles_of(where))


@room()
def report(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The page of a run, with its pictures, as a file.  Raises InputError if there is none of that number."""
    number = request.path_params["run"]
    headers = {"content-disposition": f'attachment; filename="run-{number}.html"'}
    return Response(report_page(AskReport(desk.counter.where, number)), media_type="text/html", headers=headers)


@room("manager")
def events(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """Who did what, and when."""
    where = desk.counter.where
    found = list_events(AskEvents(where, every="every" in request.query_params)) if where.file().is_file() else None
    return page(request, "events.html", room="given", tab="events", events=found.events if found else (), older=bool(found and found.older))


ROUTES = [
    Route("/given/outdated", outdated), Route("/given/runs", runs), Route("/given/runs/{run:int}", run),
    Route("/given/runs/{run:int}/file", report), Route("/given/events", events),
]  # fmt: skip
