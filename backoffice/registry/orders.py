"""Orders to the police registry: what the office has decided and the registry carries out, each under the application's number.

Every order carries the application number as idempotency key: asked again it answers the same. Reprs show nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class LicenceOrder:
    """Make a driving licence."""

    application_number: str
    number: str = field(repr=False)  # of the licence: the ID number
    reason: Literal["loss", "damage", "expiry", "overage"]
    classes: str | None = None  # the classes from now on; None: unchanged
    photo: bytes | None = field(repr=False, default=None)  # JPEG; None: the one on file


@dataclass(frozen=True)
class VehicleOrder:
    """Make a vehicle licence or number plates."""

    application_number: str
    plate: str = field(repr=False)
    plate_kind: str
    document: Literal["vehicle_licence", "plates"]
    reason: Literal["lost", "stolen", "destroyed", "damaged"]
    parts: tuple[str, ...]  # main, copy of a licence; front, rear of plates
    temporary_plate: bool = False


@dataclass(frozen=True)
class Reissue:
    """What was made; the old document is void from `issued_on`."""

    certificate_number: str  # 证芯编号 of a licence, 号牌生产序号 of plates: 13 digits
    issued_on: date
    temporary_plate: str | None = field(repr=False, default=None)  # number of a temporary plate 临时号牌
    temporary_until: date | None = None
    valid_to: date | None = None  # of a renewed licence; None: unchanged, or 长期 where `long_term`
    long_term: bool = False


@dataclass(frozen=True)
class ContactOrder:
    """File contact data of the driver, or of the owner for these vehicles."""

    application_number: str
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    postcode: str = field(repr=False, default="")
    email: str = field(repr=False, default="")
    employer: str = field(repr=False, default="")  # 从业单位, classes A and B
    vehicles: tuple[tuple[str, str], ...] = field(repr=False, default=())  # (kind, plate); empty: the driver


@dataclass(frozen=True)
class DecisionOrder:
    """Issue a penalty decision for one record and register its points: one act of the registry."""

    application_number: str
    record_number: str = field(repr=False)
    id_number: str = field(repr=False)
    points: int
    fine_fen: int


@dataclass(frozen=True)
class Issued:
    """The decision that was issued."""

    decision_number: str = field(repr=False)  # 16 digits
    decided_on: date
    points_total: int  # of this cycle, with this decision's


@dataclass(frozen=True)
class FinePosting:
    """A fine was paid."""

    application_number: str
    decision_number: str = field(repr=False)
    amount_fen: int  # fine and surcharge
    paid_on: date


@dataclass(frozen=True)
class Posted:
    """The registry took the payment; `fresh` is False when the decision had been paid before by somebody else."""

    voucher_number: str = field(repr=False)  # 财政电子票据号码
    voucher_check: str = field(repr=False)  # 校验码
    fresh: bool
