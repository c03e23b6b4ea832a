"""The whole site of a sample clinic in Chromium, from a folder: nothing that axe-core finds amiss, with and without scripts; its search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handouts.actions.manner import Allowed, Manner
from handouts.actions.publish import PublishSite, publish_site
from handouts.actions.where import Where
from tests.handouts.desk.test_browser import chromium  # noqa: F401

pytestmark = pytest.mark.browser
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    answer = publish_site(PublishSite(Where("riverside"), folder, manner=Manner(allowed=Allowed(draft=True))))
    assert answer.ok and answer.left_out == () and len(answer.leaflets) > 20
    return folder


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 320)])
def test_axe_finds_nothing_amiss_on_any_page_and_nothing_is_scrolled_sideways(chromium: Any, site: Path, scheme: str, width: int) -> None:  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = {}
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        amiss = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if amiss or sideways:
            found[path.name] = [(one["id"], one["nodes"][0]["html"][:160]) for one in amiss], sideways
    assert found == {}
    assert all(url.startswith("file:") for url in asked)


def test_leaflets_are_found_without_a_server(chromium: Any, site: Path) -> None:  # noqa: F811
    page = chromium.new_page()
    page.goto((site / "index.html").as_uri())
    count = page.locator(".leaflets > li").count()
    for typed, title in (("kyPHOpl", "Kyphoplasty"), ("M80.08", "Kyphoplasty"), ("bone cement", "Kyphoplasty"), ("colonoscopy", "Getting ready for your colonoscopy")):
        page.get_by_label("Search the leaflets").fill(typed)
        assert page.locator(".leaflets > li:visible h2").first.inner_text() == title, typed
    page.get_by_label("Search the leaflets").fill("xyzzy")
    assert page.get_by_role("status").inner_text() == "Nothing was found. Try another word, or call us."
    page.get_by_label("Search the leaflets").fill("")
    assert page.locator(".leaflets > li:visible").count() == count
    page.goto((site / "index-es.html").as_uri())
    page.get_by_label("Buscar en los folletos").fill("presion")
    assert page.locator(".leaflets > li:visible h2").first.inner_text() == "Presión arterial alta: primeros pasos"


def test_without_a_script_everything_is_listed_and_no_field_is_shown(chromium: Any, site: Path) -> None:  # noqa: F811
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator(".leaflets > li").count() > 8 and not page.locator("form").is_visible()


def test_on_paper_links_and_ways_are_gone_and_there_are_lines_for_a_pen(chromium: Any, site: Path) -> None:  # noqa: F811
    page = chromium.new_page()
    page.goto((site / "kyphoplasty.en-US.html").as_uri())
    assert not page.get_by_text("Prepared for").is_visible() and page.get_by_role("link", name="PDF to print").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("Prepared for").is_visible() and not page.get_by_text("PDF to print").first.is_visible()
