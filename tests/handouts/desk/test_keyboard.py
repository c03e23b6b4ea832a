"""Outbox and Given in Chromium: a doubt settled by keyboard, counted; without a script; nothing that axe-core finds amiss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.actions.looking import look_at
from handouts.desk.app import Desk
from tests.handouts.desk import open_at
from tests.handouts.desk.made import again, copies, on_their_way
from tests.handouts.desk.test_browser import Keys, chromium, come_in
from tests.handouts.desk.test_outbox import original

__all__ = ["chromium", "original"]
pytestmark = pytest.mark.browser


@pytest.fixture
def served(original: Path, tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """A desk that is open, with an outbox; and its address."""
    desk = again(original, tmp_path)
    with open_at(desk) as address:
        yield desk, address


def test_a_doubt_is_settled_in_four_presses(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, address = served
    first, second, *_ = on_their_way(desk)
    page = come_in(chromium, served)
    page.goto(f"{address}/outbox")
    keys = Keys(page)
    keys.press("ArrowDown")
    keys.press("Enter")
    page.get_by_text("I have it back").wait_for()
    page.locator("html.scripted").wait_for()
    keys.press("y")
    page.locator(".told").wait_for()
    assert keys.pressed == 3
    states = [look_at(desk.counter.where, number).state for number in (first, second)]
    assert states == ["in doubt", "sent"], "the arrow has chosen the second"
    page.go_back()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert look_at(desk.counter.where, second).state == "sent", "Back repeats no deed"


def test_without_a_script_a_doubt_is_settled_and_a_patient_is_found(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, address = served
    first, *_ = on_their_way(desk)
    page = come_in(chromium, served, java_script_enabled=False)
    page.goto(f"{address}/outbox")
    page.locator(".lines .about > a").first.click()
    page.get_by_role("button", name="I have it back").click()
    assert "printed" in page.locator(".told").inner_text()
    assert look_at(desk.counter.where, first).state == "sent"
    whose = copies(desk)[0].whose
    assert whose
    page.goto(f"{address}/given")
    page.get_by_label("Find a patient").fill(whose.patient)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=whose.name).wait_for()
    assert whose.patient not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_amiss_and_nothing_is_scrolled_sideways(chromium: Any, served: tuple[Desk, str], scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    desk, address = served
    first, *_ = on_their_way(desk)
    page = come_in(chromium, served, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    whose = copies(desk)[0].whose
    assert whose

    def clean(place: str) -> None:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place

    places = ("/outbox", "/outbox?show=waiting", f"/outbox/{first}", "/outbox/telephone", "/outbox/run/1/print/doubt", "/given/outdated")
    for place in (*places, "/given/recall", "/given/runs", "/given/runs/1", "/given/events", "/given"):
        page.goto(address + place)
        clean(place)
    page.get_by_label("Find a patient").fill(whose.patient)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=whose.name).wait_for()
    clean("a patient")
    page.locator(".lines .about > a").first.click()
    page.get_by_role("heading", name="How it went").wait_for()
    clean("a copy")
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Note for the patient").wait_for()
    clean("a correction")
    page.goto(f"{address}/given/recall")
    page.get_by_role("button", name="Show whom to call").click()
    page.get_by_text("patients told").wait_for()
    clean("a recall")
