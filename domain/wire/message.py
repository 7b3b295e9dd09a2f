"""What every message between terminal and office is, and the kinds of words that occur in more than one.

Times are ISO 8601 with offset, days ISO, money in fen.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

WIRE_VERSION = 1

ApplicationNumber = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
KeyId = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]
RawKey = Annotated[str, Field(pattern=r"^[0-9a-zA-Z+/]{43}=$")]  # 32 bytes in base64
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # in hex
SoftwareVersion = Annotated[str, Field(pattern=r"^[0-9a-zA-Z.+_-]{1,40}$")]
Word = Annotated[str, Field(pattern=r"^[0-9a-z_]{1,40}$")]
CalibrationId = Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,40}$")]  # engine and day, e.g. sface-2026-11-22
VehicleHandle = Annotated[
    str, Field(pattern=r"^[0-9a-f]{32}$")
]  # one own vehicle of one person; only the office can tell which
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
MaskedCard = Annotated[str, Field(pattern=r"^([0-9]{6}∗{1,9}[0-9]{4}|∗{1,10})$")]  # first six, last four
BankWord = Annotated[str, Field(pattern=r"^[ -~]{1,40}$")]  # what an acquirer calls a transaction by


class Message(BaseModel):
    """Closed and immutable; a field nobody knows is an error. Reprs hide the values."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__
