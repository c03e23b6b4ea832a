"""The desk's words: every sentence in every language, with the same things in it; a page in each, in its direction."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from handouts.actions.days import AskDay
from handouts.actions.signing import RIGHT
from handouts.actions.staff import AddMember, add_member, ask_staff
from handouts.desk.app import COOKIE, application
from handouts.desk.words import CATALOGUES, HERE, LANGUAGES, Speech, fit, spoken_as
from tests.handouts.desk import HOST, OWN, a_desk, ask_day, somebody
from tests.handouts.desk.sentences import sentences
from tests.handouts.desk.test_writing import a_writing_desk

TRANSLATED = [language for language in LANGUAGES if not language.startswith("en")]
PLACE = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing_and_none_is_left_over(language: str) -> None:
    plain, counted = sentences()
    with (CATALOGUES / f"{language}.po").open("rb") as stream:
        found = read_po(stream)
    keys = {message.id[0] if isinstance(message.id, tuple) else message.id for message in found if message.id}
    assert keys == {*plain, *counted}
    assert not [message.id for message in found if message.id and (not message.string or message.fuzzy)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_stands_in_a_sentence_stands_in_its_translation(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as stream:
        found = [message for message in read_po(stream) if message.id]
    for message in found:
        if isinstance(message.id, str):
            assert sorted(PLACE.findall(message.id)) == sorted(PLACE.findall(str(message.string))), message.id
        else:
            assert all(message.string)
            assert all(set(PLACE.findall(form)) <= {"%(count)s"} for form in message.string)
            assert "%(count)s" in message.string[-1]


@pytest.mark.parametrize(("language", "counts"), [
    ("en-US", ["1 copy", "2 copies", "0 copies"]), ("pl", ["1 egzemplarz", "3 egzemplarze", "5 egzemplarzy", "22 egzemplarze"]),
    ("ar", ["نسخة واحدة", "نسختان", "3 نسخ", "11 نسخة"]), ("fr", ["0 exemplaire", "1 exemplaire", "2 exemplaires"]), ("zh-Hans", ["1 份副本"]),
])  # fmt: skip
def test_what_is_counted_has_the_form_of_its_number(language: str, counts: list[str]) -> None:
    say = Speech(language)
    numbers = {"en-US": [1, 2, 0], "pl": [1, 3, 5, 22], "ar": [1, 2, 3, 11], "fr": [0, 1, 2], "zh-Hans": [1]}[language]
    said = [say.many("%(count)s copy", "%(count)s copies", number).replace("\u2068", "").replace("\u2069", "") for number in numbers]
    assert said == counts


@pytest.mark.parametrize(("asked", "spoken"), [("de-AT", "de"), ("zh-CN", "zh-Hans"), ("en", "en-GB"), ("en-AU", "en-US"), ("pt-BR", "en-US"), ("ar-EG", "ar")])
def test_a_language_is_the_nearest_that_there_is(asked: str, spoken: str) -> None:
    assert spoken_as(asked) == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_that_somebody_chose(tmp_path: Path, language: str) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk)
    client.post("/language", data={"language": language})
    card = f"/card/{ask_day(AskDay(desk.counter, typed='mül')).visits[0].entry.id}"
    for place in ("/", card, "/new", "/lists", "/outbox", "/given", "/leaflets", "/audit", "/keys", "/language", "/nowhere"):
        text = client.get(place).text
        assert f'<html lang="{language}" dir="{"rtl" if language in ("ar", "he") else "ltr"}">' in text, place
        assert Speech(language)("Leaflets") in text
        assert not PLACE.search(text)
    if not language.startswith("en"):
        assert "Find a patient" not in client.get("/").text


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_pages_of_a_leaflet_that_is_written_are_in_the_language_that_somebody_chose(tmp_path: Path, language: str) -> None:
    client = somebody(a_writing_desk(tmp_path))
    client.post("/language", data={"language": language})
    say = Speech(language)
    at = "/leaflets/kyphoplasty/en-US"
    page, signing = client.get(f"{at}/edit").text, client.get(f"{at}/sign").text
    half = client.post(f"{at}/sign", data={"until": "soon"})
    looked = client.post(f"{at}/look", data={"text": "no leaflet"}).json()["parts"]
    for text, said in (
        (page, "Findings"), (page, "Every layout and both sizes of paper are being tried …"), (page, "Made-up patient"), (page, "Saved."),
        (signing, RIGHT["right"]), (signing, "Nobody has signed it yet: all of it is new."), (half.text, "Write a day."),
        (half.text, "Write in which role."), (half.text, "Answer it in a few words."), (looked["fault"], "No page can be made of this"),
    ):  # fmt: skip
        assert say(said) in unescape(text), said
    assert not PLACE.search(page + signing + half.text) and f'<html lang="{language}"' in page
    assert '<span lang="en" dir="ltr">' in looked["fault"], "what a check says is English"


def test_a_language_stays_with_who_chose_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    add_member(AddMember(desk.counter, "maria", "manager", "quiet otters mend blue gates"))
    somebody(desk).post("/language", data={"language": "pl"})
    assert [one.language for one in ask_staff(desk.counter).members] == ["pl"]
    again = TestClient(application(desk), base_url=HOST.replace("http:", "https:"), headers=OWN)
    text = again.post("/door", data={"name": "maria", "phrase": "quiet otters mend blue gates"}).text
    assert '<html lang="pl"' in text
    assert again.post("/language", data={"language": "../../etc/passwd"}).status_code == 200


@pytest.mark.parametrize(("said", "fits"), [
    ("nothing of run 3 is in doubt; see `handouts outbox`", "nothing of run 3 is in doubt"),
    ("there is no leaflet 'x' (see `handouts list`)", "there is no leaflet 'x'"),
    ("no printer is named; name one with --printer or in printing.toml", "no printer is named; ask whoever looks after the desk"),
    ("say what became of them: --sent or --again", "say what became of them; ask whoever looks after the desk"),
    ("the printer has no paper", "the printer has no paper"), ("Smith-Jones, Anne-Marie: 9-11 a.m.", "Smith-Jones, Anne-Marie: 9-11 a.m."),
])  # fmt: skip
def test_what_is_typed_in_a_terminal_is_not_said_at_the_desk(said: str, fits: str) -> None:
    assert fit(said) == fits


def test_who_came_by_the_link_is_called_so_in_each_language(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    client = somebody(desk)
    client.cookies.set(COOKIE, desk.sessions.begin(HERE, "manager"))
    client.post("/language", data={"language": "de"})
    client.get(f"/card/{ask_day(AskDay(desk.counter, typed='104251')).visits[0].entry.id}")
    assert "dieser Computer" in client.get("/audit").text
