"""Files that mean harm, are broken, or are none of those that are read: each ends in one sentence, soon, and nothing is asked of the network."""

from __future__ import annotations

import io
import os
import time
import zipfile
from html import escape
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.authoring.importing.formats import read_foreign
from handouts.errors import HandoutsError, InputError
from tests.handouts.authoring.importing import (
    before_end,
    body,
    docx,
    ear_leaflet,
    export,
    imported,
    item,
    missing,
    paragraph,
    run,
    with_parts,
)

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
FOREIGN = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'
PLAIN = docx(Document())


def bomb(parts: dict[str, int]) -> bytes:
    """A package whose parts unpack to so many bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, size in parts.items():
            package.writestr(name, b"\0" * size)
    return packed.getvalue()


def deep(levels: int) -> str:
    return before_end("")(Document().element.xml) if levels == 0 else f"<w:p>{'<w:ins>' * levels}{run('x')}{'</w:ins>' * levels}</w:p>"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bomb.docx", bomb({"word/document.xml": 13 * 2**20}), "unpacks to far more than a leaflet can be"),
        ("many.docx", bomb({f"word/{n}": 0 for n in range(5001)}), "unpacks to far more than a leaflet can be"),
        ("laughs.docx", with_parts(PLAIN, None, **{"word/document.xml": LAUGHS}), "has a document type in its XML"),
        ("styles.docx", with_parts(PLAIN, None, **{"word/styles.xml": LAUGHS}), "has a document type in its XML"),
        ("broken.docx", PLAIN[: len(PLAIN) // 2], "is broken: it cannot be unpacked"),
        ("xml.docx", with_parts(PLAIN, lambda xml: xml[:-50]), "its XML cannot be read"),
        ("deep.docx", with_parts(PLAIN, before_end(deep(2000))), "its XML cannot be read"),
        ("other.docx", bomb({"content.xml": 5}), "is a ZIP, and no text of Word"),
        ("none.docx", with_parts(PLAIN, None, **{"[Content_Types].xml": b"<Types xmlns='x'/>"}), "cannot be read as a text of Word"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old text of Word"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"), ("a.rtf", b"{\\rtf1 x}", "is RTF"), ("a.png", b"\x89PNG\r\n", "is a picture"),
        ("a.mhtml", b"MIME-Version: 1.0\n", "is a web archive"), ("a.bin", b"abc\0\1\2", "is none of the files that are read"),
        ("empty.txt", b" \n", "is empty"), ("x.xml", FOREIGN.encode(), "has a document type in its XML"),
        ("half.xml", b'<rss xmlns:wp="x"><channel><item>', "the export cannot be read: it is no XML there"),
        ("feed.xml", b"<rss><other/></rss>", "is XML, and no export of WordPress"), ("none.xml", export().encode(), "holds no page and no post"),
        ("deep.html", b"<html><body>" + b"<div>" * 5000 + b"x", "stand in one another too deeply"),
        ("spans.html", b"<html><body>" + b"<b>" * 150 + b"x", "stand in one another too deeply"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError) as refused:
        imported(tmp_path / name, data)
    text = str(refused.value)
    assert text.startswith(name) or str(tmp_path) in text or "its text" in text
    assert said in text and "\n" not in text
    assert time.monotonic() - began < 5


def test_folders_devices_and_names_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "pipe", "no file that can be read"), (tmp_path / "no.docx", "there is no such file"), (tmp_path / "no" / "x", "no such file")):
        with pytest.raises(InputError, match=said):
            read_foreign(path)


def test_a_page_asks_nothing_of_the_network_and_reads_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    html = "<html><head><base href='http://127.0.0.1/'><link rel=stylesheet href='http://127.0.0.1/x.css'></head><body><p>Words.</p>" + "".join(
        f"<img src='{src}'>" for src in ("http://127.0.0.1/a.png", "//127.0.0.1/b.png", "file:///etc/passwd", "/etc/passwd", "../../etc/passwd", "%2e%2e/x", "\\\\host\\x", "data:,x", "data:;base64,!!")
    )
    draft = imported(tmp_path / "a.html", html)
    assert (body(draft), draft.pictures) == ("Words.", {})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(1, 60), st.binary(min_size=1, max_size=8))
def test_a_text_of_word_that_is_damaged_anywhere_is_read_or_refused(tmp_path: Path, at: int, length: int, instead: bytes) -> None:
    data = ear_leaflet()[0]
    at %= len(data)
    try:
        imported(tmp_path / "damaged.docx", data[:at] + instead + data[at + length :])
    except HandoutsError as error:
        assert "\n" not in str(error)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td colspan=3>", "<td rowspan=2>", "</table>", "<h2>", "</h2>", "<a href='https://x.example'>", "</a>", "<br>", "words ", "more\n\n", "[vc_row]", "&nbsp;", "<!-- x -->", "<sup>2</sup>", "* ", "# ", "{{ x }}", "<svg>", "<img src=x>", "<dl><dt>", "<dd>", "<blockquote>", "<figure>", "<figcaption>"]), max_size=30))
def test_whatever_elements_stand_in_one_another_no_word_is_lost(tmp_path: Path, parts: list[str]) -> None:
    text = "".join(parts)
    draft = imported(tmp_path / "any.xml", export(item("Title", text)))
    said = " ".join(part for part in parts if part in ("words ", "more\n\n"))
    assert not missing(said, draft)
    assert not any(one.what.startswith("These words did not come through") for one in draft.omissions), draft


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.sampled_from("ab1 *_`[](){}<>#+-=|~^$%&:\\'\"!.•☐\u00a0é"), min_size=1, max_size=25), min_size=1, max_size=4))
def test_whatever_signs_stand_in_a_text_a_leaflet_reads_the_same_words(tmp_path: Path, lines: list[str]) -> None:
    from handouts.leaflets.tags import slips

    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    draft = imported(tmp_path / "signs.html", f"<html><body><h1>Title</h1>{text}</body></html>")
    assert not missing(" ".join(lines), draft)
    assert slips("signs.md", body(draft)) == []


def test_a_long_text_takes_no_time_that_anybody_notices(tmp_path: Path) -> None:
    text = "".join(f"<p>Word {n} and <b>bold</b> and a <a href='https://x.example/{n}'>link</a>.</p>" for n in range(3000))
    began = time.monotonic()
    draft = imported(tmp_path / "long.html", f"<html><body>{text}</body></html>")
    assert len(body(draft).split("\n\n")) == 3000
    assert time.monotonic() - began < 20
    big = with_parts(PLAIN, before_end(paragraph(run("word ")) * 3000))
    assert len(body(imported(tmp_path / "long.docx", big)).split("\n\n")) == 3000


@pytest.mark.parametrize("text", ["<p>word word</p>" * 600_000, f"<p>{'word ' * 200_000}</p>"])
def test_a_book_is_refused_before_it_is_taken_apart(tmp_path: Path, text: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match=r"it is a book.*; import a part of it"):
        imported(tmp_path / "book.html", f"<html><body>{text}")
    assert time.monotonic() - began < 5
