"""Signing in by tokens: had at a real token server, shown to a real mail server, kept, renewed, refused; and never told."""

from __future__ import annotations

import json
import re
import ssl
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.mail.assertion import assertion
from handouts.delivery.mail.consent import sign_in
from handouts.delivery.mail.examine import examine
from handouts.delivery.mail.kept import kept
from handouts.delivery.mail.settings import MailSettings
from handouts.delivery.mail.smtp import Wire
from handouts.delivery.mail.tokens import token_in
from handouts.delivery.secret import Secret
from handouts.errors import ClinicError, HandoutsError, InputError, OutputError
from tests.handouts.delivery.mail.mailserver import GOOD, SENDER, STRANGER, Box, context, serving, settings
from tests.handouts.delivery.mail.tokenserver import HELD, SECRET, Authority, TokenServer, a_certificate

LETTER = b"Subject: a letter\r\n\r\nwords\r\n"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def there() -> Authority:
    return Authority()


@pytest.fixture
def tokens(there: Authority) -> Iterator[TokenServer]:
    with TokenServer(there) as server:
        yield server


@pytest.fixture
def port(box: Box, there: Authority) -> Iterator[int]:
    there.mail(box)
    with serving(box, auth_required=True) as number:
        yield number


def how(folder: Path, port: int, tokens: TokenServer, provider: str = "microsoft", **fields: Any) -> MailSettings:
    return settings(folder, port, login=SENDER, sign_in=tokens.sign_in(folder, provider, **fields))


def sent(made: MailSettings) -> str:
    """What comes of one letter."""
    wire = Wire(made)
    try:
        return wire.send(SENDER, "a1@example.org", LETTER).outcome
    finally:
        wire.close()


def refused(made: MailSettings, there: Authority) -> str:
    """What is said when nobody is let in; it tells no secret."""
    with pytest.raises(HandoutsError) as caught:
        Wire(made).open()
    said = "".join(map(str, (caught.value, repr(caught.value), caught.value.__cause__)))
    assert not any(secret in said for secret in there.secrets())
    return str(caught.value)


# -- the application by itself


def test_an_application_signs_in_by_its_secret_once_for_many_commands(tmp_path: Path, box: Box, there: Authority, tokens: TokenServer, port: int) -> None:
    made = how(tmp_path, port, tokens, **HELD)
    assert [sent(made), sent(made)] == ["sent", "sent"]
    assert [(form["grant_type"], form["scope"], form["client_secret"]) for form in there.forms] == [
        ("client_credentials", "https://outlook.office365.com/.default", SECRET)
    ]
    file = tmp_path / "mail-token.key"
    assert file.stat().st_mode & 0o777 == 0o600 and there.given[0] in file.read_text()
    assert len(box.held) == 2 and there.given[0] not in repr(made) + repr(kept(made)) + repr(Wire(made))


