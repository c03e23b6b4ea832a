"""Seeded faults: is every wrong copy caught, and no good one refused?

Each trial takes a good copy, does one thing to it that must not leave the clinic, and asks the proof.  Then good copies with
hostile names.  Run: python -m benchmarks.faults [TRIALS] [GOOD]   (1,000 and 10,000 unless said otherwise)
"""

from __future__ import annotations

import random
import re
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.errors import RecordError
from handouts.press import Press
from handouts.proof.expected import Expected, Kind
from handouts.proof.prover import ProofError, Prover
from handouts.proof.reader import File
from handouts.records.appointment import Appointment, read_record
from layouts.copies.impression import Impression, struck
from layouts.pdf.crossref import object_stream
from layouts.pdf.objects import stream

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
GIVEN = ["Anna", "Ben", "Clara", "José", "Zoë", "Łukasz", "Nguyễn Thị", "Παναγιώτης", "Дмитрий", "Mary-Ann", "Li", "Øystein"]
FAMILY = ["Lee", "O’Neill", "Smith-Jones", "Müller", "Wiśniewski", "Ánh", "Παπαδόπουλος", "Щербаков", "D'Angelo", "Bo", "Ng", "Ærø"]
HOSTILE = [
    "<b>",
    "{{7*7}}",
    "*x*",
    "# x",
    "</p>",
    "\\",
    "(",
    ")",
    "[x]",
    "%s",
    "%",
    "–",
    "“q”",
    "&amp;",
    "../x",
    "يوسف",
    "יוסף",
    "रमेश",
    "王",
    "e\u0301\u0323",
]


def record(rng: random.Random, number: int, hostile: bool = False) -> dict[str, str]:
    words = [rng.choice(HOSTILE) for _ in range(rng.randint(1, 3))] if hostile else []
    return {
        "appointment_id": f"A-{number}", "start": f"2026-12-{rng.randint(7, 23):02d}T{rng.randint(8, 16):02d}:{rng.choice(['00', '15', '30'])}",
        "leaflet": "kyphoplasty", "patient_id": f"RSC-{100_000 + number}", "given_name": " ".join([rng.choice(GIVEN), *words]),
        "family_name": " ".join([rng.choice(FAMILY), *words[:1]]), "date_of_birth": f"19{rng.randint(30, 79)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
        "location": "Procedure Suite 2, ground floor", "clinician": "Dr. Miriam Okafor", "language": "en-US",
        "instructions": " ".join(words) if rng.random() < 0.2 else "",
    }  # fmt: skip


@dataclass
class Bench:
    """A press whose copies are proven by hand."""

    press: Press
    rng: random.Random

    @classmethod
    def new(cls, seed: int = 1) -> Bench:
        return cls(Press(read_clinic(sample_clinic("riverside")), issued=ISSUED, proof="off"), random.Random(seed))

    def good(self, number: int, hostile: bool = False) -> tuple[Impression, Expected, Appointment]:
        appointment = read_record(record(self.rng, number, hostile), "benchmark", self.press.clinic.zone)
        handout = self.press.make(appointment)
        merged = self.press._merger(handout.leaflet).merge(appointment)
        return handout.impression, self.press._expected(merged, appointment, handout.layout, handout.impression), appointment


Fault = Callable[[Bench, Impression, Expected], tuple[bytes, Expected]]


def _hashed(data: bytes, expected: Expected) -> tuple[bytes, Expected]:
    """As if the writer had recorded the wrong file's digest: the content alone must give the fault away."""
    import hashlib

    return data, replace(expected, sha256=hashlib.sha256(data).hexdigest())


def _neighbours(which: Callable[[str, Expected], bool]) -> Fault:
    def fault(bench: Bench, copy: Impression, expected: Expected) -> tuple[bytes, Expected]:
        while True:
            other, *_ = bench.good(bench.rng.randint(200_000, 299_999))
            forme_slots = [part.slot for _, items in copy.plate.gaps.streams for part in items if not isinstance(part, str)]
            slots = [s for s in forme_slots if any(which(expected.values[i.index], expected) for i in s.content if hasattr(i, "index"))]
            slot = bench.rng.choice(slots)
            galleys = list(copy.galleys)
            wrong = slot.set(other.values) if len(other.values) == len(expected.values) else galleys[slot.index]
            if wrong.lines != galleys[slot.index].lines and wrong.shape == galleys[slot.index].shape:
                galleys[slot.index] = wrong
                return _hashed(struck(copy.plate, galleys, expected.values, copy.dated, composed=False).data, expected)

    return fault


