"""One letter, one address, no word of the patient: whatever the record holds."""

from __future__ import annotations

import io
import os
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from handouts.clinics.clinic import Clinic
from handouts.delivery.mail.connection import trusted
from handouts.delivery.mail.message import Letter, recipient, written
from handouts.delivery.mail.passphrases import BITS, LETTERS, Keeper, keeper_of, refuse_known
from handouts.delivery.mail.replies import meaning
from handouts.delivery.mail.sealing import sealed
from handouts.delivery.mail.settings import MailSettings, read_mail
from handouts.delivery.mail.smtp import Wire, _stuffed
from handouts.errors import ClinicError, InputError, OutputError, RecordError
from handouts.language.phrases import phrases
from handouts.records.appointment import LONGEST, Appointment
from handouts.records.fields import read_email
from tests.handouts import appointment, clinic
from tests.handouts.delivery import a_pdf
from tests.handouts.delivery.mail.mailserver import Box, serving, settings

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
HEADERS = {"X-Auto-Response-Suppress", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
HOW = MailSettings(Path("mail.toml"), "letters@clinic.example", "Riverside", "localhost", 587)
PLANTED = ("Quenby", "Zyxwarth", "Patzyx", "Appzyx", "1951-04-17", "17.04.1951", "Kyphoplasty", "kyphoplasty", "Okafor", "Spine")
NASTY = (
    "Anna, evil@x.test", "Anna <evil@x.test>", "Anna\" <evil@x.test>, \"B", "Anna (evil@x.test)", "=?utf-8?q?Anna?=", "Anna; evil@x.test:",
    "Bcc: evil@x.test", "\\\" Anna", "مريم العلي", "王小明", "O’Brien", "A" * 120, "undisclosed-recipients:;", "@a@@", "<a>", "Zoë Müller",
)  # fmt: skip


def letter(asked: Appointment, language: str = "en-US", *, locked: bool = True) -> Letter:
    return Letter("<abcdefghijkl.1@clinic.example>", asked, b"%PDF-1.7 Zyxwarth", locked, language, NOW)


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)  # type: ignore[return-value]


def addressed(message: EmailMessage) -> list[str]:
    return [address.addr_spec for name in ("To", "Cc", "Bcc", "Resent-To") for field in message.get_all(name, []) for address in field.addresses]


ATOM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-"


def an_address(rng: random.Random) -> str:
    """An address that the door lets through, up to the longest there is, with every sign that it may have."""
    local = ".".join("".join(rng.choices(ATOM, k=rng.randint(1, 20))) for _ in range(rng.randint(1, 3)))[:64].rstrip(".")
    labels = ["".join(rng.choices("abcxyz019-", k=rng.randint(1, 60))).strip("-") or "x" for _ in range(rng.randint(1, 4))]
    return f"{local}@{'.'.join(labels)[:180].strip('-.')}.example"


def test_ten_thousand_hostile_names_and_addresses_have_one_recipient_each() -> None:
    """HANDOUTS_HOSTILE: how many."""
    rng, count = random.Random(4711), int(os.environ.get("HANDOUTS_HOSTILE", "100"))
    for _ in range(count):
        address = an_address(rng)
        given_, family = rng.choice(NASTY), rng.choice(NASTY)
        asked = appointment(given_name=given_[:100], family_name=family[:100], email=address, email_consent="yes")
        data = written(letter(asked, rng.choice(["en-US", "ar", "he", "zh-Hans"])), HOW, clinic())
        message = read(data)
        assert set(message.keys()) == HEADERS
        assert len(message.keys()) == len(HEADERS)
        assert addressed(message) == [address] == [recipient(asked).addr_spec]
        assert f"\r\nTo: {address}\r\n".encode() in data
        assert data.isascii() and max(map(len, data.split(b"\r\n"))) <= 998
        assert b"evil@x.test" not in data


def test_the_server_is_told_the_one_address_and_no_other(tmp_path: Path) -> None:
    rng, box = random.Random(7), Box()
    addresses = list(dict.fromkeys(an_address(rng) for _ in range(40)))
    with serving(box) as port:
        wire = Wire(settings(tmp_path, port))
        for address in addresses:
            asked = appointment(given_name=rng.choice(NASTY)[:100], email=address, email_consent="yes")
            assert wire.send(HOW.sender, recipient(asked).addr_spec, written(letter(asked), HOW, clinic())).outcome == "sent"
        wire.close()
    assert [rcpt for rcpt, _ in box.held] == [(address,) for address in addresses]
    assert [addressed(message) for message in box.messages()] == [[address] for address in addresses]


