"""Name and password, PIN and account: as the standards have them, at real printers behind a gate, at a real CUPS; told to nobody else."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.printing import credentials as asking
from handouts.delivery.printing.client import Queue, address
from handouts.delivery.printing.credentials import Credentials, challenges
from handouts.delivery.printing.examine import examine
from handouts.delivery.printing.ipp import Attribute, Tag, attribute
from handouts.delivery.printing.line import PrinterLine
from handouts.delivery.printing.printer import Printing
from handouts.delivery.printing.printers import Ticket
from handouts.delivery.printing.settings import Settings, channel, read_settings
from handouts.errors import ClinicError, InputError
from handouts.ledger.ledger import Ledger
from tests.handouts.delivery import recorded
from tests.handouts.delivery.printing import SHORT, parcel
from tests.handouts.delivery.printing.gate import PASSWORD, USER, Gate
from tests.handouts.delivery.printing.ippserver import Odd
from tests.handouts.delivery.printing.servers import PPD, Cups, Eve
from tests.handouts.delivery.printing.test_servers import sent_off, states

MUFASA = 'realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop="auth, auth-int"'
PIN = (
    attribute(Tag.INTEGER, "job-password-supported", 8), attribute(Tag.RANGE, "job-password-length-supported", struct.pack(">ii", 4, 6)),
    attribute(Tag.KEYWORD, "job-password-encryption-supported", "none", "sha2-256"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "response"),
    [  # RFC 7616, 3.9.1; RFC 2617, 3.5
        (f"Digest {MUFASA}, algorithm=MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        (f"Digest {MUFASA}, algorithm=SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch, header: str, response: str) -> None:
    monkeypatch.setattr(asking.secrets, "token_hex", lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    made = Credentials("Mufasa", lambda: "Circle of Life")
    assert made.header("GET", "/dir/index.html") == {} and made.take([header])
    said = made.header("GET", "/dir/index.html")["Authorization"].decode()
    assert f'response="{response}"' in said and "nc=00000001" in said and "qop=auth" in said and "auth-int" not in said


def test_the_better_way_is_taken_and_what_is_not_known_is_none() -> None:
    several = ['Negotiate, Basic realm="a, Digest b=c", Digest realm="x", nonce="1", algorithm=MD5', 'Digest realm="x", nonce="2", algorithm=SHA-256, qop="auth"']
    assert [(one.scheme, one.parts.get("realm")) for one in challenges(several)] == [
        ("negotiate", None), ("basic", "a, Digest b=c"), ("digest", "x"), ("digest", "x"),
    ]  # fmt: skip
    made = Credentials("u", lambda: "p")
    assert made.take(several) and b'nonce="2"' in made.header("POST", "/")["Authorization"]
    for unknown in (["Negotiate"], ['Digest realm="x", nonce="1", algorithm=SHA3-256'], ['Digest realm="x", nonce="1", qop="auth-int"'], [], ["\x00,,=\"'"]):
        assert not Credentials("u", lambda: "p").take(unknown)


# -- at a gate before a real printer


def gated(gate: Gate, password: str = PASSWORD, user: str = USER) -> Printing:
    queue = Queue(address(gate.uri), gate.certificate, 5, user, Credentials(user, lambda: password))
    return Printing(PrinterLine(queue, gate.uri, SHORT))


@pytest.mark.servers
@pytest.mark.parametrize("asks", ["Basic", "MD5", "MD5-sess", "SHA-256", "SHA-512-256", "SHA-256-sess"])
def test_a_printer_that_wants_a_name_is_told_it_and_prints_once(tmp_path: Path, eve: Eve, ledger: Ledger, asks: str) -> None:
    with Gate(tmp_path, eve.port, asks) as gate:
        passed = sent_off(ledger, gated(gate), recorded(ledger, 2))
    assert [one.delivery.state for one in passed] == ["sent", "sent"], passed
    assert (gate.turned, gate.documents) == (1, 2)  # it is asked once, and no document travels twice
    assert set(eve.printed().values()) == {3}
    job = Queue(address(eve.uri)).job(1, "job-originating-user-name")
    assert job["job-originating-user-name"] == (USER,)


@pytest.mark.servers
def test_a_number_that_has_grown_old_is_answered_anew(tmp_path: Path, eve: Eve, ledger: Ledger) -> None:
    with Gate(tmp_path, eve.port, "MD5", forget=3) as gate:
        passed = sent_off(ledger, gated(gate), recorded(ledger, 2))
    assert [one.delivery.state for one in passed] == ["sent", "sent"] and gate.turned > 2 and set(eve.printed().values()) == {3}


@pytest.mark.servers
@pytest.mark.parametrize("asks", ["Basic", "SHA-256"])
def test_a_wrong_password_leaves_all_waiting_and_is_told_alike(tmp_path: Path, eve: Eve, ledger: Ledger, asks: str) -> None:
    with Gate(tmp_path, eve.port, asks) as gate:
        wrong = gated(gate, "Zyxwrong")
        assert sent_off(ledger, wrong, recorded(ledger, 2)) == [] and states(ledger) == ["waiting", "waiting"]
        with pytest.raises(ChannelError) as caught:
            wrong.ready()
        (tmp_path / "secret").write_text("Zyxwrong")
        (tmp_path / "secret").chmod(0o600)
        (tmp_path / "printing.toml").write_text(f'printer = "{gate.uri}"\nuser = "desk"\npassword = {{file = "secret"}}\ncertificate = "printer.pem"\n')
        (found,) = examine(read_settings(tmp_path), ["A4"])
        nameless = Printing(PrinterLine(Queue(address(gate.uri), gate.certificate, 5), gate.uri, SHORT))
        with pytest.raises(ChannelError, match=r"wants a name and a password; write user and password into printing\.toml"):
            nameless.ready()
    assert str(caught.value) == f"{gate.uri} does not take the name and password; correct user and password in printing.toml"
    assert f"{found.what}; {found.remedy}" == str(caught.value)
    assert "Zyx" not in repr(wrong) + str(caught.value) and eve.printed() == {}


def test_a_password_and_a_pin_leave_encrypted_only_and_to_the_named_printer_only(tmp_path: Path) -> None:
    text = 'printer = "ipp://printer.example/ipp/print"\nuser = "desk"\npassword = {env = "HANDOUTS_TEST_NONE"}\n'
    (tmp_path / "printing.toml").write_text(text)
    read = read_settings(tmp_path)
    with pytest.raises(InputError, match="over an encrypted connection only; write ipps:// instead of ipp://"):
        channel(read, lambda _: None)
    for uri in ("ipps://printer.example/ipp/print", "ipp://localhost:1/ipp/print", "Desk"):
        there = replace(read, printer=uri)
        made = channel(there, lambda _: None)
        assert isinstance(made, Printing) and made.line.queue.credentials and made.line.queue.who == "desk"
        other = channel(there.at("ipps://other.example/ipp/print"), lambda _: None)
        assert isinstance(other, Printing) and other.line.queue.credentials is None and other.line.queue.who != "desk"
        assert there.at("") is there and there.at(uri) is there


def test_a_password_that_is_not_there_is_said_when_it_is_asked_for(tmp_path: Path) -> None:
    with Gate(tmp_path, 1, "Basic") as gate:
        settings = Settings(gate.uri, certificate=gate.certificate, user="desk", password=None, file=tmp_path / "printing.toml")
        (tmp_path / "printing.toml").write_text(f'printer = "{gate.uri}"\nuser = "desk"\npassword = {{env = "HANDOUTS_TEST_NONE"}}\ncertificate = "printer.pem"\n')
        made = channel(read_settings(tmp_path), lambda _: None)
        with pytest.raises(ClinicError, match="the environment has no HANDOUTS_TEST_NONE"):
            made.ready()
    assert settings.credentials is None


# -- a PIN


def pinned(odd: Odd, pin: str = "4711", said: list[str] | None = None) -> Printing:
    heard = said if said is not None else []
    return Printing(PrinterLine(Queue(address(odd.uri), timeout=5), odd.uri, replace(SHORT, stuck=1), heard.append), Ticket(pin=pin))


@pytest.mark.parametrize(
    ("ways", "sent", "said"),
    [
        (("none", "sha2-256"), "sha2-256", hashlib.sha256(b"4711").digest()), (("none",), "none", b"4711"), ((), "none", b"4711"),
        (("md5", "none"), "md5", hashlib.md5(b"4711").digest()),
    ],
)  # fmt: skip
def test_a_pin_goes_with_the_job_as_the_printer_wants_it(ways: tuple[str, ...], sent: str, said: bytes) -> None:
    more = (PIN[0], attribute(Tag.KEYWORD, "job-password-encryption-supported", *ways)) if ways else PIN[:1]
    with Odd(more=more) as odd:
        made = pinned(odd)
        made.ready()
        assert made.deliver(parcel()).outcome == "sent"
    assert odd.pins == [(said, sent)] and "4711" not in repr(made)


@pytest.mark.parametrize(
    ("more", "pin", "ignores", "says"),
    [
        ((), "4711", False, "holds no copies back for a PIN; leave pin out"), (PIN, "47114711", False, "does not take the PIN; it takes 4 to 6 characters"),
        (PIN, "47", False, "it takes 4 to 6"), (PIN, "4711", True, "does not take the PIN, and would print at once"),
        ((PIN[0], attribute(Tag.KEYWORD, "job-password-encryption-supported", "odd")), "4711", False, "in a form that is not known here"),
    ],
)  # fmt: skip
def test_a_printer_that_would_print_at_once_prints_nothing(more: tuple[Attribute, ...], pin: str, ignores: bool, says: str, ledger: Ledger) -> None:
    with Odd(more=more) as odd:
        odd.ignores = ignores
        made = pinned(odd, pin)
        with pytest.raises(ChannelError, match=says) as caught:
            made.ready()
        assert sent_off(ledger, made, recorded(ledger, 2)) == [] and odd.submitted == 0
    assert states(ledger) == ["waiting", "waiting"] and pin not in str(caught.value)


def test_a_copy_whose_pin_nobody_types_in_is_taken_back_and_waits() -> None:
    said: list[str] = []
    with Odd(more=PIN) as odd:
        odd.typed = False
        made = pinned(odd, said=said)
        made.ready()
        came = made.deliver(parcel())
        assert odd.cancelled
    assert (came.outcome, came.temporary, came.stop) == ("failed", True, True), came
    assert said == [f"{odd.uri} holds the copy back: type the PIN in at the printer; waiting"]


def test_the_pin_and_the_account_are_settings(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("4711\n")
    (tmp_path / "pin").chmod(0o600)
    (tmp_path / "printing.toml").write_text('printer = "ipps://desk/ipp/print"\npin = {file = "pin"}\naccount = "ward 7"\n')
    made = channel(read_settings(tmp_path), lambda _: None)
    assert isinstance(made, Printing) and (made.ticket.pin, made.ticket.account) == ("4711", "ward 7")
    (tmp_path / "pin").chmod(0o644)
    with pytest.raises(ClinicError, match="chmod 600"):
        channel(read_settings(tmp_path), lambda _: None)


# -- real ones


@pytest.mark.servers
def test_a_printer_without_accounts_takes_no_copy(eve: Eve, ledger: Ledger) -> None:
    made = Printing(PrinterLine(Queue(address(eve.uri), timeout=5), eve.uri, SHORT), Ticket(account="ward 7"))
    assert sent_off(ledger, made, recorded(ledger, 2)) == []
    assert states(ledger) == ["waiting", "waiting"] and eve.printed() == {}
    with pytest.raises(ChannelError, match=r"takes no account; leave account out of printing\.toml"):
        made.prepare(parcel())


@pytest.mark.servers
def test_cups_takes_pin_and_account_where_its_queue_does(tmp_path: Path, cups: Callable[..., Cups]) -> None:
    server = cups(Desk="file:/dev/null", Plain="file:/dev/null")
    server.close()
    (server.folder / "ppd" / "Desk.ppd").write_text(PPD + '*cupsJobPassword: "1111"\n*cupsJobAccountId: True\n')
    (server.folder / "ppd" / "Plain.ppd").write_text(PPD)
    server.start()
    desk = Printing(PrinterLine(Queue(address("Desk"), timeout=5), "Desk", SHORT), Ticket(account="ward 7", pin="4711"), trust=True)
    desk.ready()
    assert (desk.line.printer.pin, desk.line.printer.ciphers, desk.line.printer.accounts) == (4, ("none",), True)
    came = desk.deliver(parcel())
    assert came.outcome == "sent", came
    assert Queue(address("Desk")).job(int(str(came.facts["job"])), "job-account-id")["job-account-id"] == ("ward 7",)
    for ticket, says in ((Ticket(pin="47114"), "takes at most 4"), (Ticket(pin="4711"), "holds no copies back")):
        queue = "Desk" if len(ticket.pin) > 4 else "Plain"
        with pytest.raises(ChannelError, match=says):
            Printing(PrinterLine(Queue(address(queue), timeout=5), queue, SHORT), ticket).ready()
    assert "4711" not in f"{came.said}{dict(came.facts)}"
