"""What doctor says of a mail server, each fault in its own words, and the same that sending says."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.delivery.channel import ChannelError
from handouts.delivery.mail.examine import examine
from handouts.delivery.mail.smtp import Wire
from tests.handouts.delivery.mail.mailserver import LOGIN, Box, serving, settings


def test_one_harmless_letter_is_sent_to_the_address_that_is_named(tmp_path: Path) -> None:
    box = Box()
    with serving(box) as port:
        found = list(examine(settings(tmp_path, port), "you@clinic.example"))
        assert all(one.ok for one in found) and "trial letter" in found[-1].what
        assert list(examine(settings(tmp_path, port))) == found[:-1]
    ((recipients, _),) = box.held
    (message,) = box.messages()
    assert recipients == ("you@clinic.example",) and "nothing to do" in message.get_content() and not list(message.iter_attachments())


@pytest.mark.parametrize(("address", "fault", "says"), [("nobody", "", "plain e-mail address"), ("a3@example.org", "550", "no such mailbox")])
def test_a_trial_letter_that_does_not_go_is_told(tmp_path: Path, address: str, fault: str, says: str) -> None:
    with serving(Box(fault)) as port:
        last = list(examine(settings(tmp_path, port), address))[-1]
    assert not last.ok and says in last.what and last.remedy


def test_a_server_that_takes_small_letters_only_is_told(tmp_path: Path) -> None:
    with serving(Box(), data_size_limit=500_000) as port:
        (_, found) = examine(settings(tmp_path, port))
    assert not found.ok and "at most 488 KB" in found.what and "2 MB" in found.remedy


@pytest.mark.parametrize(("fields", "says"), [({"port": 465}, 'security = "tls"'), (LOGIN, "offers no login")])
def test_doctor_and_sending_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], says: str) -> None:
    monkeypatch.setenv("HANDOUTS_TEST_SECRET", "a good secret")
    with serving(Box(), auth_exclude_mechanism=("LOGIN", "PLAIN")) as port:
        how = settings(tmp_path, int(str(fields.get("port", port))), **{name: value for name, value in fields.items() if name != "port"})
        (found,) = examine(how)
        with pytest.raises(ChannelError) as caught:
            Wire(how).open()
    assert not found.ok and f"{found.what}; {found.remedy}" == str(caught.value) and says in str(caught.value)