@pytest.mark.parametrize(
    "email",
    ["a@b.example, c@d.example", "a@b.example;c@d.example", "Anna <a@b.example>", '"a b"@c.example', "a@b", "a@b.example\r\nBcc: c@d.example", "a@[127.0.0.1]",
     "a\x00@b.example", "a@b.example\x00", "a..b@c.example", "a@straße.example", "a@b.example ", "@b.example", "a" * 65 + "@b.example"],
)  # fmt: skip
def test_whatever_is_not_one_plain_address_comes_to_no_letter(email: str) -> None:
    try:
        asked = appointment(email=email, email_consent="yes")
    except RecordError:
        return
    assert recipient(asked).addr_spec == email.strip()


@given(st.emails().filter(lambda e: len(e) <= LONGEST["email"]))
@example("!#$%&'*+/=?^_`{|}~-@a.example")
@trials(max_examples=100, deadline=None)
def test_an_address_means_itself_or_nothing(email: str) -> None:
    try:
        read_email(email)
    except ValueError:
        return
    message = read(written(letter(appointment(email=email, email_consent="yes")), HOW, clinic()))
    assert addressed(message) == [email]


@pytest.mark.parametrize(
    ("email", "kept"),
    [("a@bücher.example", "a@xn--bcher-kva.example"), ("jörg@BÜCHER.example", "jörg@xn--bcher-kva.example"), ("अ@भारत.example", "अ@xn--h2brj9c.example")],
)
def test_a_domain_in_any_script_is_written_as_the_network_knows_it(email: str, kept: str) -> None:
    asked = appointment(email=email, email_consent="yes")
    assert asked.patient.email == kept == recipient(asked).addr_spec
    assert f"\r\nTo: {kept}\r\n".encode() in written(letter(asked), HOW, clinic())


def test_an_address_in_other_letters_goes_where_the_server_carries_them_and_to_paper_otherwise(tmp_path: Path) -> None:
    asked, box = appointment(email="jörg@bücher.example", email_consent="yes"), Box()
    data = written(letter(asked), HOW, clinic())
    for offered, outcome in ((True, "sent"), (False, "failed")):
        with serving(box, enable_SMTPUTF8=offered) as port:
            wire = Wire(settings(tmp_path, port))
            came = wire.send(HOW.sender, recipient(asked).addr_spec, data)
            assert came.outcome == outcome and (offered or "print the copy" in came.said) and "jörg" not in came.said
            assert wire.send(HOW.sender, "plain@example.org", written(letter(appointment(email="plain@example.org")), HOW, clinic())).outcome == "sent"
            wire.close()
    assert [rcpt for rcpt, _ in box.held] == [("jörg@xn--bcher-kva.example",), ("plain@example.org",), ("plain@example.org",)]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=60).map(lambda name: " ".join(name.split())).filter(bool))
@example("Klinik am Flüsschen in der Nähe von Müllheim an der Donau")
@example("مركز " * 11 + "مركز")
@trials(max_examples=60, deadline=None)
def test_a_long_name_in_any_script_is_folded_and_read_again(name: str) -> None:
    how = replace(HOW, name=name)
    data = written(letter(appointment(email="x@example.org"), "de"), how, clinic())
    head = data.split(b"\r\n\r\n")[0]
    assert head.isascii() and all(len(word) <= 75 for word in re.findall(rb"=\?[^?]+\?[^?]+\?[^?]*\?=", head))
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)
    message = message_from_bytes(data, policy=policy.compat32)
    sender = str(make_header(decode_header(re.sub(r"\r?\n", "", message["From"]))))
    assert name in str(make_header(decode_header(message["Subject"]))).replace("\n", "")
    assert [address.addr_spec for address in read(data)["From"].addresses] == [HOW.sender]
    assert name in sender or not name.isascii() or '"' in sender


