"""Places on the body: the ring stands on the patient's side, in every language, and no side is ever guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handouts.errors import RecordError
from handouts.language.phrases import phrases
from handouts.leaflets.body import PLACES, PLURALS, SIDES
from handouts.leaflets.figurine import BEFORE, BETWEEN, HEIGHT, WIDTH
from layouts.document.blocks import Figure
from layouts.document.inlines import TextRun
from layouts.pages.drawings import drawing
from tests.handouts.leaflets.test_markdown import blocks, refusal
from tests.handouts.leaflets.test_merge import made

RING = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"( stroke-width="[\d.]+" stroke-dasharray)?')


def figure(folder: Path, said: str) -> Figure:
    [found] = blocks(folder, f"::: body {said}\n:::\n")
    assert isinstance(found, Figure)
    return found


def rings(found: Figure) -> list[tuple[float, float]]:
    """x of each ring, and its axis."""
    text = found.picture.data.decode()
    stance = BETWEEN if f'cx="{BETWEEN.axes["front"]:g}"' in text else BEFORE
    return [(float(x), min(stance.axes.values(), key=lambda axis: abs(axis - float(x)))) for x, *_ in RING.findall(text)]


@pytest.mark.parametrize("place", [name for name, spot in PLACES.items() if spot.x])
def test_the_left_is_on_the_right_of_the_front_view_and_on_the_left_of_the_back_view(tmp_path: Path, place: str) -> None:
    for side, turn in (("left", 1), ("right", -1)):
        found = figure(tmp_path, f"{place} {side}")
        front, *back = rings(found)
        assert (front[0] - front[1]) * turn > 0 and all((x - axis) * turn < 0 for x, axis in back)
        assert f"{side} {place}" in found.alternative and "your left is on the right" in str(found.caption)
    assert len(rings(figure(tmp_path, f"both {place}"))) == 2 * len(PLACES[place].views)


@pytest.mark.parametrize("place", [name for name, spot in PLACES.items() if not spot.x])
def test_what_there_is_once_is_ringed_in_the_middle(tmp_path: Path, place: str) -> None:
    found = figure(tmp_path, place)
    assert all(x == axis for x, axis in rings(found)) and found.caption == ()


@pytest.mark.parametrize("place", PLACES)
def test_everything_that_is_drawn_stands_on_the_drawing(tmp_path: Path, place: str) -> None:
    for side in SIDES if PLACES[place].x else ("",):
        found = figure(tmp_path, f"{place} {side}".strip())
        for x, y, radius, _ in RING.findall(found.picture.data.decode()):
            assert float(x) - float(radius) > 0 and float(x) + float(radius) < WIDTH
            assert float(y) - float(radius) > 0 and float(y) + float(radius) < HEIGHT
        seen = drawing(found.picture.name, found.picture.data)
        assert {label.key for label in seen.labels} == {key for key, _ in found.picture.labels}
        assert all(0 <= label.x <= WIDTH and 0 <= label.y <= HEIGHT for label in seen.labels)


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "he", "hi", "pl", "zh-Hans"])
def test_each_place_has_its_words_in_each_language(language: str) -> None:
    say = phrases(language)
    for place, spot in PLACES.items():
        words = [f"left {place}", f"right {place}", f"both {PLURALS.get(place, f'{place}s')}"] if spot.x else [place]
        said = [say(word) for word in words]
        assert len(set(said)) == len(said) and not set(said) & set(words)


def test_a_caption_stands_before_whose_left_it_is(tmp_path: Path) -> None:
    [found] = blocks(tmp_path, "::: body left knee\n**Here.**\n:::\n")
    assert isinstance(found, Figure) and found.caption[0] == TextRun("Here.", True)


@pytest.mark.parametrize(
    ("said", "what", "remedy"),
    [
        ("kne left", "there is no place 'kne'", "Did you mean 'knee'?"),
        ("left", "nothing says which place", "There are head, eye"),
        ("", "nothing says which place", "There are head, eye"),
        ("knee", "nothing says which knee", "left, right, both"),
        ("knee left right", "one side", "left, right, both"),
        ("chest left", "only one chest", "'::: body chest'"),
        ("knee {{ patient.given_name }}", "a merged value may not stand", "without the value"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(tmp_path: Path, said: str, what: str, remedy: str) -> None:
    error = str(refusal(tmp_path, f"::: body {said}\n:::\n"))
    assert what in error and remedy in error and ".md:7:" in error


def test_more_than_a_caption_is_refused(tmp_path: Path) -> None:
    assert "one paragraph, its caption" in str(refusal(tmp_path, "::: body chest\nOne.\n\nTwo.\n:::\n"))


def test_the_side_of_the_list_is_drawn_and_one_that_is_not_there_refuses_the_copy(tmp_path: Path) -> None:
    body = "::: body knee {{ appointment.side }}\n:::\n"
    seen = {side: made(tmp_path, body, side=side) for side in ("left", "R", "bilateral")}
    alternatives = [next(b.alternative for b in merged.document.blocks if isinstance(b, Figure)) for merged in seen.values()]
    assert [words.rpartition(": ")[2] for words in alternatives] == ["left knee.", "right knee.", "both knees."]
    with pytest.raises(RecordError, match="side: is empty"):
        made(tmp_path, body)
