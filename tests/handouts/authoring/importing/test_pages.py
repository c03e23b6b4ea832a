"""Saved web pages, exports of WordPress and plain texts: no word is lost without being named."""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path

import pytest

from handouts.authoring.importing.drafting import ImportedDraft
from handouts.errors import InputError
from tests.handouts.authoring.importing import body, export, imported, item, missing, png, told

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Ear wash | Mill Lane</title><meta name="author" content="Rosa">
<meta name="description" content="How we wash an ear."><link rel="canonical" href="https://mill.example/ear"><style>p {{ color: red }}</style></head>
<body><header><nav><a href="/">Home</a> <a href="/find">Find us</a></nav></header><main>{}</main>
<aside>Our other leaflets</aside><footer>Terms of use</footer><script>alert("never run")</script></body></html>"""


def page(folder: Path, main: str, **wishes: str) -> ImportedDraft:
    return imported(folder / "ear.html", PAGE.format(main), **wishes)


def test_a_page_comes_through_and_what_stands_around_it_is_named(tmp_path: Path) -> None:
    main = """<h1>Washing out your ear</h1><p>A nurse runs <strong>warm</strong> water into your <a href="https://ear.example/what">ear</a>.<br>It is quick.</p>
    <h2>Get <em>ready</em></h2><ul><li>Rest.<ul><li>At home</li></ul></li><li><p>Eat.</p><p>Drink.</p></li></ul><ol start="3"><li>Sit</li><li>Lie</li></ol>
    <dl><dt>Wax</dt><dd>What an ear makes</dd></dl><blockquote><p>It went well.</p></blockquote><div>Loose words<p>and a paragraph</p>and more</div>"""
    draft = page(tmp_path, main)
    said = "Washing out your ear A nurse runs warm water into your ear It is quick Get ready Rest At home Eat Drink Sit Lie Wax What an ear makes It went well Loose words and a paragraph and more"
    assert missing(f"{said} Home Find us Our other leaflets Terms of use", draft) == Counter()
    assert body(draft) == (
        "A nurse runs **warm** water into your [ear](https://ear.example/what).\\\nIt is quick.\n\n# Get ready\n\n- Rest.\n\n  - At home\n\n- Eat.\n\n  Drink.\n\n"
        "3. Sit\n4. Lie\n\n**Wax**\n\nWhat an ear makes\n\nIt went well.\n\nLoose words\n\nand a paragraph\n\nand more"
    )
    assert (draft.title, draft.language) == ("Washing out your ear", "en-GB")
    assert 'summary: "How we wash an ear."' in draft.text and "https://mill.example/ear, 2026" in draft.text
    assert "alert" not in draft.text and "1 script is left out" in told(draft)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<iframe src="https://films.example/1"></iframe>', "A film or page from elsewhere is left out: “https://films.example/1”"),
        ("<video><source src='a.mp4'>No film</video>", "A film is left out: “a.mp4”, with the words “No film”"),
        ("<svg><text>Bone</text></svg>", "A drawing is left out, with the words “Bone”"),
        ("<button>Buy now</button>", "A button is left out, with the words “Buy now”"),
        ("<p>Wait <del>three</del> days</p>", "Struck out words are left out: “three”"),
        ("<p hidden>Unseen</p>", "Words that are not shown are left out: “Unseen”"),
        ('<p style="display: none">Unseen</p>', "Words that are not shown are left out: “Unseen”"),
        ('<p><a href="javascript:go()">here</a></p>', "The link of “here” leads to “javascript:go()”"),
        ('<p><a href="http://a.example">here</a></p>', "begins with http: and is written with https: here"),
        ('<p><abbr title="computed tomography">CT</abbr></p>', "“CT” is explained as “computed tomography”"),
        ("<p>x<sup>th</sup></p>", "“th” stood above the line"),
        ('<img src="https://a.example/x.png" alt="An ear">', "The picture “An ear” is not in the file"),
        ("<!-- ask Ann -->", "A comment in the page's HTML is left out: “ask Ann”"),
        ('<p>[gallery ids="1,2"]</p>', "A shortcode of WordPress is left out: “[gallery ids=\"1,2\"]”"),
    ],
)
def test_what_a_leaflet_cannot_hold_is_told_with_its_words(tmp_path: Path, html: str, said: str) -> None:
    draft = page(tmp_path, f"<h1>Ears</h1><p>One two three four five six seven.</p>{html}<p>End.</p>")
    assert said in told(draft)
    assert not set("<>[") & set(body(draft).replace("[here](https://a.example)", ""))
    assert body(draft).startswith("One two") and body(draft).endswith("End.")


def test_pictures_beside_a_page_and_in_it_come_along_with_their_words(tmp_path: Path) -> None:
    (tmp_path / "ear_files").mkdir()
    (tmp_path / "ear_files" / "a b.png").write_bytes(png())
    (tmp_path.parent / "outside.png").write_bytes(png(level=1))
    inside = base64.b64encode(png(level=7)).decode()
    main = f"""<h1>Ears</h1><p>Some words that stand at the beginning of it.</p><figure><img src="ear_files/a%20b.png" alt="An *ear*"><figcaption>Your ear</figcaption></figure>
    <p>Again <img src="data:image/png;base64,{inside}"> here.</p><p><img src="ear_files/a%20b.png" alt="Again"></p><img src="../outside.png" alt="out">"""
    draft = page(tmp_path, main, identifier="ears")
    assert draft.pictures == {"ears-1.png": png(), "ears-2.png": png(level=7)}
    assert "::: picture ears-1.png\nAn \\*ear\\*\n\nYour ear\n:::" in draft.text
    assert "Again here.\n\n::: picture ears-2.png\n«… say what the picture shows …»\n:::\n\n::: picture ears-1.png\nAgain\n:::" in draft.text
    assert "The picture “out” is not in the file" in told(draft)


@pytest.mark.parametrize(("text", "encoding"), [("Größe 5 €", "utf-8"), ("Größe 5 €", "utf-16"), ("Größe 5", "latin-1"), ("Größe 5 €", "cp1252")])
def test_a_page_is_read_in_its_own_letters(tmp_path: Path, text: str, encoding: str) -> None:
    meta = "" if encoding.startswith("utf") else f'<meta charset="{encoding}">'
    draft = imported(tmp_path / "a.html", f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding))
    assert body(draft) == text


# -- WordPress

CLASSIC = """[vc_row css=".a{b:c}"][vc_column width="1/2"]
<h2>Before</h2>
Your doctor will examine you.

