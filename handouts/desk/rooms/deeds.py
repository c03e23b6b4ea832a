"""The audit: who came in, looked, made, printed, sent, settled, and when.  It names entries and copies, and no patient."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.actions.staff import AskDeeds, ask_deeds
from handouts.desk.app import Desk, room
from handouts.desk.sessions import Session
from handouts.desk.view import page

MOST = 100


@room("manager")
def audit(request: Request, desk: Desk, session: Session, form: FormData) -> Response:
    """The newest deeds, of everybody or of one."""
    who, before = request.query_params.get("who", "")[:100], request.query_params.get("before", "")[:18]
    found = ask_deeds(AskDeeds(desk.counter, who, int(before) if before.isdecimal() else 0, MOST + 1))
    names = [one.name for one in desk.staff().members]
    return page(request, "audit.html", room="audit", deeds=found[:MOST], more=len(found) > MOST, who=who, names=names)


ROUTES = [Route("/audit", audit)]