def test_an_application_signs_in_by_its_certificate(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    there.certificate = a_certificate(tmp_path / "app.pem")
    made = how(tmp_path, port, tokens, certificate=tmp_path / "app.pem")
    assert sent(made) == "sent"
    assert "client_secret" not in there.forms[0]
    there.certificate = a_certificate(tmp_path / "other.pem")
    (tmp_path / "mail-token.key").unlink()
    assert "the application's secret is not the right one (invalid_client AADSTS7000215); write" in refused(made, there)


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
def test_doctor_says_when_the_applications_certificate_is_about_to_end(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, days: int, told: bool
) -> None:
    there.certificate = a_certificate(tmp_path / "app.pem", days)
    found = list(examine(how(tmp_path, port, tokens, certificate=tmp_path / "app.pem")))
    assert all(one.ok for one in found) and any("that the program signs in with ends on" in one.what for one in found) is told


def test_without_its_package_a_certificate_has_a_remedy(tmp_path: Path, there: Authority, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    a_certificate(tmp_path / "app.pem")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ClinicError, match=r"pip install 'handouts\[oauth\]'"):
        assertion(how(tmp_path, 1, tokens, certificate=tmp_path / "app.pem").sign_in)  # type: ignore[arg-type]


@pytest.mark.parametrize("spoilt", ["open", "ended", "no key", "another's key"])
def test_a_certificate_that_is_not_good_is_said_before_anybody_is_asked(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, spoilt: str
) -> None:
    file = tmp_path / "app.pem"
    a_certificate(file, days=-1 if spoilt == "ended" else 400)
    shown, _, key = file.read_text().partition("-----BEGIN PRIVATE")
    if spoilt == "open":
        file.chmod(0o640)
    elif spoilt == "no key":
        file.write_text(shown)
    elif spoilt == "another's key":
        a_certificate(tmp_path / "other.pem")
        file.write_text(shown + "-----BEGIN PRIVATE" + (tmp_path / "other.pem").read_text().partition("-----BEGIN PRIVATE")[2])
    says = {"open": "chmod 600", "ended": "make another, and upload it", "no key": "is not a certificate and its key", "another's key": "that belong together"}
    assert says[spoilt] in refused(how(tmp_path, port, tokens, certificate=file), there)
    assert there.forms == [] and key


# -- a person, once


def test_a_person_signs_in_by_a_code_on_another_machine(tmp_path: Path, box: Box, there: Authority, tokens: TokenServer, port: int) -> None:
    there.public, there.pending = True, deque(["authorization_pending", "slow_down", "authorization_pending"])
    made, said, slept = how(tmp_path, port, tokens), list[str](), list[float]()
    assert "nobody has signed in at Microsoft for the mail yet; say `handouts mail sign-in`" in refused(made, there)
    sign_in(made, said.append, slept.append)
    assert said == [f"open https://example.org/device in any browser, type in the code ABCD-1234, and sign in as {SENDER}, or as somebody who may send as it"]
    assert slept == [0, 0, 5, 5]
    assert there.forms[0]["scope"] == "https://outlook.office.com/SMTP.Send offline_access"
    assert sent(made) == "sent" and len(there.given) == 1


@pytest.mark.parametrize(("answer", "says"), [("authorization_declined", "said no"), ("expired_token", "nobody signed in in time")])
def test_a_person_who_says_no_or_does_not_come(tmp_path: Path, there: Authority, tokens: TokenServer, port: int, answer: str, says: str) -> None:
    there.public, there.pending = True, deque([answer])
    with pytest.raises(ChannelError, match=says):
        sign_in(how(tmp_path, port, tokens), lambda _: None, lambda _: None)
    assert not (tmp_path / "mail-token.key").exists()


class Browser:
    """Opens the page that it is told of, and goes where it is sent."""

    def __init__(self) -> None:
        self.pages: list[tuple[int, str]] = []

    def __call__(self, said: str) -> None:
        found = re.search(r"https://\S+", said)
        assert found
        self.thread = threading.Thread(target=self.open, args=(found[0],))
        self.thread.start()

    def open(self, url: str) -> None:
        trusting = ssl.create_default_context()
        GOOD.configure_trust(trusting)
        back = urllib.request.HTTPRedirectHandler()
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), back, urllib.request.ProxyHandler({}))
        here = re.search(r"redirect_uri=(http%3A%2F%2F127\.0\.0\.1%3A\d+%2F)", url)
        assert here
        try:
            opener.open(urllib.request.unquote(here[1]) + "?code=Zyxforged&state=guessed", timeout=5)  # type: ignore[attr-defined]
        except urllib.error.HTTPError as error:
            self.pages.append((error.code, error.read().decode()))
            error.close()
        with opener.open(url, timeout=5) as page:
            self.pages.append((page.status, page.read().decode()))


