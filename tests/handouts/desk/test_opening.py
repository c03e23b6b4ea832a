"""What a double click opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import generate
from handouts.desk.app import sign
from handouts.desk.opening import shown_already, words


def test_a_clinic_that_is_named_or_stood_in_is_opened(tmp_path: Path) -> None:
    assert words([], {"HANDOUTS_CLINIC": "ours"}, tmp_path) == ["desk", "--open"]
    assert words(["--port", "8500"], {}, tmp_path) == ["desk", "--open", "--port", "8500"]
    (tmp_path / "clinic.toml").touch()
    assert words([], {}, tmp_path) == ["desk", "--open"]


def test_without_one_it_is_a_sample_clinics_desk_among_ones_own_data(tmp_path: Path) -> None:
    said = words([], {"XDG_DATA_HOME": str(tmp_path / "data")}, tmp_path)
    assert said[2:6] == ["--clinic", "riverside", "--out", str(tmp_path / "data" / "handouts" / "sample-desk")]
    assert said[6] == "--list" and Path(said[7]).is_file()


@contextmanager
def answering(said: bytes) -> Iterator[dict[str, str]]:
    """Something at a port that answers everything with this; the environment that names the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield {"HANDOUTS_PORT": str(server.server_port), "HTTP_PROXY": "http://127.0.0.1:1", "XDG_DATA_HOME": "/nowhere"}
        server.shutdown()


def test_the_desk_of_this_folder_that_is_open_already_is_shown(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").touch()
    shown: list[str] = []
    said: list[str] = []
    with answering(sign(tmp_path).encode()) as environment:
        assert shown_already(environment, shown.append, tmp_path, said.append)
        assert shown_already(environment | {"HANDOUTS_CLINIC": str(tmp_path)}, shown.append, tmp_path.parent, said.append)
    assert not shown_already(environment, shown.append, tmp_path, said.append)
    address = f"http://127.0.0.1:{environment['HANDOUTS_PORT']}"
    assert (shown, said) == ([f"{address}/"] * 2, [f"The desk is open already, at {address}."] * 2)


@pytest.mark.parametrize("other", ["a clinic", "a program", "a silence"])
def test_what_else_stands_at_the_port_is_not_shown(tmp_path: Path, other: str) -> None:
    (tmp_path / "clinic.toml").touch()
    shown: list[str] = []
    with answering({"a clinic": sign(tmp_path / "another").encode(), "a program": b"<h1>Router</h1>", "a silence": b""}[other]) as environment:
        assert not shown_already(environment, shown.append, tmp_path)
    assert shown == []


def test_what_goes_wrong_can_be_read_before_the_window_closes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    stayed: list[bool] = []
    monkeypatch.setattr(generate, "linger", lambda: stayed.append(True))
    monkeypatch.setattr(generate.sys, "argv", ["handouts-desk", "--clinic", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as end:
        generate.open_desk()
    assert (end.value.code, stayed) == (2, [True])
    assert "nowhere" in capsys.readouterr().err
