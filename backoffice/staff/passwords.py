"""Passwords of staff: what is kept of them (argon2id), what a good one is, and the one that is good once."""

import lzma
import secrets
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
FEWEST_SIGNS = 5  # different ones
COMMON = Path(__file__).with_name("common_passwords.txt")
"""Our own: words of the house, and what is typed by running over a Chinese keyboard."""
PUBLIC = Path(__file__).with_name("common_passwords_public.txt.xz")
"""The 10 000 most common ones of SecLists (MIT; see NOTICE) that nothing else would refuse, in lower case."""
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no sign that looks like another one
GROUPS, GROUP = 4, 4

HASHER = PasswordHasher()  # argon2id, the library's present recommendation
NOBODY = HASHER.hash(secrets.token_hex(16))  # verified for unknown names, so that they take as long as known ones


class Weakness(StrEnum):
    """Why a password is not taken (`desk.account.weak.<weakness>` in the texts)."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    TOO_PLAIN = "too_plain"
    LIKE_THE_NAME = "like_the_name"
    AS_BEFORE = "as_before"


class WeakPassword(ValueError):
    """A password that is not taken."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(f"a password has {SHORTEST} to {LONGEST} characters and is not easily guessed ({weakness})")
        self.weakness = weakness


def require_good(password: str, username: str) -> None:
    """Raise :class:`WeakPassword` for one that is too short, known to everybody, or the user name again."""
    weakness = _weakness(password, username.casefold())
    if weakness is not None:
        raise WeakPassword(weakness)


def _weakness(password: str, name: str) -> Weakness | None:
    folded = password.casefold()
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    if folded in _common():
        return Weakness.TOO_COMMON
    if len(set(folded)) < FEWEST_SIGNS:
        return Weakness.TOO_PLAIN
    return Weakness.LIKE_THE_NAME if folded.replace(name, "").strip("0123456789.-_!@# ") == "" else None


@cache
def _common() -> frozenset[str]:
    public = lzma.decompress(PUBLIC.read_bytes()).decode("ascii")
    return frozenset((*COMMON.read_text(encoding="ascii").split(), *public.split()))


def make_one_time() -> str:
    """Return a first password: random, to be read aloud and typed once."""
    groups = ("".join(secrets.choice(UNMISTAKABLE) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def fits(password_hash: str | None, password: str) -> bool:
    """Tell whether `password` belongs to the hash; takes as long for None, which nothing fits."""
    try:
        HASHER.verify(password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
