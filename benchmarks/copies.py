"""How fast copies come, against three other programs, and how that scales.

python -m benchmarks.copies rivals [ROUNDS]    the same leaflet by each program, in turn, in one run
python -m benchmarks.copies scale [MOST]       10, 100, … copies by one and by two processes; combined files
python -m benchmarks.copies short [COUNT]      a leaflet of three pages: proofs, and one file with all copies
python -m benchmarks.copies profile            where the time goes, and the bound
"""

from __future__ import annotations

import cProfile
import gc
import hashlib
import pstats
import resource
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from benchmarks.rivals.clinic import LEAFLET, benchmark_clinic, laid
from benchmarks.rivals.records import flat_records, records
from handouts.clinics.clinic import read_clinic
from handouts.leaflets.shelf import Allowed
from handouts.press import Press
from handouts.proof.expected import Kind
from handouts.records.appointment import Appointment, read_record
from layouts.copies.volume import Volume

ISSUED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def press(proof: Kind = "off") -> Press:
    return Press(benchmark_clinic(), issued=ISSUED, proof=proof, allowed=Allowed(sample=True))


def appointments(count: int, start: int = 0) -> Iterator[Appointment]:
    """Appointments of different patients, read through the door; the invented ones repeat after 5,000 with other identifiers."""
    zone = benchmark_clinic().zone
    rows = flat_records(min(count, 5000), seed=start + 1)
    for number in range(count):
        row = rows[number % len(rows)]
        yield read_record({**row, "patient_id": f"{row['patient_id']}-{number // len(rows)}"}, "benchmark", zone)


PROGRAMS = (
    "reportlab_idiomatic.make", "typst_leaflet.make", "typst_leaflet.make_tagged", "weasyprint_leaflet.make", "weasyprint_leaflet.make_tagged",
    "handouts.off", "handouts.default", "handouts.full", "handouts.combined",
)  # fmt: skip
_warm: dict[str, Callable[[int], int]] = {}


def rivals(rounds: int = 15, each: int = 20) -> None:
    """Milliseconds a copy, from values to bytes.  Each program has a process of its own; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    sizes: dict[str, int] = {}
    context = get_context("spawn")
    pools = {name: ProcessPoolExecutor(1, mp_context=context) for name in PROGRAMS}
    for number in range(rounds + 1):
        for name, pool in pools.items():
            count = each if number == 0 or name.startswith("handouts") else max(each // 5, 1)
            found, sizes[name] = pool.submit(_some, name, number * each, count).result()
            times[name] += found if number else []
    for pool in pools.values():
        pool.shutdown()
    base = statistics.median(times["handouts.off"])
    print(f"{'program':34} {'ms a copy (range)':28} {'bytes':>8}  slower than handouts.off")
    for name, found in times.items():
        ms = sorted(t * 1000 for t in found)
        print(
            f"{name:34} {statistics.median(ms):8.2f} ({ms[0]:.2f}–{ms[-1]:.2f}){'':8} {sizes[name]:8}  {statistics.median(found) / base:6.1f}x"
        )
    _first_copies(records(12, seed=3))


def _some(name: str, first: int, count: int) -> tuple[list[float], int]:
    """Seconds of each of some copies by one program, warm; and the size of the last."""
    if name not in _warm:
        _warm[name] = _program(name)
        gc.collect()
        gc.freeze()  # as a run does: what stays is not looked through again
    times, size = [], 0
    for number in range(first, first + count):
        start = time.perf_counter()
        size = _warm[name](number)
        times.append(time.perf_counter() - start)
    return times, size


def _program(name: str) -> Callable[[int], int]:
    """Makes a copy by a program, warm; gives its size in bytes."""
    module_name, action = name.split(".")
    if module_name == "handouts":
        return _handouts(action)
    module = import_module(f"benchmarks.rivals.{module_name}")
    module.prepare()
    people, make = records(2000, seed=7), getattr(module, action)
    return lambda number: len(make(people[number]))


def _handouts(action: str) -> Callable[[int], int]:
    """Copies in bytes of their own with a proof of some kind; or, without one, added to a combined file."""
    machine, mine = press("off" if action == "combined" else action), list(appointments(2000, start=7))  # type: ignore[arg-type]
    for appointment in mine[1000:]:  # warm: the words of other patients are known, as in the middle of a list
        _ = machine.make(appointment).data
    if action != "combined":
        return lambda number: len(machine.make(mine[number]).data)
    out = tempfile.TemporaryFile()  # noqa: SIM115  it ends with the process
    volume = Volume(out, "A list", machine.profile)

    def add(number: int) -> int:
        before = out.tell()
        volume.add(machine.make(mine[number]).impression, mine[number].patient.identifier, more=True)
        return out.tell() - before

    return add


def _first_copies(people: list[dict]) -> None:
    """The first copy of a leaflet, plate included, in a warm process, against the idiomatic script."""
    from benchmarks.rivals import reportlab_idiomatic

    reportlab_idiomatic.prepare()
    reportlab_idiomatic.make(people[-1])
    first, idiomatic = [], []
    mine = list(appointments(12, start=11))
    for number in range(12):
        machine = press()
        start = time.perf_counter()
        _ = machine.make(mine[number]).data
        first.append(time.perf_counter() - start)
        start = time.perf_counter()
        reportlab_idiomatic.make(people[number])
        idiomatic.append(time.perf_counter() - start)
    ratio = statistics.median(first) / statistics.median(idiomatic)
    print(f"first copy, plate included: {statistics.median(first) * 1000:.1f} ms, {ratio:.2f} times the idiomatic script (bar: 2)")


def _strike(count: int, proof: Kind, start: int, warm: Press | None = None, folder: Path | None = None) -> tuple[float, int]:
    """Seconds and bytes for copies of one process, warm: from values to bytes, or to files in a folder."""
    machine = warm or press(proof)
    for appointment in appointments(60, start=99):
        _ = machine.make(appointment).data
    gc.collect()
    gc.freeze()
    work = appointments(count, start)
    seconds, size = 0.0, 0
    while chunk := [a for a, _ in zip(work, range(1000), strict=False)]:
        begin = time.perf_counter()
        for number, appointment in enumerate(chunk):
            data = machine.make(appointment).data
            size += len(data)
            if folder:
                (folder / f"{number}.pdf").write_bytes(data)
        seconds += time.perf_counter() - begin
    return seconds, size


def _half(args: tuple[int, int]) -> tuple[float, int]:
    return _strike(args[0], "off", args[1])


def scale(most: int = 100_000) -> None:
    heads = ("copies", "a second", "bytes each", "by two", "ratio", "as files", "combined", "bytes each", "MB resident")
    print("".join(f"{head:>13}" for head in heads))
    machine = press()
    count = 10
    while count <= most:
        seconds, size = _strike(count, "off", 1, machine)
        both = 0.0
        if count >= 1000:
            with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
                both = sum((count // 2) / spent for spent, _ in pool.map(_half, [(count // 2, 1), (count // 2, 2)]))
        with tempfile.TemporaryDirectory() as folder:
            filed, _ = _strike(count, "off", 3, machine, Path(folder))
        bound, total = _combined(count, machine)
        cells = (
            f"{count}", f"{count / seconds:.0f}", f"{size / count:.0f}", f"{both:.0f}" if both else "",
            f"{both / (count / seconds):.2f}" if both else "", f"{count / filed:.0f}", f"{count / bound:.0f}", f"{total / count:.0f}",
            f"{resident_mb():.1f}",
        )  # fmt: skip
        print("".join(f"{cell:>13}" for cell in cells), flush=True)
        count *= 10
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _combined(count: int, machine: Press) -> tuple[float, int]:
    """Seconds and bytes of one file with all copies."""
    spent = 0.0
    with tempfile.TemporaryFile() as out:
        volume = Volume(out, "A list", machine.profile)
        for number, appointment in enumerate(appointments(count, 5)):
            tick = time.perf_counter()
            volume.add(machine.make(appointment).impression, appointment.patient.identifier, more=number + 1 < count)
            spent += time.perf_counter() - tick
        tick = time.perf_counter()
        volume.finish(machine.issued)
        return spent + time.perf_counter() - tick, out.tell()


def resident_mb() -> float:
    """Resident memory now, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def growth(count: int = 100_000, proof: Kind = "default") -> None:
    """Resident memory after 5,000 copies and at the end."""
    machine = press(proof)
    work, at = appointments(count), 0.0
    for number, appointment in enumerate(work, start=1):
        _ = machine.make(appointment).data
        if number == 5000:
            at = resident_mb()
    print(f"{count} copies: {resident_mb() - at:.2f} MB more than after 5,000 ({at:.1f} MB)")


