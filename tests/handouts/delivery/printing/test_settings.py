"""printing.toml, and the way by SumatraPDF."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.printing import sumatra as windows
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import Ticket
from handouts.delivery.printing.settings import Settings, channel, read_settings
from handouts.delivery.printing.sumatra import Sumatra, printers_in, sumatra
from handouts.errors import ClinicError, InputError
from handouts.files.hints import rows
from tests.handouts.delivery.printing import parcel


def test_a_clinic_without_the_file_has_the_usual_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(file=tmp_path / "printing.toml")


def test_the_file_says_how_to_print(tmp_path: Path) -> None:
    text = 'printer = "ipps://desk"\nsides = "two-sided-long-edge"\ntray = "tray-2"\nstaple = true\ncertificate = "desk.pem"\nuncounted = true\npatience = 60\n'
    (tmp_path / "printing.toml").write_text(text)
    read = read_settings(tmp_path)
    assert read == Settings("ipps://desk", "two-sided-long-edge", "tray-2", True, tmp_path / "desk.pem", True, 60, file=tmp_path / "printing.toml")
    made = channel(read, lambda _: None)
    assert isinstance(made, Printing) and made.trust and made.line.patience.stuck == 60


def test_every_fault_of_the_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "printing.toml").write_text('prnter = "Desk"\nstaple = "yes"\nsides = "both"\npatience = 0\n')
    with pytest.raises(ClinicError) as caught:
        read_settings(tmp_path)
    said = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in said] == ["prnter", "staple", "sides", "patience"]


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "desk.pem").write_text("no certificate")
    made = channel(Settings("ipps://localhost:1/ipp/print", certificate=tmp_path / "desk.pem"), lambda _: None)
    with pytest.raises(InputError, match="is no certificate in PEM form"):
        made.ready()


def test_without_a_print_server_and_without_a_name_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")
    with pytest.raises(InputError, match="start CUPS, or name an ipp:// printer with --printer"):
        channel(Settings(), lambda _: None)


# -- Windows

PROGRAM = """\
    #!{python}
    import json, sys
    from pathlib import Path
    folder = Path({folder!r})
    (folder / "called").write_text(json.dumps(sys.argv[1:]))
    (folder / "taken").write_bytes(Path(sys.argv[-1]).read_bytes())
    sys.exit(int((folder / "code").read_text()))
    """


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in SumatraPDF's place, that notes how it was called."""
    made = tmp_path / "SumatraPDF"
    made.write_text(dedent(PROGRAM).format(python=sys.executable, folder=str(tmp_path)))
    made.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.parametrize(("code", "outcome"), [(0, "sent"), (1, "failed"), (3, "in doubt")])
def test_sumatra_is_given_one_opaque_file_and_every_wish(program: Path, code: int, outcome: str) -> None:
    (program / "code").write_text(str(code))
    made = Sumatra("Front Desk", Ticket("two-sided-short-edge", "2"))
    made.ready()
    receipt = made.deliver(parcel())
    assert receipt.outcome == outcome
    called = json.loads((program / "called").read_text())
    assert called[:-1] == ["-print-to", "Front Desk", "-print-settings", "noscale,paper=A4,duplexshort,bin=2", "-silent"]
    assert Path(called[-1]).name == "copy00000001.1.1.pdf" and not Path(called[-1]).exists()
    assert (program / "taken").read_bytes() == parcel().data
    assert not receipt.facts.get("impressions")


def test_without_sumatra_the_word_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for place in windows.PLACES:
        monkeypatch.delenv(place, raising=False)
    with pytest.raises(ChannelError, match=r"install SumatraPDF .* or name the printer by its address"):
        Sumatra("").ready()
    with pytest.raises(InputError, match="cannot ask for staples"):
        sumatra("", Ticket(staple=True))


def test_what_windows_answers_is_one_printer_or_several_or_none() -> None:
    desk = {"Name": "Desk", "DriverName": "HP", "Location": None, "Default": True, "WorkOffline": False, "PrinterStatus": 3}
    assert [(p.name, p.state, p.default) for p in printers_in(json.dumps(desk))] == [("Desk", "idle", True)]
    ward = {**desk, "Name": "Ward", "Default": False, "WorkOffline": True}
    assert [p.state for p in printers_in(json.dumps([desk, ward]))] == ["idle", "stopped"]
    assert printers_in("") == []


def test_every_key_is_documented() -> None:
    installer = (Path(__file__).parents[4] / "docs" / "installer.md").read_text("utf-8")
    assert [key for key in rows(Settings) if key != "file" and f"    {key} = " not in installer] == []
