"""Ways to spoil a copy: each does one thing to a good one that must not leave the clinic.

In: a bench, a good copy, what should stand in it.  Out: the bytes of a wrong copy, recorded as if they were right.
"""

from __future__ import annotations

import hashlib
import random
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

from handouts.clinics.clinic import read_clinic, sample_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.expected import Expected
from handouts.proof.reader import File
from handouts.records.appointment import Appointment, read_record
from layouts.copies.impression import Impression, struck
from layouts.pdf.crossref import direct_row, free_row, object_stream, packed_row, section
from layouts.pdf.objects import indirect, plain_stream, stream, text_string
from layouts.typesetting.fonts import Typecase

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
GIVEN = ["Anna", "Ben", "Clara", "José", "Zoë", "Łukasz", "Nguyễn Thị", "Παναγιώτης", "Дмитрий", "Mary-Ann", "Li", "Øystein"]
FAMILY = ["Lee", "O’Neill", "Smith-Jones", "Müller", "Wiśniewski", "Ánh", "Παπαδόπουλος", "Щербаков", "D'Angelo", "Bo", "Ng", "Ærø"]
ROOM = ["Procedure Suite 2, ground floor", "Pre-Assessment Clinic, Women’s Hospital, Out-Patients", "Ear-Nose-Throat Day-Case Unit, Walk-in Centre"]
HOSTILE = [
    "<b>", "{{7*7}}", "*x*", "# x", "</p>", "\\", "(", ")", "[x]", "%s", "%", "–", "“q”", "&amp;", "../x", "e\u0301\u0323", "-", ".", "'", "·", "­x",
    "Anne-Marie-Louise", "بن-دوד"[:2], "يوسف", "محمّد", "علی‌رضا", "عبد الرحمن", "لؤي", "شیرین", "יוסף", "בן־דוד", "ז׳אן", "שָׁלוֹם", "रमेश", "ज्योति",
    "कृष्णा", "王小明", "欧阳", "山田太郎", "サトウ", "김민준", "สมชาย", "น้ำฝน", "Արամ", "ნინო", "রহিম", "সুস্মিতা", "முருகன்", "அன்பு", "అనిల్",
    "ಅನಿಲ್", "അനിൽ", "ਗੁਰਪ੍ਰੀਤ", "ગીતા", "අනිල්", "សុខា", "ສົມ", "မောင်", "አበበ", "Ἀριστοτέλης", "Đặng", "Ľubomír",
]  # fmt: skip
MARKED = [
    "مُحَمَّد", "عَبْدُ اللّٰه", "فَاطِمَة الزَّهْرَاء", "لُؤَيّ", "اُردُو خاں", "ٱلْحَسَن", "נִסִּים־חַיִּים", "בֶּן־דָּוִד", "אֱלִישֶׁבַע", "סָרָה־לֵאָה", "ז׳אן־פול",
    "Smith-Jones-Featherstonehaugh", "Jean‑Luc", "Ng-Łukaszewska-Ó’Súilleabháin", "abu-Ḥassan", "Li-王-Lee", "रमेश-कुमार", "สมชาย-ใจดี", "محمّد-علي",
]
LANGUAGES, FORMATS = ["en-US", "en-US", "es", "ar"], ["standard", "standard", "large-print"]
SCRIPTS = ["يوسف محمّد", "रमेश त्रिपाठी", "עֲבוֹדָה", "সুস্মিতা", "தமிழ்ச்செல்வி", "ज्योति श्रीवास्तव", "لؤي الأنصاري"]