def short(count: int = 1000) -> None:
    """Milliseconds of each proof of three-page copies, and bytes a patient of one file, beside files of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = laid(Path(name) / "clinic")
        text = LEAFLET.read_text("utf-8")
        (folder / "handouts" / LEAFLET.name).write_text(text[: text.index("::: video")], "utf-8")
        machines = {
            kind: Press(read_clinic(folder), issued=ISSUED, proof=kind, allowed=Allowed(sample=True)) for kind in ("off", "default", "full")
        }
        mine = list(appointments(count, 5))
        assert machines["off"].make(mine[0]).pages == 3
        times: dict[str, list[float]] = {kind: [] for kind in machines}
        for appointment in mine:
            for kind, machine in machines.items():
                start = time.perf_counter()
                _ = machine.make(appointment).data
                times[kind].append((time.perf_counter() - start) * 1000)
        bare = statistics.median(times["off"])
        print(f"a copy of three pages: {bare:.2f} ms; its proof: " + ", ".join(f"{k} {statistics.median(times[k]) - bare:.2f} ms" for k in ("default", "full")))
        filed, size = _strike(count, "off", 5, machines["off"], Path(name))
        spent, total = _combined(count, machines["off"])
        print(f"files: {count / filed:.0f} a second, {size / count:.0f} bytes; one file: {count / spent:.0f} a second, {total / count:.0f} bytes")


def profile() -> None:
    machine = press()
    work = list(appointments(600))
    for appointment in work[:100]:
        _ = machine.make(appointment).data
    recorder = cProfile.Profile()
    recorder.enable()
    for appointment in work[100:]:
        _ = machine.make(appointment).data
    recorder.disable()
    pstats.Stats(recorder).sort_stats("tottime").print_stats(18)
    copy = machine.make(work[0]).impression
    codes = [zlib.decompress(b[b.index(b"stream\r\n") + 8 : b.rindex(b"\r\nendstream")]) for _, b in copy.streams]
    for name, action in {
        "zlib of the personal content": lambda: [zlib.compress(c) for c in codes],
        "sha256 of the file": lambda: hashlib.sha256(copy.data).hexdigest(),
        "writing the file": lambda: Path(tempfile.gettempdir(), "bound.pdf").write_bytes(copy.data),
    }.items():
        begin = time.perf_counter()
        for _ in range(300):
            action()
        print(f"bound, {name}: {(time.perf_counter() - begin) / 300 * 1e6:.0f} µs")


if __name__ == "__main__":
    {"rivals": rivals, "scale": scale, "profile": profile, "growth": growth, "short": short}[sys.argv[1]](*map(int, sys.argv[2:]))
