"""A secret is never shown with the settings that it stands in by mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.delivery.secret import hidden
from handouts.files.quoting import quoted

SLIPS = [
    'password = "Opensesame"', "password='Opensesame'", '"pass-word" = "Opensesame"', "# password = Opensesame", 'token = """\nOpensesame\n"""', "pin = 0123456",
    'passphrase = {text = "Opensesame"}', 'sign-in = {client-secret = "Opensesame", tenant = "t"}', 'password.text = "Opensesame"', 'printer = "ipp://desk:Opensesame@127.0.0.1/ipp/print"',
    'token = {command = ["curl", "-H", "Bearer Opensesame"]}', 'password = "Open\\"Opensesame"', "password = '''Opensesame", 'API-KEY = "Opensesame"', 'password = ["Opensesame",\n"Opensesame"]',
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_secret_that_stands_in_settings_is_hidden_from_whoever_is_shown_them(slip: str) -> None:
    told = hidden(f'host = "mail.example"\n{slip}\n')
    assert "Opensesame" not in told and "0123456" not in told and told.startswith('host = "mail.example"\n')


@pytest.mark.parametrize("where", ['{env = "HANDOUTS_MAIL"}', "{file = 'mail-password'}", '{ keyring = "handouts" }', '{env = "HANDOUTS_MAIL"}  # since May'])
def test_where_a_secret_is_to_be_found_is_not_hidden(where: str) -> None:
    lines = f"password = {where}\nhost = 'mail.example'\n"
    assert hidden(lines) == lines


@given(st.text(max_size=40))
def test_whatever_a_secret_is_written_as_it_is_hidden(secret: str) -> None:
    written = quoted(secret)
    assert hidden(f"password = {written}\nport = 587\n") == 'password = "…"\nport = 587\n'
