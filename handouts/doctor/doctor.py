"""Is everything there that a run needs?

In: a clinic, its ledger, perhaps a schedule.  Out: findings, each with a remedy where something is amiss.  Nothing is made,
changed or printed; nothing is sent but a trial letter, if that is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from handouts.authoring.check import check_file
from handouts.clinics.clinic import SAMPLES, Clinic, sample_clinic
from handouts.clinics.looks import layouts
from handouts.delivery.mail.examine import examine as mail_examine
from handouts.delivery.mail.settings import NAME as MAIL
from handouts.delivery.mail.settings import read_mail
from handouts.delivery.printing import settings as printing
from handouts.delivery.printing.examine import examine as print_examine
from handouts.doctor import surroundings
from handouts.doctor.program import examine_program
from handouts.errors import HandoutsError
from handouts.findings import Finding
from handouts.language.counting import several
from handouts.leaflets.markdown import as_clause
from handouts.press import Press
from handouts.records.appointment import COLUMNS, flat
from handouts.schedules.rows import Accepted, Reject, Schedule
from layouts.errors import LayoutError, describe
from layouts.pages.pictures import opened


def examine(
    clinic: Clinic, schedule: Schedule | None = None, ledger: Path | None = None, called: str = "", trial: str = ""
) -> Iterator[Finding]:
    """Look at everything: what a copy is made from, where it is recorded, how it leaves; and at the names of a list.

    called: the list's name; trial: an address that one harmless letter is sent to;
    ledger: its file, None for a sample clinic that has none.
    """
    press = Press(clinic)
    yield from examine_program()
    yield from _clinic(clinic)
    yield from surroundings.zone(clinic, datetime.now(UTC))
    yield from _looks(clinic, press)
    if ledger is not None:
        yield from (surroundings.folder(ledger.parent), surroundings.ledger(ledger), surroundings.disk(ledger.parent))
        yield from surroundings.group(ledger, clinic)
    yield from _printer(clinic)
    yield from _mail(clinic, trial)
    if schedule is not None:
        yield from _names(press, schedule, called)


def _clinic(clinic: Clinic) -> Iterator[Finding]:
    """Who it is; and whether it is a sample that was copied, for which leaflets leave that nobody has reviewed."""
    yield Finding(True, "clinic", f"{clinic.name}, {clinic.zone.key}, {clinic.page}")
    shipped = {sample_clinic(name).resolve() for name in SAMPLES}
    if clinic.sample and clinic.folder.resolve() not in shipped:
        what = "calls itself a sample, so that leaflets are given out which no clinician has reviewed"
        yield Finding(False, "clinic", what, "delete the line `sample = true` from clinic.toml")


def _logo(clinic: Clinic) -> Iterator[Finding]:
    """The logo, opened as the press does."""
    if clinic.logo:
        try:
            opened(clinic.logo)
            yield Finding(True, "logo", f"{clinic.logo.name} can be drawn")
        except LayoutError as error:
            yield Finding(False, "logo", str(error), "put a picture that can be drawn in its place, or name another under [brand]")


def _looks(clinic: Clinic, press: Press) -> Iterator[Finding]:
    """Layouts, leaflets and fonts."""
    yield from _logo(clinic)
    for layout in layouts(clinic):
        try:
            theme = press.theme(layout)
            yield Finding(True, f"layout {layout}", "; ".join(theme.notes) or "can be used")
        except (LayoutError, HandoutsError) as error:
            yield Finding(False, f"layout {layout}", str(error), "correct the file")
    yield from _leaflets(clinic, press)
    families = [family.name for family in press.typecase.families]
    east = "" if "EastAsian" in families else "; none for Chinese, Japanese and Korean: see docs/installer.md"
    yield Finding(True, "fonts", f"{len(families)} families{east}")


def _leaflets(clinic: Clinic, press: Press) -> Iterator[Finding]:
    """Every leaflet, checked; the pages of those that come with the program are composed by its own tests."""
    now, errors, warnings = datetime.now(UTC).astimezone(clinic.zone), 0, 0
    for path in press.shelf.files:
        found = check_file(path, clinic, now, composed=path.is_relative_to(clinic.folder))
        bad = [said for said in found if said.severity == "error"]
        errors, warnings = errors + len(bad), warnings + sum(said.severity == "warning" for said in found)
        if bad:
            more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
            what = f"line {bad[0].line}: {as_clause(bad[0].what)}{more}"
            yield Finding(False, f"leaflet {path.name}", what, f"say `handouts check {path}`")
    if not errors:
        yield Finding(True, "leaflets", f"{len(press.shelf.files)} without errors; {warnings} warnings, which `handouts check` tells")


def _printer(clinic: Clinic) -> Iterator[Finding]:
    """The printer that the clinic names, or this computer's; a clinic that prints by hand needs none."""
    try:
        settings = printing.read_settings(clinic.folder)
        settings = settings.at(os.environ.get("HANDOUTS_PRINTER", ""))
        if settings.printer or printing.has_default():
            yield from print_examine(settings, [clinic.page])
        else:
            yield Finding(True, "printer", f"this computer has no default one; to print, name one {printing.HOW}")
    except HandoutsError as error:
        yield Finding(False, "printer", str(error), "correct the file")


def _mail(clinic: Clinic, trial: str) -> Iterator[Finding]:
    """The mail server; a clinic that sends no mail needs none."""
    if not (clinic.folder / MAIL).exists():
        remedy = "write one, see docs/email.md" if trial else ""
        yield Finding(not trial, "mail", f"no {MAIL}: nothing is e-mailed", remedy)
        return
    try:
        yield from mail_examine(read_mail(clinic.folder), trial)
    except HandoutsError as error:
        yield Finding(False, "mail", str(error), "correct the file")


def _names(press: Press, rows: Schedule, file: str) -> Iterator[Finding]:
    """Each field of a list that holds a character which no font has."""
    count, clean = 0, True
    for row in rows:
        count += 1
        if isinstance(row, Reject):
            clean = False
            yield Finding(False, f"{file}: row {row.row}", "; ".join(map(str, row.problems)), "correct the row")
            continue
        if not isinstance(row, Accepted):
            continue
        stack = press.typecase.stack(row.appointment.patient.language or press.clinic.language)
        texts = flat(row.appointment)
        for column in COLUMNS:
            for character in stack.missing(texts[column]):
                clean = False
                what = f"{column} has {describe(character)}, which no font has"
                yield Finding(
                    False, f"{file}: row {row.row}", what, "correct the field, or name a font that has it under 'fonts' in clinic.toml"
                )
    if clean:
        yield Finding(True, file, f"every character of {several(count, 'row')} can be printed")
