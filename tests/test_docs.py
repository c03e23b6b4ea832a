"""The documents say what the program does, and nothing that it does not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest

import generate
from handouts import errors
from handouts.authoring.told import rules
from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.printing.settings import Settings
from handouts.files.hints import rows, tables
from handouts.leaflets.fields import OWNERS
from handouts.leaflets.forms import FENCES
from handouts.leaflets.leaflet import GIVEN, STATUSES, Leaflet
from handouts.leaflets.sandbox import INNER, sandbox
from handouts.leaflets.shelf import Allowed
from handouts.leaflets.tags import FILTERS
from handouts.press import Press
from handouts.records.appointment import COLUMNS
from handouts.rules.rules import RuleFile
from handouts.schedules.cells.mapfile import MapFile, shipped_maps
from layouts.theme import Layout
from tests.handouts import FRONT, appointment, own_clinic

SCHEMAS: list[tuple[type, tuple[str, ...], str]] = [
    (Clinic, ("folder", "logo"), "installer.md"), (Layout, (), "installer.md"), (MapFile, (), "your-systems-export.md"), (Settings, ("file",), "installer.md"),
    (MailSettings, ("file",), "email.md"), (RuleFile, (), "rules.md"), (Leaflet, GIVEN, "editor.md"),
]  # fmt: skip
ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text("utf-8") for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]}
COMMANDS = DOCS["command-line.md"]


def _below(command: click.Command) -> list[click.Command]:
    """A command, and those of the group that it may be."""
    return [command, *(below for sub in getattr(command, "commands", {}).values() for below in _below(sub))]


GROUP = {name: generate.cli.get_command(click.Context(generate.cli), name) for name in generate.COMMANDS}
OPTIONS = [
    (name, option)
    for name, top in GROUP.items()
    if top
    for command in _below(top)
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for option in parameter.opts
]


@pytest.mark.parametrize("command", list(GROUP))
def test_every_command_is_documented(command: str) -> None:
    assert f"`handouts {command}" in COMMANDS


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented(command: str, option: str) -> None:
    assert re.search(rf"{re.escape(option)}\b", COMMANDS)


def test_no_document_names_a_command_or_option_that_is_not_there() -> None:
    known = {option for _, option in OPTIONS} | {"--help", "--version"}
    for name, text in DOCS.items():
        for line in text.splitlines():
            if "handouts " in line or line.startswith("|"):
                assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", line)) <= known, name
        assert set(re.findall(r"^ +(?:.venv/bin/)?handouts ([a-z]+)", text, re.M)) <= set(GROUP), name


def test_every_exit_code_is_in_the_one_table() -> None:
    codes = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HandoutsError)}
    assert {0, *codes} == set(map(int, re.findall(r"^\| (\d+) \|", COMMANDS, re.M)))


def test_every_column_of_the_record_is_documented() -> None:
    assert all(f"`{column}`" in COMMANDS for column in COLUMNS)


def test_every_status_and_box_of_a_leaflet_is_documented() -> None:
    text = DOCS["editor.md"]
    assert all(f"`{status}`" in text for status in STATUSES)
    assert all(f"::: {form.written.split()[0]}" in text for form in FENCES.values() if form.written)


def test_every_block_is_shown_in_every_layout() -> None:
    text = DOCS["gallery.md"]
    assert all(f"\n::: {form.written.split()[0]}" in text for form in FENCES.values() if form.written)
    shown = re.findall(r"!\[[^\]]*\]\((pictures/gallery/[^)]+)-(standard|large-print)\.png\)", text)
    assert len(shown) == 2 * len({name for name, _ in shown})
    blocks = [name for name, _ in shown if name != "pictures/gallery/blank-back"]  # which nothing in a leaflet makes
    assert len(blocks) == 2 * text.count("```markdown") == len(shown) - 2


def test_what_the_gallery_shows_can_be_written(tmp_path: Path) -> None:
    clinic = own_clinic(tmp_path)
    shelf = tmp_path / "clinic" / "handouts"
    shelf.mkdir()
    for drawing in [*(ROOT / "tests" / "cases" / "blocks").glob("*.svg"), *(ROOT / "handouts" / "library").glob("*.svg")]:
        shutil.copy(drawing, shelf)
    examples = re.findall(r"```markdown\n(.*?)```", DOCS["gallery.md"], re.S)
    text = "\n\n".join(examples)
    (shelf / "gallery.en-US.md").write_text(f"---\n{FRONT}---\n{text}", "utf-8")
    assert Press(clinic, allowed=Allowed(draft=True)).make(appointment(leaflet="gallery")).pages > 2


@pytest.mark.parametrize(("schema", "given", "document"), SCHEMAS)
def test_every_key_of_a_file_of_settings_is_documented(schema: type, given: tuple[str, ...], document: str) -> None:
    text = DOCS[document]
    for keys in tables(schema, given).values():
        for key in keys:
            assert f"`{key}`" in text or re.search(rf"^    {key}(: | = )|\[{key}(\.\w+)?\]|[{{ ]{key} = ", text, re.M), key


def test_every_rule_of_the_check_is_documented_as_it_is() -> None:
    text = DOCS["editor.md"]
    rows = [f"| `{rule.rule}` | {rule.severity} | {rule.asks} | {rule.why} | {rule.guide} |" for rule in rules().values()]
    assert [row for row in rows if row not in text] == []
    assert len(re.findall(r"^\| `[a-z-]+` \| (?:error|warning|question) \|", text, re.M)) == len(rows)


def test_every_field_and_filter_is_documented() -> None:
    text = DOCS["editor.md"]
    fields = {f"{owner}.{field}" for owner, names in OWNERS.items() if "." not in owner for field in names}
    table = {field for row in re.findall(r"^\| (`(?:patient|appointment|clinic|leaflet)\..*?) \|", text, re.M) for field in re.findall(r"`([\w.]+)`", row)}
    assert table == fields
    filters = text[text.index("| filter | what it makes |") :].partition("\n\n")[0]
    named = [name for row in re.findall(r"^\| (`.+?) \|", filters, re.M) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(set(sandbox().filters) - INNER)
    assert set(FILTERS) <= set(named)


def test_the_table_of_a_maps_keys_has_each_key_and_no_other_and_every_shipped_map_is_named() -> None:
    text = DOCS["your-systems-export.md"]
    table = text[text.index("## Every key of a map") : text.index("The words that everybody uses")]
    assert list(dict.fromkeys(re.findall(r"^\| `\[?(\w+)\]?`", table, re.M))) == list(rows(MapFile))
    assert set(shipped_maps()) <= set(re.findall(r"\w+", text))


def test_links_and_pictures_between_documents_lead_somewhere() -> None:
    for folder, names in ((ROOT, ["README.md"]), (ROOT / "docs", [n for n in DOCS if n != "README.md"])):
        for name in names:
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", DOCS[name]):
                assert (folder / target).exists(), f"{name}: {target}"
