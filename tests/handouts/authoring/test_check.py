"""The check of a file, of a clinic, and what a batch refuses; each with leaflets that break it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest

from handouts.actions.check import Check, check, explain
from handouts.actions.where import Where
from handouts.authoring.check import check_file, check_house, licensed_codes
from handouts.authoring.draft import read_draft
from handouts.authoring.gate import refuse_faults
from handouts.authoring.spelling import WORDS, misspelt, own_words
from handouts.authoring.told import rules
from handouts.authoring.wording import manuscripts, transcripts
from handouts.clinics.clinic import built_in, read_clinic
from handouts.errors import ClinicError, InputError, LeafletError
from handouts.leaflets.leaflet import read_leaflet
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.shelf import Shelf
from handouts.leaflets.signature import Signature, digest_of, signed_file, words_of, written
from tests.handouts import FRONT, clinic, own_clinic

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
HEAD = (
    "title: A leaflet\nlanguage: en-US\nversion: 1\nstatus: draft\nkind: condition\nproduced: 2026-10-01\nreview-due: 2028-10-01\n"
    "owner: Spine unit\nsources: ['Back pain. NIAMS, 2024']\nbased-on: NIAMS (2024)\n"
)
GOOD = (
    "::: lead\nThis tells you how to rest your back.\n:::\n\n# What to do\n\nWalk a little each day.\n\n"
    "::: call-us When to get help\nCall {{ clinic.phone }} if it hurts. Call {{ clinic.emergency }} if you cannot walk.\n:::\n"
)
WIDE = "antidisestablishmentarianism" * 3
LONG_TABLE = f"| One | Two |\n|---|---|\n| {WIDE} | {WIDE} |\n"


def checked(folder: Path, body: str = GOOD, head: str = HEAD, name: str = "case.en-US.md", composed: bool = True) -> tuple[Remark, ...]:
    """What is said of a leaflet, but for the questions."""
    path = folder / name
    path.write_text(f"---\n{head}---\n{body}", "utf-8")
    return tuple(said for said in check_file(path, clinic(), NOW, composed=composed) if said.severity != "question")


def places(found: tuple[Remark, ...], rule: str) -> list[tuple[int, int]]:
    return [(said.line, said.column) for said in found if said.rule == rule]


def test_a_good_leaflet_has_neither_errors_nor_warnings(tmp_path: Path) -> None:
    assert [str(said) for said in checked(tmp_path)] == []


# -- the head


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("---\ntitle: T\nlanguage: en-US\nversion: 1\nstatus: draft\nkeywords:\n\t- one\n---\nText.\n", 7, 1, "A tab in the front matter"),
        ("---\ntitle: T\nlanguage: en-US\nversion: 1\nstatus: draft\nText.\n", 1, 1, "is opened and never closed"),
        ("---\ntitle: T\nlanguage: en-US\nversion: 1\nstatus: draft\nsumary: S.\n---\nText.\n", 6, 1, "unknown key"),
        ("---\ntitle: T\nlanguage: en-US\nversion: 1\nstatus: reviewed\n---\nText.\n", 5, 9, "names who reviewed it"),
        ("---\ntitle: T\nlanguage: en-US\nversion: one\nstatus: draft\n---\nText.\n", 4, 10, "version"),
    ],
)
def test_a_slip_of_the_head_is_told_at_its_place(tmp_path: Path, text: str, line: int, column: int, words: str) -> None:
    path = tmp_path / "case.en-US.md"
    path.write_text(text, "utf-8")
    (said,) = [said for said in check_file(path, clinic(), NOW) if said.rule == "front-matter"]
    assert (said.line, said.column) == (line, column)
    assert words in said.what


def test_a_leaflet_without_a_text_is_told_where_it_would_begin(tmp_path: Path) -> None:
    assert places(checked(tmp_path, ""), "no-text") == [(HEAD.count("\n") + 3, 1)]


@pytest.mark.parametrize("name", ["case.md", "case.es.md", "case.two.en-US.md"])
def test_a_file_whose_name_lacks_its_language_is_told_at_the_language(tmp_path: Path, name: str) -> None:
    assert places(checked(tmp_path, name=name), "file-name") == [(3, 11)]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "case.en-US.md"
    path.write_bytes(f"---\n{HEAD}---\nZo\xeb\n".encode("cp1252"))
    assert [(said.rule, said.line) for said in check_file(path, clinic(), NOW)] == [("front-matter", HEAD.count("\n") + 3)]


# -- what has no end


BOMB = "".join(f"  - &a{n} [{','.join([f'*a{n - 1}' if n else 'lol'] * 9)}]\n" for n in range(9))
ENDLESS = {
    "aliases": (f"---\ntitle: T\nlanguage: en-US\nversion: 1\nstatus: draft\nsources:\n{BOMB}---\nText.\n", 7),
    "doubled": (f"---\n{FRONT}---\nText.\n\n{{% set a = 'xxxxxxxxxx' %}}{'{% set a = a ~ a %}' * 40}{{{{ a | length }}}}\n", 9),
    "replaced": (f"---\n{FRONT}---\nText.\n\n{{% set a = 'xxxxxxxxxxxxxx' %}}" + "{% set a = a|replace('x', a) %}" * 6 + "{{ a|length }}\n", 9),
    "loops": (
        f"---\n{FRONT}---\nText.\n\n{{% set a = '{'x' * 40}' %}}" + "".join(f"{{% for {x} in a %}}" for x in "bcdefg") + "{% endfor %}" * 6 + "\n", 9,
    ),
    "conditions": (f"---\n{FRONT}---\n" + "".join(f"{{% if patient.title == '{n}' %}}\n~~a~~\n{{% endif %}}\n" for n in range(400)), 8),
    "nested": (f"---\n{FRONT}---\n" + "{% if patient.title %}" * 90 + "x" + "{% endif %}" * 90 + "\n\n<b>x</b>\n", 9),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDLESS)
def test_what_has_no_end_is_told_within_two_seconds_and_200_mb(tmp_path: Path, case: str) -> None:
    text, line = ENDLESS[case]
    path = tmp_path / "case.en-US.md"
    path.write_text(text, "utf-8")
    begun, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = check_file(path, clinic(), NOW)
    assert process_time() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB
    assert line in {said.line for said in found if said.severity == "error"}


# -- on paper


def test_a_character_that_no_font_has_is_told_at_every_place(tmp_path: Path) -> None:
    first = HEAD.count("\n") + 3
    assert places(checked(tmp_path, GOOD + "\nGood \U0001f600 luck.\n\nMore \U0001f600.\n"), "face") == [(first + 12, 6), (first + 14, 6)]


def test_a_character_of_the_title_that_no_font_has_is_told_there(tmp_path: Path) -> None:
    assert places(checked(tmp_path, head=HEAD.replace("A leaflet", "A \U0001f600 leaflet")), "face") == [(2, 10)]


def test_a_table_that_does_not_fit_is_told_with_the_word_and_the_layout(tmp_path: Path) -> None:
    said = [said for said in checked(tmp_path, GOOD + "\n" + LONG_TABLE) if said.rule == "word-cut"]
    assert {one.line for one in said} == {HEAD.count("\n") + 3 + 12}
    assert f"“{WIDE[:60]}” does not fit its column of the table in the layout large-print on A4" in said[0].what
    many = "| " + " | ".join(f"Column{n}" for n in range(14)) + " |\n" + "|---" * 14 + "|\n" + "| antidisestablishmentarianism " * 14 + "|\n"
    assert not [said for said in checked(tmp_path, GOOD + "\n" + many) if said.rule == "word-cut"]  # each row is a block


def test_a_word_that_is_longer_than_its_line_is_told(tmp_path: Path) -> None:
    word = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2
    (said,) = [said for said in checked(tmp_path, f"{GOOD}\nThis is {word} here.\n") if said.rule == "word-cut"]
    assert (said.line, said.column) == (HEAD.count("\n") + 3 + 12, 9)


def test_a_picture_that_cannot_be_drawn_is_told_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.svg").write_bytes(b"<svg><image href='http://example.org/a.png'/></svg>")
    found = checked(tmp_path, f"{GOOD}\n::: picture bad.svg\nA picture of nothing.\n\nNothing to see.\n:::\n")
    assert places(found, "picture") == [(HEAD.count("\n") + 3 + 12, 13)]


@pytest.mark.parametrize("language", ["en-US", "ar"])
@pytest.mark.parametrize("way", ["", 'direction="rtl" text-anchor="end"'])
def test_a_label_that_is_too_wide_is_told_where_it_is_said_or_its_drawing_is_named(tmp_path: Path, language: str, way: str) -> None:
    word = "كهربائيكهربائيكهربائيكهربائي" if language == "ar" else "Electroencephalographically" * 2
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><text id="knee" x="170" y="50" {way}>{word}</text></svg>'
    (tmp_path / "wide.svg").write_text(drawn, "utf-8")
    said = f"{GOOD}\n::: picture wide.svg\nA knee.\n\nA knee from the side.\n:::\n"
    first = HEAD.count("\n") + 3 + 12
    for text, line in ((said, first), (said.replace("side.\n", f"side.\n\n- knee: {word}\n"), first + 5)):
        found = checked(tmp_path, text, HEAD.replace("en-US", language), f"case.{language}.md")
        told = [remark for remark in found if remark.rule == "page"]
        assert {remark.line for remark in told} == {line}
        assert all("wide.svg: the label “" in remark.what and word[:20] in remark.what for remark in told)


def test_what_a_record_may_lack_is_told_at_its_line(tmp_path: Path) -> None:
    found = checked(tmp_path, f"{GOOD}\nCome to {{{{ appointment.location }}}}.\n")
    assert places(found, "record-lacks") == [(HEAD.count("\n") + 3 + 12, 1)]
    around = f"{GOOD}\n{{% if appointment.location %}}\nCome to {{{{ appointment.location }}}}.\n{{% endif %}}\n"
    assert places(checked(tmp_path, around), "record-lacks") == []


@pytest.mark.parametrize(("more", "line"), [
    ("\nDear {{ patient.name }}, rest.\n", 1), ("\n{% if patient.age < 18 %}\nBring a parent.\n{% endif %}\n", 1),
    ("\nRest.\n\nYou were born on {{ patient.born | date }}.\n", 3),
])  # fmt: skip
def test_a_leaflet_whose_general_edition_cannot_be_made_is_told_at_its_line(tmp_path: Path, more: str, line: int) -> None:
    found = [(said.rule, said.severity, said.line) for said in checked(tmp_path, f"{GOOD}{more}", composed=False)]
    assert ("edition", "warning", HEAD.count("\n") + 2 + GOOD.count("\n") + line + 1) in found
    assert "edition" not in [said.rule for said in checked(tmp_path, composed=False)]


def test_a_condition_that_the_head_names_and_the_text_does_not_have_is_told_there(tmp_path: Path) -> None:
    found = checked(tmp_path, head=f"{HEAD}edition: ['patient.age < 5']\n", composed=False)
    assert places(found, "edition") == [(HEAD.count("\n") + 2, 1)]


def test_the_pages_of_the_general_edition_are_looked_at_too(tmp_path: Path) -> None:
    long_word = "a" * 200
    text = f"{GOOD}\n{{% if appointment.clinician %}}\nYou see {{{{ appointment.clinician }}}}.\n{{% else %}}\n{long_word}\n{{% endif %}}\n"
    assert [said.rule for said in checked(tmp_path, text) if long_word[:20] in said.what]


def test_what_fits_no_page_is_told_in_a_branch_for_the_few(tmp_path: Path) -> None:
    rare = f"{GOOD}\n{{% if appointment.type == 'rare' %}}\n{LONG_TABLE}{{% endif %}}\n"
    assert {line for line, _ in places(checked(tmp_path, rare), "word-cut")} == {HEAD.count("\n") + 3 + 13}


def test_a_last_page_with_next_to_nothing_on_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are judged together, so that there is hardly one; what counts as next to nothing is therefore more here."""
    text = GOOD + "\nOne more line.\n" * 10
    assert not [said for said in checked(tmp_path, text) if said.rule == "page-empty"]
    monkeypatch.setattr("handouts.authoring.pages.NEARLY_EMPTY", 2.0)
    found = [said.what for said in checked(tmp_path, text) if said.rule == "page-empty"]
    assert found and all(what.startswith("Page 2 of ") and "has next to nothing on it in the layout" in what for what in found)


