"""The Infobutton: what record systems ask is answered without anybody being let in, where the clinic has turned it on; nothing is kept."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2 as httpx
import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from handouts.actions.counter import Counter
from handouts.actions.where import Where
from handouts.clinics.clinic import Clinic
from handouts.desk.app import Desk, application
from handouts.desk.rooms import infobutton
from tests.handouts.desk import HOST, open_at
from tests.handouts.publishing import shelf_of, write

ICD10, SNOMED = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.96"
NS = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    made = shelf_of(tmp_path, monkeypatch)
    toml = made.folder / "clinic.toml"
    toml.write_text(f"infobutton = true\n{toml.read_text('utf-8')}", "utf-8")
    return made


@pytest.fixture
def desk(clinic: Clinic, tmp_path: Path) -> Desk:
    return Desk(Counter(Where(str(clinic.folder)), tmp_path / "out"))


@pytest.fixture
def system(desk: Desk) -> TestClient:
    """A record system: nobody that was let in."""
    return TestClient(application(desk), base_url=HOST, follow_redirects=False)


def asked(code: str, of: str = ICD10, **more: str) -> str:
    said = {"mainSearchCriteria.v.cs": of, "mainSearchCriteria.v.c": code, **{name.replace("_", "."): text for name, text in more.items()}}
    return f"/infobutton?{urlencode(said)}"


def titles(answer: httpx.Response) -> list[str]:
    return [one.text_content() for one in html.fromstring(answer.content).xpath("//h2")]


def test_openemrs_question_is_answered_with_a_page_of_leaflets(system: TestClient) -> None:
    answer = system.get(asked("M17.11", informationRecipient_languageCode_c="es"))
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert titles(answer) == ["Su rodilla", "A worn knee"]  # in Spanish, and what there is in English only
    page = html.fromstring(answer.content)
    assert page.get("lang") == "es" and page.xpath("//li/@lang") == ["es", "en-US"]


def test_as_medlineplus_connect_answers_programs(system: TestClient) -> None:
    """What its readers look at: feed.entry[].title._value, .summary._value, .link[].href."""
    feed = system.get(asked("M17.11", knowledgeResponseType="application/json")).json()["feed"]
    assert [entry["title"]["_value"] for entry in feed["entry"]] == ["Your knee", "A worn knee"]
    link = feed["entry"][0]["link"][0]
    assert link["href"] == f"{HOST}/infobutton/knee.en-US.html" and feed["entry"][0]["summary"]["_value"] == "About Your knee."
    assert {"scheme": "mainSearchCriteria.v.c", "term": "M17.11"} in feed["category"]
    for entry in feed["entry"]:
        for link in entry["link"]:
            found = system.get(link["href"])
            assert found.status_code == 200 and found.headers["content-type"].startswith(link["type"])


def test_atom_by_a_code_of_snomed(system: TestClient) -> None:
    answer = system.get(asked("38341003", SNOMED, knowledgeResponseType="text/xml", informationRecipient_languageCode_c="ara"))
    root = etree.fromstring(answer.content)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert [one.text for one in root.findall("a:entry/a:title", NS)] == ["القلب"]


def test_words_are_looked_for_where_no_code_fits(system: TestClient) -> None:
    assert titles(system.get("/infobutton?mainSearchCriteria.v.dn=worn%20knee")) == ["A worn knee"]
    assert titles(system.get(asked("Z99", mainSearchCriteria_v_dn="worn"))) == ["A worn knee"]
    nothing = system.get(asked("Z99"))
    assert nothing.status_code == 200 and "Nothing was found." in nothing.text


def test_a_page_and_all_that_it_needs_are_there(system: TestClient) -> None:
    page = html.fromstring(system.get("/infobutton/worn-knee.en-US.html").content)
    assert not page.xpath("//script")
    for target in page.xpath("//link/@href | //img/@src | //main//a[not(starts-with(@href, 'tel:'))]/@href"):
        assert system.get(target).status_code == 200, target
    assert system.get("/infobutton/knee.en-US.pdf").content.startswith(b"%PDF")


def test_a_picture_is_found_at_a_desk_that_was_opened_anew(desk: Desk, system: TestClient) -> None:
    (picture,) = html.fromstring(system.get("/infobutton/worn-knee.en-US.html").content).xpath("//article//img/@src")
    anew = TestClient(application(desk), base_url=HOST)
    assert anew.get(picture).headers["content-type"] == "image/svg+xml"


def test_nothing_is_answered_unless_the_clinic_has_turned_it_on(clinic: Clinic, system: TestClient) -> None:
    toml = clinic.folder / "clinic.toml"
    toml.write_text(toml.read_text("utf-8").replace("infobutton = true", ""), "utf-8")
    for place in (asked("M17"), "/infobutton/knee.en-US.html", "/infobutton/site.css"):
        assert system.get(place).status_code == 404


def test_a_leaflet_that_is_withdrawn_is_gone_at_once(clinic: Clinic, system: TestClient) -> None:
    assert titles(system.get(asked("M17.1"))) == ["Your knee", "A worn knee"]
    write(clinic, "knee.en-US", status="withdrawn")
    assert titles(system.get(asked("M17.1"))) == ["Su rodilla", "A worn knee"]
    assert [system.get(f"/infobutton/knee.en-US.{kind}").status_code for kind in ("html", "pdf")] == [404, 404]


@pytest.mark.parametrize("place", ["/infobutton", "/infobutton?x=1", asked("M17", knowledgeResponseType="text/plain")])
def test_what_cannot_be_answered_is_a_sentence(system: TestClient, place: str) -> None:
    answer = system.get(place)
    assert answer.status_code == 400 and answer.headers["content-type"].startswith("text/plain") and "Traceback" not in answer.text


@pytest.mark.parametrize("name", ["clinic.toml", "..%2fclinic.toml", "knee.en-US.md", "ledger.sqlite3", "picture-0.svg", "picture-..%2f..", "%00"])
def test_no_other_file_is_given(system: TestClient, name: str) -> None:
    assert system.get(f"/infobutton/{name}").status_code == 404


def test_it_only_answers_opens_nothing_else_and_leaves_no_cookie(system: TestClient) -> None:
    assert system.post("/infobutton", headers={"sec-fetch-site": "same-origin"}).status_code == 405
    for place in (asked("M17"), "/infobutton/knee.en-US.html"):
        answer = system.get(place)
        assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert system.get("/").headers["location"] == "/door"
    assert system.get(asked("M17"), headers={"host": "evil.example"}).status_code == 421


def test_a_question_cannot_write_into_an_answer(system: TestClient) -> None:
    nasty = '"><script>alert(1)</script>'
    for form in ("text/html", "text/xml", "application/json"):
        text = system.get(asked(nasty, knowledgeResponseType=form)).text
        assert "<script>" not in text or form == "application/json"
    assert nasty not in system.get(asked(nasty)).text


def test_who_asks_too_much_at_once_waits(system: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infobutton, "_room", type("Full", (), {"acquire": lambda self, blocking: False})())
    answer = system.get(asked("M17"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_over_a_real_connection_and_no_word_of_it_in_what_is_printed_or_kept(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    with open_at(desk) as address:
        answer = httpx.get(address + asked("M17.11", patientPerson_administrativeGenderCode_c="Zyxwarth", knowledgeResponseType="application/json"))
    assert answer.status_code == 200 and f"{address}/infobutton/{quote('knee.en-US')}.html" in answer.text
    assert "Zyxwarth" not in answer.text
    said = capfd.readouterr()
    own = "".join(record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore")))
    assert "M17.11" not in said.out + said.err + own
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"M17.11" in path.read_bytes()]
