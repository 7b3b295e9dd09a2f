"""Invented vehicles and violations of the person of :mod:`tests.backoffice.people`, as the registry's own JSON tells them."""

from typing import Any

from tests.backoffice.people import FRIDAY_NOON, NAME, NUMBER

OWN_PLATE = "渝A8K2D6"
OTHER_PLATE = "渝BD12345"
RECORD_NUMBER = "5001037900206538"
DECISION_NUMBER = "5001031901066838"
AGENCY = "测试交巡警支队"
PLACE = "测试路与样本街路口"
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
SECRETS = (OWN_PLATE, OTHER_PLATE, RECORD_NUMBER, DECISION_NUMBER, PLACE, AGENCY, NAME, NUMBER)


def vehicle(**changes: Any) -> dict[str, Any]:
    return {
        "plate": OWN_PLATE,
        "plate_kind": "02",
        "type": "K33",
        "use": "A",
        "owner_kind": "individual",
        "states": "A",
        "inspection_valid_to": "2027-05-31",
        **changes,
    }


def record(**changes: Any) -> dict[str, Any]:
    return {
        "record_number": RECORD_NUMBER,
        "plate": OWN_PLATE,
        "plate_kind": "02",
        "captured_at": "2026-11-02T08:15:00+08:00",
        "place": PLACE,
        "code": "1625",
        "points": 6,
        "fine_fen": 20000,
        "agency_code": "500103000000",
        "agency": AGENCY,
        "capture": "camera",
        "reviewed": True,
        "disputed": False,
        "pictures": 3,
        **changes,
    }


def decision(**changes: Any) -> dict[str, Any]:
    return {
        "decision_number": DECISION_NUMBER,
        "plate": OWN_PLATE,
        "code": "1116",
        "decided_on": "2026-11-10",
        "points": 1,
        "fine_fen": 10000,
        "paid": False,
        **changes,
    }


def number(running: int) -> str:
    """Return the number of another record or decision."""
    return f"50010379{running:08d}"


def face(**changes: Any) -> dict[str, Any]:
    """Return a check that matched a minute ago."""
    return {
        "decision": "match",
        "scores": [{"reference": "registry", "score": 0.71, "decision": "match"}],
        "accept_at": 0.4,
        "review_from": 0.3,
        "engine": "sface",
        "calibration": "sface_test",
        "challenge": ["left"],
        "challenge_passed": True,
        "tries": 1,
        "checked_at": FRIDAY_NOON.replace(minute=0).isoformat(),
        **changes,
    }


def question(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "resident_id_card",
        "number": NUMBER,
        "name": NAME,
        "valid_to": "2039-06-01",
        "face": face(),
        **changes,
    }
