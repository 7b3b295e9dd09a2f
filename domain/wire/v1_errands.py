"""Version 1: what the office wants of a terminal between visits, who may open it, and what its self-tests found.

A call of its own beside the heartbeat: a terminal or an office of an earlier version does without it.
"""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.wire.message import Message, Sha256, Word
from domain.wire.v1_fleet import Signed

StaffNumber = Annotated[str, Field(pattern=r"^[0-9]{4}$")]  # 工号
KeptPin = Annotated[str, Field(pattern=r"^scrypt\$[0-9a-zA-Z+/=]{4,64}\$[0-9a-zA-Z+/=]{4,128}$")]  # domain.staff_pin


class Technician(Message):
    """Who may open the terminals' maintenance mode."""

    number: StaffNumber
    pin: KeptPin


class SelfTestErrand(Message):
    """Test these devices and parts between two visits; none named: all of them."""

    errand: UUID
    parts: list[Word] = Field(default_factory=list, max_length=40)


class ErrandsQuestion(Message):
    """What is there to do? Says, too, whether staff took the terminal out of service."""

    asked_at: AwareDatetime
    out_of_service: Word | None  # the reason, a word of config/texts/maintenance.toml
    takes_commands: bool = False  # it verifies signed commands; others are asked for self-tests as before
    holding: list[UUID] = Field(default_factory=list, max_length=40)  # commands that it verified and will do
    configuration: Sha256 | None = None  # of the rolled-out fragment that lies here; None: none


class ErrandsAnswer(Message):
    """Everybody who may open it (whoever is not named may not any more), and the self-tests that are wanted."""

    technicians: list[Technician] = Field(max_length=200)
    self_tests: list[SelfTestErrand] = Field(max_length=20)
    commands: list[Signed] = Field(default_factory=list, max_length=20)
    configuration: Signed | None = None  # when another one is wanted than what lies there


class TestedPart(Message):
    """How one device or part did."""

    name: Word
    passed: bool
    failure: Word | None = None


class SelfTestFound(Message):
    """What a self-test on command found; `refused`: why it was not made."""

    errand: UUID
    ended_at: AwareDatetime
    parts: list[TestedPart] = Field(max_length=40)
    refused: Word | None = None


class SelfTestKept(Message):
    """The office has it; the terminal may forget the errand."""

    errand: UUID