def record(rng: random.Random, number: int, hostile: bool = False) -> dict[str, str]:
    """A record with names of many kinds; hostile: with words that are meant to do harm."""
    words = [rng.choice(HOSTILE if rng.random() < 0.6 else MARKED) for _ in range(rng.randint(1, 3))] if hostile else []
    return {
        "appointment_id": f"A-{number}", "start": f"2026-12-{rng.randint(7, 23):02d}T{rng.randint(8, 16):02d}:{rng.choice(['00', '15', '30'])}",
        "leaflet": "kyphoplasty", "patient_id": f"RSC-{100_000 + number}", "given_name": " ".join([rng.choice(GIVEN), *words]),
        "family_name": " ".join([rng.choice(FAMILY), *words[:1]]), "date_of_birth": f"19{rng.randint(30, 79)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
        "location": rng.choice(ROOM) if hostile else ROOM[0], "clinician": " ".join(["Dr. Miriam Okafor", *words[1:]]), "language": rng.choice(LANGUAGES) if hostile else "en-US",
        "format": rng.choice(FORMATS) if hostile else "",
        "instructions": " ".join(words) if rng.random() < 0.2 else "",
    }  # fmt: skip


@dataclass
class Bench:
    """A press whose copies are proven by hand."""

    press: Press
    rng: random.Random

    @classmethod
    def new(cls, seed: int = 1, typecase: Typecase | None = None) -> Bench:
        """A bench of the sample clinic."""
        clinic, rng = read_clinic(sample_clinic("riverside")), random.Random(seed)
        return cls(Press(clinic, issued=ISSUED, allowed=Allowed(draft=True), proof="off", typecase=typecase), rng)

    def good(self, number: int, hostile: bool = False, **cells: str) -> tuple[Impression, Expected, Appointment]:
        """A good copy."""
        said = record(self.rng, number, hostile) | cells
        appointment = read_record(said, "benchmark", self.press.clinic.zone)
        handout = self.press.make(appointment)
        merged = self.press._merger(handout.leaflet, handout.layout).merge(appointment)
        return handout.impression, self.press._expected(merged, appointment.patient.identifier, handout.layout, handout.impression), appointment


Wrong = tuple[bytes, Expected]
Fault = Callable[[Bench, Impression, Expected], Wrong]


def _recorded(data: bytes, expected: Expected) -> Wrong:
    """As if the writer had recorded the wrong file's digest: the content alone must give the fault away."""
    return data, replace(expected, sha256=hashlib.sha256(data).hexdigest())


def _code(body: bytes) -> bytes:
    return zlib.decompress(body[body.index(b"stream\r\n") + 8 : body.rindex(b"\r\nendstream")])


# -- slots


def neighbours(which: Callable[[str, Expected], bool]) -> Fault:
    """A slot set with somebody else's values."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
        while True:
            other, *_ = bench.good(bench.rng.randint(200_000, 299_999))
            forme_slots = [part.slot for _, items in copy.plate.gaps.streams for part in items if not isinstance(part, str)]
            slots = [s for s in forme_slots if any(which(expected.values[i.index], expected) for i in s.content if hasattr(i, "index"))]
            slot = bench.rng.choice(slots)
            galleys = list(copy.galleys)
            wrong = slot.set(other.values) if len(other.values) == len(expected.values) else galleys[slot.index]
            if wrong.lines != galleys[slot.index].lines and wrong.shape == galleys[slot.index].shape:
                galleys[slot.index] = wrong
                return _recorded(struck(copy.plate, galleys, expected.values, copy.dated, composed=False).data, expected)

    return fault


# -- personal streams

Put = Callable[[re.Match[bytes], random.Random], bytes]


COPIES = 200


def edited(pattern: bytes, put: Put, everywhere: bool = False) -> Fault:
    """One place of one personal stream changed, or every place of it."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
        for _ in range(COPIES):
            found = _changed(bench, copy, pattern, put, everywhere)
            if found is not None:
                return _recorded(found, expected)
            copy, expected, _ = bench.good(bench.rng.randint(0, 99_999))
        raise LookupError(f"{COPIES} copies have nothing like {pattern.decode()!r} in their streams: the layout has changed")

    return fault


