"""Who may open the maintenance mode: staff number and PIN, compared with what the office has told, without asking it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backend_client.errands import read_technicians
from domain.staff_pin import is_pin
from kiosk.maintenance.standing import Standing

STRANGER = "scrypt$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""Compared with when nobody has the number: it takes as long, and nobody learns which numbers there are."""


class SignInOutcome(StrEnum):
    """What became of one try."""

    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"
    NOBODY = "nobody"  # the office has not told yet who may


@dataclass(frozen=True)
class SignedIn:
    """What became of one try, and for how long nobody may try again."""

    outcome: SignInOutcome
    locked_s: int = 0


def sign_in(state_dir: Path, standing: Standing, number: str, pin: str) -> SignedIn:
    """Try to sign in; takes about a tenth of a second, so it runs in a worker's thread."""
    locked = standing.locked_for()
    if locked:
        return SignedIn(SignInOutcome.LOCKED, int(locked.total_seconds()))
    technicians = read_technicians(state_dir)
    if not technicians:
        return SignedIn(SignInOutcome.NOBODY)
    if is_pin(pin, technicians.get(number, STRANGER)) and number in technicians:
        standing.succeeded()
        return SignedIn(SignInOutcome.OPEN)
    lock = standing.failed()
    return SignedIn(SignInOutcome.LOCKED if lock else SignInOutcome.WRONG, int(lock.total_seconds()))
