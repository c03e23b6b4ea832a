"""A preview in Chromium: it follows what is saved and keeps its place; a fault over the last pages; by keyboard, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from handouts.clinics.clinic import built_in
from tests.handouts.desk import Previewed, preview_of
from tests.handouts.desk.test_browser import chromium

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
TRIES = 20
SEEN = """() => {
  window.seen = [];
  document.querySelectorAll('#leaves img').forEach((image, page) => new MutationObserver(() => seen.push([page + 1, Date.now()]))
    .observe(image, { attributeFilter: ['src'] }));
}"""


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Previewed]:
    with preview_of(tmp_path) as bench:
        yield bench


def shown(chromium: Any, preview: Previewed, **context: Any) -> Any:
    """The page of a preview, with its four pages."""
    page = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()
    page.goto(preview.address + preview.desk.entry)
    page.locator("#leaves img").nth(3).wait_for()
    return page


def settled(page: Any) -> None:
    """Wait until check has tried everything."""
    page.get_by_text("for a person to judge").wait_for()


def test_every_saved_change_is_followed_and_the_place_is_kept(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview, bypass_csp=True)
    settled(page)
    page.evaluate("scrollTo(0, 1300)")
    page.evaluate(SEEN)
    took, changed = [], set()
    for number in range(TRIES):
        before = page.evaluate("seen.length")
        old = ("Your spine is a stack", "Wear loose clothes", "Take a friend", "Rest when you are tired")[number % 2]
        began = preview.save(old, f"{old} {number}") * 1000
        while len(seen := page.evaluate("seen")) == before:
            page.wait_for_timeout(10)
        page.wait_for_timeout(700)
        last = [one for one in page.evaluate("seen") if one not in seen[:before]]
        took.append(max(at for _, at in last) - began)
        changed |= {place for place, _ in last}
    print(f"\nfollowed after {median(took):.0f} ms (median of {TRIES}), at worst {max(took):.0f} ms; pages {sorted(changed)} were fetched")
    assert page.evaluate("scrollY") == 1300
    assert 1 not in changed, "a page that looks the same is not fetched again"


def test_a_fault_stands_over_the_last_pages_and_goes_with_it(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview)
    settled(page)
    pictures = [one.get_attribute("src") for one in page.locator("#leaves img").all()]
    preview.save("Your spine is", "Your {{ spine }} is")
    fault = page.locator("#fault .notice")
    fault.get_by_text("There is no 'spine'.").wait_for()
    assert [one.get_attribute("src") for one in page.locator("#leaves img").all()] == pictures
    page.locator("#findings .finding.bad").get_by_text("There is no 'spine'.").wait_for()
    fault.get_by_role("link", name="Line 40").click()
    assert "{{ spine }}" in page.locator("#L40.here").inner_text()
    preview.save("Your spine is", "Your back is")
    fault.wait_for(state="detached")
    page.locator("#source").get_by_text("Your back is").wait_for()


def test_picture_layout_frame_clinic_and_a_new_folder_are_followed(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview)
    settled(page)
    drawing, layout, clinic = (preview.folder / name for name in ("handouts/compression-fracture.svg", "layouts/standard.toml", "clinic.toml"))

    def changed(number: int, save: Any) -> None:
        image = page.locator("#leaves img").nth(number)
        before = image.get_attribute("src")
        save()
        page.locator(f'#leaves li:nth-child({number + 1}) img:not([src="{before}"])').wait_for()

    changed(1, lambda: drawing.write_text(drawing.read_text("utf-8").replace("stroke-width", "stroke-miterlimit"), "utf-8"))
    changed(0, lambda: clinic.write_text(clinic.read_text("utf-8").replace("Riverside Spine Center", "Lakeside Spine Center"), "utf-8"))
    layout.parent.mkdir()
    changed(0, lambda: layout.write_text(built_in("layouts").joinpath("standard.toml").read_text("utf-8").replace("size = 26", "size = 28"), "utf-8"))
    frame = preview.folder / "handouts/frame/foot.md"
    frame.parent.mkdir()
    changed(2, lambda: frame.write_text("Page {{ page.number }}, and no more.\n", "utf-8"))
    clinic.write_text("name = 3\n", "utf-8")
    page.locator("#fault").get_by_text("clinic.toml").first.wait_for()
    assert page.locator("#leaves img").count() == 4


def test_more_and_fewer_pages_are_followed_as_well(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview)
    settled(page)
    preview.save("# Get ready", "# More\n\n" + "Rest on the day, and drink water.\n\n" * 60 + "# Get ready")
    page.locator("#leaves li").nth(4).wait_for()
    link = page.locator("#leaves a").nth(4)
    assert "/page/5.png" in (link.get_attribute("href") or "") and "5" in (link.locator("img").get_attribute("alt") or "")
    preview.save("# Get ready", "# Prepare")
    page.locator("#leaves li").nth(4).wait_for(state="detached")
    assert page.locator("#leaves li").count() == 4


def test_by_keyboard_a_finding_leads_to_its_line_and_another_patient_keeps_the_place(chromium: Any, preview: Previewed) -> None:
    preview.save("Your spine is", "Your spine, e.g., is")
    page = shown(chromium, preview)
    settled(page)
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.id") == "L40"
    page.evaluate("scrollTo(0, 700)")
    page.get_by_label("Made-up patient").focus()
    page.evaluate("scrollTo(0, 700)")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**patient=short**")
    settled(page)
    assert page.evaluate("scrollY") == 700
    page.get_by_role("link", name="Read aloud").focus()
    page.keyboard.press("Enter")
    page.locator("#heard").get_by_text("Bo Li").wait_for()
    preview.save("Your spine is", "Your back is")
    page.locator("#heard").get_by_text("Your back is").wait_for()


def test_without_a_script_a_reload_shows_the_same(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview, java_script_enabled=False)
    preview.save("Your spine is", "Your {{ spine }} is")
    page.reload()
    page.locator("#fault").get_by_text("There is no 'spine'.").wait_for()
    assert page.locator("#leaves img").count() == 4, "the last pages there were"
    page.locator("#fault").get_by_role("link", name="Line 40").click()
    assert page.url.endswith("#L40")
    preview.save("Your spine is", "Your back is")
    page.get_by_label("Layout").select_option("large-print")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("large print · Letter").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_amiss_and_nothing_is_scrolled_sideways(chromium: Any, preview: Previewed, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = shown(chromium, preview, viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
    settled(page)

    def clean(state: str) -> None:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state

    clean("pages")
    page.get_by_text("for a person to judge").click()
    preview.save("Your spine is", "Your {{ spine }} is")
    page.locator("#fault .notice").wait_for()
    settled(page)
    page.keyboard.press("F8")
    clean("fault")
    preview.save("Your spine is", "Your back is")
    for language in ("en-US", "ar"):
        page.goto(f"{preview.address}/?leaflet=kyphoplasty&view=heard&language={language}")
        settled(page)
        clean(f"heard {language}")


def test_while_the_preview_is_closed_that_is_said(chromium: Any, preview: Previewed) -> None:
    page = shown(chromium, preview)
    settled(page)
    preview.desk.stop.set()
    preview.desk.bell.ring()
    page.get_by_text("Not connected").wait_for()
