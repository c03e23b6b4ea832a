"""The editor in Chromium: pages follow what is written, two who write one text, by keyboard, locked, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.desk.app import Desk
from tests.handouts.desk import open_at
from tests.handouts.desk.test_browser import chromium, come_in
from tests.handouts.desk.test_writing import EDIT, a_writing_desk, own

__all__ = ["chromium"]
pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    desk = a_writing_desk(tmp_path)
    with open_at(desk) as address:
        yield desk, address


def opened(chromium: Any, served: tuple[Desk, str], **context: Any) -> Any:
    """The editor, with all that is said of the leaflet."""
    page = come_in(chromium, served, **context)
    page.goto(served[1] + EDIT)
    if context.get("java_script_enabled", True):
        page.get_by_text("for a person to judge").wait_for()
    return page


def field(page: Any) -> Any:
    return page.get_by_role("textbox", name="The text")


def write(page: Any, old: str, new: str) -> None:
    text = field(page).input_value()
    assert old in text
    field(page).fill(text.replace(old, new))


def test_pages_and_findings_follow_what_is_written_and_nothing_is_kept_before(chromium: Any, served: tuple[Desk, str]) -> None:
    before = own(served[0]).read_bytes()
    page = opened(chromium, served)
    pictures = [one.get_attribute("src") for one in page.locator("#leaves img").all()]
    write(page, "Your spine is", "Your back, e.g., is")
    page.locator("#findings").get_by_text("for example").wait_for()
    page.locator(f'#leaves li:first-child img[src="{pictures[0]}"]').wait_for()
    assert [one.get_attribute("src") for one in page.locator("#leaves img").all()] != pictures
    page.get_by_text("Not saved yet.").wait_for()
    write(page, "Your back, e.g., is", "Your {{ back }} is")
    page.locator("#fault").get_by_text("There is no 'back'.").wait_for()
    assert page.locator("#leaves img").count() >= 4
    page.get_by_text("Seen as").click()
    page.get_by_label("Layout").select_option("large-print")
    write(page, "Your {{ back }} is", "Your back is")
    page.locator("#now").get_by_text("large print").wait_for()
    assert own(served[0]).read_bytes() == before


def test_by_keyboard_from_a_finding_to_its_line_and_kept(chromium: Any, served: tuple[Desk, str]) -> None:
    page = opened(chromium, served)
    write(page, "Your spine is", "Your {{ spine }} is")
    page.locator("#fault").get_by_text("There is no 'spine'.").wait_for()
    page.keyboard.press("F8")
    page.get_by_text("Line 40", exact=True).first.wait_for()
    assert "{{ spine }}" in page.evaluate("getSelection().toString()")
    page.locator("#said").get_by_text("There is no 'spine'.").wait_for()
    page.keyboard.type("Your own spine is a stack of small bones.")
    page.keyboard.press("Control+s")
    page.locator(".told").get_by_text("Saved, ").wait_for()
    assert "Your own spine is a stack" in own(served[0]).read_text("utf-8")


def test_of_two_who_write_nobody_loses_a_word(chromium: Any, served: tuple[Desk, str]) -> None:
    anna, ben = (opened(chromium, served) for _ in range(2))
    write(anna, "That can hurt.", "That hurts.")
    write(ben, "Your spine is", "Your back is")
    anna.keyboard.press("Control+s")
    anna.locator(".told").wait_for()
    ben.keyboard.press("Control+s")
    ben.get_by_role("heading", name="Somebody else has saved").wait_for()
    assert ben.locator("del").all_inner_texts() == ["spine", "hurts"] and "back" in ben.locator("ins").all_inner_texts()
    assert "Your back is" in field(ben).input_value()
    assert "That hurts." in own(served[0]).read_text("utf-8")
    write(ben, "That can hurt.", "That hurts.")
    ben.keyboard.press("Control+s")
    ben.locator(".told").wait_for()
    kept = own(served[0]).read_text("utf-8")
    assert "That hurts." in kept and "Your back is" in kept
    write(anna, "Your spine is", "Your neck is")
    anna.keyboard.press("Control+s")
    anna.get_by_role("link", name="Leave mine, take theirs").click()
    anna.get_by_role("heading", name="Somebody else has saved").wait_for(state="detached")
    assert field(anna).input_value().rstrip("\n") == kept.rstrip("\n")


def test_what_is_written_outlasts_a_lock(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, address = served
    page = opened(chromium, served)
    write(page, "Your spine is", "Your back is")
    page.get_by_text("Not saved yet.").wait_for()
    for session in desk.sessions._there.values():
        desk.sessions._shut(session)
    page.keyboard.press("Control+s")
    page.wait_for_url("**/door")
    assert "Your back is" not in own(desk).read_text("utf-8")
    page.goto(f"{address}/enter/{desk.key()}")
    page.goto(address + EDIT)
    page.get_by_text("Not saved yet.").wait_for()
    assert "Your back is" in field(page).input_value()
    page.keyboard.press("Control+s")
    page.locator(".told").wait_for()
    assert "Your back is" in own(desk).read_text("utf-8")
    field(page).fill(field(page).input_value().rstrip() + "\n\nThe end.")
    page.keyboard.press("Control+s")
    page.locator(".told").wait_for()
    page.reload()
    page.get_by_text("for a person to judge").wait_for()
    assert page.get_by_text("Not saved yet.").count() == 0, "what is saved is not brought back"


def test_without_a_script_it_is_looked_at_kept_and_signed(chromium: Any, served: tuple[Desk, str]) -> None:
    page = opened(chromium, served, java_script_enabled=False)
    write(page, "Your spine is", "Your {{ spine }} is")
    page.get_by_role("button", name="Look").click()
    page.locator("#fault").get_by_text("There is no 'spine'.").wait_for()
    assert "{{ spine }}" in field(page).input_value()
    write(page, "Your {{ spine }} is", "Your back is")
    page.get_by_role("button", name="Save").click()
    page.locator(".told").wait_for()
    page.get_by_role("link", name="Sign").click()
    page.get_by_label("Who has read it").fill("Dr. Ruth Okafor")
    page.get_by_role("button", name="Sign it").click()
    page.get_by_role("alert").get_by_role("link", name="In which role").click()
    for one in page.locator("input[id^=q-]").all():
        one.fill("yes")
    page.get_by_label("In which role").fill("radiologist")
    page.get_by_role("button", name="Sign it").click()
    page.locator(".told").get_by_text("Signed by Dr. Ruth Okafor").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_amiss_and_nothing_is_scrolled_sideways(chromium: Any, served: tuple[Desk, str], scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(chromium, served, viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)

    def clean(state: str) -> None:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state

    clean("as kept")
    page.get_by_text("Seen as").click()
    write(page, "Your spine is", "Your {{ spine }} is")
    page.locator("#fault .notice").wait_for()
    page.get_by_text("for a person to judge").click()
    clean("a fault")
    own(served[0]).write_text(own(served[0]).read_text("utf-8").replace("That can hurt.", "That hurts."), "utf-8")
    page.keyboard.press("Control+s")
    page.get_by_role("heading", name="Somebody else has saved").wait_for()
    page.get_by_text("Their whole text").click()
    clean("both texts")
    page.evaluate("sessionStorage.clear()")
    page.on("dialog", lambda dialog: dialog.accept())
    for place in ("/leaflets/kyphoplasty/en-US", "/leaflets/kyphoplasty/en-US/sign"):
        page.goto(served[1] + place)
        clean(place)
    page.get_by_role("button", name="Sign it").click()
    page.get_by_role("alert").wait_for()
    clean("answers are missing")
