"""The application of a preview: who may look, what an address may say; events that tell the newest; nothing can be done but look."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from handouts.actions.bench import EditorsBench, Pose
from handouts.actions.where import Where
from handouts.clinics.clinic import built_in, sample_clinic
from handouts.desk.bell import Bell
from handouts.desk.bench import followed
from handouts.desk.preview import PreviewDesk, preview_application
from tests.handouts.desk import HOST, OWN

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shutil.copytree(sample_clinic("riverside"), tmp_path_factory.mktemp("preview") / "clinic")
    shutil.copytree(built_in("handouts/library"), made / "handouts", dirs_exist_ok=True)
    return Path(made)


@pytest.fixture
def desk(folder: Path) -> PreviewDesk:
    return PreviewDesk(EditorsBench(Where(str(folder))), Pose("kyphoplasty"))


def come(desk: PreviewDesk, **headers: str) -> TestClient:
    return TestClient(preview_application(desk), base_url=HOST.replace("http:", "https:"), headers={**OWN, **headers})


def test_only_who_has_the_link_may_look(desk: PreviewDesk) -> None:
    client = come(desk)
    for address in ("/", "/events", "/pages.pdf", "/page/1.png", "/pictures/x.png", "/enter/", "/enter/wrong", "/brand.css"):
        answer = client.get(address)
        assert answer.status_code == 401 and "link" in answer.text and "Kyphoplasty" not in answer.text
    shown = client.get(desk.entry)
    assert shown.status_code == 200 and "Kyphoplasty" in shown.text and desk.key not in str(shown.url) and desk.key not in shown.text
    cookie = shown.history[0].headers["set-cookie"].lower()
    assert all(word in cookie for word in ("__host-preview", "httponly", "secure", "samesite=strict"))


def test_it_goes_by_no_other_name_takes_nothing_of_another_site_and_changes_nothing(desk: PreviewDesk, folder: Path) -> None:
    assert come(desk, host="evil.example").get(desk.entry).status_code == 421
    client = come(desk)
    client.get(desk.entry)
    before = sorted(folder.rglob("*"))
    assert client.post("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/").status_code == 405
    answer = client.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["leaflet", "patient", "type", "clinician", "language", "layout", "page", "clinic", "view"])
def test_what_an_address_says_is_never_markup_and_never_a_fault_of_the_program(desk: PreviewDesk, name: str) -> None:
    client = come(desk)
    client.get(desk.entry)
    for said in (NASTY, "../../etc/passwd", "x" * 5000, "\0", "🦴", "[", "{{ 7*7 }}"):
        answer = client.get("/", params={"leaflet": "kyphoplasty", name: said})
        assert answer.status_code in (200, 422) and "<script>alert" not in answer.text and "Traceback" not in answer.text
        assert client.get("/pages.pdf", params={"leaflet": "kyphoplasty", name: said}).status_code in (200, 422)


def test_pages_findings_source_and_what_is_heard_stand_in_the_page(desk: PreviewDesk) -> None:
    client = come(desk)
    text = client.get(desk.entry).text
    assert text.count("/pictures/") == 4 and 'id="L26"' in text and "Nothing to mend" in text
    assert client.get("/page/4.png").content.startswith(b"\x89PNG") and client.get("/pages.pdf").content.startswith(b"%PDF")
    assert client.get("/page/9.png").status_code == 422
    assert "<h4>What is kyphoplasty?</h4>" in client.get("/?view=heard&leaflet=kyphoplasty").text


def test_events_tell_what_is_new_and_the_newest_first(desk: PreviewDesk, folder: Path) -> None:
    file = folder / "handouts" / "kyphoplasty.en-US.md"
    text = file.read_text("utf-8")
    over, told, bell = threading.Event(), [], Bell()

    async def listen() -> None:
        async for line in followed(desk.bench, Pose("kyphoplasty"), bell, over.is_set):
            said: dict[str, Any] = json.loads(line[6:]) if line.startswith("data: ") else {}
            told.append(said)
            if len(told) == 2:  # while the pages are still drawn
                file.write_text(text.replace("Your spine", "Your own spine"), "utf-8")
                bell.ring()
            if "Your own spine" in said.get("parts", {}).get("source", "") and "being tried" not in said["parts"]["findings"]:
                over.set()

    try:
        asyncio.run(asyncio.wait_for(listen(), 60))
    finally:
        file.write_text(text, "utf-8")
    pages = [said["page"] for said in told if "page" in said]
    assert pages[-4:] == [1, 2, 3, 4] and len(pages) < 8, "what was older was left"
    assert next(set(said["parts"]) for said in told if "parts" in said) == {"fault"}


def test_without_a_leaflet_that_is_said(desk: PreviewDesk) -> None:
    client = come(desk)
    client.get(desk.entry)
    answer = client.get("/?leaflet=nowhere")
    assert answer.status_code == 422 and "there is no leaflet" in answer.text
