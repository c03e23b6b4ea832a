"""Nothing of another site, by another name, or too large comes in; nothing that goes out may be kept, framed or loaded elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handouts.desk import gate
from handouts.desk.app import COOKIE, application, sign
from tests.handouts.desk import HOST, a_desk, somebody

ADDRESSES = ["/", "/door", "/keys", "/nowhere", "/static/desk.css", "/which", "/brand.css", "/card/x", "/desk/x/1.png"]


@pytest.mark.parametrize("host", ["desk.example", "127.0.0.1.example", "", "localhost.", "127.0.0.1:8417@evil", "[::2]", "LOCALHOSTS"])
def test_a_name_that_is_not_the_desks_is_refused(tmp_path: Path, host: str) -> None:
    answer = somebody(a_desk(tmp_path)).get("/", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "Smith" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8417", "localhost:8417", "LocalHost", "[::1]:8417"])
def test_the_desks_own_names_are_known(tmp_path: Path, host: str) -> None:
    assert somebody(a_desk(tmp_path)).get("/door", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": ""}, {"origin": "https://evil.example"}, {"origin": "null"},
        {"origin": "http://127.0.0.1:9"}, {},
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/", "/rows", "/lock", "/card/x/print"])
def test_a_form_of_another_site_does_nothing(tmp_path: Path, headers: dict[str, str], address: str) -> None:
    desk = a_desk(tmp_path)
    client = TestClient(application(desk), base_url=HOST, follow_redirects=False)
    client.cookies.set(COOKIE, desk.sessions.begin("maria", "manager"))
    answer = client.post(address, headers=headers, data={"find": "smith"})
    assert answer.status_code == 403
    assert "nothing was done" in answer.text


def test_a_form_of_an_older_browser_is_known_by_its_origin(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = TestClient(application(desk), base_url=HOST)
    client.cookies.set(COOKIE, desk.sessions.begin("maria", "manager"))
    assert client.post("/rows", headers={"origin": HOST}, data={"find": "müller", "day": "2026-12-08"}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers(tmp_path: Path, address: str) -> None:
    answer = somebody(a_desk(tmp_path)).get(address)
    for name, value in gate.HEADERS.items():
        assert answer.headers[name] == (gate.STATIC_CACHE if name == "cache-control" and address.startswith("/static/") else value)
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_body_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = somebody(a_desk(tmp_path))
    monkeypatch.setattr(gate, "LARGEST", 1000)
    assert client.post("/rows", content=b"x" * 2000, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413
    chunks = (b"find=" + b"x" * 600 for _ in range(9))
    assert client.post("/rows", content=chunks, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413


def test_whoever_opens_the_same_folder_again_knows_the_desk_and_nothing_else_is_told(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    answer = TestClient(application(desk), base_url=HOST).get("/which")
    assert answer.text == sign(desk.counter.home) != sign(desk.counter.home.parent)
    assert str(tmp_path) not in answer.text and not answer.cookies
