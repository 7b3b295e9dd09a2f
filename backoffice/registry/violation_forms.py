"""Forms of the registry's answers on violations (`docs/stage.md`, Partners), and what they become here.

Read strictly: a letter nobody knows, money below nought, a text instead of a number or a broken picture makes the whole answer
unusable. Reading raises :class:`ValueError`; the message may quote the person and must go no further.
"""

import base64
import binascii
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StrictBool, StrictInt

from backoffice.registry.port import OpenViolations
from domain.violations import CaptureKind, PenaltyDecision, ViolationRecord

LARGEST_PICTURE = 2_000_000  # bytes of one JPEG; composed evidence pictures are some hundred thousand
JPEG_BEGINS = b"\xff\xd8\xff"

Number16 = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Plate = Annotated[str, Field(min_length=4, max_length=12)]
PlateKind = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
Code = Annotated[str, Field(pattern=r"^[0-9]{4}[0-9A-Z]{0,2}$")]
Points = Annotated[StrictInt, Field(ge=0, le=12)]
Fen = Annotated[StrictInt, Field(ge=0, le=10_000_000)]  # 100 000 yuan: above every fine of these laws


class _Record(BaseModel):
    record_number: Number16
    plate: Plate
    plate_kind: PlateKind
    captured_at: AwareDatetime
    place: str = Field(max_length=200)
    code: Code
    points: Points | None
    fine_fen: Fen | None
    agency_code: str = Field(pattern=r"^[0-9]{12}$")
    agency: str = Field(max_length=100)
    capture: CaptureKind
    reviewed: StrictBool
    disputed: StrictBool
    pictures: Annotated[StrictInt, Field(ge=0, le=9)]

    def read(self) -> ViolationRecord:
        return ViolationRecord(**dict(self))


class _Decision(BaseModel):
    decision_number: Number16
    plate: Plate
    code: Code
    decided_on: date
    points: Points
    fine_fen: Fen
    paid: StrictBool

    def read(self) -> PenaltyDecision:
        return PenaltyDecision(**dict(self))


class ViolationsForm(BaseModel):
    """Answer of `/v1/violations/query`."""

    records: list[_Record]
    decisions: list[_Decision]

    def read(self) -> OpenViolations:
        """Return records and decisions; each number stands for one thing."""
        _require_once(row.record_number for row in self.records)
        _require_once(row.decision_number for row in self.decisions)
        return OpenViolations(tuple(row.read() for row in self.records), tuple(row.read() for row in self.decisions))


class DecisionForm(BaseModel):
    """Answer of `/v1/decisions/query`."""

    found: StrictBool
    decision: _Decision | None

    def read(self) -> PenaltyDecision | None:
        """Return the decision, None when there is none of this number."""
        if self.found != (self.decision is not None):
            raise ValueError("found without a decision, or the other way round")
        return self.decision.read() if self.decision else None


class PictureForm(BaseModel):
    """Answer of `/v1/violations/picture`."""

    picture: str | None

    def read(self) -> bytes | None:
        """Return the JPEG, None when there is none at this place."""
        if self.picture is None:
            return None
        content = decode(self.picture)
        if not content.startswith(JPEG_BEGINS) or len(content) > LARGEST_PICTURE:
            raise ValueError("not a JPEG, or too large")
        return content


def decode(encoded: str) -> bytes:
    """Decode strict base64."""
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as broken:
        raise ValueError("not base64") from broken


def _require_once(keys: Iterable[Hashable]) -> None:
    listed = list(keys)
    if len(set(listed)) != len(listed):
        raise ValueError("the same thing twice")
