"""Version 1: proving that a phone number is the citizen's: a code by SMS 短信验证码, asked for and typed at the terminal."""

from typing import Annotated, Literal

from pydantic import Field

from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.message import Message

Mobile = Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
PhoneTicket = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_-]{43}$")]  # 256 random bits


class PhoneCodeQuestion(Message):
    """Send a code to this phone, for this person and service."""

    service: ServiceSlug
    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    phone: Mobile
    language: Language = Language.ZH


class PhoneCodeAnswer(Message):
    """What became of it. `limit`: this number or person had too many today; `refused`: nothing can be sent to this number."""

    result: Literal["sent", "too_soon", "limit", "refused"]
    ticket: PhoneTicket | None = None  # of the code that was sent; every other answer has none
    valid_seconds: int = Field(default=0, ge=0, le=3600)
    resend_seconds: int = Field(default=0, ge=0, le=3600)  # when another one may be asked for


class PhoneProofQuestion(Message):
    """One typed code, to be compared with the one that was sent."""

    ticket: PhoneTicket
    code: str = Field(pattern=r"^[0-9]{6}$")


class PhoneProofAnswer(Message):
    """Whether the phone is proven. `expired`: too old, too many tries, or never this terminal's; ask for a new code."""

    result: Literal["proven", "wrong", "expired"]
    tries_left: int = Field(default=0, ge=0, le=20)
