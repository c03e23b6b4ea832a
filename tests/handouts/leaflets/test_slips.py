"""A slip to send back: whose it is and where it goes stand on it, behind all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from layouts.document.blocks import Box, Heading, Items, Paragraph, ReplySlip, Writing
from layouts.document.inlines import Field, TextRun
from tests.handouts.leaflets.test_markdown import refusal
from tests.handouts.leaflets.test_merge import made

BODY = "::: slip Reply slip\n- [ ] I will come.\n\nTelephone ____\n\nFor {{ patient.given_name }}: ______\n\nThank you.\n:::\n\nMore.\n"


def test_it_says_whose_it_is_and_where_it_goes_and_stands_last(tmp_path: Path) -> None:
    merged = made(tmp_path, BODY, given_name="Anna", family_name="Lee", patient_id="RSC-104233")
    last = merged.document.blocks[-1]
    assert isinstance(last, ReplySlip) and not any(isinstance(block, ReplySlip) for block in merged.document.blocks[:-1])
    title, *rest = last.blocks
    assert title == Heading(2, (TextRun("Reply slip"),), "sub-section")
    values = [merged.values[run.index] for block in rest if isinstance(block, Paragraph) for run in block.content if isinstance(run, Field)]
    assert "Anna Lee" in values[0] and "RSC-104233" in values
    [box] = last.to
    assert isinstance(box, Box) and "Riverside" in str(box.blocks)


def test_a_row_of_underscores_is_a_line_to_write_on(tmp_path: Path) -> None:
    last = made(tmp_path, BODY).document.blocks[-1]
    assert isinstance(last, ReplySlip)
    first, second = (block for block in last.blocks if isinstance(block, Writing))
    assert first == Writing(1, (TextRun("Telephone"),)) and isinstance(second.label[1], Field)
    assert sum(isinstance(block, Items) for block in last.blocks) == 1


def test_a_leaflet_without_a_slip_has_none_of_its_values(tmp_path: Path) -> None:
    assert len(made(tmp_path, "Text.\n").values) < len(made(tmp_path, BODY).values)


@pytest.mark.parametrize(
    ("body", "what", "remedy"),
    [("::: slip\n- [ ] Yes\n:::\n", "needs a heading", "Reply slip"), ("::: slip Reply\nThank you.\n:::\n", "nothing to answer", "Telephone ____")],
)
def test_what_nobody_could_answer_is_refused(tmp_path: Path, body: str, what: str, remedy: str) -> None:
    error = str(refusal(tmp_path, body))
    assert what in error and remedy in error
