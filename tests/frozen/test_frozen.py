"""The frozen program, as a reception gets it: in an empty environment, from another folder, with no Python to be found."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from zipfile import ZipFile

import pikepdf
import pytest

from handouts.clinics.clinic import sample_clinic
from handouts.ledger.ledger import NAME, Ledger
from handouts.ledger.outbox import deliveries
from tests.handouts.delivery.mail.mailserver import GOOD, SENDER, Box, serving
from tests.handouts.desk import PEOPLE, listed
from tests.handouts.desk.test_browser import CHROMIUM, FLAGS
from tests.reading import text_of

pytestmark = pytest.mark.frozen
ROOT = Path(__file__).parents[2]
FROZEN = Path(os.environ.get("HANDOUTS_FROZEN", ROOT / "dist" / "handouts"))  # what `make frozen` makes
INTERNAL = FROZEN / "_internal"
MAKE = ("make", "kyphoplasty", "--clinic", "riverside", "--patient", "Anna Lee", "--born", "1951-04-17", "--id", "RSC-4711", "--at", "2026-12-08T09:30")
SUFFIX = ".exe" if sys.platform == "win32" else ""


def environment(folder: Path) -> dict[str, str]:
    """Nothing but where one's own data may lie."""
    return {"HOME": str(folder), "PATH": ""}


