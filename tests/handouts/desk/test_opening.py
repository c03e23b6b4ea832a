"""What a double click opens."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import pytest

import generate
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


def test_a_desk_that_is_open_already_is_shown() -> None:
    shown: list[str] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as there:
        port = there.getsockname()[1]
        assert shown_already({"HANDOUTS_PORT": str(port)}, shown.append)
    assert not shown_already({"HANDOUTS_PORT": str(port)}, shown.append)
    assert shown == [f"http://127.0.0.1:{port}/"]


def test_what_goes_wrong_can_be_read_before_the_window_closes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    stayed: list[bool] = []
    monkeypatch.setattr(generate, "linger", lambda: stayed.append(True))
    monkeypatch.setattr(generate.sys, "argv", ["handouts-desk", "--clinic", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as end:
        generate.open_desk()
    assert (end.value.code, stayed) == (2, [True])
    assert "nowhere" in capsys.readouterr().err