@pytest.mark.parametrize(("language", "marked"), [("ar", True), ("de", False)])
def test_the_clinics_name_keeps_its_own_direction(language: str, marked: bool) -> None:
    message = read(written(letter(appointment(email="x@example.org"), language), HOW, clinic()))
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "<bdi>Riverside</bdi>" in page and (f"\u2068{clinic().phone}\u2069" in plain) is marked and ("\u2068Riverside\u2069" in plain) is marked


@pytest.mark.parametrize("language", ["en-US", "en-GB", "es", "fr", "de", "pl", "ar", "he", "hi", "zh-Hans", "cy", "fa"])
@pytest.mark.parametrize("locked", [True, False])
def test_a_letter_tells_nothing_of_the_patient_nor_of_health(language: str, locked: bool) -> None:
    asked = appointment(email="x@example.org", email_consent="yes", type="Kyphoplasty", clinician="Dr. Okafor", location="Spine Suite")
    how = MailSettings(Path("mail.toml"), "letters@clinic.example", "Riverside", "localhost", 587, calendar=True)
    message = read(written(letter(asked, language, locked=locked), how, clinic()))
    for part in message.walk():
        said = "".join(f"{name}: {value}\n" for name, value in part.items())
        if part.get_content_maintype() == "text":
            said += str(part.get_content()) if part.get_content_subtype() != "calendar" else part.get_payload(decode=True).decode()
        assert not [word for word in PLANTED if word in said], part.get_content_type()
    assert [part.get_filename() for part in message.iter_attachments()] == ["document.pdf", "appointment.ics"]
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f'lang="{"en-US" if language in ("cy", "fa") else language}"' in page and (clinic().phone in plain) and clinic().colour in page
    assert ("rtl" in page.split("<body")[0]) is (language in ("ar", "he"))


@pytest.mark.parametrize("language", ["es", "fr", "de", "pl", "ar", "he", "hi", "zh-Hans"])
def test_a_letter_is_whole_in_its_language(language: str) -> None:
    source = "".join((Path(__file__).parents[4] / "handouts/letters" / name).read_text("utf-8") for name in ("mail.txt", "mail.html"))
    said = {*re.findall(r'_\("([^"]+)"', source), "A message from %(name)s"}
    parts = {"name": "Riverside", "phone": "0"}
    assert len(said) == 9
    assert [text for text in said if phrases(language)(text, **parts) == text % parts] == []


def test_a_clinic_may_have_letters_of_its_own(tmp_path: Path) -> None:
    from tests.handouts import own_clinic

    own: Clinic = own_clinic(tmp_path)
    (own.folder / "handouts" / "letters").mkdir(parents=True)
    (own.folder / "handouts" / "letters" / "mail.txt").write_text("Our own words. {{ phone }}")
    asked = appointment(email="x@example.org", email_consent="yes")
    assert read(written(letter(asked), HOW, own)).get_body(("plain",)).get_content().startswith("Our own words.")
    other: Clinic = own_clinic(tmp_path / "other")
    (other.folder / "handouts" / "letters").mkdir(parents=True)
    (other.folder / "handouts" / "letters" / "mail.html").write_text("{{ patient }}")
    with pytest.raises(ClinicError, match=r"mail\.html: 'patient' is undefined; there are _, calendar"):
        written(letter(asked), HOW, other)


def test_the_calendar_says_when_and_where_in_universal_time() -> None:
    how = MailSettings(Path("mail.toml"), "letters@clinic.example", "Riverside", "localhost", 587, calendar=True)
    message = read(written(letter(appointment(email="x@example.org", duration_minutes="60")), how, clinic()))
    part = list(message.iter_attachments())[1]
    data = part.get_payload(decode=True)
    assert part.get_content_type() == "text/calendar" and part.get_param("method") == "PUBLISH"
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert b"DTSTART:20261208T153000Z" in data and b"DTEND:20261208T163000Z" in data and b"VTIMEZONE" not in data
    assert str(event["summary"]) == "Riverside"


