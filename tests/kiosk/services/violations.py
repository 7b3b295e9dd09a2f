"""What an office might answer about violations; every plate and number is invented."""

import base64
from datetime import date, datetime, timedelta
from typing import Any

from domain.clock import SHANGHAI
from domain.licences import LicenceState
from domain.vehicles import OwnerKind, VehicleState
from domain.violations import HandlingBar
from domain.wire.v1 import EligibilityAnswer
from domain.wire.v1_violations import (
    LicenceStanding,
    OwnVehicle,
    UnpaidDecision,
    VehicleOverview,
    Violation,
    ViolationAnswer,
    ViolationPicture,
)

AS_OF = datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI)
OWN, OTHER_OWN, FOREIGN = "渝A8K2D6", "渝AD36921", "川Z9F8A2"
ELIGIBLE = EligibilityAnswer(decision="eligible", reasons=[])
JPEG = b"\xff\xd8\xff\xe0 a photograph"


def record(number: int, **changes: Any) -> Violation:
    """A greater number is an older record."""
    values: dict[str, Any] = {
        "record_number": f"5001032611{number:06d}",
        "plate": OWN,
        "plate_kind": "02",
        "captured_at": AS_OF - timedelta(days=number + 1),
        "place": "渝中区中山三路与上清寺路口",
        "code": "1625",
        "text": "不按交通信号灯指示通行",
        "points": 6,
        "fine_fen": 20000,
        "provision": "provision",
        "basis": "basis",
        "agency": "重庆市公安局渝中区分局交巡警支队",
        "pictures": 2,
        "bars": [],
    }
    return Violation(**(values | changes))


def vehicle(plate: str, kind: str = "02") -> OwnVehicle:
    return OwnVehicle(
        plate=plate,
        plate_kind=kind,
        owner_kind=OwnerKind.INDIVIDUAL,
        states=[VehicleState.NORMAL],
        inspection_valid_to=date(2027, 3, 31),
    )


DECISION = UnpaidDecision(
    decision_number="5001031900000017",
    plate=OWN,
    code="1019",
    text="违反规定使用专用车道",
    decided_on=date(2026, 10, 26),
    points=0,
    fine_fen=10000,
    pay_until=date(2026, 11, 10),
    surcharge_fen=3600,
    days_late=12,
)
RECORDS = [
    record(1),
    record(2, plate=OTHER_OWN, plate_kind="52", points=0, fine_fen=10000, bars=[HandlingBar.OTHER_AREA]),
    record(3, plate=FOREIGN, points=None, fine_fen=None, bars=[HandlingBar.PENALTY_UNKNOWN], pictures=0),
]


def answer(**changes: Any) -> ViolationAnswer:
    values: dict[str, Any] = {
        "verified": True,
        "as_of": AS_OF,
        "overview": [],
        "unpaid": 1,
        "licence": LicenceStanding(
            number="500∗∗∗∗∗∗∗∗∗∗∗0010",
            classes="C1",
            states=[LicenceState.NORMAL],
            points=3,
            points_limit=12,
            valid_to=date(2031, 3, 18),
        ),
        "vehicles": [vehicle(OWN), vehicle(OTHER_OWN, "52")],
        "violations": RECORDS,
        "decisions": [DECISION],
        "ticket": "ticket-one",
    }
    return ViolationAnswer(**(values | changes))


def overview() -> ViolationAnswer:
    counts = [VehicleOverview(plate="渝A∗∗2D6", violations=2)]
    return ViolationAnswer(verified=False, as_of=AS_OF, overview=counts, unpaid=1)


def picture(jpeg: bytes | None = JPEG) -> ViolationPicture:
    return ViolationPicture(picture=base64.b64encode(jpeg).decode() if jpeg is not None else None)