@pytest.mark.parametrize(("words", "told"), [("", True), (" width=third", True), ("", False)])
def test_a_photograph_whose_dots_can_be_seen_is_told_with_its_line(tmp_path: Path, words: str, told: bool) -> None:
    """At the size at which it is printed: 120 dots of a third of the text are coarse, 1500 of it never are."""
    from PIL import Image

    Image.new("RGB", (120, 60) if told else (1500, 750), "navy").save(tmp_path / "knee.png")
    found = checked(tmp_path, f"{GOOD}\n::: picture knee.png{words}\nA knee.\n\nA knee from the side.\n:::\n")
    assert [said.line for said in found if said.rule == "picture-coarse"] == [HEAD.count("\n") + 3 + GOOD.count("\n") + 1] * told


def test_what_no_page_can_be_made_of_is_told_once_for_each_place(tmp_path: Path) -> None:
    found = [said for said in checked(tmp_path, f"{GOOD}\n::: columns three\nA.\n\n---\n\nB.\n:::\n") if said.rule == "page"]
    assert len(found) == 1
    assert "the layout has no columns 'three'" in found[0].what.casefold()


# -- what a batch asks


def gate(folder: Path, body: str, head: str, status: str) -> None:
    path = folder / "case.en-US.md"
    path.write_text(f"---\n{head}---\n{body}", "utf-8")
    refuse_faults(replace(read_leaflet(path), status=status), clinic(), TODAY)  # type: ignore[arg-type]


