"""A clinic's folder, begun.

In: answers to the questions of `QUESTIONS`, as people write them.  Out: a folder with `clinic.toml`, `rules.toml`, `printing.toml` and the
logo.  Refuses answers that may not stand in `clinic.toml` and a logo that cannot be drawn (`ClinicError`: all of it, each by the name
of its key), and a folder that has one of these files already (`OutputError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from handouts.clinics.clinic import LARGEST_LOGO, NAME, Clinic, built_in
from handouts.errors import ClinicError, OutputError
from handouts.files.guard import Guard, begins
from handouts.files.output import make_folder, write_whole
from handouts.files.quoting import quoted
from handouts.files.schema import build
from handouts.files.tables import parse_toml
from layouts.document.blocks import Picture
from layouts.errors import LayoutError
from layouts.pages.pictures import opened

ROOM = "handouts/starter"
FILES = (NAME, "rules.toml", "printing.toml")
LINES = "address"  # the one answer of several lines, which semicolons part
KINDS = (".svg", ".png", ".jpg", ".jpeg")  # a logo keeps its own
LETTER = ("America", "Pacific/Honolulu")  # time zones of countries whose paper is Letter, but for a few


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of whoever begins a folder.  key: of clinic.toml; usual: the answer, if none is given; must: there has to be one."""

    key: str
    asked: str
    usual: str = ""
    must: bool = True


QUESTIONS = (
    Question("name", "The clinic's name"),
    Question("phone", "Telephone number that patients call"),
    Question("hours", "When somebody answers it, such as Monday to Friday, 8 am to 5 pm", must=False),
    Question("address", "Address, its lines parted by semicolons", must=False),
    Question("time-zone", "Time zone, such as Europe/London or America/Chicago"),
    Question("language", "Language of patients whose own is not known, such as en-US or es", "en-US"),
    Question("page", "Paper: A4 or Letter", "A4"),
    Question("emergency", "Number for an emergency, such as 911, 999 or 112"),
    Question("colour", "The brand's colour, such as #0b5a7a", "#0b5a7a"),
    Question("logo", "The logo: an SVG, PNG or JPEG file", must=False),
)


def usual(question: Question, so_far: Mapping[str, str]) -> str:
    """The usual answer, after what was answered so far: the time zone tells the paper.  An emergency number is never guessed."""
    zone = so_far.get("time-zone", "")
    if question.key == "page" and zone:
        return "Letter" if zone.startswith(LETTER) else "A4"
    return question.usual


def amiss(key: str, answer: str) -> str:
    """What is wrong with one answer, as a sentence that begins with its key; '' if nothing is, or nothing was answered."""
    if not answer:
        return ""
    return _logo_amiss(Path(answer)) if key == "logo" else _held_against_the_schema(key, answer)


def begin_folder(folder: Path, answers: Mapping[str, str]) -> tuple[Path, ...]:
    """The files of a new folder, written.  Raises ClinicError with all that is wrong with the answers, OutputError where one is there."""
    given = {question.key: answers.get(question.key) or usual(question, answers) for question in QUESTIONS}
    wrong = [f"--{what}" for question in QUESTIONS if (what := _missing(question, given) or amiss(question.key, given[question.key]))]
    if wrong:
        raise ClinicError("\n".join(wrong))
    there = [name for name in FILES if (folder / name).exists()]
    if there:
        raise OutputError(f"{folder}: {', '.join(there)} is there already; nothing was written: name another folder")
    make_folder(folder)
    return tuple(_laid(folder, given))


def _missing(question: Question, given: Mapping[str, str]) -> str:
    if not question.must or given[question.key]:
        return ""
    return f"{question.key}: missing; expected {question.asked[0].lower()}{question.asked[1:]}"


def _laid(folder: Path, given: Mapping[str, str]) -> list[Path]:
    """The logo, then the settings; clinic.toml last, so that a folder with one is whole."""
    guard = Guard((Path(given["logo"]),) if given["logo"] else ())
    made = []
    if given["logo"]:
        logo = folder / f"logo{Path(given['logo']).suffix.lower()}"
        if logo.exists():
            raise OutputError(f"{logo}: is there already; name another folder, or move that file away")
        write_whole(guard.outlet(logo, begins("a logo", rb"\A")), Path(given["logo"]).read_bytes())
        made.append(logo)
    for name in reversed(FILES):
        path = folder / name
        write_whole(guard.outlet(path, begins("a file of a clinic", rb"\A")), _text(name, given).encode())
        made.append(path)
    return made[::-1]


def _text(name: str, given: Mapping[str, str]) -> str:
    """A file of the starter, with what was answered."""
    return _starter(name) if name != NAME else Template(_starter(NAME)).substitute(_values(given))


@lru_cache(None)
def _starter(name: str) -> str:
    return (built_in(ROOM) / name).read_text("utf-8")


def _values(given: Mapping[str, str]) -> dict[str, str]:
    """Answers as TOML has them, under the names that stand in the starter."""
    values = {question.key.replace("-", "_"): quoted(given.get(question.key, "")) for question in QUESTIONS}
    lines = [line.strip() for line in given.get(LINES, "").split(";") if line.strip()]
    logo = given.get("logo", "")
    named = f'logo = "logo{Path(logo).suffix.lower()}"' if logo else '# logo = "logo.svg"'
    return values | {LINES: f"[{', '.join(map(quoted, lines))}]", "logo": named}


def _held_against_the_schema(key: str, answer: str) -> str:
    """What the schema of clinic.toml says of one answer; that other keys are missing is passed over."""
    value = _values({key: answer})[key.replace("-", "_")]
    text = f"[brand]\ncolour = {value}\n" if key == "colour" else f"{key} = {value}\n"
    try:
        build(Clinic, parse_toml(text, NAME), given={"folder": Path(), "logo": None})
    except ClinicError as error:
        mine = (f"{slip.what.removeprefix('brand.')}; {slip.remedy}" for slip in error.slips if not slip.what.endswith(": missing"))
        said = next(mine, "")
        return said if not said or said.startswith(key) else f"{key}: {said.removeprefix('cannot be read: ')}"
    return ""


def _logo_amiss(path: Path) -> str:
    """What is wrong with a logo's file."""
    if path.suffix.lower() not in KINDS:
        return f"logo: {path.name} is neither SVG, PNG nor JPEG"
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_LOGO else b""
        opened(Picture(path.name, data))
    except OSError as error:
        return f"logo: {path}: cannot be read: {error.strerror}"
    except LayoutError as error:
        return f"logo: {error}"
    return ""
