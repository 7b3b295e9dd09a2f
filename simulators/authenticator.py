"""The authenticator of an invented clerk: the codes that the office asks for besides the password (RFC 6238)."""

from datetime import datetime

import pyotp

STEP_SECONDS = 30


def step_at(moment: datetime) -> int:
    """Return the number of the thirty seconds in which `moment` lies."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """Return the code of one step."""
    return pyotp.TOTP(secret).generate_otp(step)


def seconds_left(moment: datetime) -> int:
    """Return for how many seconds the code of `moment` is still shown."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS
