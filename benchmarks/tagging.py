"""What tagging and shaping cost: milliseconds a leaflet, with and without.

A plate is composed and its first copy struck, with nothing kept from before; the variants take turns.  Without tagging:
no marked content and no structure tree.  Without shaping: each character's own glyph and advance, no HarfBuzz.
Run: python -m benchmarks.tagging
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from benchmarks.rivals.clinic import benchmark_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.records.appointment import read_record
from layouts.copies import assembly
from layouts.pages import tagged
from layouts.pages import templates as pages
from layouts.typesetting import chunks, faces
from layouts.typesetting.faces import Face, PlacedGlyph

RECORD = {
    "appointment_id": "A-1", "start": "2026-12-08T09:30", "leaflet": "kyphoplasty", "patient_id": "RSC-1", "given_name": "Anna",
    "family_name": "Lee", "date_of_birth": "1951-04-17", "location": "Procedure Suite 2", "clinician": "Dr. Miriam Okafor",
}  # fmt: skip


class Untagged(tagged.TaggedCanvas):
    """Draws without marking anything."""

    def set_lines(self, galley, lines, x, top, style, rgb, node_of):
        super().set_lines(galley, lines, x, top, style, rgb, None)

    def set_slot(self, part, shape, node_of):
        super().set_slot(part, shape, None)


def nominal_glyphs(face: Face, words: str, rtl: bool, language: str | None) -> list[PlacedGlyph]:
    glyphs = [face._font.get_nominal_glyph(ord(c)) for c in words]
    return [(glyph, face.advance(glyph), 0.0, 0.0) for glyph in glyphs]


def no_structure(canvas, page_refs, links, take, packed):
    root = take.new()
    packed[root] = b"<</Type/StructTreeRoot>>"
    return root, root


@contextmanager
def variant(tagging: bool, shaping: bool) -> Iterator[None]:
    with ExitStack() as stack:
        if not tagging:
            stack.enter_context(patch.object(pages, "TaggedCanvas", Untagged))
            stack.enter_context(patch.object(assembly, "structure_objects", no_structure))
        if not shaping:
            stack.enter_context(patch.object(Face, "glyphs", nominal_glyphs))
        yield


def main(rounds: int = 15) -> None:
    clinic = benchmark_clinic()
    appointment = read_record(RECORD, "benchmark", clinic.zone)
    times: dict[tuple[bool, bool], list[float]] = {}
    sizes: dict[tuple[bool, bool], int] = {}
    for _ in range(rounds + 1):
        for key in ((True, True), (False, True), (True, False), (False, False)):
            with variant(*key):
                press = Press(clinic, allowed=Allowed(sample=True))
                press.make(appointment)
                faces._shape.cache_clear()
                chunks._shaped.cache_clear()
                chunks._word.cache_clear()
                chunks._seam.cache_clear()
                press._formes.clear()
                press.plates._plates.clear()
                start = time.perf_counter()
                made = press.make(appointment)
                times.setdefault(key, []).append(time.perf_counter() - start)
                sizes[key] = len(made.data)
    print("tagging  shaping  ms a leaflet (range)   bytes")
    for key, found in times.items():
        ms = sorted(t * 1000 for t in found[1:])
        print(
            f"{'yes' if key[0] else 'no':8} {'yes' if key[1] else 'no':8} {statistics.median(ms):5.1f} ({ms[0]:.1f}–{ms[-1]:.1f})   {sizes[key]}"
        )


if __name__ == "__main__":
    main()