def test_a_batch_takes_a_good_leaflet(tmp_path: Path) -> None:
    gate(tmp_path, GOOD, HEAD, "reviewed")


def test_a_batch_refuses_a_poor_leaflet_and_takes_its_draft(tmp_path: Path) -> None:
    with pytest.raises(LeafletError, match=r"the leaflet has no owner"):
        gate(tmp_path, GOOD, HEAD.replace("owner: Spine unit\n", ""), "reviewed")
    gate(tmp_path, GOOD, HEAD.replace("owner: Spine unit\n", ""), "draft")


def test_a_batch_refuses_whatever_would_be_lost_in_any_branch(tmp_path: Path) -> None:
    with pytest.raises(LeafletError, match="pasted from a word processor") as caught:
        gate(tmp_path, f"{GOOD}\n{{% if appointment.type == 'rare' %}}\n• one\n\n~~two~~\n{{% endif %}}\n", HEAD, "draft")
    assert [slip.line for slip in caught.value.slips][:2] == [HEAD.count("\n") + 16, HEAD.count("\n") + 18]


@pytest.mark.parametrize("name", ["riverside", "harbour"])
def test_what_is_shipped_has_no_errors(name: str) -> None:
    for leaflet in Shelf(clinic(name)).leaflets():
        refuse_faults(leaflet, clinic(name), TODAY)


