"""A site and OpenEMR's folder follow the shelf: what is withdrawn disappears, the same leaflets give the same bytes, nothing else is touched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from handouts.actions.manner import Allowed, Manner
from handouts.actions.publish import PublishedAnswer, PublishOpenemr, PublishSite, publish_openemr, publish_site
from handouts.actions.where import Where
from handouts.clinics.clinic import Clinic
from handouts.errors import InputError, OutputError
from handouts.language.phrases import phrases
from handouts.press import Press
from tests.handouts.actions import Remembering
from tests.handouts.publishing import shelf_of, write

NS = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
QUICK = Manner(layout="standard")


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return shelf_of(tmp_path, monkeypatch)


def site(clinic: Clinic, folder: Path, **more: object) -> PublishedAnswer:
    return publish_site(PublishSite(Where(str(clinic.folder)), folder, **{"manner": QUICK, **more}))  # type: ignore[arg-type]


def openemr(clinic: Clinic, folder: Path, **more: object) -> PublishedAnswer:
    return publish_openemr(PublishOpenemr(Where(str(clinic.folder)), folder, manner=QUICK, **more))  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(Press, "today", property(lambda self: day))


def test_the_same_leaflets_give_the_same_bytes_on_every_day(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 23))
    site(clinic, tmp_path / "one")
    on(monkeypatch, date(2026, 11, 24))
    assert not any(site(clinic, tmp_path / "one").refreshed)
    site(clinic, tmp_path / "other")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    with pikepdf.open(tmp_path / "one" / "knee.en-US.pdf") as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261001")


@pytest.mark.parametrize("more", [{"status": "withdrawn"}, {"status": "draft"}, {"more": "review-due: 2020-01-01\n"}])
def test_what_may_not_be_given_out_disappears_from_both(clinic: Clinic, tmp_path: Path, more: dict[str, str]) -> None:
    for folder in ("site", "education"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "their-own.pdf").write_bytes(b"theirs")
    site(clinic, tmp_path / "site")
    openemr(clinic, tmp_path / "education")
    write(clinic, "knee.en-US", **more)
    done, other = site(clinic, tmp_path / "site"), openemr(clinic, tmp_path / "education")
    assert done.gone == other.gone == ("knee.en-US",) and done.left_out[0].leaflet == "knee" and done.ok
    assert set(done.refreshed.removed) == {"knee.en-US.html", "knee.en-US.pdf"}
    assert {"icd10_m23_en.pdf", "icd10-pcs_0src0jz_en.pdf"} == set(other.refreshed.removed)
    with pikepdf.open(tmp_path / "education" / "icd10_m17.1_en.pdf") as pdf:  # the other leaflet that fits is now this code's
        assert str(pdf.docinfo["/Title"]) == "A worn knee"
    for folder in ("site", "education"):
        assert (tmp_path / folder / "their-own.pdf").read_bytes() == b"theirs"
        assert not [path for path in (tmp_path / folder).iterdir() if path.suffix != ".json" and b"Your knee" in path.read_bytes() and path.name != "withdrawn.xml"]


def test_the_feeds_tell_what_is_new_and_what_was_withdrawn_by_ids_that_stay(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 23))
    site(clinic, tmp_path / "site", address="https://example.org/x/")
    new = etree.fromstring((tmp_path / "site" / "new.xml").read_bytes())
    ids = {entry.findtext("a:title", namespaces=NS): entry.findtext("a:id", namespaces=NS) for entry in new.findall("a:entry", NS)}
    assert new.find("a:entry/a:link", NS).get("href").startswith("https://example.org/x/")
    on(monkeypatch, date(2026, 11, 24))
    write(clinic, "knee.es", status="withdrawn")
    write(clinic, "worn-knee.en-US", text="Walk twice a day.")
    site(clinic, tmp_path / "site", address="https://example.org/x/")
    new, gone = (etree.fromstring((tmp_path / "site" / name).read_bytes()) for name in ("new.xml", "withdrawn.xml"))
    first = new.find("a:entry", NS)
    assert (first.findtext("a:title", namespaces=NS), first.findtext("a:updated", namespaces=NS)) == ("A worn knee", "2026-11-24T00:00:00Z")
    assert first.findtext("a:id", namespaces=NS) == ids["A worn knee"]
    assert new.find("at:deleted-entry", NS).attrib == {"ref": ids["Su rodilla"], "when": "2026-11-24T00:00:00Z"}
    assert [one.text for one in gone.findall("a:entry/a:title", NS)] == ["Su rodilla"]
    assert gone.findtext("a:entry/a:summary", namespaces=NS) == phrases("es")("Withdrawn.")


def test_a_leaflet_that_is_broken_is_named_and_holds_up_no_other(clinic: Clinic, tmp_path: Path) -> None:
    write(clinic, "knee.en-US", text="Dear {{ patient.name }}, hello.")
    write(clinic, "heart.ar", status="withdrawn")
    answer = site(clinic, tmp_path / "site")
    assert not answer.ok and answer.leaflets == ("knee.es", "worn-knee.en-US")
    assert [(one.leaflet, one.broken) for one in answer.left_out] == [("heart", False), ("knee", True)]


def test_drafts_go_out_only_if_somebody_says_so_and_say_what_they_are(clinic: Clinic, tmp_path: Path) -> None:
    write(clinic, "knee.es", status="draft")
    assert "knee.es" not in site(clinic, tmp_path / "site").leaflets
    assert "knee.es" in site(clinic, tmp_path / "site", manner=Manner(layout="standard", allowed=Allowed(draft=True))).leaflets
    assert "Borrador" in (tmp_path / "site" / "knee.es.html").read_text("utf-8")


def test_progress_is_told_and_folders_and_addresses_are_looked_at_first(clinic: Clinic, tmp_path: Path) -> None:
    seen = Remembering()
    publish_site(PublishSite(Where(str(clinic.folder)), tmp_path / "site", manner=QUICK), seen)
    assert seen.steps[-1] == (4, 4)
    for folder in (clinic.folder / "handouts", clinic.folder / "assets" / "x"):
        with pytest.raises(OutputError, match="clinic's own files"):
            site(clinic, folder)
    with pytest.raises(InputError, match="is no address of a site"):
        site(clinic, tmp_path / "site", address="javascript:alert(1)")
    with pytest.raises(OutputError, match="published for 'site'"):
        openemr(clinic, tmp_path / "site")
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_openemrs_files_are_editions_of_the_leaflets_and_codes_are_read_from_a_file(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_text("M1711\n", "utf-8")
    answer = openemr(clinic, tmp_path / "education", codes=tmp_path / "codes.txt")
    assert ("icd10_m17.11_en.pdf", "knee", ("worn-knee",)) in answer.shared
    with pikepdf.open(tmp_path / "education" / "icd10_m17.11_en.pdf") as pdf:
        assert str(pdf.docinfo["/Title"]) == "Your knee" and str(pdf.docinfo["/Subject"]).startswith("General edition.")
    with pytest.raises(InputError, match="there is no such file"):
        openemr(clinic, tmp_path / "education", codes=tmp_path / "none.txt")
    with pytest.raises(InputError, match="there is no leaflet"):
        openemr(clinic, tmp_path / "education", first=("nose",))
