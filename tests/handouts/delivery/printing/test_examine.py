"""What doctor says of a printer that encrypts otherwise than it should, or is not there: each fault in its own words, as printing says it."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from handouts.delivery.channel import ChannelError
from handouts.delivery.printing.examine import examine
from handouts.delivery.printing.settings import Settings, channel
from tests.handouts.delivery.mail.mailserver import GOOD, context
from tests.handouts.delivery.printing.gate import Gate
from tests.handouts.delivery.printing.ippserver import Odd


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer knows an authority of the tests."""
    GOOD.cert_pem.write_to_path(str(tmp_path / "known.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "known.pem"))


def told(settings: Settings) -> str:
    """What printing says; doctor says the same."""
    made = channel(settings, lambda _: None)
    with pytest.raises(ChannelError) as caught:
        made.ready()
    (found,) = examine(settings, ["A4"])
    assert not found.ok and f"{found.what}; {found.remedy}" == str(caught.value)
    assert not caught.value.temporary
    return str(caught.value)


def test_a_certificate_of_its_own_is_to_be_named(tmp_path: Path, trusting: None) -> None:
    with Odd() as odd, Gate(tmp_path, odd.server_address[1]) as gate:
        assert "shows a certificate of its own, which nothing on this computer vouches for; save it from the printer's web page" in told(Settings(gate.uri))
        assert all(one.ok for one in examine(Settings(gate.uri, certificate=gate.certificate), []))
        other = tmp_path / "other.pem"
        trustme.CA().cert_pem.write_to_path(str(other))
        assert "shows another certificate than the one that was named; if it was renewed" in told(Settings(gate.uri, certificate=other))


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"days": -1}, "shows a certificate that is out of date, or this computer's clock is wrong; renew it"),
        ({"name": "another.example"}, "shows a certificate for another name; write that name in the printer's address"),
        ({"old": True}, "encrypts in an old way only (TLS 1.1 or older), and nothing was sent; update the printer"),
    ],
)  # fmt: skip
def test_encryption_that_is_not_good_has_a_sentence_of_its_own(tmp_path: Path, trusting: None, how: dict[str, object], says: str) -> None:
    with Gate(tmp_path, 1, tls=context(**how)) as gate:  # type: ignore[arg-type]
        assert says in told(Settings(gate.uri))


@pytest.mark.parametrize(("days", "ends"), [(29, True), (31, False)])
def test_a_certificate_that_is_about_to_end_is_told(tmp_path: Path, trusting: None, days: int, ends: bool) -> None:
    with Odd() as odd, Gate(tmp_path, odd.server_address[1], tls=context(days=days)) as gate:
        found = list(examine(Settings(gate.uri), []))
    assert all(one.ok for one in found) and any("its certificate ends on" in one.what for one in found) is ends


def test_a_queue_without_a_print_server_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")
    (found,) = examine(Settings("Desk"), ["A4"])
    assert found.what == "'Desk' is a queue of this computer's print server (CUPS), which does not answer: it takes no connections"
    assert found.remedy == "start it, or name a printer by its address, ipp://… or ipps://…"
    with pytest.raises(ChannelError) as caught:
        channel(Settings("Desk"), lambda _: None).ready()
    assert str(caught.value) == f"{found.what}; {found.remedy}" and caught.value.temporary
