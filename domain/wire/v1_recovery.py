"""Version 1: how the terminals close the gap of an office that came out of a backup."""

from pydantic import Field

from domain.wire.message import ApplicationNumber, Message, Word

MOST_NUMBERS = 500


class MissingQuestion(Message):
    """Asked when the office names another epoch: numbers of delivered applications whose sealed bodies are still here."""

    numbers: list[ApplicationNumber] = Field(max_length=MOST_NUMBERS)


class MissingAnswer(Message):
    """Those of them that the office does not have; they are to be sent again under their old keys."""

    epoch: Word
    missing: list[ApplicationNumber]
