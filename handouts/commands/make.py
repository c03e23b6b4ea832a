"""One patient's handout: `make`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.commands.options import allow_options, clinic_of, clinic_option, json_option, look_options, press_of, proof_option
from handouts.errors import InputError, RecordError
from handouts.leaflets.shelf import Allowed
from handouts.proof.expected import Kind


@click.command()
@click.argument("leaflet")
@click.option(
    "--appointment", type=click.Path(path_type=Path, dir_okay=False), help="A record in JSON; the other options override its fields."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write.")
@click.option("--patient", metavar="NAME", help="Given and family name; 'Family, Given' if the family name has several words.")
@click.option("--born", metavar="DATE", help="Date of birth, such as 1951-04-17.")
@click.option("--id", "identifier", metavar="ID", help="The patient's identifier.")
@click.option("--at", metavar="TIME", help="Start of the appointment, such as 2026-12-08T09:30.")
@click.option("--location", help="Where the appointment is.")
@click.option("--clinician", help="Whom it is with.")
@click.option("--note", help="A note for the patient.")
@click.option("--language", help="The patient's language, such as en-US or ar.")
@proof_option
@look_options
@clinic_option
@allow_options
@json_option
def make(
    leaflet: str, appointment: Path | None, out: Path, patient: str | None, born: str | None, identifier: str | None, at: str | None,
    location: str | None, clinician: str | None, note: str | None, language: str | None, proof: Kind, layout: str, page: str | None,
    clinic_: str, allowed: Allowed, as_json: bool,
) -> None:  # fmt: skip
    """Make one patient's handout."""
    import json

    from handouts.files.output import write_whole
    from handouts.records.appointment import read_record
    from handouts.records.single import record_from_file, record_from_options

    clinic = clinic_of(clinic_)
    record = record_from_file(appointment) if appointment else {}
    record |= record_from_options(
        patient=patient, born=born, identifier=identifier, at=at, location=location, clinician=clinician, note=note, language=language
    )
    where = str(appointment.name) if appointment else "options"
    press = press_of(clinic, layout, page, allowed, proof)
    try:
        handout = press.make(read_record(record, where, clinic.zone), leaflet)
    except RecordError as error:
        raise InputError(str(RecordError(where, error.problems))) from None
    write_whole(out, handout.data)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "leaflet": handout.leaflet.identifier,
                    "file": str(out),
                    "pages": handout.pages,
                    "sha256": handout.sha256,
                    "proof": handout.proof,
                }
            )
        )
    else:
        click.echo(f"{out}: {handout.leaflet.title}, {handout.pages} pages")
