"""The text of a leaflet in every branch: what it says that it may not, what would be lost, and how well it reads.

In: a draft, a clinic, today.  Out: remarks.  No page is composed here: a batch asks for no more than this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from handouts.authoring.branches import Strand, Track, branches
from handouts.authoring.draft import LeafletFile
from handouts.authoring.patients import long
from handouts.authoring.told import of_slip, remark, sentence
from handouts.clinics.clinic import Clinic
from handouts.errors import ClinicError, HandoutsError, LeafletError, Slip
from handouts.files.frontmatter import HEAD
from handouts.files.written import place
from handouts.language.phrases import Fixed, phrases
from handouts.leaflets.fields import CLINIC, made_in, unknown
from handouts.leaflets.inliner import inliner
from handouts.leaflets.leaflet import Leaflet
from handouts.leaflets.markdown import faults, read_blocks
from handouts.leaflets.merge import merge
from handouts.leaflets.nodes import Branch, read_nodes
from handouts.leaflets.pictures import place_of
from handouts.leaflets.quality.check import check
from handouts.leaflets.quality.manuscript import Manuscript
from handouts.leaflets.quality.remark import Remark
from handouts.leaflets.skeleton import Skeleton
from handouts.leaflets.strays.inside import UNWRITTEN, still_to_be_written
from handouts.leaflets.strays.sheet import TextSheet
from handouts.leaflets.strays.table import strays
from handouts.leaflets.tags import TemplateTag, slips
from handouts.leaflets.tray import FIXED, VALUES
from layouts.document.blocks import Block

NOON = time(12)
TEMPLATE = "template"
SIDE = Fixed("left")  # which of the body's: what is drawn depends on it


@dataclass(frozen=True)
class Transcript:
    """A leaflet's text in one branch, as Markdown reads it."""

    strand: Strand
    nodes: tuple[Branch, ...]
    skeleton: Skeleton
    sheet: TextSheet


def wording(draft: LeafletFile, clinic: Clinic, today: date) -> tuple[Remark, ...]:
    """Everything that is to be said of a draft's text and head."""
    clinic = clinic.speaking(draft.language)
    found = [of_slip("front-matter", slip) for slip in draft.slips]
    found += [of_slip("file-name", draft.misnamed)] if draft.misnamed else []
    found += _unwritten(draft)
    found += [of_slip(TEMPLATE, slip) for slip in slips(draft.path.name, draft.body, unknown(made_in(draft.body)))]
    readings = list(transcripts(draft, clinic))
    for reading in readings:
        found += _of_text(draft, reading)
    if draft.leaflet is not None and not any(said.rule == TEMPLATE for said in found):
        found += _rendered(draft, draft.leaflet, readings, clinic, today)
    if not draft.body.strip() and draft.first > 1:
        found.append(remark("no-text", draft.path.name, draft.first, 1, "The leaflet has no text.", "Write it below the head."))
    if draft.leaflet is not None:
        found += quality(draft, draft.leaflet, readings, clinic, today)
    return tuple(found)


def _unwritten(draft: LeafletFile) -> Iterator[Remark]:
    """What the head of a new leaflet asks for, and nobody has written yet."""
    head = HEAD.match(draft.source)
    for match in UNWRITTEN.finditer(head[0] if head else ""):
        yield remark("unwritten", draft.path.name, *place(draft.source, match.start()), *still_to_be_written(match[0]))


# -- branches


def transcripts(draft: LeafletFile, clinic: Clinic) -> Iterator[Transcript]:
    """A draft in every branch."""
    fixed: list[str] = []
    count = [0]

    def printed(tag: TemplateTag) -> str:
        owner, _, field = tag.inside.partition(".")
        value = getattr(clinic, field, None) if owner == "clinic" and field in CLINIC else None
        value = SIDE if tag.inside == "appointment.side" else value
        if isinstance(value, Fixed) and value.strip():
            fixed.append(value)
            return chr(FIXED + len(fixed) - 1)
        count[0] += 1
        return chr(VALUES + count[0] - 1)

    def find(name: str) -> bytes | None:
        at = place_of(name, draft.leaflet, clinic) if draft.leaflet else draft.path.parent / name
        return at.read_bytes() if at and at.is_file() else None

    for strand in branches(draft.body, printed):
        text = strand.words.text
        rows = tuple(_row(strand.words, draft.body, row) for row in _starts(text))
        skeleton = Skeleton(draft.path.name, text, draft.source, find, inliner(fixed), clinic.logo, rows, phrases(draft.language))
        nodes = read_nodes(text)
        yield Transcript(strand, nodes, skeleton, TextSheet(text, nodes, skeleton.line_of, draft.language))