def _changed(bench: Bench, copy: Impression, pattern: bytes, put: Put, everywhere: bool) -> bytes | None:
    """The bytes of a copy with a change in one of its streams; None if none has the pattern."""
    streams = list(copy.streams)
    for index in bench.rng.sample(range(len(streams)), len(streams)):
        ref, body = streams[index]
        code = _code(body)
        places = list(re.finditer(pattern, code))
        if places:
            chosen = places if everywhere else [bench.rng.choice(places)]
            for place in reversed(chosen):
                code = code[: place.start()] + put(place, bench.rng) + code[place.end() :]
            streams[index] = ref, stream(code)
            return replace(copy, streams=streams).data
    return None


def one_weight(typecase: Typecase, language: str = "he") -> Typecase:
    """The same families, of which those of a language have no bold face."""
    return Typecase([replace(each, bold=each.regular) if language in each.languages else each for each in typecase.families])


@cache
def _one_weight() -> Bench:
    """A bench at which Hebrew has no bold face."""
    return Bench.new(typecase=one_weight(Bench.new().press.typecase))


def in_one_weight(pattern: bytes, put: Put) -> Fault:
    """One place changed of a copy whose name is bold in a face that has no bold."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
        copy, expected, _ = _one_weight().good(bench.rng.randint(0, 99_999), given_name="יוסף")
        return edited(pattern, put)(_one_weight(), copy, expected)

    return fault


def glyphs_under_actual_text(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
    """What a reader is told stays; what is drawn is another word of the same letters, or lacks one."""

    def other(match: re.Match[bytes], rng: random.Random) -> bytes:
        codes = re.findall(rb"[0-9A-F]{4}", match[2])
        while (wrong := rng.choice([codes[::-1], codes[:-1], rng.sample(codes, len(codes)), [codes[0], *codes]])) == codes:
            pass
        return match[1] + b"<" + b"".join(wrong) + b">"

    pattern = rb"(/ActualText[^>]*>>>BDC (?:(?!EMC).)*?)<((?:[0-9A-F]{4}){2,})>"
    while True:
        copy, expected, _ = bench.good(bench.rng.randint(0, 99_999), given_name=bench.rng.choice(SCRIPTS))
        wrong = _changed(bench, copy, pattern, other, False)
        if wrong is not None:
            return _recorded(wrong, expected)


def actual_text_over_another(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
    """A span that reads right, and draws what a neighbour's copy has there."""
    fonts = _letters(copy)

    def wrapped(match: re.Match[bytes], rng: random.Random) -> bytes:
        said = fonts[match[1]]
        text = "".join(said[int(code, 16)] for code in re.findall(rb"[0-9A-F]{4}", match[3]))
        drawn = b"".join(b"%04X" % rng.choice([code for code, letter in said.items() if letter.isalnum()]) for _ in text)
        return b"/%s %s Tf /Span<</ActualText%s>>BDC [<%s>]TJ EMC" % (match[1], match[2], text_string(text).encode(), drawn)

    return edited(rb"/(FR0|FB0) ([\d.]+) Tf \[<((?:[0-9A-F]{4}){3,})>\]TJ", wrapped)(bench, copy, expected)


def _letters(copy: Impression) -> dict[bytes, dict[int, str]]:
    """What the codes of a copy's fonts stand for."""
    file = File(copy.data)
    out = {}
    for name, ref in file.fonts().items():
        cmap = re.search(rb"/ToUnicode (\d+) 0 R", file.body(ref))
        assert cmap
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>", file.stream(int(cmap[1])))
        out[name] = {int(code, 16): chr(int(text, 16)) for code, text in pairs}
    return out


