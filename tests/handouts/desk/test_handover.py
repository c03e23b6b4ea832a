"""A paper is handed over to the patient that it is for, once, by two scans; to nobody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.actions.counter import Counter
from handouts.actions.days import AskDay
from handouts.actions.handover import handed_at
from handouts.actions.takeback import VoidCopy, void_copy
from handouts.actions.where import Where
from handouts.clinics.clinic import sample_clinic
from handouts.desk.app import Desk
from tests.handouts.desk import PEOPLE, ask_day, brought, somebody
from tests.handouts.desk.test_rooms import on


def coded(tmp_path: Path) -> Desk:
    """A desk of a clinic whose papers have codes, with one patient on its list."""
    folder = shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    settings = folder / "clinic.toml"
    settings.write_text("handover = true\n" + settings.read_text("utf-8"), "utf-8")
    made = Desk(Counter(Where(str(folder))))
    brought(made, PEOPLE[2:3])
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return coded(tmp_path)


def kept(desk: Desk) -> str:
    """A copy that was made at the desk: its id."""
    client = somebody(desk)
    [visit] = ask_day(AskDay(desk.counter)).visits
    name = on(client.get(f"/card/{visit.entry.id}").text)
    client.post(f"/card/{visit.entry.id}/save", data={"on": name})
    with desk.counter.ledger() as ledger:
        return next(iter(ledger.copies(1))).id


def page_one(desk: Desk) -> str:
    """What a scanner reads on page 1 of the copy that is kept."""
    import pypdfium2
    import zxingcpp

    [file] = (desk.counter.home / "copies").iterdir()
    with pypdfium2.PdfDocument(file) as document:
        picture = document[0].render(scale=150 / 72).to_pil()
    found = [one.text for one in zxingcpp.read_barcodes(picture) if one.text.startswith("HC")]
    assert len(found) == 1
    return found[0]


def test_the_code_says_the_copys_id_and_nothing_else(desk: Desk) -> None:
    assert kept(desk).upper() == page_one(desk).removeprefix("HC")


def test_two_scans_that_agree_hand_it_over_once(desk: Desk) -> None:
    copy = kept(desk)
    client = somebody(desk)
    asks = client.post("/", data={"find": page_one(desk), "go": "1"})
    assert "Now scan the patient" in asks.text
    assert "Müller" not in asks.text and copy not in str(asks.url)
    done = client.post(asks.url.path, data={"code": " rsc-104251 "})
    assert "Zoë Müller: Kyphoplasty" in done.text and "handed over" in done.text
    first = handed_at(desk.counter.where, [copy])[copy]
    assert first.who == "maria"
    again = client.post("/handover", data={"code": copy})
    assert "Handed over before" in again.text
    assert "already" in client.post(again.url.path, data={"code": "RSC-104251"}).text
    assert handed_at(desk.counter.where, [copy])[copy] == first
    deeds = client.get("/audit").text
    assert deeds.count("<b>handed over</b>") == 1 and "Müller" not in deeds


def test_two_scans_that_disagree_are_a_loud_page_and_nothing_is_kept(desk: Desk) -> None:
    copy = kept(desk)
    client = somebody(desk)
    asks = client.post("/handover", data={"code": page_one(desk)})
    for code in ("RSC-104252", "104251", "<script>alert(1)</script>"):
        stop = client.post(asks.url.path, data={"code": code})
        assert stop.status_code == 409
        assert "This paper is not this patient" in stop.text and "Müller" in stop.text
        assert "<script>alert" not in stop.text
    assert handed_at(desk.counter.where, [copy]) == {}
    assert "<b>stopped a hand-over</b>" in client.get("/audit").text
    assert "handed over" in client.post(asks.url.path, data={"code": "RSC-104251"}).text


@pytest.mark.parametrize("code", ["", "RSC-104251", "HC0000000000", "hcaaaaaaaaaaaa", "' OR 1=1 --", "\u0000", "HC" + "a" * 500])
def test_what_is_no_papers_code_is_said(desk: Desk, code: str) -> None:
    kept(desk)
    answer = somebody(desk).post("/handover", data={"code": code})
    assert answer.status_code == 422
    assert "Scan the paper" in answer.text


def test_a_paper_that_is_void_or_replaced_is_given_to_nobody(desk: Desk) -> None:
    copy = kept(desk)
    client = somebody(desk)
    asks = client.post("/handover", data={"code": copy})
    void_copy(VoidCopy(desk.counter.where, copy, "wrong leaflet", "boss"))
    assert client.post("/handover", data={"code": copy}).status_code == 422
    late = client.post(asks.url.path, data={"code": "RSC-104251"})
    assert (late.status_code, "void" in late.text) == (422, True)
    assert handed_at(desk.counter.where, [copy]) == {}


def test_what_another_session_has_scanned_is_not_there(desk: Desk) -> None:
    asks = somebody(desk).post("/handover", data={"code": kept(desk)})
    other = somebody(desk).get(asks.url.path)
    assert (other.status_code, "scan it again" in other.text) == (422, True)


def test_a_clinic_that_does_not_ask_has_no_code(tmp_path: Path) -> None:
    from tests.handouts.desk import a_desk
    from tests.reading import page_texts

    plain = a_desk(tmp_path, PEOPLE[2:3])
    kept(plain)
    [file] = (tmp_path / "copies").iterdir()
    assert "front desk: copy" not in page_texts(file.read_bytes())[0]
    assert "Hand over" not in somebody(plain).get("/").text
