"""The one-way street, and that the contracts would notice somebody driving against it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command(['--no-cache']))"


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder), "PATH": "", "PYTHONSAFEPATH": "1"}
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for room in ("handouts", "layouts"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("generate.py", "setup.cfg"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_contracts_hold(checkout: Path) -> None:
    done = contracts(checkout)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("layouts/typesetting/text.py", "from handouts.records.appointment import Patient"),
        ("handouts/leaflets/merge.py", "import reportlab"),
        ("handouts/records/appointment.py", "from handouts.press import Press"),
        ("handouts/press.py", "import generate"),
        ("handouts/authoring/check.py", "from handouts.runs.plan import plan"),
        ("handouts/rules/rules.py", "from handouts.authoring.check import check_file"),
        ("handouts/authoring/heard.py", "from handouts.publishing.codes import system_of"),
        ("handouts/publishing/codes.py", "from handouts.publishing.site.pages import Site"),
        ("handouts/leaflets/quality/words/tokens.py", "from handouts.leaflets.quality.check import check"),
        ("handouts/schedules/rows.py", "from handouts.schedules.opening import open_schedule"),
        ("handouts/commands/make.py", "from handouts.press import Press"),
        ("handouts/actions/single.py", "import click"),
        ("handouts/doctor/doctor.py", "from handouts.actions.where import Where"),
        ("handouts/delivery/channel.py", "from handouts.delivery.dispatch import dispatch"),
        ("handouts/delivery/mail/replies.py", "from handouts.delivery.mail.smtp import Wire"),
        ("handouts/delivery/printing/ipp.py", "from handouts.delivery.printing.line import PrinterLine"),
        ("layouts/pdf/objects.py", "from layouts.copies.plate import Plate"),
        ("layouts/copies/plate.py", "from layouts.copies.impression import Impression"),
        ("layouts/typesetting/faces.py", "from layouts.typesetting.lines import Line"),
        ("layouts/pages/tagged.py", "from layouts.pages.pieces import Piece"),
    ],
)
def test_an_import_turned_round_breaks_them(checkout: Path, room: str, line: str) -> None:
    file = checkout / room
    file.write_text(file.read_text("utf-8").replace("from __future__ import annotations\n", f"from __future__ import annotations\n{line}\n", 1), "utf-8")
    done = contracts(checkout)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