def say(folder: Path, *words: str, code: int = 0) -> str:
    """What the frozen command line answers."""
    program = str(FROZEN / f"handouts{SUFFIX}")
    done = subprocess.run([program, *words], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic's list, made by two workers."""
    folder = tmp_path_factory.mktemp("batch")
    shutil.copytree(sample_clinic("riverside"), folder / "clinic")
    people = [(*one[:-1], "en-US", f"a{number}@example.org", "yes") for number, one in enumerate(PEOPLE)]
    table = "\n".join(",".join(row) for row in [[*listed([]).decode().strip().split(","), "email", "email_consent"], *people])
    (folder / "list.csv").write_text(table, "utf-8")
    say(folder, "batch", "list.csv", "--clinic", "clinic", "--out", "out", "--workers", "2", "--yes")
    return folder


def test_the_sample_list_becomes_handouts_and_nobody_is_left_out(tmp_path: Path) -> None:
    made = json.loads(say(tmp_path, "demo", "--out", "demo", "--json"))["made"]
    copies = sorted((tmp_path / "demo").glob("*.pdf"))
    assert len(copies) == len(made) >= 13 and all(copy["proof"] for copy in made)
    assert all(text_of(copy.read_bytes()).strip() for copy in copies)
    with pikepdf.open(copies[0]) as pdf, pdf.open_metadata() as facts:
        assert (facts["pdfuaid:part"], facts["pdfaid:part"]) == ("1", "2")


def test_two_workers_make_a_list_and_every_copy_was_proven(batch: Path) -> None:
    with Ledger.open(batch / "clinic" / NAME) as ledger:
        (run,) = ledger.runs()
        copies = list(ledger.copies(run.id))
    assert len(copies) == len(PEOPLE) == len(list((batch / "out").glob("*.pdf")))
    assert all(copy.struck.proof for copy in copies)
    assert "ليلى" in "".join(text_of(path.read_bytes()) for path in (batch / "out").glob("*.pdf"))


def test_the_same_copy_has_the_same_text_frozen_or_not(tmp_path: Path) -> None:
    say(tmp_path, *MAKE, "--out", "frozen.pdf")
    subprocess.run([sys.executable, str(ROOT / "generate.py"), *MAKE, "--out", "here.pdf"], cwd=tmp_path, env={"PATH": ""}, check=True)
    frozen, here = (re.sub(r"\b[0-9a-z]{8,}\b", "", text_of((tmp_path / name).read_bytes())) for name in ("frozen.pdf", "here.pdf"))
    assert frozen == here and "Anna Lee" in frozen


def test_letters_are_encrypted_and_reach_a_mail_server(batch: Path) -> None:
    box = Box("none")
    GOOD.cert_pem.write_to_path(str(batch / "clinic" / "ca.pem"))
    with serving(box) as port:
        lines = f'from = "{SENDER}"\nname = "Riverside"\nhost = "localhost"\nport = {port}\nca = "ca.pem"\ntimeout = 20\npatience = 20\n'
        (batch / "clinic" / "mail.toml").write_text(lines, "utf-8")
        say(batch, "email", "1", "--clinic", "clinic", "--yes")
    with Ledger.open(batch / "clinic" / NAME) as ledger:
        assert [one.state for one in deliveries(ledger, channel="mail")] == ["sent"] * len(PEOPLE)
    assert len(box.held) == len(PEOPLE) and box.open == 0


def test_a_text_of_word_is_taken_and_checked(tmp_path: Path) -> None:
    import docx

    text = docx.Document()
    text.add_heading("Your knee", 1)
    text.add_paragraph("Keep your leg up today. Call us if it hurts.")
    text.save(str(tmp_path / "knee.docx"))
    shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    say(tmp_path, "import", "knee.docx", "--clinic", "clinic")
    made = next((tmp_path / "clinic" / "handouts").glob("*.md"))
    assert "Keep your leg up today." in made.read_text("utf-8")


def test_doctor_finds_everything_there(tmp_path: Path) -> None:
    shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    file = tmp_path / "clinic" / "clinic.toml"
    file.write_text(file.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
    assert "FAIL" not in say(tmp_path, "doctor", "--clinic", "clinic", "--bundle", "report.zip")
    with ZipFile(tmp_path / "report.zip") as package:
        told = package.read("handouts-report/version.txt").decode()
    assert told.strip() == say(tmp_path, "--version").strip()
    assert ", frozen; " in told and "reportlab 5" in told and "without" not in told


def test_the_first_ledger_there_was_is_carried_over(tmp_path: Path) -> None:
    shutil.copytree(sample_clinic("riverside"), tmp_path / "clinic")
    shutil.copy(ROOT / "tests" / "cases" / "ledgers" / "001.sqlite3", tmp_path / "clinic" / NAME)
    said = say(tmp_path, "report", "1", "--clinic", "clinic", code=7)  # its files are not there any more, which is told
    assert "3 = 1 delivered + 1 waiting + 0 failed + 1 in doubt" in said
    assert (tmp_path / "clinic" / f"{NAME}.before-002").is_file()


@contextmanager
def desk(folder: Path, *words: str, **more: str) -> Iterator[str]:
    """The desk of a double click; the link that it says."""
    program = str(FROZEN / f"handouts-desk{SUFFIX}")
    process = subprocess.Popen([program, *words], cwd=folder, env={**environment(folder), **more}, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        said = process.stdout.readline() + process.stdout.readline()
        found = re.search(r"http://\S+/enter/\S+", said)
        assert found, said
        yield found[0]
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout
        process.stdout.close()


def test_a_double_click_opens_the_desk_of_a_sample_clinic_in_chromium(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with desk(tmp_path, HANDOUTS_PORT="0") as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 and "favicon" not in answer.url else None)
        page.goto(link)
        page.locator("html.scripted").wait_for()
        page.locator(".day").wait_for()
        assert "Riverside" in page.inner_text("body")
        page.goto(link.partition("/enter/")[0] + "/leaflets")
        assert "kyphoplasty" in page.content()
        browser.close()
    assert not faults
    assert (tmp_path / ".local" / "share" / "handouts" / "sample-desk" / "diary.sqlite3").is_file()


def test_it_is_there_nearly_as_soon_as_the_unfrozen_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    took: dict[str, list[float]] = {"frozen": [], "here": []}
    for _ in range(3):
        for name, command in (("frozen", [str(FROZEN / f"handouts{SUFFIX}")]), ("here", [sys.executable, str(ROOT / "generate.py")])):
            start = time.perf_counter()
            subprocess.run([*command, *MAKE, "--out", f"{name}.pdf"], cwd=tmp_path, env=environment(tmp_path), check=True, capture_output=True)
            took[name].append(time.perf_counter() - start)
    frozen, here = (min(took[name]) for name in ("frozen", "here"))
    with capsys.disabled():
        print(f"\nstart to first PDF: frozen {frozen * 1000:.0f} ms, unfrozen {here * 1000:.0f} ms")
    assert frozen < 3 * here


# -- what is in the folder, and in the wheel


def shipped() -> set[str]:
    """The data that setup.cfg says are part of the program."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    found = set()
    for room, patterns in config["options.package_data"].items():
        for pattern in patterns.split(","):
            found |= {path.relative_to(ROOT).as_posix() for path in (ROOT / room).glob(pattern.strip()) if path.is_file() and path.suffix not in (".py", ".pyc")}
    return found


def test_all_data_are_there() -> None:
    data = shipped()
    assert len(data) > 200 and {"handouts/ledger/001.sql", "handouts/desk/static/desk.js", "assets/fonts/OFL.txt", "layouts/standard.toml"} <= data
    assert [name for name in data if (INTERNAL / name).read_bytes() != (ROOT / name).read_bytes()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files in the wheel of this tree."""
    tree, out = tmp_path_factory.mktemp("tree") / "handouts", tmp_path_factory.mktemp("wheel")
    tree.mkdir()
    for name in ("handouts", "layouts", "assets"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("generate.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", "packaging/anew.py"):
        (tree / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    for left in ("build/lib/handouts/library/gone.md", "assets/sample/__pycache__/__init__.cpython-311.pyc"):  # by an older tree, and by its use
        (tree / left).parent.mkdir(parents=True)
        (tree / left).write_text(f"{ROOT}/", "utf-8")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(tree)], check=True, cwd=out)
    with ZipFile(next(out.glob("*.whl"))) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_wheel_holds_all_data_and_no_tests(wheel: dict[str, bytes]) -> None:
    assert shipped() <= set(wheel)
    assert {name.partition("/")[0] for name in wheel} - {"generate.py"} == {"handouts", "layouts", "assets"} | {n.partition("/")[0] for n in wheel if ".dist-info/" in n}
    assert not [name for name in wheel if re.search(r"(^|/)(tests?|conftest|benchmarks)(/|\.py)|/test_|\.pyc$|/gone\.md$", name)]


def strange(files: Iterator[tuple[str, bytes]]) -> list[str]:
    """Files that tell where they were put together; what a library of others tells of its own maker is theirs."""
    words = [f"{place}/".encode() for place in {str(ROOT), sys.prefix, sys.base_prefix} - {"/", "/usr", "/usr/local"}]
    return [name for name, data in files if any(word in data for word in words)]


def names_in(code: CodeType) -> set[str]:
    """The names of files that a module's code tells in a traceback."""
    return {code.co_filename}.union(*(names_in(part) for part in code.co_consts if isinstance(part, CodeType)))


def test_nothing_tells_of_the_machine_it_was_built_on(wheel: dict[str, bytes]) -> None:
    frozen = ((str(path.relative_to(FROZEN)), path.read_bytes()) for path in FROZEN.rglob("*") if path.is_file())
    assert strange(frozen) == []
    assert strange(iter(wheel.items())) == []
    assert strange(iter([("x", f"{ROOT}/handouts".encode())])) == ["x"]


def test_no_tests_and_no_tools_were_frozen() -> None:
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(FROZEN / f"handouts{SUFFIX}")).open_embedded_archive("PYZ.pyz")
    modules = set(archive.toc)
    own = [name for name in modules if name.partition(".")[0] in ("handouts", "layouts", "generate")]
    codes = [code for name in own if isinstance(code := archive.extract(name), CodeType)]
    assert len(codes) > 400 and not [name for code in codes for name in names_in(code) if Path(name).is_absolute()]
    assert "handouts.press" in modules and "generate" in modules
    rooms = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for room in ("handouts", "layouts") for path in (ROOT / room).rglob("*.py")}
    assert {room.removesuffix(".__init__") for room in rooms} <= modules
    tools = {"tests", "pytest", "_pytest", "hypothesis", "playwright", "PyInstaller", "mypy", "ruff", "pip", "setuptools", "numpy", "distributed", "readline", "tkinter"}
    assert {module.partition(".")[0] for module in modules} & tools == set()
    assert not [name for name in modules if re.search(r"(^|\.)tests?(\.|$)", name) and not name.startswith(("unittest", "jinja2.tests"))]  # Jinja's are filters' kin


def test_no_library_is_under_a_licence_that_may_not_be_there() -> None:
    libraries = [path.name for path in FROZEN.rglob("*") if re.search(r"\.(so|dll|pyd|dylib)\b", path.name)]
    assert libraries and not [name for name in libraries if re.search(r"readline|gdbm|poppler|mupdf|ghostscript|\bgs\b|libdb-", name, re.I)]
    table = (INTERNAL / "licences" / "THIRD-PARTY.md").read_text("utf-8")
    for part in ("svglib", "pikepdf", "Noto Sans fonts", "CPython", "reportlab"):
        assert f"| {part} |" in table
    assert (INTERNAL / "LICENSE").is_file() and list((INTERNAL / "licences").rglob("OFL.txt"))


GPL = re.compile(rb"GNU\s+(AFFERO\s+)?GENERAL\s+PUBLIC\s+LICENSE", re.I)


def test_nothing_says_that_it_is_under_the_gpl() -> None:
    """Outside of the folders of licences, whose texts name it where GCC's exception, the LGPL or what is compatible is explained."""
    files = {path.relative_to(INTERNAL).as_posix(): path for path in INTERNAL.rglob("*") if path.is_file() and not path.is_symlink()}
    plain = {name: path for name, path in files.items() if not re.match(r"licences/|[^/]+\.dist-info/", name)}
    assert len(plain) > 500 and [name for name, path in plain.items() if GPL.search(path.read_bytes())] == []
    texts = {name.rpartition("/")[2].lstrip("0123456789") for name in files if re.search(r"\bA?GPL", name) and "LGPL" not in name}
    assert texts <= {"GPL-3.0.txt"}  # of pikepdf, beside GCC-exception-3.1.txt
    assert GPL.search(b"under the GNU General\nPublic License")


def test_every_library_of_the_system_is_among_the_parts() -> None:
    table = (INTERNAL / "licences" / "THIRD-PARTY.md").read_text("utf-8")
    known = {
        "libbz2": "bzip2", "libcrypto": "OpenSSL", "libssl": "OpenSSL", "libffi": "libffi", "libgcc_s": "libgcc and libstdc++, of GCC", "libstdc++": "libgcc and libstdc++, of GCC",
        "liblzma": "liblzma, of XZ Utils", "libpython3": "CPython", "libsqlite3": "SQLite", "libuuid": "libuuid, of util-linux", "libz": "zlib", "_cffi_backend": "cffi",
    }  # fmt: skip
    libraries = [path.name.partition(".")[0] for path in INTERNAL.glob("*.so*") if not path.is_symlink()]
    assert [name for name in libraries if f"| {known.get(name)} |" not in table] == []