def test_a_person_signs_in_at_google_in_a_browser_of_this_machine(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    made, browser = how(tmp_path, port, tokens, "google", **HELD), Browser()
    sign_in(made, browser)
    browser.thread.join(10)
    assert browser.pages == [(404, "This is not the page that was asked for."), (200, "You have signed in. This page can be closed.")]
    assert [form["grant_type"] for form in there.forms] == ["authorization_code"]
    assert sent(made) == "sent"


def test_whoever_says_no_at_google_keeps_nothing(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    there.declines, browser = True, Browser()
    with pytest.raises(ChannelError, match="nobody signed in, or said no"):
        sign_in(how(tmp_path, port, tokens, "google", **HELD), browser)
    browser.thread.join(10)
    assert not (tmp_path / "mail-token.key").exists()


def test_where_nobody_has_to_sign_in_it_is_said(tmp_path: Path, tokens: TokenServer) -> None:
    with pytest.raises(InputError, match="signs in by itself"):
        sign_in(how(tmp_path, 1, tokens, **HELD), lambda _: None)
    with pytest.raises(InputError, match=r"has no table \[sign-in\]"):
        sign_in(settings(tmp_path, 1), lambda _: None)


# -- as long as it lasts


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Puts the clock on by so many seconds."""
    ahead, real = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])

    def put_on(seconds: float) -> None:
        ahead[0] += seconds

    return put_on


def test_a_token_is_renewed_before_it_ends_and_what_renews_it_is_kept(
    tmp_path: Path, box: Box, there: Authority, tokens: TokenServer, port: int, later: Callable[[float], None]
) -> None:
    there.public = True
    made = how(tmp_path, port, tokens)
    sign_in(made, lambda _: None, lambda _: None)
    wire = Wire(made)
    wire.open()
    wire.close()
    later(3200)  # still good: nobody is asked
    wire.open()
    wire.close()
    assert len(there.given) == 1
    later(150)  # five minutes before its end
    wire.open()
    wire.close()
    assert len(there.given) == 2 and [form["grant_type"] for form in there.forms[-1:]] == ["refresh_token"]
    later(3400)
    assert sent(made) == "sent"  # another command, by the token that took the first one's place
    assert len(there.given) == 3 and len(box.logins) == 4


def test_a_sign_in_that_was_taken_back_stops_all_and_says_so(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, later: Callable[[float], None]
) -> None:
    there.public = True
    made = how(tmp_path, port, tokens)
    sign_in(made, lambda _: None, lambda _: None)
    later(3600)
    there.refresh.clear()
    assert "localhost: the sign-in has run out, or was taken back (invalid_grant AADSTS700082); say `handouts mail sign-in` once more" in refused(made, there)


def test_somebody_elses_newer_sign_in_is_used(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, monkeypatch: pytest.MonkeyPatch, later: Callable[[float], None]
) -> None:
    from handouts.delivery.mail import grants

    there.public = True
    made = how(tmp_path, port, tokens)
    sign_in(made, lambda _: None, lambda _: None)
    later(3600)
    real, old = grants.kept, kept(made)
    sign_in(made, lambda _: None, lambda _: None)
    there.refresh.discard(old.refresh)
    first = iter([old])
    monkeypatch.setattr(grants, "kept", lambda of: next(first, None) or real(of))
    assert sent(made) == "sent"


def test_a_token_that_the_mail_server_refuses_early_is_had_anew_once(tmp_path: Path, box: Box, there: Authority, tokens: TokenServer, port: int) -> None:
    made = how(tmp_path, port, tokens, **HELD)
    assert sent(made) == "sent"
    there.access()  # the mail server knows this one only: the kept one was taken back
    assert sent(made) == "sent"
    assert len(there.forms) == 2


def test_a_token_without_the_right_to_the_mailbox_stops_all_with_where_to_look(tmp_path: Path, box: Box, there: Authority, tokens: TokenServer) -> None:
    with serving(box, auth_required=True) as port:
        there.mail(box)
        made = how(tmp_path, port, tokens, **HELD)
        real = there.tokens
        there.tokens = lambda **said: {**real(**said), "access_token": "Zyxother"}  # type: ignore[method-assign]
        said = refused(made, there)
    assert "535 5.7.8: the server refuses the token; see that the application may send by SMTP (SMTP.SendAsApp), and has the right to the mailbox" in said
    assert len(there.forms) == 1


# -- what the token server refuses

REFUSED = [
    (401, "invalid_client", "7000222", "secret has run out (invalid_client AADSTS7000222); make a new one", False),
    (401, "invalid_client", "700027", "is not one that the application has", False),
    (400, "unauthorized_client", "700016", "no such application", False),
    (400, "invalid_request", "90002", "no such directory", False),
    (400, "invalid_grant", "65001", "let an administrator consent", False),
    (400, "invalid_grant", "53003", "Conditional Access", False),
    (401, "invalid_client", "", "secret or certificate is refused (invalid_client); check", False),
    (400, "unauthorized_client", "", "may not sign in this way", False),
    (400, "invalid_scope", "", "delete scope", False),
    (400, "oddly_refused", "999999", "gives no token (oddly_refused AADSTS999999); look the number up", False),
    (400, "Zyxsecret words", "", "gives no token (HTTP 400); see docs/email.md", False),
    (503, "temporarily_unavailable", "", "at the moment (503); go on in a while", True),
    (429, "", "", "at the moment (429); go on in a while", True),
]  # fmt: skip


@pytest.mark.parametrize(("status", "error", "number", "says", "temporary"), REFUSED, ids=[f"{r[1]} {r[2]}" for r in REFUSED])
def test_each_refusal_is_a_sentence_with_a_remedy(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, status: int, error: str, number: str, says: str, temporary: bool
) -> None:
    there.script.append((status, error, number))
    made = how(tmp_path, port, tokens, **HELD)
    with pytest.raises(ChannelError) as caught:
        Wire(made).open()
    assert says in str(caught.value) and caught.value.temporary is temporary and "Zyx" not in str(caught.value)
    there.script.append((status, error, number))
    (found,) = examine(made)
    assert f"{found.what}; {found.remedy}" == str(caught.value)


def test_a_token_server_that_is_not_there_or_not_who_it_says(tmp_path: Path, there: Authority, port: int) -> None:
    with TokenServer(there, context(STRANGER)) as strange:
        made = how(tmp_path, port, strange, **HELD)
        assert "its certificate is not good, and nothing was sent to it" in refused(made, there)
    assert "is not reached" in refused(made, there) and there.forms == []


def test_a_token_server_that_sends_elsewhere_is_not_followed(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    there.elsewhere = f"{tokens.url}/another"
    assert "gives no token (HTTP 302)" in refused(how(tmp_path, port, tokens, **HELD), there)
    assert len(there.forms) == 1 and there.visits == 0


@pytest.mark.parametrize(("said", "says"), [(b"[]", "answers what is no token"), (b"{}", "without an access_token"), (b"x" * 300_000, "come to the end")])
def test_an_answer_that_is_none_is_said(tmp_path: Path, there: Authority, tokens: TokenServer, port: int, monkeypatch: pytest.MonkeyPatch, said: bytes, says: str) -> None:
    from tests.handouts.delivery.mail import tokenserver

    monkeypatch.setattr(tokenserver.json, "dumps", lambda _: said.decode())
    made = how(tmp_path, port, tokens, **HELD)
    with pytest.raises(ChannelError, match=says):
        Wire(made).open()


# -- where they are kept


def test_what_is_kept_serves_no_other_sign_in(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    there.public = True
    made = how(tmp_path, port, tokens)
    sign_in(made, lambda _: None, lambda _: None)
    assert kept(made).refresh and made.sign_in
    for other in (replace(made, login="x@clinic.example"), replace(made, sign_in=replace(made.sign_in, client="x")), replace(made, sign_in=replace(made.sign_in, tenant="x"))):
        assert not kept(other).refresh


def test_a_file_that_others_may_read_or_that_is_another_is_left_alone(tmp_path: Path, there: Authority, tokens: TokenServer, port: int) -> None:
    there.public = True
    made, file = how(tmp_path, port, tokens), tmp_path / "mail-token.key"
    file.write_text("a key of somebody's")
    with pytest.raises(OutputError, match="is there already, and is not what a sign-in keeps"):
        sign_in(made, lambda _: None, lambda _: None)
    assert file.read_text() == "a key of somebody's"
    file.unlink()
    sign_in(made, lambda _: None, lambda _: None)
    file.chmod(0o644)
    assert "chmod 600" in refused(made, there)
    file.write_text("{}")
    file.chmod(0o600)
    assert "delete it, and sign in again" in refused(made, there)


class Ring(ModuleType):
    """A keyring.  longest: what it takes."""

    def __init__(self, longest: int = 10_000) -> None:
        super().__init__("keyring")
        self.errors = ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
        self.longest, self.held = longest, dict[tuple[str, str], str]()

    def get_password(self, service: str, user: str) -> str | None:
        return self.held.get((service, user))

    def set_password(self, service: str, user: str, text: str) -> None:
        if len(text) > self.longest:
            raise self.errors.KeyringError  # type: ignore[attr-defined]
        self.held[(service, user)] = text


@pytest.mark.parametrize("longest", [10_000, 125])
def test_tokens_are_kept_in_the_keyring_and_in_no_file(
    tmp_path: Path, there: Authority, tokens: TokenServer, port: int, monkeypatch: pytest.MonkeyPatch, longest: int
) -> None:
    ring = Ring(longest)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", ring.errors)
    there.public = True
    made = how(tmp_path, port, tokens, keep=Secret("keyring", ("handouts",)))
    sign_in(made, lambda _: None, lambda _: None)
    assert list(ring.held) == [("handouts", f"token of {SENDER}")] and not (tmp_path / "mail-token.key").exists()
    assert (there.given[0] in next(iter(ring.held.values()))) is (longest > 125)
    assert sent(made) == "sent"


# -- a token that a program prints


@pytest.mark.parametrize(
    ("text", "lasts"),
    [
        ('{"access_token": "good", "expires_in": 3600}', 3300), ('{"accessToken": "good", "expiresOn": "%LOCAL", "tokenType": "Bearer"}', 3300),
        ('{"access_token": "good", "expires_on": "%EPOCH"}', 3300), ('{"access_token": "good", "expiry": "%UTC"}', 3300),
        ('{"token": "good", "token_expiry": {"datetime": "%LOCAL"}}', 3300), ('{"access_token": "good", "expires_in": "60"}', 30), ("good", None),
        ('{\n  "access_token": "good"\n}', None),
    ],
)  # fmt: skip
def test_what_a_program_prints_is_a_token_and_when_it_ends(text: str, lasts: float | None) -> None:
    end = datetime.now(UTC) + timedelta(hours=1)
    local = end.astimezone().replace(tzinfo=None)
    for name, value in (("%LOCAL", str(local)), ("%EPOCH", str(int(end.timestamp()))), ("%UTC", end.strftime("%Y-%m-%dT%H:%M:%SZ"))):
        text = text.replace(name, value)
    found = token_in(text, "what it prints")
    assert found.value == "good" and "good" not in repr(found)
    assert not found.good(time.time()) if lasts is None else abs(found.renew - time.time() - lasts) < 5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"access_token": "Zyxt", "expires_in": 0}', "has ended"), ('{"access_token": "Zyxt", "expiresOn": "2020-01-01 00:00:00"}', "has ended"),
        ('{"access_token": "Zyxt", "expires_in": "soon"}', "when its token ends"), ('{"accessToken": ""}', "without an access_token"),
        ('{"access_token": "Zyxt"', "begins like JSON"), ("Zyxt\nZyxt", "not one line"), ("", "not one line"), ('{"access_token": "Zyx\\nt"}', "not one line"),
        ('{"access_token": "Zyxt", "expires_in": 1e999}', "when its token ends"), ('{"access_token": "Zyxt", "expires_in": NaN}', "when its token ends"),
    ],
)  # fmt: skip
def test_what_is_no_token_is_said_without_it(text: str, says: str) -> None:
    with pytest.raises(ClinicError, match=says) as caught:
        token_in(text, "what it prints")
    assert "Zyx" not in str(caught.value)


@pytest.mark.parametrize(("life", "runs"), [(3600, 1), (None, 2)])
def test_a_program_is_run_again_when_its_token_is_about_to_end_or_did_not_say(
    tmp_path: Path, box: Box, there: Authority, port: int, life: int | None, runs: int
) -> None:
    said = {"access_token": there.access(), **({"expires_in": life} if life else {})}
    program = f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); print({json.dumps(said)!r})"
    wire = Wire(settings(tmp_path, port, login=SENDER, token=Secret("command", (sys.executable, "-c", program))))
    for _ in range(2):
        wire.open()
        wire.close()
    assert (tmp_path / "runs").read_text() == "x" * runs and len(box.logins) == 2