You will have <b>blood tests</b>.
Bring your list.
<ul>
 <li>a friend</li>
 <li>a bag</li>
</ul>
Below is a film.

[video src="https://films.example/k.mp4"]

Press [OK] and read page [2].
[/vc_column][/vc_row]"""


def test_a_page_of_the_old_editor_comes_through_and_shortcodes_are_named_never_kept(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_content>Thank you all</wp:comment_content></wp:comment><wp:postmeta><wp:meta_key>subtitle</wp:meta_key><wp:meta_value>What to expect</wp:meta_value></wp:postmeta>"
    draft = imported(tmp_path / "site.xml", export(item("Kyphoplasty", CLASSIC, about="How to get ready", more=comment)))
    assert body(draft) == (
        "# Before\n\nYour doctor will examine you.\n\nYou will have **blood tests**.\\\nBring your list.\n\n- a friend\n- a bag\n\nBelow is a film.\n\n"
        "Press \\[OK\\] and read page \\[2\\]."
    )
    for said in ('[vc_row css=".a{b:c}"]', '[vc_column width="1/2"]', '[video src="https://films.example/k.mp4"]', "[/vc_column]", "[/vc_row]", "Thank you all", "What to expect"):
        assert said in told(draft)
    assert missing("Before Your doctor will examine you You will have blood tests Bring your list a friend a bag Below is a film Press OK and read page 2", draft) == Counter()
    assert 'summary: "How to get ready"' in draft.text and 'author: "rosa"' in draft.text and "https://mill.example/12, 2025" in draft.text


def test_a_page_of_blocks_comes_through(tmp_path: Path) -> None:
    text = '<!-- wp:heading --><h2>Risks</h2><!-- /wp:heading -->\n\n<!-- wp:paragraph {"a":1} -->\n<p>You may\nbleed.</p>\n<!-- /wp:paragraph -->'
    draft = imported(tmp_path / "site.xml", export(item("Risks of it", text)))
    assert (body(draft), told(draft)) == ("# Risks\n\nYou may bleed.", "")


def test_of_several_pages_one_is_named(tmp_path: Path) -> None:
    held = export(item("Ear wash", "Ears.", 7), item("Eye wash", "Eyes.", 8, "post"), item("logo", "", 9, "attachment"))
    with pytest.raises(InputError, match=r"site.xml: holds 2 pages: 7 \(Ear wash; page, publish\), 8 \(Eye wash; post, publish\); say which with --item"):
        imported(tmp_path / "site.xml", held)
    for wanted in ("8", "page-8", "eye"):
        assert body(imported(tmp_path / "site.xml", held, wanted)) == "Eyes."
    with pytest.raises(InputError, match="'wash' may be any of 7"):
        imported(tmp_path / "site.xml", held, "wash")
    with pytest.raises(InputError, match="no page of it is 'nose'; it holds 7"):
        imported(tmp_path / "site.xml", held, "nose")
    with pytest.raises(InputError, match="is no export of WordPress"):
        imported(tmp_path / "a.txt", "Words.", "7")


# -- plain text

SCRAPED = """What is an ear wash?

A nurse runs water into your ear. It's quick (2 to 5 minutes) and doesn't hurt.

Before the wash

Use drops. Then:
- keep it dry
- wait

\u00a0

Below is an educational video.

[/vc_row]"""


def test_a_text_that_was_copied_from_a_page_comes_through(tmp_path: Path) -> None:
    draft = imported(tmp_path / "0001.txt", SCRAPED)
    assert (draft.title, draft.identifier) == ("What is an ear wash?", "what-is-an-ear-wash")
    assert missing(SCRAPED.replace("[/vc_row]", ""), draft) == Counter()
    assert body(draft).split("\n\n")[0:2] == ["A nurse runs water into your ear. It's quick (2 to 5 minutes) and doesn't hurt.", "# Before the wash"]
    assert "[/vc_row]" in told(draft) and "vc" not in draft.text
