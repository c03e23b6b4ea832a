"""Mutated leaflets, rules, clinics, column maps and records: what a clinic's people write."""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from handouts.clinics.clinic import built_in, read_clinic, sample_clinic
from handouts.errors import ClinicError, HandoutsError, InputError, LeafletError, RecordError
from handouts.leaflets.leaflet import read_leaflet
from handouts.leaflets.merge import Merger
from handouts.records.appointment import read_record
from handouts.records.single import record_from_file
from handouts.rules.rules import read_rules
from handouts.schedules.cells.mapfile import parse_map
from tests.fuzz.mutation import TOKENS, Target, mutated
from tests.handouts import CHICAGO, RECORD, appointment, clinic

LEAFLET_TOKENS = (
    b"---\n", b"{{", b"}}", b"{% if ", b"%}", b"{% endif %}", b"{% for a in patient %}", b"{{ patient }}", b"{{ patient.email }}", b"{{ appointment.start }}",
    b"| date", b"| before(hours=1e300)", b"| after(days=10**9)", b"{{ 9**9**9 }}", b"{{ 'a' * 10**9 }}", b"::: picture x.svg\n", b"::: video https://a.example\n",
    b":::\n", b"::: note\n", b"::::::\n", b"> ", b"# ", b"###### ", b"- ", b"1. ", b"| a | b |\n|---|---|\n| c | d |\n", b"[a](javascript:b)", b"[a](https://b.example)",
    b"![a](b)", b"[a]{lang=fr}", b"**", b"_", b"`", b"<b>", b"&amp;", b"title: ", b"version: 1.5\n", b"reviewed: 2026-02-30\n", b"!!python/object:os.system", b"&a [*a]",
    b"status: reviewed\n", b"? ", b"<<: ",
)  # fmt: skip
TOML_TOKENS = (
    b"[[rule]]\n", b"[rule]\n", b"leaflets = []\n", b"age = {min = 80}\n", b"stop = true\n", b"= ", b"[brand]\n", b"2026-02-30", b"09:61", b"'''", b'"""', b"inf", b"nan",
    b"a.b.c = 1\n", b"[columns]\n", b"start = 1\n", b"*", b'"\\ud800"', b'"../../x"', b'"\\u0000"', b'"a\\nb"',
)  # fmt: skip
RECORD_TOKENS = (b'"start": ', b"[[[[", b'"\\ud800"', b'"\\u0000"', b"1e400", b"2026-03-08T02:30", b"0000-00-00", b'"leaflet": "a;b;;"', b'"title": {},')


def targets() -> list[Target]:
    """One for each file that somebody writes by hand."""
    library = sorted(built_in("handouts/library").glob("*.md"))
    made = [_target(path.name, path, _leaflet, LEAFLET_TOKENS, LeafletError) for path in library]
    made += [_target(f"rules-{name}.toml", data, _rules, TOML_TOKENS, ClinicError) for name, data in RULES.items()]
    made += [_target(f"clinic-{name}.toml", sample_clinic(name) / "clinic.toml", _clinic, TOML_TOKENS, ClinicError) for name in ("harbour", "riverside")]
    maps = sorted(built_in("handouts/schedules/maps").glob("*.toml"))
    made += [_target(f"map-{path.name}", path, _map, TOML_TOKENS, InputError) for path in maps]
    return [*made, _target("record.json", _json(), _record, RECORD_TOKENS, InputError, RecordError)]


def _target(name: str, data: Path | bytes, read: Callable[[bytes], int], tokens: tuple[bytes, ...], *refuses: type[HandoutsError]) -> Target:
    known = data if isinstance(data, bytes) else data.read_bytes()
    return Target(name, lambda dice: mutated(known, dice, TOKENS + tokens), read, refuses)


def _json() -> bytes:
    return json.dumps({**RECORD, "language": "en-US", "duration_minutes": "60", "leaflet": "kyphoplasty", "email": "a@b.example"}, indent=1).encode()


RULES = {
    "sample": (sample_clinic("riverside") / "rules.toml").read_bytes(),
    "dense": b"""[[rule]]\nleaflets = ["kyphoplasty"]\ncode = ["KYPHO*", "KYPHO-L"]\nage = {min = 18, max = 64}\nlanguage = ["en", "es"]\nlayout = "large-print"
[[rule]]\nleaflets = []\ntype = "Consultation*"\nlocation = "Suite*"\nclinician = "Dr. Okafor"\nstop = true\n[[rule]]\nleaflets = ["kyphoplasty"]\n""",
}


@cache
def _folder() -> Path:
    """A folder in memory where there is one, and gone with the process."""
    memory = Path("/dev/shm")
    held = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
    atexit.register(held.cleanup)
    path = Path(held.name)
    for name in ("riverside", "harbour"):
        (path / "logo.svg").write_bytes((sample_clinic(name) / "logo.svg").read_bytes())
    return path


def _written(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _leaflet(data: bytes) -> int:
    """Read, and merged with a patient: what the template does and what Markdown makes of it belong to it."""
    read = read_leaflet(_written("case.en-US.md", data))
    return len(Merger(read, clinic()).merge(appointment(code="KYPHO-T", email="a@b.example")).document.blocks)


def _rules(data: bytes) -> int:
    rules = read_rules(_written("rules.toml", data), ("kyphoplasty",), ("standard", "large-print"), "en-US")
    choices = [rules.choose(appointment(code="KYPHO-T", type="Consultation", date_of_birth=born)) for born in ("1931-04-17", "2008-02-29")]
    return sum(len(choice.leaflets) + len(choice.explain) for choice in choices)


def _clinic(data: bytes) -> int:
    _written("clinic.toml", data)
    return len(read_clinic(_folder()).name)


def _map(data: bytes) -> int:
    """As `read_map` reads it, with the text at hand."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8") from None
    return len(parse_map(text, "map.toml").columns)


def _record(data: bytes) -> int:
    return len(read_record(record_from_file(_written("record.json", data)), "record.json", CHICAGO).patient.name)