def _starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]


def _row(track: Track, body: str, start: int) -> int:
    """The row of the file (from 0) that a row of a branch came from."""
    return body.count("\n", 0, track.place(start))


# -- what each branch says


def _of_text(draft: LeafletFile, reading: Transcript) -> Iterator[Remark]:
    """Strays, and what a leaflet may not hold."""
    for stray in strays(reading.sheet):
        line, column = place(draft.body, reading.strand.words.place(stray.at))
        yield remark(stray.rule, draft.path.name, line, column, stray.what, stray.remedy)
    for slip in faults(reading.nodes, reading.skeleton):
        yield of_slip("block", slip)


def _rendered(draft: LeafletFile, leaflet: Leaflet, readings: list[Transcript], clinic: Clinic, today: date) -> Iterator[Remark]:
    """What only shows when a branch is filled in for a patient of whom everything is known."""
    patient = long(clinic, leaflet.language, datetime.combine(today, NOON))
    for reading in readings:
        source = reading.strand.source
        try:
            merge(replace(leaflet, body=source.text), patient, clinic)
        except ClinicError:  # told of the clinic
            return
        except LeafletError as error:
            yield from (of_slip("block", _placed(slip, source, draft)) for slip in error.slips if slip.file == leaflet.file)
        except HandoutsError as error:
            yield remark(TEMPLATE, leaflet.file, draft.first, 1, sentence(str(error).partition(": ")[2]), "Print what every record has.")


def _placed(slip: Slip, source: Track, draft: LeafletFile) -> Slip:
    """A slip of a branch at its place in the file."""
    if slip.line == 1 and not draft.body.partition("\n")[0]:  # of the whole leaflet
        line, column = draft.tongue if "language" in slip.what else (draft.first, 1)
        return replace(slip, line=line, column=column)
    starts = _starts(source.text)
    row = min(slip.line, len(starts)) - 1
    begin = starts[row]
    line, column = place(draft.body, source.place(begin + slip.column - 1))
    return replace(slip, line=line, column=column)


def quality(draft: LeafletFile, leaflet: Leaflet, readings: list[Transcript], clinic: Clinic, today: date) -> tuple[Remark, ...]:
    """How well it reads, in every branch that can be read."""
    return check(*manuscripts(draft, leaflet, readings, clinic, today))


def manuscripts(draft: LeafletFile, leaflet: Leaflet, readings: list[Transcript], clinic: Clinic, today: date) -> list[Manuscript]:
    """The leaflet in every branch that can be read, as the rules of quality see it."""
    return [manuscript(leaflet, draft.source, blocks, clinic, today) for blocks in _sound(readings)]


def _sound(readings: list[Transcript]) -> Iterator[tuple[Block, ...]]:
    """The blocks of the branches that can be read."""
    for reading in readings:
        with suppress(LeafletError):  # told already
            yield read_blocks(reading.nodes, reading.skeleton)


def manuscript(
    leaflet: Leaflet, source: str, blocks: tuple[Block, ...], clinic: Clinic, today: date
) -> Manuscript:
    """A leaflet as the rules of quality see it."""
    return Manuscript(
        leaflet.file, leaflet.title, leaflet.language, blocks, today, source, leaflet.kind,
        leaflet.version, leaflet.produced, leaflet.review_due, leaflet.owner, leaflet.sources, str(clinic.phone), str(clinic.hours),
        str(clinic.emergency), leaflet.glossary, dict(leaflet.accepted), leaflet.based_on,
    )  # fmt: skip
