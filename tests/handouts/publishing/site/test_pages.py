"""Pages of a site: what a leaflet says, in its language; nothing from elsewhere; every link leads to a file that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from handouts.actions.publish import PublishSite, publish_site
from handouts.actions.where import Where
from handouts.clinics.clinic import Clinic
from tests.handouts.publishing import shelf_of


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return shelf_of(tmp_path, monkeypatch)


@pytest.fixture
def site(clinic: Clinic, tmp_path: Path) -> Path:
    answer = publish_site(PublishSite(Where(str(clinic.folder)), tmp_path / "site", address="https://example.org/leaflets"))
    assert answer.ok and len(answer.leaflets) == 4 and answer.left_out == ()
    return tmp_path / "site"


def pages(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for path in sorted(site.glob("*.html")):
        yield path.name, html.fromstring(path.read_bytes())


def test_there_is_a_page_and_there_are_pdfs_for_each_leaflet_and_language(site: Path) -> None:
    names = {path.name for path in site.iterdir()}
    for key in ("knee.en-US", "knee.es", "worn-knee.en-US", "heart.ar"):
        assert {f"{key}.html", f"{key}.pdf", f"{key}.large-print.pdf"} <= names
    assert {"index.html", "index-es.html", "index-ar.html", "new.xml", "withdrawn.xml", "site.css", "brand.css", "search.js"} <= names


def test_nothing_is_loaded_from_elsewhere_and_every_link_leads_somewhere(site: Path) -> None:
    for name, page in pages(site):
        for element in page.iter():
            for key in ("src", "href"):
                target = element.get(key, "")
                if not target or target.startswith(("#", "tel:", "mailto:")) or element.get("rel") == "canonical":
                    continue
                assert (site / unquote(target)).is_file(), (name, target)
        assert not page.xpath("//style | //@style | //iframe | //script[not(@src)] | //@onclick"), name
    assert "http" not in (site / "site.css").read_text() and "url(" not in (site / "site.css").read_text()


def test_a_page_says_what_the_leaflet_says_once_for_nobody(site: Path) -> None:
    page = html.fromstring((site / "knee.en-US.html").read_bytes())
    text = " ".join(page.text_content().split())
    assert "Stop eating 6 hours before your appointment." in text and "It is for no patient in particular." in text
    assert page.get("lang") == "en-US" and [one.text_content() for one in page.xpath("//h1")] == ["Your knee"]
    assert page.xpath("//*[@class='notice']")[0].text_content() == "Sample text, not reviewed by a clinician."
    assert [(one.get("hreflang"), one.get("href")) for one in page.xpath("//nav//a")] == [("es", "knee.es.html")]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://example.org/leaflets/knee.en-US.html"]


def test_headings_go_down_one_by_one(site: Path) -> None:
    for name, page in pages(site):
        levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels[0] == 1 and levels.count(1) == 1 and all(below - above <= 1 for above, below in pairwise(levels)), name


def test_from_right_to_left_with_its_own_words(site: Path) -> None:
    page = html.fromstring((site / "heart.ar.html").read_bytes())
    assert (page.get("dir"), page.get("lang")) == ("rtl", "ar") and "كل النشرات" in page.text_content()
    assert page.xpath("//header//a/@href") == ["index-ar.html"]


def test_a_picture_is_described_and_has_its_size(site: Path) -> None:
    (picture,) = html.fromstring((site / "worn-knee.en-US.html").read_bytes()).xpath("//article//img")
    assert picture.get("alt") == "A heart, drawn as a plain shape." and (picture.get("width"), picture.get("height")) == ("600", "300")
    assert (site / picture.get("src")).read_bytes().startswith(b"<?xml")


def test_the_list_carries_its_own_index_folded_as_the_script_folds(site: Path) -> None:
    items = html.fromstring((site / "index.html").read_bytes()).xpath("//ul[@class='leaflets']/li")
    assert [item.xpath(".//h2")[0].text_content() for item in items] == ["A worn knee", "Your knee"]
    near = items[1].get("data-near").split()
    assert {"your", "knee", "m17.1", "joint"} <= set(near) and "eating" in items[1].get("data-far").split()
    assert all(re.fullmatch(r"[^A-Z]*", item.get("data-near")) for item in items)