def test_a_leaflet_that_comes_with_the_program_names_no_licensed_codes(tmp_path: Path) -> None:
    path = tmp_path / "case.en-US.md"
    path.write_text(f"---\n{HEAD}codes: {{CPT: ['KYPHO']}}\n---\n{GOOD}", "utf-8")
    draft = read_draft(path, clinic())
    assert list(licensed_codes(draft)) == []
    shipped = replace(draft, path=built_in("handouts/library") / path.name)
    assert [(said.rule, said.line, said.column) for said in licensed_codes(shipped)] == [("codes", HEAD.count("\n") + 2, 1)]


# -- spelling


def test_a_word_that_nobody_knows_is_told_where_it_first_stands(tmp_path: Path) -> None:
    """The dictionary is a list of words here: that of the extra `write` is one, too."""
    path = tmp_path / "case.en-US.md"
    path.write_text(f"---\n{HEAD}glossary: [stent]\n---\n{GOOD}\nTake the tabblet. The tabblet and the stent and Zolpidan help.\n", "utf-8")
    (tmp_path / WORDS).write_text("# ours\nzolpidan\n")
    draft = read_draft(path, clinic())
    assert draft.leaflet is not None
    (whole,) = manuscripts(draft, draft.leaflet, list(transcripts(draft, clinic())), clinic(), TODAY)
    strange = {"tabblet", "stent", "zolpidan"}
    found = list(misspelt(whole, own_words(tmp_path / WORDS), strange.intersection, {"tabblet": "tablet"}.get))  # type: ignore[arg-type]
    assert [(said.rule, said.line, said.column) for said in found] == [("spelling", HEAD.count("\n") + 16, 10)]
    assert found[0].remedy.startswith("Did you mean “tablet”?")


