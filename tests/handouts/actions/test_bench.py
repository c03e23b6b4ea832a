"""The bench: pages of what is saved or only typed, the last good ones below a fault; pictures by what they show; a check that gives way."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest

from handouts.actions.bench import PICTURES, EditorsBench, Pose
from handouts.actions.watching import changes
from handouts.actions.where import Where
from handouts.errors import ClinicError, InputError, Stopped
from tests.handouts import FRONT, own_clinic
from tests.reading import text_of

BODY = "# What is it?\n\nDear {{ patient.name }}.\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = own_clinic(tmp_path).folder
    (folder / "handouts").mkdir(exist_ok=True)
    (folder / "handouts" / "mine.en-US.md").write_text(f"---\n{FRONT}---\n{BODY}", "utf-8")
    return folder


def test_the_first_own_leaflet_is_shown_as_it_is_saved(ours: Path) -> None:
    bench = EditorsBench(Where(str(ours)))
    sight = bench.look(Pose())
    assert (sight.pose.leaflet, sight.pose.language, sight.layout, sight.own) == ("mine", "en-US", "standard", True)
    assert "Featherstonehaugh" in text_of(sight.data) and "Featherstonehaugh" in sight.heard
    assert bench.look(Pose("kyphoplasty")).own is False
    choices = bench.choices(Pose("kyphoplasty", language="es"))
    assert choices.leaflets[0][0] == "mine" and choices.languages == ("ar", "en-GB", "en-US", "es")
    with pytest.raises(InputError, match="there is no leaflet"):
        bench.look(Pose("nowhere"))


@pytest.mark.parametrize(
    ("pose", "said"),
    [
        (Pose("mine", patient="arabic"), "محمد"), (Pose("mine", clinic="harbour"), "Harbour"), (Pose("kyphoplasty", language="es"), "cifoplastia"),
        (Pose("mine", clinician="Dr. Ng"), "Dr. Ng"),
    ],
)  # fmt: skip
def test_a_pose_is_taken(ours: Path, pose: Pose, said: str) -> None:
    assert said in text_of(EditorsBench(Where(str(ours))).look(pose).data)


def test_what_is_typed_is_shown_before_it_is_saved(ours: Path) -> None:
    bench, file = EditorsBench(Where(str(ours))), ours / "handouts" / "mine.en-US.md"
    before = file.read_text("utf-8")
    sight = bench.look(Pose("mine"), before.replace("Dear", "Good morning, dear"))
    assert "Good morning" in text_of(sight.data)
    assert any(said.rule == "help-section" for said in bench.remarks(sight))
    assert file.read_text("utf-8") == before


def test_a_fault_is_said_over_the_last_pages(ours: Path) -> None:
    bench, file = EditorsBench(Where(str(ours))), ours / "handouts" / "mine.en-US.md"
    file.write_text(f"---\n{FRONT}---\n{{{{ nobody.name }}}}\n", "utf-8")
    first = bench.look(Pose("mine"))
    assert first.said and not first.count
    file.write_text(f"---\n{FRONT}---\n{BODY}", "utf-8")
    good = bench.look(Pose("mine"))
    for wrong in (f"---\n{FRONT}---\n{BODY}{{{{ nobody.name }}}}\n", "no head\n", f"---\n{FRONT}colour: red\n---\n{BODY}"):
        file.write_text(wrong, "utf-8")
        sight = bench.look(Pose("mine"))
        assert sight.said and sight.said[0].file == file.name and sight.data == good.data and sight.source == wrong
    (ours / "clinic.toml").write_text("name = 3\n", "utf-8")
    assert bench.look(Pose("mine")).said[0].file.endswith("clinic.toml")
    with pytest.raises(ClinicError):
        EditorsBench(Where(str(ours))).look(Pose("mine"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("handouts/frame/foot.md", "caf\xe9", "foot.md"), ("handouts/frame/foot.md", "{{ nobody }}", "foot.md"),
        ("layouts/standard.toml", "extends = 'nothing'", "standard.toml"), ("layouts/standard.toml", "[page]\nmargin = 'wide'", "standard.toml"),
        ("handouts/mine.en-US.md", "caf\xe9", "mine.en-US.md"), ("assets/logo.svg", "<svg", "logo.svg"),
    ],
)  # fmt: skip
def test_a_fault_of_any_file_is_said(ours: Path, name: str, text: str, said: str) -> None:
    bench = EditorsBench(Where(str(ours)))
    good = bench.look(Pose("mine"))
    (ours / name).parent.mkdir(parents=True, exist_ok=True)
    (ours / name).write_text(text, "latin-1")
    if name.endswith("logo.svg"):
        toml = ours / "clinic.toml"
        toml.write_text(re.sub(r"logo = .*", f'logo = "{name}"', toml.read_text("utf-8")), "utf-8")
    sight = bench.look(Pose("mine"))
    assert sight.said and said in f"{sight.said[0].file}{sight.said[0].what}" and sight.data == good.data


def test_letters_are_looked_at_too(ours: Path) -> None:
    bench = EditorsBench(Where(str(ours)))
    sight = bench.look(Pose("mine"))
    assert not any(said.rule == "letters" for said in bench.remarks(sight, lambda: None))
    (ours / "mail.toml").write_text('host = "mail.example.org"\nfrom = "clinic@example.org"\n', "utf-8")
    letter = ours / "handouts/letters/mail.txt"
    letter.parent.mkdir(parents=True)
    letter.write_text("Dear {{ nobody }}.\n", "utf-8")
    assert any(said.rule == "letters" for said in bench.remarks(sight, lambda: None))


def test_a_picture_is_named_by_what_it_shows(ours: Path) -> None:
    bench, file = EditorsBench(Where(str(ours))), ours / "handouts" / "mine.en-US.md"
    text = file.read_text("utf-8") + "\nRest, and drink some water.\n" * 60
    one = list(bench.drawn(bench.look(Pose("mine"), text)))
    two = list(bench.drawn(bench.look(Pose("mine"), text + "\nThe end.\n")))
    assert len(one) > 1 and one[0] == two[0] and one[-1] != two[-1]
    assert bench.picture(one[0]).startswith(b"\x89PNG")
    with pytest.raises(InputError, match="not kept"):
        bench.picture("nothing")
    bench._pictures.update({str(number): b"" for number in range(PICTURES)})
    list(bench.drawn(bench.look(Pose("mine"), text)))
    assert len(bench._pictures) == PICTURES


def test_a_check_gives_way_to_what_is_newer(ours: Path) -> None:
    bench = EditorsBench(Where(str(ours)))
    sight, copies = bench.look(Pose("mine")), 0

    def between() -> None:
        nonlocal copies
        copies += 1
        if copies == 2:
            raise Stopped("newer")

    with pytest.raises(Stopped):
        bench.remarks(sight, between)
    assert copies == 2
    assert bench.remarks(sight, lambda: None), "and is whole without"


def test_saved_changes_are_told_and_what_an_editor_keeps_for_itself_is_not(ours: Path) -> None:
    stop, turns = threading.Event(), []
    thread = threading.Thread(target=lambda: [turns.append(time.monotonic()) for _ in changes(ours, stop)], daemon=True)
    thread.start()

    def told(name: str) -> bool:
        before = len(turns)
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).write_text("x", "utf-8")
        ends = time.monotonic() + 1
        while len(turns) == before and time.monotonic() < ends:
            time.sleep(0.01)
        time.sleep(0.3)
        return len(turns) > before

    time.sleep(0.5)
    assert told("handouts/other.en-US.md") and told("clinic.toml") and told("layouts/own.toml") and told("layouts/own.toml")
    assert not told("handouts/.other.en-US.md.swp") and not told("handouts/.handouts-x.part") and not told("handouts/other.en-US.md~")
    assert not told("ledger.sqlite3-wal")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