def test_a_moved_appointment_takes_the_place_of_the_old_one_in_a_calendar_and_tells_nothing_of_it() -> None:
    keeper = Keeper(b"k" * 32)
    how = MailSettings(Path("mail.toml"), "letters@clinic.example", "Riverside", "localhost", 587, calendar=True)
    asked = letter(appointment(email="x@example.org"))
    entries = []
    for number, later in ((7, 0), (8, 60)):
        one = replace(asked, message=f"<{'a' * 12}.{number}@clinic.example>", moment=asked.moment + timedelta(seconds=later), event=keeper.event("P-3", "A-7"))
        part = list(read(written(one, how, clinic())).iter_attachments())[1]
        (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
        entries.append((str(event["uid"]), int(event["sequence"])))
    (first, old), (second, new) = entries
    assert first == second and first.endswith("@clinic.example") and new == old + 1
    assert keeper.event("P-3", "A-8") not in first and "A-7" not in first and Keeper(b"x" * 32).event("P-3", "A-7") not in first


@given(st.binary(max_size=400))
@example(b".\r\n..\n.\r.")
def test_no_line_of_a_message_is_the_one_dot(data: bytes) -> None:
    sent = _stuffed(data)
    assert sent.endswith(b"\r\n") and b"\r\n.\r\n" not in b"\r\n" + sent
    assert re.sub(rb"(?m)^\.\.", b".", sent) in (whole := re.sub(rb"\r\n|\r|\n", b"\r\n", data), whole + b"\r\n")


# -- passphrases


def test_a_passphrase_has_sixty_bits_and_no_letter_that_looks_like_another() -> None:
    assert BITS > 60 and not set("il1o0uv") & set(LETTERS) - {"v"}
    made = {Keeper(b"k" * 32).passphrase("run", row) for row in range(2000)}
    assert len(made) == 2000 and all(re.fullmatch(r"([bcdfghjkmnpqrstvwxz]{5}-){2}[bcdfghjkmnpqrstvwxz]{5}", p) for p in made)
    counted = {letter_: sum(p.count(letter_) for p in made) for letter_ in LETTERS}
    assert max(counted.values()) < 1.2 * min(counted.values())


def test_no_passphrase_that_is_made_is_refused() -> None:
    patient, keeper = appointment(phone="(217) 555-0101", email="a@example.org").patient, Keeper(b"\x02" * 32)
    assert len(set(keeper._derived(f"r\0{9788}\0{0}")) - {"-"}) < 6  # the rare one, which gives way to the next
    for row in (9788, 22097, *range(1000)):
        refuse_known(keeper.passphrase("r", row), patient)


def test_a_passphrase_is_the_same_again_and_another_for_another_row_run_or_key(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    assert keeper.passphrase("a", 1) == keeper_of(tmp_path).passphrase("a", 1)
    others = {keeper.passphrase("a", 2), keeper.passphrase("b", 1), keeper.passphrase("a", 11), Keeper(b"x" * 32).passphrase("a", 1)}
    assert len(others) == 4 and keeper.passphrase("a", 1) not in others
    assert (tmp_path / "passphrase.key").stat().st_mode & 0o777 == 0o600
    assert keeper.key.hex() not in repr(keeper) and list(tmp_path.iterdir()) == [tmp_path / "passphrase.key"]


def test_a_key_that_others_may_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    keeper_of(tmp_path)
    (tmp_path / "passphrase.key").chmod(0o644)
    with pytest.raises(ClinicError, match="may be read by others"):
        keeper_of(tmp_path)
    (tmp_path / "passphrase.key").chmod(0o600)
    (tmp_path / "passphrase.key").write_bytes(b"short")
    with pytest.raises(ClinicError, match="is not a key"):
        keeper_of(tmp_path)


@pytest.mark.parametrize(
    "passphrase",
    ["1951-04-17", "17041951", "04/17/1951", "170451", "(217) 555-0101", "2175550101", "62704", "Zyxwarth", "kmtrw-hbxqd", "aaaaa-aaaaa-aaaaa", "12345678",
     "zyxwarth-kmtrw-hbxqd", "kmtrw-19510417-hbxqd", "kmtrwhbxqdsw1a2aa", ""],
)  # fmt: skip
def test_what_others_know_is_no_passphrase(passphrase: str) -> None:
    patient = appointment(phone="(217) 555-0101", postcode="SW1A 2AA", city="Springfield").patient
    with pytest.raises(InputError, match="passphrase"):
        refuse_known(passphrase, patient)
    refuse_known(Keeper(b"k" * 32).passphrase("a", 1), patient)


def test_a_locked_document_is_no_archive_and_holds_nothing_in_the_open() -> None:
    import pikepdf

    data = sealed(a_pdf(), "kmtrw-hbxqd-nfgzp")
    assert b"Zyxwarth" in a_pdf() and not [word for word in (b"Zyxwarth", b"Quenby", b"1951", b"pdfuaid") if word in data]
    with pikepdf.open(io.BytesIO(data), password="kmtrw-hbxqd-nfgzp") as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        assert b'pdfuaid:part="1"' in packet and b"pdfaid:" not in packet and pdf.Root.MarkInfo.Marked
    with pytest.raises(OutputError, match="is not a PDF"):
        sealed(b"no PDF", "kmtrw-hbxqd-nfgzp")


# -- settings

GOOD = 'from = "letters@clinic.example"\nname = "Riverside"\nhost = "smtp.clinic.example"\n'


def settings_of(folder: Path, text: str) -> MailSettings:
    (folder / "mail.toml").write_text(text, "utf-8")
    return read_mail(folder)


def test_settings_are_read(tmp_path: Path) -> None:
    made = settings_of(tmp_path, GOOD + 'security = "tls"\nlogin = "me"\npassword = {env = "X"}\nper-minute = 30\nca = "ca.pem"\n')
    assert (made.port, made.security, made.per_minute, made.ca, made.domain) == (465, "tls", 30, tmp_path / "ca.pem", "clinic.example")
    assert settings_of(tmp_path, GOOD).port == 587


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('password = "Zyxsecret"', "never the secret itself"), ('login = "me"\ntoken = "Zyxsecret"', "never the secret itself"),
        ('passphrase = "date-of-birth"', "guessed in minutes"), ('passphrase = "phone"', "guessed in minutes"), ('passphrase = "postcode"', "guessed"),
        ('security = "none"', "mail does not leave without encryption"), ("port = 0", "expected a whole number from 1 to 65,535"), ("port = true", "expected a whole number from 1 to 65,535"),
        ("plain = 1", "expected true or false"), ('reply-to = "x"', "expected an e-mail address"), ("hosts = 1", "unknown key"), ('login = "me"', "missing"),
        ("password = {env = 'X'}", "login: missing"), ('login = "a"\npassword = {env = "X"}\ntoken = {env = "X"}', "only one of them"),
        ('login = "a"\npassword = {command = "x"}', "password.command: unknown key"), ("ca = 5", "ca: is a number; expected the name of a file"),
    ],
)  # fmt: skip
def test_settings_that_will_not_do_are_refused_and_secrets_not_told(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ClinicError, match=says) as error:
        settings_of(tmp_path, f"{GOOD}{line}\n")
    assert "Zyxsecret" not in str(error.value)