def test_the_built_in_leaflet_has_no_slip_by_the_real_dictionary(tmp_path: Path) -> None:
    """Of the extra `write`."""
    path = tmp_path / "case.en-US.md"
    path.write_text(f"---\n{HEAD}---\n{GOOD}\nTake the tabblet with watter.\n", "utf-8")
    slips = [said.what for said in check(Check(Where("riverside"), (str(path),))).findings if said.rule == "spelling"]
    assert slips == ["“tabblet” is in no dictionary.", "“watter” is in no dictionary."]
    built_in = check(Check(Where("riverside"), ("kyphoplasty",))).findings
    assert [said for said in built_in if said.rule == "spelling"] == []


# -- as it is asked for


def test_a_clinic_and_all_its_leaflets_have_no_errors() -> None:
    found = check(Check(Where("riverside")))
    assert (found.errors, found.ok, found.files) == (0, True, len(Shelf(clinic()).files))
    assert {said.rule for said in found.questions} >= {"purpose", "order", "pictures-missing", "pictures-help", "pictures-clear", "tools", "pictures-act"}


def test_an_answer_has_the_shape_that_programs_read(tmp_path: Path) -> None:
    checked(tmp_path, "Take <b>one</b>.\n")
    answer = json.loads(json.dumps(check(Check(Where("riverside"), (str(tmp_path / "case.en-US.md"),))).as_json()))
    assert set(answer) == {"findings", "errors", "warnings", "questions"}
    first = next(said for said in answer["findings"] if said["rule"] == "html")
    assert set(first) == {"file", "line", "column", "severity", "rule", "what", "remedy", "guide"}
    assert first["file"] == str(tmp_path / "case.en-US.md")
    assert answer["errors"] == sum(said["severity"] == "error" for said in answer["findings"])


def test_what_is_accepted_is_noted_with_its_reason(tmp_path: Path) -> None:
    accepted = HEAD + "accepted: {long-list: 'these belong together'}\n"
    found = checked(tmp_path, GOOD + "\n" + "- Do this.\n" * 9, accepted, composed=False)
    assert [(said.severity, said.reason) for said in found if said.rule == "long-list"] == [("noted", "these belong together")]


def test_a_folder_is_all_leaflets_in_it(tmp_path: Path) -> None:
    for name in ("one.en-US.md", "two.en-US.md"):
        checked(tmp_path, name=name, composed=False)
    (tmp_path / "README.md").write_text("# About\n")
    assert check(Check(Where("riverside"), (str(tmp_path),))).files == 2


def test_a_leaflet_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"there is no leaflet 'kyphoplastic'; .*kyphoplasty"):
        check(Check(Where("riverside"), ("kyphoplastic",)))
    with pytest.raises(InputError, match="there is no such file"):
        check(Check(Where("riverside"), ("nowhere/case.en-US.md",)))


def test_a_rule_that_there_is_not_is_told_with_the_one_that_was_meant() -> None:
    assert explain("html").guide
    with pytest.raises(InputError, match="there is no rule 'htlm'; did you mean 'html'"):
        explain("htlm")


def house_of(folder: Path) -> tuple[Remark, ...]:
    """What is said of a clinic but for its leaflets."""
    try:
        return check_house(read_clinic(folder), NOW)
    except ClinicError:
        return check(Check(Where(str(folder)))).findings


