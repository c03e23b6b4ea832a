"""Whoever waits for an action: told how far it is, told what happens, asked what only a person can say.

In: calls, from the thread that the action runs in.  Out: answers to questions.  An attendant that raises stops the action; what is
recorded is safe, and the same request goes on with it.
"""

from __future__ import annotations

from typing import Protocol


class Attendant(Protocol):
    """Waits for an action."""

    def progress(self, done: int, total: int) -> None:
        """So many of so many are done."""

    def note(self, text: str, where: str = "") -> None:
        """Something to know meanwhile; the answer says it again where it lasts.  where: list and row, '' for the whole."""

    def call(self, text: str) -> None:
        """Somebody has to do something before it goes on, such as put paper in."""

    def choose(self, question: str, answers: tuple[str, ...], about: object) -> str | None:
        """One of the answers, of which the first is the usual; None if nobody is there to say."""

    def confirm(self, question: str, about: object) -> bool | None:
        """Yes or no; None if nobody is there to say.  about: the answer, so far, that the question is about."""


class Nobody:
    """Does not look, and says nothing."""

    def progress(self, done: int, total: int) -> None:
        """Not looked at."""

    def note(self, text: str, where: str = "") -> None:
        """Not read."""

    def call(self, text: str) -> None:
        """Not heard."""

    def choose(self, question: str, answers: tuple[str, ...], about: object) -> str | None:
        """Nobody is there."""
        return None

    def confirm(self, question: str, about: object) -> bool | None:
        """Nobody is there."""
        return None


NOBODY = Nobody()
