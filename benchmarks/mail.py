"""Mails a second on one connection: with locked attachments and plain, with the ledger and without.

`python -m benchmarks.mail [MAILS]`.  The server is aiosmtpd on loopback in a process of its own, with STARTTLS; the copy is the
kyphoplasty leaflet.  Ways take turns in one run; medians and ranges of the rounds.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP

from handouts.clinics.clinic import Clinic, built_in, read_clinic, sample_clinic
from handouts.delivery.channel import Parcel
from handouts.delivery.dispatch import dispatch
from handouts.delivery.mail.channel import Mail
from handouts.delivery.mail.passphrases import Keeper
from handouts.delivery.mail.settings import MailSettings
from handouts.ledger.data import Copy, Struck, copy_id
from handouts.ledger.ledger import Ledger
from handouts.ledger.outbox import enqueue
from handouts.ledger.record import record_of, whose_of
from handouts.press import Press
from handouts.records.appointment import Appointment
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted

ROUNDS = 3


class Sink:
    async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:  # noqa: N802  aiosmtpd asks for this name
        return "250 OK"


def serve(chain: bytes, key: bytes, pipe: Connection) -> None:
    """A mail server that takes everything; it says its port."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(key + chain)
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)

    async def run() -> None:
        def talk() -> SMTP:
            return SMTP(Sink(), tls_context=context, require_starttls=True, hostname="localhost", loop=asyncio.get_running_loop())

        server = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class Shop:
    """A ledger with copies of one leaflet, each of an appointment and a patient of its own."""

    def __init__(self, folder: Path, clinic: Clinic, mails: int) -> None:
        press = Press(clinic)
        rows = open_schedule(Path(built_in("assets/sample")) / "schedule.csv", clinic.zone)
        asked: Appointment = next(row.appointment for row in rows if isinstance(row, Accepted))
        handout = press.make(asked)
        self.pdf, self.ledger = handout.data, Ledger.open(folder / "ledger.sqlite3")
        record = json.loads(record_of(asked)) | {"email_consent": "yes"}
        self.copies = []
        for plain in ("", "yes"):
            run = self.ledger.begin_run(f"run {plain}", who="bench", rows=mails).id
            made = [
                Copy(
                    copy_id(f"run {plain}", n), run, n, datetime.now(UTC),
                    Struck(n, "kyphoplasty", 1, "en-US", "standard", "Letter", handout.pages, handout.sha256, f"{n}.pdf"),
                    whose_of(json.dumps(record | own(n, plain))),
                )
                for n in range(1, mails + 1)
            ]  # fmt: skip
            self.ledger.record_copies(run, made)
            self.ledger.finish_run(run)
            self.copies.append(made)

    def data(self, copy: Copy) -> bytes:
        return self.pdf


def own(number: int, plain: str) -> dict[str, str]:
    """What is one patient's alone: the newest record of an appointment says whether its letter is locked."""
    who = f"{plain or 'no'}{number}"
    return {"email": f"patient{number}@example.org", "email_plain": plain, "appointment_id": f"A-{who}", "patient_id": f"P-{who}"}


def timed(work: Callable[[], int]) -> float:
    """Things a second."""
    began = time.perf_counter()
    return work() / (time.perf_counter() - began)


def through_outbox(shop: Shop, mail: Mail, copies: list[Copy]) -> int:
    enqueue(shop.ledger, (copy.id for copy in copies), "mail", again=True)
    return sum(passed.delivery.state == "sent" for passed in dispatch(shop.ledger, mail, shop))


def bare(shop: Shop, mail: Mail, copies: list[Copy]) -> int:
    mail.ready()
    ready = (mail.prepare(Parcel(copy, shop.pdf, mail.identify(copy, 1))) for copy in copies)
    return sum(mail.deliver(parcel).outcome == "sent" for parcel in ready if isinstance(parcel, Parcel))


def composed(shop: Shop, mail: Mail, copies: list[Copy]) -> int:
    return sum(bool(mail.compose(Parcel(copy, shop.pdf, mail.identify(copy, 1)))) for copy in copies)


def main(mails: int) -> None:
    authority = trustme.CA()
    shown = authority.issue_cert("localhost")
    ours, theirs = multiprocessing.Pipe()
    chain = b"".join(pem.bytes() for pem in shown.cert_chain_pems)
    server = multiprocessing.Process(target=serve, args=(chain, shown.private_key_pem.bytes(), theirs), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        clinic = read_clinic(sample_clinic("riverside"))
        shop = Shop(folder, clinic, mails)
        how = MailSettings(folder / "mail.toml", "letters@clinic.example", "Riverside", "localhost", ours.recv(), ca=folder / "ca.pem", plain=True)
        mail = Mail(how, clinic, shop.ledger)
        mail._keeper = Keeper(b"k" * 32)
        ways = {f"{name_}, {kind}": (work, shop.copies[index]) for name_, work in WAYS.items() for index, kind in enumerate(("locked", "plain"))}
        found: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, (work, copies) in ways.items():
                found[way].append(timed(lambda work=work, copies=copies: work(shop, mail, copies)))  # type: ignore[misc]
        print(f"{mails} mails a round, {ROUNDS} rounds, a copy of {len(shop.pdf)} bytes; mails a second: median (range)")
        for way, rates in found.items():
            print(f"  {way:45} {statistics.median(rates):7.1f} ({min(rates):.1f}-{max(rates):.1f})")
        mail.close()
        shop.ledger.close()
    server.terminate()


WAYS: dict[str, Callable[[Shop, Mail, list[Copy]], int]] = {
    "composed only, nothing sent": composed, "sent on one connection": bare, "sent, with outbox and ledger": through_outbox,
}  # fmt: skip

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
