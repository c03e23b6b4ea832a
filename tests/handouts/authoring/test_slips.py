"""Slips that an editor makes, mostly by pasting: each is told by a rule, at its line, and nothing is printed as if nothing were wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from handouts.authoring.draft import read_draft
from handouts.authoring.told import rules, sorted_once
from handouts.authoring.wording import wording
from handouts.leaflets.nodes import read_nodes
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.quality.rules.table import RULES
from handouts.leaflets.strays.sheet import TextSheet
from handouts.leaflets.strays.table import ROWS, strays
from tests.handouts import FIRST, FRONT, clinic

TODAY = date(2026, 11, 26)
QUALITY = {row.rule for row in RULES}
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text id='disc'>x</text></svg>"
PNG = b"\x89PNG\r\n\x1a\n"

# A text; then the rule that tells, and the line of the text (from 1) that it names.
SLIPS: list[tuple[str, str, int]] = [
    # braces and fields
    ("Hello {patient.name}.", "brace", 1),
    ("Hello { patient.given_name }, welcome.", "brace", 1),
    ("Hello {{ patient.name }.", "template", 1),
    ("Hello {{ patient.name }}}.", "brace", 1),
    ("Hello { { patient.name } }.", "brace", 1),
    ("Hello ${patient.name}.", "brace", 1),
    ("One.\n\nHello {% patient.name %}.", "template", 3),
    ("Hello {name}.", "brace", 1),
    ("Hello patient.name }}.", "brace", 1),
    ("{ % if patient.title % }Yes{ % endif % }", "brace", 1),
    ("Text {: .big}", "brace", 1),
    ("Rest for «… how long …».", "unwritten", 1),
    ("Hello «First_Name».", "blank", 1),
    ("Hello <<patient name>>.", "blank", 1),
    ("Hello [[name]].", "blank", 1),
    ("Hello %NAME%.", "blank", 1),
    ("Hello $NAME.", "blank", 1),
    ("Hello [patient's name].", "aside", 1),
    ("See {{ patient.firstname }}.", "template", 1),
    ("See {{ patient.dob | date }}.", "template", 1),
    ("See {{ clinic.telephone }}.", "template", 1),
    ("See {{ given_name }}.", "template", 1),
    ("See {{ appointment.start | datum }}.", "template", 1),
    ("See {{ appointment.start | before(hour=6) | time }}.", "template", 1),
    ("See {{ appointment.start | before(6) | time }}.", "template", 1),
    ("See {{ appointment.start }}.", "block", 1),
    ("See {{ patient.name | date }}.", "block", 1),
    ("See {{ }}.", "template", 1),
    ("{% if patient.title %}\nHi.", "template", 1),
    ("One.\n\n{% endif %}", "template", 3),
    ("{% if patient.title = 'x' %}Hi{% endif %}", "template", 1),
    ("{% if patient.title == “x” %}Hi{% endif %}", "template", 1),
    ("{% fi patient.title %}Hi{% endif %}", "template", 1),
    ("{% if patient.title %}A{% else if patient.name %}B{% endif %}", "template", 1),
    ("{% for line in clinic.address %}\n{{ line }}", "template", 1),
    ("{# a note", "template", 1),
    # HTML
    ("Call <b>now</b>.", "html", 1),
    ("One.<br>Two.", "html", 1),
    ("<!-- to do: ask the pharmacist -->", "html", 1),
    ("One.\n\n<!--\nTo do.\n-->\n", "html", 3),
    ("<p style=\"color:red\">Red.</p>", "html", 1),
    ("<u>Take care</u>", "html", 1),
    ("H<sub>2</sub>O", "html", 1),
    ("See <https://example.org>.", "html", 1),
    ("Write to <a@example.org>.", "html", 1),
    ("One&nbsp two.", "entity", 1),
    ("One &nbps; two.", "entity", 1),
    # marks of others
    ("Take ~~two~~ one tablet.", "mark", 1),
    ("Take ==one== tablet.", "mark", 1),
    ("Take ++one++ tablet.", "mark", 1),
    ("Take 10^3 of it.", "raised", 1),
    ("Take ^two words^ of it.", "raised", 1),
    ("Drink H~2 O.", "raised", 1),
    ("Well done :smile: today.", "mark", 1),
    ("[TOC]", "mark", 1),
    ("Text[^1].\n\n[^1]: A note.", "footnote", 1),
    ("Text^[a note].", "footnote", 1),
    ("Take **one tablet.", "star", 1),
    ("Take ** one ** tablet.", "star", 1),
    ("Take one** tablet now.", "star", 1),
    ("Take *one tablet.", "star", 1),
    ("Take __one tablet.", "star", 1),
    ("Take *one* tablet.", "italics", 1),
    ("Take `one` tablet.", "code", 1),
    ("Take `one tablet.", "mark", 1),
    ("Go to \\section now.", "mark", 1),
    # boxes
    ("::: important Care\nText.\n\n# Next\n\nMore.", "box", 1),
    ("One.\n\n::: note\nTwo.\n\nThree.", "box", 3),
    ("::: note A\nText.\n\n::: note B\nText.\n:::", "box", 1),
    ("::: note Care\n::: important X\nText.\n:::\n:::", "box", 2),
    ("Text.\n\n:::", "box", 3),
    (":: note Care\nText.\n::", "colons", 1),
    (": : : note Care\nText.\n: : :", "colons", 1),
    ("One.\n\n：：： note Care", "colons", 3),
    ("Text ::: note", "colons", 1),
    ("!!! note\nText.", "colons", 1),
    (": Text.", "colons", 1),
    ("::: Note Care\nText.\n:::", "block", 1),
    ("::: warning Care\nText.\n:::", "block", 1),
    ("::: lead Welcome\nText.\n:::", "block", 1),
    ("> A quotation.", "block", 1),
    # headings
    ("#Heading\n\nText.", "heading", 1),
    ("Text.\n\n##What next\n\nText.", "heading", 3),
    ("####### Too deep", "heading", 1),
    ("### Too deep", "block", 1),
    ("＃ Heading", "heading", 1),
    ("Take this and rest.\n---\n\nMore.", "underline", 1),
    ("One line.\nAnother line\n===\n", "underline", 1),
    ("One.\n\n======\n\nTwo.", "row-of-signs", 3),
    ("One.\n\n---\n\nTwo.", "block", 3),
    # lists
    ("• one\n• two", "bullet", 1),
    ("Bring:\n\n· one\n· two", "bullet", 3),
    ("➢ one\n➢ two", "bullet", 1),
    ("– one\n– two", "bullet", 1),
    ("-one\n-two", "bullet", 1),
    ("1.One\n2.Two", "bullet", 1),
    ("a) one\nb) two", "bullet", 1),
    ("(a) one\n(b) two", "bullet", 1),
    ("(i) one\n(ii) two", "bullet", 1),
    ("a. one\nb. two", "bullet", 1),
    ("A. One\n\nB. Two", "bullet", 1),
    ("① one\n② two", "bullet", 1),
    ("o\tone\no\ttwo", "bullet", 1),
    ("-> one\n-> two", "bullet", 1),
    ("- • one\n- • two", "bullet", 1),
    ("Do this:\n2. Rest.", "bullet", 2),
    ("1. One\n2. Two\n4. Four", "step", 3),
    ("☐ Bring a list", "tick-box", 1),
    ("[ ] Bring a list", "tick-box", 1),
    ("- [x] Bring a list", "tick-box", 1),
    ("- [] Bring a list", "tick-box", 1),
    ("- ☐ Bring a list", "tick-box", 1),
    ("- [ ]Bring a list", "tick-box", 1),
    ("- [ ] One\n- two", "tick-box", 2),
    ("1. [ ] One\n2. [ ] two", "tick-box", 1),
    # tables
    ("| a | b |\n|---|---|\n| c | d | 5 days before |", "table-cells", 3),
    ("| a | b |\n|---|---|\n| c |", "table-short", 3),
    ("| Name | Dose |\n| A | B |", "table", 1),
    ("Name | Dose\nA | B", "table", 1),
    ("| a | b |\n|---|---|---|\n| c | d |", "table", 1),
    ("| a | b |\n|---|---|\n| c | d |\n\n| e | f |", "table", 5),
    ("| - a | b |\n|---|---|\n| c | d |", "table-list", 1),
    ("| a | b |\n|---|---|\n| c<hr>e | d |", "html", 3),
    ("Name\tDose\tTime\nA\tB\tC", "tab", 1),
    ("Take one\ttablet.", "tab", 1),
    # links
    ("See www.example.org.", "address", 1),
    ("Write to a@example.org.", "address", 1),
    ("See https://example.org/a.", "address", 1),
    ("See [us] (https://example.org).", "link", 1),
    ("See [us](https://example.org \"Our page\").", "link", 1),
    ("Text.\n\n[Note]: bring", "link", 3),
    ("See [us](www.example.org).", "block", 1),
    ("See [us](http://example.org).", "block", 1),
    ("See ![us](a.png).", "block", 1),
    # pictures
    ("::: picture bottle.png\nA bottle of it.\n\nThe bottle.\n\n- x: words\n:::", "block", 6),
    ("::: picture bottle.png\nA bottle of it.\n\nThe bottle.\n\n- x: words\n:::", "block", 4),
    ("::: picture spine.svg\nA spine of bones.\n\nThe spine.\n\n- disc: Disc\n  - more\n:::", "block", 1),
    ("::: picture spine.svg\nA spine of bones.\n\nThe spine.\n\n-\n- disc: Disc\n:::", "block", 1),
    ("::: picture spine.svg\nA spine of bones.\n\nThe spine.\n\n- disk: Disc\n:::", "block", 6),
    ("::: picture spine.svg\nA spine of bones.\n\nThe spine.\n\n- disc: Disc\n- disc: Disk\n:::", "block", 6),
    ("::: picture nothing.svg\nA bottle of it.\n:::", "block", 1),
    ("::: picture spine.svg\n:::", "block", 1),
    # characters
    ("Zero\u200bwidth.", "invisible", 1),
    ("Soft\u00adhyphen.", "invisible", 1),
    ("Say \ufee3\ufea4\ufee4\ufeaa.", "forms", 1),
    ("So\ufb01a.", "forms", 1),
    ("The patientâ€™s bed.", "damaged", 1),
    ("The patient\ufffds bed.", "damaged", 1),
    ("One\u2028two.", "damaged", 1),
    # more of their kinds
    ("Dear (patient.name),", "blank", 1),
    ("Dear XXX,", "aside", 1),
    ("< b >x", "html", 1),
    ("&lt;b&gt;x&lt;/b&gt;", "entity", 1),
    ("&copy 2024", "entity", 1),
    ("&#8226; one", "bullet", 1),
    ("'''bold''' words", "mark", 1),
    ("h2. Heading", "heading", 1),
    ("== Heading ==", "heading", 1),
    ("- one\n-\n- two", "bullet", 2),
    ("1 - one\n2 - two", "bullet", 1),
    ("1: one\n2: two", "bullet", 1),
    ("1.) one\n2.) two", "bullet", 1),
    ("I. one\nII. two", "bullet", 1),
    ("A) one\nB) two", "bullet", 1),
    ("Bring: • a • b", "bullet", 1),
    ("Bring: - a - b - c", "bullet", 1),
    ("–one\n–two", "bullet", 1),
    ("a    b    c\nd    e    f", "tab", 1),
    ("[x](https://exa", "link", 1),
    ("[x](tel:123 456)", "link", 1),
    ("[x][y]", "link", 1),
    ("Ask us [1].", "aside", 1),
    ("(https://example.org)", "address", 1),
    ("One line\\", "backslash", 1),
    ("Don?t eat.", "damaged", 1),
    ("::: note Take **care**\nA.\n:::", "box-title", 1),
    ("::: note Care <b>now</b>\nA.\n:::", "html", 1),
    ("::: note Care:::\nA.\n:::", "box-title", 1),
    ("{% if patient.title %}Hi{% end if %}", "template", 1),
    ("{%if patient.title}Hi{%endif%}", "template", 1),
    ("{{ appointment.start | date | time }}", "block", 1),
    # in a branch for the few
    ("{% if appointment.type == 'rare' %}\nTake ~~two~~ one.\n{% endif %}", "mark", 2),
    ("{% if patient.title %}\nA.\n{% else %}\n- [x] b\n{% endif %}", "tick-box", 4),
    ("{% if patient.title %}A.\n{% elif patient.email %}#B\n{% else %}\n• c\n{% endif %}", "heading", 2),
    ("{% if patient.title %}A.\n{% elif patient.email %}B\n{% else %}\n• c\n{% endif %}", "bullet", 4),
    ("{% if patient.title %}\n{% if patient.email %}\nA.\n{% else %}\n<b>x</b>\n{% endif %}\n{% endif %}", "html", 5),
    ("{% if not patient.title %}\n{{ patient.name | time }}\n{% endif %}", "block", 2),
]  # fmt: skip

# What looks like a slip and is none: nothing but the rules of quality may say anything.
FINE = [
    "Take one tablet at 8 am | noon | 8 pm.", "5 * 3 is 15.", "Name: ______________", "# Benefits, risks", "Term\n: definition",
    "::: note Care\nText.\n:::\n\n::: lead\nText.\n:::", ":::: panel\n::: note X\nText.\n:::\n::::", "1. One\n1. Two", "1) One\n2) Two", "- [ ] One\n- [ ] two",
    "- one\n  - two", "\\<b> and \\*", "Use 3 < 5 and 7 > 2.", "Fever over 38.5 °C (101.3 °F).", "Dr. A. Smith sees you.", "A. Smith sees you.",
    "[words](https://example.org)", "[مرحبا]{lang=ar} is a greeting.", "| a | b |\n|:--|--:|\n| c \\| d | e |", "Stop at 10:30:00 sharp.", "{# a note #}Text.",
    "{% if patient.title %}::: note X{% else %}::: important Y{% endif %}\nText.\n:::", "{% if patient.title %}\n::: note X\n{% endif %}\nText.\n{% if patient.title %}\n:::\n{% endif %}",
    "Call {{ clinic.phone }}.", "{% for line in clinic.address %}{{ line }}{% if not loop.last %}\\\n{% endif %}{% endfor %}", "R&D costs 5 & more.", "It's 5–10 years.",
    "She said — and meant it — no.", "Q: Why? A: Because.", "Vitamin B12 + C", "**Risks.** Few.", "3. Three\n4. Four", "50% of people", "Room #4", "#1 of all: rest.", "C# is a note.",
    "    ::: note\n    Text.\n    :::", "One  \ntwo\\\nthree", "  - item", "8 - 10 tablets", "8 am: eat\nor drink", "Why? Because.", "What/which? Ask.", "::: note Care: 5 & more\nA.\n:::", "I. M. Lee sees you.",
    "Text (a) and (b).", "e.g. this", "x^2^ and H~2~O and Ca^2+^.", "| a | b |\n|---|---|\n| x<br>- c<br>- e | [ ] |", "It costs ~5.",
    "::: slip Reply\n- [ ] Yes\n\nName ____\n:::", "{% set day = appointment.start | date %}\nOn {{ day }}.",
]  # fmt: skip


def told(folder: Path, body: str, front: str = FRONT) -> tuple[Remark, ...]:
    """What is said of a leaflet of these words."""
    (folder / "bottle.png").write_bytes(PNG)
    (folder / "spine.svg").write_bytes(SVG)
    path = folder / "case.en-US.md"
    path.write_text(f"---\n{front}---\n{body}\n", "utf-8")
    return sorted_once(wording(read_draft(path, clinic()), clinic(), TODAY))


@pytest.mark.parametrize(("body", "rule", "line"), SLIPS)
def test_a_slip_is_told_by_its_rule_at_its_line(tmp_path: Path, body: str, rule: str, line: int) -> None:
    found = told(tmp_path, body)
    said = [(remark.rule, remark.line - FIRST + 1) for remark in found if remark.rule not in QUALITY]
    assert (rule, line) in said
    assert all((remark.line, remark.column) != (1, 1) for remark in found)
    assert all(remark.what[-1] in ".?!" and remark.remedy for remark in found)


def test_the_side_of_the_list_is_a_value_that_a_drawing_takes(tmp_path: Path) -> None:
    fine = told(tmp_path, "{% if appointment.side %}\n::: body knee {{ appointment.side }}\nHere.\n:::\n{% endif %}")
    assert [remark.rule for remark in fine if remark.rule not in QUALITY] == []
    [odd] = [remark for remark in told(tmp_path, "::: body knee {{ patient.given_name }}\n:::") if remark.severity == "error" and remark.rule == "block"]
    assert "a merged value may not stand in what names a place" in odd.what.lower()


def test_medicines_are_named_in_the_words_of_the_leaflets_language(tmp_path: Path) -> None:
    table = "::: medicines\n| Medikament | Morgens | Was tun |\n|---|---|---|\n| A | 1 | Weiter nehmen |\n:::"
    german = FRONT.replace("en-US", "de")
    assert [remark for remark in told(tmp_path, table, german) if remark.rule == "block"] == []
    assert [remark.rule for remark in told(tmp_path, table) if remark.rule == "block"] == ["block"]


def test_there_are_more_than_the_seventy_two() -> None:
    assert len(SLIPS) > 72
    assert {rule for rule, _, _ in ROWS} <= {rule for _, rule, _ in SLIPS}


@pytest.mark.parametrize("body", FINE)
def test_what_is_no_slip_is_not_told(tmp_path: Path, body: str) -> None:
    assert [str(remark) for remark in told(tmp_path, body) if remark.rule not in QUALITY] == []


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    body = "#One\n\nTake <b>two</b> {{ patient.firstname }}.\n\n• three\n\n::: note\nFour.\n\n{% if patient.title %}\n~~five~~\n{% endif %}\n"
    found = told(tmp_path, body, FRONT.replace("version: 1", "version: one").replace("title", "titel"))
    errors = {remark.rule for remark in found if remark.severity == "error"}
    assert errors == {"front-matter", "heading", "html", "template", "bullet", "box", "mark"}


def test_every_rule_is_explained() -> None:
    assert all(asked.asks and asked.guide and asked.why and asked.severity in ("error", "warning", "question") for asked in rules().values())
    assert set(rules()) >= QUALITY | {row[0] for row in ROWS}


@pytest.mark.parametrize("text", ["[" * 50_000, "<a b=" * 10_000, "](" * 25_000, "[[a" * 16_000, "*a " * 16_000, "{% if x %}" * 5_000, " • a" * 12_000])
def test_a_long_row_of_signs_takes_no_longer_than_its_length(text: str) -> None:
    begun = process_time()
    strays(TextSheet(text, read_nodes(text), lambda row: row + 1))
    assert process_time() - begun < 8
