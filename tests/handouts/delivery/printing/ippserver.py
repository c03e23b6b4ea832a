"""A printer that misbehaves on command, speaking real HTTP: for what no honest one can be made to do.

Each Print-Job takes the next act of the script.  Bodies are read and answered with the program's own codec; that the codec is right is
shown against CUPS and ippeveprinter.
"""

from __future__ import annotations

import struct
import threading
from collections import deque
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from handouts.delivery.printing import ipp
from handouts.delivery.printing.ipp import Attribute, Group, Operation, Tag, attribute

OK, NOT_FOUND, BUSY = 0x0000, 0x0406, 0x0507
PRINTER = (
    attribute(Tag.NAME, "printer-name", "Odd"), attribute(Tag.ENUM, "printer-state", 3),
    attribute(Tag.MIME, "document-format-supported", "application/pdf"), attribute(Tag.BOOLEAN, "printer-is-accepting-jobs", True),
)  # fmt: skip


def answer(status: int, *groups: tuple[Group, Iterable[Attribute]]) -> bytes:
    """The bytes of a response: a request's, with a status where its operation stands."""
    start = ipp.request(Operation.GET_JOBS, 1, ())[:-1]
    body = b"".join(bytes([group]) + b"".join(map(ipp._attribute, attributes)) for group, attributes in groups)
    return start[:2] + struct.pack(">H", status) + start[4:] + body + bytes([Group.END])


class Odd(ThreadingHTTPServer):
    """script: what happens to each Print-Job: take, or an act below; names: the jobs that it has, each printed whole.

    cut: taken, and the answer lost; lost: not taken, and no answer; half: the connection is cut while the document comes; http: an HTTP
    status; ipp: an IPP status; garbage: taken, and answered with nonsense.  more: what it says of itself besides; pins: what came with
    jobs; typed: whether somebody has typed the PIN in; ignores: it does not know what a PIN is.
    """

    daemon_threads = False

    def __init__(self, *script: str | int, pages: int | None = 3, hides: bool = False, more: tuple[Attribute, ...] = ()) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.script, self.names = deque(script), list[str]()
        self.pages, self.hides, self.submitted, self.up_time, self.more = pages, hides, 0, 1000, more
        self.pins, self.typed, self.ignores, self.cancelled = list[tuple[bytes, str]](), True, False, False
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.server_address[1]}/ipp/print"

    def __enter__(self) -> Odd:
        self.thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A cut connection is no news."""

    def job(self, number: int) -> list[Attribute]:
        found = [attribute(Tag.INTEGER, "job-id", number), attribute(Tag.NAME, "job-name", self.names[number - 1])]
        count = [attribute(Tag.INTEGER, "job-impressions-completed", self.pages)] if self.pages is not None else []
        if self.pins and not self.typed:
            found += [attribute(Tag.ENUM, "job-state", 7 if self.cancelled else 4), attribute(Tag.KEYWORD, "job-state-reasons", "job-password-wait")]
            return [*found, attribute(Tag.INTEGER, "time-at-processing", 0), attribute(Tag.INTEGER, "job-impressions-completed", 0)]
        return [*found, attribute(Tag.ENUM, "job-state", 9), *count]


class Answering(BaseHTTPRequestHandler):
    server: Odd

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        operation = struct.unpack(">H", self.rfile.read(4)[2:])[0]
        if operation == Operation.PRINT_JOB:
            self._print(size)
            return
        asked = ipp.response(b"\1\1\0\0" + self.rfile.read(size - 4)).one(Group.OPERATION)
        answers = {
            Operation.GET_PRINTER_ATTRIBUTES: self._printer, Operation.GET_JOBS: self._jobs, Operation.GET_JOB_ATTRIBUTES: self._job,
            Operation.VALIDATE_JOB: self._validate, Operation.CANCEL_JOB: self._cancel,
        }  # fmt: skip
        self._say(answers[operation](asked))

    def _validate(self, asked: ipp.Attributes) -> bytes:
        unknown = [attribute(Tag.OCTETS, "job-password", b"")] if self.server.ignores else []
        return answer(0x0001 if unknown else OK, *([(Group.UNSUPPORTED, unknown)] if unknown else []))

    def _cancel(self, _asked: ipp.Attributes) -> bytes:
        self.server.cancelled = True
        return answer(OK)

    def _printer(self, _asked: ipp.Attributes) -> bytes:
        return answer(OK, (Group.PRINTER, (*PRINTER, *self.server.more, attribute(Tag.INTEGER, "printer-up-time", self.server.up_time))))

    def _jobs(self, asked: ipp.Attributes) -> bytes:
        done = asked["which-jobs"] == ("completed",) and not self.server.hides
        return answer(OK, *((Group.JOB, self.server.job(n + 1)) for n in range(len(self.server.names)) if done))

    def _job(self, asked: ipp.Attributes) -> bytes:
        return answer(OK, (Group.JOB, self.server.job(int(str(asked["job-id"][0])))))

    def _print(self, size: int) -> None:
        act = self.server.script.popleft() if self.server.script else "take"
        self.server.submitted += 1
        if act == "half":
            self.connection.close()
            return
        asked = ipp.response(b"\1\1\0\0" + self.rfile.read(size - 4))
        about = asked.one(Group.OPERATION)
        if "job-password" in about:
            self.server.pins.append((bytes(about["job-password"][0]), str(about["job-password-encryption"][0])))  # type: ignore[arg-type]
        if act in ("take", "cut", "garbage"):
            self.server.names.append(str(asked.one(Group.OPERATION)["job-name"][0]))
        match act:
            case "take":
                self._say(answer(OK, (Group.JOB, self.server.job(len(self.server.names)))))
            case "garbage":
                self._say(b"nonsense")
            case "cut" | "lost":
                self.connection.close()
            case int() if act < 600:
                self.send_error(act)
            case int():
                self._say(answer(act))

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
