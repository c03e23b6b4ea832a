"""What the tests of this room share: a clock that is moved by sleeping, copies in a ledger, and their bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from handouts.ledger.data import Copy, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.record import whose_of
from tests import ledgers
from tests.handouts import RECORD

START = datetime(2026, 12, 1, 8, tzinfo=UTC)


class Time:
    """A clock that stands still but for sleeping; and how long each sleep was, in seconds."""

    def __init__(self) -> None:
        self.moment, self.slept = START, list[float]()

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


def pdf(sequence: int) -> bytes:
    """The bytes of a copy, by its place in the run."""
    return b"%%PDF-1.7\n%d\n%%%%EOF\n" % sequence


class OfTests:
    """Gives the bytes of copies that `recorded` made."""

    def data(self, copy: Copy) -> bytes:
        return pdf(copy.struck.sequence)


stock = OfTests()


def recorded(ledger: Ledger, count: int, *records: dict[str, str], **fields: object) -> list[str]:
    """The ids of copies in a new, finished run of invented patients.  records: cells that differ, one record a copy."""
    fingerprint = f"run {len(ledger.runs())}"
    run = ledger.begin_run(fingerprint, who="Kim", rows=count).id
    copies = [a_copy(run, copy_id(fingerprint, n), n, records[n - 1] if records else {}, fields) for n in range(1, count + 1)]
    ledger.record_copies(run, copies)
    ledger.finish_run(run)
    return [copy.id for copy in copies]


def a_copy(run: int, identifier: str, sequence: int, cells: dict[str, str], fields: dict[str, object]) -> Copy:
    """The copy of row `sequence`."""
    record = {**RECORD, "appointment_id": f"{RECORD['appointment_id']}{sequence}", **cells}
    whose = asdict(whose_of(json.dumps(record)))
    digest = hashlib.sha256(pdf(sequence)).hexdigest()
    return ledgers.a_copy(**{"id": identifier, "run": run, "row": sequence, "sequence": sequence, **whose, "sha256": digest, "issued": START, **fields})


@cache
def a_pdf() -> bytes:
    """A small PDF with metadata, in which the patient's name stands in the open."""
    from pikepdf import Dictionary, Name, Pdf

    made, out = Pdf.new(), BytesIO()
    page = made.add_blank_page()
    page.Contents = made.make_stream(b"BT (Quenby Zyxwarth 1951-04-17 Patzyx-3) Tj ET")
    packet = made.make_stream(b'<x pdfuaid:part="1" pdfaid:part="2" pdfaid:conformance="A">Zyxwarth</x>')
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    made.Root.Metadata, made.Root.MarkInfo = packet, Dictionary(Marked=True)
    made.save(out, compress_streams=False, fix_metadata_version=False)
    return out.getvalue()
