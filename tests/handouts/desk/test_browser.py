"""The desk in Chromium: by keyboard alone, without a script, at twice the size; nothing that axe-core finds amiss."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.actions.days import AskDay
from handouts.desk.app import Desk
from tests.handouts.desk import PEOPLE, a_desk, ask_day, brought, listed, open_at

pytestmark = pytest.mark.browser
LISTS = ("/lists", "/lists/1", "/lists/2", "/lists/2/out", "/lists/2/mail", "/lists/columns")
MORE = ("/new", "/leaflets", "/leaflets/kyphoplasty/en-US", "/audit", "/language", "/handover")
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """A desk that is open, and its address."""
    desk = a_desk(tmp_path)
    with open_at(desk) as address:
        yield desk, address


def come_in(chromium: Any, served: tuple[Desk, str], **context: Any) -> Any:
    """A page at today's patients."""
    desk, address = served
    page = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()
    page.goto(f"{address}/enter/{desk.key()}")
    return page


def ready(page: Any) -> None:
    """Wait until the card is there, and its keys."""
    page.get_by_text("Read out:").wait_for()
    page.locator("html.scripted").wait_for()


class Keys:
    """Counts what is pressed; what is typed counts once a letter."""

    def __init__(self, page: Any) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=60)  # a person; a scanner is faster
        self.pressed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def copies(desk: Desk) -> int:
    folder = desk.counter.home / "copies"
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_a_listed_patient_in_five_presses(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, _ = served
    page = come_in(chromium, served)
    keys = Keys(page)
    keys.type("mül")
    page.locator(".day tbody tr").nth(0).get_by_text("Zoë").wait_for()
    page.wait_for_load_state("networkidle")
    keys.press("Enter")
    ready(page)
    keys.press("s")
    page.locator(".told").wait_for()
    assert keys.pressed == 5
    assert "Zoë Müller" in page.locator(".told").inner_text()
    assert copies(desk) == 1
    page.reload()
    page.go_back()
    page.go_forward()
    assert copies(desk) == 1


def test_of_two_who_look_alike_the_birth_date_is_asked_and_covered(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, _ = served
    page = come_in(chromium, served)
    keys = Keys(page)
    keys.type("sm anne-")
    page.wait_for_load_state("networkidle")
    keys.press("Enter")
    page.get_by_text("Ask for the birth date").wait_for()
    page.locator("#born:focus").wait_for()
    page.evaluate("document.activeElement.blur()")
    keys.press("p")
    page.wait_for_timeout(200)
    page.locator("#born:focus").wait_for()  # the key that would print leads to the birth date
    keys.type("4 17 1951")
    keys.press("Enter")
    ready(page)
    keys.press("s")
    page.locator(".told").wait_for()
    assert copies(desk) == 1


def test_a_scanner_is_no_deed(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, address = served
    page = come_in(chromium, served)
    page.goto(f"{address}/card/{ask_day(AskDay(desk.counter, typed='mül')).visits[0].entry.id}")
    ready(page)
    page.keyboard.type("psse", delay=0)
    page.wait_for_timeout(300)
    assert copies(desk) == 0
    assert "/card/" in page.url


def test_without_a_script_it_is_the_same_desk(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, _ = served
    page = come_in(chromium, served, java_script_enabled=False)
    page.get_by_label("Find a patient, or scan").fill("mül")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").click()
    assert "Zoë Müller" in page.locator(".told").inner_text()
    assert copies(desk) == 1


def test_a_list_from_the_file_to_the_copies_by_keyboard(chromium: Any, served: tuple[Desk, str], tmp_path: Path) -> None:
    desk, _ = served
    page = come_in(chromium, served)
    file = tmp_path / "week.csv"
    file.write_bytes(listed([(f"B-{n}", "2026-12-10T09:30", f"RSC-30{n:04}", "Anna", f"Lee{n}", "1951-04-17", *PEOPLE[0][6:]) for n in range(30)]))
    page.keyboard.press("Alt+2")
    page.get_by_label("Bring in a list").set_input_files(file)  # the system's own window chooses it
    page.locator("html.scripted").wait_for()
    keys = Keys(page)
    keys.press("Control+Enter")
    page.get_by_role("heading", name="30 copies will be made").wait_for()
    page.locator("html.scripted").wait_for()
    keys.press("Control+Enter")
    page.get_by_role("heading", name="30 copies are made").wait_for()
    assert keys.pressed == 2
    page.reload()
    page.go_back()
    page.go_forward()
    assert len(list((desk.counter.home / "copies").rglob("*.pdf"))) == 30
    page.locator("html.scripted").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Lists", exact=True).wait_for()


@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_nothing_is_scrolled_sideways(chromium: Any, served: tuple[Desk, str], width: int) -> None:
    desk, address = served
    page = come_in(chromium, served, viewport={"width": width, "height": 800})
    brought(desk, PEOPLE[:3], "a list with a very long name, as programs give them 2026-12-08T09.30.csv")
    for place in ("/", f"/card/{ask_day(AskDay(desk.counter, typed='104233')).visits[0].entry.id}", "/keys", "/nowhere", *MORE, *LISTS):
        page.goto(address + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_on_a_telephone_the_pages_stand_below_the_name_and_every_room_is_seen(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, address = served
    page = come_in(chromium, served, viewport={"width": 390, "height": 844})
    page.goto(f"{address}/card/{ask_day(AskDay(desk.counter, typed='104251')).visits[0].entry.id}")
    tops = [page.locator(place).bounding_box()["y"] for place in ("h1", ".card > aside", "#wishes")]
    assert tops == sorted(tops)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in [room.bounding_box() for room in page.locator(".rooms a").all()])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_amiss(chromium: Any, served: tuple[Desk, str], scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    desk, address = served
    page = come_in(chromium, served, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    brought(desk, PEOPLE[:3])
    alike, single = (ask_day(AskDay(desk.counter, typed=typed)).visits[0].entry.id for typed in ("104233", "104251"))
    for place in ("/", "/?show=have", f"/card/{alike}", f"/card/{single}", "/keys", "/nowhere", "/card/none", *MORE, *LISTS):
        page.goto(address + place)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], place
    page.goto(f"{address}/door")
    page.get_by_role("button", name="Lock").click()
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ar", "de"])
def test_in_another_language_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    chromium: Any, served: tuple[Desk, str], language: str, width: int
) -> None:  # fmt: skip
    from axe_playwright_python.sync_playwright import Axe

    desk, address = served
    page = come_in(chromium, served, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(f"{address}/language")
    page.locator(f'button[lang="{language}"]').click()
    alike = ask_day(AskDay(desk.counter, typed="104233")).visits[0].entry.id
    for place in ("/", f"/card/{alike}", "/new", "/lists", "/lists/1", "/outbox", "/given", "/audit", "/language", "/handover", "/keys"):
        page.goto(address + place)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_a_paper_is_handed_over_by_two_scans_and_a_wrong_one_is_loud(chromium: Any, tmp_path: Path) -> None:
    from tests.handouts.desk.test_handover import coded, kept

    desk = coded(tmp_path)
    copy = kept(desk)
    with open_at(desk) as address:
        page = come_in(chromium, (desk, address))
        for patient, said in (("RSC-999999", "This paper is not this patient"), ("RSC-104251", "handed over")):
            page.goto(address)
            page.locator("#find:focus").wait_for()
            page.keyboard.type(f"HC{copy.upper()}", delay=0)  # a scanner, which ends with Enter
            page.keyboard.press("Enter")
            page.get_by_text("Now scan the patient").wait_for()
            page.locator("#code:focus").wait_for()
            page.keyboard.type(patient, delay=0)
            page.keyboard.press("Enter")
            page.get_by_text(said).first.wait_for()
            page.keyboard.press("Escape")
        assert copy not in page.url


def test_a_walk_in_in_eight_presses_and_the_words(chromium: Any, served: tuple[Desk, str]) -> None:
    desk, _ = served
    page = come_in(chromium, served)
    page.locator("html.scripted").wait_for()
    keys = Keys(page)
    keys.press("+")
    page.wait_for_url("**/new")
    page.locator("html.scripted").wait_for()
    for words in ("Jan Nowak", "6 30 1957", "RSC-104780"):
        page.keyboard.type(words)
        keys.press("Tab")
    page.keyboard.type("kyphopl")
    keys.press("Control+Enter")
    ready(page)
    keys.press("s")
    page.locator(".told").wait_for()
    assert keys.pressed == 6
    assert copies(desk) == 1


def test_who_is_not_found_is_typed_once(chromium: Any, served: tuple[Desk, str]) -> None:
    page = come_in(chromium, served)
    page.keyboard.type("nowak", delay=30)
    page.get_by_text("Nobody is found").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Not on the list").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "nowak"
    page.locator("#born:focus").wait_for()
    assert "nowak" not in page.url


def test_a_name_typed_after_a_click_beside_the_field_is_looked_for(chromium: Any, served: tuple[Desk, str]) -> None:
    page = come_in(chromium, served)
    page.locator("html.scripted").wait_for()
    page.locator("h1").first.click()
    page.keyboard.type("nowak", delay=30)
    page.get_by_text("Nobody is found").wait_for()
    assert page.locator("#find").input_value() == "nowak"


def test_the_lock_asks_the_pass_phrase_and_keeps_the_page(chromium: Any, served: tuple[Desk, str]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from handouts.actions.staff import AddMember, add_member

    desk, address = served
    add_member(AddMember(desk.counter, "maria", "manager", "quiet otters mend blue gates"))
    page = chromium.new_context(bypass_csp=True).new_page()
    page.goto(address)
    for phrase, then in (("loud otters mend blue gates", "is not right"), ("quiet otters mend blue gates", "Smith-Jones")):
        page.get_by_label("Name").fill("maria")
        page.get_by_label("Pass-phrase").fill(phrase)
        assert Axe().run(page).response["violations"] == []
        page.keyboard.press("Enter")
        page.get_by_text(then).first.wait_for()
    page.goto(f"{address}/leaflets")
    page.get_by_role("button", name="Lock").click()
    page.get_by_text("your page is kept").wait_for()
    page.locator("#phrase:focus").wait_for()
    page.keyboard.type("quiet otters mend blue gates")
    page.keyboard.press("Enter")
    page.wait_for_url("**/leaflets")


def test_while_the_server_is_away_nothing_seems_sent(chromium: Any, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with open_at(desk) as address:
        page = come_in(chromium, (desk, address))
    page.keyboard.type("mü")
    page.get_by_text("Not connected").wait_for()


def test_three_thousand_appointments_are_searched_while_somebody_types(chromium: Any, tmp_path: Path) -> None:
    people = [
        (f"B-{n}", f"2026-12-08T{8 + n // 400:02}:{n % 60:02}", f"RSC-{200000 + n}", f"Given{n}", f"Family{n}", f"19{30 + n % 60}-0{1 + n % 9}-11",
         "kyphoplasty", "en-US") for n in range(3000)
    ]  # fmt: skip
    desk = a_desk(tmp_path, [*people, PEOPLE[2]])
    with open_at(desk) as address:
        page = come_in(chromium, (desk, address))
        begun = time.perf_counter()
        page.keyboard.type("mül", delay=20)
        page.locator(".day tbody tr").get_by_text("Zoë").wait_for()
        print(f"found after {time.perf_counter() - begun:.2f} s")
        assert page.locator(".day tbody tr").count() < 400
