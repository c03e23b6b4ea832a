"""`preview` as somebody types it: a link that lets in, a page that can be stopped; what does not go together is said."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.handouts.commands import ROOT
from tests.handouts.commands.test_clinic import said


def test_a_page_is_served_until_it_is_stopped(tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "generate.py"), "preview", "kyphoplasty", "--clinic", "riverside", "--watch", "--layout", "large-print"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            link = urlsplit([process.stdout.readline() for _ in range(2)][1].strip())
            assert link.hostname == "127.0.0.1" and link.path.startswith("/enter/") and "layout=large-print" in link.query
            _, door, _ = asked(link.netloc, f"{link.path}?{link.query}")
            status, _, text = asked(link.netloc, door["location"], door["set-cookie"].partition(";")[0])
            assert status == 200 and "large print · Letter" in text
            assert asked(link.netloc, "/")[0] == 401
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert "Traceback" not in err and out == "" and list(tmp_path.iterdir()) == []


def asked(where: str, what: str, cookie: str = "") -> tuple[int, Message, str]:
    """Status, headers and text of an answer of the server, who is sent nowhere by it."""
    with closing(HTTPConnection(where, timeout=60)) as connection:
        connection.request("GET", what, headers={"cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["--json"], 2, "--json goes with --out"), (["--out", "x.pdf", "--watch"], 2, "leave out --watch"), (["nothing"], 2, "there is no leaflet 'nothing'"),
        (["--out", "x.pdf", "--port", "8000"], 2, "leave out --watch, --open and --port"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said(tmp_path: Path, words: list[str], code: int, text: str) -> None:
    done = said(tmp_path, "preview", *words, "--clinic", "riverside")
    assert done.returncode == code and text in done.stderr
    assert list(tmp_path.iterdir()) == []
