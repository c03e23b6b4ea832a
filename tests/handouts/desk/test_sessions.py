"""Who sits at the desk: tokens that nobody guesses, a lock after a while, an end."""

from __future__ import annotations

from handouts.desk.sessions import DRAFTS, LONGEST, MOST, Draft, Session, Sessions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_is_locked_after_a_while_and_ends_after_a_day() -> None:
    clock = Clock()
    sessions = Sessions(60, clock)
    token = sessions.begin("maria", "desk")
    clock.now = 59
    found = sessions.find(token)
    assert found is not None and not found.locked
    clock.now = 120
    assert sessions.find(token) is found and found.locked
    clock.now = LONGEST + 121
    assert sessions.find(token) is None


def test_a_token_is_new_each_time_and_opens_its_own_session_alone() -> None:
    sessions = Sessions()
    one, other = sessions.begin("maria", "desk"), sessions.begin("maria", "desk")
    assert one != other and len(one) > 40
    assert sessions.find(one) is not sessions.find(other)
    for guess in ("", one[:-1], one.swapcase(), "\ud800"):
        assert sessions.find(guess) is None
    sessions.end(one)
    assert sessions.find(one) is None and sessions.find(other) is not None


def test_the_desk_forgets_old_drafts_and_old_sessions() -> None:
    session = Session("maria", "desk", 0, 0)
    names = [session.lay(Draft(str(number), None, None)) for number in range(DRAFTS + 3)]  # type: ignore[arg-type]
    assert list(session.drafts) == names[3:]
    sessions = Sessions()
    tokens = [sessions.begin("maria", "desk") for _ in range(MOST + 1)]
    assert sessions.find(tokens[0]) is None and sessions.find(tokens[1]) is not None


def test_who_locks_puts_everything_away() -> None:
    sessions = Sessions()
    token = sessions.begin("maria", "desk")
    session = sessions.find(token)
    assert session is not None
    session.told.append("x")
    session.checked.add("x")
    session.lay(Draft("x", None, None))  # type: ignore[arg-type]
    sessions.lock(token)
    assert (session.locked, session.told, session.checked, len(session.drafts)) == (True, [], set(), 0)


def test_roles_are_in_an_order() -> None:
    assert [Session("x", role, 0, 0).may("editor") for role in ("desk", "editor", "manager")] == [False, True, True]  # type: ignore[arg-type]