def other_letters(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
    """Two letters of a copy's own font change places, in what is drawn and in what they are said to be: it reads right, and shows wrong."""
    while True:
        copy, expected, _ = bench.good(bench.rng.randint(0, 99_999), given_name="Łukaszątěń", family_name="Wiśniewskięčřžů")
        own = [(ref, body) for ref, body in _own_objects(copy) if b"/ToUnicode" in body]
        if own:
            break
    file = File(copy.data)
    cmap = int(re.search(rb"/ToUnicode (\d+) 0 R", own[0][1])[1])  # type: ignore[index]
    name = next(name for name, ref in file.fonts().items() if ref == own[0][0])
    meanings = file.stream(cmap)
    one, other = bench.rng.sample(re.findall(rb"<([0-9A-F]{4})> <[0-9A-F]{4}>", meanings), 2)
    swapped = _swapped(meanings, b"<%s> <" % one, b"<%s> <" % other)
    bodies = {cmap: stream(swapped)}
    for ref, body in copy.streams:
        bodies[ref] = stream(_in_font(_code(body), name, one, other))
    return _recorded(_with(copy, bodies), expected)


def _swapped(data: bytes, one: bytes, other: bytes) -> bytes:
    return data.replace(one, b"\0").replace(other, one).replace(b"\0", other)


def _in_font(code: bytes, font: bytes, one: bytes, other: bytes) -> bytes:
    """Content in which two codes of a font have changed places."""
    now, out = b"", []
    for part in re.split(rb"(/\w+ [\d.]+ Tf|\[[^\]]*\]TJ)", code):
        if part.endswith(b" Tf"):
            now = part[1:].split()[0]
        if part.endswith(b"TJ") and now == font:
            part = re.sub(rb"[0-9A-F]{4}(?=[0-9A-F]*>)", lambda m: {one: other, other: one}.get(m[0], m[0]), part)
        out.append(part)
    return b"".join(out)


# -- whole files


def rebuilt(change: Callable[[dict[int, bytes], random.Random], None], *, over: bool = False) -> Fault:
    """The file written again with another page tree or static stream, its cross-reference right.

    over: what all copies share stands in it as it was, and the copy's own cross-reference names another in its place.
    """

    def fault(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
        file = File(copy.data)
        kinds = {ref: file.entry(ref) for ref in range(1, file.size)}
        bodies = {ref: file.body(ref) for ref, (kind, _, _) in kinds.items() if kind}
        change(bodies, bench.rng)
        return _recorded(_with(copy, {ref: body for ref, body in bodies.items() if body != file.body(ref)}, over=over), expected)

    return fault


def _with(copy: Impression, changed: dict[int, bytes], *, over: bool = False) -> bytes:
    """The file of a copy in which objects say something else.  over: what they said stands in it as well."""
    file = File(copy.data)
    kinds = {ref: file.entry(ref) for ref in range(1, file.size)}
    holder = next(at for kind, at, _ in kinds.values() if kind == 2)
    bodies = {ref: file.body(ref) for ref, (kind, _, _) in kinds.items() if kind and ref != holder} | ({} if over else changed)
    packed = {ref: bodies[ref] for ref in sorted((r for r, (kind, _, _) in kinds.items() if kind == 2), key=lambda r: kinds[r][2])}
    bodies[holder] = object_stream(packed)
    out, shared = bytearray(copy.data[:15]), 0
    rows = {0: free_row(4)} | {ref: packed_row(holder, index, 4) for index, ref in enumerate(packed)}
    for ref in sorted((r for r, (kind, _, _) in kinds.items() if kind == 1), key=lambda r: kinds[r][1]):
        for other, body in changed.items() if over and kinds[ref][1] == file.cross else ():
            rows[other] = direct_row(len(out), 4)
            out += indirect(other, body)
        start = len(out)
        rows[ref] = direct_row(start, 4)
        if kinds[ref][1] == file.trailer[b"Prev"]:
            shared, bodies[ref] = start, _crossed(file.body(ref), rows, 0)
            rows = {}
        elif kinds[ref][1] == file.cross:
            bodies[ref] = _crossed(file.body(ref), rows, shared)
        out += indirect(ref, bodies[ref])
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _crossed(body: bytes, rows: dict[int, bytes], before: int) -> bytes:
    """A cross-reference stream with other rows.  before: where the one begins that it goes on from."""
    index, table = section(rows)
    head = re.sub(rb"/Index\[[^\]]*\](/Prev \d+)?", index.encode() + (b"/Prev %d" % before if before else b""), body[2 : body.index(b">>\nstream")])
    entries = re.sub(rb"(/Filter/FlateDecode)?/Length \d+$", b"", head).decode()
    return plain_stream(table, entries) if before else stream(table, entries)


def _own_objects(copy: Impression) -> Iterable[tuple[int, bytes]]:
    """Numbers and bodies of the objects that only this copy has."""
    file = File(copy.data)
    return [(ref, file.body(ref)) for ref in range(1, file.size) if file.entry(ref)[0] == 1 and file.entry(ref)[1] >= len(copy.plate.static.data)]


def _kids(bodies: dict[int, bytes]) -> tuple[int, list[bytes]]:
    ref = next(r for r, b in bodies.items() if b.startswith(b"<</Type/Pages"))
    return ref, re.findall(rb"\d+ 0 R", bodies[ref][bodies[ref].index(b"/Kids") :])


def drop_page(bodies: dict[int, bytes], rng: random.Random) -> None:
    """A page less."""
    ref, kids = _kids(bodies)
    del kids[rng.randrange(len(kids))]
    bodies[ref] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))


