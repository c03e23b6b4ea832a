"""The Infobutton: leaflets by a code, for record systems, without anybody being let in; off unless the clinic's file turns it on.

In: a question in an address, as HL7 writes it.  Out: a page, a feed or JSON, and the pages and PDFs that these lead to.  No patient's data
are asked for, read or told; no cookie is set or looked at, and nothing of a question is kept.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handouts.desk.view import page
from handouts.errors import HandoutsError, InputError

if TYPE_CHECKING:
    from handouts.actions.infobutton import Infobutton

AT_ONCE = 8  # questions; whoever comes besides waits, so that the desk's own people do not
WAIT = 2  # seconds
OWN = ("127.0.0.1", "localhost", "::1")  # names of this computer
_room = BoundedSemaphore(AT_ONCE)


async def infobutton(request: Request) -> Response:
    """Answer a question, or give a file that an answer leads to."""
    return await run_in_threadpool(_answered, request)


def _answered(request: Request) -> Response:
    if not _room.acquire(blocking=False):
        return PlainTextResponse("Too many questions at once; ask again.\n", 503, {"retry-after": str(WAIT)})
    try:
        return _found(request)
    finally:
        _room.release()


def _found(request: Request) -> Response:
    """The answer; what is amiss with a question is a sentence."""
    asked: Infobutton = request.app.state.infobutton
    name = request.path_params.get("name", "")
    try:
        if not asked.open:
            return page(request, "nowhere.html", status=404)
        accept, parameters = request.headers.get("accept", ""), request.query_params.multi_items()
        found = asked.file(name) if name else asked.answer(parameters, accept, _here(request))
    except InputError as error:
        return PlainTextResponse(f"{error}\n", 404 if name else 400)
    except HandoutsError:
        return PlainTextResponse("The clinic's leaflets cannot be read just now.\n", 500)
    return Response(found.data, media_type=found.kind)


def _here(request: Request) -> str:
    """The address of the desk: its own on this computer; by another name it is reached through a proxy, which speaks TLS."""
    scheme = "http" if request.url.hostname in OWN else "https"
    return f"{scheme}://{request.url.netloc}"


ROUTES = [Route("/infobutton", infobutton), Route("/infobutton/{name}", infobutton)]
