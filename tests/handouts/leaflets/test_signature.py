"""A signature is of a text and its pictures: whatever of it changes, the leaflet is a draft again."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.clinics.clinic import Clinic
from handouts.errors import LeafletError
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.shelf import Shelf
from handouts.leaflets.signature import Signature, digest_of, signatures, signed_file, words_of, written
from tests.handouts import leaflet, own_clinic

FRONT = "title: T\nlanguage: en-US\nversion: 1\nstatus: draft\n"
BODY = "Words.\n\n::: picture a.svg\nA line.\n\nA caption.\n:::\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0 L10 10" stroke="#000000"/></svg>'


def signature(made: Leaflet, own: Clinic, **other: object) -> Signature:
    """A signature of a leaflet as it stands."""
    one = Signature(digest_of(made, own), "Dr. B", "radiologist", date(2026, 10, 1), date(2028, 10, 1), made.version, words_of(made))
    return replace(one, **other)


@pytest.fixture
def own(tmp_path: Path) -> Clinic:
    """A clinic with a leaflet of its own, with a picture, that is signed."""
    clinic = own_clinic(tmp_path)
    room = clinic.folder / "handouts"
    room.mkdir()
    (room / "a.svg").write_text(DRAWING, "utf-8")
    made = leaflet(room, BODY, FRONT, "own.en-US.md")
    signed_file(made).write_text(written([signature(made, clinic)]), "utf-8")
    return clinic


def status(own: Clinic) -> str:
    return Shelf(own).choose("own", "en-US").status


def test_a_signed_leaflet_is_reviewed_by_whoever_signed_it(own: Clinic) -> None:
    made = Shelf(own).choose("own", "en-US")
    assert (made.status, made.reviewer, made.reviewed, made.review_due) == ("reviewed", "Dr. B", date(2026, 10, 1), date(2028, 10, 1))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("own.en-US.md", "Words.", "Words"), ("own.en-US.md", "title: T", "title: U"), ("own.en-US.md", "title: T", "based-on: NICE (2013)\ntitle: T"), ("own.en-US.md", "a.svg", "b.svg"),
        ("a.svg", "#000000", "#ff0000"), ("own.en-US.md", "A caption.", "A caption. "), ("own.en-US.md", "A caption.", "A\ncaption."),
    ],
)  # fmt: skip
def test_a_changed_text_or_picture_is_a_draft_again_and_signed_when_it_is_put_back(own: Clinic, file: str, old: str, new: str) -> None:
    path = own.folder / "handouts" / file
    was = path.read_text("utf-8")
    path.write_text(was.replace(old, new), "utf-8")
    made = Shelf(own).choose("own", "en-US")
    assert (made.status, made.signed_before) == ("draft", date(2026, 10, 1))
    path.write_text(was, "utf-8")
    assert status(own) == "reviewed"


@pytest.mark.parametrize(("old", "new"), [("status: draft", "status: sample"), ("version: 1", "version: 2"), ("status: draft", "status: draft\nkeywords: [a]")])
def test_what_no_reader_gets_needs_no_new_signature(own: Clinic, old: str, new: str) -> None:
    path = own.folder / "handouts" / "own.en-US.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert status(own) == "reviewed"


def test_what_is_withdrawn_stays_so(own: Clinic) -> None:
    path = own.folder / "handouts" / "own.en-US.md"
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: withdrawn"), "utf-8")
    assert status(own) == "withdrawn"


def test_a_word_in_the_head_is_no_signature(own: Clinic) -> None:
    path = own.folder / "handouts" / "own.en-US.md"
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: reviewed\nreviewer: Me\nreviewed: 2026-01-01"), "utf-8")
    assert status(own) == "reviewed"
    (own.folder / "handouts" / "own.en-US.signed.toml").unlink()
    assert status(own) == "draft"


def test_an_older_signature_holds_where_its_text_is_back(own: Clinic) -> None:
    made = Shelf(own).choose("own", "en-US")
    other = signature(made, own, digest="0" * 64, reviewer="Dr. C")
    signed_file(made).write_text(written([*signatures(made), other]), "utf-8")
    assert Shelf(own).choose("own", "en-US").reviewer == "Dr. B"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2028-10-01", "2026-10-01", "until: is not after the day of the signature"), ("Dr. B", "", "reviewer"), ('digest = "', 'digest = "x', "digest"),
        ("role =", "rule =", "Did you mean 'role'"), ("signed = 2026-10-01", "signed = 2026-02-30", "a date or time that there is not"),
    ],
)  # fmt: skip
def test_signatures_that_cannot_be_read_are_told_with_their_place(own: Clinic, old: str, new: str, said: str) -> None:
    path = own.folder / "handouts" / "own.en-US.signed.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(LeafletError, match=r"own\.en-US\.signed\.toml:\d+:\d+") as told:
        status(own)
    assert said in str(told.value)


@example("C:\\new\\\\n\n\\", "n", {})
@given(st.text(), st.text(min_size=1), st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=3))
def test_a_file_of_signatures_says_what_was_written(text: str, name: str, answers: dict[str, str]) -> None:
    one = Signature("0" * 64, name, "r", date(2026, 1, 1), date(2027, 1, 1), 1, text.replace("\r\n", "\n").replace("\ud800", ""), answers)
    said = tomllib.loads(written([one, one]))["signature"]
    assert len(said) == 2
    assert (said[0]["text"], said[0]["reviewer"], said[0].get("answers", {})) == (one.text, name, answers)
