"""Contents that name a wrong page do not leave; those of later copies are the first one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinics.clinic import Clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.prover import ProofError
from layouts.pages import templates
from tests.conftest import ISSUED, an_appointment
from tests.handouts import FRONT, own_clinic
from tests.reading import text_of

CHAPTER = "A sentence with some words that fill a line of the page and then another one. " * 18


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic with a leaflet that comes out long."""
    made = own_clinic(tmp_path)
    (made.folder / "handouts").mkdir(exist_ok=True)
    sections = [f"# Section {number} for {{{{ patient.given_name }}}}\n\n{CHAPTER}\n\n{CHAPTER}\n" for number in range(9)]
    (made.folder / "handouts" / "long.en-US.md").write_text(f"---\n{FRONT}---\n" + "\n".join(sections), "utf-8")
    return made


def press(clinic: Clinic) -> Press:
    return Press(clinic, issued=ISSUED, allowed=Allowed(draft=True))


def test_contents_that_are_right_pass_with_each_patients_own_headings(clinic: Clinic) -> None:
    made = press(clinic)
    kinds = []
    for name in ("Anna", "Hanna", "Maximiliane Alexandra", "Jana"):
        copy = made.make(an_appointment(clinic, given_name=name), "long")
        kinds.append(copy.proof)
        assert f"Section 8 for {name}" in text_of(copy.data) and "In this leaflet" in text_of(copy.data)
    assert kinds[0] == "full" and "default" in kinds


@pytest.mark.parametrize("line", [0, 8])
def test_a_wrong_page_number_is_caught(clinic: Clinic, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    right = templates.leads

    def wrong(*given: object) -> tuple[tuple[int, float], ...]:
        found = list(right(*given))  # type: ignore[arg-type]
        found[line] = (found[line][0] - 1, found[line][1])
        return tuple(found)

    monkeypatch.setattr(templates, "leads", wrong)
    with pytest.raises(ProofError, match="contents that name another page than that of a heading"):
        press(clinic).make(an_appointment(clinic), "long")


def test_contents_may_stand_behind_some_of_what_they_list(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = clinic.folder / "handouts"
    head, *sections = (shelf / "long.en-US.md").read_text("utf-8").split("# Section")
    sections.insert(3, "::: contents\n:::\n\n")
    behind = head + "".join(part if part.startswith(":::") else f"# Section{part}" for part in sections)
    (shelf / "behind.en-US.md").write_text(behind, "utf-8")
    assert press(clinic).make(an_appointment(clinic), "behind").proof == "full"
    right = templates.leads
    monkeypatch.setattr(templates, "leads", lambda *given: tuple((page + 1, top) for page, top in right(*given)))
    with pytest.raises(ProofError, match="contents that name another page than that of a heading"):
        press(clinic).make(an_appointment(clinic), "behind")