def _edited(pattern: bytes, put: Callable[[re.Match[bytes], random.Random], bytes]) -> Fault:
    """One place of one personal stream changed."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> tuple[bytes, Expected]:
        streams = list(copy.streams)
        while True:
            index = bench.rng.randrange(len(streams))
            ref, body = streams[index]
            code = zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")])
            places = list(re.finditer(pattern, code))
            if places:
                place = bench.rng.choice(places)
                streams[index] = ref, stream(code[: place.start()] + put(place, bench.rng) + code[place.end() :])
                return _hashed(replace(copy, streams=streams).data, expected)

    return fault


def _rebuilt(change: Callable[[dict[int, bytes], random.Random], None]) -> Fault:
    """The file written again with another page tree or static stream, its cross-reference right."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> tuple[bytes, Expected]:
        file = File(copy.data)
        kinds = {ref: file.entry(ref) for ref in range(1, file.size)}
        holder = next(at for kind, at, _ in kinds.values() if kind == 2)
        cross = max(ref for ref, (kind, at, _) in kinds.items() if kind == 1 and at == file.cross)
        bodies = {ref: file.body(ref) for ref, (kind, _, _) in kinds.items() if kind and ref not in (holder, cross)}
        change(bodies, bench.rng)
        packed = {ref: bodies[ref] for ref in sorted((r for r, (kind, _, _) in kinds.items() if kind == 2), key=lambda r: kinds[r][2])}
        bodies[holder] = object_stream(packed)
        out, table = bytearray(copy.data[:15]), bytearray(file.size * 7)
        table[:7] = bytes([0, 0, 0, 0, 0, 255, 255])
        for ref in sorted((r for r, (kind, _, _) in kinds.items() if kind == 1), key=lambda r: kinds[r][1]):
            table[ref * 7 : ref * 7 + 7] = b"\x01" + len(out).to_bytes(4, "big") + b"\0\0"
            if ref == cross:
                break
            out += b"%d 0 obj\n%s\nendobj\n" % (ref, bodies[ref])
        for index, ref in enumerate(packed):
            table[ref * 7 : ref * 7 + 7] = b"\x02" + holder.to_bytes(4, "big") + index.to_bytes(2, "big")
        header = re.match(rb"<<(.*?)/Filter", file.body(cross))
        start = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (cross, stream(bytes(table), header[1].decode()))
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return _hashed(bytes(out), expected)

    return fault


def _kids(bodies: dict[int, bytes]) -> tuple[int, list[bytes]]:
    ref = next(r for r, b in bodies.items() if b.startswith(b"<</Type/Pages"))
    return ref, re.findall(rb"\d+ 0 R", bodies[ref][bodies[ref].index(b"/Kids") :])


def drop_page(bodies: dict[int, bytes], rng: random.Random) -> None:
    ref, kids = _kids(bodies)
    del kids[rng.randrange(len(kids))]
    bodies[ref] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))


def swap_pages(bodies: dict[int, bytes], rng: random.Random) -> None:
    ref, kids = _kids(bodies)
    i, j = rng.sample(range(len(kids)), 2)
    kids[i], kids[j] = kids[j], kids[i]
    bodies[ref] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))


def change_static(bodies: dict[int, bytes], rng: random.Random) -> None:
    contents = b" ".join(b for b in bodies.values() if b.startswith(b"<</Type/Page/"))
    refs = [int(r) for group in re.findall(rb"/Contents\[([^\]]*)\]", contents) for r in re.findall(rb"(\d+) 0 R", group)]
    while True:
        ref = rng.choice(refs)
        body = bodies[ref]
        code = zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")])
        shows = list(re.finditer(rb"<([0-9A-F]{8,})>", code))
        if shows:
            place = rng.choice(shows)
            bodies[ref] = stream(code[: place.start()] + b"<%s>" % place[1][4:] + code[place.end() :])
            return


def stale_hash(bench: Bench, copy: Impression, expected: Expected) -> tuple[bytes, Expected]:
    return copy.data, replace(expected, sha256=f"{bench.rng.getrandbits(256):064x}")


FAULTS: dict[str, Fault] = {
    "a neighbour's name": _neighbours(lambda value, e: value == e.values[0]),
    "a neighbour's identifier": _neighbours(lambda value, e: value == e.identifier),
    "a neighbour's date": _neighbours(lambda value, e: ", 2026" in value or ", 19" in value),
    "a dropped page": _rebuilt(drop_page),
    "a swapped page": _rebuilt(swap_pages),
    "a missing glyph": _edited(rb"<(?=[0-9A-F]{4,}>)[0-9A-F]{4}", lambda m, rng: b"<0000"),
    "text clipped": _edited(rb"BT ", lambda m, rng: b"0 0 1 1 re W n BT "),
    "text pushed off the page": _edited(
        rb"BT ([\d.]+ g|[\d. ]+ rg) ([\d.]+) ([\d.]+) Td", lambda m, rng: b"BT %s %d %s Td" % (m[1], rng.randint(620, 3000), m[3])
    ),
    "1 pt text": _edited(rb"/(\w+) [\d.]+ Tf", lambda m, rng: b"/%s 1 Tf" % m[1]),
    "a changed static stream": _rebuilt(change_static),
    "a stale hash": stale_hash,
}


def trial(bench: Bench, provers: dict[Kind, Prover], fault: Fault, number: int) -> dict[Kind, bool]:
    """Whether each proof catches one fault in a copy whose plate it has proven."""
    copy, expected, _ = bench.good(number)
    wrong, said = fault(bench, copy, expected)
    caught: dict[Kind, bool] = {}
    for kind, prover in provers.items():
        prover.prove(copy.data, expected)
        try:
            prover.prove(wrong, said)
            caught[kind] = False
        except ProofError:
            caught[kind] = True
    return caught


def main(trials: int = 1000, good: int = 10_000) -> None:
    bench = Bench.new()
    provers: dict[Kind, Prover] = {"default": Prover("default"), "full": Prover("full")}
    print(f"fault caught in {trials} trials:".ljust(34), *provers)
    for name, fault in FAULTS.items():
        counts = dict.fromkeys(provers, 0)
        for number in range(trials):
            for kind, caught in trial(bench, provers, fault, number).items():
                counts[kind] += caught
        print(name.ljust(34), *counts.values(), flush=True)
    for kind, prover in provers.items():
        refused, spent = 0, 0.0
        for number in range(good):
            try:
                copy, expected, _ = bench.good(number, hostile=True)
            except RecordError:
                continue
            copy.data  # noqa: B018  joined before the clock starts
            start = time.perf_counter()
            try:
                prover.prove(copy.data, expected)
            except ProofError:
                refused += 1
            spent += time.perf_counter() - start
        print(f"good copies with hostile names refused by {kind}: {refused} of {good}; {spent / good * 1000:.2f} ms each", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
