"""E-mail: a copy goes to the patient's own address, locked unless both clinic and patient want it plain.

In: parcels.  Out: one message each, to one address, over a verified connection that is kept for the next.  Refuses what settings and
connection refuse (`ChannelError`, `ClinicError`); a record without consent or address fails for good, and says to print it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from handouts.clinics.clinic import Clinic
from handouts.delivery.channel import ChannelError, Disposition, Parcel
from handouts.delivery.mail.addressees import NAME, goes_locked, why_not
from handouts.delivery.mail.message import Letter, recipient, written
from handouts.delivery.mail.passphrases import FACT, Keeper, keeper_of, refuse_known
from handouts.delivery.mail.sealing import Sealer
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.smtp import Wire
from handouts.errors import ClinicError, HandoutsError, InputError, OutputError
from handouts.ledger.data import Copy
from handouts.ledger.ledger import Ledger
from handouts.ledger.lineage import newest
from handouts.ledger.outbox import facts_kept
from handouts.ledger.record import appointment_of
from handouts.proof.kinds import untagged
from handouts.records.appointment import Appointment

NOT_MAILED = "{}; nothing was sent: print the copy"


@dataclass(slots=True)
class Mail:
    """The channel `mail` of a clinic.  new_key: a lost passphrase.key is replaced by a new one."""

    settings: MailSettings
    clinic: Clinic
    ledger: Ledger
    new_key: bool = False
    name: str = NAME
    _wire: Wire = field(init=False)
    _keeper: Keeper | None = None
    _sealer: Sealer = field(default_factory=Sealer)

    def __post_init__(self) -> None:
        self._wire = Wire(self.settings)

    def identify(self, copy: Copy, delivery: int) -> str:
        """The Message-ID: the same whenever the delivery is tried, so that staff and the patient's mailbox know it again."""
        return f"<{copy.id}.{delivery}@{self.settings.domain}>"

    def ready(self) -> None:
        """Connect, if there is no connection."""
        self._wire.open()

    def foresee(self, parcel: Parcel) -> None:
        """Begin to lock a copy whose letter is to be locked, as its record is now."""
        with suppress(HandoutsError):  # `prepare` says what is wrong with it
            appointment = appointment_of(newest(self.ledger, parcel.copy), self.clinic.zone)
            if goes_locked(appointment, self.settings) and not why_not(appointment):
                self._sealer.begin(parcel.data, self.passphrase(parcel.copy, appointment))

    def prepare(self, parcel: Parcel) -> Parcel | Disposition:
        """The message.  Raises ChannelError for what every other letter would meet as well: a template, the key."""
        try:
            appointment, message, facts = self.compose(parcel)
            return replace(parcel, data=message, to=recipient(appointment).addr_spec, facts=facts)
        except ClinicError as error:
            raise ChannelError(str(error)) from None
        except HandoutsError as error:
            return Disposition("failed", NOT_MAILED.format(error))

    def deliver(self, parcel: Parcel) -> Disposition:
        """One message, as it was prepared."""
        try:
            came = self._wire.send(self.settings.envelope, parcel.to, parcel.data)
        except HandoutsError as error:  # raised while it connects again: nothing was said of the message
            return Disposition("failed", str(error), temporary=True, stop=True)
        return replace(came, facts=parcel.facts)

    def compose(self, parcel: Parcel) -> tuple[Appointment, bytes, dict[str, object]]:
        """Whose it is, the bytes of the message, and what the ledger shall keep of it.  Raises HandoutsError."""
        appointment = appointment_of(newest(self.ledger, parcel.copy), self.clinic.zone)
        if reason := why_not(appointment) or self._unreadable(parcel.data):
            raise InputError(reason)
        locked = goes_locked(appointment, self.settings)
        pdf = self._sealer.sealed(parcel.data, self.passphrase(parcel.copy, appointment)) if locked else parcel.data
        moment = self.ledger.now()
        event = self.keeper.event(appointment.patient.identifier, appointment.identifier) if self.settings.calendar else ""
        letter = Letter(parcel.message, appointment, pdf, locked, parcel.copy.struck.language, moment, event)
        facts = {"locked": locked, FACT: self.keeper.name if locked else ""}
        return appointment, written(letter, self.settings, self.clinic), facts

    def _unreadable(self, data: bytes) -> str:
        """Why a copy is not sent to somebody who may have it read aloud; '' if it can be."""
        dumb = [name for name in untagged(data) if name not in self.settings.untagged]
        remedy = "save it again as a tagged PDF, or name it under 'untagged' in mail.toml"
        return f"no screen reader can read {', '.join(dumb)}, which follows the leaflet: {remedy}" if dumb else ""

    def passphrase(self, copy: Copy, appointment: Appointment) -> str:
        """What opens the attachment of a copy."""
        passphrase = self.keeper.passphrase(self.ledger.run(copy.run).fingerprint, copy.row)
        refuse_known(passphrase, appointment.patient)
        return passphrase

    @property
    def keeper(self) -> Keeper:
        """Who knows the passphrases; its key is made when it is first needed.  Raises ClinicError if it cannot be had."""
        if self._keeper is None:
            try:
                self._keeper = keeper_of(self.clinic.folder, lambda: facts_kept(self.ledger, NAME, FACT), anew=self.new_key)
            except OutputError as error:
                raise ClinicError(str(error)) from None
        return self._keeper

    def close(self) -> None:
        """Say good-bye to the server."""
        self._sealer.close()
        self._wire.close()
