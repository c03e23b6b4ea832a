"""Seeded faults: is every wrong copy caught, and no good one refused?

Each trial takes a good copy, does one thing to it that must not leave the clinic (`spoiled`), and asks the proof four times: the default and
the full one, which know the copy's plate already, and the default for which the wrong copy is its plate's first, once with pages that no plate
has had, and once with pages that another plate had.  Then good copies with hostile values: names of all scripts, marks, hyphens, in three languages and both layouts.

Run: python -m benchmarks.faults [TRIALS] [GOOD] [NAME]   (1,000 and 10,000 unless said otherwise; NAME: of one fault)
"""

from __future__ import annotations

import sys
import time
import unicodedata
from collections import Counter
from dataclasses import replace

from benchmarks import spoiled
from benchmarks.spoiled import Bench, Fault, around_a_page, edited, in_one_weight, neighbours, own_font, rebuilt
from handouts.errors import RecordError
from handouts.proof.expected import Expected
from handouts.proof.prover import ProofError, Prover
from layouts.copies.impression import Impression

BEGIN = rb"BT ([\d.]+ g|[\d. ]+ rg) ([\d.]+) ([\d.]+) Td"
LINE = rb"([\d.]+) w ([\d.]+ [\d.]+ [\d.]+) RG 1 j 2 Tr"
FAULTS: dict[str, Fault] = {
    "a neighbour's name": neighbours(lambda value, e: value == e.values[0]),
    "a neighbour's identifier": neighbours(lambda value, e: value == e.identifier),
    "a neighbour's date": neighbours(lambda value, e: ", 2026" in value or ", 19" in value),
    "a neighbour who is made later": spoiled.somebody_named,
    "a dropped page": rebuilt(spoiled.drop_page),
    "a swapped page": rebuilt(spoiled.swap_pages),
    "a changed static stream": rebuilt(spoiled.change_static),
    "a static stream laid over": rebuilt(spoiled.change_static, over=True),
    "pages laid over": rebuilt(spoiled.drop_page, over=True),
    "a stale hash": spoiled.stale_hash,
    "a missing glyph": edited(rb"<(?=[0-9A-F]{4,}>)[0-9A-F]{4}", lambda m, rng: b"<0000"),
    "text clipped": edited(rb"BT ", lambda m, rng: b"0 0 1 1 re W n BT "),
    "text pushed off the page": edited(BEGIN, lambda m, rng: b"BT %s %d %s Td" % (m[1], rng.randint(620, 3000), m[3])),
    "a line moved up or down": edited(BEGIN, lambda m, rng: b"BT %s %s %.2f Td" % (m[1], m[2], float(m[3]) + rng.choice([-40, -7, 7, 40]))),
    "text moved onto its label": edited(rb"(BT [\d.]+ g) 153\.48 ", lambda m, rng: b"%s %.2f " % (m[1], 116 + 10 * rng.random())),
    "text raised by 5000": edited(rb"(?=\[<[^\]]*\]TJ)", lambda m, rng: b"5000 Ts ", everywhere=True),
    "one text raised": edited(rb"(\[<[^\]]*\]TJ)", lambda m, rng: b"%d Ts %s 0 Ts" % (rng.choice([-30, -9, -2, 2, 9, 30]), m[1])),
    "letters upon each other": edited(rb"\[<([0-9A-F]{4})([0-9A-F]{4,})>", lambda m, rng: b"[<%s>%d<%s>" % (m[1], rng.randint(501, 9000), m[2])),
    "1 pt text": edited(rb"/(\w+) [\d.]+ Tf", lambda m, rng: b"/%s 1 Tf" % m[1]),
    "text of another size": edited(rb"/(\w+) ([\d.]+) Tf", lambda m, rng: b"/%s %g Tf" % (m[1], float(m[2]) * rng.choice([1.6, 2.5, 9]))),
    "other glyphs under the right text": spoiled.glyphs_under_actual_text,
    "the right text over other glyphs": spoiled.actual_text_over_another,
    "letters in each other's place": spoiled.other_letters,
    "an own font without outlines": own_font(spoiled.without_outlines),
    "an own font of zeros": own_font(spoiled.with_zeros),
    "an own font with another outline": own_font(spoiled.with_another_outline),
    "an own font with other widths": own_font(spoiled.with_other_widths),
    "metadata that name another": rebuilt(spoiled.another_name),
    "white text": edited(BEGIN, lambda m, rng: b"BT 1 g %s %s Td" % (m[2], m[3])),
    "invisible text (3 Tr)": edited(rb"BT ", lambda m, rng: b"3 Tr BT "),
    "a page of invisible text": rebuilt(around_a_page(b"3 Tr")),
    "letters that are lines alone (1 Tr)": in_one_weight(rb"2 Tr", lambda m, rng: b"1 Tr"),
    "bold letters that are hidden": in_one_weight(rb"2 Tr", lambda m, rng: rng.choice([b"3 Tr", b"7 Tr"])),
    "bold letters that clip": in_one_weight(rb"2 Tr", lambda m, rng: rng.choice([b"4 Tr", b"5 Tr", b"6 Tr"])),
    "a white line round letters": in_one_weight(LINE, lambda m, rng: b"%s w 1 1 1 RG 1 j 2 Tr" % m[1]),
    "a line that fills letters": in_one_weight(LINE, lambda m, rng: b"%.2f w %s RG 1 j 2 Tr" % (float(m[1]) * rng.choice([1.5, 4, 30]), m[2])),
    "a line made wide behind its back": in_one_weight(LINE, lambda m, rng: m[0] + rng.choice([b" 9 w", b" 1 1 1 RG", b" 1 g", b" 0 J"])),
    "a line round letters that goes on": in_one_weight(rb"0 j 0 Tr ", lambda m, rng: rng.choice([b"", b"1 j 0 Tr "])),
    "squeezed text (1 Tz)": edited(rb"BT ", lambda m, rng: b"1 Tz BT "),
    "a page of squeezed text": rebuilt(around_a_page(b"1 Tz")),
    "a page made small": rebuilt(around_a_page(b"0.01 0 0 0.01 0 0 cm")),
    "letters far apart (Tc)": edited(rb"BT ", lambda m, rng: b"%d Tc BT " % rng.choice([-30, -5, 5, 30])),
    "a white box over a page": rebuilt(around_a_page(b"", b"/Artifact BMC 1 1 1 rg 0 0 700 900 re f EMC")),
    "a page clipped": rebuilt(around_a_page(b"0 0 1 1 re W n")),
}  # fmt: skip
KINDS = ("default", "full", "first", "beside")
FIRST = ("first", "beside")  # of these the wrong copy is its plate's first
HYPHEN = "0010>]TJ"  # the glyph of a hyphen in the first face, at the end of a show
PATTERN = {"a line moved up or down"}  # of a first copy whose lines can all be read nobody says where they should have stood