@pytest.mark.parametrize(
    ("file", "text", "rule"),
    [
        ("clinic.toml", "nam = 'X'\n", "clinic"),
        ("rules.toml", "[[rule]]\nleaflets = ['kyphoplastic']\n", "rules"),
        ("layouts/large-print.toml", "extends = 'nothing'\n", "layout"),
        ("handouts/frame/after.md", "{{ clinic.fone }}\n", "frame"),
        ("handouts/frame/panel.md", "Hello {{ patient.name }.\n", "frame"),
        ("handouts/frame/after.md", "<b>Bye</b>\n", "frame"),
        ("logo.svg", "no picture", "clinic"),
        ("mail.toml", "from = 'nobody'\n", "letters"),
    ],
)
def test_what_the_leaflets_stand_on_is_looked_at(tmp_path: Path, file: str, text: str, rule: str) -> None:
    own = own_clinic(tmp_path)
    path = own.folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if file != "clinic.toml" else path.read_text("utf-8") + "\nnam = 'X'\n", "utf-8")
    if rule == "letters":
        found = check(Check(Where(str(own.folder)))).findings
    else:
        found = house_of(own.folder)
    assert rule in {said.rule for said in found if said.severity == "error"}


def test_the_command_ends_with_four_where_there_are_errors(tmp_path: Path) -> None:
    checked(tmp_path, "Take <b>one</b>.\n", composed=False)
    done = subprocess.run(
        [sys.executable, "generate.py", "check", str(tmp_path / "case.en-US.md")], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert "case.en-US.md:13:6: error: '<b>': HTML tags are printed as they stand. Use **bold**. [html]" in done.stdout
    assert "To be answered by the person who signs:" in done.stdout


def test_every_rule_of_the_bench_is_asked_somewhere_here() -> None:
    """The rules of quality and of strays have their own documents; what follows a leaflet, and two languages, their own tests."""
    here = Path(__file__).parent
    files = Path(__file__), here / "test_slips.py", here.parent / "test_enclosed.py", here.parent / "test_two_languages.py", here.parent / "runs" / "test_notice.py"
    text = "".join(file.read_text("utf-8") for file in files)
    own = [rule for rule, asked in rules().items() if asked.guide]
    assert [rule for rule in own[:19] if f'"{rule}"' not in text] == []


def test_dates_are_of_the_day_of_the_check(tmp_path: Path) -> None:
    late = check_file(tmp_path / "case.en-US.md", clinic(), datetime(2030, 1, 1, tzinfo=UTC)) if checked(tmp_path) == () else ()
    assert "review-date" in {said.rule for said in late if said.severity == "error"}
    assert date(2030, 1, 1) > TODAY


# -- signatures


def signed(folder: Path, until: date) -> Path:
    """A good leaflet, signed until a day."""
    checked(folder, composed=False)
    path = folder / "case.en-US.md"
    leaflet = read_leaflet(path)
    one = Signature(digest_of(leaflet, clinic()), "Dr. Ng", "surgeon", date(2026, 1, 1), until, 1, words_of(leaflet))
    signed_file(leaflet).write_text(written((one,)), "utf-8")
    return path


def rules_of(path: Path) -> list[tuple[str, int]]:
    found = check_file(path, clinic(), NOW, composed=False)
    return [(said.rule, said.line) for said in found if said.rule in ("unsigned", "signature-ends")]


@pytest.mark.parametrize(("days", "told"), [(0, True), (60, True), (61, False), (700, False), (-1, False)])
def test_a_signature_that_ends_within_sixty_days_is_told(tmp_path: Path, days: int, told: bool) -> None:
    assert rules_of(signed(tmp_path, TODAY + timedelta(days=days))) == ([("signature-ends", 5)] if told else [])


def test_a_head_that_says_reviewed_is_no_signature(tmp_path: Path) -> None:
    path = signed(tmp_path, TODAY + timedelta(days=700))
    text = path.read_text("utf-8").replace("status: draft", "status: reviewed\nreviewed: 2026-01-01\nreviewer: Dr. Ng")
    path.write_text(text, "utf-8")
    assert rules_of(path) == []  # the head is none of what is signed
    path.write_text(text.replace("Walk a little", "Walk far"), "utf-8")
    assert rules_of(path) == [("unsigned", 5)]
    (tmp_path / "case.en-US.signed.toml").unlink()
    assert rules_of(path) == [("unsigned", 5)]
