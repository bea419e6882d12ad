"""Passwords: kept as Argon2id, checked at the same cost whether there is an account or not."""

from __future__ import annotations

from collections.abc import Iterator
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from packagekit.domain.text import N_, Problem, Refusal

LEAST, MOST = 10, 200  # characters
_HASHER = PasswordHasher()  # RFC 9106, low memory: 3 passes over 64 MiB in 4 lanes
_AT_ONCE = BoundedSemaphore(2)  # 64 MiB each
_NOBODYS = _HASHER.hash("no account has this password")


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def right(kept: str | None, typed: str) -> bool:
    """Whether the password is the one that was kept. Where none is kept, it takes as long to say no."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODYS, typed[:MOST]) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


def faults(password: str, again: str, *known: str) -> Iterator[Problem]:
    """Why this cannot become somebody's password; ``known`` are words it must not be made of."""
    low = password.casefold()
    if len(password) < LEAST:
        yield Problem(where="password", what=N_("The password is shorter than {least} characters.", least=LEAST),
                      how=N_("Choose a longer one; a few words in a row are easy to remember."))
    elif len(password) > MOST:
        yield Problem(where="password", what=N_("The password is longer than {most} characters.", most=MOST),
                      how=N_("Choose a shorter one."))
    elif len(set(low)) < 5 or any(word and word.casefold() in (low, low[::-1]) for word in known):
        yield Problem(where="password", what=N_("This password is easily guessed."),
                      how=N_("Choose one that is not made of your name, your address or a few characters repeated."))
    if password != again:
        yield Problem(where="again", what=N_("The two passwords are not the same."), how=N_("Type the same one twice."))


def refuse_weak(password: str, again: str, *known: str) -> None:
    found = tuple(faults(password, again, *known))
    if found:
        raise Refusal(*found)
