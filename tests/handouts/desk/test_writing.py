"""The editor at the desk: who may, two who write one text, adopting and signing; each is kept in the audit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handouts.actions.counter import Counter
from handouts.actions.staff import AskDeeds, ask_deeds
from handouts.actions.where import Where
from handouts.clinics.clinic import built_in, sample_clinic
from handouts.desk.app import Desk
from handouts.leaflets.shelf import Shelf
from tests.handouts.desk import a_desk, somebody

EDIT = "/leaflets/kyphoplasty/en-US/edit"
ANSWERS = re.compile(r'id="(q-[a-z-]+)"')


def a_writing_desk(folder: Path) -> Desk:
    """The desk of a clinic that has a leaflet of its own, a draft."""
    clinic = shutil.copytree(sample_clinic("riverside"), folder / "clinic")
    shutil.copytree(built_in("handouts/library"), clinic / "handouts", dirs_exist_ok=True)
    for file in (clinic / "handouts").glob("*.md"):
        file.write_text(file.read_text("utf-8").replace("status: sample", "status: draft"), "utf-8")
    return Desk(Counter(Where(str(clinic))))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_writing_desk(tmp_path)


def own(desk: Desk) -> Path:
    return desk.clinic().folder / "handouts" / "kyphoplasty.en-US.md"


def mark(text: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', text)
    assert found
    return found[1]


def deeds(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.deed, one.copies) for one in ask_deeds(AskDeeds(desk.counter))]


def test_a_text_is_kept_once_and_noted(desk: Desk) -> None:
    client, before = somebody(desk, "editor"), own(desk).read_text("utf-8")
    page = client.get(EDIT)
    assert page.status_code == 200 and page.text.count("/pictures/") >= 4 and "What is kyphoplasty?" in page.text
    after = before.replace("Your spine is", "Your back is")
    kept = client.post(EDIT, data={"text": after.replace("\n", "\r\n"), "mark": mark(page.text), "layout": "large-print"})
    assert kept.status_code == 200 and "Saved, " in kept.text and "layout=large-print" in str(kept.url)
    assert own(desk).read_text("utf-8") == after
    client.post(EDIT, data={"text": after, "mark": mark(kept.text)})
    assert deeds(desk) == [("wrote", ("kyphoplasty.en-US.md",))], "what is the same is not written again"
    assert "kyphoplasty.en-US.md" in somebody(desk).get("/audit").text


def test_of_two_who_write_the_second_sees_both_texts(desk: Desk) -> None:
    anna, ben = somebody(desk, "editor"), somebody(desk, "editor")
    first, second = anna.get(EDIT), ben.get(EDIT)
    text = own(desk).read_text("utf-8")
    assert anna.post(EDIT, data={"text": text.replace("That can hurt.", "That hurts."), "mark": mark(first.text)}).status_code == 200
    late = ben.post(EDIT, data={"text": text.replace("Your spine is", "Your back is"), "mark": mark(second.text)})
    assert late.status_code == 409 and "Somebody else has saved" in late.text
    assert "<del>hurts</del>" in late.text and "<ins>back</ins>" in late.text and "Your back is a stack" in late.text
    assert "That hurts." in own(desk).read_text("utf-8") and "Your back" not in own(desk).read_text("utf-8")
    both = text.replace("That can hurt.", "That hurts.").replace("Your spine is", "Your back is")
    assert ben.post(EDIT, data={"text": both, "mark": mark(late.text)}).status_code == 200
    assert own(desk).read_text("utf-8") == both


def test_a_head_that_cannot_be_used_is_not_kept_and_what_was_typed_stays(desk: Desk) -> None:
    client, before = somebody(desk, "editor"), own(desk).read_text("utf-8")
    page = client.get(EDIT)
    answer = client.post(EDIT, data={"text": before.replace("title:", "titel:") + "<b>typed</b>\n", "mark": mark(page.text)})
    assert answer.status_code == 422 and "titel" in answer.text and "&lt;b&gt;typed&lt;/b&gt;" in answer.text and "<b>typed" not in answer.text
    assert own(desk).read_text("utf-8") == before
    assert mark(answer.text) == mark(page.text), "so that the next try is of the same text"
    looked = client.post(EDIT, data={"text": before + "\nSeen, not saved.\n", "mark": mark(page.text), "look": "1"})
    assert "Not saved yet" in looked.text and own(desk).read_text("utf-8") == before


def test_what_is_being_written_is_looked_at(desk: Desk) -> None:
    client, text = somebody(desk, "editor"), own(desk).read_text("utf-8")
    said = client.post("/leaflets/kyphoplasty/en-US/look", data={"text": text.replace("Your spine is", "Your {{ spine }}, e.g., is")}).json()
    assert "There is no &#39;spine&#39;" in said["parts"]["fault"] and "for example" in said["parts"]["findings"]
    good = client.post("/leaflets/kyphoplasty/en-US/look", data={"text": text, "whole": "1"}).json()
    assert good["parts"]["fault"] == "" and "being tried" not in good["parts"]["findings"]
    assert client.get(f"/{good['pictures'][0]}").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("address", [EDIT, "/leaflets/kyphoplasty/en-US/sign", "/pictures/x.png"])
def test_only_editors_write(desk: Desk, address: str) -> None:
    assert somebody(desk, "desk").get(address).status_code == 403
    assert "/edit" not in somebody(desk, "desk").get("/leaflets/kyphoplasty/en-US").text
    assert "/edit" in somebody(desk, "editor").get("/leaflets/kyphoplasty/en-US").text
    before = own(desk).read_bytes()
    for way in ("edit", "look", "adopt", "sign"):
        assert somebody(desk, "desk").post(f"/leaflets/kyphoplasty/en-US/{way}", data={"text": "x", "mark": "x"}).status_code == 403
        elsewhere = somebody(desk, "editor").post(f"/leaflets/kyphoplasty/en-US/{way}", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
        assert elsewhere.status_code == 403
    assert own(desk).read_bytes() == before


def test_what_comes_with_the_program_is_adopted_first_and_a_sample_clinic_never(tmp_path: Path) -> None:
    clinic = shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    desk = Desk(Counter(Where(str(clinic))))
    client = somebody(desk, "editor")
    assert client.get(EDIT).status_code == 422
    page = client.get("/leaflets/kyphoplasty/en-US").text
    assert "Make it our own" in page and "/edit" not in page
    adopted = client.post("/leaflets/kyphoplasty/en-US/adopt")
    assert adopted.url.path == EDIT and (clinic / "handouts" / "kyphoplasty.es.md").is_file()
    assert client.post("/leaflets/kyphoplasty/en-US/adopt").status_code == 422
    assert deeds(desk) == [("adopted", ("kyphoplasty.ar.md", "kyphoplasty.en-GB.md", "kyphoplasty.en-US.md", "kyphoplasty.es.md"))]
    sample = somebody(a_desk(tmp_path / "sample"), "editor")
    assert "Make it our own" not in sample.get("/leaflets/kyphoplasty/en-US").text
    assert sample.get(EDIT).status_code == sample.post("/leaflets/kyphoplasty/en-US/adopt").status_code == 422


def test_a_leaflet_is_signed_with_its_questions_answered(desk: Desk) -> None:
    client = somebody(desk, "editor")
    asked = client.get("/leaflets/kyphoplasty/en-US/sign").text
    names = ANSWERS.findall(asked)
    assert "q-right" in names and len(names) > 4
    half = client.post("/leaflets/kyphoplasty/en-US/sign", data={"reviewer": "Dr. Ruth Okafor", "q-order": "yes"})
    assert half.status_code == 422 and half.text.count('class="amiss"') == len(names) and 'value="Dr. Ruth Okafor"' in half.text
    full = {"reviewer": "Dr. Ruth Okafor", "role": "radiologist", **dict.fromkeys(names, "yes")}
    late = client.post("/leaflets/kyphoplasty/en-US/sign", data={**full, "until": "2999-01-01"})
    assert late.status_code == 422 and "at most 5 years" in late.text and "--until" not in late.text
    done = client.post("/leaflets/kyphoplasty/en-US/sign", data=full)
    assert done.url.path == "/leaflets/kyphoplasty/en-US" and "Signed by Dr. Ruth Okafor" in done.text
    assert Shelf(desk.clinic()).choose("kyphoplasty", "en-US").status == "reviewed"
    assert deeds(desk)[0] == ("signed", ("kyphoplasty.en-US.md",))
    assert "It is signed, and given out" in client.get(EDIT).text


def test_what_has_errors_is_not_signed(desk: Desk) -> None:
    own(desk).write_text(own(desk).read_text("utf-8").replace("Your spine is", "Your <b>spine</b> is"), "utf-8")
    client: TestClient = somebody(desk, "editor")
    names = ANSWERS.findall(client.get("/leaflets/kyphoplasty/en-US/sign").text)
    answer = client.post("/leaflets/kyphoplasty/en-US/sign", data={"reviewer": "Dr. Okafor", "role": "r", **dict.fromkeys(names, "yes")})
    assert answer.status_code == 422 and "kyphoplasty.en-US.md:40" in answer.text
    assert not list(own(desk).parent.glob("*.signed.toml"))
