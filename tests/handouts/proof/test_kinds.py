"""A copy and a file of copies are known again; nothing else is taken for one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from handouts.actions.batch import make_list, sample_list
from handouts.proof.kinds import HANDOUT, STACK


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One copy, and a file of several."""
    from dataclasses import replace

    folder = tmp_path_factory.mktemp("kinds")
    make_list(sample_list(folder / "out", "riverside"))
    make_list(replace(sample_list(folder, "riverside"), out=None, combined=folder / "all.pdf"))
    return min((folder / "out").glob("*.pdf")), folder / "all.pdf"


def test_each_is_known_and_is_not_the_other(made: tuple[Path, Path]) -> None:
    one, many = made
    assert (HANDOUT.fits(one), STACK.fits(one), HANDOUT.fits(many), STACK.fits(many)) == (True, False, False, True)


def test_what_merely_holds_a_copy_or_says_its_name_is_none(made: tuple[Path, Path], tmp_path: Path) -> None:
    import pikepdf

    one, _ = made
    other = tmp_path / "other.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["copy.pdf"] = one.read_bytes()
        pdf.save(other, compress_streams=False)
    assert b'pdf:Producer="Handouts"' in other.read_bytes()
    for data in (other.read_bytes(), one.read_bytes()[: one.stat().st_size // 2], b"%PDF-1.7\npdf:Producer=\"Handouts\"\n", b"", b"\0" * 100):
        other.write_bytes(data)
        assert not HANDOUT.fits(other) and not STACK.fits(other)
    assert not HANDOUT.fits(tmp_path / "none.pdf")


def test_a_copy_with_a_password_is_not_replaced(made: tuple[Path, Path], tmp_path: Path) -> None:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(made[0]) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    (tmp_path / "locked.pdf").write_bytes(out.getvalue())
    assert not HANDOUT.fits(tmp_path / "locked.pdf")