def test_without_settings_the_refusal_names_the_page(tmp_path: Path) -> None:
    with pytest.raises(ClinicError, match=r"docs/email\.md"):
        read_mail(tmp_path)
    (tmp_path / "ca.pem").write_text("no")
    how = settings_of(tmp_path, f'{GOOD}ca = "ca.pem"\n')
    with pytest.raises(ClinicError, match=r"is not a file of certificates"):
        trusted(how)


@pytest.mark.parametrize(
    ("code", "words", "says", "temporary", "stop"),
    [
        (550, "5.7.30 Basic authentication is not supported for Client Submission.", "XOAUTH2", False, True),
        (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "switch it on", False, True),
        (535, "5.7.8 Username and Password not accepted", "refuses the login", False, True),
        (534, "5.7.9 Application-specific password required", "app password", False, True),
        (550, "5.4.5 Daily user sending limit exceeded", "tomorrow", True, True),
        (454, "4.7.0 Too many login attempts", "wait an hour", True, True),
        (550, "5.1.1 <anna@example.org> no such user", "no such mailbox", False, False),
        (450, "4.2.0 greylisted", "greylisting", True, False), (499, "hm", "cannot take", True, False), (599, "hm", "refuses", False, False),
        (250, "OK", "not one of mail", True, True),
    ],
)  # fmt: skip
def test_what_servers_answer_is_understood_and_not_repeated(code: int, words: str, says: str, temporary: bool, stop: bool) -> None:
    found = meaning(code, words.encode())
    assert says in found.said and (found.temporary, found.stop) == (temporary, stop)
    assert "anna" not in found.said
