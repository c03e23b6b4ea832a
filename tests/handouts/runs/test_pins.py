"""Pins: every file that goes into a copy is known beforehand by those who open it, and a change of any of them is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinics.clinic import Clinic, built_in, read_clinic
from handouts.clinics.looks import FONTS
from handouts.errors import LeafletError, RecordError
from handouts.leaflets.leaflet import Leaflet, read_leaflet
from handouts.leaflets.merge import merge
from handouts.leaflets.pictures import pictures_of
from handouts.runs.pins import changed, pins
from layouts.document.blocks import Figure
from tests.handouts import FRONT, appointment, own_clinic

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
PICTURE = "::: picture {}\nA square.\n:::\n"


def house(folder: Path, body: str) -> tuple[Clinic, Leaflet]:
    """A clinic with pictures, fonts and a layout of its own, and a leaflet of this text in it."""
    made = own_clinic(folder)
    for room in ("handouts/frame", "layouts", "assets"):
        (made.folder / room).mkdir(parents=True)
    for name in ("handouts/beside.svg", "assets/shared.svg", "assets/unused.svg"):
        (made.folder / name).write_text(SVG)
    shutil.copy(FONTS.parent / "NotoSansThai-Regular.ttf", made.folder / "own.ttf")
    (made.folder / "layouts" / "base.toml").write_text('"extends" = """standard"""\n')
    (made.folder / "layouts" / "ward.toml").write_text("# extends = 'nothing'\ntitle = 'Ward'\nextends   =   'base'\n")
    file = made.folder / "clinic.toml"
    file.write_text(f'fonts = [{{regular = "own.ttf"}}]\n{file.read_text("utf-8")}', "utf-8")
    (made.folder / "handouts" / "own.en-US.md").write_text(f"---\n{FRONT}---\n{body}", "utf-8")
    return read_clinic(made.folder), read_leaflet(made.folder / "handouts" / "own.en-US.md")


@pytest.mark.parametrize(
    "body",
    [
        PICTURE.format("beside.svg"), f":::: note Look\n{PICTURE.format('beside.svg')}::::\n", "::::: picture   beside.svg  \nA square.\n:::::\n",
        f"- one\n\n  {PICTURE.format('beside.svg').replace(chr(10), chr(10) + '  ')}\n", ":::picture beside.svg\nA square.\n:::\n",
        "{% if appointment.location %}\nHere.\n{% else %}\n" + PICTURE.format("beside.svg") + "{% endif %}\n",
        "{% for n in [1] %}\n" + PICTURE.format("beside.svg") + "{% endfor %}\n",
    ],
)  # fmt: skip
def test_a_picture_is_pinned_however_it_is_written_and_in_whichever_branch(tmp_path: Path, body: str) -> None:
    clinic, leaflet = house(tmp_path, body)
    found = pins(clinic, [leaflet], ["standard"])
    assert found["handouts/beside.svg"] and "assets/unused.svg" not in found


def test_what_only_looks_like_a_picture_is_not_one(tmp_path: Path) -> None:
    clinic, leaflet = house(tmp_path, "Write `::: picture beside.svg` so.\n\n{# ::: picture shared.svg #}\n")
    assert not [name for name in pins(clinic, [leaflet], ["standard"]) if name.endswith("beside.svg") or name.endswith("shared.svg")]


def test_pictures_of_furniture_fonts_logo_and_layouts_are_pinned(tmp_path: Path) -> None:
    clinic, leaflet = house(tmp_path, "Words.\n")
    (clinic.folder / "handouts" / "frame" / "after.md").write_text(PICTURE.format("shared.svg"))
    found = pins(clinic, [leaflet], ["ward"])
    files = ["assets/shared.svg", "built-in handouts/frame/slip.md", "own.ttf", "logo.svg", "layouts/ward.toml", "layouts/base.toml", "built-in layouts/standard.toml", "clinic.toml"]
    assert [name for name in files if not found.get(name)] == []


def test_a_change_of_any_file_is_seen_and_so_is_a_new_one_that_would_be_taken_instead(tmp_path: Path) -> None:
    clinic, leaflet = house(tmp_path, PICTURE.format("shared.svg") + PICTURE.format("compression-fracture.svg"))
    pinned = tuple(pins(clinic, [leaflet], ["ward"]).items())
    assert changed(pinned, clinic) == []
    for name, was in pinned:
        path = clinic.folder / name
        if was and path.is_file():
            kept = path.read_bytes()
            path.write_bytes(kept + b" ")
            assert changed(pinned, clinic) == [name]
            path.write_bytes(kept)
    for name in ("handouts/shared.svg", "assets/compression-fracture.svg", "layouts/standard.toml", "handouts/frame/head.md"):
        (clinic.folder / name).write_text(SVG)
        assert changed(pinned, clinic) == [name]
        (clinic.folder / name).unlink()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["Words.\n", PICTURE.format("a.svg"), ":::: note X\n" + PICTURE.format("b.svg") + "::::\n", "- x\n", "{% if patient.phone %}\n", "{% endif %}\n", PICTURE.format("c.svg")]), max_size=8))
def test_whatever_a_copy_shows_was_pinned(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    body = "\n".join(parts)
    clinic, leaflet = _bare(tmp_path_factory.getbasetemp() / "pinned", body)
    try:
        shown = merge(leaflet, appointment(phone="1"), clinic).document.blocks
    except (LeafletError, RecordError):  # what is no leaflet has no copy
        return
    named = {place.name for place in pictures_of(body, leaflet, clinic)}
    assert {block.picture.name for block in _all(shown) if isinstance(block, Figure)} <= named


def _all(blocks: tuple[object, ...]) -> list[object]:
    return [inner for block in blocks for inner in (block, *_all(getattr(block, "blocks", ())))]


def _bare(folder: Path, body: str) -> tuple[Clinic, Leaflet]:
    if not folder.exists():
        own_clinic(folder)
    (folder / "clinic" / "handouts").mkdir(exist_ok=True)
    for name in "abc":
        (folder / "clinic" / "handouts" / f"{name}.svg").write_text(SVG)
    file = folder / "clinic" / "handouts" / "x.en-US.md"
    file.write_text(f"---\n{FRONT}---\n{body}", "utf-8")
    return read_clinic(folder / "clinic"), read_leaflet(file)


def test_the_built_in_files_are_named_as_such(tmp_path: Path) -> None:
    clinic, leaflet = house(tmp_path, PICTURE.format("compression-fracture.svg"))
    found = pins(clinic, [leaflet], ["standard"])
    assert found["built-in handouts/library/compression-fracture.svg"]
    assert (built_in("handouts") / "library" / "compression-fracture.svg").is_file()