def swap_pages(bodies: dict[int, bytes], rng: random.Random) -> None:
    """Two pages in each other's place."""
    ref, kids = _kids(bodies)
    i, j = rng.sample(range(len(kids)), 2)
    kids[i], kids[j] = kids[j], kids[i]
    bodies[ref] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))


def _contents(bodies: dict[int, bytes]) -> list[list[int]]:
    """The content streams of each page."""
    pages = [b for b in bodies.values() if b.startswith(b"<</Type/Page/")]
    return [[int(r) for r in re.findall(rb"(\d+) 0 R", re.findall(rb"/Contents\[([^\]]*)\]", page)[0])] for page in pages]


def change_static(bodies: dict[int, bytes], rng: random.Random) -> None:
    """A letter less in a text."""
    refs = [ref for page in _contents(bodies) for ref in page]
    while True:
        ref = rng.choice(refs)
        code = _code(bodies[ref])
        shows = list(re.finditer(rb"<([0-9A-F]{8,})>", code))
        if shows:
            place = rng.choice(shows)
            bodies[ref] = stream(code[: place.start()] + b"<%s>" % place[1][4:] + code[place.end() :])
            return


def around_a_page(before: bytes, after: bytes = b"") -> Callable[[dict[int, bytes], random.Random], None]:
    """Something before or after everything that is drawn on a page."""

    def change(bodies: dict[int, bytes], rng: random.Random) -> None:
        page = rng.choice(_contents(bodies))
        if before:
            bodies[page[0]] = stream(before + b"\n" + _code(bodies[page[0]]))
        if after:
            bodies[page[-1]] = stream(_code(bodies[page[-1]]) + b"\n" + after)

    return change


def another_name(bodies: dict[int, bytes], rng: random.Random) -> None:
    """The XMP packet, or the information dictionary, tells of another patient."""
    packet = next(ref for ref, body in bodies.items() if body.startswith(b"<</Type/Metadata"))
    information = next(ref for ref, body in bodies.items() if body.startswith(b"<</Title") and b"/Producer" in body)
    if rng.random() < 0.5:
        data = bodies[packet].partition(b"stream\r\n")[2].removesuffix(b"\r\nendstream")
        wrong = rng.choice([
            data.replace(b"</rdf:li></rdf:Alt></dc:title>", b", for Ben Miller</rdf:li></rdf:Alt></dc:title>"),
            data.replace(b"<dc:language>", b"<dc:contributor>Ben Miller</dc:contributor><dc:language>"),
            data.replace(b"</rdf:Description>", b"<pdfx:for>Ben Miller</pdfx:for></rdf:Description>", 1),
            data.replace(b'pdfuaid:part="1"', b'pdfuaid:part="1" pdf:Keywords="Ben Miller"'),
        ])  # fmt: skip
        bodies[packet] = plain_stream(wrong, "/Type/Metadata/Subtype/XML")
    else:
        wrong = rng.choice([rb"/Subject(Ben Miller)/Producer", rb"/Keywords (Ben Miller)/Producer"])
        bodies[information] = re.sub(rb"(/Subject \((?:[^()\\]|\\.)*\))?/Producer", lambda m: wrong, bodies[information])


