"""A document as HTML: every block has its voice, in order; no value becomes markup; heads and feet are silent."""

from __future__ import annotations

from typing import get_args

import pytest
from markupsafe import Markup

from handouts.authoring.heard import Speaker, _said, heard
from layouts.document.blocks import (
    Block,
    Box,
    Chance,
    Code,
    Columns,
    Contents,
    CopyCode,
    Document,
    Exhibit,
    Exhibits,
    Facts,
    Figure,
    Heading,
    Items,
    KeptTogether,
    Logo,
    Medicine,
    Medicines,
    Paragraph,
    Parallel,
    Picture,
    ReplySlip,
    Table,
    Timeline,
    TimelineEvent,
    Writing,
)
from layouts.document.inlines import Field, PageNumber, TextRun

WORDS = (TextRun("words"),)
PICTURE = Picture("a.svg", b"")


def said(*blocks: Block, values: tuple[str, ...] = ()) -> Markup:
    return heard(Document("Title", "en-US", blocks, head=(Paragraph((TextRun("head"),)),), foot=(Paragraph((TextRun("foot"),)),)), Speaker(values))


def test_every_kind_of_block_has_a_voice() -> None:
    assert {kind for kind in get_args(Block) if _said.dispatch(kind) is _said.dispatch(object)} == set()


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (Heading(2, WORDS), "<h4>words</h4>"),
        (Paragraph((TextRun("a", strong=True), TextRun("b", link="https://x.org/?a&b"), TextRun("c", language="fr"), PageNumber())),
         '<p class="body"><strong>a</strong><a href="https://x.org/?a&amp;b" rel="noreferrer">b</a><span lang="fr">c</span></p>'),
        (Items("number", ((Paragraph(WORDS),), (Paragraph(WORDS), Paragraph(WORDS))), start=3),
         '<ol class="number" start="3"><li>words</li><li><p class="body">words</p>\n<p class="body">words</p></li></ol>'),
        (Items("check", ((Paragraph(WORDS),),)), '<ul class="check"><li>words</li></ul>'),
        (Facts(((WORDS, WORDS),)), "<dl><div><dt>words</dt><dd>words</dd></div></dl>"),
        (Box("note", (TextRun("t"),), (Paragraph(WORDS),)), '<div class="box note"><p class="title"><strong>t</strong></p><p class="body">words</p></div>'),
        (Figure(PICTURE, "two bones", WORDS), "<figure><p><b>Picture:</b> two bones</p><figcaption>words</figcaption></figure>"),
        (Table((WORDS,), ((WORDS,),)), '<table><thead><tr><th scope="col">words</th></tr></thead><tbody><tr><td>words</td></tr></tbody></table>'),
        (Code("https://x.org", "opens a film", WORDS),
         '<p><b>Code to scan:</b> opens a film</p><p>words <a href="https://x.org" rel="noreferrer">https://x.org</a></p>'),
        (Logo(PICTURE), ""),
        (Table((WORDS,), (((Paragraph(WORDS), Items("bullet", ((Paragraph(WORDS),),))),),)),
         '<table><thead><tr><th scope="col">words</th></tr></thead><tbody><tr><td><p class="body">words</p>\n'
         '<ul class="bullet"><li>words</li></ul></td></tr></tbody></table>'),
        (Writing(3), ""),
        (Writing(1, WORDS), '<p class="blank">words</p>'),
        (Medicines(("Medicine", "What to do"), (("morning", "Morning"),), (Medicine(WORDS, WORDS, ("2",), WORDS, "STOP", WORDS, True),)),
         '<table><thead><tr><th scope="col">Medicine</th><th scope="col">Morning</th><th scope="col">What to do</th></tr></thead>'
         '<tbody><tr><th scope="row">words words</th><td>2</td><td><strong>STOP</strong> words</td></tr></tbody></table>'),
        (ReplySlip("Cut here", (Heading(2, WORDS),), (Paragraph(WORDS),)), '<p>Cut here</p>\n<h4>words</h4>\n<p class="body">words</p>'),
        (Chance(3, (Paragraph(WORDS),)), '<p class="body">words</p>'),
        (KeptTogether((Heading(2, WORDS), Paragraph(WORDS))), '<h4>words</h4>\n<p class="body">words</p>'),
        (CopyCode(0, "a code of this copy", WORDS), "<p><b>Code to scan:</b> a code of this copy</p><p>words</p>"),
        (Parallel(("en-US", "ar"), (WORDS, WORDS), ((WORDS, WORDS),)),
         '<table><thead><tr><th lang="en-US">words</th><th lang="ar">words</th></tr></thead>'
         '<tbody><tr><td lang="en-US">words</td><td lang="ar">words</td></tr></tbody></table>'),
        (Timeline((TimelineEvent("do", WORDS, WORDS, WORDS), TimelineEvent("until", (), (), WORDS))),
         '<ul class="timeline"><li>words words words</li><li>words</li></ul>'),
        (Contents(WORDS), ""),
        (Contents(WORDS, (WORDS, WORDS)), '<h4>words</h4><ol class="contents"><li>words</li><li>words</li></ol>'),
        (Exhibits((Exhibit(WORDS, Figure(PICTURE, "a leg"), (Paragraph(WORDS),)),), ("M", "T")),
         '<ol class="pictures"><li><p class="title"><strong>words</strong></p><figure><p><b>Picture:</b> a leg</p></figure>\n'
         '<p class="body">words</p></li></ol>'),
        (Columns("two", ((Paragraph(WORDS),), (Heading(3, WORDS),))), '<p class="body">words</p>\n<h5>words</h5>'),
    ],
)  # fmt: skip
def test_a_block_is_said(block: Block, html: str) -> None:
    assert said(block) == html


def test_no_value_and_no_text_becomes_markup() -> None:
    nasty = "<script>x</script>\" onload=\"y"
    out = said(Paragraph((Field(0), TextRun(nasty, link=f"https://x.org/{nasty}"))), Figure(PICTURE, nasty), values=(nasty,))
    assert "<script" not in out and 'onload="' not in out
    assert out.count("&lt;script&gt;") == 4


def test_heads_and_feet_are_silent() -> None:
    assert said(Paragraph(WORDS)) == '<p class="body">words</p>'
