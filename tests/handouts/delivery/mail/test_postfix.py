"""The same faults with a real Postfix: what it has delivered and what the ledger says agree, or the copy is in doubt."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.mail.examine import examine
from handouts.ledger.outbox import deliveries
from tests.handouts.delivery.mail.mailserver import GOOD, STRANGER, settings
from tests.handouts.delivery.mail.postfix import Cutter, Postfix, postfix
from tests.handouts.delivery.mail.test_channel import Office

pytestmark = pytest.mark.servers
MAILS = int(os.environ.get("HANDOUTS_MAILS", "30"))
THIRD = MAILS // 3


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    assert shutil.which("postfix") and os.geteuid() == 0, "Postfix (Debian's package) and root are needed; `make servers` installs it"
    with postfix() as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, server: Postfix) -> Iterator[Office]:
    server.answer()
    for path in (server.folder / "mail" / "new").iterdir():
        path.unlink()
    made = Office(tmp_path, MAILS)
    yield made
    made.ledger.close()


def agrees(office: Office, server: Postfix) -> None:
    held, found = server.counted(), deliveries(office.ledger, channel="mail")
    assert len(found) == MAILS and max(held.values(), default=1) == 1
    assert set(held) <= {d.message for d in found}
    assert [d.state for d in found if d.state != "in doubt" and held[d.message] != (d.state == "sent")] == []
    for data in server.held():
        assert b"Zyxwarth" not in data and b"%PDF" not in data
    assert all("TLSv1" in str(m["Received"]) for m in server.messages())


@pytest.mark.parametrize("answer", ["450 4.2.0 busy", "450 4.7.1 greylisted", "451 4.3.0 fault"])
def test_what_is_temporary_waits_and_arrives_when_the_server_takes_it(office: Office, server: Postfix, answer: str) -> None:
    server.answer(recipients=answer)
    office.send(server.port, wait=False)
    assert office.states() == {"sent": MAILS - THIRD, "waiting": THIRD}
    agrees(office, server)
    server.answer()
    office.send(server.port)
    assert office.states() == {"sent": MAILS}
    agrees(office, server)


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "452 4.3.1 full"])
def test_a_server_that_can_take_nothing_ends_the_round_and_gets_everything_when_it_can(office: Office, server: Postfix, answer: str) -> None:
    server.answer(recipients=answer)
    with pytest.raises(ChannelError, match="the same command goes on from"):
        office.send(server.port, wait=False)
    assert office.states() == {"sent": 2, "waiting": MAILS - 2}
    agrees(office, server)
    server.answer()
    office.send(server.port)
    assert office.states() == {"sent": MAILS}
    agrees(office, server)


@pytest.mark.parametrize("answer", ["550 5.1.1 unknown", "552 5.2.2 full", "554 5.7.1 no"])
@pytest.mark.parametrize("when", ["recipients", "ends"])
def test_what_is_refused_has_failed(office: Office, server: Postfix, answer: str, when: str) -> None:
    server.answer(**{when: answer})
    office.send(server.port)
    assert office.states() == {"sent": MAILS - THIRD, "failed": THIRD}
    agrees(office, server)


def test_one_recipient_each_and_the_right_one(office: Office, server: Postfix) -> None:
    office.send(server.port)
    assert server.recipients() == {f"patient{n}@example.org".encode(): 1 for n in range(1, MAILS + 1)}
    assert sorted(str(m["To"]) for m in server.messages()) == sorted(f"patient{n}@example.org" for n in range(1, MAILS + 1))


@pytest.mark.parametrize("fault", ["cut before", "cut after", "slow"])
def test_a_wire_that_is_cut(office: Office, server: Postfix, fault: str) -> None:
    size = 4500
    cutter = Cutter(server.port, fault, size, every=max(3, MAILS // 10) if fault == "slow" else 3)
    office.send(cutter.port, patience=1 if fault == "slow" else 30)
    assert cutter.hits >= 3
    states = office.states()
    cutter.close()
    office.time.sleep(10**6)
    office.send(server.port)
    assert office.states() == states and set(states) <= {"sent", "in doubt"}
    agrees(office, server)
    if fault == "cut before":  # what lies in the kernel's buffer when the wire is cut cannot be known to have arrived, or not
        assert states["in doubt"] <= cutter.hits
        assert sum(server.counted().values()) == states["sent"]
    else:
        assert states["in doubt"] == cutter.hits
        assert sum(server.counted().values()) == MAILS


@pytest.mark.parametrize(
    ("authority", "name", "tls", "says"),
    [(GOOD, "localhost", "none", "does not encrypt"), (STRANGER, "localhost", "may", "not signed by anybody"), (GOOD, "mail.example.org", "may", "for another name")],
)  # fmt: skip
def test_without_good_encryption_nothing_leaves(tmp_path: Path, authority: object, name: str, tls: str, says: str) -> None:
    office = Office(tmp_path, MAILS)
    with postfix(authority, name, tls) as bad:  # type: ignore[arg-type]
        with pytest.raises(ChannelError, match=says):
            office.send(bad.port, wait=False)
        (found,) = examine(settings(tmp_path, bad.port))
        assert not found.ok and says in found.what
        assert bad.held() == []
    assert office.states() == {"waiting": MAILS}
    office.ledger.close()


def test_a_good_server_is_found_good(tmp_path: Path, server: Postfix) -> None:
    assert [f.ok for f in examine(settings(tmp_path, server.port))] == [True]