def own_font(change: Callable[[bytes, random.Random], bytes]) -> Fault:
    """The program of a font that only this copy has, changed."""

    def fault(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
        while True:
            programs = [(ref, body) for ref, body in _own_objects(copy) if b"/Length1" in body[:60]]
            if programs:
                ref, body = bench.rng.choice(programs)
                data = _code(body)
                return _recorded(_with(copy, {ref: stream(change(data, bench.rng), f"/Length1 {len(data)}")}), expected)
            copy, expected, _ = bench.good(bench.rng.randint(0, 99_999), given_name="Łukasz", family_name="Wiśniewski")

    return fault


def without_outlines(data: bytes, rng: random.Random) -> bytes:
    """A font whose glyphs draw nothing."""
    rows = _tables(data)
    at, size = rows[b"loca"]
    return data[:at] + bytes(size) + data[at + size :]


def with_zeros(data: bytes, rng: random.Random) -> bytes:
    """A font of nothing but zeros."""
    return bytes(len(data))


def with_another_outline(data: bytes, rng: random.Random) -> bytes:
    """A font one of whose glyphs has its points elsewhere."""
    tables = {tag: data[at : at + size] for tag, (at, size) in _tables(data).items()}
    unit, width = (1, 4) if tables[b"head"][51] else (2, 2)
    places = [int.from_bytes(tables[b"loca"][i : i + width], "big") * unit for i in range(0, len(tables[b"loca"]), width)]
    low = rng.choice([low for low, high in pairwise(places) if high - low > 20])
    spot = _tables(data)[b"glyf"][0] + low + rng.randint(2, 9)  # the box that it fills, which belongs to it
    return data[:spot] + bytes([data[spot] ^ 0x40]) + data[spot + 1 :]


def with_other_widths(data: bytes, rng: random.Random) -> bytes:
    """A font whose letters stand elsewhere than they are said to."""
    at, size = _tables(data)[b"hmtx"]
    return data[:at] + bytes(size) + data[at + size :]


def _tables(data: bytes) -> dict[bytes, tuple[int, int]]:
    count = int.from_bytes(data[4:6], "big")
    rows = [data[12 + 16 * i : 28 + 16 * i] for i in range(count)]
    return {row[:4]: (int.from_bytes(row[8:12], "big"), int.from_bytes(row[12:], "big")) for row in rows}


def stale_hash(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
    """A right copy, and the digest of another."""
    return copy.data, replace(expected, sha256=f"{bench.rng.getrandbits(256):064x}")


def somebody_named(bench: Bench, copy: Impression, expected: Expected) -> Wrong:
    """The identifier of a patient who is made later stands on a page, as if it had been left there."""
    letters = {letter: code for code, letter in _letters(copy)[b"FR0"].items()}
    codes = "".join(f"{letters[letter]:04X}" for letter in f"RSC-{bench.rng.randint(300_000, 399_999)}")
    left, bottom, _, _ = expected.frame
    text = b"BT 0.1 g %d %d Td /FR0 12 Tf [<%s>]TJ ET" % (left + 200, bottom + 300, codes.encode())
    where = around_a_page(*bench.rng.choice([(text, b""), (b"", text)]))
    return rebuilt(where)(bench, copy, expected)


