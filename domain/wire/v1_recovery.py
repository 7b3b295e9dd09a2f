"""Version 1: how the terminals close the gap of an office that came out of a backup.

Applications are sent again as they were. What citizens changed about them (补正, 撤回, 改址) follows in calls of its own: an
older terminal does not make them, an older office answers them with 404, and is asked again later.
"""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.wire.message import WIRE_VERSION, ApplicationNumber, KeyId, Message, Sha256, Word
from domain.wire.v1_my_applications import Correction, NewAddress, Withdrawal

MOST_NUMBERS = 500


class ChangeKind(StrEnum):
    """What an applicant did about an application."""

    CORRECTION = "correction"  # 补正
    WITHDRAWAL = "withdrawal"  # 撤回
    NEW_ADDRESS = "new_address"  # 改址


class MissingQuestion(Message):
    """Asked when the office names another epoch: numbers of delivered applications whose sealed bodies are still here."""

    numbers: list[ApplicationNumber] = Field(max_length=MOST_NUMBERS)


class MissingAnswer(Message):
    """Those of them that the office does not have; they are to be sent again under their old keys."""

    epoch: Word
    missing: list[ApplicationNumber]


Change = Correction | Withdrawal | NewAddress


def kind_of(message: Change) -> ChangeKind:
    """Return what an applicant does by this message."""
    if isinstance(message, Correction):
        return ChangeKind.CORRECTION
    return ChangeKind.WITHDRAWAL if isinstance(message, Withdrawal) else ChangeKind.NEW_ADDRESS


class KeptChange(Message):
    """One change that the office had taken, and whose sealed message is still here."""

    key: UUID
    number: ApplicationNumber
    kind: ChangeKind


class MissingChangesQuestion(Message):
    """Asked after a restore, and again while something waits."""

    changes: list[KeptChange] = Field(max_length=MOST_NUMBERS)


class MissingChangesAnswer(Message):
    """Which of them are to be sent; of the rest the office has done each."""

    missing: list[UUID]
    waiting: list[UUID]  # not yet: the application is not there, or has not come so far again


class SealedChange(Message):
    """One change sent again: routing data in clear, the message (`v1_my_applications`) sealed to the office's key."""

    wire_version: Literal[1] = 1
    key: UUID
    number: ApplicationNumber
    kind: ChangeKind
    taken_at: AwareDatetime  # when the office had answered that it is done
    key_id: KeyId
    sealed: str  # base64 of HPKE enc || ciphertext
    sealed_sha256: Sha256  # over the raw sealed bytes
    last: bool = False  # it will not be sent once more: what still would have to wait is refused


class ChangeTakenAgain(Message):
    """What became of a change that was sent again."""

    outcome: Word  # taken, known (it was here), waiting, refused
    reason: Word | None = None  # of a refusal: moved_on, not_come_so_far, incomplete, unknown_application, …


def associated_change_info(change: KeptChange, terminal_id: str, key_id: str) -> bytes:
    """Return the HPKE `info` that binds a sealed change to its envelope."""
    named = f"{terminal_id}/{change.kind}/{change.number}/{change.key}/{key_id}"
    return f"cq-traffic-kiosk/change/{WIRE_VERSION}/{named}".encode()