class Provers:
    """Four proofs: two that go on from copy to copy, one that is new for each, and one that knows the pages of a copy by another plate."""

    def __init__(self) -> None:
        self.known = {"default": Prover("default"), "full": Prover("full")}
        self.beside = Prover("default")

    def meet(self, data: bytes, expected: Expected) -> None:
        """Know the plate of a good copy."""
        for prover in self.known.values():
            if expected.plate not in prover._plates:
                prover.prove(data, expected)
        if -expected.plate not in self.beside._plates:
            self.beside.prove(data, replace(expected, plate=-expected.plate))

    def refused(self, wrong: spoiled.Wrong) -> dict[str, bool]:
        """Which of them refuse a copy."""
        told = {kind: _refused(prover, wrong) for kind, prover in {**self.known, "first": Prover("default"), "beside": self.beside}.items()}
        self.beside._plates.pop(wrong[1].plate, None)  # of what it did not refuse
        return told


def _refused(prover: Prover, wrong: spoiled.Wrong) -> bool:
    try:
        prover.prove(*wrong)
    except ProofError:
        return True
    return False


def trial(bench: Bench, provers: Provers, fault: Fault, number: int) -> dict[str, bool]:
    """Whether each proof catches one fault in a copy."""
    copy, expected, _ = bench.good(number)
    provers.meet(copy.data, expected)
    return provers.refused(fault(bench, copy, expected))


def main(trials: int = 1000, good: int = 10_000, name: str = "") -> None:
    """Count what is caught, and what is refused."""
    bench, provers = Bench.new(), Provers()
    if trials:
        print(f"fault caught in {trials} trials:".ljust(38), *(kind.rjust(8) for kind in KINDS))
    for fault in ([name] if name else FAULTS) if trials else ():
        counts = dict.fromkeys(KINDS, 0)
        for number in range(trials):
            for kind, caught in trial(bench, provers, FAULTS[fault], number).items():
                counts[kind] += caught
        shown = {kind: "-" if kind in FIRST and fault in PATTERN else str(count) for kind, count in counts.items()}
        print(fault.ljust(38), *(count.rjust(8) for count in shown.values()), flush=True)
    hostile(bench, provers, good)


def hostile(bench: Bench, provers: Provers, good: int) -> None:
    """Good copies with hostile values: how many are refused, and what is in those values."""
    refused, spent, holds = dict.fromkeys(provers.known, 0), dict.fromkeys(provers.known, 0.0), Counter[str]()
    made = number = 0
    while made < good:
        number += 1
        try:
            copy, expected, _ = bench.good(number, hostile=True)
        except RecordError:  # said of a row before anything is made
            continue
        made += 1
        data = copy.data  # joined before the clock starts
        holds.update(kinds_of(copy, expected))
        for kind, prover in provers.known.items():
            start = time.process_time()
            no = _refused(prover, (data, expected))
            spent[kind] += time.process_time() - start
            refused[kind] += no
            if no:
                print(f"refused by {kind}: {expected.document.language}: {', '.join(dict.fromkeys(expected.values))}", file=sys.stderr, flush=True)
    for kind, count in refused.items():
        print(f"good copies with hostile values refused by {kind}: {count} of {made}; {spent[kind] / max(made, 1) * 1000:.2f} ms each")
    print(", ".join(f"{what} in {count}" for what, count in holds.most_common()), flush=True)


def kinds_of(copy: Impression, expected: Expected) -> set[str]:
    """What makes a copy hostile: the scripts of its values, hyphens, marks and where lines break."""
    values = "\n".join(expected.values)
    found = {unicodedata.name(letter, "?").partition(" ")[0].lower() for letter in values if letter.isalpha()}
    if any(unicodedata.category(letter) == "Mn" and "\u0590" <= letter < "\u0900" for letter in values):
        found.add("marks from right to left")
    if any(line.spans[-1].code.endswith(HYPHEN) for galley in copy.galleys for line in galley.lines[:-1] if line.spans):
        found.add("a line that ends with a hyphen")
    return found | ({"hyphens"} if "-" in values else set())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
